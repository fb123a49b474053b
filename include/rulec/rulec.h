/* Decides with bundles that `rulec compile` made: JSON text in, JSON text or the ids of the rules
 * that fired out. C99, also usable from C++. docs/c-api.md shows it in use; <rulec/explain.h>, a
 * library of its own, says why a decision came out as it did.
 *
 *   Objects    rulec_ruleset: a bundle, checked and prepared; never changes.
 *              rulec_session: working memory of decisions; belongs to no ruleset.
 *   Threads    Any number of threads may use one ruleset at the same time. A session, an error and
 *              a buffer belong to one thread at a time. Nothing is locked and nothing is global.
 *   Ownership  What a function makes is the caller's, who gives it back with the matching _free;
 *              freeing NULL does nothing. Arguments are read during the call and not kept. A text
 *              that is answered as `const char *` belongs to the object it was asked of.
 *   Lifetime   A ruleset is freed after the last call that uses it; sessions do not hold it. To
 *              swap rules, load the new ruleset, give it to the threads, and free the old one when
 *              no thread is inside a call with it any more.
 *   Memory     From the second decision of a session with the same ruleset and entry point on, a
 *              decision asks nothing of the heap; refusals may, and an answer longer than before.
 *   World      No file, network, clock, environment or random source is used; `now` is an argument.
 *              Nothing is printed. Two things are of the system's all the same: bundles are copied
 *              into a sealed memory file, and rulec_ruleset_use_native opens the file it is given.
 *   Trust      A bundle is checked as if it came from an enemy, but whether it may be used is the
 *              caller's to know: compare its digest (rulec_load_options.expected_digest), or admit
 *              it with `rulec verify` first.
 *   Limits     Bundles 256 MiB; contexts and acknowledgements 1 MiB each, 64 levels deep; 10,000
 *              actions a decision. More is refused with a code, never cut off. A call needs
 *              512 KiB of stack at most.
 *   Growth     Structs begin with their size, which the caller sets with RULEC_INIT. Members are
 *              only ever added at the end and mean what they meant before when zero, so a program
 *              runs with any later library of the same RULEC_API_VERSION, and with an earlier one
 *              as long as it leaves the new members zero (RULEC_BAD_VERSION otherwise). */
#ifndef RULEC_RULEC_H
#define RULEC_RULEC_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define RULEC_API __attribute__((visibility("default")))
#else
#define RULEC_API
#endif

/* Changes only when programs that were compiled before stop working; it is in the library's soname.
 */
#define RULEC_API_VERSION 1

/* `rulec_request request = RULEC_INIT(rulec_request);`: all zero but the size. */
#ifdef __cplusplus
#define RULEC_INIT(type)                        \
  [] {                                          \
    type rulec_made = {};                       \
    rulec_made.struct_size = sizeof rulec_made; \
    return rulec_made;                          \
  }()
#else
#define RULEC_INIT(type) {.struct_size = sizeof(type)}
#endif

typedef struct rulec_ruleset rulec_ruleset;
typedef struct rulec_session rulec_session;

/* 0: done. Above 0: the number of a refusal, 6111 for RC6111, which `rulec explain RC6111` and
 * docs/diagnostics explain. Below 0: one of enum rulec_own_status. */
typedef int32_t rulec_status;

enum rulec_own_status {
  RULEC_OK = 0,
  RULEC_BAD_ARGUMENT = -1,     /* a NULL where a value is needed, or a value outside its range */
  RULEC_BAD_VERSION = -2,      /* a size that no version knows, or members that this one lacks */
  RULEC_BUFFER_TOO_SMALL = -3, /* the size that is needed was answered; nothing was decided twice */
  RULEC_OUT_OF_MEMORY = -4,
  RULEC_INTERNAL = -5,      /* a fault of this library */
  RULEC_NO_RULE_TEXTS = -6, /* <rulec/explain.h>: the bundle was compiled with --strip */
  RULEC_NO_ANSWER = -7      /* nothing was decided with this session yet */
};

/* How conditions are found to hold. All engines give the same decisions. */
enum rulec_engine {
  RULEC_ENGINE_AUTO = 0, /* the fastest of what the ruleset has */
  RULEC_ENGINE_BYTECODE = 1,
  RULEC_ENGINE_INDEX = 2,
  RULEC_ENGINE_NATIVE = 3 /* this one and the index: bytecode where the ruleset has none */
};

/* Whether loading prepares the index over the rules. */
enum rulec_index {
  RULEC_INDEX_AUTO = 0,  /* where it is expected to be faster */
  RULEC_INDEX_NEVER = 1, /* for a ruleset that decides a few times */
  RULEC_INDEX_ALWAYS = 2
};

/* The caller's, on the stack as a rule. Written when a function with an `error` argument does not
 * answer RULEC_OK; left alone otherwise. Every such argument may be NULL. */
typedef struct rulec_error {
  size_t struct_size;
  rulec_status code;
  uint32_t offset;   /* RC6101: the byte of the context where its JSON ends to make sense */
  char message[496]; /* ends with a NUL; one sentence in lower case, cut at a whole character */
} rulec_error;

typedef struct rulec_load_options {
  size_t struct_size;
  const char* expected_digest; /* "sha256:" and 64 hex digits, or NULL for any bundle */
  uint32_t index;              /* enum rulec_index */
  uint32_t reserved;           /* zero */
} rulec_load_options;

