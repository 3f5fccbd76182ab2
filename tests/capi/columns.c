/* A table as columns, as a C program meets it: every release is called once, nothing is read twice,
 * and what is passed wrongly is refused. */
#undef NDEBUG /* a release build must not compile the checks away */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "onward.h"
#include "onward_arrow.h"

static onward_engine* engine;
static onward_session* session;

static int32_t cancels;
static int32_t cancel(void* user) {
  (void)user;
  return cancels;
}

/* Whether the answer says this; takes the answer. */
static int says(onward_text* answer, const char* part) {
  const int found = strstr(onward_text_data(answer), part) != NULL;
  if (!found) fprintf(stderr, "%s\n", onward_text_data(answer));
  onward_text_free(answer);
  return found;
}

static onward_session* begin(const char* who) {
  onward_session* out = NULL;
  assert(onward_session_open(engine, who, strlen(who), &out, NULL) == ONWARD_OK);
  return out;
}

static void call(const char* operation, const char* request) {
  onward_text* answer = NULL;
  const onward_status status =
      onward_call(session, operation, strlen(operation), request, strlen(request), &answer);
  if (status != ONWARD_OK) fprintf(stderr, "%s\n", onward_text_data(answer));
  assert(status == ONWARD_OK);
  onward_text_free(answer);
}

static onward_status stream_of(const char* table, const char* options, struct ArrowArrayStream* out,
                               onward_text** answer) {
  return onward_stream(session, table, strlen(table), options, strlen(options), out, answer);
}

static void open_county(void) {
  const char options[] = "{\"store\":\":memory:\"}";
  onward_host host;
  memset(&host, 0, sizeof host);
  host.struct_size = sizeof host;
  host.cancelled = cancel;
  assert(onward_open(options, strlen(options), &host, &engine, NULL) == ONWARD_OK);
  session = begin("{}");
  call("system.create",
       "{\"network\":\"County\",\"organization\":\"Council\",\"login\":\"ada\","
       "\"name\":\"Ada\"}");
  onward_session_close(session);
  session = begin("{\"staff_id\":1,\"organization_id\":1}");
  call("issue.create", "{\"code\":\"food\",\"name\":\"Food\"}");
  call("issue.create", "{\"code\":\"rent\",\"name\":\"\\u540d\"}");
  call("issue.create", "{\"code\":\"work\",\"name\":\"Work\"}");
}

static void reads_columns(void) {
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  struct ArrowArray batch;
  onward_text* answer = NULL;
  const int32_t* ends;
  assert(stream_of("issues", "{\"columns\":[\"code\",\"id\",\"active\"],\"batch_rows\":2}", &stream,
                   &answer) == ONWARD_OK);
  assert(says(answer, "\"doc\":\"Given by the store; never reused.\""));
  assert(stream.get_schema(&stream, &schema) == 0);
  assert(strcmp(schema.format, "+s") == 0 && schema.n_children == 3);
  assert(strcmp(schema.children[0]->format, "u") == 0);
  assert(strcmp(schema.children[1]->name, "id") == 0 && schema.children[1]->flags == 0);
  assert(strcmp(schema.children[2]->format, "b") == 0);
  schema.release(&schema);
  assert(schema.release == NULL);

  assert(stream.get_next(&stream, &batch) == 0);
  assert(batch.length == 2 && batch.n_children == 3);
  ends = batch.children[0]->buffers[1];
  assert(ends[0] == 0 && ends[1] == 4 && ends[2] == 8);
  assert(memcmp(batch.children[0]->buffers[2], "foodrent", 8) == 0);
  assert(((const int64_t*)batch.children[1]->buffers[1])[1] == 2);
  assert(((const uint8_t*)batch.children[2]->buffers[1])[0] == 3);
  batch.release(&batch);
  assert(batch.release == NULL);

  /* A column may be taken out of its batch, and lives on. */
  assert(stream.get_next(&stream, &batch) == 0);
  {
    struct ArrowArray ids = *batch.children[1];
    batch.children[1]->release = NULL;
    batch.release(&batch);
    assert(ids.length == 1 && ((const int64_t*)ids.buffers[1])[0] == 3);
    ids.release(&ids);
  }
  assert(stream.get_next(&stream, &batch) == 0 && batch.release == NULL);
  assert(stream.get_next(&stream, &batch) == 0 && batch.release == NULL);
  assert(stream.get_last_error(&stream) == NULL);
  stream.release(&stream);
  assert(stream.release == NULL);
}

static void codes_have_their_names(void) {
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  struct ArrowArray batch;
  assert(stream_of("organizations", "{\"columns\":[\"id\"]}", &stream, NULL) == ONWARD_OK);
  stream.release(&stream);
  assert(stream_of("roles", "{}", &stream, NULL) == ONWARD_OK);
  assert(stream.get_schema(&stream, &schema) == 0);
  assert(stream.get_next(&stream, &batch) == 0 && batch.length > 1);
  {
    int64_t i;
    int found = 0;
    for (i = 0; i < schema.n_children; ++i) {
      if (strcmp(schema.children[i]->name, "permissions") != 0) continue;
      found = 1;
      assert(strcmp(schema.children[i]->format, "+l") == 0);
      assert(strcmp(schema.children[i]->children[0]->format, "c") == 0);
      assert(strcmp(schema.children[i]->children[0]->dictionary->format, "u") == 0);
      assert(batch.children[i]->children[0]->dictionary->length > 5);
    }
    assert(found);
  }
  schema.release(&schema);
  batch.release(&batch);
  stream.release(&stream);
}

