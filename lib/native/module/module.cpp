// librulec_jit.so, which alone includes LLVM. Emits a straight function over tables, without
// an optimiser's passes, since what they would find is emitted in that form; links objects with
// ORC, whose memory manager never has a page that is writable and executable.
#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Verifier.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/SmallVectorMemoryBuffer.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Host.h>
#include <llvm/TargetParser/SubtargetFeature.h>

#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "native/jit_interface.h"
#include "native/module/same_text.h"

namespace {

using rulec::native::same_text;

using llvm::BasicBlock;
using llvm::Constant;
using llvm::ConstantInt;
using llvm::IRBuilder;
using llvm::PHINode;
using llvm::Type;
using llvm::Value;

constexpr unsigned kLanes = 4;  // of 64 bits: a register of AVX2

struct Host {
  std::string triple;
  std::string processor;
  std::string features;
};

const Host& host() {
  static const Host kHost = [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    Host made{.triple = llvm::sys::getProcessTriple(),
              .processor = llvm::sys::getHostCPUName().str(),
              .features = {}};
    std::map<std::string, bool> sorted;  // the map of LLVM has no order
    for (const auto& feature : llvm::sys::getHostCPUFeatures()) {
      sorted.emplace(feature.getKey().str(), feature.getValue());
    }
    llvm::SubtargetFeatures features;
    for (const auto& [name, is_on] : sorted) {
      features.AddFeature(name, is_on);
    }
    made.features = features.getString();
    return made;
  }();
  return kHost;
}

llvm::TargetOptions target_options() {
  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  options.UnsafeFPMath = false;
  return options;
}

// The body of one function: acc[group] of `words` times 64 bits, and a row of each attribute.
class FunctionEmitter {
 public:
  FunctionEmitter(llvm::Module& module, const RulecJitPlan& plan, const RulecJitFunction& function)
      : module_(module),
        plan_(plan),
        function_(function),
        builder_(module.getContext()),
        i8_(builder_.getInt8Ty()),
        i32_(builder_.getInt32Ty()),
        i64_(builder_.getInt64Ty()),
        wide_(function.words == 1
                  ? i64_
                  : static_cast<Type*>(llvm::FixedVectorType::get(i64_, function.words))) {}

  void emit(const std::string& name) {
    auto* type = llvm::FunctionType::get(builder_.getVoidTy(),
                                         {builder_.getPtrTy(), builder_.getPtrTy()}, false);
    made_ = llvm::Function::Create(type, llvm::Function::ExternalLinkage, name, module_);
    made_->setDoesNotThrow();
    made_->addFnAttr("target-cpu", host().processor);
    made_->addFnAttr("target-features", host().features);
    slots_ = made_->getArg(0);
    builder_.SetInsertPoint(block("entry"));
    for (unsigned group = 0; group < groups(); ++group) {
      acc_.push_back(start(group));
    }
    for (std::size_t i = 0; i < function_.attribute_count; ++i) {
      attribute(function_.attributes[i]);
    }
    finish();
  }
  // What was emitted may not be run.
  [[nodiscard]] bool lacks_table() const { return lacks_table_; }

 private:
  [[nodiscard]] unsigned groups() const { return 2 + function_.any_count + function_.all_count; }
  [[nodiscard]] unsigned row_words() const { return groups() * function_.words; }
  [[nodiscard]] bool is_or(unsigned group) const {
    return (group >= 1 && group < 1 + function_.any_count) || group == groups() - 1;
  }

  BasicBlock* block(const char* name) {
    return BasicBlock::Create(module_.getContext(), name, made_);
  }

  Constant* start(unsigned group) {
    llvm::ArrayRef<std::uint64_t> words(function_.start + std::size_t{group} * function_.words,
                                        function_.words);
    return function_.words == 1 ? static_cast<Constant*>(ConstantInt::get(i64_, words[0]))
                                : llvm::ConstantDataVector::get(module_.getContext(), words);
  }

