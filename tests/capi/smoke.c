/* The C interface as a C program meets it: a small story, and everything that can be passed
 * wrongly. Built as C99, with the sanitizers in the dev preset and under valgrind in CI. */
#undef NDEBUG /* a release build must not compile the checks away */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "onward.h"

static const char memory[] = "{\"store\":\":memory:\"}";

/* What the host knows; callbacks find it through `user`. */
struct world {
  int64_t now;
  int32_t clock_fails;
  int32_t cancels;
  int asked_random;
  size_t pieces;   /* of the widest parallel work so far */
  size_t left_out; /* pieces that the host does not do */
  int32_t parallel_fails;
};

static int32_t tell_time(void* user, int64_t* microseconds) {
  struct world* w = user;
  *microseconds = w->now;
  return w->clock_fails;
}

static int32_t fill_random(void* user, uint8_t* bytes, size_t size) {
  struct world* w = user;
  size_t i;
  for (i = 0; i < size; ++i) bytes[i] = (uint8_t)(w->asked_random + (int)i);
  ++w->asked_random;
  return 0;
}

static int32_t give_key(void* user, const char* purpose, size_t size, uint8_t* key) {
  (void)user;
  if (size != 10 || memcmp(purpose, "checkpoint", size) != 0) return ONWARD_NO_KEY;
  memset(key, 7, 32);
  return 0;
}

static int32_t cancel(void* user) { return ((struct world*)user)->cancels; }

static int32_t in_reverse(void* user, size_t count, void (*body)(void*, size_t), void* work) {
  struct world* w = user;
  if (count > w->pieces) w->pieces = count;
  while (count > w->left_out) body(work, --count);
  return w->parallel_fails;
}

static int32_t find_locality(void* user, const char* address, size_t address_size,
                             const char* postcode, size_t postcode_size, char* code,
                             size_t capacity, size_t* code_size) {
  (void)user;
  if (address_size != 9 || memcmp(address, "1 Main St", 9) != 0) return 1;
  if (capacity < 3) return 1;
  *code_size = postcode_size == 7 && memcmp(postcode, "AA1 1AA", 7) == 0 ? 3 : 0;
  memcpy(code, "lee", *code_size);
  return 0;
}

static onward_host host_of(struct world* w) {
  onward_host host;
  memset(&host, 0, sizeof host);
  host.struct_size = sizeof host;
  host.user = w;
  host.clock = tell_time;
  host.random = fill_random;
  host.key = give_key;
  host.cancelled = cancel;
  host.parallel_for = in_reverse;
  host.locality_of = find_locality;
  return host;
}

/* Whether the answer says this; takes the answer. */
static int says(onward_text* answer, const char* part) {
  const int found = strstr(onward_text_data(answer), part) != NULL;
  if (!found) printf("expected %s in %s\n", part, onward_text_data(answer));
  assert(strlen(onward_text_data(answer)) == onward_text_size(answer));
  onward_text_free(answer);
  return found;
}

static onward_status call(onward_session* session, const char* operation, const char* request,
                          onward_text** answer) {
  return onward_call(session, operation, strlen(operation), request, strlen(request), answer);
}

static onward_engine* open_engine(const onward_host* host) {
  onward_engine* engine = NULL;
  onward_text* answer = NULL;
  assert(onward_open(memory, strlen(memory), host, &engine, &answer) == ONWARD_OK);
  assert(engine != NULL && says(answer, "{}"));
  return engine;
}

static onward_session* begin(onward_engine* engine, const char* options) {
  onward_session* session = NULL;
  assert(onward_session_open(engine, options, strlen(options), &session, NULL) == ONWARD_OK);
  return session;
}

static const char create[] =
    "{\"network\":\"County\",\"organization\":\"Council\",\"login\":\"ada\","
    "\"name\":\"Ada Byron\"}";

