// Section `probes`: a count; then a row each of entry point, lengths of the two texts, a zero, the
// instant and 64 hex digits; then the texts.
#include "bytecode/internal/probes.h"

#include <algorithm>

#include "base/limits.h"
#include "base/utf8.h"
#include "bytecode/internal/section_io.h"

namespace rulec::bytecode {
namespace {

constexpr std::string_view kSection = "probes";
constexpr std::uint64_t kDigestDigits = 64;
constexpr std::uint64_t kRow = 4 * 4 + 8 + kDigestDigits;

bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

struct Lengths {
  std::uint32_t context = 0;
  std::uint32_t acknowledgements = 0;
};

Probe read_row(SectionReader& in, Lengths& lengths) {
  Probe probe;
  probe.entry_point = in.u32();
  lengths.context = in.u32();
  lengths.acknowledgements = in.u32();
  in.expect_zero(in.u32());
  probe.now_ms = static_cast<std::int64_t>(in.u64());
  probe.decision_sha256 = in.text(kDigestDigits);
  return probe;
}

}  // namespace

std::string encode_probes(const Program& program) {
  SectionWriter out;
  out.count(program.probes.size());
  for (const Probe& probe : program.probes) {
    out.u32(probe.entry_point);
    out.count(probe.context.size());
    out.count(probe.acknowledgements.size());
    out.u32(0);
    out.u64(static_cast<std::uint64_t>(probe.now_ms));
    out.text(probe.decision_sha256);
  }
  for (const Probe& probe : program.probes) {
    out.text(probe.context);
    out.text(probe.acknowledgements);
  }
  return out.take();
}

Status decode_probes(std::string_view bytes, Program& program) {
  SectionReader in(kSection, bytes);
  std::uint32_t count = in.count(kRow, kMaxProbes, "probes");
  std::vector<Lengths> lengths(count);
  for (Lengths& length : lengths) {
    program.probes.push_back(read_row(in, length));
  }
  for (std::uint32_t i = 0; i < count && in.is_good(); ++i) {
    program.probes[i].context = in.text(lengths[i].context);
    program.probes[i].acknowledgements = in.text(lengths[i].acknowledgements);
  }
  return in.finish();
}

Status validate_probes(const Program& program) {
  if (program.probes.size() > kMaxProbes) {
    return exceeds(kSection, kMaxProbes, "probes");
  }
  for (const Probe& probe : program.probes) {
    if (probe.entry_point >= program.entry_points.size()) {
      return damaged(kSection, "a probe names an entry point that is not there");
    }
    if (probe.context.size() > kMaxRequestBytes ||
        probe.acknowledgements.size() > kMaxRequestBytes) {
      return exceeds(kSection, kMaxRequestBytes, "bytes in one context");
    }
    if (utf8::find_invalid(probe.context) != std::string_view::npos ||
        utf8::find_invalid(probe.acknowledgements) != std::string_view::npos) {
      return damaged(kSection, "a text is not UTF-8");
    }
    if (probe.decision_sha256.size() != kDigestDigits ||
        !std::ranges::all_of(probe.decision_sha256, is_hex_digit)) {
      return damaged(kSection, "a probe has no digest of its decision");
    }
  }
  return {};
}

}  // namespace rulec::bytecode
