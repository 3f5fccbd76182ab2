// How an operation is named in C++: Session::call<referral::acknowledge>({.referral_id = 17}).
#pragma once

#include <algorithm>

#include "onward/json.hpp"
#include "onward/result.hpp"

namespace onward {

template <std::size_t Size> struct FixedText {
  char text[Size]{};
  consteval FixedText(const char (&from)[Size]) { std::copy_n(from, Size, text); }
};

template <FixedText Name, class In, class Out> struct Tag {
  using Request = In;
  using Response = Out;
  static constexpr std::string_view name = Name.text;
};

// A request that needs no members.
struct Empty {};
template <> inline constexpr auto rows<Empty> = std::array<Row, 0>{};
ONWARD_RECORD(Empty);

// How a list is asked for, and how a page answers. A page may be short and still have a cursor:
// at most 1,500 rows are visited for it.
constexpr std::int64_t page_limit_default = 50;
constexpr std::int64_t page_limit_max = 500;

}  // namespace onward
