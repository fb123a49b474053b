// Fuzz target: both JSON readers give one verdict on any bytes, and one value when it is good.
// Faults are told as they are met: what looks for their cause has a target of its own, being slow.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "diag/emitter.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "value/json_value.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint32_t kDepth = 32;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  rulec::SourceMap sources;
  rulec::diag::Collector findings;
  rulec::SourceId id = sources.add("input", std::string(text));
  auto document = rulec::json::parse(
      sources, id, {.max_depth = kDepth, .view = rulec::json::FaultView::kAsMet}, findings);

  static rulec::json::ReaderScratch scratch;
  rulec::Arena arena;
  rulec::Value value;
  rulec::json::Fault fault;
  bool is_good = rulec::json::read_value(text, {.max_depth = kDepth}, arena, scratch, value, fault);
  RULEC_CHECK(is_good == !findings.has_errors());
  if (is_good) {
    std::string read;
    std::string parsed;
    rulec::append_value(read, value);
    rulec::append_value(parsed, rulec::json::to_value(document, document.root(), arena));
    RULEC_CHECK(read == parsed);
  }
  return 0;
}
