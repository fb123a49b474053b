#include "native/object_check.h"

#include <elf.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "native/jit_interface.h"

namespace rulec::native {
namespace {

constexpr std::size_t kMaxSections = 256;
constexpr std::uint32_t kAddressSignificance = 0x6fff'4c03;  // SHT_LLVM_ADDRSIG

std::unexpected<Error> refused(std::string_view problem) {
  return fail(ErrorCode::kBadArtifact, "its machine code is refused: " + std::string(problem));
}

// The object, read where it lies inside it. Names are looked up with their end.
class Object {
 public:
  explicit Object(std::string_view bytes) : bytes_(bytes) {}

  Status check(std::size_t function_count) {
    RULEC_TRY_STATUS(read_head());
    for (const Elf64_Shdr& section : sections_) {
      RULEC_TRY_STATUS(check_section(section));
    }
    std::vector<bool> is_given(function_count, false);
    for (const Elf64_Shdr& section : sections_) {
      if (section.sh_type == SHT_SYMTAB) {
        RULEC_TRY_STATUS(check_symbols(section, is_given));
      } else if (section.sh_type == SHT_RELA) {
        RULEC_TRY_STATUS(check_relocations(section));
      }
    }
    return std::ranges::find(is_given, false) == is_given.end() ? Status()
                                                                : refused("it lacks a function");
  }

 private:
  template <class Part>
  [[nodiscard]] Part at(std::uint64_t offset) const {
    Part part;
    std::memcpy(&part, bytes_.data() + offset, sizeof(part));
    return part;
  }
  [[nodiscard]] bool holds(std::uint64_t offset, std::uint64_t length) const {
    return offset <= bytes_.size() && length <= bytes_.size() - offset;
  }

  Status read_head() {
    if (bytes_.size() < sizeof(Elf64_Ehdr)) {
      return refused("it is no object file");
    }
    auto head = at<Elf64_Ehdr>(0);
    constexpr std::array<unsigned char, 7> kIdent = {ELFMAG0,    ELFMAG1,     ELFMAG2,   ELFMAG3,
                                                     ELFCLASS64, ELFDATA2LSB, EV_CURRENT};
    if (!std::ranges::equal(kIdent, std::span(head.e_ident).first<kIdent.size()>()) ||
        head.e_type != ET_REL) {
      return refused("it is no object file");
    }
    if (head.e_machine != EM_X86_64) {
      return refused("it is for another processor");
    }
    bool is_sound = head.e_phnum == 0 && head.e_shentsize == sizeof(Elf64_Shdr) &&
                    head.e_shnum > 0 && head.e_shnum <= kMaxSections &&
                    holds(head.e_shoff, std::uint64_t{head.e_shnum} * sizeof(Elf64_Shdr));
    if (!is_sound) {
      return refused("its table of sections is damaged");
    }
    for (std::uint64_t i = 0; i < head.e_shnum; ++i) {
      sections_.push_back(at<Elf64_Shdr>(head.e_shoff + i * sizeof(Elf64_Shdr)));
    }
    return {};
  }

  // Code and constants, and tables about them. Initialisers and memory to be written have types or
  // flags of their own.
  [[nodiscard]] Status check_section(const Elf64_Shdr& section) const {
    constexpr std::uint64_t kKnownFlags =
        SHF_ALLOC | SHF_EXECINSTR | SHF_MERGE | SHF_STRINGS | SHF_INFO_LINK;
    constexpr std::array kKnownTypes = {std::uint32_t{SHT_NULL},   std::uint32_t{SHT_PROGBITS},
                                        std::uint32_t{SHT_STRTAB}, std::uint32_t{SHT_SYMTAB},
                                        std::uint32_t{SHT_RELA},   kAddressSignificance};
    if ((section.sh_flags & SHF_WRITE) != 0) {
      return refused("it has data that can be written");
    }
    if (std::ranges::find(kKnownTypes, section.sh_type) == kKnownTypes.end() ||
        (section.sh_flags & ~kKnownFlags) != 0 ||
        ((section.sh_flags & SHF_ALLOC) != 0 && section.sh_type != SHT_PROGBITS)) {
      return refused("it has a section of a kind that does not belong there");
    }
    return section.sh_type == SHT_NULL || holds(section.sh_offset, section.sh_size)
               ? Status()
               : refused("a section lies outside");
  }

