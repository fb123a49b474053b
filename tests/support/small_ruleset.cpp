#include "small_ruleset.h"

#include "base/check.h"
#include "base/hash.h"
#include "bundle/bundle.h"
#include "bundle/internal/layout.h"
#include "memory_file_system.h"
#include "tooling/build.h"

namespace rulec::testing {
namespace {

struct File {
  const char* path;
  const char* text;
};

constexpr File kFiles[] = {
    {"/project/rulec.yaml", R"(rulec: 1
name: small
version: 1.0.0
compiler_settings: { probes: 4 }
entry_points:
  checkout:
    updates: { "cart.discount": {} }
  triage: {}
effects:
  notify: {}
)"},
    {"/project/schemas/checkout.context.json", R"({
  "type": "object",
  "required": ["cart"],
  "properties": {
    "cart": {
      "type": "object",
      "properties": {
        "total": { "type": "number" },
        "discount": { "type": "number" },
        "items": { "type": "array", "items": { "type": "object", "properties": { "sku": { "type": "string" }, "n": { "type": "integer" } } } }
      }
    },
    "user": { "type": "object", "properties": { "name": { "type": "string" }, "since": { "type": "string" } } }
  }
})"},
    {"/project/rules/checkout.rule.json", R"({ "rules": [
  { "id": "big", "entry_point": "checkout", "priority": 9,
    "condition": { "and": [
      { ">=": [{ "var": "cart.total" }, 100] },
      { "some": [{ "var": "cart.items" }, { ">": [{ "var": "n" }, 1] }] }] },
    "actions": [
      { "type": "display_message", "template": "hello" },
      { "type": "user_acknowledge", "message": "yes?", "ack_key": "seen" },
      { "type": "update", "target": "cart.discount", "operation": "set", "value": { "expr": { "*": [{ "var": "cart.total" }, { "decimal": "0.05" }] } } },
      { "type": "notify", "who": { "expr": { "cat": ["<", { "var": "user.name" }, ">"] } } }] },
  { "id": "old", "entry_point": "checkout", "priority": 1, "active_from": "2020-01-01",
    "condition": { "or": [
      { "<": [{ "var": "user.since" }, { "date_add": [{ "now": [] }, "-1d"] }] },
      { "in": [{ "lower": { "var": "user.name" } }, ["ada", "bob"]] },
      { ">": [{ "reduce": [{ "var": "cart.items" }, { "+": [{ "var": "accumulator" }, { "var": "current.n" }] }, 0] }, 5] }] },
    "actions": [{ "type": "display_message", "message": "welcome back" }] }] })"},
    {"/project/rules/triage.scorecard.json", R"({
  "scorecard": "triage", "entry_point": "triage",
  "items": [
    { "id": "a", "symbol": "A", "points": 2, "condition": { ">": [{ "var": "age" }, 30] } },
    { "id": "b", "symbol": "B", "points": 1, "weight": 2, "condition": { "==": [{ "var": "kind" }, "x"] } }],
  "patterns": { "A-": "wait" },
  "bands": [{ "from": 3, "recommend": "act" }],
  "default": "none" })"},
    {"/project/templates/hello.template.json", R"({
  "id": "hello", "format": "html",
  "content": "<p title=\"{{ user.name | default(\"-\") }}\">Hello {{ user.name | upper | default(\"you\") }}</p><ul>{{#each item in cart.items}}<li>{{ item.sku | default(\"?\") }}</li>{{/each}}</ul>" })"},
};

std::size_t end_of_table(const std::string& file) {
  if (file.size() < bundle::kHeaderBytes) {
    return 0;
  }
  auto count = bundle::load<std::uint32_t>(file, bundle::kSectionCountAt);
  std::size_t room = (file.size() - bundle::kHeaderBytes) / bundle::kEntryBytes;
  return count <= room ? bundle::kHeaderBytes + count * bundle::kEntryBytes : 0;
}

void put_hash(std::string& file, std::size_t at, const Sha256Digest& hash) {
  file.replace(at, hash.size(), reinterpret_cast<const char*>(hash.data()), hash.size());
}

}  // namespace

bytecode::Program small_ruleset() {
  MemoryFileSystem files;
  for (const File& file : kFiles) {
    files.add_file(file.path, file.text);
  }
  diag::Collector findings;
  auto build = tooling::build(files, {}, tooling::Phase::kEmit, findings);
  RULEC_CHECK(build->program.has_value());
  return std::move(*build->program);
}

void put_hashes_right(std::string& file) {
  std::size_t table_end = end_of_table(file);
  for (std::size_t at = bundle::kHeaderBytes; at < table_end; at += bundle::kEntryBytes) {
    auto offset = bundle::load<std::uint64_t>(file, at + bundle::kOffsetAt);
    auto length = bundle::load<std::uint64_t>(file, at + bundle::kLengthAt);
    if (offset <= file.size() && length <= file.size() - offset) {
      put_hash(file, at + bundle::kHashAt, sha256(std::string_view(file).substr(offset, length)));
    }
  }
  if (table_end != 0) {
    Sha256Stream head;
    head.update(std::string_view(file).substr(0, bundle::kHeadHashAt));
    head.update(
        std::string_view(file).substr(bundle::kHeaderBytes, table_end - bundle::kHeaderBytes));
    put_hash(file, bundle::kHeadHashAt, head.finish());
  }
}

const std::vector<std::string>& small_contexts() {
  static const std::vector<std::string> kContexts = {
      R"({"cart":{"total":120,"items":[{"sku":"a<b","n":2},{"sku":"c","n":9}]},"user":{"name":"Ada","since":"2025-01-01T00:00:00Z"},"age":40,"kind":"x"})",
      R"({"cart":{"total":1.5,"items":[]},"user":{"name":"\u00c4da"},"age":3})",
      R"({"cart":{},"kind":"x","acknowledgments":{"seen":true}})", R"({})"};
  return kContexts;
}

}  // namespace rulec::testing
