// The scanner itself, compiled once for each kind of processor: projection_portable.cpp and
// projection_avx2.cpp name the namespace and include this file. It has no code of other headers but
// what is inlined, so no function for AVX2 can take the place of one for everybody.
//
// How it reads: the text ends with the bracket that closes it, so a token that is no string always
// ends before the text does, and one look at the position when a bracket closes is enough. Where 32
// bytes are looked at and the text has fewer left, a copy of its end with zeros behind is used.
// Positions are handed from function to function (not kept in members), which keeps them in
// registers; null means that the strict reader has to look.
#pragma once

#include "parser/json/internal/projection_numbers.h"

namespace rulec::json::RULEC_SCAN_NAMESPACE {

class Scanner : Numbers {
 public:
  explicit Scanner(const Scan& scan)
      : Numbers({.end = scan.end, .tail = tail_ + kWindow}),
        scan_(scan),
        nodes_(scan.trie.nodes.data()),
        after_(scan.memory.after.data()),
        seen_(scan.memory.seen.data()),
        number_(scan.memory.scan),
        next_(scan.memory.order.data()),
        level_(scan.levels),
        last_level_(scan.levels + scan.limits.max_depth) {
    auto size = static_cast<std::size_t>(text_end - scan.begin);
    if (size >= kWindow) [[likely]] {
      __builtin_memcpy(tail_, text_end - kWindow, kWindow);
    } else {
      __builtin_memcpy(tail_ + kWindow - size, scan.begin, size);
    }
  }

  bool run() {
    const char* at = open(scan_.begin, nodes_[kRootNode]);
    while (at != nullptr && level_ != scan_.levels) {
      if (!level_->is_object) {
        at = items(at);
      } else {
        at = is_in_order_ && level_->node != nodes_ ? members_in_order(Ahead(text_end), at)
                                                    : members(at);
      }
    }
    if (is_in_order_) {
      met_ = static_cast<std::size_t>(next_ - scan_.memory.order.data());
    }
    if (at != text_end || met_ + scan_.unknown.total() > scan_.limits.max_keys) {
      return false;
    }
    if (met_ + met_items_ + kRootNode + 1 < scan_.trie.nodes.size()) {
      mark_absent();
    }
    if (!is_in_order_) {
      learn_order();
    }
    for (const Projection::Trie::Copy& copy : scan_.trie.copies) {
      scan_.found[copy.to] = scan_.found[copy.from];
    }
    return true;
  }

 private:
  // --- brackets

  // The list or object at `at`, to its first item or key, or behind its end when it is empty.
  const char* open(const char* at, const PathNode& node) {
    if (level_ == last_level_) {
      return nullptr;
    }
    bool is_object = *at == '{';
    ++level_;
    level_->node = &node;
    level_->expected = &scan_.memory.first[static_cast<std::size_t>(&node - nodes_)];
    level_->begin = offset(at);
    level_->first_unknown = scan_.unknown.size();
    level_->is_object = is_object;
    is_first_ = true;
    at = blanks(at + 1);
    if (*at == (is_object ? '}' : ']')) {
      level_->count = 0;
      return close(at + 1);
    }
    if (is_object) {
      return *at == '"' ? at : nullptr;
    }
    level_->count = 0;
    level_->wanted = 0;
    level_->next_wanted = wanted_item(node, 0);
    return node.has_equal_items ? nullptr : at;
  }

  // `at` is behind the bracket that ends the innermost level.
  const char* close(const char* at) {
    const ScanLevel& level = *level_;
    std::uint32_t unknown = scan_.unknown.size() - level.first_unknown;
    bool is_good = level.is_object ? scan_.unknown.close(level.first_unknown)
                                   : level.count <= scan_.limits.max_items;
    if (level.node->slot != kNoSlot) {
      scan_.found[level.node->slot] = {.value = Value::absent(),
                                       .begin = level.begin,
                                       .end = offset(at),
                                       .unknown = unknown,
                                       .is_composite = true};
    }
    --level_;
    is_first_ = false;
    // The text ends with a bracket: only here can its end be met too early.
    bool is_done = level_ == scan_.levels;
    return is_good && (at == text_end) == is_done ? at : nullptr;
  }

