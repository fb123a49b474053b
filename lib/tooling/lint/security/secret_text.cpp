#include "tooling/lint/security/secret_text.h"

#include <algorithm>
#include <array>
#include <optional>

#include "tooling/lint/names.h"

namespace rulec::tooling {
namespace {

enum class Letters : std::uint8_t { kCapitals, kAlphanumeric, kWord, kDashed };

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_capital(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_small(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_alphanumeric(char c) {
  return is_digit(c) || is_capital(c) || is_small(c);
}
bool is_of(char c, Letters letters) {
  switch (letters) {
    case Letters::kCapitals:
      return is_capital(c) || is_digit(c);
    case Letters::kAlphanumeric:
      return is_alphanumeric(c);
    case Letters::kWord:
      return is_alphanumeric(c) || c == '_';
    case Letters::kDashed:
      return is_alphanumeric(c) || c == '_' || c == '-';
  }
  return false;
}

// A token: its beginning, then at least so many of these letters.
struct TokenForm {
  std::string_view prefix;
  Letters letters;
  std::size_t least;
  std::string_view kind;
};
constexpr TokenForm kTokens[] = {
    {"AKIA", Letters::kCapitals, 16, "an access key of AWS"},
    {"ASIA", Letters::kCapitals, 16, "an access key of AWS"},
    {"ghp_", Letters::kAlphanumeric, 36, "a token of GitHub"},
    {"gho_", Letters::kAlphanumeric, 36, "a token of GitHub"},
    {"ghu_", Letters::kAlphanumeric, 36, "a token of GitHub"},
    {"ghs_", Letters::kAlphanumeric, 36, "a token of GitHub"},
    {"ghr_", Letters::kAlphanumeric, 36, "a token of GitHub"},
    {"github_pat_", Letters::kWord, 50, "a token of GitHub"},
    {"glpat-", Letters::kDashed, 20, "a token of GitLab"},
    {"xoxb-", Letters::kDashed, 20, "a token of Slack"},
    {"xoxp-", Letters::kDashed, 20, "a token of Slack"},
    {"xoxa-", Letters::kDashed, 20, "a token of Slack"},
    {"xoxr-", Letters::kDashed, 20, "a token of Slack"},
    {"xoxs-", Letters::kDashed, 20, "a token of Slack"},
    {"sk_live_", Letters::kAlphanumeric, 16, "a live key of Stripe"},
    {"rk_live_", Letters::kAlphanumeric, 16, "a live key of Stripe"},
    {"AIza", Letters::kDashed, 35, "a key of Google"},
    {"npm_", Letters::kAlphanumeric, 36, "a token of npm"},
    {"AGE-SECRET-KEY-1", Letters::kCapitals, 58, "a key of age"},
};

std::size_t run_of(std::string_view text, Letters letters) {
  auto end = std::ranges::find_if_not(text, [&](char c) { return is_of(c, letters); });
  return static_cast<std::size_t>(end - text.begin());
}

std::size_t distinct(std::string_view text) {
  std::string letters(text);
  std::ranges::sort(letters);
  auto rest = std::ranges::unique(letters);
  return letters.size() - rest.size();
}

bool contains_folded(std::string_view text, std::string_view word) {
  auto fold = [](char c) { return is_capital(c) ? static_cast<char>(c - 'A' + 'a') : c; };
  return !std::ranges::search(text, word, {}, fold).empty();
}

// What manuals and tests write in the place of a secret.
bool is_placeholder(std::string_view text) {
  static constexpr std::array<std::string_view, 14> kWords = {
      "example", "xxxx", "****",     "....",        "your",   "dummy",  "sample",
      "fake",    "test", "changeme", "placeholder", "secret", "123456", "abcdef"};
  return std::ranges::any_of(kWords,
                             [&](std::string_view word) { return contains_folded(text, word); }) ||
         distinct(text) < 6;
}

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return is_digit(c) || c == '-' || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
}

// Long, of three kinds of characters, hardly any of them twice, and not in words: nobody writes so.
bool looks_random(std::string_view text) {
  constexpr std::size_t kLeast = 12;
  bool is_one_word = std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
  if (text.size() < kLeast || !is_one_word || is_hex(text) || is_placeholder(text) ||
      text.find_first_of("{}<>$\\") != std::string_view::npos) {
    return false;
  }
  int kinds = 0;
  kinds += std::ranges::any_of(text, is_small) ? 1 : 0;
  kinds += std::ranges::any_of(text, is_capital) ? 1 : 0;
  kinds += std::ranges::any_of(text, is_digit) ? 1 : 0;
  kinds += std::ranges::any_of(text, [](char c) { return !is_alphanumeric(c); }) ? 1 : 0;
  // Two small letters in a row all along are words: `ResetPassword2Mail`.
  std::size_t turns = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    bool changes =
        is_small(text[i]) != is_small(text[i - 1]) || is_digit(text[i]) != is_digit(text[i - 1]);
    turns += changes ? 1U : 0U;
  }
  return kinds >= 3 && distinct(text) * 3 >= std::min<std::size_t>(text.size(), 40) * 2 &&
         turns * 5 >= text.size() * 2;
}

bool is_secret_name(std::string_view name) {
  static constexpr std::array<std::string_view, 9> kNames = {
      "password", "passwd",     "passphrase", "secret",    "apikey",
      "token",    "privatekey", "accesskey",  "credential"};
  std::vector<std::string> words = words_of(name);
  if (words.empty()) {
    return false;
  }
  const std::string& last = words.back();
  std::string last_two = words.size() > 1 ? words[words.size() - 2] + last : last;
  return std::ranges::find(kNames, last) != kNames.end() ||
         std::ranges::find(kNames, last_two) != kNames.end();
}

class SecretFinder {
 public:
  SecretFinder(std::string_view text, SecretView view) : text_(text), view_(view) {}

