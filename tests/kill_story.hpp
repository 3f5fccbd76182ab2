// What a process does until it is killed: needs from their sending to their end, act by act, each
// with its idempotency key. Who follows knows at every act how everything stands.
#pragma once

#include "onward/engine.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/operations/system.hpp"

namespace onward::tests {

inline const SessionOptions sender{.staff_id = 1, .organization_id = 1};
inline SessionOptions receiver(std::size_t member) {
  const auto id = static_cast<std::int64_t>(member) + 2;
  return {.staff_id = id, .organization_id = id};
}

// Who takes part: the council that sends, and the two that receive.
inline void prepare_for_stories(Engine& engine) {
  auto session = engine.session(sender);
  bool done = !!engine.session().call<system_::create>(
      {.network = "Lee", .organization = "Council", .login = "ada", .name = "Ada"});
  done = done &&
         session.call<policy::set>(
             {.scope = PolicyScope::store, .knobs = {.client_requires_referral = false}}) &&
         session.call<issue::create>({.code = "housing", .name = "Housing"});
  for (const auto* name : {"Shelter", "Homes"}) {
    const auto made = session.call<organization::create>({.name = name});
    done = done && made &&
           session.call<staff::create>({.login = name,
                                        .name = name,
                                        .organization_id = made.value().id,
                                        .role = "caseworker"});
  }
  if (!done) throw std::logic_error("the store could not be prepared");
}

// How a need with two members goes on, and how all of it stands after each act.
struct Step {
  std::string_view operation{};
  std::size_t member = 0;
  NeedPhase need{};
  std::array<ReferralPhase, 2> members{};
};
constexpr std::size_t steps_per_need = 5;

// Every other need is declined and fails; the others are met.
inline const Step& step_of(std::size_t of_need, std::size_t number) {
  using enum ReferralPhase;
  static constexpr Step steps[2][steps_per_need] = {
      {{need::send::name, 0, NeedPhase::open, {requested, requested}},
       {referral::acknowledge::name, 0, NeedPhase::claimed, {received, superseded}},
       {referral::accept::name, 0, NeedPhase::claimed, {accepted, superseded}},
       {referral::start::name, 0, NeedPhase::claimed, {in_progress, superseded}},
       {referral::complete::name, 0, NeedPhase::resolved, {completed, superseded}}},
      {{need::send::name, 0, NeedPhase::open, {requested, requested}},
       {referral::acknowledge::name, 1, NeedPhase::claimed, {superseded, received}},
       {referral::decline::name, 1, NeedPhase::open, {requested, declined}},
       {referral::accept::name, 0, NeedPhase::claimed, {accepted, declined}},
       {referral::fail::name, 0, NeedPhase::unresolved, {failed, declined}}}};
  return steps[of_need % 2][number];
}

// What an answer names; goes through the pipe.
struct Ids {
  std::int64_t id = 0, revision = 0;
  std::array<std::int64_t, 2> members{};
  bool operator==(const Ids&) const = default;
};

// What one thread does: registers a client, then sends need after need and sees each to its end.
// The child acts it out, and the parent follows.
class Story {
 public:
  explicit Story(std::string name) : name_(std::move(name)) {}

  // The next act. Asked again, it is answered again, by its key.
  Result<Ids> ask(Engine& engine) const {
    const std::string key = name_ + '-' + std::to_string(acts_);
    const CallOptions options{.idempotency_key = key};
    if (acts_ == 0)
      return told(engine.session(sender).call<client::create>(
          {{.given_name = "Eve", .family_name = name_}}, options));
    if (acts_ == 1)
      return told(engine.session(sender).call<consent::record>({.client_id = client_}, options));
    const Step& act = step(acts_);
    if (act.operation == need::send::name) return send(engine, options);
    return act_on(engine, act, options);
  }

  void take(const Ids& ids) {
    if (acts_ == 0) client_ = ids.id;
    if (acts_ == 1) consent_ = ids.id;
    if (acts_ >= 2 && step(acts_).operation == need::send::name) needs_.push_back(ids);
    if (acts_ >= 2) last_ = ids;
    ++acts_;
  }

