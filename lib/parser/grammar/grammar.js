// The text form of rules, flows and scorecards (.eff, .effx): the canonical form and the input
// dialect of existing files, in one grammar. README.md beside this file lists the nodes; src/ is
// generated from here by scripts/generate-parser.
//
// Two properties matter to everything above it:
// * Every valid text has one tree; there are no `conflicts`, so the parser never forks on good text.
// * Chains are flat. `a + b + c` is one node with five children, so that depth comes from brackets
//   and prefixes alone, and those are counted before a text gets here.
//
// It accepts more than the language does where that keeps it small (any value may stand where an
// expression may). The reader of the tree refuses the rest.

const QUANTIFIERS = ['some', 'all', 'none', 'map', 'filter'];

// Words that are no plain word where an operand begins. As keys they are as good as any.
const RESERVED = ['not', 'missing', 'exists', ...QUANTIFIERS, 'reduce', 'true', 'false', 'null'];

const comma_separated = (rule) => seq(rule, repeat(seq(',', rule)));

// operand OPERATOR operand OPERATOR operand …: one node.
const chain = (operand, ...operators) =>
  seq(
    field('operand', operand),
    repeat1(seq(field('operator', operators.length === 1 ? operators[0] : choice(...operators)), field('operand', operand))),
  );

module.exports = grammar({
  name: 'rulec',

  word: ($) => $.word,

  // Written out where they stand, so that a name needs no decision of its own.
  inline: ($) => [$._name, $._key, $._first_segment],

  extras: ($) => [/[ \t\r\n]/, $.comment],

  rules: {
    source_file: ($) => repeat($._declaration),

    _declaration: ($) =>
      choice(
        $.file_header,
        $.entry_point_header,
        $.rule_declaration,
        $.flow_declaration,
        $.scorecard_declaration,
      ),

    // --- headers

    // Greedy: annotations behind `file` are the file's. The pre-scan cuts at the end of its lines.
    file_header: ($) => prec.right(seq('file', repeat1($.annotation))),

    entry_point_header: ($) => seq('entry_point', field('name', $._name)),

    // --- notes

    _notes: ($) => repeat1(choice($.doc_comment, $.annotation)),

    annotation: ($) =>
      seq(
        '@',
        field('name', $._name),
        '(',
        optional(comma_separated(field('value', $._expression))),
        ')',
      ),

    // --- declarations

    rule_declaration: ($) =>
      seq(
        optional($._notes),
        'rule',
        field('id', $._name),
        optional($._entry_points),
        repeat($._head),
        '{',
        optional(field('active', $.active_clause)),
        choice(
          seq(optional($._condition), optional(field('then', $.then_clause))),
          seq(
            optional($._condition),
            $._then_block,
            repeat(seq(field('condition', $.when_block), $._then_block)),
          ),
        ),
        repeat(field('test', $.test)),
        '}',
      ),

    flow_declaration: ($) =>
      seq(
        optional($._notes),
        'flow',
        field('id', $._name),
        optional($._entry_points),
        repeat($._head),
        '{',
        optional(field('active', $.active_clause)),
        optional($._condition),
        field('steps', $.steps_clause),
        repeat(field('test', $.test)),
        '}',
      ),

    scorecard_declaration: ($) =>
      seq(
        optional($._notes),
        'scorecard',
        field('id', $._name),
        $._entry_points,
        '{',
        repeat(choice($.item, $.pattern, $.band, $.default_clause)),
        '}',
      ),

    _name: ($) => choice($.word, $.string),

    _entry_points: ($) => seq('on', comma_separated(field('entry_point', $._name))),

    _head: ($) =>
      choice(
        seq('priority', field('priority', $.number)),
        seq('version', field('version', $.number)),
        field('stop', 'stop'),
        field('inactive', 'inactive'),
      ),

    active_clause: ($) =>
      seq(
        'active',
        optional(seq('from', field('from', choice($.moment, $.string)))),
        optional(seq('until', field('until', choice($.moment, $.string)))),
      ),

    _condition: ($) => field('condition', choice($.when_clause, $.when_block)),

    when_clause: ($) => seq('when', field('condition', $._expression)),

    // Input dialect. Wins over `when` with an empty object; the pre-scan writes the `;`.
    when_block: ($) =>
      prec(1, seq(
        'when',
        '{',
        repeat(seq(optional(field('predicate', $._expression)), ';')),
        optional(field('predicate', $._expression)),
        '}',
      )),

    then_clause: ($) => seq('then', repeat($._step)),

    _then_block: ($) => field('then', alias($.then_block, $.then_clause)),
    then_block: ($) => seq('then', '{', repeat($._step), '}'),

    steps_clause: ($) => seq('steps', '{', repeat($._step), '}'),

    // --- actions and steps

    _step: ($) => choice($.action, $.local, $.update, $.call, $.if_step),

    // `x = f(a)` is an action with a result, `x = f(a) + 1` a local name.
    action: ($) =>
      prec(1, seq(
        optional(seq(field('result', $._name), '=')),
        field('name', $._name),
        field('arguments', $.arguments),
        optional(seq('->', field('arrow_result', $.word))),
        optional($._when_suffix),
      )),

    local: ($) => seq(field('result', $._name), '=', field('value', $._expression)),

    update: ($) =>
      seq(
        'update',
        field('target', $.path),
        choice(
          seq(field('operation', choice('=', '+=', 'append', 'merge', 'remove')), field('value', $._expression)),
          field('operation', 'delete'),
        ),
        optional($._with),
        optional($._when_suffix),
      ),

    call: ($) =>
      seq(
        'call',
        field('function', $._name),
        field('arguments', $.arguments),
        optional(seq('into', field('target', $.path))),
        optional($._with),
        optional($._when_suffix),
      ),

    if_step: ($) => seq('if', '(', field('condition', $._expression), ')', '{', repeat($._step), '}'),

    _with: ($) => seq('with', field('with', $.arguments)),

    _when_suffix: ($) => seq('when', '(', field('when', $._expression), ')'),

    arguments: ($) => seq('(', optional(comma_separated($._argument)), ')'),

    _argument: ($) => choice($.pair, $.spread, $._expression),

    spread: ($) => seq('...', field('value', $._expression)),

    // --- tests

    test: ($) =>
      seq(
        'test',
        field('name', $.string),
        '{',
        repeat(choice($.given_clause, $.now_clause, $.with_clause, $.expect_clause)),
        '}',
      ),

    given_clause: ($) => seq('given', field('value', $._expression)),
    now_clause: ($) => seq('now', field('value', $.string)),
    with_clause: ($) => seq('with', field('value', $._expression)),
    expect_clause: ($) => seq('expect', field('value', choice('fires', 'silent', $._expression))),

    // --- scorecards

    _annotations: ($) => repeat1($.annotation),

    item: ($) =>
      seq(
        optional($._annotations),
        'item',
        field('id', $._name),
        repeat(
          choice(
            seq('priority', field('priority', $.number)),
            seq('points', field('points', $.number)),
            seq('weight', field('weight', $.number)),
            seq('symbol', field('symbol', $.string)),
          ),
        ),
        optional(seq('when', field('condition', $._expression))),
      ),

    pattern: ($) => seq('pattern', field('pattern', $.string), '=', field('recommend', $.string)),

    band: ($) =>
      seq(
        optional($._annotations),
        'band',
        'from',
        field('from', $.number),
        '=',
        field('recommend', $.string),
      ),

    default_clause: ($) => seq('default', field('value', $.string)),

    // --- expressions, loosest first

    _expression: ($) => choice($.or_expression, $._conjunction),
    or_expression: ($) => chain($._conjunction, 'or', '||'),

    _conjunction: ($) => choice($.and_expression, $._negation),
    and_expression: ($) => chain($._negation, 'and', '&&'),

    _negation: ($) => choice($.not_expression, $._comparison),
    not_expression: ($) => seq(field('operator', 'not'), field('operand', $._negation)),

    _comparison: ($) => choice($.comparison_expression, $.in_expression, $._default),
    comparison_expression: ($) =>
      chain($._default, '==', '!=', '===', '!==', '~=', '!~', '<', '<=', '>', '>='),
    in_expression: ($) =>
      seq(
        field('left', $._default),
        optional(field('not', 'not')),
        'in',
        field('right', $._default),
      ),

    _default: ($) => choice($.default_expression, $._sum),
    default_expression: ($) => chain($._sum, '??'),

    _sum: ($) => choice($.sum_expression, $._product),
    sum_expression: ($) => chain($._product, '+', '-'),

    _product: ($) => choice($.product_expression, $._unary),
    product_expression: ($) => chain($._unary, '*', '/', '%'),

    // `!` of the input dialect binds as tightly as a minus, other than `not`.
    _unary: ($) => choice($.minus_expression, alias($.bang_expression, $.not_expression), $._primary),
    minus_expression: ($) => seq('-', field('operand', $._unary)),
    bang_expression: ($) => seq(field('operator', '!'), field('operand', $._unary)),

    _primary: ($) =>
      choice(
        $.number,
        $.string,
        $.true,
        $.false,
        $.null,
        $.list,
        $.object,
        $.lambda,
        $.parenthesised_expression,
        $.path,
        $.reference,
        $.call_expression,
        $.method_call,
        $.missing_expression,
        $.exists_expression,
        $.quantifier_expression,
        $.reduce_expression,
      ),

    list: ($) => seq('[', optional(comma_separated($._expression)), ']'),

    object: ($) => seq('{', optional(comma_separated($.pair)), '}'),

    pair: ($) => seq(field('key', $._key), ':', field('value', $._expression)),

    _key: ($) => choice($.word, $.string, alias(choice(...RESERVED), $.word)),

    // Input dialect: `sum(list, {.f})`.
    lambda: ($) => seq('{', '.', field('body', $.path), '}'),

    parenthesised_expression: ($) => seq('(', field('expression', $._expression), ')'),

    // A path with one segment and a path with more are told apart so that `a(` is a call and `a.b(`
    // a method, with one token of lookahead.
    path: ($) => choice($._first_segment, $._long_path),
    _long_path: ($) => seq($._first_segment, repeat1($._segment)),
    _first_segment: ($) => choice($.word, $.ticked),
    _segment: ($) =>
      choice(seq('.', choice($.word, $.ticked, $.digits)), seq('[', $.digits, ']')),

    reference: ($) => seq('$', field('name', $.word), repeat($._segment)),

    call_expression: ($) => seq(field('function', $.word), field('arguments', $.arguments)),

    // Input dialect. The last segment of `path` is the method.
    method_call: ($) =>
      choice(
        seq(field('path', alias($._long_path, $.path)), field('arguments', $.arguments)),
        seq(
          field('receiver', choice($.call_expression, $.method_call)),
          '.',
          field('method', $.word),
          field('arguments', $.arguments),
        ),
      ),

    missing_expression: ($) => seq('missing', field('path', choice($.path, $.reference))),
    exists_expression: ($) => seq('exists', field('path', choice($.path, $.reference))),

    quantifier_expression: ($) =>
      seq(
        field('quantifier', choice(...QUANTIFIERS)),
        field('item', $.word),
        'in',
        field('source', $._default),
        ':',
        '(',
        field('body', $._expression),
        ')',
      ),

    reduce_expression: ($) =>
      seq(
        'reduce',
        field('accumulator', $.word),
        ',',
        field('item', $.word),
        'in',
        field('source', $._default),
        optional(seq('from', field('start', $._default))),
        ':',
        '(',
        field('body', $._expression),
        ')',
      ),

    // --- tokens

    true: () => 'true',
    false: () => 'false',
    null: () => 'null',

    word: () => /[A-Za-z_][A-Za-z0-9_]*/,
    ticked: () => /`[^`.\x00-\x1f]+`/,
    digits: () => /[0-9]+/,
    number: () => /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/,
    moment: () => /[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9:]+)?)?/,
    string: () =>
      token(
        choice(
          /"([^"\\\x00-\x1f]|\\(["\\\/bfnrt]|u[0-9a-fA-F]{4}))*"/,
          /'([^'\\\x00-\x1f]|\\(['"\\\/bfnrt]|u[0-9a-fA-F]{4}))*'/,
        ),
      ),

    // To the end of the line; four strokes make a comment. Where notes may stand it wins over a
    // comment of the same length because it comes first. (A precedence would cut `////` in two.)
    doc_comment: () => /\/\/\/([^\/\r\n][^\r\n]*)?/,
    comment: () => token(choice(/\/\/[^\r\n]*/, /\/\*([^*]|\*+[^*\/])*\*+\//)),
  },
});
