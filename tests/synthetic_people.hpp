// A county of people who do not exist, and the errors with which they are written down.
#pragma once

#include <string>
#include <vector>

#include "chance.hpp"
#include "onward/rules/matching.hpp"

namespace onward::tests {

// Names as common as names are, birth dates of 85 years with too many on 1 January, postcodes that
// forty people share; phone, email and postcode are missing here and there. Comparable.
class PeopleMaker {
 public:
  PeopleMaker(std::uint64_t seed, std::int64_t people);
  MatchRecord next();

 private:
  std::string family_name();
  std::string postcode();

  Chance chance_;
  std::int64_t people_;
};

enum class Slip : std::uint8_t {
  insertion,  // of a letter into a name; the next three likewise
  deletion,
  substitution,
  exchange,  // of two neighbours
  swapped_names,
  swapped_day_and_month,  // or a wrong digit, where that is no date
  wrong_digit_of_date,
  missing_field  // one of the names, the birth date, phone or postcode
};
constexpr std::size_t slips = 8;

// The record as somebody writes it down who makes this error.
MatchRecord with_slip(MatchRecord, Slip, Chance&);

}  // namespace onward::tests
