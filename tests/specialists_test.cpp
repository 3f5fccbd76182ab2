// Referrals to specialists: the label of everything, what may be done, and when somebody is told.
#include "onward/rules/specialists.hpp"

#include <map>
#include <set>

#include "catch.hpp"
#include "chance.hpp"
#include "dates.hpp"
#include "onward/engine.hpp"
#include "onward/operations/attachments.hpp"
#include "onward/operations/dashboard.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/operations/referring_providers.hpp"
#include "onward/operations/specialist_referrals.hpp"
#include "onward/operations/system.hpp"
#include "onward/rules/access.hpp"

using namespace onward;
using namespace onward::tests;
using namespace std::chrono_literals;

namespace {

using enum SpecialistStatus;

void each_facets(FunctionRef<void(const SpecialistFacets&)> each) {
  for (auto& appointment : names<AppointmentStatus>)
    for (const bool seen : {false, true})
      for (const bool reported : {false, true}) each({appointment.value, seen, reported});
}

// The table of lifecycles A.1: what a phase is called while nothing is known, while an appointment
// is scheduled, once the patient was seen, and once the report is there.
struct Projected {
  ReferralPhase phase;
  std::array<SpecialistStatus, 4> as;
};
constexpr Projected projected[] = {
    {ReferralPhase::draft, {created, created, created, created}},
    {ReferralPhase::requested,
     {letter_sent, appointment_scheduled, appointment_completed, report_received}},
    {ReferralPhase::received,
     {letter_sent, appointment_scheduled, appointment_completed, report_received}},
    {ReferralPhase::accepted,
     {letter_sent, appointment_scheduled, appointment_completed, report_received}},
    {ReferralPhase::in_progress,
     {appointment_completed, appointment_scheduled, appointment_completed, report_received}},
    {ReferralPhase::on_hold,
     {letter_sent, appointment_scheduled, appointment_completed, report_received}},
    {ReferralPhase::completed, {closed, closed, closed, closed}},
    {ReferralPhase::declined, {cancelled, cancelled, cancelled, cancelled}},
    {ReferralPhase::withdrawn, {cancelled, cancelled, cancelled, cancelled}},
    {ReferralPhase::superseded, {cancelled, cancelled, cancelled, cancelled}},
    {ReferralPhase::expired, {cancelled, cancelled, cancelled, cancelled}},
    {ReferralPhase::failed, {closed, closed, closed, closed}},
    {ReferralPhase::error, {cancelled, cancelled, cancelled, cancelled}},
};

std::size_t column_of(const SpecialistFacets& facets) {
  if (facets.reported) return 3;
  if (facets.appointment == AppointmentStatus::scheduled) return 1;
  return facets.seen || facets.appointment == AppointmentStatus::completed ? 2 : 0;
}

// One letter for each phase, in their order: may, phase forbids, scheduled already, not scheduled.
std::string row_of(SpecialistAction action, AppointmentStatus appointment) {
  std::string out(name_of(action));
  out.resize(22, ' ');
  for (auto& phase : names<ReferralPhase>) {
    const auto no = forbids(action, phase.value, {.appointment = appointment});
    out += !no                                        ? '.'
           : *no == Reason::phase_forbids             ? 'p'
           : *no == Reason::appointment_scheduled     ? 's'
           : *no == Reason::appointment_not_scheduled ? 'n'
                                                      : '?';
  }
  return out + '\n';
}
std::string matrix_of(AppointmentStatus appointment) {
  std::string out;
  for (auto& action : names<SpecialistAction>) out += row_of(action.value, appointment);
  return out;
}

Instant at(const char* text) {
  Instant out;
  REQUIRE(parse_instant(text, out));
  return out;
}

// A practice with a specialist, a patient and a consent.
struct Practice {
  Practice()
      : engine(open_memory(), {.clock = [this] { return now; }}),
        session(engine.session({1, 1, {}})) {
    auto nobody = engine.session();
    REQUIRE(nobody.call<system_::create>(
        {.network = "N", .organization = "O", .login = "a", .name = "A"}));
    for (auto& [operation, request] : std::initializer_list<std::pair<const char*, const char*>>{
             {"policy.set", R"({"scope":"store","knobs":{"client_requires_referral":false}})"},
             {"issue.create", R"({"code":"h","name":"H"})"},
             {"client.create", R"({"details":{"given_name":"E","family_name":"H"}})"},
             {"consent.record", R"({"client_id":1})"}})
      REQUIRE_FALSE(session.call(operation, request).refused);
    REQUIRE(session.call<referring_provider::create>(
        {.details = {.provider_type = ProviderType::oral_surgeon, .family_name = "Berg"}}));
  }

