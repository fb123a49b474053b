// One row a command that is built; a unit test compares the rows with the command table.
#include "dispatch.h"

#include "argument_scan.h"
#include "commands/bench_command.h"
#include "commands/check_command.h"
#include "commands/compile_command.h"
#include "commands/completion_command.h"
#include "commands/config_command.h"
#include "commands/dev_command.h"
#include "commands/diff_command.h"
#include "commands/eval_command.h"
#include "commands/explain_command.h"
#include "commands/fmt_command.h"
#include "commands/help_command.h"
#include "commands/import_command.h"
#include "commands/init_command.h"
#include "commands/inspect_command.h"
#include "commands/key_command.h"
#include "commands/key_rotate_command.h"
#include "commands/key_trust_command.h"
#include "commands/lint_command.h"
#include "commands/package_command.h"
#include "commands/schema_command.h"
#include "commands/sign_command.h"
#include "commands/test_command.h"
#include "commands/verify_command.h"
#include "commands/version_command.h"

namespace rulec::app {
namespace {

using Handler = Outcome<ExitCode> (*)(const Invocation&, const Common&, Env&);

struct Row {
  std::string_view name;
  Handler handler;
};

#define RULEC_HANDLER(verb)                                                          \
  [](const Invocation& invocation, const Common& common, Env& env) {                 \
    return verb##_command::run(verb##_command::options_of(invocation, common), env); \
  }

constexpr Row kRows[] = {
    {"completion", RULEC_HANDLER(completion)},
    {"config path", RULEC_HANDLER(config)},
    {"config show", RULEC_HANDLER(config)},
    {"explain", RULEC_HANDLER(explain)},
    {"help", RULEC_HANDLER(help)},
    {"import", RULEC_HANDLER(import)},
    {"init", RULEC_HANDLER(init)},
    {"schema", RULEC_HANDLER(schema)},
    {"version", RULEC_HANDLER(version)},
    {"bench", RULEC_HANDLER(bench)},
    {"check", RULEC_HANDLER(check)},
    {"compile", RULEC_HANDLER(compile)},
    {"dev", RULEC_HANDLER(dev)},
    {"eval", RULEC_HANDLER(eval)},
    {"inspect", RULEC_HANDLER(inspect)},
    {"lint", RULEC_HANDLER(lint)},
    {"package", RULEC_HANDLER(package)},
    {"test", RULEC_HANDLER(test)},
    {"key new", RULEC_HANDLER(key)},
    {"key list", RULEC_HANDLER(key)},
    {"key export", RULEC_HANDLER(key)},
    {"key trust", RULEC_HANDLER(key_trust)},
    {"key rotate", RULEC_HANDLER(key_rotate)},
    {"sign", RULEC_HANDLER(sign)},
    {"verify", RULEC_HANDLER(verify)},
    {"diff", RULEC_HANDLER(diff)},
    {"fmt", RULEC_HANDLER(fmt)},
};

#undef RULEC_HANDLER

}  // namespace

std::vector<std::string_view> dispatched_commands() {
  std::vector<std::string_view> names;
  for (const Row& row : kRows) {
    names.push_back(row.name);
  }
  return names;
}

Outcome<ExitCode> dispatch(const Invocation& invocation, const Common& common, Env& env) {
  for (const Row& row : kRows) {
    if (row.name == invocation.command->name) {
      return row.handler(invocation, common, env);
    }
  }
  Failure later =
      failure(diag::Code::kNotBuiltYet, {{"what", "`" + spoken_name(*invocation.command) + "`"}});
  later.more = "use instead: nothing yet";
  return refuse(std::move(later));
}

}  // namespace rulec::app
