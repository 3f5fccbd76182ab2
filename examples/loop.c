/* The loop closes: one county, four needs, from somebody asking for help to what became of it.
 * The same story stands in loop.cpp and loop.py; all three print examples/loop.expected.
 *
 * A host has a JSON library of its own; this one walks the answers with the few lines of answers.h.
 */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"
#include "onward.h"

/* ---- Calling. */

static int64_t now = 1741010400000000; /* 2025-03-03T14:00:00Z */
static void later(void) { now += 5 * 60 * (int64_t)1000000; }

static int32_t clock_now(void* user, int64_t* microseconds) {
  (void)user;
  *microseconds = now;
  return 0;
}
/* The same in every language, so that references are the same. */
static int32_t chance(void* user, uint8_t* bytes, size_t size) {
  unsigned* next = user;
  for (size_t i = 0; i < size; ++i) bytes[i] = (uint8_t)((*next)++ * 167 + 13);
  return 0;
}

static char* take(onward_text* answer) {
  char* out = strdup(onward_text_data(answer));
  onward_text_free(answer);
  return out;
}
/* Calls an operation; a story has no refusals it does not tell of. The answer is the caller's. */
static char* call(onward_session* session, const char* operation, const char* format, ...) {
  char request[4000];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(request, sizeof request, format, arguments);
  va_end(arguments);
  onward_text* answer = NULL;
  const onward_status status =
      onward_call(session, operation, strlen(operation), request, strlen(request), &answer);
  if (status != ONWARD_OK) {
    printf("%s: %s\n", operation, onward_text_data(answer));
    exit(1);
  }
  return take(answer);
}
static onward_session* session_of(onward_engine* engine, long staff, long organization) {
  char options[100];
  onward_session* session = NULL;
  snprintf(options, sizeof options, "{\"staff_id\":%ld,\"organization_id\":%ld}", staff,
           organization);
  if (onward_session_open(engine, options, strlen(options), &session, NULL) != ONWARD_OK) exit(1);
  return session;
}

/* ---- Saying. */

static void say_pairs(const char* array, const char* name, const char* count) {
  const char* one = NULL;
  for (int i = 0; (one = item(array, i)); ++i)
    printf("%s%s %ld", i ? ", " : "", text(one, name), number(one, count));
}
static void say_texts(const char* array) {
  const char* one = NULL;
  char name[100];
  for (int i = 0; (one = item(array, i)); ++i)
    printf("%s%s", i ? ", " : "", copied(one, name, sizeof name));
}

static int by_text(const void* a, const void* b) { return strcmp((const char*)a, (const char*)b); }

static void show_timeline(onward_session* session, long need, const char* title) {
  char* answer = call(session, "need.timeline", "{\"need_id\":%ld}", need);
  const char* entries = at(answer, "entries");
  printf("Timeline: %s\n", title);
  for (int i = 0; item(entries, i);) {
    char moment[40], need_phase[40] = "unchanged", phases[16][40];
    int count = 0;
    const char *first = item(entries, i), *one = NULL;
    copied(at(first, "at"), moment, sizeof moment);
    for (; (one = item(entries, i)) && strcmp(text(one, "at"), moment) == 0; ++i) {
      char* place = number(one, "referral_id") ? phases[count++] : need_phase;
      copied(at(one, "phase"), place, sizeof need_phase);
    }
    printf("  %.5s %s: need %s", moment + 11, text(first, "operation"), need_phase);
    qsort(phases, (size_t)count, sizeof phases[0], by_text);
    for (int k = 0, same = 1; k < count; ++k, ++same)
      if (k + 1 == count || strcmp(phases[k], phases[k + 1]) != 0) {
        printf(", %d %s", same, phases[k]);
        same = 0;
      }
    puts("");
  }
  free(answer);
}

/* ---- The story. */

struct desk {
  long organization, service, referral;
  onward_session* session;
  int won;
};
static struct desk desks[8];
static int desk_count = 0;

static struct desk* desk_of(long organization) {
  for (int i = 0; i < desk_count; ++i)
    if (desks[i].organization == organization) return &desks[i];
  return NULL;
}

static void put_file(onward_session* session, const char* folder, const char* name) {
  char path[1000];
  static char piece[1 << 16];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE* file = fopen(path, "rb");
  if (!file) exit(1);
  int64_t offset = 0;
  for (size_t size; (size = fread(piece, 1, sizeof piece, file)) > 0; offset += (int64_t)size)
    if (onward_blob_put(session, name, strlen(name), offset, piece, size, NULL) != ONWARD_OK)
      exit(1);
  fclose(file);
}

