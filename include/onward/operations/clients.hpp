// Clients and the consent under which anything about them is shared.
#pragma once

#include "onward/model/client.hpp"
#include "onward/operations/tag.hpp"
#include "onward/rules/identifiers.hpp"
#include "onward/rules/matching.hpp"

namespace onward {

struct CreateClient {
  ClientDetails details{};
};
template <>
inline constexpr auto rows<CreateClient> = std::array{
    row<&CreateClient::details>(1, "details", "The person.", is_personal),
};
ONWARD_RECORD(CreateClient);
struct ClientRef {
  ClientId client_id{};
};
template <>
inline constexpr auto rows<ClientRef> = std::array{
    row<&ClientRef::client_id>(1, "client_id", "The client meant."),
};
ONWARD_RECORD(ClientRef);
// A client as the active organisation may see them now.
struct ClientView {
  Client client{};
  std::optional<std::int64_t> age_years{};
  std::vector<DataClass> withheld{};
  std::optional<NhsNumberRange> nhs_number_range{};
};
template <> inline constexpr std::size_t flat_rows<ClientView> = rows<Client>.size() - 1;
template <>
inline constexpr auto rows<ClientView> = joined(
    flat<&ClientView::client>(0),
    std::array{
        row<&ClientView::age_years>(
            101, "age_years", "Completed years; 90 is 90 or more; absent is unknown.", is_personal),
        row<&ClientView::withheld>(
            102, "withheld",
            "Kinds of data that are not shown to the active organisation now; their members are "
            "empty."),
        row<&ClientView::nhs_number_range>(
            103, "nhs_number_range",
            "Who gives out NHS numbers such as this one; absent without a number.", is_personal),
    });
ONWARD_RECORDS(ClientView);
struct ListClients {
  std::string name_prefix{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListClients> = std::array{
    row<&ListClients::name_prefix>(
        1, "name_prefix", "Beginning of the first or the last name; case and accents do not count.",
        may_be_absent),
    row<&ListClients::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                             may_be_absent),
    row<&ListClients::cursor>(3, "cursor", "From the page before; absent for the first.",
                              may_be_absent),
};
ONWARD_RECORD(ListClients);
struct ClientPage {
  std::vector<ClientView> clients{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<ClientPage> = std::array{
    row<&ClientPage::clients>(
        1, "clients", "In the order of their numbers; who was merged away is not among them.",
        is_personal),
    row<&ClientPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(ClientPage);
struct UpdateClient {
  ClientId client_id{};
  std::int64_t revision = 0;
  ClientDetails details{};
};
template <>
inline constexpr auto rows<UpdateClient> = std::array{
    row<&UpdateClient::client_id>(1, "client_id", "The client meant."),
    row<&UpdateClient::revision>(2, "revision", "The revision that was read and is now changed."),
    row<&UpdateClient::details>(3, "details", "The person as they are now, whole.", is_personal),
};
ONWARD_RECORD(UpdateClient);

struct ListClientHistory {
  ClientId client_id{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListClientHistory> = std::array{
    row<&ListClientHistory::client_id>(1, "client_id", "The client meant."),
    row<&ListClientHistory::limit>(2, "limit", "Changes on a page, 1 to 500; 50 when absent.",
                                   may_be_absent),
    row<&ListClientHistory::cursor>(3, "cursor", "From the page before; absent for the first.",
                                    may_be_absent),
};
ONWARD_RECORD(ListClientHistory);
// One change of a client, and what they were after it.
struct ClientChange {
  std::int64_t sequence = 0;
  Instant at{};
  OrganizationId organization_id{};
  StaffId staff_id{};
  std::string operation{};
  std::vector<std::string> changed{};
  bool erased = false;
  Client client{};
};
template <>
inline constexpr auto rows<ClientChange> = std::array{
    row<&ClientChange::sequence>(1, "sequence", "Number of the journal's entry."),
    row<&ClientChange::at>(2, "at", "When."),
    row<&ClientChange::organization_id>(3, "organization_id",
                                        "For whom it was done; 0 is not told."),
    row<&ClientChange::staff_id>(4, "staff_id", "Who did it; 0 is not told."),
    row<&ClientChange::operation>(5, "operation", "What was done."),
    row<&ClientChange::changed>(6, "changed", "Members that differ from before; all at first."),
    row<&ClientChange::erased>(7, "erased", "True when what was personal then has been erased."),
    row<&ClientChange::client>(8, "client", "The client after it.", is_personal),
};
ONWARD_RECORDS(ClientChange);
struct ClientHistory {
  std::vector<ClientChange> changes{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<ClientHistory> = std::array{
    row<&ClientHistory::changes>(1, "changes", "In the order in which they were made.",
                                 is_personal),
    row<&ClientHistory::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(ClientHistory);

struct MatchClient {
  std::string given_name{};
  std::string family_name{};
  std::optional<Date> birth_date{};
  std::string nhs_number{};
  std::string phone{};
  std::string email{};
  std::string postcode{};
  std::int64_t limit = 10;
};
template <>
inline constexpr auto rows<MatchClient> = std::array{
    row<&MatchClient::given_name>(1, "given_name", "First name.", is_personal),
    row<&MatchClient::family_name>(2, "family_name", "Last name.", is_personal),
    row<&MatchClient::birth_date>(3, "birth_date", "Date of birth.", is_personal),
    row<&MatchClient::nhs_number>(4, "nhs_number", "NHS number.", may_be_absent_personal),
    row<&MatchClient::phone>(5, "phone", "Telephone number.", may_be_absent_personal),
    row<&MatchClient::email>(6, "email", "Electronic mail address.", may_be_absent_personal),
    row<&MatchClient::postcode>(7, "postcode", "Postal code.", may_be_absent_personal),
    row<&MatchClient::limit>(8, "limit", "Candidates to answer, 1 to 50; 10 when absent.",
                             may_be_absent),
};
ONWARD_RECORD(MatchClient);

template <>
inline constexpr auto rows<MatchEvidence> = std::array{
    row<&MatchEvidence::field>(1, "field", "What was compared."),
    row<&MatchEvidence::level>(2, "level", "How far it agrees."),
    row<&MatchEvidence::bits>(
        3, "bits", "What that says: above 0 for one person, below for two; each bit doubles."),
};
ONWARD_RECORDS(MatchEvidence);
struct ClientMatch {
  Client client{};
  double probability = 0;
  std::vector<MatchEvidence> evidence{};
};
template <>
inline constexpr auto rows<ClientMatch> = std::array{
    row<&ClientMatch::client>(1, "client", "Who it may be.", is_personal),
    row<&ClientMatch::probability>(2, "probability", "That they are the one looked for, 0 to 1."),
    row<&ClientMatch::evidence>(3, "evidence", "Field by field; what is unknown says nothing.",
                                is_personal),
};
ONWARD_RECORDS(ClientMatch);
struct ClientMatches {
  std::vector<ClientMatch> matches{};
};
template <>
inline constexpr auto rows<ClientMatches> = std::array{
    row<&ClientMatches::matches>(
        1, "matches", "The most probable first, of those one may see; a hidden match is no match.",
        is_personal),
};
ONWARD_RECORD(ClientMatches);

struct RecordConsent {
  ClientId client_id{};
  std::optional<Instant> given_at{};
  std::string given_by{};
  std::vector<IssueId> issues{};
  std::vector<OrganizationId> receivers{};
  std::optional<Date> expires_on{};
  bool onward_allowed = false;
  std::vector<DataClass> data_classes{};
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
    row<&RecordConsent::onward_allowed>(13, "onward_allowed",
                                        "True when whoever is told may tell others within it.",
                                        may_be_absent),
    row<&RecordConsent::data_classes>(14, "data_classes", "Kinds of data it covers; empty is all."),
};
ONWARD_RECORD(RecordConsent);
struct ConsentRef {
  ConsentId consent_id{};
};
template <>
inline constexpr auto rows<ConsentRef> = std::array{
    row<&ConsentRef::consent_id>(1, "consent_id", "The consent meant."),
};
ONWARD_RECORD(ConsentRef);
struct ListConsents {
  ClientId client_id{};
  bool standing_only = false;
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListConsents> = std::array{
    row<&ListConsents::client_id>(1, "client_id", "Whose data may be shared."),
    row<&ListConsents::standing_only>(2, "standing_only", "Only those that hold today.",
                                      may_be_absent),
    row<&ListConsents::limit>(3, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                              may_be_absent),
    row<&ListConsents::cursor>(4, "cursor", "From the page before; absent for the first.",
                               may_be_absent),
};
ONWARD_RECORD(ListConsents);
struct ConsentPage {
  ClientId client_id{};
  std::vector<Consent> consents{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<ConsentPage> = std::array{
    row<&ConsentPage::client_id>(1, "client_id", "Whose data may be shared."),
    row<&ConsentPage::consents>(2, "consents", "Those that one may see, oldest first.",
                                is_personal),
    row<&ConsentPage::cursor>(3, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(ConsentPage);

namespace client {
using create = Tag<"client.create", CreateClient, Client>;
using update = Tag<"client.update", UpdateClient, Client>;
using get = Tag<"client.get", ClientRef, ClientView>;
using list = Tag<"client.list", ListClients, ClientPage>;
using history = Tag<"client.history", ListClientHistory, ClientHistory>;
using match = Tag<"client.match", MatchClient, ClientMatches>;
}  // namespace client
namespace consent {
using record = Tag<"consent.record", RecordConsent, Consent>;
using withdraw = Tag<"consent.withdraw", ConsentRef, Consent>;
using get = Tag<"consent.get", ConsentRef, Consent>;
using list = Tag<"consent.list", ListConsents, ConsentPage>;
}  // namespace consent

}  // namespace onward
