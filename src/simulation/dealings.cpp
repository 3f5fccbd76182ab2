#include "simulation/dealings.hpp"

#include <algorithm>

#include "onward/operations/open_requests.hpp"
#include "onward/operations/questionnaire_responses.hpp"
#include "onward/operations/questionnaires.hpp"
#include "onward/operations/work.hpp"
#include "onward/rules/lifecycle.hpp"

namespace onward::simulation {

namespace {

using std::chrono::days;
using std::chrono::hours;

bool is_in_hand(ReferralPhase phase) {
  return phase == ReferralPhase::received || phase == ReferralPhase::accepted ||
         phase == ReferralPhase::in_progress;
}

}  // namespace

Dealings::Dealings(Caller& caller, Inboxes& inboxes, std::uint64_t seed)
    : caller_(caller), inboxes_(inboxes), chance_(seed) {}

void Dealings::begin(Founded& founded) {
  form_ = caller_
              .must<questionnaire::define>(
                  founded.administrator,
                  {.code = "home",
                   .title = "Your home",
                   .items = {{.link_id = "safe", .text = "Is it safe?", .type = ItemType::boolean},
                             {.link_id = "rooms",
                              .text = "How many rooms?",
                              .type = ItemType::integer}}})
              .id;
}

// ---- Receivers ---------------------------------------------------------------------------------

void Dealings::pass(Date today) {
  today_ = today;
  const auto until = meetings_.upper_bound(today);
  for (auto at = meetings_.begin(); at != until; ++at) meet(at->second);
  meetings_.erase(meetings_.begin(), until);
}

// One that ended with its referral is no meeting any more.
void Dealings::meet(const Meeting& meeting) {
  auto& [desk, id] = meeting;
  if (!desk->open) return;
  const EndAppointment end{.appointment_id = id};
  const auto n = chance_.below(100);
  if (n < 75)
    caller_.call<appointment::complete>(desk->session, end);
  else if (n < 90)
    caller_.call<appointment::miss>(desk->session, end);
  else
    caller_.call<appointment::cancel>(desk->session, end);
}

void Dealings::go_on(Desk& desk, ReferralId id) {
  const auto n = chance_.below(100);
  constexpr std::int64_t acts_percent = 40;
  if (n >= acts_percent) return;
  const auto referral = caller_.must<referral::get>(desk.session, {.referral_id = id});
  if (!is_in_hand(referral.phase)) return;
  if (n < 10)
    caller_.call<referral::assign>(
        desk.session, {.referral_id = id, .staff_id = desk.session.options().staff_id});
  else if (n < 20)
    write(desk, id, referral.sender_id, "Is the client at home in the mornings?");
  else if (n < 26)
    caller_.call<referral::ask_information>(
        desk.session, {.referral_id = id, .text = "Which papers does the client have?"});
  else
    schedule(desk, referral);
}

void Dealings::schedule(Desk& desk, const Referral& referral) {
  const auto day = today_ + days{chance_.between(1, 10)};
  const auto made = caller_.call<appointment::schedule>(
      desk.session, {.referral_id = referral.id, .starts_at = day + hours{10}});
  if (made) meetings_.emplace(day, Meeting{&desk, made->id});
}

std::optional<ReferralId> Dealings::claim(Desk& desk) {
  if (!chance_.percent(10)) return std::nullopt;
  const auto open = caller_.must<need::list_open>(desk.session, {.limit = 5});
  if (open.needs.empty()) return std::nullopt;
  const auto claimed =
      caller_.call<need::claim_open>(desk.session, {.need_id = open.needs.front().need_id});
  if (!claimed) return std::nullopt;
  ++desk.acknowledged;
  return std::ranges::find(claimed->referrals, desk.organization_id(), &Referral::receiver_id)->id;
}

// ---- Either side -------------------------------------------------------------------------------

void Dealings::welcome(Desk& desk, ClientId client) {
  if (!chance_.percent(20)) return;
  const auto started = caller_.must<questionnaire_response::start>(
      desk.session, {.questionnaire_id = form_, .client_id = client});
  const AnswerValue safe{.boolean = chance_.percent(70)}, rooms{.integer = chance_.between(0, 5)};
  caller_.must<questionnaire_response::complete>(
      desk.session,
      {.response_id = started.id,
       .revision = started.revision,
       .items = std::vector<ResponseItem>{{.link_id = "safe", .answers = {{safe, {}}}},
                                          {.link_id = "rooms", .answers = {{rooms, {}}}}}});
}

// Some questions wait until one is reminded of them.
void Dealings::hear(Desk& desk, const std::vector<InboxItem>& news) {
  for (const auto& item : news) {
    const bool is_asked = item.event == InboxEvent::information_asked ||
                          item.event == InboxEvent::information_reminded;
    if (is_asked && chance_.percent(80))
      caller_.call<referral::give_information>(
          desk.session, {.referral_id = item.referral_id, .text = "A passport, and no lease."});
  }
  for (const auto& m : inboxes_.read_messages(desk))
    if (chance_.percent(40))
      write(desk, m.referral_id, m.organization_id, "Yes. Please ring first.");
}

void Dealings::write(Desk& desk, ReferralId id, OrganizationId reader, std::string text) {
  const auto sent =
      caller_.call<message::send>(desk.session, {.referral_id = id, .text = std::move(text)});
  if (sent && reader != desk.organization_id()) inboxes_.expect(*sent, reader);
}

}  // namespace onward::simulation
