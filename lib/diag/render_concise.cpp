#include "diag/internal/frame.h"
#include "diag/internal/severity.h"
#include "diag/render.h"

namespace rulec::diag {

std::string render_concise(const Diagnostic& diagnostic, const SourceMap& sources) {
  std::string line;
  if (diagnostic.has_primary) {
    const Source& source = sources.at(diagnostic.primary.span.source);
    LineColumn at = source.line_column(diagnostic.primary.span.begin);
    line += printable(source.name()) + ":" + std::to_string(at.line) + ":" +
            std::to_string(at.column) + ": ";
  }
  line.append(severity_text(diagnostic.severity)).append("[").append(code_text(diagnostic.code));
  line.append("] ").append(row_of(diagnostic.code).name).append(": ");
  return line.append(message_of(diagnostic)).append("\n");
}

}  // namespace rulec::diag