  // Groups in which a row of the attribute says anything.
  std::vector<unsigned> groups_of(const RulecJitAttribute& attribute) const {
    std::vector<unsigned> used;
    for (unsigned group = 0; group < groups(); ++group) {
      std::uint64_t silent = is_or(group) ? 0 : ~std::uint64_t{0};
      bool is_used = false;
      for (std::size_t row = 0; row < attribute.row_count && !is_used; ++row) {
        const std::uint64_t* words =
            attribute.rows + row * row_words() + std::size_t{group} * function_.words;
        for (unsigned word = 0; word < function_.words; ++word) {
          is_used = is_used || words[word] != silent;
        }
      }
      if (is_used) {
        used.push_back(group);
      }
    }
    return used;
  }

  llvm::GlobalVariable* constant_data(Constant* data, llvm::Align alignment) {
    auto* made = new llvm::GlobalVariable(module_, data->getType(), /*isConstant=*/true,
                                          llvm::GlobalValue::PrivateLinkage, data);
    made->setAlignment(alignment);
    made->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
    return made;
  }

  Value* at(Value* base, std::uint64_t offset) {
    return builder_.CreateConstInBoundsGEP1_64(i8_, base, offset);
  }

  Value* load(Type* type, Value* base, std::uint64_t offset, unsigned alignment) {
    return builder_.CreateAlignedLoad(type, at(base, offset), llvm::Align(alignment));
  }

  void attribute(const RulecJitAttribute& attribute) {
    std::vector<unsigned> used = groups_of(attribute);
    if (used.empty()) {
      return;
    }
    Value* row = row_number(attribute);
    // Only the groups that say something, side by side.
    std::vector<std::uint64_t> table;
    for (std::size_t i = 0; i < attribute.row_count; ++i) {
      for (unsigned group : used) {
        const std::uint64_t* words =
            attribute.rows + i * row_words() + std::size_t{group} * function_.words;
        table.insert(table.end(), words, words + function_.words);
      }
    }
    constexpr unsigned kAlignment = 8;
    constexpr std::uint64_t kTableAlignment = std::uint64_t{kAlignment} * kLanes;
    auto* data = constant_data(
        llvm::ConstantDataArray::get(module_.getContext(), llvm::ArrayRef<std::uint64_t>(table)),
        llvm::Align(kTableAlignment));
    std::uint64_t row_bytes = std::uint64_t{kAlignment} * used.size() * function_.words;
    Value* begin = builder_.CreateInBoundsGEP(
        i8_, data, builder_.CreateMul(row, ConstantInt::get(i64_, row_bytes)));
    for (std::size_t i = 0; i < used.size(); ++i) {
      Value* words = load(wide_, begin, kAlignment * i * function_.words, kAlignment);
      Value*& acc = acc_[used[i]];
      acc = is_or(used[i]) ? builder_.CreateOr(acc, words) : builder_.CreateAnd(acc, words);
    }
  }

