#include "generate.h"

#include <array>
#include <string>

namespace rulec::difftest {
namespace {

constexpr std::array kOperators = {"var",
                                   "val",
                                   "exists",
                                   "missing",
                                   "missing_some",
                                   "??",
                                   "if",
                                   "?:",
                                   "and",
                                   "or",
                                   "!",
                                   "!!",
                                   "==",
                                   "!=",
                                   "===",
                                   "!==",
                                   "<",
                                   "<=",
                                   ">",
                                   ">=",
                                   "+",
                                   "-",
                                   "*",
                                   "/",
                                   "%",
                                   "min",
                                   "max",
                                   "map",
                                   "filter",
                                   "all",
                                   "some",
                                   "none",
                                   "reduce",
                                   "merge",
                                   "in",
                                   "cat",
                                   "substr",
                                   "log",
                                   "throw",
                                   "try",
                                   "preserve",
                                   "no_such_operator"};

constexpr std::array kIterators = {"map", "filter", "all", "some", "none", "reduce"};

bool is_iterator(const std::string& name) {
  for (const char* iterator : kIterators) {
    if (name == iterator) {
      return true;
    }
  }
  return false;
}

Json var(const Json& path) {
  return Json{{"var", path}};
}

const std::vector<Json>& paths() {
  static const std::vector<Json> kPaths = {"a", "b.c", "b",  "l",   "l.1", "l.9",
                                           "s", "n",   "zz", "o.k", "",    1};
  return kPaths;
}

}  // namespace

const std::vector<Json>& literals() {
  static const std::vector<Json> kLiterals = {nullptr,
                                              true,
                                              false,
                                              0,
                                              1,
                                              -1,
                                              2,
                                              0.5,
                                              -2.5,
                                              3.0,
                                              "",
                                              "a",
                                              "ab",
                                              "1",
                                              " 2 ",
                                              "x1",
                                              "é",
                                              "1e2",
                                              INT64_MAX,
                                              INT64_MIN,
                                              9007199254740992.0,
                                              INT64_C(9007199254740993),
                                              1e300,
                                              Json::array(),
                                              Json::array({1, 2, 3}),
                                              Json::array({0}),
                                              Json::array({"a", nullptr}),
                                              Json::object(),
                                              Json{{"preserve", {{"k", 1}}}}};
  return kLiterals;
}

const std::vector<Json>& contexts() {
  static const std::vector<Json> kContexts = {
      nullptr,
      Json{{"a", 1},
           {"b", {{"c", nullptr}}},
           {"l", {1, 2, 3}},
           {"s", "ab"},
           {"n", nullptr},
           {"o", {{"k", "a"}, {"j", {{"a", 2}, {"b", "x"}}}}},
           {"d", "2026-05-31"},
           {"t", "2026-02-28T23:59:59.999+02:00"}},
      Json{{"a", "1"},
           {"b", {{"c", 2.5}}},
           {"l", {{{"a", 1}}, {{"a", "x"}}, {{"a", nullptr}}}},
           {"s", ""},
           {"d", "2024-02-29T00:00:00Z"},
           {"t", "0.10"},
           {"", 7}},
      Json{{"a", false}, {"b", Json::array()}, {"l", Json::array()}, {"zz", {{"type", "t"}}}},
      Json::array({5, "a", Json::array({1})}),
      "text"};
  return kContexts;
}

void for_each_small(const std::function<void(const Json&)>& visit) {
  std::vector<Json> leaves = literals();
  for (const Json& path : paths()) {
    leaves.push_back(var(path));
  }
  leaves.push_back(Json{{"throw", "boom"}});
  for (const char* name : kOperators) {
    visit(Json{{name, Json::array()}});
    for (const Json& first : leaves) {
      visit(Json{{name, first}});
      visit(Json{{name, Json::array({first})}});
      for (const Json& second : leaves) {
        visit(Json{{name, Json::array({first, second})}});
      }
    }
  }
}

void for_each_small_condition(const std::function<void(const Json&)>& visit) {
  const std::vector<Json> atoms = {var("a"),
                                   Json{{"===", {var("a"), 1}}},
                                   Json{{"<", {var("s"), 2}}},
                                   Json{{"in", {var("s"), {"ab"}}}},
                                   Json{{"in", {var("a"), {1, "1", false}}}},
                                   Json{{"throw", "boom"}},
                                   true,
                                   false};
  std::vector<Json> inner = atoms;
  for (const Json& atom : atoms) {
    inner.push_back(Json{{"!", {atom}}});
    for (const char* name : {"and", "or"}) {
      inner.push_back(Json{{name, {atom, var("a")}}});
      inner.push_back(Json{{name, {var("b.c"), atom}}});
    }
    inner.push_back(Json{{"if", {atom, var("a"), false}}});
    inner.push_back(Json{{"if", {var("a"), true, atom}}});
    inner.push_back(Json{{"if", {var("a"), atom, atom}}});
  }
  for (const Json& first : inner) {
    visit(Json{{"!!", {first}}});
    visit(Json{{"!", {first}}});
    for (const Json& second : inner) {
      visit(Json{{"!!", {Json{{"and", {first, second}}}}}});
      visit(Json{{"!!", {Json{{"or", {first, second}}}}}});
      visit(Json{{"and", {first, second}}});
    }
  }
}

namespace {

// All operand lists of a shape.
void for_each_call(const OwnShape& shape, const Json& operands,
                   const std::function<void(const Json&)>& visit) {
  char kind = shape.operands[operands.size()];
  if (kind == 0) {
    visit(Json{{shape.name, operands}});
    return;
  }
  for (const Json& leaf : leaves_of(kind)) {
    Json longer = operands;
    longer.push_back(leaf);
    for_each_call(shape, longer, visit);
  }
}

}  // namespace

void for_each_small_own(const std::function<void(const Json&)>& visit) {
  for (const OwnFamily& family : own_families()) {
    for (const char* name : family.operators) {
      visit(Json{{name, Json::array()}});
      for (const Json& first : family.leaves) {
        visit(Json{{name, first}});
        visit(Json{{name, Json::array({first})}});
        for (const Json& second : family.leaves) {
          visit(Json{{name, Json::array({first, second})}});
        }
      }
    }
  }
  static const std::vector<OwnShape> kShapes = {
      {"round", "nRM"}, {"date_add", "du"}, {"date_part", "dA"}, {"bucket", "SSN"},
      {"sort", "lD"},   {"join", "lS"},     {"has", "ok"},       {"has", "lk"}};
  for (const OwnShape& shape : kShapes) {
    for_each_call(shape, Json::array(), visit);
  }
  for (const Json& unit : leaves_of('U')) {
    for (const Json& a : leaves_of('d')) {
      for (const Json& b : leaves_of('d')) {
        visit(Json{{"date_diff", Json::array({a, b, unit})}});
      }
    }
  }
}

const Json& Generator::one_of(const std::vector<Json>& values) {
  return values[below(values.size())];
}

const Json& Generator::context() {
  return one_of(contexts());
}

Json Generator::leaf() {
  return below(2) == 0 ? var(one_of(paths())) : one_of(literals());
}

Json Generator::list_source(int depth) {
  switch (below(4)) {
    case 0:
      return var("l");
    case 1:
      return Json::array({1, leaf(), "a"});
    case 2:
      return expression(depth - 1);
    default:
      return Json{{"val", "l"}};
  }
}

// Bodies that look at the item, its index, the accumulator and outwards.
Json Generator::iterator(const std::string& name, int depth) {
  static const std::vector<Json> kInner = {
      var(""),
      var("a"),
      var("current"),
      var("accumulator"),
      Json{{"val", Json::array({Json::array({1}), "index"})}},
      Json{{"val", Json::array({Json::array({2}), "a"})}},
      Json{{"val", Json::array({Json::array({-2}), "b", "c"})}},
      Json{{"val", Json::array({Json::array({4}), "s"})}},
      Json{{"exists", "a"}},
      Json{{"missing", "a"}}};
  Json body = below(3) == 0 ? expression(depth - 1) : one_of(kInner);
  if (below(2) == 0) {
    static const std::vector<Json> kCombine = {"+", "<", "==", "cat", "===", "and", "max", "merge"};
    body = Json{{one_of(kCombine).get<std::string>(), Json::array({body, one_of(kInner)})}};
  }
  Json operands = Json::array({list_source(depth), body});
  if (name == "reduce" && below(2) == 0) {
    operands.push_back(leaf());
  }
  return Json{{name, operands}};
}

Json Generator::operand(char kind, int depth) {
  const auto& producers = producers_of(kind);
  bool is_constant = kind >= 'A' && kind <= 'Z';
  if (below(is_constant ? 16 : 10) == 0) {
    return expression(depth - 1);
  }
  if (depth > 0 && !producers.empty() && below(3) == 0) {
    return call_of(producers[below(producers.size())], depth - 1);
  }
  return one_of(leaves_of(kind));
}

Json Generator::call_of(const OwnShape& shape, int depth) {
  Json operands = Json::array();
  for (const char* kind = shape.operands; *kind != 0; ++kind) {
    operands.push_back(operand(*kind, depth));
  }
  bool is_bare = operands.size() == 1 && below(2) == 0;
  return Json{{shape.name, is_bare ? Json(operands[0]) : operands}};
}

Json Generator::own_call(int depth) {
  const OwnShape& shape = own_shapes()[below(own_shapes().size())];
  if (below(12) != 0) {
    return call_of(shape, depth);
  }
  Json operands = Json::array();
  for (std::size_t count = below(4); count > 0; --count) {
    operands.push_back(expression(depth - 1));
  }
  return Json{{shape.name, operands}};
}

Json Generator::call(int depth) {
  if (below(2) == 0) {
    return own_call(depth);
  }
  std::string name = kOperators[below(kOperators.size())];
  if (is_iterator(name) && below(8) != 0) {
    return iterator(name, depth);
  }
  if (below(12) == 0) {
    return Json{{name, expression(depth - 1)}};
  }
  Json operands = Json::array();
  for (std::size_t count = below(10) == 0 ? below(6) : 1 + below(3); count > 0; --count) {
    operands.push_back(expression(depth - 1));
  }
  return Json{{name, operands}};
}

Json Generator::expression(int depth) {
  if (depth <= 0 || below(5) == 0) {
    return leaf();
  }
  if (below(20) == 0) {
    Json list = Json::array();
    for (std::size_t count = below(4); count > 0; --count) {
      list.push_back(expression(depth - 1));
    }
    return list;
  }
  return call(depth);
}

// A question that an index or the optimiser may know, or a field, or now and then anything.
Json Generator::atom() {
  static const std::vector<Json> kComparisons = {"===", "!==", "==", "<", ">="};
  switch (below(9)) {
    case 0:
    case 1:
      return var(one_of(paths()));
    case 8:  // charged by what the context holds
      return Json{{"in", Json::array({one_of(literals()), var(one_of(paths()))})}};
    case 2:
    case 3:
      return Json{{one_of(kComparisons).get<std::string>(),
                   Json::array({var(one_of(paths())), one_of(literals())})}};
    case 4: {
      Json list = Json::array();
      for (std::size_t count = below(4); count > 0; --count) {
        list.push_back(one_of(literals()));
      }
      return Json{{"in", Json::array({var(one_of(paths())), list})}};
    }
    case 5:
      return one_of(literals());
    case 6:
      return Json{{"exists", one_of({"a", "zz", "l"})}};
    default:
      return expression(2);
  }
}

Json Generator::junction(int depth) {
  Json operands = Json::array();
  for (std::size_t count = 2 + below(4); count > 0; --count) {
    bool repeats = !operands.empty() && below(4) == 0;
    operands.push_back(repeats ? Json(operands[below(operands.size())]) : condition(depth - 1));
  }
  return Json{{below(2) == 0 ? "and" : "or", operands}};
}

Json Generator::condition(int depth) {
  if (depth <= 0) {
    return atom();
  }
  switch (below(10)) {
    case 0:
    case 1:
      return Json{{"!", Json::array({condition(depth - 1)})}};
    case 2:
      return Json{{"!!", Json::array({condition(depth - 1)})}};
    case 3: {
      Json operands = Json::array({condition(depth - 1), condition(depth - 1)});
      if (below(3) != 0) {
        operands.push_back(below(3) == 0 ? Json(operands[1]) : condition(depth - 1));
      }
      return Json{{"if", operands}};
    }
    case 4: {
      static const std::vector<Json> kIterating = {"some", "all", "none", "filter"};
      return Json{{one_of(kIterating).get<std::string>(),
                   Json::array({list_source(depth), condition(depth - 1)})}};
    }
    case 5:
      return Json{{below(2) == 0 ? "??" : "try",
                   Json::array({condition(depth - 1), condition(depth - 1)})}};
    default:
      return junction(depth);
  }
}

}  // namespace rulec::difftest
