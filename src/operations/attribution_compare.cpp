// How models of attribution differ over a practice's conversions.
#include <algorithm>
#include <map>

#include "onward/rules/attribution_compare.hpp"
#include "onward/rules/attribution_markov.hpp"
#include "onward/rules/lead.hpp"
#include "operations/attributions.hpp"
#include "operations/client_merging.hpp"
#include "operations/columns.hpp"
#include "operations/lead_analysis.hpp"
#include "operations/need_group.hpp"
#include "operations/practice.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

constexpr Columns lead_columns =
    columns<Lead>({"id", "created_at", "converted_at", "attribution_version"});

std::int64_t seconds_of(Instant at) {
  return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

// The touches of many leads as the rules take them: each source has a number.
class LeadPaths {
 public:
  LeadPaths(Context& c, CompareBy by, const PracticeRules& rules)
      : c_(c), by_(by), days_(own_days(c, c.subject.organization_id)), rules_(rules) {}

  // What its newest attribution counted.
  void add_converted(const Lead& lead) {
    std::map<TouchpointId, Instant> times;
    for (auto& touch : standing_touches(c_, lead.id)) times.emplace(touch.id, touch.occurred_at);
    for (auto& touch : standing_attribution(c_, lead).touches) {
      const auto time = times.find(touch.touchpoint_id);
      add(referrer_of(touch), time == times.end() ? *lead.converted_at : time->second);
    }
    end(1);
  }
  void add_lost(const Lead& lead) {
    const auto touches = standing_touches(c_, lead.id);
    const auto from = counts_from(touches);
    for (auto& touch : touches)
      if (touch.occurred_at >= from) add(referrer_of(touch), touch.occurred_at);
    end(0);
  }

  AttributionPaths paths() const {
    return {.offsets = offsets_,
            .sources = sources_,
            .touched_at_seconds = at_seconds_,
            .conversions = conversions_,
            .nulls = nulls_,
            .sources_total = static_cast<std::uint32_t>(referrers_.size()),
            .is_direct = is_direct_};
  }
  const std::vector<Referrer>& referrers() const { return referrers_; }

 private:
  using Key = std::pair<int, std::int64_t>;  // of what, and which

  Instant counts_from(const std::vector<Touchpoint>& touches) const {
    if (rules_.attribution_window_days == 0) return earliest;
    const auto last = std::ranges::max(touches, {}, &Touchpoint::occurred_at).occurred_at;
    return days_.zone->start_of(days_.zone->local_day(last) -
                                std::chrono::days{rules_.attribution_window_days});
  }

  // Records that were merged are one person.
  ClientId person(ClientId id) {
    const auto [known, is_new] = people_.try_emplace(id, id);
    if (is_new) known->second = shown_as(c_, id);
    return known->second;
  }
  Key key_of(const Referrer& r) {
    if (by_ == CompareBy::referrer) {
      if (r.referring_provider_id) return {1, r.referring_provider_id.value};
      if (r.referring_client_id) return {2, r.referring_client_id.value};
      if (r.referral_source_id) return {3, r.referral_source_id.value};
    }
    return {0, static_cast<int>(r.type)};
  }
  void add(Referrer r, Instant at) {
    r.referring_client_id = r.referring_client_id ? person(r.referring_client_id) : ClientId();
    if (by_ == CompareBy::type) r = {.type = r.type};
    const auto next = static_cast<std::uint32_t>(referrers_.size());
    const auto [known, is_new] = numbers_.try_emplace(key_of(r), next);
    if (is_new) {
      referrers_.push_back(r);
      is_direct_.push_back(is_direct(r.type) ? 1 : 0);
    }
    sources_.push_back(known->second);
    at_seconds_.push_back(seconds_of(at));
  }
  void end(std::int64_t conversions) {
    offsets_.push_back(static_cast<std::uint32_t>(sources_.size()));
    conversions_.push_back(conversions);
    nulls_.push_back(1 - conversions);
  }

  Context& c_;
  CompareBy by_;
  OwnDays days_;
  PracticeRules rules_;
  std::map<Key, std::uint32_t> numbers_{};
  std::map<ClientId, ClientId> people_{};
  std::vector<Referrer> referrers_{};
  std::vector<std::uint8_t> is_direct_{};
  std::vector<std::uint32_t> offsets_{0}, sources_{};
  std::vector<std::int64_t> at_seconds_{}, conversions_{}, nulls_{};
};

// A practice that has more sources compares by type: high orders would take too long for a call.
ModelCredited credited_by(const SoundPaths& paths, const PlainCredit& plain, ComparedModel model) {
  const bool is_chain = model >= ComparedModel::markov_1 && model <= ComparedModel::markov_3;
  if (is_chain && paths->sources_total > markov_sources_max && paths.conversions_total() > 0)
    return {{}, Omission::too_many_sources};
  return credit_by(paths, plain, model);
}

Refused shape_of(const CompareAttributions& in) {
  Shape shape;
  shape.no_repeats(in.models, "/models");
  shape.between(in.limit, 1, page_limit_max, "/limit");
  return std::move(shape).refused();
}

struct Analysed {
  std::vector<Lead> converted{}, lost{};
};
Result<Analysed> leads_of(Context& c, const Period& period) {
  Analysed out;
  std::int64_t looked_at = 0;
  const auto has_room = [&] {
    return std::ssize(out.converted) + std::ssize(out.lost) <= analysed_leads_max;
  };
  each_lead(c, LeadPhase::converted, earliest, period.until, lead_columns, [&](const Lead& l) {
    const bool is_in = *l.converted_at >= period.from && *l.converted_at < period.until;
    if (is_in) out.converted.push_back(l);
    return ++looked_at <= looked_at_leads_max && has_room();
  });
  if (looked_at > looked_at_leads_max) return period_too_large(looked_at_leads_max);
  each_lead(c, LeadPhase::lost, period.from, period.until, lead_columns, [&](const Lead& l) {
    out.lost.push_back(l);
    return has_room();
  });
  if (!has_room()) return period_too_large(analysed_leads_max);
  return out;
}

std::vector<ComparedModel> models_of(const CompareAttributions& in) {
  auto out = in.models;
  if (out.empty())
    for (auto& model : names<ComparedModel>) out.push_back(model.value);
  std::ranges::sort(out);
  return out;
}

SourceCompared compared(const Referrer& r, const SourceComparison& found,
                        const std::vector<ComparedModel>& models) {
  SourceCompared out{.type = r.type,
                     .referring_provider_id = r.referring_provider_id,
                     .referring_client_id = r.referring_client_id,
                     .referral_source_id = r.referral_source_id,
                     .spread_millionths = static_cast<std::int64_t>(found.spread_units),
                     .rank_spread = found.rank_spread};
  for (std::size_t i = 0; i < models.size(); ++i)
    out.credit.push_back({models[i], found.units[i], found.ranks[i]});
  return out;
}

}  // namespace