typedef struct rulec_request {
  size_t struct_size;
  const char* entry_point;      /* UTF-8, ends with a NUL */
  const char* context;          /* JSON text, UTF-8; needs no NUL */
  size_t context_length;        /* bytes */
  const char* acknowledgements; /* JSON text of an object, or NULL: what the user has confirmed */
  size_t acknowledgements_length;
  int64_t now_ms;    /* milliseconds since 1970-01-01T00:00:00Z, years 1 to 9999 */
  uint32_t engine;   /* enum rulec_engine */
  uint32_t reserved; /* zero */
} rulec_request;

/* RULEC_API_VERSION of the library, which may be another than that of this header. */
RULEC_API uint32_t rulec_api_version(void);

/* "0.1.0": the version of rulec that the library is part of. */
RULEC_API const char* rulec_version(void);

/* "entry-point-not-found" for 6111, "buffer-too-small" for -3; "" when there is no such status. */
RULEC_API const char* rulec_status_name(rulec_status status);

/* --- rulesets */

/* Checks a bundle (the bytes of an .rbx file, not those of a package) and makes it ready. `options`
 * may be NULL. The bytes may be freed afterwards.
 * Refuses with RC5001 to RC5020: damage, a newer format, limits, another digest than expected. */
RULEC_API rulec_status rulec_ruleset_load(const void* bytes, size_t length,
                                          const rulec_load_options* options,
                                          rulec_ruleset** ruleset, rulec_error* error);

/* Lets decisions use the machine code that the bundle brings along (`rulec compile --native`):
 * calls of rulec_decide and rulec_fired that ask for RULEC_ENGINE_NATIVE, or for RULEC_ENGINE_AUTO
 * where it is faster. `library` is the path, with a folder, of the librulec_jit.so that was
 * installed with this library; it is opened once and stays to the end of the process. Machine code
 * of the bundle runs in this process, so call it only for bundles that you trust as you trust a
 * program. The code is tested against bytecode first. Other threads may decide meanwhile.
 *   RULEC_OK  it is used from now on.
 *   5016      it is left aside, and decisions are as before: there is none, it is for another
 *             processor, version of LLVM or build of rulec, or the library is not there; the
 *             message says which. */
RULEC_API rulec_status rulec_ruleset_use_native(const rulec_ruleset* ruleset, const char* library,
                                                rulec_error* error);

RULEC_API void rulec_ruleset_free(rulec_ruleset* ruleset);

/* "sha256:…" of the bundle. NULL for NULL. */
RULEC_API const char* rulec_ruleset_digest(const rulec_ruleset* ruleset);

/* The bundle's manifest, a JSON object (name, version, entry points, counts, features;
 * docs/bundles.md), ending with a NUL; `length`, without it, may be NULL. */
RULEC_API const char* rulec_ruleset_manifest(const rulec_ruleset* ruleset, size_t* length);

/* Rules have the numbers 0 to count - 1, in no order that means anything. */
RULEC_API uint32_t rulec_ruleset_rule_count(const rulec_ruleset* ruleset);

/* The id of a rule, ending with a NUL; NULL when there is no such rule. */
RULEC_API const char* rulec_ruleset_rule_id(const rulec_ruleset* ruleset, uint32_t rule);

/* --- decisions */

RULEC_API rulec_status rulec_session_new(rulec_session** session, rulec_error* error);

RULEC_API void rulec_session_free(rulec_session* session);

/* Decides, and writes the decision as JSON, the very text that `rulec eval --json` gives under
 * "decision", with a NUL behind it. `*length` is that of the text without the NUL.
 * RULEC_OK         a decision.
 * above 0          there is none: RC6101 (no JSON), RC6110 (not of the context schema), RC6111 (no
 *                  such entry point), RC6140, RC6141; the text is a problem document (RFC 9457).
 * BUFFER_TOO_SMALL `*length` + 1 bytes are needed. The answer is kept: rulec_session_answer.
 * `buffer` may be NULL when `capacity` is 0. */
RULEC_API rulec_status rulec_decide(const rulec_ruleset* ruleset, rulec_session* session,
                                    const rulec_request* request, char* buffer, size_t capacity,
                                    size_t* length, rulec_error* error);

/* The answer of the session's last decision without a copy: its text, ending with a NUL, valid
 * until the session decides again or is freed. Answers the status that rulec_decide gave or, for a
 * small buffer, would have given; RULEC_NO_ANSWER before the first decision and after rulec_fired,
 * unless that was refused. */
RULEC_API rulec_status rulec_session_answer(const rulec_session* session, const char** text,
                                            size_t* length);

/* Decides, and writes only the numbers of the rules that fired, in the order in which they did:
 * those under "rules_executed" of the decision. Less work than rulec_decide; statuses are the same.
 * BUFFER_TOO_SMALL: `*count` says how many there are, and the first `capacity` were written.
 * `rules` may be NULL when `capacity` is 0. */
RULEC_API rulec_status rulec_fired(const rulec_ruleset* ruleset, rulec_session* session,
                                   const rulec_request* request, uint32_t* rules, size_t capacity,
                                   size_t* count, rulec_error* error);

#ifdef __cplusplus
}
#endif

#endif
