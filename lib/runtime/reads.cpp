#include "runtime/internal/reads.h"

#include <algorithm>

#include "runtime/internal/loaded_ruleset.h"

namespace rulec::runtime {
namespace {

using bytecode::Instruction;
using bytecode::Opcode;
using value::Segment;

class ReadFinder {
 public:
  explicit ReadFinder(const LoadedRuleset& ruleset)
      : ruleset_(ruleset), is_seen_(ruleset.paths.size(), false) {}

  void visit(const bytecode::Rule& rule) {
    visit(rule.condition);
    for (std::uint32_t i = 0; i < rule.action_count; ++i) {
      const bytecode::Action& action = ruleset_.program.actions[rule.first_action + i];
      for (const bytecode::Argument& argument : action.arguments) {
        visit(argument.expression);
      }
      if (action.kind == bytecode::ActionKind::kUpdate) {
        add(action.target.index());
      }
      // An acknowledgement that the context claims is read by its key.
      reads_acknowledgements_ |= action.kind == bytecode::ActionKind::kUserAcknowledge;
    }
  }

  ReadFields take() {
    if (reads_acknowledgements_) {
      static const Segment kAcknowledgements = value::make_segment("acknowledgments");
      fields_.paths.emplace_back(&kAcknowledgements, 1);
    }
    return std::move(fields_);
  }

 private:
  void add(std::uint32_t path) {
    fields_.are_all |= ruleset_.paths[path].empty();
    if (!is_seen_[path]) {
      is_seen_[path] = true;
      fields_.paths.push_back(ruleset_.paths[path]);
    }
  }

  // Items of an iterator lie below its source, which is read itself.
  void visit(const bytecode::Expression& expression) {
    if (!expression.is_present()) {
      return;
    }
    std::uint32_t scopes = 0;
    std::uint32_t begin = expression.begin.index();
    for (std::uint32_t at = 0; at < expression.length;) {
      const Instruction& here = ruleset_.program.code[begin + at];
      at += bytecode::kOpcodes[static_cast<std::size_t>(here.op)].words;
      visit(here, scopes);
    }
  }

  void visit(const Instruction& at, std::uint32_t& scopes) {
    bool is_path = at.op == Opcode::kLoadPath || at.op == Opcode::kLoadPathRaw ||
                   at.op == Opcode::kComparePath || at.op == Opcode::kComparePathAnd ||
                   at.op == Opcode::kComparePathOr || at.op == Opcode::kInPath;
    bool is_level = at.op == Opcode::kLoadLevel || at.op == Opcode::kExistsLevel;
    bool is_item = at.op == Opcode::kLoadItem || at.op == Opcode::kLoadItemRaw;
    if (is_path || (is_level && at.n == 2 * scopes) || (is_item && scopes == 0)) {
      add(at.b);
    }
    if (at.op == Opcode::kCall || at.op == Opcode::kCallSpread) {
      fields_.are_all |= value::operator_table()[at.n].has(value::kScoped);
    }
    bool opens = at.op == Opcode::kIterBegin || at.op == Opcode::kTryPush;
    bool closes = at.op == Opcode::kIterNext || at.op == Opcode::kScopePop;
    scopes += opens ? 1U : 0U;
    scopes -= closes ? 1U : 0U;
  }

  const LoadedRuleset& ruleset_;
  ReadFields fields_;
  std::vector<bool> is_seen_;
  bool reads_acknowledgements_ = false;
};

// Compares a segment of a pointer, "~0" and "~1" in it, with a key.
bool is_segment(std::string_view written, std::string_view key) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < written.size(); ++i, ++at) {
    char c = written[i];
    if (c == '~' && i + 1 < written.size()) {
      c = written[++i] == '1' ? '/' : '~';
    }
    if (at >= key.size() || key[at] != c) {
      return false;
    }
  }
  return at == key.size();
}

// One is a prefix of the other, segment by segment.
bool are_on_one_way(std::string_view pointer, std::span<const Segment> path) {
  for (const Segment& segment : path) {
    if (pointer.empty()) {
      return true;
    }
    pointer.remove_prefix(1);  // '/'
    std::size_t end = std::min(pointer.find('/'), pointer.size());
    if (!is_segment(pointer.substr(0, end), segment.key)) {
      return false;
    }
    pointer.remove_prefix(end);
  }
  return true;
}

}  // namespace

bool ReadFields::concern(std::string_view pointer) const {
  return are_all || std::ranges::any_of(paths, [pointer](std::span<const Segment> path) {
           return are_on_one_way(pointer, path);
         });
}

ReadFields read_fields_of(const LoadedRuleset& ruleset, const bytecode::EntryPoint& entry_point) {
  ReadFinder finder(ruleset);
  for (std::uint32_t rule : entry_point.rules) {
    if ((ruleset.program.rules[rule].flags & bytecode::kActive) != 0) {
      finder.visit(ruleset.program.rules[rule]);
    }
  }
  return finder.take();
}

}  // namespace rulec::runtime
