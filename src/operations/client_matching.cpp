// Who may be the person somebody describes, among those one may see.
#include <algorithm>
#include <map>
#include <set>

#include "onward/rules/match_keys.hpp"
#include "operations/access_grounds.hpp"
#include "operations/clients.hpp"
#include "operations/paging.hpp"
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

const MatchScore& score() {
  static const MatchScore made = [] {
    MatchWeights weights = match_weights_default();
    weights.prior = match_prior(clients_supposed);
    return MatchScore(weights);
  }();
  return made;
}

MatchRecord record_of(const ClientDetails& d) {
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

// Without what is not shown, so that no evidence speaks of it.
std::optional<Client> candidate(Context& c, ClientId id) {
  auto client = c.tables.known<Client>(id);
  const auto classes = classes_shown(c, client);
  if (!classes.has(DataClass::identity)) return std::nullopt;
  withhold(client.details, classes);
  return client;
}

// Clients whose identity is shown and that share a key with what is wanted. Who shares a key with
// many others cannot be told by it, so no more of them are read.
std::map<std::int64_t, Client> candidates(Context& c, const MatchRecord& wanted) {
  std::map<std::int64_t, Client> out;
  std::set<ClientId> looked_at;
  for (const auto& key : match_keys(wanted)) {
    std::size_t shown = 0;
    std::int64_t visited = 0;
    c.tables.scan<ClientKey>(
        by::client_key,
        [&](const ClientKey& row) {
          if (looked_at.insert(row.client_id).second)
            if (auto found = candidate(c, row.client_id)) {
              out.emplace(row.client_id.value, *std::move(found));
              ++shown;
            }
          return shown < match_key_rows_max && ++visited < page_visits_max;
        },
        key);
  }
  return out;
}

}  // namespace

void write_match_keys(Context& c, const Client& client, const Client* before) {
  const auto keys = match_keys(record_of(client.details));
  const auto old = before ? match_keys(record_of(before->details)) : std::vector<std::string>();
  for (const auto& key : old)
    if (!std::ranges::binary_search(keys, key))
      if (const auto row = c.tables.first<ClientKey>(by::client_key, key, client.id))
        c.tables.erase(*row);
  for (const auto& key : keys)
    if (!std::ranges::binary_search(old, key)) {
      ClientKey row{.key = key, .client_id = client.id};
      c.tables.insert(row);
    }
}

std::vector<ClientMatch> matches_of(Context& c, const ClientDetails& described, std::size_t limit) {
  const MatchRecord wanted = record_of(described);
  const auto found = candidates(c, wanted);
  std::vector<MatchRecord> records;
  std::vector<MatchStored> stored;
  records.reserve(found.size());
  stored.reserve(found.size());
  for (auto& [id, client] : found)
    stored.push_back({id, &records.emplace_back(record_of(client.details))});
  std::vector<ClientMatch> out;
  for (auto& best : rank_candidates(wanted, stored, score(), limit, probability_min))
    out.push_back({.client = found.at(best.id),
                   .probability = best.probability,
                   .evidence = score().evidence(best.comparison)});
  return out;
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