  // What is wrong with how it stands; `or_next` when one more act may have been done.
  std::string wrong(Engine& engine, bool or_next) const {
    if (acts_ == 0) return {};
    auto session = engine.session(sender);
    if (!session.call<client::get>({client_})) return "the client is lost";
    if (needs_.empty()) return {};
    const auto sent = session.call<need::list>({.client_id = client_, .limit = 500});
    if (!sent) return "the needs cannot be listed";
    const auto listed = sent.value().needs.size();
    const bool may_send = or_next && step(acts_).operation == need::send::name;
    if (listed != needs_.size() && !(may_send && listed == needs_.size() + 1))
      return std::to_string(listed) + " needs stand, " + std::to_string(needs_.size()) + " sent";
    for (std::size_t i = 0; i < needs_.size(); ++i) {
      const bool is_last = i + 1 == needs_.size();
      const auto stands = session.call<need::get>({.need_id = needs_[i].id});
      if (!stands) return "a need is lost";
      const std::size_t end = 2 + (i + 1) * steps_per_need - 1;
      if (is(stands.value(), is_last ? step(acts_ - 1) : step(end))) {
        if (is_last && revision_of(stands.value(), last_.id) != last_.revision)
          return "need " + std::to_string(needs_[i].id) + " is of another revision";
        continue;
      }
      if (is_last && or_next && !may_send && is(stands.value(), step(acts_))) continue;
      return "need " + std::to_string(needs_[i].id) + " stands otherwise";
    }
    return {};
  }

 private:
  static Result<Ids> told(const auto& result) {
    if (!result) return result.refusal();
    return Ids{.id = result.value().id.value, .revision = result.value().revision};
  }
  static bool is(const NeedRecord& stands, const Step& expected) {
    return stands.need.phase == expected.need && stands.referrals.size() == 2 &&
           stands.referrals[0].phase == expected.members[0] &&
           stands.referrals[1].phase == expected.members[1];
  }
  // Of the row that the last act answered with.
  std::int64_t revision_of(const NeedRecord& stands, std::int64_t id) const {
    if (step(acts_ - 1).operation == need::send::name) return stands.need.revision;
    for (auto& r : stands.referrals)
      if (r.id.value == id) return r.revision;
    return 0;
  }
  static const Step& step(std::size_t act) {
    const auto n = act - 2;
    return step_of(n / steps_per_need, n % steps_per_need);
  }

  Result<Ids> send(Engine& engine, const CallOptions& options) const {
    auto sent = engine.session(sender).call<need::send>(
        {.client_id = client_,
         .issue_id = 1,
         .consent_id = consent_,
         .receivers = {{.organization_id = 2}, {.organization_id = 3}}},
        options);
    if (!sent) return sent.refusal();
    const NeedRecord& r = sent.value();
    if (r.referrals.size() != 2) return Ids{.id = r.need.id.value};
    return Ids{.id = r.need.id.value,
               .revision = r.need.revision,
               .members = {r.referrals[0].id.value, r.referrals[1].id.value}};
  }
  Result<Ids> act_on(Engine& engine, const Step& act, const CallOptions& options) const {
    auto session = engine.session(receiver(act.member));
    const ReferralId id = needs_.back().members[act.member];
    if (act.operation == referral::acknowledge::name)
      return told(session.call<referral::acknowledge>({.referral_id = id}, options));
    if (act.operation == referral::accept::name)
      return told(session.call<referral::accept>({.referral_id = id}, options));
    if (act.operation == referral::start::name)
      return told(session.call<referral::start>({.referral_id = id}, options));
    if (act.operation == referral::complete::name)
      return told(session.call<referral::complete>(
          {.referral_id = id, .outcome = Outcome::successful}, options));
    if (act.operation == referral::decline::name)
      return told(
          session.call<referral::decline>({.referral_id = id, .reason_code = "capacity"}, options));
    return told(session.call<referral::fail>({.referral_id = id, .reason_code = "other"}, options));
  }

  std::string name_;
  std::size_t acts_ = 0;  // done
  ClientId client_{};
  ConsentId consent_{};
  std::vector<Ids> needs_{};
  Ids last_{};
};

}  // namespace onward::tests
