// What an operation answers: a value, or the reason it was refused.
#pragma once

#include <variant>

#include "onward/schema.hpp"

namespace onward {

// Why a request was refused. Names are the wire codes: append, never rename, never reorder.
enum class Reason : std::uint8_t {
  malformed_request,
  unknown_operation,
  request_too_large,
  session_invalid,
  organization_inactive,
  permission_missing,
  not_found,
  idempotency_key_reused,
  revision_changed,
  cursor_invalid,
  name_taken,
  phase_forbids,
  need_claimed_by_another,
  need_has_completed_member,
  need_not_unresolved,
  member_unfinished,
  no_receivers,
  too_many_receivers,
  consent_missing,
  consent_expired,
  consent_withdrawn,
  consent_out_of_scope,
  receiver_not_eligible,
  capacity_full,
  reason_code_unknown,
  outcome_not_allowed,
  period_reversed,
  blob_missing,
  import_unreadable,
  import_finished,
  batch_refused,
  store_not_empty,
  checkpoint_unknown,
  client_requires_referral,
  confirm_not_needed,
  confirmation_missing,
  referral_replaced,
  intake_finished,
  client_may_exist,
  consent_by_another,
  receiver_has_acknowledged,
  urgency_may_only_rise,
  questionnaire_invalid,
  questionnaire_not_active,
  questionnaire_of_another_issue,
  questionnaire_in_use,
  questionnaire_required,
  answers_invalid,
  information_asked,
  information_not_asked,
  withdrawal_asked,
  withdrawal_not_asked,
  appointment_scheduled,
  appointment_not_scheduled,
  audience_not_allowed,
  disclosure_withheld,
  onward_not_allowed,
  already_in_chain,
  reminded_already,
  transfer_unfinished,
  partner_required,
  other_side_must_agree,
  locality_unknown,
  client_merged,
  link_contradicts,
  too_few_clients,
  file_too_large,
  file_type_refused,
  report_missing,
  stays_with_practice,
};

// The developer's sentence for each reason. A caseworker reads the catalogue (catalogue.hpp).
template <>
inline constexpr auto names<Reason> = std::array{
    Name{Reason::malformed_request, "malformed_request",
         "The request does not have the operation's shape."},
    Name{Reason::unknown_operation, "unknown_operation", "No operation has this name."},
    Name{Reason::request_too_large, "request_too_large", "The request is over 1 MiB."},
    Name{Reason::session_invalid, "session_invalid",
         "The actor is not an active member of the active organisation."},
    Name{Reason::organization_inactive, "organization_inactive", "The organisation is not active."},
    Name{Reason::permission_missing, "permission_missing",
         "The actor's role in the active organisation lacks the permission."},
    Name{Reason::not_found, "not_found", "Absent, or not visible from the active organisation."},
    Name{Reason::idempotency_key_reused, "idempotency_key_reused",
         "The key was used with another request."},
    Name{Reason::revision_changed, "revision_changed",
         "Somebody changed the row since the revision that was named."},
    Name{Reason::cursor_invalid, "cursor_invalid", "The cursor is not one of this list's."},
    Name{Reason::name_taken, "name_taken", "Another row has this name or code."},
    Name{Reason::phase_forbids, "phase_forbids", "The action is not open in the present phase."},
    Name{Reason::need_claimed_by_another, "need_claimed_by_another",
         "Another organisation holds the claim."},
    Name{Reason::need_has_completed_member, "need_has_completed_member",
         "A member of the need is completed already."},
    Name{Reason::need_not_unresolved, "need_not_unresolved", "The need is not unresolved."},
    Name{Reason::member_unfinished, "member_unfinished",
         "The organisation has an unfinished referral for this need."},
    Name{Reason::no_receivers, "no_receivers", "At least one receiver must be named."},
    Name{Reason::too_many_receivers, "too_many_receivers", "A need has at most 64 members."},
    Name{Reason::consent_missing, "consent_missing", "The client's consent is not recorded."},
    Name{Reason::consent_expired, "consent_expired", "The client's consent has expired."},
    Name{Reason::consent_withdrawn, "consent_withdrawn", "The client has withdrawn consent."},
    Name{Reason::consent_out_of_scope, "consent_out_of_scope",
         "The consent does not cover the issue or the receiver."},
    Name{Reason::receiver_not_eligible, "receiver_not_eligible",
         "The receiver does not meet every criterion."},
    Name{Reason::capacity_full, "capacity_full", "The receiver has no free place."},
    Name{Reason::reason_code_unknown, "reason_code_unknown",
         "The coded reason is not in the list for this action."},
    Name{Reason::outcome_not_allowed, "outcome_not_allowed", "The outcome does not fit the phase."},
    Name{Reason::period_reversed, "period_reversed", "The period ends before it begins."},
    Name{Reason::blob_missing, "blob_missing", "No blob has this identifier."},
    Name{Reason::import_unreadable, "import_unreadable",
         "The file is not in a format that can be imported."},
    Name{Reason::import_finished, "import_finished", "The import has ended."},
    Name{Reason::batch_refused, "batch_refused",
         "One operation of the batch was refused, so none was done."},
    Name{Reason::store_not_empty, "store_not_empty", "The store has its first organisation."},
    Name{Reason::checkpoint_unknown, "checkpoint_unknown",
         "The journal has not that many entries."},
    Name{Reason::client_requires_referral, "client_requires_referral",
         "A client is created inside a referral, by policy."},
    Name{Reason::confirm_not_needed, "confirm_not_needed",
         "The need's policy does not ask the sender to confirm."},
    Name{Reason::confirmation_missing, "confirmation_missing",
         "The sender has not confirmed this receiver."},
    Name{Reason::referral_replaced, "referral_replaced",
         "A later referral to the same organisation took its place."},
    Name{Reason::intake_finished, "intake_finished", "The draft was submitted or discarded."},
    Name{Reason::client_may_exist, "client_may_exist",
         "A client one sees resembles the new one; name them, or say that the person is new."},
    Name{Reason::consent_by_another, "consent_by_another",
         "Who refers themselves consents themselves."},
    Name{Reason::receiver_has_acknowledged, "receiver_has_acknowledged",
         "A receiver has acknowledged: what was said stands, and may be added to."},
    Name{Reason::urgency_may_only_rise, "urgency_may_only_rise",
         "The urgency of what was sent is not lowered."},
    Name{Reason::questionnaire_invalid, "questionnaire_invalid",
         "The questionnaire cannot be used as it is defined."},
    Name{Reason::questionnaire_not_active, "questionnaire_not_active",
         "The questionnaire is a draft, or retired."},
    Name{Reason::questionnaire_of_another_issue, "questionnaire_of_another_issue",
         "The questionnaire is about another issue."},
    Name{Reason::questionnaire_in_use, "questionnaire_in_use", "An issue asks this questionnaire."},
    Name{Reason::questionnaire_required, "questionnaire_required",
         "The issue's questionnaire has no completed response for this need."},
    Name{Reason::answers_invalid, "answers_invalid", "The answers do not fit the questionnaire."},
    Name{Reason::information_asked, "information_asked",
         "A question to the sender is open already."},
    Name{Reason::information_not_asked, "information_not_asked",
         "No question to the sender is open."},
    Name{Reason::withdrawal_asked, "withdrawal_asked",
         "The receiver was asked already to confirm a withdrawal."},
    Name{Reason::withdrawal_not_asked, "withdrawal_not_asked",
         "The sender has not asked for a withdrawal."},
    Name{Reason::appointment_scheduled, "appointment_scheduled",
         "An appointment is scheduled already."},
    Name{Reason::appointment_not_scheduled, "appointment_not_scheduled",
         "The appointment is not scheduled, or no longer."},
    Name{Reason::audience_not_allowed, "audience_not_allowed",
         "Only the sender, and on the whole need, speaks to everybody."},
    Name{Reason::disclosure_withheld, "disclosure_withheld",
         "What the act needs of the client is not shown to the active organisation now."},
    Name{Reason::onward_not_allowed, "onward_not_allowed",
         "The consent does not let its receivers share onward."},
    Name{Reason::already_in_chain, "already_in_chain",
         "The need came through this organisation already."},
    Name{Reason::reminded_already, "reminded_already",
         "The receiver was reminded on this working day."},
    Name{Reason::transfer_unfinished, "transfer_unfinished",
         "Another transfer of this need has not ended."},
    Name{Reason::partner_required, "partner_required",
         "The two organisations have not agreed to refer to each other."},
    Name{Reason::other_side_must_agree, "other_side_must_agree",
         "The side that proposed an agreement cannot agree to it."},
    Name{Reason::locality_unknown, "locality_unknown",
         "The network has localities, and none has this code."},
    Name{Reason::client_merged, "client_merged", "The client was merged into another one."},
    Name{Reason::link_contradicts, "link_contradicts",
         "An administrator has said the opposite of these clients."},
    Name{Reason::too_few_clients, "too_few_clients",
         "The store has too few clients to learn from."},
    Name{Reason::file_too_large, "file_too_large", "The file is over the limit of an attachment."},
    Name{Reason::file_type_refused, "file_type_refused",
         "The file is of no type that may be attached, by its bytes."},
    Name{Reason::report_missing, "report_missing",
         "The specialist's report has not come, and nobody said why it is closed without."},
    Name{Reason::stays_with_practice, "stays_with_practice",
         "A referral to a specialist stays with the practice that wrote it."},
};

// A typed fact of a refusal, for the catalogue and for programs: {"limit", 12}.
struct Fact {
  std::string name;
  std::variant<std::int64_t, std::string, Date, Instant> value;
};

struct Refusal {
  Reason reason = Reason::malformed_request;
  std::string path{};                // JSON pointer into the request, "" for the whole of it
  std::string message{};  // one line for a developer's log: nothing secret or personal
  std::vector<Fact> facts{};
  std::vector<Problem> problems{};  // every one, where all were looked for: of the shape, an intake
};

// Broken disks and broken code throw; a "no" from the domain is a value.
template <class T> class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Refusal refusal) : state_(std::move(refusal)) {}

  explicit operator bool() const { return state_.index() == 0; }
  T& value() { return std::get<0>(state_); }
  const T& value() const { return std::get<0>(state_); }
  const Refusal& refusal() const { return std::get<1>(state_); }

 private:
  std::variant<T, Refusal> state_;
};

}  // namespace onward
