#include "parser/format/text_refusal.h"

#include <utility>

#include "diag/diagnostic.h"

namespace rulec::parser {

Error refused(std::string what, std::string reason) {
  diag::Diagnostic finding =
      diag::make(diag::Code::kNoTwin,
                 {{"what", std::move(what)}, {"form", "text"}, {"reason", std::move(reason)}});
  return {.code = ErrorCode::kBadArtifact,
          .message = diag::message_of(finding),
          .rc = static_cast<std::uint16_t>(finding.code)};
}

void Refusal::add(std::string what, std::string reason) {
  if (!error_) {
    error_ = refused(std::move(what), std::move(reason));
  }
}

}  // namespace rulec::parser
