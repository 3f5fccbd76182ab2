// Figures follow the journal: asked day by day, after a rebuild from nothing, and from kept facts,
// they are the same to the last bit.
#include <boost/json.hpp>
#include <map>

#include "case_runner.hpp"
#include "catch.hpp"
#include "dates.hpp"
#include "folder.hpp"
#include "hash.hpp"
#include "onward/rules/metrics.hpp"
#include "onward/simulation.hpp"

namespace onward::tests {

namespace {

constexpr SimulationOptions season{.seed = 11, .days = 60, .clients = 40, .services = 60};

constexpr std::string_view questions[] = {
    R"({"whole_store":true,"metrics":["needs","resolution_rate","unmet_rate"],
        "group_by":["month","issue"]})",
    R"({"whole_store":true,"metrics":["referrals","acceptance_rate","success_rate"],
        "group_by":["receiver","urgency"]})",
    R"({"whole_store":true,"metrics":["time_to_accept","time_to_finish"],
        "group_by":["sender"]})",
    R"({"whole_store":true,"metrics":["needs"],
        "group_by":["gender","age_band"],"suppress_below":0})",
    R"({"whole_store":true,"metrics":["referrals"],
        "group_by":["referral_phase","reason_code","outcome"]})",
    R"({"whole_store":true,"metrics":["relationship_cost","relationship_return"],
        "group_by":["referrer_type","referring_provider","referral_source"]})",
};

constexpr std::string_view of_the_past[] = {
    R"({"whole_store":true,"metrics":["needs"],"as_of":"2025-02-20T12:00:00Z",
        "group_by":["gender","age_band"],"suppress_below":0})",
};

// What the store's first administrator is answered; which entries were counted is left out, since
// every question adds one.
std::vector<std::string> answers(Engine& engine,
                                 std::span<const std::string_view> asked = questions) {
  std::vector<std::string> out;
  Session session = engine.session({.staff_id = 1, .organization_id = 1});
  for (const auto question : asked) {
    const Answer answer = session.call("metric.query", question);
    INFO(answer.json);
    REQUIRE_FALSE(answer.refused);
    out.push_back(boost::json::serialize(boost::json::parse(answer.json).at("groups")));
  }
  return out;
}

// The first organisation spends money, takes some of it back, and learns who somebody is.
void spend(Engine& engine, std::int64_t round) {
  Session session = engine.session({.staff_id = 1, .organization_id = 1});
  const auto call = [&](std::string_view operation, const std::string& request) {
    const Answer answer = session.call(operation, request);
    INFO(answer.json);
    REQUIRE_FALSE(answer.refused);
  };
  const auto text = std::to_string(round);
  call("referring_provider.create",
       R"({"details":{"provider_type":"general_dentist","family_name":"Low )" + text + R"("}})");
  call("referral_source.add", R"({"code":"s)" + text + R"(","name":"S","type":"self"})");
  const std::string rest = R"(,"spent_on":"2020-01-0)" + std::to_string(1 + round % 9) +
                           R"(","currency":"USD","amount_minor_units":)";
  call("relationship_cost.record",
       R"({"referring_provider_id":)" + text + rest + std::to_string(100 * round) + '}');
  call("relationship_cost.record",
       R"({"referral_source_id":)" + text + rest + std::to_string(100 + round) + '}');
  if (round % 2 == 0)
    call("relationship_cost.void",
         R"({"relationship_cost_id":)" + std::to_string(round) + R"(,"because":"Twice."})");
  if (round % 3 == 0)
    call("referring_provider.update",
         R"({"referring_provider_id":)" + text +
             R"(,"revision":1,"details":{"provider_type":"endodontist"}})");
}

// Every version of the client in the journal, as an operation that erases would.
void erase(Engine& engine, std::int64_t client) {
  auto t = engine.storage().begin(Mode::write);
  std::vector<std::int64_t> versions;
  t->history(Noun::client, client, [&](const Entry& e) {
    versions.push_back(e.sequence);
    return true;
  });
  REQUIRE_FALSE(versions.empty());
  for (const auto version : versions) t->erase_personal(version);
  REQUIRE(t->commit() == Commit::done);
}

std::unique_ptr<Storage> open(const std::string& file) {
  return open_sqlite({.path = file, .durability = Durability::none});
}

bool is_kept(Engine& engine) {
  return engine.storage().begin(Mode::read)->blob_size("0/figures/head").has_value();
}

using Bytes = std::vector<std::byte>;

constexpr std::size_t digest_size = sizeof(Hash);

