// The class index: classes of values, sets of atoms, rows of conditions, both loops over blocks.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <random>
#include <set>

#include "program_builder.h"
#include "runtime/fired.h"
#include "runtime/index/class_index.h"
#include "runtime/index/match_rows.h"
#include "runtime/internal/vm.h"
#include "value/decimal.h"

namespace rulec::runtime {
namespace {

using index::Attribute;
using index::ClassId;
using index::Group;
using value::Comparison;

constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();

// Values of every kind, on and beside the constants that the tests compare with.
std::vector<Value> values(Arena& arena) {
  std::vector<Value> made = {Value::absent(), Value::null(), Value::boolean(true),
                             Value::boolean(false)};
  for (std::int64_t integer :
       {kLowest, kLowest + 1, std::int64_t{-3}, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1},
        std::int64_t{2}, std::int64_t{3}, std::int64_t{4}, std::int64_t{5}, std::int64_t{6},
        std::int64_t{9'007'199'254'740'992}, std::int64_t{9'007'199'254'740'993}, kHighest - 1,
        kHighest}) {
    made.push_back(Value::integer(integer));
    made.push_back(Value::decimal(arena.make<DecimalBits>(value::decimal_from(integer))));
  }
  for (double real : {-1.7976931348623157e308, -1e19, -9223372036854775808.0, -2.5, -0.0, 0.1, 0.5,
                      0.99999999999999989, 1.0, 2.5, 4.9999999999999991, 5.0, 5.5,
                      9007199254740992.0, 9223372036854775808.0, 1e19, 1e300}) {
    made.push_back(Value::real(real));
    made.push_back(Value::decimal(arena.make<DecimalBits>(value::decimal_from(real))));
  }
  for (const char* text :
       {"",  " ",  "0",   "5", "5.0", " 5", "+5",   "-2.5", "1e999", "1e3",
        "a", "ab", "abc", "b", "é",   "x",  "true", ".",    "0.1",   "99999999999999999999"}) {
    made.push_back(Value::string(text));
  }
  static const Value kFive[] = {Value::integer(5)};
  static const Member kMembers[] = {{.key = "x", .value = Value::integer(1)}};
  made.push_back(Value::list({}));
  made.push_back(Value::list(kFive));
  made.push_back(make_object(arena, {}));
  made.push_back(make_object(arena, kMembers));
  return made;
}

constexpr std::array kConstants = {"0",
                                   "1",
                                   "5",
                                   "-3",
                                   "2.5",
                                   "0.1",
                                   "null",
                                   "true",
                                   "false",
                                   R"("")",
                                   R"("5")",
                                   R"("a")",
                                   "[]",
                                   "[5]",
                                   R"({"x":1})",
                                   R"("ab")",
                                   R"(" ")",
                                   "9007199254740993",
                                   "1e19",
                                   R"("5.0")",
                                   "1e300",
                                   R"("1e999")",
                                   "9223372036854775807"};
constexpr std::array kLists = {"[]",         R"(["a","ab"])",       "[1,5,2.5]",  R"([5,"5",null])",
                               "[true,[5]]", R"(["","a",{"x":1}])", "[1e300,-3]", "[null]"};

// The only atom of a condition of one.
const Code& atom_of(const LoadedRuleset& ruleset) {
  return ruleset.code[ruleset.entry_points.front().turns.front().condition];
}

bool is_in(ClassId id, index::ClassSet set) {
  return std::ranges::any_of(
      set, [id](const index::Interval& each) { return each.first <= id && id <= each.last; });
}

// What the Vm says of each value is what the sets say of its class, or the group is open.
void check_sets(const ProgramBuilder& builder, const std::string& what, std::size_t& closed) {
  RulesetPtr ruleset = builder.load();
  const Code& atom = atom_of(*ruleset);
  REQUIRE(atom.step >= Step::kRangeAtom);
  const Value& constant = ruleset->constants[atom.constant];
  Attribute attribute;
  index::add_constants(atom, constant, attribute);
  // Constants of other atoms cut the classes further and change nothing.
  for (std::int64_t other : {4, 5, 6}) {
    attribute.add_number(Value::integer(other));
  }
  attribute.add_text("ab");
  attribute.finish();
  Arena arena;
  index::AtomSets sets = index::sets_of(atom, constant, attribute, arena);
  Arena scratch;
  VmBuffers buffers;
  Vm vm(*ruleset, buffers, 0);
  for (const Value& value : values(arena)) {
    Member member{.key = "p", .value = value};
    vm.set_context(value.is_absent()
                       ? make_object(arena, {})
                       : make_object(arena, arena.copy(std::span<const Member>(&member, 1))));
    Value wanted = vm.run(ruleset->entry_points.front().turns.front().condition, scratch);
    ClassId id = attribute.class_of(value);
    bool is_open = (sets.open & index::bit_of(attribute.group_of(value))) != 0;
    CAPTURE(what);
    CAPTURE(static_cast<int>(value.kind()));
    CAPTURE(id);
    bool holds = is_in(id, sets.holds);
    bool fails = is_in(id, sets.fails);
    if (is_open) {
      // Neither may be said of a class where it is another thing for some value.
      CHECK_FALSE((holds && !wanted.is_true()));
      CHECK_FALSE((fails && (wanted.is_error() || wanted.is_true())));
    } else {
      ++closed;
      CHECK(holds == wanted.is_true());
      CHECK(fails == (wanted.is_bool() && !wanted.is_true()));
    }
  }
}

}  // namespace

