#include "tooling/fix/fix.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "tooling/fix/candidate.h"
#include "tooling/fix/judge.h"
#include "tooling/fix/overlay_file_system.h"

namespace rulec::tooling {
namespace {

using Fixes = std::vector<const Candidate*>;
using Bytes = std::map<std::string, std::string>;

constexpr std::string_view kTooMany = "there were too many fixes for one run: run it again";

// Files that were changed together, by the first of each group.
class Groups {
 public:
  void join(const std::string& a, const std::string& b) {
    std::string first = std::min(root(a), root(b));
    std::string second = std::max(root(a), root(b));
    above_[second] = first;
  }
  [[nodiscard]] std::string root(std::string path) const {
    for (auto up = above_.find(path); up != above_.end() && up->second != path;
         up = above_.find(path)) {
      path = up->second;
    }
    return path;
  }

 private:
  std::map<std::string, std::string> above_;
};

class Fixing {
 public:
  Fixing(FileSystem& files, const FixOptions& options) : files_(files), options_(options) {}

  FixRun run() {
    base_ = std::make_unique<Look>(look_at({}));
    bool is_over = false;
    while (!is_over && passes_ < kMaxFixPasses && looks_ < kMaxFixLooks) {
      is_over = !pass();
      passes_ += is_over ? 0 : 1;
    }
    if (!is_over) {
      drop_rest();
    }
    return finish();
  }

 private:
  // False when there is nothing left to do.
  bool pass() {
    remember_sources();
    diag::FixClass fix_class = diag::FixClass::kSafe;
    std::vector<Candidate> candidates = candidates_of(fix_class);
    if (candidates.empty() && options_.level == FixLevel::kSuggested) {
      fix_class = diag::FixClass::kSuggested;
      candidates = candidates_of(fix_class);
    }
    if (candidates.empty()) {
      return false;
    }
    fix_class_ = fix_class;
    accepted_.clear();
    current_.reset();
    accept(without_overlaps(candidates));
    if (accepted_.empty()) {
      return !dropped_in_pass_.empty();  // without these there may be others
    }
    keep();
    return true;
  }

  std::vector<Candidate> candidates_of(diag::FixClass fix_class) {
    dropped_in_pass_.clear();
    auto selected = options_.selection ? options_.selection(*base_->analysis.build)
                                       : [](const diag::Diagnostic&) { return true; };
    std::vector<Candidate> found = find_candidates(*base_, fix_class, selected, dropped_keys_);
    std::erase_if(found, [this](const Candidate& candidate) {
      auto outside = std::ranges::find_if(
          candidate.edits, [this](const PathEdit& edit) { return !is_inside(edit.path); });
      if (outside == candidate.edits.end()) {
        return false;
      }
      drop(candidate, outside->path + " lies outside of the project");
      return true;
    });
    return found;
  }

  // What there still is to fix when a limit is reached.
  void drop_rest() {
    remember_sources();
    for (diag::FixClass fix_class : {diag::FixClass::kSafe, diag::FixClass::kSuggested}) {
      if (fix_class == diag::FixClass::kSafe || options_.level == FixLevel::kSuggested) {
        for (const Candidate& candidate : candidates_of(fix_class)) {
          drop(candidate, std::string(kTooMany));
        }
      }
    }
  }

  // --- trying

  void accept(const Fixes& fixes) {
    if (fixes.empty()) {
      return;
    }
    if (looks_ >= kMaxFixLooks) {
      for (const Candidate* fix : fixes) {
        drop(*fix, std::string(kTooMany));
      }
      return;
    }
    Fixes all = accepted_;
    all.insert(all.end(), fixes.begin(), fixes.end());
    Bytes bytes = applied(all, [this](const std::string& path) { return source(path); });
    auto after = std::make_unique<Look>(look_at(bytes));
    FixVerdict verdict = judge(
        {.before = *base_, .after = *after, .fix_class = fix_class_, .fixes = all, .bytes = bytes});
    if (verdict.is_good()) {
      accepted_ = std::move(all);
      current_ = std::move(after);
      return;
    }
    if (fixes.size() == 1) {
      return drop(*fixes.front(), verdict.blames.front().reason);
    }
    divide(fixes, verdict);
  }

