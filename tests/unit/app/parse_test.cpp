#include "parse.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "compiler/compiler.h"

using rulec::app::Failure;
using rulec::app::Invocation;
using rulec::app::Outcome;
using rulec::app::parse;
using rulec::diag::Code;

namespace {

using Words = std::vector<std::string>;

Invocation accepted(const Words& arguments, const rulec::app::Variables& variables = {}) {
  Outcome<Invocation> parsed = parse(arguments, variables);
  INFO((parsed ? std::string() : parsed.error().message));
  REQUIRE(parsed.has_value());
  return std::move(*parsed);
}

Failure refused(const Words& arguments, const rulec::app::Variables& variables = {}) {
  Outcome<Invocation> parsed = parse(arguments, variables);
  REQUIRE(!parsed.has_value());
  CHECK(parsed.error().exit_code == rulec::app::ExitCode::kUsage);
  return std::move(parsed.error());
}

}  // namespace

TEST_CASE("no command is rulec itself") {
  CHECK(accepted({}).command->name.empty());
  CHECK(accepted({"--json"}).command->name.empty());
}

TEST_CASE("commands are found by name, alias and second word") {
  CHECK(accepted({"lint"}).command->name == "lint");
  CHECK(accepted({"build"}).command->name == "compile");
  CHECK(accepted({"config", "show"}).command->name == "config show");
  CHECK(accepted({"-q", "config", "show", "--origin"}).has("--origin"));
}

TEST_CASE("commands are never abbreviated or guessed") {
  for (const char* word : {"lin", "li", "Lint", "LINT", "lnt", "", "config-show"}) {
    CAPTURE(word);
    CHECK(refused({word}).code == Code::kUnknownCommand);
  }
  CHECK(refused({"lnt"}).suggestions == Words{"lint"});
  CHECK(refused({"Lint"}).suggestions == Words{"lint"});
  CHECK(refused({"config", "shw"}).suggestions == Words{"config show"});
  CHECK(refused({"config"}).code == Code::kMissingArgument);
  CHECK(refused({"config", "--origin"}).code == Code::kMissingArgument);
}

TEST_CASE("global flags stand before and after the command") {
  for (const Words& words : {Words{"-C", "shop", "--format", "json", "lint", "rules"},
                             Words{"lint", "rules", "-C", "shop", "--format", "json"},
                             Words{"lint", "--format=json", "-Cshop", "rules"},
                             Words{"-C=shop", "lint", "--format=json", "--", "rules"}}) {
    Invocation invocation = accepted(words);
    CHECK(invocation.command->name == "lint");
    CHECK(invocation.value("-C") == "shop");
    CHECK(invocation.value("--format") == "json");
    CHECK(invocation.arguments == Words{"rules"});
  }
}

TEST_CASE("a flag of a command is not taken before it, and the message says where it goes") {
  Failure failure = refused({"--exit-zero", "lint"});
  CHECK(failure.code == Code::kUnknownFlag);
  CHECK(failure.more.find("rulec lint --exit-zero") != std::string::npos);
}

TEST_CASE("unknown flags get a suggestion and are never abbreviated") {
  Failure failure = refused({"lint", "--fomat", "json"});
  CHECK(failure.code == Code::kUnknownFlag);
  CHECK(failure.message == "`rulec lint` has no flag `--fomat`");
  CHECK(failure.suggestions == Words{"--format"});
  for (const char* flag : {"--forma", "-json", "-Z", "-qZ", "--", "---", "--=x", "--limi=1"}) {
    CAPTURE(flag);
    if (std::string(flag) != "--") {
      CHECK(refused({"lint", flag}).code == Code::kUnknownFlag);
    }
  }
}

