/* Decides with a bundle and prints the decision and why it came out as it did, as JSON.
 *
 *   cc -std=c99 explain.c -o explain $(pkg-config --cflags --libs rulec_explain)
 *   ./explain shop.rbx checkout_terms '{"user": {"region": "EU"}}' */
#include <rulec/explain.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static rulec_status print_explanation(rulec_explainer *explainer, const rulec_request *request) {
  rulec_error error = RULEC_INIT(rulec_error);
  const char *text;
  size_t length;
  /* No buffer: the text is read where it is. */
  rulec_status status = rulec_explain(explainer, request, NULL, 0, &length, &error);
  if (status != RULEC_BUFFER_TOO_SMALL) {
    fprintf(stderr, "explain: %s\n", error.message);
    return status;
  }
  status = rulec_explainer_answer(explainer, &text, &length);
  printf("%.*s\n", (int)length, text);
  return status;
}

int main(int argc, char **argv) {
  static char bundle[1 << 20];
  rulec_explainer *explainer = NULL;
  rulec_request request = RULEC_INIT(rulec_request);
  rulec_error error = RULEC_INIT(rulec_error);
  rulec_status status;
  FILE *file;
  size_t length;

  if (argc != 4) {
    fprintf(stderr, "usage: explain BUNDLE ENTRY_POINT CONTEXT_JSON\n");
    return 2;
  }
  file = fopen(argv[1], "rb");
  if (file == NULL) {
    perror(argv[1]);
    return 2;
  }
  length = fread(bundle, 1, sizeof bundle, file);
  fclose(file);
  if (rulec_explainer_load(bundle, length, NULL, &explainer, &error) != RULEC_OK) {
    fprintf(stderr, "explain: RC%d %s\n", (int)error.code, error.message);
    return 2;
  }
  request.entry_point = argv[2];
  request.context = argv[3];
  request.context_length = strlen(argv[3]);
  status = print_explanation(explainer, &request);
  rulec_explainer_free(explainer);
  return status == RULEC_OK ? 0 : 1;
}
