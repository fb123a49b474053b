// What the development server answers. Decisions and explanations are those of `rulec eval`; every
// refusal is a problem document (RFC 9457). No CORS, and on loopback only for requests that name
// this server as their host: a page of the web cannot reach it under a name of its own.
#pragma once

#include <memory>

#include "base/file_system.h"
#include "dev/http.h"
#include "dev/problems.h"
#include "dev/stage.h"

namespace rulec::tooling {
struct RuleSources;
}

namespace rulec::dev {

class DevHandler final : public HttpHandler {
 public:
  // `stage` and `clock` outlive this.
  DevHandler(const Stage& stage, Clock& clock, ListenAddress address);
  ~DevHandler() override;

  [[nodiscard]] HttpResponse answer(const HttpRequest& request) override;
  [[nodiscard]] HttpResponse answer(HttpFault fault) override;

 private:
  struct Route;
  static const Route kRoutes[];

  [[nodiscard]] HttpResponse execute(const HttpRequest& request);
  [[nodiscard]] HttpResponse explain(const HttpRequest& request);
  [[nodiscard]] HttpResponse findings(const HttpRequest& request);
  [[nodiscard]] HttpResponse events(const HttpRequest& request);
  [[nodiscard]] HttpResponse status(const HttpRequest& request);
  [[nodiscard]] HttpResponse alive(const HttpRequest& request);

  [[nodiscard]] bool is_for_us(const HttpRequest& request) const;
  [[nodiscard]] HttpResponse problem(const HttpRequest& request, Refusal refusal,
                                     const std::string& detail) const;
  [[nodiscard]] const tooling::RuleSources* rules_of(const ServedBundlePtr& bundle);

  const Stage& stage_;
  Clock& clock_;
  ListenAddress address_;
  runtime::Workspace workspace_;
  // The rules of the bundle that was explained last, in their source form.
  ServedBundlePtr explained_;
  std::unique_ptr<tooling::RuleSources> rules_;
};

}  // namespace rulec::dev
