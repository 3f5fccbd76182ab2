// Clients and the consent under which anything about them is shared.
#pragma once

#include "onward/model/client.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

// The person, as somebody at a desk describes them.
struct ClientDetails {
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
};
template <>
inline constexpr auto rows<ClientDetails> = std::array{
    row<&ClientDetails::given_name>(1, "given_name", "First name.", is_personal),
    row<&ClientDetails::family_name>(2, "family_name", "Last name.", is_personal),
    row<&ClientDetails::birth_date>(3, "birth_date", "Date of birth; absent is unknown.",
                                    is_personal),
    row<&ClientDetails::gender>(4, "gender", "Unknown when absent.",
                                {.privacy = Privacy::personal, .may_be_absent = true}),
    row<&ClientDetails::locality>(5, "locality", "Where they live: the area code of services.",
                                  {.privacy = Privacy::personal, .may_be_absent = true}),
    row<&ClientDetails::language>(6, "language", "Language they speak best, ISO 639.",
                                  {.privacy = Privacy::personal, .may_be_absent = true}),
    row<&ClientDetails::email>(7, "email", "Electronic mail address.",
                               {.privacy = Privacy::personal, .may_be_absent = true}),
    row<&ClientDetails::phone>(8, "phone", "Telephone number.",
                               {.privacy = Privacy::personal, .may_be_absent = true}),
    row<&ClientDetails::income_percent>(
        9, "income_percent", "Household income in percent of the poverty standard.", is_special),
    row<&ClientDetails::populations>(10, "populations", "Groups they belong to.", is_special),
    row<&ClientDetails::attributes>(11, "attributes", "Facts that the host defines.", is_special),
};

struct CreateClient {
  ClientDetails details{};
};
template <>
inline constexpr auto rows<CreateClient> = std::array{
    row<&CreateClient::details>(1, "details", "The person.", is_personal),
};
struct ClientRef {
  ClientId client_id{};
};
template <>
inline constexpr auto rows<ClientRef> = std::array{
    row<&ClientRef::client_id>(1, "client_id", "The client meant."),
};
struct MatchClient {
  std::string given_name{};
  std::string family_name{};
  std::optional<Date> birth_date{};
};
template <>
inline constexpr auto rows<MatchClient> = std::array{
    row<&MatchClient::given_name>(1, "given_name", "First name.", is_personal),
    row<&MatchClient::family_name>(2, "family_name", "Last name.", is_personal),
    row<&MatchClient::birth_date>(3, "birth_date", "Date of birth.", is_personal),
};
struct ClientMatches {
  std::vector<Client> clients{};
};
template <>
inline constexpr auto rows<ClientMatches> = std::array{
    row<&ClientMatches::clients>(
        1, "clients", "Those the active organisation may see; a hidden match is no match.",
        is_personal),
};

struct RecordConsent {
  ClientId client_id{};
  std::optional<Instant> given_at{};
  std::string given_by{};
  std::vector<IssueId> issues{};
  std::vector<OrganizationId> receivers{};
  std::optional<Date> expires_on{};
};
template <>
inline constexpr auto rows<RecordConsent> = std::array{
    row<&RecordConsent::client_id>(1, "client_id", "Whose data may be shared."),
    row<&RecordConsent::given_at>(2, "given_at", "When it was given; absent is now."),
    row<&RecordConsent::given_by>(3, "given_by", "Who gave it when not the client.",
                                  {.privacy = Privacy::personal, .may_be_absent = true}),
    row<&RecordConsent::issues>(4, "issues", "Issues it covers; empty is all."),
    row<&RecordConsent::receivers>(5, "receivers", "Organisations it covers; empty is all."),
    row<&RecordConsent::expires_on>(6, "expires_on", "First day on which it holds no more."),
};
struct ConsentRef {
  ConsentId consent_id{};
};
template <>
inline constexpr auto rows<ConsentRef> = std::array{
    row<&ConsentRef::consent_id>(1, "consent_id", "The consent meant."),
};

namespace client {
using create = Tag<"client.create", CreateClient, Client>;
using get = Tag<"client.get", ClientRef, Client>;
using match = Tag<"client.match", MatchClient, ClientMatches>;
}  // namespace client
namespace consent {
using record = Tag<"consent.record", RecordConsent, Consent>;
using withdraw = Tag<"consent.withdraw", ConsentRef, Consent>;
}  // namespace consent

}  // namespace onward
