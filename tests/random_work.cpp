// What might be done about a referral beside its phases: assignment, questions, appointments.
#include "onward/operations/work.hpp"

#include "random_maker.hpp"

namespace onward::tests {

namespace {

constexpr auto words = std::array{"Since when?", "Früh \"morgens\"", "-", " "};

// One of which `wanted` holds, if some are tried; otherwise any.
const Referral* some_referral(Maker m, bool (*wanted)(const Referral&)) {
  if (m.world.referral_ids.empty()) return nullptr;
  for (int tries = 0;; ++tries) {
    const Referral& r = m.world.referrals.at(m.chance.recent_of(m.world.referral_ids, 60));
    if (tries >= 40 || wanted(r)) return &r;
  }
}
bool is_taken(const Referral& r) { return holds_capacity(r.phase); }
bool is_sent(const Referral& r) { return !is_finished(r.phase) && r.phase != ReferralPhase::draft; }
bool is_to_be_let_go(const Referral& r) { return is_taken(r) && r.withdrawal_asked_at; }
bool is_asked(const Referral& r) { return is_taken(r) && r.information_asked_at; }
bool is_evaluated(const Referral& r) { return r.phase <= ReferralPhase::received && is_sent(r); }

Made make_assignment(Maker m) {
  const Referral* r = some_referral(m, is_sent);
  if (!r) return std::nullopt;
  const Maker by = m.as(m.someone(r->receiver_id, caseworker));
  if (m.chance.percent(25))
    return by.say<referral::reprioritise>(
        {m.slip(r->id.value), m.perhaps(20, r->revision), m.any_of<Urgency>(),
         m.chance.percent(90) ? "assessed" : "transport", m.chance.one_of(words)});
  const StaffId staff = m.someone(r->receiver_id, anybody).staff_id;
  return by.say<referral::assign>({m.slip(r->id.value), m.perhaps(20, r->revision),
                                   m.chance.percent(20) ? StaffId{} : m.slip(staff.value)});
}

Made make_question(Maker m) {
  const auto kind = m.chance.below(100);
  const Referral* r = some_referral(m, kind < 40 ? is_taken : kind < 70 ? is_asked : is_evaluated);
  if (!r) return std::nullopt;
  const SayOfReferral said{m.slip(r->id.value), m.perhaps(20, r->revision), m.chance.one_of(words)};
  const Maker receiver = m.as(m.someone(r->receiver_id, caseworker));
  if (kind < 40) return receiver.say<referral::ask_information>(said);
  if (kind < 70)
    return m.as(m.someone(r->sender_id, caseworker)).say<referral::give_information>(said);
  if (kind < 85) return receiver.say<information_request::list>({said.referral_id, m.page_limit()});
  return receiver.say<referral::return_with_advice>(said);
}

Made make_answer_to_withdrawal(Maker m) {
  const Referral* r = some_referral(m, is_to_be_let_go);
  if (!r) return std::nullopt;
  const Maker by = m.as(m.someone(r->receiver_id, caseworker));
  if (m.chance.percent(50)) return by.say<referral::confirm_withdrawal>({m.slip(r->id.value)});
  return by.say<referral::refuse_withdrawal>(
      {m.slip(r->id.value), m.perhaps(20, r->revision), "service_begun"});
}

Made make_progress(Maker m) {
  const Referral* r = some_referral(m, is_taken);
  if (!r) return std::nullopt;
  const Maker by = m.as(m.someone(r->receiver_id, caseworker));
  const ReferralId id = m.slip(r->id.value);
  switch (m.chance.below(3)) {
    case 0: return by.say<referral::record_contact>({id, {}, m.any_of<ContactResult>()});
    case 1: return by.say<referral::record_delivery>({id, {}, m.day(), m.chance.one_of(words)});
    default:
      return by.say<referral::record_enrolment>(
          {id, {}, m.any_of<Enrolment>(), m.chance.one_of(words)});
  }
}

Made make_appointment(Maker m) {
  const Referral* r = some_referral(m, is_taken);
  if (!r) return std::nullopt;
  const auto kind = m.chance.below(100);
  const Maker by = m.as(m.someone(r->receiver_id, caseworker));
  if (kind < 40)
    return by.say<appointment::schedule>(
        {m.slip(r->id.value), m.day() + std::chrono::hours{10}, "Room 1", m.chance.one_of(words)});
  if (kind < 50) return by.say<appointment::list>({m.slip(r->id.value), m.page_limit()});
  if (m.world.appointments.empty()) return std::nullopt;
  const auto& [id, receiver] = m.chance.recent_of(m.world.appointments, 10);
  const EndAppointment end{m.slip(id.value), m.perhaps<std::int64_t>(20, 1)};
  const Maker at = m.as(m.someone(receiver, caseworker));
  if (kind < 67) return at.say<appointment::complete>(end);
  if (kind < 84) return at.say<appointment::miss>(end);
  return at.say<appointment::cancel>(end);
}

Made make_barrier(Maker m) {
  const Referral* r = some_referral(m, is_sent);
  if (!r) return std::nullopt;
  const auto at = m.chance.percent(50) ? r->receiver_id : r->sender_id;
  const Maker by = m.as(m.someone(at, caseworker));
  const ReferralId id = m.slip(r->id.value);
  const auto kind = m.chance.below(100);
  if (kind < 35)
    return by.say<barrier::note>({id, m.any_of<BarrierKind>(), m.chance.one_of(words)});
  if (kind < 50) return by.say<barrier::list>({id, m.page_limit()});
  if (kind < 65) return by.say<handover::record>({id, m.day(), m.chance.one_of(words)});
  if (kind < 75) return by.say<handover::list>({id, m.page_limit()});
  if (m.world.barriers.empty()) return std::nullopt;
  const auto& [barrier_id, organization] = m.chance.recent_of(m.world.barriers, 10);
  return m.as(m.someone(organization, caseworker))
      .say<barrier::resolve>({m.slip(barrier_id.value), m.chance.one_of(words)});
}

}  // namespace

Made make_work(Maker m) {
  switch (m.chance.below(6)) {
    case 0: return make_assignment(m);
    case 1: return make_question(m);
    case 2: return make_answer_to_withdrawal(m);
    case 3: return make_progress(m);
    case 4: return make_appointment(m);
    default: return make_barrier(m);
  }
}

}  // namespace onward::tests
