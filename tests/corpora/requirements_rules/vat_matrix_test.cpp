// Each row of corpora/requirements-rules/admin3/vat-matrix.json, decided by the bundle of
// rules-examples/vat (entry point order_line): region, rate, amount and which rules fired.
//
// Rows name a region or a rate where the example is asked with a country and a product; the tables
// below say which stands for which. A row with two products is two lines of an order.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "process.h"

namespace {

using Json = nlohmann::json;
using rulec::testing::ProcessResult;
using rulec::testing::run_process;
using rulec::testing::ScratchFolder;

const std::string kExample = RULEC_SOURCE_FOLDER "/rules-examples/vat";

struct Failure {
  std::string text;
};

using Names = std::pair<std::string_view, std::string_view>;

constexpr std::array<Names, 6> kCountryOfRegion = {
    {{"UK", "GB"}, {"IE", "IE"}, {"EU", "FR"}, {"CH", "CH"}, {"SA", "ZA"}, {"ROW", "US"}}};
// A country whose standard rate is this one.
constexpr std::array<Names, 2> kCountryOfRate = {{{"0.20", "GB"}, {"0.23", "IE"}}};
// By a part of what the rows call the product; the first that is found counts.
constexpr std::array<Names, 7> kKindOfProduct = {{{"ebook", "ebook"},
                                                  {"eBook", "ebook"},
                                                  {"igital", "download"},
                                                  {"Live tutorial", "live_course"},
                                                  {"Marking", "marking"},
                                                  {"aterial", "printed"},
                                                  {"Physical book", "printed"}}};
// The rows' rules and ours. "N/A" is no rule in particular.
constexpr std::array<Names, 4> kOurRule = {{{"vat_standard_default:v1", "region_rate"},
                                            {"uk_ebook_zero_vat:v1", "uk_ebook"},
                                            {"live_tutorial_vat_override:v1", "uk_live_course"},
                                            {"N/A", ""}}};

template <std::size_t N>
std::string named(const std::array<Names, N>& table, std::string_view name) {
  const auto* found = std::ranges::find(table, name, &Names::first);
  if (found == table.end()) {
    throw Failure{"no entry for `" + std::string(name) + "`"};
  }
  return std::string(found->second);
}

std::string kind_of(const std::string& product) {
  for (const Names& row : kKindOfProduct) {
    if (product.find(row.first) != std::string::npos) {
      return std::string(row.second);
    }
  }
  throw Failure{"no kind for `" + product + "`"};
}

// The digits of `Decimal("0.20")`, `"0.20" (string)`, "£10,000 product": the first number in it.
std::string number_in(const std::string& text) {
  std::size_t begin = text.find_first_of("0123456789");
  std::string digits;
  for (std::size_t i = begin; i < text.size(); ++i) {
    bool is_digit = text[i] >= '0' && text[i] <= '9';
    bool is_point =
        text[i] == '.' && i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9';
    if (is_digit || is_point) {
      digits += text[i];
    } else if (text[i] != ',') {
      break;
    }
  }
  if (digits.empty()) {
    throw Failure{"no number in `" + text + "`"};
  }
  return digits;
}

double value_of(const std::string& digits) {
  return std::strtod(digits.c_str(), nullptr);
}

// "UK" of `"UK"`, of `UK` and of `UK, ebook`.
std::string region_in(const std::string& text) {
  std::size_t begin = text.find_first_not_of('"');
  return text.substr(begin, text.find_first_of("\",", begin) - begin);
}

struct Line {
  std::string country;
  std::string kind = "printed";
  std::string net = "100.00";
  int quantity = 1;
};

struct Answer {
  Json vat;  // of the working context
  std::vector<std::string> fired;
};

class Matrix {
 public:
  explicit Matrix(const ScratchFolder& folder) : folder_(folder) {
    ProcessResult compiled =
        run_process({RULEC_PROGRAM, "-C", kExample, "compile", "-o", folder.path() + "/vat.rbx"});
    if (compiled.exit_status != 0) {
      throw Failure{compiled.out + compiled.err};
    }
  }

  void check(const Json& row) {
    if (row.contains("function")) {
      check_function(row);
    } else if (row["table"] == "Individual Rules") {
      check_rule(row);
    } else if (row["table"] == "End-to-End Flows") {
      check_flow(row);
    } else if (row["table"] == "Edge Cases") {
      check_edge(row);
    } else if (row["table"] == "Rule Priority Verification Tests") {
      check_priority(row);
    } else {
      throw Failure{"a table that is not known here"};
    }
  }

 private:
  Answer decide(const Line& line) {
    Json context = {
        {"customer", {{"country", line.country}}},
        {"line", {{"kind", line.kind}, {"net_amount", line.net}, {"quantity", line.quantity}}}};
    folder_.write("context.json", context.dump());
    ProcessResult result = run_process(
        {RULEC_PROGRAM, "eval", "order_line", "--bundle", "vat.rbx", "--context", "context.json"},
        {.folder = folder_.path()});
    if (result.exit_status != 0) {
      throw Failure{result.out + result.err};
    }
    Json decision = Json::parse(result.out);
    Answer answer;
    for (const Json& update : decision["context_updates"]) {
      answer.vat[update["target"].get<std::string>().substr(4)] = update["value"];
    }
    for (const Json& rule : decision["rules_executed"]) {
      answer.fired.push_back(rule["rule_id"]);
    }
    return answer;
  }

