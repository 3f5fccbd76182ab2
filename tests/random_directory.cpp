// What a practice might do with its directory of providers, and what providers look at.
#include "onward/operations/people.hpp"
#include "onward/operations/portal.hpp"
#include "onward/operations/provider_history.hpp"
#include "onward/operations/provider_import.hpp"
#include "onward/operations/referring_providers.hpp"
#include "onward/operations/relationships.hpp"
#include "random_maker.hpp"

namespace onward::tests {

namespace {

constexpr auto typed = std::array{"be", "berg 1", "surg", "LEE", "5", "zz", " "};
constexpr auto portal_role = "portal";

// Two of a practice, that are one person or were said to be.
Made merge(Maker m, const World::Provider& known) {
  const Maker by = m.as(m.someone(known.organization_id, coordinator));
  const auto revision = m.perhaps<std::int64_t>(10, 1 + m.chance.below(4));
  const auto* because = m.chance.percent(95) ? "One person." : " ";
  if (!m.world.merged_providers.empty() && m.chance.percent(40))
    return by.say<referring_provider::unmerge>(
        {m.slip(m.chance.recent_of(m.world.merged_providers).value), revision, because});
  ReferringProviderId other = m.slip(known.provider_id.value);
  for (int tries = 0; tries < 5 && other == known.provider_id; ++tries)
    if (const auto& one = m.chance.recent_of(m.world.specialists);
        one.organization_id == known.organization_id)
      other = one.provider_id;
  return by.say<referring_provider::merge>({known.provider_id, other, revision, because});
}

Made change(Maker m, const World::Provider& known) {
  if (m.chance.percent(25)) return merge(m, known);
  const Maker by = m.as(m.someone(known.organization_id, coordinator));
  const ReferringProviderId id = m.slip(known.provider_id.value);
  const auto revision = m.perhaps<std::int64_t>(20, 1 + m.chance.below(4));
  switch (m.chance.below(4)) {
    case 0: return by.say<referring_provider::deactivate>({id, revision});
    case 1:
    case 2: return by.say<referring_provider::reactivate>({id, revision});
    default:
      return by.say<referring_provider::update>(
          {.referring_provider_id = id,
           .revision = 1 + m.chance.below(4),
           .details = {.provider_type = m.perhaps(30, m.any_of<ProviderType>()),
                       .practice_name = m.perhaps<std::string>(40, "Lee Dental"),
                       .fax = m.perhaps<std::string>(40, "512-555-0101"),
                       .relationship_strength = m.perhaps(30, m.any_of<RelationshipStrength>())}});
  }
}

Made contact(Maker m, const World::Provider& known) {
  const Maker by = m.as(m.someone(known.organization_id, caseworker));
  const ReferringProviderId id = m.slip(known.provider_id.value);
  if (m.chance.percent(50))
    return by.say<referring_provider::record_response>({m.slip(1 + m.chance.below(6))});
  if (m.chance.percent(20))
    return by.say<referring_provider::void_contact>(
        {m.slip(1 + m.chance.below(6)), m.chance.percent(90) ? "Another one." : ""});
  return by.say<referring_provider::record_contact>(
      {.referring_provider_id = id, .method = m.any_of<CommunicationMethod>()});
}

Made look(Maker m, const World::Provider& known) {
  const Maker by = m.as(m.someone(known.organization_id, coordinator));
  const ReferringProviderId id = m.slip(known.provider_id.value);
  const ListOfProvider page{.referring_provider_id = id, .limit = m.page_limit()};
  switch (m.chance.below(12)) {
    case 0: return by.say<referring_provider::get>({id});
    case 1: return by.say<referring_provider::types>({});
    case 2: return by.say<referring_provider::list_contacts>(page);
    case 3: return by.say<referring_provider::list_referrals>(page);
    case 4: return by.say<referring_provider::history>(page);
    case 5: return by.say<referring_provider::statistics>({id, m.perhaps(30, m.day())});
    case 6: return by.say<relationship::get>({id});
    case 7:
      return by.say<relationship::list>(
          {m.perhaps(50, m.any_of<RelationshipStanding>()), m.page_limit()});
    case 8:
      return by.say<referring_provider::list>(
          {.provider_type = m.perhaps(20, m.any_of<ProviderType>()),
           .active = m.perhaps(20, false),
           .standing = m.perhaps(20, m.any_of<RelationshipStanding>()),
           .limit = m.page_limit()});
    case 9: return by.say<relationship::handling>({id});
    default:
      return by.say<referring_provider::search>({.text = m.chance.one_of(typed),
                                                 .with_inactive = m.chance.percent(30),
                                                 .limit = m.page_limit()});
  }
}

// A directory of organisations, read as if they were providers.
Made import(Maker m) {
  const Maker by = m.as(m.first());
  if (m.chance.percent(40) && !m.world.provider_imports.empty()) {
    if (m.chance.percent(20)) return by.say<referring_provider::imports>({.limit = m.page_limit()});
    const ImportId known = m.slip(m.chance.one_of(m.world.provider_imports).value);
    if (m.chance.percent(50)) return by.say<referring_provider::import>({.import_id = known});
    return by.say<referring_provider::import_problems>({.import_id = known});
  }
  return by.say<referring_provider::import>(
      {.source_system = "feed",
       .blob_id = m.chance.percent(90) ? "organizations.csv" : "absent",
       .format = ImportFormat::csv,
       .mapping = {{"external_id", "organization_uuid", ""},
                   {"family_name", "organization_name", ""},
                   {"provider_type", "", "general_dentist"}},
       .limit = 1 + m.chance.below(9)});
}

Made portal(Maker m) {
  const Maker by = m.as(m.first());
  const bool is_slip = m.world.portal_users.empty() || m.chance.percent(10);
  const StaffId user = is_slip ? StaffId(1) : m.chance.one_of(m.world.portal_users);
  switch (m.chance.below(8)) {
    case 0:
      return by.say<role::create>(
          {.name = portal_role, .permissions = {Permission::referral_portal}});
    case 1:
      return by.say<staff::create>({.login = m.fresh("portal "),
                                    .name = "Dr Berg",
                                    .organization_id = 1,
                                    .role = portal_role});
    case 2:
    case 3:
      if (m.world.specialists.empty()) return std::nullopt;
      return by.say<portal::grant>(
          {m.slip(m.chance.one_of(m.world.specialists).provider_id.value), user});
    case 4:
      if (m.world.specialists.empty() || m.chance.percent(70)) return std::nullopt;
      return by.say<portal::revoke>(
          {m.slip(m.chance.one_of(m.world.specialists).provider_id.value)});
    default:
      return m.as({.staff_id = user, .organization_id = 1})
          .say<portal::list_patients>({m.page_limit()});
  }
}

}  // namespace

Made make_providers(Maker m) {
  const auto kind = m.chance.below(100);
  if (kind < 10) return import(m);
  if (kind < 40) return portal(m);
  if (m.world.specialists.empty()) return std::nullopt;
  const auto& known = m.chance.recent_of(m.world.specialists);
  if (kind < 55) return change(m, known);
  return kind < 65 ? contact(m, known) : look(m, known);
}

}  // namespace onward::tests
