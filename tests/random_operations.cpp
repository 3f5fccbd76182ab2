#include "random_operations.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>

#include "json.hpp"
#include "onward/operations/agreements.hpp"
#include "onward/operations/attributions.hpp"
#include "onward/operations/between.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/codes.hpp"
#include "onward/operations/consent_renewal.hpp"
#include "onward/operations/directory.hpp"
#include "onward/operations/directory_search.hpp"
#include "onward/operations/duplicates.hpp"
#include "onward/operations/enquiries.hpp"
#include "onward/operations/history.hpp"
#include "onward/operations/intake.hpp"
#include "onward/operations/leads.hpp"
#include "onward/operations/need_edit.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/open_requests.hpp"
#include "onward/operations/outbox.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/provider_import.hpp"
#include "onward/operations/questionnaire_responses.hpp"
#include "onward/operations/questionnaires.hpp"
#include "onward/operations/referral_sources.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/operations/referring_providers.hpp"
#include "onward/operations/relationship_costs.hpp"
#include "onward/operations/specialist_referrals.hpp"
#include "onward/operations/system.hpp"
#include "onward/operations/work.hpp"

namespace onward::tests {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view founding_calls[] = {
    "system.create",       "policy.set",          "issue.create",        "issue.create",
    "issue.create",        "organization.create", "organization.create", "organization.create",
    "organization.create", "organization.create", "staff.create",        "staff.create",
    "staff.create",        "staff.create",        "staff.create",        "staff.create",
    "staff.create",        "staff.create",        "staff.create",        "staff.create",
    "location.create",     "location.create",     "service.create",      "service.create",
    "service.create",      "service.create",      "service.create",      "service.create",
    "service.create",      "service.create",      "service.create",      "service.create",
    "service.create",      "client.create",       "client.create",       "client.create",
    "client.create",       "consent.record",      "consent.record",      "consent.record",
    "consent.record",
};

constexpr std::string_view feed[] = {"organizations.csv", "locations.csv", "services.csv"};

// The new one in the place of the old; ids are kept in the order they were met.
template <class T>
void meet(std::map<std::int64_t, T>& known, std::vector<std::int64_t>& ids, const T& row) {
  if (known.insert_or_assign(row.id.value, row).second) ids.push_back(row.id.value);
}
void meet(World& w, const Need& need) { meet(w.needs, w.need_ids, need); }
void meet(World& w, const Referral& referral) { meet(w.referrals, w.referral_ids, referral); }
void meet(World& w, const NeedRecord& record) {
  meet(w, record.need);
  for (auto& r : record.referrals) meet(w, r);
}
void meet(World& w, const NeedPage& page) {
  for (auto& n : page.needs) meet(w, n);
}
void meet(World& w, const ReferralPage& page) {
  for (auto& r : page.referrals) meet(w, r);
}
void meet(World& w, const Membership& m) {
  std::erase_if(w.members, [&](auto& known) {
    return known.staff_id == m.staff_id && known.organization_id == m.organization_id;
  });
  if (m.active) w.members.push_back({m.staff_id, m.organization_id, m.role_id});
}
void meet(World& w, const StaffRecord& record) {
  w.staff = std::max(w.staff, record.staff.id.value);
  if (record.staff.login.starts_with("portal ")) w.portal_users.push_back(record.staff.id);
  for (auto& m : record.memberships) meet(w, m);
}
void meet(World& w, const StoreCreated& created) {
  w.staff = w.organizations = 1;
  w.members.push_back({created.staff.id, created.organization.id, RoleId(1)});
}
void meet(World& w, const Organization& o) {
  w.organizations = std::max(w.organizations, o.id.value);
}
void meet(World& w, const OrganizationPage& page) {
  for (auto& o : page.organizations) meet(w, o);
}
void meet(World& w, const Issue& issue) { w.issues = std::max(w.issues, issue.id.value); }
void meet(World& w, const Location& l) { w.locations = std::max(w.locations, l.id.value); }
void meet(World& w, const Service& s) {
  std::erase_if(w.offers, [&](auto& known) { return known.service_id == s.id; });
  const bool is_for_everybody = s.active && s.genders.empty() && s.localities.empty() &&
                                !s.capacity_limit && s.issues.size() > 1;
  w.offers.push_back({s.id, s.organization_id, is_for_everybody});
}
void meet(World& w, const DirectoryPage& page) {
  for (auto& e : page.entries) meet(w, e.service);
}
void meet(World& w, const ProvidersImported& p) { w.provider_imports.push_back(p.import.id); }
void meet(World& w, const Import& import) { w.imports = std::max(w.imports, import.id.value); }
void meet(World& w, const Client& c) {
  w.people.push_back(
      {c.id, c.registered_by, c.details.given_name, c.details.family_name, c.details.birth_date});
}
void meet(World& w, const Consent& c) {
  if (!c.withdrawn_at) w.agreements.push_back({c.id, c.client_id, c.organization_id});
}
void meet(World& w, const Intake& i) {
  std::erase_if(w.intakes, [&](auto& known) { return known.intake_id == i.id; });
  if (i.phase == IntakePhase::draft) w.intakes.push_back({i.id, i.organization_id, i.revision});
}
void meet(World& w, const IntakeSubmitted& s) {
  meet(w, s.intake);
  if (std::ranges::none_of(w.people, [&](auto& p) { return p.client_id == s.client.id; }))
    meet(w, s.client);
  if (std::ranges::none_of(w.agreements, [&](auto& a) { return a.consent_id == s.consent.id; }))
    meet(w, s.consent);
  for (auto& record : s.needs) meet(w, record);
}
void meet(World& w, const Questionnaire& q) {
  if (std::ranges::find(w.forms, q.id) == w.forms.end()) w.forms.push_back(q.id);
}
void meet(World& w, const QuestionnaireImported& imported) { meet(w, imported.questionnaire); }
void meet(World& w, const QuestionnaireResponse& r) {
  std::erase_if(w.responses, [&](auto& known) { return known.response_id == r.id; });
  w.responses.push_back({r.id, r.revision, r.client_id, r.organization_id});
}
void meet(World& w, const ResponseImported& imported) { meet(w, imported.response); }
void meet(World& w, const Appointment& a) {
  const auto referral = w.referrals.find(a.referral_id.value);
  if (referral != w.referrals.end()) w.appointments.push_back({a.id, referral->second.receiver_id});
}
void meet(World& w, const Barrier& b) { w.barriers.push_back({b.id, b.organization_id}); }
void meet(World& w, const Forwarded& f) {
  meet(w, f.referral);
  meet(w, f.need);
  for (auto& r : f.referrals) meet(w, r);
}
void meet(World& w, const Message& m) { w.messages = std::max(w.messages, m.id.value); }
void meet(World& w, const Transfer& t) { w.transfers.push_back(t); }
void meet(World& w, const Agreement& a) { w.partners.push_back(a); }
void meet(World& w, const EnquiryRecord& record) { w.enquiries.push_back(record.enquiry); }
void meet(World& w, const OutboxItem& item) {
  const auto is_same = [&](const OutboxItem& known) { return known.id == item.id; };
  std::erase_if(w.queued, is_same);
  std::erase_if(w.taken, is_same);
  if (item.phase == OutboxPhase::queued) w.queued.push_back(item);
  if (item.phase == OutboxPhase::taken) w.taken.push_back(item);
}
void meet(World& w, const OutboxPage& page) {
  for (auto& item : page.items) meet(w, item);
}
void meet(World& w, const OutboxTaken& t) { meet(w, t.item); }
void meet(World& w, const ClientMerged& m) { w.merged.push_back(m.merge.client_id); }
void meet(World& w, const ReferringProviderRecord& r) {
  w.specialists.push_back({r.provider.id, r.provider.organization_id});
}
void meet(World& w, const ProvidersMerged& m) {
  std::erase(w.merged_providers, m.merged.id);
  if (m.merged.merged_into_id) w.merged_providers.push_back(m.merged.id);
}
void meet(World& w, const SpecialistReferralRecord& r) {
  const auto& row = r.specialist_referral;
  std::erase_if(w.tracked, [&](auto& known) { return known.specialist_referral_id == row.id; });
  w.tracked.push_back(
      {row.id, row.organization_id, row.specialist_id, row.client_id, row.referral_id, r.status});
  if (r.status != SpecialistStatus::created) meet(w, r.referral);
}
// The new one in the place of the old, at the end: it is what is worked on.
template <class T> void meet_latest(std::vector<T>& known, const T& row) {
  std::erase_if(known, [&](const T& other) { return other.id == row.id; });
  known.push_back(row);
}
void meet(World& w, const ReferralSource& s) { meet_latest(w.sources, s); }
void meet(World& w, const ReferralSourcesAdded& added) {
  for (auto& s : added.referral_sources) meet(w, s);
}
void meet(World& w, const RelationshipCost& cost) { w.costs = std::max(w.costs, cost.id.value); }
void meet(World& w, const Touchpoint& t) { meet_latest(w.touches, t); }
void meet(World& w, const Lead& l) { meet_latest(w.leads, l); }
void meet(World& w, const LeadRecord& record) {
  meet(w, record.lead);
  for (auto& t : record.touchpoints) meet(w, t);
  // The answer is about the lead that stayed, and its touches name those that went into it.
  for (auto& t : record.touchpoints)
    for (auto& l : w.leads)
      if (t.joined_from_id && l.id == t.joined_from_id) l.phase = LeadPhase::joined;
}
void meet(World& w, const LeadEntered& entered) {
  meet(w, entered.lead);
  for (auto& t : entered.touchpoints) meet(w, t);
}
void meet(World& w, const LeadConverted& converted) { meet(w, converted.lead); }
void meet(World& w, const StoreStatus& status) { w.entries = status.journal_size; }
void meet(World& w, const Checkpoint& checkpoint) { w.entries = checkpoint.size; }

template <class Op> void read_answer(World& world, const std::string& json) {
  if (auto read = read_json<typename Op::Response>(json)) meet(world, read.value());
}
struct Observer {
  std::string_view operation;
  void (*read)(World&, const std::string&);
};
template <class... Op> constexpr std::array<Observer, sizeof...(Op)> observers_of() {
  return {Observer{Op::name, read_answer<Op>}...};
}
constexpr auto observers = observers_of<
    system_::create, system_::status, organization::create, organization::list, staff::create,
    staff::join, staff::leave, issue::create, location::create, service::create, service::update,
    directory::search, directory::import, client::create, consent::record, need::send, need::get,
    need::update, intake::begin, intake::save, intake::discard, intake::submit, need::list,
    need::confirm, need::extend, need::renew_consent, need::re_refer, need::withdraw,
    need::escalate, need::close_unmet, referral::get, referral::list, referral::open,
    referral::acknowledge, referral::accept, referral::start, referral::hold, referral::resume,
    referral::decline, referral::complete, referral::fail, referral::withdraw, referral::reopen,
    referral::mark_error, outcome::record, outbox::done, outbox::failed, outbox::list, outbox::take,
    client::merge, journal::checkpoint, questionnaire::define, questionnaire::import_fhir,
    questionnaire_response::start, questionnaire_response::import_fhir,
    questionnaire_response::save, questionnaire_response::complete, questionnaire_response::amend,
    questionnaire_response::get, referral::assign, referral::reprioritise,
    referral::ask_information, referral::give_information, referral::return_with_advice,
    referral::confirm_withdrawal, referral::refuse_withdrawal, referral::record_contact,
    referral::record_delivery, referral::record_enrolment, appointment::schedule, barrier::note,
    referral::forward, referral::remind, message::send, transfer::request, agreement::propose,
    agreement::agree, enquiry::ask, need::claim_open, referring_provider::import,
    referring_provider::create, referring_provider::merge, referring_provider::unmerge,
    specialist_referral::create, specialist_referral::record_letter, specialist_referral::schedule,
    specialist_referral::complete_appointment, specialist_referral::miss_appointment,
    specialist_referral::cancel_appointment, specialist_referral::receive_report,
    specialist_referral::close, specialist_referral::decline, specialist_referral::cancel,
    specialist_referral::undo_visit, specialist_referral::undo_report, specialist_referral::get,
    referral_source::add, referral_source::add_standard, referral_source::update,
    referral_source::retire, lead::create, lead::get, lead::update, lead::lose, lead::reopen,
    lead::record_consultation, lead::start_treatment, lead::complete_treatment, lead::set_value,
    lead::convert, touchpoint::add, touchpoint::void_, touchpoint::correct,
    relationship_cost::record>();

// The text of the answer's cursor; it is the last member.
std::string cursor_of(const std::string& json) {
  constexpr std::string_view name = "\"cursor\":\"";
  const auto at = json.rfind(name);
  if (at == json.npos || !json.ends_with("\"}")) return {};
  return json.substr(at + name.size(), json.size() - at - name.size() - 2);
}

std::string with_member(const std::string& request, const std::string& member) {
  return request == "{}" ? '{' + member + '}'
                         : request.substr(0, request.size() - 1) + ',' + member + '}';
}

}  // namespace