TEST_CASE("numbers are cut at the constants, whatever their kind") {
  Attribute attribute;
  for (std::int64_t constant : {10, 20, 10}) {
    attribute.add_number(Value::integer(constant));
  }
  attribute.finish();
  auto class_of = [&](const Value& value) {
    return attribute.class_of(value) - index::kFirstNumberClass;
  };
  CHECK(class_of(Value::integer(kLowest)) == 0);
  CHECK(class_of(Value::integer(9)) == 0);
  CHECK(class_of(Value::integer(10)) == 1);
  CHECK(class_of(Value::real(10.0)) == 1);
  CHECK(class_of(Value::real(9.9999)) == 0);
  CHECK(class_of(Value::real(10.5)) == 2);
  CHECK(class_of(Value::integer(15)) == 2);
  CHECK(class_of(Value::integer(20)) == 3);
  CHECK(class_of(Value::integer(kHighest)) == 4);
  CHECK(class_of(Value::real(1e300)) == 4);
  CHECK(class_of(Value::real(-1e300)) == 0);
  Arena arena;
  auto decimal = value::decimal_from(20.0);
  CHECK(class_of(Value::decimal(arena.make<DecimalBits>(decimal))) == 3);
}

TEST_CASE("texts are their constants or another text; in order where order is asked for") {
  for (bool ordered : {false, true}) {
    Attribute attribute;
    for (const char* text : {"m", "c", "m", ""}) {
      attribute.add_text(text);
    }
    if (ordered) {
      attribute.order_texts();
    }
    attribute.finish();
    auto class_of = [&](const char* text) { return attribute.class_of(Value::string(text)); };
    CHECK(std::set<ClassId>{class_of("m"), class_of("c"), class_of(""), class_of("d")}.size() == 4);
    CHECK((class_of("d") == class_of("z")) == !ordered);
    CHECK(class_of("z") < attribute.class_count());
    if (ordered) {
      CHECK(class_of("") < class_of("a"));
      CHECK(class_of("a") < class_of("c"));
      CHECK(class_of("d") < class_of("m"));
      CHECK(class_of("m") < class_of("n"));
    }
  }
}

