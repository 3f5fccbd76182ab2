// Leads of a practice: entered with what made them come, followed through treatment, converted.
//
// A practice's leads are its own: nobody else sees them, administrators of the store included.
#pragma once

#include "onward/operations/leads.hpp"
#include "operations/touchpoints.hpp"

namespace onward {

// Nobody stands without a source: the first touch comes with the lead.
//   refused  malformed_request (nobody is said, or a name beside a client), time_in_future
//            (created_at), not_found, disclosure_withheld, client_merged (client); then as
//            new_touch, below /touch; in this order
//   writes   the lead, what it is found under, its first touch; the provider that the touch names
Result<LeadEntered> create_lead(Context&, const CreateLead&);

//   refused  not_found
Result<LeadRecord> get_lead(Context&, const LeadRef&);
//   refused  malformed_request (limit), cursor_invalid
Result<LeadPage> list_leads(Context&, const ListLeads&);
// A merge loses none: they are found under every record of the person that one sees.
//   refused  not_found
Result<ClientLeads> list_leads_of_client(Context&, const ListLeadsOfClient&);

// Who is a patient is changed where patients are; when the practice heard of them is not.
//   refused  not_found, revision_changed, phase_forbids (joined; a patient), time_in_future,
//            milestone_out_of_order (created_at after a milestone or the conversion),
//            malformed_request (nobody would be said); in this order
//   writes   the lead and what it is found under, when anything differs
Result<Lead> update_lead(Context&, const UpdateLead&);

//   refused  malformed_request (because), not_found, revision_changed, phase_forbids (not open); in
//            this order
//   writes   the lead
Result<Lead> lose_lead(Context&, const LoseLead&);
//   refused  not_found, revision_changed, phase_forbids (not lost); in this order
//   writes   the lead
Result<Lead> reopen_lead(Context&, const LeadAct&);

// A day that was recorded before is corrected by recording it again. Days are the practice's.
//   refused  not_found, revision_changed, phase_forbids (lost; for treatment: not converted),
//            time_in_future, milestone_out_of_order; in this order
//   writes   the lead
//   source   the mission's practice document, outcome tracking; docs/decisions/0026
Result<Lead> record_consultation(Context&, const RecordMilestone&);
//   refused  malformed_request (value), currency_missing, currency_unknown, value_missing first;
//            then as record_consultation
Result<Lead> start_treatment(Context&, const StartTreatment&);
//   refused  as record_consultation, and milestone_missing before its days (never started)
Result<Lead> complete_treatment(Context&, const RecordMilestone&);

// What the treatment is worth, or that it is unknown, which has to be said: what is left out takes
// nothing away.
//   refused  malformed_request (value; given and unknown), currency_missing, currency_unknown,
//   value_missing,
//            not_found, revision_changed; in this order
//   writes   the lead, when anything differs
Result<Lead> set_lead_value(Context&, const SetLeadValue&);

// The lead is a patient from now on, and who brought them is credited by the practice's rules.
//   refused  malformed_request (a client and details), not_found (lead), revision_changed,
//            malformed_request (neither; details of somebody who is a client), phase_forbids (not
//            open), time_in_future, milestone_out_of_order (before the lead),
//            touch_after_conversion; of a client: not_found, disclosure_withheld, client_merged,
//            malformed_request (the lead is another's), referrer_of_another_type (they referred
//            themselves); of details: as client.create but for client_requires_source; in this
//            order
//   writes   the lead, the attribution, its providers' credit; the client, if they are new
//   source   lifecycles A.8; docs/decisions/0026
Result<LeadConverted> convert_lead(Context&, const ConvertLead&);

// The conversion never was: the lead is open again, what was credited counts no more, and the
// version stays to be read as void. Who was registered by it stays registered, since others may
// know them by now; a lead that was of a patient before stays theirs.
//   refused  malformed_request (because), not_found, revision_changed, phase_forbids (not
//            converted), later_milestone_recorded (treatment); in this order
//   writes   the lead, its attribution; its providers have no credit
//   source   docs/decisions/0032
Result<Lead> undo_conversion(Context&, const UndoConversion&);
// What the treatment is worth stays known.
//   refused  malformed_request (because), not_found, revision_changed, phase_forbids (joined),
//            milestone_missing, later_milestone_recorded; in this order
//   writes   the lead
Result<Lead> undo_milestone(Context&, const UndoMilestone&);

// Two leads of one person: the touches that stand move to the one that stays, and where that has
// converted, credit is shared anew by the terms it was shared by. The other one stays to be read.
//   refused  malformed_request (because, one lead), not_found, revision_changed, phase_forbids (to
//            stay: neither open nor converted; to go: neither open nor lost), leads_of_two_people,
//            lead_has_joined, too_many_touches, touch_after_conversion, referrer_of_another_type
//            (they would have referred themselves); in this order
//   writes   both leads, touches, their providers; the attribution and its providers' credit
//   source   docs/decisions/0032
Result<LeadRecord> join_leads(Context&, const JoinLeads&);
// The touches that came with a lead go back to it, those that were found wrong since among them.
// Whichever of the two would have none gets an unknown one.
//   refused  malformed_request (because), not_found, revision_changed, phase_forbids (not joined);
//            in this order
//   writes   as join_leads
//   source   docs/decisions/0041
Result<LeadRecord> part_leads(Context&, const PartLeads&);

// A lead of the active organisation.
//   refused  not_found
Result<Lead> own_lead(Context&, LeadId, std::string path);
// The same, when it is as it was seen.
//   refused  not_found, revision_changed; in this order
Result<Lead> own_lead(Context&, LeadId, const std::optional<std::int64_t>& revision);
std::optional<Lead> seen(Context&, LeadId);

//   refused  phase_forbids (joined into another)
Refused refuse_joined(const Lead&);
// What is in the way of an act, as far as that is where the lead stands, and which act comes first.
std::string why_not_now(const Lead&);

bool is_named(const Lead&);  // nobody who was a patient when the lead was entered is

Refusal in_future(std::string path);
//   refused  too_many_touches
Refused room_for_touches(std::size_t touches, std::string path);

template <> struct Again<LeadRecord> {
  static std::vector<std::int64_t> ids(const LeadRecord& r) { return {r.lead.id.value}; }
  static std::optional<LeadRecord> load(Context&, std::span<const std::int64_t> ids);
};
template <> struct Again<LeadEntered> {
  static std::vector<std::int64_t> ids(const LeadEntered& r) { return {r.lead.id.value}; }
  static std::optional<LeadEntered> load(Context&, std::span<const std::int64_t> ids);
};
template <> struct Again<LeadPage> {
  static std::vector<std::int64_t> ids(const LeadPage&);
};
template <> struct Again<ClientLeads> {
  static std::vector<std::int64_t> ids(const ClientLeads& l) { return {l.client_id.value}; }
};
template <> struct Again<LeadConverted> {
  static std::vector<std::int64_t> ids(const LeadConverted& l) {
    return {l.lead.id.value, l.attribution.id.value, !l.possible_clients.empty()};
  }
  static std::optional<LeadConverted> load(Context&, std::span<const std::int64_t> ids);
};

}  // namespace onward
