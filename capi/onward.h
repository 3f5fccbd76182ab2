/* Onward: referrals in health and social care that reach their end. The C interface, and the only
 * one whose binary form is promised.
 *
 *   onward_engine *engine = NULL;
 *   onward_session *session = NULL;
 *   onward_text *answer = NULL;
 *   const char *options = "{\"store\": \"county.db\"}";
 *   const char *caseworker = "{\"staff_id\": 4, \"organization_id\": 2}";
 *   const char *request = "{\"referral_id\": 17}";
 *   onward_status status = onward_open(options, strlen(options), NULL, &engine, NULL);
 *   if (status == ONWARD_OK)
 *     status = onward_session_open(engine, caseworker, strlen(caseworker), &session, NULL);
 *   if (status == ONWARD_OK)
 *     status = onward_call(session, "referral.acknowledge", 20, request, strlen(request), &answer);
 *   if (status == ONWARD_REFUSED) puts(onward_text_data(answer));
 *   onward_text_free(answer);
 *   onward_session_close(session);
 *   onward_close(engine);
 *
 * Text       is UTF-8 with an explicit size in bytes and needs no NUL at its end. Options,
 *            requests and answers are JSON; onward_describe() tells their shape. What an operation
 *            does, and why it may refuse, is in docs/operations.md.
 * Answers    Every function that can fail takes an onward_text ** and stores its answer there: the
 *            response, the refusal or what is broken, as the status tells. It may be NULL when
 *            nobody will read it. Without memory for an answer, NULL is stored.
 * Ownership  What a function stores through a ** belongs to the caller, who gives it back to the
 *            function that ends it: onward_close, onward_session_close, onward_text_free. These
 *            take NULL too. Handles may be ended in any order: the store is closed with the last
 *            of them. Arguments are borrowed for the call. A NULL where something is needed is
 *            refused.
 * Threads    An engine may be used from many threads at once, a session or a text by one at a
 *            time. Callbacks run on whichever thread is calling, perhaps for another thread's
 *            call, and must not call the engine.
 * Versions   Functions and ONWARD_ values are only ever added; requests may gain members that may
 *            be left out, answers may gain members, lists of names may gain names. tests/capi/v1
 *            holds this header as first released, and a program that must go on working.
 */
#ifndef ONWARD_H
#define ONWARD_H

#include <stddef.h>
#include <stdint.h>

#include "onward_arrow.h"

#if defined(_WIN32)
#define ONWARD_API __declspec(dllexport)
#else
#define ONWARD_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct onward_engine onward_engine;   /* an open store */
typedef struct onward_session onward_session; /* who calls, for whom */
typedef struct onward_text onward_text;       /* text of the library's */

typedef int32_t onward_status;
/* The response. */
#define ONWARD_OK 0
/* {"reason", "path", "text", "message", "facts", "problems"}: the engine said no, and wrote nothing
 * but the record of an access that was denied; what system.tick had done before stays done.
 * `reason` and `path` are for programs, `text` is for a caseworker, `message` for a log. */
#define ONWARD_REFUSED 1
/* {"message"}: the disk, the host or a bug, and nothing was written, but what system.tick had done
 * before stays done; or no memory, and then it may have been. */
#define ONWARD_BROKEN 2
/* {"message"}: it may have been written or not. The engine takes no more work: open another, and
 * repeat the call with the same idempotency key. */
#define ONWARD_COMMIT_UNKNOWN 3
/* {"message"}: the host said so. Slices of long work that were done before stay done. */
#define ONWARD_CANCELLED 4

/* What the engine wants of the world. Set struct_size to sizeof(onward_host), user to what the
 * callbacks are to be given, and any callback to NULL for the default. A callback answers 0; with
 * any other number, unless it says otherwise, the call that needed it ends as ONWARD_BROKEN.
 * The callbacks and `user` must live until the engine and all its sessions are closed. */
