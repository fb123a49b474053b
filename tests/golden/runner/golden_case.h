// GoldenCase: one file of tests/golden, taken apart. The format:
//
//   # about: what the case shows
//   # run: rulec lint rules/            several run in order, on the same files
//   # width: 60                         columns of the terminal; 100 unless said
//   # step: 1000                        nanoseconds between two readings of the clock; 0 unless
//   said # tty: out err                      streams that are terminals; none unless said
//   --- rules/vip.rule.json             an input file: all up to the next line with "--- "
//   --- hex damaged.rbx                 bytes as hex digits; blanks and `#` comments are skipped
//   --- private ci.key                  a file that only its owner may read
//   --- link rules/x.json ../x.json     a symbolic link
//   --- denied secret.json              a file or folder that may not be read or changed
//   --- special pipe                    neither file nor folder
//   --- stdin
//   --- expect exit 1                   of the last run
//   --- expect stdout                   of all runs together; a stream without a section says
//   nothing
//   --- expect stderr
//   --- expect file out.json            text of a file written
//   --- expect exists out.rbx           a file was written, whatever it holds
//
// Trailing empty lines of a section are cut to one line end, so that cases may be set apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rulec::testing {

enum class InputKind : std::uint8_t { kFile, kPrivate, kLink, kDenied, kSpecial };

struct InputEntry {
  InputKind kind = InputKind::kFile;
  std::string path;
  std::string content;  // bytes of a file, target of a link
};

struct Expectation {
  int exit = 0;
  std::string out;
  std::string err;
  std::vector<std::pair<std::string, std::string>> files;
  std::vector<std::string> exists;
};

struct GoldenCase {
  std::string about;
  std::vector<std::string> runs;
  std::uint32_t width = 100;
  std::int64_t step_ns = 0;
  bool out_is_tty = false;
  bool err_is_tty = false;
  std::vector<InputEntry> inputs;
  std::string input;  // stdin
  bool has_exit = false;
  Expectation expected;
  std::string kept_text;  // header and inputs as written: what an update leaves alone
};

struct ParsedCase {
  GoldenCase golden;
  std::vector<std::string> faults;  // of the file's own form, "line 3: …"
};

[[nodiscard]] ParsedCase parse_case(std::string_view text);
// The file with other expectations.
[[nodiscard]] std::string print_case(const GoldenCase& golden, const Expectation& expected);
// Bytes of hex digits; nothing when other characters stand there.
[[nodiscard]] std::optional<std::string> bytes_of_hex(std::string_view text);

}  // namespace rulec::testing
