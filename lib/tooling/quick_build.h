// QuickBuild: the program of a project in which few rules have changed since it was built, out of
// what that build left. The bytes are those that `build` makes of the files as they are now; where
// this is not certain there is no answer, and the project is built as a whole. It tells no
// findings: whoever wants to know them builds as a whole, now or later.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tooling/build.h"

namespace rulec::tooling {

class QuickBuild {
 public:
  // The build that nobody needs any more, made with these options up to its program. Tests may have
  // been read behind it. One that is no good base is dropped.
  void keep(std::unique_ptr<Build> build, const BuildOptions& options);

  // Nothing when the project has to be built as a whole; then there is no base any more.
  [[nodiscard]] std::optional<bytecode::Program> compile(FileSystem& files);

  [[nodiscard]] bool has_base() const { return build_ != nullptr; }

 private:
  // What other rules, and findings about them, may depend on.
  struct Outside {
    std::string id;
    std::vector<std::string> entry_points;
    std::vector<std::string> targets;
    bool operator==(const Outside&) const = default;
  };

  [[nodiscard]] bool is_good_base() const;
  [[nodiscard]] bool has_same_project(FileSystem& files) const;
  [[nodiscard]] bool has_same_schemas(FileSystem& files) const;
  [[nodiscard]] bool read_changes(FileSystem& files);
  [[nodiscard]] bool read_file(FileSystem& files, std::size_t file, std::string bytes);
  [[nodiscard]] bool parse(FileSystem& files, const std::string& path, SourceId source,
                           std::vector<parser::RuleNode>& rules);
  [[nodiscard]] bool compile_changes();
  [[nodiscard]] std::string digest();
  [[nodiscard]] static Outside outside_of(const parser::RuleNode& rule);

  std::unique_ptr<Build> build_;
  BuildOptions options_;
  std::size_t opened_sources_ = 0;  // of the configuration; then come those of the rule files
  std::vector<SourceId> current_;   // source of each rule file
  std::vector<std::pair<std::size_t, std::size_t>> ranges_;  // of each: first rule and count
  std::vector<std::string> digest_lines_;  // of all sources that a program is made of
  std::size_t first_node_count_ = 0;
  std::vector<std::uint32_t> places_;  // of changed rules in the Ast, ascending
};

}  // namespace rulec::tooling
