// `rulec dev` over HTTP: decisions, questions asked badly, events, ports.
#include <doctest/doctest.h>

#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "dev_project.h"
#include "process.h"
#include "watched_program.h"

namespace {

using namespace std::chrono_literals;
using rulec::testing::Dev;
using rulec::testing::exchange_http;
using rulec::testing::get_http;
using rulec::testing::holds;
using rulec::testing::HttpAnswer;
using rulec::testing::kExecute;
using rulec::testing::post_json;
using rulec::testing::ProcessResult;
using rulec::testing::Project;
using rulec::testing::rule;
using rulec::testing::run_process;
using rulec::testing::save_by_rename;

}  // namespace

TEST_CASE("an answer is that of eval, byte for byte") {
  Project project;
  Dev dev(project.folder.path());
  project.folder.write("context.json", R"({"total":120})");
  ProcessResult eval =
      run_process({RULEC_PROGRAM, "eval", "checkout", "--context", "context.json", "--json"},
                  {.folder = project.folder.path()});
  std::string body = dev.decide(120).body;
  while (body.ends_with('\n')) {
    body.pop_back();
  }
  INFO(eval.out);
  CHECK(holds(eval.out, "\"decision\":" + body + "}"));
  // A context outside the schema of nothing: the entry point that is not there.
  HttpAnswer unknown = post_json(dev.port, kExecute, R"({"entry_point":"none","context":{}})");
  CHECK(unknown.status == 404);
  CHECK(holds(unknown.body, "RC6111"));
}

TEST_CASE("what is asked over HTTP, well and badly") {
  Project project;
  Dev dev(project.folder.path());
  CHECK(get_http(dev.port, "/livez").status == 200);
  CHECK(holds(get_http(dev.port, "/").body, "bundle #1, shop 1.0.0, 1 rules"));
  CHECK(
      post_json(dev.port, "/api/rules/engine/execute", R"({"entryPoint":"checkout","context":{}})")
          .status == 200);
  HttpAnswer why =
      post_json(dev.port, "/api/rules/engine/explain/",
                R"({"entry_point":"checkout","context":{"total":1},"now":"2026-03-01T09:00:00Z"})");
  CHECK(why.status == 200);
  CHECK(holds(why.body, "\"explain\":[{\"rule_id\":\"vip\""));

  struct Row {
    const char* about;
    std::string path;
    std::string body;
    int status;
    const char* code;
  };
  const std::vector<Row> rows = {
      {"no JSON", kExecute, "{\"entry_point\":", 400, "RC6101"},
      {"an empty body", kExecute, "", 400, "RC6101"},
      {"a list", kExecute, "[]", 400, "RC6102"},
      {"no context", kExecute, R"({"entry_point":"checkout"})", 400, "RC6102"},
      {"a member that nobody knows", kExecute, R"({"entry_point":"checkout","contexts":{}})", 400,
       "did you mean `context`"},
      {"a time from outside", kExecute,
       R"({"entry_point":"checkout","context":{},"now":"2026-03-01T09:00:00Z"})", 400, "RC6102"},
      {"twice the same member", kExecute,
       R"({"entry_point":"checkout","entryPoint":"x","context":{}})", 400, "RC6102"},
      {"a body that is too large", kExecute, std::string(1'100'000, ' '), 413, "RC6105"},
      {"deep brackets", kExecute,
       R"({"entry_point":"checkout","context":)" + std::string(500, '[') + "}", 400, "RC6101"},
      {"nothing there", "/api/rules/", "{}", 404, "RC6112"},
      {"another method", "/livez", "{}", 405, "RC6104"},
  };
  for (const Row& row : rows) {
    INFO(row.about);
    HttpAnswer answer = post_json(dev.port, row.path, row.body);
    INFO(answer.body);
    CHECK(answer.status == row.status);
    CHECK(holds(answer.body, row.code));
    CHECK(answer.header("content-type") == "application/problem+json");
  }
  auto ask = [&](const std::string& headers) {
    return exchange_http(dev.port, "POST " + std::string(kExecute) + " HTTP/1.1\r\n" + headers +
                                       "Connection: close\r\nContent-Length: 2\r\n\r\n{}")
        .status;
  };
  CHECK(ask("Host: evil.example\r\nContent-Type: application/json\r\n") == 403);
  CHECK(
      ask("Host: localhost\r\nOrigin: http://evil.example\r\nContent-Type: application/json\r\n") ==
      403);
  CHECK(ask("Host: localhost\r\nContent-Type: text/plain\r\n") == 415);
  CHECK(ask("Host: a\r\nHost: b\r\n") == 400);
  CHECK(ask("Host: localhost\r\nX: " + std::string(20'000, 'x') + "\r\n") == 431);
  CHECK(ask("Host: localhost\r\nTransfer-Encoding: chunked\r\n") == 400);
  CHECK(dev.decide(120).status == 200);
}

TEST_CASE("events are told to whoever listens, until the end") {
  Project project;
  Dev dev(project.folder.path(), {"--no-test"});
  HttpAnswer events;
  std::thread listener([&] {
    events = exchange_http(dev.port, "GET /dev/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  });
  // The first of these may come before somebody listens.
  for (int i = 0; i < 5; ++i) {
    save_by_rename(project.path("rules/vip.rule.json"), rule("vip", 101 + i, "hello"));
    CHECK(holds(dev.end(), "errors=0"));
  }
  dev.program.send_signal(SIGINT);
  CHECK(dev.program.wait_for_end() == 0);
  listener.join();
  CHECK(events.header("content-type") == "text/event-stream");
  CHECK(holds(events.body, "event: build_start\ndata: {\"build\":6}\n\n"));
  CHECK(holds(events.body, "event: build_end\ndata: {\"build\":6,\"errors\":0,"));
}

TEST_CASE("where a port is taken, a program is told and nothing else") {
  Project project;
  Dev dev(project.folder.path());
  ProcessResult second =
      run_process({RULEC_PROGRAM, "dev", "--listen", "127.0.0.1:" + std::to_string(dev.port)},
                  {.folder = project.folder.path()});
  CHECK(second.exit_status == 3);
  CHECK(holds(second.err, "RC0024"));
  ProcessResult bad =
      run_process({RULEC_PROGRAM, "dev", "--listen", "nowhere"}, {.folder = project.folder.path()});
  CHECK(bad.exit_status == 2);
}
