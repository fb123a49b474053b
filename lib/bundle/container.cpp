// Steps 2 and 4 to 6 of the loader order: nothing later is looked at before what stands above it
// has been checked, and nothing is allocated for a count that the bytes do not carry.
#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"
#include "bundle/bundle.h"
#include "bundle/internal/layout.h"
#include "bundle/internal/refusal.h"

namespace rulec::bundle {
namespace {

std::string hash_text(std::string_view bytes, std::size_t offset) {
  return to_hex(bytes.substr(offset, kHashBytes));
}

Status check_magic_and_major(std::string_view bytes) {
  std::size_t common = std::min(bytes.size(), kMagic.size());
  if (bytes.empty() || bytes.substr(0, common) != kMagic.substr(0, common)) {
    return refuse(Refusal::kBadMagic, "this is no bundle");
  }
  if (bytes.size() < kHeaderBytes) {
    return refuse(Refusal::kTruncatedOrTrailing, "the bundle ends inside its header, after " +
                                                     std::to_string(bytes.size()) + " bytes");
  }
  auto major = load<std::uint16_t>(bytes, kMajorAt);
  if (major != kFormatMajor) {
    return refuse(Refusal::kFormatNewer, "the bundle has format " + std::to_string(major) +
                                             "; this rulec reads " + std::to_string(kFormatMajor));
  }
  return {};
}

Status check_header_field(std::string_view bytes, std::size_t offset, std::uint32_t expected,
                          std::string_view name) {
  auto found = load<std::uint32_t>(bytes, offset);
  if (found == expected) {
    return {};
  }
  return refuse(Refusal::kBadHeader, "the header is damaged: its " + std::string(name) + " is " +
                                         std::to_string(found) + ", not " +
                                         std::to_string(expected));
}

Status check_header(std::string_view bytes) {
  RULEC_TRY_STATUS(check_magic_and_major(bytes));
  RULEC_TRY_STATUS(check_header_field(bytes, kHeaderSizeAt, kHeaderBytes, "size"));
  RULEC_TRY_STATUS(check_header_field(bytes, kEntrySizeAt, kEntryBytes, "size of a table entry"));
  auto count = load<std::uint32_t>(bytes, kSectionCountAt);
  if (count == 0 || count > kMaxSections) {
    return refuse(Refusal::kBadHeader,
                  "the header is damaged: it counts " + std::to_string(count) + " sections");
  }
  auto stated = load<std::uint64_t>(bytes, kFileSizeAt);
  if (stated != bytes.size()) {
    return refuse(Refusal::kTruncatedOrTrailing, "the bundle says it has " +
                                                     std::to_string(stated) + " bytes and has " +
                                                     std::to_string(bytes.size()));
  }
  return {};
}

std::unexpected<Error> bad_table(const std::string& problem) {
  return refuse(Refusal::kBadSectionTable, "the section table is damaged: " + problem);
}

Status check_head_hash(std::string_view bytes, std::size_t table_bytes) {
  if (table_bytes > bytes.size() - kHeaderBytes) {
    return bad_table("it does not fit into the file");
  }
  Sha256Stream head;
  head.update(bytes.substr(0, kHeadHashAt));
  head.update(bytes.substr(kHeaderBytes, table_bytes));
  if (to_hex(head.finish()) != hash_text(bytes, kHeadHashAt)) {
    return refuse(Refusal::kHeadHashMismatch, "the header does not match its hash");
  }
  return {};
}

// What this reader knows about a type; a reader never runs a section that it does not know.
enum class Known : std::uint8_t { kNo, kCritical, kOptional };

Known known_type(std::uint32_t type) {
  using bytecode::SectionType;
  switch (static_cast<SectionType>(type)) {
    case SectionType::kManifest:
    case SectionType::kStrings:
    case SectionType::kConstants:
    case SectionType::kCode:
    case SectionType::kRules:
    case SectionType::kActions:
    case SectionType::kSchemas:
    case SectionType::kScorecards:
    case SectionType::kFlows:
    case SectionType::kTemplates:
      return Known::kCritical;
    case SectionType::kSourceMap:
    case SectionType::kRuleText:
    case SectionType::kProbes:
    case SectionType::kNative:
      return Known::kOptional;
  }
  return Known::kNo;
}

// Reads the table entry by entry; `end_` is where the section before ends.
class TableReader {
 public:
  TableReader(std::string_view bytes, std::size_t count)
      : bytes_(bytes), count_(count), end_(kHeaderBytes + count * kEntryBytes) {}

