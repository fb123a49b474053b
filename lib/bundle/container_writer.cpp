#include "base/check.h"
#include "base/hash.h"
#include "base/limits.h"
#include "bundle/bundle.h"
#include "bundle/internal/layout.h"

namespace rulec::bundle {
namespace {

void append_hash(std::string& out, const Sha256Digest& digest) {
  out.append(reinterpret_cast<const char*>(digest.data()), digest.size());
}

// The table, and where the file ends.
struct Table {
  std::string bytes;
  std::uint64_t file_size = 0;
};

Table make_table(const std::vector<bytecode::Section>& sections) {
  Table table;
  std::uint64_t end = kHeaderBytes + sections.size() * kEntryBytes;
  for (const bytecode::Section& section : sections) {
    std::uint64_t offset = align_up(end);
    append<std::uint32_t>(table.bytes, section.type);
    append<std::uint32_t>(table.bytes, section.is_critical ? kCriticalFlag : 0);
    append<std::uint64_t>(table.bytes, offset);
    append<std::uint64_t>(table.bytes, section.bytes.size());
    append<std::uint64_t>(table.bytes, 0);
    append_hash(table.bytes, sha256(section.bytes));
    end = offset + section.bytes.size();
  }
  table.file_size = end;
  return table;
}

std::string make_header(const Table& table, std::size_t section_count) {
  std::string header(kMagic);
  append<std::uint16_t>(header, kFormatMajor);
  append<std::uint16_t>(header, kFormatMinor);
  append<std::uint32_t>(header, kHeaderBytes);
  append<std::uint64_t>(header, table.file_size);
  append<std::uint32_t>(header, static_cast<std::uint32_t>(section_count));
  append<std::uint32_t>(header, kEntryBytes);
  Sha256Stream head;
  head.update(header);
  head.update(table.bytes);
  append_hash(header, head.finish());
  return header;
}

}  // namespace

std::string write_container(std::vector<bytecode::Section> sections) {
  RULEC_CHECK(!sections.empty() && sections.size() <= kMaxSections);
  for (std::size_t i = 1; i < sections.size(); ++i) {
    RULEC_CHECK(sections[i - 1].type < sections[i].type);
  }
  Table table = make_table(sections);
  std::string file = make_header(table, sections.size());
  file.reserve(table.file_size);
  file += table.bytes;
  for (const bytecode::Section& section : sections) {
    file.resize(align_up(file.size()), '\0');
    file += section.bytes;
  }
  RULEC_CHECK(file.size() == table.file_size);
  return file;
}

std::string write_bundle(const bytecode::Program& program, std::string_view native) {
  std::vector<bytecode::Section> sections = bytecode::encode(program);
  sections.insert(sections.begin(),
                  {.type = static_cast<std::uint32_t>(bytecode::SectionType::kManifest),
                   .is_critical = true,
                   .bytes = write_manifest(program)});
  if (!native.empty()) {
    sections.push_back({.type = static_cast<std::uint32_t>(bytecode::SectionType::kNative),
                        .is_critical = false,
                        .bytes = std::string(native)});
  }
  return write_container(std::move(sections));
}

}  // namespace rulec::bundle
