// Version of this build and what it was made of.
#pragma once

#include <string_view>
#include <vector>

namespace rulec::app {

[[nodiscard]] std::string_view version_text();  // "0.1.0"

// Where the explanation pages can be read, with `/` at its end; "" where the build was not told.
[[nodiscard]] std::string_view pages_url();

// A row of cmake/dependencies.txt that is part of the product.
struct Part {
  std::string_view name;     // Debian package
  std::string_view version;  // upstream version, or its series ("3.0.")
  std::string_view role;     // static | header | opened
  std::string_view licence;
};
[[nodiscard]] const std::vector<Part>& parts();

}  // namespace rulec::app
