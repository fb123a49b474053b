// The paths as a tree, the buffers, and the scanner's way in.
#include "parser/json/projection.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>

#include "base/utf8.h"
#include "parser/json/internal/projection_scan.h"
#include "parser/json/internal/projection_trie.h"
#include "parser/json/reader_scratch.h"

namespace rulec::json {
namespace {

// --- the tree

// Steps as they are added; laid out level by level afterwards.
struct Step {
  std::string key;
  std::int64_t index = -1;
  std::uint32_t slot = kNoSlot;
  std::vector<std::uint32_t> children;
};

class TrieBuilder {
 public:
  explicit TrieBuilder(Projection::Trie& trie) : trie_(trie), steps_(1) {}

  void add(std::span<const value::Segment> path) {
    std::uint32_t at = 0;
    for (const value::Segment& segment : path) {
      at = child(at, segment);
    }
    auto number = static_cast<std::uint32_t>(trie_.path_count++);
    if (steps_[at].slot == kNoSlot) {
      steps_[at].slot = number;
    } else {
      trie_.copies.push_back({.from = steps_[at].slot, .to = number});
    }
  }

  void finish() {
    std::vector<std::uint32_t> order{0};  // steps level by level; node i is step order[i - 1]
    std::vector<std::uint32_t> parents{kNoNode};
    trie_.nodes.resize(steps_.size() + 1);
    trie_.keys.reserve(steps_.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      Step& step = steps_[order[i]];
      PathNode& node = trie_.nodes[i + kRootNode];
      node.slot = step.slot;
      node.index = step.index;
      node.key = trie_.keys.emplace_back(std::move(step.key));
      node.first_child = static_cast<std::uint32_t>(order.size()) + kRootNode;
      node.child_count = static_cast<std::uint32_t>(step.children.size());
      node.parent = parents[i];
      parents.insert(parents.end(), step.children.size(),
                     static_cast<std::uint32_t>(i) + kRootNode);
      order.insert(order.end(), step.children.begin(), step.children.end());
      quote(node);
    }
    for (PathNode& node : trie_.nodes) {
      make_buckets(node);
      make_items(node);
    }
  }

 private:
  std::uint32_t child(std::uint32_t parent, const value::Segment& segment) {
    for (std::uint32_t i : steps_[parent].children) {
      if (steps_[i].key == segment.key) {
        return i;
      }
    }
    auto made = static_cast<std::uint32_t>(steps_.size());
    steps_.push_back({.key = std::string(segment.key), .index = segment.index, .children = {}});
    steps_[parent].children.push_back(made);
    return made;
  }

  static void quote(PathNode& node) {
    std::string_view key = node.key;
    bool is_plain = std::ranges::all_of(
        key, [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != '"' && c != '\\'; });
    constexpr std::size_t kMarks = 3;  // two quotes and a colon
    if (!is_plain || key.size() + kMarks > PathNode::kQuotedBytes ||
        utf8::find_invalid(key) != std::string_view::npos) {
      return;
    }
    node.quoted[0] = '"';
    std::ranges::copy(key, node.quoted.begin() + 1);
    node.quoted[key.size() + 1] = '"';
    node.quoted[key.size() + 2] = ':';
    node.quoted_length = static_cast<std::uint32_t>(key.size() + kMarks);
    node.quoted_mask = UINT32_MAX >> (PathNode::kQuotedBytes - node.quoted_length);
  }

  // At most half full, so that looking for a key that is not there ends soon.
  void make_buckets(PathNode& node) {
    auto count = std::bit_ceil(std::max(2 * node.child_count, 1U));
    node.first_bucket = static_cast<std::uint32_t>(trie_.buckets.size());
    node.bucket_mask = count - 1;
    trie_.buckets.resize(trie_.buckets.size() + count, kNoNode);
    for (std::uint32_t i = 0; i < node.child_count; ++i) {
      std::uint32_t bucket = hash_key(trie_.nodes[node.first_child + i].key);
      while (trie_.buckets[node.first_bucket + (bucket & node.bucket_mask)] != kNoNode) {
        ++bucket;
      }
      trie_.buckets[node.first_bucket + (bucket & node.bucket_mask)] = node.first_child + i;
    }
  }

