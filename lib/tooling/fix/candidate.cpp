#include "tooling/fix/candidate.h"

#include <algorithm>

#include "diag/render.h"

namespace rulec::tooling {
namespace {

class AllFindings final : public diag::Emitter {
 public:
  explicit AllFindings(std::vector<diag::Diagnostic>& out) : out_(out) {}
  void emit(diag::Diagnostic finding) override { out_.push_back(std::move(finding)); }

 private:
  std::vector<diag::Diagnostic>& out_;
};

// Taken ranges of one file, by their begin.
class Taken {
 public:
  [[nodiscard]] bool is_free(const PathEdit& edit) const {
    auto next = ranges_.lower_bound(edit.begin);
    if (next != ranges_.end() && overlaps(*next, edit)) {
      return false;
    }
    return next == ranges_.begin() || !overlaps(*std::prev(next), edit);
  }
  void add(const PathEdit& edit) {
    std::uint32_t& end = ranges_[edit.begin];
    end = std::max(end, edit.end);
  }

 private:
  // Something put in at the edge of a range may depend on what becomes of it.
  static bool overlaps(std::pair<std::uint32_t, std::uint32_t> range, const PathEdit& edit) {
    bool is_point = range.first == range.second || edit.begin == edit.end;
    return is_point ? range.first <= edit.end && edit.begin <= range.second
                    : range.first < edit.end && edit.begin < range.second;
  }

  std::map<std::uint32_t, std::uint32_t> ranges_;
};

// Edits of one fix may touch: they were made for each other.
bool overlaps_itself(const Candidate& candidate) {
  std::map<std::string_view, std::vector<const PathEdit*>> by_path;
  for (const PathEdit& edit : candidate.edits) {
    by_path[edit.path].push_back(&edit);
  }
  return std::ranges::any_of(by_path, [](auto& file) {
    auto& edits = file.second;
    std::ranges::stable_sort(edits, {}, [](const PathEdit* edit) { return edit->begin; });
    return std::ranges::adjacent_find(edits, [](const PathEdit* left, const PathEdit* right) {
             return left->end > right->begin;
           }) != edits.end();
  });
}

}  // namespace

std::map<std::string_view, std::size_t> Look::count_kinds() const {
  std::map<std::string_view, std::size_t> counts;
  for (const std::string& kind : kinds) {
    ++counts[kind];
  }
  return counts;
}

Look look(FileSystem& files, const AnalysisOptions& options) {
  Look seen;
  AllFindings all(seen.findings);
  seen.analysis = analyse(files, options, all);
  for (const diag::Diagnostic& finding : seen.findings) {
    seen.kinds.push_back(diag::fingerprint(finding, seen.sources()));
  }
  return seen;
}

bool Candidate::changes(std::string_view path) const {
  return std::ranges::any_of(edits, [path](const PathEdit& edit) { return edit.path == path; });
}

std::vector<Candidate> find_candidates(
    const Look& seen, diag::FixClass fix_class,
    const std::function<bool(const diag::Diagnostic&)>& is_selected,
    const std::set<std::string>& dropped) {
  std::vector<Candidate> found;
  std::map<std::string_view, std::size_t> ordinals;
  for (std::size_t i = 0; i < seen.findings.size(); ++i) {
    const diag::Diagnostic& finding = seen.findings[i];
    std::size_t ordinal = ordinals[seen.kinds[i]]++;
    if (finding.suppressed || !is_selected(finding)) {
      continue;
    }
    for (std::size_t j = 0; j < finding.fixes.size(); ++j) {
      const diag::Fix& fix = finding.fixes[j];
      Candidate candidate = {.finding = i,
                             .fix = j,
                             .kind = seen.kinds[i],
                             .key = seen.kinds[i] + " " + std::to_string(ordinal) + " " +
                                    std::to_string(j) + " " + fix.title,
                             .edits = {}};
      if (fix.fix_class != fix_class || fix.edits.empty() || dropped.contains(candidate.key)) {
        continue;
      }
      for (const diag::Edit& edit : fix.edits) {
        candidate.edits.push_back({.path = seen.sources().at(edit.span.source).name(),
                                   .begin = edit.span.begin,
                                   .end = edit.span.end,
                                   .new_text = edit.new_text});
      }
      if (!overlaps_itself(candidate)) {
        found.push_back(std::move(candidate));
        break;
      }
    }
  }
  return found;
}

std::vector<const Candidate*> without_overlaps(const std::vector<Candidate>& candidates) {
  std::map<std::string, Taken> taken;
  std::vector<const Candidate*> kept;
  for (const Candidate& candidate : candidates) {
    bool is_free = std::ranges::all_of(
        candidate.edits, [&taken](const PathEdit& edit) { return taken[edit.path].is_free(edit); });
    if (is_free) {
      for (const PathEdit& edit : candidate.edits) {
        taken[edit.path].add(edit);
      }
      kept.push_back(&candidate);
    }
  }
  return kept;
}

std::map<std::string, std::string> applied(
    const std::vector<const Candidate*>& fixes,
    const std::function<std::string_view(const std::string&)>& original) {
  std::map<std::string, std::vector<const PathEdit*>> by_path;
  for (const Candidate* candidate : fixes) {
    for (const PathEdit& edit : candidate->edits) {
      by_path[edit.path].push_back(&edit);
    }
  }
  std::map<std::string, std::string> made;
  for (auto& [path, edits] : by_path) {
    std::ranges::stable_sort(edits, {}, [](const PathEdit* edit) { return edit->begin; });
    std::string_view bytes = original(path);
    std::string& text = made[path];
    std::size_t at = 0;
    for (const PathEdit* edit : edits) {
      text.append(bytes.substr(at, edit->begin - at)).append(edit->new_text);
      at = edit->end;
    }
    text.append(bytes.substr(at));
  }
  return made;
}

}  // namespace rulec::tooling
