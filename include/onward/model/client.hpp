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
ONWARD_RECORDS(Attribute);

// Ways to reach a client, each to be allowed by itself.
enum class ContactChannel : std::uint8_t { email, phone, sms, voicemail, post };
template <>
inline constexpr auto names<ContactChannel> = std::array{
    Name{ContactChannel::email, "email", "Electronic mail."},
    Name{ContactChannel::phone, "phone", "A telephone call."},
    Name{ContactChannel::sms, "sms", "A text message."},
    Name{ContactChannel::voicemail, "voicemail", "A message left on an answering machine."},
    Name{ContactChannel::post, "post", "A letter."},
};

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
  std::string title{};
  std::string preferred_name{};
  std::string pronouns{};
  std::string alternate_phone{};
  std::vector<ContactChannel> contact_permissions{};
  std::string nhs_number{};
  std::string gp_name{};
  std::string gp_practice{};
  std::string address{};
  std::string postcode{};
  bool no_fixed_abode = false;
  std::optional<std::int64_t> latitude_microdegrees{};
  std::optional<std::int64_t> longitude_microdegrees{};
};
constexpr RowOptions may_be_absent_personal{.privacy = Privacy::personal, .may_be_absent = true};
template <>
inline constexpr auto rows<ClientDetails> = std::array{
    row<&ClientDetails::given_name>(1, "given_name", "First name.", is_personal),
    row<&ClientDetails::family_name>(2, "family_name", "Last name.", is_personal),
    row<&ClientDetails::birth_date>(3, "birth_date", "Date of birth; absent is unknown.",
                                    is_personal),
    row<&ClientDetails::gender>(4, "gender", "Gender, with prefer_not_to_say; unknown when absent.",
                                may_be_absent_personal),
    row<&ClientDetails::locality>(5, "locality", "Where they live: the area code used by services.",
                                  may_be_absent_personal),
    row<&ClientDetails::language>(
        6, "language", "Language they speak best, ISO 639; empty unknown.", may_be_absent_personal),
    row<&ClientDetails::email>(7, "email", "Electronic mail address.", may_be_absent_personal),
    row<&ClientDetails::phone>(8, "phone", "Telephone number.", may_be_absent_personal),
    row<&ClientDetails::income_percent>(
        9, "income_percent", "Household income in percent of the poverty standard.", is_special),
    row<&ClientDetails::populations>(10, "populations", "Groups they belong to.", is_special),
    row<&ClientDetails::attributes>(11, "attributes", "Facts that the host defines.", is_special),
    row<&ClientDetails::title>(12, "title", "Form of address, for example Dr.",
                               may_be_absent_personal),
    row<&ClientDetails::preferred_name>(13, "preferred_name", "What they like to be called.",
                                        may_be_absent_personal),
    row<&ClientDetails::pronouns>(14, "pronouns", "For example she/her.", may_be_absent_personal),
    row<&ClientDetails::alternate_phone>(15, "alternate_phone", "Another telephone number.",
                                         may_be_absent_personal),
    row<&ClientDetails::contact_permissions>(
        16, "contact_permissions", "Channels they allowed; no other is used.", is_personal),
    row<&ClientDetails::nhs_number>(17, "nhs_number", "NHS number, ten digits; empty unknown.",
                                    may_be_absent_personal),
    row<&ClientDetails::gp_name>(18, "gp_name", "Their general practitioner.",
                                 may_be_absent_personal),
    row<&ClientDetails::gp_practice>(19, "gp_practice", "The practitioner's surgery.",
                                     may_be_absent_personal),
    row<&ClientDetails::address>(20, "address", "Where they live, one line for each line.",
                                 may_be_absent_personal),
    row<&ClientDetails::postcode>(21, "postcode", "Postal code of the address.",
                                  may_be_absent_personal),
    row<&ClientDetails::no_fixed_abode>(
        22, "no_fixed_abode", "True when they have no fixed abode; the locality is chosen then.",
        may_be_absent_personal),
    row<&ClientDetails::latitude_microdegrees>(
        23, "latitude_microdegrees", "Where they live or stay, WGS 84; absent is unknown.",
        is_personal),
    row<&ClientDetails::longitude_microdegrees>(
        24, "longitude_microdegrees", "Where they live or stay, WGS 84; absent is unknown.",
        is_personal),
};
ONWARD_RECORD(ClientDetails);