TEST_CASE("ranks are those of a search") {
  std::mt19937_64 random(5);
  for (unsigned spread : {2U, 8U, 20U, 62U}) {
    std::set<std::int64_t> keys;
    for (std::size_t i = 0; i < 300; ++i) {
      // Most lie close together, so that one part is full.
      unsigned bits = i % 3 == 0 ? spread : spread / 2 + 1;
      keys.insert(static_cast<std::int64_t>(random() >> (64 - bits)) - (1 << 3));
      if (i == 200 && spread == 62) {
        keys.insert({kLowest, kHighest});
      }
      std::vector<std::int64_t> sorted(keys.begin(), keys.end());
      index::Ranks<std::int64_t> ranks(sorted);
      std::vector<std::int64_t> asked = {kLowest, kLowest + 1, -1, 0, kHighest - 1, kHighest};
      for (int k = 0; k < 20; ++k) {
        std::int64_t near = sorted[random() % sorted.size()];
        asked.push_back(near);
        asked.push_back(near == kHighest ? near : near + 1);
        asked.push_back(near == kLowest ? near : near - 1);
      }
      for (std::int64_t key : asked) {
        auto wanted = std::ranges::lower_bound(sorted, key);
        std::uint32_t rank = ranks.below(key);
        REQUIRE(rank == static_cast<std::uint32_t>(wanted - sorted.begin()));
        REQUIRE(ranks.has_at(rank, key) == (wanted != sorted.end() && *wanted == key));
      }
    }
  }
}

TEST_CASE("a text has the same class wherever it lies") {
  std::string text =
      R"({"k":"v","a long name":"a text of more than sixteen bytes","x":"abcdefgh"})";
  Attribute attribute;
  std::string_view view = text;
  for (std::size_t begin = 0; begin < view.size(); begin += 3) {
    for (std::size_t size : {0U, 1U, 3U, 4U, 7U, 8U, 9U, 15U, 16U, 17U, 30U}) {
      attribute.add_text(view.substr(begin, size));
    }
  }
  attribute.finish();
  index::Readable readable{.begin = text.data(), .size = text.size()};
  for (std::size_t begin = 0; begin <= view.size(); ++begin) {
    for (std::size_t size = 0; begin + size <= view.size(); ++size) {
      std::string_view part = view.substr(begin, size);
      std::string elsewhere(part);
      REQUIRE(readable.words(part) == index::words_of(elsewhere));
      REQUIRE(attribute.class_of(Value::string(part), readable) ==
              attribute.class_of(Value::string(elsewhere)));
    }
  }
}

TEST_CASE("number texts are a group where somebody reads them as numbers") {
  Attribute attribute;
  CHECK(attribute.group_of(Value::string("5")) == Group::kText);
  attribute.tell_number_texts();
  for (const char* text : {"5", " 5", "-1", "+1", ".5", "", " \t"}) {
    CHECK(attribute.group_of(Value::string(text)) == Group::kNumberText);
  }
  CHECK(attribute.group_of(Value::string("a5")) == Group::kText);
  CHECK(attribute.group_of(Value::absent()) == Group::kNull);
  CHECK(attribute.group_of(Value::boolean(false)) == Group::kFalse);
}

