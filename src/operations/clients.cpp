#include "operations/clients.hpp"

#include "dates.hpp"
#include "operations/need_group.hpp"
#include "operations/policies.hpp"
#include "operations/references.hpp"
#include "operations/visibility.hpp"
#include "text.hpp"

namespace onward {

namespace {

// Two folded names, a date and what parts them fit into a text of 1,000 bytes.
constexpr std::size_t folded_bytes_max = 480;

// A name as it is compared; blanks around it are slips of the hand.
std::string folded_name(std::string_view name) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto from = name.find_first_not_of(blanks);
  if (from == name.npos) return {};
  return fold(name.substr(from, name.find_last_not_of(blanks) + 1 - from));
}

std::string key_part(std::string_view name) {
  return std::string(shortened(folded_name(name), folded_bytes_max));
}

bool is_client_created_inside_referral(Context& c) {
  return settled(
      standing_policies(c, c.subject.organization_id, {}).effective().client_requires_referral);
}

}  // namespace

std::string match_key_of(std::string_view given_name, std::string_view family_name,
                         const std::optional<Date>& birth_date) {
  std::string key = key_part(family_name) + '|' + key_part(given_name) + '|';
  if (birth_date) append_date(key, *birth_date);
  return key;
}

Result<Client> create_client(Context& c, const CreateClient& in) {
  const ClientDetails& d = in.details;
  Shape shape;
  shape.named(d.given_name, "/details/given_name");
  shape.named(d.family_name, "/details/family_name");
  shape.require(!d.birth_date || *d.birth_date <= today_of(c, c.subject.organization_id),
                "/details/birth_date", "is in the future");
  if (!d.language.empty()) shape.language(d.language, "/details/language");
  shape.between(d.income_percent, 0, count_max, "/details/income_percent");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (is_client_created_inside_referral(c))
    return refuse(Reason::client_requires_referral, "", "policy creates clients inside referrals");

  Client client{.registered_by = c.subject.organization_id,
                .registered_at = c.now,
                .given_name = d.given_name,
                .family_name = d.family_name,
                .birth_date = d.birth_date,
                .gender = d.gender,
                .locality = d.locality,
                .language = d.language,
                .email = d.email,
                .phone = d.phone,
                .income_percent = d.income_percent,
                .populations = d.populations,
                .attributes = d.attributes,
                .match_key = match_key_of(d.given_name, d.family_name, d.birth_date)};
  c.tables.insert(client);
  return client;
}

Result<Client> get_client(Context& c, const ClientRef& in) {
  return visible_client(c, in.client_id, involved, "/client_id");
}

Result<ClientMatches> match_clients(Context& c, const MatchClient& in) {
  Shape shape;
  shape.named(in.given_name, "/given_name");
  shape.named(in.family_name, "/family_name");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);

  // Keys of one name stand together, and the key without a date before those with one.
  const std::string key = match_key_of(in.given_name, in.family_name, in.birth_date);
  const std::string given = folded_name(in.given_name), family = folded_name(in.family_name);
  std::vector<Client> candidates;
  Position after{{key}, 0};
  const Scan from{.index = &by::client_match, .after = &after};
  for (bool go_on = true; go_on;) {
    const auto end = c.tables.transaction().scan(from, all_columns, [&](const void* row) {
      const Client& client = *static_cast<const Client*>(row);
      go_on = client.match_key.starts_with(key);
      if (go_on && folded_name(client.given_name) == given &&
          folded_name(client.family_name) == family)
        candidates.push_back(client);
      return go_on;
    });
    go_on = go_on && !end.exhausted;
    after = end.last;
  }
  std::erase_if(candidates, [&](const Client& client) { return !sees(c, client); });
  return ClientMatches{std::move(candidates)};
}

Result<Consent> record_consent(Context& c, const RecordConsent& in) {
  Shape shape;
  shape.require(!in.given_at || *in.given_at <= c.now, "/given_at", "is in the future");
  shape.no_repeats(in.issues, "/issues");
  shape.no_repeats(in.receivers, "/receivers");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  const auto client = visible_client(c, in.client_id, involved, "/client_id");
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

std::vector<std::int64_t> Again<ClientMatches>::ids(const ClientMatches& matches) {
  std::vector<std::int64_t> out;
  out.reserve(matches.clients.size());
  for (auto& client : matches.clients) out.push_back(client.id.value);
  return out;
}

std::optional<ClientMatches> Again<ClientMatches>::load(Context& c,
                                                        std::span<const std::int64_t> ids) {
  ClientMatches out;
  for (const auto id : ids)
    if (auto client = c.tables.get<Client>(ClientId(id)); client && sees(c, *client))
      out.clients.push_back(*std::move(client));
  return out;
}

}  // namespace onward
