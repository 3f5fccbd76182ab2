// Referrals to specialists: the label of everything, what may be done, and when somebody is told.
#include "onward/rules/specialists.hpp"

#include <algorithm>
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
    for (unsigned bits = 0; bits < 16; ++bits)
      each({.appointment = appointment.value,
            .written_to = (bits & 1) != 0,
            .seen = (bits & 2) != 0,
            .reported = (bits & 4) != 0,
            .awaits_another = (bits & 8) != 0});
}

// The table of lifecycles A.1: what a phase is called without a letter, while nothing else is
// known, while an appointment is scheduled, once the patient was seen, and once the report is
// there.
struct Projected {
  ReferralPhase phase;
  std::array<SpecialistStatus, 5> as;
};
constexpr std::array<SpecialistStatus, 5> by_facets{created, letter_sent, appointment_scheduled,
                                                    appointment_completed, report_received};
constexpr std::array<SpecialistStatus, 5> all_closed{closed, closed, closed, closed, closed};
constexpr std::array<SpecialistStatus, 5> all_cancelled{cancelled, cancelled, cancelled, cancelled,
                                                        cancelled};
constexpr Projected projected[] = {
    {ReferralPhase::draft, {created, created, created, created, created}},
    {ReferralPhase::requested, by_facets},
    {ReferralPhase::received, by_facets},
    {ReferralPhase::accepted, by_facets},
    {ReferralPhase::in_progress, by_facets},
    {ReferralPhase::on_hold, by_facets},
    {ReferralPhase::completed, all_closed},
    {ReferralPhase::declined, all_cancelled},
    {ReferralPhase::withdrawn, all_cancelled},
    {ReferralPhase::superseded, all_cancelled},
    {ReferralPhase::expired, all_cancelled},
    {ReferralPhase::failed, all_closed},
    {ReferralPhase::error, all_cancelled},
};

std::size_t column_of(const SpecialistFacets& facets) {
  if (facets.reported && !facets.awaits_another) return 4;
  if (facets.appointment == AppointmentStatus::scheduled) return 2;
  if (facets.seen || facets.appointment == AppointmentStatus::completed) return 3;
  return facets.written_to ? 1 : 0;
}

// One letter for each phase, in their order: may, phase forbids, scheduled already, not scheduled,
// nothing to take back, something later first.
std::string row_of(SpecialistAction action, const SpecialistFacets& facets) {
  std::string out(name_of(action));
  out.resize(22, ' ');
  for (auto& phase : names<ReferralPhase>) {
    const auto no = forbids(action, phase.value, facets);
    out += !no                                        ? '.'
           : *no == Reason::phase_forbids             ? 'p'
           : *no == Reason::appointment_scheduled     ? 's'
           : *no == Reason::appointment_not_scheduled ? 'n'
           : *no == Reason::milestone_missing         ? 'm'
           : *no == Reason::later_milestone_recorded  ? 'l'
                                                      : '?';
  }
  return out + '\n';
}
std::string matrix_of(AppointmentStatus appointment) {
  std::string out;
  for (auto& action : names<SpecialistAction>)
    out += row_of(action.value, {.appointment = appointment, .asked = true});
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
  CHECK(r.status == (is_scheduled ? appointment_scheduled : created));
  CHECK_FALSE(row.letter_sent_at);
  CHECK(r.referral.requested_at == now);
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
  switch (chance.below(18)) {
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
    case 15: return void(s.call<specialist_referral::undo_visit>({id}));
    case 16: return void(s.call<specialist_referral::undo_report>({id}));
    default: {
      const bool is_reopened = bool(s.call<referral::reopen>({referral, {}, "ended_by_mistake"}));
      if (is_reopened) check_new_round(p.get(id), p.now);
    }
  }
}

