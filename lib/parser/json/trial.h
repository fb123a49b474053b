// Trial: reads a text only to judge it: its faults, and how often the indentation speaks against
// the nesting (a member less indented than its object, a closing bracket not below the line that
// opened it). A handler of Core; keeps nothing of the text.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "parser/json/core.h"
#include "parser/json/key_order.h"

namespace rulec::json {

class Trial {
 public:
  // Reading stops with the fault that is more than `max_faults`.
  Trial(std::string_view text, std::size_t max_faults) : text_(text), max_faults_(max_faults) {}

  // False when there were too many faults.
  bool run(std::uint32_t max_depth, std::vector<Level>& levels) {
    return Core<Trial>(text_, max_depth, levels, *this).run();
  }
  [[nodiscard]] const std::vector<SyntaxFault>& faults() const { return faults_; }
  // Bytes that were passed over after faults: what is wrong there is not known.
  [[nodiscard]] std::size_t skipped_bytes() const { return skipped_bytes_; }
  [[nodiscard]] std::size_t contradictions() const { return contradictions_; }
  // The first place that speaks against the nesting; only with contradictions.
  [[nodiscard]] std::uint32_t first_contradiction() const { return first_contradiction_; }

  // --- events of the Core

  bool fault(const SyntaxFault& fault) {
    bool is_told_once = fault.kind == FaultKind::kNotUtf8 || fault.kind == FaultKind::kNulByte;
    if (is_told_once) {
      for (const SyntaxFault& earlier : faults_) {
        if (earlier.kind == fault.kind) {
          return true;
        }
      }
    }
    if (fault.kind == FaultKind::kUnterminatedString) {
      skipped(fault.begin, fault.end);  // it may have swallowed anything
    }
    faults_.push_back(fault);
    return faults_.size() <= max_faults_;
  }
  void begin_object(std::uint32_t begin) { open(begin, true); }
  void begin_array(std::uint32_t begin) { open(begin, false); }
  bool end_object(std::uint32_t end) {
    bool goes_on = check_keys();
    close(end);
    return goes_on;
  }
  bool end_array(std::uint32_t end) {
    close(end);
    return true;
  }
  bool key(const StringToken& token) {
    keys_.push_back(token);
    child(token.begin);
    return true;
  }
  void string(const StringToken& token) { item(token.begin); }
  void integer(std::uint32_t begin, std::uint32_t, std::int64_t) { item(begin); }
  void real(std::uint32_t begin, std::uint32_t, double) { item(begin); }
  void boolean(std::uint32_t begin, std::uint32_t, bool) { item(begin); }
  void null(std::uint32_t begin, std::uint32_t) { item(begin); }
  void bad(std::uint32_t begin, std::uint32_t) { item(begin); }
  void skipped(std::uint32_t begin, std::uint32_t end) { skipped_bytes_ += end - begin; }

 private:
  static constexpr std::uint32_t kNotFirst = ~std::uint32_t{0};

  struct Frame {
    std::uint32_t line_indent = 0;  // of the line that opens it
    std::uint32_t child_indent = kNotFirst;
    std::size_t first_key = 0;
    bool is_object = false;
    bool has_children = false;
    bool is_block = false;  // its first child begins a line
  };

  // Columns before `at` when it is the first on its line.
  [[nodiscard]] std::uint32_t indent_of(std::uint32_t at) const {
    std::uint32_t begin = at;
    while (begin > 0 && (text_[begin - 1] == ' ' || text_[begin - 1] == '\t')) {
      --begin;
    }
    return begin == 0 || text_[begin - 1] == '\n' ? at - begin : kNotFirst;
  }

  void item(std::uint32_t begin) {
    if (!frames_.empty() && !frames_.back().is_object) {
      child(begin);
    }
  }

  void child(std::uint32_t begin) {
    Frame& frame = frames_.back();
    std::uint32_t indent = indent_of(begin);
    bool is_line = indent != kNotFirst;
    if (!frame.has_children) {
      frame.has_children = true;
      frame.is_block = is_line;
    }
    if (!is_line) {
      return;
    }
    line_indent_ = indent;
    if (frame.child_indent == kNotFirst) {
      frame.child_indent = indent;
    }
    contradict(indent <= frame.line_indent || indent != frame.child_indent, begin);
  }

  void open(std::uint32_t begin, bool is_object) {
    item(begin);
    std::uint32_t indent = indent_of(begin);
    line_indent_ = indent == kNotFirst ? line_indent_ : indent;
    frames_.push_back(
        {.line_indent = line_indent_, .first_key = keys_.size(), .is_object = is_object});
  }

  bool check_keys() {
    std::size_t first = frames_.back().first_key;
    bool goes_on = true;
    auto key_at = [&](std::uint32_t i) { return keys_[first + i].raw; };
    auto on_equal = [&](std::uint32_t, std::uint32_t later) {
      const StringToken& key = keys_[first + later];
      goes_on =
          goes_on && fault({.kind = FaultKind::kDuplicateKey, .begin = key.begin, .end = key.end});
    };
    find_equal_keys(static_cast<std::uint32_t>(keys_.size() - first), key_at, ranks_, on_equal);
    keys_.resize(first);
    return goes_on;
  }

  void close(std::uint32_t end) {
    Frame frame = frames_.back();
    frames_.pop_back();
    bool is_closer = end > last_closer_ && (text_[end - 1] == '}' || text_[end - 1] == ']');
    if (!is_closer) {
      return;  // was left open
    }
    last_closer_ = end;
    std::uint32_t indent = indent_of(end - 1);
    bool is_line = indent != kNotFirst;
    if (is_line) {
      line_indent_ = indent;
    }
    bool is_good = is_line ? indent == frame.line_indent && (frame.is_block || !frame.has_children)
                           : !frame.is_block;
    contradict(!is_good, end - 1);
  }

  void contradict(bool does, std::uint32_t at) {
    if (does && contradictions_++ == 0) {
      first_contradiction_ = at;
    }
  }

  std::string_view text_;
  std::size_t max_faults_;
  std::vector<SyntaxFault> faults_;
  std::vector<Frame> frames_;
  std::vector<StringToken> keys_;  // of all open objects
  std::vector<KeyRank> ranks_;
  std::size_t skipped_bytes_ = 0;
  std::uint32_t line_indent_ = 0;
  std::uint32_t last_closer_ = 0;
  std::uint32_t first_contradiction_ = 0;
  std::size_t contradictions_ = 0;
};

}  // namespace rulec::json
