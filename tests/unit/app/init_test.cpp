#include <doctest/doctest.h>

#include <string>

#include "run_in_memory.h"
#include "template_files.h"

using namespace rulec::testing;

namespace {

std::string text_of(MemoryFileSystem& files, const std::string& path) {
  return files.read_file(path, 1 << 20).value_or("(missing)");
}

}  // namespace

TEST_CASE("init writes a project named after its folder and says what each file is for") {
  MemoryFileSystem files;
  Ran ran = run_in_memory(files, {"init", "shop"});
  CHECK(ran.exit_code == 0);
  CHECK(ran.err.empty());
  CHECK(ran.out.find("rules/terms.rule.json") != std::string::npos);
  CHECK(ran.out.find("next: cd shop && ") != std::string::npos);
  CHECK(text_of(files, "shop/rulec.yaml").find("name: shop ") != std::string::npos);
  CHECK(files.exists("shop/.gitignore"));
  CHECK(files.exists("shop/.rulec/schemas/rule.schema.json"));
  CHECK(!files.exists("shop/files.txt"));
  CHECK(!files.exists("shop/gitignore"));
}

TEST_CASE("names that a bundle cannot have are made fit") {
  MemoryFileSystem files;
  CHECK(run_in_memory(files, {"init", "a/My shop é/"}).exit_code == 0);
  CHECK(text_of(files, "a/My shop é/rulec.yaml").find("name: My-shop---") != std::string::npos);
  CHECK(run_in_memory(files, {"init", "..."}).exit_code == 0);
  CHECK(text_of(files, ".../rulec.yaml").find("name: my-rules") != std::string::npos);
  CHECK(run_in_memory(files, {"init"}).exit_code == 0);
  CHECK(text_of(files, "rulec.yaml").find("name: project") != std::string::npos);
}

TEST_CASE("init overwrites nothing unless told to, and shows the difference") {
  MemoryFileSystem files;
  files.add_file("shop/rulec.yaml", "name: mine\n");
  Ran ran = run_in_memory(files, {"init", "shop"});
  CHECK(ran.exit_code == 1);
  CHECK(ran.err.find("error[RC0017] file-exists: shop/rulec.yaml") == 0);
  CHECK(ran.out.find("  - name: mine") != std::string::npos);
  CHECK(files.written().empty());
  CHECK(text_of(files, "shop/rulec.yaml") == "name: mine\n");
  CHECK(run_in_memory(files, {"init", "shop", "--force"}).exit_code == 0);
  CHECK(text_of(files, "shop/rulec.yaml").find("name: shop") != std::string::npos);
}

TEST_CASE("init adds no second configuration to a project with rulec.json") {
  MemoryFileSystem files;
  files.add_file("shop/rulec.json", "{}");
  Ran ran = run_in_memory(files, {"init", "shop", "--force"});
  CHECK(ran.exit_code == 2);
  CHECK(ran.err.find("error[RC0020] config-syntax: shop/rulec.json is there") == 0);
  CHECK(files.written().empty());
}

TEST_CASE("init may be repeated: files with the same bytes are left alone") {
  MemoryFileSystem files;
  CHECK(run_in_memory(files, {"init", "shop"}).exit_code == 0);
  std::size_t written = files.written().size();
  Ran again = run_in_memory(files, {"init", "shop"});
  CHECK(again.exit_code == 0);
  CHECK(again.out.find("(unchanged)") != std::string::npos);
  CHECK(files.written().size() == written);
}

TEST_CASE("folders that cannot be written are the environment's fault") {
  MemoryFileSystem files;
  files.add_file("locked/x", "");
  files.deny("locked");
  Ran ran = run_in_memory(files, {"init", "locked/shop"});
  CHECK(ran.exit_code == 3);
}

TEST_CASE("every template has its files; scorecards come later") {
  for (const char* name : {"checkout", "vat", "empty"}) {
    CAPTURE(name);
    CHECK(rulec::app::template_files(name).size() >= 4);
  }
  Ran later = run_in_memory({"init", "--template", "scorecard"});
  CHECK(later.exit_code == 2);
  CHECK(later.err.find("RC7001") != std::string::npos);
}
