#include "compiler/templates/skeleton.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "compiler/check/report.h"
#include "compiler/templates/part.h"
#include "parser/dsl/placed_text.h"

namespace rulec::compiler {
namespace {

using bytecode::StepKind;
using bytecode::TemplateFormat;
using parser::ContentKind;
using parser::PieceKind;
using parser::TemplateContent;
using parser::TemplatePiece;
using parser::TemplateText;

// A member whose text an application takes for an address.
bool is_url_member(std::string_view key) {
  static constexpr std::string_view kNames[] = {"href", "url", "src", "link"};
  return std::ranges::find(kNames, key) != std::end(kNames) || key.ends_with("_url") ||
         key.ends_with("Url");
}

PartKind kind_of(PieceKind kind) {
  switch (kind) {
    case PieceKind::kText:
      return PartKind::kText;
    case PieceKind::kHole:
      return PartKind::kHole;
    case PieceKind::kIf:
      return PartKind::kIf;
    case PieceKind::kElse:
      return PartKind::kElse;
    case PieceKind::kEach:
      return PartKind::kEach;
    case PieceKind::kEnd:
      return PartKind::kEnd;
  }
  return PartKind::kText;
}

StepKind step_of(PartKind kind) {
  switch (kind) {
    case PartKind::kText:
      return StepKind::kText;
    case PartKind::kHole:
      return StepKind::kHole;
    case PartKind::kIf:
      return StepKind::kIf;
    case PartKind::kElse:
      return StepKind::kElse;
    case PartKind::kEach:
      return StepKind::kEach;
    case PartKind::kEnd:
      return StepKind::kEnd;
  }
  return StepKind::kText;
}

// A text as parts, and the way back from a byte of a part to the source. Neighbouring pieces of
// text (an escaped brace divides them) are one part.
class PartedText {
 public:
  explicit PartedText(const TemplateText& text) : placed_(&text.placed), pieces_(&text.pieces) {
    for (std::uint32_t i = 0; i < text.pieces.size(); ++i) {
      const TemplatePiece& piece = text.pieces[i];
      bool is_more = piece.kind == PieceKind::kText && !parts_.empty() &&
                     parts_.back().kind == PartKind::kText;
      if (!is_more) {
        parts_.push_back({.kind = kind_of(piece.kind), .text = {}, .item = i});
        runs_.emplace_back();
      }
      if (piece.kind == PieceKind::kText) {
        runs_.back().push_back({.in_part = parts_.back().text.size(), .in_text = piece.begin});
        parts_.back().text += piece.text;
      }
    }
  }
  // A text without tags.
  PartedText(std::string_view text, const parser::PlacedText& placed) : placed_(&placed) {
    parts_.push_back({.kind = PartKind::kText, .text = std::string(text)});
    runs_.push_back({{.in_part = 0, .in_text = 0}});
  }

  [[nodiscard]] std::vector<Part>& parts() { return parts_; }
  [[nodiscard]] const TemplatePiece& piece(const Part& part) const { return (*pieces_)[part.item]; }

  [[nodiscard]] Span span(const PartFault& fault, const RuleReport& report) const {
    const Part& part = parts_[fault.part];
    if (part.kind != PartKind::kText) {
      return report.span(piece(part).node);
    }
    return placed_->span(offset(fault.part, fault.begin), offset(fault.part, fault.end));
  }

 private:
  struct Run {
    std::size_t in_part = 0;
    std::size_t in_text = 0;
  };
  [[nodiscard]] std::size_t offset(std::size_t part, std::size_t at) const {
    auto after = std::ranges::upper_bound(runs_[part], at, {}, &Run::in_part);
    const Run& run = *std::prev(after);
    return run.in_text + at - run.in_part;
  }