  SpecialistReferralId create() {
    const auto made = session.call<specialist_referral::create>(
        {.client_id = 1, .specialist_id = 1, .issue_id = 1, .consent_id = 1, .reason = "R"});
    REQUIRE(made);
    return made.value().specialist_referral.id;
  }
  SpecialistReferralRecord get(SpecialistReferralId id) {
    const auto found = session.call<specialist_referral::get>({id});
    REQUIRE(found);
    return found.value();
  }
  std::vector<StuckRow> stuck() {
    const auto page = session.call<system_::stuck>({});
    REQUIRE(page);
    return page.value().rows;
  }
  void tick() {
    while (true) {
      const auto ticked = session.call<system_::tick>({});
      REQUIRE(ticked);
      if (!ticked.value().more) return;
    }
  }

  Instant now = Date(std::chrono::year(2025) / 3 / 3);
  Engine engine;
  Session session;
};

// Asked again, nothing of what came before answers: only an appointment that still stands is kept.
void check_new_round(const SpecialistReferralRecord& r, Instant now) {
  const auto& row = r.specialist_referral;
  const bool is_scheduled = r.referral.appointment == AppointmentStatus::scheduled;
  CHECK(r.status == (is_scheduled ? appointment_scheduled : letter_sent));
  CHECK(row.letter_sent_at == now);
  CHECK_FALSE(row.appointment_completed_at);
  CHECK_FALSE(row.report_received_at);
  CHECK_FALSE(row.report_id);
  CHECK_FALSE(row.feedback_score);
  CHECK((row.specialist_notes + row.no_report_because + row.feedback).empty());
  CHECK(row.due_at < never);
}

// One of all that may be done, also when it may not.
void act(Practice& p, Chance& chance, SpecialistReferralId id) {
  auto& s = p.session;
  const ReferralId referral = p.get(id).referral.id;
  const std::string code = chance.percent(50) ? "other" : "client_declined";
  switch (chance.below(16)) {
    case 0: return void(s.call<specialist_referral::record_letter>({.specialist_referral_id = id}));
    case 1:
    case 2:
      return void(s.call<specialist_referral::schedule>(
          {.specialist_referral_id = id,
           .starts_at = p.now + std::chrono::hours{chance.below(150) - 100}}));
    case 3:
    case 4:
      return void(
          s.call<specialist_referral::complete_appointment>({.specialist_referral_id = id}));
    case 5: return void(s.call<specialist_referral::miss_appointment>({id}));
    case 6: return void(s.call<specialist_referral::cancel_appointment>({id}));
    case 7:
      return void(s.call<specialist_referral::receive_report>(
          {.specialist_referral_id = id, .specialist_notes = "Well."}));
    case 8:
      return void(s.call<specialist_referral::close>(
          {.specialist_referral_id = id,
           .outcome = chance.percent(50) ? Outcome::successful : Outcome::unsuccessful,
           .no_report_because = chance.percent(30) ? "Lost." : ""}));
    case 9:
      if (!chance.percent(30)) return;
      return void(s.call<specialist_referral::decline>({id, {}, code}));
    case 10:
      if (!chance.percent(30)) return;
      return void(s.call<specialist_referral::cancel>({id, {}, code}));
    case 11: return void(s.call<referral::acknowledge>({.referral_id = referral}));
    case 12: return void(s.call<referral::start>({.referral_id = referral}));
    case 13: return void(s.call<referral::hold>({referral, {}, "awaiting_client"}));
    case 14: return void(s.call<referral::resume>({.referral_id = referral}));
    default: {
      const bool is_reopened = bool(s.call<referral::reopen>({referral, {}, "ended_by_mistake"}));
      if (is_reopened) check_new_round(p.get(id), p.now);
    }
  }
}

// What must hold of each at any time.
void check(const Practice& p, const SpecialistReferralRecord& r) {
  const auto& row = r.specialist_referral;
  const auto waits = awaited(r.status);
  CHECK((waits == SpecialistAlert::none) == (row.due_at == never));
  CHECK((row.alert == SpecialistAlert::none || row.alert == waits));
  if (row.alert != SpecialistAlert::none) CHECK(row.due_at > p.now);
  if (r.status != created && !is_over(r.status)) CHECK(r.referral.due_at < never);
  CHECK((r.status == created) == (r.referral.phase == ReferralPhase::draft));
  if (row.report_received_at) {
    CHECK((r.status == report_received || is_over(r.status)));
    CHECK(*row.report_received_at >= *row.letter_sent_at);
  }
  if (row.appointment_completed_at) CHECK(*row.appointment_completed_at >= *row.letter_sent_at);
}

}  // namespace

