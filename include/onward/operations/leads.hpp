// Leads: who may become a patient, from the first word to the end of treatment.
#pragma once

#include "onward/model/client.hpp"
#include "onward/operations/touchpoints.hpp"
#include "onward/rules/lead_search.hpp"

namespace onward {

struct CreateLead {
  std::string given_name{};
  std::string family_name{};
  std::string email{};
  std::string phone{};
  ClientId client_id{};
  std::optional<Instant> created_at{};
  NewTouch touch{};
};
template <>
inline constexpr auto rows<CreateLead> = std::array{
    row<&CreateLead::given_name>(1, "given_name", "First name.", may_be_absent_personal),
    row<&CreateLead::family_name>(2, "family_name", "Last name.", may_be_absent_personal),
    row<&CreateLead::email>(3, "email", "Electronic mail address.", may_be_absent_personal),
    row<&CreateLead::phone>(4, "phone", "Telephone number.", may_be_absent_personal),
    row<&CreateLead::client_id>(5, "client_id",
                                "Somebody who is a patient already, in the place of a name.",
                                may_be_absent),
    row<&CreateLead::created_at>(6, "created_at",
                                 "When the practice heard of them; absent is now."),
    row<&CreateLead::touch>(7, "touch", "What made them come; unknown is an answer.", is_personal),
};
ONWARD_RECORD(CreateLead);
struct LeadRef {
  LeadId lead_id{};
};
template <>
inline constexpr auto rows<LeadRef> = std::array{
    row<&LeadRef::lead_id>(1, "lead_id", "The lead meant."),
};
ONWARD_RECORD(LeadRef);
struct LeadRecord {
  Lead lead{};
  std::vector<Touchpoint> touchpoints{};
};
template <>
inline constexpr auto rows<LeadRecord> = std::array{
    row<&LeadRecord::lead>(1, "lead", "Who came.", is_personal),
    row<&LeadRecord::touchpoints>(2, "touchpoints",
                                  "What made them come, earliest first; without what was wrong.",
                                  is_personal),
};
ONWARD_RECORD(LeadRecord);
// Another lead of the practice that may be of the same person.
struct LeadDuplicate {
  LeadId lead_id{};
  LeadPhase phase = LeadPhase::open;
  ClientId client_id{};
  std::vector<LeadEvidence> because{};
};
template <>
inline constexpr auto rows<LeadDuplicate> = std::array{
    row<&LeadDuplicate::lead_id>(1, "lead_id", "Who it may be."),
    row<&LeadDuplicate::phase>(2, "phase", "Where that lead stands."),
    row<&LeadDuplicate::client_id>(3, "client_id", "The patient they are; 0 before they were one."),
    row<&LeadDuplicate::because>(4, "because", "What is the same."),
};
ONWARD_RECORDS(LeadDuplicate);
// A client who may be the person.
struct PossibleClient {
  ClientId client_id{};
  double probability = 0;
};
template <>
inline constexpr auto rows<PossibleClient> = std::array{
    row<&PossibleClient::client_id>(1, "client_id", "Who it may be."),
    row<&PossibleClient::probability>(2, "probability", "As client.match has it, 0 to 1."),
};
ONWARD_RECORDS(PossibleClient);
struct LeadEntered {
  Lead lead{};
  std::vector<Touchpoint> touchpoints{};
  std::vector<LeadDuplicate> duplicates{};
  std::vector<PossibleClient> possible_clients{};
};
template <>
inline constexpr auto rows<LeadEntered> = std::array{
    row<&LeadEntered::lead>(1, "lead", "Who came.", is_personal),
    row<&LeadEntered::touchpoints>(2, "touchpoints", "What made them come.", is_personal),
    row<&LeadEntered::duplicates>(3, "duplicates",
                                  "Other leads who may be the same, newest first; only a warning."),
    row<&LeadEntered::possible_clients>(
        4, "possible_clients",
        "Clients one sees who may be the person, the most probable first; only a warning."),
};
ONWARD_RECORD(LeadEntered);
struct UpdateLead {
  LeadId lead_id{};
  std::optional<std::int64_t> revision{};
  std::optional<std::string> given_name{};
  std::optional<std::string> family_name{};
  std::optional<std::string> email{};
  std::optional<std::string> phone{};
  std::optional<Instant> created_at{};
};
template <>
inline constexpr auto rows<UpdateLead> = std::array{
    row<&UpdateLead::lead_id>(1, "lead_id", "The lead meant."),
    row<&UpdateLead::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&UpdateLead::given_name>(3, "given_name", "First name; absent to keep it.", is_personal),
    row<&UpdateLead::family_name>(4, "family_name", "Last name; absent to keep it.", is_personal),
    row<&UpdateLead::email>(5, "email", "Electronic mail address; absent to keep it.", is_personal),
    row<&UpdateLead::phone>(6, "phone", "Telephone number; absent to keep it.", is_personal),
    row<&UpdateLead::created_at>(
        7, "created_at",
        "When the practice heard of them, not after a milestone; absent to keep it."),
};
ONWARD_RECORD(UpdateLead);
struct ListLeads {
  LeadPhase phase = LeadPhase::open;
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListLeads> = std::array{
    row<&ListLeads::phase>(1, "phase", "Those that stand there; open when absent.", may_be_absent),
    row<&ListLeads::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.", may_be_absent),
    row<&ListLeads::cursor>(3, "cursor", "From the page before; absent for the first.",
                            may_be_absent),
};
ONWARD_RECORD(ListLeads);
struct LeadPage {
  std::vector<Lead> leads{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<LeadPage> = std::array{
    row<&LeadPage::leads>(1, "leads", "Newest first."),
    row<&LeadPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(LeadPage);
struct ListLeadsOfClient {
  ClientId client_id{};
};
template <>
inline constexpr auto rows<ListLeadsOfClient> = std::array{
    row<&ListLeadsOfClient::client_id>(1, "client_id", "The patient meant."),
};
ONWARD_RECORD(ListLeadsOfClient);
struct ClientLeads {
  ClientId client_id{};
  std::vector<Lead> leads{};
  bool more = false;
};
template <>
inline constexpr auto rows<ClientLeads> = std::array{
    row<&ClientLeads::client_id>(1, "client_id", "The patient meant."),
    row<&ClientLeads::leads>(
        2, "leads", "Of all records of the person that one sees, newest first; the first hundred."),
    row<&ClientLeads::more>(3, "more", "True when there are more than a hundred."),
};
ONWARD_RECORD(ClientLeads);

struct LoseLead {
  LeadId lead_id{};
  std::optional<std::int64_t> revision{};
  std::string because{};
};
template <>
inline constexpr auto rows<LoseLead> = std::array{
    row<&LoseLead::lead_id>(1, "lead_id", "The lead meant."),
    row<&LoseLead::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&LoseLead::because>(3, "because", "Why they did not become a patient.", is_personal),
};
ONWARD_RECORD(LoseLead);
struct LeadAct {
  LeadId lead_id{};
  std::optional<std::int64_t> revision{};
};
template <>
inline constexpr auto rows<LeadAct> = std::array{
    row<&LeadAct::lead_id>(1, "lead_id", "The lead meant."),
    row<&LeadAct::revision>(2, "revision", "The revision that was seen; absent for any."),
};
ONWARD_RECORD(LeadAct);
struct RecordMilestone {
  LeadId lead_id{};
  std::optional<std::int64_t> revision{};
  Date on{};
};
template <>
inline constexpr auto rows<RecordMilestone> = std::array{
    row<&RecordMilestone::lead_id>(1, "lead_id", "The lead meant."),
    row<&RecordMilestone::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&RecordMilestone::on>(3, "on", "The day, where the practice is."),
};
ONWARD_RECORD(RecordMilestone);
struct StartTreatment {
  LeadId lead_id{};
  std::optional<std::int64_t> revision{};
  Date on{};
  std::optional<std::int64_t> value_minor_units{};
  std::string currency{};
};
template <>
inline constexpr auto rows<StartTreatment> = std::array{
    row<&StartTreatment::lead_id>(1, "lead_id", "The lead meant."),
    row<&StartTreatment::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&StartTreatment::on>(3, "on", "The day, where the practice is."),
    row<&StartTreatment::value_minor_units>(
        4, "value_minor_units",
        "What it is worth, in the currency's smallest unit; absent keeps what is known."),
    row<&StartTreatment::currency>(5, "currency", "ISO 4217 code, with a value only.",
                                   may_be_absent),
};
ONWARD_RECORD(StartTreatment);
struct SetLeadValue {
  LeadId lead_id{};
  std::optional<std::int64_t> revision{};
  std::optional<std::int64_t> value_minor_units{};
  std::string currency{};
  bool value_unknown = false;
};
template <>
inline constexpr auto rows<SetLeadValue> = std::array{
    row<&SetLeadValue::lead_id>(1, "lead_id", "The lead meant."),
    row<&SetLeadValue::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&SetLeadValue::value_minor_units>(
        3, "value_minor_units", "What the treatment is worth, in the currency's smallest unit."),
    row<&SetLeadValue::currency>(4, "currency", "ISO 4217 code, with a value only.", may_be_absent),
    row<&SetLeadValue::value_unknown>(
        5, "value_unknown", "True to take away a value that was said, in the place of another.",
        may_be_absent),
};
ONWARD_RECORD(SetLeadValue);

struct ConvertLead {
  LeadId lead_id{};
  std::optional<std::int64_t> revision{};
  ClientId client_id{};
  std::optional<ClientDetails> details{};
  std::optional<Instant> converted_at{};
};
template <>
inline constexpr auto rows<ConvertLead> = std::array{
    row<&ConvertLead::lead_id>(1, "lead_id", "The lead meant."),
    row<&ConvertLead::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&ConvertLead::client_id>(
        3, "client_id", "The patient they are, if they are registered already.", may_be_absent),
    row<&ConvertLead::details>(4, "details", "The person, to be registered as client.create does.",
                               is_personal),
    row<&ConvertLead::converted_at>(5, "converted_at",
                                    "When they became a patient; absent is now."),
};
ONWARD_RECORD(ConvertLead);
struct LeadConverted {
  Lead lead{};
  Attribution attribution{};
  std::vector<PossibleClient> possible_clients{};
  std::vector<LeadDuplicate> duplicates{};
};
template <>
inline constexpr auto rows<LeadConverted> = std::array{
    row<&LeadConverted::lead>(1, "lead", "Who is a patient now.", is_personal),
    row<&LeadConverted::attribution>(2, "attribution", "Who is credited with it.", is_personal),
    row<&LeadConverted::possible_clients>(
        3, "possible_clients",
        "Of somebody who was registered by it: other clients who may be the same; only a warning."),
    row<&LeadConverted::duplicates>(
        4, "duplicates",
        "Other leads of the patient, or who may be the same, newest first; only a warning."),
};
ONWARD_RECORD(LeadConverted);

struct UndoConversion {
  LeadId lead_id{};
  std::optional<std::int64_t> revision{};
  std::string because{};
};
template <>
inline constexpr auto rows<UndoConversion> = std::array{
    row<&UndoConversion::lead_id>(1, "lead_id", "The lead meant."),
    row<&UndoConversion::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&UndoConversion::because>(3, "because", "Why it was wrong, in words.", long_personal),
};
ONWARD_RECORD(UndoConversion);
struct UndoMilestone {
  LeadId lead_id{};
  std::optional<std::int64_t> revision{};
  Milestone milestone = Milestone::consultation;
  std::string because{};
};
template <>
inline constexpr auto rows<UndoMilestone> = std::array{
    row<&UndoMilestone::lead_id>(1, "lead_id", "The lead meant."),
    row<&UndoMilestone::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&UndoMilestone::milestone>(3, "milestone", "What did not take place."),
    row<&UndoMilestone::because>(4, "because", "Why it was wrong, in words.", long_personal),
};
ONWARD_RECORD(UndoMilestone);
struct JoinLeads {
  LeadId lead_id{};
  LeadId joined_id{};
  std::optional<std::int64_t> revision{};
  std::string because{};
};
template <>
inline constexpr auto rows<JoinLeads> = std::array{
    row<&JoinLeads::lead_id>(1, "lead_id", "The lead that stays."),
    row<&JoinLeads::joined_id>(2, "joined_id", "The lead of the same person, which goes into it."),
    row<&JoinLeads::revision>(3, "revision",
                              "The revision that was seen of the lead that stays; absent for any."),
    row<&JoinLeads::because>(4, "because", "Why they are one, in words.", long_personal),
};
ONWARD_RECORD(JoinLeads);
struct PartLeads {
  LeadId lead_id{};
  std::optional<std::int64_t> revision{};
  std::string because{};
};
template <>
inline constexpr auto rows<PartLeads> = std::array{
    row<&PartLeads::lead_id>(1, "lead_id", "The lead that was joined into another."),
    row<&PartLeads::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&PartLeads::because>(3, "because", "Why they are two, in words.", long_personal),
};
ONWARD_RECORD(PartLeads);

namespace lead {
using create = Tag<"lead.create", CreateLead, LeadEntered>;
using get = Tag<"lead.get", LeadRef, LeadRecord>;
using list = Tag<"lead.list", ListLeads, LeadPage>;
using list_of_client = Tag<"lead.list_of_client", ListLeadsOfClient, ClientLeads>;
using update = Tag<"lead.update", UpdateLead, Lead>;
using lose = Tag<"lead.lose", LoseLead, Lead>;
using reopen = Tag<"lead.reopen", LeadAct, Lead>;
using record_consultation = Tag<"lead.record_consultation", RecordMilestone, Lead>;
using start_treatment = Tag<"lead.start_treatment", StartTreatment, Lead>;
using complete_treatment = Tag<"lead.complete_treatment", RecordMilestone, Lead>;
using set_value = Tag<"lead.set_value", SetLeadValue, Lead>;
using convert = Tag<"lead.convert", ConvertLead, LeadConverted>;
using undo_conversion = Tag<"lead.undo_conversion", UndoConversion, Lead>;
using undo_milestone = Tag<"lead.undo_milestone", UndoMilestone, Lead>;
using join = Tag<"lead.join", JoinLeads, LeadRecord>;
using part = Tag<"lead.part", PartLeads, LeadRecord>;
}  // namespace lead

}  // namespace onward
