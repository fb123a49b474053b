// TextEdit: one byte added, taken away or replaced: what a text lacks that has one small mistake.
// A list of edits is sorted by place; edits of one place apply in their order. Offsets are of the
// text as written, unless they are called mended.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::json {

struct TextEdit {
  std::uint32_t at = 0;
  char removed = '\0';   // the byte there; NUL: nothing is taken away
  char inserted = '\0';  // stands there instead; NUL: nothing does

  [[nodiscard]] std::uint32_t growth() const {  // 0, 1 or (as unsigned) -1
    return (inserted != '\0' ? 1U : 0U) - (removed != '\0' ? 1U : 0U);
  }
};

// `text` with the edits.
[[nodiscard]] std::string applied(std::string_view text, const std::vector<TextEdit>& edits);
// `text` with one edit whose place is of this text.
[[nodiscard]] std::string applied(std::string_view text, const TextEdit& edit);

// Places of a mended text in the text as written.
class WrittenPlaces {
 public:
  explicit WrittenPlaces(const std::vector<TextEdit>& edits);

  // Of the byte at `mended`; an added byte lies before the one it was added at.
  [[nodiscard]] std::uint32_t of(std::uint32_t mended) const;
  // Of the end of a range that is not empty: behind its last byte.
  [[nodiscard]] std::uint32_t of_end(std::uint32_t mended) const;
  // Where edit `index` lies in the mended text: the byte added, or the one behind the loss.
  [[nodiscard]] std::uint32_t mended(std::size_t index) const { return mended_[index]; }

 private:
  const std::vector<TextEdit>& edits_;
  std::vector<std::uint32_t> mended_;
};

}  // namespace rulec::json