// What must hold of each at any time.
void check(const Practice& p, const SpecialistReferralRecord& r) {
  const auto& row = r.specialist_referral;
  const auto waits = awaited(r.status, row.letter_sent_at.has_value());
  const bool is_draft = r.referral.phase == ReferralPhase::draft;
  CHECK((waits == SpecialistAlert::none) == (row.due_at == never));
  CHECK((row.alert == SpecialistAlert::none || row.alert == waits));
  if (row.alert != SpecialistAlert::none) CHECK(row.due_at > p.now);
  if (!is_draft && !is_over(r.status)) CHECK(r.referral.due_at < never);
  if (is_draft) CHECK((r.status == created && !row.asked_at && !row.letter_sent_at));
  if (r.status == created) CHECK_FALSE(row.letter_sent_at);
  if (row.letter_sent_at) CHECK(row.asked_at <= row.letter_sent_at);
  if (is_over(r.status)) CHECK(r.referral.appointment != AppointmentStatus::scheduled);
  if (row.seen_by_report) CHECK((row.appointment_completed_at && row.report_received_at));
  if (row.report_received_at) CHECK(r.status >= appointment_scheduled);
  // Nobody was seen before the day on which they are to be.
  const bool is_ahead =
      r.appointment && r.status == appointment_scheduled && r.appointment->starts_at > p.now + 24h;
  if (is_ahead && row.appointment_completed_at)
    CHECK(*row.appointment_completed_at < r.appointment->starts_at);
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
        "record_letter         ......ppppppp\n"
        "schedule              ......ppppppp\n"
        "complete_appointment  pnnnnnppppppp\n"
        "miss_appointment      pnnnnnppppppp\n"
        "cancel_appointment    pnnnnnppppppp\n"
        "receive_report        p............\n"
        "give_feedback         p............\n"
        "close                 p.....ppppppp\n"
        "decline               p...ppppppppp\n"
        "cancel                ......ppppppp\n"
        "undo_visit            pmmmmmppppppp\n"
        "undo_report           pmmmmmppppppp\n");
  CHECK(matrix_of(AppointmentStatus::scheduled) ==
        "record_letter         ......ppppppp\n"
        "schedule              ssssssppppppp\n"
        "complete_appointment  p.....ppppppp\n"
        "miss_appointment      p.....ppppppp\n"
        "cancel_appointment    p.....ppppppp\n"
        "receive_report        p............\n"
        "give_feedback         p............\n"
        "close                 p.....ppppppp\n"
        "decline               p...ppppppppp\n"
        "cancel                ......ppppppp\n"
        "undo_visit            pmmmmmppppppp\n"
        "undo_report           pmmmmmppppppp\n");
  // What was never sent is reported by nobody.
  CHECK(row_of(SpecialistAction::receive_report, {}) == "receive_report        p.....ppppppp\n");
  CHECK(row_of(SpecialistAction::give_feedback, {}) == "give_feedback         p.....ppppppp\n");
  // What was recorded last is taken back first.
  const SpecialistFacets seen{.seen = true}, reported{.seen = true, .reported = true};
  SpecialistFacets later = reported;
  later.awaits_another = true;
  CHECK(row_of(SpecialistAction::undo_visit, seen) == "undo_visit            p.....ppppppp\n");
  CHECK(row_of(SpecialistAction::undo_visit, reported) == "undo_visit            plllllppppppp\n");
  CHECK(row_of(SpecialistAction::undo_visit, later) == "undo_visit            p.....ppppppp\n");
  CHECK(row_of(SpecialistAction::undo_report, reported) == "undo_report           p.....ppppppp\n");
}

TEST_CASE("a letter or a visit is late at the end of the last of its calendar days") {
  const PracticeRules rules;
  const TimeZone& zone = *find_zone("America/New_York");
  const auto due = [&](SpecialistAlert alert, const char* since) {
    return format_instant(specialist_due(alert, at(since), Urgency::routine, rules, {}, zone));
  };
  using enum SpecialistAlert;
  CHECK(due(no_appointment, "2025-03-03T14:00:00Z") == "2025-03-18T04:00:00.000000Z");
  CHECK(due(no_appointment, "2025-03-04T04:59:59Z") == "2025-03-18T04:00:00.000000Z");
  CHECK(due(no_appointment, "2025-03-04T05:00:00Z") == "2025-03-19T04:00:00.000000Z");
  CHECK(due(no_report, "2025-10-25T14:00:00Z") == "2025-11-09T05:00:00.000000Z");
  CHECK(due(none, "2025-03-03T14:00:00Z") == format_instant(never));
  const PracticeRules other{.no_appointment_after_days = 1, .no_report_after_days = 30};
  const auto other_due = [&](SpecialistAlert alert) {
    return specialist_due(alert, at("2025-03-03T14:00:00Z"), Urgency::urgent, other, {}, zone);
  };
  CHECK(other_due(no_appointment) == at("2025-03-05T05:00:00Z"));
  CHECK(other_due(no_report) == at("2025-04-03T04:00:00Z"));
}

TEST_CASE("a draft is late after working days of the practice, by urgency") {
  const TimeZone& zone = *find_zone("America/New_York");
  const std::array holidays{Date(std::chrono::year(2025) / 3 / 4)};
  const auto due = [&](Urgency urgency, const Calendar& calendar = {}) {
    return format_instant(specialist_due(SpecialistAlert::no_letter, at("2025-03-03T14:00:00Z"),
                                         urgency, {}, calendar, zone));
  };
  CHECK(due(Urgency::urgent) == "2025-03-05T05:00:00.000000Z");
  CHECK(due(Urgency::soon) == "2025-03-07T05:00:00.000000Z");
  CHECK(due(Urgency::routine) == "2025-03-18T04:00:00.000000Z");
  CHECK(due(Urgency::urgent, {.holidays = holidays}) == "2025-03-06T05:00:00.000000Z");
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
  const auto draft = p.create(), sent = p.create();
  REQUIRE(p.session.call<specialist_referral::record_letter>({.specialist_referral_id = sent}));
  CHECK(p.stuck().empty());
  for (const auto id : {draft, sent}) {
    auto row = p.get(id).specialist_referral;
    row.due_at = never;
    row.revision += 1;
    const auto t = p.engine.storage().begin(Mode::write);
    REQUIRE(t->update(Noun::specialist_referral, &row));
    REQUIRE(t->commit() == Commit::done);
  }
  const auto found = p.stuck();
  REQUIRE(found.size() == 2);
  for (auto& row : found) {
    CHECK(row.noun == "specialist_referral");
    CHECK(row.because == StuckBecause::no_timer);
    CHECK(row.organization_id == 1);
  }
  CHECK(found[0].phase == "created");
  CHECK(found[1].phase == "letter_sent");
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
    const auto& cards = counts.value().counts;
    const auto card =
        std::ranges::find(cards, DashboardCard::specialist_alerts, &DashboardCount::card);
    REQUIRE(card != cards.end());
    CHECK(card->count == listed);
  }
  CHECK(reached.size() == names<SpecialistStatus>.size());
  CHECK(alerts > 20);
}
