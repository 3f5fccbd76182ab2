// A referral to a specialist with all it stands on, and how its alerts follow what is done.
#pragma once

#include "onward/operations/specialist_referrals.hpp"
#include "operations/need_group.hpp"

namespace onward {

struct SpecialistCase {
  SpecialistReferral row{};
  Referral referral{};
  std::optional<Appointment> appointment{};  // the latest
  const TimeZone* zone = nullptr;            // the practice's

  SpecialistKnown known() const {
    return {row, was_sent(referral) ? referral.requested_at : row.created_at,
            appointment ? &*appointment : nullptr};
  }
  SpecialistFacets facets() const;
  SpecialistStatus status() const { return specialist_status(referral.phase, facets()); }
  SpecialistAlert awaits() const { return awaited(status(), row.letter_sent_at.has_value()); }
  SpecialistReferralRecord record() const { return {row, status(), referral, appointment}; }
};
SpecialistCase load_case(Context&, SpecialistReferral);
// What is late and what will be, as it follows from the rows as they are.
SpecialistClock clock_of(Context&, const SpecialistCase&);

// Those of the active organisation; administrators of the store see every one.
//   refused  not_found, permission_missing
Result<SpecialistCase> visible_case(Context&, SpecialistReferralId);
// To act on: for the practice that wrote it alone.
//   refused  also revision_changed
Result<SpecialistCase> own_case(Context&, SpecialistReferralId,
                                const std::optional<std::int64_t>& revision);
std::optional<SpecialistReferralRecord> seen(Context&, SpecialistReferralId);

// Why the active organisation cannot do it now: the label, then who may answer, then the machine
// of referrals and, of a letter, whatever is in the way of sending. Nothing is written.
Refused why_not(Context&, const SpecialistCase&, SpecialistAction);
// Why it cannot have been at that time, for what cannot come before something else.
//   refused  milestone_out_of_order
Refused too_early(const SpecialistCase&, SpecialistAction, Instant at, std::string at_path);
// Why it cannot be done by one act of the machine, by its name there.
Refused machine_refuses(Context&, const SpecialistCase&, ReferralAction);
// Why the client's data may not go to the office, or the office is not eligible. The paths are
// where the request names the consent and the specialist.
struct SendingPaths {
  std::string_view consent = "/specialist_referral_id";
  std::string_view office = "/specialist_referral_id";
};
Refused why_not_sent(Context&, const Need&, const Client&, const Consent&, OrganizationId office,
                     const SendingPaths& = {});

// While it lives, the case's row is at hand: an act changes it, and writes it once.
class RowAtHand {
 public:
  RowAtHand(Context& c, SpecialistCase& of) : c_(c) { c.at_hand = &of.row; }
  ~RowAtHand() { c_.at_hand = nullptr; }
  RowAtHand(const RowAtHand&) = delete;

 private:
  Context& c_;
};

// Writes the row with its alert and its timer as they follow from the rows now, if it differs.
void follow(Context&, SpecialistReferral);
// The same of a referral that was changed, if it is one to a specialist; the others say how it
// stood before.
void follow_specialist(Context&, const Referral& after, ReferralPhase before,
                       AppointmentStatus appointment_before);
// An appointment was made of it.
void follow_specialist(Context&, const Appointment&);
// The need is as urgent as it was not before.
void follow_urgency(Context&, const Need&);

// A visit that was recorded by mistake: its appointment is scheduled again, if it is the latest,
// and the visit before it counts. Of the case, the row is changed and not written.
void forget_visit(Context&, SpecialistCase&);
// The report and what was said with it; and the visit, when nothing else says that there was one.
void forget_report(Context&, SpecialistCase&);
// The same of a report that is an error, or was removed.
void forget_report(Context&, const Attachment&);

// Alerts the practice, and arms the next one: it ends nothing.
void do_due(Context&, SpecialistReferral);

// Whether it was sent to a specialist of the sender's own directory, by letter or telephone.
bool was_asked_of_specialist(Context&, ReferralId);
// Whether one of the need's members goes to a specialist of the sender's own directory.
bool is_of_specialist(Context&, const Need&);

}  // namespace onward
