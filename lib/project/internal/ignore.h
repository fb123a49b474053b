// .gitignore files, by the rules of gitignore(5): comments, negation, anchors, folders, `**`. An
// own matcher because opening libgit2 would cost a third of the start-up time of `lint`. Whether a
// file is tracked is not asked: a tracked file that a pattern names counts as ignored.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rulec::project {

class IgnoreRules {
 public:
  // Patterns of the .gitignore in `folder` ("" is the root); folders are added from the root
  // inwards.
  void add(std::string_view folder, std::string_view text);
  // `path` is relative to the root, and none of its parents is ignored. The last pattern that
  // matches decides.
  enum class Kind : bool { kFile, kFolder };
  [[nodiscard]] bool is_ignored(std::string_view path, Kind kind) const;

 private:
  struct Pattern {
    std::string folder;  // "" or "a/b/": what the glob is relative to
    std::string glob;
    bool is_anchored = false;  // else the glob is one segment, compared with the last one
    bool is_negated = false;
    bool is_folder_only = false;
  };
  static bool matches(const Pattern& pattern, std::string_view path);

  std::vector<Pattern> patterns_;
};

}  // namespace rulec::project
