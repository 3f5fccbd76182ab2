// Who is meant while somebody types: candidates by their keys, then the best of them by their rows.
#include <algorithm>
#include <map>
#include <set>

#include "onward/rules/provider_search.hpp"
#include "operations/columns.hpp"
#include "operations/referring_providers.hpp"
#include "operations/shape.hpp"
#include "text.hpp"

namespace onward {

namespace {

constexpr std::int64_t found_max = 50;
// So much is looked at, whatever was typed: it is what keeps an answer below a millisecond.
constexpr std::int64_t keys_of_range_max = 400;
constexpr std::size_t candidates_of_range_max = 50;
constexpr std::size_t rows_read_max = 120;

constexpr Columns key_columns = columns<ReferringProviderKey>({"key", "referring_provider_id"});
constexpr Columns shown = columns<ReferringProvider>(
    {"id", "active", "provider_type", "given_name", "family_name", "credentials", "npi",
     "practice_name", "city", "phone", "fax", "email", "office_manager", "referral_coordinator",
     "relationship_strength"});

using Ids = std::vector<std::int64_t>;

class ProviderSearch {
 public:
  ProviderSearch(Context& c, const SearchReferringProviders& in)
      : c_(c), in_(in), typed_(search_words(in.text)), city_(fold(in.city)) {
    // The longest word is the rarest one, as a rule.
    std::ranges::sort(typed_, [](const std::string& a, const std::string& b) {
      return std::pair(b.size(), a) < std::pair(a.size(), b);
    });
  }

  // First whoever has all the words, since somebody may be called Do; then without those that are
  // everybody's.
  ProvidersFound run() {
    look_for(typed_);
    if (const auto telling = telling_words(typed_); telling != typed_) look_for(telling);
    return answer();
  }

 private:
  void look_for(const std::vector<std::string>& words) {
    wanted_ = words;
    for (auto& word : search_words(in_.city)) wanted_.push_back(word);
    if (in_.provider_type) wanted_.push_back(type_word(*in_.provider_type));
    by_name_.clear();
    looked_.clear();
    find_candidates(words);
    read(by_name_);
    // Who fits by their name comes first, so the others are not needed to fill the answer.
    if (std::ssize(best_) < in_.limit || typed_.size() > 1)
      read(by_others());
    else
      more_ = more_ || !by_others().empty();
  }

  struct Looked {
    Ids others{};  // who has the word elsewhere than in their name
    bool whole = true;  // all of them, and all who have it in their name
  };

  // Every provider meant has all words; so who has one rare word is enough to know.
  void find_candidates(const std::vector<std::string>& words) {
    bool found_all = false;
    for (auto& word : words) {
      looked_.push_back(look(word));
      const Looked& last = looked_.back();
      found_all = found_all || last.whole;
      if (last.whole && last.others.size() <= candidates_of_range_max) break;
    }
    more_ = !found_all;
  }

  Looked look(const std::string& word) {
    Looked out;
    look(word, KeyOf::name, out);
    look(word, KeyOf::other, out);
    if (const auto local = without_country(word); local != word) look(local, KeyOf::other, out);
    if (is_line(word)) look(word, KeyOf::line, out);
    return out;
  }
  void look(std::string_view word, KeyOf of, Looked& out) {
    const bool of_name = of == KeyOf::name;
    for (auto& standing : names<ProviderStanding>) {
      if (standing.value == ProviderStanding::inactive && !in_.with_inactive) continue;
      const auto start = provider_key_start(standing.value, of, word);
      std::size_t taken = 0;
      bool is_full = false;
      const bool looked_at_all =
          each_key_from(c_, start, keys_of_range_max, [&](const ReferringProviderKey& key) {
            if (!key.key.starts_with(start)) return false;
            if (of_name && !may_fit(key.key)) return true;
            (of_name ? by_name_ : out.others).push_back(key.referring_provider_id.value);
            is_full = of_name && ++taken == candidates_of_range_max;
            return !is_full;
          });
      out.whole = out.whole && looked_at_all && !is_full;
    }
  }

