// The globs of .editorconfig sections. Compiled once to flat patterns, matched in a table of
// pattern by text, so no glob is slow in more than its length times that of the path.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::project {

class SectionGlob {
 public:
  explicit SectionGlob(std::string_view name);

  // `path` is relative to the folder of the .editorconfig.
  [[nodiscard]] bool matches(std::string_view path) const;
  // What one match costs for each byte of the path.
  [[nodiscard]] std::size_t size() const;

 private:
  enum class Kind : std::uint8_t {
    kByte,     // itself
    kAny,      // ?  any byte but a slash
    kSet,      // […] or its opposite; never a slash
    kStar,     // *  no slash
    kStars,    // ** anything
    kFolders,  // **/ at the front: nothing, or anything that ends with a slash
    kNumber    // {1..9}
  };
  struct Token {
    Kind kind = Kind::kByte;
    char byte = 0;
    bool is_negated = false;
    std::string members;  // kSet: pairs of first and last byte
    std::int64_t first = 0;
    std::int64_t last = 0;
  };
  using Pattern = std::vector<Token>;

  static Pattern compile(std::string_view text);
  static bool add_set(std::string_view& text, Pattern& pattern);
  static bool add_number(std::string_view& text, Pattern& pattern);
  static bool matches(const Pattern& pattern, std::string_view path);
  static void step(const Token& token, std::string_view path, const std::vector<char>& from,
                   std::vector<char>& to);

  std::vector<Pattern> patterns_;
};

}  // namespace rulec::project
