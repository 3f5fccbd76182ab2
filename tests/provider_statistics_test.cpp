// What a provider sends and what became of it, from rows that leads and referrals leave behind.
#include "catch.hpp"
#include "onward/engine.hpp"
#include "onward/operations/provider_history.hpp"
#include "onward/operations/system.hpp"

using namespace onward;
using namespace onward::tests;
using namespace std::chrono_literals;

namespace {

Instant at(int year, unsigned month, unsigned day, std::chrono::hours hour = 12h) {
  return Date(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)) + hour;
}

struct Practice {
  Practice()
      : engine(open_memory(), Host{.clock = [] { return at(2025, 6, 1); }}),
        session(engine.session({1, 1, {}})) {
    auto nobody = engine.session();
    REQUIRE(nobody.call<system_::create>({.network = "N",
                                          .organization = "O",
                                          .time_zone = "America/New_York",
                                          .login = "a",
                                          .name = "A"}));
    auto made = session.call<referring_provider::create>(
        {.details = {.provider_type = ProviderType::periodontist, .family_name = "Hill"}});
    REQUIRE(made);
    provider = made.value().provider.id;
  }

  template <Kept T> decltype(T::id) put(T row) {
    const auto transaction = engine.storage().begin(Mode::write);
    row.id = transaction->next_id(noun_of<T>);
    row.revision = 1;
    transaction->insert(noun_of<T>, &row);
    REQUIRE(transaction->commit() == Commit::done);
    return row.id;
  }
  LeadId lead(Lead row) {
    row.organization_id = 1;
    return put(std::move(row));
  }
  TouchpointId touch(LeadId whose, Instant when, std::optional<Instant> voided = {}) {
    return put(Touchpoint{.organization_id = 1,
                          .lead_id = whose,
                          .type = ReferrerType::specialist,
                          .referring_provider_id = provider,
                          .occurred_at = when,
                          .recorded_by = 1,
                          .recorded_at = when,
                          .voided_at = voided});
  }
  // The rest is nobody's. The lead names version 1.
  void credit(LeadId whose, std::int64_t millionths) {
    put(ProviderCredit{
        .referring_provider_id = provider, .lead_id = whose, .credit_millionths = millionths});
    put(Attribution{.organization_id = 1,
                    .lead_id = whose,
                    .version = 1,
                    .touches = {{.type = ReferrerType::specialist,
                                 .referring_provider_id = provider,
                                 .credit_millionths = millionths},
                                {.credit_millionths = 1'000'000 - millionths}}});
  }
  // Written a month before it was sent.
  void send(ClientId whom, ReferralPhase phase, std::optional<Instant> when) {
    const auto referral = put(Referral{.sender_id = 1, .phase = phase});
    put(SpecialistReferral{.organization_id = 1,
                           .specialist_id = provider,
                           .client_id = whom,
                           .referral_id = referral,
                           .created_by = 1,
                           .created_at = when.value_or(at(2025, 5, 2)) - std::chrono::days(30),
                           .asked_at = when});
  }
  ProviderStatistics statistics(std::optional<Date> from = {}, std::optional<Date> until = {}) {
    auto out = session.call<referring_provider::statistics>(
        {.referring_provider_id = provider, .from = from, .until = until});
    REQUIRE(out);
    return out.value();
  }

  Engine engine;
  Session session;
  ReferringProviderId provider{};
};

Date day(int year, unsigned month, unsigned number) {
  return Date(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(number));
}

}  // namespace

