// The `.eff` and `.effx` files of corpora/requirements-rules/effectus, written for another engine:
// each keeps the promises of the text form, is formatted to a fixed point by the real program, goes
// to JSON and back to the same text, and decides on contexts whose answer follows from its source.
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "process.h"
#include "text_promises.h"

namespace {

using Json = nlohmann::json;
using rulec::testing::ProcessResult;
using rulec::testing::run_process;
using rulec::testing::ScratchFolder;

struct Decided {
  const char* file;
  const char* context;
  const char* effects;  // type, arguments, as, after, when of each, in order
};

// All effects of the files, and the schemas that give values their names and lists their length.
constexpr const char* kConfig = R"(rulec: 1
name: effectus
version: 1.0.0
effects:
  reserve_material: {}
  allocate_machine: {}
  set_cut_params: {}
  generate_setup_sheet: {}
  require_cert: {}
  release_job: {}
  schedule_inspection: {}
  do_nothing: {}
  CheckInventory: { arguments: schemas/items.json }
  Reject: {}
  LogWarning: { arguments: schemas/log.json }
  LogInfo: {}
  RequestQualityInspection: {}
  send_email: {}
  update_database: {}
  calculate_premium_savings: {}
)";
// Of the flow that asks for the length of a list.
constexpr const char* kListFile = "common/flow/inventory.effx";
constexpr const char* kListConfig =
    "entry_points:\n  default: { context_schema: schemas/context.json }\n";
constexpr const char* kContextSchema = R"({ "type": "object", "properties": { "order": {
  "type": "object", "properties": { "id": { "type": "integer" }, "status": { "type": "string" },
    "items": { "type": "array", "items": {} } } } } })";
constexpr const char* kItemsSchema =
    R"({ "type": "object", "x-positional": ["items"], "properties": { "items": {} } })";
constexpr const char* kLogSchema = R"({ "type": "object", "x-positional": ["text", "values"],
  "properties": { "text": { "type": "string" }, "values": { "type": "object" } } })";

