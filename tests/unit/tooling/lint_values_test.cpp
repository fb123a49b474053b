// The lints of values: comparisons of different types, money in doubles.
#include <doctest/doctest.h>

#include "lint_support.h"

using namespace rulec::tooling::testing;
using Lines = std::vector<std::string>;

namespace {

const std::string kFields =
    R"("n":{"type":"number"},"i":{"type":"integer"},"t":{"type":"string"},"b":{"type":"boolean"},)"
    R"("maybe":{"type":["number","null"]},"both":{"type":["string","number"]},)"
    R"("total":{"type":"number"},"price":{"type":"number"},"rate":{"type":"number"},)"
    R"("amount":{"type":"integer"},"unknown_total":{},)"
    R"("lines":{"type":"array","items":{"type":"object","properties":{"price":{"type":"number"},)"
    R"("qty":{"type":"integer"}}}})";

Lines of(const std::string& condition) {
  return lints_of(with_condition(condition, kFields));
}
Lines of_update(const std::string& target, const std::string& expression) {
  return lints_of(with_update(target, expression, kFields));
}
bool is_clean_when_fixed(const Files& files) {
  return !lints_of(files).empty() && lints_of(fixed(files)).empty();
}

}  // namespace

TEST_CASE("loose comparisons of different types are found") {
  CHECK(of(R"({"==":[{"var":"n"},"5"]})") ==
        Lines{"RC3007 `n ~= \"5\"` compares `n` (a number or null) with `\"5\"`: the text is read "
              "as a number"});
  CHECK(of(R"({"!=":["5",{"var":"i"}]})").size() == 1);
  CHECK(
      of(R"({"==":[{"var":"b"},1]})") ==
      Lines{"RC3007 `b ~= 1` compares `b` (true or false or null) with `1`: true counts as 1, and "
            "false as 0"});
  CHECK(of(R"({"==":[{"var":"t"},{"var":"n"}]})").size() == 1);
  CHECK(of(R"({"==":[{"length":[{"var":"t"}]},"5"]})").size() == 1);
  CHECK(of(R"({"some":[{"var":"lines"},{"==":[{"var":"qty"},"1"]}]})").size() == 1);
}

TEST_CASE("loose comparisons of one type, of null and of unknown types are left alone") {
  CHECK(of(R"({"==":[{"var":"n"},5]})").empty());
  CHECK(of(R"({"==":[{"var":"t"},"5"]})").empty());
  CHECK(of(R"({"==":[{"var":"t"},null]})").empty());
  CHECK(of(R"({"!=":[{"var":"maybe"},null]})").empty());
  CHECK(of(R"({"==":[{"var":"both"},5]})").empty());
  CHECK(of(R"({"==":[{"var":"unknown_total"},"5"]})").empty());
  CHECK(of(R"({"==":[{"var":["maybe",0]},{"var":"i"}]})").empty());
  CHECK(of(R"({"===":[{"var":"n"},5]})").empty());
  // Always an error, and told as one.
  CHECK(of(R"({"==":[{"var":"n"},"five"]})").size() == 1);
  CHECK(of(R"({"==":[{"var":"n"},"five"]})").front().starts_with("RC2026"));
  // Without a schema nobody knows.
  CHECK(lints_of({rules({rule(R"("condition":{"==":[{"var":"n"},"5"]})")})}).empty());
  // An inactive rule.
  CHECK(lints_of({rules({rule(R"("active":false,"condition":{"==":[{"var":"n"},"5"]})")}),
                  schema(kFields)})
            .empty());
}

TEST_CASE("the fix of a loose comparison compares strictly in one type") {
  Files files =
      with_condition(R"({"or":[{"==":[{"var":"n"},"5"]},{"!=":[{"var":"b"},1]}]})", kFields);
  CHECK(is_clean_when_fixed(files));
  CHECK(fixed(files)[0].second.contains(
      R"({"or":[{"===":[{"var":"n"},5]},{"!==":[{"var":"b"},true]}]})"));
}

TEST_CASE("a text that is ordered against a number is found") {
  CHECK(of(R"({">=":[{"var":"n"},"100"]})").front().starts_with("RC3018 `n >= \"100\"`"));
  CHECK(of(R"({"<":[{"var":"t"},18]})").size() == 1);
  CHECK(of(R"({"<":[1,{"var":"t"},18]})").size() == 1);
  CHECK(of(R"({"between":[{"var":"t"},1,{"var":"n"}]})").size() == 1);
}

TEST_CASE("texts among themselves and numbers among themselves are in order") {
  CHECK(of(R"({"<":[{"var":"t"},"2026-01-01"]})").empty());
  CHECK(of(R"({"<":[{"var":"n"},18]})").empty());
  CHECK(of(R"({"<":[{"var":"both"},18]})").empty());
  CHECK(of(R"({"<":[{"var":"unknown_total"},"18"]})").empty());
  CHECK(of(R"({"<":[{"parse_number":{"var":"t"}},18]})").empty());
}

TEST_CASE("the fixes of ordered texts read them as numbers") {
  CHECK(is_clean_when_fixed(with_condition(R"({">=":[{"var":"n"},"100"]})", kFields)));
  CHECK(is_clean_when_fixed(with_condition(R"({"<":[{"var":"t"},18]})", kFields)));
}

