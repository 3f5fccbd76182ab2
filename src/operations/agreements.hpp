// Agreements between organisations: proposed by one side, agreed by the other, ended by either.
#pragma once

#include "onward/operations/agreements.hpp"
#include "operations/row.hpp"

namespace onward {

// The active organisation is one of the sides, and gives its own consent by this.
//   refused  malformed_request, not_found (the organisations, issues), period_reversed
//   writes   the agreement
Result<Agreement> propose_agreement(Context&, const ProposeAgreement&);

// The consent of the other side. From then on the sender may refer on the days agreed.
//   refused  not_found, revision_changed, phase_forbids, other_side_must_agree
//   writes   the agreement
Result<Agreement> agree_agreement(Context&, const AgreementRef&);

// Either side, at any time. What was sent stays where it is; nothing new is (decisions/0018).
//   refused  not_found, revision_changed, phase_forbids
//   writes   the agreement
Result<Agreement> end_agreement(Context&, const AgreementRef&);

// For either side.
//   refused  not_found
Result<Agreement> get_agreement(Context&, const GetAgreement&);

// The active organisation's own; who else has agreements with the other side is not told.
//   refused  malformed_request, cursor_invalid
Result<AgreementPage> list_agreements(Context&, const ListAgreements&);

// A timer is due: the last 30 days begin, or it expires.
void do_due(Context&, Agreement);

}  // namespace onward