const std::vector<Decided> kDecided = {
    {"flow/standard_mill.effx", R"({"customer": {"code": "ABC"}, "part": {"tolerance": 0.0005}})",
     R"([{"type": "reserve_material", "as": "mat", "arguments": {"qty": 1, "lot": "A1"}},
         {"type": "allocate_machine", "as": "m", "after": ["mat"],
          "arguments": {"group": "5AXIS", "input": {"$ref": "mat"}}},
         {"type": "set_cut_params", "as": "p", "after": ["m"],
          "arguments": {"machine": {"$ref": "m"}, "sfm": 7000}},
         {"type": "generate_setup_sheet", "as": "sheet", "after": ["m", "p"],
          "arguments": {"machine": {"$ref": "m"}, "params": {"$ref": "p"}}},
         {"type": "require_cert", "after": ["sheet"],
          "arguments": {"type": "FAI", "doc": {"$ref": "sheet"}}},
         {"type": "release_job", "as": "job", "after": ["sheet"],
          "arguments": {"sheet": {"$ref": "sheet"}}},
         {"type": "schedule_inspection", "after": ["job"],
          "arguments": {"job": {"$ref": "job"}, "stage": "IP"}}])"},
    {"flow/standard_mill.effx", R"({"customer": {"code": "ABC"}, "part": {"tolerance": 0.001}})",
     "[]"},
    {"flow/minimal.effx", R"({"test": {"value": "test"}})",
     R"([{"type": "do_nothing", "arguments": {}}])"},
    {"flow/minimal.effx", R"({"test": {"value": "other"}})", "[]"},
    // The test reads a result, so it goes with the steps.
    {kListFile, R"({"order": {"id": 7, "status": "new", "items": ["a", "b"]}})",
     R"([{"type": "CheckInventory", "as": "result", "arguments": {"items": ["a", "b"]}},
         {"type": "Reject", "after": ["result"], "when": {"var": "result.insufficient"},
          "arguments": {"args": ["Insufficient inventory",
                                 {"items": {"$ref": "result", "path": "insufficient_items"}}]}},
         {"type": "LogWarning", "after": ["result"], "when": {"var": "result.insufficient"},
          "arguments": {"text": "Inventory check failed", "values": {"order_id": 7}}}])"},
    {kListFile, R"({"order": {"id": 7, "status": "new", "items": []}})", "[]"},
    // `length` of a product is a field: the schema knows no list there.
    {"common/list/dimensions.eff",
     R"({"product": {"id": 3, "type": "physical", "dimensions": {"length": 0}, "weight": 1}})",
     R"([{"type": "Reject", "arguments": {"args": ["Product length must be positive"]}},
         {"type": "LogWarning",
          "arguments": {"text": "Invalid dimensions", "values": {"product_id": 3}}}])"},
    {"common/list/dimensions.eff",
     R"({"product": {"id": 3, "type": "physical", "dimensions": {"length": 2}, "weight": 0}})",
     R"([{"type": "Reject", "arguments": {"args": ["Product weight must be positive"]}},
         {"type": "LogWarning",
          "arguments": {"text": "Invalid weight", "values": {"product_id": 3}}}])"},
    {"common/list/dimensions.eff", R"({"product": {"type": "digital"}})", "[]"},
    {"list/quality_check.eff",
     R"({"part": {"id": "p", "category": "precision", "quality": {"level": 3}}})",
     R"([{"type": "LogInfo", "arguments": {"message": "Quality check required", "part": "p"}},
         {"type": "RequestQualityInspection", "arguments": {"part": "p", "type": "detailed"}}])"},
    {"list/quality_check.eff", R"({"part": {"category": "precision", "quality": {"level": 2}}})",
     "[]"},
    // The sum of the history is 600; the last purchase is 14 days before `now`.
    {"business_rules/user_onboarding.eff",
     R"({"user": {"tier": "basic", "email": "a@b", "activity_score": 80, "total_orders": 3,
         "created_at": "2025-01-01T00:00:00Z", "last_purchase_at": "2026-01-01T00:00:00Z",
         "order_history": [{"total_amount": 400}, {"total_amount": 200}],
         "preferences": {"promotional_emails": true}}})",
     R"([{"type": "calculate_premium_savings", "as": "estimated_savings",
          "arguments": {"order_history": [{"total_amount": 400}, {"total_amount": 200}]}},
         {"type": "send_email", "after": ["estimated_savings"],
          "arguments": {"to": "a@b", "template": "premium_upgrade_invitation",
            "personalization": {"total_spent": 600, "orders_count": 3,
              "estimated_savings": {"$ref": "estimated_savings"},
              "upgrade_incentive": "50% off first year"}}}])"},
    {"business_rules/user_onboarding.eff",
     R"({"user": {"user_id": 1, "email": "a@b", "created_at": "2026-01-10T00:00:00Z"},
         "order": {"event_type": "order_completed", "order_number": 1, "total_amount": 60,
                   "user_id": 1, "items": ["x", "y"]}})",
     R"([{"type": "send_email",
          "arguments": {"to": "a@b", "template": "first_purchase_celebration",
            "personalization": {"order_total": 60, "items_purchased": 2,
                                "loyalty_points_earned": 600}}},
         {"type": "update_database",
          "arguments": {"table": "loyalty_points", "operation": "increment",
            "where": {"user_id": 1},
            "data": {"points": 300, "reason": "first_purchase_bonus"}}}])"}};

struct Tally {
  int passed = 0;
  int failed = 0;

  void check(bool is_good, const std::string& what, const std::string& seen) {
    ++(is_good ? passed : failed);
    if (!is_good) {
      std::printf("FAILED %s\n%s\n", what.c_str(), seen.c_str());
    }
  }
};

ProcessResult run(const std::vector<std::string>& words, const ScratchFolder& folder,
                  const std::string& input = "") {
  std::vector<std::string> arguments = {RULEC_PROGRAM};
  arguments.insert(arguments.end(), words.begin(), words.end());
  return run_process(arguments, {.folder = folder.path(), .input = input});
}

std::string name_of(const std::string& file) {
  return file.substr(file.rfind('/') + 1);
}

