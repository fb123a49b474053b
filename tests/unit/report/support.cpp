#include "support.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

namespace rulec::testing {
namespace {

constexpr const char* kConfig =
    "rulec: 1\nname: shop\nentry_points:\n  checkout: { context_schema: "
    "schemas/checkout.context.json "
    "}\n";

constexpr const char* kSchema = R"({
  "type": "object",
  "properties": {
    "cart": {
      "type": "object",
      "properties": { "total": { "type": "number" }, "currency": { "type": "string" } }
    }
  }
})";

}  // namespace

MemoryFileSystem nasty_project() {
  MemoryFileSystem files;
  files.add_file("rulec.yaml", kConfig);
  files.add_file("schemas/checkout.context.json", kSchema);
  files.add_file("rules/caf\u00e9 100%#1.rule.json",
                 "{ \"id\": \"vip\", \"entry_point\": \"checkout\",\r\n"
                 "\t\"name\": \"\u00e9\U0001F600\", \"condition\": { \"and\": [\r\n"
                 "\t\t{ \"===\": [\"\u00e9\u00e9\", { \"var\": \"cart.totl\" }] },\r\n"
                 "\t\t{ \"===\": [\"\U0001F600\", { \"var\": \"cart.currncy\" }] } ] },\r\n"
                 "\t\"actions\": [{ \"type\": \"display_message\",\r\n"
                 "\t\t\"message\": { \"var\": \"cart.total\" } }] }\r\n");
  files.add_file("rules/many.rule.json", R"({ "rules": [
  { "id": "a", "entry_point": "checkout", "condition": { ">": [{ "var": "cart.ttal" }, 1] } },
  { "id": "b", "entry_point": "checkout", "condition": { ">": [{ "var": "cart.ttal" }, 2] } },
  { "id": "c", "entry_point": "chekout" }
] })");
  return files;
}

std::string lint_report(MemoryFileSystem& files, const std::string& format,
                        const std::vector<std::string>& more) {
  std::vector<std::string> line = {"lint", "--format", format};
  line.insert(line.end(), more.begin(), more.end());
  Ran ran = run_in_memory(files, line);
  CHECK(ran.err == "");
  return ran.out;
}

Json lint_json(MemoryFileSystem& files, const std::string& format,
               const std::vector<std::string>& more) {
  Json json = Json::parse(lint_report(files, format, more), nullptr, false);
  REQUIRE_FALSE(json.is_discarded());
  return json;
}

std::string file_text(const std::string& path) {
  std::ifstream file(std::string(RULEC_SOURCE_DIR) + "/" + path, std::ios::binary);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string bytes_of(MemoryFileSystem& files, const std::string& path) {
  auto bytes = files.read_file(path, std::size_t{1} << 26U);
  REQUIRE(bytes.has_value());
  return *bytes;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = text.find('\n', begin);
    REQUIRE(end != std::string::npos);
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::string without_percents(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::size_t offset_at(const std::string& text, std::size_t line, std::size_t column) {
  std::size_t at = 0;
  for (; line > 1; --line) {
    at = text.find('\n', at) + 1;
  }
  for (; column > 1; --column) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U) {
      ++at;
    }
  }
  return at;
}

}  // namespace rulec::testing