TEST_CASE("short flags: joined values, values behind, groups, repeated") {
  CHECK(accepted({"compile", "-O2"}).value("-O") == "2");
  CHECK(accepted({"compile", "-O", "2"}).value("-O") == "2");
  CHECK(accepted({"compile", "-O=2"}).value("-O") == "2");
  CHECK(accepted({"compile", "-oout.rbx"}).value("-o") == "out.rbx");
  CHECK(accepted({"lint", "-vv"}).count("-v") == 2);
  CHECK(accepted({"lint", "-v", "-v"}).count("-v") == 2);
  CHECK(accepted({"-v", "lint", "-v"}).count("-v") == 2);
  CHECK(accepted({"lint", "-qqv"}).count("-q") == 2);
  CHECK(accepted({"compile", "-qO0"}).value("-O") == "0");
  CHECK(accepted({"init", "-f"}).has("--force"));
}

TEST_CASE("the last value of a flag wins, repeatable flags keep all") {
  CHECK(accepted({"compile", "-O0", "-O2"}).value("-O") == "2");
  CHECK(accepted({"lint", "--limit", "source=1MiB", "--limit", "source=2MiB"}).all("--limit") ==
        Words{"source=1MiB", "source=2MiB"});
}

TEST_CASE("a value is never mistaken for a flag, nor a flag for a value") {
  CHECK(refused({"compile", "-o", "-q"}).code == Code::kMissingArgument);
  CHECK(refused({"compile", "-o", "--strip"}).code == Code::kMissingArgument);
  CHECK(refused({"lint", "--since", "--"}).code == Code::kMissingArgument);
  CHECK(refused({"compile", "-o"}).code == Code::kMissingArgument);
  CHECK(accepted({"lint", "--since=-q"}).value("--since") == "-q");
  CHECK(accepted({"lint", "--since", "-1"}).value("--since") == "-1");
  CHECK(accepted({"compile", "-o", "-"}).value("-o") == "-");
}

TEST_CASE("empty values are values, a negative number is no whole number") {
  CHECK(accepted({"lint", "--since="}).value("--since") == "");
  CHECK(accepted({"lint", "--since", ""}).value("--since") == "");
  CHECK(accepted({"lint", ""}).arguments == Words{""});
  CHECK(refused({"lint", "--max-errors="}).code == Code::kBadFlagValue);
  CHECK(refused({"lint", "--max-errors", "-1"}).code == Code::kBadFlagValue);
  CHECK(refused({"lint", "--max-errors", "9223372036854775808"}).code == Code::kBadFlagValue);
  CHECK(refused({"lint", "--all=yes"}).code == Code::kBadFlagValue);
}

TEST_CASE("arguments reach the command as they were typed") {
  const Words odd = {"[a,b]", "++", "a b", "new\nline", "%%",    "[",     "]", "{}",  "'", "\"",
                     "a=b",   "=",  "é🦉", "\x02x",     "{{x}}", "$HOME", "-", "a,b", "#c"};
  Words line = {"lint"};
  line.insert(line.end(), odd.begin(), odd.end());
  CHECK(accepted(line).arguments == odd);
  line.insert(line.begin() + 1, "--");
  CHECK(accepted(line).arguments == odd);
}

TEST_CASE("after -- nothing is a flag") {
  CHECK(accepted({"lint", "--", "-h", "--json", "--", "-V"}).arguments ==
        Words{"-h", "--json", "--", "-V"});
  CHECK(accepted({"--", "lint", "-h"}).command->name == "lint");
  CHECK(accepted({"--", "lint", "-h"}).arguments == Words{"-h"});
}

TEST_CASE("what is not UTF-8 is refused with its position") {
  Failure failure = refused({"lint", "a\xff"});
  CHECK(failure.code == Code::kBadUsage);
  CHECK(failure.message == "argument 2 is not UTF-8");
}

TEST_CASE("closed lists of values are checked, with a suggestion") {
  Failure failure = refused({"lint", "--fail-level", "eror"});
  CHECK(failure.code == Code::kBadFlagValue);
  CHECK(failure.suggestions == Words{"error"});
  CHECK(refused({"compile", "-O3"}).code == Code::kBadFlagValue);
  CHECK(refused({"compile", "--emit", "ir,asd"}).code == Code::kBadFlagValue);
  CHECK(refused({"compile", "--emit="}).code == Code::kBadFlagValue);
  CHECK(accepted({"compile", "--emit", "ir,ast"}).value("--emit") == "ir,ast");
  CHECK(refused({"schema", "rul"}).suggestions == Words{"rule"});
  CHECK(refused({"lint", "--limit", "source"}).code == Code::kBadFlagValue);
}

