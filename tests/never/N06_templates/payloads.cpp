#include "payloads.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

namespace rulec::never {
namespace {

nlohmann::json read_json(const std::string& path) {
  std::ifstream file(path);
  nlohmann::json json = nlohmann::json::parse(file, nullptr, false);
  if (json.is_discarded() || json.empty()) {
    std::printf("FAILED: %s is no list of payloads\n0 passed, 1 failed\n", path.c_str());
    std::exit(1);  // NOLINT(concurrency-mt-unsafe)
  }
  return json;
}

// html5sec names its scripts: `%js_uri_alert%`.
std::string filled(const std::string& text) {
  std::string filled;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = text[at] == '%'
                          ? text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789", at + 1)
                          : std::string::npos;
    if (end != std::string::npos && text[end] == '%' && end > at + 3) {
      filled += text.compare(at, 4, "%js_uri") == 0 ? "javascript:alert(1)" : "alert(1)";
      at = end + 1;
    } else {
      filled += text[at++];
    }
  }
  return filled;
}

const std::vector<std::string>& own_values() {
  static const std::vector<std::string> kValues = {
      "",
      " ",
      "\n",
      "<script>alert(1)</script>",
      "\"><script>alert(1)</script>",
      "'><img src=x onerror=alert(1)>",
      "x\" onmouseover=\"alert(1)",
      "x' onmouseover='alert(1)",
      "</p></div></td></table><script>alert(1)</script>",
      "<!-- x --><![CDATA[ y ]]><?z?>",
      "&lt;script&gt;&#60;b&#62;&amp;",
      "javascript:alert(1)",
      " javascript:alert(1)",
      "\x01javascript:alert(1)",
      "java\tscript:alert(1)",
      "java\nscript:alert(1)",
      "JaVaScRiPt:alert(1)",
      "javascript&colon;alert(1)",
      "&#106;avascript:alert(1)",
      "%6aavascript:alert(1)",
      "javascript%3Aalert(1)",
      "\xe2\x80\x83javascript:alert(1)",
      "data:text/html;base64,PHNjcmlwdD4=",
      "vbscript:x",
      "//evil.example/x",
      "\\\\evil.example/x",
      "/\\evil.example/x",
      "https:\\\\evil.example",
      "https:evil.example",
      "@evil.example/",
      ".evil.example/",
      "evil.example:443/",
      "..",
      ".",
      "../..",
      "..\\..",
      "\x01..",
      "%2e%2e",
      "%2e%2e%2f",
      "?a#b",
      ":",
      "a:b",
      "{{x}}{{#if y}}",
      "](javascript:alert(1))",
      "[x](javascript:alert(1))",
      "![x](javascript:alert(1))",
      "[x]: javascript:alert(1)",
      ") \"onclick",
      "> quote",
      "# heading",
      "- item",
      "+ item",
      "* item",
      "1. item",
      "1) item",
      "1",
      "12345678901.",
      "    code",
      "\tcode",
      "```\n<script>",
      "`",
      "``",
      "~~~",
      "---",
      "===",
      "***",
      "*x*",
      "_x_",
      "**",
      "~~x~~",
      "(x)",
      "(x",
      "x)",
      "a|b\n-|-\n1|2",
      "|",
      "\\",
      "\\\\",
      "x\\",
      "x  \ny",
      "\n\n<div>\n\n",
      "<https://evil.example>",
      "<a@evil.example>",
      "www.evil.example",
      "https://evil.example",
      "a@evil.example",
      "[^1]",
      "[ ] x",
      ":smile:",
      "\xc2\xa0x\xc2\xa0",
      "\xe2\x80\x9cx\xe2\x80\x9d",
      "\u202egpj.exe",
      std::string(1'000, '<'),
      std::string(1'000, '&'),
      std::string(1'000, '['),
      std::string(1'000, '*'),
      std::string(1'000, '`'),
      std::string(1'000, '\\'),
  };
  return kValues;
}

}  // namespace

std::vector<std::string> hostile_values(const std::string& corpora) {
  std::vector<std::string> values = own_values();
  for (const auto& item : read_json(corpora + "/xss/html5sec/items.json")) {
    values.push_back(item.at("data"));
    values.push_back(filled(values.back()));
  }
  for (const auto& item : read_json(corpora + "/xss/dompurify/expect.json")) {
    values.push_back(item.at("payload"));
  }
  for (const auto& item : read_json(corpora + "/xss/owasp/filter-evasion.json")) {
    values.push_back(item);
  }
  for (const auto& item : read_json(corpora + "/naughty-strings/blns.json")) {
    values.push_back(item);
  }
  return values;
}

const std::vector<std::string>& harmless_values() {
  static const std::vector<std::string> kValues = {
      "x",
      "Stra\u00dfe \u00e4\u00f6\u00fc",
      "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
      "\xf0\x9f\x98\x80\xf0\x9f\x8f\xb3\xef\xb8\x8f\xe2\x80\x8d\xf0\x9f\x8c\x88",
      "5 > 3 & 2 < 4",
      "O'Brien & \"S\xc3\xb6hne\" <GmbH>",
      "&amp; &lt; &#65;",
      "100 % of 1,000.00 EUR (net) - #7, a_b, c*d, [e], {f}, ~g, h|i, j=k; l:m? n! o @ p $q ^r +s",
      "C:\\temp\\new",
      "\xe2\x80\x9equoted\xe2\x80\x9c \xe2\x80\x93 \xe2\x82\xac",
      "https://example.com/a?b=c&d=e#f",
      "2026-01-02T03:04:05Z",
      "-1.5",
      "{{name}}",
  };
  return kValues;
}

}  // namespace rulec::never
