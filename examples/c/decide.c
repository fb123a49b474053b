/* Decides with a bundle and prints the decision, then the ids of the rules that fired.
 *
 *   cc -std=c99 decide.c -o decide $(pkg-config --cflags --libs rulec)
 *   ./decide shop.rbx checkout_terms context.json [NOW_MS]
 *
 * Exit status: 0 a decision, 1 a refusal (the problem document is printed), 2 no ruleset. */
#include <rulec/rulec.h>
#include <stdio.h>
#include <stdlib.h>

/* All bytes of a file, or NULL; the caller frees them. */
static char *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  char *bytes = NULL;
  size_t room = 0;
  *length = 0;
  if (file == NULL) {
    return NULL;
  }
  do {
    if (*length == room) {
      char *more;
      room = room == 0 ? 65536 : 2 * room;
      more = realloc(bytes, room);
      if (more == NULL) {
        break;
      }
      bytes = more;
    }
    *length += fread(bytes + *length, 1, room - *length, file);
  } while (!feof(file) && !ferror(file));
  if (ferror(file) || !feof(file)) {
    free(bytes);
    bytes = NULL;
  }
  fclose(file);
  return bytes;
}

/* A decision or a problem document: both are printed. */
static rulec_status print_decision(const rulec_ruleset *ruleset, rulec_session *session,
                                   const rulec_request *request) {
  char buffer[4096]; /* most answers fit; a longer one is still there */
  size_t length;
  rulec_error error = RULEC_INIT(rulec_error);
  const char *text = buffer;
  rulec_status status =
      rulec_decide(ruleset, session, request, buffer, sizeof buffer, &length, &error);
  if (status == RULEC_BUFFER_TOO_SMALL) {
    status = rulec_session_answer(session, &text, &length);
  }
  if (status < 0) {
    fprintf(stderr, "decide: %s\n", error.message);
  } else {
    printf("%s\n", text);
  }
  return status;
}

static void print_fired(const rulec_ruleset *ruleset, rulec_session *session,
                        const rulec_request *request) {
  uint32_t rules[16];
  size_t count;
  size_t i;
  rulec_status status = rulec_fired(ruleset, session, request, rules, 16, &count, NULL);
  if (status != RULEC_OK && status != RULEC_BUFFER_TOO_SMALL) {
    return;
  }
  for (i = 0; i < count && i < 16; ++i) {
    printf("fired %s\n", rulec_ruleset_rule_id(ruleset, rules[i]));
  }
}

int main(int argc, char **argv) {
  rulec_ruleset *ruleset = NULL;
  rulec_session *session = NULL;
  rulec_request request = RULEC_INIT(rulec_request);
  rulec_error error = RULEC_INIT(rulec_error);
  rulec_status status;
  size_t length;
  char *bundle;
  char *context;
  int result = 2;

  if (argc < 4) {
    fprintf(stderr, "usage: decide BUNDLE ENTRY_POINT CONTEXT [NOW_MS]\n");
    return 2;
  }
  bundle = read_file(argv[1], &length);
  context = read_file(argv[3], &request.context_length);
  if (bundle == NULL || context == NULL) {
    fprintf(stderr, "decide: a file cannot be read\n");
  } else if (rulec_ruleset_load(bundle, length, NULL, &ruleset, &error) != RULEC_OK ||
             rulec_session_new(&session, &error) != RULEC_OK) {
    fprintf(stderr, "decide: RC%d %s\n", (int)error.code, error.message);
  } else {
    request.entry_point = argv[2];
    request.context = context;
    request.now_ms = argc > 4 ? (int64_t)strtoll(argv[4], NULL, 10) : 0;
    status = print_decision(ruleset, session, &request);
    if (status == RULEC_OK) {
      print_fired(ruleset, session, &request);
    }
    result = status == RULEC_OK ? 0 : 1;
  }
  rulec_session_free(session);
  rulec_ruleset_free(ruleset);
  free(context);
  free(bundle);
  return result;
}