// A project with this file alone.
void write_project(const ScratchFolder& folder, const std::string& file, const std::string& text) {
  folder.write("rulec.yaml", std::string(kConfig) + (file == kListFile ? kListConfig : ""));
  folder.write("schemas/context.json", kContextSchema);
  folder.write("schemas/items.json", kItemsSchema);
  folder.write("schemas/log.json", kLogSchema);
  folder.write("rules/" + name_of(file), text);
}

void check_forms(const std::string& file, const std::string& text, Tally& tally) {
  rulec::testing::TextOutcome outcome = rulec::testing::keep_promises(text);
  tally.check(outcome.broken.empty() && outcome.errors == 0 && !outcome.printed.empty(),
              file + " keeps the promises of the text form", outcome.broken);
  ScratchFolder folder;
  write_project(folder, file, text);
  std::string path = "rules/" + name_of(file);
  ProcessResult linted = run({"lint"}, folder);
  tally.check(linted.exit_status == 0, file + " has no error", linted.out);
  ProcessResult done = run({"fmt"}, folder);
  std::string formatted = folder.read(path);
  tally.check(done.exit_status == 0 && formatted != text, file + " is formatted", done.err);
  ProcessResult checked = run({"fmt", "--check"}, folder);
  tally.check(checked.exit_status == 0, file + " stays as formatted", checked.out);
  ProcessResult to_json = run({"fmt", "--to", "json", path}, folder);
  std::string json = path.substr(0, path.rfind('.')) + ".rule.json";
  ProcessResult back = run({"fmt", "--to", "eff", json}, folder);
  std::string twice = path.substr(0, path.rfind('.')) + ".eff";
  tally.check(to_json.exit_status == 0 && back.exit_status == 0 && folder.read(twice) == formatted,
              file + " goes to JSON and back", to_json.out + to_json.err + back.out + back.err);
}

// Effects without the rule they come from.
Json effects_of(const ProcessResult& result) {
  Json effects = Json::parse(result.out)["effects"];
  for (Json& effect : effects) {
    effect.erase("rule_id");
    effect.erase("id");
  }
  return effects;
}

// As written, and formatted.
void check_decision(const Decided& decided, const std::string& text, Tally& tally) {
  ScratchFolder folder;
  write_project(folder, decided.file, text);
  folder.write("context.json", decided.context);
  for (bool is_formatted : {false, true}) {
    if (is_formatted) {
      run({"fmt"}, folder);
    }
    ProcessResult result = run(
        {"eval", "default", "--context", "context.json", "--now", "2026-01-15T00:00:00Z"}, folder);
    bool is_good = result.exit_status == 0 && effects_of(result) == Json::parse(decided.effects);
    tally.check(is_good, std::string(decided.file) + " on " + decided.context,
                result.out + result.err);
  }
}

}  // namespace

int main() {
  std::string corpora = rulec::testing::corpora_folder();
  if (corpora.empty()) {
    bool must_fail = rulec::testing::report_missing_corpora("requirements-rules/effectus");
    std::printf("0 passed, %d failed, 1 skipped\n", must_fail ? 1 : 0);
    return must_fail ? 1 : 0;
  }
  Tally tally;
  std::vector<std::string> seen;
  for (const Decided& decided : kDecided) {
    ProcessResult file =
        run_process({"cat", corpora + "/requirements-rules/effectus/" + decided.file});
    if (std::ranges::find(seen, decided.file) == seen.end()) {
      seen.emplace_back(decided.file);
      check_forms(decided.file, file.out, tally);
    }
    check_decision(decided, file.out, tally);
  }
  ProcessResult all =
      run_process({"find", corpora + "/requirements-rules/effectus", "-name", "*.eff*"});
  auto count = std::ranges::count(all.out, '\n');
  tally.check(count == static_cast<std::ptrdiff_t>(seen.size()), "every file is looked at",
              all.out);
  std::printf("%d passed, %d failed, 0 skipped\n", tally.passed, tally.failed);
  return tally.failed == 0 ? 0 : 1;
}