  // The kinds of one field hardly ever change from one context to the next, so this switch is
  // foreseen; everything behind it is without branches.
  Value* row_number(const RulecJitAttribute& attribute) {
    Value* slot = at(slots_, attribute.slot_offset);
    Value* kind = load(i8_, slot, plan_.kind_offset, 1);
    BasicBlock* fixed = block("fixed");
    BasicBlock* done = block("done");
    auto* choice = builder_.CreateSwitch(kind, fixed);
    std::vector<std::pair<BasicBlock*, Value*>> ways;
    auto way = [&](unsigned of_kind, auto emit) {
      BasicBlock* begin = block("kind");
      choice->addCase(builder_.getInt8(static_cast<std::uint8_t>(of_kind)), begin);
      builder_.SetInsertPoint(begin);
      Value* first = ConstantInt::get(i64_, attribute.row_of_kind[of_kind]);
      Value* row = emit(slot, first);
      ways.emplace_back(builder_.GetInsertBlock(), row);
      builder_.CreateBr(done);
    };
    way(RULEC_JIT_KIND_BOOL, [&](Value* from, Value* first) {
      return builder_.CreateAdd(first, load(i64_, from, plan_.payload_offset, 8));
    });
    if (attribute.integer_cut_count > 0) {
      way(RULEC_JIT_KIND_INTEGER, [&](Value* from, Value* first) {
        return builder_.CreateAdd(first, integers_not_above(attribute, from));
      });
    }
    if (attribute.double_cut_count > 0) {
      way(RULEC_JIT_KIND_DOUBLE, [&](Value* from, Value* first) {
        return builder_.CreateAdd(first, doubles_not_above(attribute, from));
      });
    }
    if (attribute.text_count > 0) {
      way(RULEC_JIT_KIND_STRING, [&](Value* from, Value* first) {
        return builder_.CreateAdd(first, place_of_text(attribute, from));
      });
    }
    builder_.SetInsertPoint(fixed);
    Value* row = fixed_row(attribute, kind);
    ways.emplace_back(fixed, row);
    builder_.CreateBr(done);
    builder_.SetInsertPoint(done);
    PHINode* result = builder_.CreatePHI(i64_, static_cast<unsigned>(ways.size()));
    for (const auto& [from, value] : ways) {
      result->addIncoming(value, from);
    }
    return result;
  }

  // A kind of one row. The number of the kind is in range whatever a slot holds.
  Value* fixed_row(const RulecJitAttribute& attribute, Value* kind) {
    std::vector<std::uint32_t> rows(16, attribute.row_of_kind[0]);
    std::copy_n(attribute.row_of_kind, RULEC_JIT_KINDS, rows.begin());
    auto* data = constant_data(
        llvm::ConstantDataArray::get(module_.getContext(), llvm::ArrayRef<std::uint32_t>(rows)),
        llvm::Align(4));
    Value* index = builder_.CreateZExt(builder_.CreateAnd(kind, builder_.getInt8(15)), i64_);
    Value* found = builder_.CreateAlignedLoad(i32_, builder_.CreateInBoundsGEP(i32_, data, index),
                                              llvm::Align(4));
    return builder_.CreateZExt(found, i64_);
  }

  // Cuts not above a number: all of them are compared, a register of them at a time.
  template <class T, class Compare>
  Value* count(std::vector<T> cuts, T never, Type* type, Value* number, Compare compare) {
    if (cuts.size() < kLanes) {
      Value* sum = ConstantInt::get(i64_, 0);
      for (T cut : cuts) {
        Constant* constant =
            llvm::ConstantDataVector::get(module_.getContext(), llvm::ArrayRef<T>(&cut, 1))
                ->getAggregateElement(0U);
        sum = builder_.CreateAdd(sum, builder_.CreateZExt(compare(number, constant), i64_));
      }
      return sum;
    }
    while (cuts.size() % kLanes != 0) {
      cuts.push_back(never);
    }
    auto* lanes = llvm::FixedVectorType::get(i64_, kLanes);
    Value* sum = Constant::getNullValue(lanes);
    Value* all = builder_.CreateVectorSplat(kLanes, builder_.CreateBitCast(number, type));
    for (std::size_t i = 0; i < cuts.size(); i += kLanes) {
      Constant* some = llvm::ConstantDataVector::get(module_.getContext(),
                                                     llvm::ArrayRef<T>(cuts.data() + i, kLanes));
      sum = builder_.CreateSub(sum, builder_.CreateSExt(compare(all, some), lanes));
    }
    return builder_.CreateAddReduce(sum);
  }

