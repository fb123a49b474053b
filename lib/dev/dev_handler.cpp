#include "dev/dev_handler.h"

#include <utility>

#include "base/json_writer.h"
#include "dev/problems.h"
#include "dev/request_body.h"
#include "runtime/decision_json.h"
#include "tooling/explain/explain.h"

namespace rulec::dev {
namespace {

constexpr const char* kJson = "application/json";
constexpr const char* kProblem = "application/problem+json";

std::string bundle_label(const ServedBundlePtr& bundle) {
  return "#" + std::to_string(bundle->number);
}

// The path without its query and without a slash at its end.
std::string_view path_of(std::string_view target) {
  std::string_view path = target.substr(0, target.find('?'));
  return path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
}

// "name" of "name:port", "::1" of "[::1]:port".
std::string_view host_name(std::string_view host) {
  if (host.starts_with('[')) {
    std::size_t end = host.find(']');
    return end == std::string_view::npos ? host : host.substr(1, end - 1);
  }
  return host.substr(0, host.find(':'));
}

bool is_json(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  while (type.ends_with(' ')) {
    type.pop_back();
  }
  return lower_case(type) == kJson;
}

HttpResponse with_bundle(HttpResponse response, const ServedBundlePtr& bundle) {
  response.headers.emplace_back("X-Rulec-Bundle", bundle_label(bundle));
  return response;
}

}  // namespace

struct DevHandler::Route {
  std::string_view path;
  std::string_view method;
  HttpResponse (DevHandler::*answer)(const HttpRequest&);
};

const DevHandler::Route DevHandler::kRoutes[] = {
    {"/api/rules/engine/execute", "POST", &DevHandler::execute},
    {"/api/rules/engine/explain", "POST", &DevHandler::explain},
    {"/dev/findings", "GET", &DevHandler::findings},
    {"/dev/events", "GET", &DevHandler::events},
    {"/livez", "GET", &DevHandler::alive},
    {"/", "GET", &DevHandler::status},
};

DevHandler::DevHandler(const Stage& stage, Clock& clock, ListenAddress address)
    : stage_(stage), clock_(clock), address_(std::move(address)) {}
DevHandler::~DevHandler() = default;

HttpResponse DevHandler::answer(const HttpRequest& request) {
  if (!is_for_us(request)) {
    return problem(request, Refusal::kForbidden,
                   "the request names another host or comes from a page of another one");
  }
  std::string_view path = path_of(request.target);
  for (const Route& route : kRoutes) {
    if (route.path != path) {
      continue;
    }
    const bool is_get = route.method == "GET";
    if (route.method != request.method && !(is_get && request.method == "HEAD")) {
      HttpResponse refused = problem(request, Refusal::kMethodNotAllowed,
                                     "this resource is asked with " + std::string(route.method));
      refused.headers.emplace_back("Allow", is_get ? "GET, HEAD" : std::string(route.method));
      return refused;
    }
    return (this->*route.answer)(request);
  }
  return problem(request, Refusal::kNotFound, "the development server has no such resource");
}

HttpResponse DevHandler::answer(HttpFault fault) {
  switch (fault) {
    case HttpFault::kBodyTooLarge:
      return problem({}, Refusal::kTooLarge, "the body is larger than 1 MiB");
    case HttpFault::kHeadersTooLarge:
      return problem({}, Refusal::kHeadersTooLarge,
                     "request line and headers are larger than 16 KiB");
    case HttpFault::kTooManyStreams:
      return problem({}, Refusal::kOverloaded, "16 streams of events are open already");
    case HttpFault::kFraming:
      break;
  }
  return problem({}, Refusal::kBadRequestFraming, "the request is not well-formed HTTP/1.1");
}

// Against names that a foreign page has made lead to this machine (DNS rebinding), and against
// pages that post to us. A name of its own leads nowhere by rebinding when it is an address.
bool DevHandler::is_for_us(const HttpRequest& request) const {
  const bool is_local = is_loopback(address_);
  auto is_ours = [&](const std::string& name) {
    return name == lower_case(address_.host) || is_loopback_host(name) ||
           (!is_local && is_ip_literal(name));
  };
  const std::string host = lower_case(host_name(request.host));
  if (!request.host.empty() && !is_ours(host)) {
    return false;
  }
  if (request.origin.empty()) {
    return true;
  }
  std::size_t scheme = request.origin.find("://");
  if (scheme == std::string::npos) {
    return false;
  }
  const std::string from =
      lower_case(host_name(std::string_view(request.origin).substr(scheme + 3)));
  return is_local ? is_ours(from) : from == host;
}

HttpResponse DevHandler::problem(const HttpRequest& request, Refusal refusal,
                                 const std::string& detail) const {
  const RefusalRow& row = row_of(refusal);
  HttpResponse response{.status = row.status, .content_type = kProblem};
  std::string code = "RC" + std::to_string(static_cast<int>(refusal));
  JsonWriter json(response.body);
  json.begin_object();
  json.member("type", std::string_view("urn:rulec:problem:" + code));
  json.member("title", row.title);
  json.member("status", row.status);
  json.member("detail", std::string_view(detail));
  if (!request.target.empty()) {
    json.member("instance", path_of(request.target));
  }
  json.member("code", std::string_view(code));
  json.member("success", false);
  json.member("proceed", false);
  json.member("error", std::string_view(std::string(row.title) + ": " + detail));
  json.end_object();
  if (ServedBundlePtr bundle = stage_.bundle()) {
    return with_bundle(std::move(response), bundle);
  }
  return response;
}

HttpResponse DevHandler::execute(const HttpRequest& request) {
  if (!is_json(request.content_type)) {
    return problem(request, Refusal::kUnsupportedMediaType, "the body is sent as application/json");
  }
  ServedBundlePtr bundle = stage_.bundle();
  if (!bundle) {
    HttpResponse none = problem(request, Refusal::kNoRuleset, "no build was good so far");
    none.headers.emplace_back("Retry-After", "1");
    return none;
  }
  auto body = read_decision_body(request.body, BodyKind::kExecute);
  if (!body) {
    return problem(request, body.error().refusal, body.error().detail);
  }
  runtime::Request asked{.entry_point = body->entry_point,
                         .context = body->context,
                         .acknowledgements = {},
                         .now_ms = clock_.now_ms()};
  runtime::Decision decision;
  HttpResponse response;
  JsonWriter json(response.body);
  if (const runtime::Problem* refused =
          runtime::decide(*bundle->ruleset, asked, workspace_, decision)) {
    response.status = status_of_problem(refused->code);
    response.content_type = kProblem;
    runtime::write_problem(json, *bundle->ruleset, asked.entry_point, *refused);
  } else {
    runtime::write_decision(json, *bundle->ruleset, decision);
  }
  return with_bundle(std::move(response), bundle);
}

HttpResponse DevHandler::explain(const HttpRequest& request) {
  if (!is_json(request.content_type)) {
    return problem(request, Refusal::kUnsupportedMediaType, "the body is sent as application/json");
  }
  ServedBundlePtr bundle = stage_.bundle();
  if (!bundle) {
    return problem(request, Refusal::kNoRuleset, "no build was good so far");
  }
  auto body = read_decision_body(request.body, BodyKind::kExplain);
  if (!body) {
    return problem(request, body.error().refusal, body.error().detail);
  }
  runtime::Request asked{.entry_point = body->entry_point,
                         .context = body->context,
                         .acknowledgements = body->acknowledgements,
                         .now_ms = body->now_ms.value_or(clock_.now_ms())};
  runtime::Decision decision;
  HttpResponse response;
  JsonWriter json(response.body);
  if (const runtime::Problem* refused =
          runtime::decide(*bundle->ruleset, asked, workspace_, decision)) {
    response.status = status_of_problem(refused->code);
    response.content_type = kProblem;
    runtime::write_problem(json, *bundle->ruleset, asked.entry_point, *refused);
    return with_bundle(std::move(response), bundle);
  }
  json.begin_object();
  json.key("decision");
  runtime::write_decision(json, *bundle->ruleset, decision);
  if (const tooling::RuleSources* rules = rules_of(bundle)) {
    json.key("explain");
    compiler::Input input{.sources = rules->sources,
                          .documents = rules->documents,
                          .ast = rules->ast,
                          .settings = rules->settings};
    tooling::write_explanation(json, tooling::explain(input, *bundle->ruleset, asked));
  }
  json.end_object();
  return with_bundle(std::move(response), bundle);
}

const tooling::RuleSources* DevHandler::rules_of(const ServedBundlePtr& bundle) {
  if (explained_ != bundle) {
    rules_ = tooling::rule_sources(runtime::program_of(*bundle->ruleset));
    explained_ = bundle;
  }
  return rules_.get();
}

HttpResponse DevHandler::findings(const HttpRequest& request) {
  std::shared_ptr<const BuildNews> news = stage_.news();
  if (!news) {
    return problem(request, Refusal::kNoRuleset, "the first build has not ended yet");
  }
  return {.body = news->findings + "\n"};
}

HttpResponse DevHandler::events(const HttpRequest& /*request*/) {
  return {.content_type = "text/event-stream", .body = {}, .is_event_stream = true};
}

HttpResponse DevHandler::alive(const HttpRequest& /*request*/) {
  return {.body = "{\"status\":\"alive\"}\n"};
}

HttpResponse DevHandler::status(const HttpRequest& /*request*/) {
  std::string text = "rulec dev\n\n";
  if (ServedBundlePtr bundle = stage_.bundle()) {
    const bytecode::Program& program = runtime::program_of(*bundle->ruleset);
    text += "serving  bundle " + bundle_label(bundle) + ", " + program.name + " " +
            program.version + ", " + std::to_string(program.rules.size()) + " rules\n";
    text += "entry points\n";
    for (const bytecode::EntryPoint& entry_point : program.entry_points) {
      text += "  " + program.strings[entry_point.name.index()] + "\n";
    }
  } else {
    text += "serving  nothing: no build was good so far\n";
  }
  if (std::shared_ptr<const BuildNews> news = stage_.news()) {
    text += "\nbuild " + std::to_string(news->build) + "  " + news->summary + "\n";
  }
  text += "\n";
  for (const Route& route : kRoutes) {
    text += std::string(route.method) + " " + std::string(route.path) +
            (route.path.starts_with("/api") ? "/\n" : "\n");
  }
  return {.content_type = "text/plain; charset=utf-8", .body = std::move(text)};
}

}  // namespace rulec::dev
