; Captures for editors and semantic tokens. No node has two captures of equal standing, and there are
; no predicates: the C library does not evaluate them.

(comment) @comment
(doc_comment) @comment.documentation

(string) @string
(number) @number
(moment) @constant
[(true) (false) (null)] @constant.builtin

(annotation "@" @attribute name: (word) @attribute)

; --- names

(rule_declaration id: (word) @type)
(flow_declaration id: (word) @type)
(scorecard_declaration id: (word) @type)
(item id: (word) @type)
(rule_declaration entry_point: (word) @namespace)
(flow_declaration entry_point: (word) @namespace)
(scorecard_declaration entry_point: (word) @namespace)
(entry_point_header name: (word) @namespace)

(action name: (word) @function)
(call function: (word) @function)
(call_expression function: (word) @function)
(method_call method: (word) @function.method)

(action result: (word) @variable)
(action arrow_result: (word) @variable)
(local result: (word) @variable)
(reference "$" @variable name: (word) @variable)
(reference (word) @variable)
(quantifier_expression item: (word) @variable.parameter)
(reduce_expression accumulator: (word) @variable.parameter item: (word) @variable.parameter)

(path [(word) (ticked) (digits)] @variable)
(pair key: (word) @property)

; --- words of the language

[
  "file" "entry_point" "rule" "flow" "scorecard"
  "on" "priority" "version" "stop" "inactive"
  "active" "from" "until" "when" "then" "steps"
  "update" "append" "merge" "remove" "delete" "call" "into" "with" "if"
  "test" "given" "now" "expect" "fires" "silent"
  "item" "points" "weight" "symbol" "pattern" "band" "default"
] @keyword

[
  "and" "or" "not" "in" "missing" "exists"
  "some" "all" "none" "map" "filter" "reduce"
] @keyword.operator

; --- signs

[
  "==" "!=" "===" "!==" "~=" "!~" "<" "<=" ">" ">="
  "??" "+" "-" "*" "/" "%" "&&" "||" "!"
  "=" "+=" "->" "..."
] @operator

["(" ")" "[" "]" "{" "}"] @punctuation.bracket
["," "." ":" ";"] @punctuation.delimiter
