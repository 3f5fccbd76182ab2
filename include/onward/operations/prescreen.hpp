// The pre-screen: what somebody could get help with, before anybody is registered.
#pragma once

#include "onward/model/client.hpp"
#include "onward/model/referral.hpp"
#include "onward/operations/tag.hpp"
#include "onward/rules/eligibility.hpp"

namespace onward {

struct Prescreen {
  std::vector<IssueId> issues{};
  std::optional<Date> birth_date{};
  Gender gender = Gender::unknown;
  std::string locality{};
  std::string language{};
  std::optional<std::int64_t> income_percent{};
  std::vector<std::string> populations{};
  std::vector<Attribute> attributes{};
  std::optional<std::int64_t> latitude_microdegrees{};
  std::optional<std::int64_t> longitude_microdegrees{};
};
template <>
inline constexpr auto rows<Prescreen> = std::array{
    row<&Prescreen::issues>(1, "issues", "The types of help asked about, 1 to 50.", {.limit = 50}),
    row<&Prescreen::birth_date>(2, "birth_date", "Date of birth; absent is unknown.", is_personal),
    row<&Prescreen::gender>(3, "gender", "Gender; unknown when absent.", may_be_absent_personal),
    row<&Prescreen::locality>(4, "locality", "Where the person lives; empty is unknown.",
                              may_be_absent_personal),
    row<&Prescreen::language>(5, "language", "Language spoken best, ISO 639.",
                              may_be_absent_personal),
    row<&Prescreen::income_percent>(6, "income_percent",
                                    "Income in percent of the poverty standard.", is_personal),
    row<&Prescreen::populations>(7, "populations", "Groups the person belongs to.", is_special),
    row<&Prescreen::attributes>(8, "attributes", "What hosts define.", is_special),
    row<&Prescreen::latitude_microdegrees>(9, "latitude_microdegrees",
                                           "Where the person lives, WGS 84; absent is unknown.",
                                           is_personal),
    row<&Prescreen::longitude_microdegrees>(10, "longitude_microdegrees",
                                            "Where the person lives, WGS 84; absent is unknown.",
                                            is_personal),
};
ONWARD_RECORD(Prescreen);
// One type of help.
struct Prospect {
  IssueId issue_id{};
  std::int64_t likely = 0;
  std::int64_t possible = 0;
  std::vector<Criterion> to_find_out{};
  std::vector<BlockingCount> blocking{};
};
template <>
inline constexpr auto rows<Prospect> = std::array{
    row<&Prospect::issue_id>(1, "issue_id", "The type of help."),
    row<&Prospect::likely>(2, "likely", "Services whose every criterion holds."),
    row<&Prospect::possible>(3, "possible", "Services that may help, once more is known."),
    row<&Prospect::to_find_out>(4, "to_find_out",
                                "What the best of these want to know; empty when nothing."),
    row<&Prospect::blocking>(5, "blocking", "What blocks how many of the others."),
};
ONWARD_RECORDS(Prospect);
struct Prescreened {
  std::vector<Prospect> prospects{};
};
template <>
inline constexpr auto rows<Prescreened> = std::array{
    row<&Prescreened::prospects>(1, "prospects", "For each issue, in the order asked."),
};
ONWARD_RECORD(Prescreened);

namespace need {
using prescreen = Tag<"need.prescreen", Prescreen, Prescreened>;
}

}  // namespace onward