TEST_CASE("sets of comparisons say what the operators say") {
  std::size_t closed = 0;
  for (const char* constant : kConstants) {
    for (unsigned comparison = 0; comparison < 8; ++comparison) {
      for (bool is_negated : {false, true}) {
        ProgramBuilder builder;
        Assembler code(builder);
        code.compare_path(static_cast<Comparison>(comparison), 0, "p", constant);
        if (is_negated) {
          code.negate(0);
        }
        builder.rule({.id = "a", .condition = code.give(0)});
        check_sets(builder, std::to_string(comparison) + " " + constant, closed);
      }
    }
  }
  CHECK(closed > 10'000);  // most is decided
}

TEST_CASE("sets of lists say what the operators say") {
  std::size_t closed = 0;
  for (const char* list : kLists) {
    for (bool is_negated : {false, true}) {
      ProgramBuilder builder;
      Assembler code(builder);
      code.in_path(0, "p", list);
      if (is_negated) {
        code.negate(0);
      }
      builder.rule({.id = "a", .condition = code.give(0)});
      check_sets(builder, list, closed);
    }
  }
  CHECK(closed > 1000);
}

namespace {

// and(a == 1, or(b == 1, b == 2), or(c == 1, d == 1))
bytecode::Expression junction(ProgramBuilder& builder) {
  Assembler code(builder);
  auto end = code.label();
  auto second = code.label();
  code.compare_path_and(Comparison::kLooseEqual, 0, "a", "1", end);
  code.compare_path_or(Comparison::kLooseEqual, 0, "b", "1", second);
  code.compare_path(Comparison::kLooseEqual, 0, "b", "2");
  code.bind(second);
  code.jump_on(bytecode::Opcode::kJumpUnlessTruthy, 0, end);
  code.compare_path_or(Comparison::kLooseEqual, 0, "c", "1", end);
  code.compare_path(Comparison::kLooseEqual, 0, "d", "1");
  code.bind(end);
  return code.give(0);
}

}  // namespace

TEST_CASE("alternatives of one attribute are one row, of several one each") {
  ProgramBuilder builder;
  builder.rule({.id = "a", .condition = junction(builder)});
  RulesetPtr ruleset = builder.load();
  index::Rows rows = index::rows_of(*ruleset, ruleset->entry_points.front());
  REQUIRE(rows.rows.size() == 2);
  CHECK(rows.rows[0].literal_count == 3);  // a, b, c
  CHECK(rows.rows[1].literal_count == 3);  // a, b, d
  CHECK_FALSE(rows.rows[0].is_necessary_only);
  CHECK(rows.attributes.size() == 5);  // and the time
}

TEST_CASE("before a term that is not worth an attribute a row is only necessary") {
  ProgramBuilder builder;
  Assembler code(builder);
  auto end = code.label();
  code.compare_path_and(Comparison::kLooseEqual, 0, "a", "1", end);
  code.load(0, "b");
  code.load(1, "c");
  code.call(value::OperatorId::kMultiply, 0, 2);  // computed by one rule alone
  code.bind(end);
  builder.rule({.id = "a", .condition = code.give(0)});
  builder.rule({.id = "b"});
  RulesetPtr ruleset = builder.load();
  index::Rows rows = index::rows_of(*ruleset, ruleset->entry_points.front());
  REQUIRE(rows.rows.size() == 2);
  CHECK(rows.rows[0].is_necessary_only);
  CHECK(rows.rows[0].literal_count == 1);
  CHECK_FALSE(rows.rows[1].is_necessary_only);
  CHECK(rows.rows[1].literal_count == 0);
}

TEST_CASE("too many ways leave rows that are only necessary, and keep what all of them demand") {
  ProgramBuilder builder;
  Assembler code(builder);
  auto end = code.label();
  for (int group = 0; group < 8; ++group) {
    auto next = code.label();
    for (int i = 0; i < 3; ++i) {
      std::string path = "p" + std::to_string(group) + "_" + std::to_string(i);
      code.compare_path_or(Comparison::kStrictEqual, 0, path, "1", next);
    }
    code.bind(next);
    code.jump_on(bytecode::Opcode::kJumpUnlessTruthy, 0, end);
  }
  code.compare_path(Comparison::kStrictEqual, 0, "last", "1");
  code.bind(end);
  builder.rule({.id = "a", .condition = code.give(0)});
  RulesetPtr ruleset = builder.load();
  index::Rows rows = index::rows_of(*ruleset, ruleset->entry_points.front());
  CHECK(rows.rows.size() > 1);
  CHECK(rows.rows.size() <= 64);
  auto last = static_cast<std::uint32_t>(rows.attributes.size() - 1);
  for (const index::Row& row : rows.rows) {
    CHECK(rows.literals[row.first_literal + row.literal_count - 1].attribute == last);
  }
}

namespace {

// Rows of random literals over attributes of few classes.
index::Rows random_rows(std::mt19937& random, std::uint32_t turns) {
  index::Rows rows;
  constexpr std::uint32_t kAttributes = 6;
  for (std::uint32_t i = 0; i < kAttributes; ++i) {
    rows.attributes.emplace_back();
    rows.paths.push_back(i);
    for (std::int64_t constant = 0; constant < std::int64_t{1} << (2 * i); ++constant) {
      rows.attributes.back().add_number(Value::integer(constant));
    }
    rows.attributes.back().finish();
  }
  for (std::uint32_t turn = 0; turn < turns; ++turn) {
    for (std::uint32_t count = 1 + random() % 2; count > 0; --count) {
      index::Row row{.turn = turn,
                     .first_literal = static_cast<std::uint32_t>(rows.literals.size())};
      row.is_necessary_only = random() % 20 == 0;
      for (std::uint32_t i = 0; i < kAttributes; ++i) {
        if (random() % 3 != 0) {
          continue;
        }
        std::uint32_t classes = rows.attributes[i].class_count();
        index::Interval interval{.first = static_cast<ClassId>(random() % classes)};
        interval.last =
            std::min<ClassId>(classes - 1, interval.first + static_cast<ClassId>(random() % 8));
        rows.literals.push_back(
            {.attribute = i,
             .classes = rows.sets.copy(std::span<const index::Interval>(&interval, 1))});
        ++row.literal_count;
      }
      rows.rows.push_back(row);
    }
  }
  return rows;
}

// Rows of a segment that are met by these classes, as the portable loops say.
std::vector<std::uint32_t> rows_met(const index::Segment& segment,
                                    const std::vector<ClassId>& classes) {
  std::size_t stride = segment.block_count + 64;
  std::vector<index::BitsName> room(classes.size() * stride);
  std::vector<const index::BitsName*> names;
  for (const index::NameLists& list : segment.lists) {
    names.push_back(
        list.names_of(classes[list.attribute()], room.data() + list.attribute() * stride));
  }
  std::vector<const std::uint32_t*> places;
  for (const index::BitsPlaces& each : segment.places) {
    places.push_back(each.of(classes[each.attribute()]));
  }
  bool are_few = segment.block_count <= index::kFewBlocks;
  auto rows_of = [&](auto&& find) {
    std::vector<index::RowWord> words(segment.block_count * 8 + 1);
    std::vector<std::uint32_t> rows;
    index::each_row(words.data(), find(words.data()),
                    [&](std::uint32_t row) { rows.push_back(row); });
    return rows;
  };
  std::vector<std::uint32_t> plain = rows_of([&](index::RowWord* words) {
    return are_few ? index::and_blocks_plain(segment, places.data(), words)
                   : index::match_rows_plain(segment, names.data(), words);
  });
#ifdef __x86_64__
  if (index::has_avx2()) {
    CHECK(plain == rows_of([&](index::RowWord* words) {
            return are_few ? index::and_blocks_avx2(segment, places.data(), words)
                           : index::match_rows_avx2(segment, names.data(), words);
          }));
  }
#endif
  return plain;
}

struct Sets {
  explicit Sets(std::uint32_t turns) : certain(turns / 64 + 1), possible(turns / 64 + 1) {}
  void add(std::uint32_t turn, bool is_sure) {
    (is_sure ? certain : possible)[turn / 64] |= std::uint64_t{1} << (turn % 64);
  }
  void add_rows(const index::Segment& segment, const std::vector<ClassId>& classes) {
    for (std::uint32_t row : rows_met(segment, classes)) {
      bool is_sure =
          segment.necessary_only.empty() ||
          (segment.necessary_only[row / 512].words[row % 512 / 64] >> (row % 64) & 1U) == 0;
      add(segment.turns[row], is_sure);
    }
  }
  std::vector<std::uint64_t> certain;
  std::vector<std::uint64_t> possible;
};

}  // namespace

TEST_CASE("rows are met as their literals say, by all loops") {
  std::mt19937 random(7);
  for (std::uint32_t turns : {1U, 63U, 300U, 700U, 1200U, 5000U, 20'000U}) {
    index::Rows rows = random_rows(random, turns);
    index::Segment segment = index::make_segment(rows, rows.rows, 0, turns);
    for (int round = 0; round < 20; ++round) {
      std::vector<ClassId> classes;
      for (const Attribute& attribute : rows.attributes) {
        classes.push_back(static_cast<ClassId>(random() % attribute.class_count()));
      }
      Sets found(turns);
      found.add_rows(segment, classes);
      Sets wanted(turns);
      for (const index::Row& row : rows.rows) {
        bool is_met = true;
        for (std::uint32_t i = 0; i < row.literal_count; ++i) {
          const index::Literal& literal = rows.literals[row.first_literal + i];
          is_met = is_met && is_in(classes[literal.attribute], literal.classes);
        }
        if (is_met) {
          wanted.add(row.turn, !row.is_necessary_only);
        }
      }
      CHECK(found.certain == wanted.certain);
      CHECK(found.possible == wanted.possible);
    }
  }
}

TEST_CASE("many long lists in one block are left to bytecode in part, and rightly") {
  index::Rows rows;
  rows.attributes.resize(1);
  rows.paths.resize(1);
  constexpr std::int64_t kConstantCount = 4000;
  for (std::int64_t i = 0; i < kConstantCount; ++i) {
    rows.attributes[0].add_number(Value::integer(i * 2));
  }
  rows.attributes[0].finish();
  std::mt19937 random(3);
  constexpr std::uint32_t kTurns = 200;
  for (std::uint32_t turn = 0; turn < kTurns; ++turn) {
    std::vector<index::Interval> intervals;
    for (ClassId id = index::kFirstNumberClass; id + 20 < rows.attributes[0].class_count();
         id += 2 + static_cast<ClassId>(random() % 40)) {
      intervals.push_back({.first = id, .last = id});
    }
    rows.rows.push_back({.turn = turn, .first_literal = turn, .literal_count = 1});
    rows.literals.push_back(
        {.attribute = 0, .classes = rows.sets.copy(std::span<const index::Interval>(intervals))});
  }
  index::Segment segment = index::make_segment(rows, rows.rows, 0, kTurns);
  REQUIRE(segment.places.size() == 1);
  std::size_t sure = 0;
  for (ClassId id = 0; id < rows.attributes[0].class_count(); id += 7) {
    Sets found(kTurns);
    found.add_rows(segment, {id});
    for (std::uint32_t turn = 0; turn < kTurns; ++turn) {
      bool is_wanted = is_in(id, rows.literals[turn].classes);
      bool is_certain = (found.certain[turn / 64] >> (turn % 64) & 1U) != 0;
      bool is_possible = (found.possible[turn / 64] >> (turn % 64) & 1U) != 0;
      sure += is_certain ? 1 : 0;
      CHECK_FALSE((is_certain && !is_wanted));
      CHECK_FALSE((is_wanted && !is_certain && !is_possible));
    }
  }
  CHECK(sure > 0);
}

// Where decisions mostly end early, bytecode takes the leading turns; nobody can tell.
TEST_CASE("decisions are the same however the last ones ended") {
  ProgramBuilder builder;
  for (int i = 0; i < 40; ++i) {
    Assembler code(builder);
    code.compare_path(Comparison::kStrictEqual, 0, "n", std::to_string(i));
    builder.rule({.id = "r" + std::to_string(100 + i), .condition = code.give(0)});
  }
  builder.entry_point().hit_policy = bytecode::HitPolicy::kFirst;
  auto loaded = load(builder.program, "", {.index = IndexChoice::kAlways});
  REQUIRE_MESSAGE(loaded.has_value(), loaded.error().message);
  const RulesetPtr& ruleset = *loaded;
  Workspace of_index;
  Workspace of_bytecode;
  std::mt19937 random(11);
  for (int i = 0; i < 600; ++i) {
    // Early ends for a while, then late ones and none.
    auto n = i / 20 % 2 == 0 ? random() % 16 : random() % 60;
    std::string context = R"({"n":)" + std::to_string(n) + "}";
    Request request{.entry_point = "shop", .context = context, .engine = EngineKind::kIndex};
    Decision found;
    REQUIRE(decide(*ruleset, request, of_index, found) == nullptr);
    std::vector<std::uint32_t> executed;
    for (const ExecutedRule& rule : found.rules_executed) {
      executed.push_back(rule.rule);
    }
    std::span<const std::uint32_t> rules;
    REQUIRE(fired(*ruleset, request, of_index, rules) == nullptr);
    CHECK(std::ranges::equal(rules, executed));
    request.engine = EngineKind::kBytecode;
    Decision wanted;
    REQUIRE(decide(*ruleset, request, of_bytecode, wanted) == nullptr);
    REQUIRE(executed.size() == wanted.rules_executed.size());
    CHECK(executed.size() == (n < 40 ? 1 : 0));
    CHECK((executed.empty() || executed[0] == wanted.rules_executed[0].rule));
    CHECK(found.rules_evaluated == wanted.rules_evaluated);
  }
}

}  // namespace rulec::runtime
