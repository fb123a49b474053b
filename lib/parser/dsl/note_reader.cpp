// Notes of the text form: `///` lines and annotations to the members that they stand for.
#include <algorithm>
#include <iterator>

#include "parser/dsl/definition_reader.h"

namespace rulec::parser {
namespace {

using Kind = OpenContainer::Kind;

// Annotations that stand for a member of the definition and not of its metadata.
struct OwnMember {
  std::string_view annotation;
  std::string_view member;
};
constexpr OwnMember kOwnMembers[] = {{"name", "name"},
                                     {"description", "description"},
                                     {"schema", "$schema"},
                                     {"context_schema", "context_schema"}};
// Kept by the formatter for itself.
constexpr std::string_view kLayoutMembers[] = {"x_comments", "x_names"};

std::vector<SyntaxNode> values_of(const SyntaxNode& annotation) {
  std::vector<SyntaxNode> found;
  for (const SyntaxChild& child : SyntaxChildren(annotation)) {
    if (child.field == SyntaxField::kValue) {
      found.push_back(child.node);
    }
  }
  return found;
}

}  // namespace

bool DefinitionReader::bad_note(const SyntaxNode& at, std::string label, std::string problem) {
  return state_.fail(diag::make(diag::Code::kBadAnnotation, state_.span_of(at), std::move(label),
                                {{"problem", std::move(problem)}}));
}

bool DefinitionReader::notes_of(const SyntaxNode& node, Notes& notes) {
  for (const SyntaxChild& child : SyntaxChildren(node)) {
    if (child.node.kind() == SyntaxKind::kDocComment) {
      notes.lines.push_back(child.node);
    } else if (child.node.kind() == SyntaxKind::kAnnotation && !add_note(child.node, notes)) {
      return false;
    }
  }
  return true;
}

bool DefinitionReader::add_note(const SyntaxNode& annotation, Notes& notes) {
  SyntaxNode name = annotation.field(SyntaxField::kName);
  std::string word = state_.name_of(name);
  std::vector<SyntaxNode> values = values_of(annotation);
  bool is_meta = word == "meta";
  std::size_t wanted = is_meta ? 2 : 1;
  if (values.size() != wanted) {
    return bad_note(name, "has " + std::to_string(values.size()),
                    is_meta ? "`@meta` takes a key and a value, as in `@meta(\"a-b\", 1)`"
                            : "`@" + word + "` takes one value");
  }
  if (is_meta && values[0].kind() != SyntaxKind::kString) {
    return bad_note(values[0], "no text", "the key of `@meta` is a text");
  }
  if (std::ranges::find(kLayoutMembers, word) != std::end(kLayoutMembers)) {
    return bad_note(name, "not written by hand",
                    "`" + word + "` is what the formatter keeps of a text in JSON");
  }
  const auto* own = std::ranges::find(kOwnMembers, word, &OwnMember::annotation);
  bool is_own = own != std::end(kOwnMembers) || word.starts_with("x_");
  std::string member = own != std::end(kOwnMembers) ? std::string(own->member) : word;
  if (is_meta) {
    member = state_.name_of(values[0]);
  }
  std::vector<Notes::Note>& list = is_own ? notes.members : notes.metadata;
  if (std::ranges::find(list, member, &Notes::Note::member) != list.end()) {
    return bad_note(name, "given before", "`" + member + "` stands twice in these notes");
  }
  list.push_back({.member = std::move(member), .name = name, .value = values.back()});
  return true;
}

bool DefinitionReader::description(const Notes& notes) {
  auto given = std::ranges::find(notes.members, "description", &Notes::Note::member);
  if (notes.lines.empty()) {
    return member(notes, "description");
  }
  if (given != notes.members.end()) {
    return bad_note(given->name, "and here", "the description stands in `///` lines already");
  }
  std::string text;
  for (const SyntaxNode& line : notes.lines) {
    std::string_view written = state_.text_of(line).substr(std::size("///") - 1);
    written.remove_prefix(written.starts_with(' ') ? 1 : 0);
    text += (&line == &notes.lines.front() ? "" : "\n") + std::string(written);
  }
  text_member("description",
              {.begin = notes.lines.front().begin(), .end = notes.lines.back().end()}, text);
  return true;
}

bool DefinitionReader::member(const Notes& notes, std::string_view name) {
  auto given = std::ranges::find(notes.members, name, &Notes::Note::member);
  if (given == notes.members.end()) {
    return true;
  }
  twin_.key(name, TextState::range_of(given->name));
  return reader_.json(given->value);
}

bool DefinitionReader::metadata(const Notes& notes) {
  if (notes.metadata.empty()) {
    return true;
  }
  TextRange range = {.begin = notes.metadata.front().name.begin(),
                     .end = notes.metadata.back().value.end()};
  twin_.key("metadata", range);
  OpenContainer object(state_, Kind::kObject, range);
  for (const Notes::Note& note : notes.metadata) {
    twin_.key(note.member, TextState::range_of(note.name));
    if (!object.fits() || !reader_.json(note.value)) {
      return false;
    }
  }
  return true;
}

bool DefinitionReader::own_members(const Notes& notes) {
  return std::ranges::all_of(notes.members, [this](const Notes::Note& note) {
    if (!note.member.starts_with("x_")) {
      return true;
    }
    twin_.key(note.member, TextState::range_of(note.name));
    return reader_.json(note.value);
  });
}

// Headers of files and parts of scorecards have few members; `also` is one beside `x_…`, or "".
bool DefinitionReader::has_only_own(const Notes& notes, const std::string& what,
                                    std::string_view also) {
  for (const Notes::Note& note : notes.members) {
    bool is_known = note.member.starts_with("x_") || note.member == also;
    if (!is_known) {
      return bad_note(note.name, "belongs to a rule", what + " has no `" + note.member + "`");
    }
  }
  if (!notes.metadata.empty()) {
    return bad_note(notes.metadata.front().name, "belongs to a rule", what + " has no metadata");
  }
  return true;
}

bool DefinitionReader::file_header(const SyntaxNode& header) {
  Notes notes;
  return notes_of(header, notes) && has_only_own(notes, "a file", "$schema") &&
         member(notes, "$schema") && own_members(notes);
}

}  // namespace rulec::parser
