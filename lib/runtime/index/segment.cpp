#include "runtime/index/segment.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "base/check.h"

namespace rulec::runtime::index {
namespace {

// Intervals that the rows of a block may have in one attribute, so that names fit their type. The
// literals with most of them are left to bytecode.
constexpr std::size_t kMostIntervals = 16'384;

void flip(Bits& bits, std::uint32_t row) {
  bits.words[row / 64] ^= std::uint64_t{1} << (row % 64);
}

std::uint64_t hash_of(const Bits& bits) {
  std::uint64_t hash = 0;
  for (std::uint64_t word : bits.words) {
    hash = (std::rotl(hash, 25) ^ word) * 0x9e37'79b9'7f4a'7c15;
  }
  return hash ^ (hash >> 32U);
}

// Gives each distinct block of bits a name within one attribute and block.
class Namer {
 public:
  explicit Namer(std::vector<Bits>& bits) : bits_(bits) {}

  // At most `most` names will be asked for.
  void begin(std::size_t most) {
    first_ = bits_.size();
    std::size_t size = std::bit_ceil(2 * most + 2);
    if (slots_.size() < size) {
      slots_.assign(size, {});
    }
    mask_ = size - 1;
    ++round_;
    static_cast<void>(name_of(Bits()));  // 0
  }
  [[nodiscard]] std::uint32_t first() const { return static_cast<std::uint32_t>(first_); }

  BitsName name_of(const Bits& bits) {
    std::size_t at = hash_of(bits) & mask_;
    while (slots_[at].round == round_) {
      if (bits_[first_ + slots_[at].name] == bits) {
        return slots_[at].name;
      }
      at = (at + 1) & mask_;
    }
    auto name = static_cast<BitsName>(bits_.size() - first_);
    slots_[at] = {.round = round_, .name = name};
    bits_.push_back(bits);
    return name;
  }

 private:
  struct Slot {
    std::uint32_t round = 0;
    BitsName name = 0;
  };
  std::vector<Bits>& bits_;
  std::size_t first_ = 0;
  std::size_t mask_ = 0;
  std::uint32_t round_ = 0;
  std::vector<Slot> slots_;
};

struct Placed {
  std::uint64_t key = 0;
  std::uint32_t row = 0;
};

class SegmentMaker {
 public:
  SegmentMaker(const Rows& rows, std::span<const Row> of_turns, Segment& segment)
      : rows_(rows), own_(of_turns), segment_(segment), namer_(segment.bits) {}

  void make() {
    segment_.block_count = static_cast<std::uint32_t>((own_.size() + kBlockRows - 1) / kBlockRows);
    bool are_few = segment_.block_count <= kFewBlocks;
    place_rows(are_few);
    std::size_t attributes = rows_.attributes.size();
    changes_.resize(attributes);
    before_.resize(attributes);
    in_block_.resize(attributes);
    refused_.resize(attributes, 0);
    for (std::uint32_t block = 0; are_few && block < segment_.block_count; ++block) {
      segment_.bits.push_back(all_of(block));
    }
    std::vector<Bits> necessary_only(segment_.block_count);
    for (std::uint32_t block = 0; block < segment_.block_count; ++block) {
      make_block(block, necessary_only[block]);
    }
    segment_.demands_begin.push_back(static_cast<std::uint32_t>(segment_.demands.size()));
    if (std::ranges::any_of(necessary_only, [](const Bits& bits) { return bits != Bits(); })) {
      segment_.necessary_only = std::move(necessary_only);
    }
    are_few ? make_places() : make_lists();
    segment_.bits.shrink_to_fit();
    segment_.demands.shrink_to_fit();
  }

 private:
  [[nodiscard]] std::span<const Literal> literals_of(const Row& row) const {
    return std::span(rows_.literals).subspan(row.first_literal, row.literal_count);
  }

  // How much of its attribute a literal allows, of 2^16.
  [[nodiscard]] std::uint32_t width_of(const Literal& literal) const {
    std::uint64_t allowed = 0;
    for (const Interval& interval : literal.classes) {
      allowed += std::uint64_t{interval.last} - interval.first + 1;
    }
    return static_cast<std::uint32_t>(allowed * 0xffff /
                                      rows_.attributes[literal.attribute].class_count());
  }

