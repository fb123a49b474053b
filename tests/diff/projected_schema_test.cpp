// The quick yes of schemas on projected values against the checker and against valijson: random
// pairs of schema and context. A yes to everything is valid to both; a yes to some fields means
// that the checker finds no fault on the way to, at, or below them. And a valid context gets its
// yes where the schema is of the kind that can be asked so.
//   rulec_diff_projected_schema [--pairs N] [--seed S]
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <random>
#include <string>
#include <vector>

#include "parser/json/projection.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "schema/internal/valijson_adapter.h"
#include "schema/projected.h"
#include "schema/schema.h"

namespace {

using rulec::Arena;
using rulec::Value;
namespace json = rulec::json;
namespace schema = rulec::schema;
using rulec::value::Segment;

constexpr long kMaxShownFailures = 10;
constexpr std::size_t kRoom = 1000;
constexpr std::array kKeys = {"a", "b", "c", "d", "a/b", "~", "0"};

class Texts {
 public:
  explicit Texts(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t limit) { return random_() % limit; }

  std::string key() { return std::string("\"") + kKeys[below(kKeys.size())] + "\""; }

  std::string scalar() {
    static constexpr std::array kScalars = {"null",
                                            "true",
                                            "false",
                                            "0",
                                            "1",
                                            "2",
                                            "-3",
                                            "1.0",
                                            "1.5",
                                            "1e300",
                                            "2.5e-3",
                                            "\"\"",
                                            "\"a\"",
                                            "\"ab\"",
                                            "\"abc\"",
                                            "\"äöü\"",
                                            "7",
                                            "-0.0",
                                            "\"long text\"",
                                            "\"2026-01-02\"",
                                            "\"\\u0061\"",
                                            "9223372036854775807",
                                            "-9223372036854775808",
                                            "9007199254740993"};
    return kScalars[below(kScalars.size())];
  }

  std::string list(int depth) {
    std::string text = "[";
    for (std::size_t count = below(4); count > 0; --count) {
      text += value(depth - 1) + (count > 1 ? "," : "");
    }
    return text + "]";
  }

  std::string object(int depth) {
    std::string text;
    for (const char* each : kKeys) {
      if (below(2) == 0) {
        text += std::string(text.empty() ? "" : ", ") + "\"" + each + "\": " + value(depth - 1);
      }
    }
    return "{" + text + "}";
  }

  std::string value(int depth) {
    std::size_t choice = below(10);
    if (depth <= 0 || choice < 6) {
      return scalar();
    }
    return choice < 9 ? object(depth) : list(depth);
  }

  std::string context() { return below(30) == 0 ? value(2) : object(3); }

  // Mostly such schemas as can be asked by the field.
  std::string schema(int depth) {
    std::string text;
    auto add = [&](const std::string& keyword) { text += (text.empty() ? "" : ",") + keyword; };
    bool has_members = depth > 0 && below(3) != 0;
    if (below(3) != 0) {
      add("\"type\":" + types(has_members));
    }
    if (has_members) {
      add_members(depth, add);
    } else {
      add_leaf(depth, add);
    }
    if (depth > 0 && below(14) == 0) {
      static constexpr std::array kOthers = {"anyOf", "oneOf", "allOf"};
      add(std::string("\"") + kOthers[below(3)] + "\":[" + schema(depth - 1) + "," +
          schema(depth - 1) + "]");
    }
    if (depth > 0 && below(25) == 0) {
      add("\"not\":" + schema(depth - 1));
    }
    return "{" + text + "}";
  }

 private:
  std::string types(bool has_members) {
    static constexpr std::array kTypes = {"\"null\"",   "\"boolean\"", "\"integer\"", "\"number\"",
                                          "\"string\"", "\"array\"",   "\"object\""};
    if (has_members && below(4) != 0) {
      return "\"object\"";
    }
    std::size_t first = below(kTypes.size());
    if (below(3) != 0) {
      return kTypes[first];
    }
    std::size_t second = (first + 1 + below(kTypes.size() - 1)) % kTypes.size();
    return std::string("[") + kTypes[first] + "," + kTypes[second] + "]";
  }

