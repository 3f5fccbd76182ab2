// Are two records one person? Evidence field by field, in bits, and the probability it adds up to.
//
// The model is that of Fellegi and Sunter: each field of a pair agrees at some level, and a level
// counts log2(m / u) bits, where m is how often it is seen between records of one person and u
// between records of two. Nothing is decided here: who asks sees candidates, best first.
//   source   I. Fellegi, A. Sunter, A Theory for Record Linkage (1969); docs/decisions/0009
#pragma once

#include "onward/schema.hpp"

namespace onward {

// A number within a system, for example {"nhs", "9990000018"}. Systems are never mixed.
struct MatchIdentifier {
  std::string system{};
  std::string value{};
  friend bool operator==(const MatchIdentifier&, const MatchIdentifier&) = default;
};

// What may be known of a person; empty is unknown. Text is folded (fold, in src/text.hpp), which
// operations do when they fill it, and made comparable.
struct MatchRecord {
  std::string given_name{};
  std::string family_name{};
  std::optional<Date> birth_date{};
  std::vector<MatchIdentifier> identifiers{};
  std::string phone{};
  std::string email{};
  std::string postcode{};
  std::string house_number{};
  std::string address_line{};
  std::string second_address_line{};
  std::string locality{};  // town, suburb, or the code of one
  std::string region{};    // state or county, or the code of one
};

// One spelling for each field of a folded record, so that comparing is quick: letters and digits
// only of names, addresses, codes and identifiers; the last nine digits of a phone number, which
// are the same with and without a country's code; email without blanks.
MatchRecord made_comparable(MatchRecord folded);

enum class MatchField : std::uint8_t {
  given_name,
  family_name,
  birth_date,
  identifier,
  phone,
  email,
  postcode,
  house_number,
  address_line,
  second_address_line,
  locality,
  region
};
template <>
inline constexpr auto names<MatchField> = std::array{
    Name{MatchField::given_name, "given_name", "First name."},
    Name{MatchField::family_name, "family_name", "Last name."},
    Name{MatchField::birth_date, "birth_date", "Date of birth."},
    Name{MatchField::identifier, "identifier", "A number such as the NHS number."},
    Name{MatchField::phone, "phone", "Telephone number."},
    Name{MatchField::email, "email", "Electronic mail address."},
    Name{MatchField::postcode, "postcode", "Postcode."},
    Name{MatchField::house_number, "house_number", "Number of the house."},
    Name{MatchField::address_line, "address_line", "Street, or first line of the address."},
    Name{MatchField::second_address_line, "second_address_line", "Second line of the address."},
    Name{MatchField::locality, "locality", "Town or suburb."},
    Name{MatchField::region, "region", "State or county."},
};
constexpr std::size_t match_fields = names<MatchField>.size();

enum class MatchLevel : std::uint8_t {
  missing,
  exact,
  nickname,
  similar,
  near,
  swapped,
  crossed,
  transposed,
  one_slip,
  two_parts,
  same_year,
  different
};
template <>
inline constexpr auto names<MatchLevel> = std::array{
    Name{MatchLevel::missing, "missing", "One of the two is unknown: no evidence."},
    Name{MatchLevel::exact, "exact", "The same."},
    Name{MatchLevel::nickname, "nickname", "Two forms of one name, as Bob and Robert."},
    Name{MatchLevel::similar, "similar", "Jaro-Winkler similarity of 0.92 or more."},
    Name{MatchLevel::near, "near", "Jaro-Winkler similarity of 0.85 or more."},
    Name{MatchLevel::swapped, "swapped",
         "First and last name have changed places; counted once, at the first name."},
    Name{MatchLevel::crossed, "crossed",
         "The one name that is known stands at the other's place; counted at the first name."},
    Name{MatchLevel::transposed, "transposed", "Day and month have changed places."},
    Name{MatchLevel::one_slip, "one_slip",
         "One character is wrong, missing or too many, or two neighbours have changed places."},
    Name{MatchLevel::two_parts, "two_parts", "Two of day, month and year are the same."},
    Name{MatchLevel::same_year, "same_year", "Only the year is the same."},
    Name{MatchLevel::different, "different", "None of these."},
};
constexpr std::size_t match_levels = names<MatchLevel>.size();

// The levels a field can agree at, best first, `missing` left out.
std::span<const MatchLevel> levels_of(MatchField);

// What comparing two records says, by field.
using MatchComparison = std::array<MatchLevel, match_fields>;

// Of two records that are made comparable; the order of the two does not matter.
MatchComparison compare(const MatchRecord&, const MatchRecord&);

// How often a level is seen: m between records of one person, u between records of two.
struct MatchOdds {
  double m = 1;
  double u = 1;
};

struct MatchWeights {
  std::array<std::array<MatchOdds, match_levels>, match_fields> odds{};  // by field, by level
  double prior = 0;  // how likely two records are one person, before anything is compared

  MatchOdds& at(MatchField f, MatchLevel l) {
    return odds[static_cast<std::size_t>(f)][static_cast<std::size_t>(l)];
  }
  const MatchOdds& at(MatchField f, MatchLevel l) const {
    return odds[static_cast<std::size_t>(f)][static_cast<std::size_t>(l)];
  }
};

// For a store that has not been trained (match_training.hpp).
//   source   docs/decisions/0009, with the origin of each figure
MatchWeights match_weights_default();

// Before anything is compared: about every other person who is looked up among `clients` is there.
double match_prior(std::int64_t clients);

struct MatchEvidence {
  MatchField field{};
  MatchLevel level{};
  double bits = 0;  // above 0 speaks for one person, below for two
};

// Weights made ready for many comparisons. Bits are rounded to 1/1024, so that sums are exact and
// the same on every machine. A field counts at most 40 bits either way, whatever the weights.
class MatchScore {
 public:
  explicit MatchScore(const MatchWeights&);

  double prior_bits() const { return prior_bits_; }
  double bits(MatchField f, MatchLevel l) const {
    return bits_[static_cast<std::size_t>(f)][static_cast<std::size_t>(l)];
  }
  // All evidence and the prior: 0 is as likely as not.
  double bits(const MatchComparison&) const;
  // Of every field that is known on both sides, in the order of the enumeration.
  std::vector<MatchEvidence> evidence(const MatchComparison&) const;

 private:
  std::array<std::array<double, match_levels>, match_fields> bits_{};
  double prior_bits_ = 0;
};

// From 0 to 1, both included: 60 bits are 1 in a double.
double match_probability(double bits);

struct MatchCandidate {
  std::int64_t id = 0;
  MatchComparison comparison{};
  double bits = 0;
  double probability = 0;
};

// A stored record that may be the one looked for.
struct MatchStored {
  std::int64_t id = 0;
  const MatchRecord* record = nullptr;
};

// The most probable, at most `limit`, at least so probable; of equal evidence the smallest id
// first. Where probabilities are 1 in a double, evidence still tells them apart.
std::vector<MatchCandidate> rank_candidates(const MatchRecord& wanted, std::span<const MatchStored>,
                                            const MatchScore&, std::size_t limit,
                                            double probability_min = 0);

}  // namespace onward
