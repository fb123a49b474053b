#include "bundle_making.h"

#include <algorithm>
#include <memory>

#include "bundle/bundle.h"

namespace rulec::app {

Outcome<void> check_bundle_version(const std::optional<std::string>& version) {
  constexpr std::size_t kMaxVersionBytes = 100;
  if (!version) {
    return {};
  }
  bool is_plain = !version->empty() && version->size() <= kMaxVersionBytes &&
                  version->front() >= '0' && version->front() <= '9' &&
                  std::ranges::all_of(*version, [](char c) {
                    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '+';
                  });
  if (is_plain) {
    return {};
  }
  return refuse(
      failure(diag::Code::kBadFlagValue, {{"value", *version},
                                          {"flag", "--bundle-version"},
                                          {"expected", "expected SemVer such as 1.3.0"}}));
}

Outcome<std::string> loaded_digest(std::string_view bytes, const std::string& path) {
  Result<std::shared_ptr<const bundle::SealedBytes>> sealed = bundle::seal(bytes);
  if (!sealed) {
    return refuse(failure_of(sealed.error(), path));
  }
  Result<bundle::Container> container = bundle::open_container(*sealed, "");
  if (!container) {
    return refuse(failure_of(container.error(), path));
  }
  Result<bytecode::Program> program = bundle::read_program(*container);
  if (!program) {
    return refuse(failure_of(program.error(), path));
  }
  return container->digest;
}

}  // namespace rulec::app
