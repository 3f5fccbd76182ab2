// Figures follow the journal: asked day by day, after a rebuild from nothing, and from kept facts,
// they are the same to the last bit.
#include <boost/json.hpp>

#include "case_runner.hpp"
#include "catch.hpp"
#include "folder.hpp"
#include "hash.hpp"
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
};

// What the store's first administrator is answered; which entries were counted is left out, since
// every question adds one.
std::vector<std::string> answers(Engine& engine) {
  std::vector<std::string> out;
  Session session = engine.session({.staff_id = 1, .organization_id = 1});
  for (const auto question : questions) {
    const Answer answer = session.call("metric.query", question);
    INFO(answer.json);
    REQUIRE_FALSE(answer.refused);
    out.push_back(boost::json::serialize(boost::json::parse(answer.json).at("groups")));
  }
  return out;
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
  for (const std::string kind : {"need", "referral", "client", "lead", "touch"})
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
  std::vector<std::string> followed;
  {
    Engine engine(open(file), simulation.host());
    simulation.run(engine, [&](std::int64_t done, std::int64_t) {
      if (done % 10 == 1) answers(engine);
      return true;
    });
    followed = answers(engine);
    CHECK_FALSE(is_kept(engine));
  }
  for (auto& groups : followed) CHECK(groups.size() > 200);
  {
    Engine rebuilt(open(file), simulation.host());
    CHECK(answers(rebuilt) == followed);
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
  SECTION("a page that is lost is folded again") {
    auto t = kept.storage().begin(Mode::write);
    t->erase_blob("0/figures/referral/0");
    REQUIRE(t->commit() == Commit::done);
    t.reset();
    CHECK(answers_again() == followed);
  }
  SECTION("a bit that flips in any page is noticed, and all is folded again") {
    const auto pages = kept_pages(kept);
    CHECK(pages.size() >= 5);
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
    const std::string key = "0/figures/need/0";
    Bytes nothing(kept_pages(kept).at(key).size());
    const Hash digest = Sha256()
                            .update(std::as_bytes(std::span(key)))
                            .update(std::span(nothing).subspan(digest_size))
                            .finish();
    std::ranges::copy(digest, nothing.begin());
    write_page(kept, key, nothing);
    CHECK(answers_again() != followed);
  }
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

}  // namespace onward::tests
