#include "onward/rules/match_clusters.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <queue>
#include <tuple>

namespace onward {

namespace {

constexpr double pair_bits_max = 20;
constexpr double bits_not_given = -pair_bits_max;

// What is known between two clusters.
struct Link {
  double bits = 0;  // the sum over the pairs that are given
  std::size_t pairs = 0;
};

// The two clusters that agree best come first. Versions tell a link that has changed since.
struct Join {
  double average = 0;
  std::size_t a = 0;
  std::size_t b = 0;
  std::uint64_t version = 0;
  friend bool operator<(const Join& left, const Join& right) {
    return std::tie(left.average, right.a, right.b) < std::tie(right.average, left.a, left.b);
  }
};

class Clustering {
 public:
  Clustering(std::size_t records, std::span<const MatchPair> pairs, double average_min)
      : average_min_(average_min),
        of_(records),
        members_(records),
        links_(records),
        versions_(records, 0) {
    for (std::size_t i = 0; i < records; ++i) {
      of_[i] = i;
      members_[i] = {i};
    }
    for (auto& pair : sorted(pairs)) {
      const double bits = std::clamp(pair.bits, -pair_bits_max, pair_bits_max);
      links_[pair.a].try_emplace(pair.b, Link{bits, 1});
      links_[pair.b].try_emplace(pair.a, Link{bits, 1});
    }
    for (std::size_t a = 0; a < records; ++a)
      for (auto& [b, link] : links_[a])
        if (a < b) consider(a, b);
  }

  std::vector<std::size_t> run() && {
    while (!joins_.empty()) {
      const Join best = joins_.top();
      joins_.pop();
      if (best.version == versions_[best.a] + versions_[best.b] && is_alive(best.a) &&
          is_alive(best.b))
        join(best.a, best.b);
    }
    return std::move(of_);
  }

 private:
  // The larger figure of a pair comes first, so that it is the one that is kept.
  std::vector<MatchPair> sorted(std::span<const MatchPair> pairs) const {
    std::vector<MatchPair> out;
    for (auto& [a, b, bits] : pairs)
      if (a != b && std::max(a, b) < of_.size() && !std::isnan(bits))
        out.push_back({std::min(a, b), std::max(a, b), bits});
    std::ranges::sort(out, [](const MatchPair& x, const MatchPair& y) {
      return std::tie(x.a, x.b, y.bits) < std::tie(y.a, y.b, x.bits);
    });
    return out;
  }

  bool is_alive(std::size_t cluster) const { return !members_[cluster].empty(); }

  void consider(std::size_t a, std::size_t b) {
    const Link& link = links_[a].at(b);
    const auto all = members_[a].size() * members_[b].size();
    const double average = (link.bits + static_cast<double>(all - link.pairs) * bits_not_given) /
                           static_cast<double>(all);
    if (average >= average_min_)
      joins_.push({average, std::min(a, b), std::max(a, b), versions_[a] + versions_[b]});
  }

  // The smaller place stays.
  void join(std::size_t kept, std::size_t gone) {
    for (const auto record : members_[gone]) of_[record] = kept;
    members_[kept].insert(members_[kept].end(), members_[gone].begin(), members_[gone].end());
    members_[gone].clear();
    links_[kept].erase(gone);
    links_[gone].erase(kept);
    for (auto& [other, link] : links_[gone]) {
      links_[other].erase(gone);
      for (auto* sum : {&links_[kept][other], &links_[other][kept]}) {
        sum->bits += link.bits;
        sum->pairs += link.pairs;
      }
    }
    links_[gone].clear();
    ++versions_[kept];
    for (auto& [other, link] : links_[kept]) consider(kept, other);
  }

  double average_min_;
  std::vector<std::size_t> of_;
  std::vector<std::vector<std::size_t>> members_;
  std::vector<std::map<std::size_t, Link>> links_;
  std::vector<std::uint64_t> versions_;
  std::priority_queue<Join> joins_;
};

}  // namespace

std::vector<std::size_t> match_clusters(std::size_t records, std::span<const MatchPair> pairs,
                                        double average_bits_min) {
  return Clustering(records, pairs, average_bits_min).run();
}

}  // namespace onward
