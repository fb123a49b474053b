#include "native/plan_bytes.h"

#include <algorithm>
#include <type_traits>

namespace rulec::native {
namespace {

using runtime::NativeAttribute;
using runtime::NativeFunctionPlan;
using runtime::NativePlan;

constexpr std::uint32_t kMaxCount = 1U << 24U;

class Writer {
 public:
  template <class Number>
  void number(Number value) {
    static_assert(std::is_arithmetic_v<Number>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof(value));
  }
  template <class Number>
  void numbers(const std::vector<Number>& values) {
    number(static_cast<std::uint32_t>(values.size()));
    for (Number value : values) {
      number(value);
    }
  }
  void text(const std::string& value) {
    number(static_cast<std::uint32_t>(value.size()));
    bytes_ += value;
  }
  [[nodiscard]] std::string bytes() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// The first failure sticks and gives zeros.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <class Number>
  void number(Number& value) {
    if (is_good_ && rest_.size() >= sizeof(value)) {
      rest_.copy(reinterpret_cast<char*>(&value), sizeof(value));
      rest_.remove_prefix(sizeof(value));
    } else {
      value = {};
      is_good_ = false;
    }
  }
  // How many follow, each of at least `bytes`.
  std::uint32_t count(std::size_t bytes) {
    std::uint32_t value = 0;
    number(value);
    is_good_ = is_good_ && value <= kMaxCount && value <= rest_.size() / bytes;
    return is_good_ ? value : 0;
  }
  template <class Number>
  void numbers(std::vector<Number>& values) {
    values.resize(count(sizeof(Number)));
    for (Number& value : values) {
      number(value);
    }
  }
  void text(std::string& value) {
    std::uint32_t length = count(1);
    value.assign(rest_.substr(0, length));
    rest_.remove_prefix(length);
  }
  [[nodiscard]] bool is_good() const { return is_good_; }
  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool is_good_ = true;
};

void write(Writer& out, const NativeAttribute& attribute) {
  out.number(attribute.path);
  for (std::uint32_t row : attribute.row_of_kind) {
    out.number(row);
  }
  out.numbers(attribute.integer_cuts);
  out.numbers(attribute.double_cuts);
  out.number(static_cast<std::uint32_t>(attribute.texts.size()));
  for (const std::string& text : attribute.texts) {
    out.text(text);
  }
  out.numbers(attribute.tags);
  out.numbers(attribute.rows);
}

void read(Reader& in, NativeAttribute& attribute) {
  in.number(attribute.path);
  for (std::uint32_t& row : attribute.row_of_kind) {
    in.number(row);
  }
  in.numbers(attribute.integer_cuts);
  in.numbers(attribute.double_cuts);
  attribute.texts.resize(in.count(sizeof(std::uint32_t)));
  for (std::string& text : attribute.texts) {
    in.text(text);
  }
  in.numbers(attribute.tags);
  in.numbers(attribute.rows);
}

// Every row that a value can lead to is there.
bool fits(const NativeFunctionPlan& function, const NativeAttribute& attribute) {
  std::size_t rows = attribute.rows.size() / function.row_words();
  auto has = [&](Kind kind, std::size_t more) {
    return attribute.row_of_kind[static_cast<std::size_t>(kind)] + more < rows;
  };
  return attribute.rows.size() % function.row_words() == 0 &&
         attribute.tags.size() == attribute.texts.size() &&
         std::ranges::all_of(attribute.row_of_kind,
                             [&](std::uint32_t row) { return row < rows; }) &&
         has(Kind::kBool, 1) && has(Kind::kInteger, attribute.integer_cuts.size()) &&
         has(Kind::kDouble, attribute.double_cuts.size()) &&
         has(Kind::kString, attribute.texts.size());
}

bool fits(const NativeFunctionPlan& function) {
  constexpr std::uint32_t kMaxGroups = 64;
  bool has_words = function.words == 1 || function.words == 2 || function.words == 4;
  return has_words && function.any_count <= kMaxGroups && function.all_count <= kMaxGroups &&
         function.start.size() == function.row_words() &&
         std::ranges::all_of(function.attributes, [&](const NativeAttribute& attribute) {
           return fits(function, attribute);
         });
}

}  // namespace

std::string write_plan(const NativePlan& plan) {
  Writer out;
  for (std::uint32_t number : {plan.layout.slot_bytes, plan.layout.kind, plan.layout.length,
                               plan.layout.payload, plan.layout.key}) {
    out.number(number);
  }
  out.number(static_cast<std::uint32_t>(plan.functions.size()));
  for (const NativeFunctionPlan& function : plan.functions) {
    for (std::uint32_t number :
         {function.entry_point, function.words, function.any_count, function.all_count}) {
      out.number(number);
    }
    out.numbers(function.start);
    out.number(static_cast<std::uint32_t>(function.attributes.size()));
    for (const NativeAttribute& attribute : function.attributes) {
      write(out, attribute);
    }
  }
  return std::move(out).bytes();
}

Result<NativePlan> read_plan(std::string_view bytes) {
  Reader in(bytes);
  NativePlan plan;
  for (std::uint32_t* number : {&plan.layout.slot_bytes, &plan.layout.kind, &plan.layout.length,
                                &plan.layout.payload, &plan.layout.key}) {
    in.number(*number);
  }
  plan.functions.resize(in.count(sizeof(std::uint32_t) * 4));
  for (NativeFunctionPlan& function : plan.functions) {
    for (std::uint32_t* number :
         {&function.entry_point, &function.words, &function.any_count, &function.all_count}) {
      in.number(*number);
    }
    in.numbers(function.start);
    function.attributes.resize(in.count(sizeof(std::uint32_t)));
    for (NativeAttribute& attribute : function.attributes) {
      read(in, attribute);
    }
  }
  bool is_whole = in.is_good() && in.is_at_end();
  if (!is_whole || !std::ranges::all_of(plan.functions, [](const NativeFunctionPlan& function) {
        return fits(function);
      })) {
    return fail(ErrorCode::kBadArtifact, "the plan of the machine code is damaged");
  }
  return plan;
}

}  // namespace rulec::native
