#include "compiler/templates/elements.h"

#include <algorithm>
#include <charconv>

namespace rulec::compiler {
namespace {

constexpr Element kElements[] = {
#define RULEC_ELEMENT(tag, stands, holds) \
  {.name = #tag, .standing = Standing::stands, .content = Content::holds},
#include "compiler/templates/elements.def"
#undef RULEC_ELEMENT
};

struct Attribute {
  std::string_view element;  // "*": all
  std::string_view name;
  AttributeKind kind = AttributeKind::kText;
};

constexpr Attribute kAttributes[] = {
#define RULEC_ATTRIBUTE(element, name, kind) {element, name, AttributeKind::kind},
#include "compiler/templates/elements.def"
#undef RULEC_ATTRIBUTE
};

struct Reference {
  std::string_view name;
  char32_t character = 0;
};

constexpr Reference kReferences[] = {
    {"amp", U'&'},         {"lt", U'<'},          {"gt", U'>'},          {"quot", U'"'},
    {"apos", U'\''},       {"nbsp", U'\u00a0'},   {"copy", U'\u00a9'},   {"reg", U'\u00ae'},
    {"trade", U'\u2122'},  {"hellip", U'\u2026'}, {"ndash", U'\u2013'},  {"mdash", U'\u2014'},
    {"bull", U'\u2022'},   {"middot", U'\u00b7'}, {"laquo", U'\u00ab'},  {"raquo", U'\u00bb'},
    {"lsquo", U'\u2018'},  {"rsquo", U'\u2019'},  {"sbquo", U'\u201a'},  {"ldquo", U'\u201c'},
    {"rdquo", U'\u201d'},  {"bdquo", U'\u201e'},  {"euro", U'\u20ac'},   {"pound", U'\u00a3'},
    {"yen", U'\u00a5'},    {"cent", U'\u00a2'},   {"sect", U'\u00a7'},   {"para", U'\u00b6'},
    {"deg", U'\u00b0'},    {"plusmn", U'\u00b1'}, {"times", U'\u00d7'},  {"divide", U'\u00f7'},
    {"frac12", U'\u00bd'}, {"frac14", U'\u00bc'}, {"frac34", U'\u00be'}, {"sup2", U'\u00b2'},
    {"sup3", U'\u00b3'},   {"micro", U'\u00b5'},  {"larr", U'\u2190'},   {"rarr", U'\u2192'},
    {"uarr", U'\u2191'},   {"darr", U'\u2193'},   {"shy", U'\u00ad'},    {"auml", U'\u00e4'},
    {"ouml", U'\u00f6'},   {"uuml", U'\u00fc'},   {"Auml", U'\u00c4'},   {"Ouml", U'\u00d6'},
    {"Uuml", U'\u00dc'},   {"szlig", U'\u00df'},  {"eacute", U'\u00e9'}, {"egrave", U'\u00e8'},
    {"agrave", U'\u00e0'}, {"ccedil", U'\u00e7'}, {"ntilde", U'\u00f1'},
};

// HTML reads numbers of control characters and of no characters as something else, or refuses them.
bool is_plain(std::uint32_t code) {
  bool is_control = (code < 0x20 && code != '\t' && code != '\n') || (code >= 0x7f && code < 0xa0);
  bool is_surrogate = code >= 0xd800 && code < 0xe000;
  bool is_no_character = (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) == 0xfffe;
  return !is_control && !is_surrogate && !is_no_character && code <= 0x10ffff;
}

std::optional<char32_t> read_number(std::string_view digits) {
  int base = 10;
  if (digits.starts_with('x') || digits.starts_with('X')) {
    base = 16;
    digits.remove_prefix(1);
  }
  std::uint32_t code = 0;
  const char* begin = digits.data();
  const char* end = begin + digits.size();
  auto [last, error] = std::from_chars(begin, end, code, base);
  if (digits.empty() || error != std::errc() || last != end || !is_plain(code)) {
    return std::nullopt;
  }
  return code;
}

}  // namespace

const Element* find_element(std::string_view name) {
  const auto* found = std::ranges::find(kElements, name, &Element::name);
  return found == std::end(kElements) ? nullptr : found;
}

bool may_hold(Content content, Standing standing) {
  switch (content) {
    case Content::kNothing:
      return false;
    case Content::kPhrasing:
      return standing == Standing::kPhrasing;
    case Content::kFlow:
      return standing == Standing::kPhrasing || standing == Standing::kFlow;
    case Content::kItems:
      return standing == Standing::kItem;
    case Content::kTerms:
      return standing == Standing::kTerm;
    case Content::kTableParts:
      return standing == Standing::kTablePart;
    case Content::kRows:
      return standing == Standing::kRow;
    case Content::kCells:
      return standing == Standing::kCell;
  }
  return false;
}

bool holds_text(Content content) {
  return content == Content::kPhrasing || content == Content::kFlow;
}

std::optional<AttributeKind> find_attribute(std::string_view element, std::string_view name) {
  constexpr std::string_view kAria = "aria-";
  if (name.starts_with(kAria) && name.size() > kAria.size() &&
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz", kAria.size()) == name.npos) {
    return AttributeKind::kText;
  }
  for (const Attribute& attribute : kAttributes) {
    if (attribute.name == name && (attribute.element == element || attribute.element == "*")) {
      return attribute.kind;
    }
  }
  return std::nullopt;
}

std::vector<std::string_view> element_names() {
  std::vector<std::string_view> names;
  for (const Element& element : kElements) {
    names.push_back(element.name);
  }
  return names;
}

std::vector<std::string_view> attribute_names(std::string_view element) {
  std::vector<std::string_view> names;
  for (const Attribute& attribute : kAttributes) {
    if (attribute.element == element || attribute.element == "*") {
      names.push_back(attribute.name);
    }
  }
  return names;
}

std::optional<char32_t> read_reference(std::string_view body) {
  if (body.starts_with('#')) {
    return read_number(body.substr(1));
  }
  const auto* found = std::ranges::find(kReferences, body, &Reference::name);
  if (found == std::end(kReferences)) {
    return std::nullopt;
  }
  return found->character;
}

std::vector<std::string_view> reference_names() {
  std::vector<std::string_view> names;
  for (const Reference& reference : kReferences) {
    names.push_back(reference.name);
  }
  return names;
}

}  // namespace rulec::compiler