  void make_items(PathNode& node) {
    node.first_item = static_cast<std::uint32_t>(trie_.items.size());
    for (std::uint32_t i = 0; i < node.child_count; ++i) {
      if (trie_.nodes[node.first_child + i].index >= 0) {
        trie_.items.push_back(node.first_child + i);
      }
    }
    auto index_of = [this](std::uint32_t id) { return trie_.nodes[id].index; };
    auto items = std::span(trie_.items).subspan(node.first_item);
    std::ranges::sort(items, {}, index_of);
    node.item_count = static_cast<std::uint32_t>(items.size());
    node.has_equal_items = std::ranges::adjacent_find(items, {}, index_of) != items.end();
  }

  Projection::Trie& trie_;
  std::vector<Step> steps_;  // the root first
};

std::uint64_t next_id() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace

Projection::Projection(std::span<const std::span<const value::Segment>> paths) {
  auto trie = std::make_unique<Trie>();
  trie->id = next_id();
  TrieBuilder builder(*trie);
  for (std::span<const value::Segment> path : paths) {
    builder.add(path);
  }
  builder.finish();
  trie_ = std::move(trie);
}
Projection::~Projection() = default;
Projection::Projection(Projection&&) noexcept = default;
Projection& Projection::operator=(Projection&&) noexcept = default;

std::size_t Projection::path_count() const {
  return trie_->path_count;
}

// --- keys that nobody wants

void UnknownKeys::grow() {
  keys_.resize(2 * keys_.size());
}

bool UnknownKeys::are_distinct(const UnknownKey* keys, std::uint32_t count) {
  constexpr std::uint32_t kMaxInTable = 32;
  constexpr std::uint32_t kBuckets = 64;
  auto key_at = [keys](std::uint32_t i) { return std::string_view(keys[i].data, keys[i].size); };
  if (count > kMaxInTable) {
    order_keys(count, key_at, ranks_);
    auto is_equal = [&](const KeyRank& a, const KeyRank& b) {
      return a.prefix == b.prefix && key_at(a.position) == key_at(b.position);
    };
    return std::ranges::adjacent_find(ranks_, is_equal) == ranks_.end();
  }
  std::array<std::uint8_t, kBuckets> table{};  // numbers of keys, from 1
  for (std::uint32_t i = 0; i < count; ++i) {
    std::uint32_t bucket = keys[i].hash % kBuckets;
    for (; table[bucket] != 0; bucket = (bucket + 1) % kBuckets) {
      const UnknownKey& other = keys[table[bucket] - 1];
      if (other.hash == keys[i].hash && key_at(i) == key_at(table[bucket] - 1U)) {
        return false;
      }
    }
    table[bucket] = static_cast<std::uint8_t>(i + 1);
  }
  return true;
}

// --- buffers

struct ProjectionScratch::State {
  explicit State(ScanCode code) {
    ScanFunction avx2 = avx2_scan();
    scan = code == ScanCode::kPortable || avx2 == nullptr ? scan_portable : avx2;
  }

  // What is remembered of this projection; of another one, the oldest is forgotten for it.
  ScanMemory& memory_of(const Projection::Trie& trie) {
    for (ScanMemory& memory : memories) {
      if (memory.projection == trie.id) {
        return memory;
      }
    }
    constexpr std::size_t kMaxMemories = 16;
    if (memories.size() < kMaxMemories) {
      memories.emplace_back();
    } else {
      std::ranges::rotate(memories, memories.begin() + 1);
    }
    ScanMemory& memory = memories.back();
    foretell(memory, trie);
    return memory;
  }

