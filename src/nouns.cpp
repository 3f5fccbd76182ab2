#include "onward/nouns.hpp"

#include <stdexcept>

namespace onward {

namespace {

constexpr bool unique = true;

// Members by their wire names, which never change.
using Members = std::initializer_list<std::string_view>;
template <Kept T> consteval const Row* member(std::string_view name) {
  for (auto& row : rows<T>)
    if (row.name == name) return &row;
  throw "an index names a member without a row";
}
template <Kept T>
consteval Index index(std::string_view name, Members members, bool is_unique = false) {
  Index out{noun_of<T>, name, {}, members.size(), is_unique};
  for (std::size_t i = 0; i < members.size(); ++i) out.members[i] = member<T>(members.begin()[i]);
  return out;
}
template <Kept T>
consteval Index worklist(std::string_view name, Members members, Members beside) {
  Index out = index<T>(name, members);
  for (std::size_t i = 0; i < beside.size(); ++i) out.beside[i] = member<T>(beside.begin()[i]);
  return out;
}

}  // namespace

// A write dirties a page of each index of its noun: every one must earn its place (design 7).
namespace by {
constexpr Index organization_source =
    index<Organization>("organization_source", {"source_system", "external_id"});
constexpr Index organization_name = index<Organization>("organization_name", {"name"});
constexpr Index staff_login = index<Staff>("staff_login", {"login_key"}, unique);
constexpr Index role_name = index<Role>("role_name", {"name"}, unique);
constexpr Index membership_staff =
    index<Membership>("membership_staff", {"staff_id", "organization_id"}, unique);
constexpr Index issue_code = index<Issue>("issue_code", {"code"}, unique);
constexpr Index location_source =
    index<Location>("location_source", {"source_system", "external_id"});
constexpr Index location_organization =
    index<Location>("location_organization", {"organization_id"});
constexpr Index service_source = index<Service>("service_source", {"source_system", "external_id"});
constexpr Index service_organization = index<Service>("service_organization", {"organization_id"});
constexpr Index policy_scope =
    index<Policy>("policy_scope", {"scope", "organization_id", "issue_id"}, unique);
constexpr Index client_key =
    index<ClientKey>("client_key_key", {"key", "organization_id", "client_id"}, unique);
constexpr Index client_link_first =
    index<ClientLink>("client_link_first", {"first_id", "second_id"}, unique);
constexpr Index client_link_second = index<ClientLink>("client_link_second", {"second_id"});
constexpr Index client_merge_client = index<ClientMerge>("client_merge_client", {"client_id"});
constexpr Index client_merge_survivor =
    index<ClientMerge>("client_merge_survivor", {"survivor_id"});
constexpr Index consent_client = index<Consent>("consent_client", {"client_id"});
constexpr Index need_client = index<Need>("need_client", {"client_id"});
constexpr Index need_sender =
    worklist<Need>("need_sender", {"sender_id", "phase", "opened_at"},
                   {"issue_id", "reason", "urgency", "consent_ends_on", "confirmation_asked_at"});
constexpr Index need_due = index<Need>("need_due", {"due_at"});
constexpr Index referral_need = index<Referral>("referral_need", {"need_id"});
constexpr Index referral_receiver =
    worklist<Referral>("referral_receiver", {"receiver_id", "phase", "requested_at"},
                       {"issue_id", "urgency", "overdue", "consent_ends_on"});
constexpr Index referral_sender =
    worklist<Referral>("referral_sender", {"sender_id", "phase", "requested_at"},
                       {"issue_id", "urgency", "overdue", "consent_ends_on"});
constexpr Index referral_due = index<Referral>("referral_due", {"due_at"});
constexpr Index note_need = index<Note>("note_need", {"need_id"});
constexpr Index import_organization = index<Import>("import_organization", {"organization_id"});
constexpr Index import_problem_import =
    index<ImportProblem>("import_problem_import", {"import_id"});
constexpr Index idempotency_key = index<Idempotency>("idempotency_key", {"key"}, unique);
constexpr Index idempotency_expiry = index<Idempotency>("idempotency_expiry", {"expires_at"});
constexpr Index intake_organization =
    index<Intake>("intake_organization", {"organization_id", "phase"});
constexpr Index intake_due = index<Intake>("intake_due", {"due_at"});
constexpr Index logged_referral_organization =
    index<LoggedReferral>("logged_referral_organization", {"organization_id"});
constexpr Index questionnaire_code =
    index<Questionnaire>("questionnaire_code", {"code", "version"}, unique);
constexpr Index questionnaire_response_client =
    index<QuestionnaireResponse>("questionnaire_response_client", {"client_id"});
constexpr Index questionnaire_response_due =
    index<QuestionnaireResponse>("questionnaire_response_due", {"due_at"});
constexpr Index information_request_referral =
    index<InformationRequest>("information_request_referral", {"referral_id"});
constexpr Index information_request_due =
    index<InformationRequest>("information_request_due", {"due_at"});
constexpr Index appointment_referral = index<Appointment>("appointment_referral", {"referral_id"});
constexpr Index appointment_due = index<Appointment>("appointment_due", {"due_at"});
constexpr Index barrier_referral = index<Barrier>("barrier_referral", {"referral_id"});
constexpr Index handover_referral = index<Handover>("handover_referral", {"referral_id"});
constexpr Index message_referral = index<Message>("message_referral", {"referral_id"});
constexpr Index message_unread = index<Message>("message_unread", {"unread_by_id"});
constexpr Index transfer_need = index<Transfer>("transfer_need", {"need_id"});
constexpr Index transfer_from = index<Transfer>("transfer_from", {"from_id", "phase"});
constexpr Index transfer_to = index<Transfer>("transfer_to", {"to_id", "phase"});
constexpr Index transfer_due = index<Transfer>("transfer_due", {"due_at"});
constexpr Index need_unassigned = worklist<Need>("need_unassigned", {"unassigned", "opened_at"},
                                                 {"issue_id", "client_id", "sender_id"});
constexpr Index agreement_sender = index<Agreement>("agreement_sender", {"sender_id"});
constexpr Index agreement_receiver = index<Agreement>("agreement_receiver", {"receiver_id"});
constexpr Index agreement_due = index<Agreement>("agreement_due", {"due_at"});
constexpr Index enquiry_sender = index<CapacityEnquiry>("enquiry_sender", {"sender_id"});
constexpr Index enquiry_due = index<CapacityEnquiry>("enquiry_due", {"due_at"});
constexpr Index capacity_answer_enquiry =
    index<CapacityAnswer>("capacity_answer_enquiry", {"enquiry_id"});
constexpr Index capacity_answer_receiver =
    index<CapacityAnswer>("capacity_answer_receiver", {"receiver_id"});
constexpr Index locality_code = index<Locality>("locality_code", {"code"}, unique);
constexpr Index locality_name = index<Locality>("locality_name", {"name"});
constexpr Index calendar_name = index<SharedCalendar>("calendar_name", {"name"}, unique);
constexpr Index reason_code_code = index<OwnReasonCode>("reason_code_code", {"code"}, unique);
constexpr Index subscription_need =
    index<Subscription>("subscription_need", {"need_id", "organization_id", "staff_id"});
constexpr Index inbox_owner =
    index<InboxItem>("inbox_owner", {"organization_id", "staff_id", "state"});
constexpr Index inbox_matter = index<InboxItem>("inbox_matter", {"matter", "matter_id"});
constexpr Index inbox_erase = index<InboxItem>("inbox_erase", {"erase_at"});
constexpr Index outbox_organization =
    index<OutboxItem>("outbox_organization", {"organization_id", "phase", "queued_at"});
constexpr Index outbox_due = index<OutboxItem>("outbox_due", {"due_at"});
constexpr Index attachment_need = index<Attachment>("attachment_need", {"need_id"});
constexpr Index attachment_digest = index<Attachment>("attachment_digest", {"digest"});
constexpr Index attachment_intake = index<Attachment>("attachment_intake", {"intake_id"});
constexpr Index referring_provider_name =
    index<ReferringProvider>("referring_provider_name", {"organization_id", "family_name"});
constexpr Index referring_provider_npi =
    index<ReferringProvider>("referring_provider_npi", {"organization_id", "npi"});
constexpr Index referring_provider_source = index<ReferringProvider>(
    "referring_provider_source", {"organization_id", "source_system", "external_id"});
constexpr Index referring_provider_portal =
    index<ReferringProvider>("referring_provider_portal", {"portal_staff_id"});
constexpr Index referring_provider_due =
    index<ReferringProvider>("referring_provider_due", {"due_at"});
constexpr Index referring_provider_standing = index<ReferringProvider>(
    "referring_provider_standing", {"organization_id", "standing", "family_name"});
constexpr Index referring_provider_merged =
    index<ReferringProvider>("referring_provider_merged", {"merged_into_id"});
constexpr Index referring_provider_key_key = index<ReferringProviderKey>(
    "referring_provider_key_key", {"organization_id", "key", "referring_provider_id"}, unique);
constexpr Index provider_contact_provider =
    index<ProviderContact>("provider_contact_provider", {"referring_provider_id", "contacted_at"});
constexpr Index referral_source_code =
    index<ReferralSource>("referral_source_code", {"organization_id", "code"}, unique);
constexpr Index touchpoint_lead = index<Touchpoint>("touchpoint_lead", {"lead_id", "occurred_at"});
constexpr Index touchpoint_provider =
    index<Touchpoint>("touchpoint_provider", {"referring_provider_id", "occurred_at"});
constexpr Index lead_phase = index<Lead>("lead_phase", {"organization_id", "phase", "created_at"});
constexpr Index lead_client = index<Lead>("lead_client", {"client_id"});
constexpr Index lead_key_key =
    index<LeadKey>("lead_key_key", {"organization_id", "key", "lead_id"}, unique);
constexpr Index attribution_lead =
    index<Attribution>("attribution_lead", {"lead_id", "version"}, unique);
constexpr Index provider_credit_provider =
    index<ProviderCredit>("provider_credit_provider", {"referring_provider_id", "lead_id"}, unique);
constexpr Index provider_credit_lead = index<ProviderCredit>("provider_credit_lead", {"lead_id"});
constexpr Index specialist_referral_referral =
    index<SpecialistReferral>("specialist_referral_referral", {"referral_id"}, unique);
constexpr Index specialist_referral_organization = index<SpecialistReferral>(
    "specialist_referral_organization", {"organization_id", "created_at"});
constexpr Index specialist_referral_specialist =
    index<SpecialistReferral>("specialist_referral_specialist", {"specialist_id"});
constexpr Index specialist_referral_due =
    index<SpecialistReferral>("specialist_referral_due", {"due_at"});
constexpr Index practice_policy_organization =
    index<PracticePolicy>("practice_policy_organization", {"organization_id"}, unique);
constexpr Index relationship_cost_organization =
    index<RelationshipCost>("relationship_cost_organization", {"organization_id", "spent_on"});
constexpr Index relationship_cost_provider =
    index<RelationshipCost>("relationship_cost_provider", {"referring_provider_id", "spent_on"});
constexpr Index relationship_cost_source =
    index<RelationshipCost>("relationship_cost_source", {"referral_source_id", "spent_on"});
constexpr Index membership_organization =
    index<Membership>("membership_organization", {"organization_id", "staff_id"});
constexpr Index logged_referral_client =
    index<LoggedReferral>("logged_referral_client", {"client_id"});
constexpr Index outbox_client = index<OutboxItem>("outbox_client", {"client_id"});
constexpr Index listed_code_code = index<ListedCode>("listed_code_code", {"list", "code"}, unique);
constexpr Index client_side_organization =
    index<ClientSide>("client_side_organization", {"organization_id", "client_id"}, unique);
}  // namespace by

namespace {

constexpr std::array organization_indexes{by::organization_source, by::organization_name};
constexpr std::array staff_indexes{by::staff_login};
constexpr std::array role_indexes{by::role_name};
constexpr std::array membership_indexes{by::membership_staff, by::membership_organization};
constexpr std::array issue_indexes{by::issue_code};
constexpr std::array location_indexes{by::location_source, by::location_organization};
constexpr std::array service_indexes{by::service_source, by::service_organization};
constexpr std::array policy_indexes{by::policy_scope};
constexpr std::array client_key_indexes{by::client_key};
constexpr std::array client_link_indexes{by::client_link_first, by::client_link_second};
constexpr std::array client_merge_indexes{by::client_merge_client, by::client_merge_survivor};
constexpr std::array consent_indexes{by::consent_client};
constexpr std::array need_indexes{by::need_client, by::need_sender, by::need_due,
                                  by::need_unassigned};
constexpr std::array referral_indexes{by::referral_need, by::referral_receiver, by::referral_sender,
                                      by::referral_due};
constexpr std::array note_indexes{by::note_need};
constexpr std::array import_indexes{by::import_organization};
constexpr std::array import_problem_indexes{by::import_problem_import};
constexpr std::array agreement_indexes{by::agreement_sender, by::agreement_receiver,
                                       by::agreement_due};
constexpr std::array enquiry_indexes{by::enquiry_sender, by::enquiry_due};
constexpr std::array capacity_answer_indexes{by::capacity_answer_enquiry,
                                             by::capacity_answer_receiver};
constexpr std::array locality_indexes{by::locality_code, by::locality_name};
constexpr std::array calendar_indexes{by::calendar_name};
constexpr std::array reason_code_indexes{by::reason_code_code};
constexpr std::array idempotency_indexes{by::idempotency_key, by::idempotency_expiry};
constexpr std::array intake_indexes{by::intake_organization, by::intake_due};
constexpr std::array logged_referral_indexes{by::logged_referral_organization,
                                             by::logged_referral_client};
constexpr std::array questionnaire_indexes{by::questionnaire_code};
constexpr std::array questionnaire_response_indexes{by::questionnaire_response_client,
                                                    by::questionnaire_response_due};
constexpr std::array information_request_indexes{by::information_request_referral,
                                                 by::information_request_due};
constexpr std::array appointment_indexes{by::appointment_referral, by::appointment_due};
constexpr std::array barrier_indexes{by::barrier_referral};
constexpr std::array handover_indexes{by::handover_referral};
constexpr std::array message_indexes{by::message_referral, by::message_unread};
constexpr std::array transfer_indexes{by::transfer_need, by::transfer_from, by::transfer_to,
                                      by::transfer_due};
constexpr std::array subscription_indexes{by::subscription_need};
constexpr std::array inbox_indexes{by::inbox_owner, by::inbox_matter, by::inbox_erase};
constexpr std::array outbox_indexes{by::outbox_organization, by::outbox_due, by::outbox_client};
constexpr std::array attachment_indexes{by::attachment_need, by::attachment_digest,
                                        by::attachment_intake};

constexpr std::array referring_provider_indexes{
    by::referring_provider_name,   by::referring_provider_npi, by::referring_provider_source,
    by::referring_provider_portal, by::referring_provider_due, by::referring_provider_standing,
    by::referring_provider_merged};
constexpr std::array referring_provider_key_indexes{by::referring_provider_key_key};
constexpr std::array provider_contact_indexes{by::provider_contact_provider};
constexpr std::array referral_source_indexes{by::referral_source_code};
constexpr std::array touchpoint_indexes{by::touchpoint_lead, by::touchpoint_provider};
constexpr std::array lead_indexes{by::lead_phase, by::lead_client};
constexpr std::array lead_key_indexes{by::lead_key_key};
constexpr std::array attribution_indexes{by::attribution_lead};
constexpr std::array provider_credit_indexes{by::provider_credit_provider,
                                             by::provider_credit_lead};
constexpr std::array specialist_referral_indexes{
    by::specialist_referral_referral, by::specialist_referral_organization,
    by::specialist_referral_specialist, by::specialist_referral_due};
constexpr std::array practice_policy_indexes{by::practice_policy_organization};
constexpr std::array listed_code_indexes{by::listed_code_code};
constexpr std::array client_side_indexes{by::client_side_organization};
constexpr std::array relationship_cost_indexes{by::relationship_cost_organization,
                                               by::relationship_cost_provider,
                                               by::relationship_cost_source};

constexpr struct {
  bool in_tables, in_journal;
} history{true, true}, operational{true, false}, journal_only{false, true};

template <Kept T>
consteval NounInfo noun(std::string_view name, int format, decltype(history) where,
                        std::span<const Index> indexes = {}) {
  static_assert(complete<T>() && rows<T>[0].name == "id" && rows<T>[1].name == "revision");
  return {noun_of<T>,
          name,
          format,
          where.in_tables,
          where.in_journal,
          rows<T>,
          indexes,
          []() -> void* { return new T; },
          [](void* row) { delete static_cast<T*>(row); },
          [](void* to, const void* from) { *static_cast<T*>(to) = *static_cast<const T*>(from); }};
}

// clang-format off
constexpr NounInfo table[] = {
    noun<StoreIdentity>("store",          1, history),
    noun<Organization> ("organization",   1, history,     organization_indexes),
    noun<Staff>        ("staff",          1, history,     staff_indexes),
    noun<Role>         ("role",           1, history,     role_indexes),
    noun<Membership>   ("membership",     1, history,     membership_indexes),
    noun<Issue>        ("issue",          1, history,     issue_indexes),
    noun<Location>     ("location",       1, history,     location_indexes),
    noun<Service>      ("service",        1, history,     service_indexes),
    noun<Policy>       ("policy",         1, history,     policy_indexes),
    noun<Client>       ("client",         1, history),
    noun<Consent>      ("consent",        1, history,     consent_indexes),
    noun<Need>         ("need",           1, history,     need_indexes),
    noun<Referral>     ("referral",       1, history,     referral_indexes),
    noun<Note>         ("note",           1, history,     note_indexes),
    noun<Import>       ("import",         1, operational, import_indexes),
    noun<ImportProblem>("import_problem", 1, operational, import_problem_indexes),
    noun<Idempotency>  ("idempotency",    1, operational, idempotency_indexes),
    noun<Audit>        ("audit",          1, journal_only),
    noun<ClientKey>    ("client_key",     1, operational, client_key_indexes),
    noun<Intake>       ("intake",         1, history,     intake_indexes),
    noun<LoggedReferral>("logged_referral", 1, history,   logged_referral_indexes),
    noun<Questionnaire>("questionnaire",  1, history,     questionnaire_indexes),
    noun<QuestionnaireResponse>("questionnaire_response", 1, history,
                                questionnaire_response_indexes),
    noun<InformationRequest>("information_request", 1, history, information_request_indexes),
    noun<Appointment>  ("appointment",    1, history,     appointment_indexes),
    noun<Barrier>      ("barrier",        1, history,     barrier_indexes),
    noun<Handover>     ("handover",       1, history,     handover_indexes),
    noun<Message>      ("message",        1, history,     message_indexes),
    noun<Transfer>     ("transfer",       1, history,     transfer_indexes),
    noun<Agreement>    ("agreement",      1, history,     agreement_indexes),
    noun<CapacityEnquiry>("capacity_enquiry", 1, history, enquiry_indexes),
    noun<CapacityAnswer>("capacity_answer", 1, history,   capacity_answer_indexes),
    noun<Locality>     ("locality",       1, history,     locality_indexes),
    noun<SharedCalendar>("calendar",      1, history,     calendar_indexes),
    noun<OwnReasonCode>("reason_code",    1, history,     reason_code_indexes),
    noun<ClientLink>   ("client_link",    1, history,     client_link_indexes),
    noun<ClientMerge>  ("client_merge",   1, history,     client_merge_indexes),
    noun<LearnedWeights>("match_weights", 1, history),
    noun<TrainingRun>  ("match_training", 1, operational),
    noun<Subscription> ("subscription",   1, operational, subscription_indexes),
    noun<InboxItem>    ("inbox_item",     1, operational, inbox_indexes),
    noun<OutboxItem>   ("outbox_item",    1, history,     outbox_indexes),
    noun<Attachment>   ("attachment",     1, history,     attachment_indexes),
    noun<ReferringProvider>("referring_provider", 1, history, referring_provider_indexes),
    noun<ReferringProviderKey>("referring_provider_key", 1, operational,
                               referring_provider_key_indexes),
    noun<ProviderContact>("provider_contact", 1, history, provider_contact_indexes),
    noun<ReferralSource>("referral_source", 1, history, referral_source_indexes),
    noun<Touchpoint>("touchpoint", 1, history, touchpoint_indexes),
    noun<Lead>("lead", 1, history, lead_indexes),
    noun<Attribution>("attribution", 1, history, attribution_indexes),
    noun<ProviderCredit>("provider_credit", 1, operational, provider_credit_indexes),
    noun<SpecialistReferral>("specialist_referral", 1, history, specialist_referral_indexes),
    noun<PracticePolicy>("practice_policy", 1, history, practice_policy_indexes),
    noun<ListedCode>("listed_code", 1, history, listed_code_indexes),
    noun<ClientSide>("client_side", 1, operational, client_side_indexes),
    noun<RelationshipCost>("relationship_cost", 1, history, relationship_cost_indexes),
    noun<LeadKey>("lead_key", 1, operational, lead_key_indexes),
};
// clang-format on

consteval bool in_order() {
  for (std::size_t i = 0; i < std::size(table); ++i)
    if (static_cast<std::size_t>(table[i].noun) != i) return false;
  return true;
}
static_assert(in_order());

template <class... T> consteval bool lists(NounList<T...>) {
  const Noun listed[] = {noun_of<T>...};
  if (std::size(listed) != std::size(table)) return false;
  for (std::size_t i = 0; i < std::size(table); ++i)
    if (table[i].noun != listed[i]) return false;
  return true;
}
static_assert(lists(AllNouns()), "AllNouns lacks a noun, or is in another order");

constexpr const Index* clock_in(std::span<const Index> indexes) {
  for (auto& i : indexes)
    if (i.size == 1 && i.members[0]->type->cell == Type::Cell::instant) return &i;
  return nullptr;
}
template <class... T> consteval bool knows_clocks(NounList<T...>) {
  return (
      (Clocked<T> == (clock_in(table[static_cast<std::size_t>(noun_of<T>)].indexes) != nullptr)) &&
      ...);
}
static_assert(knows_clocks(AllNouns()), "a clock has an index, and such an index is a clock's");

}  // namespace

std::span<const NounInfo> nouns() { return table; }
const NounInfo& info(Noun noun) { return table[static_cast<std::size_t>(noun)]; }
const Index& clock_index(Noun noun) {
  if (const auto* index = clock_in(info(noun).indexes)) return *index;
  throw std::logic_error("a noun without a clock");
}

}  // namespace onward
