// The loop closes: one county, four needs, from somebody asking for help to what became of it.
// The same story stands in loop.c and loop.py; all three print examples/loop.expected.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <mutex>
#include <thread>

#include "onward/catalogue.hpp"
#include "onward/engine.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/codes.hpp"
#include "onward/operations/dashboard.hpp"
#include "onward/operations/directory.hpp"
#include "onward/operations/history.hpp"
#include "onward/operations/intake.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/questionnaire_responses.hpp"
#include "onward/operations/questionnaires.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/operations/system.hpp"

using namespace onward;
using std::chrono::minutes;

namespace {

Instant& now() {
  static Instant at =
      std::chrono::sys_days(std::chrono::year(2025) / 3 / 3) + std::chrono::hours(14);
  return at;
}

void later() { now() += minutes(5); }

// The same in every language, so that references are the same.
void chance(std::span<std::byte> out) {
  static unsigned next = 0;
  for (auto& byte : out) byte = static_cast<std::byte>((next++ * 167 + 13) % 256);
}

// A story has no refusals it does not tell of.
template <class T> T must(Result<T> result) {
  if (result) return std::move(result.value());
  std::printf("refused: %s\n", render(result.refusal()).c_str());
  std::exit(1);
}

const char* text(auto enumerator) { return name_of(enumerator).data(); }

template <class T, class F> std::string joined(const std::vector<T>& items, F&& say) {
  std::string out;
  for (auto& item : items) out += (out.empty() ? "" : ", ") + say(item);
  return out;
}
std::string counts(const std::vector<Count>& items) {
  return joined(items, [](auto& i) { return i.name + ' ' + std::to_string(i.count); });
}
std::string blocked(const std::vector<BlockingCount>& items) {
  return joined(items, [](auto& i) { return i.criterion + ' ' + std::to_string(i.receivers); });
}

void put_file(Session& ada, const std::string& folder, const std::string& name) {
  std::ifstream file(folder + '/' + name, std::ios::binary);
  std::vector<char> piece(1 << 16);
  for (std::int64_t offset = 0; file.read(piece.data(), 1 << 16), file.gcount() > 0;) {
    const auto size = static_cast<std::size_t>(file.gcount());
    must(ada.put_blob(name, offset, std::as_bytes(std::span(piece).first(size))));
    offset += file.gcount();
  }
}

void import_directory(Session& ada, const std::string& folder) {
  std::puts("A county's directory of real services");
  const std::vector<std::string> files{"organizations.csv", "locations.csv", "services.csv"};
  for (auto& name : files) put_file(ada, folder, name);
  auto part =
      must(ada.call<directory::import>({.source_system = "florida-legal-aid", .blobs = files}));
  while (part.phase == ImportPhase::running)
    part = must(ada.call<directory::import>({.import_id = part.id}));
  std::printf("  %ld rows imported, %ld refused\n", static_cast<long>(part.added),
              static_cast<long>(part.refused));
  const auto problem = must(ada.call<directory::problems>({.import_id = part.id})).problems.at(1);
  std::printf("  %s:%ld %s\n", problem.file.c_str(), static_cast<long>(problem.line),
              problem.reason.c_str());
}

void show_timeline(Session& session, NeedId id, const char* title) {
  std::printf("Timeline: %s\n", title);
  const auto entries = must(session.call<need::timeline>({.need_id = id})).entries;
  for (std::size_t i = 0; i < entries.size();) {
    const auto& first = entries[i];
    const char* need_phase = "unchanged";
    std::map<std::string, int> phases;
    for (; i < entries.size() && entries[i].at == first.at; ++i) {
      if (entries[i].referral_id)
        ++phases[entries[i].phase];
      else
        need_phase = entries[i].phase.c_str();
    }
    const auto since_midnight = first.at - std::chrono::floor<std::chrono::days>(first.at);
    const std::chrono::hh_mm_ss time(since_midnight);
    std::printf("  %02d:%02d %s: need %s", static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), first.operation.c_str(), need_phase);
    for (auto& [phase, count] : phases) std::printf(", %d %s", count, phase.c_str());
    std::puts("");
  }
}

struct Desk {
  OrganizationId organization{};
  ServiceId service{};
  Session session;
  ReferralId referral{};
};

