#include "compiler/emit/splice.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/check.h"
#include "compiler/emit/tables.h"

namespace rulec::compiler {
namespace {

using bytecode::Constant;
using bytecode::ConstantId;
using bytecode::ConstantKind;
using bytecode::Instruction;
using bytecode::Opcode;
using bytecode::PathId;
using bytecode::Program;
using bytecode::StringId;

constexpr std::uint32_t kNone = UINT32_MAX;

bool is_container(const Constant& constant) {
  return constant.kind == ConstantKind::kList || constant.kind == ConstantKind::kObject;
}

// Texts of both programs in one order: both tables are sorted, and so are files. A text of both has
// one number.
class Merged {
 public:
  Merged(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    numbers_[0].resize(a.size());
    numbers_[1].resize(b.size());
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() || j < b.size()) {
      int order = i == a.size() ? 1 : j == b.size() ? -1 : a[i].compare(b[j]);
      auto number = static_cast<std::uint32_t>(texts_.size());
      texts_.push_back(order <= 0 ? &a[i] : &b[j]);
      if (order <= 0) {
        numbers_[0][i++] = number;
      }
      if (order >= 0) {
        numbers_[1][j++] = number;
      }
    }
    is_used_.resize(texts_.size(), false);
  }

  [[nodiscard]] std::uint32_t number(int from, std::uint32_t index) const {
    return numbers_[from][index];
  }
  std::uint32_t use(int from, std::uint32_t index) {
    std::uint32_t number = numbers_[from][index];
    is_used_[number] = true;
    return number;
  }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

  // The used texts in order, and for each number the place of its text among them.
  std::vector<std::uint32_t> finish(std::vector<std::string>& texts) {
    std::vector<std::uint32_t> places(texts_.size(), kNone);
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      if (is_used_[i]) {
        places[i] = static_cast<std::uint32_t>(texts.size());
        texts.push_back(*texts_[i]);
      }
    }
    return places;
  }

 private:
  std::vector<std::uint32_t> numbers_[2];
  std::vector<const std::string*> texts_;
  std::vector<bool> is_used_;
};

// Numbers of constants and of paths that are equal in both programs: those of the old one are its
// own ids, what only the other has comes behind.
class Classes {
 public:
  Classes(const Program* const (&programs)[2], const Merged& strings) {
    for (int from : {0, 1}) {
      const Program& program = *programs[from];
      constants_[from].resize(program.constants.size());
      for (std::uint32_t i = 0; i < program.constants.size(); ++i) {  // children come first
        key_.assign(1, static_cast<char>(program.constants[i].kind));
        append_constant(program, from, i, strings);
        constants_[from][i] = number(constant_numbers_);
      }
      paths_[from].resize(program.paths.size());
      for (std::uint32_t i = 0; i < program.paths.size(); ++i) {
        key_.clear();
        for (StringId segment : program.paths[i].segments) {
          append(strings.number(from, segment.index()));
        }
        paths_[from][i] = number(path_numbers_);
      }
    }
  }

  [[nodiscard]] std::uint32_t constant(int from, std::uint32_t id) const {
    return constants_[from][id];
  }
  [[nodiscard]] std::uint32_t path(int from, std::uint32_t id) const { return paths_[from][id]; }
  [[nodiscard]] std::size_t constant_count() const { return constant_numbers_.size(); }
  [[nodiscard]] std::size_t path_count() const { return path_numbers_.size(); }

 private:
  using Numbers = std::unordered_map<std::string, std::uint32_t>;

  template <class Integer>
  void append(Integer value) {
    key_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }

  void append_constant(const Program& program, int from, std::uint32_t id, const Merged& strings) {
    const Constant& constant = program.constants[id];
    if (constant.kind == ConstantKind::kString) {
      return append(strings.number(from, static_cast<std::uint32_t>(constant.bits)));
    }
    if (!is_container(constant)) {
      append(constant.bits);
      return append(constant.high);
    }
    bool is_list = constant.kind == ConstantKind::kList;
    std::size_t count = is_list ? constant.count : 2 * std::size_t{constant.count};
    for (std::size_t i = 0; i < count; ++i) {
      std::uint32_t child = program.children[constant.first + i];
      bool is_key = !is_list && i % 2 == 0;
      append(is_key ? strings.number(from, child) : constants_[from][child]);
    }
  }

  std::uint32_t number(Numbers& numbers) {
    return numbers.emplace(key_, static_cast<std::uint32_t>(numbers.size())).first->second;
  }

  std::vector<std::uint32_t> constants_[2];  // by id
  std::vector<std::uint32_t> paths_[2];
  Numbers constant_numbers_;
  Numbers path_numbers_;
  std::string key_;
};

class Splicing {
 public:
  Splicing(Program&& old, Program&& edited)
      : from_{std::move(old), std::move(edited)},
        strings_(from_[0].strings, from_[1].strings),
        files_(from_[0].source_files, from_[1].source_files),
        classes_(programs_, strings_),
        constants_(classes_.constant_count(), kNone),
        paths_(classes_.path_count(), kNone) {}

