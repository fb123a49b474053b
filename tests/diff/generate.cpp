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
           {"o", {{"k", "a"}, {"j", {{"a", 2}, {"b", "x"}}}}}},
      Json{{"a", "1"},
           {"b", {{"c", 2.5}}},
           {"l", {{{"a", 1}}, {{"a", "x"}}, {{"a", nullptr}}}},
           {"s", ""},
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

Json Generator::call(int depth) {
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

}  // namespace rulec::difftest