  // Those that are to blame go, nobody suspects the first ones of the others.
  void divide(const Fixes& fixes, const FixVerdict& verdict) {
    std::set<const Candidate*> untried(fixes.begin(), fixes.end());
    std::set<const Candidate*> suspected;
    std::vector<Blame> blames;  // of those that are tried now, since the others were good
    for (Blame blame : verdict.blames) {
      std::erase_if(blame.suspects, [&](const Candidate* fix) { return !untried.contains(fix); });
      suspected.insert(blame.suspects.begin(), blame.suspects.end());
      blames.push_back(std::move(blame));
    }
    bool all_suspected = suspected.size() == fixes.size();
    std::set<const Candidate*> gone;
    for (const Blame& blame : blames) {
      bool is_culprit = blame.suspects.size() == 1 && (blame.is_certain || all_suspected);
      if (is_culprit && gone.insert(blame.suspects.front()).second) {
        drop(*blame.suspects.front(), blame.reason);
      }
    }
    Fixes left;
    std::ranges::copy_if(fixes, std::back_inserter(left),
                         [&](const Candidate* fix) { return !gone.contains(fix); });
    if (!gone.empty()) {
      return accept(left);
    }
    std::set<const Candidate*> second = suspected;
    if (suspected.empty()) {
      second.insert(fixes.begin() + static_cast<std::ptrdiff_t>(fixes.size() / 2), fixes.end());
    } else if (all_suspected) {
      // Half of each: what fails alone in one of them is told at once everywhere.
      for (const Blame& blame : blames) {
        for (std::size_t i = 0; i < blame.suspects.size() / 2; ++i) {
          second.erase(blame.suspects[i]);
        }
      }
    }
    auto waiting = std::ranges::stable_partition(
        left, [&](const Candidate* fix) { return !second.contains(fix); });
    accept(Fixes(left.begin(), waiting.begin()));
    accept(Fixes(waiting.begin(), left.end()));
  }

  void drop(const Candidate& candidate, std::string reason) {
    dropped_keys_.insert(candidate.key);
    dropped_in_pass_.insert(candidate.key);
    reasons_[candidate.key] = std::move(reason);
  }

  // What was accepted is the state that the next pass begins with.
  void keep() {
    for (auto& [path, bytes] :
         applied(accepted_, [this](const std::string& name) { return source(name); })) {
      before_.try_emplace(path, source(path));
      changed_[path] = bytes;
    }
    for (const Candidate* fix : accepted_) {
      ++fixed_[{fix->edits.front().path, base_->findings[fix->finding].code}];
      for (const PathEdit& edit : fix->edits) {
        groups_.join(fix->edits.front().path, edit.path);
      }
    }
    base_ = std::move(current_);
  }

  // --- files

  void remember_sources() {
    sources_.clear();
    const SourceMap& all = base_->sources();
    for (std::size_t i = 0; i < all.size(); ++i) {
      sources_.try_emplace(all.at(SourceId(i)).name(), SourceId(i));
    }
  }

  [[nodiscard]] std::string_view source(const std::string& path) const {
    return base_->sources().at(sources_.at(path)).bytes();
  }

  [[nodiscard]] const std::string& root() const { return base_->analysis.build->project.root; }

  [[nodiscard]] bool is_inside(const std::string& path) const {
    if (options_.analysis.build.overlay.contains(path)) {
      return true;
    }
    auto top = files_.canonical(root());
    auto full = files_.canonical(join_path(root(), path));
    return top && full && full->starts_with(*top == "/" ? *top : *top + "/");
  }

  // The project with the changes of earlier passes and these.
  Look look_at(const Bytes& bytes) {
    if (options_.on_look) {
      options_.on_look(looks_);
    }
    ++looks_;
    AnalysisOptions analysis = options_.analysis;
    Bytes on_disk;
    const Bytes& earlier = changed_;
    for (const Bytes* changes : {&earlier, &bytes}) {
      for (const auto& [path, text] : *changes) {
        if (auto overlaid = analysis.build.overlay.find(path);
            overlaid != analysis.build.overlay.end()) {
          overlaid->second = text;
        } else if (auto full = files_.canonical(join_path(root(), path))) {
          on_disk[*full] = text;
        }
      }
    }
    OverlayFileSystem overlay(files_, std::move(on_disk));
    return look(overlay, analysis);
  }

  // --- the result