TEST_CASE("referrals are people: who was sent twice counts once, and what was voided does not") {
  Practice p;
  const auto eve = p.lead({.phase = LeadPhase::converted,
                           .family_name = "Eve",
                           .consulted_on = day(2025, 3, 1),
                           .treatment_started_on = day(2025, 3, 5),
                           .treatment_value_minor_units = 333'333,
                           .currency = "USD",
                           .attribution_version = 1});
  const auto bob = p.lead({.phase = LeadPhase::converted,
                           .treatment_started_on = day(2025, 4, 5),
                           .treatment_value_minor_units = 100'001,
                           .currency = "USD",
                           .attribution_version = 1});
  const auto cid = p.lead({.phase = LeadPhase::converted,
                           .treatment_started_on = day(2025, 4, 5),
                           .treatment_completed_on = day(2025, 5, 5)});
  const auto dot = p.lead({.phase = LeadPhase::lost});
  const auto ann = p.lead({.phase = LeadPhase::open});
  p.touch(eve, at(2025, 2, 1));
  p.touch(eve, at(2025, 4, 1));
  p.touch(bob, at(2025, 3, 1));
  p.touch(cid, at(2025, 3, 2));
  p.touch(dot, at(2025, 5, 20));
  p.touch(ann, at(2025, 5, 30), at(2025, 5, 31));
  p.credit(eve, 333'333);
  p.credit(bob, 500'000);
  p.credit(cid, 1'000'000);

  const auto all = p.statistics();
  CHECK(all.referrals_total == 4);
  CHECK(all.referrals == 4);
  CHECK(all.converted == 3);
  CHECK(all.consulted == 1);
  CHECK(all.treatment_started == 3);
  CHECK(all.treatment_completed == 1);
  CHECK(all.started_without_value == 1);
  CHECK(all.credit_millionths == 1'833'333);
  // 111,110.9 and 50,000.5 of the two: the larger remainder gets what is left of the first, and of
  // equal ones the first touch does; the rest of both is nobody's, and nothing is lost.
  REQUIRE(all.credited_value.size() == 1);
  CHECK(all.credited_value[0].currency == "USD");
  CHECK(all.credited_value[0].minor_units == 161'112);
  CHECK(all.first_referral_at == at(2025, 2, 1));
  CHECK(all.last_referral_at == at(2025, 5, 20));
  CHECK(all.days_since_last == 12);
}

TEST_CASE("a period is one of the practice's days, and counts people by their first touch") {
  Practice p;
  // Midnight in New York is four o'clock in UTC.
  p.touch(p.lead({}), at(2025, 4, 1, 3h));
  p.touch(p.lead({}), at(2025, 4, 1, 4h));
  const auto back = p.lead({});
  p.touch(back, at(2025, 1, 1));
  p.touch(back, at(2025, 4, 10));
  p.touch(p.lead({}), at(2025, 5, 1, 4h));
  p.send(1, ReferralPhase::completed, at(2025, 4, 2));
  p.send(2, ReferralPhase::completed, at(2025, 4, 3));
  p.send(3, ReferralPhase::declined, at(2025, 4, 4));
  p.send(4, ReferralPhase::draft, std::nullopt);
  p.send(4, ReferralPhase::withdrawn, std::nullopt);
  p.send(4, ReferralPhase::error, at(2025, 4, 4));
  p.send(5, ReferralPhase::completed, at(2025, 5, 4));
  const auto april = p.statistics(day(2025, 4, 1), day(2025, 5, 1));
  CHECK(april.referrals == 1);
  CHECK(april.referrals_total == 4);
  CHECK(april.sent_by_us == 3);
  REQUIRE(april.sent_by_us_by_phase.size() == 2);
  CHECK(april.sent_by_us_by_phase[0].name == "completed");
  CHECK(april.sent_by_us_by_phase[0].count == 2);
  CHECK(april.sent_by_us_by_phase[1].name == "declined");
  CHECK(april.balance == -2);
  CHECK(april.reciprocity == Reciprocity::balanced);
  CHECK(p.statistics().sent_by_us == 4);
}

TEST_CASE("one patient who is sent six times was sent once, and stands as the last time") {
  Practice p;
  for (unsigned number = 1; number <= 5; ++number)
    p.send(1, ReferralPhase::completed, at(2025, 4, number));
  p.send(1, ReferralPhase::declined, at(2025, 5, 1));
  p.send(2, ReferralPhase::withdrawn, std::nullopt);
  const auto all = p.statistics();
  CHECK(all.sent_by_us == 1);
  REQUIRE(all.sent_by_us_by_phase.size() == 1);
  CHECK(all.sent_by_us_by_phase[0].name == "declined");
  CHECK(all.balance == -1);
  CHECK(all.reciprocity == Reciprocity::balanced);
  CHECK(p.statistics(day(2025, 4, 1), day(2025, 5, 1)).sent_by_us_by_phase[0].name == "completed");
}

TEST_CASE("one side sends more when chance does not explain it") {
  CHECK(reciprocity_of(0, 0) == Reciprocity::none);
  CHECK(reciprocity_of(5, 0) == Reciprocity::balanced);
  CHECK(reciprocity_of(6, 0) == Reciprocity::they_send_more);
  CHECK(reciprocity_of(0, 6) == Reciprocity::we_send_more);
  CHECK(reciprocity_of(60, 40) == Reciprocity::balanced);
  CHECK(reciprocity_of(61, 39) == Reciprocity::they_send_more);
  CHECK(reciprocity_of(0, INT64_MAX) == Reciprocity::we_send_more);
  for (std::int64_t a = 0; a < 60; ++a)
    for (std::int64_t b = 0; b < 60; ++b) {
      const auto there = reciprocity_of(a, b), back = reciprocity_of(b, a);
      CHECK((there == Reciprocity::they_send_more) == (back == Reciprocity::we_send_more));
      CHECK((there == Reciprocity::balanced) == (back == Reciprocity::balanced));
    }
}

TEST_CASE("who came through a provider is listed with the lead as it stands") {
  Practice p;
  const auto eve = p.lead({.phase = LeadPhase::converted,
                           .given_name = "Eve",
                           .family_name = "Hill",
                           .client_id = 7,
                           .converted_at = at(2025, 3, 1)});
  p.touch(eve, at(2025, 2, 1));
  p.touch(p.lead({}), at(2025, 2, 2), at(2025, 2, 3));
  p.credit(eve, 400'000);
  auto first = p.session.call<referring_provider::list_referrals>(
      {.referring_provider_id = p.provider, .limit = 1});
  REQUIRE(first);
  REQUIRE(first.value().referrals.size() == 1);
  const auto& line = first.value().referrals.front();
  CHECK(line.family_name == "Hill");
  CHECK(line.phase == LeadPhase::converted);
  CHECK(line.client_id == ClientId(7));
  CHECK(line.credit_millionths == 400'000);
  CHECK_FALSE(line.voided);
  auto second = p.session.call<referring_provider::list_referrals>(
      {.referring_provider_id = p.provider, .limit = 1, .cursor = first.value().cursor});
  REQUIRE(second);
  REQUIRE(second.value().referrals.size() == 1);
  CHECK(second.value().referrals.front().voided);
}

TEST_CASE("a history is the same in pages of any size") {
  Practice p;
  for (int i = 0; i < 25; ++i) p.touch(p.lead({}), at(2025, 1, 1) + std::chrono::hours(i / 4));
  for (int i = 0; i < 3; ++i) p.send(i + 1, ReferralPhase::requested, at(2025, 1, 1) + 2h);
  REQUIRE(
      p.session.call<referring_provider::record_contact>({.referring_provider_id = p.provider,
                                                          .contacted_at = at(2025, 1, 1) + 1h,
                                                          .responded_at = at(2025, 1, 1) + 3h}));
  std::vector<std::pair<ProviderEventKind, std::int64_t>> whole;
  for (const std::int64_t limit : {500, 1, 2, 3, 7}) {
    std::vector<std::pair<ProviderEventKind, std::int64_t>> found;
    std::string cursor;
    Instant last{};
    do {
      auto page = p.session.call<referring_provider::history>(
          {.referring_provider_id = p.provider, .limit = limit, .cursor = cursor});
      REQUIRE(page);
      CHECK(std::ssize(page.value().events) <= limit);
      for (auto& e : page.value().events) {
        CHECK(e.at >= last);
        last = e.at;
        found.emplace_back(e.kind, e.id);
      }
      cursor = page.value().cursor;
    } while (!cursor.empty());
    if (whole.empty()) whole = found;
    CHECK(found.size() == 25 + 3 + 2 + 1);
    CHECK(found == whole);
  }
}