TEST_CASE("the number of arguments is checked") {
  CHECK(refused({"explain"}).code == Code::kMissingArgument);
  CHECK(refused({"explain", "RC2003", "RC2004"}).code == Code::kBadUsage);
  CHECK(refused({"version", "x"}).code == Code::kBadUsage);
  CHECK(accepted({"init"}).arguments.empty());
  CHECK(refused({"init", "a", "b"}).code == Code::kBadUsage);
}

TEST_CASE("what is not built says so, before anything else is asked for") {
  Failure failure = refused({"deploy", "shop@1.3.0", "--env", "prod", "--yes"});
  CHECK(failure.code == Code::kNotBuiltYet);
  CHECK(failure.more.starts_with("use instead: "));
  CHECK(refused({"serve"}).code == Code::kNotBuiltYet);
  CHECK(refused({"deploy", "x"}).code == Code::kNotBuiltYet);
  CHECK(refused({"init", "--editor", "vscode"}).code == Code::kNotBuiltYet);
  CHECK(refused({"deploy", "--stepz", "1"}).code == Code::kUnknownFlag);
}

TEST_CASE("a flag of every command may be built for one of them") {
  for (const Words& line : {Words{"test", "--report", "junit=a", "--report=lcov=b"},
                            Words{"--report", "junit=a", "test", "--report", "lcov=b"}}) {
    CHECK(accepted(line).all("--report") == Words{"junit=a", "lcov=b"});
  }
}

TEST_CASE("help and version win over what else is missing") {
  CHECK(accepted({"explain", "-h"}).has("-h"));
  CHECK(accepted({"deploy", "--help"}).has("--help"));
  CHECK(accepted({"-V"}).has("--version"));
  CHECK(accepted({"lint", "--fail-level", "eror", "-h"}).has("-h"));
}

TEST_CASE("variables stand in for settings that no flag gives") {
  Invocation invocation =
      accepted({"lint"}, {{"RULEC_FORMAT", "concise"}, {"RULEC_ISOLATED", "1"}});
  CHECK(invocation.value("--format") == "concise");
  CHECK(invocation.flags.find("--format")->second.origin == "RULEC_FORMAT");
  CHECK(invocation.has("--isolated"));
  CHECK(accepted({"lint", "--format", "full"}, {{"RULEC_FORMAT", "concise"}}).value("--format") ==
        "full");
  CHECK(!accepted({"lint"}, {{"RULEC_ISOLATED", "0"}, {"RULEC_NO_INPUT", ""}}).has("--isolated"));
  Failure failure = refused({"lint"}, {{"RULEC_FORMAT", "xml"}});
  CHECK(failure.code == Code::kBadFlagValue);
  CHECK(failure.message.find("RULEC_FORMAT") != std::string::npos);
  // Flags that are no settings are never read from the environment.
  CHECK(!accepted({"lint"}, {{"RULEC_EXIT_ZERO", "1"}, {"RULEC_YES", "1"}}).has("--exit-zero"));
}

TEST_CASE("very many arguments are taken") {
  Words line(100'001, "x");
  line.front() = "lint";
  CHECK(accepted(line).arguments.size() == 100'000);
}

TEST_CASE(
    "--stop-after names the phases and, between lower and optimise, every pass in its order") {
  std::string expected = "parse|check|lower|";
  for (const rulec::compiler::Pass& pass : rulec::compiler::passes()) {
    expected += std::string(pass.name) + "|";
  }
  const rulec::app::Command* compile = accepted({"compile"}).command;
  CHECK(compile->find_flag("--stop-after")->values == expected + "optimise|emit");
}