  template <class Add>
  void add_members(int depth, Add add) {
    std::string members;
    std::string required;
    for (const char* each : kKeys) {
      if (below(2) == 0) {
        members += std::string(members.empty() ? "" : ",") + "\"" + each +
                   "\":" + (below(8) == 0 ? (below(2) == 0 ? "true" : "{}") : schema(depth - 1));
      }
      if (below(7) == 0) {
        required += std::string(required.empty() ? "" : ",") + "\"" + each + "\"";
      }
    }
    add("\"properties\":{" + members + "}");
    if (!required.empty()) {
      add("\"required\":[" + required + "]");
    }
    if (below(4) == 0) {
      add("\"additionalProperties\":" + (below(2) == 0 ? std::string("false") : schema(depth - 1)));
    }
    static constexpr std::array kRare = {"\"minProperties\":1",
                                         "\"maxProperties\":3",
                                         "\"propertyNames\":{\"maxLength\":1}",
                                         "\"dependencies\":{\"a\":[\"b\"]}",
                                         "\"patternProperties\":{\"^a\":{\"type\":\"string\"}}",
                                         "\"dependencies\":{\"b\":{\"required\":[\"c\"]}}"};
    if (below(12) == 0) {
      add(kRare[below(kRare.size())]);
    }
  }

  template <class Add>
  void add_leaf(int depth, Add add) {
    static constexpr std::array kLeaves = {"\"minimum\":1",
                                           "\"maximum\":2",
                                           "\"minimum\":-1.5",
                                           "\"exclusiveMaximum\":2",
                                           "\"exclusiveMinimum\":0.5",
                                           "\"multipleOf\":0.5",
                                           "\"minLength\":1",
                                           "\"minLength\":2",
                                           "\"maxLength\":2",
                                           "\"maxLength\":8",
                                           "\"pattern\":\"^a\"",
                                           "\"format\":\"date\"",
                                           "\"enum\":[1,\"a\",null,1.5]",
                                           "\"enum\":[\"a\",\"ab\"]",
                                           "\"const\":1",
                                           "\"maxItems\":2",
                                           "\"uniqueItems\":true",
                                           "\"exclusiveMinimum\":9223372036854775807",
                                           "\"maximum\":1e300",
                                           "\"enum\":[{\"a\":1},[1]]"};
    for (std::size_t count = below(3); count > 0; --count) {
      std::string leaf = kLeaves[below(kLeaves.size())];
      leaves_.push_back(leaf);
    }
    while (!leaves_.empty()) {
      std::string leaf = leaves_.back();
      leaves_.pop_back();
      std::string keyword = leaf.substr(0, leaf.find(':'));
      bool is_double = false;
      for (const std::string& other : leaves_) {
        is_double = is_double || other.starts_with(keyword + ":");
      }
      if (!is_double) {
        add(leaf);
      }
    }
    if (depth > 0 && below(4) == 0) {
      add("\"items\":" + schema(depth - 1));
    }
  }

  std::mt19937_64 random_;
  std::vector<std::string> leaves_;
};

// Parts as the engine reads them.
class Parts : public schema::PartReader {
 public:
  Parts(std::string_view text, std::vector<json::ProjectedValue>& found)
      : text_(text), found_(found) {}
  const Value& part(std::uint32_t path) override {
    json::ProjectedValue& found = found_[path];
    json::Fault fault;
    if (!json::read_value(text_.substr(found.begin, found.end - found.begin), {}, arena_, scratch_,
                          found.value, fault)) {
      std::printf("FAILED: a part is no JSON\n");
      std::exit(1);
    }
    return found.value;
  }

