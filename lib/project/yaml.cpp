// rulec.yaml by yaml-cpp's events, never by its documents: aliases, anchors, tags, duplicate keys
// and further documents are refused where they stand. Plain scalars follow the core schema of
// YAML 1.2
// (`no` and `012` are text), and where the configuration's schema wants a string the text is taken
// as it stands (`version: 1.0`).
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <charconv>
#include <cmath>
#include <set>
#include <sstream>
#include <vector>

#include "base/limits.h"
#include "base/utf8.h"
#include "parser/json/reader.h"
#include "parser/json/tree_builder.h"
#include "project/project.h"
#include "schema/schema.h"

namespace rulec::project {
namespace {

using diag::Code;
using json::NodeId;

constexpr std::size_t kMaxYamlDepth = 64;

struct Refused {
  Span span;
  std::string problem;
  std::string help;
};

// Follows the configuration's schema while the document is read, to know where text is wanted.
class SchemaWalk {
 public:
  SchemaWalk() {
    SourceId id = sources_.add("rulec.schema.json",
                               std::string(schema::built_in_text(schema::BuiltIn::kConfig)));
    diag::Collector ignored;  // our own file; a unit test reads it
    document_ = json::parse(sources_, id, {}, ignored);
  }

  [[nodiscard]] NodeId root() const { return document_.root(); }

  [[nodiscard]] NodeId member(NodeId at, std::string_view key) const {
    at = resolved(at);
    if (!at.is_valid()) {
      return at;
    }
    NodeId declared = document_.member(document_.member(at, "properties"), key);
    return declared.is_valid() ? declared : document_.member(at, "additionalProperties");
  }

  [[nodiscard]] NodeId item(NodeId at) const {
    at = resolved(at);
    return at.is_valid() ? document_.member(at, "items") : at;
  }

  [[nodiscard]] bool wants_text(NodeId at) const {
    at = resolved(at);
    NodeId type = at.is_valid() ? document_.member(at, "type") : NodeId();
    return type.is_valid() && document_.at(type).text == "string";
  }

 private:
  [[nodiscard]] NodeId resolved(NodeId at) const {
    for (int hops = 0; at.is_valid() && hops < 8; ++hops) {
      NodeId reference = document_.member(at, "$ref");
      if (!reference.is_valid()) {
        return at;
      }
      at = document_.resolve(document_.at(reference).text.substr(1)).value_or(NodeId());
    }
    return at;
  }

