#include "commands/key_rotate_command.h"

#include <algorithm>

#include "base/check.h"
#include "base/limits.h"
#include "diag/render.h"
#include "key_words.h"
#include "line_diff.h"
#include "output.h"
#include "trust/envelope.h"
#include "trust/policy.h"
#include "trust_document.h"
#include "trust_policy.h"

namespace rulec::app::key_rotate_command {
namespace {

using diag::Code;

constexpr std::int64_t kMsPerSecond = 1000;

Failure wrong_usage(std::string problem) {
  return failure(Code::kBadUsage, {{"problem", std::move(problem)}});
}

// The document that a trust file holds, be it signed or not.
std::string document_in(const std::string& text) {
  Result<trust::Envelope> envelope = trust::read_envelope(text);
  return envelope ? envelope->payload : text;
}

class Rotate {
 public:
  Rotate(const Options& options, Env& env) : options_(options), env_(env) {}

  Outcome<ExitCode> run() {
    if (Outcome<void> checked = check_options(); !checked) {
      return refuse(std::move(checked.error()));
    }
    Outcome<std::optional<trust::TrustPolicy>> policy = find_policy(options_.common, env_);
    if (!policy) {
      return refuse(std::move(policy.error()));
    }
    in_force_ = std::move(*policy);
    if (in_force_) {
      Outcome<std::string> text = read_trust_file(in_force_->path, env_);
      if (!text) {
        return refuse(std::move(text.error()));
      }
      in_force_text_ = std::move(*text);
    } else if (options_.accepts || !options_.replaced.empty()) {
      return refuse(trust_missing(options_.common, env_));
    }
    Outcome<void> done = options_.accepts ? accept() : sign();
    return done ? Outcome<ExitCode>(ExitCode::kOk) : refuse(std::move(done.error()));
  }

 private:
  [[nodiscard]] Outcome<void> check_options() const {
    bool replaces = !options_.replaced.empty();
    if (replaces == !options_.path.empty()) {
      return refuse(wrong_usage("`key rotate` needs one of FILE and `--replace OLD.pub`"));
    }
    if (replaces == options_.by.empty()) {
      return refuse(wrong_usage("`--replace OLD.pub` and `--by NEW.pub` belong together"));
    }
    if (options_.accepts && (replaces || !options_.keys.empty())) {
      return refuse(wrong_usage("`--accept` takes a signed FILE and signs nothing"));
    }
    if (!options_.accepts && options_.keys.empty()) {
      return refuse(wrong_usage("`key rotate` needs `--key KEY` or `--accept`"));
    }
    return {};
  }

  // --- signing

  Outcome<void> sign() {
    if (Outcome<void> made = options_.replaced.empty() ? read_next() : make_next(); !made) {
      return made;
    }
    Result<trust::TrustPolicy> next = trust::read_trust_document(envelope_.payload, options_.path);
    if (!next) {
      return refuse(failure_of(next.error(), options_.path));
    }
    // What is signed is seen before, and as a whole.
    if (in_force_ && !options_.common.is_json()) {
      print(env_, diff_text());
    }
    for (const std::string& key : options_.keys) {
      if (Outcome<void> added = add_signature(key); !added) {
        return added;
      }
    }
    path_ = !options_.output.empty() ? options_.output
            : options_.path.empty()  ? "trust-" + std::to_string(next->serial) + ".json"
            : is_envelope_           ? options_.path
                                     : options_.path + ".dsse.json";
    if (!options_.is_dry) {
      Status written = env_.files.write_file(path_, trust::write_envelope(envelope_) + "\n");
      if (!written) {
        return refuse(write_failure(written.error()));
      }
    }
    report(*next);
    return {};
  }

  Outcome<void> read_next() {
    Result<std::string> text = env_.files.read_file(options_.path, kMaxTrustBytes);
    if (!text) {
      return refuse(failure_of(text.error(), options_.path));
    }
    Result<trust::Envelope> envelope = trust::read_envelope(*text);
    is_envelope_ = envelope.has_value();
    if (!is_envelope_) {
      envelope_ = {.payload_type = std::string(trust::kTrustPayload), .payload = *text};
      return {};
    }
    envelope_ = std::move(*envelope);
    return envelope_.payload_type == trust::kTrustPayload
               ? Outcome<void>()
               : refuse(failure(
                     Code::kTrustInvalid,
                     {{"path", options_.path}, {"problem", "its envelope holds something else"}}));
  }

  Outcome<void> make_next() {
    Outcome<trust::PublicKey> old_key = read_public_key_file(options_.replaced, env_);
    if (!old_key) {
      return refuse(std::move(old_key.error()));
    }
    Outcome<trust::PublicKey> new_key = read_public_key_file(options_.by, env_);
    if (!new_key) {
      return refuse(std::move(new_key.error()));
    }
    Result<std::string> document =
        with_replacement(document_in(in_force_text_),
                         {.old_key = *old_key,
                          .new_key = *new_key,
                          .reason = options_.reason,
                          .from_ms = env_.clock.now_ms() / kMsPerSecond * kMsPerSecond});
    if (!document) {
      return refuse(wrong_usage(in_force().path + ": " + document.error().message));
    }
    envelope_ = {.payload_type = std::string(trust::kTrustPayload),
                 .payload = std::move(*document)};
    return {};
  }