TEST_CASE("every phase with every facet has the label of the table") {
  CHECK(std::size(projected) == names<ReferralPhase>.size());
  std::set<SpecialistStatus> reached;
  for (auto& [phase, as] : projected)
    each_facets([&](const SpecialistFacets& facets) {
      INFO(name_of(phase) << ' ' << name_of(facets.appointment) << ' ' << facets.seen << ' '
                          << facets.reported);
      const auto status = specialist_status(phase, facets);
      CHECK(status == as[column_of(facets)]);
      CHECK(is_over(status) == is_finished(phase));
      reached.insert(status);
    });
  CHECK(reached.size() == names<SpecialistStatus>.size());
}

TEST_CASE("what may be done in every phase is this table") {
  // draft, requested, received, accepted, in progress, on hold; and seven that are finished
  CHECK(matrix_of(AppointmentStatus::none) ==
        "record_letter         .pppppppppppp\n"
        "schedule              p.....ppppppp\n"
        "complete_appointment  pnnnnnppppppp\n"
        "miss_appointment      pnnnnnppppppp\n"
        "cancel_appointment    pnnnnnppppppp\n"
        "receive_report        p......pppp.p\n"
        "give_feedback         p............\n"
        "close                 p.....ppppppp\n"
        "decline               p...ppppppppp\n"
        "cancel                ......ppppppp\n");
  CHECK(matrix_of(AppointmentStatus::scheduled) ==
        "record_letter         .pppppppppppp\n"
        "schedule              psssssppppppp\n"
        "complete_appointment  p.....ppppppp\n"
        "miss_appointment      p.....ppppppp\n"
        "cancel_appointment    p.....ppppppp\n"
        "receive_report        p......pppp.p\n"
        "give_feedback         p............\n"
        "close                 p.....ppppppp\n"
        "decline               p...ppppppppp\n"
        "cancel                ......ppppppp\n");
}

TEST_CASE("a letter or a visit is late at the end of the last of its calendar days") {
  const PracticeRules rules;
  const TimeZone& zone = *find_zone("America/New_York");
  const auto due = [&](SpecialistAlert alert, const char* since) {
    return format_instant(specialist_due(alert, at(since), rules, zone));
  };
  using enum SpecialistAlert;
  CHECK(due(no_appointment, "2025-03-03T14:00:00Z") == "2025-03-18T04:00:00.000000Z");
  CHECK(due(no_appointment, "2025-03-04T04:59:59Z") == "2025-03-18T04:00:00.000000Z");
  CHECK(due(no_appointment, "2025-03-04T05:00:00Z") == "2025-03-19T04:00:00.000000Z");
  CHECK(due(no_report, "2025-10-25T14:00:00Z") == "2025-11-09T05:00:00.000000Z");
  CHECK(specialist_due(none, at("2025-03-03T14:00:00Z"), rules, zone) == never);
  const PracticeRules other{.no_appointment_after_days = 1, .no_report_after_days = 30};
  CHECK(specialist_due(no_appointment, at("2025-03-03T14:00:00Z"), other, zone) ==
        at("2025-03-05T05:00:00Z"));
  CHECK(specialist_due(no_report, at("2025-03-03T14:00:00Z"), other, zone) ==
        at("2025-04-03T04:00:00Z"));
}

