// Clients and their consent: who is registered, who may be found, and what may be shared.
#pragma once

#include "onward/operations/clients.hpp"
#include "operations/row.hpp"

namespace onward {

// Registers a person with the active organisation.
//   refused  malformed_request (names, birth date, income), client_requires_referral
//   writes   the client
//   source   lifecycles A.8, client needs referral
Result<Client> create_client(Context&, const CreateClient&);

//   refused  not_found
Result<Client> get_client(Context&, const ClientRef&);

// Clients of these names, spelled alike after folding, and of this birth date when it is given;
// only those the active organisation may see. A hidden match is answered as none, to the byte.
//   refused  malformed_request (names)
//   source   lifecycles A.7
Result<ClientMatches> match_clients(Context&, const MatchClient&);

// Records what a client agreed to share, for the active organisation.
//   refused  malformed_request (given_at, what stands twice), not_found (client, issues,
//   receivers),
//            period_reversed; in this order
//   writes   the consent
//   source   lifecycles A.8, consent
Result<Consent> record_consent(Context&, const RecordConsent&);

// Receivers that have not acknowledged are withdrawn at once; the others lose sight of the client.
//   refused  not_found, consent_withdrawn
//   writes   the consent; the referrals and needs sent under it
//   source   lifecycles A.8, consent
Result<Consent> withdraw_consent(Context&, const ConsentRef&);

// What is looked up: names folded, and the birth date, which is empty when unknown.
std::string match_key_of(std::string_view given_name, std::string_view family_name,
                         const std::optional<Date>& birth_date);

// An audited look-up names what it showed.
template <> struct Again<ClientMatches> {
  static std::vector<std::int64_t> ids(const ClientMatches&);
  static std::optional<ClientMatches> load(Context&, std::span<const std::int64_t>);
};

}  // namespace onward
