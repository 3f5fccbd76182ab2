// What referral.actions promises is what the operation answers, in networks after random calls.
#include "onward/operations/referrals.hpp"
#include "onward/operations/work.hpp"
#include "onward/rules/reason_codes.hpp"
#include "random_store.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

std::string a_code_of(ReferralAction action) {
  for (auto& r : reason_codes())
    if (r.of.has(action)) return std::string(r.code);
  return {};
}

struct Request {
  std::string operation{};
  std::string json{};
};

// The action asked for in a way that leaves nothing to refuse but the action.
Request request_of(ReferralAction action, std::int64_t referral, std::int64_t need) {
  using enum ReferralAction;
  const std::string it = "{\"referral_id\":" + std::to_string(referral);
  const std::string name = "referral." + std::string(name_of(action));
  if (action == confirm) return {"need.confirm", it + ",\"need_id\":" + std::to_string(need) + '}'};
  if (action == record_outcome) return {"outcome.record", it + R"(,"outcome":"unsuccessful"})"};
  if (action == record_progress) return {"referral.record_contact", it + R"(,"contact":"unable"})"};
  if (action == complete) return {name, it + R"(,"outcome":"successful"})"};
  if (action == assign) return {name, it + R"(,"staff_id":0})"};
  if (action == ask_information || action == give_information || action == return_with_advice)
    return {name, it + R"(,"text":"Please."})"};
  const std::string because = ",\"reason_code\":\"" + a_code_of(action) + '"';
  if (action == reprioritise) return {name, it + because + R"(,"urgency":"urgent"})"};
  return {name, it + (a_code_of(action).empty() ? "}" : because + '}')};
}

// The reason of the refusal; empty when it was done.
std::string said(RandomStore& network, const SessionOptions& who, const Request& request) {
  const Answer answer = network.store.engine().session(who).call(request.operation, request.json);
  if (!answer.refused) return {};
  return std::string(boost::json::parse(answer.json).as_object().at("reason").as_string());
}

// All that is refused to one person, and then one of those that are not.
void check(RandomStore& network, const SessionOptions& who, std::int64_t id, Chance& chance,
           std::int64_t& allowed_total) {
  const std::string it = "{\"referral_id\":" + std::to_string(id) + '}';
  auto session = network.store.engine().session(who);
  const auto referral = session.call<referral::get>({.referral_id = id});
  const auto actions = session.call<referral::actions>({.referral_id = id});
  if (!referral || !actions) return;
  std::vector<Request> allowed;
  for (auto& a : actions.value().actions) {
    auto request = request_of(a.action, id, referral.value().need_id.value);
    if (a.allowed) {
      allowed.push_back(std::move(request));
      continue;
    }
    INFO(request.operation << ' ' << request.json << " as " << who.staff_id.value << ' '
                           << who.organization_id.value);
    if (a.override_allowed) {
      request.json.insert(request.json.size() - 1, R"(,"capacity_override":"At once.")");
      allowed.push_back(std::move(request));
      continue;
    }
    const std::string reason = said(network, who, request);
    // The sender's choice is asked for of the need, which is not found by who has no part in it.
    const bool is_others =
        a.action == ReferralAction::confirm && a.reason == name_of(Reason::permission_missing);
    if (!is_others || reason != name_of(Reason::not_found)) CHECK(reason == a.reason);
  }
  if (allowed.empty()) return;
  const Request& request = chance.one_of(allowed);
  INFO(request.operation << ' ' << request.json << " as " << who.staff_id.value << ' '
                         << who.organization_id.value);
  CHECK(said(network, who, request).empty());
  ++allowed_total;
}

}  // namespace

TEST_CASE("what a referral's actions promise is what is answered to whoever asks for them") {
  std::int64_t allowed = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    RandomStore network("memory", seed, 4'000);
    Chance chance(seed);
    // Many consents have ended by then; nobody has ticked.
    if (seed == 3) network.store.now += std::chrono::days{30};
    const auto people = network.people;
    for (std::int64_t id = 1; id <= 200; ++id)
      for (auto& [staff, organization] : people)
        if (chance.percent(25)) check(network, {staff, organization, {}}, id, chance, allowed);
  }
  CHECK(allowed > 300);
}
