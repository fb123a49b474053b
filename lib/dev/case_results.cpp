#include "dev/case_results.h"

#include <functional>

#include "base/limits.h"
#include "value/json_value.h"

namespace rulec::dev {

bool CaseResults::is_known_good(const tooling::TestCase& test, const std::string& written,
                                const Outcome& outcome) const {
  auto found = known_.find(key_of(test));
  return found != known_.end() && found->second.is_good &&
         found->second.written == std::hash<std::string>()(written) &&
         found->second.answer == outcome.hash;
}

bool CaseResults::has_failed_before(const tooling::TestCase& test) const {
  auto found = known_.find(key_of(test));
  return found != known_.end() && !found->second.is_good;
}

void CaseResults::remember(const tooling::TestCase& test, const std::string& written,
                           const Outcome& outcome, bool is_good) {
  known_[key_of(test)] = {
      .written = std::hash<std::string>()(written), .answer = outcome.hash, .is_good = is_good};
}

std::string written_case(const tooling::TestCase& test, const std::string& root,
                         FileSystem& files) {
  std::string text = test.entry_point + "\n" + test.rule_id + "\n" + test.acknowledgements + "\n" +
                     std::to_string(test.now_ms) + "\n";
  append_value(text, test.context);
  text += '\n';
  append_value(text, test.expect);
  if (!test.golden_file.empty()) {
    auto golden = files.read_file(join_path(root, test.golden_file), kMaxSourceBytes);
    text += golden ? *golden : "none";
  }
  return text;
}

}  // namespace rulec::dev