static void import_directory(onward_session* ada, const char* folder) {
  puts("A county's directory of real services");
  put_file(ada, folder, "organizations.csv");
  put_file(ada, folder, "locations.csv");
  put_file(ada, folder, "services.csv");
  char* part = call(ada, "directory.import",
                    "{\"source_system\":\"florida-legal-aid\",\"blobs\":[\"organizations.csv\","
                    "\"locations.csv\",\"services.csv\"]}");
  const long import = number(part, "id");
  while (strcmp(text(part, "phase"), "running") == 0) {
    free(part);
    part = call(ada, "directory.import", "{\"import_id\":%ld}", import);
  }
  printf("  %ld rows imported, %ld refused\n", number(part, "added"), number(part, "refused"));
  free(part);
  char* report = call(ada, "directory.problems", "{\"import_id\":%ld}", import);
  const char* problem = item(at(report, "problems"), 1);
  printf("  %s:%ld %s\n", text(problem, "file"), number(problem, "line"), text(problem, "reason"));
  free(report);
}

static long issue_of(onward_session* ada, const char* code) {
  char* answer = call(ada, "issue.list", "{\"limit\":500}");
  const char* one = NULL;
  long id = 0;
  for (int i = 0; (one = item(at(answer, "issues"), i)); ++i)
    if (strcmp(text(one, "code"), code) == 0) id = number(one, "id");
  free(answer);
  return id;
}

static void find_desks(onward_engine* engine, onward_session* ada, long client, long issue) {
  puts("Who can help a tenant");
  char* found = call(ada, "need.find_receivers",
                     "{\"client_id\":%ld,\"issue_id\":%ld,\"explain\":true}", client, issue);
  const char* one = NULL;
  for (int i = 0; (one = item(at(found, "receivers"), i)); ++i) {
    const long service = number(one, "service_id"), organization = number(one, "organization_id");
    char* offered = call(ada, "service.get", "{\"service_id\":%ld}", service);
    char* who = call(ada, "organization.get", "{\"organization_id\":%ld}", organization);
    printf("  %s (%s)\n", text(offered, "name"), text(who, "name"));
    free(offered);
    free(who);
    if (!desk_of(organization))
      desks[desk_count++] = (struct desk){organization, service, 0, NULL, 0};
  }
  printf("  the others are blocked by ");
  say_pairs(at(found, "blocking"), "criterion", "receivers");
  printf("\n  relaxing ");
  say_texts(at(found, "relaxation"));
  printf(" would yield %ld more\n", number(found, "relaxation_yields"));
  free(found);
  for (int i = 0; i < desk_count; ++i) {
    char* staff = call(ada, "staff.create",
                       "{\"login\":\"desk-%ld\",\"name\":\"Desk\",\"organization_id\":%ld,"
                       "\"role\":\"caseworker\"}",
                       desks[i].organization, desks[i].organization);
    desks[i].session = session_of(engine, number(at(staff, "staff"), "id"), desks[i].organization);
    free(staff);
  }
}

static void* acknowledge(void* argument) {
  struct desk* desk = argument;
  char request[60];
  onward_text* answer = NULL;
  snprintf(request, sizeof request, "{\"referral_id\":%ld}", desk->referral);
  desk->won = onward_call(desk->session, "referral.acknowledge", 20, request, strlen(request),
                          &answer) == ONWARD_OK;
  if (!desk->won) {
    char reason[100];
    copied(at(onward_text_data(answer), "reason"), reason, sizeof reason);
    printf("  the other is refused: %s\n", reason);
  }
  onward_text_free(answer);
  return NULL;
}

static void act(struct desk* desk, const char* operation, const char* more) {
  later();
  free(call(desk->session, operation, "{\"referral_id\":%ld%s}", desk->referral, more));
}