  // Nothing when it has no end inside its table.
  [[nodiscard]] std::string_view name_at(std::uint32_t table, std::uint32_t offset) const {
    if (table >= sections_.size() || sections_[table].sh_type != SHT_STRTAB) {
      return {};
    }
    std::string_view names = bytes_.substr(sections_[table].sh_offset, sections_[table].sh_size);
    std::size_t end = names.find('\0', offset);
    return end == std::string_view::npos ? std::string_view() : names.substr(offset, end - offset);
  }

  [[nodiscard]] Status check_symbols(const Elf64_Shdr& table, std::vector<bool>& is_given) const {
    if (table.sh_entsize != sizeof(Elf64_Sym) || table.sh_size % sizeof(Elf64_Sym) != 0) {
      return refused("its table of symbols is damaged");
    }
    for (std::uint64_t i = 1; i < table.sh_size / sizeof(Elf64_Sym); ++i) {
      auto symbol = at<Elf64_Sym>(table.sh_offset + i * sizeof(Elf64_Sym));
      RULEC_TRY_STATUS(check_symbol(symbol, name_at(table.sh_link, symbol.st_name), is_given));
    }
    return {};
  }

  [[nodiscard]] Status check_symbol(const Elf64_Sym& symbol, std::string_view name,
                                    std::vector<bool>& is_given) const {
    unsigned type = ELF64_ST_TYPE(symbol.st_info);
    unsigned binding = ELF64_ST_BIND(symbol.st_info);
    if (symbol.st_shndx == SHN_UNDEF) {
      return name == RULEC_JIT_SAME_BYTES ? Status()
                                          : refused("it refers to something outside of it");
    }
    if (type > STT_FILE || binding > STB_GLOBAL) {
      return refused("it has a symbol of a kind that does not belong there");
    }
    if (type == STT_FILE) {
      return {};
    }
    if (symbol.st_shndx >= sections_.size() ||
        symbol.st_value > sections_[symbol.st_shndx].sh_size) {
      return refused("a symbol lies outside");
    }
    if (binding != STB_GLOBAL) {
      return {};
    }
    for (std::size_t i = 0; i < is_given.size(); ++i) {
      if (name == RULEC_JIT_FUNCTION + std::to_string(i)) {
        bool is_code = type == STT_FUNC &&
                       (sections_[symbol.st_shndx].sh_flags & SHF_EXECINSTR) != 0 && !is_given[i];
        is_given[i] = true;
        return is_code ? Status() : refused("a function of it is none");
      }
    }
    return refused("it defines what nobody asked for");
  }

  // Distances of 32 bits, from code to what lies beside it or to the helper, and in tables of
  // jumps.
  [[nodiscard]] Status check_relocations(const Elf64_Shdr& table) const {
    bool is_sound = table.sh_entsize == sizeof(Elf64_Rela) &&
                    table.sh_size % sizeof(Elf64_Rela) == 0 && table.sh_info < sections_.size() &&
                    table.sh_link < sections_.size() &&
                    sections_[table.sh_link].sh_type == SHT_SYMTAB;
    if (!is_sound) {
      return refused("a table of relocations is damaged");
    }
    const Elf64_Shdr& target = sections_[table.sh_info];
    std::uint64_t symbols = sections_[table.sh_link].sh_size / sizeof(Elf64_Sym);
    for (std::uint64_t i = 0; i < table.sh_size / sizeof(Elf64_Rela); ++i) {
      auto relocation = at<Elf64_Rela>(table.sh_offset + i * sizeof(Elf64_Rela));
      std::uint64_t type = ELF64_R_TYPE(relocation.r_info);
      if (type != R_X86_64_PC32 && type != R_X86_64_PLT32) {
        return refused("it has a relocation of a kind that does not belong there");
      }
      bool is_inside = target.sh_size >= sizeof(std::uint32_t) &&
                       relocation.r_offset <= target.sh_size - sizeof(std::uint32_t) &&
                       ELF64_R_SYM(relocation.r_info) < symbols;
      if (!is_inside || (target.sh_flags & SHF_ALLOC) == 0) {
        return refused("a relocation lies outside of code and constants");
      }
    }
    return {};
  }

  std::string_view bytes_;
  std::vector<Elf64_Shdr> sections_;
};

}  // namespace

Status check_object(std::string_view object, std::size_t function_count) {
  return Object(object).check(function_count);
}

}  // namespace rulec::native
