#include "compiler/compiler.h"
#include "compiler/opt/passes.h"

namespace rulec::compiler {

void optimise(Ir& ir, int level) {
  if (level >= 1) {
    fold_constants(ir);
  }
  if (level >= 2) {
    fuse_compares(ir);
  }
  if (level >= 1) {
    number_terms(ir);
  }
}

}  // namespace rulec::compiler