static void tells_a_story(void) {
  struct world w = {1735722000000000, 0, 0, 0, 0, 0, 0}; /* 2025-01-01T09:00:00Z */
  const onward_host host = host_of(&w);
  onward_engine* engine = open_engine(&host);
  onward_session* nobody = begin(engine, "{}");
  onward_session* ada = begin(engine, "{\"staff_id\":1,\"organization_id\":1}");
  onward_session* stranger = begin(engine, "{\"staff_id\":9,\"organization_id\":1}");
  onward_text* answer = NULL;

  assert(call(ada, "system.status", "{}", &answer) == ONWARD_REFUSED);
  assert(says(answer, "\"session_invalid\""));
  assert(call(nobody, "system.create", create, &answer) == ONWARD_OK);
  assert(says(answer, "\"created_at\":\"2025-01-01T09:00:00.000000Z\""));
  assert(w.asked_random > 0);
  assert(call(stranger, "system.status", "{}", &answer) == ONWARD_REFUSED);
  assert(says(answer, "\"session_invalid\""));

  assert(call(ada, "issue.create", "{\"code\":\"housing\",\"name\":\"Housing\"}", &answer) ==
         ONWARD_OK);
  assert(says(answer, "\"code\":\"housing\""));
  assert(call(ada, "issue.create", "{\"code\":\"housing\",\"name\":\"Homes\"}", &answer) ==
         ONWARD_REFUSED);
  assert(says(answer, "{\"reason\":\"name_taken\",\"path\":\"/code\",\"text\":\"This "));
  assert(call(ada, "issue.create", "{\"code\":\"a\",\"nam\":\"b\"}", &answer) == ONWARD_REFUSED);
  assert(says(answer, "{\"path\":\"/nam\",\"message\":\"is not known here\"}"));
  assert(call(ada, "issue.burn", "{}", &answer) == ONWARD_REFUSED);
  assert(says(answer, "\"unknown_operation\""));
  assert(call(ada, "journal.checkpoint", "{}", &answer) == ONWARD_OK);
  assert(!strstr(onward_text_data(answer), "\"signature\":\"\""));
  assert(says(answer, "\"size\":"));
  assert(call(ada, "journal.verify", "{\"deep\":true}", &answer) == ONWARD_OK);
  assert(says(answer, "\"intact\":true"));

  onward_session_close(stranger);
  onward_session_close(ada);
  onward_session_close(nobody);
  onward_close(engine);
}

static void moves_blobs(void) {
  onward_engine* engine = open_engine(NULL);
  onward_session* nobody = begin(engine, "{}");
  onward_session* session = begin(engine, "{\"staff_id\":1,\"organization_id\":1}");
  onward_text* answer = NULL;
  char bytes[8];
  size_t copied = 99;

  assert(onward_blob_put(nobody, "feed", 4, 0, "ab", 2, &answer) == ONWARD_REFUSED);
  assert(says(answer, "\"session_invalid\""));
  assert(call(nobody, "system.create", create, NULL) == ONWARD_OK);
  assert(onward_blob_put(session, "feed", 4, 0, "ab\0c", 4, &answer) == ONWARD_OK);
  assert(says(answer, "{\"size\":4}"));
  assert(onward_blob_put(session, "feed", 4, 4, "de", 2, NULL) == ONWARD_OK);
  assert(onward_blob_put(session, "feed", 4, 3, "x", 1, &answer) == ONWARD_REFUSED);
  assert(says(answer, "\"facts\":{\"size\":6}"));
  assert(onward_blob_put(session, "feed", 4, -1, "x", 1, &answer) == ONWARD_REFUSED);
  assert(says(answer, "\"path\":\"/offset\""));
  assert(onward_blob_put(session, "", 0, 0, "x", 1, &answer) == ONWARD_REFUSED);
  assert(says(answer, "\"path\":\"/id\""));
  assert(onward_blob_put(session, "\xff", 1, 0, "x", 1, NULL) == ONWARD_REFUSED);
  assert(onward_blob_put(session, "feed", 4, 6, NULL, 1, &answer) == ONWARD_REFUSED);
  assert(says(answer, "\"path\":\"/bytes\""));

  assert(onward_blob_get(session, "feed", 4, 0, bytes, 4, &copied, &answer) == ONWARD_OK);
  assert(copied == 4 && memcmp(bytes, "ab\0c", 4) == 0 && says(answer, "{\"size\":6}"));
  assert(onward_blob_get(session, "feed", 4, 4, bytes, 8, &copied, NULL) == ONWARD_OK);
  assert(copied == 2 && memcmp(bytes, "de", 2) == 0);
  assert(onward_blob_get(session, "feed", 4, 6, bytes, 8, &copied, NULL) == ONWARD_OK);
  assert(copied == 0);
  assert(onward_blob_get(session, "feed", 4, 0, NULL, 0, NULL, NULL) == ONWARD_OK);
  assert(onward_blob_get(session, "none", 4, 0, bytes, 8, &copied, &answer) == ONWARD_REFUSED);
  assert(copied == 0 && says(answer, "\"blob_missing\""));
  assert(onward_blob_get(nobody, "feed", 4, 0, bytes, 8, &copied, &answer) == ONWARD_REFUSED);
  assert(copied == 0 && says(answer, "\"session_invalid\""));

  assert(onward_blob_erase(nobody, "feed", 4, NULL) == ONWARD_REFUSED);
  assert(onward_blob_erase(session, "feed", 4, &answer) == ONWARD_OK && says(answer, "{}"));
  assert(onward_blob_erase(session, "feed", 4, &answer) == ONWARD_REFUSED);
  assert(says(answer, "\"blob_missing\""));

  onward_session_close(nobody);
  onward_session_close(session);
  onward_close(engine);
}

