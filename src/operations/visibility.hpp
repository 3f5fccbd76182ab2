// Who may see what: how the active organisation stands to a row, and rows for those who may.
//
// Absent and not yours are one answer, so every operation loads what it was told by these.
#pragma once

#include "operations/context.hpp"

namespace onward {

Sides sides_of(Context&, const Referral&);
// Whether the active organisation may answer as the receiver: it is the receiver, or represents it.
bool acts_for_receiver(Context&, const Referral&);

// The sender of a need; and every receiver that was asked, for as long as history lasts. A draft
// is the sender's alone.
Relation relation_to(Context&, const Need&);
Relation relation_to(Context&, const Referral&);

// Owner is who registered them, sender who has a need of theirs, receiver whoever is asked and not
// superseded, while the need's consent holds. It stops at the first of `enough`: receivers cost
// a look at every need.
//   source   lifecycles A.3, A.7 and A.8; design 3
Relation relation_to(Context&, const Client&, Relation enough = Relation::none);

// Owner is who recorded it, sender to whom a need under it was handed over: the client speaks to
// them.
Relation relation_to(Context&, const Consent&);

// The row when the active organisation stands to it as wanted, and the operation's permission is
// held; the path is where the request names it.
//   refused  not_found, permission_missing; in this order
Result<Need> visible_need(Context&, NeedId, Relation wanted, std::string path);
Result<Referral> visible_referral(Context&, ReferralId, Relation wanted, std::string path);
Result<Client> visible_client(Context&, ClientId, Relation wanted, std::string path);
Result<Consent> visible_consent(Context&, ConsentId, Relation wanted, std::string path);
// A client whose identity is shown as well: nobody speaks for somebody they do not know.
//   refused  not_found, permission_missing, disclosure_withheld; in this order
Result<Client> known_client(Context&, ClientId, std::string path);

// Whom else a need was sent to is for its sender to know; receivers are not told of each other.
bool sees_members(Context&, const Need&);
// What people said of the client is for whoever sees the client through this need, words included.
bool sees_client(Context&, const Need&);

// What decide() says of a role, as a refusal.
Refusal permission_missing(std::optional<Permission>, std::string path);

// The row while it may be seen: for the answer to a repeated idempotency key.
std::optional<Need> seen(Context&, NeedId);
std::optional<Referral> seen(Context&, ReferralId);
std::optional<Client> seen(Context&, ClientId);
std::optional<Consent> seen(Context&, ConsentId);

// Who analyses is told what a patient is worth (operations/worth.hpp).
inline bool sees_worth(const Subject& subject) {
  return subject.has(Permission::referral_analytics);
}

// What concerns the whole store: its journal, its figures. Nothing is hidden by saying so.
//   refused  permission_missing
Refused store_administrators_only(Context&, std::string path = {});

// Whether a consent forbids it now: its days are counted where it was recorded, for whoever shares.
std::optional<Reason> consent_forbids_now(Context&, const Consent&, IssueId,
                                          OrganizationId receiver);

// The day it is for an organisation; days of consent are counted where it was recorded.
Date today_of(Context&, OrganizationId);

}  // namespace onward