static long tell_first_need(onward_session* ada, long client, long consent, long issue) {
  puts("The first need: several are asked, two race");
  later();
  char receivers[400] = "";
  for (int i = 0; i < desk_count; ++i) {
    const size_t used = strlen(receivers);
    snprintf(receivers + used, sizeof receivers - used, "%s{\"service_id\":%ld}", i ? "," : "",
             desks[i].service);
  }
  char* sent = call(ada, "need.send",
                    "{\"client_id\":%ld,\"issue_id\":%ld,\"consent_id\":%ld,\"receivers\":[%s]}",
                    client, issue, consent, receivers);
  const long need = number(at(sent, "need"), "id");
  const char* one = NULL;
  int asked = 0;
  for (; (one = item(at(sent, "referrals"), asked)); ++asked)
    desk_of(number(one, "receiver_id"))->referral = number(one, "id");
  printf("  need %s asks %d organisations\n", text(at(sent, "need"), "reference"), asked);
  free(sent);

  later();
  pthread_t race[2];
  for (int i = 0; i < 2; ++i) pthread_create(&race[i], NULL, acknowledge, &desks[i]);
  for (int i = 0; i < 2; ++i) pthread_join(race[i], NULL);
  printf("  winners: %d\n", desks[0].won + desks[1].won);
  struct desk* winner = desks[0].won ? &desks[0] : &desks[1];
  struct desk* next = desks[0].won ? &desks[1] : &desks[0];

  act(winner, "referral.decline", ",\"reason_code\":\"capacity\"");
  char* kept = call(winner->session, "referral.get", "{\"referral_id\":%ld}", winner->referral);
  char phases[8][40];
  char* record = call(ada, "need.get", "{\"need_id\":%ld}", need);
  for (int i = 0; (one = item(at(record, "referrals"), i)); ++i)
    copied(at(one, "phase"), phases[i], sizeof phases[i]);
  free(record);
  qsort(phases, (size_t)asked, sizeof phases[0], by_text);
  printf("  the winner declines for %s: ", text(kept, "reason_code"));
  free(kept);
  for (int i = 0; i < asked; ++i) printf("%s%s", i ? ", " : "", phases[i]);
  puts("");

  act(next, "referral.acknowledge", "");
  act(next, "referral.accept", "");
  act(next, "referral.start", "");
  act(next, "referral.complete",
      ",\"outcome\":\"successful\",\"note\":\"The eviction was withdrawn.\"");
  char* done = call(ada, "referral.get", "{\"referral_id\":%ld}", next->referral);
  printf("  the next completes it: %s\n", text(done, "outcome"));
  free(done);
  return need;
}

static long tell_second_need(onward_session* ada, long client, long consent, long issue) {
  puts("The second need: refused, extended, met");
  later();
  char* wills =
      call(ada, "need.find_receivers", "{\"client_id\":%ld,\"issue_id\":%ld}", client, issue);
  const long first = number(item(at(wills, "receivers"), 0), "service_id");
  const long second = number(item(at(wills, "receivers"), 1), "service_id");
  free(wills);
  char* sent = call(ada, "need.send",
                    "{\"client_id\":%ld,\"issue_id\":%ld,\"consent_id\":%ld,"
                    "\"urgency\":\"urgent\",\"receivers\":[{\"service_id\":%ld}]}",
                    client, issue, consent, first);
  const long need = number(at(sent, "need"), "id");
  const char* one = item(at(sent, "referrals"), 0);
  struct desk* desk = desk_of(number(one, "receiver_id"));
  desk->referral = number(one, "id");
  free(sent);
  act(desk, "referral.decline", ",\"reason_code\":\"not_appropriate\"");
  char* record = call(ada, "need.get", "{\"need_id\":%ld}", need);
  printf("  refused: %s, %s\n", text(at(record, "need"), "phase"),
         text(at(record, "need"), "reason"));
  free(record);
  later();
  char* extended = call(ada, "need.extend",
                        "{\"need_id\":%ld,\"receivers\":[{\"service_id\":%ld}]}", need, second);
  printf("  extended: %s\n", text(at(extended, "need"), "phase"));
  one = item(at(extended, "referrals"), 1);
  desk = desk_of(number(one, "receiver_id"));
  desk->referral = number(one, "id");
  free(extended);
  act(desk, "referral.accept", "");
  act(desk, "referral.complete", ",\"outcome\":\"partial\"");
  record = call(ada, "need.get", "{\"need_id\":%ld}", need);
  printf("  met: %s, %s\n", text(at(record, "need"), "phase"), text(at(record, "need"), "outcome"));
  free(record);
  return need;
}

static long tell_third_need(onward_session* ada, long client, long consent, long issue) {
  puts("The third need: nobody is eligible");
  later();
  char* sent = call(ada, "need.send",
                    "{\"client_id\":%ld,\"issue_id\":%ld,\"consent_id\":%ld,\"receivers\":[]}",
                    client, issue, consent);
  const char* born = at(sent, "need");
  const long need = number(born, "id");
  printf("  born %s, %s\n  blocked by ", text(born, "phase"), text(born, "reason"));
  say_pairs(at(born, "blocking"), "criterion", "receivers");
  printf("\n  the smallest relaxation that would help: ");
  say_texts(at(born, "relaxation"));
  puts("");
  free(sent);
  return need;
}

