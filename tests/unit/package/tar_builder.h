// Tar files made by hand, good and bad, and image layouts of any content.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::testing {

// A header block and its content, each field as it is wanted; the checksum is made at the end.
struct TarPart {
  std::string name;
  std::string content;
  char type = '0';
  std::string link;
  std::string magic = std::string("ustar\0", 6);
  std::string version = "00";
  std::string prefix;
  std::string owner;
  std::string group;
  std::string size_field;  // instead of the size of the content
  std::uint64_t time = 0;
};

[[nodiscard]] std::string tar_of(const std::vector<TarPart>& parts);

// A layer of a manifest, as it is described; `bytes` is what the blob holds.
struct Layer {
  std::string media_type;
  std::string bytes;
  std::string annotations;        // JSON object, "" for none
  std::uint64_t stated_size = 0;  // instead of the size of the bytes
};

// Parts of a whole package, to be changed by a test before tar_of().
struct LayoutParts {
  std::string artifact_type = "application/vnd.rulec.bundle.v1";
  std::vector<Layer> layers;
  std::string index;  // "" for the one of the manifest
};
[[nodiscard]] std::vector<TarPart> parts_of(const LayoutParts& layout);
// A bundle of a few bytes and an envelope.
[[nodiscard]] LayoutParts small_layout();
[[nodiscard]] std::string blob_name(std::string_view bytes);

}  // namespace rulec::testing
