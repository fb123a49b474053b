#include "template_text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "runtime/escape.h"

namespace rulec::testing {
namespace {

using compiler::Part;
using compiler::PartKind;

Part marked(std::string_view inside, std::uint32_t& items) {
  if (inside.starts_with("#if")) {
    return {.kind = PartKind::kIf, .item = items++};
  }
  if (inside.starts_with("#each")) {
    return {.kind = PartKind::kEach, .item = items++};
  }
  if (inside == "else") {
    return {.kind = PartKind::kElse};
  }
  if (inside.starts_with("/")) {
    return {.kind = PartKind::kEnd};
  }
  return {.kind = PartKind::kHole, .item = items++};
}

std::vector<Part> balanced(std::vector<Part> parts) {
  std::vector<PartKind> open;  // kIf, kEach, or kElse behind one
  std::vector<Part> kept;
  for (Part& part : parts) {
    bool is_stray =
        (part.kind == PartKind::kElse && (open.empty() || open.back() != PartKind::kIf)) ||
        (part.kind == PartKind::kEnd && open.empty());
    if (is_stray) {
      continue;
    }
    if (part.kind == PartKind::kIf || part.kind == PartKind::kEach) {
      open.push_back(part.kind);
    } else if (part.kind == PartKind::kElse) {
      open.back() = PartKind::kElse;
    } else if (part.kind == PartKind::kEnd) {
      open.pop_back();
    }
    kept.push_back(std::move(part));
  }
  for (std::size_t i = 0; i < open.size(); ++i) {
    kept.push_back({.kind = PartKind::kEnd});
  }
  return kept;
}

class Renderer {
 public:
  Renderer(const std::vector<Part>& parts, std::string_view value, Choice choice)
      : parts_(parts), value_(value), choice_(choice) {}

  std::string take() {
    std::size_t at = 0;
    while (at < parts_.size()) {
      at = render(at, true);
    }
    return std::move(text_);
  }

 private:
  // One part, or a block whole; returns where the next one is.
  std::size_t render(std::size_t at, bool is_shown) {
    const Part& part = parts_[at];
    switch (part.kind) {
      case PartKind::kText:
        text_ += is_shown ? part.text : "";
        return at + 1;
      case PartKind::kHole:
        text_ += is_shown ? escaped(part) : "";
        return at + 1;
      case PartKind::kIf:
        return branches(at + 1, is_shown);
      case PartKind::kEach:
        return turns(at + 1, is_shown);
      case PartKind::kElse:
      case PartKind::kEnd:
        break;
    }
    return at + 1;
  }

  std::size_t branches(std::size_t at, bool is_shown) {
    bool is_taken = choice_.is_true;
    while (parts_[at].kind != PartKind::kEnd) {
      if (parts_[at].kind == PartKind::kElse) {
        is_taken = !is_taken;
        ++at;
      } else {
        at = render(at, is_shown && is_taken);
      }
    }
    return at + 1;
  }

  std::size_t turns(std::size_t begin, bool is_shown) {
    std::size_t at = begin;
    for (int turn = 0; turn == 0 || turn < choice_.turns; ++turn) {
      at = begin;
      while (parts_[at].kind != PartKind::kEnd) {
        at = render(at, is_shown && turn < choice_.turns);
      }
    }
    return at + 1;
  }

  [[nodiscard]] std::string escaped(const Part& hole) const {
    std::string room(value_.size() * 6 + 16, '\0');
    runtime::BoundedText text(room);
    runtime::append_escaped(hole.place, value_, text);
    room.resize(text.size());
    return room;
  }

  const std::vector<Part>& parts_;
  std::string_view value_;
  Choice choice_;
  std::string text_;
};

}  // namespace

std::vector<Part> template_parts(std::string_view text) {
  std::vector<Part> parts;
  std::uint32_t items = 0;
  while (!text.empty()) {
    std::size_t begin = std::min(text.find("{{"), text.size());
    std::size_t end = text.find("}}", begin);
    if (end == text.npos) {
      parts.push_back({.text = std::string(text)});
      break;
    }
    if (begin > 0) {
      parts.push_back({.text = std::string(text.substr(0, begin))});
    }
    parts.push_back(marked(text.substr(begin + 2, end - begin - 2), items));
    text.remove_prefix(end + 2);
  }
  return balanced(std::move(parts));
}

std::string rendered(const std::vector<Part>& parts, std::string_view value, Choice choice) {
  return Renderer(parts, value, choice).take();
}

namespace {

template <class Place>
std::vector<std::string> faults_of(Place place) {
  std::vector<std::string> faults;
  bool is_placed = place([&](const compiler::PartFault& fault) {
    faults.push_back(diag::code_text(fault.code) + "@" + std::to_string(fault.part) + ":" +
                     std::to_string(fault.begin) + ".." + std::to_string(fault.end) + " " +
                     fault.problem);
  });
  if (is_placed != faults.empty()) {
    faults.emplace_back("the answer does not fit the reports");
  }
  return faults;
}

}  // namespace

std::vector<std::string> faults_of_html(std::vector<Part>& parts) {
  return faults_of(
      [&](const compiler::PartReport& report) { return compiler::place_html(parts, report); });
}

std::vector<std::string> faults_of_markdown(std::vector<Part>& parts, std::vector<Part>& html) {
  return faults_of([&](const compiler::PartReport& report) {
    return compiler::place_markdown(parts, html, report);
  });
}

}  // namespace rulec::testing