TEST_CASE("money that is computed in doubles is found where digits count") {
  CHECK(of_update("order.total", R"({"*":[{"var":"total"},1.1]})") ==
        Lines{"RC3019 `total * 1.1` computes an amount of money that has no exact double: it is "
              "stored"});
  CHECK(of_update("order.x", R"({"+":[{"var":"price"},{"var":"rate"}]})").size() == 1);
  CHECK(of_update("x", R"({"round":[{"*":[{"var":"total"},{"var":"rate"}]},2]})").size() == 1);
  CHECK(of(R"({"===":[{"*":[{"var":"price"},{"var":"i"}]},{"var":"total"}]})").size() == 1);
  CHECK(of_update("order.total", R"({"sum":{"map":[{"var":"lines"},{"var":"price"}]}})").size() ==
        1);
  CHECK(of_update("order.total", R"({"reduce":[{"var":"lines"},{"+":[{"var":"accumulator"},)"
                                 R"({"*":[{"var":"current.price"},{"var":"current.qty"}]}]},0]})")
            .size() == 1);
  CHECK(of_update("order.fee", R"({"*":[{"var":"amount"},0.19]})").size() == 1);
}

TEST_CASE("integers, decimals, order and other numbers are left alone") {
  CHECK(of_update("order.total", R"({"*":[{"var":"amount"},{"var":"i"}]})").empty());
  CHECK(of_update("order.total", R"({"/":[{"var":"amount"},100]})").empty());
  CHECK(of_update("order.total", R"({"*":[{"var":"price"},2]})").empty());
  CHECK(of_update("order.total", R"({"var":"price"})").empty());
  CHECK(of_update("order.total", R"({"*":[{"decimal":{"var":"price"}},1.1]})").empty());
  CHECK(of_update("order.total",
                  R"({"round":[{"*":[{"decimal":{"var":"price"}},{"var":"rate"}]},2]})")
            .empty());
  CHECK(of_update("order.score", R"({"*":[{"var":"rate"},1.1]})").empty());
  CHECK(of_update("order.total", R"({"*":[{"var":"unknown_total"},{"var":"i"}]})").empty());
  CHECK(of(R"({">":[{"*":[{"var":"price"},{"var":"i"}]},100]})").empty());
  CHECK(of(R"({"===":[{"var":"price"},19.99]})").empty());
  CHECK(of_update("order.total_items", R"({"*":[{"var":"rate"},1.1]})").empty());
}

TEST_CASE("what doubles compute exactly is left alone") {
  // A difference is 0 where both are equal, and a product where a factor is.
  CHECK(of(R"({"===":[{"-":[{"var":"total"},{"var":"price"}]},0]})").empty());
  CHECK(of(R"({"!==":[0,{"-":[{"var":"total"},{"var":"price"}]}]})").empty());
  CHECK(of(R"({"===":[{"*":[{"var":"price"},{"var":"i"}]},0]})").empty());
  CHECK(of(R"({"===":[{"*":[{"var":"i"},{"-":[{"var":"price"},{"var":"total"}]}]},0]})").empty());
  CHECK(of(R"({"===":[{"%":[{"var":"total"},1]},0]})").empty());
  CHECK(of(R"({"===":[{"*":[2,{"var":"total"}]},{"var":"price"}]})").empty());
  CHECK(of(R"({"===":[{"*":[2,{"var":"total"},-0.5]},{"var":"price"}]})").empty());
  // But what stands inside may be computed.
  CHECK(of(R"({"===":[{"-":[{"*":[{"var":"total"},1.1]},{"var":"price"}]},0]})").size() == 1);
  CHECK(of(R"({"===":[{"-":[{"+":[{"var":"total"},0.1]},{"var":"price"}]},0]})").size() == 1);
  CHECK(of(R"({"===":[{"-":[{"var":"total"},{"var":"price"}]},1]})").size() == 1);
  CHECK(of(R"({"===":[{"+":[{"var":"total"},{"var":"price"}]},0]})").size() == 1);
  CHECK(of(R"({"===":[{"*":[2,{"var":"total"},1.1]},{"var":"price"}]})").size() == 1);
}

TEST_CASE("a total or a charge is money in the company of money") {
  const std::string fields =
      R"("battery":{"type":"object","properties":{"charge":{"type":"number"}}},)"
      R"("stats":{"type":"object","properties":{"total":{"type":"number"}}},)"
      R"("cart":{"type":"object","properties":{"total":{"type":"number"}}},)"
      R"("line":{"type":"object","properties":{"total":{"type":"number"},)"
      R"("currency":{"type":"string"}}},)"
      R"("hotel":{"type":"object","properties":{"paid_total":{"type":"number"}}})";
  auto rounded = [&](const std::string& field) {
    return lints_of(
        with_condition(R"({">":[{"round":{"*":[{"var":")" + field + R"("},1.1]}},5]})", fields));
  };
  CHECK(rounded("battery.charge").empty());
  CHECK(rounded("stats.total").empty());
  CHECK(rounded("cart.total").size() == 1);
  CHECK(rounded("line.total").size() == 1);
  CHECK(rounded("hotel.paid_total").size() == 1);
}

TEST_CASE("the fix computes with decimals") {
  CHECK(is_clean_when_fixed(with_update("order.total", R"({"*":[{"var":"total"},1.1]})", kFields)));
  CHECK(is_clean_when_fixed(with_update(
      "order.total", R"({"+":[{"*":[{"var":"total"},1.1]},{"*":[{"var":"price"},{"var":"i"}]}]})",
      kFields)));
  CHECK(is_clean_when_fixed(with_update(
      "order.total", R"({"sum":{"map":[{"var":"lines"},{"*":[{"var":"price"},{"var":"qty"}]}]}})",
      kFields)));
  CHECK(is_clean_when_fixed(
      with_condition(R"({"===":[{"+":[{"var":"price"},0.1]},{"var":"total"}]})", kFields)));
}
