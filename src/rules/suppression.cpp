#include "onward/rules/suppression.hpp"

#include <algorithm>
#include <limits>
#include <queue>

namespace onward {

namespace {

constexpr std::int64_t sum_max = (std::int64_t{1} << 53) - 1;
constexpr std::int64_t cost_max = std::int64_t{1} << 40;  // a million of them can be summed up
// So many hidden cells are looked at again, whether each is still needed: it takes their square.
constexpr std::size_t reviewed_max = 200;

bool is_table(const CountTable& table) {
  const std::size_t groups = table.part_of.size();
  if (table.columns == 0 || groups > table.counts.size()) return false;
  if (table.counts.size() % table.columns != 0 || table.counts.size() / table.columns != groups)
    return false;
  return std::ranges::all_of(table.part_of, [&](auto whole) { return whole < groups; });
}

// Parts before what they are part of; fewer than there are groups when some form a circle.
std::vector<std::uint32_t> parts_first(std::span<const std::uint32_t> part_of,
                                       std::vector<std::uint32_t> parts_left) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t group = 0; group < part_of.size(); ++group)
    if (parts_left[group] == 0) out.push_back(group);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto whole = part_of[out[i]];
    if (whole != out[i] && --parts_left[whole] == 0) out.push_back(whole);
  }
  return out;
}

// A table as a network: each sum is a node, each cell an arc between the two sums it stands in, and
// whatever a reader may imagine instead of the hidden counts is a circulation through their arcs.
// It may add to an arc without limit, and take from it as much as it has. A cell that stands in one
// sum ends on the ground. The sum over columns of a group with parts follows from those of its
// parts, and is left out: with it a cell would stand in three.
class Network {
 public:
  Network(std::span<const std::uint32_t> part_of, const std::vector<std::uint32_t>& parts,
          const SuppressedTable& table, SuppressionWork& work)
      : work_(work), arcs_(table.cells.size()) {
    std::vector<std::uint32_t> first_node(table.groups);
    std::uint32_t nodes = 1;
    for (std::size_t group = 0; group < table.groups; ++group) {
      first_node[group] = nodes;
      nodes += static_cast<std::uint32_t>(parts[group] > 0 ? table.width : table.width > 1);
    }
    arcs_of_.resize(nodes);
    hidden_of_.resize(nodes);
    reached_.resize(nodes);
    is_met_.resize(nodes);
    const auto node_of = [&](std::size_t group, std::size_t column) -> std::uint32_t {
      if (parts[group] > 0) return first_node[group] + static_cast<std::uint32_t>(column);
      return table.width > 1 ? first_node[group] : 0;
    };
    for (std::size_t group = 0; group < table.groups; ++group)
      for (std::size_t column = 0; column < table.width; ++column) {
        const auto place = static_cast<std::uint32_t>(group * table.width + column);
        const auto whole = part_of[group];
        Arc arc{node_of(group, column), whole == group ? 0 : node_of(whole, column),
                table.cells[place].count};
        // The total over columns stands on the other side of its sum.
        if (table.width > 1 && column + 1 == table.width) std::swap(arc.from, arc.to);
        arcs_[place] = arc;
        arcs_of_[arc.from].push_back(place);
        arcs_of_[arc.to].push_back(place);
      }
  }

  void hide(std::uint32_t place) {
    hidden_of_[arcs_[place].from].push_back(place);
    hidden_of_[arcs_[place].to].push_back(place);
  }
  void show(std::uint32_t place) {
    std::erase(hidden_of_[arcs_[place].from], place);
    std::erase(hidden_of_[arcs_[place].to], place);
  }

  // Then nothing that is answered holds.
  bool is_given_up() const { return work_.steps_left <= 0; }

  // Whether a reader cannot tell this hidden count to within a range of less than `width`.
  bool is_vague(std::uint32_t place, std::int64_t width) {
    const auto& arc = arcs_[place];
    if (arc.from == arc.to) return true;  // in no sum at all
    const auto up = pushed(place, arc.to, arc.from, width);
    if (up >= width) return true;
    return up + pushed(place, arc.from, arc.to, std::min(arc.count, width - up)) >= width;
  }

