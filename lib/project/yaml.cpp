// rulec.yaml by yaml-cpp's events, never by its documents: aliases, anchors, tags, duplicate keys
// and further documents are refused where they stand. Plain scalars follow the core schema of YAML
// 1.2 (`no` is text, `012` is 12), and where the configuration's schema wants a string the text is
// taken as it stands (`version: 1.0`).
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/utf8.h"
#include "parser/json/tree_builder.h"
#include "project/internal/scalar.h"
#include "project/internal/secrets.h"
#include "project/project.h"
#include "schema/schema.h"

namespace rulec::project {
namespace {

using diag::Code;

constexpr std::size_t kMaxYamlDepth = 64;

struct Refused {
  Span span;
  std::string problem;
  std::string help;
  Span first = {};  // the other one of two
};

class Handler final : public YAML::EventHandler {
 public:
  Handler(const Source& source, SourceId id) : text_(source.bytes()), id_(id), tree_(id) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) {
      refuse(mark, "a second document begins here", "keep one document in the file");
    }
  }
  void OnDocumentEnd() override {}
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, "aliases are not read", "write the value out");
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    take_value_place(mark, "null");
    tree_.null(span(mark, 0));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    if (tag != "?" && tag != "!") {
      refuse(mark, "the tag `" + tag + "` is not read", "leave the tag out");
    }
    Span at = scalar_span(mark, value);
    if (is_key_next()) {
      take_key(at, value);
      return;
    }
    if (tag == "?") {
      plain(at, value);
    } else {
      tree_.string(at, value);
    }
    value_done();
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin(mark, tag, anchor, Container::kList);
    tree_.begin_array(span(mark, 1));
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    begin(mark, tag, anchor, Container::kMap);
    tree_.begin_object(span(mark, 1));
  }
  void OnMapEnd() override { end(); }

  [[nodiscard]] bool is_empty() const { return last_end_ == 0; }
  json::Document finish() { return tree_.finish(); }

 private:
  enum class Container : std::uint8_t { kList, kMap };
  struct Level {
    Container container;
    bool key_is_next = true;
    std::map<std::string, Span, std::less<>> keys;
    std::string key;  // of the value that comes next
  };

  [[nodiscard]] std::uint32_t offset(const YAML::Mark& mark) const {
    return std::min<std::uint32_t>(static_cast<std::uint32_t>(std::max(mark.pos, 0)),
                                   static_cast<std::uint32_t>(text_.size()));
  }
  [[nodiscard]] Span span(const YAML::Mark& mark, std::uint32_t length) const {
    std::uint32_t begin = offset(mark);
    auto size = static_cast<std::uint32_t>(text_.size());
    return {.source = id_, .begin = begin, .end = std::min(begin + length, size)};
  }

  // Plain text as written, a quoted one with its quotes, a block to the end of its first line.
  Span scalar_span(const YAML::Mark& mark, const std::string& value) {
    Span at = span(mark, 0);
    std::string_view rest = text_.substr(at.begin);
    std::size_t length = rest.find('\n');
    if (rest.starts_with('"') || rest.starts_with('\'')) {
      length = quoted_length(rest);
      if (length == std::string_view::npos) {  // yaml-cpp takes the end of the file for the quote
        refuse(mark, "the quote that begins here is never closed", "close it behind the text");
      }
    } else if (rest.starts_with(value)) {
      length = value.size();
    }
    at.end = at.begin + static_cast<std::uint32_t>(std::min(length, rest.size()));
    last_end_ = std::max(at.end, std::uint32_t{1});
    return at;
  }

  // npos when the closing quote is missing.
  static std::size_t quoted_length(std::string_view rest) {
    for (std::size_t i = 1; i < rest.size(); ++i) {
      if (rest[0] == '"' && rest[i] == '\\') {
        ++i;
      } else if (rest[i] == rest[0]) {
        bool is_doubled = rest[0] == '\'' && i + 1 < rest.size() && rest[i + 1] == '\'';
        if (!is_doubled) {
          return i + 1;
        }
        ++i;
      }
    }
    return std::string_view::npos;
  }

  [[noreturn]] void refuse(const YAML::Mark& mark, std::string problem, std::string help) {
    throw Refused{.span = span(mark, 1), .problem = std::move(problem), .help = std::move(help)};
  }
  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) {
      refuse(mark, "anchors are not read", "write the value out where it is needed");
    }
  }

  [[nodiscard]] bool is_key_next() const {
    return !levels_.empty() && levels_.back().container == Container::kMap &&
           levels_.back().key_is_next;
  }

  void take_key(Span at, const std::string& key) {
    Level& level = levels_.back();
    auto [first, is_new] = level.keys.emplace(key, at);
    if (!is_new) {
      throw Refused{.span = at,
                    .problem = "the key `" + key + "` stands twice",
                    .help = "keep one of the two",
                    .first = first->second};
    }
    level.key_is_next = false;
    level.key = key;
    tree_.key(key, at);
  }

  // A key that is no scalar ends here.
  void take_value_place(const YAML::Mark& mark, const char* what) {
    if (is_key_next()) {
      refuse(mark, std::string("a key is ") + what,
             "write a plain name before the colon, or close the bracket that is open");
    }
    value_done();
  }

  // JSON types that the configuration may have at the value that comes next.
  [[nodiscard]] static bool wants(std::string_view type, const std::vector<std::string>& types) {
    return std::ranges::find(types, type) != types.end();
  }
  [[nodiscard]] std::vector<std::string> types_here() const {
    std::vector<std::string_view> path;
    path.reserve(levels_.size());
    for (const Level& level : levels_) {
      path.push_back(level.container == Container::kMap ? std::string_view(level.key) : "0");
    }
    return schema::types_at(schema::BuiltIn::kConfig, path);
  }
  void value_done() {
    if (!levels_.empty()) {
      levels_.back().key_is_next = true;
    }
  }

  void begin(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
             Container container) {
    refuse_anchor(mark, anchor);
    if (tag != "?" && tag != "!" && !tag.empty()) {
      refuse(mark, "the tag `" + tag + "` is not read", "leave the tag out");
    }
    if (levels_.size() >= kMaxYamlDepth) {
      refuse(mark, "nested deeper than " + std::to_string(kMaxYamlDepth) + " levels",
             "flatten the file");
    }
    take_value_place(mark, container == Container::kMap ? "a mapping" : "a list");
    levels_.push_back({.container = container});
    last_end_ = std::max(offset(mark), std::uint32_t{1});
  }
  void end() {
    tree_.end(last_end_);
    levels_.pop_back();
  }

  void plain(Span at, const std::string& value) {
    Scalar scalar = classify_scalar(value);
    if (scalar.kind != Scalar::Kind::kText && keeps_text(scalar.kind)) {
      return tree_.string(at, value);
    }
    switch (scalar.kind) {
      case Scalar::Kind::kNull:
        return tree_.null(at);
      case Scalar::Kind::kBool:
        return tree_.boolean(at, scalar.boolean);
      case Scalar::Kind::kInteger:
        return tree_.integer(at, scalar.integer, value);
      case Scalar::Kind::kReal:
        return tree_.real(at, scalar.real, value);
      case Scalar::Kind::kText:
        return tree_.string(at, value);
      case Scalar::Kind::kNoJson:
        throw Refused{.span = at,
                      .problem = "`" + value + "` is no number of 64 bits",
                      .help = "write a number that a double or a 64-bit integer can hold"};
    }
  }

  // Text is wanted, and nothing that the scalar could be instead.
  [[nodiscard]] bool keeps_text(Scalar::Kind kind) const {
    std::vector<std::string> types = types_here();
    if (!wants("string", types)) {
      return false;
    }
    switch (kind) {
      case Scalar::Kind::kNull:
        return false;  // an empty value is no text
      case Scalar::Kind::kBool:
        return !wants("boolean", types);
      case Scalar::Kind::kInteger:
      case Scalar::Kind::kReal:
      case Scalar::Kind::kNoJson:
        return !wants("number", types) && !wants("integer", types);
      case Scalar::Kind::kText:
        return true;
    }
    return true;
  }

  std::string_view text_;
  SourceId id_;
  json::TreeBuilder tree_;
  std::vector<Level> levels_;
  std::uint32_t last_end_ = 0;
  int documents_ = 0;
};

