// Needs and referrals: the two machines, their facets, and the rows that are kept.
#pragma once

#include "onward/model/client.hpp"
#include "onward/model/need_details.hpp"
#include "onward/model/policy.hpp"
#include "onward/model/progress.hpp"

namespace onward {

enum class ReferralPhase : std::uint8_t {
  draft,
  requested,
  received,
  accepted,
  in_progress,
  on_hold,
  completed,
  declined,
  withdrawn,
  superseded,
  expired,
  failed,
  error
};
template <>
inline constexpr auto names<ReferralPhase> = std::array{
    Name{ReferralPhase::draft, "draft", "Being prepared; the receiver sees nothing."},
    Name{ReferralPhase::requested, "requested", "Sent; nobody has answered."},
    Name{ReferralPhase::received, "received", "The receiver evaluates it; nothing is promised."},
    Name{ReferralPhase::accepted, "accepted", "The receiver has promised service."},
    Name{ReferralPhase::in_progress, "in_progress", "Service is being given."},
    Name{ReferralPhase::on_hold, "on_hold", "Service waits, for a stated reason."},
    Name{ReferralPhase::completed, "completed", "Finished: service was given or offered."},
    Name{ReferralPhase::declined, "declined", "Finished: the receiver said no."},
    Name{ReferralPhase::withdrawn, "withdrawn", "Finished: the sender took it back."},
    Name{ReferralPhase::superseded, "superseded", "Finished: another organisation claimed it."},
    Name{ReferralPhase::expired, "expired", "Finished: no response in time."},
    Name{ReferralPhase::failed, "failed", "Finished: tried, and could not be completed."},
    Name{ReferralPhase::error, "error", "Finished: entered in error; left out of figures."},
};

constexpr bool is_finished(ReferralPhase p) { return p >= ReferralPhase::completed; }
// Whether a place is taken: from acknowledge until the end (lifecycles A.6).
constexpr bool holds_capacity(ReferralPhase p) {
  return p >= ReferralPhase::received && p <= ReferralPhase::on_hold;
}

enum class NeedPhase : std::uint8_t { draft, open, claimed, resolved, unresolved, cancelled };
template <>
inline constexpr auto names<NeedPhase> = std::array{
    Name{NeedPhase::draft, "draft", "Being prepared."},
    Name{NeedPhase::open, "open", "Receivers are asked."},
    Name{NeedPhase::claimed, "claimed", "One receiver is responsible."},
    Name{NeedPhase::resolved, "resolved", "Completed with a positive outcome."},
    Name{NeedPhase::unresolved, "unresolved", "Nobody helps; the sender must act."},
    Name{NeedPhase::cancelled, "cancelled",
         "Withdrawn, closed as unmet, or continued by another need."},
};

// Why a need is where it is.
enum class NeedReason : std::uint8_t {
  none,
  nobody_eligible,
  refused,
  no_response,
  failed,
  no_positive_outcome,
  mixed,
  sender_withdrew,
  unmet,
  entered_in_error,
  re_referred,
  consent_ended
};
template <>
inline constexpr auto names<NeedReason> = std::array{
    Name{NeedReason::none, "none", "Nothing to explain."},
    Name{NeedReason::nobody_eligible, "nobody_eligible", "No receiver met every criterion."},
    Name{NeedReason::refused, "refused", "Every receiver declined."},
    Name{NeedReason::no_response, "no_response", "No receiver answered in time."},
    Name{NeedReason::failed, "failed", "The receiver tried and could not complete it."},
    Name{NeedReason::no_positive_outcome, "no_positive_outcome",
         "Completed, but the client was not helped."},
    Name{NeedReason::mixed, "mixed", "The members ended in different ways, none of them well."},
    Name{NeedReason::sender_withdrew, "sender_withdrew", "The sender withdrew the need."},
    Name{NeedReason::unmet, "unmet", "Closed by the sender as unmet; counted as a gap."},
    Name{NeedReason::entered_in_error, "entered_in_error", "Every member was entered in error."},
    Name{NeedReason::re_referred, "re_referred",
         "Another need continues it; that one says what becomes of it."},
    Name{NeedReason::consent_ended, "consent_ended",
         "The client's consent ran out or was taken back before anybody helped."},
};

enum class Outcome : std::uint8_t {
  none,
  unable_to_contact,
  client_declined,
  unsuccessful,
  partial,
  successful
};
template <>  // from worst to best: a need's outcome is its best member's (lifecycles A.5)
inline constexpr auto names<Outcome> = std::array{
    Name{Outcome::none, "none", "Nothing is known yet."},
    Name{Outcome::unable_to_contact, "unable_to_contact", "Contact with the client was lost."},
    Name{Outcome::client_declined, "client_declined", "The client chose not to proceed."},
    Name{Outcome::unsuccessful, "unsuccessful", "Service was not received."},
    Name{Outcome::partial, "partial", "Some services were received."},
    Name{Outcome::successful, "successful", "The client received the service."},
};
constexpr bool is_positive(Outcome o) { return o >= Outcome::partial; }

// In which capacity somebody acts on a need. One organisation may be several at once.
enum class Party : std::uint8_t { sender, receiver, administrator, system };
template <>
inline constexpr auto names<Party> = std::array{
    Name{Party::sender, "sender", "Staff of the organisation that refers."},
    Name{Party::receiver, "receiver", "Staff of the organisation that is asked."},
    Name{Party::administrator, "administrator", "An administrator of the store."},
    Name{Party::system, "system", "A timer, or the effect of another act."},
};

enum class Urgency : std::uint8_t { routine, soon, urgent };
template <>
inline constexpr auto names<Urgency> = std::array{
    Name{Urgency::routine, "routine", "The usual timeframes hold."},
    Name{Urgency::soon, "soon", "Has timeframes between the usual ones and those of urgent."},
    Name{Urgency::urgent, "urgent", "The tighter timeframes hold."},
};

// How many of the receivers considered fail a criterion.
struct BlockingCount {
  std::string criterion{};
  std::int64_t receivers = 0;
};
template <>
inline constexpr auto rows<BlockingCount> = std::array{
    row<&BlockingCount::criterion>(1, "criterion", "Name of the criterion, for example age."),
    row<&BlockingCount::receivers>(2, "receivers", "How many services it blocks."),
};
ONWARD_RECORDS(BlockingCount);

struct Need {
  NeedId id{};
  std::int64_t revision = 0;
  std::string reference{};
  ClientId client_id{};
  IssueId issue_id{};
  OrganizationId sender_id{};
  StaffId sent_by{};
  NeedPhase phase = NeedPhase::draft;
  NeedReason reason = NeedReason::none;
  Urgency urgency = Urgency::routine;
  Outcome outcome = Outcome::none;
  ReferralId claimed_by{};
  NeedId follows{};
  ConsentId consent_id{};
  Instant opened_at{};
  std::optional<Instant> closed_at{};
  Instant due_at = never;
  bool escalated = false;
  bool reminded = false;
  FrozenPolicy policy{};
  std::vector<BlockingCount> blocking{};
  std::vector<std::string> relaxation{};
  std::string close_note{};
  NeedDetails details{};
  bool self_referral = false;
  bool withdrawing = false;
  NeedId part_of{};
  ReferralId forwarded_from{};
  Outcome onward_outcome = Outcome::none;
  OrganizationId transferred_from{};
  bool open_request = false;
  bool unassigned = false;
  std::optional<Date> consent_ends_on{};
  std::int64_t reminders = 0;
  std::string reason_code{};
  std::optional<Instant> confirmation_asked_at{};
};
inline constexpr auto need_own_rows = std::array{
    row<&Need::id>(1, "id", "Given by the store; never reused."),
    row<&Need::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Need::reference>(3, "reference", "Opaque, to be read aloud: Crockford base 32."),
    row<&Need::client_id>(4, "client_id", "Who needs help."),
    row<&Need::issue_id>(5, "issue_id", "The type of help."),
    row<&Need::sender_id>(6, "sender_id", "The organisation that refers."),
    row<&Need::sent_by>(7, "sent_by", "The member of staff who sent it."),
    row<&Need::phase>(8, "phase", "Where the need stands."),
    row<&Need::reason>(9, "reason", "Why it stands there."),
    row<&Need::urgency>(10, "urgency", "How soon an answer is expected."),
    row<&Need::outcome>(11, "outcome", "The best outcome of its members."),
    row<&Need::claimed_by>(12, "claimed_by", "The member that holds the claim; 0 for none."),
    row<&Need::follows>(13, "follows", "The unresolved need that this one continues; 0 for none."),
    row<&Need::consent_id>(14, "consent_id", "The consent under which it was sent."),
    row<&Need::opened_at>(15, "opened_at", "When it was sent."),
    row<&Need::closed_at>(16, "closed_at", "When it was resolved or cancelled."),
    row<&Need::due_at>(17, "due_at", "When its next timer is due; the year 9999 is never."),
    row<&Need::escalated>(18, "escalated", "True once an administrator was called."),
    row<&Need::reminded>(19, "reminded", "True once the sender was reminded."),
    row<&Need::policy>(20, "policy", "The policy as it was when the need was sent."),
    row<&Need::blocking>(21, "blocking", "Born unresolved: what blocked how many services."),
    row<&Need::relaxation>(22, "relaxation",
                           "Born unresolved: the fewest criteria to relax for a receiver."),
    row<&Need::close_note>(23, "close_note", "What the sender said when closing it.", is_personal),
    row<&Need::self_referral>(28, "self_referral", "True when the client asked for themselves."),
    row<&Need::withdrawing>(30, "withdrawing",
                            "True while the sender takes it back and a receiver has to confirm."),
    row<&Need::part_of>(32, "part_of", "The need that was forwarded with this one; 0 for none."),
    row<&Need::forwarded_from>(33, "forwarded_from",
                               "The referral whose receiver passed it on; 0 for none."),
    row<&Need::onward_outcome>(34, "onward_outcome",
                               "The best outcome of those it was passed on to."),
    row<&Need::transferred_from>(35, "transferred_from",
                                 "The organisation that handed it over last; 0 for none."),
    row<&Need::open_request>(38, "open_request", "True when it was sent for anyone to claim."),
    row<&Need::unassigned>(39, "unassigned", "True while anyone who is eligible may claim it."),
    row<&Need::consent_ends_on>(37, "consent_ends_on",
                                "First day on which its consent holds no more; absent for none."),
    row<&Need::reminders>(40, "reminders",
                          "How often its sender was reminded since it is unresolved."),
    row<&Need::reason_code>(41, "reason_code",
                            "Coded reason with which its sender takes it back; empty for none."),
    row<&Need::confirmation_asked_at>(
        42, "confirmation_asked_at",
        "Since when its sender is to choose among those that accepted, or absent."),
};
template <> inline constexpr std::size_t flat_rows<Need> = rows<NeedDetails>.size() - 1;
template <>
inline constexpr auto rows<Need> = joined(need_own_rows, flat<&Need::details>(23));
ONWARD_RECORDS(Need);

struct Referral {
  ReferralId id{};
  std::int64_t revision = 0;
  std::string reference{};
  NeedId need_id{};
  ClientId client_id{};
  IssueId issue_id{};
  OrganizationId sender_id{};
  OrganizationId receiver_id{};
  ServiceId service_id{};
  ReferralPhase phase = ReferralPhase::draft;
  ReferralPhase held_from = ReferralPhase::draft;
  bool confirmed = false;
  std::string reason_code{};
  std::string reason_note{};
  Outcome outcome = Outcome::none;
  std::string outcome_note{};
  Urgency urgency = Urgency::routine;
  Instant requested_at{};
  std::optional<Instant> opened_at{};
  std::optional<Instant> received_at{};
  std::optional<Instant> accepted_at{};
  std::optional<Instant> started_at{};
  std::optional<Instant> held_at{};
  std::optional<Instant> finished_at{};
  std::optional<Instant> review_due_at{};
  std::optional<Instant> close_due_at{};
  Instant due_at = never;
  bool overdue = false;
  StaffId assignee_id{};
  std::optional<Instant> send_back_due_at{};
  std::optional<Instant> information_asked_at{};
  std::optional<Instant> withdrawal_asked_at{};
  std::string withdrawal_reason_code{};
  AppointmentStatus appointment = AppointmentStatus::none;
  ContactResult contact = ContactResult::none;
  std::optional<Instant> contacted_at{};
  std::optional<Date> delivered_on{};
  std::string delivered{};
  Enrolment enrolment = Enrolment::none;
  std::string enrolment_reason{};
  std::int64_t reminders = 0;
  std::optional<Instant> reminded_at{};
  std::optional<Date> consent_ends_on{};
  std::optional<ContactChannel> told_by{};
  std::string capacity_override{};
  std::optional<Instant> last_update_at{};
  std::vector<Pause> pauses{};
  std::optional<Party> reason_note_by{};
  std::optional<Party> outcome_note_by{};
  std::string withdrawal_note{};
  std::optional<Party> withdrawal_note_by{};
};
template <>
inline constexpr auto rows<Referral> = std::array{
    row<&Referral::id>(1, "id", "Given by the store; never reused."),
    row<&Referral::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Referral::reference>(3, "reference", "Opaque, to be read aloud: Crockford base 32."),
    row<&Referral::need_id>(4, "need_id", "The need it is a member of."),
    row<&Referral::client_id>(5, "client_id", "Who needs help."),
    row<&Referral::issue_id>(6, "issue_id", "The type of help."),
    row<&Referral::sender_id>(7, "sender_id", "The organisation that refers."),
    row<&Referral::receiver_id>(8, "receiver_id", "The organisation that is asked."),
    row<&Referral::service_id>(9, "service_id", "The service that is asked; 0 for none."),
    row<&Referral::phase>(10, "phase", "Where the referral stands."),
    row<&Referral::held_from>(11, "held_from", "The phase before on_hold; draft otherwise."),
    row<&Referral::confirmed>(12, "confirmed", "True once the sender chose this receiver."),
    row<&Referral::reason_code>(13, "reason_code", "Coded reason of the last act that needs one."),
    row<&Referral::reason_note>(14, "reason_note", "The reason in words; or the advice.",
                                long_personal),
    row<&Referral::outcome>(15, "outcome", "What became of it."),
    row<&Referral::outcome_note>(16, "outcome_note", "The outcome in words.", is_personal),
    row<&Referral::urgency>(17, "urgency", "How soon an answer is expected."),
    row<&Referral::requested_at>(18, "requested_at",
                                 "When it was sent, or last asked again; the year 9999 is never."),
    row<&Referral::opened_at>(19, "opened_at", "When the receiver first read it."),
    row<&Referral::received_at>(20, "received_at", "When the receiver acknowledged it."),
    row<&Referral::accepted_at>(21, "accepted_at", "When service was promised."),
    row<&Referral::started_at>(22, "started_at", "When service began."),
    row<&Referral::held_at>(23, "held_at", "When it was put on hold; absent otherwise."),
    row<&Referral::finished_at>(24, "finished_at", "When it ended."),
    row<&Referral::review_due_at>(25, "review_due_at", "When an answer or update is due."),
    row<&Referral::close_due_at>(26, "close_due_at", "When its end is due; moves while on hold."),
    row<&Referral::due_at>(27, "due_at", "When its next timer is due; the year 9999 is never."),
    row<&Referral::overdue>(28, "overdue", "True once a due time has passed."),
    row<&Referral::assignee_id>(29, "assignee_id",
                                "Who of the receiver's staff has it; 0 is the queue."),
    row<&Referral::send_back_due_at>(30, "send_back_due_at",
                                     "When silence sends it back to the queue; absent is never."),
    row<&Referral::information_asked_at>(31, "information_asked_at",
                                         "Since when it waits for the sender's answer, or absent."),
    row<&Referral::withdrawal_asked_at>(32, "withdrawal_asked_at",
                                        "Since when the receiver is to confirm an end, or absent."),
    row<&Referral::withdrawal_reason_code>(33, "withdrawal_reason_code",
                                           "Coded reason of the withdrawal that is asked for."),
    row<&Referral::appointment>(34, "appointment", "State of its latest appointment."),
    row<&Referral::contact>(35, "contact", "Whether the receiver reached the client."),
    row<&Referral::contacted_at>(36, "contacted_at", "When that was last tried."),
    row<&Referral::delivered_on>(37, "delivered_on", "Day on which service was delivered."),
    row<&Referral::delivered>(38, "delivered", "What was delivered, in words.", is_personal),
    row<&Referral::enrolment>(39, "enrolment", "Whether the client is in the programme."),
    row<&Referral::enrolment_reason>(40, "enrolment_reason", "Why, in words.", is_personal),
    row<&Referral::reminders>(41, "reminders", "How often the sender reminded its receiver."),
    row<&Referral::reminded_at>(42, "reminded_at", "When it was last reminded."),
    row<&Referral::consent_ends_on>(
        45, "consent_ends_on", "First day on which its consent holds no more; absent for none."),
    row<&Referral::told_by>(46, "told_by",
                            "By which channel the client is told how it stands; absent when they "
                            "permit none, and nobody tells them.",
                            is_personal),
    row<&Referral::capacity_override>(
        47, "capacity_override",
        "Why it was taken on though there was no place; empty when there was one.", is_personal),
    row<&Referral::last_update_at>(
        48, "last_update_at",
        "When the receiver last acted on it or told of it; absent before it has."),
    row<&Referral::pauses>(
        49, "pauses",
        "Past times for which its end's clock stood still: holds, and waits for the sender."),
    row<&Referral::reason_note_by>(50, "reason_note_by",
                                   "Which side wrote it; absent for none of the present ones."),
    row<&Referral::outcome_note_by>(51, "outcome_note_by",
                                    "Which side wrote it; absent for none of the present ones."),
    row<&Referral::withdrawal_note>(52, "withdrawal_note",
                                    "The reason of the withdrawal that is asked for, in words.",
                                    long_personal),
    row<&Referral::withdrawal_note_by>(53, "withdrawal_note_by",
                                       "Which side wrote it; absent for none of the present ones."),
};
ONWARD_RECORDS(Referral);
// A draft was not, nor was one that was taken back before.
constexpr bool was_sent(const Referral& r) { return r.requested_at != never; }

// Who reads a note, besides its author's organisation and the store's administrators.
enum class NoteAudience : std::uint8_t { own_organization, sender_and_receiver, everyone };
template <>
inline constexpr auto names<NoteAudience> = std::array{
    Name{NoteAudience::own_organization, "own_organization", "Nobody else."},
    Name{NoteAudience::sender_and_receiver, "sender_and_receiver",
         "The sender of the need, and the receiver it is about or from."},
    Name{NoteAudience::everyone, "everyone",
         "Everybody involved; of a note on one referral, its two sides."},
};

struct Note {
  NoteId id{};
  std::int64_t revision = 0;
  NeedId need_id{};
  ReferralId referral_id{};
  OrganizationId organization_id{};
  StaffId staff_id{};
  Instant written_at{};
  std::string text{};
  NoteAudience visible_to = NoteAudience::everyone;
  NoteId carried_from{};
};
template <>
inline constexpr auto rows<Note> = std::array{
    row<&Note::id>(1, "id", "Given by the store; never reused."),
    row<&Note::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Note::need_id>(3, "need_id", "The need it is about."),
    row<&Note::referral_id>(4, "referral_id", "The referral it is about; 0 for the whole need."),
    row<&Note::organization_id>(5, "organization_id", "The organisation that wrote it."),
    row<&Note::staff_id>(6, "staff_id", "The member of staff who wrote it."),
    row<&Note::written_at>(7, "written_at", "When it was written."),
    row<&Note::text>(8, "text", "What was said.", long_personal),
    row<&Note::visible_to>(9, "visible_to", "Who reads it."),
    row<&Note::carried_from>(10, "carried_from",
                             "The note it repeats, of a need that was passed on; 0 for none."),
};
ONWARD_RECORDS(Note);

}  // namespace onward
