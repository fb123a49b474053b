#include "commands/diff_report.h"

#include <algorithm>

#include "diag/render.h"
#include "line_diff.h"
#include "output.h"
#include "report.h"

namespace rulec::app {
namespace {

using tooling::ChangeKind;
using tooling::DefinitionChange;
using tooling::DefinitionChanges;
using tooling::FieldChange;
using tooling::ReadableChange;
using tooling::SchemaChange;
using tooling::SettingChange;

constexpr std::size_t kMaxShownBytes = 160;  // of one side of a change
constexpr std::size_t kMaxColumn = 40;
constexpr std::string_view kNotAllCompared =
    "nothing found that differs, but not everything could be compared";

struct KindOfDefinition {
  std::string_view one;
  const DefinitionChanges& changes;
};

std::vector<KindOfDefinition> kinds_of(const DiffReport& report) {
  return {{"rule", report.comparison.rules},
          {"scorecard", report.comparison.scorecards},
          {"template", report.comparison.templates}};
}

// "checkout-terms", "template terms_v3 de".
std::string title_of(std::string_view kind, const DefinitionChange& change) {
  std::string title = kind == "rule" ? "" : std::string(kind) + " ";
  title += change.id;
  return change.language.empty() ? title : title + " " + change.language;
}

std::string shown(const std::string& text) {
  std::string printable = diag::printable(text);
  if (printable.size() <= kMaxShownBytes) {
    return printable;
  }
  std::size_t end = kMaxShownBytes;
  while (end > 0 && (static_cast<unsigned char>(printable[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return printable.substr(0, end) + " ...";
}

std::string arrow_text(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) {
    return a.empty() && b.empty() ? "changed" : a.empty() ? "+ " + shown(b) : "- " + shown(a);
  }
  bool is_wide = (a + b).find(' ') != std::string::npos;
  return shown(a) + (is_wide ? "  ->  " : " -> ") + shown(b);
}

// One line of the answer; the title only stands on the first one of a definition.
struct Row {
  std::string_view mark;
  std::string title;
  std::string what;
  std::string text;
};

class Rows {
 public:
  void add(Row row) { rows_.push_back(std::move(row)); }

  [[nodiscard]] std::string text() const {
    std::size_t title_width = 0;
    std::size_t what_width = 0;
    for (const Row& row : rows_) {
      title_width = std::max(title_width, std::min(row.title.size(), kMaxColumn));
      what_width = std::max(what_width, std::min(row.what.size(), kMaxColumn));
    }
    std::string text;
    for (const Row& row : rows_) {
      std::string line = "  " + std::string(row.mark) + " " + padded(row.title, title_width);
      line += row.what.empty() ? "" : "  " + padded(row.what, what_width);
      line += "  " + row.text;
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
    }
    return text;
  }

 private:
  static std::string padded(std::string text, std::size_t width) {
    text.append(text.size() < width ? width - text.size() : 0, ' ');
    return text;
  }

  std::vector<Row> rows_;
};

void add_changed(Rows& rows, const std::string& title, const DefinitionChange& change) {
  bool is_first = true;
  for (const ReadableChange& part : change.readable) {
    std::string text = arrow_text(part.a, part.b);
    if (is_first && change.is_proved_same) {
      text += "   (same decisions, proved)";
    } else if (part.is_proved_same) {
      text += "   (same meaning, proved)";
    }
    rows.add({.mark = !is_first                               ? " "
                      : change.kind == ChangeKind::kRewritten ? "="
                                                              : "~",
              .title = is_first ? title : "",
              .what = diag::printable(part.what),
              .text = std::move(text)});
    is_first = false;
  }
}

void add_definition(Rows& rows, const std::string& title, const DefinitionChange& change) {
  switch (change.kind) {
    case ChangeKind::kAdded: {
      std::string text = change.summary.empty() ? "new" : "new, " + change.summary;
      text += change.note.empty() ? "" : " (" + change.note + ")";
      rows.add({.mark = "+", .title = title, .what = {}, .text = shown(text)});
      return;
    }
    case ChangeKind::kRemoved:
      rows.add({.mark = "-", .title = title, .what = {}, .text = "removed"});
      return;
    case ChangeKind::kChanged:
    case ChangeKind::kRewritten:
      add_changed(rows, title, change);
      return;
  }
}

std::string_view words_of(const std::optional<bool>& is_compatible) {
  if (!is_compatible) {
    return "not decided whether valid contexts stay valid";
  }
  return *is_compatible ? "valid contexts stay valid" : "valid contexts may be refused";
}

std::string schema_text(const SchemaChange& change) {
  std::string text = change.path;
  if (!change.a.empty() || !change.b.empty()) {
    text += (text.empty() ? "" : "  ") + arrow_text(change.a, change.b);
  }
  return text + "   (" + std::string(words_of(change.is_compatible)) + ")";
}

void add_others(Rows& rows, const DiffReport& report) {
  std::string before;
  for (const SchemaChange& change : report.comparison.schemas) {
    std::string words = change.change;
    std::ranges::replace(words, '_', ' ');
    bool is_first = change.name != before;
    rows.add({.mark = is_first ? "~" : " ",
              .title = is_first ? "schema " + change.name : "",
              .what = std::move(words),
              .text = schema_text(change)});
    before = change.name;
  }
  bool is_first = true;
  for (const SettingChange& change : report.comparison.settings) {
    rows.add({.mark = is_first ? "~" : " ",
              .title = is_first ? "settings" : "",
              .what = change.path,
              .text = arrow_text(change.a, change.b)});
    is_first = false;
  }
}

std::string counts_text(std::string_view one, const DefinitionChanges& changes) {
  std::size_t rewritten = changes.count(ChangeKind::kRewritten);
  std::string text = counted(changes.same + rewritten, one) + " unchanged";
  if (rewritten > 0) {
    text += ", " + std::to_string(rewritten) + " of them rewritten: same decisions, proved";
  }
  return text;
}

std::string summary_text(const DiffReport& report) {
  std::string text;
  for (const KindOfDefinition& kind : kinds_of(report)) {
    if (kind.changes.same + kind.changes.count(ChangeKind::kRewritten) > 0) {
      text += (text.empty() ? "" : "; ") + counts_text(kind.one, kind.changes);
    }
  }
  return text.empty() ? "nothing in common" : text;
}

bool are_empty(const DiffReport& report) {
  return std::ranges::all_of(kinds_of(report), [](const KindOfDefinition& kind) {
    return kind.changes.same + kind.changes.changes.size() == 0;
  });
}

std::string side_text(const OpenedSide& side) {
  const tooling::ComparedSettings& settings = side.ruleset->settings();
  std::string text = side.named.kind == SideKind::kWorkTree ? "the work tree" : side.named.name;
  text += ": " + settings.name + " " + settings.version;
  text += side.commit.empty() ? "" : ", commit " + side.commit;
  return text + (side.ruleset->digest().empty() ? "" : ", " + side.ruleset->digest()) + "\n";
}

// --- json

class Document {
 public:
  explicit Document(const DiffReport& report) : report_(report), json_(text_) {}

  std::string run(ExitCode code) {
    begin_document(json_, "rulec.diff/1", "diff", code);
    side("a", report_.a);
    side("b", report_.b);
    definitions("rules", report_.comparison.rules);
    definitions("scorecards", report_.comparison.scorecards);
    definitions("templates", report_.comparison.templates);
    list("schemas", report_.comparison.schemas, [this](const SchemaChange& change) {
      json_.member("name", change.name);
      json_.member("change", change.change);
      json_.member("path", change.path);
      value("a", change.a);
      value("b", change.b);
      json_.key("compatible");
      change.is_compatible ? json_.boolean(*change.is_compatible) : json_.null();
    });
    list("settings", report_.comparison.settings, [this](const SettingChange& change) {
      json_.member("path", change.path);
      value("a", change.a);
      value("b", change.b);
    });
    list("sections", report_.comparison.sections, [this](const tooling::SectionChange& section) {
      json_.member("name", section.name);
      json_.member("changed", section.has_changed);
    });
    unchanged();
    json_.member("may_differ", report_.comparison.may_differ());
    json_.key("notes");
    json_.begin_array();
    for (const std::string& note : report_.notes) {
      json_.string(note);
    }
    json_.end_array();
    json_.end_object();
    return std::move(text_);
  }

 private:
  template <class T, class Write>
  void list(std::string_view name, const std::vector<T>& rows, Write write) {
    json_.key(name);
    json_.begin_array();
    for (const T& row : rows) {
      json_.begin_object();
      write(row);
      json_.end_object();
    }
    json_.end_array();
  }

  void value(std::string_view name, const std::string& text) {
    json_.key(name);
    text.empty() ? json_.null() : json_.string(text);
  }

  void side(std::string_view name, const OpenedSide& side) {
    static constexpr std::string_view kKinds[] = {"work_tree", "path", "revision", "bundle"};
    const tooling::ComparedSettings& settings = side.ruleset->settings();
    json_.key(name);
    json_.begin_object();
    json_.member("kind", kKinds[static_cast<std::size_t>(side.named.kind)]);
    json_.member("named", side.named.name);
    if (!side.commit.empty()) {
      json_.member("commit", side.commit);
    }
    if (!side.ruleset->digest().empty()) {
      json_.member("digest", side.ruleset->digest());
    }
    json_.member("name", settings.name);
    json_.member("version", settings.version);
    json_.member("errors", std::uint64_t{side.ruleset->errors()});
    json_.end_object();
  }

  static std::string_view word_of(ChangeKind kind) {
    switch (kind) {
      case ChangeKind::kAdded:
        return "added";
      case ChangeKind::kRemoved:
        return "removed";
      case ChangeKind::kChanged:
        return "changed";
      case ChangeKind::kRewritten:
        return "rewritten";
    }
    return "changed";
  }

  void definitions(std::string_view name, const DefinitionChanges& definitions) {
    list(name, definitions.changes, [this](const DefinitionChange& change) { definition(change); });
  }

  void definition(const DefinitionChange& change) {
    json_.member("id", change.id);
    if (!change.language.empty()) {
      json_.member("language", change.language);
    }
    json_.member("change", word_of(change.kind));
    list("fields", change.fields, [this](const FieldChange& field) {
      json_.member("path", field.path);
      json_.key("a");
      field.a ? json_.string(*field.a) : json_.null();
      json_.key("b");
      field.b ? json_.string(*field.b) : json_.null();
    });
    if (!change.reads_as_a.empty() || !change.reads_as_b.empty()) {
      json_.key("reads_as");
      json_.begin_object();
      value("a", change.reads_as_a);
      value("b", change.reads_as_b);
      json_.end_object();
    }
    json_.member("proved_same", change.is_proved_same);
    if (!change.note.empty()) {
      json_.member("note", change.note);
    }
  }

  void unchanged() {
    json_.key("unchanged");
    json_.begin_object();
    json_.member("rules", std::uint64_t{report_.comparison.rules.same});
    json_.member("scorecards", std::uint64_t{report_.comparison.scorecards.same});
    json_.member("templates", std::uint64_t{report_.comparison.templates.same});
    json_.end_object();
  }

  const DiffReport& report_;
  std::string text_;
  JsonWriter json_;
};

// One canonical text a line a member; a listing as it is.
std::string lines_of(const std::string& text) {
  return text.starts_with('{') ? tooling::JsonText(text).pretty() : text;
}

}  // namespace

void DiffReport::gather_notes() {
  for (const auto& more : {a.notes, b.notes, comparison.notes}) {
    notes.insert(notes.end(), more.begin(), more.end());
  }
}

std::string note_text(const std::string& note) {
  return "note: " + diag::printable(note) + "\n";
}

std::string changes_text(const DiffReport& report, bool shows_all) {
  Rows rows;
  for (const KindOfDefinition& kind : kinds_of(report)) {
    for (const DefinitionChange& change : kind.changes.changes) {
      if (shows_all || change.kind != ChangeKind::kRewritten) {
        add_definition(rows, title_of(kind.one, change), change);
      }
    }
  }
  add_others(rows, report);
  std::string text = shows_all ? side_text(report.a) + side_text(report.b) : std::string();
  std::string changes = rows.text();
  if (changes.empty() && report.comparison.may_differ()) {
    return text + std::string(kNotAllCompared) + " (" + summary_text(report) + ")\n";
  }
  if (changes.empty()) {
    return text + (are_empty(report) ? "no difference: neither side has a rule\n"
                                     : "no difference (" + summary_text(report) + ")\n");
  }
  text += changes + "    (" + summary_text(report) + ")\n";
  return report.comparison.may_differ() ? text : text + "    same decisions (proved)\n";
}

std::string stat_text(const DiffReport& report) {
  std::string text;
  for (const KindOfDefinition& kind : kinds_of(report)) {
    const DefinitionChanges& changes = kind.changes;
    if (changes.same + changes.changes.size() == 0) {
      continue;
    }
    text += std::string(kind.one) + "s: ";
    text += std::to_string(changes.count(ChangeKind::kChanged)) + " changed, ";
    text += std::to_string(changes.count(ChangeKind::kAdded)) + " added, ";
    text += std::to_string(changes.count(ChangeKind::kRemoved)) + " removed, ";
    text += std::to_string(changes.count(ChangeKind::kRewritten)) + " rewritten, ";
    text += std::to_string(changes.same) + " unchanged\n";
  }
  if (!report.comparison.schemas.empty()) {
    text += "schemas: " + counted(report.comparison.schemas.size(), "change") + "\n";
  }
  if (!report.comparison.settings.empty()) {
    text += "settings: " + counted(report.comparison.settings.size(), "change") + "\n";
  }
  return text +
         (report.comparison.may_differ() ? "decisions may differ\n" : "same decisions (proved)\n");
}

std::string textual_text(const DiffReport& report) {
  std::string text;
  for (const KindOfDefinition& kind : kinds_of(report)) {
    for (const DefinitionChange& change : kind.changes.changes) {
      std::string_view mark = change.kind == ChangeKind::kAdded     ? "+ "
                              : change.kind == ChangeKind::kRemoved ? "- "
                                                                    : "~ ";
      text += std::string(mark) + std::string(kind.one) + " " + change.id;
      text += change.language.empty() ? "\n" : " " + change.language + "\n";
      text += line_diff(lines_of(change.text_a), lines_of(change.text_b));
    }
  }
  Rows rows;
  add_others(rows, report);
  text += rows.text();
  if (!text.empty()) {
    return text;
  }
  return report.comparison.may_differ() ? std::string(kNotAllCompared) + "\n" : "no difference\n";
}

std::string diff_document(const DiffReport& report, ExitCode code) {
  return Document(report).run(code);
}

}  // namespace rulec::app
