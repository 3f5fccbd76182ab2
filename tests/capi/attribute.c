/* Attribution over Arrow arrays that a C program made by hand, sound and broken in every way that
 * can be seen. Built as C99, with the sanitizers in the dev preset. */
#undef NDEBUG /* a release build must not compile the checks away */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "onward.h"

/* Two paths, A>B and B, three conversions each; every array can be broken. */
struct table {
  int32_t offsets[3];
  int32_t text_offsets[4];
  char text[3];
  int64_t conversions[2];
  uint8_t valid[1];
  const void* no_buffers[1];
  const void* list_buffers[2];
  const void* text_buffers[3];
  const void* number_buffers[2];
  struct ArrowSchema schema, path_schema, entry_schema, number_schema;
  struct ArrowSchema *schemas[2], *entry_schemas[1];
  struct ArrowArray array, path, entries, numbers;
  struct ArrowArray *arrays[2], *entry_arrays[1];
};

static int released;
static void release_schema(struct ArrowSchema* s) {
  ++released;
  s->release = NULL;
}
static void release_array(struct ArrowArray* a) {
  ++released;
  a->release = NULL;
}

static void describe(struct ArrowSchema* s, const char* format, const char* name,
                     struct ArrowSchema** children, int64_t count) {
  memset(s, 0, sizeof *s);
  s->format = format;
  s->name = name;
  s->children = children;
  s->n_children = count;
  s->release = release_schema;
}
static void fill(struct ArrowArray* a, int64_t length, const void** buffers, int64_t n_buffers,
                 struct ArrowArray** children, int64_t count) {
  memset(a, 0, sizeof *a);
  a->length = length;
  a->buffers = buffers;
  a->n_buffers = n_buffers;
  a->children = children;
  a->n_children = count;
  a->release = release_array;
}

static void make(struct table* t) {
  static const int32_t offsets[3] = {0, 2, 3}, text_offsets[4] = {0, 1, 2, 3};
  memset(t, 0, sizeof *t);
  memcpy(t->offsets, offsets, sizeof offsets);
  memcpy(t->text_offsets, text_offsets, sizeof text_offsets);
  memcpy(t->text, "ABB", 3);
  t->conversions[0] = t->conversions[1] = 3;
  t->list_buffers[1] = t->offsets;
  t->text_buffers[1] = t->text_offsets;
  t->text_buffers[2] = t->text;
  t->number_buffers[1] = t->conversions;
  t->schemas[0] = &t->path_schema;
  t->schemas[1] = &t->number_schema;
  t->entry_schemas[0] = &t->entry_schema;
  t->arrays[0] = &t->path;
  t->arrays[1] = &t->numbers;
  t->entry_arrays[0] = &t->entries;
  describe(&t->schema, "+s", "", t->schemas, 2);
  describe(&t->path_schema, "+l", "path", t->entry_schemas, 1);
  describe(&t->entry_schema, "u", "item", NULL, 0);
  describe(&t->number_schema, "l", "conversions", NULL, 0);
  fill(&t->array, 2, t->no_buffers, 1, t->arrays, 2);
  fill(&t->path, 2, t->list_buffers, 2, t->entry_arrays, 1);
  fill(&t->entries, 3, t->text_buffers, 3, NULL, 0);
  fill(&t->numbers, 2, t->number_buffers, 2, NULL, 0);
}

/* Consumes the text. */
static int says(onward_text* answer, const char* part) {
  const int found = strstr(onward_text_data(answer), part) != NULL;
  if (!found) fprintf(stderr, "answered: %s\n", onward_text_data(answer));
  onward_text_free(answer);
  return found;
}

static int is_refused(struct table* t, const char* part) {
  const struct ArrowArray* chunk = &t->array;
  struct ArrowSchema schema;
  struct ArrowArray credit;
  onward_text* answer = NULL;
  const onward_status status =
      onward_attribute("{}", 2, &t->schema, &chunk, 1, &schema, &credit, &answer);
  assert(schema.release == NULL && credit.release == NULL);
  return status == ONWARD_REFUSED && says(answer, part);
}

static void shares_credit(void) {
  static const char options[] = "{\"models\":[\"linear\",\"first_touch\"]}";
  struct table t;
  const struct ArrowArray* chunks[2];
  struct ArrowSchema schema, taken_schema;
  struct ArrowArray credit, taken;
  const int64_t* units;
  onward_text* answer = NULL;
  make(&t);
  released = 0;
  chunks[0] = chunks[1] = &t.array;
  assert(onward_attribute(options, strlen(options), &t.schema, chunks, 2, &schema, &credit,
                          &answer) == ONWARD_OK);
  assert(says(answer, "\"conversions\":12"));
  assert(released == 0); /* what is borrowed stays the host's */
  assert(strcmp(schema.format, "+s") == 0 && schema.n_children == 3 && credit.n_children == 3);
  assert(strcmp(schema.children[0]->name, "source") == 0);
  assert(strcmp(schema.children[1]->name, "linear") == 0);
  assert(strcmp(schema.children[1]->format, "d:19,6") == 0);
  assert(credit.length == 2 && credit.children[1]->length == 2);
  units = credit.children[1]->buffers[1]; /* the lower halves of 128 bits */
  assert(units[0] == 3000000 && units[1] == 0 && units[2] == 9000000 && units[3] == 0);
  units = credit.children[2]->buffers[1];
  assert(units[0] == 6000000 && units[2] == 6000000);
  /* A child may be taken away, and lives on by itself. */
  taken = *credit.children[1];
  credit.children[1]->release = NULL;
  taken_schema = *schema.children[1];
  schema.children[1]->release = NULL;
  credit.release(&credit);
  schema.release(&schema);
  assert(credit.release == NULL && schema.release == NULL);
  assert(((const int64_t*)taken.buffers[1])[0] == 3000000);
  assert(strcmp(taken_schema.name, "linear") == 0);
  taken.release(&taken);
  taken_schema.release(&taken_schema);
}