  // Rows that ask for few values of the same attribute come together, in the order of these values,
  // so that most blocks have no row for a given value.
  [[nodiscard]] std::uint64_t key_of(const Row& row) const {
    constexpr std::size_t kCounted = 3;
    std::array<const Literal*, kCounted> best{};
    std::array<std::uint32_t, kCounted> widths{};
    widths.fill(UINT32_MAX);
    for (const Literal& literal : literals_of(row)) {
      std::uint32_t width = width_of(literal);
      const Literal* moving = &literal;
      for (std::size_t i = 0; i < kCounted; ++i) {
        if (width < widths[i]) {
          std::swap(width, widths[i]);
          std::swap(moving, best[i]);
        }
      }
    }
    constexpr std::array<unsigned, kCounted> kPlaceBits = {18, 14, 8};
    std::uint64_t key = 0;
    for (std::size_t i = 0; i < kCounted; ++i) {
      std::uint64_t attribute = 0xff;
      std::uint64_t place = 0;
      if (best[i] != nullptr) {
        attribute = std::min<std::uint64_t>(best[i]->attribute, 0xfe);
        place = (std::uint64_t{best[i]->classes.front().first} << kPlaceBits[i]) /
                rows_.attributes[best[i]->attribute].class_count();
      }
      key = key << (8 + kPlaceBits[i]) | attribute << kPlaceBits[i] | place;
    }
    return key;
  }

  // The rows that a block has.
  [[nodiscard]] Bits all_of(std::uint32_t block) const {
    std::size_t count =
        std::min<std::size_t>(kBlockRows, own_.size() - std::size_t{block} * kBlockRows);
    Bits all;
    for (std::uint32_t i = 0; i < count; ++i) {
      flip(all, i);
    }
    return all;
  }

  void place_rows(bool in_order) {
    std::vector<Placed> placed(own_.size());
    for (std::uint32_t i = 0; i < own_.size(); ++i) {
      placed[i] = {.key = in_order ? 0 : key_of(own_[i]), .row = i};
    }
    std::ranges::sort(placed, [](const Placed& a, const Placed& b) {
      return a.key != b.key ? a.key < b.key : a.row < b.row;
    });
    order_.reserve(placed.size());
    for (const Placed& each : placed) {
      order_.push_back(each.row);
    }
    for (std::size_t first = 0; first < order_.size(); first += kBlockRows) {
      std::size_t end = std::min<std::size_t>(order_.size(), first + kBlockRows);
      std::sort(order_.begin() + static_cast<std::ptrdiff_t>(first),
                order_.begin() + static_cast<std::ptrdiff_t>(end));
    }
    segment_.turns.reserve(order_.size());
    for (std::uint32_t row : order_) {
      segment_.turns.push_back(own_[row].turn - segment_.first_turn);
    }
  }

  // What the rows of the block at hand ask of one attribute.
  struct InBlock {
    std::vector<std::uint64_t> flips;  // class << 16 | row, where a row begins or ends to allow
    Bits asking;                       // rows with a literal
    std::size_t intervals = 0;
    std::uint64_t refused = 0;  // how much its literals refuse, each of 2^16
  };

  void make_block(std::uint32_t block, Bits& necessary_only) {
    std::size_t first = std::size_t{block} * kBlockRows;
    std::size_t count = std::min<std::size_t>(kBlockRows, order_.size() - first);
    touched_.clear();
    for (std::uint32_t i = 0; i < count; ++i) {
      const Row& row = own_[order_[first + i]];
      if (row.is_necessary_only) {
        flip(necessary_only, i);
      }
      for (const Literal& literal : literals_of(row)) {
        add_literal(literal, i);
      }
    }
    Bits all = all_of(block);
    segment_.demands_begin.push_back(static_cast<std::uint32_t>(segment_.demands.size()));
    // What refuses most is asked first, since nothing may be left after it.
    std::ranges::sort(touched_, std::ranges::greater(),
                      [&](std::uint32_t attribute) { return in_block_[attribute].refused; });
    for (std::uint32_t attribute : touched_) {
      InBlock& asked = in_block_[attribute];
      if (asked.intervals > kMostIntervals) {
        leave_longest(block, attribute, asked, necessary_only);
      }
      name_bits(block, attribute, asked, all);
      refused_[attribute] += asked.refused;
      asked.flips.clear();
      asked.asking = Bits();
      asked.intervals = 0;
      asked.refused = 0;
    }
  }