  // Goes on with the members of the innermost object, and of objects in it, until a list begins or
  // goes on. What the loop needs stands in locals: stores through pointers could change members for
  // all that the compiler knows.
  const char* members(const char* at) {
    const Text text = anywhere;
    const PathNode* const nodes = nodes_;
    std::uint32_t* const after = after_;
    std::uint8_t* const seen = seen_;
    ProjectedValue* const found = scan_.found;
    const std::uint8_t number = number_;
    std::uint32_t* expected = level_->expected;
    for (bool is_at_key = is_first_;; is_at_key = true) {
      if (is_at_key) {
        std::uint32_t id = *expected;
        bool is_wanted = true;
        if (Vector::begins(text.window(at), nodes[id])) [[likely]] {
          at += nodes[id].quoted_length;  // nothing begins as kNoNode does
        } else {
          at = other_key(at, id);
          if (at == nullptr) {
            return nullptr;
          }
          is_wanted = id != kNoNode;
          *expected = is_wanted ? id : *expected;
        }
        if (is_wanted) {
          // It must not be there already. Each node is one place of the text, so once a scan is
          // enough.
          if (seen[id] == number) [[unlikely]] {
            return nullptr;
          }
          seen[id] = number;
          scan_.memory.met.data()[met_++] = id;
          expected = after + id;
        }
        const PathNode& node = nodes[id];
        if (is_blank(*at)) [[unlikely]] {
          at = scan_blanks(at, text.end);
        }
        ProjectedValue& to = node.slot == kNoSlot ? ignored_ : found[node.slot];
        if (*at == '"') {
          at = string(text, at, to, node.slot != kNoSlot);
        } else if (is_digit(*at)) {
          at = digits_first(text, at, to);
        } else if (may_be_boolean(*at)) {
          at = boolean(text, at, to);
        } else if (*at == '{' || *at == '[') {
          level_->expected = expected;
          at = open(at, node);
          if (at == nullptr || !level_->is_object) {
            return at;
          }
          expected = level_->expected;
          if (is_first_) {
            continue;
          }
        } else {
          at = rare_scalar(at, to);
        }
        if (at == nullptr) {
          return nullptr;
        }
      }
      // Behind a value: to the next key, and out of every object that ends.
      while (at[0] != ',' || at[1] != '"') [[unlikely]] {
        at = blanks(at);
        if (*at == ',') {
          at = blanks(at + 1);
          if (*at != '"') {
            return nullptr;
          }
          --at;  // as if the comma stood here
          break;
        }
        at = *at == '}' ? close(at + 1) : nullptr;
        if (at == nullptr || level_ == scan_.levels || !level_->is_object || is_in_order_) {
          return at;
        }
        expected = level_->expected;
      }
      ++at;
    }
  }

