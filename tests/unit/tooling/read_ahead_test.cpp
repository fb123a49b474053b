// Rule files are read by two threads; a file system is asked by one at a time, as dev's cache of
// files needs it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <string>
#include <thread>

#include "memory_file_system.h"
#include "tooling/build.h"

using namespace rulec;

namespace {

// Tells whether a second question comes while one is being answered.
class OneAtATime final : public FileSystem {
 public:
  testing::MemoryFileSystem files;
  std::atomic<int> asking = 0;
  std::atomic<bool> has_met = false;

  template <class Answer>
  auto alone(Answer answer) {
    has_met = has_met || ++asking > 1;
    for (int i = 0; i < 200; ++i) {
      std::this_thread::yield();
    }
    auto given = answer();
    --asking;
    return given;
  }
  Result<std::string> read_file(const std::string& path, std::size_t max_bytes) override {
    return alone([&] { return files.read_file(path, max_bytes); });
  }
  Result<std::vector<DirectoryEntry>> list_folder(const std::string& path) override {
    return alone([&] { return files.list_folder(path); });
  }
  Result<FileInfo> info(const std::string& path) override {
    return alone([&] { return files.info(path); });
  }
  Result<std::string> canonical(const std::string& path) override {
    return alone([&] { return files.canonical(path); });
  }
  Status write_file(const std::string& path, std::string_view bytes) override {
    return files.write_file(path, bytes);
  }
  Status write_private_file(const std::string& path, std::string_view bytes) override {
    return files.write_private_file(path, bytes);
  }
  Status make_folder(const std::string& path) override { return files.make_folder(path); }
  Status remove_file(const std::string& path) override { return files.remove_file(path); }
};

}  // namespace

TEST_CASE("whoever is asked whether to go on may look at files, while texts ask for schemas") {
  OneAtATime files;
  for (int i = 0; i < 200; ++i) {
    files.files.add_file(fmt::format("schemas/e{}.context.json", i),
                         R"({"type":"object","properties":{"items":{"type":"array"}}})");
    files.files.add_file(fmt::format("rules/r{:03}.effx", i),
                         fmt::format("// {}\nrule r{} on e{} {{\n  when {{ items.length > 1 }}\n"
                                     "  then {{ display_message(message: \"m\") }}\n}}\n",
                                     std::string(500, '-'), i, i));
  }
  tooling::BuildOptions options;
  options.is_cancelled = [&] {
    [[maybe_unused]] auto asked = files.info("rulec.yaml");
    return false;
  };
  diag::Collector findings;
  auto build = tooling::build(files, options, tooling::Phase::kEmit, findings);
  CHECK(build->program.has_value());
  CHECK(!files.has_met);
}
