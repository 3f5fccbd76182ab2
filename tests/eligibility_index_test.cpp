// The index says what brute force says, whatever was put, replaced, used and erased before.
#include "onward/rules/eligibility_index.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <thread>

#include "catch.hpp"

using namespace onward;
using namespace std::chrono_literals;

namespace {

constexpr Date today = std::chrono::sys_days{std::chrono::year{2025} / 6 / 2};

// The reference: every service, every criterion, every relaxation; nothing shared with the index
// but `check`.
struct Directory {
  std::map<std::int64_t, Offer> offers;
  std::map<std::int64_t, Provider> providers;

  std::vector<Offer> all() const {
    std::vector<Offer> list;
    for (auto& [id, offer] : offers) {
      list.push_back(offer);
      list.back().provider = providers.at(offer.provider.organization_id.value);
    }
    return list;
  }
};

std::vector<Criterion> blocking(const Offer& offer, const Ask& ask) {
  std::vector<Criterion> list;
  if (check(offer, ask, Criterion::issue) == Truth::no) return {Criterion::issue};
  for (auto& name : names<Criterion>) {
    const Truth truth = check(offer, ask, name.value);
    if (truth == Truth::no || (truth == Truth::unknown && ask.on_unknown == OnUnknown::exclude))
      list.push_back(name.value);
  }
  return list;
}

Receiver as_receiver(const Offer& offer, const Ask& ask) {
  Receiver receiver{.service_id = offer.service_id,
                    .organization_id = offer.provider.organization_id,
                    .wait_days = offer.wait_days,
                    .capacity = capacity_of(offer, ask.now, ask.capacity_fresh_days)};
  for (auto point : offer.points)
    if (ask.place)
      receiver.distance_meters =
          std::min(DistanceFrom(*ask.place)(point), receiver.distance_meters.value_or(100'000'000));
  receiver.language_listed = std::ranges::count(offer.languages, ask.language) != 0;
  for (auto& name : names<Criterion>)
    if (check(offer, ask, name.value) == Truth::unknown) receiver.unknown.insert(name.value);
  return receiver;
}

std::vector<std::int64_t> sort_key(const Receiver& r, std::span<const RankKey> keys) {
  constexpr std::int64_t last = 1'000'000'000;
  std::vector<std::int64_t> key;
  for (auto k : keys) {
    if (k == RankKey::distance) key.push_back(r.distance_meters.value_or(last));
    if (k == RankKey::wait) key.push_back(r.wait_days.value_or(last));
    if (k == RankKey::language) key.push_back(r.language_listed ? 0 : 1);
    if (k == RankKey::capacity)
      key.push_back(r.capacity == CapacityState::stale      ? 2
                    : r.capacity == CapacityState::waitlist ? 1
                                                            : 0);
  }
  key.push_back(r.service_id.value);
  return key;
}

// Tries every choice of `size` criteria from `from` on, in table order.
bool relax(const std::vector<std::vector<Criterion>>& blocked, std::size_t from, std::size_t size,
           std::vector<Criterion>& chosen, std::int64_t& yields) {
  if (size == 0) {
    yields = std::ranges::count_if(blocked, [&](auto& list) {
      return std::ranges::all_of(list, [&](auto c) { return std::ranges::count(chosen, c) != 0; });
    });
    return yields != 0;
  }
  for (auto i = from; i < names<Criterion>.size(); ++i) {
    if (!is_relaxable(names<Criterion>[i].value)) continue;
    chosen.push_back(names<Criterion>[i].value);
    if (relax(blocked, i + 1, size - 1, chosen, yields)) return true;
    chosen.pop_back();
  }
  return false;
}

Found brute_force(const std::vector<Offer>& offers, const Ask& ask, const FindOptions& options) {
  Found found;
  std::map<Criterion, std::int64_t> histogram;
  std::vector<std::vector<Criterion>> blocked;
  for (auto& offer : offers) {
    const auto list = blocking(offer, ask);
    for (auto criterion : list) ++histogram[criterion];
    if (list.empty())
      found.receivers.push_back(as_receiver(offer, ask));
    else
      blocked.push_back(list);
  }
  found.eligible_total = static_cast<std::int64_t>(found.receivers.size());
  std::ranges::sort(found.receivers, {}, [&](auto& r) { return sort_key(r, options.rank); });
  if (found.receivers.size() > options.limit) found.receivers.resize(options.limit);
  if (!options.explain) return found;
  auto& why = found.explanation.emplace();
  for (auto& [criterion, services] : histogram) why.histogram.push_back({criterion, services});
  for (std::size_t size = 1; size <= 10 && why.relaxation.empty(); ++size)
    relax(blocked, 0, size, why.relaxation, why.relaxation_yields);
  return found;
}

std::string to_text(const Found& found) {
  std::string text = "eligible " + std::to_string(found.eligible_total);
  for (auto& r : found.receivers) {
    text += "\n" + std::to_string(r.service_id.value) + " of " +
            std::to_string(r.organization_id.value) + " metres " +
            std::to_string(r.distance_meters.value_or(-1)) + " wait " +
            std::to_string(r.wait_days.value_or(-1)) + " " + std::string(name_of(r.capacity)) +
            (r.language_listed ? " speaks" : "");
    for (auto c : listed(r.unknown)) text += " ?" + std::string(name_of(c));
  }
  if (!found.explanation) return text;
  for (auto& [criterion, services] : found.explanation->histogram)
    text += "\n" + std::string(name_of(criterion)) + " blocks " + std::to_string(services);
  text += "\nrelax";
  for (auto c : found.explanation->relaxation) text += " " + std::string(name_of(c));
  return text + " yields " + std::to_string(found.explanation->relaxation_yields);
}

// Small vocabularies, so that things meet; every bound is hit now and then.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(n));
  }
  bool one_in(std::int64_t n) { return below(n) == 0; }
  std::string word(const char* kind, std::int64_t n) { return kind + std::to_string(below(n)); }
  template <class Make> auto some(std::int64_t most, Make make) {
    std::vector<decltype(make())> list;
    for (auto n = below(most + 1); n > 0; --n) list.push_back(make());
    return list;
  }
  Point point() {
    return {static_cast<std::int32_t>(51'000'000 + 1'000 * below(20)),
            static_cast<std::int32_t>(1'000 * below(3))};
  }

  Provider provider() {
    Provider p{.organization_id = 1 + below(6)};
    p.active = !one_in(9);
    p.accepting = !one_in(9);
    p.working_days = some(2, [&] { return static_cast<Weekday>(below(7)); });
    p.partners_required = one_in(5);
    p.receive_from = some(3, [&] { return OrganizationId{1 + below(8)}; });
    if (one_in(4)) p.capacity_limit = below(3);
    if (one_in(2)) p.capacity_reported_at = today - std::chrono::hours{6 * below(12)};
    p.used = below(3);
    return p;
  }
  Schedule schedule() {
    Schedule s{.weekdays = some(2, [&] { return static_cast<Weekday>(below(7)); })};
    s.closed = one_in(5);
    if (!one_in(4)) s.opens_at_minutes = 60 * below(24);
    if (!one_in(4)) s.closes_at_minutes = 60 * below(25);
    if (one_in(5)) s.valid_from = today + std::chrono::days{below(3) - 1};
    if (one_in(5)) s.valid_to = today + std::chrono::days{below(3) - 1};
    return s;
  }
  Offer offer(std::int64_t id, std::int64_t issues) {
    Offer o{.service_id = id};
    o.active = !one_in(9);
    o.accepting = !one_in(9);
    o.issues = some(3, [&] { return IssueId{1 + below(issues)}; });
    if (one_in(3)) o.age_from_months = below(4);
    if (one_in(3)) o.age_below_months = below(6);
    if (one_in(4)) o.genders = some(2, [&] { return static_cast<Gender>(below(5)); });
    o.localities = some(3, [&] { return word("area", 4); });
    o.languages = some(2, [&] { return word("x", 4); });  // as attributes' values: words meet
    if (one_in(3)) o.income_percent_limit = below(3);
    if (one_in(3)) o.populations = some(2, [&] { return word("x", 4); });
    if (one_in(3))
      o.attributes = some(2, [&] {
        return AttributeCriterion{word("name", 2), some(3, [&] { return word("x", 4); })};
      });
    if (one_in(2)) o.capacity_limit = below(3);
    o.used = below(3);
    o.waitlist = one_in(4);
    if (one_in(2)) o.capacity_reported_at = today - std::chrono::hours{6 * below(12)};
    if (one_in(2)) o.wait_days = below(3);
    o.points = some(3, [&] { return point(); });
    if (one_in(4)) o.radius_meters = 111 * below(8);
    if (one_in(3)) o.weeks = some(2, [&] { return some(2, [&] { return schedule(); }); });
    return o;
  }
  Ask ask(std::int64_t issues) {
    Ask a{.issue_id = 1 + below(issues + 1), .sender_id = 1 + below(9)};
    a.referred_on = today;
    a.now = today + std::chrono::hours{below(24)};
    if (!one_in(4)) a.birth_date = today - std::chrono::days{below(220)};
    a.gender = static_cast<Gender>(below(5));
    if (!one_in(4)) a.locality = word("area", 5);
    if (!one_in(3)) a.language = word("x", 5);
    if (!one_in(3)) a.income_percent = below(4);
    if (!one_in(3)) a.populations = some(2, [&] { return word("x", 5); });
    a.attributes = some(3, [&] { return Attribute{word("name", 3), word("x", 5)}; });
    if (one_in(3)) a.days = some(2, [&] { return static_cast<Weekday>(below(7)); });
    if (one_in(4)) a.available_from_minutes = 60 * below(20);
    if (one_in(4)) a.available_until_minutes = 60 * (20 + below(5));
    if (!one_in(3)) a.place = point();
    if (one_in(3)) a.distance_limit_meters = 111 * below(8);
    a.partners_required = one_in(4);
    a.send_to = some(4, [&] { return OrganizationId{1 + below(8)}; });
    if (one_in(2)) a.agreed = some(3, [&] { return OrganizationId{1 + below(8)}; });
    if (one_in(4)) a.consent_issues = some(2, [&] { return IssueId{1 + below(issues)}; });
    if (one_in(4)) a.consent_receivers = some(4, [&] { return OrganizationId{1 + below(7)}; });
    a.capacity_fresh_days = below(3);
    if (one_in(2)) a.on_unknown = OnUnknown::include_flagged;
    return a;
  }

 private:
  std::mt19937_64 engine_;
};

void change(Dice& dice, Directory& directory, EligibilityIndex& index) {
  const auto service = 1 + dice.below(24);
  const auto known = directory.offers.find(service);
  const auto provider = dice.provider();
  switch (dice.below(8)) {
    case 0:
      index.put(provider);
      directory.providers[provider.organization_id.value] = provider;
      return;
    case 1:
      index.erase(service);
      directory.offers.erase(service);
      return;
    case 2: {
      const auto used = dice.below(4);
      index.set_used(ServiceId{service}, used);
      if (known != directory.offers.end()) known->second.used = used;
      return;
    }
    case 3: {
      const auto used = dice.below(4);
      index.set_used(provider.organization_id, used);
      const auto at = directory.providers.find(provider.organization_id.value);
      if (at != directory.providers.end()) at->second.used = used;
      return;
    }
    default: {
      Offer offer = dice.offer(service, 3);
      offer.provider = provider;
      index.put(offer);
      directory.providers[provider.organization_id.value] = provider;
      directory.offers[service] = offer;
    }
  }
}

void compare(Dice& dice, const std::vector<Offer>& offers, const EligibilityIndex& index,
             std::int64_t issues) {
  std::vector<RankKey> rank(rank_default.begin(), rank_default.end());
  for (auto& key : rank) std::swap(key, rank[static_cast<std::size_t>(dice.below(4))]);
  rank.resize(static_cast<std::size_t>(dice.below(5)));
  const FindOptions options{
      .limit = static_cast<std::size_t>(dice.below(8)), .explain = dice.one_in(2), .rank = rank};
  const Ask ask = dice.ask(issues);
  REQUIRE(to_text(index.find(ask, options)) == to_text(brute_force(offers, ask, options)));
}

}  // namespace

TEST_CASE("the index answers as brute force does, after every change") {
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    Dice dice(seed);
    Directory directory;
    EligibilityIndex index;
    for (int step = 1; step <= 80; ++step) {
      change(dice, directory, index);
      if (step % 4 != 0) continue;
      INFO("seed " << seed << ", step " << step);
      REQUIRE(index.size() == directory.offers.size());
      const auto offers = directory.all();
      compare(dice, offers, index, 3);
      if (step == 40) index = EligibilityIndex(offers);  // built at once, then changed on
    }
  }
}