// Every kept page, by its key.
std::map<std::string, Bytes> kept_pages(Engine& engine) {
  std::map<std::string, Bytes> out;
  auto t = engine.storage().begin(Mode::read);
  const auto read = [&](const std::string& key) {
    const auto size = t->blob_size(key);
    if (!size) return false;
    Bytes bytes(static_cast<std::size_t>(*size));
    REQUIRE(t->read_blob(key, 0, bytes) == bytes.size());
    out[key] = std::move(bytes);
    return true;
  };
  REQUIRE(read("0/figures/head"));
  REQUIRE(read("0/figures/texts"));
  for (const std::string kind :
       {"need", "referral", "client", "lead", "touch", "cost", "provider", "source"})
    for (int page = 0; read("0/figures/" + kind + '/' + std::to_string(page)); ++page) {}
  return out;
}

void write_page(Engine& engine, const std::string& key, std::span<const std::byte> bytes) {
  auto t = engine.storage().begin(Mode::write);
  t->erase_blob(key);
  REQUIRE(t->put_blob(key, 0, bytes));
  REQUIRE(t->commit() == Commit::done);
}

}  // namespace

TEST_CASE("figures are the same asked day by day, rebuilt, and from what was kept") {
  const Folder folder;
  const auto file = folder.file("county.db");
  Simulation simulation(season);
  std::vector<std::string> followed, past;
  {
    Engine engine(open(file), simulation.host());
    std::int64_t round = 0;
    simulation.run(engine, [&](std::int64_t done, std::int64_t) {
      if (done % 10 == 1) {
        answers(engine);
        spend(engine, ++round);
      }
      return true;
    });
    REQUIRE(round > 4);
    const auto before = answers(engine), past_before = answers(engine, of_the_past);
    erase(engine, 1);
    followed = answers(engine);
    past = answers(engine, of_the_past);
    const auto tells_of_erased = [](const std::string& groups) {
      return groups.find(R"("erased")") != std::string::npos;
    };
    for (std::size_t i = 0; i < followed.size(); ++i) {
      CHECK_FALSE(tells_of_erased(before[i]));
      CHECK((followed[i] != before[i]) == tells_of_erased(followed[i]));
    }
    CHECK(tells_of_erased(followed[3]));
    CHECK_FALSE(tells_of_erased(past_before[0]));
    CHECK(tells_of_erased(past[0]));
    CHECK_FALSE(is_kept(engine));
  }
  for (auto& groups : followed) CHECK(groups.size() > 200);
  {
    Engine rebuilt(open(file), simulation.host());
    CHECK(answers(rebuilt) == followed);
    CHECK(answers(rebuilt, of_the_past) == past);
    // A tick keeps the facts once enough has come since; each question is an entry.
    Session session = rebuilt.session({.staff_id = 1, .organization_id = 1});
    const auto once = [&] { return session.call("metric.query", R"({"metrics":["needs"]})"); };
    for (int i = 0; i < 20'000; ++i) REQUIRE_FALSE(once().refused);
    REQUIRE_FALSE(rebuilt.session({}).call("system.tick", "{}").refused);
    CHECK(is_kept(rebuilt));
    CHECK(answers(rebuilt) == followed);
  }
  Engine kept(open(file), simulation.host());
  CHECK(answers(kept) == followed);

  const auto answers_again = [&] {
    Engine again(open(file), simulation.host());
    return answers(again);
  };
  SECTION("whoever is erased later is in no page either") {
    const auto before = kept_pages(kept);
    erase(kept, 2);
    const auto after = answers(kept);
    CHECK(after != followed);
    CHECK(answers_again() == after);
    REQUIRE_FALSE(kept.session({}).call("system.tick", "{}").refused);
    CHECK(kept_pages(kept).at("0/figures/client/0") != before.at("0/figures/client/0"));
    CHECK(answers_again() == after);
  }
  SECTION("nor when nobody asks for figures any more") {
    {
      Engine engine(open(file), simulation.host());
      erase(engine, 2);
      REQUIRE_FALSE(engine.session({}).call("system.tick", "{}").refused);
      CHECK_FALSE(is_kept(engine));
      CHECK_FALSE(engine.storage().begin(Mode::read)->blob_size("0/figures/client/0"));
    }
    CHECK(answers(kept) == answers_again());
  }
  SECTION("a page that is lost is folded again") {
    auto t = kept.storage().begin(Mode::write);
    t->erase_blob("0/figures/referral/0");
    REQUIRE(t->commit() == Commit::done);
    t.reset();
    CHECK(answers_again() == followed);
  }
  SECTION("a bit that flips in any page is noticed, and all is folded again") {
    const auto pages = kept_pages(kept);
    CHECK(pages.size() >= 8);
    for (auto& [key, bytes] : pages) {
      INFO(key);
      for (const auto at : {std::size_t{0}, digest_size, bytes.size() / 2, bytes.size() - 1}) {
        Bytes damaged = bytes;
        damaged[at] ^= std::byte{1} << at % 8;
        write_page(kept, key, damaged);
        CHECK(answers_again() == followed);
      }
      Bytes damaged = bytes;
      for (std::size_t at = digest_size; at < damaged.size(); ++at)
        damaged[at] ^= std::byte{1} << at % 8;
      write_page(kept, key, damaged);
      CHECK(answers_again() == followed);
      write_page(kept, key, bytes);
    }
  }
  SECTION("a page in the place of another is noticed") {
    const auto pages = kept_pages(kept);
    write_page(kept, "0/figures/texts", pages.at("0/figures/head"));
    CHECK(answers_again() == followed);
  }
  SECTION("kept facts are really read") {
    for (const std::string kind : {"need", "cost", "provider", "source"}) {
      INFO(kind);
      const std::string key = "0/figures/" + kind + "/0";
      const Bytes before = kept_pages(kept).at(key);
      Bytes nothing(before.size());
      const Hash digest = Sha256()
                              .update(std::as_bytes(std::span(key)))
                              .update(std::span(nothing).subspan(digest_size))
                              .finish();
      std::ranges::copy(digest, nothing.begin());
      write_page(kept, key, nothing);
      CHECK(answers_again() != followed);
      write_page(kept, key, before);
    }
  }
}

TEST_CASE("the past is folded once, and not at all while nothing came since") {
  Simulation simulation(season);
  std::int64_t long_folds = 0;
  Host host = simulation.host();
  host.progress = [&](std::string_view what, std::int64_t, std::int64_t total) {
    long_folds += what == "figures" && total > 100;
  };
  Engine engine(open_memory(), std::move(host));
  const auto asked = [&](const std::string& as_of) {
    Session session = engine.session({.staff_id = 1, .organization_id = 1});
    const Answer answer = session.call(
        "metric.query",
        R"({"whole_store":true,"metrics":["needs","resolution_rate"],"group_by":["issue"])" +
            as_of + '}');
    INFO(answer.json);
    REQUIRE_FALSE(answer.refused);
    return boost::json::parse(answer.json).as_object();
  };
  const auto as_of = [](const boost::json::value& at) {
    return R"(,"as_of":)" + boost::json::serialize(at);
  };
  boost::json::object half_way;
  simulation.run(engine, [&](std::int64_t done, std::int64_t) {
    if (done == 30) half_way = asked("");
    return true;
  });
  asked("");  // an entry of this very moment
  const auto now = asked("");
  REQUIRE(now.at("groups") != half_way.at("groups"));
  long_folds = 0;
  CHECK(asked(as_of(now.at("known_at"))).at("groups") == now.at("groups"));
  CHECK(long_folds == 0);
  CHECK(asked(as_of(half_way.at("known_at"))).at("groups") == half_way.at("groups"));
  CHECK(long_folds == 1);
  CHECK(asked(as_of(half_way.at("known_at"))).at("groups") == half_way.at("groups"));
  CHECK(asked("").at("groups") == now.at("groups"));
  CHECK(long_folds == 1);
  CHECK(asked(R"(,"as_of":"2001-01-01T00:00:00Z")").at("groups").as_array().empty());
}

TEST_CASE("a forecast says how far it is, and ends when nobody wants it") {
  TestStore store("memory");
  store.engine().session({}).call(
      "system.create", R"({"network":"N","organization":"Practice","login":"ada","name":"Ada"})");
  Session ada = store.engine().session({.staff_id = 1, .organization_id = 1});
  for (int i = 0; i < 60; ++i) {
    store.now += std::chrono::days(5 + i % 4);
    REQUIRE_FALSE(
        ada.call("lead.create", R"({"given_name":"Eve","touch":{"type":"self"}})").refused);
  }
  store.now += std::chrono::days(30);
  const auto* const question = R"({"metric":"leads","period":"month","horizon_periods":1})";
  std::int64_t told = 0;
  store.go_on = [&](std::string_view what, std::int64_t) {
    told += what == "forecast";
    return true;
  };
  REQUIRE_FALSE(ada.call("metric.forecast", question).refused);
  CHECK(told > 1);
  store.go_on = [](std::string_view what, std::int64_t) { return what != "forecast"; };
  CHECK_THROWS_AS(ada.call("metric.forecast", question), Cancelled);
}

TEST_CASE("a forecast learns what comes again each week, each year, and in each quarter of one") {
  const auto [name, period, each] =
      GENERATE(std::tuple("day", Dimension::day, 7), std::tuple("month", Dimension::month, 12),
               std::tuple("quarter", Dimension::quarter, 4));
  INFO(name);
  TestStore store("memory");
  const Date today = std::chrono::year(2025) / 1 / 1;
  store.now = today + std::chrono::hours(12);
  store.engine().session({}).call(
      "system.create", R"({"network":"N","organization":"Practice","login":"ada","name":"Ada"})");
  Session ada = store.engine().session({.staff_id = 1, .organization_id = 1});
  // One each time, and six in the third period of each season.
  const auto comes = [length = each](int i) { return i % length == 2 ? 6 : 1; };
  Date day = period == Dimension::day ? today - std::chrono::days(3 * each)
                                      : Date(std::chrono::year(2022) / 1 / 1);
  for (int i = 0; i < 3 * each; ++i) {
    for (int n = 0; n < comes(i); ++n)
      REQUIRE_FALSE(ada.call("lead.create", R"({"given_name":"Eve","touch":{"type":"self"},
                                                "created_at":")" +
                                                format_date(day) + "T09:00:00Z\"}")
                        .refused);
    day = next_first_day(period, day);
  }
  REQUIRE(day == today);
  const Answer answer =
      ada.call("metric.forecast", R"({"metric":"leads","period":")" + std::string(name) +
                                      R"(","horizon_periods":)" + std::to_string(each) + '}');
  INFO(answer.json);
  REQUIRE_FALSE(answer.refused);
  const auto found = boost::json::parse(answer.json);
  CHECK(found.at("past").as_array().size() == static_cast<std::size_t>(3 * each));
  const auto& future = found.at("future").as_array();
  REQUIRE(future.size() == static_cast<std::size_t>(each));
  for (int i = 0; i < each; ++i)
    CHECK(std::llround(
              future[static_cast<std::size_t>(i)].at("expected").at("count").to_number<double>()) ==
          comes(i));
}

