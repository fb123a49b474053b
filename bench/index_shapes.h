// Rules and events of several shapes, made from a number: so that the index is tuned to none of
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace rulec::bench {

struct Shape {
  std::string name;
  std::string rules_text;  // {"rules": […]}, all of the entry point `kEntryPoint`
  std::vector<std::string> events;
};

// `mixed`: texts, numbers and bools, some alternatives; `ranges`: numbers only; `equality`: texts
// only; `nested`: alternatives two deep; `doubles`: fractions; `absent`: mixed, with events that
// lack fields.
[[nodiscard]] const std::vector<std::string>& shape_names();
[[nodiscard]] Shape make_shape(const std::string& name, std::size_t rules, std::size_t events,
                               std::uint64_t seed);

}  // namespace rulec::bench
