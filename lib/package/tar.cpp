#include "package/internal/tar.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/check.h"
#include "diag/render.h"
#include "package/internal/refusal.h"

namespace rulec::package {
namespace {

using diag::Code;

constexpr std::size_t kBlockBytes = 512;

// Where a field lies in the header block.
struct Field {
  std::size_t offset;
  std::size_t length;
};
constexpr Field kName{0, 100};
constexpr Field kMode{100, 8};
constexpr Field kUser{108, 8};
constexpr Field kGroup{116, 8};
constexpr Field kSize{124, 12};
constexpr Field kTime{136, 12};
constexpr Field kChecksum{148, 8};
constexpr std::size_t kTypeAt = 156;
constexpr Field kLinkName{157, 100};
constexpr Field kMagic{257, 6};
constexpr Field kVersion{263, 2};
constexpr Field kUserName{265, 32};
constexpr Field kGroupName{297, 32};
constexpr Field kDeviceMajor{329, 8};
constexpr Field kDeviceMinor{337, 8};
constexpr Field kPrefix{345, 155};
constexpr Field kRest{500, 12};

constexpr std::string_view kUstarMagic("ustar\0", 6);
constexpr std::string_view kUstarVersion = "00";

std::string_view field_of(std::string_view block, Field field) {
  return block.substr(field.offset, field.length);
}

bool is_zero(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) { return c == '\0'; });
}

// The bytes before the first NUL; nothing when other bytes hide behind it.
std::optional<std::string_view> text_of(std::string_view field) {
  std::string_view text = field.substr(0, field.find('\0'));
  return is_zero(field.substr(text.size())) ? std::optional(text) : std::nullopt;
}

// Nobody uses the names of owners; they are only kept from carrying anything else. POSIX asks for a
// NUL behind them.
bool is_owner_name(std::string_view field) {
  std::optional<std::string_view> text = text_of(field);
  return text && text->size() < field.size() &&
         std::ranges::all_of(*text, [](char c) { return c >= ' ' && c < '\x7f'; });
}

// Octal digits, then blanks and NULs; an empty field is 0. Nothing for the binary form of GNU.
std::optional<std::uint64_t> number_of(std::string_view field) {
  constexpr std::string_view kEnd(" \0", 2);
  std::size_t begin = std::min(field.find_first_not_of(' '), field.size());
  std::uint64_t number = 0;
  std::size_t at = begin;
  while (at < field.size() && field[at] >= '0' && field[at] <= '7') {
    number = number * 8 + static_cast<std::uint64_t>(field[at] - '0');
    ++at;
  }
  bool is_ended = field.substr(at).find_first_not_of(kEnd) == std::string_view::npos;
  return is_ended ? std::optional(number) : std::nullopt;
}

// The sum of all bytes, those of the checksum itself taken as blanks.
std::uint64_t checksum_of(std::string_view block) {
  std::uint64_t sum = kChecksum.length * std::uint64_t{' '};
  for (std::size_t i = 0; i < kBlockBytes; ++i) {
    if (i < kChecksum.offset || i >= kChecksum.offset + kChecksum.length) {
      sum += static_cast<unsigned char>(block[i]);
    }
  }
  return sum;
}

std::string_view kind_of(char type) {
  switch (type) {
    case '1':
      return "a hard link";
    case '2':
      return "a symbolic link";
    case '3':
    case '4':
      return "a device";
    case '6':
      return "a FIFO";
    case 'x':
    case 'g':
      return "a PAX header";
    case 'K':
    case 'L':
      return "a GNU header of a long name";
    case 'S':
      return "a sparse file";
    default:
      return "of an unknown type";
  }
}

class TarReader {
 public:
  explicit TarReader(std::string_view bytes) : bytes_(bytes) {}

  Result<std::vector<TarEntry>> run() {
    if (!looks_like_tar(bytes_)) {
      return no_tar("it is no tar file");
    }
    std::vector<TarEntry> entries;
    while (true) {
      RULEC_TRY(block, next(kBlockBytes, "a header"));
      if (is_zero(block)) {
        RULEC_TRY_STATUS(read_end());
        return entries;
      }
      RULEC_TRY(entry, read_entry(block));
      entries.push_back(entry);
    }
  }

 private:
  static std::unexpected<Error> no_tar(const std::string& problem) {
    return refuse(Code::kNotAPackage, "the file is no package: " + problem);
  }

  static std::unexpected<Error> bad_entry(std::string_view name, std::string_view what) {
    return refuse(Code::kBadPackEntry,
                  "the package holds an entry that a package does not have: `" +
                      diag::printable(name) + "` " + std::string(what));
  }

  Result<std::string_view> next(std::size_t length, std::string_view what) {
    if (bytes_.size() - at_ < length) {
      return no_tar("it ends in " + std::string(what));
    }
    at_ += length;
    return bytes_.substr(at_ - length, length);
  }

