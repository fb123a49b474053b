// Keys, signing and trust through the program: what a person types, what helpers answer, which
// trust file counts, and that all of it is said in documents too.
#include <doctest/doctest.h>

#include "../trust/samples.h"
#include "app.h"
#include "base/hash.h"
#include "memory_env.h"
#include "trust/envelope.h"
#include "trust/key.h"
#include "trust/statement.h"

namespace rulec::testing {
namespace {

using trust::samples::key_number;
using trust::samples::pem_of_seed;
using trust::samples::row;
using trust::samples::trust_text;

struct Said {
  int exit_code = -1;
  std::string out;
  std::string err;
};

// One user at one machine: files that stay, a home folder, a terminal.
class Machine {
 public:
  Machine() {
    files.add_file("rulec.yaml", "rulec: 1\nname: shop\nversion: 1.0.0\n");
    files.add_file(
        "rules/a.rule.json",
        R"({"id":"a","entry_point":"e","condition":true,"actions":[{"type":"display_message","message":"m"}]})");
    REQUIRE(run({"compile", "-o", "shop.rbx"}).exit_code == 0);
  }

  Said run(const std::vector<std::string>& arguments) {
    MemoryEnv memory(files, "");
    memory.variables = variables;
    memory.secrets = secrets;
    memory.terminal.in_is_tty = !secrets.empty();
    memory.program = program;
    app::Env env = memory.env();
    int code = static_cast<int>(app::run(arguments, env));
    return {.exit_code = code, .out = memory.out(), .err = memory.err()};
  }
  // A command that must work.
  void must(const std::vector<std::string>& arguments) {
    Said said = run(arguments);
    INFO(said.err);
    REQUIRE(said.exit_code == 0);
  }
  int trust(const std::string& key, const std::string& role = "release") {
    return run({"key", "trust", key + ".pub", "--role", role, "--identity", key, "--environments",
                "*"})
        .exit_code;
  }