  Value* integers_not_above(const RulecJitAttribute& attribute, Value* slot) {
    // Above the cut less one: so that a lane can be filled with what no number is above.
    std::vector<std::uint64_t> cuts;
    cuts.reserve(attribute.integer_cut_count);
    for (std::size_t i = 0; i < attribute.integer_cut_count; ++i) {
      cuts.push_back(static_cast<std::uint64_t>(attribute.integer_cuts[i]) - 1);
    }
    return count<std::uint64_t>(std::move(cuts), INT64_MAX, i64_,
                                load(i64_, slot, plan_.payload_offset, 8),
                                [&](Value* a, Value* b) { return builder_.CreateICmpSGT(a, b); });
  }

  Value* doubles_not_above(const RulecJitAttribute& attribute, Value* slot) {
    std::vector<double> cuts(attribute.double_cuts,
                             attribute.double_cuts + attribute.double_cut_count);
    Type* real = builder_.getDoubleTy();
    return count<double>(std::move(cuts), std::numeric_limits<double>::infinity(), real,
                         load(real, slot, plan_.payload_offset, 8),
                         [&](Value* a, Value* b) { return builder_.CreateFCmpOGE(a, b); });
  }

  // Where each tag lies in a table without collisions: by `shift` and `bits` of it. No numbers:
  // there is no such table.
  struct Places {
    unsigned shift = 0;
    unsigned bits = 0;
    std::vector<std::uint32_t> number;  // 1 + text, or 0
  };

  static Places places_of(const RulecJitAttribute& attribute) {
    Places places;
    constexpr unsigned kMaxBits = 20;
    for (places.bits = 1; places.bits <= kMaxBits; ++places.bits) {
      if ((std::size_t{1} << places.bits) < attribute.text_count * 2) {
        continue;
      }
      for (places.shift = 0; places.shift + places.bits <= 64; ++places.shift) {
        if (place(attribute, places)) {
          return places;
        }
      }
    }
    return {};
  }

  static bool place(const RulecJitAttribute& attribute, Places& places) {
    places.number.assign(std::size_t{1} << places.bits, 0);
    for (std::size_t i = 0; i < attribute.text_count; ++i) {
      std::uint64_t at =
          attribute.texts[i].tag >> places.shift & ((std::uint64_t{1} << places.bits) - 1);
      if (places.number[at] != 0) {
        return false;
      }
      places.number[at] = static_cast<std::uint32_t>(i + 1);
    }
    return true;
  }