// Who can help, one desk for each organisation, with a caseworker who will answer there.
std::vector<Desk> find_desks(Engine& engine, Session& ada, ClientId client, IssueId issue) {
  std::puts("Who can help a tenant");
  const auto found = must(
      ada.call<need::find_receivers>({.client_id = client, .issue_id = issue, .explain = true}));
  std::vector<Desk> desks;
  for (auto& offer : found.receivers) {
    const auto service = must(ada.call<service::get>({.service_id = offer.service_id}));
    const auto who = must(ada.call<organization::get>({.organization_id = offer.organization_id}));
    std::printf("  %s (%s)\n", service.name.c_str(), who.name.c_str());
    if (std::ranges::find(desks, who.id, &Desk::organization) == desks.end())
      desks.push_back({who.id, service.id, engine.session(), {}});
  }
  std::printf("  the others are blocked by %s\n", blocked(found.blocking).c_str());
  std::printf("  relaxing %s would yield %ld more\n",
              joined(found.relaxation, [](auto c) { return std::string(name_of(c)); }).c_str(),
              static_cast<long>(found.relaxation_yields));
  for (auto& desk : desks) {
    const auto staff =
        must(ada.call<staff::create>({.login = "desk-" + std::to_string(desk.organization.value),
                                      .name = "Desk",
                                      .organization_id = desk.organization,
                                      .role = "caseworker"}));
    desk.session =
        engine.session({.staff_id = staff.staff.id, .organization_id = desk.organization});
  }
  return desks;
}

// Two desks acknowledge at the same time; answers which one won.
std::size_t race(std::vector<Desk>& desks) {
  std::mutex telling;
  std::vector<std::size_t> won;
  const auto acknowledge = [&](std::size_t i) {
    const auto answer =
        desks[i].session.call<referral::acknowledge>({.referral_id = desks[i].referral});
    const std::lock_guard lock(telling);
    if (answer)
      won.push_back(i);
    else
      std::printf("  the other is refused: %s\n", text(answer.refusal().reason));
  };
  std::thread first(acknowledge, 0), second(acknowledge, 1);
  first.join();
  second.join();
  std::printf("  winners: %zu\n", won.size());
  return won.at(0);
}

NeedId tell_first_need(Session& ada, std::vector<Desk>& desks, ClientId client, ConsentId consent,
                       IssueId issue) {
  std::puts("The first need: several are asked, two race");
  later();
  SendNeed request{.client_id = client, .issue_id = issue, .consent_id = consent};
  for (auto& desk : desks) request.receivers.push_back({.service_id = desk.service});
  const auto sent = must(ada.call<need::send>(request));
  std::printf("  need %s asks %zu organisations\n", sent.need.reference.c_str(),
              sent.referrals.size());
  for (auto& referral : sent.referrals)
    for (auto& desk : desks)
      if (desk.organization == referral.receiver_id) desk.referral = referral.id;
  later();
  const std::size_t winner = race(desks);
  later();
  const auto declined = must(desks[winner].session.call<referral::decline>(
      {.referral_id = desks[winner].referral, .reason_code = "capacity"}));
  std::vector<std::string> phases;
  for (auto& referral : must(ada.call<need::get>({.need_id = sent.need.id})).referrals)
    phases.emplace_back(name_of(referral.phase));
  std::ranges::sort(phases);
  std::printf("  the winner declines for %s: %s\n", declined.reason_code.c_str(),
              joined(phases, [](auto& phase) { return phase; }).c_str());
  auto& next = desks[1 - winner];
  later();
  must(next.session.call<referral::acknowledge>({.referral_id = next.referral}));
  later();
  must(next.session.call<referral::accept>({.referral_id = next.referral}));
  later();
  must(next.session.call<referral::start>({.referral_id = next.referral}));
  later();
  const auto done =
      must(next.session.call<referral::complete>({.referral_id = next.referral,
                                                  .outcome = Outcome::successful,
                                                  .note = "The eviction was withdrawn."}));
  std::printf("  the next completes it: %s\n", text(done.outcome));
  return sent.need.id;
}

Session& desk_of(std::vector<Desk>& desks, OrganizationId organization) {
  return std::ranges::find(desks, organization, &Desk::organization)->session;
}

