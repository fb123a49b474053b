// Conditions as logic over tests: `and`, `or`, `!` and `if` over comparisons of a subject with
// constants. What is neither is a subject of its own, of which only its truth is asked: two of them
// are one where they read alike. Only the truth of a condition is spoken of, and whether it throws.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "parser/ast.h"
#include "tooling/lint/logic/domain.h"

namespace rulec::tooling {

using FormulaId = std::uint32_t;

struct FormulaNode {
  enum class Kind : std::uint8_t { kConstant, kTest, kNot, kAnd, kOr, kIf };
  Kind kind = Kind::kConstant;
  bool is_true = false;  // kConstant
  std::size_t test = 0;  // kTest
  std::vector<FormulaId> operands;
};

// What a schema says of a field.
using BoundsOf = std::function<Bounds(const Path&)>;

class Formula {
 public:
  explicit Formula(BoundsOf bounds) : bounds_(std::move(bounds)) {}

  // Expressions of whose truth nothing is to be known, set before any condition is added.
  void set_unknown(const std::set<const parser::Expr*>* unknown) { unknown_ = unknown; }

  // Null is always true.
  FormulaId add(const parser::Expr* condition);
  // `and` or `or` of what was added.
  FormulaId add_chain(FormulaNode::Kind kind, std::vector<FormulaId> operands);

  [[nodiscard]] const FormulaNode& at(FormulaId id) const { return nodes_[id]; }
  // Of an expression that stands in truth position of a condition that was added.
  [[nodiscard]] FormulaId id_of(const parser::Expr& expr) const { return ids_.at(&expr); }
  [[nodiscard]] bool knows(const parser::Expr& expr) const { return ids_.contains(&expr); }
  [[nodiscard]] const std::vector<Test>& tests() const { return tests_; }
  [[nodiscard]] const std::vector<Subject>& subjects() const { return subjects_; }
  // Numbers of the subjects that a part asks.
  void add_subjects(FormulaId id, std::set<std::size_t>& to) const;

 private:
  friend class FormulaBuilder;
  BoundsOf bounds_;
  const std::set<const parser::Expr*>* unknown_ = nullptr;
  std::vector<FormulaNode> nodes_;
  std::vector<Test> tests_;
  std::vector<Subject> subjects_;
  std::map<std::string, std::size_t> by_key_;
  std::map<const parser::Expr*, FormulaId> ids_;
};

// The subject's key of a field, as Subject::key has it.
[[nodiscard]] std::string key_of_path(const Path& path);

}  // namespace rulec::tooling
