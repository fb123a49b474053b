// EmitAhead: the parts of a program that follow from the sources alone, made by another thread
// while the phases of the compiler run: the canonical text of each rule and the digest of the
// sources. Without a second thread they are made when they are asked for.
#pragma once

#include <atomic>
#include <exception>
#include <string>
#include <thread>
#include <vector>

#include "tooling/build.h"

namespace rulec::tooling {

class EmitAhead {
 public:
  // The sources, documents, Ast and settings of `build` are whole, and do not change while this
  // lives.
  explicit EmitAhead(const Build& build);
  ~EmitAhead();  // ends early what was not asked for
  EmitAhead(const EmitAhead&) = delete;
  EmitAhead& operator=(const EmitAhead&) = delete;

  // To be asked once: waits until all is there.
  void finish();
  // Of the rules of the Ast, in its order; none for a program without texts.
  [[nodiscard]] std::vector<std::string>& rule_texts() { return rule_texts_; }
  // SHA-256 over the sorted lines "<sha256> <path>" of all inputs.
  [[nodiscard]] const std::string& source_digest() const { return digest_; }

 private:
  void make();

  const Build& build_;
  std::vector<std::string> rule_texts_;
  std::string digest_;
  std::atomic<bool> is_unwanted_ = false;
  std::exception_ptr fault_;  // of the other thread
  std::jthread helper_;
  bool is_begun_ = false;
};

}  // namespace rulec::tooling
