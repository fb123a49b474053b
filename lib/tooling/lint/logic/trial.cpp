#include "tooling/lint/logic/trial.h"

#include <algorithm>
#include <array>
#include <set>

#include "schema/schema.h"
#include "value/json_value.h"

namespace rulec::tooling {
namespace {

constexpr std::size_t kMostChanges = 4;
// Contexts that are tried for one witness.
constexpr std::size_t kMaxTries = 48;
// Paths that are left out one by one to make a witness small.
constexpr std::size_t kMaxShrinking = 64;

constexpr int kWrittenFirst = 10;

// Numbers and texts tell people more than a null.
int rank(const Value& value) {
  switch (value.kind()) {
    case Kind::kInteger:
    case Kind::kDouble:
    case Kind::kDecimal:
      return 0;
    case Kind::kString:
      return value.length() > 0 ? 1 : 5;
    case Kind::kBool:
      return 2;
    case Kind::kList:
    case Kind::kObject:
      return 3;
    case Kind::kNull:
      return 6;
    case Kind::kAbsent:
    case Kind::kError:
      return 7;
  }
  return 7;
}

}  // namespace

Trial::Trial(const Build& build, const parser::Expr* expression) {
  if (expression != nullptr) {
    auto ruleset =
        runtime::load(compiler::compile_expression(build.compiler_input(), *expression), "");
    RULEC_CHECK(ruleset.has_value());
    ruleset_ = std::move(*ruleset);
  }
}

Value Trial::value(const Value& context, std::int64_t now_ms) {
  return ruleset_ == nullptr ? Value::boolean(true)
                             : runtime::evaluate(*ruleset_, context, now_ms, workspace_);
}

Truth Trial::truth(const Value& context, std::int64_t now_ms) {
  Value found = value(context, now_ms);
  return found.is_error() ? Truth::kError : value::is_truthy(found) ? Truth::kTrue : Truth::kFalse;
}

std::vector<Wish> wishes_of(const Walk& walk, const Formula& formula) {
  std::vector<Wish> wishes;
  for (std::size_t i = 0; i < formula.subjects().size(); ++i) {
    const Subject& subject = formula.subjects()[i];
    if (!subject.path || !walk.is_asked(i)) {
      continue;
    }
    Wish wish{.path = *subject.path, .values = {}};
    for (std::uint16_t number : walk.cells()[i]) {
      const Cell& cell = walk.domains()[i].cells[number];
      if (!cell.is_other_text || !cell.value.is_null()) {
        wish.values.push_back(cell.value);
      }
    }
    // As the tests write it: `true` for `x == true`, though 1 would do.
    auto is_written = [&](const Value& value) {
      return std::ranges::any_of(formula.tests(), [&](const Test& test) {
        return test.subject == i && test.kind == Test::Kind::kCompare &&
               test.constant.kind() == value.kind();
      });
    };
    std::ranges::stable_sort(wish.values, {}, [&](const Value& value) {
      return rank(value) - (is_written(value) ? kWrittenFirst : 0);
    });
    if (!wish.values.empty()) {
      wishes.push_back(std::move(wish));
    }
  }
  return wishes;
}

Contexts::Contexts(EntryFacts& facts, std::span<const parser::Expr* const> conditions)
    : facts_(facts) {
  std::vector<const parser::Expr*> given;
  std::ranges::copy_if(conditions, std::back_inserter(given),
                       [](const parser::Expr* condition) { return condition != nullptr; });
  paths_ = cut_points(given, facts.schema(), arena_);
}

bool Contexts::fits(const Value& context) {
  if (facts_.compiled() == nullptr) {
    return facts_.schema() == nullptr;
  }
  std::array<schema::CheckError, 1> errors;
  std::size_t count = 0;
  return schema::validate(*facts_.compiled(), context, arena_, errors, count);
}

Value Contexts::with(const Value& context, const Path& path, const Value& value) {
  std::vector<value::Segment> segments;
  segments.reserve(path.size());
  for (const std::string& segment : path) {
    segments.push_back(value::make_segment(segment));
  }
  value::OpContext ctx{.arena = arena_};
  auto operation =
      value.is_absent() ? value::UpdateOperation::kRemove : value::UpdateOperation::kSet;
  Value made = value::update(ctx, operation, context, segments, value);
  return made.is_error() || !made.is_object() ? context : made;
}

Value Contexts::full() {
  Value context = make_object(arena_, {});
  for (const PathValues& path : paths_) {
    if (!path.values.front().is_absent()) {
      context = with(context, path.segments, path.values.front());
    }
  }
  return context;
}

Value Contexts::random_context(const Value& base) {
  Value context = base;
  std::size_t changes = 1 + random_.below(std::max(kMostChanges, paths_.size()));
  for (std::size_t i = 0; i < changes; ++i) {
    const PathValues& path = paths_[random_.below(paths_.size())];
    context = with(context, path.segments, path.values[random_.below(path.values.size())]);
  }
  return context;
}

std::vector<Value> Contexts::samples(std::size_t count) {
  std::vector<Value> made;
  std::set<std::string> seen;
  auto offer = [&](const Value& context) {
    std::string text;
    append_value(text, context);
    if (seen.insert(std::move(text)).second && fits(context)) {
      made.push_back(context);
    }
  };
  Value empty = make_object(arena_, {});
  Value base = full();
  offer(base);
  offer(empty);
  if (paths_.empty()) {
    return made;
  }
  for (std::size_t i = 0; i < count; ++i) {
    offer(random_context(i % 4 == 0     ? empty
                         : made.empty() ? base
                                        : made[random_.below(made.size())]));
  }
  return made;
}

std::optional<std::string> Contexts::find(const std::vector<Wish>& wishes, const Accept& accept) {
  auto is_good = [&](const Value& context) { return fits(context) && accept(context); };
  Value empty = make_object(arena_, {});
  Value base = full();
  for (std::size_t i = 0; i < kMaxTries; ++i) {
    Value context = i % 2 == 0 ? empty : base;
    if (i >= 2 && !paths_.empty()) {
      context = random_context(context);
    }
    for (const Wish& wish : wishes) {
      context =
          with(context, wish.path, wish.values[i < 2 ? 0 : random_.below(wish.values.size())]);
    }
    if (is_good(context)) {
      std::string text;
      append_value(text, smaller(context, wishes, is_good));
      return text;
    }
  }
  return std::nullopt;
}

// Without what neither the schema nor the conditions need.
Value Contexts::smaller(Value context, const std::vector<Wish>& wishes, const Accept& is_good) {
  auto is_wished = [&](const PathValues& path) {
    return std::ranges::any_of(wishes,
                               [&](const Wish& wish) { return wish.path == path.segments; });
  };
  std::size_t left = kMaxShrinking;
  // Parents come before what lies in them: whole objects go first.
  for (const PathValues& path : paths_) {
    if (is_wished(path) || left == 0) {
      continue;
    }
    --left;
    Value without = with(context, path.segments, Value::absent());
    bool keeps_wishes = std::ranges::all_of(wishes, [&](const Wish& wish) {
      std::vector<value::Segment> segments;
      for (const std::string& segment : wish.path) {
        segments.push_back(value::make_segment(segment));
      }
      return value::walk(without, segments).is_absent() ==
             value::walk(context, segments).is_absent();
    });
    if (keeps_wishes && is_good(without)) {
      context = without;
    }
  }
  return context;
}

}  // namespace rulec::tooling