  Program run(std::span<const std::uint32_t> places, const Model& model) {
    take_head();
    auto next = places.begin();
    std::uint32_t edited = 0;
    for (std::uint32_t i = 0; i < from_[0].rules.size(); ++i) {
      bool is_edited = next != places.end() && *next == i;
      next += is_edited ? 1 : 0;
      is_edited ? rule(1, edited++) : rule(0, i);
    }
    for (std::size_t i = 0; i < model.entry_points.size(); ++i) {
      entry_point(from_[0].entry_points[i], model.entry_points[i].rules);
    }
    name_strings();
    return std::move(to_);
  }

 private:
  void take_head() {
    Program& old = from_[0];
    to_.name = std::move(old.name);
    to_.version = std::move(old.version);
    to_.order = std::move(old.order);
    to_.expr_cost = old.expr_cost;
    to_.source_sha256 = std::move(old.source_sha256);
    to_.features = std::move(old.features);
    to_.rules.reserve(old.rules.size());
    to_.actions.reserve(old.actions.size() + from_[1].actions.size());
    to_.code.reserve(old.code.size() + from_[1].code.size());
    to_.source_map.reserve(old.source_map.size() + from_[1].source_map.size());
    to_.rule_texts.reserve(old.rule_texts.size());
    to_.constants.reserve(old.constants.size() + from_[1].constants.size());
  }

  // --- tables

  void string(int from, StringId& id) {
    if (id.is_valid()) {
      id = StringId(strings_.use(from, id.index()));
    }
  }

  std::uint32_t constant(int from, std::uint32_t id) {
    std::uint32_t& known = constants_[classes_.constant(from, id)];
    if (known != kNone) {
      return known;
    }
    Constant row = from_[from].constants[id];
    if (row.kind == ConstantKind::kString) {
      row.bits = strings_.use(from, static_cast<std::uint32_t>(row.bits));
    } else if (is_container(row)) {
      std::vector<std::uint32_t> children;
      bool is_list = row.kind == ConstantKind::kList;
      std::size_t count = is_list ? row.count : 2 * std::size_t{row.count};
      for (std::size_t i = 0; i < count; ++i) {
        std::uint32_t child = from_[from].children[row.first + i];
        bool is_key = !is_list && i % 2 == 0;
        children.push_back(is_key ? strings_.use(from, child) : constant(from, child));
      }
      row.first = static_cast<std::uint32_t>(to_.children.size());
      to_.children.insert(to_.children.end(), children.begin(), children.end());
    }
    known = static_cast<std::uint32_t>(to_.constants.size());
    to_.constants.push_back(row);
    return known;
  }

  std::uint32_t path(int from, std::uint32_t id) {
    std::uint32_t& known = paths_[classes_.path(from, id)];
    if (known == kNone) {
      bytecode::Path row = from_[from].paths[id];
      for (StringId& segment : row.segments) {
        string(from, segment);
      }
      known = static_cast<std::uint32_t>(to_.paths.size());
      to_.paths.push_back(std::move(row));
    }
    return known;
  }

  void schema(int from, std::uint32_t& id) {
    if (id == UINT32_MAX) {
      return;
    }
    const bytecode::Schema& row = from_[from].schemas[id];
    const std::string& name = from_[from].strings[row.name.index()];
    auto [found, is_new] = schemas_.emplace(name, static_cast<std::uint32_t>(to_.schemas.size()));
    if (is_new) {
      bytecode::Schema copy{.name = row.name, .text = row.text};
      string(from, copy.name);
      to_.schemas.push_back(std::move(copy));
    }
    id = found->second;
  }

  // --- code

  void expression(int from, bytecode::Expression& expression) {
    if (!expression.is_present()) {
      return;
    }
    const Program& program = from_[from];
    std::uint32_t begin = expression.begin.index();
    auto to = static_cast<std::uint32_t>(to_.code.size());
    std::uint32_t shift = to - begin;  // modulo 2^32
    for (std::uint32_t pc = begin; pc < begin + expression.length;) {
      Instruction at = program.code[pc];
      bool has_extra = bytecode::kOpcodes[static_cast<std::size_t>(at.op)].words == 2;
      bytecode::ExtraWord extra =
          has_extra ? bytecode::extra_of(program.code[pc + 1]) : bytecode::ExtraWord{};
      instruction(from, at, extra, shift);
      to_.code.push_back(at);
      if (has_extra) {
        to_.code.push_back(bytecode::to_slot(extra));
      }
      pc += has_extra ? 2 : 1;
    }
    expression.begin = bytecode::PcId(to);
    source_map(from, begin, begin + expression.length, shift);
  }

