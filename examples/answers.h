/* Reading answers: pointers into their JSON. A host has a library for it; the story needs no more.
 */
#ifndef ANSWERS_H
#define ANSWERS_H

#include <stdlib.h>
#include <string.h>

static const char* after_text(const char* p) {
  for (++p; *p != '"'; ++p)
    if (*p == '\\') ++p;
  return p + 1;
}
static const char* after_value(const char* p) {
  int depth = 0;
  do {
    if (*p == '"') {
      p = after_text(p);
      continue;
    }
    if (*p == '{' || *p == '[') ++depth;
    if (*p == '}' || *p == ']') --depth;
    ++p;
  } while (depth > 0 || (*p && !strchr(",]}", *p)));
  return p;
}
/* The value of a member; NULL without it. */
static const char* at(const char* object, const char* name) {
  const size_t size = strlen(name);
  for (const char* p = object + 1; *p == '"' || *p == ',';) {
    if (*p == ',') ++p;
    const char* value = after_text(p) + 1;
    if (strncmp(p + 1, name, size) == 0 && p[1 + size] == '"') return value;
    p = after_value(value);
  }
  return NULL;
}
/* The n-th item of an array; NULL behind the last. */
static const char* item(const char* array, int n) {
  const char* p = array + 1;
  while (*p != ']') {
    if (n-- == 0) return p;
    p = after_value(p);
    if (*p == ',') ++p;
  }
  return NULL;
}
static long number(const char* object, const char* name) {
  return strtol(at(object, name), NULL, 10);
}
static const char* copied(const char* value, char* out, size_t size) {
  size_t n = 0;
  for (++value; *value != '"' && n + 1 < size; ++value) {
    if (*value == '\\') ++value;
    out[n++] = *value;
  }
  out[n] = '\0';
  return out;
}
/* A member that is text; valid until the eighth next call. */
static const char* text(const char* object, const char* name) {
  static char kept[8][400];
  static int next = 0;
  next = (next + 1) % 8;
  return copied(at(object, name), kept[next], sizeof kept[next]);
}

#endif