  const parser::PlacedText* placed_;
  const std::vector<TemplatePiece>* pieces_ = nullptr;
  std::vector<Part> parts_;
  std::vector<std::vector<Run>> runs_;  // by part
};

// A text that is a URL as a whole: what begins it may be any harmless address, the rest is a part.
bool place_url(std::vector<Part>& parts, const PartReport& report) {
  constexpr std::string_view kSchemes[] = {"http", "https", "mailto"};
  std::string_view head = parts[0].kind == PartKind::kText ? parts[0].text : std::string_view();
  std::string_view first = head.substr(0, head.find_first_of("/?#"));
  if (auto colon = first.find(':'); colon != std::string_view::npos) {
    if (std::ranges::find(kSchemes, first.substr(0, colon)) == std::end(kSchemes)) {
      report({.part = 0,
              .begin = 0,
              .end = colon,
              .code = diag::Code::kUnsafeMarkup,
              .problem = "`" + std::string(first.substr(0, colon)) + "` is no scheme for a link",
              .label = "in a link",
              .help = "links have the scheme `http`, `https`, `mailto`, or none"});
      return false;
    }
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].kind == PartKind::kHole) {
      parts[i].place =
          i == 0 ? bytecode::HolePlace::kMarkdownUrl : bytecode::HolePlace::kMarkdownUrlPart;
    } else if (parts[i].kind != PartKind::kText) {
      report({.part = i,
              .begin = 0,
              .end = 0,
              .code = diag::Code::kMisplacedPlaceholder,
              .problem = "a block stands in a link",
              .label = "here",
              .help = "choose the whole link with an expression, and give it as one of `vars`"});
      return false;
    }
  }
  bool begins_with_hole = parts[0].kind == PartKind::kHole && parts.size() > 1;
  std::string_view second = begins_with_hole ? std::string_view(parts[1].text) : "";
  std::string_view before = second.substr(0, second.find_first_of("/?#"));
  if (auto colon = before.find(':'); colon != std::string_view::npos) {
    report({.part = 1,
            .begin = colon,
            .end = colon + 1,
            .code = diag::Code::kMisplacedPlaceholder,
            .problem = "the placeholder before this would be the scheme of a link",
            .label = "ends the scheme",
            .help = "write the scheme as text: `https://{{ host }}/`"});
    return false;
  }
  return true;
}

class SkeletonBuilder {
 public:
  SkeletonBuilder(const parser::TemplateNode& from, TemplateFormat format, Arena& arena,
                  RuleReport& report)
      : from_(from), format_(format), arena_(arena), report_(report) {}

  Skeleton run() {
    content(from_.content, false);
    return std::move(made_);
  }

 private:
  void both(SkeletonStep step) {
    if (format_ == TemplateFormat::kMarkdown) {
      made_.rendered.push_back(step);
    }
    made_.content.push_back(std::move(step));
  }

  // Recursion ends at the depth that the reader allows; that of the skeleton is bounded first.
  void content(const TemplateContent& at, bool is_url) {
    if (++depth_ > kMaxTemplateDepth / 2) {
      if (depth_ == kMaxTemplateDepth / 2 + 1) {
        report_.emit(diag::make(diag::Code::kTooDeep, report_.span(at.node), "too deep",
                                {{"limit", static_cast<std::int64_t>(kMaxTemplateDepth / 2)}}),
                     at.node);
      }
      --depth_;
      return;
    }
    switch (at.kind) {
      case ContentKind::kConstant:
        constant(at, is_url);
        break;
      case ContentKind::kTyped:
        both({.kind = StepKind::kTyped, .text = {}, .value = at.item, .filters = {}});
        break;
      case ContentKind::kText:
        text(at, PartedText(*at.text), is_url);
        break;
      case ContentKind::kList:
        both({.kind = StepKind::kBeginList, .text = {}, .filters = {}});
        for (const TemplateContent& child : at.children) {
          content(child, is_url);
        }
        both({.kind = StepKind::kEndList, .text = {}, .filters = {}});
        break;
      case ContentKind::kObject:
        both({.kind = StepKind::kBeginObject, .text = {}, .filters = {}});
        for (std::size_t i = 0; i < at.children.size(); ++i) {
          both({.kind = StepKind::kKey, .text = std::string(at.keys[i]), .filters = {}});
          content(at.children[i], is_url_member(at.keys[i]));
        }
        both({.kind = StepKind::kEndObject, .text = {}, .filters = {}});
        break;
    }
    --depth_;
  }

