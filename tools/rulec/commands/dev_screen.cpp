// The screen of a person: a block for each save, and below it one line that says how things are and
// which keys there are. No alternate screen, so what has scrolled away can be read again.
#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "base/calendar.h"
#include "commands/dev_output.h"
#include "diag/render.h"
#include "output.h"

namespace rulec::app {
namespace {

constexpr std::string_view kIndent = "          ";
constexpr std::string_view kGap = "   ";
constexpr std::size_t kWidestRule = 89;
constexpr std::size_t kShownChanges = 5;
constexpr std::size_t kShownFindings = 5;
// Where there is no room for all of them the last of kOtherKeys go first.
constexpr std::array<std::string_view, 6> kOtherKeys = {"[enter] again", "[f]ails", "[l]int",
                                                        "[t]ests",       "[e]dit",  "[d]iff"};
constexpr std::string_view kLastKeys = "[?] help  [q]uit";
constexpr std::string_view kHelp =
    "enter  build and test everything again\n"
    "f      failed tests of the last build, with the values of their conditions\n"
    "l      all findings of the last build\n"
    "t      tests of the last build\n"
    "e      open $VISUAL or $EDITOR at the first finding\n"
    "d      decisions that the last good build changed\n"
    "q      stop serving and quit (also Ctrl-C)\n";

constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kPlain = "\x1b[0m";

std::string age(std::int64_t ms) {
  std::int64_t seconds = ms / 1000;
  return seconds < 120    ? std::to_string(seconds) + " s"
         : seconds < 7200 ? std::to_string(seconds / 60) + " min"
                          : std::to_string(seconds / 3600) + " h";
}

std::string clock_time(std::int64_t now_ms) {
  std::string instant = calendar::format_instant(now_ms);  // 2026-03-01T09:00:00Z
  std::size_t t = instant.find('T');
  return t == std::string::npos ? instant : instant.substr(t + 1, 8);
}

// Columns of printable text, at most: letters of East Asia take two.
std::size_t columns_of(std::string_view text) {
  constexpr unsigned char kFirstOfWide = 0xe1;
  std::size_t columns = 0;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    bool is_start = (byte & 0xc0U) != 0x80U;
    columns += is_start ? (byte >= kFirstOfWide ? 2 : 1) : 0;
  }
  return columns;
}

// Whole characters of `text` that take at most so many columns.
std::string cut(std::string_view text, std::size_t columns) {
  std::size_t end = 0;
  for (std::size_t i = 1; i <= text.size(); ++i) {
    bool is_whole = i == text.size() || (static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80U;
    if (is_whole && columns_of(text.substr(0, i)) <= columns) {
      end = i;
    }
  }
  return std::string(text.substr(0, end));
}

class DevScreen final : public DevOutput {
 public:
  DevScreen(const Common& common, Env& env) : common_(common), env_(env) {}

  void start(std::uint64_t /*build*/, const std::vector<std::string>& /*files*/) override {}

  void cancelled(std::uint64_t /*build*/, std::uint64_t /*serving*/) override {}

  void end(const DevRound& round) override {
    remember(round);
    std::string text = clock_time(round.now_ms) + "  ";
    text +=
        round.files.empty() ? "built all files\n" : "saved " + files_in_words(round.files) + "\n";
    text += findings_part(round);
    text += round.cycle.is_good() ? good_part(round) : broken_part(round);
    text += round.cycle.is_good() ? changes_part(kShownChanges) : "";
    text += tests_part(round);
    show(text);
  }

  void ready(const DevReady& ready) override {
    std::string text = "rulec dev  " + diag::printable(ready.title);
    text += (ready.url.empty() ? std::string() : "   " + ready.url) + "\n";
    for (const std::string& remark : ready.remarks) {
      text += remark + "\n";
    }
    if (!ready.try_it.empty()) {
      text += "try       " + ready.try_it + "\n";
    }
    show(text);
  }

  void warn(const diag::Diagnostic& warning) override {
    show(diag::render_full(warning, SourceMap(),
                           {.has_color = common_.out_has_color, .width = width()}));
  }

  void key(char key) override {
    switch (key) {
      case 'f':
        show(failures_.empty() ? "no test failed\n" : failures_);
        break;
      case 'l':
        show(findings_.empty() ? "all good\n" : findings_);
        break;
      case 't':
        show("tests     " + tests_ + "\n" + failed_names_);
        break;
      case 'd':
        show(changes_.empty() ? "no decision of a test context changed\n" : changes_part(SIZE_MAX));
        break;
      case '?':
        show(std::string(kHelp));
        break;
      default:
        break;
    }
  }

  void resized() override { show(""); }

  void goodbye(std::uint64_t /*builds*/) override {
    hide_footer();
    print(env_, "stopped\n");
  }

 private:
  [[nodiscard]] std::uint32_t width() const {
    return env_.live != nullptr ? env_.live->width() : env_.terminal.width;
  }
  [[nodiscard]] std::size_t rule_width() const {
    return std::min<std::size_t>(width(), kWidestRule);
  }
  [[nodiscard]] std::string colored(std::string_view color, std::string_view text) const {
    return common_.out_has_color ? std::string(color) + std::string(text) + std::string(kPlain)
                                 : std::string(text);
  }

  void remember(const DevRound& round) {
    if (round.cycle.is_good()) {
      changes_ = round.cycle.changes;
      contexts_ = round.cycle.contexts;
    }
    tests_ = tests_in_words(round.cycle);
    failures_.clear();
    failed_names_.clear();
    for (const dev::FailedCase& failed : round.cycle.failures) {
      failures_ += failed.text + "\n";
      failed_names_ += std::string(kIndent) + colored(kRed, "FAIL ") +
                       diag::printable(failed.file) + " > " + diag::printable(failed.name) + "\n";
    }
    findings_ = findings_text(round.findings, round.cycle.build->sources,
                              {.format = Format::kFull,
                               .has_color = common_.out_has_color,
                               .width = width(),
                               .max_shown = SIZE_MAX,
                               .is_last = true});
    set_status(round);
  }

  void set_status(const DevRound& round) {
    if (!round.cycle.is_good()) {
      status_ = "BROKEN" + first_place(round);
      status_color_ = kRed;
    } else if (round.cycle.failed > 0) {
      status_ = counted(round.cycle.failed, "test") + " failed";
      status_color_ = kRed;
    } else if (round.findings.errors + round.findings.warnings > 0) {
      status_ = counts_text(round.findings);
      status_color_ = "";
    } else {
      status_ = "good";
      status_color_ = kGreen;
    }
  }

  [[nodiscard]] static std::string first_place(const DevRound& round) {
    const SourceMap& sources = round.cycle.build->sources;
    for (const diag::Diagnostic& finding : round.findings.shown) {
      if (finding.has_primary) {
        const Source& source = sources.at(finding.primary.span.source);
        LineColumn at = source.line_column(finding.primary.span.begin);
        return " " + diag::printable(file_name(source.name())) + ":" + std::to_string(at.line) +
               ":" + std::to_string(at.column);
      }
    }
    return "";
  }

  [[nodiscard]] std::string with_time(std::string line, double ms) const {
    std::string time = "in " + std::to_string(std::llround(ms)) + " ms";
    std::size_t want = rule_width() - std::min(rule_width(), time.size());
    line.append(line.size() + 1 < want ? want - line.size() : 2, ' ');
    return line + time + "\n";
  }

  [[nodiscard]] std::string findings_part(const DevRound& round) const {
    std::string text;
    std::size_t shown = 0;
    for (const diag::Diagnostic& finding : round.findings.shown) {
      if (finding.severity == diag::Severity::Hint || shown == kShownFindings) {
        break;
      }
      text += std::string(kIndent) + diag::render_concise(finding, round.cycle.build->sources);
      ++shown;
    }
    std::size_t all = round.findings.errors + round.findings.warnings;
    if (all > shown) {
      text +=
          std::string(kIndent) + "and " + counted(all - shown, "more finding") + "  <- [l] show\n";
    }
    return text;
  }

  [[nodiscard]] std::string good_part(const DevRound& round) const {
    const std::size_t files = round.files.empty() ? round.scope.files : round.files.size();
    std::string line = std::string(kIndent) + "parsed " + counted(files, "file") + ", checked " +
                       counted(round.scope.rules, "rule") + ", ran " +
                       counted(round.cycle.ran, "test") + ", serving bundle #" +
                       std::to_string(round.serving);
    return with_time(line, round.ms);
  }

  [[nodiscard]] std::string broken_part(const DevRound& round) const {
    std::string line(kIndent);
    line += round.serving == 0 ? "serving nothing: no build was good so far"
                               : "still serving bundle #" + std::to_string(round.serving) +
                                     " (good, " + age(round.serving_age_ms) + " old)";
    return with_time(line, round.ms);
  }

  [[nodiscard]] std::string changes_part(std::size_t most) const {
    if (changes_.empty()) {
      return "";
    }
    std::string text = std::string(kIndent) + "decisions   " + std::to_string(changes_.size()) +
                       " of " + counted(contexts_, "test context") + " changed\n";
    std::size_t shown = std::min(most, changes_.size());
    for (std::size_t i = 0; i < shown; ++i) {
      text += std::string(kIndent) + "  " + diag::printable(changes_[i].name) + "  -> " +
              diag::printable(changes_[i].words) + "\n";
    }
    if (shown < changes_.size()) {
      text += std::string(kIndent) + "  and " + std::to_string(changes_.size() - shown) +
              " more  <- [d] show\n";
    }
    return text;
  }

  [[nodiscard]] std::string tests_part(const DevRound& round) const {
    if (round.cycle.passed + round.cycle.failed + round.cycle.not_run == 0) {
      return "";
    }
    return std::string(kIndent) + "tests       " + tests_ +
           (round.cycle.failed > 0 ? "  <- [f] show\n" : "\n");
  }

  // Also after the window has become narrower and terminals have wrapped what was one row.
  void hide_footer() {
    if (footer_widths_.empty()) {
      return;
    }
    const std::size_t columns = std::max<std::size_t>(width(), 1);
    std::size_t rows = 0;
    for (std::size_t printed : footer_widths_) {
      rows += std::max<std::size_t>((printed + columns - 1) / columns, 1);
    }
    std::string text = "\r";
    for (std::size_t i = 1; i < rows; ++i) {
      text += "\x1b[1A";
    }
    print(env_, text + "\x1b[J");
    footer_widths_.clear();
  }

  // Keys that fit into so many columns.
  [[nodiscard]] static std::string keys_within(std::size_t columns) {
    for (std::size_t shown = kOtherKeys.size() + 1; shown-- > 0;) {
      std::string keys;
      for (std::size_t i = 0; i < shown; ++i) {
        keys += std::string(kOtherKeys[i]) + "  ";
      }
      keys += kLastKeys;
      if (keys.size() <= columns) {
        return keys;
      }
    }
    return "";
  }

  void show(const std::string& text) {
    hide_footer();
    print(env_, text);
    if (status_.empty()) {
      return;  // before the first build there is nothing to say
    }
    // The last column stays free: some terminals wrap when it is taken.
    const std::size_t columns = std::max<std::size_t>(width(), 2) - 1;
    const std::string status = cut(status_, columns);
    const std::size_t used = columns_of(status) + kGap.size();
    const std::string keys = keys_within(columns - std::min(columns, used));
    const std::string rule(std::min<std::size_t>(columns, kWidestRule), '-');
    std::string footer = status_color_.empty() ? status : colored(status_color_, status);
    if (!keys.empty()) {
      footer += std::string(kGap) + colored(kDim, keys);
    }
    print(env_, rule + "\n" + footer);
    footer_widths_ = {rule.size(), keys.empty() ? used - kGap.size() : used + keys.size()};
  }

  const Common& common_;
  Env& env_;
  std::vector<std::size_t> footer_widths_;  // columns of its lines; empty: it is not there
  std::string status_;
  std::string_view status_color_;
  std::string tests_;
  std::string failures_;
  std::string failed_names_;
  std::string findings_;
  std::vector<dev::DecisionChange> changes_;
  std::size_t contexts_ = 0;
};

}  // namespace

std::unique_ptr<DevOutput> make_dev_screen(const Common& common, Env& env) {
  return std::make_unique<DevScreen>(common, env);
}

}  // namespace rulec::app