bool is_readable(const Source& source, SourceId id, diag::Emitter& emitter) {
  std::string_view text = source.bytes();
  if (text.starts_with(utf8::kByteOrderMark)) {
    Span mark{.source = id, .begin = 0, .end = 3};
    emitter.emit(diag::make(Code::kByteOrderMark, mark, "these three bytes", {})
                     .fix({.fix_class = diag::FixClass::kSafe,
                           .title = "leave the mark out",
                           .edits = {{.span = mark, .new_text = ""}}}));
    return false;
  }
  if (std::size_t bad = utf8::find_invalid(text); bad != std::string_view::npos) {
    auto at = static_cast<std::uint32_t>(bad);
    emitter.emit(diag::make(Code::kNotUtf8, {.source = id, .begin = at, .end = at + 1}, "here",
                            {{"offset", static_cast<std::int64_t>(bad)}}));
    return false;
  }
  if (std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    auto at = static_cast<std::uint32_t>(nul);
    emitter.emit(diag::make(Code::kNulByte, {.source = id, .begin = at, .end = at + 1}, "here",
                            {{"offset", static_cast<std::int64_t>(nul)}}));
    return false;
  }
  return true;
}

diag::Diagnostic problem_at(Span span, std::string problem) {
  return diag::make(Code::kConfigSyntax, span, "here", {{"problem", std::move(problem)}});
}

}  // namespace

json::Document read_yaml(SourceMap& sources, SourceId id, diag::Emitter& emitter) {
  const Source& source = sources.at(id);
  HidingEmitter hiding(sources, emitter);
  if (!is_readable(source, id, hiding)) {
    return {};
  }
  Handler handler(source, id);
  try {
    std::istringstream stream{std::string(source.bytes())};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(handler)) {
    }
    if (handler.is_empty()) {
      return {};
    }
    return handler.finish();
  } catch (const Refused& refused) {
    diag::Diagnostic finding = problem_at(refused.span, refused.problem);
    if (refused.first.source.is_valid()) {
      finding.label(refused.first, "first here");
    }
    hiding.emit(std::move(finding.help(refused.help)));
  } catch (const YAML::Exception& exception) {
    auto size = static_cast<std::uint32_t>(source.bytes().size());
    auto at = std::min(static_cast<std::uint32_t>(std::max(exception.mark.pos, 0)), size);
    hiding.emit(problem_at({.source = id, .begin = at, .end = std::min(at + 1, size)},
                           "the file is no YAML: " + exception.msg));
  }
  return {};
}

}  // namespace rulec::project