static void reads_from_the_middle(void) {
  struct table t;
  const struct ArrowArray* chunk;
  struct ArrowSchema schema;
  struct ArrowArray credit;
  onward_text* answer = NULL;
  make(&t);
  chunk = &t.array;
  t.array.offset = t.array.length = 1; /* the second path alone */
  assert(onward_attribute(NULL, 0, &t.schema, &chunk, 1, &schema, &credit, &answer) ==
         ONWARD_REFUSED); /* no options are no JSON */
  onward_text_free(answer);
  assert(onward_attribute("{}", 2, &t.schema, &chunk, 1, &schema, &credit, &answer) == ONWARD_OK);
  assert(says(answer, "\"conversions\":3"));
  assert(credit.length == 1);
  credit.release(&credit);
  schema.release(&schema);
}

static void refuses_what_is_null(void) {
  struct table t;
  const struct ArrowArray* chunk;
  const struct ArrowArray* none = NULL;
  struct ArrowSchema schema;
  struct ArrowArray credit;
  onward_text* answer = NULL;
  make(&t);
  chunk = &t.array;
  assert(onward_attribute("{}", 2, NULL, &chunk, 1, &schema, &credit, &answer) == ONWARD_REFUSED);
  assert(says(answer, "schema is NULL"));
  assert(onward_attribute("{}", 2, &t.schema, NULL, 1, &schema, &credit, &answer) ==
         ONWARD_REFUSED);
  assert(says(answer, "chunks are NULL"));
  assert(onward_attribute("{}", 2, &t.schema, &none, 1, &schema, &credit, &answer) ==
         ONWARD_REFUSED);
  assert(says(answer, "a chunk is NULL"));
  assert(onward_attribute(NULL, 2, &t.schema, &chunk, 1, &schema, &credit, &answer) ==
         ONWARD_REFUSED);
  assert(says(answer, "options are NULL"));
  assert(onward_attribute("{}", 2, &t.schema, &chunk, 1, NULL, &credit, &answer) == ONWARD_REFUSED);
  assert(says(answer, "place for the credit"));
  assert(onward_attribute("{}", 2, &t.schema, &chunk, 1, &schema, NULL, &answer) == ONWARD_REFUSED);
  assert(says(answer, "place for the credit"));
  assert(onward_attribute("{}", 2, &t.schema, NULL, 0, &schema, &credit, NULL) == ONWARD_OK);
  credit.release(&credit);
  schema.release(&schema);
}

#define BROKEN(change, part)      \
  do {                            \
    make(&t);                     \
    change;                       \
    assert(is_refused(&t, part)); \
  } while (0)

static void refuses_schemas_that_are_not_sound(void) {
  struct table t;
  BROKEN(t.schema.release = NULL, "schema was released");
  BROKEN(t.schema.format = "l", "expected a table");
  BROKEN(t.schema.format = NULL, "expected a table");
  BROKEN(t.schema.n_children = -1, "expected a table");
  BROKEN(t.schema.children = NULL, "expected a table");
  BROKEN(t.schemas[0] = NULL, "a child that is NULL");
  BROKEN(t.path_schema.name = NULL, "is not known here");
  BROKEN(t.path_schema.format = "+vl", "expected lists");
  BROKEN(t.path_schema.children = NULL, "expected lists");
  BROKEN(t.entry_schemas[0] = NULL, "expected lists");
  BROKEN(t.entry_schema.format = "z", "expected lists");
  BROKEN(t.number_schema.format = "g", "expected whole numbers");
  BROKEN(t.path_schema.format = "+w:", "how long its lists are");
  BROKEN(t.path_schema.format = "+w:9", "\"/path/0\"");
}

