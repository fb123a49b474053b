// Statements in steps, because each step has its own code and the verifier takes them in order.
#pragma once

#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "base/result.h"
#include "trust/internal/members.h"
#include "trust/statement.h"

namespace rulec::trust {

// The parts that every statement has. Views look into `json`.
struct OpenStatement {
  JsonText json;
  std::string_view type;
  std::string_view predicate_type;
  Value subject;
  Value predicate;
  std::string problem;  // "" when the text is an object with these members and no other

  // False: not readable at all.
  [[nodiscard]] bool read(std::string_view text);
};

// Exactly one subject with exactly one digest, of SHA-256. Else `problem` says what is there.
struct ReadSubject {
  Subject subject;
  std::string problem;
};
[[nodiscard]] ReadSubject read_subject(const Value& subjects);

// Predicates. False: `problem` is set.
[[nodiscard]] bool read_release_predicate(const Value& predicate, Release& release,
                                          std::string& problem);
[[nodiscard]] bool read_approval_predicate(const Value& predicate, Approval& approval,
                                           std::string& problem);
struct ProvenanceProblem {
  std::string predicate;  // not of our form
  std::string parameter;  // an external parameter that nobody here knows
};
[[nodiscard]] bool read_provenance_predicate(const Value& predicate, Provenance& provenance,
                                             ProvenanceProblem& problem);

// Head and tail of a statement: what stands around the predicate, in RFC 8785 order.
template <class WritePredicate>
[[nodiscard]] std::string write_statement(const Subject& subject, std::string_view predicate_type,
                                          const WritePredicate& write_predicate) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("_type", kStatementType);
  json.key("predicate");
  write_predicate(json);
  json.member("predicateType", predicate_type);
  json.key("subject");
  json.begin_array();
  json.begin_object();
  json.key("digest");
  json.begin_object();
  json.member("sha256", subject.sha256);
  json.end_object();
  json.member("name", subject.name);
  json.end_object();
  json.end_array();
  json.end_object();
  return text;
}

}  // namespace rulec::trust
