#include "runtime/internal/projected_paths.h"

#include <algorithm>
#include <deque>
#include <map>
#include <string_view>

#include "base/limits.h"
#include "runtime/internal/loaded_ruleset.h"

namespace rulec::runtime {
namespace {

using bytecode::Expression;
using bytecode::Instruction;
using bytecode::Opcode;
using value::Segment;

// An entry point that asks for more is better served by the whole context.
constexpr std::size_t kMaxProjected = 1024;
// How many numbers of paths may lie between those of one entry point, for each of them.
constexpr std::size_t kMaxSpread = 16;

// What expressions read of the root context.
class Reader {
 public:
  explicit Reader(const bytecode::Program& program)
      : program_(program), is_seen_(program.paths.size(), 0) {}

  // Paths of the program, each once.
  [[nodiscard]] const std::vector<std::uint32_t>& paths() const { return paths_; }

  // False: a path is computed, or it is that of the context itself.
  bool add(const Expression& expression) {
    is_named_ = true;
    if (!expression.is_present()) {
      return true;
    }
    std::uint32_t begin = expression.begin.index();
    bool has_scopes = false;
    for (std::uint32_t at = 0; at < expression.length;) {
      const Instruction& instruction = program_.code[begin + at];
      has_scopes =
          has_scopes || instruction.op == Opcode::kIterBegin || instruction.op == Opcode::kTryPush;
      add_instruction(instruction, has_scopes);
      at += bytecode::kOpcodes[static_cast<std::size_t>(instruction.op)].words;
    }
    return is_named_;
  }

 private:
  void add_instruction(const Instruction& instruction, bool has_scopes) {
    using enum Opcode;
    Opcode op = instruction.op;
    bool is_of_root = op == kLoadPath || op == kLoadPathRaw || op == kComparePath ||
                      op == kComparePathAnd || op == kComparePathOr || op == kInPath;
    bool is_of_scope = op == kLoadItem || op == kLoadItemRaw ||
                       ((op == kLoadLevel || op == kExistsLevel) && instruction.n == 0);
    if (is_of_root || (is_of_scope && !has_scopes)) {
      add_path(instruction.b);
    } else if (op == kCall || op == kCallSpread) {
      const value::OperatorRow& row = value::operator_table()[instruction.n];
      is_named_ = is_named_ && !row.has(value::OperatorFlags::kScoped);
    }
  }

  void add_path(std::uint32_t path) {
    if (program_.paths[path].segments.empty()) {
      is_named_ = false;
    } else if (is_seen_[path] == 0) {
      is_seen_[path] = 1;
      paths_.push_back(path);
    }
  }

  const bytecode::Program& program_;
  std::vector<std::uint8_t> is_seen_;  // by path
  std::vector<std::uint32_t> paths_;
  bool is_named_ = true;  // all that the expression reads
};

// The paths of a scan, each once.
class Paths {
 public:
  std::uint32_t add(std::span<const Segment> path) {
    std::vector<std::string_view> keys(path.size());
    std::ranges::transform(path, keys.begin(), &Segment::key);
    auto [known, is_new] =
        numbers_.try_emplace(std::move(keys), static_cast<std::uint32_t>(paths_.size()));
    if (is_new) {
      paths_.emplace_back(path.begin(), path.end());
    }
    return known->second;
  }
  [[nodiscard]] std::size_t size() const { return paths_.size(); }
  [[nodiscard]] std::vector<std::span<const Segment>> all() const {
    return {paths_.begin(), paths_.end()};
  }

 private:
  std::map<std::vector<std::string_view>, std::uint32_t> numbers_;
  std::deque<std::vector<Segment>> paths_;  // do not move
};

class Maker {
 public:
  Maker(const LoadedRuleset& ruleset, const LoadedEntryPoint& entry_point)
      : ruleset_(ruleset), entry_point_(entry_point), reader_(ruleset.program) {}

