#include "parser/format/text_refusal.h"

#include <utility>

#include "diag/diagnostic.h"

namespace rulec::parser {

void Refusal::add(std::string what, std::string reason) {
  if (error_) {
    return;
  }
  diag::Diagnostic finding =
      diag::make(diag::Code::kNoTwin,
                 {{"what", std::move(what)}, {"form", "text"}, {"reason", std::move(reason)}});
  error_ = Error{.code = ErrorCode::kBadArtifact,
                 .message = diag::message_of(finding),
                 .rc = static_cast<std::uint16_t>(finding.code)};
}

}  // namespace rulec::parser