typedef struct onward_host {
  size_t struct_size;
  void* user;
  /* Microseconds since 1970 in UTC. Default: the system's clock. */
  int32_t (*clock)(void* user, int64_t* microseconds);
  /* Fills the bytes with chance. Default: the system's. */
  int32_t (*random)(void* user, uint8_t* bytes, size_t size);
  /* Fills the 32 bytes with the key for a purpose ("checkpoint": an Ed25519 seed).
   * ONWARD_NO_KEY: there is none. Default: there are none. */
  int32_t (*key)(void* user, const char* purpose, size_t purpose_size, uint8_t* key);
  /* done of total units of long work; total 0 is unknown. */
  int32_t (*progress)(void* user, const char* what, size_t what_size, int64_t done, int64_t total);
  /* Asked now and then during long work, and while a call or onward_open waits for another process
   * to end its writing; not 0: it ends as ONWARD_CANCELLED. */
  int32_t (*cancelled)(void* user);
  /* Calls body(work, index) once for every index from 0 to count - 1, in any order, on any threads,
   * and comes back, whatever it answers, when all that began are done. Default: one by one. */
  int32_t (*parallel_for)(void* user, size_t count, void (*body)(void* work, size_t index),
                          void* work);
  /* Writes the code of the locality in which an address lies, at most `capacity` bytes of UTF-8,
   * and its size; 0: it is not known. It is asked while the store is being written, so it answers
   * at once. Default: none is known. */
  int32_t (*locality_of)(void* user, const char* address, size_t address_size, const char* postcode,
                         size_t postcode_size, char* code, size_t capacity, size_t* code_size);
} onward_host;
#define ONWARD_NO_KEY 1

/* Opens a store, or creates an empty one. host may be NULL. */
ONWARD_API onward_status onward_open(const char* options, size_t options_size,
                                     const onward_host* host, onward_engine** engine,
                                     onward_text** answer);
ONWARD_API void onward_close(onward_engine* engine);

/* Copies the store, as it is at one moment, to a file that must not exist, while others read and
 * write. The copy is a store. A file that was copied by other means while it was in use is none:
 * what was written last stands beside it. The answer is {}. */
ONWARD_API onward_status onward_backup(onward_engine* engine, const char* path, size_t path_size,
                                       onward_text** answer);

/* What journal.verify answers with "deep", without a session: whoever has the store's file may ask,
 * also when the rows that say who may are damaged. */
ONWARD_API onward_status onward_verify(onward_engine* engine, onward_text** answer);

/* Says who calls and for which organisation. Whether they may is looked up at every call. */
ONWARD_API onward_status onward_session_open(onward_engine* engine, const char* options,
                                             size_t options_size, onward_session** session,
                                             onward_text** answer);
ONWARD_API void onward_session_close(onward_session* session);

/* Runs one operation in one transaction. */
ONWARD_API onward_status onward_call(onward_session* session, const char* operation,
                                     size_t operation_size, const char* request,
                                     size_t request_size, onward_text** answer);

/* Adds bytes to a blob, whose size is `offset` so far; 0 begins one. The answer is {"size"}.
 * The identifier is the host's own, 1 to 1,000 bytes. An organisation sees its own blobs alone. It
 * reads those that attachment.get names while it sees the attachment, and cannot erase them. */
ONWARD_API onward_status onward_blob_put(onward_session* session, const char* id, size_t id_size,
                                         int64_t offset, const void* bytes, size_t bytes_size,
                                         onward_text** answer);
/* Copies at most `capacity` bytes from `offset` on; *copied is fewer only where the blob ends.
 * The answer is {"size"} of the whole blob. */
ONWARD_API onward_status onward_blob_get(onward_session* session, const char* id, size_t id_size,
                                         int64_t offset, void* bytes, size_t capacity,
                                         size_t* copied, onward_text** answer);
