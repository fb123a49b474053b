#include "sigma.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace rulec::testing {
namespace {

// What has no counterpart ends the conversion of its document.
struct Refusal {
  std::string reason;
};

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

Json call(std::string_view name, Json operands) {
  return Json{{std::string(name), std::move(operands)}};
}

Json joined(std::string_view name, std::vector<Json> parts) {
  return parts.size() == 1 ? parts.front() : call(name, Json(std::move(parts)));
}

Json field_of(const std::string& name) {
  return call("var", name);
}

Json lowered(const std::string& name) {
  return call("lower", Json::array({field_of(name)}));
}

// `\*` and `\?` are the characters, `\\` one backslash where one of them follows.
bool is_escape(std::string_view text, std::size_t at) {
  return text[at] == '\\' && at + 1 < text.size() &&
         (text[at + 1] == '*' || text[at + 1] == '?' || text[at + 1] == '\\');
}

bool has_wildcard(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_escape(text, i)) {
      ++i;
    } else if (text[i] == '*' || text[i] == '?') {
      return true;
    }
  }
  return false;
}

std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    i += is_escape(text, i) ? 1 : 0;
    plain += text[i];
  }
  return plain;
}

std::string pattern_of(std::string_view text) {
  std::string pattern = "(?is)^";
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool is_plain = is_escape(text, i);
    i += is_plain ? 1 : 0;
    if (!is_plain && text[i] == '*') {
      pattern += ".*";
    } else if (!is_plain && text[i] == '?') {
      pattern += '.';
    } else {
      bool is_special = std::string_view(R"(\.+*?()|[]{}^$)").contains(text[i]);
      pattern.append(is_special ? "\\" : "").append(1, text[i]);
    }
  }
  return pattern + "$";
}

enum class How { kEqual, kContains, kStarts, kEnds, kPattern };

struct Modifiers {
  How how = How::kEqual;
  bool is_all = false;
  bool is_windash = false;
  bool is_cased = false;
};

Modifiers modifiers_of(std::string_view key, std::string& field) {
  std::size_t bar = key.find('|');
  field = key.substr(0, bar);
  Modifiers modifiers;
  while (bar != std::string_view::npos) {
    key.remove_prefix(bar + 1);
    bar = key.find('|');
    std::string_view name = key.substr(0, bar);
    if (name == "contains") {
      modifiers.how = How::kContains;
    } else if (name == "startswith") {
      modifiers.how = How::kStarts;
    } else if (name == "endswith") {
      modifiers.how = How::kEnds;
    } else if (name == "re") {
      modifiers.how = How::kPattern;
    } else if (name == "all") {
      modifiers.is_all = true;
    } else if (name == "windash") {
      modifiers.is_windash = true;
    } else {
      throw Refusal{"modifier " + std::string(name)};
    }
  }
  return modifiers;
}

Json text_test(const std::string& field, const std::string& text, How how) {
  if (how == How::kPattern) {
    for (std::string_view foreign : {"(?=", "(?!", "(?<", "\\1"}) {
      if (text.contains(foreign)) {
        throw Refusal{"pattern with " + std::string(foreign)};
      }
    }
    return call("matches", Json::array({field_of(field), text}));
  }
  if (has_wildcard(text)) {
    std::string wide = how == How::kStarts ? "" : how == How::kEqual ? "" : "*";
    std::string end = how == How::kEnds || how == How::kEqual ? "" : "*";
    return call("matches", Json::array({field_of(field), pattern_of(wide + text + end)}));
  }
  std::string plain = lower(unescaped(text));
  switch (how) {
    case How::kContains:
      return call("in", Json::array({plain, lowered(field)}));
    case How::kStarts:
      return call("starts_with", Json::array({lowered(field), plain}));
    case How::kEnds:
      return call("ends_with", Json::array({lowered(field), plain}));
    case How::kEqual:
    case How::kPattern:
      break;
  }
  return call("===", Json::array({lowered(field), plain}));
}

