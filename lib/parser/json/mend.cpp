#include "parser/json/mend.h"

#include <algorithm>
#include <optional>
#include <string>

#include "parser/json/candidates.h"
#include "parser/json/trial.h"

namespace rulec::json {
namespace {

// Bytes read in trials for one text; a fault that is met later is told as the reader saw it.
constexpr std::size_t kTrialBytes = std::size_t{48} * 1024 * 1024;
constexpr std::size_t kMaxEdits = 20;
// A text with more faults is something else than JSON with mistakes.
constexpr std::size_t kMaxFaults = 1000;
// Faults that nothing explained, after which no more is tried.
constexpr std::size_t kMaxFailures = 24;

// How bad a text is: what is told of it, and what speaks against its shape (indentation, a bracket
// that does not fit, a lone quote on a line). Less is better.
struct Score {
  std::size_t findings = 0;
  std::size_t contradictions = 0;
  friend auto operator<=>(const Score&, const Score&) = default;
};

std::size_t contradictions_of(const Trial& trial) {
  auto misfits = std::ranges::count_if(trial.faults(), [](const SyntaxFault& fault) {
    return fault.kind == FaultKind::kWrongBracket || fault.kind == FaultKind::kTrailingBytes;
  });
  return trial.contradictions() + static_cast<std::size_t>(misfits);
}

class Mender {
 public:
  Mender(std::string_view text, std::uint32_t max_depth)
      : text_(text), max_depth_(max_depth), mended_(text), base_(attempt(text_, kMaxFaults)) {}

  std::vector<TextEdit> run() {
    std::size_t failures = is_complete_ ? 0 : kMaxFailures;
    while (edits_.size() < kMaxEdits && failures < kMaxFailures && is_affordable()) {
      const SyntaxFault* target = next_target();
      if (target == nullptr) {
        break;
      }
      std::uint32_t begin = target->begin;
      if (!improve(*target)) {
        done_ = begin + 1;
        ++failures;
      }
    }
    return edits_;
  }

 private:
  [[nodiscard]] bool is_affordable() const { return read_bytes_ < kTrialBytes; }

  Trial attempt(std::string_view text, std::size_t max_faults) {
    Trial trial(text, max_faults);
    is_complete_ = trial.run(max_depth_, levels_);
    read_bytes_ += text.size();
    return trial;
  }

  [[nodiscard]] const SyntaxFault* next_target() const {
    for (const SyntaxFault& fault : base_.faults()) {
      if (fault.begin >= done_ && may_be_caused_elsewhere(fault.kind)) {
        return &fault;
      }
    }
    return nullptr;
  }

  // Looks for the edit that explains the fault, and makes it.
  bool improve(const SyntaxFault& target) {
    bool has_lone_quote = has_odd_quotes(mended_, target.begin);
    Score base{.findings = base_.faults().size(),
               .contradictions = contradictions_of(base_) + (has_lone_quote ? 1 : 0)};
    bool may_move = base.contradictions > 0 && (has_lone_quote || is_of_brackets(target.kind));
    if (base.findings < 2 && !may_move) {
      return false;
    }
    std::optional<std::uint32_t> doubt;
    if (base_.contradictions() > 0) {
      doubt = base_.first_contradiction();
    }
    std::optional<TextEdit> best;
    Score best_score = base;
    for (const TextEdit& candidate : candidates(mended_, target, doubt)) {
      // An edit that leaves as many findings is worth it only where it moves a finding to the
      // bracket or quote that is meant.
      std::size_t room = best_score.findings - (may_move || best ? 1 : 2);
      Trial trial = attempt(applied(mended_, candidate), room);
      bool leaves_lone_quote = has_lone_quote && !mends_quote(candidate, target);
      Score score{.findings = trial.faults().size() + 1,
                  .contradictions = contradictions_of(trial) + (leaves_lone_quote ? 1 : 0)};
      if (!is_complete_ || score >= best_score || trial.skipped_bytes() > base_.skipped_bytes()) {
        continue;
      }
      best = candidate;
      best_score = score;
      if (score == Score{.findings = 1} || !is_affordable()) {
        break;
      }
    }
    return best && adopt(*best);
  }

  // Whether the edit gives the lone quote on the line of the fault its other half.
  [[nodiscard]] bool mends_quote(const TextEdit& edit, const SyntaxFault& target) const {
    bool is_of_quotes = edit.inserted == '"' || edit.removed == '"';
    auto [first, last] = std::minmax(edit.at, target.begin);
    return is_of_quotes && std::string_view(mended_).substr(first, last - first).find('\n') ==
                               std::string_view::npos;
  }

  // False when it would undo an earlier one.
  bool adopt(const TextEdit& edit) {
    WrittenPlaces places(edits_);
    TextEdit written = edit;
    written.at = places.of(edit.at);
    auto behind = std::ranges::lower_bound(edits_, written.at, {}, &TextEdit::at);
    if (behind != edits_.end() && behind->at == written.at) {
      return false;
    }
    edits_.insert(behind, written);
    mended_ = applied(text_, edits_);
    base_ = attempt(mended_, kMaxFaults);
    return true;
  }

  std::string_view text_;
  std::uint32_t max_depth_;
  std::vector<Level> levels_;
  std::vector<TextEdit> edits_;
  std::size_t read_bytes_ = 0;
  std::uint32_t done_ = 0;  // faults before it are told as they are
  bool is_complete_ = false;
  std::string mended_;  // the text with the edits
  Trial base_;
};

}  // namespace

std::vector<TextEdit> find_edits(std::string_view text, std::uint32_t max_depth,
                                 const std::vector<SyntaxFault>& faults) {
  bool is_local = faults.size() == 1 && !is_of_brackets(faults.front().kind) &&
                  !has_odd_quotes(text, faults.front().begin);
  if (is_local) {
    return {};
  }
  return Mender(text, max_depth).run();
}

}  // namespace rulec::json
