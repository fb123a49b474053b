#include "catalogue_use.h"

#include <doctest/doctest.h>

using namespace rulec::testing;

TEST_CASE("codes stand alone in a text") {
  CHECK(codes_in("error[RC2003] x RC0001, RC20031 aRC2004 RC12") ==
        std::set<std::string>{"RC0001", "RC2003"});
  CHECK(codes_in("RC7001") == std::set<std::string>{"RC7001"});
}

TEST_CASE("findings are codes in brackets or in a member of JSON") {
  CHECK(findings_in(R"(error[RC2003] x, see RC2004 {"code":"RC2005","code": "RC2006"})") ==
        std::set<std::string>{"RC2003", "RC2005", "RC2006"});
}

TEST_CASE("a message that lacks an argument is found on its line") {
  CHECK(unfilled_arguments("error[RC2003]: no field `{field}`\n{field}\n").size() == 1);
  CHECK(unfilled_arguments("error[RC2003]: no field `{other}`\n").empty());
}
