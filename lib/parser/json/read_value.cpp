// read_value: the reader of requests and contexts. Builds Values straight from the Core's events.
#include <string>

#include "diag/diagnostic.h"
#include "parser/json/core.h"
#include "parser/json/key_order.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"

namespace rulec::json {

class ValueBuilder {
 public:
  ValueBuilder(std::string_view text, const ValueLimits& limits, Arena& arena,
               ReaderScratch& scratch)
      : text_(text), limits_(limits), arena_(arena), scratch_(scratch) {
    scratch_.open_.clear();
    scratch_.items_.clear();
    scratch_.members_.clear();
    scratch_.key_begins_.clear();
  }

  bool run() {
    if (text_.size() > limits_.max_bytes) {
      return fault({.kind = FaultKind::kTooLarge, .limit = limits_.max_bytes});
    }
    return Core<ValueBuilder>(text_, limits_.max_depth, scratch_.levels_, *this).run();
  }
  [[nodiscard]] const Value& root() const { return root_; }
  [[nodiscard]] const SyntaxFault& first_fault() const { return fault_; }

  // --- events of the Core

  bool fault(const SyntaxFault& fault) {
    if (!has_fault_) {
      fault_ = fault;
      has_fault_ = true;
    }
    return false;
  }

  void begin_object(std::uint32_t) {
    scratch_.open_.push_back({.first = size32(scratch_.members_), .is_object = true});
  }
  void begin_array(std::uint32_t) {
    scratch_.open_.push_back({.first = size32(scratch_.items_), .is_object = false});
  }

  bool end_object(std::uint32_t) {
    std::uint32_t first = scratch_.open_.back().first;
    std::span<const Member> written(scratch_.members_.data() + first,
                                    scratch_.members_.size() - first);
    auto* data = arena_.make<ObjectData>();
    std::span<const Member> members = arena_.copy(written);
    data->members = members.data();
    auto count = static_cast<std::uint32_t>(members.size());
    bool is_small = count <= ObjectData::kLinearMembers;
    bool is_good = is_small ? check_few(members) : check_many(members, *data);
    scratch_.members_.resize(first);
    scratch_.key_begins_.resize(first);
    scratch_.open_.pop_back();
    put(Value::object(data, count));
    return is_good;
  }

  bool end_array(std::uint32_t end) {
    std::uint32_t first = scratch_.open_.back().first;
    std::span<const Value> written(scratch_.items_.data() + first, scratch_.items_.size() - first);
    if (written.size() > limits_.max_items) {
      return fault({.kind = FaultKind::kTooManyItems,
                    .begin = end - 1,
                    .end = end,
                    .limit = limits_.max_items});
    }
    std::span<const Value> items = arena_.copy(written);
    scratch_.items_.resize(first);
    scratch_.open_.pop_back();
    put(Value::list(items));
    return true;
  }

  bool key(const StringToken& token) {
    if (++keys_ > limits_.max_keys) {
      return fault({.kind = FaultKind::kTooManyKeys,
                    .begin = token.begin,
                    .end = token.end,
                    .limit = limits_.max_keys});
    }
    scratch_.members_.push_back({.key = text_of(token), .value = {}});
    scratch_.key_begins_.push_back(token.begin);
    return true;
  }

  void string(const StringToken& token) { put(Value::string(text_of(token))); }
  void integer(std::uint32_t, std::uint32_t, std::int64_t value) { put(Value::integer(value)); }
  void real(std::uint32_t, std::uint32_t, double value) { put(Value::real(value)); }
  void boolean(std::uint32_t, std::uint32_t, bool value) { put(Value::boolean(value)); }
  void null(std::uint32_t, std::uint32_t) { put(Value::null()); }
  void bad(std::uint32_t, std::uint32_t) {}  // the reading ends here

  void skipped(std::uint32_t, std::uint32_t) {}

 private:
  template <class T>
  static std::uint32_t size32(const std::vector<T>& list) {
    return static_cast<std::uint32_t>(list.size());
  }

  void put(Value value) {
    if (scratch_.open_.empty()) {
      root_ = value;
    } else if (scratch_.open_.back().is_object) {
      scratch_.members_.back().value = value;
    } else {
      scratch_.items_.push_back(value);
    }
  }

  std::string_view text_of(const StringToken& token) {
    if (!token.has_escapes || token.is_bad) {
      return token.raw;
    }
    auto room = arena_.make_span<char>(token.raw.size());
    return {room.data(), unescape(token.raw, room.data())};
  }

  // `first` and `later` are positions in the object whose keys are on top of the stack.
  bool duplicate(std::size_t first, std::size_t later) {
    const std::uint32_t* begins = scratch_.key_begins_.data() + scratch_.open_.back().first;
    const char* end = text_.data() + text_.size();
    auto end_of = [&](std::size_t i) {
      return static_cast<std::uint32_t>(skip_string(text_.data() + begins[i], end) - text_.data());
    };
    return fault({.kind = FaultKind::kDuplicateKey,
                  .begin = begins[later],
                  .end = end_of(later),
                  .other_begin = begins[first],
                  .other_end = end_of(first)});
  }

  // A bit for each key by length and two letters: most objects need no comparison at all.
  bool check_few(std::span<const Member> members) {
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
      std::string_view key = members[i].key;
      std::size_t hash = key.size();
      if (!key.empty()) {
        hash += std::size_t{7} * static_cast<unsigned char>(key.front());
        hash += std::size_t{13} * static_cast<unsigned char>(key.back());
      }
      std::uint64_t bit = std::uint64_t{1} << (hash & 63U);
      if ((seen & bit) != 0) {
        for (std::size_t j = 0; j < i; ++j) {
          if (members[j].key == key) {
            return duplicate(j, i);
          }
        }
      }
      seen |= bit;
    }
    return true;
  }

  bool check_many(std::span<const Member> members, ObjectData& data) {
    auto key_at = [members](std::uint32_t position) { return members[position].key; };
    auto count = static_cast<std::uint32_t>(members.size());
    order_keys(count, key_at, scratch_.ranks_);
    auto order = arena_.make_span<std::uint32_t>(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      order[i] = scratch_.ranks_[i].position;
      if (i > 0 && key_at(order[i]) == key_at(order[i - 1])) {
        return duplicate(order[i - 1], order[i]);
      }
    }
    data.order = order.data();
    return true;
  }

  std::string_view text_;
  const ValueLimits& limits_;
  Arena& arena_;
  ReaderScratch& scratch_;
  Value root_;
  SyntaxFault fault_;
  bool has_fault_ = false;
  std::size_t keys_ = 0;
};

bool read_value(std::string_view text, const ValueLimits& limits, Arena& arena,
                ReaderScratch& scratch, Value& value, Fault& fault) {
  ValueBuilder builder(text, limits, arena, scratch);
  if (builder.run()) {
    value = builder.root();
    return true;
  }
  const SyntaxFault& found = builder.first_fault();
  diag::Diagnostic finding = describe(found, text, SourceId(), "the text");
  fault = {.code = finding.code,
           .offset = found.begin,
           .length = found.end - found.begin,
           .message = diag::message_of(finding)};
  return false;
}

}  // namespace rulec::json