  // The same while wanted members come as they did in the text before: one comparison a member says
  // so, and none can be there twice. Members that nobody wants may stand between them.
  template <class Window>
  const char* members_in_order(const Window text, const char* at) {
    ProjectedValue* const found = scan_.found;
    const PathNode* const* next = next_;
    std::uint32_t parent = number_of(*level_->node);
    bool is_at_key = is_first_;
    while (true) {
      if (is_at_key) {
        if (!text.holds(at)) [[unlikely]] {
          is_first_ = true;
          next_ = next;
          return members_in_order(anywhere, at);
        }
        const PathNode* node = *next;
        char first = 0;  // of the value; 0: not for this loop
        if (node->parent == parent && Vector::begins(text.window(at), *node)) [[likely]] {
          at += node->quoted_length;
          ++next;
          if (*at == ' ') [[unlikely]] {
            ++at;
          }
          first = *at;
        } else {
          next_ = next;
          const char* value = key_in_order(at, parent, node);
          if (value == nullptr) {
            return nullptr;
          }
          if (!is_in_order_) {
            is_first_ = true;
            return members(at);
          }
          at = value;
          next = next_;
          // Such a key may be of any length.
          first = text.holds(at) ? *at : '\0';
        }
        ProjectedValue& to = node->slot == kNoSlot ? ignored_ : found[node->slot];
        if (first == '"') {
          at = string(text, at, to, node->slot != kNoSlot);
        } else if (is_digit(first)) {
          at = digits_first(text, at, to);
        } else if (may_be_boolean(first)) {
          at = boolean(text, at, to);
        } else {
          is_first_ = false;
          next_ = next;
          at = other_value(at, *node);
          if (at == nullptr || level_ == scan_.levels || !level_->is_object ||
              level_->node == nodes_) {
            return at;
          }
          parent = number_of(*level_->node);
          if (is_first_) {
            continue;
          }
        }
        if (at == nullptr) {
          return nullptr;
        }
      }
      is_at_key = true;
      if (at[0] == ',' && at[1] == '"') [[likely]] {
        ++at;
        continue;
      }
      // The text does not end with a blank.
      if (at[0] == ',' && at[1] == ' ' && at[2] == '"') {
        at += 2;
        continue;
      }
      next_ = next;
      at = next_key(at);
      if (at == nullptr || level_ == scan_.levels || !level_->is_object) {
        return at;
      }
      parent = number_of(*level_->node);
    }
  }

  // From behind a value to the next key, out of every object that ends; or behind the end of the
  // text or of an object in a list.
  [[gnu::noinline]] const char* next_key(const char* at) {
    while (true) {
      at = blanks(at);
      if (*at == ',') {
        at = blanks(at + 1);
        return *at == '"' ? at : nullptr;
      }
      at = *at == '}' ? close(at + 1) : nullptr;
      if (at == nullptr || level_ == scan_.levels || !level_->is_object) {
        return at;
      }
    }
  }

  // A key that does not begin as the next one of the order would, and its colon. It may be that
  // one in other writing, or one that nobody wants; else the order is left.
  [[gnu::noinline]] const char* key_in_order(const char* at, std::uint32_t parent,
                                             const PathNode*& node) {
    std::uint32_t id = kNoNode;
    const char* value = other_key(at, id);
    if (value != nullptr && id != kNoNode) {
      if (node->parent == parent && node == nodes_ + id) {
        ++next_;
      } else {
        leave_order();
      }
    }
    node = nodes_ + id;
    return value;
  }

  // As if the members so far had been looked for one by one.
  [[gnu::noinline]] void leave_order() {
    is_in_order_ = false;
    mark_met();
    for (const PathNode* const* at = scan_.memory.order.data(); at != next_; ++at) {
      scan_.memory.met[met_++] = number_of(**at);
      for (ScanLevel* level = scan_.levels + 1; level <= level_; ++level) {
        if (level->is_object && number_of(*level->node) == (*at)->parent) {
          level->expected = after_ + number_of(**at);
        }
      }
    }
  }
  void mark_met() {
    for (const PathNode* const* at = scan_.memory.order.data(); at != next_; ++at) {
      seen_[number_of(**at)] = number_;
    }
  }

  [[gnu::noinline]] void learn_order() {
    constexpr std::uint32_t kPatience = 16;
    ScanMemory& memory = scan_.memory;
    if (memory.other_ways++ % kPatience != 0) {
      return;
    }
    for (std::size_t i = 0; i < met_; ++i) {
      memory.order[i] = nodes_ + memory.met[i];
    }
    memory.order[met_] = nodes_;
  }

  // Any value but a plain one, blanks before it.
  [[gnu::noinline]] const char* other_value(const char* at, const PathNode& node) {
    at = blanks(at);
    if (*at == '{' || *at == '[') {
      return open(at, node);
    }
    return scalar(at, node);
  }