TEST_CASE("the index answers as brute force does where an issue has thousands of services") {
  Dice dice(1);
  Directory directory;
  for (std::int64_t id = 1; id <= 6'000; ++id) {
    const auto provider = dice.provider();
    directory.providers[provider.organization_id.value] = provider;
    directory.offers[id] = dice.offer(id, 1);
    directory.offers[id].provider = provider;
  }
  const auto offers = directory.all();
  const EligibilityIndex index(offers);
  CHECK(index.memory_bytes() < 1'800'000);
  for (int i = 0; i < 40; ++i) compare(dice, offers, index, 1);
}

TEST_CASE("of a service that stands in a directory twice, the later one counts") {
  Dice dice(3);
  Directory directory;
  std::vector<Offer> offers;
  for (int i = 0; i < 60; ++i) {
    auto offer = dice.offer(1 + dice.below(24), 3);
    offer.provider = dice.provider();
    directory.providers[offer.provider.organization_id.value] = offer.provider;
    directory.offers[offer.service_id.value] = offer;
    offers.push_back(std::move(offer));
  }
  const EligibilityIndex index(offers);
  REQUIRE(index.size() == directory.offers.size());
  for (int i = 0; i < 40; ++i) compare(dice, directory.all(), index, 3);
}

TEST_CASE("a service lists as many languages as it likes") {
  std::vector<Offer> offers(2);
  for (std::size_t i = 0; i < offers.size(); ++i) {
    offers[i] = {.service_id = static_cast<std::int64_t>(i + 1), .issues = {IssueId{1}}};
    for (std::size_t n = i; n < 80; n += 2) offers[i].languages.push_back("x" + std::to_string(n));
  }
  const EligibilityIndex index(offers);
  for (int n = 0; n < 82; ++n) {
    const Ask ask{.issue_id = IssueId{1}, .language = "x" + std::to_string(n)};
    REQUIRE(to_text(index.find(ask)) == to_text(brute_force(offers, ask, {})));
  }
}

TEST_CASE("many threads find at once") {
  Dice dice(2);
  EligibilityIndex index;
  Directory directory;
  for (int i = 0; i < 200; ++i) change(dice, directory, index);
  std::vector<Ask> asks;
  std::vector<std::string> answers;
  for (int i = 0; i < 50; ++i) {
    asks.push_back(dice.ask(3));
    answers.push_back(to_text(index.find(asks.back(), {.explain = true})));
  }
  std::array<int, 4> same{};
  std::vector<std::thread> threads;
  threads.reserve(same.size());
  for (auto& count : same)
    threads.emplace_back([&] {
      for (std::size_t i = 0; i < asks.size(); ++i)
        count += to_text(index.find(asks[i], {.explain = true})) == answers[i];
    });
  for (auto& thread : threads) thread.join();
  CHECK(same == std::array{50, 50, 50, 50});
}
