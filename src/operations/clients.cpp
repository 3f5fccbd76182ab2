#include "operations/clients.hpp"

#include <algorithm>

#include "dates.hpp"
#include "operations/access_grounds.hpp"
#include "operations/client_keys.hpp"
#include "operations/client_merging.hpp"
#include "operations/codes.hpp"
#include "operations/consent_end.hpp"
#include "operations/directory_shape.hpp"
#include "operations/need_group.hpp"
#include "operations/policies.hpp"
#include "operations/practice.hpp"
#include "operations/references.hpp"
#include "operations/settings.hpp"
#include "operations/table_rules.hpp"
#include "operations/visibility.hpp"
#include "text.hpp"

namespace onward {

namespace {

PolicyKnobs knobs_here(Context& c) {
  return standing_policies(c, c.subject.organization_id, {}).effective();
}

bool has_digits(std::string_view s) {
  return std::ranges::any_of(s, [](char c) { return c >= '0' && c <= '9'; });
}

// The address says in which locality it lies, where the host knows.
void find_locality(Context& c, ClientDetails& d) {
  if (!d.locality.empty() || d.address.empty()) return;
  auto found = c.host.locality_of(d.address, d.postcode);
  if (!unknown_locality(c, found, "")) d.locality = std::move(found);
}

Refused check(Context& c, ClientDetails& d) {
  Shape shape;
  shape.named(d.given_name, "/details/given_name");
  shape.named(d.family_name, "/details/family_name");
  if (!d.preferred_name.empty()) shape.named(d.preferred_name, "/details/preferred_name");
  shape.require(d.birth_date || !settled(knobs_here(c).birth_date_required), "/details/birth_date",
                "is required");
  shape.require(!d.birth_date || *d.birth_date <= today_of(c, c.subject.organization_id),
                "/details/birth_date", "is in the future");
  if (!d.language.empty()) shape.language(d.language, "/details/language");
  shape.mail(d.email, "/details/email");
  shape.require(d.phone.empty() || has_digits(d.phone), "/details/phone", "has no digits");
  shape.require(d.alternate_phone.empty() || has_digits(d.alternate_phone),
                "/details/alternate_phone", "has no digits");
  shape.between(d.income_percent, 0, count_max, "/details/income_percent");
  shape.no_repeats(d.contact_permissions, "/details/contact_permissions");
  shape.require(!d.no_fixed_abode || d.address.empty(), "/details/address",
                "somebody of no fixed abode has none");
  shape.require(!d.no_fixed_abode || !d.locality.empty(), "/details/locality",
                "is to be chosen for somebody of no fixed abode");
  check_place(shape, d.latitude_microdegrees, d.longitude_microdegrees, "/details");
  d.nhs_number = shape.nhs_number(d.nhs_number, "/details/nhs_number");
  if (auto refused = std::move(shape).refused()) return refused;
  return unknown_locality(c, d.locality, "/details/locality");
}

}  // namespace

Refused complete(Context& c, ClientDetails& d) {
  find_locality(c, d);
  return check(c, d);
}

Refused referral_required(Context& c, std::string path) {
  if (!settled(knobs_here(c).client_requires_referral)) return std::nullopt;
  return refuse(Reason::client_requires_referral, std::move(path),
                "policy creates clients inside referrals");
}

Refused source_required(Context& c, std::string path) {
  if (!practice_rules_of(c, c.subject.organization_id).client_requires_source) return std::nullopt;
  return refuse(Reason::client_requires_source, std::move(path),
                "the practice registers clients by lead.convert");
}

void register_client(Context& c, Client& client) {
  client.registered_by = c.subject.organization_id;
  client.registered_at = c.now;
  c.tables.insert(client);
  write_match_keys(c.tables, client, nullptr);
}

Result<Client> create_client(Context& c, const CreateClient& in) {
  Client client{.details = in.details};
  if (auto refused = complete(c, client.details)) return *std::move(refused);
  if (auto refused = unknown_facts(c, client.details, "/details")) return *std::move(refused);
  if (auto refused = referral_required(c, "")) return *std::move(refused);
  if (auto refused = source_required(c, "")) return *std::move(refused);
  register_client(c, client);
  return client;
}

Result<Client> update_client(Context& c, const UpdateClient& in) {
  ClientDetails details = in.details;
  auto found = standing_client(c, in.client_id, "/client_id");
  if (!found) return found.refusal();
  Client& client = found.value();
  const auto shown = classes_shown(c, client);
  if (const auto said = keep_withheld(details, client.details, shown); !said.empty())
    return refuse(Reason::disclosure_withheld, "/details/" + std::string(said),
                  "what is not shown cannot be changed");
  // What an empty locality comes to would tell the address, or that there is none.
  if (shown.has(DataClass::address))
    find_locality(c, details);
  else if (details.locality.empty())
    details.locality = client.details.locality;
  if (auto refused = check(c, details)) return *std::move(refused);
  if (auto refused = unknown_facts(c, details, "/details", &client.details))
    return *std::move(refused);
  if (in.revision != client.revision)
    return refuse(Reason::revision_changed, "/revision", "the client has changed",
                  {{"revision", client.revision}});
  const Client before = client;
  client.details = std::move(details);
  if (differs(before, client)) {
    c.tables.update(client);
    write_match_keys(c.tables, client, &before);
  }
  leave_shown(c, client, shown);
  return client;
}

Result<ClientView> get_client(Context& c, const ClientRef& in) {
  auto client = visible_client(c, in.client_id, involved, "/client_id");
  if (!client) return client.refusal();
  const auto id = shown_as(c, in.client_id);
  return view_of(c, id == in.client_id ? std::move(client.value()) : c.tables.known<Client>(id));
}

ClientView view_of(Context& c, Client client) {
  ClientView out{.client = std::move(client)};
  const auto shown = classes_shown(c, out.client);
  ClientDetails& details = out.client.details;
  if (details.birth_date)
    out.age_years = age_years(*details.birth_date, today_of(c, c.subject.organization_id));
  leave_shown(c, out.client, shown);
  if (!details.nhs_number.empty()) out.nhs_number_range = range_of_nhs_number(details.nhs_number);
  for (auto& kind : names<DataClass>)
    if (all_classes.has(kind.value) && !shown.has(kind.value)) out.withheld.push_back(kind.value);
  return out;
}

std::vector<Refusal> wrong_with_consent(Context& c, const RecordConsent& in) {
  Shape shape;
  shape.require(!in.given_at || *in.given_at <= c.now, "/given_at", "is in the future");
  shape.no_repeats(in.issues, "/issues");
  shape.no_repeats(in.receivers, "/receivers");
  shape.no_repeats(in.data_classes, "/data_classes");
  std::vector<Refusal> out;
  const auto add = [&](Refused refused) {
    if (refused) out.push_back(*std::move(refused));
  };
  add(std::move(shape).refused());
  add(all_exist<Issue>(c, in.issues, "/issues"));
  add(all_exist<Organization>(c, in.receivers, "/receivers"));
  const Date today = today_of(c, c.subject.organization_id);
  if (in.expires_on && *in.expires_on <= today)
    add(refuse(Reason::period_reversed, "/expires_on", "the first day without it is not ahead",
               {{"begins_on", today}, {"ends_on", *in.expires_on}}));
  return out;
}

Consent new_consent(Context& c, const RecordConsent& in) {
  return Consent{.client_id = in.client_id,
                 .organization_id = c.subject.organization_id,
                 .recorded_by = c.subject.staff_id,
                 .recorded_at = c.now,
                 .given_at = in.given_at.value_or(c.now),
                 .given_by = in.given_by,
                 .issues = in.issues,
                 .receivers = in.receivers,
                 .expires_on = in.expires_on,
                 .onward_allowed = in.onward_allowed,
                 .data_classes = in.data_classes};
}

Result<Consent> record_consent(Context& c, const RecordConsent& in) {
  const auto wrong = wrong_with_consent(c, in);
  if (!wrong.empty() && wrong.front().reason == Reason::malformed_request) return wrong.front();
  if (const auto client = standing_client(c, in.client_id, "/client_id"); !client)
    return client.refusal();
  if (!wrong.empty()) return wrong.front();
  Consent consent = new_consent(c, in);
  c.tables.insert(consent);
  return consent;
}

Result<Consent> withdraw_consent(Context& c, const ConsentRef& in) {
  constexpr auto wanted = Relation::owner | Relation::sender;
  auto found = visible_consent(c, in.consent_id, wanted, "/consent_id");
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

// Who was merged away is found under the survivor, where that one is seen.
Withheld withheld(Context& c, const Client& row) {
  const bool sees_each = sees_all(c.subject);
  if (!sees_each && !withheld_unless(c, relation_to(c, row, involved))) return std::nullopt;
  if (shown_as(c, row.id) != row.id) return std::nullopt;
  const auto shown = sees_each ? all_classes : classes_shown(c, row);
  const auto classes = classes_of_details();
  Columns out = names_registrant(c, row) ? 0 : registrant_of_client;
  for (std::size_t i = 0; i < classes.size(); ++i)
    if (!shown.has(classes[i])) out |= Columns{1} << (flat_client_rows + i);
  return out;
}
Withheld withheld(Context& c, const Consent& row) {
  return withheld_unless(c, relation_to(c, row));
}

}  // namespace onward
