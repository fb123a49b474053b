#include "parser/json/projection.h"

#include <string>
#include <vector>

#include "parser/json/reader_scratch.h"
#include "parser/json/tokens.h"

namespace rulec::json {
namespace {

// Finds places in a text that the strict reader has accepted.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text), at_(text.data()), end_(at_ + text.size()) {}

  // Moves to the value at `path`, which is there.
  void walk(std::span<const value::Segment> path) {
    at_ = skip_blanks(at_, end_);
    for (const value::Segment& segment : path) {
      bool is_object = *at_ == '{';
      ++at_;
      is_object ? to_member(segment.key) : to_item(segment.index);
    }
  }

  [[nodiscard]] std::uint32_t offset() const {
    return static_cast<std::uint32_t>(at_ - text_.data());
  }

  void skip_value() {
    std::size_t depth = 0;
    do {
      at_ = skip_blanks(at_, end_);
      if (*at_ == '{' || *at_ == '[') {
        ++depth;
        ++at_;
      } else if (*at_ == '}' || *at_ == ']') {
        --depth;
        ++at_;
      } else if (*at_ == ',' || *at_ == ':') {
        ++at_;
      } else {
        at_ = token_end(at_, end_);
      }
    } while (depth > 0);
  }

 private:
  void to_member(std::string_view key) {
    while (true) {
      at_ = skip_blanks(at_, end_);
      const char* begin = at_ + 1;
      at_ = token_end(at_, end_);
      std::string_view raw(begin, static_cast<std::size_t>(at_ - 1 - begin));
      std::string written(raw.size(), '\0');
      written.resize(unescape(raw, written.data()));
      at_ = skip_blanks(skip_blanks(at_, end_) + 1, end_);
      if (written == key) {
        return;
      }
      skip_value();
      at_ = skip_blanks(at_, end_) + 1;
    }
  }

  void to_item(std::int64_t index) {
    for (; index > 0; --index) {
      skip_value();
      at_ = skip_blanks(at_, end_) + 1;
    }
    at_ = skip_blanks(at_, end_);
  }

  std::string_view text_;
  const char* at_;
  const char* end_;
};

}  // namespace

struct Projection::Trie {
  std::vector<std::vector<std::string>> keys;
  std::vector<std::vector<value::Segment>> paths;
};

Projection::Projection(std::span<const std::span<const value::Segment>> paths) {
  auto trie = std::make_unique<Trie>();
  for (std::span<const value::Segment> path : paths) {
    std::vector<std::string>& keys = trie->keys.emplace_back();
    for (const value::Segment& segment : path) {
      keys.emplace_back(segment.key);
    }
  }
  for (std::size_t i = 0; i < paths.size(); ++i) {
    std::vector<value::Segment>& path = trie->paths.emplace_back();
    for (std::size_t j = 0; j < paths[i].size(); ++j) {
      path.push_back({.key = trie->keys[i][j], .index = paths[i][j].index});
    }
  }
  trie_ = std::move(trie);
}
Projection::~Projection() = default;
Projection::Projection(Projection&&) noexcept = default;
Projection& Projection::operator=(Projection&&) noexcept = default;

std::size_t Projection::path_count() const {
  return trie_->paths.size();
}

struct ProjectionScratch::State {
  ReaderScratch reader;
};
ProjectionScratch::ProjectionScratch() : state_(std::make_unique<State>()) {}
ProjectionScratch::~ProjectionScratch() = default;
ProjectionScratch::ProjectionScratch(ProjectionScratch&&) noexcept = default;
ProjectionScratch& ProjectionScratch::operator=(ProjectionScratch&&) noexcept = default;

bool project(std::string_view text, const Projection& projection, ProjectionScratch& scratch,
             Arena& arena, std::span<ProjectedValue> found, const ValueLimits& limits) {
  Value root;
  Fault fault;
  if (!read_value(text, limits, arena, scratch.state().reader, root, fault)) {
    return false;
  }
  const auto& paths = projection.trie().paths;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    Value value = value::walk(root, paths[i]);
    found[i] = {.value = value};
    if (value.is_list() || value.is_object()) {
      Places places(text);
      places.walk(paths[i]);
      std::uint32_t begin = places.offset();
      places.skip_value();
      found[i] = {.begin = begin, .end = places.offset(), .is_composite = true};
    }
  }
  return true;
}

}  // namespace rulec::json
