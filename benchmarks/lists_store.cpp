#include "lists_store.hpp"

#include <algorithm>

#include "hash.hpp"
#include "measure.hpp"
#include "onward/operations/people.hpp"
#include "onward/rules/reference.hpp"
#include "operations/client_keys.hpp"
#include "operations/notices.hpp"
#include "simulation/staff.hpp"
#include "synthetic_people.hpp"

namespace onward::benchmarks {

namespace {

using simulation::Chance;
using simulation::County;
using std::chrono::days;
using std::chrono::hours;

constexpr Instant today = Date(std::chrono::year(2026) / 11 / 21) + hours(9);
constexpr std::int64_t history_days = 730;
constexpr std::int64_t rows_in_commit = 20'000;
constexpr std::int64_t busy_needs = 300;
constexpr std::array<const char*, 4> remarks{
    "There is no place before the end of the month; we told them of the one in the next street.",
    "We spoke on the phone and met twice. They have what they asked for, and will come again.",
    "Their sister helps them now, and they asked us to stop.",
    "A food parcel for four, and a voucher for the baby's milk; the heating has been repaired."};
constexpr simulation::CountySize size{.services = 2'000, .localities = 50, .issues = 60};

// One way a need can have gone, and how many of 1,000 went it: long ago, and lately.
enum class Course : std::uint8_t { resolved, cancelled, unresolved, open, claimed, draft };
struct Share {
  Course course;
  std::int64_t long_ago, lately;
};
constexpr Share shares[] = {{Course::cancelled, 120, 60}, {Course::unresolved, 10, 40},
                            {Course::open, 3, 150},       {Course::claimed, 7, 250},
                            {Course::draft, 1, 5},        {Course::resolved, 1'000, 1'000}};

Course course_of(Chance& chance, bool is_late) {
  auto roll = chance.below(1'000);
  for (auto& share : shares) {
    roll -= is_late ? share.lately : share.long_ago;
    if (roll < 0) return share.course;
  }
  return Course::resolved;
}

NeedPhase phase_of(Course course) {
  switch (course) {
    case Course::resolved: return NeedPhase::resolved;
    case Course::cancelled: return NeedPhase::cancelled;
    case Course::unresolved: return NeedPhase::unresolved;
    case Course::open: return NeedPhase::open;
    case Course::claimed: return NeedPhase::claimed;
    case Course::draft: break;
  }
  return NeedPhase::draft;
}

// The first member is the one that has the claim; next to nothing is on hold, failed or an error.
ReferralPhase phase_of(Course course, bool is_first, bool is_error, Chance& chance) {
  const auto roll = chance.below(1'000);
  switch (course) {
    case Course::resolved: return is_first ? ReferralPhase::completed : ReferralPhase::superseded;
    case Course::cancelled: return is_error ? ReferralPhase::error : ReferralPhase::withdrawn;
    case Course::unresolved:
      return roll < 20    ? ReferralPhase::failed
             : roll < 500 ? ReferralPhase::declined
                          : ReferralPhase::expired;
    case Course::open:
      return is_first || roll < 800 ? ReferralPhase::requested : ReferralPhase::declined;
    case Course::claimed:
      if (!is_first) return ReferralPhase::superseded;
      return roll < 5     ? ReferralPhase::on_hold
             : roll < 300 ? ReferralPhase::in_progress
             : roll < 600 ? ReferralPhase::accepted
                          : ReferralPhase::received;
    case Course::draft: break;
  }
  return ReferralPhase::draft;
}

// Writes rows by the thousand; each belongs to a call of its own, as in a store that has grown.
class Scribe {
 public:
  Scribe(Storage& storage, ListsStore& out, const simulation::Founded& founded)
      : storage_(storage), out_(out) {
    for (auto& desk : founded.desks)
      if (desk.open) desks_.push_back(desk.session.options());
    out.large = desks_.front();
    out.small = desks_.back();
    desks_.pop_back();
    begin();
    Tables tables(*transaction_, nullptr, {}, [](std::span<std::byte>) {});
    from_hex(tables.known<StoreIdentity>(Id<StoreTag>(1)).reference_key, key_);
    for (auto& desk : desks_) read_services(tables, desk.organization_id);
    read_services(tables, out.small.organization_id);
  }

  void client(std::int64_t number, const County& county, const MatchRecord& person) {
    const auto& desk = somebody();
    auto tables = at(begins, "client.create", desk);
    Client client{.registered_by = desk.organization_id,
                  .registered_at = begins,
                  .details = county.client(number).details};
    auto& details = client.details;
    details.given_name = person.given_name;
    details.family_name = person.family_name;
    details.birth_date = person.birth_date;
    details.email = person.email;
    details.phone = person.phone;
    details.postcode = person.postcode;
    if (chance_.percent(40)) details.contact_permissions = {ContactChannel::email};
    tables.insert(client);
    write_match_keys(tables, client, nullptr);
    Consent consent{.client_id = client.id,
                    .organization_id = desk.organization_id,
                    .recorded_by = desk.staff_id,
                    .recorded_at = begins,
                    .given_at = begins};
    if (chance_.percent(50)) consent.expires_on = ends_on(today) + days(chance_.below(400) - 20);
    tables.insert(consent);
    consents_end_on_.push_back(consent.expires_on);
    ++out_.clients;
    commit_when_long();
  }

  // The need of this number, of about so many; oldest first.
  void need(std::int64_t number, std::int64_t of) {
    const auto course = course_of(chance_, number * 10 > of * 9);
    const bool is_error = course == Course::cancelled && chance_.below(200) == 0;
    const auto& sender = number % 25'000 == 11 ? out_.small : somebody();
    const bool is_busy = number % std::max<std::int64_t>(of / busy_needs, 1) == 3;
    const Instant sent = begins + history / of * std::min(number, of);
    auto tables = at(sent, "need.send", sender);
    Need need{.client_id = is_busy ? out_.busy_client.value : chance_.between(1, out_.clients),
              .issue_id = number % 50'000 == 7 ? size.issues : chance_.between(1, size.issues - 1),
              .sender_id = sender.organization_id,
              .sent_by = sender.staff_id,
              .phase = phase_of(course),
              .urgency = urgency(),
              .opened_at = sent};
    need.consent_id = need.client_id.value;
    need.consent_ends_on = consents_end_on_.at(static_cast<std::size_t>(need.client_id.value - 1));
    settle(need, course, is_error);
    need.open_request = need.unassigned = course == Course::open && chance_.percent(10);
    if (need.unassigned) need.due_at = today + days(10);
    tables.insert<Need>(need, [&](Need& row) {
      row.reference = reference_of(key_, 'N', row.id.value);
      if (course == Course::claimed) row.claimed_by = last_referral_ + 1;
    });
    std::vector<OrganizationId> asked{sender.organization_id};
    const std::int64_t members = need.unassigned       ? 0
                                 : chance_.percent(60) ? 1
                                 : chance_.percent(60) ? 2
                                                       : 3;
    while (std::ssize(asked) <= members) {
      const auto& receiver = number % 25'000 == 12 && asked.size() == 1 ? out_.small : somebody();
      if (std::ranges::find(asked, receiver.organization_id) != asked.end()) continue;
      const bool is_first = asked.size() == 1;
      asked.push_back(receiver.organization_id);
      refer(tables, need, receiver, phase_of(course, is_first, is_error, chance_));
    }
    ++out_.needs;
    commit_when_long();
  }

  // Beside them, of the organisation that is large: drafts, what was told and not sent, transfers.
  void beside(std::int64_t number) {
    const auto& desk = out_.large;
    auto tables = at(today, "intake.begin", desk);
    Intake intake{.organization_id = desk.organization_id,
                  .owner_id = desk.staff_id,
                  .begun_at = today,
                  .saved_at = today,
                  .due_at = today + days(30)};
    if (number % 5'000 == 1) intake.phase = IntakePhase::discarded;
    if (number % 5'000 == 1) intake.due_at = never;
    tables.insert(intake);
    LoggedReferral logged{.organization_id = desk.organization_id,
                          .logged_by = desk.staff_id,
                          .logged_at = today,
                          .client_id = chance_.between(1, out_.clients),
                          .issue_id = chance_.between(1, size.issues)};
    tables.insert(logged);
    Transfer transfer{
        .need_id = chance_.between(1, out_.needs),
        .issue_id = chance_.between(1, size.issues),
        .from_id = desk.organization_id,
        .to_id = somebody_but(desk.organization_id).organization_id,
        .requested_by = desk.staff_id,
        .requested_at = today,
        .phase = number % 5'000 == 1 ? TransferPhase::refused : TransferPhase::transferred};
    tables.insert(transfer);
    commit_when_long();
  }

  void commit() {
    if (transaction_->commit() != Commit::done) throw std::runtime_error("rows are not kept");
    journal_.committed();
    transaction_.reset();
  }

 private:
  static constexpr Instant begins = today - days(history_days);
  static constexpr Instant::duration history = days(history_days) - hours(1);
  static Date ends_on(Instant at) { return std::chrono::floor<days>(at); }

  void begin() {
    transaction_ = storage_.begin(Mode::write);
    journal_.begin(*transaction_);
    in_commit_ = 0;
  }
  void commit_when_long() {
    if (++in_commit_ < rows_in_commit) return;
    commit();
    begin();
  }

  Tables at(Instant time, std::string_view operation, const SessionOptions& who) {
    return {*transaction_, &journal_,
            Journal::Call{.time = std::max(time, journal_.head().last_time),
                          .actor = who.staff_id.value,
                          .organization = who.organization_id.value,
                          .operation = operation},
            random_};
  }

  // A third of everything is the large one's.
  const SessionOptions& somebody() {
    return chance_.percent(30) ? desks_.front() : chance_.one_of(desks_);
  }
  const SessionOptions& somebody_but(OrganizationId id) {
    for (;;)
      if (auto& found = somebody(); found.organization_id != id) return found;
  }
  Urgency urgency() {
    const auto roll = chance_.below(100);
    return roll < 5 ? Urgency::urgent : roll < 20 ? Urgency::soon : Urgency::routine;
  }

  void read_services(Tables& tables, OrganizationId id) {
    for (auto& s : tables.all<Service>(by::service_organization, id)) services_[id].push_back(s.id);
  }

  void settle(Need& need, Course course, bool is_error) {
    need.due_at = never;
    switch (course) {
      case Course::resolved:
        need.outcome = chance_.percent(90) ? Outcome::successful : Outcome::partial;
        need.closed_at = need.opened_at + days(14);
        break;
      case Course::cancelled:
        need.reason = is_error             ? NeedReason::entered_in_error
                      : chance_.percent(5) ? NeedReason::unmet
                                           : NeedReason::sender_withdrew;
        need.closed_at = need.opened_at + days(3);
        break;
      case Course::unresolved:
        need.reason = chance_.percent(50) ? NeedReason::refused : NeedReason::no_response;
        need.due_at = today + days(1 + chance_.below(5));
        break;
      case Course::open:
      case Course::claimed: break;
      case Course::draft: need.due_at = today + days(14); break;
    }
  }

  void refer(Tables& tables, const Need& need, const SessionOptions& receiver,
             ReferralPhase phase) {
    Referral r{.need_id = need.id,
               .client_id = need.client_id,
               .issue_id = need.issue_id,
               .sender_id = need.sender_id,
               .receiver_id = receiver.organization_id,
               .service_id = chance_.one_of(services_.at(receiver.organization_id)),
               .phase = phase,
               .urgency = need.urgency,
               .requested_at = need.opened_at,
               .consent_ends_on = need.consent_ends_on};
    if (is_finished(phase))
      end(r, need);
    else
      work_on(r, receiver);
    tables.insert<Referral>(
        r, [&](Referral& row) { row.reference = reference_of(key_, 'R', row.id.value); });
    last_referral_ = r.id.value;
    ++out_.referrals;
    // That it came stands in its receiver's inbox until it is read.
    if (phase == ReferralPhase::draft || phase == ReferralPhase::requested) return;
    if (!chance_.percent(35)) return;
    InboxItem item{.organization_id = receiver.organization_id,
                   .event = InboxEvent::submitted,
                   .need_id = need.id,
                   .referral_id = r.id,
                   .at = need.opened_at,
                   .matter = InboxMatter::referral,
                   .matter_id = r.id.value};
    if (chance_.below(500) == 0) {
      item.state = InboxState::read;
      item.read_by = receiver.staff_id;
      item.erase_at = today + days(20);
    }
    tables.insert(item);
  }

  // What ended was told about in words, as far as people do.
  void end(Referral& r, const Need& need) {
    r.finished_at = need.closed_at.value_or(need.opened_at + days(5));
    if (r.phase == ReferralPhase::declined)
      r.reason_code = chance_.below(400) == 0 ? "duplicate" : "capacity";
    if (r.phase == ReferralPhase::withdrawn) r.reason_code = "no_longer_needed";
    if (!r.reason_code.empty() && chance_.percent(60)) {
      r.reason_note = chance_.one_of(remarks);
      r.reason_note_by = r.phase == ReferralPhase::withdrawn ? Party::sender : Party::receiver;
    }
    if (r.phase != ReferralPhase::completed) return;
    r.outcome = need.outcome;
    if (chance_.percent(70)) {
      r.outcome_note = chance_.one_of(remarks);
      r.outcome_note_by = Party::receiver;
    }
    if (!chance_.percent(60)) return;
    r.delivered_on = ends_on(*r.finished_at);
    r.delivered = chance_.one_of(remarks);
  }

  void work_on(Referral& r, const SessionOptions& receiver) {
    r.due_at = today + days(1 + chance_.below(20));
    r.overdue = chance_.percent(3);
    if (r.phase < ReferralPhase::received) return;
    r.received_at = r.requested_at + hours(20);
    if (r.phase != ReferralPhase::received) r.accepted_at = r.requested_at + hours(30);
    if (r.phase == ReferralPhase::on_hold) {
      r.held_from = ReferralPhase::accepted;
      r.held_at = r.requested_at + hours(40);
    }
    if (chance_.percent(60)) r.assignee_id = receiver.staff_id;
    if (receiver.organization_id == out_.large.organization_id && chance_.below(500) == 0)
      r.assignee_id = out_.colleague;
    if (chance_.below(100) == 0) r.information_asked_at = r.requested_at + hours(25);
  }

  Storage& storage_;
  ListsStore& out_;
  std::vector<SessionOptions> desks_{};
  std::map<OrganizationId, std::vector<ServiceId>> services_{};
  std::vector<std::optional<Date>> consents_end_on_{};  // by client
  ReferenceKey key_{};
  Chance chance_{3}, salt_{4};
  std::function<void(std::span<std::byte>)> random_ = [this](std::span<std::byte> out) {
    for (auto& byte : out) byte = static_cast<std::byte>(salt_.next() >> 56);
  };
  std::unique_ptr<Transaction> transaction_{};
  Journal journal_{};
  std::int64_t in_commit_ = 0, last_referral_ = 0;
};

}  // namespace

ListsStore make_lists_store(const std::string& path, std::int64_t referrals,
                            FunctionRef<void(std::string_view)> say) {
  ListsStore out{.path = path, .now = today, .rare_issue = size.issues, .busy_client = 1};
  const County county(size, 1);
  simulation::Caller caller(today - days(history_days + 1));
  Engine engine(open_sqlite({.path = path, .durability = Durability::none}),
                {.clock = [&] { return caller.now(); }});
  say("founding the county");
  Chance chance(2);
  auto founded = found(caller, engine, county, chance);
  out.administrator = founded.administrator.options();
  out.colleague = caller
                      .must<staff::create>(founded.administrator,
                                           {.login = "colleague",
                                            .name = "Colleague",
                                            .organization_id = founded.desks[0].organization_id(),
                                            .role = "coordinator"})
                      .staff.id;
  out.organizations = county.organizations() + 1;
  out.services = county.services();
  auto& storage = engine.storage();
  Scribe scribe(storage, out, founded);
  const std::int64_t clients = referrals / 5;
  say("storing " + std::to_string(clients) + " clients");
  tests::PeopleMaker maker(1, clients);
  for (std::int64_t n = 1; n <= clients; ++n) scribe.client(n, county, maker.next());
  const std::int64_t needs = referrals * 100 / 155;  // they have 1.55 members
  for (std::int64_t n = 1; out.referrals < referrals; ++n) {
    scribe.need(n, needs);
    if (n % (needs / 10) == 0)
      say("stored " + std::to_string(out.referrals) + " of " + std::to_string(referrals) +
          " referrals");
  }
  for (std::int64_t n = 1; n <= referrals / 50; ++n) scribe.beside(n);
  scribe.commit();
  storage.maintain();
  return out;
}

}  // namespace onward::benchmarks
