// Agreements between organisations: proposed by one side, agreed by the other, ended by either.
#pragma once

#include "onward/operations/agreements.hpp"
#include "operations/row.hpp"

namespace onward {

// The active organisation is one of the sides, and gives its own consent by this.
//   refused  malformed_request, not_found (the organisations, issues), period_reversed,
//            phase_forbids at /receiver_id (the same stands already, for some of the days)
//   writes   the agreement
Result<Agreement> propose_agreement(Context&, const ProposeAgreement&);

// The consent of the other side. From then on the sender may refer on the days agreed.
//   refused  not_found, revision_changed, phase_forbids, other_side_must_agree
//   writes   the agreement
Result<Agreement> agree_agreement(Context&, const AgreementRef&);

// Either side, or an administrator of the store, at any time. What was sent stays where it is;
// nothing new is (decisions/0018).
//   refused  not_found, revision_changed, phase_forbids
//   writes   the agreement
Result<Agreement> end_agreement(Context&, const AgreementRef&);

// For either side, and for administrators of the store.
//   refused  not_found
Result<Agreement> get_agreement(Context&, const GetAgreement&);

// The active organisation's own; who else has agreements with the other side is told to
// administrators of the store alone.
//   refused  malformed_request, permission_missing (view), cursor_invalid
Result<AgreementPage> list_agreements(Context&, const ListAgreements&);

// A timer is due: the last 30 days begin, or it expires.
void do_due(Context&, Agreement);

}  // namespace onward
