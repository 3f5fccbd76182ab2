// A value that is passed through as it came: any JSON, as text.
#pragma once

#include "onward/schema.hpp"

namespace onward {

struct Json {
  std::string text = "null";
};

template <> struct Kind<Json> {
  static constexpr Type::Cell cell = Type::Cell::composite;
  static constexpr bool required = true;
  static constexpr bool nullable = false;
  static constexpr std::int64_t limit = 0;
  static void write(Writer&, const void*);
  static void read(Reader&, void*, const Row&, const Path&, std::vector<Problem>&);
  static void schema(Writer&, const Row&);  // anything
};

}  // namespace onward
