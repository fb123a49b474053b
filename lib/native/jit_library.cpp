#include "native/jit_library.h"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <deque>

#include "native/jit_interface.h"
#include "native/object_check.h"

namespace rulec::native {
namespace {

// The helper of objects.
extern "C" int rulec_h1_same_bytes(const char* a, const char* b, std::uint64_t length) {
  return std::memcmp(a, b, length) == 0 ? 1 : 0;
}

void append(void* receiver, const char* bytes, std::size_t length) {
  static_cast<std::string*>(receiver)->append(bytes, length);
}

std::unexpected<Error> unavailable(std::string reason) {
  return fail(ErrorCode::kNotFound, std::move(reason));
}

// A plan as the module takes it; points into the plan.
class PlanTables {
 public:
  explicit PlanTables(const runtime::NativePlan& plan) {
    for (const runtime::NativeFunctionPlan& function : plan.functions) {
      std::vector<RulecJitAttribute>& attributes = attributes_.emplace_back();
      for (const runtime::NativeAttribute& attribute : function.attributes) {
        attributes.push_back(table_of(plan, function, attribute));
      }
      functions_.push_back({.words = function.words,
                            .any_count = function.any_count,
                            .all_count = function.all_count,
                            .start = function.start.data(),
                            .attributes = attributes.data(),
                            .attribute_count = attributes.size()});
    }
    plan_ = {.kind_offset = plan.layout.kind,
             .length_offset = plan.layout.length,
             .payload_offset = plan.layout.payload,
             .key_offset = plan.layout.key,
             .functions = functions_.data(),
             .function_count = functions_.size()};
  }
  [[nodiscard]] const RulecJitPlan& plan() const { return plan_; }

 private:
  RulecJitAttribute table_of(const runtime::NativePlan& plan,
                             const runtime::NativeFunctionPlan& function,
                             const runtime::NativeAttribute& attribute) {
    std::vector<RulecJitText>& texts = texts_.emplace_back();
    for (std::size_t i = 0; i < attribute.texts.size(); ++i) {
      texts.push_back({.bytes = attribute.texts[i].data(),
                       .length = attribute.texts[i].size(),
                       .tag = attribute.tags[i]});
    }
    RulecJitAttribute table = {};
    table.slot_offset = std::uint64_t{attribute.path} * plan.layout.slot_bytes;
    static_assert(RULEC_JIT_KINDS == runtime::kKindCount);
    std::ranges::copy(attribute.row_of_kind, table.row_of_kind);
    table.integer_cuts = attribute.integer_cuts.data();
    table.integer_cut_count = attribute.integer_cuts.size();
    table.double_cuts = attribute.double_cuts.data();
    table.double_cut_count = attribute.double_cuts.size();
    table.texts = texts.data();
    table.text_count = texts.size();
    table.rows = attribute.rows.data();
    table.row_count = attribute.rows.size() / function.row_words();
    return table;
  }

  std::deque<std::vector<RulecJitText>> texts_;
  std::deque<std::vector<RulecJitAttribute>> attributes_;
  std::vector<RulecJitFunction> functions_;
  RulecJitPlan plan_ = {};
};

}  // namespace

static_assert(RULEC_JIT_KIND_BOOL == static_cast<int>(Kind::kBool));
static_assert(RULEC_JIT_KIND_INTEGER == static_cast<int>(Kind::kInteger));
static_assert(RULEC_JIT_KIND_DOUBLE == static_cast<int>(Kind::kDouble));
static_assert(RULEC_JIT_KIND_STRING == static_cast<int>(Kind::kString));

std::vector<std::string> library_places(std::string_view program_folder, std::string_view chosen) {
  if (!chosen.empty()) {
    return {std::string(chosen)};
  }
  std::string folder(program_folder);
  return {folder + "/" + kLibraryName, folder + "/../lib/rulec/" + kLibraryName};
}

Result<JitLibrary> JitLibrary::open(std::span<const std::string> places) {
  for (const std::string& place : places) {
    if (::access(place.c_str(), F_OK) != 0) {
      continue;
    }
    void* handle = ::dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
      return unavailable(place + " cannot be opened");
    }
    auto open = reinterpret_cast<RulecJitOpen>(::dlsym(handle, RULEC_JIT_ENTRY));
    const RulecJitModule* module = open == nullptr ? nullptr : open(RULEC_JIT_VERSION);
    if (module == nullptr) {
      return unavailable(place + " belongs to another version of rulec");
    }
    return JitLibrary(module, place);
  }
  return unavailable(std::string(kLibraryName) + " is not installed");
}

bundle::NativeTarget JitLibrary::target(std::string_view build_id) const {
  return {.triple = module_->triple,
          .processor = module_->processor,
          .features = module_->features,
          .llvm = module_->llvm_version,
          .build_id = std::string(build_id),
          .helpers = RULEC_JIT_VERSION};
}

Result<std::string> JitLibrary::generate(const runtime::NativePlan& plan) const {
  // One receiver for both: the module writes an object or a sentence.
  std::string written;
  PlanTables tables(plan);
  if (module_->generate(&tables.plan(), &append, &append, &written) != 0) {
    return fail(ErrorCode::kInternal, "no machine code was made: " + written);
  }
  return written;
}

Result<runtime::NativeCode> JitLibrary::load(std::string_view object,
                                             std::size_t function_count) const {
  RULEC_TRY_STATUS(check_object(object, function_count));
  const RulecJitSymbol helper = {.name = RULEC_JIT_SAME_BYTES,
                                 .address = reinterpret_cast<const void*>(&rulec_h1_same_bytes)};
  std::vector<RulecJitCall> calls(function_count);
  RulecJitLoaded* loaded = nullptr;
  std::string problem;
  const RulecJitObject given = {
      .bytes = object.data(), .length = object.size(), .symbols = &helper, .symbol_count = 1};
  if (module_->load(&given, calls.size(), calls.data(), &loaded, &append, &problem) != 0) {
    return fail(ErrorCode::kBadArtifact, "its machine code cannot be linked: " + problem);
  }
  std::shared_ptr<const void> owner(
      loaded, [module = module_](RulecJitLoaded* each) { module->unload(each); });
  return runtime::NativeCode{.owner = std::move(owner), .calls = std::move(calls)};
}

}  // namespace rulec::native
