// Two entries of a practice's directory that turn out to be one person, and back.
//
// A row that changes hands keeps whose it was: `merged_from_id` is the entry that it was made for,
// however often that was merged on, so that each merge can be undone by itself.
#include <algorithm>
#include <set>

#include "onward/rules/provider_merging.hpp"
#include "operations/attributions.hpp"
#include "operations/practice.hpp"
#include "operations/referral_counts.hpp"
#include "operations/referring_providers.hpp"
#include "operations/relationships.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

Refused shape_of(const std::string& because, bool is_one = false) {
  Shape shape;
  shape.require(!is_one, "/merged_id", "is the provider who stays");
  shape.named(because, "/because");
  return std::move(shape).refused();
}

Refused refuse_merge(const ReferringProvider& stays, const ReferringProvider& goes) {
  if (!stays.active)
    return refuse(Reason::referrer_inactive, "/referring_provider_id", "they are deactivated");
  const auto &one = stays.details.npi, &other = goes.details.npi;
  if (one.empty() || other.empty() || one == other) return std::nullopt;
  return refuse(Reason::providers_of_two_people, "/merged_id", "their NPIs differ");
}

// Somebody who stands, or stood, in the place of one who is parted from them: as they are, and
// without what they took over.
struct Above {
  ReferringProvider before{}, after{};
};
std::vector<Above> all_above(Context& c, const ReferringProvider& parted) {
  std::vector<Above> out;
  auto handed_on = parted.details_taken_over;
  for (auto id = parted.merged_into_id; id; id = out.back().after.merged_into_id) {
    auto above = c.tables.known<ReferringProvider>(id);
    auto& [before, after] = out.emplace_back(above, std::move(above));
    give_back_details(after.details, parted.details, handed_on);
    if (parted.office_id && after.office_id == parted.office_id) after.office_id = {};
    std::erase_if(handed_on, [&](const std::string& name) {
      return std::ranges::find(after.details_taken_over, name) == after.details_taken_over.end();
    });
  }
  return out;
}

// Once parted, nobody else has the NPI of the one who went.
Refused npi_is_taken(Context& c, const ReferringProvider& parted, const std::vector<Above>& above) {
  const std::string& npi = parted.details.npi;
  if (npi.empty()) return std::nullopt;
  const auto own = records_of_provider(c, parted);
  const auto gives_back = [&](const Above& a) { return a.after.details.npi != npi; };
  for (auto& other :
       c.tables.all<ReferringProvider>(by::referring_provider_npi, parted.organization_id, npi)) {
    if (std::ranges::find(own, other.id, &ReferringProvider::id) != own.end()) continue;
    const auto stood =
        std::ranges::find(above, other.id, [](const Above& a) { return a.before.id; });
    if (stood != above.end() && gives_back(*stood)) continue;
    return refuse(Reason::name_taken, "/referring_provider_id",
                  "another provider was given their NPI; it has to be taken from them first",
                  {{"referring_provider_id", standing_provider(c, other).id.value}});
  }
  return std::nullopt;
}

// Rows of one entry and of those merged into it before, on their way to another one or back.
class Moving {
 public:
  Moving(Context& c, ReferringProviderId from, ReferringProviderId to,
         const std::vector<ReferringProvider>& of)
      : c_(c), from_(from), to_(to) {
    for (auto& provider : of) of_.insert(provider.id);
  }

  RowsHandedOver run(const std::string& because) {
    RowsHandedOver out;
    std::set<LeadId> leads;
    out.touchpoints = move<Touchpoint>(by::touchpoint_provider, &Touchpoint::referring_provider_id,
                                       [&](const Touchpoint& touch) {
                                         if (!touch.voided_at) leads.insert(touch.lead_id);
                                       });
    out.contacts = move<ProviderContact>(by::provider_contact_provider,
                                         &ProviderContact::referring_provider_id);
    out.costs = move<RelationshipCost>(by::relationship_cost_provider,
                                       &RelationshipCost::referring_provider_id);
    out.specialist_referrals = move<SpecialistReferral>(by::specialist_referral_specialist,
                                                        &SpecialistReferral::specialist_id);
    for (const auto id : leads) out.attributions += share_anew(id, because);
    recount_referrals(c_, from_);
    recount_referrals(c_, to_);
    return out;
  }

 private:
  template <Kept T>
  std::int64_t move(
      const Index& index, ReferringProviderId T::* whose,
      FunctionRef<void(const T&)> each = [](const T&) {}) {
    std::int64_t moved = 0;
    for (auto& row : c_.tables.all<T>(index, from_)) {
      const ReferringProviderId made_for = row.merged_from_id ? row.merged_from_id : row.*whose;
      if (!of_.contains(made_for)) continue;
      row.*whose = to_;
      row.merged_from_id = made_for == to_ ? ReferringProviderId() : made_for;
      c_.tables.update(row);
      each(row);
      ++moved;
    }
    return moved;
  }

  // A conversion keeps its terms, and so its shares: what changes is whose they are.
  std::int64_t share_anew(LeadId id, const std::string& because) {
    auto lead = c_.tables.known<Lead>(id);
    if (lead.attribution_version == 0) return 0;
    finalize(c_, lead, terms_of(c_, standing_attribution(c_, lead)), because);
    return 1;
  }

