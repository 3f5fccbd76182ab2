#include "onward/rules/match_clusters.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <queue>
#include <tuple>

namespace onward {

namespace {

constexpr double pair_bits_max = 20;
constexpr double apart = -std::numeric_limits<double>::infinity();

// The two clusters that agree best come first. Their versions tell when it is out of date.
struct Join {
  double average = 0;
  std::size_t a = 0;
  std::size_t b = 0;
  std::uint64_t versions = 0;
  friend bool operator<(const Join& left, const Join& right) {
    return std::tie(left.average, right.a, right.b) < std::tie(right.average, left.a, left.b);
  }
};

// A cluster is called by the smallest place in it.
class Clustering {
 public:
  Clustering(std::size_t records, MatchBits bits, double average_min)
      : bits_(bits),
        average_min_(average_min),
        members_(records),
        sums_(records),
        versions_(records, 0) {
    for (std::size_t i = 0; i < records; ++i) members_[i] = {i};
  }

  void connect(std::size_t a, std::size_t b) {
    if (a == b || std::max(a, b) >= members_.size() || sums_[a].contains(b)) return;
    sums_[a][b] = sums_[b][a] = bits_between(a, b);
    consider(a, b);
  }

  std::vector<std::size_t> run() {
    while (!joins_.empty()) {
      const Join best = joins_.top();
      joins_.pop();
      if (sums_[best.a].contains(best.b) && best.versions == versions_[best.a] + versions_[best.b])
        join(best.a, best.b);
    }
    std::vector<std::size_t> out(members_.size());
    for (std::size_t cluster = 0; cluster < members_.size(); ++cluster)
      for (const auto record : members_[cluster]) out[record] = cluster;
    return out;
  }

 private:
  double bits_of(std::size_t a, std::size_t b) const {
    const double bits = bits_(std::min(a, b), std::max(a, b));
    if (bits == apart) return apart;
    return bits >= -pair_bits_max ? std::min(bits, pair_bits_max) : -pair_bits_max;
  }

  double bits_between(std::size_t one, std::size_t other) const {
    double sum = 0;
    for (const auto a : members_[one])
      for (const auto b : members_[other]) sum += bits_of(a, b);
    return sum;
  }

  void consider(std::size_t a, std::size_t b) {
    const auto pairs = members_[a].size() * members_[b].size();
    const double average = sums_[a].at(b) / static_cast<double>(pairs);
    if (average >= average_min_ && average != apart)
      joins_.push({average, std::min(a, b), std::max(a, b), versions_[a] + versions_[b]});
  }

  // Sums to clusters that only one of the two was connected with are completed.
  void join(std::size_t kept, std::size_t gone) {
    sums_[kept].erase(gone);
    sums_[gone].erase(kept);
    for (auto& [other, sum] : sums_[kept])
      if (!sums_[gone].contains(other)) sum += bits_between(gone, other);
    for (auto& [other, sum] : sums_[gone]) {
      const auto found = sums_[kept].find(other);
      sums_[kept][other] =
          sum + (found != sums_[kept].end() ? found->second : bits_between(kept, other));
      sums_[other].erase(gone);
    }
    sums_[gone].clear();
    members_[kept].insert(members_[kept].end(), members_[gone].begin(), members_[gone].end());
    members_[gone].clear();
    ++versions_[kept];
    for (auto& [other, sum] : sums_[kept]) {
      sums_[other][kept] = sum;
      consider(kept, other);
    }
  }

  MatchBits bits_;
  double average_min_;
  std::vector<std::vector<std::size_t>> members_;      // empty: joined to a smaller one
  std::vector<std::map<std::size_t, double>> sums_;    // of bits, to each connected cluster
  std::vector<std::uint64_t> versions_;
  std::priority_queue<Join> joins_;
};

}  // namespace

std::vector<std::size_t> match_clusters(std::size_t records, std::span<const MatchPair> candidates,
                                        MatchBits bits, double average_bits_min) {
  Clustering clustering(records, bits, average_bits_min);
  for (auto& [a, b] : candidates) clustering.connect(a, b);
  return clustering.run();
}

}  // namespace onward