TEST_CASE("an act clears the alert that it resolves, and no other") {
  using enum SpecialistAlert;
  const Instant now = at("2025-03-20T00:00:00Z"), past = now - 24h, ahead = now + 24h;
  const SpecialistClock late{no_appointment, now + 72h};
  CHECK(clock_after_act(late, no_appointment, past, now) == late);
  CHECK(clock_after_act(late, no_appointment, ahead, now) == SpecialistClock{none, ahead});
  CHECK(clock_after_act(late, no_report, ahead, now) == SpecialistClock{none, ahead});
  CHECK(clock_after_act(late, no_report, past, now) == SpecialistClock{none, past});
  CHECK(clock_after_act(late, none, ahead, now) == SpecialistClock{none, never});
  CHECK(clock_after_act({none, past}, no_appointment, past, now) == SpecialistClock{none, past});
}

TEST_CASE("whoever represents a receiver stands on both sides, and nobody else does") {
  for (std::int64_t who = 1; who <= 3; ++who)
    for (const bool represented : {false, true}) {
      const Sides sides{.sender_id = 1, .receiver_id = 2, .represented = represented};
      const auto has = relation_of(OrganizationId(who), sides);
      CHECK(any_of(has, Relation::sender) == (who == 1));
      CHECK(any_of(has, Relation::receiver) == (who == 2 || (who == 1 && represented)));
      CHECK(answering(sides).value == (represented ? 1 : 2));
    }
}

TEST_CASE("a referral to a specialist that lost its timer is found") {
  Practice p;
  const auto id = p.create();
  CHECK(p.stuck().empty());
  REQUIRE(p.session.call<specialist_referral::record_letter>({.specialist_referral_id = id}));
  CHECK(p.stuck().empty());
  {
    auto row = p.get(id).specialist_referral;
    row.due_at = never;
    row.revision += 1;
    const auto t = p.engine.storage().begin(Mode::write);
    REQUIRE(t->update(Noun::specialist_referral, &row));
    REQUIRE(t->commit() == Commit::done);
  }
  const auto found = p.stuck();
  REQUIRE(found.size() == 1);
  CHECK(found[0].noun == "specialist_referral");
  CHECK(found[0].phase == "letter_sent");
  CHECK(found[0].because == StuckBecause::no_timer);
  CHECK(found[0].organization_id == 1);
}

TEST_CASE("whatever is done, every label is reached, and nothing is left without owner and timer") {
  std::map<SpecialistStatus, int> reached;
  std::int64_t alerts = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    Practice p;
    Chance chance(seed);
    std::vector<SpecialistReferralId> all;
    for (int step = 0; step < 400; ++step) {
      if (all.size() < 12 && chance.percent(15)) all.push_back(p.create());
      if (all.empty()) continue;
      act(p, chance, chance.one_of(all));
      if (chance.percent(10)) p.now += std::chrono::hours{chance.below(24 * 8)};
      p.tick();
      CHECK(p.stuck().empty());
      const auto record = p.get(chance.one_of(all));
      check(p, record);
      ++reached[record.status];
    }
    std::int64_t listed = 0;
    for (const auto id : all) {
      const auto record = p.get(id);
      listed += record.specialist_referral.alert == SpecialistAlert::none ? 0 : 1;
      alerts += record.specialist_referral.alerts;
    }
    const auto page = p.session.call<specialist_referral::list>({.alert_only = true});
    REQUIRE(page);
    CHECK(std::ssize(page.value().specialist_referrals) == listed);
    const auto counts = p.session.call<dashboard::counts>({});
    REQUIRE(counts);
    CHECK(counts.value().counts.back().count == listed);
  }
  CHECK(reached.size() == names<SpecialistStatus>.size());
  CHECK(alerts > 20);
}