  void add_literal(const Literal& literal, std::uint32_t row) {
    InBlock& asked = in_block_[literal.attribute];
    if (asked.asking == Bits()) {
      touched_.push_back(literal.attribute);
    }
    asked.intervals += literal.classes.size();
    asked.refused += 0xffff - width_of(literal);
    flip(asked.asking, row);
    std::uint32_t class_count = rows_.attributes[literal.attribute].class_count();
    for (const Interval& interval : literal.classes) {
      asked.flips.push_back(std::uint64_t{interval.first} << 16U | row);
      if (interval.last + 1 < class_count) {
        asked.flips.push_back(std::uint64_t{interval.last + 1} << 16U | row);
      }
    }
  }

  void leave_longest(std::uint32_t block, std::uint32_t attribute, InBlock& asked,
                     Bits& necessary_only) {
    std::size_t first = std::size_t{block} * kBlockRows;
    std::array<std::uint32_t, kBlockRows> lengths{};
    std::vector<std::uint32_t> by_length;
    for (std::uint32_t i = 0; i < kBlockRows && first + i < order_.size(); ++i) {
      for (const Literal& literal : literals_of(own_[order_[first + i]])) {
        if (literal.attribute == attribute) {
          lengths[i] = static_cast<std::uint32_t>(literal.classes.size());
          by_length.push_back(i);
        }
      }
    }
    std::ranges::sort(by_length, std::ranges::greater(),
                      [&](std::uint32_t row) { return lengths[row]; });
    std::array<bool, kBlockRows> is_left{};
    for (std::size_t i = 0; asked.intervals > kMostIntervals; ++i) {
      std::uint32_t row = by_length[i];
      is_left[row] = true;
      flip(asked.asking, row);
      asked.intervals -= lengths[row];
      necessary_only.words[row / 64] |= std::uint64_t{1} << (row % 64);
    }
    std::erase_if(asked.flips, [&](std::uint64_t each) { return is_left[each & 0xffffU]; });
  }

  void name_bits(std::uint32_t block, std::uint32_t attribute, InBlock& asked, const Bits& all) {
    std::ranges::sort(asked.flips);
    namer_.begin(asked.flips.size() + 2);
    Bits now;
    for (std::size_t i = 0; i < now.words.size(); ++i) {
      now.words[i] = all.words[i] & ~asked.asking.words[i];
    }
    BitsName name = namer_.name_of(now);
    auto& before = before_[attribute];
    before.resize(segment_.block_count, kUnasked);
    before[block] = name;
    std::vector<NameLists::Change>& changes = changes_[attribute];
    for (std::size_t i = 0; i < asked.flips.size();) {
      auto from = static_cast<ClassId>(asked.flips[i] >> 16U);
      for (; i < asked.flips.size() && asked.flips[i] >> 16U == from; ++i) {
        flip(now, static_cast<std::uint32_t>(asked.flips[i] & 0xffffU));
      }
      BitsName next = namer_.name_of(now);
      if (next != name) {
        changes.push_back({.from = from, .block = static_cast<std::uint16_t>(block), .name = next});
        name = next;
      }
    }
    segment_.demands.push_back({.list = attribute, .first = namer_.first()});
  }

  void make_lists() {
    std::vector<std::uint32_t> list_of(changes_.size(), 0);
    for (std::uint32_t attribute = 0; attribute < changes_.size(); ++attribute) {
      if (before_[attribute].empty()) {
        continue;
      }
      list_of[attribute] = static_cast<std::uint32_t>(segment_.lists.size());
      segment_.lists.emplace_back(attribute, std::move(before_[attribute]),
                                  std::move(changes_[attribute]),
                                  rows_.attributes[attribute].class_count());
    }
    for (Demand& demand : segment_.demands) {
      demand.list = list_of[demand.list];
    }
  }

