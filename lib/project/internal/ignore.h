// .gitignore files, by the rules of gitignore(5): comments, negation, anchors, folders, `**`. An
// own matcher because opening libgit2 would cost a third of the start-up time of `lint`.
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
  // `path` is relative to the root. The last pattern that matches decides.
  enum class Kind : bool { kFile, kFolder };
  [[nodiscard]] bool is_ignored(std::string_view path, Kind kind) const;

 private:
  struct Pattern {
    std::string glob;  // full path below the root
    bool is_negated = false;
    bool is_folder_only = false;
  };
  std::vector<Pattern> patterns_;
};

}  // namespace rulec::project
