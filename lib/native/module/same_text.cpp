#include "native/module/same_text.h"

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>

#include "native/jit_interface.h"

namespace rulec::native {
namespace {

using llvm::BasicBlock;
using llvm::ConstantInt;
using llvm::Type;
using llvm::Value;

class SameText {
 public:
  SameText(llvm::Module& module, llvm::Function* made)
      : module_(module),
        made_(made),
        in_(module.getContext()),
        i64_(in_.getInt64Ty()),
        a_(made->getArg(0)),
        b_(made->getArg(1)),
        length_(made->getArg(2)) {}

  void emit() {
    BasicBlock* entry = block("entry");
    BasicBlock* below_eight = block("below_eight");
    BasicBlock* below_four = block("below_four");
    BasicBlock* some = block("some");
    BasicBlock* none = block("none");
    BasicBlock* four = block("four");
    BasicBlock* eight = block("eight");
    BasicBlock* sixteen = block("sixteen");
    BasicBlock* more = block("more");
    branch_on(entry, 8, below_eight, eight);
    branch_on(below_eight, 4, below_four, four);
    branch_on(below_four, 1, none, some);
    branch_on(eight, 17, sixteen, more);

    in_.SetInsertPoint(none);
    in_.CreateRet(in_.getTrue());
    in_.SetInsertPoint(some);
    return_equal(in_.getInt8Ty(), {number(0), in_.CreateLShr(length_, 1), before_end(1)});
    in_.SetInsertPoint(four);
    return_equal(in_.getInt32Ty(), {number(0), before_end(4)});
    in_.SetInsertPoint(sixteen);
    return_equal(i64_, {number(0), before_end(8)});
    in_.SetInsertPoint(more);
    Type* i32 = in_.getInt32Ty();
    auto helper = module_.getOrInsertFunction(
        RULEC_JIT_SAME_BYTES,
        llvm::FunctionType::get(i32, {in_.getPtrTy(), in_.getPtrTy(), i64_}, false));
    in_.CreateRet(
        in_.CreateICmpNE(in_.CreateCall(helper, {a_, b_, length_}), ConstantInt::get(i32, 0)));
  }

 private:
  BasicBlock* block(const char* name) {
    return BasicBlock::Create(module_.getContext(), name, made_);
  }
  ConstantInt* number(std::uint64_t value) { return in_.getInt64(value); }
  Value* before_end(std::uint64_t bytes) { return in_.CreateSub(length_, number(bytes)); }

  // Shorter than `bytes`, or not.
  void branch_on(BasicBlock* from, std::uint64_t bytes, BasicBlock* shorter, BasicBlock* other) {
    in_.SetInsertPoint(from);
    in_.CreateCondBr(in_.CreateICmpULT(length_, number(bytes)), shorter, other);
  }

  // Whether parts of `type` at these offsets are the same in both.
  void return_equal(Type* type, std::initializer_list<Value*> offsets) {
    auto part = [&](Value* text, Value* offset) {
      return in_.CreateAlignedLoad(type, in_.CreateInBoundsGEP(in_.getInt8Ty(), text, offset),
                                   llvm::Align(1));
    };
    Value* differing = ConstantInt::get(type, 0);
    for (Value* offset : offsets) {
      differing = in_.CreateOr(differing, in_.CreateXor(part(a_, offset), part(b_, offset)));
    }
    in_.CreateRet(in_.CreateICmpEQ(differing, ConstantInt::get(type, 0)));
  }

  llvm::Module& module_;
  llvm::Function* made_;
  llvm::IRBuilder<> in_;
  Type* i64_;
  Value* a_;
  Value* b_;
  Value* length_;
};

}  // namespace

llvm::Function* same_text(llvm::Module& module, const std::string& processor,
                          const std::string& features) {
  constexpr const char* kName = "same_text";
  if (llvm::Function* known = module.getFunction(kName)) {
    return known;
  }
  auto& context = module.getContext();
  Type* pointer = llvm::PointerType::get(context, 0);
  auto* type = llvm::FunctionType::get(Type::getInt1Ty(context),
                                       {pointer, pointer, Type::getInt64Ty(context)}, false);
  auto* made = llvm::Function::Create(type, llvm::Function::InternalLinkage, kName, module);
  made->setDoesNotThrow();
  made->addFnAttr("target-cpu", processor);
  made->addFnAttr("target-features", features);
  SameText(module, made).emit();
  return made;
}

}  // namespace rulec::native
