// The one door to valijson. Documents go in as our trees (never as text), findings come out as
// pointers and words; exceptions stay behind it. Its own `pattern` (std::regex) and
// `format` are taken out of the schema before: they are judged by RE2 and by our own code.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "parser/json/document.h"

namespace rulec::schema {

struct ValijsonFinding {
  std::string pointer;  // RFC 6901, into the instance
  std::string text;     // valijson's words
};

// Findings in valijson's order; none when the instance fits. `schema` has passed the gate. An error
// when valijson gave up.
[[nodiscard]] Result<std::vector<ValijsonFinding>> run_valijson(const json::Document& schema,
                                                                const json::Document& instance,
                                                                json::NodeId instance_root);

}  // namespace rulec::schema