/* Erases a blob: a feed that was imported. The answer is {}. */
ONWARD_API onward_status onward_blob_erase(onward_session* session, const char* id, size_t id_size,
                                           onward_text** answer);

/* Reads a table as columns: fills *out with a stream of Arrow's C interface (onward_arrow.h, or
 * any header with that layout), whose release ends it. Rows come by id, as far as the session may
 * see them: it is asked again for every batch, which is read in a transaction of its own, so that
 * who reads keeps nobody from writing, and who writes between two batches may find it in the
 * second. Rows made after this call are left out. The stream may outlive the session and the
 * engine's handle; it is used by one thread at a time, and never within a callback. A function of
 * the stream that does not answer 0 has ended it: EACCES, the session may no more; ECANCELED, the
 * host said so; EIO and ENOMEM.
 * The table may also be an operation that reads and answers with a list, such as "metric.query" or
 * "referral.list": its records are read to the last page. Each page is a call of its own, which
 * leaves what a call leaves; the first one is made here, with the option "request".
 * Options are {"columns", "personal", "where", "batch_rows", "request", "list", "answer"}:
 * onward_describe() tells them, the tables, and the lists of operations ("answers"). With "answer",
 * which is what onward_call() answered, lists are read from it and nothing is asked.
 * The answer is the columns' dictionary: names, types, sentences, units, codes; and what the
 * operation said beside the list.
 */
struct ArrowArrayStream;
ONWARD_API onward_status onward_stream(onward_session* session, const char* table,
                                       size_t table_size, const char* options, size_t options_size,
                                       struct ArrowArrayStream* out, onward_text** answer);

/* Everything there is: operations, nouns, tables, reasons, options, lifecycles, with their JSON
 * Schemas. */
ONWARD_API onward_status onward_describe(onward_text** answer);

/* Shares credit for conversions among the sources of paths, without a store. The options are
 * {"models", "direct", "half_life_days", "of_value"}, all of which may be left out; describe() has
 * their schema, and that of the answer, under "attribution".
 *
 * Paths come as the chunks of one Arrow table, a struct with these columns in any order:
 *   path         lists of text, or of text in a dictionary: the source of each touch, earliest
 *                first; at least one
 *   touched_at   may be left out: lists of timestamps or dates, one for each touch, never falling
 *   conversions  whole numbers: how often this path led to one
 *   nulls        may be left out: whole numbers, how often it led to none
 *   value        may be left out: whole numbers, what all its conversions are worth, in the
 *                smallest unit of one currency
 * No cell is null. What is wrong is refused with its column, row and touch: "/path/3/0".
 *
 * Credit goes as one Arrow array, a struct with a row for each source, by name: `source` is text,
 * and each model has a column of its name. It has conversions, as decimals with six digits behind
 * the point, or with `of_value` whole units of value; they sum to the total to the last digit. A
 * model that cannot be computed has no column, and the answer tells why in "omitted".
 *
 * The schema and the chunks are borrowed. Both structures for the credit are the caller's, who
 * releases what was put into them; where nothing was, `release` is NULL. */
ONWARD_API onward_status onward_attribute(const char* options, size_t options_size,
                                          const struct ArrowSchema* schema,
                                          const struct ArrowArray* const* chunks,
                                          size_t chunks_count, struct ArrowSchema* credit_schema,
                                          struct ArrowArray* credit, onward_text** answer);

/* NUL-terminated, and never NULL; valid until onward_text_free. */
ONWARD_API const char* onward_text_data(const onward_text* text);
ONWARD_API size_t onward_text_size(const onward_text* text);
ONWARD_API void onward_text_free(onward_text* text);

/* Of the library that is loaded, for example "0.1.0"; and how it was built, for a bug report. */
ONWARD_API const char* onward_version(void);
ONWARD_API const char* onward_build(void);

/* major * 1,000,000 + minor * 1,000 + patch, of this header. */
#define ONWARD_VERSION_NUMBER 1000

#ifdef __cplusplus
}
#endif

#endif