static void refuses_what_it_does_not_know(void) {
  struct ArrowArrayStream stream;
  onward_text* answer = NULL;
  assert(stream_of("secrets", "{}", &stream, &answer) == ONWARD_REFUSED && !stream.release);
  assert(says(answer, "\"path\":\"/table\""));
  assert(stream_of("issues", "{\"columns\":[\"shoe\"]}", &stream, &answer) == ONWARD_REFUSED);
  assert(says(answer, "/columns/0"));
  assert(stream_of("issues", "{\"rows\":1}", &stream, &answer) == ONWARD_REFUSED);
  assert(says(answer, "malformed_request"));
  assert(stream_of("issues", "{", &stream, NULL) == ONWARD_REFUSED && !stream.release);
  assert(onward_stream(NULL, "issues", 6, "{}", 2, &stream, NULL) == ONWARD_REFUSED);
  assert(onward_stream(session, NULL, 6, "{}", 2, &stream, NULL) == ONWARD_REFUSED);
  assert(onward_stream(session, "issues", 6, NULL, 2, &stream, NULL) == ONWARD_REFUSED);
  assert(stream_of("issues", "{}", NULL, NULL) == ONWARD_REFUSED);
}

/* The host may stop it; then it goes on failing, and can be ended. */
static void is_cancelled(void) {
  struct ArrowArrayStream stream;
  struct ArrowArray batch;
  assert(stream_of("issues", "{}", &stream, NULL) == ONWARD_OK);
  cancels = 1;
  assert(stream.get_next(&stream, &batch) == ECANCELED && batch.release == NULL);
  cancels = 0;
  assert(stream.get_next(&stream, &batch) == ECANCELED && batch.release == NULL);
  assert(stream.get_last_error(&stream) != NULL);
  stream.release(&stream);
}

static void outlives_session_and_engine(void) {
  struct ArrowArrayStream stream;
  struct ArrowArray batch;
  assert(stream_of("issues", "{}", &stream, NULL) == ONWARD_OK);
  onward_session_close(session);
  onward_close(engine);
  assert(stream.get_next(&stream, &batch) == 0 && batch.length == 3);
  stream.release(&stream);
  assert(batch.children[0]->length == 3); /* and a batch outlives its stream */
  batch.release(&batch);
}

/* An operation's answer is read like a table; its request stands in the options. */
static void reads_figures(void) {
  const char options[] =
      "{\"request\":{\"metrics\":[\"needs\",\"acceptance_rate\"],\"group_by\":[\"issue\"],"
      "\"suppress_below\":0},"
      "\"columns\":[\"issue\",\"value\",\"numerator\",\"suppressed\"]}";
  /* Small counts leave only where that is said. */
  const char by_default[] =
      "{\"request\":{\"metrics\":[\"needs\"],\"group_by\":[\"issue\"]},"
      "\"columns\":[\"numerator\"]}";
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  struct ArrowArray batch;
  onward_text* answer = NULL;
  call("policy.set", "{\"scope\":\"store\",\"knobs\":{\"client_requires_referral\":false}}");
  call("client.create", "{\"details\":{\"given_name\":\"Eve\",\"family_name\":\"Hill\"}}");
  call("consent.record", "{\"client_id\":1}");
  call("need.send", "{\"client_id\":1,\"issue_id\":2,\"consent_id\":1}");
  assert(stream_of("metric.query", options, &stream, &answer) == ONWARD_OK);
  assert(says(answer, "\"answer\":{\"entries\":"));
  assert(stream.get_schema(&stream, &schema) == 0);
  assert(schema.n_children == 4);
  assert(strcmp(schema.children[0]->format, "i") == 0 && schema.children[0]->dictionary);
  assert(strcmp(schema.children[1]->format, "g") == 0);
  assert(strcmp(schema.children[2]->format, "l") == 0);
  assert(strcmp(schema.children[3]->format, "b") == 0);
  schema.release(&schema);
  assert(stream.get_next(&stream, &batch) == 0);
  assert(batch.length == 2);
  assert(((const int32_t*)batch.children[0]->buffers[1])[1] == 0);
  assert(memcmp(batch.children[0]->dictionary->buffers[2], "2", 1) == 0);
  assert(((const double*)batch.children[1]->buffers[1])[0] == 1.0);
  assert(batch.children[1]->null_count == 1); /* nothing to divide by */
  batch.release(&batch);
  assert(stream.get_next(&stream, &batch) == 0 && !batch.release);
  stream.release(&stream);
  assert(stream_of("metric.query", by_default, &stream, &answer) == ONWARD_OK);
  assert(says(answer, "\"suppressed_below\":5"));
  assert(stream.get_next(&stream, &batch) == 0);
  assert(batch.length == 1 && batch.children[0]->null_count == 1);
  batch.release(&batch);
  stream.release(&stream);

  assert(stream_of("metric.query", "{\"request\":{\"metrics\":[\"shoes\"]}}", &stream, &answer) ==
         ONWARD_REFUSED);
  assert(!stream.release && says(answer, "\"path\":\"/request/metrics/0\""));
  assert(stream_of("need.send", "{}", &stream, &answer) == ONWARD_REFUSED);
  assert(!stream.release && says(answer, "\"path\":\"/table\""));
  assert(stream_of("issue.list", "{\"request\":{\"limit\":1}}", &stream, &answer) == ONWARD_OK);
  assert(says(answer, "\"table\":\"issue.list\""));
  assert(stream.get_next(&stream, &batch) == 0 && batch.length == 3); /* of every page */
  batch.release(&batch);
  stream.release(&stream);
}

int main(void) {
  open_county();
  reads_columns();
  codes_have_their_names();
  refuses_what_it_does_not_know();
  is_cancelled();
  reads_figures();
  outlives_session_and_engine();
  puts("columns: 6 stories, all as told");
  return 0;
}