  std::unique_ptr<const ProjectedPaths> make() {
    if (!read_rules()) {
      return nullptr;
    }
    std::vector<std::uint32_t> read = reader_.paths();
    std::ranges::sort(read);
    std::size_t spread = read.empty() ? 0 : read.back() - read.front() + std::size_t{1};
    if (read.size() > kMaxProjected || spread > kMaxSpread * (read.size() + kMaxSpread)) {
      return nullptr;
    }
    auto made = std::make_unique<ProjectedPaths>(json::Projection({}));
    number(read, spread, *made);
    if (has_acknowledgements_ && !entry_point_.row->is_critical) {
      made->acknowledgements = add({"acknowledgments"});
    }
    if (has_templates_) {
      made->language = add({"user", "language"});
    }
    if (entry_point_.schema != nullptr) {
      make_check(*made);
      if (!made->check) {
        return nullptr;
      }
    }
    made->count = static_cast<std::uint32_t>(paths_.size());
    made->projection = json::Projection(paths_.all());
    return made;
  }

 private:
  // False where a condition needs the whole context. Actions may: they are seldom reached.
  bool read_rules() {
    const bytecode::Program& program = ruleset_.program;
    for (const Turn& turn : entry_point_.turns) {
      const bytecode::Rule& rule = program.rules[turn.rule];
      if (!reader_.add(rule.condition)) {
        return false;
      }
      for (std::uint32_t i = 0; i < rule.action_count; ++i) {
        read_action(program.actions[rule.first_action + i]);
      }
    }
    if (entry_point_.scorecard != kNoScorecard) {
      for (const bytecode::ScorecardItem& item :
           ruleset_.scorecards[entry_point_.scorecard].row->items) {
        if (!reader_.add(item.condition)) {
          return false;
        }
      }
    }
    if (has_templates_) {
      for (const bytecode::Template& row : program.templates) {
        reader_.add(row.values);
      }
    }
    return true;
  }

  void read_action(const bytecode::Action& action) {
    reader_.add(action.test);
    for (const bytecode::Argument& argument : action.arguments) {
      reader_.add(argument.expression);
    }
    has_templates_ = has_templates_ || action.message_template != bytecode::kNoTemplate;
    has_acknowledgements_ =
        has_acknowledgements_ || action.kind == bytecode::ActionKind::kUserAcknowledge;
  }

  void number(const std::vector<std::uint32_t>& read, std::size_t spread, ProjectedPaths& made) {
    made.places.assign(spread, ProjectedPaths::kNone);
    made.first_path = read.empty() ? 0 : read.front();
    for (std::uint32_t path : read) {
      made.places[path - made.first_path] = paths_.add(ruleset_.paths[path]);
    }
  }

  std::uint32_t add(std::initializer_list<std::string_view> keys) {
    std::vector<Segment> path;
    for (std::string_view key : keys) {
      path.push_back(value::make_segment(key));
    }
    return paths_.add(path);
  }

  void make_check(ProjectedPaths& made) {
    const ReadFields& checked = entry_point_.checked;
    const auto known = paths_.all();
    made.check = schema::ProjectedCheck::make(
        *entry_point_.schema,
        {.is_all = checked.are_all,
         .reads = checked.paths,
         .known = known,

         .room = kMaxSeenFaults},
        [this](schema::ProjectedCheck::Path path) { return paths_.add(path); });
  }

  const LoadedRuleset& ruleset_;
  const LoadedEntryPoint& entry_point_;
  Reader reader_;
  Paths paths_;
  bool has_templates_ = false;
  bool has_acknowledgements_ = false;
};

}  // namespace

std::unique_ptr<const ProjectedPaths> projected_paths_of(const LoadedRuleset& ruleset,
                                                         const LoadedEntryPoint& entry_point) {
  return Maker(ruleset, entry_point).make();
}

}  // namespace rulec::runtime