  void instruction(int from, Instruction& at, bytecode::ExtraWord& extra, std::uint32_t shift) {
    switch (static_cast<int>(at.op)) {
      case static_cast<int>(Opcode::kConstant):
      case static_cast<int>(Opcode::kMakeObject):
        at.b = constant(from, at.b);
        return;
      case static_cast<int>(Opcode::kLoadPath):
      case static_cast<int>(Opcode::kLoadPathRaw):
      case static_cast<int>(Opcode::kLoadItem):
      case static_cast<int>(Opcode::kLoadItemRaw):
      case static_cast<int>(Opcode::kLoadLevel):
      case static_cast<int>(Opcode::kExistsLevel):
        at.b = path(from, at.b);
        return;
      case static_cast<int>(Opcode::kComparePathAnd):
      case static_cast<int>(Opcode::kComparePathOr):
        extra.y += shift;
        [[fallthrough]];
      case static_cast<int>(Opcode::kComparePath):
      case static_cast<int>(Opcode::kInPath):
        at.b = path(from, at.b);
        extra.x = constant(from, extra.x);
        return;
      case static_cast<int>(Opcode::kJump):
      case static_cast<int>(Opcode::kJumpUnlessTruthy):
      case static_cast<int>(Opcode::kJumpUnlessFalsy):
      case static_cast<int>(Opcode::kJumpUnlessNull):
      case static_cast<int>(Opcode::kJumpIfPresent):
      case static_cast<int>(Opcode::kJumpIfError):
      case static_cast<int>(Opcode::kJumpUnlessCaught):
      case static_cast<int>(Opcode::kIterBegin):
      case static_cast<int>(Opcode::kIterNext):
        at.b += shift;
        return;
      default:
        return;  // registers and numbers alone
    }
  }

  // Code is copied in the order in which it stands, so the rows are passed once.
  void source_map(int from, std::uint32_t begin, std::uint32_t end, std::uint32_t shift) {
    const auto& rows = from_[from].source_map;
    std::size_t& at = next_row_[from];
    while (at < rows.size() && rows[at].pc < begin) {
      ++at;
    }
    for (; at < rows.size() && rows[at].pc < end; ++at) {
      bytecode::SourceMapRow row = rows[at];
      row.pc += shift;
      row.file = files_.use(from, row.file);
      to_.source_map.push_back(row);
    }
  }

  // --- rows, in the order of Emission (emit.cpp)

  void rule(int from, std::uint32_t index) {
    bytecode::Rule row = from_[from].rules[index];
    string(from, row.id);
    string(from, row.name);
    expression(from, row.condition);
    auto first = static_cast<std::uint32_t>(to_.actions.size());
    for (std::uint32_t i = 0; i < row.action_count; ++i) {
      action(from, std::move(from_[from].actions[row.first_action + i]));
    }
    row.first_action = first;
    to_.rules.push_back(row);
    if (!from_[from].rule_texts.empty()) {
      to_.rule_texts.push_back(std::move(from_[from].rule_texts[index]));
    }
  }

  void action(int from, bytecode::Action row) {
    string(from, row.type);
    string(from, row.id);
    if (row.target.is_valid()) {
      row.target = PathId(path(from, row.target.index()));
    }
    for (bytecode::Argument& argument : row.arguments) {
      string(from, argument.name);
      if (argument.constant.is_valid()) {
        argument.constant = ConstantId(constant(from, argument.constant.index()));
      }
      expression(from, argument.expression);
    }
    expression(from, row.test);
    string(from, row.result);
    for (StringId& result : row.after) {
      string(from, result);
    }
    if (row.carried.is_valid()) {
      row.carried = ConstantId(constant(from, row.carried.index()));
    }
    schema(from, row.schema);
    to_.actions.push_back(std::move(row));
  }

  void entry_point(const bytecode::EntryPoint& old, const std::vector<std::uint32_t>& rules) {
    bytecode::EntryPoint row = old;
    row.rules = rules;
    string(0, row.name);
    schema(0, row.schema);
    for (bytecode::UpdatePattern& pattern : row.updates) {
      for (StringId& segment : pattern.segments) {
        string(0, segment);
      }
      string(0, pattern.type);
    }
    to_.entry_points.push_back(std::move(row));
  }

  void name_strings() {
    std::vector<std::uint32_t> files = files_.finish(to_.source_files);
    for (bytecode::SourceMapRow& row : to_.source_map) {
      row.file = files[row.file];
    }
    rename_strings(to_, strings_.finish(to_.strings));
  }

  // The old one, and the edited rules.
  Program from_[2];  // NOLINT(modernize-use-default-member-init): both are given
  const Program* programs_[2] = {&from_[0], &from_[1]};
  Program to_;
  Merged strings_;
  Merged files_;
  Classes classes_;
  std::vector<std::uint32_t> constants_;  // by class: id in the new program
  std::vector<std::uint32_t> paths_;
  std::map<std::string, std::uint32_t, std::less<>> schemas_;
  std::size_t next_row_[2] = {};
};

}  // namespace

Program splice(Program&& old, Program&& edited, std::span<const std::uint32_t> places,
               const Model& model) {
  RULEC_CHECK(edited.rules.size() == places.size());
  RULEC_CHECK(old.entry_points.size() == model.entry_points.size());
  return Splicing(std::move(old), std::move(edited)).run(places, model);
}

}  // namespace rulec::compiler
