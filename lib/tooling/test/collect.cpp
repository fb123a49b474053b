// Cases from JSON. Shape is checked by test.schema.json (and rule.schema.json for cases inside
// rules) before anything is taken from a document, so this code only picks.
#include <algorithm>
#include <set>

#include "base/calendar.h"
#include "parser/json/reader.h"
#include "tooling/lint/lint_settings.h"
#include "tooling/test/implicit_now.h"
#include "tooling/test/test.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::tooling {
namespace {

using diag::Code;
using json::Document;
using json::NodeId;

class TestCollector {
 public:
  TestCollector(FileSystem& files, Build& build, diag::Emitter& emitter, Suite& suite)
      : files_(files), build_(build), emitter_(emitter), suite_(suite), implicit_now_(build.ast) {}

  void rules() {
    for (const parser::RuleNode& rule : build_.ast.rules) {
      if (rule.tests_json == UINT32_MAX || rule.is_bad) {
        continue;
      }
      document_ = &build_.documents.documents[rule.document];
      defaults_ = {.entry_point = rule.entry_points.empty()
                                      ? std::string()
                                      : std::string(rule.entry_points[0].text),
                   .rule_id = std::string(rule.id.text),
                   .now_ms = window_start(rule),
                   .base = Value::absent()};
      names_.clear();
      for (NodeId test : document_->children(NodeId(rule.tests_json))) {
        add_case(test);
      }
    }
  }

  void file(const std::string& path) {
    auto bytes = files_.read_file(join_path(build_.project.root, path), kMaxSourceBytes);
    if (!bytes) {
      emitter_.emit(world_diagnostic(bytes.error(), path));
      return;
    }
    SourceId source = build_.sources.add(path, std::move(*bytes));
    diag::CountingEmitter counting(emitter_);
    build_.documents.documents.push_back(json::parse(build_.sources, source, {}, counting));
    document_ = &build_.documents.documents.back();
    if (counting.error_count() > 0 || !document_->has_root() ||
        !schema::check_document(schema::BuiltIn::kTest, *document_, build_.sources, counting)) {
      return;
    }
    build_.suppressions.read_tests(build_.sources, *document_,
                                   severities_of(build_.project.config));
    NodeId root = document_->root();
    defaults_ = {.entry_point = text(root, "entry_point"),
                 .rule_id = {},
                 .now_ms = moment(root, kDefaultNowMs),
                 .has_now = document_->member(root, "now").is_valid(),
                 .base = value(root, "base")};
    names_.clear();
    for (NodeId test : document_->children(document_->member(root, "cases"))) {
      add_case(test);
    }
  }

 private:
  struct Defaults {
    std::string entry_point;
    std::string rule_id;
    std::int64_t now_ms = kDefaultNowMs;
    bool has_now = false;  // somebody chose it
    Value base = Value::absent();
  };

  static std::int64_t window_start(const parser::RuleNode& rule) {
    if (rule.active_from) {
      if (auto from = calendar::parse_moment(rule.active_from->text)) {
        return from->ms;
      }
    }
    return kDefaultNowMs;
  }

  [[nodiscard]] std::string text(NodeId object, std::string_view name) const {
    NodeId member = document_->member(object, name);
    return member.is_valid() ? std::string(document_->at(member).text) : std::string();
  }

  Value value(NodeId object, std::string_view name) {
    NodeId member = document_->member(object, name);
    return member.is_valid() ? json::to_value(*document_, member, suite_.arena) : Value::absent();
  }

  std::int64_t moment(NodeId object, std::int64_t fallback) {
    NodeId member = document_->member(object, "now");
    if (!member.is_valid()) {
      return fallback;
    }
    const json::Node& node = document_->at(member);
    auto parsed = calendar::parse_moment(node.text);
    if (!parsed) {
      emitter_.emit(diag::make(Code::kBadMoment, node.span, "not a moment",
                               {{"value", std::string(node.text)}}));
      return fallback;
    }
    return parsed->ms;
  }

  [[nodiscard]] std::vector<std::string> tags_of(NodeId node) const {
    std::vector<std::string> tags;
    if (NodeId list = document_->member(node, "tags"); list.is_valid()) {
      for (NodeId tag : document_->children(list)) {
        tags.emplace_back(document_->at(tag).text);
      }
    }
    return tags;
  }