  // A text without holes is proved too: its markup goes out as it is.
  void constant(const TemplateContent& at, bool is_url) {
    bool is_markup = format_ == TemplateFormat::kHtml || format_ == TemplateFormat::kMarkdown;
    if (!at.constant.is_string() || at.constant.length() == 0 || !(is_markup || is_url)) {
      return both(
          {.kind = StepKind::kConstant, .text = {}, .constant = at.constant, .filters = {}});
    }
    Span inside = report_.text_span(at.node);
    parser::PlacedText placed(at.constant.as_string(), inside,
                              report_.input().sources.text(inside));
    text(at, PartedText(at.constant.as_string(), placed), is_url);
  }

  void text(const TemplateContent& at, PartedText parted, bool is_url) {
    std::vector<Part> rendered;  // Markdown
    if (!place(at, parted, is_url, rendered)) {
      return;
    }
    add_text(parted, parted.parts(), made_.content);
    if (format_ == TemplateFormat::kMarkdown) {
      add_text(parted, is_url ? parted.parts() : rendered, made_.rendered);
    }
  }

  bool place(const TemplateContent& at, PartedText& parted, bool is_url,
             std::vector<Part>& rendered) {
    PartReport tell = [&](const PartFault& fault) {
      auto finding = diag::make(fault.code, parted.span(fault, report_), fault.label,
                                {{"problem", fault.problem}});
      if (!fault.help.empty()) {
        finding.help(fault.help);
      }
      report_.emit(std::move(finding), at.node);
    };
    if (is_url) {
      return place_url(parted.parts(), tell);
    }
    switch (format_) {
      case TemplateFormat::kText:
      case TemplateFormat::kJson:
        for (Part& part : parted.parts()) {
          part.place = format_ == TemplateFormat::kJson ? bytecode::HolePlace::kJson
                                                        : bytecode::HolePlace::kText;
        }
        return true;
      case TemplateFormat::kHtml:
        return place_html(parted.parts(), tell);
      case TemplateFormat::kMarkdown:
        return place_markdown(parted.parts(), rendered, tell);
    }
    return true;
  }

  void add_text(const PartedText& parted, const std::vector<Part>& parts,
                std::vector<SkeletonStep>& to) {
    to.push_back({.kind = StepKind::kBeginText, .text = {}, .filters = {}});
    for (const Part& part : parts) {
      SkeletonStep step{.kind = step_of(part.kind), .text = part.text, .filters = {}};
      if (part.kind == PartKind::kHole) {
        const TemplatePiece& hole = parted.piece(part);
        step.text = hole.source;
        step.place = part.place;
        step.value = hole.item;
        step.filters = filters_of(hole);
      } else if (part.kind == PartKind::kIf || part.kind == PartKind::kEach) {
        step.value = parted.piece(part).item;
      }
      to.push_back(std::move(step));
    }
    to.push_back({.kind = StepKind::kEndText, .text = {}, .filters = {}});
  }

  // Once for each placeholder, which Markdown shows several times.
  const std::vector<SkeletonFilter>& filters_of(const TemplatePiece& hole) {
    auto [found, is_new] = filters_.try_emplace(&hole);
    if (is_new) {
      found->second = check_filters(hole, from_.language.text, arena_, report_);
    }
    return found->second;
  }

  const parser::TemplateNode& from_;
  TemplateFormat format_;
  Arena& arena_;
  RuleReport& report_;
  Skeleton made_;
  std::map<const TemplatePiece*, std::vector<SkeletonFilter>> filters_;
  std::uint32_t depth_ = 0;
};

}  // namespace

Skeleton make_skeleton(const parser::TemplateNode& from, TemplateFormat format, Arena& arena,
                       RuleReport& report) {
  return SkeletonBuilder(from, format, arena, report).run();
}

}  // namespace rulec::compiler
