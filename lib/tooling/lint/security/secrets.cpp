// RC3107: secrets in sources, and in the contexts beside them. What was found is never shown: not
// the line, not a part of it.
#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/limits.h"
#include "project/project.h"
#include "tooling/lint/security/secret_text.h"
#include "tooling/lint/security/security.h"
#include "tooling/lint/security/source_place.h"

namespace rulec::tooling {
namespace {

constexpr std::size_t kMaxTold = 20;  // of one source

class Nobody final : public diag::Emitter {
 public:
  void emit(diag::Diagnostic /*finding*/) override {}
};

class Secrets {
 public:
  Secrets(const LintInput& input, diag::Emitter& emitter) : input_(input), emitter_(emitter) {}

  void run() {
    std::size_t known = input_.build.sources.size();
    for (std::size_t i = 0; i < known; ++i) {
      const Source& source = input_.build.sources.at(SourceId(i));
      names_.insert(source.name());
      // Passwords of the configuration are RC0021.
      bool is_config = source.name() == input_.build.project.config.path;
      auto found =
          find_secret_text(source.bytes(), is_config ? SecretView::kTokens : SecretView::kAll);
      tell(SourceId(i), found);
    }
    look_at_contexts();
  }

 private:
  // They are no sources of the build: one is only added when something stands in it.
  void look_at_contexts() {
    if (!input_.build.project.config.has_file) {
      return;
    }
    Nobody nobody;
    const std::string& root = input_.build.project.root;
    for (const std::string& path : project::find_files(
             input_.files, root, {"contexts/**/*.json", "contexts/**/*.jsonl"}, nobody)) {
      if (names_.contains(path)) {
        continue;
      }
      std::string whole = root.empty() ? "" : root + "/";
      whole += path;
      auto bytes = input_.files.read_file(whole, kMaxSourceBytes);
      if (!bytes) {
        continue;
      }
      auto found = find_secret_text(*bytes, SecretView::kAll);
      if (!found.empty()) {
        tell(input_.build.sources.add(path, std::move(*bytes)), found);
      }
    }
  }

  void tell(SourceId source, const std::vector<SecretText>& found) {
    std::size_t told = std::min(found.size(), kMaxTold);
    for (std::size_t i = 0; i < told; ++i) {
      if (!places_) {
        places_.emplace(input_.build);
      }
      Span span{source, static_cast<std::uint32_t>(found[i].begin),
                static_cast<std::uint32_t>(found[i].end)};
      auto finding =
          diag::make(diag::Code::kSecretInSource, span, "",
                     {{"where", input_.build.sources.at(source).name()}, {"kind", found[i].kind}});
      finding.place = places_->at(span);
      finding.place.subject = subject_of(finding, found[i]);
      finding.place.reads_as.clear();
      finding.hide_source();
      finding.help(
          "take it out, make a new one, and let the application give it; what was committed stays "
          "in the history");
      emitter_.emit(std::move(finding));
    }
  }

  // Another value is another finding, so that no baseline takes a new secret for an old one. Eight
  // digits of the digest tell them apart; they fit too many texts to prove a guess.
  [[nodiscard]] std::string subject_of(const diag::Diagnostic& finding,
                                       const SecretText& found) const {
    constexpr std::size_t kDigits = 8;
    const Span& span = finding.primary.span;
    const Source& source = input_.build.sources.at(span.source);
    std::string digest = to_hex(sha256(input_.build.sources.text(span))).substr(0, kDigits);
    return source.name() + " " + finding.place.rule_id + " " + found.kind + " " + digest;
  }

  const LintInput& input_;
  diag::Emitter& emitter_;
  std::set<std::string> names_;
  std::optional<SourcePlaces> places_;
};

}  // namespace

void lint_secrets(const LintInput& input, diag::Emitter& emitter) {
  Secrets(input, emitter).run();
}

}  // namespace rulec::tooling