  bool may_fit(const std::string& key) const {
    return std::ranges::all_of(wanted_, [&](const std::string& w) { return may_show(key, w); });
  }

  // Who has every word that was looked for elsewhere than in their name, in the order of the first;
  // others have one in their name, and were found by it.
  Ids by_others() const {
    const auto rarest = std::ranges::min_element(
        looked_, {}, [](const Looked& l) { return std::pair(!l.whole, l.others.size()); });
    Ids out = rarest->others;
    for (auto& other : looked_) {
      if (&other == &*rarest || !other.whole) continue;
      const std::set<std::int64_t> has(other.others.begin(), other.others.end());
      std::erase_if(out, [&](std::int64_t id) { return !has.contains(id); });
    }
    return out;
  }

  void read(const Ids& ids) {
    Ids fresh;
    for (const auto id : ids) {
      if (!read_.insert(id).second) continue;
      if (read_.size() > rows_read_max) {
        more_ = true;
        break;
      }
      fresh.push_back(id);
    }
    c_.tables.transaction().get(Noun::referring_provider, fresh, shown, [&](const void* row) {
      take(*static_cast<const ReferringProvider*>(row));
      return true;
    });
  }

  void take(const ReferringProvider& p) {
    if (in_.provider_type && p.details.provider_type != *in_.provider_type) return;
    if (!city_.empty() && fold(p.details.city) != city_) return;
    if (const auto fit = fit_of(typed_, p)) best_.emplace(rank_of(*fit, p), p);
  }

  ProvidersFound answer() {
    ProvidersFound out;
    for (auto& [rank, p] : best_) {
      if (std::ssize(out.providers) == in_.limit) {
        more_ = true;
        break;
      }
      const auto& d = p.details;
      out.providers.push_back({.id = p.id,
                               .given_name = d.given_name,
                               .family_name = d.family_name,
                               .credentials = d.credentials,
                               .provider_type = d.provider_type,
                               .practice_name = d.practice_name,
                               .city = d.city,
                               .phone = d.phone,
                               .fax = d.fax,
                               .relationship_strength = d.relationship_strength,
                               .active = p.active,
                               .fit = rank.fit});
    }
    out.more = more_;
    return out;
  }

  Context& c_;
  const SearchReferringProviders& in_;
  std::vector<std::string> typed_, wanted_{};  // looked for now, and what filters ask for, beside
  std::string city_;
  std::vector<Looked> looked_{};  // of the words looked for, in order
  Ids by_name_{};
  std::set<std::int64_t> read_{};
  std::map<ProviderRank, ReferringProvider> best_{};
  bool more_ = false;
};

}  // namespace

bool each_key_from(Context& c, std::string_view start, std::int64_t most,
                   FunctionRef<bool(const ReferringProviderKey&)> each) {
  const std::array<Cell, 1> prefix{Tables::cell(c.subject.organization_id)};
  // Before every row of this key: no provider has the number 0.
  const Position before{.members = {Cell(std::string(start)), Cell(std::int64_t{0})}, .id = 0};
  bool stopped = false;
  const auto end = c.tables.transaction().scan(
      {.index = &by::referring_provider_key_key, .prefix = prefix, .after = &before, .limit = most},
      key_columns, [&](const void* row) {
        stopped = !each(*static_cast<const ReferringProviderKey*>(row));
        return !stopped;
      });
  return stopped || end.exhausted;
}

Result<ProvidersFound> search_providers(Context& c, const SearchReferringProviders& in) {
  Shape shape;
  shape.require(!search_words(in.text).empty(), "/text", "has no letter and no digit");
  shape.between(in.limit, 1, found_max, "/limit");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  return ProviderSearch(c, in).run();
}

std::vector<std::int64_t> Again<ProvidersFound>::ids(const ProvidersFound& found) {
  std::vector<std::int64_t> out;
  out.reserve(found.providers.size());
  for (auto& provider : found.providers) out.push_back(provider.id.value);
  return out;
}

}  // namespace onward
