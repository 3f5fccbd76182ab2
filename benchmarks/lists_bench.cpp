// Lists and dashboards on a store of a million referrals, and how fast such a store is open.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmath>
#include <map>

#include "lists_plain.hpp"
#include "lists_views.hpp"
#include "measure.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/dashboard.hpp"
#include "onward/operations/inbox.hpp"
#include "onward/operations/needs.hpp"

namespace onward::benchmarks {

namespace {

constexpr std::int64_t page_rows = page_limit_default;
constexpr std::int64_t far_page = 1'000;
constexpr std::int64_t pages_walked_max = 120;  // on the way there, of lists that are sparse

// A page of a view, and how long it took in each round.
struct Place {
  const View* view = nullptr;
  std::string page{};
  std::string cursor{};
  std::vector<double> rounds{};
};

// The first page, and the 1,000th; where there are fewer, the last.
std::vector<Place> places_of(const View& view) {
  std::vector<Place> out{{.view = &view, .page = "page 1"}};
  std::string cursor;
  std::int64_t seen = 0, walked = 0;
  const std::int64_t before = (far_page - 1) * page_rows;
  while (seen < before && walked < pages_walked_max) {
    const auto page = view.page(std::min(page_limit_max, before - seen), cursor);
    ++walked;
    if (page.cursor.empty()) break;
    seen += page.rows;
    cursor = page.cursor;
  }
  for (; seen < before && walked < pages_walked_max; ++walked) {  // by small pages to the last
    const auto page = view.page(page_rows, cursor);
    if (page.cursor.empty()) break;
    cursor = page.cursor;
  }
  if (!cursor.empty())
    out.push_back({.view = &view,
                   .page = seen < before ? "a late page" : "page 1,000",
                   .cursor = std::move(cursor)});
  return out;
}

std::vector<Place> places_of(const Plan& plan, const std::vector<View>& views) {
  plan.say("lists: walking to page 1,000 of " + std::to_string(views.size()) + " views");
  std::vector<Place> out;
  for (auto& view : views)
    for (auto& place : places_of(view)) out.push_back(std::move(place));
  return out;
}

void measure(Place& place, std::size_t calls) {
  place.rounds.push_back(
      call_microseconds(calls, [&](std::size_t) { place.view->page(page_rows, place.cursor); }));
}

// Of each figure its slowest view, by name. A list of drafts says who looked, as drafts are of
// clients nobody else knows of: it waits until that is on the disk.
std::vector<Figure> slowest(const std::vector<Place>& places, const std::string& limit) {
  std::map<std::string, const Place*> worst;
  std::map<std::string, int> counted;
  for (auto& place : places) {
    auto& at = worst[place.view->figure];
    ++counted[place.view->figure];
    if (!at || median(place.rounds) > median(at->rounds)) at = &place;
  }
  std::vector<Figure> out;
  for (auto& [name, place] : worst)
    out.push_back(figure(
        name + "_max", place->rounds, "us",
        limit + place->view->name + ", " + place->page + "; of " + std::to_string(counted[name])));
  return out;
}

void tell_slow(const Plan& plan, const std::vector<Place>& places) {
  constexpr double slow_us = 2'000;
  for (auto& place : places)
    if (median(place.rounds) > slow_us)
      plan.say("lists: " + std::to_string(std::lround(median(place.rounds))) + " us for " +
               place.view->name + ", " + place.page);
}

std::vector<Figure> list_figures(const Plan& plan, Engine& engine, const ListsStore& store,
                                 int rounds) {
  Askers askers{engine.session(store.administrator), engine.session(store.large),
                engine.session(store.small)};
  const auto declared = declared_views(askers, store), filtered = filtered_views(askers, store),
             cards = card_views(askers);
  auto declared_places = places_of(plan, declared), filtered_places = places_of(plan, filtered),
       card_places = places_of(plan, cards);
  const std::size_t calls = plan.quick ? 5 : 11;
  std::vector<double> counts, all_counts, inbox;
  for (int round = 0; round < rounds; ++round) {
    plan.say("lists: round " + std::to_string(round + 1));
    for (auto* places : {&declared_places, &filtered_places, &card_places})
      for (auto& place : *places) measure(place, calls);
    const auto time = [&](auto&& call) {
      return call_microseconds(101, [&](std::size_t) { call(); });
    };
    counts.push_back(time([&] { must(askers.large.call<dashboard::counts>({})); }));
    all_counts.push_back(
        time([&] { must(askers.administrator.call<dashboard::counts>({.whole_store = true})); }));
    inbox.push_back(time([&] { must(askers.large.call<inbox::counts>({})); }));
  }
  for (auto* places : {&declared_places, &filtered_places, &card_places}) tell_slow(plan, *places);
  std::vector<Figure> out;
  for (auto* places : {&declared_places, &card_places})
    for (auto& f : slowest(*places, "limit 2000 us; ")) out.push_back(std::move(f));
  for (auto& f : slowest(filtered_places, "")) out.push_back(std::move(f));
  out.push_back(figure("dashboard_counts_us", counts, "us", "limit 2000 us; large"));
  out.push_back(figure("dashboard_counts_all_us", all_counts, "us", "limit 2000 us; whole store"));
  out.push_back(figure("inbox_counts_us", inbox, "us", "limit 2000 us; large"));
  return out;
}

// The share of a file that the system holds in memory.
double share_in_memory(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const auto size = static_cast<std::size_t>(std::filesystem::file_size(path));
  void* mapped = mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (mapped == MAP_FAILED) return 1;
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  std::vector<unsigned char> there((size + page - 1) / page);
  const bool asked = mincore(mapped, size, there.data()) == 0;
  munmap(mapped, size);
  const auto held = std::ranges::count_if(there, [](unsigned char one) { return one & 1; });
  return asked ? static_cast<double>(held) / static_cast<double>(there.size()) : 1;
}

// Asks the system to let go of what it holds of the file.
double let_go(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  fsync(file);
  posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  close(file);
  return share_in_memory(path);
}

// A new engine with nothing in its memory: opened, and asked for receivers and for a person.
double open_seconds(const ListsStore& store, const Client& somebody) {
  return seconds_of([&] {
    Engine engine(Options{.store = store.path}, {.clock = [&] { return store.now; }});
    auto session = engine.session(store.large);
    must(session.call<need::find_receivers>({.client_id = somebody.id, .issue_id = 1}));
    must(session.call<client::match>({.given_name = somebody.details.given_name,
                                      .family_name = somebody.details.family_name,
                                      .birth_date = somebody.details.birth_date}));
  });
}

std::vector<Figure> open_figures(const Plan& plan, const ListsStore& store, int rounds) {
  Client somebody;
  {
    Engine engine(Options{.store = store.path}, {.clock = [&] { return store.now; }});
    auto session = engine.session(store.large);
    const auto page = must(session.call<need::list>({.phase = NeedPhase::resolved, .limit = 1}));
    somebody = must(session.call<client::get>({.client_id = page.needs.at(0).client_id})).client;
  }
  std::vector<double> cold, warm;
  double held = 0;
  for (int round = 0; round < rounds; ++round) {
    plan.say("open: round " + std::to_string(round + 1));
    held = std::max(held, let_go(store.path));
    cold.push_back(open_seconds(store, somebody));
    warm.push_back(open_seconds(store, somebody));
  }
  char share[32];
  std::snprintf(share, sizeof share, "%.1f %%", 100 * held);
  const auto what = std::to_string(store.referrals) + " referrals, " +
                    std::to_string(store.services) + " services, " + std::to_string(store.clients) +
                    " clients";
  return {figure("open_cold_s", cold, "s",
                 "limit 1.5 s; the system held " + std::string(share) + " of the file; " + what),
          figure("open_warm_s", warm, "s", "the file as it is in the system's memory")};
}

}  // namespace

std::vector<Figure> lists_figures(const Plan& plan) {
  const Folder folder(plan.folder);
  const auto say = [&](std::string_view text) { plan.say("lists: " + std::string(text)); };
  ListsStore store;
  const double built = seconds_of([&] {
    store = make_lists_store(folder.file("county"), plan.quick ? 20'000 : 1'000'000, say);
  });
  const int rounds = plan.quick ? 3 : 5;
  auto out = open_figures(plan, store, rounds);
  out.push_back(figure("lists_store_s", {built}, "s", "writing the store"));
  Engine engine(Options{.store = store.path}, {.clock = [&] { return store.now; }});
  for (auto& f : list_figures(plan, engine, store, rounds)) out.push_back(std::move(f));
  plan.say("lists: against SQLite");
  for (auto& f : plain_figures(plan, engine, store, rounds)) out.push_back(std::move(f));
  return out;
}

}  // namespace onward::benchmarks
