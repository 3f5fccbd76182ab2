// A referral from the first word entered to the needs that are sent.
//
// A draft is its organisation's alone: administrators of the store do not see those of others,
// since their organisation may be the receiver.
#pragma once

#include "onward/operations/intake.hpp"
#include "operations/needs.hpp"

namespace onward {

constexpr std::int64_t matches_prompted = 10;  // clients shown whom a new person resembles

// A draft that begins with what is known: from a list of clients, from a need that was sent or
// received, or from the directory. From a need the client, issue, urgency and details travel on, so
// that nobody is asked twice.
//   refused  not_found (client, need, service)
//   writes   the intake
Result<Intake> begin_intake(Context&, const BeginIntake&);

// Whoever saves a draft owns it from then on, and is reminded of it.
//   refused  malformed_request (a revision of none, or none of one), not_found, intake_finished,
//            revision_changed, disclosure_withheld (what was entered is hidden); in this order
//   writes   the intake, when anything differs
Result<Intake> save_intake(Context&, const SaveIntake&);

// With its files. What was entered hides while the client's name is shown no more, and so do
// files that came with the need it was begun from, while that need does not show them.
// Administrators of the store see, and discard, what a closed organisation has left.
//   refused  not_found
Result<IntakeShown> get_intake(Context&, const IntakeRef&);
//   refused  malformed_request, cursor_invalid
Result<IntakePage> list_intakes(Context&, const ListIntakes&);
// What was entered is gone, but for the journal, and so are its files.
//   refused  not_found, intake_finished, revision_changed; in this order
//   writes   the intake, its attachments
Result<Intake> discard_intake(Context&, const DiscardIntake&);

// Submits nothing, and says all that would be in the way; and what would be sent, for a last look.
//   refused  malformed_request (both or neither of intake and draft), not_found, intake_finished,
//            revision_changed, disclosure_withheld (what was entered is hidden); in this order
Result<IntakeReview> validate_intake(Context&, const SubmitIntake&);

// Registers the person when they are new, records the consent, and sends a need for each line; all
// or nothing. Paths are pointers into the request, or into the intake when it was saved. Files that
// are hidden in the draft are taken back.
//   refused  as validate_intake; then the first of the problems that it lists, with all their paths
//   writes   the client, the consent, the needs and referrals, the intake and its attachments
//   source   lifecycles A.7, A.8; docs/decisions/0014-intake.md
Result<IntakeSubmitted> submit_intake(Context&, const SubmitIntake&);

// The active organisation's own, in any phase.
std::optional<Intake> seen(Context&, IntakeId);
// The same, or for administrators of the store a draft that a closed organisation has left: nobody
// else is there to look after it.
//   refused  not_found
Result<Intake> own_or_left(Context&, IntakeId);
// The draft that is meant.
//   refused  not_found, intake_finished, revision_changed; in this order
Result<Intake> open_intake(Context&, IntakeId, const std::optional<std::int64_t>& revision);
// The same, to be saved over or sent: what is hidden would be lost, or sent unseen.
//   refused  not_found, intake_finished, revision_changed, disclosure_withheld; in this order
Result<Intake> shown_intake(Context&, IntakeId, const std::optional<std::int64_t>& revision);
// What was entered leaves the row when it ends.
void end_intake(Context&, Intake&, IntakePhase);
// A file was put with it, or taken back: it is saved, and whoever saw it before has not seen that.
void save_files(Context&, IntakeId);
// When its owner is reminded of a draft that was saved, or reminded of, at this time.
Instant intake_due(Context&, OrganizationId);

template <> struct Again<Intake> {
  static std::vector<std::int64_t> ids(const Intake& intake) { return {intake.id.value}; }
  static std::optional<Intake> load(Context&, std::span<const std::int64_t> ids);
};
template <> struct Again<IntakeShown> {
  static std::vector<std::int64_t> ids(const IntakeShown& s) { return {s.intake.id.value}; }
};
template <> struct Again<IntakePage> {
  static std::vector<std::int64_t> ids(const IntakePage&);
};
template <> struct Again<IntakeReview> {
  static std::vector<std::int64_t> ids(const IntakeReview&);
};
template <> struct Again<IntakeSubmitted> {
  static std::vector<std::int64_t> ids(const IntakeSubmitted& s) { return {s.intake.id.value}; }
  static std::optional<IntakeSubmitted> load(Context&, std::span<const std::int64_t> ids);
};

}  // namespace onward