Result<AttributionsCompared> compare_attributions(Context& c, const CompareAttributions& in) {
  if (auto refused = shape_of(in)) return *std::move(refused);
  const auto period = period_of(c, in.from, in.until);
  if (!period) return period.refusal();
  const auto leads = leads_of(c, period.value());
  if (!leads) return leads.refusal();
  const auto& [converted, lost] = leads.value();
  const PracticeRules rules = practice_rules_of(c, c.subject.organization_id);
  LeadPaths built(c, in.compare_by, rules);
  for (auto& lead : converted) built.add_converted(lead);
  for (auto& lead : lost) built.add_lost(lead);
  const auto checked = check(built.paths());
  if (!checked) throw std::logic_error("leads do not make paths");
  const SoundPaths& paths = *checked.paths;
  const auto half_life_seconds = rules.attribution_half_life_days * 86'400;

  AttributionsCompared out{.conversions = std::ssize(converted),
                           .lost = std::ssize(lost),
                           .sources_total = std::ssize(built.referrers())};
  const PlainCredit plain = plain_credit(paths, {.half_life_seconds = half_life_seconds});
  std::vector<ComparedModel> models;
  std::vector<std::vector<std::int64_t>> units;
  for (const auto model : models_of(in)) {
    auto credited = credited_by(paths, plain, model);
    if (credited.omitted) {
      out.omitted.push_back({model, *credited.omitted});
      continue;
    }
    models.push_back(model);
    units.push_back(std::move(credited.units));
  }
  const std::vector<std::span<const std::int64_t>> spans(units.begin(), units.end());
  for (auto& found : compare_credit(spans)) {
    if (std::ssize(out.sources) == in.limit) break;
    out.sources.push_back(compared(built.referrers()[found.source], found, models));
  }
  const auto disagreed =
      compare_paths(paths, static_cast<std::size_t>(in.limit), half_life_seconds);
  out.leads_disagreed = static_cast<std::int64_t>(disagreed.count);
  for (auto& path : disagreed.paths) out.lead_ids.push_back(converted[path.path].id);
  return out;
}

}  // namespace onward