#define DRAFT                                                                   \
  "\"draft\":{\"client\":{\"given_name\":\"Roza\",\"family_name\":\"Diaz\","    \
  "\"birth_date\":\"1991-04-02\"},\"consent\":{},\"lines\":[{\"issue_id\":%ld," \
  "\"urgency\":\"urgent\",\"receivers\":[{\"service_id\":%ld}]%s}]}"

/* A questionnaire that must be answered before anybody is asked for this help. */
static void ask_before_sending(onward_session* ada, long issue) {
  char* form = call(ada, "questionnaire.define",
                    "{\"code\":\"eviction\",\"title\":\"Eviction\",\"issue_id\":%ld,"
                    "\"triage_scale\":\"urgency\",\"scales\":[{\"code\":\"urgency\","
                    "\"bands\":[{\"code\":\"high\",\"from_points\":3}]}],\"items\":["
                    "{\"link_id\":\"notice\",\"type\":\"boolean\",\"required\":true,"
                    "\"text\":\"Is there a notice to leave?\"}],\"score_rules\":["
                    "{\"scale\":\"urgency\",\"points\":3,"
                    "\"reason\":\"There is a notice to leave.\",\"when\":{\"question\":"
                    "\"notice\",\"operator\":\"equal\",\"answer\":{\"boolean\":true}}}]}",
                    issue);
  free(call(ada, "issue.update",
            "{\"issue_id\":%ld,\"questionnaire_id\":%ld,\"questionnaire_required\":true}", issue,
            number(form, "id")));
  free(form);
}

/* The referral that was sent. */
static long tell_intake(onward_session* ada, long issue, long service) {
  puts("An intake: asked before sending, and known already");
  later();
  ask_before_sending(ada, issue);
  char* review = call(ada, "intake.validate", "{" DRAFT "}", issue, service, "");
  const char *one = NULL, *before = "";
  printf("  in the way: ");
  for (int i = 0; (one = item(at(review, "problems"), i)); ++i) {
    const char* reason = text(one, "reason");
    if (strcmp(reason, before) != 0) printf("%s%s", i ? ", " : "", reason);
    before = reason;
  }
  const char* match = item(at(review, "matches"), 0);
  const long client = number(at(match, "client"), "id");
  printf("\n  perhaps client %ld, %.1f %%\n", client, 100 * strtod(at(match, "probability"), NULL));
  free(review);
  char* sent = call(ada, "intake.submit", "{" DRAFT ",\"client_id\":%ld}", issue, service,
                    ",\"answers\":[{\"link_id\":\"notice\","
                    "\"answers\":[{\"value\":{\"boolean\":true}}]}]",
                    client);
  char* score = call(ada, "questionnaire_response.score", "{\"response_id\":1}");
  const char* triage = at(score, "triage");
  printf("  sent; %s %ld, %s\n", text(triage, "scale"), number(triage, "points"),
         text(triage, "band"));
  const long referral = number(item(at(item(at(sent, "needs"), 0), "referrals"), 0), "id");
  free(score);
  free(sent);
  return referral;
}

static void tell_delay(onward_session* nobody, onward_session* ada) {
  puts("Two days without an answer");
  now += 2 * 24 * 60 * 60 * (int64_t)1000000;
  for (int more = 1; more;) {
    char* ticked = call(nobody, "system.tick", "{}");
    more = strncmp(at(ticked, "more"), "true", 4) == 0;
    free(ticked);
  }
  const char* one = NULL;
  char* late = call(ada, "referral.list", "{\"view\":\"sent\",\"overdue_only\":true}");
  for (int i = 0; (one = item(at(late, "referrals"), i)); ++i)
    printf("  referral %s is overdue: %s, %s\n", text(one, "reference"), text(one, "phase"),
           text(one, "urgency"));
  free(late);
  char* cards = call(ada, "dashboard.counts", "{}");
  for (int i = 0; (one = item(at(cards, "counts"), i)); ++i)
    if (number(one, "count"))
      printf("  %s %s %ld\n", text(one, "side"), text(one, "card"), number(one, "count"));
  free(cards);
}