  // The cheapest way round through this cell on which all cells can be moved by `amount`; costs are
  // of cells that are not hidden yet, below 0 for those that must not be.
  std::vector<std::uint32_t> cheapest_round(std::uint32_t place, std::int64_t amount,
                                            const std::vector<std::int64_t>& costs) {
    const auto& wanted = arcs_[place];
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> next;
    std::vector<std::uint32_t> touched{wanted.to};
    reached_[wanted.to] = {{0, 0}, place};
    next.push({{0, 0}, wanted.to});
    while (!next.empty()) {
      const auto [cost, node] = next.top();
      next.pop();
      if (node == wanted.from) break;
      if (cost > reached_[node].cost) continue;
      work_.steps_left -= std::ssize(arcs_of_[node]);
      for (const auto other : arcs_of_[node]) {
        const auto& arc = arcs_[other];
        if (other == place || costs[other] < 0 || (arc.from != node && arc.count < amount))
          continue;
        const auto to = arc.from == node ? arc.to : arc.from;
        const Cost sum{cost.hidden + costs[other], cost.steps + 1};
        if (sum < reached_[to].cost) {
          reached_[to] = {sum, other};
          touched.push_back(to);
          next.push({sum, to});
        }
      }
    }
    // Without the sum of all there may be none; with it there is the cell with its totals, and
    // theirs, all raised together.
    std::vector<std::uint32_t> out;
    const bool is_found = reached_[wanted.from].cost < Cost{};
    for (auto node = wanted.from; is_found && node != wanted.to;) {
      const auto over = reached_[node].over;
      out.push_back(over);
      node = arcs_[over].from == node ? arcs_[over].to : arcs_[over].from;
    }
    for (const auto node : touched) reached_[node] = {};
    return out;
  }

 private:
  struct Arc {
    std::uint32_t from = 0, to = 0;
    std::int64_t count = 0;
  };
  struct Cost {
    std::int64_t hidden = std::numeric_limits<std::int64_t>::max(), steps = 0;
    friend auto operator<=>(const Cost&, const Cost&) = default;
  };
  struct Reached {
    Cost cost{};
    std::uint32_t over = 0;
  };
  struct Candidate {
    Cost cost{};
    std::uint32_t node = 0;
    friend auto operator<=>(const Candidate&, const Candidate&) = default;
  };

  // How much of `wanted` can go from one node to another through hidden cells but this one.
  std::int64_t pushed(std::uint32_t but, std::uint32_t from, std::uint32_t to,
                      std::int64_t wanted) {
    std::int64_t done = 0;
    std::vector<std::pair<std::uint32_t, std::int64_t>> moved;
    while (done < wanted) {
      const auto path = hidden_path(but, from, to);
      if (path.empty()) break;
      std::int64_t amount = wanted - done;
      for (const auto& leg : path)
        if (!leg.is_forward) amount = std::min(amount, arcs_[leg.place].count);
      for (const auto& leg : path) {
        moved.emplace_back(leg.place, leg.is_forward ? amount : -amount);
        arcs_[leg.place].count += moved.back().second;
      }
      done += amount;
    }
    for (const auto& [place, by] : moved) arcs_[place].count -= by;
    return done;
  }

  struct Leg {
    std::uint32_t place = 0;
    bool is_forward = true;
  };
  struct Seeking {
    std::uint32_t node = 0;
    std::uint32_t over = 0;  // the cell that led there
    std::size_t next = 0;  // of its hidden cells, the one to look at next
  };
  // Any path will do, so it is looked for from the side with fewer hidden cells and in depth: sums
  // have thousands of cells, and a group has few.
  std::vector<Leg> hidden_path(std::uint32_t but, std::uint32_t from, std::uint32_t to) {
    const bool is_back = hidden_of_[to].size() < hidden_of_[from].size();
    const auto start = is_back ? to : from, goal = is_back ? from : to;
    std::vector<Seeking> way{{start, nowhere, 0}};
    std::vector<std::uint32_t> met{start};
    is_met_[start] = true;
    while (!way.empty() && way.back().node != goal) {
      if (--work_.steps_left <= 0) way.clear();
      if (way.empty()) break;
      auto& at = way.back();
      const auto& hidden = hidden_of_[at.node];
      if (at.next == hidden.size()) {
        way.pop_back();
        continue;
      }
      const auto place = hidden[at.next++];
      const auto& arc = arcs_[place];
      const auto end = arc.from == at.node ? arc.to : arc.from;
      const bool is_forward = (arc.from == at.node) != is_back;
      if (place == but || is_met_[end] || (!is_forward && arc.count == 0)) continue;
      is_met_[end] = true;
      met.push_back(end);
      way.push_back({end, place, 0});
    }
    for (const auto node : met) is_met_[node] = false;
    std::vector<Leg> out;
    for (std::size_t i = 1; i < way.size(); ++i)
      out.push_back({way[i].over, (arcs_[way[i].over].to == way[i].node) != is_back});
    return out;
  }

  SuppressionWork& work_;
  std::vector<Arc> arcs_;
  std::vector<std::vector<std::uint32_t>> arcs_of_{}, hidden_of_{};  // of each node
  // Of each node, and blank between two searches, which touch few of them.
  static constexpr auto nowhere = std::numeric_limits<std::uint32_t>::max();
  std::vector<Reached> reached_{};
  std::vector<bool> is_met_{};
};

