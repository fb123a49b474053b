// Scorecards of the catalogue form as scorecards of ours (language.md section 9). Input are the
// files of one command line: those with a `conditions_set` (rows of condition_id, attribute,
// equation, constant) and those with a set of rules (`rules_set`, or `rules_set_name` and
// `rules_set_details`; simple rules, complex ones with mode inclusive = and, exclusive = or, rules
// with the comparison inside) and its `patterns`. Each set of rules becomes one scorecard; names of
// conditions are looked up in all files. Rules name conditions and conditions name nothing, so
// there are no cycles.
//
// Pure: documents in, texts and findings out. What was changed is RC1032 and what was refused
// RC1031, each at its place; a file of another form is RC1030.
//
// Source of the meaning: the rule files and the evaluator of the engine they were written for. What
// it takes from a rule: missing points and weights are 0, lower priorities come first, an absent
// field makes a comparison not hold.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "base/source.h"
#include "diag/emitter.h"
#include "parser/json/document.h"
#include "tooling/import/findings.h"

namespace rulec::tooling::imports {

// Reads source `id`. Findings of the reader go to `emitter`, but for a pattern that stands twice,
// which import_scorecards tells; a file that is no JSON at all is RC1030. False: it cannot be used.
[[nodiscard]] bool read_file(const SourceMap& sources, SourceId id, std::size_t max_bytes,
                             std::deque<json::Document>& documents, diag::Emitter& emitter);

struct Scorecard {
  SourceId from;
  std::string id;
  std::string entry_point;
  std::string json;  // the file
  Tally rules;
  Tally patterns;
};

struct ScorecardImport {
  bool is_of_format = true;  // false after RC1030
  std::vector<Scorecard> scorecards;
  Tally conditions;  // those that rules name, and those that cannot be read
  std::size_t unused_conditions = 0;
  std::size_t sets = 0;  // of rules, refused ones included
  Tally rules;
  Tally patterns;
};

// `entry_point` is that of the scorecards; "": each has its own, named like the scorecard. The
// documents are those of read_file.
[[nodiscard]] ScorecardImport import_scorecards(const SourceMap& sources,
                                                const std::deque<json::Document>& documents,
                                                const std::string& entry_point,
                                                diag::Emitter& emitter);

}  // namespace rulec::tooling::imports