static void refuses_arrays_that_are_not_sound(void) {
  struct table t;
  BROKEN(t.array.release = NULL, "was released");
  BROKEN(t.array.length = -1, "below 0");
  BROKEN(t.array.offset = -1, "below 0");
  BROKEN(t.array.length = INT64_MAX; t.array.offset = 2, "longer than");
  BROKEN(t.array.n_children = 1, "other children");
  BROKEN(t.array.children = NULL, "other children");
  BROKEN(t.arrays[1] = NULL, "child that is NULL");
  BROKEN(t.array.length = 3, "shorter than the table");
  BROKEN(t.array.offset = 1, "shorter than the table");
  BROKEN(t.array.null_count = 1; t.valid[0] = 1; t.no_buffers[0] = t.valid, "row 1 is null");
  BROKEN(t.path.n_buffers = 1, "fewer buffers");
  BROKEN(t.path.buffers = NULL, "fewer buffers");
  BROKEN(t.list_buffers[1] = NULL, "buffer that is NULL");
  BROKEN(t.path.n_children = 0, "other children");
  BROKEN(t.entry_arrays[0] = NULL, "child that is NULL");
  BROKEN(t.path.null_count = 1, "does not say what is null");
  BROKEN(t.offsets[1] = 5, "\"/path/0\"");
  BROKEN(t.offsets[0] = 3; t.offsets[1] = 1, "\"/path/0\"");
  BROKEN(t.offsets[0] = -1, "\"/path/0\"");
  BROKEN(t.offsets[2] = 4, "\"/path/1\"");
  BROKEN(t.text_offsets[1] = -1, "offsets fall");
  BROKEN(t.text_offsets[1] = 3; t.text_offsets[2] = 2, "\"/path/0/1\"");
  BROKEN(t.text_buffers[2] = NULL, "offsets fall");
  BROKEN(t.text[1] = (char)0xff, "not UTF-8");
  BROKEN(t.numbers.length = 1, "shorter than the table");
  BROKEN(t.number_buffers[1] = NULL, "buffer that is NULL");
  BROKEN(t.numbers.release = NULL, "was released");
}

static void refuses_dictionaries_that_are_not_sound(void) {
  struct table t;
  struct ArrowSchema index;
  struct ArrowArray places;
  int8_t at[3] = {0, 1, 1};
  const void* buffers[2] = {NULL, NULL};
#define BY_DICTIONARY                     \
  at[1] = 1;                              \
  buffers[1] = at;                        \
  describe(&index, "c", "item", NULL, 0); \
  index.dictionary = &t.entry_schema;     \
  fill(&places, 3, buffers, 2, NULL, 0);  \
  places.dictionary = &t.entries;         \
  t.entry_schemas[0] = &index;            \
  t.entry_arrays[0] = &places
  BROKEN(BY_DICTIONARY; at[1] = 3, "beyond the dictionary");
  BROKEN(BY_DICTIONARY; at[1] = -1, "beyond the dictionary");
  BROKEN(BY_DICTIONARY; places.dictionary = NULL, "has no dictionary");
  BROKEN(BY_DICTIONARY; t.entries.release = NULL, "was released");
  BROKEN(BY_DICTIONARY; index.format = "f", "expected lists");
  BROKEN(BY_DICTIONARY; t.entries.null_count = 1; t.valid[0] = 5;
         t.text_buffers[0] = t.valid, "is null");
}

/* Sixteen bytes: a size, the beginning, the number of a buffer, where in it. */
struct view {
  int32_t size;
  char start[4];
  int32_t buffer, offset;
};

static void refuses_views_that_are_not_sound(void) {
  struct table t;
  static const char far_away[] = "a dentist far away";
  struct view views[3];
  int64_t sizes[1];
  const void* buffers[4];
#define BY_VIEW                                \
  memset(views, 0, sizeof views);              \
  views[0].size = views[1].size = 1;           \
  views[0].start[0] = views[1].start[0] = 'A'; \
  views[2].size = 18;                          \
  memcpy(views[2].start, far_away, 4);         \
  sizes[0] = 18;                               \
  buffers[0] = NULL;                           \
  buffers[1] = views;                          \
  buffers[2] = far_away;                       \
  buffers[3] = sizes;                          \
  t.entry_schema.format = "vu";                \
  t.entries.buffers = buffers;                 \
  t.entries.n_buffers = 4
  BROKEN(BY_VIEW; views[2].size = -1, "\"/path/1/0\"");
  BROKEN(BY_VIEW; views[2].size = 19, "\"/path/1/0\"");
  BROKEN(BY_VIEW; views[2].buffer = 1, "\"/path/1/0\"");
  BROKEN(BY_VIEW; views[2].buffer = -1, "\"/path/1/0\"");
  BROKEN(BY_VIEW; views[2].offset = 1, "\"/path/1/0\"");
  BROKEN(BY_VIEW; views[2].offset = -1, "\"/path/1/0\"");
  BROKEN(BY_VIEW; buffers[2] = NULL, "\"/path/1/0\"");
  BROKEN(BY_VIEW; buffers[3] = NULL, "how long its buffers are");
  BROKEN(BY_VIEW; t.entries.n_buffers = 3; buffers[2] = sizes, "\"/path/1/0\"");
}

int main(void) {
  shares_credit();
  reads_from_the_middle();
  refuses_what_is_null();
  refuses_schemas_that_are_not_sound();
  refuses_arrays_that_are_not_sound();
  refuses_dictionaries_that_are_not_sound();
  refuses_views_that_are_not_sound();
  puts("attribution by the C interface: 7 stories, all as told");
  return 0;
}
