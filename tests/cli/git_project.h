// A project in a git repository of its own, for tests of the real program.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "process.h"

namespace rulec::testing {

// Rule `id`; the condition of a bad one calls an operator that does not exist (RC2001).
enum class Quality : std::uint8_t { kGood, kBad };
[[nodiscard]] std::string rule(const std::string& id, Quality quality = Quality::kGood);

// A folder with the rule `a`, and a home folder without any git configuration of this machine.
class GitProject {
 public:
  GitProject();

  void write(const std::string& name, const std::string& bytes) { folder_.write(name, bytes); }
  [[nodiscard]] std::string read(const std::string& name) { return folder_.read(name); }
  [[nodiscard]] const std::string& path() const { return folder_.path(); }

  // Adds to the user's configuration.
  void configure(const std::string& text);
  // Runs git, which must succeed; its output.
  std::string git(std::vector<std::string> arguments, const std::string& input = {});
  void commit();
  ProcessResult rulec(std::vector<std::string> arguments);

 private:
  ProcessResult run(const std::vector<std::string>& arguments, const std::string& input = {});

  ScratchFolder home_;
  ScratchFolder folder_;
};

}  // namespace rulec::testing
