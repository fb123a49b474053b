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
  bool is_other = peek().is_sign("(") || peek().is_sign("[");
  if (is_open) {
    enter("{");
  } else if (is_other) {
    refuse_brackets();
    enter(peek().text);
    is_open = true;
  } else {
    refuse("`{`", "the members of a " +
                      std::string(kind == Kind::kFlow   ? "flow"
                                  : kind == Kind::kRule ? "rule"
                                                        : "scorecard") +
                      " stand in braces");
    enter_unopened();
  }
  is_input_dialect_ = has_braced_section();
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
    lost_actions();
    return;
  }
  bool is_of_head = word.kind == TokenKind::kWord && is_one_of(kHeadWords, word.text);
  bool is_note = word.is_word("name") || word.is_word("description") || word.is_word("owner") ||
                 word.is_word("metadata");
  if (is_of_head || is_note) {
    std::string text(word.text);
    refuse(expected_members(),
           is_of_head ? "`" + text + "` stands in front of the braces"
                      : "a note stands in front of the declaration: `@" + text + "(\"...\")`");
    take();
    while (!is_at_end() && !starts_line()) {
      take();
    }
    return;
  }
  bool is_condition = word.kind == TokenKind::kWord && !is_one_of(members_, word.text) &&
                      stage_ <= kWhen &&
                      (second().is_sign(".") || infix_of_sign(second().text) != nullptr);
  if (is_condition) {
    lost_condition();
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
  if (peek().is_sign(":")) {
    refuse(index == kWhen ? "a value" : "a part of `" + std::string(name) + "`", "",
           remove(peek()));
    take();
  }
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

// Braces are meant.
void Descent::refuse_brackets() {
  Brackets::End end = brackets_.end_of(peek().begin);
  diag::Fix fix = replace(peek(), "{", "write `{` and `}`");
  if (end.is_closed) {
    fix.edits.push_back(replacement(place_, {end.at, end.at + 1}, "}").edits[0]);
  }
  refuse("`{`", "", std::move(fix));
}

void Descent::lost_actions() {
  bool is_rule = members_[kThen] == "then";
  if (is_rule) {
    refuse(expected_members(), "actions stand behind `then`",
           insert(peek().begin, "then ", "write `then` in front of them"));
  } else {
    refuse(expected_members(), "steps stand in `steps { ... }`");
  }
  seen_members_[kThen] = seen_members_[kThen] ? seen_members_[kThen] : peek();
  actions(Ends::kAtMember);
}

void Descent::lost_condition() {
  refuse(expected_members(), "a condition stands behind `when`",
         insert(peek().begin, "when ", "write `when` in front of it"));
  place_member(kWhen, peek());
  when();
}

// `when {` or `then {` make the whole declaration one of the input dialect.
bool Descent::has_braced_section() const {
  Lexer ahead = lexer_;
  std::size_t inside = blocks_.back().around;
  bool is_section = false;  // the token before
  while (ahead.peek().kind != TokenKind::kEnd) {
    Token token = ahead.take();
    bool is_in_body = brackets_.around(token.begin) == inside;
    if (token.is_sign("}") && is_in_body) {
      break;
    }
    if (is_section && token.is_sign("{") && is_in_body) {
      return true;
    }
    is_section = token.is_word("when") || token.is_word("then");
  }
  return false;
}

// Each member once and in its order; tests are many, and so are pairs of `when { }` and `then { }`.
void Descent::place_member(std::size_t index, const Token& word) {
  std::optional<Token>& first = seen_members_[index];
  bool is_next_pair =
      index == kWhen && stage_ == kThen + 1 && peek().is_sign("{") && members_[kThen] == "then";
  bool is_in_order = index >= stage_ || index == kTest || is_next_pair;
  bool is_again = first && !is_next_pair && index != kTest &&
                  !(index == kThen && is_input_dialect_ && index >= stage_);
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
    refuse("`from` or `until`", "", insert(peek().begin, "from ", "write `from` in front of it"));
    moment();
  }
  bool is_bounded = is_bare;
  while (!is_at_end() && peek().kind == TokenKind::kWord && !begins_member()) {
    std::string_view word = keyword(kWindowWords, "`from` or `until`");
    if (word.empty()) {
      break;
    }
    is_bounded = true;
    moment();
  }
  bool is_on_line = !is_at_end() && !starts_line() && !begins_member();
  if (!is_bounded || is_on_line) {
    refuse("`from` or `until`", kMomentHelp);
    skip_to_member();
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
  if (peek().is_sign("{")) {
    block("{", [this] { predicates(); });
    return;
  }
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
    if (begins_member() && end_early()) {
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
  if (peek().is_sign("{")) {
    block("{", [this] { actions(Ends::kAtBrace); });
  } else {
    actions(Ends::kAtMember);
  }
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
    if (peek().is_sign("=") || peek().is_sign(":")) {
      refuse("a text", "", remove(peek()));
      take();
    }
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
    refuse("`from`", "", insert(peek().begin, "from ", "write `from` in front of it"));
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