static void show_summary(onward_session* ada) {
  char* s = call(ada, "report.summary", "{}");
  printf("Summary\n  %ld needs: ", number(s, "needs"));
  say_pairs(at(s, "needs_by_phase"), "name", "count");
  printf("\n  outcomes: ");
  say_pairs(at(s, "needs_by_outcome"), "name", "count");
  printf("\n  %ld referrals: ", number(s, "sent"));
  say_pairs(at(s, "sent_by_phase"), "name", "count");
  free(s);
  char* verified = call(ada, "journal.verify", "{\"deep\":true}");
  printf("\n  journal: %ld entries, %s\n", number(verified, "size"),
         strncmp(at(verified, "intact"), "true", 4) == 0 ? "intact" : "damaged");
  free(verified);
  char* proof = call(ada, "journal.prove", "{\"sequence\":1}");
  char* checkpoint = call(ada, "journal.checkpoint", "{}");
  char root[80], tree[80];
  int hashes = 0;
  while (item(at(proof, "hashes"), hashes)) ++hashes;
  printf("  %d hashes lead from its first entry to the root%s\n", hashes,
         strcmp(copied(at(proof, "root"), root, sizeof root),
                copied(at(checkpoint, "root"), tree, sizeof tree)) == 0
             ? " of the checkpoint"
             : "");
  free(proof);
  free(checkpoint);
}

int main(int count, char** arguments) {
  unsigned next = 0;
  const onward_host host = {
      .struct_size = sizeof host, .user = &next, .clock = clock_now, .random = chance};
  const char* options = "{\"store\":\":memory:\"}";
  onward_engine* engine = NULL;
  if (onward_open(options, strlen(options), &host, &engine, NULL) != ONWARD_OK) return 1;
  onward_session* nobody = session_of(engine, 0, 0);
  char* created = call(nobody, "system.create",
                       "{\"network\":\"Orange County\",\"organization\":\"Family Services\","
                       "\"login\":\"ada\",\"name\":\"Ada\",\"time_zone\":\"America/New_York\"}");
  onward_session* ada = session_of(engine, number(at(created, "staff"), "id"),
                                   number(at(created, "organization"), "id"));
  free(created);

  import_directory(ada, count > 1 ? arguments[1] : "examples/data");
  puts("A client, with consent");
  free(call(ada, "policy.set",  // clients are the host's own
            "{\"scope\":\"store\",\"knobs\":{\"client_requires_referral\":false}}"));
  const char* facts[] = {"immigration_status", "incarceration_status"};  // as the feed has them
  for (size_t i = 0; i < 2; ++i)
    free(call(ada, "code.set", "{\"list\":\"attribute\",\"code\":\"%s\",\"name\":\"%s\"}", facts[i],
              facts[i]));
  char* rosa = call(ada, "client.create",
                    "{\"details\":{\"given_name\":\"Rosa\",\"family_name\":\"Diaz\","
                    "\"birth_date\":\"1991-04-02\",\"locality\":\"Orange County\","
                    "\"income_percent\":120,\"attributes\":["
                    "{\"name\":\"immigration_status\",\"value\":\"United States Citizen\"},"
                    "{\"name\":\"incarceration_status\","
                    "\"value\":\"Not in custody and no conditions\"}]}}");
  const long client = number(rosa, "id");
  free(rosa);
  char* given = call(ada, "consent.record", "{\"client_id\":%ld}", client);
  const long consent = number(given, "id");
  free(given);
  printf("  client %ld, consent %ld\n", client, consent);

  const long tenant = issue_of(ada, "other-landlord-tenant");
  find_desks(engine, ada, client, tenant);
  const long first = tell_first_need(ada, client, consent, tenant);
  const long second = tell_second_need(ada, client, consent, issue_of(ada, "estate-planning"));
  const long third = tell_third_need(ada, client, consent, issue_of(ada, "expungement"));
  const long last = tell_intake(ada, tenant, desks[0].service);
  tell_delay(nobody, ada);
  later();
  char* referral = call(ada, "referral.get", "{\"referral_id\":%ld}", last);
  free(call(desk_of(number(referral, "receiver_id"))->session, "referral.acknowledge",
            "{\"referral_id\":%ld}", last));
  const long fourth = number(referral, "need_id");
  free(referral);
  show_timeline(ada, first, "a tenant");
  show_timeline(ada, second, "a will");
  show_timeline(ada, third, "a record");
  show_timeline(ada, fourth, "an eviction");
  show_summary(ada);

  for (int i = 0; i < desk_count; ++i) onward_session_close(desks[i].session);
  onward_session_close(ada);
  onward_session_close(nobody);
  onward_close(engine);
  return 0;
}
