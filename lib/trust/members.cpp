#include "trust/internal/members.h"

#include <algorithm>

#include "base/calendar.h"
#include "parser/json/reader.h"
#include "trust/statement.h"

namespace rulec::trust {
namespace {

// Statements and trust files nest six levels; what is deeper was made to hurt.
constexpr std::uint32_t kMaxDepth = 16;
constexpr std::size_t kSha256Digits = 64;
constexpr std::string_view kTimeForm = "2026-11-22T04:31:07Z";

}  // namespace

bool is_sha256(std::string_view text) {
  return text.size() == kSha256Digits && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::optional<std::int64_t> parse_time(std::string_view text) {
  if (text.size() != kTimeForm.size() || text.back() != 'Z') {
    return std::nullopt;
  }
  std::optional<calendar::Moment> moment = calendar::parse_moment(text);
  // One text for one time: what reads back as something else was written in another way.
  if (!moment || moment->is_date || format_time(moment->ms) != text) {
    return std::nullopt;
  }
  return moment->ms;
}

std::string format_time(std::int64_t ms) {
  std::string text = calendar::format_instant(ms);
  text.resize(kTimeForm.size() - 1);  // less the milliseconds
  return text + "Z";
}

bool JsonText::read(std::string_view text, std::size_t max_bytes) {
  json::ValueLimits limits{.max_bytes = max_bytes, .max_depth = kMaxDepth};
  json::Fault fault;
  if (json::read_value(text, limits, arena_, scratch_, value_, fault)) {
    return true;
  }
  problem_ = fault.message;
  return false;
}

Members::Members(const Value& object, std::string_view where) : object_(object), where_(where) {
  if (!object.is_object()) {
    fault("is no object");
  }
}

bool Members::has(std::string_view name) const {
  return object_.is_object() && !object_.member(name).is_absent() &&
         !object_.member(name).is_null();
}

bool Members::is_given(std::string_view name) {
  if (object_.is_object() && !object_.member(name).is_absent()) {
    return true;
  }
  asked_.push_back(name);
  return false;
}

Value Members::required(std::string_view name, Kind kind) {
  asked_.push_back(name);
  if (!problem_.empty()) {
    return Value::absent();
  }
  Value value = object_.member(name);
  if (value.kind() == kind) {
    return value;
  }
  fault(value.is_absent() ? "lacks `" + std::string(name) + "`"
                          : "has a `" + std::string(name) + "` of another type");
  return Value::absent();
}

std::string Members::text(std::string_view name) {
  Value value = required(name, Kind::kString);
  if (value.is_string() && value.as_string().empty()) {
    fault("has an empty `" + std::string(name) + "`");
  }
  return value.is_string() ? std::string(value.as_string()) : std::string();
}

std::string Members::optional_text(std::string_view name) {
  return is_given(name) ? text(name) : std::string();
}

std::vector<std::string> Members::texts(std::string_view name) {
  std::vector<std::string> texts;
  for (const Value& item : list(name)) {
    if (!item.is_string() || item.as_string().empty()) {
      fault("has something in `" + std::string(name) + "` that is no text");
      return {};
    }
    texts.emplace_back(item.as_string());
  }
  return texts;
}

std::vector<std::string> Members::optional_texts(std::string_view name) {
  return is_given(name) ? texts(name) : std::vector<std::string>();
}

std::uint64_t Members::count(std::string_view name) {
  Value value = required(name, Kind::kInteger);
  if (!value.is_integer()) {
    return 0;
  }
  if (value.as_integer() < 0) {
    fault("has a negative `" + std::string(name) + "`");
    return 0;
  }
  return static_cast<std::uint64_t>(value.as_integer());
}

std::uint64_t Members::optional_count(std::string_view name, std::uint64_t otherwise) {
  return is_given(name) ? count(name) : otherwise;
}

bool Members::flag(std::string_view name) {
  return required(name, Kind::kBool).is_true();
}

bool Members::optional_flag(std::string_view name, bool otherwise) {
  return is_given(name) ? flag(name) : otherwise;
}

std::int64_t Members::time(std::string_view name) {
  std::string found = text(name);
  std::optional<std::int64_t> ms = parse_time(found);
  if (!ms) {
    fault("has a `" + std::string(name) + "` that is no time such as " + std::string(kTimeForm));
  }
  return ms.value_or(0);
}

std::optional<std::int64_t> Members::optional_time(std::string_view name) {
  if (!has(name)) {
    asked_.push_back(name);
    return std::nullopt;
  }
  return time(name);
}

std::string Members::hex_digest(std::string_view name) {
  std::string found = text(name);
  if (!is_sha256(found)) {
    fault("has a `" + std::string(name) + "` that is not 64 lower-case hex digits");
  }
  return found;
}

std::string Members::sha256(std::string_view name) {
  return hex_digest(name);
}

std::string Members::optional_sha256(std::string_view name) {
  return is_given(name) ? hex_digest(name) : std::string();
}

std::size_t Members::choice(std::string_view name, std::span<const std::string_view> allowed) {
  std::string found = text(name);
  auto at = std::ranges::find(allowed, found);
  if (at == allowed.end()) {
    fault("has an unknown `" + std::string(name) + "`");
    return 0;
  }
  return static_cast<std::size_t>(at - allowed.begin());
}

std::span<const Value> Members::list(std::string_view name) {
  Value value = required(name, Kind::kList);
  return value.is_list() ? value.as_list() : std::span<const Value>();
}

Value Members::object(std::string_view name) {
  return required(name, Kind::kObject);
}

void Members::finish() {
  if (!object_.is_object()) {
    return;
  }
  for (const Member& member : object_.members()) {
    if (std::ranges::find(asked_, member.key) == asked_.end()) {
      fault("has an unknown member `" + std::string(member.key) + "`");
    }
  }
}

void Members::fault(std::string_view problem) {
  if (problem_.empty()) {
    problem_ = where_ + " ";
    problem_ += problem;
  }
}

void Members::adopt(const Members& part) {
  if (problem_.empty()) {
    problem_ = part.problem_;
  }
}

}  // namespace rulec::trust