  Result<std::vector<SectionEntry>> read() {
    std::vector<SectionEntry> entries;
    for (std::size_t i = 0; i < count_; ++i) {
      std::size_t at = kHeaderBytes + i * kEntryBytes;
      RULEC_TRY_STATUS(check_type(at, i));
      RULEC_TRY_STATUS(check_place(at));
      entries.push_back({.type = load<std::uint32_t>(bytes_, at + kTypeAt),
                         .is_critical = is_critical(at),
                         .offset = load<std::uint64_t>(bytes_, at + kOffsetAt),
                         .length = load<std::uint64_t>(bytes_, at + kLengthAt),
                         .sha256 = hash_text(bytes_, at + kHashAt)});
    }
    if (end_ != bytes_.size()) {
      return bad_table("the file goes on after the last section");
    }
    return entries;
  }

 private:
  [[nodiscard]] bool is_critical(std::size_t at) const {
    return (load<std::uint32_t>(bytes_, at + kFlagsAt) & kCriticalFlag) != 0;
  }

  Status check_type(std::size_t at, std::size_t index) {
    auto type = load<std::uint32_t>(bytes_, at + kTypeAt);
    if (index > 0 && type <= load<std::uint32_t>(bytes_, at - kEntryBytes + kTypeAt)) {
      return bad_table("its types are not in ascending order");
    }
    if ((load<std::uint32_t>(bytes_, at + kFlagsAt) & ~kCriticalFlag) != 0 ||
        load<std::uint64_t>(bytes_, at + kReservedAt) != 0) {
      return bad_table("a reserved field of section " + std::to_string(type) + " is not zero");
    }
    Known known = known_type(type);
    if (known == Known::kNo && is_critical(at)) {
      return refuse(Refusal::kUnknownCriticalSection, "the bundle needs a section of type " +
                                                          std::to_string(type) +
                                                          ", which this rulec does not know");
    }
    if (known != Known::kNo && (known == Known::kCritical) != is_critical(at)) {
      return bad_table("the critical flag of section " + std::to_string(type) + " is wrong");
    }
    return {};
  }

  Status check_place(std::size_t at) {
    auto type = load<std::uint32_t>(bytes_, at + kTypeAt);
    auto offset = load<std::uint64_t>(bytes_, at + kOffsetAt);
    auto length = load<std::uint64_t>(bytes_, at + kLengthAt);
    if (offset != align_up(end_)) {
      return bad_table("section " + std::to_string(type) + " does not follow the one before it");
    }
    if (offset > bytes_.size() || length > bytes_.size() - offset) {
      return bad_table("section " + std::to_string(type) + " reaches past the end of the file");
    }
    for (std::uint64_t i = end_; i < offset; ++i) {
      if (bytes_[i] != '\0') {
        return refuse(Refusal::kNonzeroPadding, "a gap is not zero at byte " + std::to_string(i));
      }
    }
    end_ = offset + length;
    return {};
  }

  std::string_view bytes_;
  std::size_t count_;
  std::uint64_t end_;
};

Status check_section_hashes(std::string_view bytes, const std::vector<SectionEntry>& entries) {
  for (const SectionEntry& entry : entries) {
    if (to_hex(sha256(bytes.substr(entry.offset, entry.length))) != entry.sha256) {
      return refuse(Refusal::kSectionHashMismatch,
                    "section `" + std::string(bytecode::section_name(entry.type)) +
                        "` does not match its hash");
    }
  }
  return {};
}

}  // namespace

std::optional<std::string_view> Container::section(std::uint32_t type) const {
  for (const SectionEntry& entry : entries) {
    if (entry.type == type) {
      return bytes_of(*bytes).substr(entry.offset, entry.length);
    }
  }
  return std::nullopt;
}

Result<Container> open_container(std::shared_ptr<const SealedBytes> bytes,
                                 std::string_view expected_digest) {
  Container container{.bytes = std::move(bytes), .digest = {}, .entries = {}};
  std::string_view file = bytes_of(*container.bytes);
  container.digest = digest_of(*container.bytes);
  if (!expected_digest.empty() && container.digest != expected_digest) {
    return refuse(Refusal::kDigestMismatch, "the bundle has the digest " + container.digest +
                                                ", expected " + std::string(expected_digest));
  }
  RULEC_TRY_STATUS(check_header(file));
  auto count = load<std::uint32_t>(file, kSectionCountAt);
  RULEC_TRY_STATUS(check_head_hash(file, std::size_t{count} * kEntryBytes));
  RULEC_TRY(entries, TableReader(file, count).read());
  container.entries = std::move(entries);
  if (expected_digest.empty()) {
    RULEC_TRY_STATUS(check_section_hashes(file, container.entries));
  }
  return container;
}

}  // namespace rulec::bundle
