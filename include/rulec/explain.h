/* Says why a decision came out as it did: every rule of the entry point with its outcome, and its
 * condition as a tree with the value of every operand, as `rulec eval --explain --json` shows it.
 *
 * A library of its own (librulec_explain) that needs no other: conditions are explained from their
 * texts in the bundle, which takes the reader of rules and the compiler, and who only decides shall
 * have neither in the process. An explanation decides once more and evaluates each operand, so it
 * takes milliseconds where a decision takes microseconds: for people, not for every request.
 * Ownership, threads, limits, errors and growth are those of <rulec/rulec.h>; an explainer belongs
 * to one thread at a time. */
#ifndef RULEC_EXPLAIN_H
#define RULEC_EXPLAIN_H

#include <rulec/rulec.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rulec_explainer rulec_explainer;

/* As rulec_ruleset_load. RULEC_NO_RULE_TEXTS: the bundle was compiled with --strip. */
RULEC_API rulec_status rulec_explainer_load(const void* bytes, size_t length,
                                            const rulec_load_options* options,
                                            rulec_explainer** explainer, rulec_error* error);

RULEC_API void rulec_explainer_free(rulec_explainer* explainer);

/* Decides and explains: {"decision": {…}, "explain": […]}. Above 0: there is no decision, and the
 * text is {"problem": {…}}. `buffer`, `capacity` and `length` are those of rulec_decide. */
RULEC_API rulec_status rulec_explain(rulec_explainer* explainer, const rulec_request* request,
                                     char* buffer, size_t capacity, size_t* length,
                                     rulec_error* error);

/* As rulec_session_answer. */
RULEC_API rulec_status rulec_explainer_answer(const rulec_explainer* explainer, const char** text,
                                              size_t* length);

#ifdef __cplusplus
}
#endif

#endif
