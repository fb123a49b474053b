#include "tooling/emit_ahead.h"

#include <system_error>

#include "tooling/source_digest.h"

namespace rulec::tooling {
namespace {

// Starting a thread takes longer than the texts of fewer.
constexpr std::size_t kRulesWorthAThread = 200;

std::string digest_of(const Build& build) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < build.sources.size(); ++i) {
    const Source& source = build.sources.at(SourceId(i));
    if (source.name() != build.project.config.path) {
      lines.push_back(digest_line(source));
    }
  }
  return source_digest(std::move(lines), build.project.config);
}

}  // namespace

EmitAhead::EmitAhead(const Build& build) : build_(build) {
  if (build.ast.rules.size() < kRulesWorthAThread || std::thread::hardware_concurrency() < 2) {
    return;
  }
  try {
    helper_ = std::jthread([this] {
      try {
        make();
      } catch (...) {
        fault_ = std::current_exception();  // for `finish`
      }
    });
    is_begun_ = true;
  } catch (const std::system_error&) {
    is_begun_ = false;  // no thread to be had: `finish` does it
  }
}

EmitAhead::~EmitAhead() {
  is_unwanted_ = true;
  if (helper_.joinable()) {
    helper_.join();
  }
}

void EmitAhead::finish() {
  if (helper_.joinable()) {
    helper_.join();
  }
  if (fault_ != nullptr) {
    std::rethrow_exception(fault_);
  }
  if (!is_begun_) {
    make();
  }
}

void EmitAhead::make() {
  if (!build_.settings.strips) {
    rule_texts_.reserve(build_.ast.rules.size());
    for (const parser::RuleNode& rule : build_.ast.rules) {
      if (is_unwanted_) {
        return;
      }
      rule_texts_.push_back(parser::canonical_json(build_.ast, build_.documents, rule));
    }
  }
  digest_ = digest_of(build_);
}

}  // namespace rulec::tooling
