#include "operations/clients.hpp"

#include "dates.hpp"
#include "operations/client_merging.hpp"
#include "operations/need_group.hpp"
#include "operations/policies.hpp"
#include "operations/references.hpp"
#include "operations/visibility.hpp"
#include "text.hpp"

namespace onward {

namespace {

bool is_client_created_inside_referral(Context& c) {
  return settled(
      standing_policies(c, c.subject.organization_id, {}).effective().client_requires_referral);
}

}  // namespace

Refused wrong_details(Context& c, ClientDetails& d) {
  Shape shape;
  shape.named(d.given_name, "/details/given_name");
  shape.named(d.family_name, "/details/family_name");
  shape.require(!d.birth_date || *d.birth_date <= today_of(c, c.subject.organization_id),
                "/details/birth_date", "is in the future");
  if (!d.language.empty()) shape.language(d.language, "/details/language");
  shape.between(d.income_percent, 0, count_max, "/details/income_percent");
  shape.no_repeats(d.contact_permissions, "/details/contact_permissions");
  shape.require(!d.no_fixed_abode || d.address.empty(), "/details/address",
                "somebody of no fixed abode has none");
  shape.require(!d.no_fixed_abode || !d.locality.empty(), "/details/locality",
                "is to be chosen for somebody of no fixed abode");
  d.nhs_number = shape.nhs_number(d.nhs_number, "/details/nhs_number");
  return std::move(shape).refused();
}

Result<Client> create_client(Context& c, const CreateClient& in) {
  Client client{
      .registered_by = c.subject.organization_id, .registered_at = c.now, .details = in.details};
  if (auto refused = wrong_details(c, client.details)) return *std::move(refused);
  if (is_client_created_inside_referral(c))
    return refuse(Reason::client_requires_referral, "", "policy creates clients inside referrals");
  c.tables.insert(client);
  write_match_keys(c, client, nullptr);
  return client;
}

Result<Client> update_client(Context& c, const UpdateClient& in) {
  ClientDetails details = in.details;
  if (auto refused = wrong_details(c, details)) return *std::move(refused);
  auto found = standing_client(c, in.client_id, "/client_id");
  if (!found) return found.refusal();
  Client& client = found.value();
  if (in.revision != client.revision)
    return refuse(Reason::revision_changed, "/revision", "the client has changed",
                  {{"revision", client.revision}});
  const Client before = client;
  client.details = std::move(details);
  if (!differs(before, client)) return client;
  c.tables.update(client);
  write_match_keys(c, client, &before);
  return client;
}

Result<Client> get_client(Context& c, const ClientRef& in) {
  auto client = visible_client(c, in.client_id, involved, "/client_id");
  if (!client) return client;
  if (const auto shown = shown_as(c, in.client_id); shown != in.client_id)
    return c.tables.known<Client>(shown);
  return client;
}

Result<Consent> record_consent(Context& c, const RecordConsent& in) {
  Shape shape;
  shape.require(!in.given_at || *in.given_at <= c.now, "/given_at", "is in the future");
  shape.no_repeats(in.issues, "/issues");
  shape.no_repeats(in.receivers, "/receivers");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  const auto client = standing_client(c, in.client_id, "/client_id");
  if (!client) return client.refusal();
  if (auto refused = all_exist<Issue>(c, in.issues, "/issues")) return *std::move(refused);
  if (auto refused = all_exist<Organization>(c, in.receivers, "/receivers"))
    return *std::move(refused);
  const Date today = today_of(c, c.subject.organization_id);
  if (in.expires_on && *in.expires_on <= today)
    return refuse(Reason::period_reversed, "/expires_on", "the first day without it is not ahead",
                  {{"begins_on", today}, {"ends_on", *in.expires_on}});

  Consent consent{.client_id = in.client_id,
                  .organization_id = c.subject.organization_id,
                  .recorded_by = c.subject.staff_id,
                  .recorded_at = c.now,
                  .given_at = in.given_at.value_or(c.now),
                  .given_by = in.given_by,
                  .issues = in.issues,
                  .receivers = in.receivers,
                  .expires_on = in.expires_on};
  c.tables.insert(consent);
  return consent;
}

Result<Consent> withdraw_consent(Context& c, const ConsentRef& in) {
  auto found = visible_consent(c, in.consent_id, Relation::owner, "/consent_id");
  if (!found) return found.refusal();
  Consent& consent = found.value();
  if (consent.withdrawn_at)
    return refuse(Reason::consent_withdrawn, "/consent_id", "it is withdrawn already",
                  {{"withdrawn_at", *consent.withdrawn_at}});
  consent.withdrawn_at = c.now;
  c.tables.update(consent);
  withdraw_for_consent(c, consent);
  return consent;
}

}  // namespace onward
