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
  file_too_large,
  file_type_refused,
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
    Name{Reason::file_too_large, "file_too_large", "The file is over the limit of an attachment."},
    Name{Reason::file_type_refused, "file_type_refused",
         "The file is of no type that may be attached, by its bytes."},
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
  std::vector<Problem> problems{};  // malformed_request: every problem of the shape
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
