// SourceSpelling: edits that speak JSON, written as the text of the source they stand in. The twin
// of a text file gets the edits of its JSON; both twins are printed, and where they differ is
// carried over to what the author wrote. Nothing is believed: the text with the edits is read
// again, and its twin has to be the one with the JSON edits.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "tooling/build.h"
#include "tooling/text_names.h"

namespace rulec::tooling {

[[nodiscard]] bool is_text_file(std::string_view path);

class SourceSpelling {
 public:
  // Both outlive this. Schemas are read when a text needs them.
  SourceSpelling(FileSystem& files, const Build& build, std::size_t max_source_bytes)
      : files_(files), build_(build), max_source_bytes_(max_source_bytes) {}

  // Whether an edit would change a text file.
  [[nodiscard]] bool concerns_text(const diag::Fix& fix) const;
  // The edits of one fix, those in text files spelled for them; nothing where one cannot be. Edits
  // of comments are right as they are.
  [[nodiscard]] std::optional<std::vector<diag::Edit>> spelled(
      const std::vector<diag::Edit>& edits);

 private:
  struct Target {
    const json::Document* document = nullptr;
    json::NodeId definition;
  };
  [[nodiscard]] const json::Document* document_of(SourceId source);
  [[nodiscard]] std::optional<Target> target_of(const diag::Edit& edit);
  [[nodiscard]] bool spell(const Target& target, const std::vector<diag::Edit>& edits,
                           std::vector<diag::Edit>& spelled);

  FileSystem& files_;
  const Build& build_;
  std::size_t max_source_bytes_;
  std::optional<TextNames> names_;
  std::map<SourceId, std::size_t> documents_;  // of text files
  std::size_t documents_seen_ = 0;
  std::size_t spelled_ = 0;
};

}  // namespace rulec::tooling
