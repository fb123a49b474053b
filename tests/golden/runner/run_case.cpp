#include "run_case.h"

#include "app.h"
#include "memory_env.h"
#include "shell_words.h"

namespace rulec::testing {
namespace {

constexpr std::uint32_t kPrivateMode = 0600;
constexpr std::size_t kMaxFileBytes = std::size_t{64} * 1024 * 1024;

void add_inputs(MemoryFileSystem& files, const GoldenCase& golden) {
  for (const InputEntry& entry : golden.inputs) {
    switch (entry.kind) {
      case InputKind::kFile:
        files.add_file(entry.path, entry.content);
        break;
      case InputKind::kPrivate:
        files.add_file(entry.path, entry.content);
        files.set_mode(entry.path, kPrivateMode);
        break;
      case InputKind::kLink:
        files.add_link(entry.path, entry.content);
        break;
      case InputKind::kDenied:
        files.deny(entry.path);
        break;
      case InputKind::kSpecial:
        files.add_special(entry.path);
        break;
    }
  }
}

void run_line(const std::string& line, const GoldenCase& golden, MemoryFileSystem& files,
              RunOutcome& outcome) {
  auto command = parse_command_line(line);
  if (!command) {
    outcome.faults.push_back("`" + line + "` is no command line of rulec");
    return;
  }
  MemoryEnv memory(files, golden.input);
  memory.terminal = {.out_is_tty = golden.out_is_tty,
                     .err_is_tty = golden.err_is_tty,
                     .in_is_tty = false,
                     .width = golden.width};
  memory.step_ns = golden.step_ns;
  for (auto& [name, value] : command->variables) {
    memory.variables[name] = value;
  }
  app::Env env = memory.env();
  outcome.actual.exit = static_cast<int>(app::run(command->arguments, env));
  outcome.actual.out += memory.out();
  outcome.actual.err += memory.err();
}

}  // namespace

RunOutcome run_case(const GoldenCase& golden) {
  MemoryFileSystem files;
  add_inputs(files, golden);
  RunOutcome outcome;
  for (const std::string& line : golden.runs) {
    run_line(line, golden, files, outcome);
  }
  for (const auto& [name, content] : golden.expected.files) {
    auto bytes = files.read_file(name, kMaxFileBytes);
    if (!bytes) {
      outcome.faults.push_back(bytes.error().message);
    }
    outcome.actual.files.emplace_back(name, bytes.value_or(""));
  }
  for (const std::string& name : golden.expected.exists) {
    outcome.actual.exists.push_back(name);
    if (!files.exists(name)) {
      outcome.faults.push_back(name + " was not written");
    }
  }
  return outcome;
}

}  // namespace rulec::testing
