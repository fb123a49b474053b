// ReadAhead: rule files parsed and compared with their schemas by two threads, while the caller
// builds the Ast in the order of the files. What is found is kept by file, so the caller tells it
// as if it had done all by itself. Without a second thread the caller does it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/source.h"
#include "diag/emitter.h"
#include "parser/json/document.h"
#include "schema/schema.h"

namespace rulec::tooling {

// Keeps findings in the order in which they were made.
class FindingsList final : public diag::Emitter {
 public:
  void emit(diag::Diagnostic finding) override { made_.push_back(std::move(finding)); }
  // Hands them to `to` and forgets them.
  void tell(diag::Emitter& to);

 private:
  std::vector<diag::Diagnostic> made_;
};

class ReadAhead {
 public:
  struct File {
    SourceId source;
    json::Document* document = nullptr;  // filled here
    schema::BuiltIn shape = schema::BuiltIn::kRule;
    bool is_text = false;
  };
  // The document of a file; called by several threads.
  using Parse = std::function<json::Document(const File& file, diag::Emitter& emitter)>;

  // `sources` outlives this and does not change meanwhile, and `parse` neither.
  ReadAhead(const SourceMap& sources, std::span<const File> files, Parse parse);
  ~ReadAhead();  // ends early what is not asked for
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  // Until the document of file `index` is there; then its findings.
  [[nodiscard]] FindingsList& parsed(std::size_t index);
  // Until it has been compared with its schema; then the findings of that. Asked after `parsed`.
  [[nodiscard]] FindingsList& checked(std::size_t index);

 private:
  enum Step : std::uint8_t { kNew, kParsing, kParsed, kChecking, kChecked };
  struct Work {
    File file;
    std::atomic<std::uint8_t> step = kNew;
    FindingsList parse_findings;
    FindingsList check_findings;
    // Of a step that could not be taken, for whoever waits for it.
    std::exception_ptr parse_fault;
    std::exception_ptr check_fault;
  };

  static bool claim(Work& work, Step from, Step to);
  static void wait_for(const Work& work, Step step);
  void parse(Work& work);
  void check(Work& work);
  template <class Take>
  static void take_step(Work& work, Step end, std::exception_ptr& fault, Take take);
  void help();
  [[nodiscard]] bool help_once(std::size_t& done);

  const SourceMap& sources_;
  Parse parse_;
  std::deque<Work> works_;
  std::atomic<bool> is_ended_ = false;
  std::jthread helper_;
};

}  // namespace rulec::tooling