NeedId tell_second_need(Session& ada, std::vector<Desk>& desks, ClientId client, ConsentId consent,
                        IssueId issue) {
  std::puts("The second need: refused, extended, met");
  later();
  const auto wills =
      must(ada.call<need::find_receivers>({.client_id = client, .issue_id = issue})).receivers;
  const auto sent =
      must(ada.call<need::send>({.client_id = client,
                                 .issue_id = issue,
                                 .consent_id = consent,
                                 .receivers = {{.service_id = wills.at(0).service_id}},
                                 .urgency = Urgency::urgent}));
  later();
  must(desk_of(desks, sent.referrals[0].receiver_id)
           .call<referral::decline>(
               {.referral_id = sent.referrals[0].id, .reason_code = "not_appropriate"}));
  auto need = must(ada.call<need::get>({.need_id = sent.need.id})).need;
  std::printf("  refused: %s, %s\n", text(need.phase), text(need.reason));
  later();
  const auto extended = must(ada.call<need::extend>(
      {.need_id = need.id, .receivers = {{.service_id = wills.at(1).service_id}}}));
  std::printf("  extended: %s\n", text(extended.need.phase));
  const auto& last = extended.referrals.at(1);
  later();
  must(desk_of(desks, last.receiver_id).call<referral::accept>({.referral_id = last.id}));
  later();
  must(desk_of(desks, last.receiver_id)
           .call<referral::complete>({.referral_id = last.id, .outcome = Outcome::partial}));
  need = must(ada.call<need::get>({.need_id = need.id})).need;
  std::printf("  met: %s, %s\n", text(need.phase), text(need.outcome));
  return need.id;
}

NeedId tell_third_need(Session& ada, ClientId client, ConsentId consent, IssueId issue) {
  std::puts("The third need: nobody is eligible");
  later();
  const auto born =
      must(ada.call<need::send>({.client_id = client, .issue_id = issue, .consent_id = consent}))
          .need;
  std::printf("  born %s, %s\n", text(born.phase), text(born.reason));
  std::printf("  blocked by %s\n", blocked(born.blocking).c_str());
  std::printf("  the smallest relaxation that would help: %s\n",
              joined(born.relaxation, [](auto& c) { return c; }).c_str());
  return born.id;
}

IntakeDraft draft_of(IssueId issue, ServiceId service) {
  ClientDetails details{.given_name = "Roza", .family_name = "Diaz"};
  details.birth_date = std::chrono::sys_days(std::chrono::year(1991) / 4 / 2);
  IntakeLine line{
      .issue_id = issue, .receivers = {{.service_id = service}}, .urgency = Urgency::urgent};
  return {.client = IntakeClient{details}, .consent = ConsentGiven{}, .lines = {line}};
}

// A questionnaire that must be answered before anybody is asked for this help.
void ask_before_sending(Session& ada, IssueId issue) {
  QuestionnaireItem notice{.link_id = "notice", .text = "Is there a notice to leave?"};
  notice.type = ItemType::boolean;
  notice.required = true;
  const AnswerCondition is_noticed{.question = "notice", .answer = {.boolean = true}};
  const auto form = must(ada.call<questionnaire::define>(
      {.code = "eviction",
       .title = "Eviction",
       .issue_id = issue,
       .items = {notice},
       .scales = {{.code = "urgency", .bands = {{.from_points = 3, .code = "high"}}}},
       .score_rules = {{.scale = "urgency",
                        .when = is_noticed,
                        .points = 3,
                        .reason = "There is a notice to leave."}},
       .triage_scale = "urgency"}));
  must(ada.call<issue::update>(
      {.issue_id = issue, .questionnaire_id = form.id, .questionnaire_required = true}));
}

Referral tell_intake(Session& ada, IssueId issue, ServiceId service) {
  std::puts("An intake: asked before sending, and known already");
  later();
  ask_before_sending(ada, issue);
  auto draft = draft_of(issue, service);
  const auto review = must(ada.call<intake::validate>({.draft = draft}));
  std::vector<Reason> reasons;
  for (auto& problem : review.problems)
    if (std::ranges::find(reasons, problem.reason) == reasons.end())
      reasons.push_back(problem.reason);
  std::printf("  in the way: %s\n",
              joined(reasons, [](auto r) { return std::string(name_of(r)); }).c_str());
  const auto& match = review.matches.at(0);
  std::printf("  perhaps client %ld, %.1f %%\n", static_cast<long>(match.client.id.value),
              100 * match.probability);
  draft.lines[0].answers = {{.link_id = "notice", .answers = {{.value = {.boolean = true}}}}};
  const auto sent = must(ada.call<intake::submit>({.draft = draft, .client_id = match.client.id}));
  const auto triage = must(ada.call<questionnaire_response::score>({.response_id = 1})).triage;
  std::printf("  sent; %s %ld, %s\n", triage->scale.c_str(), static_cast<long>(triage->points),
              triage->band.c_str());
  return sent.needs.at(0).referrals.at(0);
}