bool sum_up(SuppressedTable& table, const CountTable& in, const std::vector<std::uint32_t>& parts,
            const std::vector<std::uint32_t>& order) {
  for (const auto group : order) {
    auto* const row = &table.cells[group * table.width];
    std::int64_t total = 0;
    for (std::size_t column = 0; column < in.columns; ++column) {
      if (parts[group] == 0) row[column].count = in.counts[group * in.columns + column];
      const auto count = row[column].count;
      if (count < 0 || count > sum_max - total) return false;
      total += count;
    }
    if (table.width > 1) row[in.columns].count = total;
    const auto whole = in.part_of[group];
    if (whole == group) continue;
    for (std::size_t column = 0; column < in.columns; ++column) {
      auto& sum = table.cells[whole * table.width + column].count;
      if (row[column].count > sum_max - sum) return false;
      sum += row[column].count;
    }
  }
  return true;
}

// Where the sum of all stands, when it must: of the one group that all others are part of.
std::optional<std::size_t> total_of(const CountTable& in, const SuppressionRule& rule) {
  if (!rule.total_is_known || in.part_of.size() < 2) return std::nullopt;
  const auto is_whole = [&](std::size_t group) { return in.part_of[group] == group; };
  std::optional<std::size_t> root;
  for (std::size_t group = 0; group < in.part_of.size(); ++group) {
    if (!is_whole(group)) continue;
    if (root) return std::nullopt;  // of several there is no sum
    root = group;
  }
  const std::size_t width = in.columns > 1 ? in.columns + 1 : in.columns;
  return root ? std::optional(*root * width + width - 1) : std::nullopt;
}

class Hiding {
 public:
  // `total` is the place of the sum of all.
  Hiding(SuppressedTable& table, Network& network, const SuppressionRule& rule,
         std::optional<std::size_t> total)
      : table_(table), network_(network), rule_(rule) {
    for (auto& cell : table_.cells) {
      const std::size_t place = costs_.size();
      const bool stays =
          (cell.count == 0 && !rule_.hides_zeros) || (place == total && cell.count >= rule_.below);
      costs_.push_back(stays ? -1 : std::min(cell.count, cost_max - 1) + 1);
      if (cell.count < rule_.below && !stays) hide(place, CellState::small);
    }
  }

  // False: there is no way to.
  bool protect() {
    for (std::size_t i = 0, small = hidden_.size(); i < small && !network_.is_given_up(); ++i)
      if (!network_.is_vague(hidden_[i], rule_.below)) {
        const auto round = network_.cheapest_round(hidden_[i], rule_.below, costs_);
        if (round.empty()) return false;
        for (const auto place : round)
          if (table_.cells[place].state == CellState::shown)
            hide(place, CellState::protects_others);
      }
    return true;
  }

  // What was hidden early may not be needed any more for what was hidden later.
  void review() {
    if (hidden_.size() > reviewed_max) return;
    auto protecting = hidden_;
    std::erase_if(protecting,
                  [&](auto place) { return table_.cells[place].state == CellState::small; });
    std::ranges::sort(protecting, [&](auto a, auto b) {
      return std::pair(table_.cells[b].count, b) < std::pair(table_.cells[a].count, a);
    });
    for (const auto place : protecting) {
      if (network_.is_given_up()) return;
      network_.show(place);
      std::erase(hidden_, place);
      if (std::ranges::all_of(hidden_, [&](auto h) { return network_.is_vague(h, rule_.below); })) {
        table_.cells[place].state = CellState::shown;
      } else {
        network_.hide(place);
        hidden_.push_back(place);
      }
    }
  }

 private:
  void hide(std::size_t place, CellState why) {
    table_.cells[place].state = why;
    hidden_.push_back(static_cast<std::uint32_t>(place));
    network_.hide(hidden_.back());
    costs_[place] = 0;
  }

  SuppressedTable& table_;
  Network& network_;
  SuppressionRule rule_;
  std::vector<std::int64_t> costs_{};
  std::vector<std::uint32_t> hidden_{};
};

}  // namespace

std::optional<SuppressedTable> suppressed(const CountTable& in, const SuppressionRule& rule) {
  SuppressionWork work{.steps_left = std::numeric_limits<std::int64_t>::max()};
  return suppressed(in, rule, work);
}

std::optional<SuppressedTable> suppressed(const CountTable& in, const SuppressionRule& rule,
                                          SuppressionWork& work) {
  if (!is_table(in)) return std::nullopt;
  SuppressedTable out{.groups = in.part_of.size(),
                      .width = in.columns > 1 ? in.columns + 1 : in.columns};
  out.cells.resize(out.groups * out.width);
  std::vector<std::uint32_t> parts(out.groups);
  for (std::size_t group = 0; group < out.groups; ++group)
    if (in.part_of[group] != group) ++parts[in.part_of[group]];
  const auto order = parts_first(in.part_of, parts);
  if (order.size() != out.groups || !sum_up(out, in, parts, order)) return std::nullopt;
  if (rule.below <= 0) return out;
  Network network(in.part_of, parts, out, work);
  Hiding hiding(out, network, rule, total_of(in, rule));
  if (!hiding.protect()) return std::nullopt;
  hiding.review();
  if (network.is_given_up()) return std::nullopt;
  return out;
}

}  // namespace onward