  void add_case(NodeId node) {
    NodeId name_node = document_->member(node, "name");
    TestCase test{.file = build_.sources.at(document_->source()).name(),
                  .name = text(node, "name"),
                  .span = document_->at(name_node.is_valid() ? name_node : node).span,
                  .entry_point = defaults_.entry_point,
                  .rule_id = defaults_.rule_id,
                  .now_ms = moment(node, defaults_.now_ms),
                  .expect = Value::null(),
                  .expect_span = document_->at(node).span,
                  .tags = tags_of(node)};
    may_warn_ = !defaults_.has_now && !document_->member(node, "now").is_valid();
    if (std::string own = text(node, "entry_point"); !own.empty()) {
      test.entry_point = own;
    }
    if (!names_.insert(test.name).second) {
      emitter_.emit(
          diag::make(Code::kBadName, test.span, "used before in this file",
                     {{"value", test.name}, {"form", "of a name that is unique in its file"}}));
    }
    if (NodeId skip = document_->member(node, "skip"); skip.is_valid()) {
      test.skip_reason = std::string(document_->at(skip).text);
    }
    if (Value given = value(node, "acknowledgments"); !given.is_absent()) {
      append_json(test.acknowledgements, given);
    }
    if (!read_context(node, test)) {
      return;
    }
    NodeId table = document_->member(node, "table");
    if (table.is_valid()) {
      add_rows(table, test);
    } else {
      add_expectation(node, std::move(test));
    }
  }

  static void append_json(std::string& out, const Value& given);

  bool read_context(NodeId node, TestCase& test) {
    Value context = value(node, "context");
    if (std::string path = text(node, "context_file"); !path.empty()) {
      if (!read_context_file(node, path, context)) {
        return false;
      }
    }
    test.context = merged(defaults_.base, context);
    return true;
  }

  bool read_context_file(NodeId node, const std::string& path, Value& context) {
    auto bytes = files_.read_file(join_path(build_.project.root, path), kMaxRequestBytes);
    if (!bytes) {
      diag::Diagnostic finding = world_diagnostic(bytes.error(), path);
      finding.has_primary = true;
      finding.primary = {.span = document_->at(document_->member(node, "context_file")).span,
                         .text = "named here"};
      emitter_.emit(std::move(finding));
      return false;
    }
    SourceId source = build_.sources.add(path, std::move(*bytes));
    diag::CountingEmitter counting(emitter_);
    json::Document document = json::parse(build_.sources, source, {}, counting);
    if (counting.error_count() > 0 || !document.has_root()) {
      return false;
    }
    context = deep_copy(json::to_value(document, document.root(), suite_.arena), suite_.arena);
    return true;
  }

  // RFC 7396: `patch` over `base`.
  Value merged(const Value& base, const Value& patch) {
    if (base.is_absent() || patch.is_absent()) {
      return !patch.is_absent() ? patch : base.is_absent() ? empty_object() : base;
    }
    value::OpContext ctx{.arena = suite_.arena};
    auto member = suite_.arena.copy(std::span<const Member>({Member{"c", base}}));
    value::Segment target = value::make_segment("c");
    Value root = value::update(ctx, value::UpdateOperation::kMerge,
                               make_object(suite_.arena, member), {&target, 1}, patch);
    return root.is_error() ? patch : root.member("c");
  }

  Value empty_object() { return make_object(suite_.arena, {}); }

  void add_expectation(NodeId node, TestCase test) {
    NodeId expect = document_->member(node, "expect");
    if (!expect.is_valid() || document_->at(expect).child_count == 0) {
      Span at = expect.is_valid() ? document_->at(expect).span : test.span;
      emitter_.emit(
          diag::make(Code::kEmptyExpectation, at, "expects nothing", {{"test", test.name}})
              .help(R"(say at least what fires: "expect": { "fires": true })"));
      return;
    }
    test.expect_span = document_->at(expect).span;
    test.expect = json::to_value(*document_, expect, suite_.arena);
    NodeId decision = document_->member(expect, "decision");
    if (decision.is_valid() && document_->at(decision).kind == json::NodeKind::kString) {
      test.golden_file = std::string(document_->at(decision).text);
    }
    add(std::move(test));
  }

