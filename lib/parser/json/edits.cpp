#include "parser/json/edits.h"

namespace rulec::json {

std::string applied(std::string_view text, const std::vector<TextEdit>& edits) {
  std::string mended;
  mended.reserve(text.size() + edits.size());
  std::size_t done = 0;
  for (const TextEdit& edit : edits) {
    mended += text.substr(done, edit.at - done);
    if (edit.inserted != '\0') {
      mended += edit.inserted;
    }
    done = edit.at + (edit.removed != '\0' ? 1 : 0);
  }
  mended += text.substr(done);
  return mended;
}

std::string applied(std::string_view text, const TextEdit& edit) {
  return applied(text, std::vector<TextEdit>{edit});
}

WrittenPlaces::WrittenPlaces(const std::vector<TextEdit>& edits) : edits_(edits) {
  std::uint32_t growth = 0;
  for (const TextEdit& edit : edits_) {
    mended_.push_back(edit.at + growth);
    growth += edit.growth();
  }
}

std::uint32_t WrittenPlaces::of(std::uint32_t mended) const {
  std::uint32_t shift = 0;
  for (std::size_t i = 0; i < edits_.size(); ++i) {
    bool is_loss = edits_[i].inserted == '\0';
    bool is_before = mended_[i] < mended || (is_loss && mended_[i] == mended);
    shift += is_before ? edits_[i].growth() : 0;
  }
  return mended - shift;
}

std::uint32_t WrittenPlaces::of_end(std::uint32_t mended) const {
  std::uint32_t shift = 0;
  for (std::size_t i = 0; i < edits_.size(); ++i) {
    shift += mended_[i] < mended ? edits_[i].growth() : 0;
  }
  return mended - shift;
}

}  // namespace rulec::json
