// Expectations: partial matching of JSON values. An expected object asks for its members only, an
// expected list of messages for distinct ones in order; `$near` and `$any` loosen single values.
#include <algorithm>
#include <cmath>

#include "tooling/test/test.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::tooling {
namespace {

std::string text_of(const Value& value) {
  if (value.is_absent()) {
    return "nothing";
  }
  std::string text;
  append_value(text, value);
  return text;
}

double as_double(const Value& value) {
  return value.is_integer() ? static_cast<double>(value.as_integer()) : value.as_double();
}

std::string_view json_type(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      return "null";
    case Kind::kBool:
      return "boolean";
    case Kind::kInteger:
    case Kind::kDouble:
    case Kind::kDecimal:
      return "number";
    case Kind::kString:
      return "string";
    case Kind::kList:
      return "array";
    case Kind::kObject:
      return "object";
    case Kind::kAbsent:
    case Kind::kError:
      return "nothing";
  }
  return "nothing";
}

class Matcher {
 public:
  std::vector<Difference> differences;

  // Recursion is bounded by the depth limit of the reader.
  bool match(const Value& expected, const Value& got, const std::string& path) {
    if (expected.is_object()) {
      if (Value near = expected.member("$near"); !near.is_absent()) {
        return match_near(expected, near, got, path);
      }
      if (Value any = expected.member("$any"); !any.is_absent()) {
        bool fits = any.is_string() && any.as_string() == json_type(got);
        return fits || differ(path, "any " + text_of(any), text_of(got));
      }
      return match_members(expected, got, path);
    }
    if (expected.is_list() && got.is_list() && expected.length() == got.length()) {
      bool fits = true;
      for (std::uint32_t i = 0; i < expected.length(); ++i) {
        fits &= match(expected.item(i), got.item(i), path + "[" + std::to_string(i) + "]");
      }
      return fits;
    }
    return value::strict_equal(expected, got) || differ(path, text_of(expected), text_of(got));
  }

  // Each expected item matches a distinct one, in order; further ones are allowed, [] means none.
  void match_sublist(const Value& expected, const Value& got, const std::string& path) {
    if (!expected.is_list() || !got.is_list()) {
      differ(path, text_of(expected), text_of(got));
      return;
    }
    if (expected.length() == 0 && got.length() > 0) {
      differ(path, "[]", text_of(got));
      return;
    }
    std::uint32_t next = 0;
    for (std::uint32_t i = 0; i < expected.length(); ++i) {
      std::uint32_t at = next;
      while (at < got.length() && !fits_quietly(expected.item(i), got.item(at))) {
        ++at;
      }
      std::string item_path = path + "[" + std::to_string(i) + "]";
      if (at < got.length()) {
        next = at + 1;
      } else if (next < got.length()) {
        match(expected.item(i), got.item(next), item_path);  // says what is different
        ++next;
      } else {
        differ(item_path, text_of(expected.item(i)), "nothing");
      }
    }
  }

  bool differ(const std::string& path, std::string expected, std::string got) {
    differences.push_back({.path = path, .expected = std::move(expected), .got = std::move(got)});
    return false;
  }

 private:
  static bool fits_quietly(const Value& expected, const Value& got) {
    Matcher probe;
    return probe.match(expected, got, "");
  }

  bool match_near(const Value& expected, const Value& near, const Value& got,
                  const std::string& path) {
    Value within = expected.member("within");
    double slack = within.is_number() ? as_double(within) : 0.0;
    bool fits =
        near.is_number() && got.is_number() && std::fabs(as_double(near) - as_double(got)) <= slack;
    return fits || differ(path, text_of(near) + " within " + text_of(within), text_of(got));
  }

  bool match_members(const Value& expected, const Value& got, const std::string& path) {
    if (!got.is_object()) {
      return differ(path, text_of(expected), text_of(got));
    }
    bool fits = true;
    for (const Member& member : expected.members()) {
      std::string member_path =
          path.empty() ? std::string(member.key) : path + "." + std::string(member.key);
      Value found = got.member(member.key);
      fits &= found.is_absent() ? differ(member_path, text_of(member.value), "nothing")
                                : match(member.value, found, member_path);
    }
    return fits;
  }
};