  Context& c_;
  ReferringProviderId from_, to_;
  std::set<ReferringProviderId> of_{};
};

// Whoever was let in as the one who goes is let in as the one who stays by portal.grant alone.
void close_portal(ReferringProvider& provider) {
  provider.portal_staff_id = {};
  provider.details.portal_enabled = false;
}

// An office of the network is theirs under either entry. One that only the practice keeps stays
// with the referrals that were written to it.
bool answers_for_itself(Context& c, OrganizationId office) {
  return office && !c.tables.known<Organization>(office).represented_by_sender;
}

void keep_if_changed(Context& c, const ReferringProvider& before, ReferringProvider after) {
  if (differs(before, after)) keep_provider(c, after, &before);
}

}  // namespace

void hand_on(Context& c, ReferringProvider before, ReferringProvider after) {
  while (after.merged_into_id) {
    const auto above = c.tables.known<ReferringProvider>(after.merged_into_id);
    auto without = above;
    give_back_details(without.details, before.details, before.details_taken_over);
    after.details_taken_over = take_over_details(without.details, after.details);
    keep_if_changed(c, before, std::move(after));
    before = above;
    after = std::move(without);
  }
  keep_if_changed(c, before, std::move(after));
}

namespace {

ProvidersMerged answer(Context& c, ReferringProviderId stays, ReferringProviderId merged,
                       const RowsHandedOver& handed_over) {
  return {c.tables.known<ReferringProvider>(stays), c.tables.known<ReferringProvider>(merged),
          handed_over};
}

}  // namespace

Result<ProvidersMerged> merge_providers(Context& c, const MergeReferringProviders& in) {
  if (auto refused = shape_of(in.because, in.referring_provider_id == in.merged_id))
    return *std::move(refused);
  auto found = own_provider(c, in.referring_provider_id, "/referring_provider_id");
  if (!found) return found.refusal();
  auto other = own_provider(c, in.merged_id, "/merged_id");
  if (!other) return other.refusal();
  ReferringProvider &stays = found.value(), &goes = other.value();
  if (auto refused = has_changed(stays, in.revision)) return *std::move(refused);
  if (auto refused = refuse_merge(stays, goes)) return *std::move(refused);

  const auto records = records_of_provider(c, goes);
  const ReferringProvider before = goes, stayed = stays;
  goes.details_taken_over = take_over_details(stays.details, goes.details);
  goes.merged_into_id = stays.id;
  goes.merged_at = c.now;
  goes.merged_because = in.because;
  goes.standing = RelationshipStanding::none;
  goes.due_at = never;
  close_portal(goes);
  settle_alerts(c, goes);
  keep_provider(c, goes, &before);
  if (!stays.office_id && answers_for_itself(c, goes.office_id)) stays.office_id = goes.office_id;
  keep_if_changed(c, stayed, stays);
  const auto handed_over = Moving(c, goes.id, stays.id, records).run(in.because);
  return answer(c, stays.id, goes.id, handed_over);
}

Result<ProvidersMerged> unmerge_provider(Context& c, const UnmergeReferringProvider& in) {
  if (auto refused = shape_of(in.because)) return *std::move(refused);
  auto found = known_provider(c, in.referring_provider_id, "/referring_provider_id");
  if (!found) return found.refusal();
  ReferringProvider& parted = found.value();
  if (auto refused = has_changed(parted, in.revision)) return *std::move(refused);
  if (!parted.merged_into_id)
    return refuse(Reason::phase_forbids, "/referring_provider_id", "they were not merged");
  const auto above = all_above(c, parted);
  if (auto refused = npi_is_taken(c, parted, above)) return *std::move(refused);

  const ReferringProvider stays = standing_provider(c, parted);
  const auto records = records_of_provider(c, parted);
  const ReferringProvider before = parted;
  parted.merged_into_id = {};
  parted.merged_at = std::nullopt;
  parted.merged_because = in.because;
  parted.details_taken_over.clear();
  for (auto& [was, is] : above) keep_if_changed(c, was, is);
  keep_provider(c, parted, &before);
  const auto handed_over = Moving(c, stays.id, parted.id, records).run(in.because);
  return answer(c, stays.id, parted.id, handed_over);
}

std::vector<std::int64_t> Again<ProvidersMerged>::ids(const ProvidersMerged& m) {
  const RowsHandedOver& n = m.handed_over;
  return {m.provider.id.value, m.merged.id.value, n.touchpoints,         n.attributions,
          n.contacts,          n.costs,           n.specialist_referrals};
}

std::optional<ProvidersMerged> Again<ProvidersMerged>::load(Context& c,
                                                            std::span<const std::int64_t> ids) {
  if (ids.size() != 7) return std::nullopt;
  auto stays = known_provider(c, ReferringProviderId(ids[0]), {});
  auto merged = known_provider(c, ReferringProviderId(ids[1]), {});
  if (!stays || !merged) return std::nullopt;
  return ProvidersMerged{std::move(stays.value()),
                         std::move(merged.value()),
                         {.touchpoints = ids[2],
                          .attributions = ids[3],
                          .contacts = ids[4],
                          .costs = ids[5],
                          .specialist_referrals = ids[6]}};
}

}  // namespace onward