  SourceMap sources_;
  json::Document document_;
};

class Handler final : public YAML::EventHandler {
 public:
  Handler(const Source& source, SourceId id) : text_(source.bytes()), id_(id), tree_(id) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) {
      refuse(mark, "a second document begins here", "keep one document in the file");
    }
  }
  void OnDocumentEnd() override {}
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, "aliases are not read", "write the value out");
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    take_value_place(mark, "null");
    tree_.null(span(mark, 0));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    if (tag != "?" && tag != "!") {
      refuse(mark, "the tag `" + tag + "` is not read", "leave the tag out");
    }
    Span at = scalar_span(mark, value);
    if (is_key_next()) {
      take_key(at, value);
      return;
    }
    NodeId schema = value_schema();
    bool is_plain = tag == "?";
    if (is_plain && !schema_.wants_text(schema)) {
      plain(at, value);
    } else {
      tree_.string(at, value);
    }
    value_done();
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin(mark, tag, anchor, Container::kList);
    tree_.begin_array(span(mark, 1));
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    begin(mark, tag, anchor, Container::kMap);
    tree_.begin_object(span(mark, 1));
  }
  void OnMapEnd() override { end(); }

  [[nodiscard]] bool is_empty() const { return last_end_ == 0; }
  json::Document finish() { return tree_.finish(); }

 private:
  enum class Container : std::uint8_t { kList, kMap };
  struct Level {
    Container container;
    NodeId schema;
    bool key_is_next = true;
    NodeId value_schema;
    std::set<std::string> keys;
  };

  [[nodiscard]] std::uint32_t offset(const YAML::Mark& mark) const {
    return std::min<std::uint32_t>(static_cast<std::uint32_t>(std::max(mark.pos, 0)),
                                   static_cast<std::uint32_t>(text_.size()));
  }
  [[nodiscard]] Span span(const YAML::Mark& mark, std::uint32_t length) const {
    std::uint32_t begin = offset(mark);
    auto size = static_cast<std::uint32_t>(text_.size());
    return {.source = id_, .begin = begin, .end = std::min(begin + length, size)};
  }

  // Plain text as written, a quoted one with its quotes, a block to the end of its first line.
  Span scalar_span(const YAML::Mark& mark, const std::string& value) {
    Span at = span(mark, 0);
    std::string_view rest = text_.substr(at.begin);
    std::size_t length = rest.find('\n');
    if (rest.starts_with(value)) {
      length = value.size();
    } else if (rest.starts_with('"') || rest.starts_with('\'')) {
      length = quoted_length(rest);
    }
    at.end = at.begin + static_cast<std::uint32_t>(std::min(length, rest.size()));
    last_end_ = std::max(at.end, std::uint32_t{1});
    return at;
  }

  static std::size_t quoted_length(std::string_view rest) {
    for (std::size_t i = 1; i < rest.size(); ++i) {
      if (rest[0] == '"' && rest[i] == '\\') {
        ++i;
      } else if (rest[i] == rest[0]) {
        bool is_doubled = rest[0] == '\'' && i + 1 < rest.size() && rest[i + 1] == '\'';
        if (!is_doubled) {
          return i + 1;
        }
        ++i;
      }
    }
    return rest.size();
  }

  [[noreturn]] void refuse(const YAML::Mark& mark, std::string problem, std::string help) {
    throw Refused{.span = span(mark, 1), .problem = std::move(problem), .help = std::move(help)};
  }
  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) {
      refuse(mark, "anchors are not read", "write the value out where it is needed");
    }
  }

  [[nodiscard]] bool is_key_next() const {
    return !levels_.empty() && levels_.back().container == Container::kMap &&
           levels_.back().key_is_next;
  }

  void take_key(Span at, const std::string& key) {
    Level& level = levels_.back();
    if (!level.keys.insert(key).second) {
      throw Refused{.span = at,
                    .problem = "the key `" + key + "` stands twice",
                    .help = "keep one of the two"};
    }
    level.key_is_next = false;
    level.value_schema = schema_.member(level.schema, key);
    tree_.key(key, at);
  }

  // A key that is no scalar ends here.
  void take_value_place(const YAML::Mark& mark, const char* what) {
    if (is_key_next()) {
      refuse(mark, std::string("a key is ") + what, "write a plain name before the colon");
    }
    value_done();
  }

  [[nodiscard]] NodeId value_schema() const {
    if (levels_.empty()) {
      return schema_.root();
    }
    return levels_.back().container == Container::kMap ? levels_.back().value_schema
                                                       : schema_.item(levels_.back().schema);
  }
  void value_done() {
    if (!levels_.empty()) {
      levels_.back().key_is_next = true;
    }
  }

  void begin(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
             Container container) {
    refuse_anchor(mark, anchor);
    if (tag != "?" && tag != "!" && !tag.empty()) {
      refuse(mark, "the tag `" + tag + "` is not read", "leave the tag out");
    }
    if (levels_.size() >= kMaxYamlDepth) {
      refuse(mark, "nested deeper than " + std::to_string(kMaxYamlDepth) + " levels",
             "flatten the file");
    }
    NodeId schema = value_schema();
    take_value_place(mark, container == Container::kMap ? "a mapping" : "a list");
    levels_.push_back({.container = container, .schema = schema});
    last_end_ = std::max(offset(mark), std::uint32_t{1});
  }
  void end() {
    tree_.end(last_end_);
    levels_.pop_back();
  }

  // The core schema of YAML 1.2, section 10.3.
  void plain(Span at, const std::string& value) {
    if (value == "~" || value == "null" || value == "Null" || value == "NULL") {
      tree_.null(at);
    } else if (value == "true" || value == "True" || value == "TRUE") {
      tree_.boolean(at, true);
    } else if (value == "false" || value == "False" || value == "FALSE") {
      tree_.boolean(at, false);
    } else if (!number(at, value)) {
      tree_.string(at, value);
    }
  }

  bool number(Span at, const std::string& value) {
    bool has_zero_in_front = value.size() > 1 && value[0] == '0' && value[1] != '.';
    if (value.empty() || has_zero_in_front ||
        value.find_first_not_of("+-0123456789.eE") != std::string::npos) {
      return false;
    }
    const char* begin = value.data() + (value[0] == '+' ? 1 : 0);
    const char* end = value.data() + value.size();
    std::int64_t integer = 0;
    if (auto [stop, error] = std::from_chars(begin, end, integer);
        error == std::errc{} && stop == end) {
      tree_.integer(at, integer, value);
      return true;
    }
    double real = 0;
    if (auto [stop, error] = std::from_chars(begin, end, real);
        error == std::errc{} && stop == end && std::isfinite(real)) {
      tree_.real(at, real, value);
      return true;
    }
    return false;
  }

  std::string_view text_;
  SourceId id_;
  json::TreeBuilder tree_;
  SchemaWalk schema_;
  std::vector<Level> levels_;
  std::uint32_t last_end_ = 0;
  int documents_ = 0;
};

bool is_readable(const Source& source, SourceId id, diag::Emitter& emitter) {
  std::string_view text = source.bytes();
  if (std::size_t bad = utf8::find_invalid(text); bad != std::string_view::npos) {
    auto at = static_cast<std::uint32_t>(bad);
    emitter.emit(diag::make(Code::kNotUtf8, {.source = id, .begin = at, .end = at + 1}, "here",
                            {{"offset", static_cast<std::int64_t>(bad)}}));
    return false;
  }
  if (std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    auto at = static_cast<std::uint32_t>(nul);
    emitter.emit(diag::make(Code::kNulByte, {.source = id, .begin = at, .end = at + 1}, "here",
                            {{"offset", static_cast<std::int64_t>(nul)}}));
    return false;
  }
  return true;
}

void emit_problem(Span span, std::string problem, std::string help, diag::Emitter& emitter) {
  diag::Diagnostic finding =
      diag::make(Code::kConfigSyntax, span, "here", {{"problem", std::move(problem)}});
  if (!help.empty()) {
    finding.help(std::move(help));
  }
  emitter.emit(std::move(finding));
}

}  // namespace

json::Document read_yaml(SourceMap& sources, SourceId id, diag::Emitter& emitter) {
  const Source& source = sources.at(id);
  if (!is_readable(source, id, emitter)) {
    return {};
  }
  Handler handler(source, id);
  try {
    std::istringstream stream{std::string(source.bytes())};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(handler)) {
    }
    if (handler.is_empty()) {
      return {};
    }
    return handler.finish();
  } catch (const Refused& refused) {
    emit_problem(refused.span, refused.problem, refused.help, emitter);
  } catch (const YAML::Exception& exception) {
    auto size = static_cast<std::uint32_t>(source.bytes().size());
    auto at = std::min(static_cast<std::uint32_t>(std::max(exception.mark.pos, 0)), size);
    emit_problem({.source = id, .begin = at, .end = std::min(at + 1, size)},
                 "the file is no YAML: " + exception.msg, "", emitter);
  }
  return {};
}

}  // namespace rulec::project