// What an expectation says about the rules that fire.
class FiredRules {
 public:
  explicit FiredRules(const Value& decision) {
    Value executed = decision.member("rules_executed");
    for (std::uint32_t i = 0; executed.is_list() && i < executed.length(); ++i) {
      ids_.push_back(executed.item(i).member("rule_id"));
    }
  }

  [[nodiscard]] bool has(std::string_view id) const {
    return std::ranges::any_of(ids_, [id](const Value& v) { return v.as_string() == id; });
  }
  [[nodiscard]] std::string list() const {
    std::string text = "[";
    for (const Value& id : ids_) {
      text += (text.size() > 1 ? "," : "") + text_of(id);
    }
    return text + "]";
  }
  [[nodiscard]] Value value() const { return Value::list(ids_); }

 private:
  std::vector<Value> ids_;
};

void expect_fires(Matcher& matcher, const Value& expected, const FiredRules& fired,
                  const std::string& rule_id) {
  if (expected.is_bool()) {
    bool has_fired = rule_id.empty() ? fired.list() != "[]" : fired.has(rule_id);
    if (has_fired != expected.as_bool()) {
      matcher.differ("fires", expected.as_bool() ? "true" : "false", has_fired ? "true" : "false");
    }
    return;
  }
  for (std::uint32_t i = 0; expected.is_list() && i < expected.length(); ++i) {
    if (expected.item(i).is_string() && !fired.has(expected.item(i).as_string())) {
      matcher.differ("fires", text_of(expected.item(i)), fired.list());
    }
  }
}

void expect_not_fires(Matcher& matcher, const Value& expected, const FiredRules& fired) {
  for (std::uint32_t i = 0; expected.is_list() && i < expected.length(); ++i) {
    if (expected.item(i).is_string() && fired.has(expected.item(i).as_string())) {
      matcher.differ("not_fires", "not " + text_of(expected.item(i)), fired.list());
    }
  }
}

// The code of a failed decision, or of one entry of `errors`.
void expect_error(Matcher& matcher, const Value& expected, const Value& decision) {
  std::string found = text_of(decision.member("code"));
  Value errors = decision.member("errors");
  for (std::uint32_t i = 0; errors.is_list() && i < errors.length(); ++i) {
    Value code = errors.item(i).member("code");
    if (value::strict_equal(code, expected)) {
      return;
    }
    found = text_of(code);
  }
  if (!value::strict_equal(decision.member("code"), expected)) {
    matcher.differ("error", text_of(expected), found);
  }
}

}  // namespace

std::vector<Difference> compare_expectation(const Value& expect, const Value& decision,
                                            const std::string& rule_id) {
  Matcher matcher;
  FiredRules fired(decision);
  bool expects_error = !expect.member("error").is_absent();
  if (decision.member("success").is_bool() && !decision.member("success").as_bool() &&
      !expects_error) {
    matcher.differ("success", "true", text_of(decision.member("error")));
    return std::move(matcher.differences);
  }
  for (const Member& member : expect.members()) {
    std::string path(member.key);
    if (path == "fires") {
      expect_fires(matcher, member.value, fired, rule_id);
    } else if (path == "fires_exactly") {
      matcher.match(member.value, fired.value(), path);
    } else if (path == "not_fires") {
      expect_not_fires(matcher, member.value, fired);
    } else if (path == "error") {
      expect_error(matcher, member.value, decision);
    } else if (path == "messages" || path == "context_updates" || path == "effects") {
      matcher.match_sublist(member.value, decision.member(path), path);
    } else if (path == "decision") {
      if (!value::strict_equal(member.value, decision)) {
        matcher.match(member.value, decision, "");
        if (matcher.differences.empty()) {
          matcher.differ("decision", "exactly the given members", "further members");
        }
      }
    } else if (!path.starts_with("x_")) {
      matcher.match(member.value, decision.member(path), path);
    }
  }
  return std::move(matcher.differences);
}

}  // namespace rulec::tooling
