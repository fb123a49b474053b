// What a project's schemas say to the reader of text files: names of positional arguments, and
// which fields are lists or texts. The same answers as when the project is built, or formatting
// would change what a file means.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "parser/dsl/text_reader.h"
#include "project/project.h"

namespace rulec::tooling {

class TextNames {
 public:
  // Both outlive this. Schemas are read when somebody asks; one that cannot be used says nothing.
  TextNames(FileSystem& files, const project::Opened& project, std::size_t max_source_bytes);
  ~TextNames();
  TextNames(const TextNames&) = delete;
  TextNames& operator=(const TextNames&) = delete;

  // Questions may come from several threads.
  [[nodiscard]] parser::TextOptions options();
  // While this is held no question is answered, so that no file is read.
  [[nodiscard]] std::unique_lock<std::mutex> pause() { return std::unique_lock(mutex_); }

 private:
  struct Schema;

  [[nodiscard]] const Schema& schema_at(const std::string& path);
  [[nodiscard]] std::vector<std::string> positional(std::string_view effect);
  [[nodiscard]] bool has_length(std::string_view entry_point, std::string_view field);

  FileSystem& files_;
  const project::Opened& project_;
  std::size_t max_source_bytes_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Schema>, std::less<>> schemas_;
};

}  // namespace rulec::tooling
