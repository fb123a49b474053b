// .editorconfig: the globs of sections, and what counts when several files speak.
#include "project/editorconfig.h"

#include <doctest/doctest.h>

#include <string>

#include "memory_file_system.h"

namespace rulec::project {
namespace {

TEST_CASE("globs of sections") {
  struct Case {
    const char* name;
    const char* path;
    bool matches;
  };
  const Case cases[] = {
      {"*", "a.json", true},
      {"*", "deep/er/a.json", true},
      {"*.json", "a/b.json", true},
      {"*.json", "b.jsonc", false},
      {"a*e", "abcde", true},
      {"a*e", "ab/de", false},
      {"/a*e", "x/abe", false},
      {"rules/*.json", "rules/a.json", true},
      {"rules/*.json", "rules/b/a.json", false},
      {"rules/*.json", "x/rules/a.json", false},
      {"rules/**.json", "rules/b/c/a.json", true},
      {"rules/**/*.json", "rules/a.json", true},
      {"rules/**/*.json", "rules/b/c/a.json", true},
      {"**/a.json", "a.json", true},
      {"**/a.json", "b/c/a.json", true},
      {"**/a.json", "ba.json", false},
      {"a**z", "a/b/z", true},
      {"?.json", "a.json", true},
      {"?.json", "ab.json", false},
      {"a?b", "a/b", false},
      {"[ab].json", "b.json", true},
      {"[!ab].json", "b.json", false},
      {"[!ab].json", "c.json", true},
      {"[a-c].json", "b.json", true},
      {"[a-c].json", "d.json", false},
      {"[]x].json", "].json", true},
      {"[ab.json", "[ab.json", true},
      {"a[/]b", "a[/]b", true},
      {"*.{json,eff}", "a.eff", true},
      {"*.{json,eff}", "a.effx", false},
      {"{a,b{c,d}}.json", "bd.json", true},
      {"{a,b{c,d}}.json", "b.json", false},
      {"{,x}a", "a", true},
      {"{single}.json", "{single}.json", true},
      {"{single}.json", "single.json", false},
      {"{.f", "{.f", true},
      {"a{b", "a{b", true},
      {"{3..120}", "3", true},
      {"{3..120}", "120", true},
      {"{3..120}", "121", false},
      {"{3..120}", "060", false},
      {"{3..120}", "{3..120}", false},
      {"{-3..5}", "-2", true},
      {"{5..-3}", "-3", true},
      {"{a..c}", "b", false},
      {"x{1..3}y", "x12y", false},
      {"x{1..30}y", "x12y", true},
      {"\\*.json", "*.json", true},
      {"\\*.json", "a.json", false},
      {"\\{a,b\\}", "{a,b}", true},
      {"*.rule.json", "rules/ä.rule.json", true},
      {"", "", true},
  };
  for (const Case& one : cases) {
    CAPTURE(std::string(one.name));
    CAPTURE(std::string(one.path));
    CHECK(matches_section(one.name, one.path) == one.matches);
  }
}

TEST_CASE("globs that would be slow match nothing or end soon") {
  std::string stars;
  std::string braces;
  for (int i = 0; i < 300; ++i) {
    stars += "*a";
  }
  for (int i = 0; i < 60; ++i) {
    braces += "{a,b}";
  }
  CHECK_FALSE(matches_section(stars, std::string(4000, 'a') + "b"));
  CHECK_FALSE(matches_section(braces, std::string(60, 'a')));
  CHECK_FALSE(matches_section(std::string(5000, '*'), "a"));
}

struct Configs {
  testing::MemoryFileSystem files;
  [[nodiscard]] EditorSettings of(const std::string& path) {
    return EditorConfigs(files).settings_of(path);
  }
};

TEST_CASE("the nearest file and the last section win") {
  Configs configs;
  configs.files.add_file("/.editorconfig", "[*]\nmax_line_length = 10\n");
  configs.files.add_file("/project/.editorconfig",
                         "\xef\xbb\xbfroot = TRUE\n"
                         "indent_size = 7\n"  // in no section
                         "; a comment\n"
                         "[*]\n"
                         "Indent_Style = Space\n"
                         "indent_size=4\n"
                         "max_line_length = 80\n"
                         "end_of_line = CRLF\r\n"
                         "insert_final_newline = false\n"
                         "\n"
                         "# another\n"
                         "[*.eff]\n"
                         "indent_size = 3\n");
  configs.files.add_file("/project/rules/.editorconfig",
                         "[*.rule.json]\nmax_line_length = off\nend_of_line = unset\n");
  EditorSettings rule = configs.of("/project/rules/a.rule.json");
  CHECK(rule.uses_tabs == false);
  CHECK(rule.indent_size == 4);
  CHECK(rule.max_line_length == EditorSettings::kNoLineLimit);
  CHECK_FALSE(rule.ends_with_crlf.has_value());
  CHECK(rule.has_final_newline == false);
  EditorSettings text = configs.of("/project/rules/deep/a.eff");
  CHECK(text.indent_size == 3);
  CHECK(text.max_line_length == 80);
  CHECK(text.ends_with_crlf == true);
  EditorSettings outside = configs.of("/other/a.eff");
  CHECK(outside.max_line_length == 10);
  CHECK_FALSE(outside.indent_size.has_value());
}

TEST_CASE("tabs have the width of tab_width") {
  auto settings = [](const std::string& text) {
    Configs configs;
    configs.files.add_file("/project/.editorconfig", "root=true\n[*]\n" + text);
    return configs.of("/project/a.eff");
  };
  CHECK(settings("indent_style=tab\ntab_width=8\n").indent_size == 8);
  CHECK(settings("indent_style=tab\n").uses_tabs == true);
  CHECK_FALSE(settings("indent_style=tab\n").indent_size.has_value());
  CHECK(settings("indent_size=tab\ntab_width=3\n").indent_size == 3);
  CHECK(settings("indent_style=tab\nindent_size=2\ntab_width=8\n").indent_size == 2);
  CHECK_FALSE(settings("tab_width=8\n").indent_size.has_value());
}

TEST_CASE("values that mean nothing are passed over") {
  Configs configs;
  configs.files.add_file("/project/.editorconfig",
                         "root=true\n[*]\nindent_style=both\nindent_size=0\nmax_line_length=-1\n"
                         "end_of_line=cr\ninsert_final_newline=maybe\ncharset=latin1\nnonsense\n=\n"
                         "[unclosed\nindent_size=5\n[*]\nindent_size=99\n");
  EditorSettings settings = configs.of("/project/a.eff");
  CHECK_FALSE(settings.uses_tabs.has_value());
  CHECK_FALSE(settings.indent_size.has_value());
  CHECK_FALSE(settings.max_line_length.has_value());
  CHECK_FALSE(settings.ends_with_crlf.has_value());
  CHECK_FALSE(settings.has_final_newline.has_value());
}

TEST_CASE("files that cannot be read say nothing") {
  Configs configs;
  configs.files.add_file("/project/.editorconfig",
                         std::string(70'000, '\n') + "[*]\nindent_size=4\n");
  configs.files.add_special("/project/b/.editorconfig");
  CHECK_FALSE(configs.of("/project/b/a.eff").indent_size.has_value());
}

}  // namespace
}  // namespace rulec::project