static void refuses_what_is_null(void) {
  onward_engine* engine = (onward_engine*)&engine;
  onward_session* session = (onward_session*)&session;
  onward_text* answer = NULL;

  assert(onward_open(NULL, 5, NULL, &engine, &answer) == ONWARD_REFUSED && engine == NULL);
  assert(says(answer, "the options are NULL"));
  assert(onward_open(memory, strlen(memory), NULL, NULL, &answer) == ONWARD_REFUSED);
  assert(says(answer, "the place for the engine is NULL"));
  assert(onward_open(NULL, 0, NULL, NULL, NULL) == ONWARD_REFUSED);
  assert(onward_session_open(NULL, "{}", 2, &session, &answer) == ONWARD_REFUSED);
  assert(session == NULL && says(answer, "the engine is NULL"));
  assert(onward_call(NULL, "a", 1, "{}", 2, &answer) == ONWARD_REFUSED);
  assert(says(answer, "the session is NULL"));
  assert(onward_blob_put(NULL, "a", 1, 0, "a", 1, NULL) == ONWARD_REFUSED);
  assert(onward_blob_get(NULL, "a", 1, 0, NULL, 0, NULL, NULL) == ONWARD_REFUSED);
  assert(onward_describe(NULL) == ONWARD_OK);
  assert(onward_text_size(NULL) == 0 && onward_text_data(NULL)[0] == '\0');
  onward_text_free(NULL);
  onward_session_close(NULL);
  onward_close(NULL);
}

static void refuses_null_in_calls(void) {
  onward_engine* engine = open_engine(NULL);
  onward_session* session = begin(engine, "{}");
  onward_text* answer = NULL;
  assert(onward_session_open(engine, "{}", 2, NULL, &answer) == ONWARD_REFUSED);
  assert(says(answer, "the place for the session is NULL"));
  assert(onward_call(session, NULL, 3, "{}", 2, &answer) == ONWARD_REFUSED);
  assert(says(answer, "the operation is NULL"));
  assert(onward_call(session, NULL, 0, NULL, 0, &answer) == ONWARD_REFUSED);
  assert(says(answer, "\"unknown_operation\""));
  assert(onward_call(session, "system.tick", 11, NULL, 2, &answer) == ONWARD_REFUSED);
  assert(says(answer, "the request is NULL"));
  assert(onward_call(session, "system.tick", 11, NULL, 0, &answer) == ONWARD_REFUSED);
  assert(says(answer, "\"malformed_request\""));
  assert(onward_blob_put(session, NULL, 4, 0, "a", 1, NULL) == ONWARD_REFUSED);
  onward_session_close(session);
  onward_close(engine);
}

