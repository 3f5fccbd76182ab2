/* A store in a file, as a C program keeps it: copied while another thread writes, opened again, and
 * asked whether it is whole. */
#undef NDEBUG /* a release build must not compile the checks away */
#define _POSIX_C_SOURCE 200809L
#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "onward.h"

static const char ada[] = "{\"staff_id\":1,\"organization_id\":1}";

/* Whether the answer says this; takes the answer. */
static int says(onward_text* answer, const char* part) {
  const int found = strstr(onward_text_data(answer), part) != NULL;
  if (!found) printf("expected %s in %s\n", part, onward_text_data(answer));
  onward_text_free(answer);
  return found;
}

static onward_engine* opened(const char* path) {
  char options[200];
  onward_engine* engine = NULL;
  sprintf(options, "{\"store\":\"%s\"}", path);
  assert(onward_open(options, strlen(options), NULL, &engine, NULL) == ONWARD_OK);
  return engine;
}

static onward_session* begun(onward_engine* engine, const char* who) {
  onward_session* session = NULL;
  assert(onward_session_open(engine, who, strlen(who), &session, NULL) == ONWARD_OK);
  return session;
}

static onward_status call(onward_session* session, const char* operation, const char* request) {
  return onward_call(session, operation, strlen(operation), request, strlen(request), NULL);
}

struct writer {
  onward_engine* engine;
  pthread_mutex_t mutex;
  pthread_cond_t wrote;
  int written;
  int enough;
};

static void* writes(void* given) {
  struct writer* w = given;
  onward_session* session = begun(w->engine, ada);
  char request[64];
  int number = 0, enough = 0;
  while (!enough) {
    sprintf(request, "{\"code\":\"i%d\",\"name\":\"Help\"}", ++number);
    assert(call(session, "issue.create", request) == ONWARD_OK);
    pthread_mutex_lock(&w->mutex);
    w->written = number;
    enough = w->enough;
    pthread_cond_signal(&w->wrote);
    pthread_mutex_unlock(&w->mutex);
  }
  onward_session_close(session);
  return NULL;
}

static void copies_while_another_thread_writes(const char* store, const char* copy) {
  struct writer w;
  pthread_t thread;
  onward_engine* other;
  onward_text* answer = NULL;
  onward_session* nobody;
  w.engine = opened(store);
  w.written = w.enough = 0;
  pthread_mutex_init(&w.mutex, NULL);
  pthread_cond_init(&w.wrote, NULL);
  nobody = begun(w.engine, "{}");
  assert(call(nobody, "system.create",
              "{\"network\":\"County\",\"organization\":\"Council\",\"login\":\"ada\","
              "\"name\":\"Ada Byron\"}") == ONWARD_OK);
  onward_session_close(nobody);

  assert(pthread_create(&thread, NULL, writes, &w) == 0);
  pthread_mutex_lock(&w.mutex);
  while (w.written < 10) pthread_cond_wait(&w.wrote, &w.mutex);
  pthread_mutex_unlock(&w.mutex);
  assert(onward_backup(w.engine, copy, strlen(copy), &answer) == ONWARD_OK);
  assert(says(answer, "{}"));
  pthread_mutex_lock(&w.mutex);
  w.enough = 1;
  pthread_mutex_unlock(&w.mutex);
  pthread_join(thread, NULL);

  assert(onward_backup(w.engine, copy, strlen(copy), &answer) == ONWARD_BROKEN);
  assert(says(answer, "exists already"));
  assert(onward_backup(w.engine, "", 0, &answer) == ONWARD_REFUSED);
  assert(says(answer, "\"path\":\"/path\""));
  assert(onward_backup(w.engine, NULL, 3, NULL) == ONWARD_REFUSED);
  assert(onward_verify(w.engine, &answer) == ONWARD_OK && says(answer, "\"intact\":true"));
  onward_close(w.engine);

  other = opened(copy);
  assert(onward_verify(other, &answer) == ONWARD_OK && says(answer, "\"intact\":true"));
  onward_close(other);
  pthread_cond_destroy(&w.wrote);
  pthread_mutex_destroy(&w.mutex);
}

static void has_no_file_in_memory(const char* copy) {
  onward_engine* engine = opened(":memory:");
  onward_text* answer = NULL;
  assert(onward_backup(engine, copy, strlen(copy), &answer) == ONWARD_BROKEN);
  assert(says(answer, "a store in memory has no file"));
  assert(onward_verify(engine, &answer) == ONWARD_OK && says(answer, "\"intact\":true"));
  onward_close(engine);
  assert(onward_backup(NULL, copy, strlen(copy), &answer) == ONWARD_REFUSED);
  assert(says(answer, "the engine is NULL"));
  assert(onward_verify(NULL, &answer) == ONWARD_REFUSED && says(answer, "the engine is NULL"));
}

int main(void) {
  const char* parent = getenv("TMPDIR");
  const char* const left[] = {"store.db", "store.db.lock", "copy.db", "copy.db.lock"};
  char folder[100], store[120], copy[120], path[120];
  size_t i;
  assert(!parent || strlen(parent) < 60);
  sprintf(folder, "%s/onward.XXXXXX", parent ? parent : "/tmp");
  assert(mkdtemp(folder) != NULL);
  sprintf(store, "%s/store.db", folder);
  sprintf(copy, "%s/copy.db", folder);
  copies_while_another_thread_writes(store, copy);
  has_no_file_in_memory(copy);
  for (i = 0; i < sizeof left / sizeof *left; ++i) {
    sprintf(path, "%s/%s", folder, left[i]);
    unlink(path);
  }
  assert(rmdir(folder) == 0);
  puts("copies of a store: 2 stories, all as told");
  return 0;
}