  std::vector<SecretText> run() {
    bool is_inside_word = false;
    for (std::size_t at = 0; at < text_.size(); ++at) {
      char c = text_[at];
      if (!is_inside_word) {
        look_for_token(at);
      }
      if (view_ == SecretView::kAll && (c == ':' || c == '=')) {
        look_for_value(at);
        look_for_address(at);
      }
      is_inside_word = is_of(c, Letters::kDashed);
    }
    std::ranges::sort(found_, {}, &SecretText::begin);
    return std::move(found_);
  }

 private:
  void add(std::size_t begin, std::size_t end, std::string_view kind) {
    bool is_known = std::ranges::any_of(
        found_, [&](const SecretText& known) { return begin < known.end && known.begin < end; });
    if (!is_known) {
      found_.push_back({.begin = begin, .end = end, .kind = std::string(kind)});
    }
  }

  void look_for_token(std::size_t at) {
    std::string_view rest = text_.substr(at);
    switch (rest.front()) {
      case 'A':
      case 'g':
      case 'x':
      case 's':
      case 'r':
      case 'n':
        break;
      case '-':
        return look_for_private_key(at);
      case 'e':
        return look_for_web_token(at);
      default:
        return;
    }
    for (const TokenForm& form : kTokens) {
      if (!rest.starts_with(form.prefix)) {
        continue;
      }
      std::string_view body = rest.substr(form.prefix.size());
      body = body.substr(0, run_of(body, form.letters));
      if (body.size() >= form.least && !is_placeholder(body)) {
        add(at, at + form.prefix.size() + body.size(), form.kind);
      }
      return;
    }
  }