static void survives_its_engine_being_closed_first(void) {
  onward_engine* engine = open_engine(NULL);
  onward_session* session = begin(engine, "{}");
  onward_close(engine);
  assert(call(session, "system.create", create, NULL) == ONWARD_OK);
  onward_session_close(session);
}

static void hears_that_the_host_failed(void) {
  struct world w = {1735722000000000, 0, 0, 0, 0, 0, 0};
  onward_host host = host_of(&w);
  onward_engine* engine = open_engine(&host);
  onward_session* session = begin(engine, "{}");
  onward_text* answer = NULL;
  w.clock_fails = 5;
  assert(call(session, "system.create", create, &answer) == ONWARD_BROKEN);
  assert(says(answer, "the host's clock failed with 5"));
  w.clock_fails = 0;
  assert(call(session, "system.create", create, NULL) == ONWARD_OK);
  w.cancels = 1;
  assert(call(session, "system.tick", "{}", &answer) == ONWARD_CANCELLED);
  assert(says(answer, "{\"message\":\"cancelled by the host\"}"));
  w.cancels = 0;
  assert(call(session, "system.tick", "{}", NULL) == ONWARD_OK);
  onward_session_close(session);
  onward_close(engine);
}

/* Entries are hashed in pieces, here from the last to the first. */
static void works_on_the_hosts_threads(void) {
  struct world w = {1735722000000000, 0, 0, 0, 0, 0, 0};
  const onward_host host = host_of(&w);
  onward_engine* engine = open_engine(&host);
  onward_session* nobody = begin(engine, "{}");
  onward_session* ada = begin(engine, "{\"staff_id\":1,\"organization_id\":1}");
  onward_text* answer = NULL;
  char request[64];
  int i;
  assert(call(nobody, "system.create", create, NULL) == ONWARD_OK);
  for (i = 0; i < 250; ++i) {
    sprintf(request, "{\"code\":\"i%d\",\"name\":\"Help\"}", i);
    assert(call(ada, "issue.create", request, NULL) == ONWARD_OK);
  }
  assert(call(ada, "journal.verify", "{}", &answer) == ONWARD_OK);
  assert(says(answer, "\"intact\":true") && w.pieces > 2);
  w.parallel_fails = 7;
  assert(call(ada, "journal.verify", "{}", &answer) == ONWARD_BROKEN);
  assert(says(answer, "the host's parallel_for failed with 7"));
  w.parallel_fails = 0;
  w.left_out = 1;
  assert(call(ada, "journal.verify", "{}", &answer) == ONWARD_BROKEN);
  assert(says(answer, "the host's parallel_for left work undone"));
  w.left_out = 0;
  assert(call(ada, "journal.verify", "{}", NULL) == ONWARD_OK);
  onward_session_close(ada);
  onward_session_close(nobody);
  onward_close(engine);
}

/* A host that was compiled with an older header has fewer callbacks, a newer one more. */
static void accepts_hosts_of_other_versions(void) {
  struct world w = {0, 0, 0, 0, 0, 0, 0};
  struct {
    onward_host known;
    int32_t (*later)(void* user);
  } newer;
  onward_host host = host_of(&w);
  onward_engine* engine = NULL;
  onward_session* session = NULL;
  onward_text* answer = NULL;
  host.struct_size = offsetof(onward_host, random); /* what lies beyond is not the host's */
  engine = open_engine(&host);
  session = begin(engine, "{}");
  assert(call(session, "system.create", create, NULL) == ONWARD_OK && w.asked_random == 0);
  onward_session_close(session);
  onward_close(engine);
  memset(&newer, 0xff, sizeof newer);
  newer.known = host_of(&w);
  newer.known.struct_size = sizeof newer;
  onward_close(open_engine(&newer.known));
  host.struct_size = 0;
  assert(onward_open(memory, strlen(memory), &host, &engine, &answer) == ONWARD_REFUSED);
  assert(engine == NULL && says(answer, "struct_size"));
}

