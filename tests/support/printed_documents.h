// JSON documents in what the program printed, against the schemas that it ships.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rulec::testing {

// "" when `text` is JSON that a schema of ours accepts ("decision.schema.json"); else what is
// wrong, and the text.
[[nodiscard]] std::string schema_faults(std::string_view text, std::string_view schema_file);

// The decisions and problems among the documents of a text, also inside of another document, and
// the documents that name their form (`"schema": "rulec.lint/1"`), that have not the form of their
// schema. A document begins with `{` at the start of a line, and ends
// with that line or with the next `}` at the start of one; what else is printed is passed over.
[[nodiscard]] std::vector<std::string> printed_document_faults(std::string_view printed);

}  // namespace rulec::testing
