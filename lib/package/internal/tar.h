// POSIX ustar (IEEE Std 1003.1, pax, "ustar Interchange Format"), as far as a package needs it:
// regular files and folders with short names. Nothing is extracted, so modes, owners and times are
// read by nobody; names are checked by the caller against those that it knows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rulec::package {

struct TarEntry {
  std::string_view name;  // into the bytes that were read; of a folder without its last slash
  std::string_view bytes;
  bool is_folder = false;
};

// Whether the first block has the mark of ustar or of its GNU variant.
[[nodiscard]] bool looks_like_tar(std::string_view bytes);

// All entries in the order of the file, with views into `bytes`. RC5030 for what is no whole tar
// file, RC5031 for an entry of another kind than file and folder.
[[nodiscard]] Result<std::vector<TarEntry>> read_tar(std::string_view bytes);

// Header, bytes and padding of one file: mode 0644, no owner, no time. A name has at most 100
// bytes.
void append_tar_file(std::string& out, std::string_view name, std::string_view bytes);
void append_tar_end(std::string& out);

}  // namespace rulec::package