void tell_delay(Engine& engine, Session& ada) {
  std::puts("Two days without an answer");
  now() += std::chrono::days(2);
  auto nobody = engine.session();
  while (must(nobody.call<system_::tick>({})).more) {}
  const ListReferrals late{.view = ReferralView::sent, .overdue_only = true};
  for (auto& r : must(ada.call<referral::list>(late)).referrals)
    std::printf("  referral %s is overdue: %s, %s\n", r.reference.c_str(), text(r.phase),
                text(r.urgency));
  for (auto& card : must(ada.call<dashboard::counts>({})).counts)
    if (card.count > 0)
      std::printf("  %s %s %ld\n", text(card.side), text(card.card), static_cast<long>(card.count));
}

void show_summary(Session& ada) {
  std::puts("Summary");
  const auto s = must(ada.call<report::summary>({}));
  std::printf("  %ld needs: %s\n", static_cast<long>(s.needs), counts(s.needs_by_phase).c_str());
  std::printf("  outcomes: %s\n", counts(s.needs_by_outcome).c_str());
  std::printf("  %ld referrals: %s\n", static_cast<long>(s.sent), counts(s.sent_by_phase).c_str());
  const auto verified = must(ada.call<journal::verify>({.deep = true}));
  std::printf("  journal: %ld entries, %s\n", static_cast<long>(verified.size),
              verified.intact ? "intact" : "damaged");
  const auto proof = must(ada.call<journal::prove>({.sequence = 1}));
  const auto checkpoint = must(ada.call<journal::checkpoint>({}));
  std::printf("  %zu hashes lead from its first entry to the root%s\n", proof.hashes.size(),
              proof.root == checkpoint.root ? " of the checkpoint" : "");
}

}  // namespace

int main(int count, char** arguments) {
  const std::string folder = count > 1 ? arguments[1] : "examples/data";
  Engine engine(Options{.store = ":memory:"}, {.clock = now, .random = chance});
  auto nobody = engine.session();
  const auto created = must(nobody.call<system_::create>({.network = "Orange County",
                                                          .organization = "Family Services",
                                                          .time_zone = "America/New_York",
                                                          .login = "ada",
                                                          .name = "Ada"}));
  auto ada =
      engine.session({.staff_id = created.staff.id, .organization_id = created.organization.id});

  import_directory(ada, folder);
  std::map<std::string, IssueId> issues;
  for (auto& issue : must(ada.call<issue::list>({.limit = 500})).issues)
    issues[issue.code] = issue.id;

  std::puts("A client, with consent");
  must(ada.call<policy::set>({.scope = PolicyScope::store,
                              .knobs = {.client_requires_referral = false}}));  // the host's own
  for (const char* fact : {"immigration_status", "incarceration_status"})  // as the feed has them
    must(ada.call<code::set>({.list = CodeList::attribute, .code = fact, .name = fact}));
  const auto born = std::chrono::sys_days(std::chrono::year(1991) / 4 / 2);
  const auto rosa = must(ada.call<client::create>(
      {.details = {.given_name = "Rosa",
                   .family_name = "Diaz",
                   .birth_date = born,
                   .locality = "Orange County",
                   .income_percent = 120,
                   .attributes = {{"immigration_status", "United States Citizen"},
                                  {"incarceration_status", "Not in custody and no conditions"}}}}));
  const auto consent = must(ada.call<consent::record>({.client_id = rosa.id}));
  std::printf("  client %ld, consent %ld\n", static_cast<long>(rosa.id.value),
              static_cast<long>(consent.id.value));

  auto desks = find_desks(engine, ada, rosa.id, issues["other-landlord-tenant"]);
  const auto first =
      tell_first_need(ada, desks, rosa.id, consent.id, issues["other-landlord-tenant"]);
  const auto second = tell_second_need(ada, desks, rosa.id, consent.id, issues["estate-planning"]);
  const auto third = tell_third_need(ada, rosa.id, consent.id, issues["expungement"]);
  const auto last = tell_intake(ada, issues["other-landlord-tenant"], desks.at(0).service);
  tell_delay(engine, ada);
  later();
  must(desk_of(desks, last.receiver_id).call<referral::acknowledge>({.referral_id = last.id}));
  show_timeline(ada, first, "a tenant");
  show_timeline(ada, second, "a will");
  show_timeline(ada, third, "a record");
  show_timeline(ada, last.need_id, "an eviction");
  show_summary(ada);
}
