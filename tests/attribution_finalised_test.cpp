// What a case line cannot say of leads: providers before there is a directory to enter them in, and
// what holds of credit whatever is done.
#include <map>
#include <set>

#include "case_runner.hpp"
#include "catch.hpp"
#include "journal.hpp"
#include "onward/operations/attributions.hpp"
#include "onward/operations/lead_analysis.hpp"
#include "onward/operations/leads.hpp"
#include "onward/operations/referral_sources.hpp"
#include "onward/rules/lead.hpp"
#include "onward/rules/lead_credit.hpp"
#include "operations/lead_analysis.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t providers = 4;  // of the first practice; the last is deactivated
constexpr ReferringProviderId of_another{5};
constexpr std::int64_t million = 1'000'000;

// A practice with sources and a patient, and another practice.
class Practice {
 public:
  Practice() {
    CaseRunner runner(store);
    for (const auto line : {
             R"(system.create {"network":"N","organization":"Bright","login":"a","name":"Ada"})",
             "as 1 1",
             R"(policy.set {"scope":"store","knobs":{"client_requires_referral":false}})",
             R"(organization.create {"name":"Other"})",
             R"(referral_source.add {"code":"radio","name":"Radio"})",
             R"(referral_source.add {"code":"fair","name":"Fair"})",
             R"(client.create {"details":{"given_name":"Pat","family_name":"Old"}})",
         })
      REQUIRE(runner.run(line).empty());
    write([&](Tables& tables) {
      for (std::int64_t n = 1; n <= providers + 1; ++n) {
        ReferringProvider row{.organization_id = n > providers ? 2 : 1, .active = n != providers};
        if (!row.active) row.deactivated_at = store.now;
        row.details.family_name = "Dentist";
        tables.insert(row);
      }
    });
  }

  Session session() { return store.engine().session({.staff_id = 1, .organization_id = 1}); }

  void write(FunctionRef<void(Tables&)> body) {
    store.close();
    {
      const auto storage = open_sqlite({.path = store.path(), .durability = Durability::none});
      const auto transaction = storage->begin(Mode::write);
      Journal journal;
      journal.begin(*transaction);
      const auto random = [](std::span<std::byte> out) { std::ranges::fill(out, std::byte{7}); };
      const Journal::Call call{.time = store.now, .operation = "test"};
      Tables tables(*transaction, &journal, call, random);
      body(tables);
      REQUIRE(transaction->commit() == Commit::done);
    }
    store.reopen();
  }
  template <class T> std::vector<T> all(const Index& index) {
    std::vector<T> out;
    store.close();
    {
      const auto storage = open_sqlite({.path = store.path(), .durability = Durability::none});
      const auto transaction = storage->begin(Mode::read);
      Tables tables(*transaction, nullptr, {}, [](std::span<std::byte>) {});
      out = tables.all<T>(index);
    }
    store.reopen();
    return out;
  }
  ReferringProvider provider(std::int64_t number) {
    for (auto& row : all<ReferringProvider>(by::referring_provider_due))
      if (row.id.value == number) return row;
    throw std::logic_error("no such provider");
  }

  TestStore store{"sqlite"};
};

NewTouch of_provider(ReferringProviderId id, std::optional<Instant> at = {}) {
  return {.type = ReferrerType::doctor, .referring_provider_id = id, .occurred_at = at};
}