  // A second block of zeros, then nothing but whole blocks of them: tar pads to 10 KiB.
  Status read_end() {
    RULEC_TRY(block, next(kBlockBytes, "its end mark"));
    std::string_view rest = bytes_.substr(at_);
    if (!is_zero(block) || !is_zero(rest) || rest.size() % kBlockBytes != 0) {
      return no_tar("something stands behind its end");
    }
    return {};
  }

  Result<TarEntry> read_entry(std::string_view block) {
    auto checksum = number_of(field_of(block, kChecksum));
    if (!checksum || *checksum != checksum_of(block)) {
      return no_tar("the checksum of a header is wrong");
    }
    std::string_view shown = field_of(block, kName);
    shown = shown.substr(0, shown.find('\0'));
    RULEC_TRY_STATUS(check_kind(block, shown));
    auto name = text_of(field_of(block, kName));
    auto size = number_of(field_of(block, kSize));
    if (!name || name->empty() || !size) {
      return bad_entry(shown, "has a header that is not in ustar form");
    }
    TarEntry entry{.name = *name, .is_folder = block[kTypeAt] == '5'};
    if (entry.is_folder) {
      if (*size != 0) {
        return bad_entry(shown, "is a folder with content");
      }
      entry.name = entry.name.substr(0, entry.name.size() - (entry.name.ends_with('/') ? 1 : 0));
      return entry;
    }
    // Compared first: a size near the largest number must not be added to anything.
    if (*size > bytes_.size() - at_) {
      return no_tar("it ends in the content of an entry");
    }
    RULEC_TRY(content, next(static_cast<std::size_t>(*size), "the content of an entry"));
    RULEC_TRY(padding, next((kBlockBytes - *size % kBlockBytes) % kBlockBytes, "an entry"));
    if (!is_zero(padding)) {
      return bad_entry(shown, "has bytes behind its end");
    }
    entry.bytes = content;
    return entry;
  }

  static Status check_kind(std::string_view block, std::string_view shown) {
    char type = block[kTypeAt];
    if (type != '0' && type != '\0' && type != '5') {
      return bad_entry(shown, "is " + std::string(kind_of(type)));
    }
    if (field_of(block, kMagic) != kUstarMagic || field_of(block, kVersion) != kUstarVersion) {
      return bad_entry(shown, "has a GNU header");
    }
    bool is_plain = is_zero(field_of(block, kLinkName)) && is_zero(field_of(block, kPrefix)) &&
                    is_zero(field_of(block, kRest)) && is_owner_name(field_of(block, kUserName)) &&
                    is_owner_name(field_of(block, kGroupName));
    for (Field field : {kMode, kUser, kGroup, kTime, kDeviceMajor, kDeviceMinor}) {
      is_plain = is_plain && number_of(field_of(block, field)).has_value();
    }
    if (!is_plain) {
      return bad_entry(shown, "has a header that is not in ustar form");
    }
    return {};
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
};

// `number` in octal with leading zeros, and a NUL behind it.
void put_number(std::string& block, Field field, std::uint64_t number) {
  for (std::size_t i = field.length - 1; i > 0; --i) {
    block[field.offset + i - 1] = static_cast<char>('0' + number % 8);
    number /= 8;
  }
  RULEC_CHECK(number == 0);
}

void put_text(std::string& block, Field field, std::string_view text) {
  RULEC_CHECK(text.size() <= field.length);
  block.replace(field.offset, text.size(), text);
}

}  // namespace

bool looks_like_tar(std::string_view bytes) {
  return bytes.size() >= kBlockBytes &&
         field_of(bytes, kMagic).substr(0, 5) == kUstarMagic.substr(0, 5);
}

Result<std::vector<TarEntry>> read_tar(std::string_view bytes) {
  return TarReader(bytes).run();
}

void append_tar_file(std::string& out, std::string_view name, std::string_view bytes) {
  constexpr std::uint64_t kReadableMode = 0644;
  std::string block(kBlockBytes, '\0');
  put_text(block, kName, name);
  put_number(block, kMode, kReadableMode);
  put_number(block, kUser, 0);
  put_number(block, kGroup, 0);
  put_number(block, kSize, bytes.size());
  put_number(block, kTime, 0);
  block[kTypeAt] = '0';
  put_text(block, kMagic, kUstarMagic);
  put_text(block, kVersion, kUstarVersion);
  put_number(block, kDeviceMajor, 0);
  put_number(block, kDeviceMinor, 0);
  put_number(block, {kChecksum.offset, kChecksum.length - 1}, checksum_of(block));
  block[kChecksum.offset + kChecksum.length - 1] = ' ';
  out += block;
  out += bytes;
  out.append((kBlockBytes - bytes.size() % kBlockBytes) % kBlockBytes, '\0');
}

void append_tar_end(std::string& out) {
  out.append(2 * kBlockBytes, '\0');
}

}  // namespace rulec::package
