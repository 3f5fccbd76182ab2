// The person who needs help, and the consent under which anything about them is shared.
#pragma once

#include "onward/model/directory.hpp"

namespace onward {

// A fact that hosts define, for example income_percent = 120 or veteran = yes.
struct Attribute {
  std::string name{};
  std::string value{};
};
template <>
inline constexpr auto rows<Attribute> = std::array{
    row<&Attribute::name>(1, "name", "The attribute, for example veteran."),
    row<&Attribute::value>(2, "value", "Its value, for example yes.", is_special),
};

struct Client {
  ClientId id{};
  std::int64_t revision = 0;
  OrganizationId registered_by{};
  Instant registered_at{};
  std::string given_name{};
  std::string family_name{};
  std::optional<Date> birth_date{};
  Gender gender = Gender::unknown;
  std::string locality{};
  std::string language{};
  std::string email{};
  std::string phone{};
  std::optional<std::int64_t> income_percent{};
  std::vector<std::string> populations{};
  std::vector<Attribute> attributes{};
  std::string match_key{};
};
template <>
inline constexpr auto rows<Client> = std::array{
    row<&Client::id>(1, "id", "Given by the store; never reused."),
    row<&Client::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Client::registered_by>(3, "registered_by", "The organisation that registered them."),
    row<&Client::registered_at>(4, "registered_at", "When they were registered."),
    row<&Client::given_name>(5, "given_name", "First name.", is_personal),
    row<&Client::family_name>(6, "family_name", "Last name.", is_personal),
    row<&Client::birth_date>(7, "birth_date", "Date of birth; absent is unknown.", is_personal),
    row<&Client::gender>(8, "gender", "Gender, with prefer_not_to_say.", is_personal),
    row<&Client::locality>(9, "locality", "Where they live: the area code used by services.",
                           is_personal),
    row<&Client::language>(10, "language", "Language they speak best, ISO 639; empty unknown.",
                           is_personal),
    row<&Client::email>(11, "email", "Electronic mail address.", is_personal),
    row<&Client::phone>(12, "phone", "Telephone number.", is_personal),
    row<&Client::income_percent>(
        13, "income_percent", "Household income in percent of the poverty standard.", is_special),
    row<&Client::populations>(14, "populations", "Groups they belong to.", is_special),
    row<&Client::attributes>(15, "attributes", "Facts that the host defines.", is_special),
    row<&Client::match_key>(16, "match_key", "Folded names and birth date, for look-up.",
                            is_personal),
};

struct Consent {
  ConsentId id{};
  std::int64_t revision = 0;
  ClientId client_id{};
  OrganizationId organization_id{};
  StaffId recorded_by{};
  Instant recorded_at{};
  Instant given_at{};
  std::string given_by{};
  std::vector<IssueId> issues{};
  std::vector<OrganizationId> receivers{};
  std::optional<Date> expires_on{};
  std::optional<Instant> withdrawn_at{};
};
template <>
inline constexpr auto rows<Consent> = std::array{
    row<&Consent::id>(1, "id", "Given by the store; never reused."),
    row<&Consent::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Consent::client_id>(3, "client_id", "Whose data may be shared."),
    row<&Consent::organization_id>(4, "organization_id", "The organisation that may share it."),
    row<&Consent::recorded_by>(5, "recorded_by", "The member of staff who recorded it."),
    row<&Consent::recorded_at>(6, "recorded_at", "When it was recorded."),
    row<&Consent::given_at>(7, "given_at", "When it was given."),
    row<&Consent::given_by>(8, "given_by", "Who gave it when not the client; empty is the client.",
                            is_personal),
    row<&Consent::issues>(9, "issues", "Issues it covers; empty is all."),
    row<&Consent::receivers>(10, "receivers", "Organisations it covers; empty is all."),
    row<&Consent::expires_on>(11, "expires_on", "First day on which it holds no more."),
    row<&Consent::withdrawn_at>(12, "withdrawn_at", "When it was withdrawn."),
};

}  // namespace onward