  Outcome<void> add_signature(const std::string& key) {
    KeySource source = options_.source;
    source.key = key;
    auto signer = open_signer(source, env_);
    if (!signer) {
      return refuse(std::move(signer.error()));
    }
    Result<std::string> bytes = (*signer)->sign(
        trust::pre_authentication_encoding(envelope_.payload_type, envelope_.payload));
    if (!bytes) {
      return refuse(failure_of(bytes.error(), key));
    }
    auto is_there = std::ranges::find(envelope_.signatures, *bytes, &trust::Signature::bytes);
    if (is_there == envelope_.signatures.end()) {
      envelope_.signatures.push_back(
          {.key_id = trust::key_id((*signer)->public_key()), .bytes = std::move(*bytes)});
    }
    return envelope_.signatures.size() <= kMaxSignatures
               ? Outcome<void>()
               : refuse(wrong_usage("nobody reads more than " + std::to_string(kMaxSignatures) +
                                    " signatures"));
  }

  [[nodiscard]] std::string diff_text() const {
    return line_diff(document_in(in_force_text_), envelope_.payload, kAllLines);
  }

  // As the one who accepts will count.
  [[nodiscard]] trust::SuccessorSigners signers(const trust::TrustPolicy& next) const {
    return in_force_ ? trust::successor_signers(*in_force_, next, envelope_, env_.clock.now_ms())
                     : trust::SuccessorSigners{.by_old = {},
                                               .by_new = trust::trust_signers(next, envelope_)};
  }

  // What is still missing.
  static std::string count_text(const std::vector<std::string>& names, std::uint32_t threshold,
                                std::string_view title) {
    std::string text = std::string(title) + std::to_string(names.size()) + " of " +
                       std::to_string(threshold) + " needed";
    return text + (names.empty() ? "" : ": " + diag::printable(joined(names))) + "\n";
  }

  void report(const trust::TrustPolicy& next) {
    if (options_.common.is_json()) {
      return print_document(env_, document(next, !options_.is_dry));
    }
    trust::SuccessorSigners found = signers(next);
    std::string text;
    if (in_force_) {
      text +=
          count_text(found.by_old, in_force_->trust_threshold, "signed by trust keys in force    ");
    }
    text += count_text(found.by_new, next.trust_threshold, "signed by trust keys of its own  ");
    text += options_.is_dry
                ? "nothing is written (-n)\n"
                : "written  " + path_ + ", serial " + std::to_string(next.serial) + "\n";
    print(env_, text);
  }

  // Where a step before has made sure of one.
  [[nodiscard]] const trust::TrustPolicy& in_force() const {
    const std::optional<trust::TrustPolicy>& found = in_force_;
    RULEC_CHECK(found.has_value());
    return *found;
  }

  // --- accepting

  Outcome<void> accept() {
    Result<std::string> text = env_.files.read_file(options_.path, kMaxTrustBytes);
    if (!text) {
      return refuse(failure_of(text.error(), options_.path));
    }
    Result<trust::TrustPolicy> next =
        trust::read_successor(in_force(), *text, options_.path, env_.clock.now_ms());
    if (!next) {
      return refuse(failure_of(next.error(), options_.path));
    }
    // Which could be read a line above.
    envelope_ = trust::read_envelope(*text).value_or(trust::Envelope());
    next->path = in_force().path;
    path_ = in_force().path;
    if (!options_.is_dry) {
      // On the disk before anything relies on it.
      if (Status written = env_.files.write_file(path_, *text); !written) {
        return refuse(write_failure(written.error()));
      }
      if (Outcome<void> kept = remember(*next, env_); !kept) {
        return kept;
      }
    }
    if (options_.common.is_json()) {
      print_document(env_, document(*next, !options_.is_dry));
      return {};
    }
    std::string report = diff_text();
    report += options_.is_dry
                  ? "nothing is written (-n)\n"
                  : "in force  " + path_ + ", serial " + std::to_string(next->serial) + "\n";
    print(env_, report);
    return {};
  }

  [[nodiscard]] std::string document(const trust::TrustPolicy& next, bool is_written) const {
    std::string text;
    JsonWriter json(text);
    begin_document(json, "rulec.key/1", "key rotate", ExitCode::kOk);
    json.member("path", path_);
    json.member("serial", next.serial);
    json.member("accepted", options_.accepts);
    json.member("written", is_written);
    json.key("signed_by");
    json.begin_array();
    for (const std::string& name : signers(next).by_new) {
      json.string(name);
    }
    json.end_array();
    json.member("threshold", next.trust_threshold);
    json.end_object();
    return text;
  }

  const Options& options_;
  Env& env_;
  std::optional<trust::TrustPolicy> in_force_;
  std::string in_force_text_;
  trust::Envelope envelope_;
  bool is_envelope_ = false;
  std::string path_;
};

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  auto text = [&invocation](std::string_view flag) { return invocation.value(flag).value_or(""); };
  Options options{.common = common};
  options.path = invocation.arguments.empty() ? std::string() : invocation.arguments.front();
  options.replaced = text("--replace");
  options.by = text("--by");
  options.reason = text("--reason");
  options.keys = invocation.all("--key");
  options.source = {.key = "",
                    .passphrase_file = invocation.value("--passphrase-file"),
                    .public_key = invocation.value("--pub"),
                    .may_ask = common.may_ask};
  options.output = text("-o");
  options.accepts = invocation.has("--accept");
  options.is_dry = invocation.has("--dry-run");
  return options;
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  return Rotate(options, env).run();
}

}  // namespace rulec::app::key_rotate_command