 private:
  std::string_view text_;
  std::vector<json::ProjectedValue>& found_;
  Arena arena_;
  json::ReaderScratch scratch_;
};

// A check with its scan.
class Quick {
 public:
  // The paths of the question are in the scan for other reasons, as for an engine.
  Quick(const schema::CompiledSchema& compiled, const schema::ProjectedCheck::Question& question) {
    for (const auto* paths : {&question.reads, &question.known}) {
      for (schema::ProjectedCheck::Path path : *paths) {
        paths_.emplace_back(path.begin(), path.end());
      }
    }
    check_ =
        schema::ProjectedCheck::make(compiled, question, [this](schema::ProjectedCheck::Path path) {
          paths_.emplace_back(path.begin(), path.end());
          return static_cast<std::uint32_t>(paths_.size() - 1);
        });
  }
  [[nodiscard]] bool is_there() const { return check_.has_value(); }
  [[nodiscard]] bool fits(std::string_view text) const {
    std::vector<std::span<const Segment>> spans(paths_.begin(), paths_.end());
    json::Projection projection(spans);
    json::ProjectionScratch scratch;
    Arena arena;
    std::vector<json::ProjectedValue> found(paths_.size());
    if (!json::project(text, projection, scratch, arena, found)) {
      return false;
    }
    Parts parts(text, found);
    return check_->fits(text, found, parts, arena);
  }

 private:
  std::optional<schema::ProjectedCheck> check_;
  std::vector<std::vector<Segment>> paths_;
};

using Keys = std::vector<std::string>;

std::vector<std::string> segments_of(std::string_view pointer) {
  std::vector<std::string> segments;
  for (char c : pointer) {
    if (c == '/') {
      segments.emplace_back();
    } else {
      segments.back() += c;
    }
  }
  for (std::string& segment : segments) {
    std::string plain;
    for (std::size_t i = 0; i < segment.size(); ++i) {
      bool is_escape = segment[i] == '~' && i + 1 < segment.size();
      plain += is_escape ? (segment[++i] == '1' ? '/' : '~') : segment[i];
    }
    segment = plain;
  }
  return segments;
}

bool are_on_one_way(std::string_view pointer, const Keys& path) {
  std::vector<std::string> segments = segments_of(pointer);
  std::size_t shorter = std::min(segments.size(), path.size());
  return std::equal(segments.begin(), segments.begin() + static_cast<std::ptrdiff_t>(shorter),
                    path.begin());
}

struct Tally {
  long passed = 0;
  long failed = 0;
  long yes = 0;
  long judged = 0;           // by valijson
  long plain_and_valid = 0;  // schemas that can be asked by the field, contexts that fit
  long light_yes = 0;
  long light_no = 0;
};

struct Pair {
  std::string schema;
  std::string context;
  std::vector<Keys> reads;
};

std::string shown(const Pair& pair) {
  std::string text = pair.schema + "\n    " + pair.context + "\n    reads";
  for (const Keys& keys : pair.reads) {
    text += " ";
    for (const std::string& key : keys) {
      text += "/" + key;
    }
  }
  return text;
}

void fail(const Pair& pair, const char* what, Tally& tally) {
  if (++tally.failed <= kMaxShownFailures) {
    std::printf("FAILED: %s: %s\n", what, shown(pair).c_str());
  }
}

json::Document document_of(rulec::SourceMap& sources, const std::string& text) {
  rulec::diag::Collector collector;
  return json::parse(sources, sources.add("text", text), {}, collector);
}

// To valijson 1.0 is no integer.
bool has_integral_double(std::string_view text) {
  return text.find(".0") != std::string_view::npos || text.find("e300") != std::string_view::npos;
}

// Patterns and formats are kept from valijson, which turns round what is negated.
bool has_negated_text_form(std::string_view schema) {
  auto has = [schema](std::string_view word) {
    return schema.find(word) != std::string_view::npos;
  };
  return (has("\"not\"") || has("\"oneOf\"")) && (has("\"pattern\"") || has("\"format\""));
}

bool valijson_takes(const Pair& pair) {
  rulec::SourceMap sources;
  json::Document schema = document_of(sources, pair.schema);
  json::Document context = document_of(sources, pair.context);
  auto findings = schema::run_valijson(schema, context, context.root());
  return findings && findings->empty();
}

void check(const Pair& pair, const schema::CompiledSchema& compiled, const Quick& all,
           Tally& tally) {
  Arena arena;
  json::ReaderScratch scratch;
  Value value;
  json::Fault fault;
  if (!json::read_value(pair.context, {}, arena, scratch, value, fault)) {
    return fail(pair, "the context is no JSON", tally);
  }
  std::vector<schema::CheckError> errors(kRoom);
  std::size_t count = 0;
  bool is_valid = schema::validate(compiled, value, arena, errors, count);

  if (all.is_there()) {
    bool is_yes = all.fits(pair.context);
    tally.yes += is_yes ? 1 : 0;
    tally.plain_and_valid += is_valid ? 1 : 0;
    if (is_yes && !is_valid) {
      return fail(pair, "a yes to what the checker refuses", tally);
    }
    bool is_asked = !has_integral_double(pair.context) && !has_negated_text_form(pair.schema);
    tally.judged += is_yes && is_asked ? 1 : 0;
    if (is_yes && is_asked && !valijson_takes(pair)) {
      return fail(pair, "a yes to what valijson refuses", tally);
    }
  }

  std::vector<std::vector<Segment>> paths;
  for (const Keys& keys : pair.reads) {
    std::vector<Segment>& path = paths.emplace_back();
    for (const std::string& key : keys) {
      path.push_back(rulec::value::make_segment(key));
    }
  }
  std::vector<std::span<const Segment>> reads(paths.begin(), paths.end());
  Quick some(compiled, {.is_all = false,
                        .reads = reads,
                        .known = std::span(reads).first(reads.empty() ? 0 : 1),
                        .room = kRoom});
  if (some.is_there()) {
    bool is_concerned = false;
    for (std::size_t i = 0; i < count; ++i) {
      for (const Keys& keys : pair.reads) {
        is_concerned = is_concerned || are_on_one_way(errors[i].path, keys);
      }
    }
    bool is_yes = some.fits(pair.context);
    (is_yes ? tally.light_yes : tally.light_no) += is_concerned ? 0 : 1;
    if (is_yes && is_concerned) {
      return fail(pair, "a yes to fields of which the checker refuses one", tally);
    }
  }
  ++tally.passed;
}

long option(int argc, char** argv, const char* name, long fallback) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], name) == 0) {
      return std::strtol(argv[i + 1], nullptr, 10);
    }
  }
  return fallback;
}

}  // namespace

