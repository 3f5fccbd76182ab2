// Which rows of a table the active organisation sees, and which of their members it does not: what
// the operation that answers such a row shows of it. Each rule stands beside that operation.
#pragma once

#include "operations/columns.hpp"
#include "operations/context.hpp"

namespace onward {

// Nothing: the row is not seen. Otherwise a bit for each member that is withheld.
using Withheld = std::optional<Columns>;

// All that may ever be withheld of such a row. Whoever reads a column without it sees every value.
template <Kept T> inline constexpr Columns may_be_withheld = 0;

constexpr auto flat_client_rows = rows<Client>.size() - rows<ClientDetails>.size();
constexpr Columns registrant_of_client = columns<Client>({"registered_by"});
template <>
inline constexpr Columns may_be_withheld<Client> =
    (((Columns{1} << rows<Client>.size()) - 1) & ~((Columns{1} << flat_client_rows) - 1)) |
    registrant_of_client;

constexpr Columns told_of_others = columns<Need>({"onward_outcome", "transferred_from"});
constexpr Columns words_of_client =
    columns<Need>({"close_note"}) |
    (((Columns{1} << rows<Need>.size()) - 1) & ~((Columns{1} << need_own_rows.size()) - 1));
constexpr Columns details_of_need = words_of_client & ~columns<Need>({"close_note"});
template <>
inline constexpr Columns may_be_withheld<Need> =
    columns<Need>({"claimed_by", "withdrawing", "reason_code", "confirmation_asked_at"}) |
    told_of_others | words_of_client;

template <> inline constexpr Columns may_be_withheld<Intake> = columns<Intake>({"draft"});
constexpr Columns channel_of_referral = columns<Referral>({"told_by"});
constexpr Columns words_of_referral =
    columns<Referral>({"reason_note", "outcome_note", "delivered", "enrolment_reason",
                       "capacity_override", "withdrawal_note"});
template <>
inline constexpr Columns may_be_withheld<Referral> = channel_of_referral | words_of_referral;
template <>
inline constexpr Columns may_be_withheld<Note> = columns<Note>({"organization_id", "staff_id"});
constexpr Columns author_of_attachment = columns<Attachment>({"organization_id", "staff_id"});
template <>
inline constexpr Columns may_be_withheld<Attachment> =
    author_of_attachment | columns<Attachment>({"digest", "given_name"});
template <>
inline constexpr Columns may_be_withheld<QuestionnaireResponse> =
    columns<QuestionnaireResponse>({"need_id", "organization_id", "recorded_by"});
template <>
inline constexpr Columns may_be_withheld<InformationRequest> =
    columns<InformationRequest>({"question", "answer"});
template <>
inline constexpr Columns may_be_withheld<Appointment> = columns<Appointment>({"place", "remark"});
template <> inline constexpr Columns may_be_withheld<Barrier> = columns<Barrier>({"resolution"});
template <>
inline constexpr Columns may_be_withheld<CapacityEnquiry> = columns<CapacityEnquiry>({"won_by"});
template <>  // what it is worth, as operations/worth.hpp has it
inline constexpr Columns may_be_withheld<Lead> =
    columns<Lead>({"treatment_value_minor_units", "currency"});
template <> inline constexpr Columns may_be_withheld<Attribution> =
    columns<Attribution>({"touches"});

Withheld withheld(Context&, const Organization&);
Withheld withheld(Context&, const Staff&);
Withheld withheld(Context&, const Membership&);
Withheld withheld(Context&, const Client&);
Withheld withheld(Context&, const Consent&);
Withheld withheld(Context&, const ClientLink&);
Withheld withheld(Context&, const ClientMerge&);
Withheld withheld(Context&, const Intake&);
Withheld withheld(Context&, const Need&);
Withheld withheld(Context&, const Referral&);
Withheld withheld(Context&, const Note&);
Withheld withheld(Context&, const Attachment&);
Withheld withheld(Context&, const QuestionnaireResponse&);
Withheld withheld(Context&, const InformationRequest&);
Withheld withheld(Context&, const Appointment&);
Withheld withheld(Context&, const Barrier&);
Withheld withheld(Context&, const Handover&);
Withheld withheld(Context&, const Message&);
Withheld withheld(Context&, const Transfer&);
Withheld withheld(Context&, const Agreement&);
Withheld withheld(Context&, const CapacityEnquiry&);
Withheld withheld(Context&, const CapacityAnswer&);
Withheld withheld(Context&, const Subscription&);
Withheld withheld(Context&, const InboxItem&);
Withheld withheld(Context&, const SpecialistReferral&);
Withheld withheld(Context&, const Lead&);
Withheld withheld(Context&, const Attribution&);

// What an organisation keeps for itself alone.
template <Kept T> Withheld withheld(Context& c, const T& row) {
  if (row.organization_id != c.subject.organization_id) return std::nullopt;
  return Columns{0};
}

// A row that the active organisation stands to like this; administrators of the store see each.
inline Withheld withheld_unless(Context& c, Relation has) {
  if (decide(c.subject, {c.permission, involved}, has)) return std::nullopt;
  return Columns{0};
}

}  // namespace onward