struct Client {
  ClientId id{};
  std::int64_t revision = 0;
  OrganizationId registered_by{};
  Instant registered_at{};
  ClientDetails details{};
};
template <> inline constexpr std::size_t flat_rows<Client> = rows<ClientDetails>.size() - 1;
template <>
inline constexpr auto rows<Client> = joined(
    std::array{
        row<&Client::id>(1, "id", "Given by the store; never reused."),
        row<&Client::revision>(2, "revision", "Counts the changes of this row, from 1."),
        row<&Client::registered_by>(3, "registered_by", "The organisation that registered them."),
        row<&Client::registered_at>(4, "registered_at", "When they were registered."),
    },
    flat<&Client::details>(4));
ONWARD_RECORDS(Client);

// A text under which an organisation finds a client among many (rules/match_keys.hpp). It follows
// from the client and who may see them, so the journal has none.
struct ClientKey {
  Id<struct ClientKeyTag> id{};
  std::int64_t revision = 0;
  std::string key{};
  ClientId client_id{};
  OrganizationId organization_id{};
};
template <>
inline constexpr auto rows<ClientKey> = std::array{
    row<&ClientKey::id>(1, "id", "Given by the store; never reused."),
    row<&ClientKey::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&ClientKey::key>(3, "key", "What it is made of, and from.", is_personal),
    row<&ClientKey::client_id>(4, "client_id", "Who is found under it."),
    row<&ClientKey::organization_id>(5, "organization_id", "By whom."),
};
ONWARD_RECORD(ClientKey);

// An organisation that is, or once was, a side of something of a client: where to look for those it
// sees. It follows from clients, needs and referrals, so the journal has none.
struct ClientSide {
  Id<struct ClientSideTag> id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  ClientId client_id{};
};
template <>
inline constexpr auto rows<ClientSide> = std::array{
    row<&ClientSide::id>(1, "id", "Given by the store; never reused."),
    row<&ClientSide::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&ClientSide::organization_id>(3, "organization_id", "The side."),
    row<&ClientSide::client_id>(4, "client_id", "Whose."),
};
ONWARD_RECORD(ClientSide);

// What about a client may be shared, by kind (rules/disclosure.hpp says which member is which).
enum class DataClass : std::uint8_t {
  evaluation,
  identity,
  contact,
  address,
  identifiers,
  special,
  words,
  progress
};
template <>
inline constexpr auto names<DataClass> = std::array{
    Name{DataClass::evaluation, "evaluation", "Age in years, gender, locality and language."},
    Name{DataClass::identity, "identity", "Names, date of birth, form of address, pronouns."},
    Name{DataClass::contact, "contact", "Telephone, mail, and which channels are allowed."},
    Name{DataClass::address, "address", "Where they live, to the door."},
    Name{DataClass::identifiers, "identifiers", "NHS number and general practitioner."},
    Name{DataClass::special, "special", "Income, groups, and facts that the host defines."},
    Name{DataClass::words, "words", "What others said of them, in notes and messages."},
    Name{DataClass::progress, "progress",
         "How treatment goes: to be told to whoever sent them to a practice."},
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
  bool onward_allowed = false;
  std::vector<DataClass> data_classes{};
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
    row<&Consent::onward_allowed>(13, "onward_allowed",
                                  "True when whoever is told may tell others within its scope."),
    row<&Consent::data_classes>(
        14, "data_classes",
        "Kinds of data it covers; empty is all but progress, which has to be named. What is needed "
        "to evaluate is always covered."),
};
ONWARD_RECORDS(Consent);

}  // namespace onward