  FixRun finish() {
    FixRun made;
    made.passes = passes_;
    for (const auto& [path, before] : before_) {
      if (before != changed_[path]) {
        made.files.push_back({.path = path, .before = before, .after = changed_[path]});
      }
    }
    std::map<std::string, std::size_t> numbers;
    for (FixedFile& file : made.files) {
      file.group = numbers.try_emplace(groups_.root(file.path), numbers.size()).first->second;
    }
    for (const auto& [key, count] : fixed_) {
      auto number = numbers.find(groups_.root(key.first));
      made.counts.push_back({.code = key.second,
                             .group = number == numbers.end() ? kNoGroup : number->second,
                             .count = count});
    }
    made.fixed = by_code(made.counts);
    made.findings = base_->findings;
    report_dropped(made.findings);
    made.analysis = std::move(base_->analysis);
    return made;
  }

  // At their findings, which are still there.
  void report_dropped(std::vector<diag::Diagnostic>& findings) const {
    if (reasons_.empty()) {
      return;
    }
    for (diag::FixClass fix_class : {diag::FixClass::kSafe, diag::FixClass::kSuggested}) {
      auto any = [](const diag::Diagnostic&) { return true; };
      for (const Candidate& candidate : find_candidates(*base_, fix_class, any, {})) {
        auto dropped = reasons_.find(candidate.key);
        if (dropped == reasons_.end()) {
          continue;
        }
        const diag::Diagnostic& finding = base_->findings[candidate.finding];
        diag::Diagnostic told =
            diag::make(diag::Code::kFixDropped,
                       {{"code", diag::code_text(finding.code)}, {"reason", dropped->second}});
        told.has_primary = finding.has_primary;
        told.primary = {.span = finding.primary.span, .text = finding.fixes[candidate.fix].title};
        told.place = finding.place;
        findings.push_back(std::move(told));
      }
    }
  }

  FileSystem& files_;
  const FixOptions& options_;
  std::unique_ptr<Look> base_;     // what the pass begins with
  std::unique_ptr<Look> current_;  // the same with what was accepted
  diag::FixClass fix_class_ = diag::FixClass::kSafe;
  Fixes accepted_;
  std::map<std::string, SourceId> sources_;
  Bytes before_;
  Bytes changed_;
  Groups groups_;
  std::map<std::pair<std::string, diag::Code>, std::size_t> fixed_;  // by a file of the group
  std::set<std::string> dropped_keys_;
  std::set<std::string> dropped_in_pass_;
  std::map<std::string, std::string> reasons_;
  std::size_t passes_ = 0;
  std::size_t looks_ = 0;
};

}  // namespace

CodeCounts by_code(const std::vector<FixCount>& counts) {
  std::map<diag::Code, std::size_t> sums;
  for (const FixCount& each : counts) {
    sums[each.code] += each.count;
  }
  CodeCounts sorted(sums.begin(), sums.end());
  std::ranges::stable_sort(sorted, std::greater(), &std::pair<diag::Code, std::size_t>::second);
  return sorted;
}

FixRun fix(FileSystem& files, const FixOptions& options) {
  return Fixing(files, options).run();
}

Status write_fixed(FileSystem& files, const project::Opened& project, const FixedFile& file) {
  RULEC_TRY(path, files.canonical(join_path(project.root, file.path)));
  RULEC_TRY(bytes, files.read_file(path, std::max(file.before.size() + 1, file.after.size() + 1)));
  if (bytes != file.before) {
    return fail(ErrorCode::kIo, file.path + ": changed while its fixes were made");
  }
  return files.write_file(path, file.after);
}

FixWrites write_all_fixed(FileSystem& files, const project::Opened& project,
                          const std::vector<FixedFile>& fixed) {
  FixWrites made;
  std::map<std::size_t, std::vector<const FixedFile*>> groups;
  for (const FixedFile& file : fixed) {
    groups[file.group].push_back(&file);
  }
  for (const auto& [number, group] : groups) {
    std::vector<const FixedFile*> done;
    for (const FixedFile* file : group) {
      Status written = write_fixed(files, project, *file);
      if (written) {
        done.push_back(file);
        continue;
      }
      made.errors.push_back(written.error());
      for (const FixedFile* other : done) {
        FixedFile back = {.path = other->path, .before = other->after, .after = other->before};
        if (Status restored = write_fixed(files, project, back); !restored) {
          made.errors.push_back(restored.error());
        }
      }
      done.clear();
      break;
    }
    for (const FixedFile* file : done) {
      made.written.push_back(file->path);
    }
  }
  std::ranges::sort(made.written);
  return made;
}

}  // namespace rulec::tooling