  const char* items(const char* at) {
    ScanLevel& level = *level_;
    if (!is_first_) {
      at = next_item(at);
    }
    is_first_ = false;
    while (at != nullptr && level_ == &level) {
      const PathNode& node = level.count == level.next_wanted ? take_item(level) : nodes_[kNoNode];
      ++level.count;
      if (*at == '{' || *at == '[') {
        return open(at, node);
      }
      at = scalar(at, node);
      if (at == nullptr) {
        return nullptr;
      }
      at = next_item(at);
    }
    return at;
  }

  // From behind a value to the next item, or behind the end of the list.
  [[gnu::always_inline]] const char* next_item(const char* at) {
    at = blanks(at);
    if (*at == ',') {
      return blanks(at + 1);
    }
    return *at == ']' ? close(at + 1) : nullptr;
  }

  // --- wanted nodes

  // The index of a list's wanted item number `wanted`.
  [[nodiscard]] std::uint64_t wanted_item(const PathNode& node, std::uint32_t wanted) const {
    if (wanted == node.item_count) {
      return UINT64_MAX;
    }
    return static_cast<std::uint64_t>(nodes_[scan_.trie.items[node.first_item + wanted]].index);
  }

  const PathNode& take_item(ScanLevel& level) {
    std::uint32_t id = scan_.trie.items[level.node->first_item + level.wanted];
    level.next_wanted = wanted_item(*level.node, ++level.wanted);
    seen_[id] = number_;
    ++met_items_;
    return nodes_[id];
  }

  [[nodiscard]] std::uint32_t find(const PathNode& node, std::string_view key) const {
    const std::uint32_t* buckets = scan_.trie.buckets.data() + node.first_bucket;
    std::uint32_t bucket = hash_key(key);
    while (true) {
      std::uint32_t id = buckets[bucket & node.bucket_mask];
      if (id == kNoNode || nodes_[id].key == key) {
        return id;
      }
      ++bucket;
    }
  }

  // A key that is not the expected one, and its colon; `id` becomes the node it leads to.
  [[gnu::noinline]] const char* other_key(const char* at, std::uint32_t& id) {
    bool has_escapes = false;
    const char* begin = at + 1;
    const char* stop = string_end(begin, has_escapes);
    if (stop == nullptr) {
      return nullptr;
    }
    std::string_view key = has_escapes
                               ? unescaped(begin, stop)
                               : std::string_view(begin, static_cast<std::size_t>(stop - begin));
    id = level_->node->child_count == 0 ? kNoNode : find(*level_->node, key);
    if (id == kNoNode) {
      scan_.unknown.add(key);
    }
    at = blanks(stop + 1);
    return *at == ':' ? at + 1 : nullptr;
  }

  [[gnu::noinline]] void mark_absent() {
    if (is_in_order_) {
      mark_met();
    }
    std::size_t count = scan_.trie.nodes.size();
    for (std::size_t i = kRootNode + 1; i < count; ++i) {
      if (seen_[i] != number_ && nodes_[i].slot != kNoSlot) {
        scan_.found[nodes_[i].slot] = {};
      }
    }
  }

  // --- scalars

  // Any scalar at `at`, blanks before it read.
  [[gnu::noinline]] const char* scalar(const char* at, const PathNode& node) {
    ProjectedValue& to = node.slot == kNoSlot ? ignored_ : scan_.found[node.slot];
    if (*at == '"') {
      return string(anywhere, at, to, node.slot != kNoSlot);
    }
    return may_be_boolean(*at) ? boolean(anywhere, at, to) : rare_scalar(at, to);
  }

  [[gnu::noinline]] const char* rare_scalar(const char* at, ProjectedValue& to) const {
    if (*at == '-' || is_digit(*at)) {
      return number(at, to);
    }
    put(to, Value::null());
    return static_cast<std::uint32_t>(word_at(anywhere, at)) == 0x6c6c756eU ? at + 4 : nullptr;
  }

  // `t` and `f`, in one comparison, and two letters that nothing begins with.
  [[gnu::always_inline]] static bool may_be_boolean(char c) {
    constexpr int kDifference = 't' ^ 'f';
    return ((c ^ 'f') & ~kDifference) == 0;
  }

