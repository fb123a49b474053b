// Bytecode that nobody compiled: every bit of a program changed. It is refused, or it runs inside
// its memory and its budget and gives a decision or a problem.
#include <doctest/doctest.h>

#include "bytecode/bytecode.h"
#include "program_builder.h"
#include "runtime/decision_json.h"

namespace rulec::runtime {
namespace {

using bytecode::ActionKind;
using bytecode::Opcode;
using value::Comparison;
using value::OperatorId;

// for each item of `list`: its price times two, or what the error says when that throws
bytecode::Expression prices(ProgramBuilder& b) {
  Assembler c(b);
  auto again = c.label();
  auto done = c.label();
  auto fine = c.label();
  c.meter_begin().load(0, "list").iter_begin(OperatorId::kMap, 0, done, 0, 6).bind(again);
  c.item(1, "price").constant(2, "2").call(OperatorId::kMultiply, 1, 2);
  c.jump_on(Opcode::kJumpUnlessCaught, 1, fine).try_push(1).item(1, "type").scope_pop();
  c.bind(fine).iter_next(OperatorId::kMap, 0, again).bind(done);
  return c.give(0);
}

bytecode::Expression total(ProgramBuilder& b) {
  Assembler c(b);
  auto again = c.label();
  auto done = c.label();
  c.meter_begin().load(0, "list").constant(1, "0");
  c.iter_begin(OperatorId::kReduce, 0, done, bytecode::kHasStart, 5).bind(again);
  c.item(1, "accumulator").level(2, 0, "current.price").level(3, 1, "index");
  c.call(OperatorId::kAdd, 1, 3).iter_next(OperatorId::kReduce, 0, again).bind(done);
  return c.give(0);
}

bytecode::Expression chain(ProgramBuilder& b) {
  Assembler c(b);
  auto end = c.label();
  auto there = c.label();
  c.compare_path_and(Comparison::kGreater, 0, "n", "3", end);
  c.compare_path_or(Comparison::kLooseEqual, 0, "name", "\"Ann\"", end);
  c.in_path(0, "name", R"(["Bob","Eve"])").negate(0).jump_on(Opcode::kJumpUnlessTruthy, 0, end);
  c.load_raw(0, "extra").jump_on(Opcode::kJumpIfPresent, 0, there).constant(0, "\"none\"");
  c.bind(there).jump_on(Opcode::kJumpUnlessNull, 0, end).exists(0, 0, "list").truthy(0);
  return c.bind(end).give(0);
}

bytecode::Expression text(ProgramBuilder& b) {
  return Assembler(b)
      .meter_begin()
      .constant(0, "\"Hello \"")
      .load(1, "name")
      .call(OperatorId::kCat, 0, 2)
      .charge(0, 5)
      .give(0);
}

// [n, [n > 3, name], [[price], ...]]
bytecode::Expression shown(ProgramBuilder& b) {
  Assembler c(b);
  auto again = c.label();
  auto done = c.label();
  c.meter_begin().load(0, "n");
  c.load(1, "n").constant(2, "3").compare(Comparison::kGreater, 1, 1, 2).load(2, "name");
  c.list(1, 2);
  c.load(2, "list").iter_begin(OperatorId::kMap, 2, done, 0, 2).bind(again);
  c.item(3, "price").list(3, 1).iter_next(OperatorId::kMap, 2, again).bind(done).list(0, 3);
  return c.give(0);
}

// Two variants and a fallback with everything that a template can hold. The first one's number.
std::uint32_t templates(ProgramBuilder& b) {
  using bytecode::FilterKind;
  using bytecode::HolePlace;
  using bytecode::StepKind;
  auto step = &ProgramBuilder::step;
  auto text = [&](HolePlace place) {
    return std::vector<bytecode::TemplateStep>{
        step(StepKind::kBeginText, 0),
        b.text_step("n "),
        b.hole(place, 0, "n", {b.filter(FilterKind::kDefault, "\"?\"")}),
        step(StepKind::kIf, 1),
        b.hole(place, 1, "", {b.filter(FilterKind::kUpper)}),
        step(StepKind::kElse, 0),
        b.text_step("few"),
        step(StepKind::kEnd, 0),
        step(StepKind::kEach, 2),
        b.hole(place, 0, "", {b.filter(FilterKind::kDefault, "1")}),
        step(StepKind::kEnd, 0),
        step(StepKind::kEndText, 0)};
  };
  auto markdown = text(HolePlace::kMarkdown);
  auto html = text(HolePlace::kMarkupUrl);
  std::uint32_t first = b.message_template({.id = "hello",
                                            .format = bytecode::TemplateFormat::kMarkdown,
                                            .reads_vars = true,
                                            .fallback = 2,
                                            .values = shown(b),
                                            .steps = markdown,
                                            .rendered = html});
  std::vector<bytecode::TemplateStep> object{step(StepKind::kBeginObject, 0), b.key_step("price"),
                                             step(StepKind::kBeginText, 0)};
  object.push_back(
      b.hole(HolePlace::kJson, 0, "n",
             {b.filter(FilterKind::kNumber, R"(["", ",", ".", " EUR", 1, 2, 2, 0])")}));
  object.insert(object.end(),
                {step(StepKind::kEndText, 0), b.key_step("list"), step(StepKind::kBeginList, 0),
                 step(StepKind::kTyped, 2), b.constant_step(R"({"a":[1,null]})"),
                 step(StepKind::kEndList, 0), step(StepKind::kEndObject, 0)});
  b.message_template({.id = "hello",
                      .language = "de",
                      .format = bytecode::TemplateFormat::kJson,
                      .is_default = false,
                      .fallback = 2,
                      .values = shown(b),
                      .steps = object});
  b.message_template({.id = "sorry", .steps = {b.constant_step("\"sorry\"")}});
  return first;
}

bytecode::Program sample() {
  ProgramBuilder b;
  std::uint32_t hello = templates(b);
  b.allow("sum", "number");
  b.allow("seen.**");
  ActionSpec sum{.kind = ActionKind::kUpdate, .target = "sum"};
  ActionSpec seen{.kind = ActionKind::kUpdate, .target = "seen.all"};
  seen.operation = value::UpdateOperation::kAppend;
  b.rule({.id = "a",
          .name = "A",
          .priority = 3,
          .condition = chain(b),
          .actions = {{.id = "hi", .arguments = {{.name = "message", .expression = text(b)}}}}});
  sum.arguments = {{.name = "value", .expression = total(b)}};
  seen.arguments = {{.name = "value", .expression = prices(b)}};
  b.rule({.id = "b", .until_ms = 1000, .actions = {sum, seen}});
  b.rule({.id = "c",
          .stops = true,
          .condition = Assembler(b).load(0, "sum").constant(1, "1").list(0, 2).give(0),
          .actions = {{.kind = ActionKind::kUserAcknowledge,
                       .arguments = {{.name = "ack_key", .json = "\"terms\""}}},
                      {.kind = ActionKind::kEffect,
                       .arguments = {{.name = "to", .json = R"({"a":[1,"x"]})"}}},
                      {.arguments = {{.name = "vars", .json = R"({"note":"x"})"}},
                       .message_template = hello}}});
  return b.program;
}

constexpr std::string_view kContexts[] = {
    R"({"n":5,"name":"Ann","list":[{"price":1},{"price":"x"},{}]})",
    R"({"n":"many","name":"Eve","list":null,"extra":1})",
    R"({"n":5,"name":"Bob","list":[],"user":{"language":"de-AT"}})",
    "null",
};

class Runner {
 public:
  // 1 when the sections make a program that was loaded.
  int run(const std::vector<bytecode::Section>& sections) {
    std::vector<bytecode::SectionView> views;
    views.reserve(sections.size());
    for (const bytecode::Section& section : sections) {
      views.push_back({.type = section.type, .bytes = section.bytes});
    }
    auto program = bytecode::decode(views);
    if (!program) {
      return 0;
    }
    program->expr_cost = 2000;
    auto ruleset = load(std::move(*program), "");
    if (!ruleset) {
      return 0;
    }
    decide_all(**ruleset);
    return 1;
  }