  // 1 + the place of the text that is the slot's, else 0. The tag leads to the only one that it can
  // be; then its bytes are compared.
  Value* place_of_text(const RulecJitAttribute& attribute, Value* slot) {
    Places places = places_of(attribute);
    lacks_table_ = lacks_table_ || places.number.empty();
    std::string bytes;
    std::vector<std::uint64_t> entries;  // of each number: tag, length << 32 | offset of the bytes
    entries.assign(2, 0);
    entries[1] = ~std::uint64_t{0};  // a length that no text has
    for (std::size_t i = 0; i < attribute.text_count; ++i) {
      const RulecJitText& text = attribute.texts[i];
      entries.push_back(text.tag);
      entries.push_back(static_cast<std::uint64_t>(text.length) << 32U | bytes.size());
      bytes.append(text.bytes, text.length);
    }
    auto& context = module_.getContext();
    auto* numbers = constant_data(
        llvm::ConstantDataArray::get(context, llvm::ArrayRef<std::uint32_t>(places.number)),
        llvm::Align(4));
    auto* table =
        constant_data(llvm::ConstantDataArray::get(context, llvm::ArrayRef<std::uint64_t>(entries)),
                      llvm::Align(16));
    auto* blob =
        constant_data(llvm::ConstantDataArray::getString(context, bytes, false), llvm::Align(1));

    Value* tag = load(i64_, slot, plan_.key_offset, 8);
    Value* index = builder_.CreateAnd(builder_.CreateLShr(tag, places.shift),
                                      (std::uint64_t{1} << places.bits) - 1);
    Value* number = builder_.CreateZExt(
        builder_.CreateAlignedLoad(i32_, builder_.CreateInBoundsGEP(i32_, numbers, index),
                                   llvm::Align(4)),
        i64_);
    Value* entry = builder_.CreateInBoundsGEP(i8_, table, builder_.CreateShl(number, 4));
    Value* wanted_tag = load(i64_, entry, 0, 8);
    Value* lead = load(i64_, entry, 8, 8);
    Value* length = builder_.CreateZExt(load(i32_, slot, plan_.length_offset, 4), i64_);
    Value* may_be =
        builder_.CreateAnd(builder_.CreateICmpEQ(tag, wanted_tag),
                           builder_.CreateICmpEQ(length, builder_.CreateLShr(lead, 32)));
    BasicBlock* before = builder_.GetInsertBlock();
    BasicBlock* compare = block("compare");
    BasicBlock* after = block("after");
    builder_.CreateCondBr(may_be, compare, after);
    builder_.SetInsertPoint(compare);
    Value* wanted =
        builder_.CreateInBoundsGEP(i8_, blob, builder_.CreateAnd(lead, std::uint64_t{0xffff'ffff}));
    Value* chars = load(builder_.getPtrTy(), slot, plan_.payload_offset, 8);
    Value* is_same = builder_.CreateCall(same_text(module_, host().processor, host().features),
                                         {chars, wanted, length});
    Value* found = builder_.CreateSelect(is_same, number, ConstantInt::get(i64_, 0));
    builder_.CreateBr(after);
    builder_.SetInsertPoint(after);
    PHINode* result = builder_.CreatePHI(i64_, 2);
    result->addIncoming(ConstantInt::get(i64_, 0), before);
    result->addIncoming(found, compare);
    return result;
  }

  void finish() {
    Value* holds = acc_[0];
    for (unsigned i = 0; i < function_.any_count; ++i) {
      holds = builder_.CreateAnd(holds, acc_[1 + i]);
    }
    for (unsigned i = 0; i < function_.all_count; ++i) {
      holds = builder_.CreateOr(holds, acc_[1 + function_.any_count + i]);
    }
    Value* ask = acc_.back();
    constexpr unsigned kAlignment = 8;
    Value* found = made_->getArg(1);
    builder_.CreateAlignedStore(builder_.CreateAnd(holds, builder_.CreateNot(ask)), found,
                                llvm::Align(kAlignment));
    builder_.CreateAlignedStore(ask, at(found, std::uint64_t{kAlignment} * function_.words),
                                llvm::Align(kAlignment));
    builder_.CreateRetVoid();
  }

  llvm::Module& module_;
  const RulecJitPlan& plan_;
  const RulecJitFunction& function_;
  IRBuilder<> builder_;
  Type* i8_;
  Type* i32_;
  Type* i64_;
  Type* wide_;
  llvm::Function* made_ = nullptr;
  Value* slots_ = nullptr;
  std::vector<Value*> acc_;
  bool lacks_table_ = false;
};

void say(RulecJitSink sink, void* receiver, llvm::StringRef text) {
  sink(receiver, text.data(), text.size());
}

std::unique_ptr<llvm::TargetMachine> target_machine(std::string& problem) {
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(host().triple, problem);
  if (target == nullptr) {
    return nullptr;
  }
  return std::unique_ptr<llvm::TargetMachine>(target->createTargetMachine(
      host().triple, host().processor, host().features, target_options(), llvm::Reloc::PIC_,
      llvm::CodeModel::Small, llvm::CodeGenOptLevel::Default));
}

int generate(const RulecJitPlan* plan, RulecJitSink object, RulecJitSink problem, void* receiver) {
  std::string text;
  std::unique_ptr<llvm::TargetMachine> machine = target_machine(text);
  if (machine == nullptr) {
    say(problem, receiver, text);
    return 1;
  }
  llvm::LLVMContext context;
  llvm::Module module("rules", context);
  module.setTargetTriple(host().triple);
  module.setDataLayout(machine->createDataLayout());
  module.setPICLevel(llvm::PICLevel::BigPIC);
  for (std::size_t i = 0; i < plan->function_count; ++i) {
    FunctionEmitter emitter(module, *plan, plan->functions[i]);
    emitter.emit(RULEC_JIT_FUNCTION + std::to_string(i));
    if (emitter.lacks_table()) {
      say(problem, receiver, "the texts of a field have no table without collisions");
      return 1;
    }
  }
  llvm::raw_string_ostream words(text);
  if (llvm::verifyModule(module, &words)) {
    say(problem, receiver, text);
    return 1;
  }
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream out(bytes);
  llvm::legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, out, nullptr, llvm::CodeGenFileType::ObjectFile)) {
    say(problem, receiver, "this processor has no object files");
    return 1;
  }
  passes.run(module);
  object(receiver, bytes.data(), bytes.size());
  return 0;
}

}  // namespace

struct RulecJitLoaded {
  std::unique_ptr<llvm::orc::LLJIT> jit;
};

namespace {

llvm::Error link(RulecJitLoaded& into, const RulecJitObject& object, std::size_t count,
                 RulecJitCall* calls) {
  llvm::orc::JITTargetMachineBuilder machine{llvm::Triple(host().triple)};
  machine.setCPU(host().processor);
  machine.setOptions(target_options());
  auto jit = llvm::orc::LLJITBuilder()
                 .setJITTargetMachineBuilder(std::move(machine))
                 // No functions of the process, no start-up code: an object has what it is given.
                 .setLinkProcessSymbolsByDefault(false)
                 .setPlatformSetUp(llvm::orc::setUpInactivePlatform)
                 .create();
  if (!jit) {
    return jit.takeError();
  }
  into.jit = std::move(*jit);
  llvm::orc::SymbolMap given;
  for (std::size_t i = 0; i < object.symbol_count; ++i) {
    given[into.jit->mangleAndIntern(object.symbols[i].name)] = {
        llvm::orc::ExecutorAddr::fromPtr(object.symbols[i].address),
        llvm::JITSymbolFlags::Exported | llvm::JITSymbolFlags::Callable};
  }
  auto& library = into.jit->getMainJITDylib();
  if (auto error = library.define(llvm::orc::absoluteSymbols(std::move(given)))) {
    return error;
  }
  auto copy =
      llvm::MemoryBuffer::getMemBufferCopy(llvm::StringRef(object.bytes, object.length), "rules");
  if (auto error = into.jit->addObjectFile(std::move(copy))) {
    return error;
  }
  for (std::size_t i = 0; i < count; ++i) {
    auto found = into.jit->lookup(RULEC_JIT_FUNCTION + std::to_string(i));
    if (!found) {
      return found.takeError();
    }
    calls[i] = found->toPtr<RulecJitCall>();
  }
  return llvm::Error::success();
}

int load(const RulecJitObject* object, std::size_t count, RulecJitCall* calls,
         RulecJitLoaded** loaded, RulecJitSink problem, void* receiver) {
  auto made = std::make_unique<RulecJitLoaded>();
  if (auto error = link(*made, *object, count, calls)) {
    say(problem, receiver, llvm::toString(std::move(error)));
    return 1;
  }
  *loaded = made.release();
  return 0;
}

void unload(RulecJitLoaded* loaded) {
  delete loaded;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const RulecJitModule* rulec_jit_open(
    std::uint32_t version) {
  if (version != RULEC_JIT_VERSION) {
    return nullptr;
  }
  static const RulecJitModule kModule = {.version = RULEC_JIT_VERSION,
                                         .llvm_version = LLVM_VERSION_STRING,
                                         .triple = host().triple.c_str(),
                                         .processor = host().processor.c_str(),
                                         .features = host().features.c_str(),
                                         .generate = &generate,
                                         .load = &load,
                                         .unload = &unload};
  return &kModule;
}