  // At first members are expected in the order of the paths.
  static void foretell(ScanMemory& memory, const Projection::Trie& trie) {
    std::size_t count = trie.nodes.size();
    memory.projection = trie.id;
    memory.after.assign(count, kNoNode);
    memory.first.assign(count, kNoNode);
    memory.seen.assign(count, 0);
    memory.scan = 0;
    memory.met.assign(count, kNoNode);
    memory.order.assign(count, trie.nodes.data());  // none is expected
    memory.other_ways = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const PathNode& node = trie.nodes[i];
      for (std::uint32_t child = 0; child < node.child_count; ++child) {
        std::uint32_t id = node.first_child + child;
        (child == 0 ? memory.first[i] : memory.after[id - 1]) = id;
      }
    }
  }

  ScanFunction scan;
  std::vector<ScanMemory> memories;
  UnknownKeys unknown;
  std::vector<ScanLevel> levels;
  ReaderScratch reader;
};

ProjectionScratch::ProjectionScratch(ScanCode code) : state_(std::make_unique<State>(code)) {}
ProjectionScratch::~ProjectionScratch() = default;
ProjectionScratch::ProjectionScratch(ProjectionScratch&&) noexcept = default;
ProjectionScratch& ProjectionScratch::operator=(ProjectionScratch&&) noexcept = default;

// --- the scan

namespace {

constexpr ScanBytes made_scan_bytes() {
  ScanBytes made;
  made.quotes.fill('"');
  made.backslashes.fill('\\');
  made.spaces.fill(' ');
  made.zeros.fill('0');
  constexpr char kHundred = 100;
  for (std::size_t i = 0; i < made.tens.size(); i += 2) {
    made.tens[i] = 10;
    made.tens[i + 1] = 1;
  }
  for (std::size_t i = 0; i < made.hundreds.size(); i += 4) {
    made.hundreds[i] = kHundred;
    made.hundreds[i + 2] = 1;
  }
  // 10,000 and 1 as 16 bits, the least significant byte first.
  for (std::size_t i = 0; i < made.ten_thousands.size(); i += 4) {
    made.ten_thousands[i] = 10'000 % 256;
    made.ten_thousands[i + 1] = 10'000 / 256;
    made.ten_thousands[i + 2] = 1;
  }
  constexpr char kZero = -1;  // what a shuffle makes a zero
  made.last_of_8.fill(kZero);
  for (std::size_t i = 0; i < 8; ++i) {
    made.last_of_8[8 + i] = static_cast<char>(i);
  }
  return made;
}

}  // namespace

constinit const ScanBytes kScanBytes = made_scan_bytes();

const char* scan_blanks(const char* at, const char* end) {
  return skip_blanks(at, end);
}

namespace {

// Behind the escape at `at`, or null. As Core::read_escape of core.h.
const char* escape_end(const char* at, const char* end) {
  if (end - at < 2) {
    return nullptr;
  }
  if (at[1] != 'u') {
    constexpr std::string_view kSimple = "\"\\/bfnrt";
    return kSimple.find(at[1]) != std::string_view::npos ? at + 2 : nullptr;
  }
  constexpr std::ptrdiff_t kLength = 6;
  std::int32_t code = read_hex4(at + 2, end);
  at += kLength;
  if (code <= 0) {
    return nullptr;
  }
  if (code < 0xd800 || code >= 0xe000) {
    return at;
  }
  if (code >= 0xdc00 || end - at < kLength || at[0] != '\\' || at[1] != 'u') {
    return nullptr;
  }
  std::int32_t low = read_hex4(at + 2, end);
  return low >= 0xdc00 && low < 0xe000 ? at + kLength : nullptr;
}

}  // namespace

namespace {

// Behind the character beyond ASCII at `at`, or null when it is not UTF-8. Two and three bytes,
// which most alphabets need, are checked as one word: which bits must be set, then those that tell
// an overlong form and a surrogate.
const char* character_end(const char* at, const char* end) {
  std::uint32_t word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    if (end - at >= static_cast<std::ptrdiff_t>(sizeof word)) {
      std::memcpy(&word, at, sizeof word);
    }
  }
  if ((word & 0xc0e0U) == 0x80c0U && (word & 0x1eU) != 0) {
    return at + 2;
  }
  std::uint32_t bits = word & 0x200fU;
  if ((word & 0xc0c0f0U) == 0x8080e0U && bits != 0 && bits != 0x200dU) {
    return at + 3;
  }
  auto length = utf8::decode({at, static_cast<std::size_t>(end - at)}).length;
  return length == 0 ? nullptr : at + length;
}

bool is_plain(char c) {
  return static_cast<signed char>(c) >= ' ' && c != '"' && c != '\\';
}

}  // namespace

