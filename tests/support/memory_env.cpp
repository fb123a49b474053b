#include "memory_env.h"

#include <algorithm>

namespace rulec::testing {

Result<std::string> TextInput::read_all(std::size_t max_bytes) {
  std::string rest = text_.substr(at_);
  at_ = text_.size();
  if (rest.size() > max_bytes) {
    return fail(ErrorCode::kTooLarge,
                "standard input: is larger than " + std::to_string(max_bytes) + " bytes");
  }
  return rest;
}

Result<std::string> TextInput::read_secret(std::string_view /*prompt*/, std::size_t /*max_bytes*/) {
  if (secrets_.empty()) {
    return fail(ErrorCode::kUsage, "there is no terminal");
  }
  std::string secret = std::move(secrets_.front());
  secrets_.erase(secrets_.begin());
  return secret;
}

Result<bool> TextInput::read_line(std::string& line, std::size_t max_bytes) {
  if (at_ >= text_.size()) {
    return false;
  }
  std::size_t end = std::min(text_.find('\n', at_), text_.size());
  line = text_.substr(at_, end - at_);
  at_ = end + 1;
  if (line.size() > max_bytes) {
    return fail(ErrorCode::kTooLarge,
                "standard input: is larger than " + std::to_string(max_bytes) + " bytes");
  }
  return true;
}

}  // namespace rulec::testing
