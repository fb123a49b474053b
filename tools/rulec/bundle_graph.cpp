#include "bundle_graph.h"

#include <set>
#include <string_view>
#include <utility>

namespace rulec::app {
namespace {

using bytecode::Program;

// A quoted id or label: in it a backslash begins an escape, as `\l` or `\N`, and a quote ends it.
std::string quoted(std::string_view text) {
  std::string made = "\"";
  for (char c : text) {
    bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    if (c == '"' || c == '\\') {
      made += '\\';
    }
    made += is_control ? ' ' : c;
  }
  return made + "\"";
}

class Graph {
 public:
  explicit Graph(const Program& program) : program_(program) {}

  std::string run() {
    for (const bytecode::EntryPoint& entry : program_.entry_points) {
      entry_point(entry);
    }
    for (const bytecode::Rule& row : program_.rules) {
      rule(row);
    }
    for (const bytecode::Scorecard& row : program_.scorecards) {
      std::string id = add_node("scorecard", text(row.id), "component");
      add_edge("entry:" + text(program_.entry_points[row.entry_point].name), id);
    }
    for (const bytecode::Template& row : program_.templates) {
      std::string id = add_node("template", text(row.id), "note");
      if (row.fallback != bytecode::kNoTemplate) {
        add_edge(id, "template:" + text(program_.templates[row.fallback].id),
                 " [style=dashed, label=\"fallback\"]");
      }
    }
    std::string made = "digraph " + quoted(program_.name + " " + program_.version) + " {\n";
    made += "  rankdir=LR;\n";
    for (const std::string& line : nodes_) {
      made += line;
    }
    for (const std::string& line : edges_) {
      made += line;
    }
    return made + "}\n";
  }

 private:
  [[nodiscard]] std::string text(bytecode::StringId id) const {
    return id.is_valid() ? program_.strings[id.index()] : std::string();
  }

  // Kinds have names of their own, so a rule and a template may have the same id.
  std::string add_node(const std::string& kind, const std::string& name, std::string_view shape,
                       std::string_view more = {}) {
    std::string id = kind + ":" + name;
    std::string line = "  " + quoted(id) + " [label=" + quoted(name) + ", shape=";
    nodes_.insert(line.append(shape).append(more).append("];\n"));
    return id;
  }

  void add_edge(const std::string& from, const std::string& to, std::string_view more = {}) {
    std::string line = "  " + quoted(from) + " -> " + quoted(to);
    edges_.insert(line.append(more).append(";\n"));
  }

  void entry_point(const bytecode::EntryPoint& entry) {
    std::string id =
        add_node("entry", text(entry.name), "ellipse", entry.is_critical ? ", peripheries=2" : "");
    for (std::uint32_t rule : entry.rules) {
      add_edge(id, "rule:" + text(program_.rules[rule].id));
    }
    if (entry.schema != UINT32_MAX) {
      add_edge(id, add_node("schema", text(program_.schemas[entry.schema].name), "folder"));
    }
  }

  void rule(const bytecode::Rule& row) {
    bool is_active = (row.flags & bytecode::kActive) != 0;
    std::string id = add_node("rule", text(row.id), "box", is_active ? "" : ", style=dotted");
    for (std::uint32_t i = 0; i < row.action_count; ++i) {
      const bytecode::Action& action = program_.actions[row.first_action + i];
      if (action.message_template != bytecode::kNoTemplate) {
        add_edge(id, "template:" + text(program_.templates[action.message_template].id));
      } else if (action.kind == bytecode::ActionKind::kEffect) {
        std::string effect = add_node("effect", text(action.type), "cds");
        add_edge(id, effect);
        if (action.schema != UINT32_MAX) {
          add_edge(effect,
                   add_node("schema", text(program_.schemas[action.schema].name), "folder"));
        }
      }
    }
  }

  const Program& program_;
  std::set<std::string> nodes_;  // lines, in byte order
  std::set<std::string> edges_;
};

}  // namespace

std::string graph_text(const Program& program) {
  return Graph(program).run();
}

}  // namespace rulec::app