const char* scan_special(const char* at, const char* end, bool& has_escapes) {
  // So many plain bytes are left to the vectors; fewer stand between words of most languages.
  constexpr int kPlainRun = 4;
  int plain = 0;
  while (at < end && plain < kPlainRun) {
    if (static_cast<signed char>(*at) < 0) {
      at = character_end(at, end);
      plain = 0;
    } else if (is_plain(*at)) {
      ++at;
      ++plain;
      continue;
    } else if (*at == '\\') {
      has_escapes = true;
      at = escape_end(at, end);
      plain = 0;
    } else {
      return *at == '"' ? at : nullptr;
    }
    if (at == nullptr) {
      return nullptr;
    }
  }
  return at;
}

const char* scan_number(const char* at, const char* end, ProjectedValue& to) {
  Number number = read_number(at, end);
  if (number.is_bad) {
    return nullptr;
  }
  to = {.value = number.is_real ? Value::real(number.real) : Value::integer(number.integer)};
  return number.end;
}

std::string_view scan_unescaped(std::string_view raw, Arena& arena) {
  auto room = arena.make_span<char>(raw.size());
  return {room.data(), unescape(raw, room.data())};
}

namespace {

// A text that is one scalar: rare enough for the strict reader. Only the empty path leads anywhere.
bool project_scalar(std::string_view text, const Projection::Trie& trie,
                    ProjectionScratch::State& state, Arena& arena, std::span<ProjectedValue> found,
                    const ValueLimits& limits) {
  Value root;
  Fault fault;
  if (!read_value(text, limits, arena, state.reader, root, fault)) {
    return false;
  }
  for (std::size_t i = 0; i < trie.path_count; ++i) {
    found[i] = {};
  }
  if (trie.nodes[kRootNode].slot != kNoSlot) {
    found[trie.nodes[kRootNode].slot] = {.value = root};
  }
  for (const Projection::Trie::Copy& copy : trie.copies) {
    found[copy.to] = found[copy.from];
  }
  return true;
}

}  // namespace

bool project(std::string_view text, const Projection& projection, ProjectionScratch& scratch,
             Arena& arena, std::span<ProjectedValue> found, const ValueLimits& limits) {
  const Projection::Trie& trie = projection.trie();
  ProjectionScratch::State& state = scratch.state();
  if (text.size() > limits.max_bytes || text.size() > UINT32_MAX) {
    return false;
  }
  const char* first = std::to_address(text.begin());
  const char* end = first + text.size();
  const char* begin = skip_blanks(first, end);
  while (end > begin && is_blank(end[-1])) {
    --end;
  }
  if (begin == end) {
    return false;
  }
  if (*begin != '{' && *begin != '[') {
    return project_scalar(text, trie, state, arena, found, limits);
  }
  if (end[-1] != '}' && end[-1] != ']') {
    return false;
  }
  if (state.levels.size() <= limits.max_depth) {
    state.levels.resize(std::size_t{limits.max_depth} + 1);
  }
  ScanMemory& memory = state.memory_of(trie);
  if (++memory.scan == 0) {
    std::ranges::fill(memory.seen, std::uint8_t{0});
    memory.scan = 1;
  }
  state.unknown.clear();
  return state.scan({.begin = begin,
                     .end = end,
                     .text = first,
                     .trie = trie,
                     .memory = memory,
                     .unknown = state.unknown,
                     .levels = state.levels.data(),
                     .arena = arena,
                     .found = found.data(),
                     .limits = limits});
}

}  // namespace rulec::json