void RandomOperations::put_blobs(Engine& engine) {
  auto session = engine.session({1, 1, {}});
  const auto put = [&](const std::string& name, const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!session.put_blob(name, 0, std::as_bytes(std::span(text))))
      throw std::logic_error("a blob was not put");
  };
  for (const auto name : blobs()) put(std::string(name), "tests/feed/" + std::string(name));
  for (std::int64_t i = 0; i < letters; ++i)
    put("letter" + std::to_string(i), "tests/data/attachments/note.txt");
}

std::span<const std::string_view> RandomOperations::blobs() { return feed; }

std::int64_t number_after(std::string_view name, const std::string& json) {
  const auto at = json.find(name);
  std::int64_t out = 0;
  if (at != json.npos)
    std::from_chars(json.data() + at + name.size(), json.data() + json.size(), out);
  return out;
}

std::string line_of(const Call& call) { return call.operation + ' ' + call.request; }

RandomOperations::RandomOperations(std::uint64_t seed)
    : chance_(seed),
      now_(std::chrono::sys_days{std::chrono::year{2025} / 3 / 3} + std::chrono::hours{9}) {
  // The fact that clients have and services ask for; until it is known, those are refused.
  due_.push_back(
      {now_,
       {.staff_id = 1, .organization_id = 1},
       std::string(code::set::name),
       R"({"list":"attribute","code":"veteran","name":"Veteran","choices":["yes","no"]})"});
}

