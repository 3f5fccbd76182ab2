#include "operations/client_duplicates.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "onward/rules/match_clusters.hpp"
#include "onward/rules/match_keys.hpp"
#include "operations/client_matching.hpp"
#include "operations/client_merging.hpp"
#include "operations/paging.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

constexpr std::size_t cluster_clients_max = 200;  // connected ones that are looked at together
constexpr std::int64_t gap_max = 64;              // numbers in a row that may be missing
constexpr double apart = -std::numeric_limits<double>::infinity();
constexpr double said_bits = 20;  // that somebody said so

// How a cursor says where the search goes on: after a client.
constexpr Index by_number{Noun::client, "client_number", {&rows<Client>[0]}, 1, false};

// A client and all that is known of who they may be.
struct Known {
  MatchRecord record{};
  std::vector<LinkTold> links{};  // of any record that was merged into it, with any other
  std::vector<ClientId> records{};
};

using Cluster = std::vector<ClientId>;

// Clusters of the clients that can be reached from one, over pairs that may be one person.
class Search {
 public:
  explicit Search(Context& c) : c_(c), score_(weights_in_force(c)) {}

  // The cluster in which a client is; itself alone is none.
  Cluster cluster_of(ClientId id) {
    if (const auto done = clusters_.find(id); done != clusters_.end()) return done->second;
    const auto members = reached_from(id);
    const bool is_whole = members.size() < cluster_clients_max;
    auto clusters = clustered(members);
    if (!is_whole) return clusters.at(id);
    clusters_.merge(clusters);
    return clusters_.at(id);
  }

  ClientCluster told(const Cluster& cluster) {
    ClientCluster out;
    for (std::size_t b = 0; b < cluster.size(); ++b) {
      out.clients.push_back(c_.tables.known<Client>(cluster[b]));
      for (std::size_t a = 0; a < b; ++a) out.pairs.push_back(pair(cluster[a], cluster[b]));
    }
    return out;
  }

 private:
  const Known& known(ClientId id) {
    const auto [at, is_new] = known_.try_emplace(id);
    if (!is_new) return at->second;
    for (auto& client : comparable_clients(c_, {&id.value, 1}))
      at->second = {match_record(client.details), links_of(c_, id), records_of_person(c_, id)};
    return at->second;
  }

  std::optional<ClientLinkKind> said(ClientId a, ClientId b) {
    const auto& records = known(b).records;
    for (auto& link : known(a).links)
      if (std::ranges::find(records, link.other) != records.end()) return link.kind;
    return std::nullopt;
  }

  double bits(ClientId a, ClientId b) {
    if (const auto link = said(a, b)) return *link == ClientLinkKind::different ? apart : said_bits;
    return score_.bits(compare(known(a).record, known(b).record));
  }

  // Those that may be this one, as far as a pair says.
  std::vector<ClientId> like(ClientId id) {
    std::vector<std::int64_t> others = sharing_a_key(c_, known(id).record);
    for (auto& link : known(id).links) others.push_back(shown_as(c_, link.other).value);
    std::vector<ClientId> out;
    for (const auto other : others)
      if (other != id.value && bits(id, other) >= match_cluster_bits_min &&
          !standing_merge(c_, other))
        out.emplace_back(other);
    return out;
  }

  std::vector<ClientId> reached_from(ClientId id) {
    std::vector<ClientId> out{id};
    std::set<ClientId> seen{id};
    for (std::size_t i = 0; i < out.size(); ++i)
      for (const auto other : like_[out[i]] = like(out[i])) {
        if (out.size() == cluster_clients_max) break;
        if (seen.insert(other).second) out.push_back(other);
      }
    std::ranges::sort(out);
    return out;
  }

  std::map<ClientId, Cluster> clustered(const std::vector<ClientId>& members) {
    std::vector<MatchPair> candidates;
    for (std::size_t a = 0; a < members.size(); ++a)
      for (const auto other : like_[members[a]]) {
        const auto b = std::ranges::lower_bound(members, other);
        if (b != members.end() && *b == other)
          candidates.push_back({a, static_cast<std::size_t>(b - members.begin())});
      }
    const auto first_of =
        match_clusters(members.size(), candidates,
                       [&](std::size_t a, std::size_t b) { return bits(members[a], members[b]); });
    std::vector<Cluster> by_first(members.size());
    for (std::size_t i = 0; i < members.size(); ++i) by_first[first_of[i]].push_back(members[i]);
    std::map<ClientId, Cluster> out;
    for (std::size_t i = 0; i < members.size(); ++i) out[members[i]] = by_first[first_of[i]];
    return out;
  }

  DuplicatePair pair(ClientId a, ClientId b) {
    const auto comparison = compare(known(a).record, known(b).record);
    return {.first_id = a,
            .second_id = b,
            .probability = match_probability(score_.bits(comparison)),
            .evidence = score_.evidence(comparison),
            .link = said(a, b)};
  }

  Context& c_;
  MatchScore score_;
  std::map<ClientId, Known> known_;
  std::map<ClientId, std::vector<ClientId>> like_;
  std::map<ClientId, Cluster> clusters_;  // of each client whose neighbours were all looked at
};

// Numbers from one on that clients have; fewer than asked for only at the end.
std::vector<std::int64_t> numbers_from(Context& c, std::int64_t first, std::int64_t limit) {
  std::vector<std::int64_t> asked(static_cast<std::size_t>(std::max(limit, gap_max)));
  std::iota(asked.begin(), asked.end(), first);
  std::vector<std::int64_t> out;
  c.tables.transaction().get(Noun::client, asked, Columns{1}, [&](const void* row) {
    out.push_back(static_cast<const Client*>(row)->id.value);
    return std::ssize(out) < limit;
  });
  return out;
}

// That of one client, or of the survivor of one that was merged away.
Result<ClientClusters> cluster_of_one(Context& c, ClientId id) {
  if (!c.tables.get<Client>(id)) return not_found("/client_id");
  Search search(c);
  ClientClusters out;
  const auto cluster = search.cluster_of(shown_as(c, id));
  if (cluster.size() > 1) out.clusters.push_back(search.told(cluster));
  return out;
}

}  // namespace

Result<ClientClusters> find_duplicates(Context& c, const FindDuplicates& in) {
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  const auto paging =
      Paging::from({.name = "client.deduplicate", .index = &by_number}, in.limit, in.cursor);
  if (!paging) return paging.refusal();
  if (in.client_id) return cluster_of_one(c, in.client_id);
  const auto& after = paging.value().after();
  const auto first = after ? after->id + 1 : 1;
  const auto numbers = numbers_from(c, first, in.limit);
  Search search(c);
  ClientClusters out;
  for (const ClientId id : numbers) {
    if (c.host.cancelled()) throw Cancelled{};
    if (standing_merge(c, id)) continue;
    const auto cluster = search.cluster_of(id);
    if (cluster.size() > 1 && cluster.front() == id) out.clusters.push_back(search.told(cluster));
  }
  if (!numbers.empty())
    out.cursor = paging.value().cursor_at({{Cell(numbers.back())}, numbers.back()});
  return out;
}

std::vector<std::int64_t> Again<ClientClusters>::ids(const ClientClusters& found) {
  std::vector<std::int64_t> out;
  for (auto& cluster : found.clusters)
    for (auto& client : cluster.clients) out.push_back(client.id.value);
  return out;
}

}  // namespace onward
