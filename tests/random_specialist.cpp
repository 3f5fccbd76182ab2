// What practices might do about referrals to specialists, and for whom they answer.
#include "onward/operations/attachments.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/referring_providers.hpp"
#include "onward/operations/specialist_referrals.hpp"
#include "onward/operations/work.hpp"
#include "random_maker.hpp"

namespace onward::tests {

namespace {

constexpr auto words = std::array{"Extraction", "Früh \"morgens\"", "-", " ", ""};
constexpr auto codes = std::array{"other", "client_declined", "capacity", "no_longer_needed"};

Made make_provider(Maker m) {
  const auto& person = m.chance.one_of(m.world.people);
  const Maker by = m.as(m.someone(person.organization_id, coordinator));
  if (m.chance.percent(85) || m.world.specialists.empty())
    return by.say<referring_provider::create>(
        {.details = {.provider_type = m.any_of<ProviderType>(),
                     .family_name = m.fresh("Berg "),
                     .practice_name = m.chance.percent(50) ? "Berg Surgery" : ""}});
  const auto& specialist = m.chance.one_of(m.world.specialists);
  return m.as(m.someone(specialist.organization_id, coordinator))
      .say<referring_provider::deactivate>({m.slip(specialist.provider_id.value)});
}

Made make_one(Maker m) {
  if (m.world.specialists.empty() || m.world.agreements.empty()) return std::nullopt;
  for (int tries = 0; tries < 40; ++tries) {
    const auto& specialist = m.chance.one_of(m.world.specialists);
    const auto& consent = m.chance.one_of(m.world.agreements);
    if (consent.organization_id != specialist.organization_id) continue;
    return m.as(m.someone(specialist.organization_id, caseworker))
        .say<specialist_referral::create>({.client_id = m.slip(consent.client_id.value),
                                           .specialist_id = m.slip(specialist.provider_id.value),
                                           .issue_id = m.issue(),
                                           .consent_id = m.slip(consent.consent_id.value),
                                           .reason = m.chance.one_of(words),
                                           .urgency = m.any_of<Urgency>(),
                                           .preferred_date = m.perhaps(10, m.day())});
  }
  return std::nullopt;
}

Made make_look(Maker m, const World::Tracked& t) {
  const Maker by = m.as(m.chance.percent(80) ? m.someone(t.organization_id, anybody) : m.anyone());
  const SpecialistReferralId id = m.slip(t.specialist_referral_id.value);
  switch (m.chance.below(4)) {
    case 0: return by.say<specialist_referral::get>({id});
    case 1: return by.say<specialist_referral::actions>({id});
    default: break;
  }
  return by.say<specialist_referral::list>(
      {.status = m.perhaps(40, m.any_of<SpecialistStatus>()),
       .specialist_id = m.chance.percent(30) ? t.specialist_id : ReferringProviderId{},
       .client_id = m.chance.percent(20) ? t.client_id : ClientId{},
       .alert_only = m.chance.percent(30),
       .limit = m.page_limit()});
}

// The plain operations, by whoever represents the office.
Made make_answer(Maker by, const World::Tracked& t) {
  const ReferralId id = by.slip(t.referral_id.value);
  switch (by.chance.below(6)) {
    case 0: return by.say<referral::acknowledge>({.referral_id = id});
    case 1: return by.say<referral::accept>({.referral_id = id});
    case 2: return by.say<referral::start>({.referral_id = id});
    case 3: return by.say<appointment::schedule>({id, by.day() + std::chrono::hours{10}});
    case 4: return by.say<referral::hold>({id, {}, "awaiting_client"});
    default: return by.say<referral::reopen>({id, {}, "ended_by_mistake"});
  }
}

struct Step {
  SpecialistStatus status;
  SpecialistAction action;
  std::int64_t weight;
};
using enum SpecialistStatus;
using Action = SpecialistAction;
// clang-format off
constexpr Step steps[] = {
    {created, Action::record_letter, 30},                {created, Action::cancel, 2},
    {letter_sent, Action::schedule, 30},                 {letter_sent, Action::decline, 4},
    {letter_sent, Action::cancel, 3},                    {letter_sent, Action::receive_report, 4},
    {letter_sent, Action::close, 3},
    {appointment_scheduled, Action::complete_appointment, 30},
    {appointment_scheduled, Action::miss_appointment, 12},
    {appointment_scheduled, Action::cancel_appointment, 12},
    {appointment_scheduled, Action::receive_report, 5},
    {appointment_completed, Action::receive_report, 30}, {appointment_completed, Action::close, 8},
    {appointment_completed, Action::schedule, 8},        {appointment_completed, Action::cancel, 1},
    {appointment_completed, Action::undo_visit, 30},
    {report_received, Action::close, 30},                {report_received, Action::undo_report, 20},
    {report_received, Action::give_feedback, 9},
    {created, Action::schedule, 6},                      {letter_sent, Action::record_letter, 3},
    {closed, Action::give_feedback, 9},                  {closed, Action::receive_report, 3},
    {cancelled, Action::give_feedback, 3},               {cancelled, Action::receive_report, 1},
};
// clang-format on

Action some_action(Maker m, SpecialistStatus status) {
  std::int64_t total = 0;
  for (auto& step : steps) total += step.status == status ? step.weight : 0;
  if (m.chance.percent(10)) return m.any_of<Action>();
  std::int64_t at = m.chance.below(total);
  for (auto& step : steps)
    if (step.status == status && (at -= step.weight) < 0) return step.action;
  return Action::cancel;
}

// Most often about the clock of the world, so that the day comes while it runs.
Instant appointment_at(Maker m) {
  if (m.chance.percent(30)) return m.day() + std::chrono::hours{10};
  return std::chrono::sys_days{std::chrono::year{2025} / 3 / 3} +
         std::chrono::hours{m.chance.below(300)};
}

// A step of its life; most often one that fits.
Made make_step(Maker m, const World::Tracked& t) {
  const Maker by = m.as(m.someone(t.organization_id, caseworker));
  const SpecialistReferralId id = m.slip(t.specialist_referral_id.value);
  const auto revision = m.perhaps<std::int64_t>(5, 1 + m.chance.below(6));
  const auto* text = m.chance.one_of(words);
  const auto* code = m.chance.one_of(codes);
  if (m.chance.percent(15)) return make_answer(by, t);
  switch (some_action(m, t.status)) {
    case Action::record_letter:
      return m.as(m.someone(t.organization_id, m.chance.percent(90) ? coordinator : caseworker))
          .say<specialist_referral::record_letter>({id, revision, m.any_of<CommunicationMethod>()});
    case Action::schedule:
      return by.say<specialist_referral::schedule>(
          {id, revision, appointment_at(m), "Room 1", text});
    case Action::complete_appointment:
      return by.say<specialist_referral::complete_appointment>({id, revision});
    case Action::miss_appointment:
      return by.say<specialist_referral::miss_appointment>({id, revision});
    case Action::cancel_appointment:
      return by.say<specialist_referral::cancel_appointment>({id, revision});
    case Action::receive_report:
      return by.say<specialist_referral::receive_report>(
          {id, revision, m.chance.percent(10) ? AttachmentId(1) : AttachmentId{}, {}, text});
    case Action::give_feedback:
      return by.say<specialist_referral::give_feedback>(
          {id, revision, m.perhaps<std::int64_t>(70, m.chance.below(7)), text});
    case Action::close:
      return by.say<specialist_referral::close>({id, revision, m.any_of<Outcome>(), "", text});
    case Action::decline: return by.say<specialist_referral::decline>({id, revision, code});
    case Action::undo_visit: return by.say<specialist_referral::undo_visit>({id, revision});
    case Action::undo_report: return by.say<specialist_referral::undo_report>({id, revision});
    case Action::cancel: break;
  }
  return by.say<specialist_referral::cancel>({id, revision, code});
}

}  // namespace

Made make_specialist(Maker m) {
  const auto kind = m.chance.below(100);
  if (m.world.people.empty()) return std::nullopt;
  if (kind < 4)
    return m.as(m.first()).say<organization::update>(
        {.organization_id = m.slip(m.organization().value),
         .represented_by_sender = m.chance.percent(25)});
  if (kind < 12) return make_provider(m);
  if (kind < 27 || m.world.tracked.empty()) return make_one(m);
  const auto& t = m.chance.recent_of(m.world.tracked, 12);
  return kind < 40 ? make_look(m, t) : make_step(m, t);
}

}  // namespace onward::tests
