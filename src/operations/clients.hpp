// Clients and their consent: who is registered, who may be found, and what may be shared.
#pragma once

#include "onward/operations/clients.hpp"
#include "operations/row.hpp"

namespace onward {

// Registers a person with the active organisation.
//   refused  malformed_request (names, birth date, income, NHS number, permissions, abode),
//            code_unknown (populations, attributes), client_requires_referral,
//            client_requires_source
//   writes   the client
//   source   lifecycles A.8, client needs referral
Result<Client> create_client(Context&, const CreateClient&);

// The details take the place of those the named revision had, whole.
// What is not shown to the active organisation stays as it is, and must not be said; without the
// address, so does a locality that is left empty.
//   refused  malformed_request (as create), not_found, client_merged, disclosure_withheld,
//            code_unknown, revision_changed; in this order
//   writes   the client, when anything differs
Result<Client> update_client(Context&, const UpdateClient&);

// One that was merged away is answered as the survivor where that shows no less.
//   refused  not_found
// What the active organisation is not to see now is empty, and named (decisions/0017).
Result<ClientView> get_client(Context&, const ClientRef&);

// Those that the active organisation sees, each as client.get answers them; for administrators of
// the store, everybody's.
//   refused  malformed_request (limit), cursor_invalid
Result<ClientPage> list_clients(Context&, const ListClients&);

// Changes in the order in which they were made, with who made them; a receiver is told so only of
// itself and of who registered the client.
//   refused  malformed_request (limit), cursor_invalid, not_found; in this order
Result<ClientHistory> client_history(Context&, const ListClientHistory&);

// Who it may be, of those the active organisation may see, with the probability and the evidence
// for it, field by field. A hidden match is answered as none, to the byte.
//   refused  malformed_request (names, NHS number, limit)
//   source   lifecycles A.7; docs/decisions/0009, 0010 and 0013
Result<ClientMatches> match_clients(Context&, const MatchClient&);

// Records what a client agreed to share, for the active organisation.
//   refused  malformed_request (given_at, what stands twice), not_found (client),
//            disclosure_withheld, client_merged, not_found (issues, receivers), period_reversed; in
//            this order
//   writes   the consent
//   source   lifecycles A.8, consent
Result<Consent> record_consent(Context&, const RecordConsent&);

// Receivers that have not acknowledged are withdrawn at once; the others lose sight of the client.
// The client says so to whoever recorded it, or is the sender of what was handed over under it.
//   refused  not_found, consent_withdrawn
//   writes   the consent; the referrals and needs sent under it
//   source   lifecycles A.8, consent
Result<Consent> withdraw_consent(Context&, const ConsentRef&);

// For whoever recorded it, the sender of what was handed over under it, and administrators of the
// store: it names other receivers.
//   refused  not_found
Result<Consent> get_consent(Context&, const ConsentRef&);
// Of all records of the person that one sees.
//   refused  malformed_request (limit), cursor_invalid, not_found; in this order
Result<ConsentPage> list_consents(Context&, const ListConsents&);

// What is wrong with a person's details; the NHS number is put in its normal form.
//   refused  malformed_request, below /details
Refused complete(Context&, ClientDetails&);
// By policy a new client comes inside a referral, or as a lead with what made them come.
//   refused  client_requires_referral
Refused referral_required(Context&, std::string path);
//   refused  client_requires_source
Refused source_required(Context&, std::string path);
// A client whom one sees, as far as they are shown now.
ClientView view_of(Context&, Client);
// Keeps a client of the active organisation whose details are complete, and how they are found.
void register_client(Context&, Client&);
// Everything for which a consent is not recorded, in the order in which it is refused; the client
// is not looked at.
std::vector<Refusal> wrong_with_consent(Context&, const RecordConsent&);
// The row of one with which nothing is wrong; nothing is written.
Consent new_consent(Context&, const RecordConsent&);
// Visible clients who may be the person described, the likeliest first.
std::vector<ClientMatch> matches_of(Context&, const ClientDetails&, std::size_t limit);

// An audited look-up names what it showed.
template <> struct Again<ClientView> {
  static std::vector<std::int64_t> ids(const ClientView& v) { return {v.client.id.value}; }
};
template <> struct Again<ClientMatches> {
  static std::vector<std::int64_t> ids(const ClientMatches&);
};
template <> struct Again<ClientPage> {
  static std::vector<std::int64_t> ids(const ClientPage&);
};
template <> struct Again<ConsentPage> {
  static std::vector<std::int64_t> ids(const ConsentPage&);
};
template <> struct Again<ClientHistory> {
  static std::vector<std::int64_t> ids(const ClientHistory&);
};

}  // namespace onward
