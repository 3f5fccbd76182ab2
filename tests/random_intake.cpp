// What members of staff might enter before a referral is sent, and change afterwards.
#include "onward/operations/attachments.hpp"
#include "onward/operations/intake.hpp"
#include "onward/operations/logged_referrals.hpp"
#include "onward/operations/need_edit.hpp"
#include "random_maker.hpp"

namespace onward::tests {

namespace {

constexpr auto names_given = std::array{"Eve", "Noah", "Zoë", "Ada", ""};
constexpr auto names_family = std::array{"Hill", "Ruiz", "Łuka"};
constexpr auto words = std::array{"", "Ground floor.", "Ground floor. A lift.", "Früh \"morgens\""};

IntakeLine line(Maker m) {
  IntakeLine out{.issue_id = m.slip(m.issue().value),
                 .urgency = m.any_of<Urgency>(),
                 .details = {.special_requirements = m.chance.one_of(words),
                             .preferred_date = m.perhaps(10, m.day())}};
  for (auto n = m.chance.below(3); n > 0 && !m.world.offers.empty(); --n)
    out.receivers.push_back(
        {.service_id = m.slip(m.chance.one_of(m.world.offers).service_id.value)});
  out.open = m.chance.percent(out.receivers.empty() ? 40 : 3);
  return out;
}

IntakeDraft draft(Maker m) {
  IntakeDraft out{.self_referral = m.chance.percent(10)};
  if (!m.world.people.empty() && m.chance.percent(30))
    out.client_id = m.slip(m.chance.recent_of(m.world.people).client_id.value);
  else if (m.chance.percent(90))
    out.client.emplace().details = {.given_name = m.chance.one_of(names_given),
                                    .family_name = m.chance.one_of(names_family),
                                    .birth_date = m.perhaps(50, m.day())};
  if (m.chance.percent(90))
    out.consent = ConsentGiven{.given_by = m.chance.percent(10) ? "Mother" : ""};
  for (auto n = m.chance.below(3); n >= 0; --n) out.lines.push_back(line(m));
  return out;
}

Made edit(Maker m) {
  if (m.world.need_ids.empty()) return std::nullopt;
  const Need& n = m.world.needs.at(m.chance.recent_of(m.world.need_ids));
  return m.as(m.someone(n.sender_id, caseworker))
      .say<need::update>(
          {.need_id = m.slip(n.id.value),
           .revision = n.revision,
           .urgency = m.perhaps(50, m.any_of<Urgency>()),
           .special_requirements = m.perhaps<std::string>(60, m.chance.one_of(words)),
           .preferred_date = m.perhaps(10, m.day())});
}

Made log(Maker m) {
  const auto by = m.anyone(caseworker);
  if (m.world.offers.empty() || m.chance.percent(30))
    return m.as(by).say<referral::list_logged>({.limit = m.page_limit()});
  LogReferral in{.issue_id = m.slip(m.issue().value),
                 .service_ids = {m.slip(m.chance.one_of(m.world.offers).service_id.value)}};
  return m.as(by).say<referral::log>(in);
}

Made act_on(Maker m, const World::Intake& at) {
  const auto by = m.as(m.someone(at.organization_id, caseworker));
  const IntakeId id = m.slip(at.intake_id.value);
  const auto kind = m.chance.below(100);
  if (kind < 4) return by.say<attachment::list>({.limit = m.page_limit(), .intake_id = id});
  if (kind < 10)
    return m.as(m.first()).say<attachment::add>(
        {.blob = "letter" + std::to_string(m.chance.below(letters)),
         .given_name = m.chance.one_of(words),
         .intake_id = id});
  if (kind < 18) return by.say<intake::get>({id});
  if (kind < 30)
    return by.say<intake::save>({.intake_id = id, .revision = at.revision, .draft = draft(m)});
  if (kind < 40) return by.say<intake::discard>({id, at.revision});
  const SubmitIntake in{.intake_id = id, .client_is_new = m.chance.percent(70)};
  if (kind < 55) return by.say<intake::validate>(in);
  return by.say<intake::submit>(in);
}

}  // namespace

Made make_intake(Maker m) {
  const auto kind = m.chance.below(100);
  if (kind < 25) return edit(m);
  if (kind < 35) return log(m);
  if (kind < 65 && !m.world.intakes.empty()) return act_on(m, m.chance.recent_of(m.world.intakes));
  const auto by = m.as(m.anyone(caseworker));
  if (kind < 70)
    return by.say<intake::list>({.phase = m.any_of<IntakePhase>(), .limit = m.page_limit()});
  if (kind < 78) {
    BeginIntake in{};
    if (!m.world.need_ids.empty()) in.need_id = m.slip(m.chance.recent_of(m.world.need_ids));
    if (!m.world.offers.empty()) in.service_id = m.chance.one_of(m.world.offers).service_id;
    return by.say<intake::begin>(in);
  }
  if (kind < 88) return by.say<intake::save>({.draft = draft(m)});
  return by.say<intake::submit>({.draft = draft(m), .client_is_new = m.chance.percent(70)});
}

}  // namespace onward::tests