  MemoryFileSystem files;
  std::map<std::string, std::string, std::less<>> variables = {{"HOME", "/home/ana"}};
  std::vector<std::string> secrets;
  std::function<Result<ProgramAnswer>(const ProgramRequest&)> program;
};

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a passphrase is typed twice, and asked for once more when it is needed") {
  Machine m;
  m.secrets = {"correct horse", "correct horse"};
  m.must({"key", "new", "ana"});
  CHECK(m.files.info("ana.key")->mode == 0600);
  CHECK(trust::PrivateKey::is_encrypted(m.files.read_file("ana.key", 10'000).value()));
  m.secrets = {"correct horse"};
  m.must({"sign", "shop.rbx", "--key", "ana.key"});
  m.secrets = {"wrong horse"};
  CHECK(holds(m.run({"sign", "shop.rbx", "--key", "ana.key"}).err, "RC5212"));
  // Nobody is asked when that is not wanted, or when nobody is there.
  m.secrets = {"correct horse"};
  CHECK(holds(m.run({"sign", "shop.rbx", "--key", "ana.key", "--no-input"}).err, "RC5212"));
  m.secrets = {};
  CHECK(holds(m.run({"sign", "shop.rbx", "--key", "ana.key"}).err, "RC5212"));
  m.secrets = {"one", "another"};
  CHECK(holds(m.run({"key", "new", "ben"}).err, "differ"));
  m.secrets = {"", ""};
  CHECK(holds(m.run({"key", "new", "ben"}).err, "empty"));
  CHECK_FALSE(m.files.exists("ben.key"));
  CHECK_FALSE(m.files.exists("ben.pub"));
}

TEST_CASE("a helper gets the bytes to sign, and its answer is checked") {
  Machine m;
  m.must({"key", "new", "ci", "--no-passphrase"});
  std::string pem = m.files.read_file("ci.key", 10'000).value();
  m.program = [&pem](const ProgramRequest& request) -> Result<ProgramAnswer> {
    CHECK(request.arguments == std::vector<std::string>{"/opt/sign"});
    CHECK(request.input.starts_with("DSSEv1 28 application/vnd.in-toto+json "));
    CHECK(request.timeout_ms == 30'000);
    auto key = trust::PrivateKey::read(pem, std::nullopt);
    return ProgramAnswer{.output = key->sign(request.input).value()};
  };
  std::vector<std::string> line = {"sign",           "shop.rbx", "--key",
                                   "exec:/opt/sign", "--pub",    "ci.pub"};
  m.must(line);
  auto refused = [&](const Result<ProgramAnswer>& answer) {
    m.program = [&answer](const ProgramRequest&) { return answer; };
    Said said = m.run(line);
    CHECK(said.exit_code == 3);
    return holds(said.err, "RC5213");
  };
  CHECK(refused(ProgramAnswer{.output = std::string(63, 's')}));
  CHECK(refused(ProgramAnswer{.output = std::string(64, 's')}));
  CHECK(refused(ProgramAnswer{.output = ""}));
  CHECK(refused(ProgramAnswer{.exit_status = 1, .output = std::string(64, 's')}));
  CHECK(refused(fail(ErrorCode::kIo, "it has not answered in 30000 ms")));
}

TEST_CASE("the trust file that was named comes first, then the system's, then the user's") {
  Machine m;
  m.must({"key", "new", "ci", "--no-passphrase"});
  m.must({"sign", "shop.rbx", "--key", "ci.key"});
  CHECK(m.run({"verify", "shop.rbx"}).exit_code == 2);
  CHECK(m.trust("ci") == 0);
  CHECK(holds(m.run({"verify", "shop.rbx"}).out, "/home/ana/.config/rulec/trust.json"));
  m.variables["XDG_CONFIG_HOME"] = "/conf";
  CHECK(m.run({"verify", "shop.rbx"}).exit_code == 2);
  m.variables["XDG_CONFIG_HOME"] = "conf";  // relative: to be ignored
  CHECK(m.run({"verify", "shop.rbx"}).exit_code == 0);
  std::string text = m.files.read_file("/home/ana/.config/rulec/trust.json", 10'000).value();
  m.files.add_file("/etc/rulec/trust.json", text);
  CHECK(holds(m.run({"verify", "shop.rbx"}).out, "/etc/rulec/trust.json"));
  m.files.add_file("/named/trust.json", text);
  m.variables["RULEC_TRUST"] = "/named";
  CHECK(holds(m.run({"verify", "shop.rbx"}).out, "/named/trust.json"));
  CHECK(holds(m.run({"verify", "shop.rbx", "--trust", "/etc/rulec"}).out, "/etc/rulec/trust.json"));
  m.variables["RULEC_TRUST"] = "/nowhere";
  CHECK(holds(m.run({"verify", "shop.rbx"}).err, "RC5200"));
  m.variables.erase("RULEC_TRUST");
  // One that is there and bad is not passed over for the next.
  m.files.add_file("/etc/rulec/trust.json", "{}");
  CHECK(holds(m.run({"verify", "shop.rbx"}).err, "RC5202"));
  m.files.set_mode("/etc/rulec/trust.json", 0666);
  CHECK(holds(m.run({"verify", "shop.rbx"}).err, "RC5201"));
}

TEST_CASE("the highest serial is remembered for each trust file") {
  Machine m;
  m.must({"key", "new", "ci", "--no-passphrase"});
  m.must({"sign", "shop.rbx", "--key", "ci.key"});
  CHECK(m.trust("ci") == 0);
  std::string path = "/home/ana/.config/rulec/trust.json";
  std::string first = m.files.read_file(path, 10'000).value();
  CHECK(m.trust("ci", "auditor") == 0);
  CHECK(m.run({"verify", "shop.rbx"}).exit_code == 0);
  m.files.add_file(path, first);
  CHECK(holds(m.run({"verify", "shop.rbx"}).err, "RC5203"));
  CHECK(m.trust("ci", "approver") == 2);  // nor is it built upon
  m.files.add_file("/other/trust.json", first);
  CHECK(m.run({"verify", "shop.rbx", "--trust", "/other/trust.json"}).exit_code == 0);
  m.files.add_file("/home/ana/.local/state/rulec/trusted.json", "torn");
  CHECK(holds(m.run({"verify", "shop.rbx"}).err, "RC5201"));
  m.variables.erase("HOME");
  CHECK(m.run({"verify", "shop.rbx", "--trust", path}).exit_code == 0);
}

TEST_CASE("a trust file that is made anew goes on from the serial that was seen") {
  Machine m;
  m.must({"key", "new", "ci", "--no-passphrase"});
  m.must({"sign", "shop.rbx", "--key", "ci.key"});
  std::string path = "/home/ana/.config/rulec/trust.json";
  m.files.add_file("/home/ana/.local/state/rulec/trusted.json",
                   R"({"trust_serials":{")" + path + R"(":7}})");
  CHECK(m.trust("ci") == 0);
  CHECK(holds(m.files.read_file(path, 10'000).value(), "\"serial\": 8"));
  CHECK(m.run({"verify", "shop.rbx"}).exit_code == 0);
  // Nothing is made where something is that cannot be looked at, or while it is not known what was
  // seen.
  m.files.add_link("/loop", "/loop");
  std::vector<std::string> add = {"key",     "trust",      "ci.pub", "--role",
                                  "release", "--identity", "ci",     "--trust"};
  add.emplace_back("/loop/trust.json");
  CHECK(m.run(add).exit_code != 0);
  m.files.add_file("/home/ana/.local/state/rulec/trusted.json", "torn");
  add.back() = "/new/trust.json";
  CHECK(m.run(add).exit_code == 2);
  CHECK_FALSE(m.files.exists("/new/trust.json"));
}

TEST_CASE("key rotate shows all that is signed, and counts as the one who accepts") {
  Machine m;
  m.files.add_file("ana.key", pem_of_seed(std::string(32, 3)));
  m.files.set_mode("ana.key", 0600);
  m.must({"key", "new", "ben", "--no-passphrase"});
  auto in_force = [&](std::string_view window) {
    std::vector<std::string> rows = {row(key_number(3), "ana\u202e", "trust", std::string(window))};
    m.files.add_file("/t/trust.json", trust_text(rows));
    std::string text = R"({
  "trust_version": 2,
  "serial": 8,
  "keys": [
)" + rows.front();
    for (int i = 0; i < 40; ++i) {
      text += ",\n" + row(key_number(10 + i), "p" + std::to_string(i) + "@shop", "approver");
    }
    m.files.add_file("next.json", text + "],\n\"threshold\":{\"trust\":1}}\n");
    return m.run({"key", "rotate", "next.json", "--key", "ana.key", "--trust", "/t/trust.json",
                  "-o", "signed.json"});
  };
  Said said = in_force("");
  CHECK_MESSAGE(said.exit_code == 0, said.err);
  for (int i = 0; i < 40; ++i) {
    CHECK(holds(said.out, "\"p" + std::to_string(i) + "@shop\""));
  }
  CHECK_MESSAGE(holds(said.out, "in force    1 of 1 needed: ana"), said.out);
  CHECK_FALSE(holds(said.out, "\u202e"));
  CHECK(m.run({"key", "rotate", "signed.json", "--accept", "-n", "--trust", "/t/trust.json"})
            .exit_code == 0);
  Said document = m.run(
      {"key", "rotate", "signed.json", "--accept", "-n", "--trust", "/t/trust.json", "--json"});
  CHECK_MESSAGE(holds(document.out, R"("signed_by":["ana)"), document.out);
  // A key whose time is over signs, and does not count.
  said = in_force(R"(,"not_after":"2020-01-01T00:00:00Z")");
  CHECK_MESSAGE(said.exit_code == 0, said.err);
  CHECK_MESSAGE(holds(said.out, "in force    0 of 1 needed\n"), said.out);
  CHECK_MESSAGE(holds(said.out, "of its own  0 of 1 needed\n"), said.out);
  CHECK(m.run({"key", "rotate", "signed.json", "--accept", "--trust", "/t/trust.json"}).exit_code ==
        2);
  // It is shown before the key is asked for.
  said = m.run({"key", "rotate", "next.json", "--key", "nowhere.key", "--trust", "/t/trust.json"});
  CHECK(said.exit_code != 0);
  CHECK(holds(said.out, "\"p39@shop\""));
}

TEST_CASE("sign names a provenance only of this bundle, and does not choose between two") {
  Machine m;
  m.must({"key", "new", "ci", "--no-passphrase"});
  CHECK(m.trust("ci") == 0);
  std::string bundle = m.files.read_file("/project/shop.rbx", 1'000'000).value();
  auto key = trust::PrivateKey::read(m.files.read_file("/project/ci.key", 10'000).value(), {});
  REQUIRE(key.has_value());
  auto provenance = [&](std::string_view of, const std::string& level) {
    trust::Provenance built;
    built.bundle_version = "1.0.0";
    built.optimisation_level = level;
    built.rulec_version = "0.1.0";
    return trust::write_envelope(
               trust::kInTotoPayload,
               trust::write_provenance({.name = "shop.rbx", .sha256 = to_hex(sha256(of))}, built),
               *key)
        .value();
  };
  std::string ours = provenance(bundle, "O2");
  auto sign = [&](const std::vector<std::string>& envelopes) {
    std::string lines;
    for (const std::string& envelope : envelopes) {
      lines += envelope + "\n";
    }
    m.files.add_file("shop.rbx.dsse.jsonl", lines);
    return m.run({"sign", "shop.rbx", "--key", "ci.key"});
  };
  auto named = [&] {
    std::string lines = m.files.read_file("/project/shop.rbx.dsse.jsonl", 100'000).value();
    lines.pop_back();
    std::string last = lines.substr(lines.rfind('\n') + 1);
    return trust::read_release(trust::read_envelope(last)->payload).value().provenance_sha256;
  };
  Said said = sign({ours});
  CHECK(said.exit_code == 0);
  CHECK(said.err.empty());
  CHECK(named() == to_hex(sha256(ours)));
  CHECK(m.run({"verify", "shop.rbx"}).exit_code == 0);
  // Of another bundle, before and behind ours; and alone.
  std::string foreign = provenance("another bundle", "O2");
  for (const auto& envelopes :
       {std::vector{foreign, ours}, std::vector{ours, foreign}, std::vector{ours, ours, foreign}}) {
    said = sign(envelopes);
    CHECK(said.exit_code == 0);
    CHECK_MESSAGE(holds(said.err, "is left out: it is about another bundle"), said.err);
    CHECK(named() == to_hex(sha256(ours)));
  }
  CHECK(sign({foreign}).exit_code == 0);
  CHECK(named().empty());
  said = sign({ours, provenance(bundle, "O1")});
  CHECK(said.exit_code == 2);
  CHECK_MESSAGE(holds(said.err, "several provenances of this bundle"), said.err);
}

TEST_CASE("a home that cannot be written to is as good as none") {
  Machine m;
  m.must({"key", "new", "ci", "--no-passphrase"});
  m.must({"sign", "shop.rbx", "--key", "ci.key"});
  CHECK(m.trust("ci") == 0);
  m.variables["XDG_STATE_HOME"] = "/sealed";
  m.files.add_file("/sealed/rulec/note", "");
  m.files.deny("/sealed/rulec");
  CHECK(m.run({"verify", "shop.rbx"}).exit_code == 0);
}

}  // namespace
}  // namespace rulec::testing
