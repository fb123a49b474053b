#include "config_reference.h"

#include "base/check.h"
#include "diag/emitter.h"
#include "man_text.h"
#include "parser/json/reader.h"
#include "schema/schema.h"

namespace rulec::app {
namespace {

constexpr std::string_view kIntroduction =
    "rulec.yaml makes a folder a project: it names the bundle, the entry points that the "
    "application asks for, and the settings of the commands. It is found in the working folder or "
    "above it, up to the root of the git work tree. rulec.json, which is JSON with comments, may "
    "stand in its place. Members that begin with x_ are kept and ignored; every other name that is "
    "not listed here is a mistake, which lint reports with its place. Some settings are for "
    "commands that are not built yet: they are checked, and nothing reads them.";

// Schemas nest: entry points in environments and the like. Deeper than this is a mistake here.
constexpr int kMaxDepth = 8;

class Rows {
 public:
  Rows() {
    SourceId source =
        sources_.add("rulec.schema.json", std::string(schema::built_in_file("rulec.schema.json")));
    diag::Collector collector;
    document_ = json::parse(sources_, source, {}, collector);
    RULEC_CHECK(!collector.has_errors() && document_.has_root());
    add_members(document_.root(), "", 0);
  }

  [[nodiscard]] std::vector<TopicRow> take() { return std::move(rows_); }

 private:
  [[nodiscard]] std::string_view text(json::NodeId object, std::string_view key) const {
    json::NodeId found = document_.member(object, key);
    return found.is_valid() ? document_.at(found).text : std::string_view();
  }

  // What "#/definitions/x" stands for.
  [[nodiscard]] json::NodeId resolved(json::NodeId node) const {
    std::string_view reference = text(node, "$ref");
    if (reference.empty()) {
      return node;
    }
    std::optional<json::NodeId> found = document_.resolve(reference.substr(1));
    RULEC_CHECK(found.has_value());
    return *found;
  }

  void add_members(json::NodeId schema, const std::string& path, int depth) {
    RULEC_CHECK(depth < kMaxDepth);
    json::NodeId properties = document_.member(schema, "properties");
    if (properties.is_valid()) {
      for (json::NodeId child : document_.children(properties)) {
        std::string name = path;
        name.append(path.empty() ? "" : ".").append(document_.at(child).key);
        add(child, name, depth + 1);
      }
    }
    json::NodeId others = document_.member(schema, "additionalProperties");
    if (others.is_valid() && document_.at(others).kind == json::NodeKind::kObject) {
      add_members(resolved(others), path + ".NAME", depth + 1);
    }
    json::NodeId items = document_.member(schema, "items");
    if (items.is_valid() && document_.at(items).kind == json::NodeKind::kObject) {
      add_members(resolved(items), path + "[]", depth + 1);
    }
  }

  void add(json::NodeId written, const std::string& path, int depth) {
    json::NodeId schema = resolved(written);
    std::string_view about = text(written, "description");
    std::string words(about.empty() ? text(schema, "description") : about);
    if (std::string values = values_of(schema); !values.empty()) {
      words += (words.empty() ? "" : " ") + values;
    }
    if (!words.empty()) {
      rows_.push_back({.name = path, .text = std::move(words)});
    }
    add_members(schema, path, depth);
  }

  // "One of: a, b." of a closed list.
  [[nodiscard]] std::string values_of(json::NodeId schema) const {
    json::NodeId list = document_.member(schema, "enum");
    if (!list.is_valid()) {
      return "";
    }
    std::string words;
    for (json::NodeId value : document_.children(list)) {
      words.append(words.empty() ? "" : ", ").append(document_.at(value).text);
    }
    return (document_.at(list).child_count == 1 ? "Always: " : "One of: ") + words + ".";
  }

  SourceMap sources_;
  json::Document document_;
  std::vector<TopicRow> rows_;
};

}  // namespace

std::vector<TopicRow> configuration_rows() {
  return Rows().take();
}

std::string configuration_topic(const HelpOptions& options) {
  std::string text = wrapped(kIntroduction, 0, options.width) + "\n\nSettings:\n\n";
  for (const TopicRow& row : configuration_rows()) {
    text.append("  ").append(row.name).append("\n      ");
    text.append(wrapped(row.text, 6, options.width)).append("\n");
  }
  return text + "\n`rulec config show --origin` prints those in force and where each comes from.\n";
}

std::string configuration_man_page() {
  std::string page = man_head("rulec.yaml", 5, "configuration of a rules project");
  page += ".SH DESCRIPTION\n" + roff_lines(kIntroduction) + "\n.SH SETTINGS\n";
  for (const TopicRow& row : configuration_rows()) {
    add_tagged(page, row.name, row.text);
  }
  page +=
      ".SH EXAMPLES\n.EX\nrulec: 1\nname: shop\nversion: 1.3.0\nentry_points:\n  checkout:\n"
      "    context_schema: schemas/checkout.context.json\n.EE\n";
  return page + ".SH SEE ALSO\n\\fBrulec\\fR(1), \\fBrulec\\-config\\-show\\fR(1)\n";
}

}  // namespace rulec::app
