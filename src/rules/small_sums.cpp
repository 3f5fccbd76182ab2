#include "rules/small_sums.hpp"

#include <algorithm>

namespace onward {

namespace {

// Sums of parts are compared by numbers modulo a prime, which are exact.
constexpr std::int64_t prime = (std::int64_t{1} << 31) - 1;
using Row = std::vector<std::int64_t>;

std::int64_t inverse(std::int64_t of) {
  std::int64_t out = 1;
  for (std::int64_t by = of, left = prime - 2; left > 0; left /= 2, by = by * by % prime)
    if (left % 2 == 1) out = out * by % prime;
  return out;
}

// Rows that begin at different places.
class Echelon {
 public:
  void add(Row row) {
    reduce(row);
    const auto at = std::ranges::find_if(row, [](auto x) { return x != 0; });
    if (at == row.end()) return;  // it follows from those before
    const auto by = inverse(*at);
    for (auto& x : row) x = x * by % prime;
    rows_.emplace_back(static_cast<std::size_t>(at - row.begin()), std::move(row));
  }
  bool has(Row row) const {
    reduce(row);
    return std::ranges::all_of(row, [](auto x) { return x == 0; });
  }
  std::size_t rank() const { return rows_.size(); }
  // Those that begin at a place or behind it.
  std::vector<Row> from(std::size_t place) const {
    std::vector<Row> out;
    for (auto& [first, row] : rows_)
      if (first >= place) out.push_back(row);
    return out;
  }

 private:
  void reduce(Row& row) const {
    for (bool is_reduced = true; is_reduced;) {
      is_reduced = false;
      for (auto& [first, known] : rows_)
        if (const auto by = row[first]; by != 0) {
          for (std::size_t i = first; i < row.size(); ++i)
            row[i] = (row[i] + (prime - by) * known[i]) % prime;
          is_reduced = true;
        }
    }
  }
  std::vector<std::pair<std::size_t, Row>> rows_{};
};

// Goes through sets of parts that are few together, and finds those in which no other one is.
class Search {
 public:
  Search(const Echelon& known, std::span<const std::int64_t> counts, std::int64_t below)
      : known_(known), counts_(counts), below_(below), row_(counts.size()) {}

  std::optional<std::vector<PartSet>> run() && {
    choose(0, 0);
    if (steps_left_ <= 0) return std::nullopt;
    std::ranges::sort(found_, [](const PartSet& a, const PartSet& b) {
      return a.size() != b.size() ? a.size() < b.size() : a < b;
    });
    std::vector<PartSet> out;
    for (auto& set : found_)
      if (std::ranges::none_of(out, [&](auto& less) { return std::ranges::includes(set, less); }))
        out.push_back(std::move(set));
    return out;
  }

 private:
  void choose(std::size_t from, std::int64_t sum) {
    for (std::size_t i = from; i < counts_.size() && --steps_left_ > 0; ++i) {
      if (sum + counts_[i] >= below_) continue;
      row_[i] = 1;
      chosen_.push_back(static_cast<std::uint32_t>(i));
      if (known_.has(row_))
        found_.push_back(chosen_);
      else
        choose(i + 1, sum + counts_[i]);
      chosen_.pop_back();
      row_[i] = 0;
    }
  }

  const Echelon& known_;
  std::span<const std::int64_t> counts_;
  std::int64_t below_;
  std::int64_t steps_left_ = 20'000;
  Row row_;
  PartSet chosen_{};
  std::vector<PartSet> found_{};
};

}  // namespace

std::optional<std::vector<PartSet>> small_sums(const ToldSums& in, std::int64_t below) {
  // What is told of parts that are many is taken away first: what is left is of the few.
  std::vector<std::uint32_t> few;
  std::vector<std::size_t> place(in.counts.size());
  std::size_t many = 0;
  for (auto count : in.counts) many += count >= below ? 1 : 0;
  for (std::size_t part = 0, at = 0; part < in.counts.size(); ++part) {
    if (in.counts[part] >= below) place[part] = at++;
    if (in.counts[part] == 0 || in.counts[part] >= below) continue;
    place[part] = many + few.size();
    few.push_back(static_cast<std::uint32_t>(part));
  }
  if (few.empty()) return std::vector<PartSet>{};
  Echelon told;
  for (auto& sum : in.told) {
    Row row(many + few.size());
    for (const auto part : sum)
      if (in.counts[part] > 0) row[place[part]] = 1;
    told.add(std::move(row));
  }
  Echelon of_few;
  for (auto& row : told.from(many))
    of_few.add({row.begin() + static_cast<std::ptrdiff_t>(many), row.end()});
  std::vector<std::int64_t> counts;
  for (const auto part : few) counts.push_back(in.counts[part]);
  auto found = Search(of_few, counts, below).run();
  if (!found) return std::nullopt;
  for (auto& set : *found)
    for (auto& part : set) part = few[part];
  return found;
}

bool tells_of_hidden(const HiddenSums& in) {
  const auto rank_of = [&](std::initializer_list<std::span<const PartSet>> sums) {
    Echelon out;
    for (const auto& some : sums)
      for (auto& sum : some) {
        Row row(in.parts);
        for (const auto part : sum) row[part] = 1;
        out.add(std::move(row));
      }
    return out.rank();
  };
  // What both have in common is no more than what is told.
  return rank_of({in.told, in.further}) + rank_of({in.told, in.hidden}) -
             rank_of({in.told, in.further, in.hidden}) >
         rank_of({in.told});
}

}  // namespace onward