  [[nodiscard]] std::size_t decisions() const { return decisions_; }

 private:
  void decide_all(const LoadedRuleset& ruleset) {
    for (std::string_view context : kContexts) {
      Request request{.entry_point = "shop", .context = context};
      Decision decision;
      text_.clear();
      JsonWriter writer(text_);
      if (const Problem* problem = decide(ruleset, request, workspace_, decision)) {
        write_problem(writer, ruleset, "shop", *problem);
      } else {
        write_decision(writer, ruleset, decision);
        ++decisions_;
      }
      CHECK(text_.size() > 2);
    }
  }

  Workspace workspace_;
  std::string text_;
  std::size_t decisions_ = 0;
};

}  // namespace

TEST_CASE("N05 a program with any bit changed is refused or runs inside its bounds") {
  std::vector<bytecode::Section> sections = bytecode::encode(sample());
  Runner runner;
  REQUIRE(runner.run(sections) == 1);
  REQUIRE(runner.decisions() == 4);
  std::size_t changed = 0;
  std::size_t loaded = 0;
  for (std::size_t s = 0; s < sections.size(); ++s) {
    for (std::size_t bit = 0; bit < sections[s].bytes.size() * 8; ++bit) {
      std::vector<bytecode::Section> bad = sections;
      char& byte = bad[s].bytes[bit / 8];
      byte = static_cast<char>(byte ^ (1 << (bit % 8)));
      loaded += static_cast<std::size_t>(runner.run(bad));
      ++changed;
    }
  }
  MESSAGE(changed, " bits changed, ", loaded, " programs loaded and run");
  CHECK(changed > 10'000);
  CHECK(loaded > 0);        // other constants, other texts: programs of their own right
  CHECK(loaded < changed);  // the rest is refused
}

}  // namespace rulec::runtime
