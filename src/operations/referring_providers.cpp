#include "operations/referring_providers.hpp"

#include "onward/rules/identifiers.hpp"
#include "onward/rules/provider_types.hpp"
#include "operations/office.hpp"
#include "operations/paging.hpp"
#include "operations/practice.hpp"
#include "operations/relationships.hpp"
#include "operations/shape.hpp"
#include "text.hpp"

namespace onward {

namespace {

// Providers of one name are few; of a name that many have, no more are compared.
constexpr std::int64_t namesakes_max = 50;

Refused npi_is_taken(Context& c, const ReferringProviderDetails& details, ReferringProviderId by) {
  if (details.npi.empty()) return std::nullopt;
  const auto other = provider_with_npi(c, details.npi);
  if (!other || other->id == by) return std::nullopt;
  return refuse(Reason::name_taken, "/details/npi", "another provider has this NPI",
                {{"referring_provider_id", other->id.value}});
}

template <class T> void put(T& member, const std::optional<T>& said) {
  if (said) member = *said;
}

ReferringProviderDetails changed(ReferringProviderDetails d, const ReferringProviderChanges& in) {
  static_assert(rows<ReferringProviderChanges>.size() == 29, "a change is not made below");
  put(d.provider_type, in.provider_type);
  put(d.given_name, in.given_name);
  put(d.family_name, in.family_name);
  put(d.credentials, in.credentials);
  put(d.specialty, in.specialty);
  put(d.npi, in.npi);
  put(d.practice_name, in.practice_name);
  put(d.address_line1, in.address_line1);
  put(d.address_line2, in.address_line2);
  put(d.city, in.city);
  put(d.state, in.state);
  put(d.postal_code, in.postal_code);
  put(d.phone, in.phone);
  put(d.fax, in.fax);
  put(d.email, in.email);
  put(d.website, in.website);
  put(d.office_manager, in.office_manager);
  put(d.referral_coordinator, in.referral_coordinator);
  put(d.preferred_contact, in.preferred_contact);
  put(d.preferred_method, in.preferred_method);
  put(d.reports_opted_in, in.reports_opted_in);
  put(d.report_frequency, in.report_frequency);
  put(d.report_format, in.report_format);
  if (in.relationship_started_on) d.relationship_started_on = in.relationship_started_on;
  if (in.relationship_start_unknown) d.relationship_started_on.reset();
  put(d.relationship_strength, in.relationship_strength);
  put(d.notes, in.notes);
  put(d.portal_enabled, in.portal_enabled);
  put(d.portal_email, in.portal_email);
  return d;
}

// What is wrong with what changes, whoever it is about.
Refused shape_of(Context& c, const ReferringProviderChanges& in,
                 const ReferringProviderDetails* standing) {
  Shape shape;
  shape.require(!in.relationship_start_unknown || !in.relationship_started_on,
                "/details/relationship_started_on", "is said to be unknown");
  if (auto refused = std::move(shape).refused()) return refused;
  auto details = changed({.family_name = "?"}, in);
  return complete(c, details, standing);
}

// Whoever may come in is named by portal.grant; until then it is not open, whatever is said.
Refused refuse_portal(const ReferringProvider& provider) {
  Shape shape;
  shape.require(!provider.details.portal_enabled || provider.portal_staff_id,
                "/details/portal_enabled", "nobody is named to use it; portal.grant does");
  return std::move(shape).refused();
}

Result<ReferringProvider> set_active(Context& c, const ReferringProviderSeen& in, bool active) {
  auto found = own_provider(c, in.referring_provider_id, "/referring_provider_id");
  if (!found) return found;
  ReferringProvider& provider = found.value();
  if (auto refused = has_changed(provider, in.revision)) return *std::move(refused);
  if (provider.active == active)
    return refuse(Reason::phase_forbids, "/referring_provider_id",
                  active ? "the provider is active" : "the provider is deactivated already");
  const ReferringProvider before = provider;
  provider.active = active;
  provider.deactivated_at = active ? std::nullopt : std::optional(c.now);
  look_soon(c, provider);
  keep_provider(c, provider, &before);
  return found;
}

}  // namespace

Refused complete(Context& c, ReferringProviderDetails& d,
                 const ReferringProviderDetails* standing) {
  Shape shape;
  shape.named(d.family_name, "/details/family_name");
  if (!d.given_name.empty()) shape.named(d.given_name, "/details/given_name");
  if (!d.npi.empty()) {
    auto npi = read_npi(d.npi);
    shape.require(!npi.fault, "/details/npi",
                  "is no NPI: " + std::string(npi.fault ? name_of(*npi.fault) : ""));
    d.npi = std::move(npi.normal);
  }
  if (!standing || d.email != standing->email) shape.mail(d.email, "/details/email");
  if (!standing || d.portal_email != standing->portal_email)
    shape.mail(d.portal_email, "/details/portal_email");
  shape.require(!d.relationship_started_on ||
                    *d.relationship_started_on <= today_of(c, c.subject.organization_id),
                "/details/relationship_started_on", "is in the future");
  return std::move(shape).refused();
}

void keep_provider(Context& c, ReferringProvider& provider, const ReferringProvider* before) {
  provider.updated_at = c.now;
  provider.id ? c.tables.update(provider) : c.tables.insert(provider);
  if (before) rename_office(c, *before, provider);
  const auto keys = provider_keys(provider);
  const auto old = before ? provider_keys(*before) : std::vector<std::string>();
  for (const auto& key : old)
    if (!std::ranges::binary_search(keys, key))
      if (const auto row = c.tables.first<ReferringProviderKey>(
              by::referring_provider_key_key, provider.organization_id, key, provider.id))
        c.tables.erase(*row);
  for (const auto& key : keys)
    if (!std::ranges::binary_search(old, key)) {
      ReferringProviderKey row{.organization_id = provider.organization_id,
                               .key = key,
                               .referring_provider_id = provider.id};
      c.tables.insert(row);
    }
}

std::optional<ReferringProvider> provider_with_npi(Context& c, std::string_view npi) {
  if (npi.empty()) return std::nullopt;
  auto found =
      c.tables.first<ReferringProvider>(by::referring_provider_npi, c.subject.organization_id, npi);
  if (!found) return std::nullopt;
  return standing_provider(c, *std::move(found));
}

std::vector<ProviderDuplicate> duplicates_of(Context& c, const ReferringProvider& provider) {
  std::vector<std::int64_t> ids;
  for (auto& standing : names<ProviderStanding>) {
    const auto start = provider_name_start(standing.value, provider.details);
    each_key_from(c, start, namesakes_max, [&](const ReferringProviderKey& key) {
      if (!is_whole_word(key.key, start)) return false;
      if (key.referring_provider_id != provider.id) ids.push_back(key.referring_provider_id.value);
      return true;
    });
  }
  std::vector<ProviderDuplicate> out;
  c.tables.transaction().get(Noun::referring_provider, ids, all_columns, [&](const void* row) {
    auto& other = *static_cast<const ReferringProvider*>(row);
    auto because = duplicate_evidence(provider.details, other.details);
    if (!because.empty()) out.push_back({other.id, other.active, std::move(because)});
    return true;
  });
  return out;
}

Result<ReferringProviderRecord> create_provider(Context& c, const CreateReferringProvider& in) {
  ReferringProviderRecord out{.provider = {.organization_id = c.subject.organization_id,
                                           .created_at = c.now,
                                           .details = in.details}};
  if (auto refused = complete(c, out.provider.details)) return *std::move(refused);
  if (auto refused = refuse_portal(out.provider)) return *std::move(refused);
  if (auto refused = npi_is_taken(c, out.provider.details, {})) return *std::move(refused);
  out.duplicates = duplicates_of(c, out.provider);
  keep_provider(c, out.provider, nullptr);
  return out;
}

Result<ReferringProviderRecord> update_provider(Context& c, const UpdateReferringProvider& in) {
  const auto found = own_provider(c, in.referring_provider_id, "/referring_provider_id");
  if (auto refused = shape_of(c, in.details, found ? &found.value().details : nullptr))
    return *std::move(refused);
  if (!found) return found.refusal();
  const ReferringProvider& before = found.value();
  if (auto refused = has_changed(before, in.revision)) return *std::move(refused);
  ReferringProviderRecord out{.provider = before};
  out.provider.details = changed(before.details, in.details);
  if (auto refused = complete(c, out.provider.details, &before.details)) return *std::move(refused);
  if (auto refused = refuse_portal(out.provider)) return *std::move(refused);
  if (auto refused = npi_is_taken(c, out.provider.details, before.id)) return *std::move(refused);
  out.duplicates = duplicates_of(c, out.provider);
  if (differs(before, out.provider)) keep_provider(c, out.provider, &before);
  return out;
}

Result<ReferringProvider> get_provider(Context& c, const ReferringProviderRef& in) {
  return known_provider(c, in.referring_provider_id, "/referring_provider_id");
}

Result<ReferringProviderPage> list_providers(Context& c, const ListReferringProviders& in) {
  auto paging = Paging::from(
      providers_by_name(c.subject.organization_id, "referring_provider.list", in.standing),
      in.limit, in.cursor);
  if (!paging) return paging.refusal();
  const std::string city = fold(in.city);
  ReferringProviderPage out;
  out.cursor = paging.value().page<ReferringProvider>(c.tables, [&](ReferringProvider& row) {
    const auto& d = row.details;
    if (row.merged_into_id || row.active != in.active.value_or(true)) return false;
    if (in.provider_type && d.provider_type != *in.provider_type) return false;
    if (in.relationship_strength && d.relationship_strength != *in.relationship_strength)
      return false;
    if (!city.empty() && fold(d.city) != city) return false;
    out.providers.push_back(std::move(row));
    return true;
  });
  return out;
}

Result<ReferringProvider> deactivate_provider(Context& c, const ReferringProviderSeen& in) {
  return set_active(c, in, false);
}
Result<ReferringProvider> reactivate_provider(Context& c, const ReferringProviderSeen& in) {
  return set_active(c, in, true);
}

Result<ProviderTypes> list_provider_types(Context&, const Empty&) {
  ProviderTypes out;
  for (auto& info : provider_types()) {
    auto& entry = out.types.emplace_back(info.type, is_specialist(info.type));
    for (auto& t : info.taxonomies)
      entry.taxonomies.push_back({std::string(t.code), std::string(t.name)});
    entry.reasons.assign(info.reasons.begin(), info.reasons.end());
  }
  return out;
}

std::optional<ReferringProviderRecord> Again<ReferringProviderRecord>::load(
    Context& c, std::span<const std::int64_t> ids) {
  if (ids.empty()) return std::nullopt;
  const auto provider = known_provider(c, ids[0], {});
  if (!provider) return std::nullopt;
  return ReferringProviderRecord{provider.value(), duplicates_of(c, provider.value())};
}

std::vector<std::int64_t> Again<ReferringProviderPage>::ids(const ReferringProviderPage& page) {
  std::vector<std::int64_t> out;
  out.reserve(page.providers.size());
  for (auto& provider : page.providers) out.push_back(provider.id.value);
  return out;
}

}  // namespace onward