  template <class Window>
  [[gnu::always_inline]] static const char* boolean(const Window& text, const char* at,
                                                    ProjectedValue& to) {
    std::uint64_t word = word_at(text, at);
    bool is_true = static_cast<std::uint32_t>(word) == 0x65757274U;  // "true"
    bool is_false = (word & 0xffffffffffULL) == 0x65736c6166ULL;     // "false"
    put(to, Value::boolean(is_true));
    // No branch on the value: it is what changes from text to text.
    return static_cast<int>(is_true) + static_cast<int>(is_false) != 0
               ? at + 5 - static_cast<int>(is_true)
               : nullptr;
  }

  template <class Window>
  [[gnu::always_inline]] const char* string(const Window& text, const char* at, ProjectedValue& to,
                                            bool is_wanted) {
    const char* begin = at + 1;
    Look look = Vector::look(text.window(begin));
    // Without a quote all bits before it are set, the one behind the window, too.
    constexpr std::uint64_t kBehind = std::uint64_t{1} << 63U;
    if (((look.specials | kBehind) & (look.quotes - 1)) != 0) [[unlikely]] {
      return long_string(begin, to, is_wanted);
    }
    const char* stop = begin + Vector::first(look.quotes);
    put(to, Value::string({begin, static_cast<std::size_t>(stop - begin)}));
    return stop + 1;
  }

  [[gnu::noinline]] const char* long_string(const char* begin, ProjectedValue& to, bool is_wanted) {
    bool has_escapes = false;
    const char* stop = string_end(begin, has_escapes);
    if (stop == nullptr) {
      return nullptr;
    }
    put(to, Value::string(has_escapes && is_wanted
                              ? unescaped(begin, stop)
                              : std::string_view(begin, static_cast<std::size_t>(stop - begin))));
    return stop + 1;
  }

  // The quote that ends the string whose first byte is at `at`.
  [[gnu::noinline]] const char* string_end(const char* at, bool& has_escapes) const {
    while (true) {
      Look look = Vector::look(anywhere.window(at));
      if ((look.specials & (look.quotes - 1)) == 0) {
        if (look.quotes != 0) {
          return at + Vector::first(look.quotes);
        }
        at += Vector::kWidth;
      } else {
        at += Vector::first(look.specials);
        at = scan_special(at, text_end, has_escapes);
      }
      // The zeros behind the end are special bytes, so `at` is at most the end.
      if (at == nullptr || at == text_end) {
        return nullptr;
      }
    }
  }

  std::string_view unescaped(const char* begin, const char* stop) {
    return scan_unescaped({begin, static_cast<std::size_t>(stop - begin)}, scan_.arena);
  }

  // --- small help

  // The text ends with a bracket, so blanks end before it does.
  [[gnu::always_inline]] const char* blanks(const char* at) const {
    return static_cast<unsigned char>(*at) > ' ' ? at : scan_blanks(at, text_end);
  }
  [[gnu::always_inline]] std::uint32_t offset(const char* at) const {
    return static_cast<std::uint32_t>(at - scan_.text);
  }
  [[nodiscard, gnu::always_inline]] std::uint32_t number_of(const PathNode& node) const {
    return static_cast<std::uint32_t>(&node - nodes_);
  }

  const Scan& scan_;
  const PathNode* nodes_;
  std::uint32_t* after_;
  std::uint8_t* seen_;
  std::uint8_t number_;          // of this scan, in seen_
  const PathNode* const* next_;  // of the order, while the text keeps it
  ScanLevel* level_;             // the innermost open one; scan_.levels itself when there is none
  ScanLevel* last_level_;
  std::size_t met_ = 0;        // wanted keys
  std::size_t met_items_ = 0;  // wanted items of lists
  bool is_first_ = true;       // a key or item comes next, as where a level has just been opened
  bool is_in_order_ = true;
  ProjectedValue ignored_;
  alignas(64) char tail_[2 * kWindow] = {};
};

}  // namespace rulec::json::RULEC_SCAN_NAMESPACE