  void add(TestCase test) {
    if (may_warn_) {
      if (std::optional<diag::Diagnostic> found = implicit_now_.finding(test)) {
        emitter_.emit(std::move(*found));
        may_warn_ = false;  // one row speaks for its table
      }
    }
    suite_.cases.push_back(std::move(test));
  }

  // --- tables: a column is a context path, or "=> member" of the expectation (dots go inward)
  void add_rows(NodeId table, const TestCase& test) {
    std::vector<std::string> columns;
    for (NodeId column : document_->children(document_->member(table, "columns"))) {
      columns.emplace_back(document_->at(column).text);
    }
    std::size_t number = 0;
    for (NodeId row : document_->children(document_->member(table, "rows"))) {
      ++number;
      const json::Node& node = document_->at(row);
      if (node.child_count != columns.size()) {
        emitter_.emit(diag::make(
            Code::kSchemaMismatch, node.span, "this row",
            {{"problem", "a row of " + std::to_string(node.child_count) + " values stands under " +
                             std::to_string(columns.size()) + " columns"}}));
        continue;
      }
      add_row(columns, row, number, test);
    }
  }

  void add_row(const std::vector<std::string>& columns, NodeId row, std::size_t number,
               TestCase test) {
    Value context = test.context;
    Value expect = empty_object();
    std::size_t i = 0;
    for (NodeId cell : document_->children(row)) {
      std::string_view column = columns[i++];
      bool is_expectation = column.starts_with("=>");
      if (is_expectation) {
        column.remove_prefix(2);
        column.remove_prefix(std::min(column.find_first_not_of(' '), column.size()));
      }
      Value& target = is_expectation ? expect : context;
      target = set_path(target, column, json::to_value(*document_, cell, suite_.arena));
    }
    test.name += " [row " + std::to_string(number) + "]";
    test.span = document_->at(row).span;
    test.context = context;
    test.expect = expect;
    test.expect_span = test.span;
    if (expect.length() == 0) {
      emitter_.emit(diag::make(Code::kEmptyExpectation, test.span, "no column begins with `=>`",
                               {{"test", test.name}}));
      return;
    }
    add(std::move(test));
  }

  Value set_path(const Value& root, std::string_view dotted, const Value& operand) {
    std::vector<value::Segment> segments;
    while (true) {
      std::size_t dot = dotted.find('.');
      segments.push_back(value::make_segment(dotted.substr(0, dot)));
      if (dot == std::string_view::npos) {
        break;
      }
      dotted.remove_prefix(dot + 1);
    }
    value::OpContext ctx{.arena = suite_.arena};
    Value made = value::update(ctx, value::UpdateOperation::kSet, root, segments, operand);
    return made.is_error() ? root : made;
  }

  FileSystem& files_;
  Build& build_;
  diag::Emitter& emitter_;
  Suite& suite_;
  ImplicitNow implicit_now_;
  bool may_warn_ = false;  // the case has no `now`
  const Document* document_ = nullptr;
  Defaults defaults_;
  std::set<std::string> names_;
};

void TestCollector::append_json(std::string& out, const Value& given) {
  JsonWriter writer(out);
  write_value(writer, given);
}

}  // namespace

std::unique_ptr<Suite> collect_tests(FileSystem& files, Build& build, diag::Emitter& emitter) {
  auto suite = std::make_unique<Suite>();
  TestCollector collector(files, build, emitter, *suite);
  collector.rules();
  for (const std::string& path : build.test_files) {
    collector.file(path);
  }
  return suite;
}

bool is_selected(const TestCase& test, const TestSelection& selection) {
  const std::string& pattern = selection.pattern;
  if (selection.also && !selection.also(test)) {
    return false;
  }
  return pattern.empty() || test.name.find(pattern) != std::string::npos ||
         test.file.find(pattern) != std::string::npos ||
         std::ranges::find(test.tags, pattern) != test.tags.end();
}

}  // namespace rulec::tooling
