#include "projected.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/check.h"
#include "parser/json/internal/projection_trie.h"
#include "parser/json/tokens.h"

namespace rulec::json {

void Paths::add(const std::vector<std::string>& keys) {
  keys_.push_back(keys);
}

void Paths::add_all_of(const Value& value, std::size_t depth, std::size_t count) {
  struct Visit {
    Value value;
    std::vector<std::string> keys;
  };
  std::vector<Visit> open{{.value = value, .keys = {}}};
  for (std::size_t i = 0; i < open.size() && i < count; ++i) {
    const Visit visit = open[i];
    keys_.push_back(visit.keys);
    if (visit.keys.size() == depth) {
      continue;
    }
    auto go_on = [&](std::string_view key, const Value& next) {
      open.push_back({.value = next, .keys = visit.keys});
      open.back().keys.emplace_back(key);
    };
    if (visit.value.is_object()) {
      for (const Member& member : visit.value.members()) {
        go_on(member.key, member.value);
      }
    } else if (visit.value.is_list()) {
      for (std::size_t item = 0; item < visit.value.length() && item < count; ++item) {
        go_on(std::to_string(item), visit.value.item(item));
      }
    }
  }
}

std::vector<value::Segment> Paths::at(std::size_t i) const {
  std::vector<value::Segment> segments;
  for (const std::string& key : keys_[i]) {
    segments.push_back(value::make_segment(key));
  }
  return segments;
}

Projection Paths::projection() const {
  std::vector<std::vector<value::Segment>> segments;
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    segments.push_back(at(i));
  }
  std::vector<std::span<const value::Segment>> paths(segments.begin(), segments.end());
  return Projection(paths);
}

std::string Paths::text() const {
  std::string text;
  for (const std::vector<std::string>& keys : keys_) {
    text += text.empty() ? "" : ", ";
    for (std::size_t i = 0; i < keys.size(); ++i) {
      text += (i == 0 ? "" : ".") + keys[i];
    }
  }
  return text;
}

// --- places

namespace {

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

Place place_of(std::string_view text, std::span<const value::Segment> path) {
  Places places(text);
  places.walk(path);
  Place place{.begin = places.offset()};
  places.skip_value();
  place.end = places.offset();
  return place;
}

// --- memory

GuardedMemory::GuardedMemory() {
  auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* mapped =
      mmap(nullptr, kBytes + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  RULEC_CHECK(mapped != MAP_FAILED);
  begin_ = static_cast<char*>(mapped);
  RULEC_CHECK(mprotect(begin_ + kBytes, page, PROT_NONE) == 0);
}

GuardedMemory::~GuardedMemory() {
  munmap(begin_, kBytes + static_cast<std::size_t>(sysconf(_SC_PAGESIZE)));
}

std::string_view GuardedMemory::hold(std::string_view text) {
  RULEC_CHECK(text.size() <= kBytes);
  char* to = begin_ + kBytes - text.size();
  if (!text.empty()) {
    std::memcpy(to, text.data(), text.size());
  }
  return {to, text.size()};
}

// --- the judge

namespace {

// Of all judges: making them anew takes longer than a scan.
struct Buffers {
  GuardedMemory memory;
  ProjectionScratch best;
  ProjectionScratch portable{ScanCode::kPortable};
  ReaderScratch reader;
  Arena read;
  Arena scanned;
};

Buffers& buffers() {
  static Buffers made;
  return made;
}

bool is_same_scalar(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) {
    return false;
  }
  switch (a.kind()) {
    case Kind::kBool:
      return a.as_bool() == b.as_bool();
    case Kind::kInteger:
      return a.as_integer() == b.as_integer();
    case Kind::kDouble:
      return std::bit_cast<std::uint64_t>(a.as_double()) ==
             std::bit_cast<std::uint64_t>(b.as_double());
    case Kind::kString:
      return a.as_string() == b.as_string();
    case Kind::kNull:
    case Kind::kAbsent:
      return true;
    case Kind::kDecimal:
    case Kind::kList:
    case Kind::kObject:
    case Kind::kError:
      break;
  }
  return false;
}

bool is_as_walked(const ProjectedValue& found, const Value& walked, std::string_view text,
                  std::span<const value::Segment> path) {
  if (!walked.is_list() && !walked.is_object()) {
    return !found.is_composite && is_same_scalar(found.value, walked);
  }
  Place place = place_of(text, path);
  return found.is_composite && found.value.is_absent() && found.begin == place.begin &&
         found.end == place.end;
}

}  // namespace

ProjectionJudge::ProjectionJudge(Paths paths)
    : paths_(std::move(paths)), projection_(paths_.projection()), found_(paths_.size()) {
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    segments_.push_back(paths_.at(i));
  }
  has_doubt_ = std::ranges::any_of(projection_.trie().nodes, &PathNode::has_equal_items);
}

std::string ProjectionJudge::difference(std::string_view text, const ValueLimits& limits) {
  Buffers& with = buffers();
  with.read.reset();
  Fault fault;
  std::string_view held = with.memory.hold(text);
  is_accepted_ = read_value(held, limits, with.read, with.reader, root_, fault);
  std::string by_best = scan_difference(held, limits, with.best);
  if (!by_best.empty()) {
    return by_best;
  }
  std::string by_portable = scan_difference(held, limits, with.portable);
  return by_portable.empty() ? "" : "the code for any processor: " + by_portable;
}

std::string ProjectionJudge::scan_difference(std::string_view text, const ValueLimits& limits,
                                             ProjectionScratch& scratch) {
  // What a scan leaves untouched must not look right by chance.
  for (ProjectedValue& one : found_) {
    one = {.value = Value::integer(-77), .begin = 7, .end = 7, .is_composite = true};
  }
  Arena& arena = buffers().scanned;
  arena.reset();
  bool is_scanned = project(text, projection_, scratch, arena, found_, limits);
  if (!is_scanned && is_accepted_ && has_doubt_) {
    return "";
  }
  if (is_scanned != is_accepted_) {
    return is_scanned ? "only the scanner accepts" : "only the strict reader accepts";
  }
  for (std::size_t i = 0; is_scanned && i < found_.size(); ++i) {
    if (!is_as_walked(found_[i], value::walk(root_, segments_[i]), text, segments_[i])) {
      return "path " + std::to_string(i) + " of " + paths_.text();
    }
  }
  return "";
}

}  // namespace rulec::json
