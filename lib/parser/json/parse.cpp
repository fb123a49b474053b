// parse: the reader of sources: builds the Document, and words what is wrong. A text with faults is
// read a second time with the bytes that it probably lacks (mend.h), so that one mistake is told
// once.
#include <algorithm>

#include "parser/json/document_builder.h"
#include "parser/json/mend.h"
#include "parser/json/mended.h"
#include "parser/json/reader.h"

namespace rulec::json {
namespace {

void emit(const std::vector<SyntaxFault>& faults, const Source& source, SourceId id,
          diag::Emitter& emitter) {
  std::size_t told = 0;
  for (const SyntaxFault& fault : faults) {
    if (told++ == kMaxDiagnosticsPerFile) {
      break;
    }
    emitter.emit(describe(fault, source.bytes(), id, source.name()));
  }
}

// The document of the mended text, as if it were of the text as written.
Document parse_mended(const Source& source, SourceId id, const std::vector<TextEdit>& edits,
                      std::uint32_t max_depth, diag::Emitter& emitter) {
  std::string text = applied(source.bytes(), edits);
  DocumentBuilder builder(text, id);
  builder.keep_text();
  builder.run(max_depth);
  Document document = builder.take();
  emit(Mended(document, edits).told(builder.faults()), source, id, emitter);
  return document;
}

}  // namespace

Document parse(const SourceMap& sources, SourceId id, const ReaderLimits& limits,
               diag::Emitter& emitter) {
  const Source& source = sources.at(id);
  DocumentBuilder builder(source.bytes(), id);
  if (source.bytes().size() > limits.max_bytes) {
    builder.fault({.kind = FaultKind::kTooLarge, .limit = limits.max_bytes});
  } else {
    builder.run(limits.max_depth);
  }
  if (builder.faults().empty()) {
    return builder.take();
  }
  std::vector<TextEdit> edits;
  if (limits.view == FaultView::kMistakes) {
    edits = find_edits(source.bytes(), limits.max_depth, builder.faults());
  }
  if (!edits.empty()) {
    return parse_mended(source, id, edits, limits.max_depth, emitter);
  }
  emit(builder.faults(), source, id, emitter);
  return builder.take();
}

}  // namespace rulec::json