  // Instead of demands and lists, where blocks are few.
  void make_places() {
    std::uint32_t blocks = segment_.block_count;
    // Where the names of an attribute begin, by attribute and block. Without a demand it is as if
    // the block had one that all rows meet.
    std::vector<std::uint32_t> firsts(before_.size() * blocks);
    for (std::size_t i = 0; i < firsts.size(); ++i) {
      firsts[i] = static_cast<std::uint32_t>(i % blocks) - kUnasked;
    }
    for (std::uint32_t block = 0; block < blocks; ++block) {
      for (std::uint32_t i = segment_.demands_begin[block]; i < segment_.demands_begin[block + 1];
           ++i) {
        const Demand& demand = segment_.demands[i];
        firsts[std::size_t{demand.list} * blocks + block] = demand.first;
      }
    }
    std::vector<std::uint32_t> asked;
    for (std::uint32_t attribute = 0; attribute < before_.size(); ++attribute) {
      if (!before_[attribute].empty()) {
        asked.push_back(attribute);
      }
    }
    std::ranges::stable_sort(asked, std::ranges::greater(),
                             [&](std::uint32_t attribute) { return refused_[attribute]; });
    for (std::uint32_t attribute : asked) {
      add_places(attribute, std::span(firsts).subspan(std::size_t{attribute} * blocks, blocks));
    }
    segment_.demands.clear();
    segment_.demands_begin.clear();
    segment_.demands_begin.shrink_to_fit();
  }

  void add_places(std::uint32_t attribute, std::span<const std::uint32_t> firsts) {
    std::vector<NameLists::Change>& changes = changes_[attribute];
    std::ranges::stable_sort(changes, {}, &NameLists::Change::from);
    std::vector<std::uint32_t> places;
    places.reserve(firsts.size());
    std::vector<ClassId> begins;
    for (std::size_t block = 0; block < firsts.size(); ++block) {
      places.push_back(firsts[block] + before_[attribute][block]);
    }
    for (const NameLists::Change& change : changes) {
      if (begins.empty() || begins.back() != change.from) {
        begins.push_back(change.from);
        places.resize(places.size() + firsts.size());
        std::copy_n(places.end() - 2 * std::ssize(firsts), firsts.size(),
                    places.end() - std::ssize(firsts));
      }
      places[places.size() - firsts.size() + change.block] = firsts[change.block] + change.name;
    }
    places.shrink_to_fit();
    segment_.places.emplace_back(
        attribute, Steps(std::move(begins), rows_.attributes[attribute].class_count()),
        segment_.block_count, std::move(places));
  }

  // A block that asks nothing of an attribute has no demand; any name but 0 does.
  static constexpr BitsName kUnasked = 1;

  const Rows& rows_;
  std::span<const Row> own_;
  Segment& segment_;
  Namer namer_;
  std::vector<std::uint32_t> order_;    // rows in their places
  std::vector<InBlock> in_block_;       // by attribute
  std::vector<std::uint64_t> refused_;  // by attribute, of all blocks; as InBlock::refused
  std::vector<std::uint32_t> touched_;
  std::vector<std::vector<BitsName>> before_;            // by attribute
  std::vector<std::vector<NameLists::Change>> changes_;  // by attribute
};

}  // namespace

Segment make_segment(const Rows& rows, std::span<const Row> of_turns, std::uint32_t first_turn,
                     std::uint32_t end_turn) {
  Segment segment{.first_turn = first_turn, .end_turn = end_turn};
  SegmentMaker(rows, of_turns, segment).make();
  return segment;
}

std::size_t Segment::bytes() const {
  std::size_t sum = demands.capacity() * sizeof(Demand) +
                    demands_begin.capacity() * sizeof(std::uint32_t) +
                    bits.capacity() * sizeof(Bits) + turns.capacity() * sizeof(std::uint32_t) +
                    necessary_only.capacity() * sizeof(Bits);
  for (const NameLists& list : lists) {
    sum += list.bytes() + sizeof(NameLists);
  }
  for (const BitsPlaces& each : places) {
    sum += each.bytes() + sizeof(BitsPlaces);
  }
  return sum;
}

}  // namespace rulec::runtime::index