// `windash`: a flag may begin with any of these.
std::vector<Json> dashes_of(const std::string& field, const std::string& text, How how) {
  std::vector<Json> tests;
  for (std::string_view dash : {"-", "/", "–", "—", "―"}) {
    std::string variant;
    for (std::size_t i = 0; i < text.size(); ++i) {
      bool is_flag = text[i] == '-' && (i == 0 || text[i - 1] == ' ');
      variant += is_flag ? std::string(dash) : std::string(1, text[i]);
    }
    Json test = text_test(field, variant, how);
    if (std::ranges::find(tests, test) == tests.end()) {
      tests.push_back(std::move(test));
    }
  }
  return tests;
}

Json value_test(const std::string& field, const Json& value, const Modifiers& modifiers) {
  if (value.is_null()) {
    return call("==", Json::array({field_of(field), nullptr}));
  }
  bool is_text_test = modifiers.how != How::kEqual;
  if (!value.is_string() && !is_text_test) {
    return call("===", Json::array({field_of(field), value}));
  }
  std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  if (text.empty()) {
    return call("===", Json::array({field_of(field), ""}));
  }
  return modifiers.is_windash ? joined("or", dashes_of(field, text, modifiers.how))
                              : text_test(field, text, modifiers.how);
}

// A list of plain texts or numbers is one `in`.
std::optional<Json> membership(const std::string& field, const Json& values,
                               const Modifiers& modifiers) {
  if (modifiers.how != How::kEqual || modifiers.is_all || modifiers.is_windash) {
    return std::nullopt;
  }
  auto is_plain = [](const Json& value) {
    return value.is_string() && !value.get<std::string>().empty() &&
           !has_wildcard(value.get<std::string>());
  };
  if (std::ranges::all_of(values, [](const Json& value) { return value.is_number_integer(); })) {
    return call("in", Json::array({field_of(field), values}));
  }
  if (!std::ranges::all_of(values, is_plain)) {
    return std::nullopt;
  }
  Json texts = Json::array();
  for (const Json& value : values) {
    texts.push_back(lower(unescaped(value.get<std::string>())));
  }
  return call("in", Json::array({lowered(field), std::move(texts)}));
}

Json field_test(const std::string& key, const Json& value) {
  std::string field;
  Modifiers modifiers = modifiers_of(key, field);
  if (field.empty()) {  // keywords, anywhere in the event
    field = "_raw";
    modifiers.how = modifiers.how == How::kEqual ? How::kContains : modifiers.how;
  }
  if (!value.is_array()) {
    return value_test(field, value, modifiers);
  }
  if (value.size() > 1) {
    if (std::optional<Json> test = membership(field, value, modifiers)) {
      return *test;
    }
  }
  std::vector<Json> tests;
  for (const Json& one : value) {
    tests.push_back(value_test(field, one, modifiers));
  }
  return joined(modifiers.is_all ? "and" : "or", std::move(tests));
}

Json selection(const Json& detection) {
  std::vector<Json> tests;
  if (detection.is_object()) {
    for (const auto& [key, value] : detection.items()) {
      tests.push_back(field_test(key, value));
    }
    return joined("and", std::move(tests));
  }
  if (!detection.is_array()) {
    throw Refusal{"a detection that is neither map nor list"};
  }
  for (const Json& one : detection) {
    tests.push_back(one.is_object()
                        ? selection(one)
                        : text_test("_raw", one.is_string() ? one.get<std::string>() : one.dump(),
                                    How::kContains));
  }
  return joined("or", std::move(tests));
}

// The condition: `a and not (1 of b_* or all of them)`.
class Condition {
 public:
  Condition(std::string_view text, const Json& detections) : detections_(detections) {
    std::string spaced;
    for (char c : text) {
      spaced += c == '(' || c == ')' ? std::string(" ") + c + " " : std::string(1, c);
    }
    std::string_view rest = spaced;
    while (true) {
      std::size_t begin = rest.find_first_not_of(" \n\t");
      if (begin == std::string_view::npos) {
        break;
      }
      rest.remove_prefix(begin);
      std::size_t end = std::min(rest.find_first_of(" \n\t"), rest.size());
      words_.emplace_back(rest.substr(0, end));
      rest.remove_prefix(end);
    }
  }

  Json read() {
    Json test = either();
    if (at_ != words_.size()) {
      throw Refusal{"condition with " + words_[at_]};
    }
    return test;
  }

 private:
  [[nodiscard]] bool is_next(std::string_view word) const {
    return at_ < words_.size() && lower(words_[at_]) == word;
  }
  bool take(std::string_view word) {
    bool is_it = is_next(word);
    at_ += is_it ? 1 : 0;
    return is_it;
  }

