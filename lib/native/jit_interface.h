/* What the program and librulec_jit.so say to each other: plain C, so that neither has to know what
 * the other was built with. The module holds LLVM and knows nothing of rules; the program hands it
 * tables (see runtime/native.h) and gets an object file, and hands it an object file and gets
 * functions. Everything is versioned by RULEC_JIT_VERSION, and so is what objects refer to. */
#ifndef RULEC_NATIVE_JIT_INTERFACE_H
#define RULEC_NATIVE_JIT_INTERFACE_H

/* C, which has neither <cstddef> nor `using` nor enums with a type; its constants are named like
 * the macros beside them. */
/* NOLINTBEGIN(modernize-deprecated-headers,modernize-use-using,readability-identifier-naming,performance-enum-size)
 */
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Goes up with every change of this file, of the code that is generated, or of a helper. */
#define RULEC_JIT_VERSION 2
/* The one thing that the module exports. */
#define RULEC_JIT_ENTRY "rulec_jit_open"
/* Functions of an object, followed by their number. */
#define RULEC_JIT_FUNCTION "rulec_native_"
/* The helper that an object may refer to: whether two texts of `length` bytes are the same (1). */
#define RULEC_JIT_SAME_BYTES "rulec_h1_same_bytes"

enum { RULEC_JIT_KINDS = 10 };
/* Kinds that are more than one row. */
enum {
  RULEC_JIT_KIND_BOOL = 2,
  RULEC_JIT_KIND_INTEGER = 3,
  RULEC_JIT_KIND_DOUBLE = 4,
  RULEC_JIT_KIND_STRING = 6
};

typedef struct {
  const char* bytes;
  size_t length;
  uint64_t tag;
} RulecJitText;

typedef struct {
  uint64_t slot_offset;
  uint32_t row_of_kind[RULEC_JIT_KINDS];
  const int64_t* integer_cuts;
  size_t integer_cut_count;
  const double* double_cuts;
  size_t double_cut_count;
  const RulecJitText* texts; /* distinct tags */
  size_t text_count;
  const uint64_t* rows;
  size_t row_count;
} RulecJitAttribute;

typedef struct {
  uint32_t words;
  uint32_t any_count;
  uint32_t all_count;
  const uint64_t* start;
  const RulecJitAttribute* attributes;
  size_t attribute_count;
} RulecJitFunction;

typedef struct {
  uint32_t kind_offset;
  uint32_t length_offset;
  uint32_t payload_offset;
  uint32_t key_offset;
  const RulecJitFunction* functions;
  size_t function_count;
} RulecJitPlan;

/* Receives bytes; called any number of times. */
typedef void (*RulecJitSink)(void* receiver, const char* bytes, size_t length);

typedef void (*RulecJitCall)(const void* slots, uint64_t* found);

typedef struct {
  const char* name;
  const void* address;
} RulecJitSymbol;

/* What to link, and what it may refer to. */
typedef struct {
  const char* bytes;
  size_t length;
  const RulecJitSymbol* symbols;
  size_t symbol_count;
} RulecJitObject;

typedef struct RulecJitLoaded RulecJitLoaded;

/* Functions that can fail answer 0 for success; else `problem` gets a sentence. */
typedef struct RulecJitModule {
  uint32_t version;
  const char* llvm_version;
  /* The processor of this machine, as object files are made for it. */
  const char* triple;
  const char* processor;
  const char* features;
  int (*generate)(const RulecJitPlan* plan, RulecJitSink object, RulecJitSink problem,
                  void* receiver);
  /* Links an object, its functions 0 … count - 1 to `calls`. `loaded` is given back to unload. */
  int (*load)(const RulecJitObject* object, size_t count, RulecJitCall* calls,
              RulecJitLoaded** loaded, RulecJitSink problem, void* receiver);
  void (*unload)(RulecJitLoaded* loaded);
} RulecJitModule;

/* Null when the module does not speak `version`. What it gives lives as long as the process. */
typedef const RulecJitModule* (*RulecJitOpen)(uint32_t version);

#ifdef __cplusplus
}
#endif
/* NOLINTEND(modernize-deprecated-headers,modernize-use-using,readability-identifier-naming,performance-enum-size)
 */

#endif
