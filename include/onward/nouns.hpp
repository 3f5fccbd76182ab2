// THE table of nouns: what is kept, under which name, with which indexes.
#pragma once

#include "onward/model/access.hpp"
#include "onward/model/attachment.hpp"
#include "onward/model/between.hpp"
#include "onward/model/client.hpp"
#include "onward/model/directory.hpp"
#include "onward/model/duplicates.hpp"
#include "onward/model/inbox.hpp"
#include "onward/model/intake.hpp"
#include "onward/model/network.hpp"
#include "onward/model/practice.hpp"
#include "onward/model/questionnaire.hpp"
#include "onward/model/referral.hpp"
#include "onward/model/settings.hpp"
#include "onward/model/specialist.hpp"
#include "onward/model/system.hpp"
#include "onward/model/work.hpp"

namespace onward {

// Written to the journal: append, never renumber.
enum class Noun : std::uint8_t {
  store,
  organization,
  staff,
  role,
  membership,
  issue,
  location,
  service,
  policy,
  client,
  consent,
  need,
  referral,
  note,
  import,
  import_problem,
  idempotency,
  audit,
  client_key,
  intake,
  logged_referral,
  questionnaire,
  questionnaire_response,
  information_request,
  appointment,
  barrier,
  handover,
  message,
  transfer,
  agreement,
  capacity_enquiry,
  capacity_answer,
  locality,
  calendar,
  reason_code,
  client_link,
  client_merge,
  match_weights,
  match_training,
  subscription,
  inbox_item,
  outbox_item,
  attachment,
  referring_provider,
  referring_provider_key,
  provider_contact,
  referral_source,
  touchpoint,
  lead,
  attribution,
  provider_credit,
  specialist_referral,
  practice_policy,
  listed_code,
  client_side,
  relationship_cost,
  lead_key
};

// An equality prefix and then an order, by member. Members of an index are never null; text
// orders by bytes; rows with equal members order by id.
struct Index {
  Noun noun;
  std::string_view name;  // unique in the store
  std::array<const Row*, 3> members;
  std::size_t size;
  bool unique;
  // Kept in the index behind the id: a scan for these alone reads no row.
  std::array<const Row*, 5> beside{};
};

struct NounInfo {
  Noun noun;
  std::string_view name;
  int format;       // version of the row in the journal; a changed meaning is a new one
  bool in_tables;   // false: in the journal alone
  bool in_journal;  // false: operational state, not history
  Rows rows;        // begins with id and revision
  std::span<const Index> indexes;
  void* (*make)();
  void (*destroy)(void*);
  void (*copy)(void* to, const void* from);
};

std::span<const NounInfo> nouns();
const NounInfo& info(Noun);

template <class T> inline constexpr std::nullptr_t noun_of = nullptr;
#define ONWARD_NOUN(T, N) template <> inline constexpr Noun noun_of<T> = Noun::N
ONWARD_NOUN(StoreIdentity, store);
ONWARD_NOUN(Organization, organization);
ONWARD_NOUN(Staff, staff);
ONWARD_NOUN(Role, role);
ONWARD_NOUN(Membership, membership);
ONWARD_NOUN(Issue, issue);
ONWARD_NOUN(Location, location);
ONWARD_NOUN(Service, service);
ONWARD_NOUN(Policy, policy);
ONWARD_NOUN(Client, client);
ONWARD_NOUN(Consent, consent);
ONWARD_NOUN(Need, need);
ONWARD_NOUN(Referral, referral);
ONWARD_NOUN(Note, note);
ONWARD_NOUN(Import, import);
ONWARD_NOUN(ImportProblem, import_problem);
ONWARD_NOUN(Idempotency, idempotency);
ONWARD_NOUN(Audit, audit);
ONWARD_NOUN(ClientKey, client_key);
ONWARD_NOUN(Intake, intake);
ONWARD_NOUN(LoggedReferral, logged_referral);
ONWARD_NOUN(Questionnaire, questionnaire);
ONWARD_NOUN(QuestionnaireResponse, questionnaire_response);
ONWARD_NOUN(InformationRequest, information_request);
ONWARD_NOUN(Appointment, appointment);
ONWARD_NOUN(Barrier, barrier);
ONWARD_NOUN(Handover, handover);
ONWARD_NOUN(Message, message);
ONWARD_NOUN(Transfer, transfer);
ONWARD_NOUN(Agreement, agreement);
ONWARD_NOUN(CapacityEnquiry, capacity_enquiry);
ONWARD_NOUN(CapacityAnswer, capacity_answer);
ONWARD_NOUN(Locality, locality);
ONWARD_NOUN(SharedCalendar, calendar);
ONWARD_NOUN(OwnReasonCode, reason_code);
ONWARD_NOUN(ClientLink, client_link);
ONWARD_NOUN(ClientMerge, client_merge);
ONWARD_NOUN(LearnedWeights, match_weights);
ONWARD_NOUN(TrainingRun, match_training);
ONWARD_NOUN(Subscription, subscription);
ONWARD_NOUN(InboxItem, inbox_item);
ONWARD_NOUN(OutboxItem, outbox_item);
ONWARD_NOUN(Attachment, attachment);
ONWARD_NOUN(ReferringProvider, referring_provider);
ONWARD_NOUN(ReferringProviderKey, referring_provider_key);
ONWARD_NOUN(ProviderContact, provider_contact);
ONWARD_NOUN(ReferralSource, referral_source);
ONWARD_NOUN(Touchpoint, touchpoint);
ONWARD_NOUN(Lead, lead);
ONWARD_NOUN(Attribution, attribution);
ONWARD_NOUN(ProviderCredit, provider_credit);
ONWARD_NOUN(SpecialistReferral, specialist_referral);
ONWARD_NOUN(PracticePolicy, practice_policy);
ONWARD_NOUN(ListedCode, listed_code);
ONWARD_NOUN(ClientSide, client_side);
ONWARD_NOUN(RelationshipCost, relationship_cost);
ONWARD_NOUN(LeadKey, lead_key);
#undef ONWARD_NOUN

template <class... T> struct NounList {
  static constexpr std::size_t size = sizeof...(T);
  template <class Noun> static constexpr bool has = (std::is_same_v<Noun, T> || ...);
  template <class Noun>
  static constexpr std::size_t position = [] {
    std::size_t at = 0;
    static_cast<void>(((std::is_same_v<Noun, T> || (++at, false)) || ...));
    return at;
  }();
};
// Of every noun its row, in the order of the enumeration (src/nouns.cpp compares).
using AllNouns =
    NounList<StoreIdentity, Organization, Staff, Role, Membership, Issue, Location, Service, Policy,
             Client, Consent, Need, Referral, Note, Import, ImportProblem, Idempotency, Audit,
             ClientKey, Intake, LoggedReferral, Questionnaire, QuestionnaireResponse,
             InformationRequest, Appointment, Barrier, Handover, Message, Transfer, Agreement,
             CapacityEnquiry, CapacityAnswer, Locality, SharedCalendar, OwnReasonCode, ClientLink,
             ClientMerge, LearnedWeights, TrainingRun, Subscription, InboxItem, OutboxItem,
             Attachment, ReferringProvider, ReferringProviderKey, ProviderContact, ReferralSource,
             Touchpoint, Lead, Attribution, ProviderCredit, SpecialistReferral, PracticePolicy,
             ListedCode, ClientSide, RelationshipCost, LeadKey>;

template <class T>
concept Kept = Record<T> && std::is_same_v<std::remove_cv_t<decltype(noun_of<T>)>, Noun>;

// When system.tick looks at a row next; `never` while nothing is due. Whatever is indexed by one
// instant alone has such a clock (src/nouns.cpp compares).
template <Kept T> constexpr auto clock_of() {
  if constexpr (requires { &T::due_at; })
    return &T::due_at;
  else if constexpr (requires { &T::erase_at; })
    return &T::erase_at;
  else if constexpr (requires { &T::expires_at; })
    return &T::expires_at;
  else
    return nullptr;
}
template <class T>
concept Clocked = Kept<T> && !std::is_same_v<decltype(clock_of<T>()), std::nullptr_t>;
const Index& clock_index(Noun);  // of a noun with a clock

// The indexes, to be named in scans.
namespace by {
extern const Index organization_source, organization_name, staff_login, role_name, membership_staff,
    issue_code, location_source, location_organization, service_source, service_organization,
    policy_scope, client_key, client_link_first, client_link_second, client_merge_client,
    client_merge_survivor, consent_client, need_client, need_sender, need_due, referral_need,
    referral_receiver, referral_sender, referral_due, note_need, import_organization,
    import_problem_import, idempotency_key, idempotency_expiry, intake_organization, intake_due,
    logged_referral_organization, questionnaire_code, questionnaire_response_client,
    questionnaire_response_due, information_request_referral, information_request_due,
    appointment_referral, appointment_due, barrier_referral, handover_referral, message_referral,
    message_unread, transfer_need, transfer_from, transfer_to, transfer_due, need_unassigned,
    agreement_sender, agreement_receiver, agreement_due, enquiry_sender, enquiry_due,
    capacity_answer_enquiry, capacity_answer_receiver, locality_code, locality_name, calendar_name,
    reason_code_code, subscription_need, inbox_owner, inbox_matter, inbox_erase,
    outbox_organization, outbox_due, attachment_need, attachment_digest, attachment_intake,
    referring_provider_name, referring_provider_npi, referring_provider_source,
    referring_provider_portal, referring_provider_due, referring_provider_key_key,
    provider_contact_provider, referral_source_code, touchpoint_lead, touchpoint_provider,
    lead_phase, lead_client, attribution_lead, provider_credit_provider, provider_credit_lead,
    specialist_referral_referral, specialist_referral_organization, specialist_referral_specialist,
    specialist_referral_due, practice_policy_organization, membership_organization,
    logged_referral_client, outbox_client, listed_code_code, client_side_organization,
    relationship_cost_organization, relationship_cost_provider, relationship_cost_source,
    referring_provider_standing, lead_key_key, referring_provider_merged;
}

}  // namespace onward
