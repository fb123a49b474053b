// What an import says: RC1031 for what was refused, RC1032 for what was carried over with a change,
// each at its place; and the count of both. Internal to the import.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "diag/emitter.h"
#include "parser/json/document.h"

namespace rulec::tooling::imports {

struct Tally {
  std::size_t carried = 0;   // as it was
  std::size_t remarked = 0;  // with a change that a finding names
  std::size_t refused = 0;

  [[nodiscard]] std::size_t all() const { return carried + remarked + refused; }
  void add(const Tally& other) {
    carried += other.carried;
    remarked += other.remarked;
    refused += other.refused;
  }
};

enum class Fate : std::uint8_t { kCarried, kRemarked, kRefused };

inline void count(Tally& tally, Fate fate) {
  (fate == Fate::kCarried    ? tally.carried
   : fate == Fate::kRemarked ? tally.remarked
                             : tally.refused) += 1;
}

// `what` names the thing: "the rule `R0001`".
inline diag::Diagnostic refusal(const json::Document& document, json::NodeId at, std::string what,
                                std::string reason) {
  diag::Diagnostic finding = diag::make(diag::Code::kImportRefused, document.at(at).span, "",
                                        {{"what", std::move(what)}, {"reason", std::move(reason)}});
  finding.place.pointer = document.pointer(at);
  return finding;
}

inline diag::Diagnostic remark(const json::Document& document, json::NodeId at, std::string what,
                               std::string text) {
  diag::Diagnostic finding = diag::make(diag::Code::kImportRemark, document.at(at).span, "",
                                        {{"what", std::move(what)}, {"remark", std::move(text)}});
  finding.place.pointer = document.pointer(at);
  return finding;
}

[[nodiscard]] inline std::string quoted(std::string_view text) {
  return "`" + std::string(text) + "`";
}

}  // namespace rulec::tooling::imports
