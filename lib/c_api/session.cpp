// rulec_session: decisions and the ids of fired rules, in working memory that is kept.
#include <algorithm>
#include <span>
#include <string>

#include "base/json_writer.h"
#include "c_api/boundary.h"
#include "c_api/open.h"
#include "c_api/ruleset.h"
#include "rulec/rulec.h"
#include "runtime/decision_json.h"
#include "runtime/engine.h"
#include "runtime/fired.h"

namespace rulec::capi {
namespace {

// Most answers are shorter; a longer one grows the text, which then keeps its size.
constexpr std::size_t kAnswerBytes = std::size_t{64} * 1024;

}  // namespace
}  // namespace rulec::capi

struct rulec_session {  // NOLINT(readability-identifier-naming): the C interface's name
  rulec_session() { answer.reserve(rulec::capi::kAnswerBytes); }

  rulec::runtime::Workspace workspace;
  rulec::runtime::Decision decision;
  std::string answer;
  rulec_status status = RULEC_NO_ANSWER;
};

namespace rulec::capi {
namespace {

rulec_status check_arguments(const rulec_ruleset* ruleset, const rulec_session* session,
                             const rulec_request* request, rulec_error* error) {
  if (ruleset == nullptr || session == nullptr) {
    return report(error, RULEC_BAD_ARGUMENT, "the ruleset or the session is NULL");
  }
  return check_request(request, error);
}

// The problem document becomes the answer.
rulec_status refuse(const rulec_ruleset& ruleset, rulec_session& session,
                    const rulec_request& request, const runtime::Problem& problem,
                    rulec_error* error) {
  JsonWriter json(session.answer);
  runtime::write_problem(json, *ruleset.loaded, request.entry_point, problem);
  session.status = problem.code;
  return report(error, problem.code, problem.detail, problem.offset);
}

rulec_status decide(const rulec_ruleset& ruleset, rulec_session& session,
                    const rulec_request& request, rulec_error* error) {
  session.status = RULEC_NO_ANSWER;
  session.answer.clear();
  if (const runtime::Problem* problem = runtime::decide(*ruleset.loaded, request_of(request),
                                                        session.workspace, session.decision)) {
    return refuse(ruleset, session, request, *problem, error);
  }
  JsonWriter json(session.answer);
  runtime::write_decision(json, *ruleset.loaded, session.decision);
  session.status = RULEC_OK;
  return RULEC_OK;
}

rulec_status fire(const rulec_ruleset& ruleset, rulec_session& session,
                  const rulec_request& request, uint32_t* rules, size_t capacity, size_t* count,
                  rulec_error* error) {
  session.status = RULEC_NO_ANSWER;
  session.answer.clear();
  std::span<const std::uint32_t> fired;
  if (const runtime::Problem* problem =
          runtime::fired(*ruleset.loaded, request_of(request), session.workspace, fired)) {
    return refuse(ruleset, session, request, *problem, error);
  }
  *count = fired.size();
  std::size_t written = std::min(capacity, fired.size());
  std::ranges::copy(fired.first(written), rules);
  return written == fired.size()
             ? RULEC_OK
             : report(error, RULEC_BUFFER_TOO_SMALL, "more rules fired than the list has room for");
}

}  // namespace
}  // namespace rulec::capi

// NOLINTBEGIN(google-build-using-namespace): C functions have no namespace of their own
extern "C" {

rulec_status rulec_session_new(rulec_session** session, rulec_error* error) {
  using namespace rulec::capi;
  if (session != nullptr) {
    *session = nullptr;
  }
  if (rulec_status status = check_error(error); status != RULEC_OK) {
    return status;
  }
  if (session == nullptr) {
    return report(error, RULEC_BAD_ARGUMENT, "the place for the session is NULL");
  }
  return guarded(error, [&] {
    *session = new rulec_session();
    return rulec_status{RULEC_OK};
  });
}

void rulec_session_free(rulec_session* session) {
  delete session;
}

rulec_status rulec_decide(const rulec_ruleset* ruleset, rulec_session* session,
                          const rulec_request* request, char* buffer, size_t capacity,
                          size_t* length, rulec_error* error) {
  using namespace rulec::capi;
  if (rulec_status status = check_error(error); status != RULEC_OK) {
    return status;
  }
  if (length == nullptr || (buffer == nullptr && capacity != 0)) {
    return report(error, RULEC_BAD_ARGUMENT, "the buffer or the place for its length is NULL");
  }
  *length = 0;
  if (rulec_status status = check_arguments(ruleset, session, request, error); status != RULEC_OK) {
    return status;
  }
  return guarded(error, [&] {
    rulec_status status = decide(*ruleset, *session, *request, error);
    return give(session->answer, status, buffer, capacity, length, error);
  });
}

rulec_status rulec_session_answer(const rulec_session* session, const char** text, size_t* length) {
  if (text == nullptr || length == nullptr) {
    return RULEC_BAD_ARGUMENT;
  }
  bool has_answer = session != nullptr && session->status != RULEC_NO_ANSWER;
  *text = has_answer ? session->answer.c_str() : nullptr;
  *length = has_answer ? session->answer.size() : 0;
  return session == nullptr ? rulec_status{RULEC_BAD_ARGUMENT} : session->status;
}

rulec_status rulec_fired(const rulec_ruleset* ruleset, rulec_session* session,
                         const rulec_request* request, uint32_t* rules, size_t capacity,
                         size_t* count, rulec_error* error) {
  using namespace rulec::capi;
  if (rulec_status status = check_error(error); status != RULEC_OK) {
    return status;
  }
  if (count == nullptr || (rules == nullptr && capacity != 0)) {
    return report(error, RULEC_BAD_ARGUMENT, "the list or the place for its length is NULL");
  }
  *count = 0;
  if (rulec_status status = check_arguments(ruleset, session, request, error); status != RULEC_OK) {
    return status;
  }
  return guarded(error,
                 [&] { return fire(*ruleset, *session, *request, rules, capacity, count, error); });
}

}  // extern "C"
// NOLINTEND(google-build-using-namespace)