  Json either() {
    std::vector<Json> parts = {both()};
    while (take("or")) {
      parts.push_back(both());
    }
    return joined("or", std::move(parts));
  }

  Json both() {
    std::vector<Json> parts = {negation()};
    while (take("and")) {
      parts.push_back(negation());
    }
    return joined("and", std::move(parts));
  }

  Json negation() { return take("not") ? call("!", Json::array({negation()})) : primary(); }

  Json primary() {
    if (take("(")) {
      Json inner = either();
      if (!take(")")) {
        throw Refusal{"condition that is not closed"};
      }
      return inner;
    }
    bool is_some = is_next("1") || is_next("any");
    if (is_some || is_next("all")) {
      ++at_;
      if (!take("of") || at_ == words_.size()) {
        throw Refusal{"condition with a count"};
      }
      return joined(is_some ? "or" : "and", matching(words_[at_++]));
    }
    if (at_ == words_.size() || !detections_.contains(words_[at_])) {
      throw Refusal{"condition with an unknown name"};
    }
    return selection(detections_.at(words_[at_++]));
  }

  std::vector<Json> matching(std::string_view pattern) {
    std::vector<Json> parts;
    std::string_view head = pattern.substr(0, pattern.find('*'));
    for (const auto& [name, detection] : detections_.items()) {
      bool is_meant = pattern == "them"        ? !name.starts_with("_")
                      : pattern.ends_with('*') ? name.starts_with(head)
                                               : name == pattern;
      if (is_meant && name != "condition" && name != "timeframe") {
        parts.push_back(selection(detection));
      }
    }
    if (parts.empty()) {
      throw Refusal{"condition that names no detection"};
    }
    return parts;
  }

  const Json& detections_;
  std::vector<std::string> words_;
  std::size_t at_ = 0;
};

std::string entry_point_of(const Json& source) {
  std::string name;
  for (const char* part : {"product", "category", "service"}) {
    if (source.contains(part)) {
      name += (name.empty() ? "" : "_") + source.at(part).get<std::string>();
    }
  }
  std::ranges::replace_if(name, [](char c) { return c == '-' || c == '.' || c == ' '; }, '_');
  return lower(name);
}

void add_text(const Json& value, std::string& text) {
  if (value.is_structured()) {
    for (const Json& part : value) {
      add_text(part, text);
    }
  } else {
    text += (value.is_string() ? value.get<std::string>() : value.dump()) + " ";
  }
}

void add_fields(const Json& parts, Json& flat) {
  for (const auto& [name, value] : parts.items()) {
    if (value.is_object()) {
      add_fields(value.contains("#attributes") ? value.at("#attributes") : value, flat);
    } else if (!value.is_null()) {
      flat[name] = value;
    }
  }
}

}  // namespace

std::variant<SigmaRule, NotConverted> convert_sigma(const Json& document) {
  try {
    const Json& detections = document.at("detection");
    std::string text = detections.at("condition").get<std::string>();
    if (text.contains('|')) {
      return NotConverted{"aggregate"};
    }
    Json condition = Condition(text, detections).read();
    SigmaRule made{.id = document.at("id").get<std::string>(),
                   .entry_point = entry_point_of(document.at("logsource"))};
    made.rule = {
        {"id", made.id},
        {"name", document.at("title")},
        {"entry_point", made.entry_point},
        {"condition", std::move(condition)},
        {"actions",
         Json::array({{{"type", "display_message"}, {"message", "detected " + made.id}}})}};
    return made;
  } catch (const Refusal& refusal) {
    return NotConverted{refusal.reason};
  }
}

Json flat_event(const Json& event) {
  const Json& parts = event.contains("Event") ? event.at("Event") : event;
  Json flat = Json::object();
  std::string raw;
  add_text(parts, raw);
  flat["_raw"] = raw;
  for (const char* part : {"System", "EventData", "UserData"}) {
    if (parts.contains(part) && parts.at(part).is_object()) {
      add_fields(parts.at(part), flat);
    }
  }
  if (parts.contains("System") && parts.at("System").contains("Provider")) {
    flat["Provider_Name"] = parts.at("System").at("Provider").at("#attributes").at("Name");
  }
  return flat;
}

}  // namespace rulec::testing
