#include "parser/format/expression_printer.h"
#include "parser/parser.h"

namespace rulec::parser {

std::string infix(const Expr& expr) {
  LayoutText text;
  ExpressionPrinter(text).print(expr);
  return text.flat();
}

}  // namespace rulec::parser
