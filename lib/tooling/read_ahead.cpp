#include "tooling/read_ahead.h"

#include <system_error>
#include <utility>

namespace rulec::tooling {
namespace {

// Starting a thread takes longer than reading this.
constexpr std::size_t kBytesWorthAThread = std::size_t{64} * 1024;

}  // namespace

void FindingsList::tell(diag::Emitter& to) {
  for (diag::Diagnostic& finding : made_) {
    to.emit(std::move(finding));
  }
  made_.clear();
}

ReadAhead::ReadAhead(const SourceMap& sources, std::span<const File> files, Parse parse)
    : sources_(sources), parse_(std::move(parse)) {
  std::size_t bytes = 0;
  for (const File& file : files) {
    bytes += sources.at(file.source).bytes().size();
    works_.emplace_back().file = file;
  }
  if (bytes < kBytesWorthAThread || std::thread::hardware_concurrency() < 2) {
    return;
  }
  try {
    helper_ = std::jthread([this] { help(); });
  } catch (const std::system_error&) {
    helper_ = {};  // no thread to be had: the caller does it all
  }
}

ReadAhead::~ReadAhead() {
  is_ended_ = true;
  if (helper_.joinable()) {
    helper_.join();
  }
}

bool ReadAhead::claim(Work& work, Step from, Step to) {
  std::uint8_t expected = from;
  return work.step.compare_exchange_strong(expected, to);
}

void ReadAhead::wait_for(const Work& work, Step step) {
  for (std::uint8_t now = work.step; now < step; now = work.step) {
    work.step.wait(now);
  }
}

// Nobody waits for ever, and no thread dies of what another one has to hear: no memory left.
template <class Take>
void ReadAhead::take_step(Work& work, Step end, std::exception_ptr& fault, Take take) {
  try {
    take();
  } catch (...) {
    fault = std::current_exception();
  }
  work.step = end;
  work.step.notify_all();
}

void ReadAhead::parse(Work& work) {
  take_step(work, kParsed, work.parse_fault,
            [&] { *work.file.document = parse_(work.file, work.parse_findings); });
}

void ReadAhead::check(Work& work) {
  take_step(work, kChecked, work.check_fault, [&] {
    const json::Document& document = *work.file.document;
    if (work.parse_fault == nullptr && document.has_root()) {
      static_cast<void>(
          schema::check_document(work.file.shape, document, sources_, work.check_findings));
    }
  });
}

FindingsList& ReadAhead::parsed(std::size_t index) {
  Work& work = works_[index];
  if (claim(work, kNew, kParsing)) {
    parse(work);
  } else {
    wait_for(work, kParsed);
  }
  // From then on the helper may be comparing it; a fault of that is told by `checked`.
  if (work.parse_fault != nullptr) {
    std::rethrow_exception(work.parse_fault);
  }
  return work.parse_findings;
}

FindingsList& ReadAhead::checked(std::size_t index) {
  Work& work = works_[index];
  if (claim(work, kParsed, kChecking)) {
    check(work);
  } else {
    wait_for(work, kChecked);
  }
  if (work.check_fault != nullptr) {
    std::rethrow_exception(work.check_fault);
  }
  return work.check_findings;
}

// Takes what comes next and nobody does, from the front: the caller needs it in that order.
void ReadAhead::help() {
  std::size_t done = 0;  // files before it are wholly done or being done
  while (!is_ended_ && help_once(done)) {
  }
}

// False: nothing is left to do.
bool ReadAhead::help_once(std::size_t& done) {
  for (std::size_t i = done; i < works_.size(); ++i) {
    Work& work = works_[i];
    if (claim(work, kParsed, kChecking)) {
      check(work);
      return true;
    }
    if (claim(work, kNew, kParsing)) {
      parse(work);
      return true;
    }
    done += i == done && work.step >= kChecking ? 1 : 0;
  }
  if (done == works_.size()) {
    return false;
  }
  wait_for(works_[done], kParsed);  // by the caller; comparing it is left
  return true;
}

}  // namespace rulec::tooling
