// Members of rules, flows and scorecards.
#include <algorithm>
#include <utility>

#include "parser/dsl/diagnoser/descent.h"
#include "parser/json/tokens.h"

namespace rulec::parser {
namespace {

constexpr std::size_t kWhen = 1;  // as an index of kRuleMembers and kFlowMembers
constexpr std::size_t kThen = 2;
constexpr std::size_t kTest = 3;

constexpr const char* kMoment = "a date, or a date and time";
constexpr const char* kMomentHelp = "written as 2026-01-31 or 2026-01-31T08:00:00Z";

// As the grammar has it; whether there is such a day is asked later.
bool is_moment(std::string_view text) {
  constexpr std::string_view kDate = "0000-00-00";
  if (text.size() < kDate.size()) {
    return false;
  }
  for (std::size_t i = 0; i < kDate.size(); ++i) {
    if (kDate[i] == '0' ? !json::is_digit(text[i]) : text[i] != kDate[i]) {
      return false;
    }
  }
  std::string_view time = text.substr(kDate.size());
  return time.empty() || (time.size() > 1 && time[0] == 'T' &&
                          time.find_first_not_of("0123456789:.+-Z", 1) == std::string_view::npos);
}

}  // namespace

void Descent::body(Kind kind) {
  stage_ = 0;
  seen_members_.assign(members_.size(), std::nullopt);
  bool is_open = peek().is_sign("{");
  if (is_open) {
    enter("{");
  } else {
    refuse("`{`", "the members of a " +
                      std::string(kind == Kind::kFlow   ? "flow"
                                  : kind == Kind::kRule ? "rule"
                                                        : "scorecard") +
                      " stand in braces");
    enter_unopened();
  }
  while (!is_at_end() && (is_open || !begins_declaration())) {
    std::size_t before = peek().begin;
    member();
    if (peek().begin == before && !is_at_end()) {
      take();
    }
  }
  bool lacks_steps = kind == Kind::kFlow && !seen_members_[kThen] && peek().is_sign("}");
  if (lacks_steps) {
    refuse("`steps`");
  }
  if (is_open) {
    leave();
  } else {
    blocks_.pop_back();
    if (peek().is_sign("}")) {
      take();
    }
  }
}

std::string Descent::expected_members() const {
  Words words = members_;
  bool is_ordered = words[0] == kRuleMembers[0];
  if (is_ordered) {
    words = words.subspan(std::min(stage_, kTest));
  }
  return list_of(words) + " or `}`";
}

void Descent::member() {
  if (members_[0] == kScorecardMembers[0]) {
    scorecard_member();
    return;
  }
  Token word = peek();
  bool is_action = (word.kind == TokenKind::kWord && !is_one_of(members_, word.text) &&
                    (second().is_sign("(") || is_one_of(kActionWords, word.text))) ||
                   (word.kind == TokenKind::kString && second().is_sign("("));
  if (is_action) {
    refuse(expected_members(), members_[kThen] == "then" ? "actions stand behind `then`"
                                                         : "steps stand in `steps { ... }`");
    actions(Ends::kAtMember);
    return;
  }
  std::string_view name = keyword(members_, expected_members());
  if (name.empty()) {
    if (!extra_closer()) {
      refuse(expected_members());
      take();
      skip_to_member();
    }
    return;
  }
  std::size_t index =
      static_cast<std::size_t>(std::ranges::find(members_, name) - members_.begin());
  place_member(index, word);
  if (index == kWhen) {
    when();
  } else if (name == "then") {
    then();
  } else if (name == "steps") {
    steps();
  } else if (index == kTest) {
    test();
  } else {
    active();
  }
}

// Each member once and in its order; tests are many, and so are pairs of `when { }` and `then { }`.
void Descent::place_member(std::size_t index, const Token& word) {
  std::optional<Token>& first = seen_members_[index];
  bool is_next_pair = index == kWhen && stage_ == kThen + 1 && peek().is_sign("{") &&
                      form_ != Form::kCanonical && members_[kThen] == "then";
  bool is_in_order = index >= stage_ || index == kTest || is_next_pair;
  bool is_again = first && !is_next_pair && index != kTest &&
                  !(index == kThen && form_ == Form::kInput && index >= stage_);
  if (is_again) {
    std::string help = index == kWhen ? "join both conditions with `and`"
                       : index == kThen
                           ? "write all of them behind one `" + std::string(word.text) + "`"
                           : "";
    auto finding = describe(place_, {.expected = expected_members(),
                                     .found = word,
                                     .before = {},
                                     .help = help,
                                     .is_in_expression = false});
    finding.label(place_.text.span(first->begin, first->end), "the first one");
    findings_.emit(std::move(finding));
  } else if (!is_in_order) {
    refuse_token(word, expected_members(), "the members stand in the order " + list_of(members_),
                 std::nullopt);
  } else {
    stage_ = index == kTest ? kTest : index + 1;
  }
  if (!first) {
    first = word;
  }
}

// --- active

void Descent::active() {
  bool is_bare = peek().kind == TokenKind::kNumber || peek().kind == TokenKind::kBad ||
                 peek().kind == TokenKind::kString;
  if (is_bare) {
    refuse("`from` or `until`");
    moment();
  }
  while (!is_at_end() && peek().kind == TokenKind::kWord && !begins_member()) {
    std::string_view word = keyword(kWindowWords, "`from` or `until`");
    if (word.empty()) {
      bool is_on_line = !starts_line();
      if (is_on_line) {
        refuse("`from` or `until`");
        skip_to_member();
      }
      return;
    }
    moment();
  }
}

void Descent::moment() {
  if (peek().kind == TokenKind::kString) {
    std::string_view inside = peek().text.substr(1, peek().text.size() - 2);
    if (is_moment(inside)) {
      refuse(kMoment, "", replace(peek(), std::string(inside)));
    } else {
      refuse(kMoment, kMomentHelp);
    }
    take();
    return;
  }
  std::size_t end = run_end("-:.+");
  if (end == peek().begin || begins_member()) {
    refuse(kMoment, kMomentHelp);
    return;
  }
  Token found = lexer_.take_to(end);
  bool is_on_line = peek().kind == TokenKind::kNumber && !starts_line();
  if (!is_moment(found.text)) {
    found.kind = TokenKind::kWord;
    found.fault = TokenFault::kNone;
    refuse_token(found, kMoment, kMomentHelp, std::nullopt);
  } else if (is_on_line) {
    refuse("`until` or the next member", "a date and its time are one word: 2026-01-31T08:00:00Z");
  }
  if (is_on_line) {
    lexer_.take_to(run_end("-:.+"));
  }
}

// --- conditions

void Descent::when() {
  bool has_braces = peek().is_sign("{") && form_ != Form::kCanonical;
  if (has_braces) {
    form_ = Form::kInput;
    block("{", [this] { predicates(); });
    return;
  }
  form_ = Form::kCanonical;
  bool is_good = expressions_.pass_expression();
  bool is_over = is_at_end() || begins_near_member() ||
                 (peek().kind == TokenKind::kWord && is_one_of(members_, peek().text));
  if (is_over) {
    return;
  }
  bool is_action =
      starts_line() && is_name() &&
      (second().is_sign("(") || second().is_sign("=") || is_one_of(kActionWords, peek().text));
  if (is_good && is_action) {
    member();
    return;
  }
  if (is_good && !extra_closer()) {
    refuse_operator(", " + expected_members());
  }
  skip_to_member();
}

// On lines of their own, where the pre-scan put `;`.
void Descent::predicates() {
  parts([this] {
    if (peek().is_sign(";")) {
      take();
      return;
    }
    bool is_good = expressions_.pass_expression();
    if (is_at_end() || peek().is_sign(";")) {
      return;
    }
    if (is_good && peek().is_sign(",")) {
      refuse("an operator, the next line or `}`", "predicates stand on lines of their own",
             remove(peek()));
      take();
      return;
    }
    if (is_good && begins_member() && end_early()) {
      return;
    }
    if (is_good && !extra_closer()) {
      refuse_operator(", the next line or `}`");
    }
    skip_to_separator();
  });
}

// --- actions of a rule, steps of a flow

void Descent::then() {
  if (!peek().is_sign("{")) {
    form_ = form_ == Form::kUnknown ? Form::kCanonical : form_;
    actions(Ends::kAtMember);
    return;
  }
  if (form_ == Form::kCanonical) {
    refuse("an action", "`then` has braces where `when` has them, and none elsewhere");
  } else {
    form_ = Form::kInput;
  }
  block("{", [this] { actions(Ends::kAtBrace); });
}

void Descent::steps() {
  block("{", [this] { actions(Ends::kAtBrace); }, "the steps stand in braces");
}

// --- scorecards

void Descent::scorecard_member() {
  while (peek().is_sign("@")) {
    annotation();
  }
  std::string_view word = keyword(kScorecardMembers, expected_members());
  if (word == "item") {
    item();
  } else if (word == "pattern") {
    pattern();
  } else if (word == "band") {
    band();
  } else if (word == "default") {
    text("a text");
  } else if (!extra_closer()) {
    refuse(expected_members());
    take();
    skip_to_member();
  }
}

void Descent::item() {
  name("a name for the item");
  while (!is_at_end() && peek().kind == TokenKind::kWord && !begins_near_member()) {
    std::string_view word = keyword(kItemWords, any_of(kItemWords));
    if (word.empty()) {
      refuse(any_of(kItemWords) + ", or the next member");
      skip_to_member();
      return;
    }
    if (word == "when") {
      form_ = Form::kCanonical;
      bool is_good = expressions_.pass_expression();
      if (is_at_end() || begins_near_member() || peek().is_sign("@")) {
        return;
      }
      if (is_good && !extra_closer()) {
        refuse_operator(", " + expected_members());
      }
      skip_to_member();
      return;
    }
    if (word == "symbol") {
      text("a text of one character");
    } else if (word == "priority") {
      whole_number();
    } else {
      number("a number");
    }
  }
}

void Descent::pattern() {
  if (!text("a pattern as a text")) {
    return skip_to_member();
  }
  if (!expect_equals()) {
    refuse("`=`", R"(written as in `pattern "Y-" = "recommendation"`)");
  }
  if (!text("a recommendation as a text")) {
    skip_to_member();
  }
}

void Descent::band() {
  if (peek().is_word("from")) {
    take();
  } else {
    refuse("`from`", R"(written as in `band from 3 = "recommendation"`)");
  }
  if (!number("a number")) {
    return skip_to_member();
  }
  if (!expect_equals()) {
    refuse("`=`", R"(written as in `band from 3 = "recommendation"`)");
  }
  if (!text("a recommendation as a text")) {
    skip_to_member();
  }
}

}  // namespace rulec::parser
