// The two forms of rule files are twins: JSON -> text -> JSON and text -> JSON -> text give the
// same bytes, for random documents with every kind of definition; and no comment of a text is lost
// by formatting it or by going through JSON.
//   rulec_diff_twins [--documents N] [--commented N] [--seed S]
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "diag/diagnostic.h"
#include "diag/emitter.h"
#include "document_cases.h"
#include "parser/dsl/text_reader.h"
#include "parser/format/format.h"
#include "parser/json/reader.h"

namespace {

using rulec::SourceId;
using rulec::SourceMap;
using rulec::difftest::Commented;
using rulec::difftest::Generator;
using rulec::parser::DocumentKind;
using rulec::parser::Layout;
namespace json = rulec::json;
namespace parser = rulec::parser;

std::mutex printing;

// What went wrong, or "".
using Verdict = std::string;

std::string findings_of(rulec::diag::Collector& collector) {
  std::string text;
  for (const rulec::diag::Diagnostic& finding : collector.take_sorted()) {
    text += "  " + rulec::diag::message_of(finding) + "\n";
  }
  return text;
}

// A document and the source that it looks into.
struct Held {
  SourceMap sources;
  json::Document document;
  std::string problem;
};

void hold_json(Held& held, const std::string& text) {
  rulec::diag::Collector findings;
  SourceId id = held.sources.add("x.rule.json", text);
  held.document = json::parse(held.sources, id, {}, findings);
  held.problem = findings_of(findings);
}

void hold_text(Held& held, const std::string& text) {
  rulec::diag::Collector findings;
  SourceId id = held.sources.add("x.eff", text);
  held.document = parser::read_text(held.sources, id, {.keeps_layout = true}, findings);
  held.problem = findings.has_errors() ? findings_of(findings) : "";
}

// Canonical, as JSON.
std::string json_of(const json::Document& document, const Layout& layout) {
  return parser::print_json(parser::canonical_document(document, DocumentKind::kRules), layout);
}

Verdict print(const json::Document& document, const Layout& layout, std::string& text) {
  auto printed =
      parser::print_text(parser::canonical_document(document, DocumentKind::kRules), layout);
  if (!printed) {
    return "has no text form: " + printed.error().message + "\n";
  }
  text = *printed;
  return "";
}

Verdict check_document(Generator& generator, std::string& shown) {
  Layout layout{.width = generator.below(3) == 0 ? 40U : 100U};
  shown = rulec::difftest::random_document(generator);
  Held first;
  hold_json(first, shown);
  if (!first.problem.empty()) {
    return "the generator made no JSON:\n" + first.problem;
  }
  std::string before = json_of(first.document, layout);
  std::string text;
  if (Verdict bad = print(first.document, layout, text); !bad.empty()) {
    return bad;
  }
  shown = before + "----\n" + text;
  Held second;
  hold_text(second, text);
  if (!second.problem.empty()) {
    return "the text does not read back:\n" + second.problem;
  }
  std::string after = json_of(second.document, layout);
  if (after != before) {
    shown += "----\n" + after;
    return "JSON -> text -> JSON differs\n";
  }
  std::string again;
  if (Verdict bad = print(second.document, layout, again); !bad.empty()) {
    return bad;
  }
  if (again != text) {
    shown += "----\n" + again;
    return "text -> JSON -> text differs\n";
  }
  return "";
}

// How often each comment stands in a text, by its first line: further ones are indented anew.
bool holds_all(const std::string& text, const std::vector<std::string>& comments) {
  for (const std::string& comment : comments) {
    std::string line = comment.substr(0, comment.find('\n'));
    std::size_t at = text.find(line);
    if (at == std::string::npos || text.find(line, at + 1) != std::string::npos) {
      return false;
    }
  }
  return true;
}

Verdict check_comments(Generator& generator, std::string& shown) {
  Layout layout{.width = generator.below(3) == 0 ? 40U : 100U};
  Held source;
  hold_json(source, rulec::difftest::random_document(generator));
  std::string plain;
  if (Verdict bad = print(source.document, layout, plain); !bad.empty()) {
    return bad;
  }
  Commented commented = rulec::difftest::with_random_comments(plain, generator);
  shown = commented.text;
  Held first;
  hold_text(first, commented.text);
  if (!first.problem.empty()) {
    return "the text with comments does not read:\n" + first.problem;
  }
  if (!parser::have_same_meaning(source.document, first.document, DocumentKind::kRules)) {
    return "comments change what the text means\n";
  }
  std::string formatted;
  if (Verdict bad = print(first.document, layout, formatted); !bad.empty()) {
    return bad;
  }
  shown += "----\n" + formatted;
  if (!holds_all(formatted, commented.comments)) {
    return "a comment is lost\n";
  }
  Held second;
  hold_text(second, formatted);
  std::string again;
  if (Verdict bad = print(second.document, layout, again); !bad.empty()) {
    return bad;
  }
  if (again != formatted) {
    shown += "----\n" + again;
    return "formatting has no fixed point\n";
  }
  Held third;
  hold_json(third, json_of(second.document, layout));
  std::string back;
  if (Verdict bad = print(third.document, layout, back); !bad.empty()) {
    return bad;
  }
  if (back != formatted) {
    shown += "----\n" + back;
    return "text -> JSON -> text differs\n";
  }
  return "";
}

// Runs `check` for each number from 1 on all cores; the count of failures.
std::size_t run(std::string_view name, std::size_t count, std::uint64_t seed,
                const std::function<Verdict(Generator&, std::string&)>& check) {
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> failures = 0;
  auto work = [&] {
    while (true) {
      std::size_t number = next++;
      if (number >= count || failures > 5) {
        return;
      }
      std::uint64_t own_seed = seed * 1'000'003 + number;
      Generator generator(own_seed);
      std::string shown;
      Verdict bad = check(generator, shown);
      if (!bad.empty()) {
        ++failures;
        std::scoped_lock lock(printing);
        std::printf("%s %zu: %s%s\n", std::string(name).c_str(), number, bad.c_str(),
                    shown.c_str());
      }
    }
  };
  std::vector<std::jthread> workers;
  for (unsigned i = std::max(1U, std::thread::hardware_concurrency()); i > 0; --i) {
    workers.emplace_back(work);
  }
  workers.clear();
  std::printf("%s: %zu passed, %zu failed\n", std::string(name).c_str(), count - failures,
              failures.load());
  return failures;
}

}  // namespace

int main(int argc, char** argv) {
  std::map<std::string, std::uint64_t> options = {
      {"--documents", 2000}, {"--commented", 2000}, {"--seed", 1}};
  for (int i = 1; i + 1 < argc; i += 2) {
    options[argv[i]] = std::strtoull(argv[i + 1], nullptr, 10);
  }
  std::size_t failures =
      run("documents", options["--documents"], options["--seed"], check_document) +
      run("commented", options["--commented"], options["--seed"], check_comments);
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
