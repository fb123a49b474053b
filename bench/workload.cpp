#include "workload.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/file_system.h"
#include "base/json_writer.h"
#include "diag/emitter.h"
#include "parser/json/reader.h"

namespace rulec::bench {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{1} << 30;

[[noreturn]] void give_up(const std::string& problem) {
  std::fprintf(stderr, "bench: %s\n", problem.c_str());
  std::exit(2);
}

std::string read_file(const std::string& path) {
  RealFileSystem files;
  auto text = files.read_file(path, kMaxFileBytes);
  if (!text) {
    give_up(path + ": cannot be read (node gen.mjs --out FOLDER writes it)");
  }
  return std::move(*text);
}

std::vector<std::string> read_lines(const std::string& path) {
  std::string text = read_file(path);
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin) {
      lines.emplace_back(text, begin, end - begin);
    }
    begin = end + 1;
  }
  return lines;
}

// One JSON text with access to the source text of its parts.
class Json {
 public:
  explicit Json(std::string text) {
    SourceId source = sources_.add("workload", std::move(text));
    document_ = json::parse(sources_, source, {.max_bytes = kMaxFileBytes}, findings_);
    if (findings_.has_errors() || !document_.has_root()) {
      give_up("a line of the workload is no JSON");
    }
  }
  [[nodiscard]] json::NodeId root() const { return document_.root(); }
  [[nodiscard]] const json::Document& document() const { return document_; }
  [[nodiscard]] json::NodeId member(json::NodeId node, std::string_view key) const {
    json::NodeId found = document_.member(node, key);
    if (!found.is_valid()) {
      give_up("the workload has no member " + std::string(key));
    }
    return found;
  }
  [[nodiscard]] std::string_view text(json::NodeId node) const {
    return sources_.text(document_.at(node).span);
  }
  [[nodiscard]] std::string_view text(std::string_view key) const {
    return text(member(root(), key));
  }

 private:
  SourceMap sources_;
  diag::Collector findings_;
  json::Document document_;
};

void append_rule(std::string& out, std::string_view id, std::string_view priority,
                 std::string_view condition) {
  out += out.empty() ? "{\"rules\":[\n" : ",\n";
  out += R"({"id":")";
  out += id;
  out += R"(","entry_point":")";
  out += kEntryPoint;
  out += R"(","priority":)";
  out += priority;
  out += ",\"condition\":";
  out += condition;
  out += "}";
}

std::string rules_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    Json rule{line};
    append_rule(text, rule.text("id"), rule.text("priority"), rule.text("cond"));
  }
  return text + "\n]}\n";
}

// One rule a row, the topmost with the highest priority; the cells as the table's own engine reads
// them: tier ==, lo <= total < hi, country in, items >=.
std::string rules_of_table(const Json& table) {
  std::string text;
  std::int64_t row_number = 0;
  for (json::NodeId row : table.document().children(table.member(table.root(), "rows"))) {
    auto cell = [&](const char* key) { return std::string(table.text(table.member(row, key))); };
    std::string condition = R"({"and":[{"==":[{"var":"user.tier"},)" + cell("tier") +
                            R"(]},{"<=":[)" + cell("lo") + R"(,{"var":"order.total"}]},)" +
                            R"({"<":[{"var":"order.total"},)" + cell("hi") + R"(]},)" +
                            R"({"in":[{"var":"user.address.country"},)" + cell("countries") +
                            R"(]},{">=":[{"var":"order.items"},)" + cell("min_items") + "]}]}";
    append_rule(text, cell("id"), std::to_string(-row_number++), condition);
  }
  return text + "\n]}\n";
}

std::vector<std::vector<std::uint64_t>> read_expected(const std::string& path) {
  std::vector<std::vector<std::uint64_t>> expected;
  for (const std::string& line : read_lines(path)) {
    Json list{line};
    std::vector<std::uint64_t>& ids = expected.emplace_back();
    for (json::NodeId id : list.document().children(list.root())) {
      ids.push_back(static_cast<std::uint64_t>(list.document().at(id).integer));
    }
  }
  return expected;
}

}  // namespace

Workload read_workload(const std::string& folder) {
  Workload made;
  Json about{read_file(folder + "/workload.json")};
  made.name = about.document().at(about.member(about.root(), "workload")).text;
  for (char c : about.text("params")) {  // the writer there breaks lines
    if (c != '\n' && c != ' ') {
      made.params += c;
    }
  }
  made.first_only = made.name == "decision-table";
  made.rules_text = made.first_only ? rules_of_table(Json{read_file(folder + "/table.json")})
                                    : rules_of(read_lines(folder + "/rules.jsonl"));
  made.events = read_lines(folder + "/events.jsonl");
  made.expected = read_expected(folder + "/expected.jsonl");
  return made;
}

std::vector<std::string> read_events(const std::string& path) {
  return read_lines(path);
}

std::uint64_t checksum(const std::vector<std::vector<std::uint64_t>>& matches) {
  std::uint64_t sum = 0;
  for (std::size_t event = 0; event < matches.size(); ++event) {
    const std::uint64_t salt = (event + 1) * 2654435761U;
    for (std::uint64_t id : matches[event]) {
      sum += salt ^ (id * 40503U);
    }
  }
  return sum;
}

}  // namespace rulec::bench