  static void expect(bool is_good, const std::string& what, const Answer& answer) {
    if (!is_good) {
      throw Failure{what + " is expected, found " + answer.vat.dump() + " by " +
                    Json(answer.fired).dump()};
    }
  }
  static void expect_number(const char* member, double value, const Answer& answer) {
    expect(answer.vat[member].get<double>() == value,
           std::string(member) + " " + std::to_string(value), answer);
  }
  static bool has_fired(const Answer& answer, const std::string& rule) {
    return std::ranges::find(answer.fired, rule) != answer.fired.end();
  }

  void check_function(const Json& row) {
    std::string name = row["function"];
    if (name == "map_country_to_region") {
      Answer answer = decide({.country = region_in(row["input"])});
      expect(answer.vat["region"] == region_in(row["expected_output"]), "the region", answer);
    } else if (name == "get_vat_rate") {
      Answer answer = decide({.country = named(kCountryOfRegion, region_in(row["region"])),
                              .kind = kind_of(row["classification"])});
      expect_number("rate", value_of(number_in(row["expected_rate"])), answer);
    } else if (name == "calculate_vat_amount") {
      std::string rate = number_in(row["vat_rate"]);
      Answer answer =
          decide({.country = named(kCountryOfRate, rate), .net = number_in(row["net_amount"])});
      expect_number("rate", value_of(rate), answer);
      expect_number("amount", value_of(number_in(row["expected_vat"])), answer);
    } else {
      throw Failure{"a function that is not known here"};
    }
  }

  void check_rule(const Json& row) {
    Answer answer = decide({.country = named(kCountryOfRegion, row["region"].get<std::string>()),
                            .kind = kind_of(row["product_type"]),
                            .net = number_in(row["net_amount"])});
    expect_number("rate", value_of(number_in(row["expected_vat_rate"])) / 100, answer);
    expect_number("amount", value_of(number_in(row["expected_vat_amount"])), answer);
    std::string rule = named(kOurRule, row["expected_rule_applied"].get<std::string>());
    expect(rule.empty() || has_fired(answer, rule), rule, answer);
  }

  // "Digital £80", "3x Material £100"
  void check_flow(const Json& row) {
    std::string cart = row["cart_contents"];
    std::size_t times = cart.find("x ");
    std::string region = row["region"];
    Answer answer = decide({.country = named(kCountryOfRegion, region),
                            .kind = kind_of(cart),
                            .net = number_in(cart.substr(cart.find("\xc2\xa3"))),
                            .quantity = times == 1 ? cart[0] - '0' : 1});
    expect(answer.vat["region"] == region, "the region", answer);
    expect_number("amount", value_of(number_in(row["expected_total_vat"])), answer);
  }

  void check_edge(const Json& row) {
    Answer answer = decide({.country = "GB", .net = number_in(row["input"])});
    expect_number("amount", value_of(number_in(row["expected_behavior"])), answer);
  }

  void check_priority(const Json& row) {
    std::string input = row["input"];
    std::string behaviour = row["expected_behavior"];
    Line line{.country = named(kCountryOfRegion, region_in(input)), .kind = kind_of(input)};
    Answer answer = decide(line);
    if (behaviour == "Only uk_ebook_zero_vat applies, not standard") {
      expect(has_fired(answer, "uk_ebook") && !has_fired(answer, "region_rate"), "uk_ebook alone",
             answer);
    } else if (behaviour == "Ebook: 0% VAT, Material: 20% VAT") {
      expect_number("rate", 0, answer);
      line.kind = kind_of("material");
      expect_number("rate", 0.2, decide(line));
    } else if (behaviour == "SA rule (15%) not ROW rule (0%)") {
      expect_number("rate", 0.15, answer);
      expect(!has_fired(answer, "download_abroad"), "no rule of the rest of the world", answer);
    } else {
      throw Failure{"a behaviour that is not known here"};
    }
  }

  const ScratchFolder& folder_;
};

struct Tally {
  int passed = 0;
  int failed = 0;
};

void run(const std::filesystem::path& file, Tally& tally) {
  ScratchFolder folder;
  Matrix matrix(folder);
  Json document = Json::parse(std::ifstream(file));
  for (const Json& row : document["rows"]) {
    try {
      matrix.check(row);
      ++tally.passed;
    } catch (const Failure& failure) {
      std::printf("FAILED %s\n%s\n", row.dump().c_str(), failure.text.c_str());
      ++tally.failed;
    }
  }
}

}  // namespace

int main() {
  std::string corpora = rulec::testing::corpora_folder();
  if (corpora.empty()) {
    bool must_fail = rulec::testing::report_missing_corpora("requirements-rules/admin3");
    std::printf("0 passed, %d failed, 1 skipped\n", must_fail ? 1 : 0);
    return must_fail ? 1 : 0;
  }
  Tally tally;
  try {
    run(std::filesystem::path(corpora) / "requirements-rules/admin3/vat-matrix.json", tally);
  } catch (const Failure& failure) {
    std::printf("FAILED\n%s\n", failure.text.c_str());
    ++tally.failed;
  }
  std::printf("%d passed, %d failed, 0 skipped\n", tally.passed, tally.failed);
  return tally.failed == 0 && tally.passed > 0 ? 0 : 1;
}