int main(int argc, char** argv) {
  long pairs = option(argc, argv, "--pairs", 20000);
  long seed = option(argc, argv, "--seed", 1);
  constexpr long kContextsOfSchema = 10;
  Texts texts(static_cast<std::uint64_t>(seed));
  Tally tally;
  for (long i = 0; i < pairs; i += kContextsOfSchema) {
    Pair pair{.schema = texts.schema(3), .context = {}, .reads = {}};
    auto compiled = schema::compile(pair.schema);
    if (!compiled) {
      continue;
    }
    std::array<Segment, 2> other = {rulec::value::make_segment(kKeys[texts.below(kKeys.size())]),
                                    rulec::value::make_segment(kKeys[texts.below(kKeys.size())])};
    schema::ProjectedCheck::Path known(other.data(), 1 + texts.below(2));
    Quick all(**compiled, {.known = std::span(&known, 1)});
    for (long j = 0; j < kContextsOfSchema; ++j) {
      pair.context = texts.context();
      pair.reads.clear();
      for (std::size_t reads = texts.below(4); reads > 0; --reads) {
        Keys& keys = pair.reads.emplace_back();
        for (std::size_t depth = 1 + texts.below(3); depth > 0; --depth) {
          keys.emplace_back(kKeys[texts.below(kKeys.size())]);
        }
      }
      check(pair, **compiled, all, tally);
    }
  }
  std::printf("%ld of %ld valid contexts got their yes; of some fields %ld, and %ld did not\n",
              tally.yes, tally.plain_and_valid, tally.light_yes, tally.light_no);
  std::printf("valijson was asked about %ld; seed %ld\n%ld passed, %ld failed\n", tally.judged,
              seed, tally.passed, tally.failed);
  bool is_worth_something = tally.yes > pairs / 50 && tally.yes > tally.plain_and_valid * 9 / 10 &&
                            tally.light_yes > tally.light_no * 2 && tally.judged > tally.yes / 4;
  return tally.failed == 0 && is_worth_something ? 0 : 1;
}
