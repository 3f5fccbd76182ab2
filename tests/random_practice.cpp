// What a practice might enter about who sent its patients, with the mistakes of a busy desk.
#include "onward/operations/attributions.hpp"
#include "onward/operations/lead_analysis.hpp"
#include "onward/operations/lead_search.hpp"
#include "onward/operations/practice.hpp"
#include "onward/operations/referral_sources.hpp"
#include "onward/operations/relationship_costs.hpp"
#include "random_maker.hpp"

namespace onward::tests {

namespace {

constexpr auto names_given = std::array{"Eve", "Noah", "Zoë", ""};
constexpr auto words = std::array{"Wrong person.", "Früh \"morgens\"", "They told us.", ""};
constexpr auto numbers = std::array{"555-0100", "(210) 555-0100 x3", ""};
constexpr auto looked_for = std::array{"eve", "0100", "5550100", "Mr Noah", "e", "--"};
constexpr auto currencies = std::array{"USD", "EUR", "usd", ""};

// Around the clock of the world, mostly past; beyond it now and then.
Instant any_time(Maker m) {
  return std::chrono::sys_days{std::chrono::year{2025} / 3 / 3} +
         std::chrono::hours{m.chance.below(m.chance.percent(95) ? 300 : 9'000) - 200};
}

ClientId client_of(Maker m, OrganizationId at) {
  for (int tries = 0; tries < 5 && !m.world.people.empty(); ++tries)
    if (const auto& person = m.chance.recent_of(m.world.people); person.organization_id == at)
      return m.slip(person.client_id.value);
  return m.slip(1);
}

NewTouch touch(Maker m, OrganizationId at) {
  NewTouch out{.type = m.any_of<ReferrerType>(), .note = m.chance.one_of(words)};
  if (m.chance.percent(50)) out.occurred_at = any_time(m);
  const bool is_slip = m.chance.percent(5);
  const bool is_of_client = out.type == ReferrerType::patient || out.type == ReferrerType::family;
  if (is_of_client || is_slip) out.referring_client_id = client_of(m, at);
  if (out.type == ReferrerType::doctor) out.referring_provider_id = m.slip(1 + m.chance.below(4));
  if ((out.type != ReferrerType::marketing && !m.chance.percent(10)) || m.world.sources.empty())
    return out;
  for (int tries = 0; tries < 5 && !out.referral_source_id; ++tries)
    if (const auto& source = m.chance.one_of(m.world.sources); source.organization_id == at)
      out.referral_source_id = m.slip(source.id.value);
  return out;
}

Made source(Maker m) {
  const auto at = m.organization();
  const auto by = m.as(m.someone(at, administrator));
  if (m.chance.percent(30)) return by.say<referral_source::add_standard>({});
  if (m.world.sources.empty() || m.chance.percent(30))
    return by.say<referral_source::add>({.code = m.fresh("source"),
                                         .name = m.chance.one_of(words),
                                         .type = m.any_of<ReferrerType>()});
  const auto& known = m.chance.recent_of(m.world.sources);
  const ReferralSourceId id = m.slip(known.id.value);
  const auto owner = m.as(m.someone(known.organization_id, administrator));
  if (m.chance.percent(40))
    return owner.say<referral_source::list>(
        {.active_only = m.chance.percent(30), .limit = m.page_limit()});
  if (m.chance.percent(20)) return owner.say<referral_source::retire>({id});
  return owner.say<referral_source::update>(
      {.referral_source_id = id,
       .revision = m.perhaps(30, known.revision),
       .name = m.perhaps<std::string>(60, m.chance.one_of(words)),
       .active = m.perhaps(60, true)});
}

// A cost of a provider or of a source, sometimes of neither or both.
Made cost(Maker m) {
  const auto at = m.organization();
  const auto by = m.as(m.someone(at, administrator));
  const ReferringProviderId provider = m.slip(1 + m.chance.below(4));
  ReferralSourceId source{};
  if (!m.world.sources.empty()) source = m.slip(m.chance.recent_of(m.world.sources).id.value);
  const auto kind = m.chance.below(100);
  if (kind < 50) {
    RecordRelationshipCost in{.spent_on = m.chance.percent(80) ? m.day() : Date{},
                              .currency = m.chance.one_of(currencies),
                              .amount_minor_units = m.chance.below(200'000) - 100,
                              .purpose = m.chance.one_of(words)};
    if (m.chance.percent(60)) in.referring_provider_id = provider;
    if (!in.referring_provider_id || m.chance.percent(5)) in.referral_source_id = source;
    return by.say<relationship_cost::record>(in);
  }
  const RelationshipCostId id =
      m.slip(1 + m.chance.below(std::max<std::int64_t>(1, m.world.costs)));
  if (kind < 65) return by.say<relationship_cost::void_>({id, m.chance.one_of(words)});
  const auto reader = m.as(m.someone(at, coordinator));
  if (kind < 75) return reader.say<relationship_cost::get>({id});
  ListRelationshipCosts in{.from = m.perhaps(20, m.day()),
                           .until = m.perhaps(20, m.day()),
                           .with_voided = m.chance.percent(40),
                           .limit = m.page_limit()};
  if (m.chance.percent(40)) in.referring_provider_id = provider;
  if (m.chance.percent(30)) in.referral_source_id = source;
  return reader.say<relationship_cost::list>(in);
}

Made policy(Maker m) {
  const auto at = m.organization();
  if (m.chance.percent(50)) return m.as(m.someone(at, caseworker)).say<practice::policy>({});
  const PracticeKnobs knobs{
      .attribution_model = m.perhaps(70, m.any_of<AttributionModel>()),
      .attribution_window_days = m.perhaps<std::int64_t>(30, m.chance.below(30)),
      .attribution_half_life_days = m.perhaps<std::int64_t>(30, m.chance.below(20)),
      .client_requires_source = m.perhaps(10, m.chance.percent(20))};
  return m.as(m.someone(at, administrator)).say<practice::set_policy>({.knobs = knobs});
}

Made analysis(Maker m) {
  const auto by = m.as(m.anyone(coordinator));
  const Date from = m.day(), until = from + std::chrono::days{m.chance.below(200) - 5};
  if (m.chance.percent(40)) return by.say<lead::sources>({from, until});
  CompareAttributions in{
      .from = from, .until = until, .compare_by = m.any_of<CompareBy>(), .limit = m.page_limit()};
  for (auto n = m.chance.below(3); n > 0; --n) in.models.push_back(m.any_of<ComparedModel>());
  return by.say<attribution::compare>(in);
}

Made milestone(Maker m, Maker by, const Lead& known) {
  const LeadId id = m.slip(known.id.value);
  const auto revision = m.perhaps(20, known.revision);
  const std::chrono::days later{m.chance.below(6)};
  const Date on = std::chrono::floor<std::chrono::days>(
      m.chance.percent(85) ? known.created_at + later : any_time(m));
  const auto value = m.perhaps<std::int64_t>(60, m.chance.below(1'000'000) - 10);
  const bool goes_on = known.treatment_started_on && !known.treatment_completed_on;
  switch (goes_on && m.chance.percent(50) ? 2 : m.chance.below(4)) {
    case 0: return by.say<lead::record_consultation>({id, revision, on});
    case 1:
      return by.say<lead::start_treatment>(
          {id, revision, on, value, value ? m.chance.one_of(currencies) : ""});
    case 2: {
      const std::chrono::days some{m.chance.below(3)};
      const auto& started = known.treatment_started_on;
      return by.say<lead::complete_treatment>({id, revision, started ? *started + some : on});
    }
    default:
      return by.say<lead::set_value>({id, revision, value, value ? m.chance.one_of(currencies) : "",
                                      !value && known.id.value % 4 != 0});
  }
}

Made attributed(Maker m, Maker by, const Lead& known) {
  const LeadId id = m.slip(known.id.value);
  const auto kind = m.chance.below(100);
  if (kind < 25) return by.say<attribution::get>({id, m.perhaps<std::int64_t>(50, 1)});
  if (kind < 40) return by.say<attribution::list>({.lead_id = id, .limit = m.page_limit()});
  CorrectAttribution in{.lead_id = id, .because = m.chance.one_of(words)};
  if (m.chance.percent(50)) in.model = m.any_of<AttributionModel>();
  if (m.chance.percent(30)) in.window_days = m.chance.below(30);
  if (m.chance.percent(50)) in.add.push_back(touch(m, known.organization_id));
  if (m.chance.percent(30) && !m.world.touches.empty())
    in.void_touchpoint_ids.push_back(m.slip(m.chance.recent_of(m.world.touches).id.value));
  if (m.chance.percent(20))
    in.added_of_lead_id = m.slip(m.chance.recent_of(m.world.leads).id.value);
  return by.say<attribution::correct>(in);
}

Made touched(Maker m) {
  if (m.world.touches.empty()) return std::nullopt;
  const Touchpoint& known = m.chance.recent_of(m.world.touches);
  const auto by = m.as(m.someone(known.organization_id, caseworker));
  const TouchpointId id = m.slip(known.id.value);
  if (m.chance.percent(50)) return by.say<touchpoint::void_>({id, m.chance.one_of(words)});
  return by.say<touchpoint::correct>({id, m.chance.one_of(words), touch(m, known.organization_id)});
}

Made convert(Maker m, Maker by, const Lead& known) {
  ConvertLead in{.lead_id = m.slip(known.id.value), .revision = m.perhaps(20, known.revision)};
  if (m.chance.percent(70))
    in.client_id = client_of(m, known.organization_id);
  else
    in.details = ClientDetails{.given_name = m.chance.one_of(names_given), .family_name = "Hill"};
  if (m.chance.percent(20)) in.converted_at = any_time(m);
  return by.say<lead::convert>(in);
}

Made look(Maker m, Maker by, const Lead& known) {
  const LeadId id = m.slip(known.id.value);
  switch (m.chance.below(5)) {
    case 0: return by.say<lead::get>({id});
    case 1: return by.say<lead::list>({.phase = m.any_of<LeadPhase>(), .limit = m.page_limit()});
    case 2:
      return by.say<lead::list_of_client>(
          {known.client_id ? known.client_id : client_of(m, known.organization_id)});
    case 3:
      return by.say<lead::search>({.text = m.chance.one_of(looked_for),
                                   .phase = m.perhaps(20, m.any_of<LeadPhase>()),
                                   .limit = m.chance.below(5)});
    default: return by.say<touchpoint::list>({.lead_id = id, .limit = m.page_limit()});
  }
}

Made act_on(Maker m, const Lead& known) {
  const auto by = m.as(m.someone(known.organization_id, caseworker));
  const LeadId id = m.slip(known.id.value);
  const auto kind = m.chance.below(100);
  if (kind < 15) return look(m, by, known);
  if (kind < 35) return by.say<touchpoint::add>({id, touch(m, known.organization_id)});
  if (kind < 45) return touched(m);
  if (kind < 60) return milestone(m, by, known);
  if (kind < 75) return attributed(m, by, known);
  if (kind < 90) return convert(m, by, known);
  if (kind < 93)
    return by.say<lead::update>(
        {.lead_id = id,
         .given_name = m.perhaps<std::string>(60, m.chance.one_of(names_given)),
         .phone = m.perhaps<std::string>(40, m.chance.one_of(numbers)),
         .created_at = m.perhaps(40, any_time(m))});
  if (kind < 96) return by.say<lead::lose>({.lead_id = id, .because = m.chance.one_of(words)});
  return by.say<lead::reopen>({.lead_id = id});
}

Made correct(Maker m, const Lead& known) {
  const auto by = m.as(m.someone(known.organization_id, administrator));
  const LeadId id = m.slip(known.id.value);
  const auto revision = m.perhaps(20, known.revision);
  const auto* because = m.chance.one_of(words);
  const auto& other = m.chance.recent_of(m.world.leads);
  switch (m.chance.below(5)) {
    case 0: return by.say<lead::undo_conversion>({id, revision, because});
    case 1: {
      const auto last = known.treatment_completed_on ? Milestone::treatment_completion
                        : known.treatment_started_on ? Milestone::treatment_start
                                                     : Milestone::consultation;
      return by.say<lead::undo_milestone>(
          {id, revision, m.chance.percent(70) ? last : m.any_of<Milestone>(), because});
    }
    case 2: {
      const auto joined = std::ranges::find(m.world.leads, LeadPhase::joined, &Lead::phase);
      if (joined == m.world.leads.end()) return by.say<lead::part>({id, std::nullopt, because});
      return m.as(m.someone(joined->organization_id, administrator))
          .say<lead::part>({joined->id, std::nullopt, because});
    }
    default: return by.say<lead::join>({id, m.slip(other.id.value), revision, because});
  }
}

}  // namespace

Made make_practice(Maker m) {
  const auto kind = m.chance.below(100);
  if (kind < 12) return source(m);
  if (kind < 16) return policy(m);
  if (kind < 20) return cost(m);
  if (kind < 27) return analysis(m);
  if (kind < 32 && !m.world.leads.empty()) return correct(m, m.chance.recent_of(m.world.leads));
  if (kind < 75 && !m.world.leads.empty()) return act_on(m, m.chance.recent_of(m.world.leads));
  const auto at = m.organization();
  CreateLead in{.given_name = m.chance.one_of(names_given), .touch = touch(m, at)};
  if (m.chance.percent(30)) in.phone = m.chance.one_of(numbers);
  if (m.chance.percent(15)) in.client_id = client_of(m, at);
  if (m.chance.percent(40)) in.created_at = any_time(m);
  return m.as(m.someone(at, caseworker)).say<lead::create>(in);
}

}  // namespace onward::tests