NewTouch any_touch(Chance& chance, Instant until) {
  NewTouch out{.occurred_at = until - std::chrono::hours{chance.below(2'000)}};
  switch (chance.below(5)) {
    case 0: out.type = ReferrerType::unknown; break;
    case 1: out.type = ReferrerType::self; break;
    case 2:
      out.type = ReferrerType::marketing;
      out.referral_source_id = 1 + chance.below(2);
      break;
    case 3:
      out.type = ReferrerType::patient;
      out.referring_client_id = 1;
      break;
    default:
      out.type = ReferrerType::specialist;
      out.referring_provider_id = 1 + chance.below(providers - 1);
  }
  return out;
}

AttributionModel any_model(Chance& chance) { return chance.one_of(names<AttributionModel>).value; }

std::vector<std::pair<std::int64_t, std::int64_t>> credit_of(const Attribution& a) {
  std::vector<std::pair<std::int64_t, std::int64_t>> out;
  for (auto& t : a.touches) out.emplace_back(t.touchpoint_id.value, t.credit_millionths.value());
  return out;
}

template <class Op> Reason refused(Practice& practice, const typename Op::Request& request) {
  const auto answer = practice.session().call<Op>(request);
  REQUIRE_FALSE(answer);
  return answer.refusal().reason;
}

}  // namespace

TEST_CASE("credit sums to a million, whatever touches there are") {
  Chance chance(4);
  for (int round = 0; round < 2'000; ++round) {
    std::vector<Touchpoint> touches;
    Instant at{Date(std::chrono::year(2025) / 1 / 1)};
    for (auto n = chance.below(8); n >= 0; --n) {
      at += std::chrono::hours{chance.below(500)};
      touches.push_back({.id = TouchpointId(std::ssize(touches) + 1),
                         .type = chance.one_of(names<ReferrerType>).value,
                         .referring_provider_id = chance.below(3),
                         .occurred_at = at});
    }
    CreditRules rules{.model = any_model(chance), .half_life_days = 1 + chance.below(60)};
    if (chance.percent(50)) rules.counts_from = at - std::chrono::hours{chance.below(1'000)};
    if (chance.percent(10)) rules.counts_from = at + 1h;
    const auto shared = share_credit(touches, rules);
    std::int64_t sum = 0, of_providers = 0;
    for (auto& t : shared) {
      CHECK(t.credit_millionths >= 0);
      sum += t.credit_millionths.value();
      if (t.referring_provider_id) of_providers += t.credit_millionths.value();
    }
    CHECK(sum == million);
    for (auto& [provider, credit] : credited_providers(shared)) {
      CHECK(credit > 0);
      of_providers -= credit;
    }
    CHECK(of_providers == 0);
    if (rules.counts_from && *rules.counts_from > at) {
      CHECK(shared.size() == 1);
      CHECK(shared.front().touchpoint_id == TouchpointId());
    }
  }
}

TEST_CASE("the credit of providers is what the newest attributions say, whatever was corrected") {
  Practice practice;
  Chance chance(7);
  std::vector<LeadId> converted;
  for (int round = 0; round < 300; ++round) {
    practice.store.now += std::chrono::hours{1 + chance.below(40)};
    auto session = practice.session();
    const auto made = session.call<lead::create>(
        {.given_name = "Eve", .touch = any_touch(chance, practice.store.now)});
    REQUIRE(made);
    const LeadId id = made.value().lead.id;
    for (auto n = chance.below(4); n > 0; --n)
      REQUIRE(session.call<touchpoint::add>({id, any_touch(chance, practice.store.now)}));
    if (chance.percent(20))
      REQUIRE(session.call<touchpoint::correct>({.touchpoint_id = made.value().touchpoints[0].id,
                                                 .because = "Wrong.",
                                                 .touch = any_touch(chance, practice.store.now)}));
    if (chance.percent(30)) continue;
    REQUIRE(session.call<lead::convert>(
        {.lead_id = id, .details = ClientDetails{.given_name = "Eve", .family_name = "Hill"}}));
    converted.push_back(id);
    while (chance.percent(60)) {
      const LeadId corrected = chance.recent_of(converted);
      const auto before = session.call<attribution::get>({.lead_id = corrected});
      REQUIRE(before);
      CorrectAttribution in{.lead_id = corrected, .because = "Chance."};
      if (chance.percent(50)) in.model = any_model(chance);
      if (chance.percent(30)) in.window_days = chance.below(60);
      const Instant latest = before.value().finalized_at;
      if (!in.model && !in.window_days) in.add = {any_touch(chance, latest - 100h)};
      const auto answer = session.call<attribution::correct>(in);
      if (!answer) CHECK(answer.refusal().reason == Reason::touch_after_conversion);
    }
  }

  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> expected, found;
  std::map<std::int64_t, Attribution> newest;
  for (auto& a : practice.all<Attribution>(by::attribution_lead)) newest[a.lead_id.value] = a;
  CHECK(newest.size() == converted.size());
  for (auto& [lead, a] : newest) {
    std::int64_t sum = 0;
    for (auto& t : a.touches) {
      sum += t.credit_millionths.value();
      if (t.referring_provider_id && t.credit_millionths > 0)
        expected[{lead, t.referring_provider_id.value}] += *t.credit_millionths;
    }
    CHECK(sum == million);
  }
  for (auto& row : practice.all<ProviderCredit>(by::provider_credit_lead)) {
    CHECK(row.client_id);
    found[{row.lead_id.value, row.referring_provider_id.value}] = row.credit_millionths;
  }
  CHECK(found == expected);
  CHECK(expected.size() > 50);

  // Providers have counted the people of the touches that stand.
  std::map<std::int64_t, std::set<LeadId>> sent;
  std::map<std::int64_t, std::set<Instant>> when;
  for (auto& t : practice.all<Touchpoint>(by::touchpoint_provider)) {
    if (t.voided_at) continue;
    sent[t.referring_provider_id.value].insert(t.lead_id);
    when[t.referring_provider_id.value].insert(t.occurred_at);
  }
  for (std::int64_t n = 1; n < providers; ++n) {
    const auto provider = practice.provider(n);
    CHECK(provider.referrals == std::ssize(sent[n]));
    CHECK(provider.referrals > 20);
    CHECK(provider.first_referral_at == *when[n].begin());
    CHECK(provider.last_referral_at == *when[n].rbegin());
  }
}

TEST_CASE("a correction that is corrected back gives the credit of before") {
  Practice practice;
  Chance chance(11);
  for (int round = 0; round < 60; ++round) {
    practice.store.now += 24h;
    auto session = practice.session();
    const auto made = session.call<lead::create>(
        {.given_name = "Eve", .touch = any_touch(chance, practice.store.now)});
    REQUIRE(made);
    const LeadId id = made.value().lead.id;
    for (auto n = chance.below(5); n > 0; --n)
      REQUIRE(session.call<touchpoint::add>({id, any_touch(chance, practice.store.now)}));
    const auto first = session.call<lead::convert>(
        {.lead_id = id, .details = ClientDetails{.given_name = "Eve", .family_name = "Hill"}});
    REQUIRE(first);
    const Attribution& before = first.value().attribution;
    const auto other =
        session.call<attribution::correct>({.lead_id = id,
                                            .because = "There.",
                                            .add = {any_touch(chance, practice.store.now)},
                                            .model = any_model(chance),
                                            .window_days = 1 + chance.below(30),
                                            .half_life_days = 3});
    REQUIRE(other);
    const auto touches = session.call<lead::get>({id});
    REQUIRE(touches);
    TouchpointId added;
    for (auto& t : touches.value().touchpoints) added = std::max(added, t.id);
    const auto back = session.call<attribution::correct>({.lead_id = id,
                                                          .because = "Back.",
                                                          .void_touchpoint_ids = {added},
                                                          .model = before.model,
                                                          .window_days = before.window_days});
    REQUIRE(back);
    CHECK(credit_of(back.value()) == credit_of(before));
    CHECK(back.value().version == 3);
    const auto old = session.call<attribution::get>({.lead_id = id, .version = 1});
    REQUIRE(old);
    CHECK(credit_of(old.value()) == credit_of(before));
  }
}

TEST_CASE("a touch names a provider of the own directory who is active, whatever their type") {
  Practice practice;
  const auto create = [](NewTouch touch) {
    return CreateLead{.given_name = "Eve", .touch = std::move(touch)};
  };
  CHECK(refused<lead::create>(practice, create(of_provider(of_another))) == Reason::not_found);
  CHECK(refused<lead::create>(practice, create(of_provider(providers))) ==
        Reason::referrer_inactive);
  auto as_patient = of_provider(1);
  as_patient.type = ReferrerType::family;
  CHECK(refused<lead::create>(practice, create(as_patient)) == Reason::referrer_of_another_type);
  for (const auto type : {ReferrerType::doctor, ReferrerType::specialist}) {
    auto touch = of_provider(1);
    touch.type = type;
    CHECK(practice.session().call<lead::create>(create(touch)));
  }
}

TEST_CASE("a provider counts whom they sent once, and counts again when a touch was wrong") {
  Practice practice;
  const Instant start = practice.store.now;
  practice.write([](Tables& tables) {
    auto provider = tables.known<ReferringProvider>(ReferringProviderId(1));
    provider.standing = RelationshipStanding::dormant;
    provider.last_referral_at = Instant{};
    tables.update(provider);
  });
  practice.store.now += 100h;
  auto session = practice.session();
  const auto eve =
      session.call<lead::create>({.given_name = "Eve", .touch = of_provider(1, start + 10h)});
  REQUIRE(eve);
  const LeadId id = eve.value().lead.id;
  const auto again = session.call<touchpoint::add>({id, of_provider(1, start + 20h)});
  REQUIRE(again);
  REQUIRE(session.call<lead::create>({.given_name = "Ann", .touch = of_provider(1, start + 5h)}));
  auto provider = practice.provider(1);
  CHECK(provider.referrals == 2);
  CHECK(provider.first_referral_at == start + 5h);
  CHECK(provider.last_referral_at == start + 20h);
  CHECK(provider.standing == RelationshipStanding::dormant);  // until tick has looked
  CHECK(provider.due_at == practice.store.now);

  session = practice.session();
  REQUIRE(session.call<touchpoint::void_>({again.value().id, "Wrong."}));
  provider = practice.provider(1);
  CHECK(provider.referrals == 2);
  CHECK(provider.last_referral_at == start + 10h);
  session = practice.session();
  REQUIRE(session.call<touchpoint::correct>(
      {eve.value().touchpoints[0].id, "It was another.", of_provider(2, start + 30h)}));
  provider = practice.provider(1);
  CHECK(provider.referrals == 1);
  CHECK(provider.last_referral_at == start + 5h);
  CHECK(practice.provider(2).referrals == 1);
}

TEST_CASE("merging patients, and undoing it, moves no credit") {
  Practice practice;
  auto session = practice.session();
  CaseRunner runner(practice.store);
  REQUIRE(runner.run("as 1 1").empty());
  for (int n = 0; n < 2; ++n) {
    const auto made = session.call<lead::create>({.given_name = "Eve", .touch = of_provider(1)});
    REQUIRE(made);
    REQUIRE(session.call<lead::convert>(
        {.lead_id = made.value().lead.id,
         .details = ClientDetails{.given_name = "Eve", .family_name = "Hill"}}));
  }
  const auto credited = [&] {
    std::int64_t out = 0;
    for (auto& row : practice.all<ProviderCredit>(by::provider_credit_lead))
      out += row.credit_millionths;
    return out;
  };
  CHECK(credited() == 2 * million);
  CHECK(runner.run(R"(client.merge {"survivor_id":2,"client_id":3,"revision":1})").empty());
  CHECK(credited() == 2 * million);
  const auto of = [&](ClientId id) {
    const auto answer = practice.session().call<lead::list_of_client>({id});
    REQUIRE(answer);
    return answer.value().leads.size();
  };
  CHECK(of(2) == 2);
  CHECK(of(3) == 2);
  CHECK(runner.run(R"(client.unmerge {"client_id":3})").empty());
  CHECK(credited() == 2 * million);
  CHECK(of(2) == 1);
}

TEST_CASE("people who were merged are one source when models are compared") {
  Practice practice;
  CaseRunner runner(practice.store);
  REQUIRE(runner.run("as 1 1").empty());
  REQUIRE(
      runner.run(R"(client.create {"details":{"given_name":"Pet","family_name":"Old"}})").empty());
  for (const std::int64_t referrer : {1, 2}) {
    const auto made = practice.session().call<lead::create>(
        {.given_name = "Eve",
         .touch = {.type = ReferrerType::patient, .referring_client_id = referrer}});
    REQUIRE(made);
    REQUIRE(practice.session().call<lead::convert>(
        {.lead_id = made.value().lead.id,
         .details = ClientDetails{.given_name = "Eve", .family_name = "Hill"}}));
  }
  const auto sources = [&] {
    const auto answer = practice.session().call<attribution::compare>(
        {.from = Date(std::chrono::year(2024) / 12 / 1),
         .until = Date(std::chrono::year(2025) / 2 / 1)});
    REQUIRE(answer);
    return answer.value().sources_total;
  };
  CHECK(sources() == 2);
  REQUIRE(runner.run(R"(client.merge {"survivor_id":1,"client_id":2,"revision":1})").empty());
  CHECK(sources() == 1);
}

TEST_CASE("a lead has at most 200 touches") {
  Practice practice;
  auto session = practice.session();
  const auto made =
      session.call<lead::create>({.given_name = "Eve", .touch = {.type = ReferrerType::unknown}});
  REQUIRE(made);
  const AddTouchpoint one_more{made.value().lead.id, {.type = ReferrerType::self}};
  for (std::size_t n = 1; n < touches_max; ++n) REQUIRE(session.call<touchpoint::add>(one_more));
  CHECK(refused<touchpoint::add>(practice, one_more) == Reason::too_many_touches);
  REQUIRE(session.call<lead::convert>(
      {.lead_id = made.value().lead.id,
       .details = ClientDetails{.given_name = "Eve", .family_name = "Hill"}}));
  CHECK(refused<attribution::correct>(
            practice,
            {.lead_id = made.value().lead.id, .because = "One more.", .add = {one_more.touch}}) ==
        Reason::too_many_touches);
}

TEST_CASE("an analysis of too many leads is refused") {
  Practice practice;
  const Instant at = practice.store.now;
  practice.write([&](Tables& tables) {
    for (std::int64_t n = 0; n <= analysed_leads_max; ++n) {
      Lead lead{.organization_id = 1, .phase = LeadPhase::lost, .created_at = at};
      tables.insert(lead);
    }
  });
  const Date from{std::chrono::year(2025) / 1 / 1}, until{std::chrono::year(2025) / 1 / 2};
  CHECK(refused<lead::sources>(practice, {from, until}) == Reason::period_too_large);
  CHECK(refused<attribution::compare>(practice, {from, until}) == Reason::period_too_large);
  CHECK(practice.session().call<lead::sources>({until, until + std::chrono::days{1}}));
}

TEST_CASE("milestones lie between those before and those behind, and money has a currency") {
  const Date heard{std::chrono::year(2025) / 3 / 1};
  const auto day = [&](int n) { return heard + std::chrono::days{n}; };
  Lead lead{.consulted_on = day(5), .treatment_completed_on = day(20)};
  auto bounds = bounds_of(Milestone::treatment_start, heard, lead);
  CHECK(bounds.not_before == day(5));
  CHECK(bounds.not_after == day(20));
  bounds = bounds_of(Milestone::consultation, heard, lead);
  CHECK(bounds.not_before == heard);
  CHECK(bounds.not_after == day(20));
  lead.treatment_started_on = day(7);
  CHECK(bounds_of(Milestone::consultation, heard, lead).not_after == day(7));
  CHECK(bounds_of(Milestone::treatment_completion, heard, lead).not_before == day(7));
  CHECK_FALSE(bounds_of(Milestone::treatment_completion, heard, lead).not_after);

  for (const auto code : {"USD", "EUR", "JPY", "ZWG"}) CHECK(is_currency(code));
  for (const auto code : {"", "usd", "US", "USDX", "XTS", "XAU"}) CHECK_FALSE(is_currency(code));
  CHECK_FALSE(money_fault({}, ""));
  CHECK_FALSE(money_fault(0, "USD"));
  CHECK(money_fault(0, "")->reason == Reason::currency_missing);
  CHECK(money_fault({}, "USD")->reason == Reason::value_missing);
}
