#include "trust/internal/statement_reader.h"

#include "base/limits.h"
#include "trust/internal/refusal.h"

namespace rulec::trust {
namespace {

// A member that is a text; all else is as if it were not there, and its step refuses it.
std::string_view text_in(const Value& object, std::string_view name) {
  Value value = object.member(name);
  return value.is_string() ? value.as_string() : std::string_view();
}

}  // namespace

bool OpenStatement::read(std::string_view text) {
  if (!json.read(text, kMaxEnvelopeBytes)) {
    problem = json.problem();
    return false;
  }
  const Value& root = json.value();
  if (!root.is_object()) {
    problem = "it is no object";
    return false;
  }
  for (const Member& member : root.members()) {
    if (member.key != "_type" && member.key != "subject" && member.key != "predicateType" &&
        member.key != "predicate") {
      problem = "it has an unknown member `" + std::string(member.key) + "`";
      return false;
    }
  }
  type = text_in(root, "_type");
  predicate_type = text_in(root, "predicateType");
  subject = root.member("subject");
  predicate = root.member("predicate");
  return true;
}

ReadSubject read_subject(const Value& subjects) {
  ReadSubject read;
  if (!subjects.is_list() || subjects.as_list().size() != 1) {
    read.problem = subjects.is_list()
                       ? "it has " + std::to_string(subjects.as_list().size()) + " subjects"
                       : "it has no list of subjects";
    return read;
  }
  Members members(subjects.as_list().front(), "its subject");
  read.subject.name = members.text("name");
  Value digest = members.object("digest");
  members.finish();
  if (members.is_good() && digest.members().size() != 1) {
    members.fault("has " + std::to_string(digest.members().size()) + " digests");
  }
  if (members.is_good()) {
    Members digests(digest, "its digest");
    read.subject.sha256 = digests.sha256("sha256");
    members.adopt(digests);
  }
  read.problem = members.problem();
  return read;
}

Result<Subject> read_statement_subject(std::string_view statement) {
  OpenStatement open;
  if (!open.read(statement)) {
    return refuse(diag::Code::kStatementMalformed, "the statement cannot be read: " + open.problem);
  }
  ReadSubject read = read_subject(open.subject);
  if (!read.problem.empty()) {
    return refuse(diag::Code::kSubjectShape, "the statement's subject is refused: " + read.problem);
  }
  return std::move(read.subject);
}

}  // namespace rulec::trust