static void says_what_is_broken(void) {
  onward_engine* engine = NULL;
  onward_text* answer = NULL;
  const char* nowhere = "{\"store\":\"/nonexistent/county.db\"}";
  assert(onward_open(nowhere, strlen(nowhere), NULL, &engine, &answer) == ONWARD_BROKEN);
  assert(engine == NULL && says(answer, "{\"message\":\""));
  assert(onward_open("{}", 2, NULL, &engine, &answer) == ONWARD_REFUSED);
  assert(says(answer, "\"path\":\"/store\""));
}

static void describes_itself(void) {
  onward_text* answer = NULL;
  int major = 0, minor = 0, patch = 0;
  assert(onward_describe(&answer) == ONWARD_OK);
  assert(says(answer, "\"referral.acknowledge\""));
  assert(sscanf(onward_version(), "%d.%d.%d", &major, &minor, &patch) == 3);
  assert(major * 1000000 + minor * 1000 + patch >= ONWARD_VERSION_NUMBER);
  assert(strstr(onward_build(), onward_version()) != NULL);
}

static void is_told_where_an_address_lies(void) {
  struct world w = {1735722000000000, 0, 0, 0, 0, 0, 0};
  const onward_host host = host_of(&w);
  onward_engine* engine = open_engine(&host);
  onward_session* nobody = begin(engine, "{}");
  onward_session* ada = begin(engine, "{\"staff_id\":1,\"organization_id\":1}");
  onward_text* answer = NULL;
  assert(call(nobody, "system.create", create, NULL) == ONWARD_OK);
  assert(call(ada, "policy.set",
              "{\"scope\":\"store\",\"knobs\":{\"client_requires_referral\":false}}",
              NULL) == ONWARD_OK);
  assert(call(ada, "client.create",
              "{\"details\":{\"given_name\":\"Eve\",\"family_name\":\"Hill\","
              "\"address\":\"1 Main St\",\"postcode\":\"AA1 1AA\"}}",
              &answer) == ONWARD_OK);
  assert(says(answer, "\"locality\":\"lee\""));
  onward_session_close(ada);
  onward_session_close(nobody);
  onward_close(engine);
}

/* A document that has grown past what any other request may be. */
static void takes_a_long_configuration(void) {
  static char document[2 << 20];
  struct world w = {1735722000000000, 0, 0, 0, 0, 0, 0};
  const onward_host host = host_of(&w);
  onward_engine* engine = open_engine(&host);
  onward_session* nobody = begin(engine, "{}");
  onward_session* ada = begin(engine, "{\"staff_id\":1,\"organization_id\":1}");
  onward_text* answer = NULL;
  assert(call(nobody, "system.create", create, NULL) == ONWARD_OK);
  memset(document, ' ', sizeof document - 1);
  memcpy(document, "{\"format\":1}", 12);
  assert(call(ada, "configuration.import", document, &answer) == ONWARD_OK);
  assert(says(answer, "\"added\":0"));
  assert(call(ada, "system.status", document, &answer) == ONWARD_REFUSED);
  assert(says(answer, "\"request_too_large\""));
  onward_session_close(ada);
  onward_session_close(nobody);
  onward_close(engine);
}

int main(void) {
  tells_a_story();
  is_told_where_an_address_lies();
  takes_a_long_configuration();
  moves_blobs();
  refuses_what_is_null();
  refuses_null_in_calls();
  survives_its_engine_being_closed_first();
  hears_that_the_host_failed();
  works_on_the_hosts_threads();
  accepts_hosts_of_other_versions();
  says_what_is_broken();
  describes_itself();
  puts("the C interface: 12 stories, all as told");
  return 0;
}
