// Who may be the person somebody describes, among those one may see.
#include "operations/client_matching.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "lists.hpp"
#include "onward/rules/match_keys.hpp"
#include "operations/access_grounds.hpp"
#include "operations/client_keys.hpp"
#include "operations/client_merging.hpp"
#include "operations/clients.hpp"
#include "operations/columns.hpp"
#include "operations/shape.hpp"
#include "operations/visibility.hpp"
#include "text.hpp"

namespace onward {

namespace {

constexpr std::int64_t candidates_max = 50;
constexpr double probability_min = 0.01;  // below it a candidate is noise
// The prior must not tell how many clients others have, so it is that of a county's
// (decisions/0013).
constexpr std::int64_t clients_supposed = 100'000;

MatchScore score_of(Context& c) {
  MatchWeights weights = weights_in_force(c);
  weights.prior = match_prior(clients_supposed);
  return MatchScore(weights);
}

constexpr Columns compared =
    columns<Client>({"id", "registered_by", "given_name", "family_name", "birth_date", "nhs_number",
                     "phone", "email", "postcode", "address", "locality"});
constexpr std::int64_t gap_max = 16;  // numbers that a client may be missing under, one by one

bool is_any_from(Context& c, std::int64_t id) {
  std::array<std::int64_t, gap_max> ids{};
  std::iota(ids.begin(), ids.end(), id);
  bool found = false;
  c.tables.transaction().get(Noun::client, ids, Columns{1}, [&](const void*) {
    found = true;
    return false;
  });
  return found;
}

// A client who may be the person, as far as they are shown.
struct Candidate {
  ClientId id{};
  MatchRecord record{};
};

// Nothing when the identity is not shown. What else is not shown is left out: no evidence speaks of
// it, and nobody is found by it.
std::optional<Candidate> candidate(Context& c, ClientId id, std::span<const std::string> wanted) {
  auto client = std::move(comparable_clients(c, {&id.value, 1}).at(0));
  const auto classes = classes_shown(c, client);
  if (!classes.has(DataClass::identity)) return std::nullopt;
  withhold(client.details, classes);
  Candidate out{id, match_record(client.details)};
  if (classes != all_classes) {
    const auto keys = match_keys(out.record);
    if (std::ranges::find_first_of(keys, wanted) == keys.end()) return std::nullopt;
  }
  return out;
}

// Who shares a key with many others cannot be told by it, so no more of them are read.
std::vector<Candidate> candidates(Context& c, const MatchRecord& wanted) {
  std::vector<Candidate> out;
  std::set<ClientId> looked_at;
  const auto keys = match_keys(wanted);
  for (const auto& key : keys) {
    std::size_t shown = 0;
    clients_found(c, key, [&](ClientId id) {
      if (!looked_at.insert(id).second) return true;
      if (auto found = candidate(c, id, keys)) {
        out.push_back(*std::move(found));
        ++shown;
      }
      return shown < match_key_rows_max;
    });
  }
  return out;
}

// Of several records of one person, as whom one meets them, the likeliest speaks.
std::vector<ClientMatch> shown_matches(Context& c, std::span<const MatchCandidate> ranked,
                                       const MatchScore& score, std::size_t limit) {
  std::vector<ClientMatch> out;
  std::set<ClientId> shown;
  for (auto& best : ranked) {
    if (out.size() == limit) break;
    const auto id = shown_as(c, best.id);
    if (!shown.insert(id).second) continue;
    auto client = c.tables.known<Client>(id);
    leave_shown(c, client, classes_shown(c, client));
    out.push_back({.client = std::move(client),
                   .probability = best.probability,
                   .evidence = score.evidence(best.comparison)});
  }
  return out;
}

}  // namespace

MatchRecord match_record(const ClientDetails& d) {
  MatchRecord out{.given_name = fold(d.given_name),
                  .family_name = fold(d.family_name),
                  .birth_date = d.birth_date,
                  .phone = d.phone,
                  .email = fold(d.email),
                  .postcode = fold(d.postcode),
                  .address_line = fold(d.address),
                  .locality = fold(d.locality)};
  if (!d.nhs_number.empty()) out.identifiers.push_back({"nhs", d.nhs_number});
  return made_comparable(std::move(out));
}

std::vector<Client> comparable_clients(Context& c, std::span<const std::int64_t> ids) {
  std::vector<Client> out;
  out.reserve(ids.size());
  c.tables.transaction().get(Noun::client, ids, compared, [&](const void* row) {
    out.push_back(*static_cast<const Client*>(row));
    return true;
  });
  return out;
}

std::vector<std::int64_t> sharing_a_key(Context& c, const MatchRecord& record) {
  std::vector<std::int64_t> out;
  for (const auto& key : match_keys(record)) {
    std::set<ClientId> found;
    all_clients_found(c, key, [&](ClientId id) {
      found.insert(id);
      return found.size() <= match_key_rows_max;
    });
    if (found.size() > match_key_rows_max) continue;
    for (const auto id : found) out.push_back(id.value);
  }
  sort_unique(out);
  return out;
}

std::int64_t last_client(Context& c) {
  std::int64_t last = 0, beyond = 1;
  for (; is_any_from(c, beyond); beyond *= 2) last = beyond;
  while (beyond - last > 1) {
    const auto middle = last + (beyond - last) / 2;
    (is_any_from(c, middle) ? last : beyond) = middle;
  }
  return last;
}

std::vector<ClientMatch> matches_of(Context& c, const ClientDetails& described, std::size_t limit) {
  const MatchRecord wanted = match_record(described);
  const auto found = candidates(c, wanted);
  std::vector<MatchStored> stored;
  stored.reserve(found.size());
  for (auto& one : found) stored.push_back({one.id.value, &one.record});
  const MatchScore score = score_of(c);
  const auto ranked = rank_candidates(wanted, stored, score, stored.size(), probability_min);
  return shown_matches(c, ranked, score, limit);
}

Result<ClientMatches> match_clients(Context& c, const MatchClient& in) {
  ClientDetails described{.given_name = in.given_name,
                          .family_name = in.family_name,
                          .birth_date = in.birth_date,
                          .email = in.email,
                          .phone = in.phone,
                          .postcode = in.postcode};
  Shape shape;
  shape.named(in.given_name, "/given_name");
  shape.named(in.family_name, "/family_name");
  shape.between(in.limit, 1, candidates_max, "/limit");
  described.nhs_number = shape.nhs_number(in.nhs_number, "/nhs_number");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  return ClientMatches{matches_of(c, described, static_cast<std::size_t>(in.limit))};
}

std::vector<std::int64_t> Again<ClientMatches>::ids(const ClientMatches& found) {
  std::vector<std::int64_t> out;
  out.reserve(found.matches.size());
  for (auto& match : found.matches) out.push_back(match.client.id.value);
  return out;
}

}  // namespace onward