void RandomOperations::pass_time() {
  if (chance_.percent(70)) now_ += std::chrono::seconds{chance_.below(300)};
  if (chance_.below(1'000) < 12) now_ += std::chrono::hours{chance_.below(120)};
  if (chance_.below(1'000) < 1) now_ += std::chrono::days{40};  // keys are kept 35 days
  if (chance_.below(1'000) < 2) now_ -= std::chrono::hours{30};  // somebody set the clock
}

Call RandomOperations::next() {
  if (founded_ < std::size(founding_calls)) return founding();
  pass_time();
  if (!due_.empty()) {
    Call call = std::move(due_.back());
    due_.pop_back();
    call.now = now_;
    return call;
  }
  if (!keyed_.empty() && chance_.percent(4)) {
    Call again = chance_.recent_of(keyed_, 10);
    again.now = now_;
    if (chance_.percent(10)) again.request = broken(again.request, chance_);
    return again;
  }
  Draft draft = any_draft(world_, chance_);
  Call call{now_, std::move(draft.session), std::move(draft.operation), std::move(draft.request)};
  if (chance_.percent(3)) call.request = broken(call.request, chance_);
  if (chance_.below(500) == 0) call.operation += 'x';
  return keyed(std::move(call));
}

// The store, and enough in it that a need can be sent.
Call RandomOperations::founding() {
  const auto name = founding_calls[founded_++];
  auto draft = draft_of(name, world_, chance_);
  if (!draft) draft = any_draft(world_, chance_);
  return {now_, draft->session, draft->operation, draft->request};
}

Call RandomOperations::keyed(Call call) {
  const Operation* op = find_operation(call.operation);
  if (!op || op->effect != Effect::writes || !chance_.percent(12) || !call.request.ends_with('}'))
    return call;
  const std::string key = "k" + std::to_string(keyed_.size() + 1);
  call.request = with_member(call.request, "\"idempotency_key\":\"" + key + '"');
  keyed_.push_back(call);
  return call;
}

void RandomOperations::observe(const Call& call, const Answer& answer) {
  const std::string noun = call.operation.substr(0, call.operation.find('.'));
  if (answer.refused) {
    // What was believed is wrong: ask how the need stands.
    const auto referral = world_.referrals.find(number_after("\"referral_id\":", call.request));
    if (noun == "referral" && referral != world_.referrals.end() && chance_.percent(40))
      due_.push_back({now_,
                      {.staff_id = 1, .organization_id = 1},
                      std::string(need::get::name),
                      "{\"need_id\":" + std::to_string(referral->second.need_id.value) + '}'});
    return;
  }
  for (auto& observer : observers)
    if (observer.operation == call.operation) observer.read(world_, answer.json);
  const auto cursor = cursor_of(answer.json);
  if (!cursor.empty() && call.request.find("cursor") == std::string::npos) {
    if (world_.pages.size() >= 20) {
      world_.pages.erase(world_.pages.begin());
      world_.cursors.erase(world_.cursors.begin());
    }
    world_.pages.push_back(call);
    world_.cursors.push_back(cursor);
  }
}

std::string broken(const std::string& request, Chance& chance) {
  constexpr auto values = std::array{"null",
                                     "true",
                                     "-1",
                                     "\"\"",
                                     "[]",
                                     "{\"a\":{}}",
                                     "1e400",
                                     "0.5",
                                     "9007199254740993",
                                     "99999999999999999999",
                                     "\"\\u0000\"",
                                     "\"\\ud800\""};
  const auto size = static_cast<std::int64_t>(request.size());
  const auto at = static_cast<std::size_t>(chance.below(size));
  switch (chance.below(6)) {
    case 0: return request.substr(0, at);
    case 1: return with_member(request, "\"colour\":\"red\"");
    case 2: {  // a key that stands twice
      const auto comma = request.find(',');
      if (comma == request.npos || request[0] != '{') return request + '}';
      return with_member(request, request.substr(1, comma - 1));
    }
    case 3:
      return request.substr(0, at) + chance.one_of(std::array{"}", "]", "\"", "\xff", ","}) +
             request.substr(at);
    case 4: {  // another value in the place of one
      const auto colon = request.find(':', at);
      if (colon == request.npos) return "[" + request + "]";
      const auto end = request.find_first_of(",}", colon);
      return request.substr(0, colon + 1) + chance.one_of(values) +
             (end == request.npos ? "" : request.substr(end));
    }
    default: return std::string(100, '[') + request;
  }
}

}  // namespace onward::tests
