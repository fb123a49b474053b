// The reference: a slow, obvious evaluator of expressions, written from the language document
// alone. It shares nothing with the product (no header of lib/), so that both being wrong in the
// same way takes two people making one mistake. Data is nlohmann's ordered JSON: signed integers
// are int64, floats are doubles; decimals, dates, regular expressions and Unicode mapping are not
// covered here.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

namespace rulec::reference {

using Json = nlohmann::ordered_json;

struct Outcome {
  bool is_error = false;
  Json value;  // the result, or the error object
};

// `expression` on `context`, by sections 3.1 to 3.5 of the language document.
[[nodiscard]] Outcome evaluate(const Json& expression, const Json& context);

// Strict equality of JSON values: numbers by exact value, member order ignored.
[[nodiscard]] bool equal(const Json& a, const Json& b);

// Whether the reference has an operator of this name.
[[nodiscard]] bool knows(const std::string& name);

}  // namespace rulec::reference
