// The `.rbx` container: header, section table, sections (bundles-and-trust.md section 2). Layout:
// 64-byte header, table of 64-byte entries sorted by type, sections at multiples of 64 with zero
// gaps, all integers little-endian, nothing compressed. Version history: 1.0.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "bytecode/bytecode.h"
#include "bytecode/program.h"

namespace rulec::bundle {

inline constexpr std::uint16_t kFormatMajor = 1;
inline constexpr std::uint16_t kFormatMinor = 0;

// Manifest of `program` in RFC 8785 form.
[[nodiscard]] std::string write_manifest(const bytecode::Program& program);
// The whole file. Same program, same bytes. `native`: section 48 (bundle/native.h), "" for none.
[[nodiscard]] std::string write_bundle(const bytecode::Program& program,
                                       std::string_view native = {});
[[nodiscard]] std::string write_container(std::vector<bytecode::Section> sections);

// Bytes that nobody can change any more: a sealed memfd, mapped read-only.
class SealedBytes;
[[nodiscard]] Result<std::shared_ptr<const SealedBytes>> read_sealed(const std::string& path,
                                                                     std::size_t max_bytes);
[[nodiscard]] Result<std::shared_ptr<const SealedBytes>> seal(std::string_view bytes);
[[nodiscard]] std::string_view bytes_of(const SealedBytes& sealed);
[[nodiscard]] std::string digest_of(const SealedBytes& sealed);  // "sha256:" + 64 hex digits

struct SectionEntry {
  std::uint32_t type = 0;
  bool is_critical = false;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::string sha256;  // hex
};

struct Container {
  std::shared_ptr<const SealedBytes> bytes;
  std::string digest;
  std::vector<SectionEntry> entries;
  [[nodiscard]] std::optional<std::string_view> section(std::uint32_t type) const;
};

// Steps 2 and 4 to 6 of the loader order. `expected_digest` is "" when there is none; then the
// section hashes are checked too. Failures carry their RC50xx.
[[nodiscard]] Result<Container> open_container(std::shared_ptr<const SealedBytes> bytes,
                                               std::string_view expected_digest);
// Steps 7 and 8 less the native section: manifest and all sections, decoded and validated.
[[nodiscard]] Result<bytecode::Program> read_program(const Container& container);

}  // namespace rulec::bundle