  // "-----BEGIN … PRIVATE KEY-----", with something behind it.
  void look_for_private_key(std::size_t at) {
    constexpr std::string_view kBegin = "-----BEGIN ";
    constexpr std::string_view kEnd = "PRIVATE KEY-----";
    constexpr std::size_t kLongestHead = 60;
    constexpr std::size_t kLeastBody = 32;
    std::string_view rest = text_.substr(at);
    if (!rest.starts_with(kBegin)) {
      return;
    }
    auto end = rest.substr(0, kLongestHead).find(kEnd);
    if (end == std::string_view::npos) {
      return;
    }
    std::string_view body = rest.substr(end + kEnd.size());
    body = body.substr(0, std::min(body.find('-'), body.find('"')));
    auto letters = static_cast<std::size_t>(std::ranges::count_if(body, is_alphanumeric));
    if (letters >= kLeastBody && !is_placeholder(body)) {
      add(at, at + end + kEnd.size(), "a private key");
    }
  }

  // A signed JSON Web Token: three parts in base64url, the first two objects.
  void look_for_web_token(std::size_t at) {
    constexpr std::size_t kLeastPart = 16;
    std::string_view rest = text_.substr(at);
    if (!rest.starts_with("eyJ")) {
      return;
    }
    std::size_t length = 0;
    for (int part = 0; part < 3; ++part) {
      std::string_view tail = rest.substr(length);
      std::size_t run = run_of(tail, Letters::kDashed);
      bool is_object = part == 2 || tail.starts_with("eyJ");
      bool ends = part == 2 || (run < tail.size() && tail[run] == '.');
      if (run < kLeastPart || !is_object || !ends) {
        return;
      }
      length += run + (part < 2 ? 1 : 0);
    }
    add(at, at + length, "a signed web token");
  }

  // `name": "value"`, `name = 'value'`.
  void look_for_value(std::size_t at) {
    std::size_t end = at;
    while (end > 0 && (text_[end - 1] == ' ' || text_[end - 1] == '"' || text_[end - 1] == '\'')) {
      --end;
    }
    std::size_t begin = end;
    while (begin > 0 && is_of(text_[begin - 1], Letters::kDashed)) {
      --begin;
    }
    if (begin == end || !is_secret_name(text_.substr(begin, end - begin))) {
      return;
    }
    std::size_t value = text_.find_first_not_of(" \t", at + 1);
    if (value == std::string_view::npos || (text_[value] != '"' && text_[value] != '\'')) {
      return;
    }
    std::size_t close = text_.find_first_of("\"'\n", value + 1);
    if (close != std::string_view::npos &&
        looks_random(text_.substr(value + 1, close - value - 1))) {
      std::string name = spoken(text_.substr(begin, end - begin));
      add(value + 1, close, (std::string_view("aeiou").contains(name[0]) ? "an " : "a ") + name);
    }
  }

  static std::string spoken(std::string_view name) {
    std::string words;
    for (const std::string& word : words_of(name)) {
      words += (words.empty() ? "" : " ") + word;
    }
    return words;
  }

  // "scheme://user:password@host".
  void look_for_address(std::size_t at) {
    std::string_view rest = text_.substr(at);
    if (!rest.starts_with("://")) {
      return;
    }
    std::string_view authority = rest.substr(3);
    authority = authority.substr(0, authority.find_first_of("/?# \"'\n\t<>"));
    auto host = authority.rfind('@');
    if (host == std::string_view::npos) {
      return;
    }
    auto colon = authority.substr(0, host).find(':');
    if (colon == std::string_view::npos) {
      return;
    }
    std::string_view password = authority.substr(colon + 1, host - colon - 1);
    bool is_shown = password.find_first_of("{}$*") != std::string_view::npos ||
                    password == "password" || is_placeholder(password);
    if (password.size() >= 6 && !is_shown) {
      add(at + 3 + colon + 1, at + 3 + host, "a password in an address");
    }
  }

  std::string_view text_;
  SecretView view_;
  std::vector<SecretText> found_;
};

}  // namespace

std::vector<SecretText> find_secret_text(std::string_view text, SecretView view) {
  return SecretFinder(text, view).run();
}

}  // namespace rulec::tooling
