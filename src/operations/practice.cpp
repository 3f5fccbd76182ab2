#include "operations/practice.hpp"

#include "operations/relationships.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

constexpr std::int64_t months_max = 120;

Refused shape_of(const PracticeKnobs& knobs) {
  Shape shape;
  static_assert(rows<PracticeKnobs>.size() == 11, "a knob is not looked at below");
  shape.between(knobs.attribution_window_days, 0, days_max, "/knobs/attribution_window_days");
  shape.between(knobs.attribution_half_life_days, 1, days_max, "/knobs/attribution_half_life_days");
  shape.between(knobs.dormant_after_months, 1, months_max, "/knobs/dormant_after_months");
  shape.between(knobs.new_for_days, 0, days_max, "/knobs/new_for_days");
  shape.between(knobs.no_appointment_after_days, 1, days_max, "/knobs/no_appointment_after_days");
  shape.between(knobs.no_report_after_days, 1, days_max, "/knobs/no_report_after_days");
  shape.between(knobs.no_letter_working_days, 0, days_max, "/knobs/no_letter_working_days");
  shape.between(knobs.no_letter_soon_working_days, 0, days_max,
                "/knobs/no_letter_soon_working_days");
  shape.between(knobs.no_letter_urgent_working_days, 0, days_max,
                "/knobs/no_letter_urgent_working_days");
  return std::move(shape).refused();
}

PracticePolicy standing(Context& c, OrganizationId practice) {
  const auto found = c.tables.first<PracticePolicy>(by::practice_policy_organization, practice);
  return found.value_or(PracticePolicy{.organization_id = practice});
}

}  // namespace

Result<PracticePolicy> set_practice_policy(Context& c, const SetPracticePolicy& in) {
  if (auto refused = shape_of(in.knobs)) return *std::move(refused);
  PracticePolicy policy = standing(c, c.subject.organization_id);
  if (in.revision && *in.revision != policy.revision)
    return refuse(Reason::revision_changed, "/revision", "the policy has changed",
                  {{"revision", policy.revision}});
  const PracticeRules before = practice_rules(policy.knobs);
  policy.knobs = in.knobs;
  if (policy.id)
    c.tables.update(policy);
  else
    c.tables.insert(policy);
  const PracticeRules after = practice_rules(policy.knobs);
  if (after.dormant_after_months != before.dormant_after_months ||
      after.new_for_days != before.new_for_days)
    look_at_all_soon(c, policy.organization_id);
  return policy;
}

Result<PracticePolicy> practice_policy(Context& c, const Empty&) {
  PracticePolicy policy = standing(c, c.subject.organization_id);
  const PracticeRules rules = practice_rules(policy.knobs);
  policy.knobs = {.attribution_model = rules.attribution_model,
                  .attribution_window_days = rules.attribution_window_days,
                  .attribution_half_life_days = rules.attribution_half_life_days,
                  .client_requires_source = rules.client_requires_source,
                  .dormant_after_months = rules.dormant_after_months,
                  .new_for_days = rules.new_for_days,
                  .no_appointment_after_days = rules.no_appointment_after_days,
                  .no_report_after_days = rules.no_report_after_days,
                  .no_letter_working_days = rules.no_letter_working_days,
                  .no_letter_soon_working_days = rules.no_letter_soon_working_days,
                  .no_letter_urgent_working_days = rules.no_letter_urgent_working_days};
  return policy;
}

PracticeRules practice_rules_of(Context& c, OrganizationId practice) {
  return practice_rules(standing(c, practice).knobs);
}

Result<ReferringProvider> known_provider(Context& c, ReferringProviderId id, std::string path) {
  auto provider = c.tables.get<ReferringProvider>(id);
  if (!provider || provider->organization_id != c.subject.organization_id)
    return not_found(std::move(path));
  return *std::move(provider);
}

Result<ReferringProvider> own_provider(Context& c, ReferringProviderId id, std::string path) {
  auto provider = known_provider(c, id, path);
  if (!provider || !provider.value().merged_into_id) return provider;
  const auto stands = standing_provider(c, std::move(provider.value()));
  return refuse(Reason::provider_merged, std::move(path), "they were merged into another one",
                {{"referring_provider_id", stands.id.value}});
}

Refused has_changed(const ReferringProvider& provider, std::optional<std::int64_t> seen) {
  if (!seen || *seen == provider.revision) return std::nullopt;
  return refuse(Reason::revision_changed, "/revision", "the provider has changed",
                {{"revision", provider.revision}});
}

ReferringProvider standing_provider(Context& c, ReferringProvider provider) {
  while (provider.merged_into_id)
    provider = c.tables.known<ReferringProvider>(provider.merged_into_id);
  return provider;
}

std::vector<ReferringProvider> records_of_provider(Context& c, const ReferringProvider& provider) {
  std::vector<ReferringProvider> out{provider};
  for (std::size_t i = 0; i < out.size(); ++i)
    for (auto& gone : c.tables.all<ReferringProvider>(by::referring_provider_merged, out[i].id))
      out.push_back(std::move(gone));
  return out;
}

}  // namespace onward