TEST_CASE("an answer of too many groups is refused") {
  TestStore store("memory");
  Session nobody = store.engine().session({});
  nobody.call("system.create",
              R"({"network":"N","organization":"Practice","login":"ada","name":"Ada"})");
  Session ada = store.engine().session({.staff_id = 1, .organization_id = 1});
  for (int i = 1; i <= 1'001; ++i) {
    const auto number = std::to_string(i);
    REQUIRE_FALSE(ada.call("referral_source.add",
                           R"({"code":"c)" + number + R"(","name":"C)" + number + R"("})")
                      .refused);
    REQUIRE_FALSE(ada.call("lead.create", R"({"given_name":"Eve","touch":{"type":"marketing",
                                    "referral_source_id":)" +
                                              number + "}}")
                      .refused);
  }
  const Answer ranked =
      ada.call("metric.rank", R"({"metric":"touches","dimension":"referral_source"})");
  REQUIRE(ranked.refused);
  CHECK(boost::json::parse(ranked.json).at("reason") == "too_many_groups");
  const Answer trend = ada.call("metric.query", R"({"metrics":["touches"],
                                                    "group_by":["referral_source"]})");
  CHECK(boost::json::parse(trend.json).at("groups").as_array().size() == 1'001);
}

TEST_CASE("small counts are looked for in tables of a certain size") {
  TestStore store("memory");
  store.engine().session({}).call(
      "system.create", R"({"network":"N","organization":"Practice","login":"ada","name":"Ada"})");
  Session ada = store.engine().session({.staff_id = 1, .organization_id = 1});
  for (int i = 1; i <= 200; ++i) {
    const auto number = std::to_string(i);
    REQUIRE_FALSE(ada.call("referral_source.add",
                           R"({"code":"c)" + number + R"(","name":"C)" + number + R"("})")
                      .refused);
    const std::string day = std::to_string(2000 + i % 20) + "-0" + std::to_string(1 + i % 6);
    REQUIRE_FALSE(ada.call("lead.create", R"({"given_name":"Eve","created_at":")" + day +
                                              R"(-01T12:00:00Z","touch":{"type":"marketing",
                                               "referral_source_id":)" +
                                              number + "}}")
                      .refused);
  }
  const auto asked = [&](const std::string& group_by, int below) {
    return ada.call("metric.query", R"({"metrics":["touches"],"group_by":)" + group_by +
                                        R"(,"suppress_below":)" + std::to_string(below) + '}');
  };
  CHECK_FALSE(asked(R"(["referral_source","month"])", 5).refused);  // 60 months of 201 lines
  const auto* const by_day = R"(["referral_source","referrer_type","day"])";
  CHECK_FALSE(asked(by_day, 0).refused);
  const Answer refused = asked(by_day, 5);  // 401 lines with those of the sources
  REQUIRE(refused.refused);
  CHECK(boost::json::parse(refused.json).at("reason") == "too_many_groups");
}

}  // namespace onward::tests
