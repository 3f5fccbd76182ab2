#include "operations/enquiries.hpp"

#include "onward/rules/eligibility.hpp"
#include "onward/rules/grouping.hpp"
#include "operations/need_group.hpp"
#include "operations/paging.hpp"
#include "operations/policies.hpp"
#include "operations/sending.hpp"
#include "operations/settings.hpp"
#include "operations/table_rules.hpp"

namespace onward {

namespace {

std::vector<CapacityAnswer> answers_of(Context& c, EnquiryId id) {
  return c.tables.all<CapacityAnswer>(by::capacity_answer_enquiry, id);
}

// The enquiry as the active organisation may see it; nothing when it may not.
std::optional<EnquiryRecord> seen_by_subject(Context& c, CapacityEnquiry enquiry) {
  EnquiryRecord out{std::move(enquiry), {}};
  out.answers = answers_of(c, out.enquiry.id);
  const auto own = c.subject.organization_id;
  if (out.enquiry.sender_id == own || sees_all(c.subject)) return out;
  std::erase_if(out.answers, [&](auto& answer) { return answer.receiver_id != own; });
  if (out.answers.empty()) return std::nullopt;
  if (out.enquiry.won_by != own) out.enquiry.won_by = {};
  return out;
}

// No more answers: what has not been said stays unsaid.
void end(Context& c, CapacityEnquiry& enquiry, EnquiryPhase phase, OrganizationId won_by = {}) {
  enquiry.phase = phase;
  enquiry.won_by = won_by;
  enquiry.closed_at = c.now;
  enquiry.due_at = never;
  c.tables.update(enquiry);
  for (auto& answer : answers_of(c, enquiry.id)) {
    if (answer.phase != CapacityAnswerPhase::asked) continue;
    answer.phase = CapacityAnswerPhase::closed;
    c.tables.update(answer);
  }
}

Refused not_open(Context& c, const CapacityEnquiry& enquiry) {
  if (enquiry.phase == EnquiryPhase::open && c.now < enquiry.expires_at) return std::nullopt;
  return refuse(Reason::phase_forbids, "/enquiry_id", "answers are awaited no more");
}

Refused shape_of(Context& c, const AskCapacity& in) {
  Shape shape;
  shape.between(in.places, 1, count_max, "/places");
  shape.between(in.age_from_months, 0, age_months_max, "/age_from_months");
  shape.between(in.age_below_months, 0, age_months_max, "/age_below_months");
  shape.require(
      !in.age_from_months || !in.age_below_months || *in.age_from_months < *in.age_below_months,
      "/age_below_months", "is not above the youngest age");
  shape.no_repeats(in.receivers, "/receivers");
  shape.require(!in.expires_at || *in.expires_at > c.now, "/expires_at", "is not ahead");
  shape.require(!in.expires_at || *in.expires_at <= c.now + std::chrono::days{days_max},
                "/expires_at", "is too far ahead");
  return std::move(shape).refused();
}

// Each receiver is there, is another organisation, and a partner where that is asked.
Refused unfit_receivers(Context& c, const AskCapacity& in) {
  const Ask ask = ask_of(c, {}, in.issue_id, c.subject.organization_id, nullptr, {});
  for (std::size_t i = 0; i < in.receivers.size(); ++i) {
    const auto organization = c.tables.get<Organization>(in.receivers[i]);
    if (!organization) return not_found(Shape::at("/receivers", i));
    const Offer offer{.provider = provider_of(*organization, 0)};
    for (auto criterion : {Criterion::active, Criterion::sender, Criterion::partner})
      if (check(offer, ask, criterion) != Truth::yes)
        return refuse(Reason::receiver_not_eligible, Shape::at("/receivers", i),
                      "criteria are not met",
                      {{"organization_id", in.receivers[i].value},
                       {"criteria", std::string(name_of(criterion))}});
  }
  return std::nullopt;
}

Instant expiry_of(Context& c, const AskCapacity& in) {
  if (in.expires_at) return *in.expires_at;
  const auto sender = c.subject.organization_id;
  const OwnDays days = own_days(c, sender);
  const auto policy = standing_policies(c, sender, in.issue_id).freeze(in.urgency);
  return due_after(c.now, policy.review_working_days, days.calendar(), *days.zone);
}

Refused refused_to_ask(Context& c, const AskCapacity& in) {
  if (auto refused = shape_of(c, in)) return refused;
  if (in.receivers.empty()) return refuse(Reason::no_receivers, "/receivers", "nobody is asked");
  if (in.receivers.size() > members_max)
    return refuse(Reason::too_many_receivers, "/receivers", "too many are asked",
                  {{"limit", static_cast<std::int64_t>(members_max)}});
  if (const auto issue = active_issue(c, in.issue_id); !issue) return issue.refusal();
  if (auto refused = unknown_locality(c, in.locality, "/locality")) return refused;
  return unfit_receivers(c, in);
}

}  // namespace

Result<EnquiryRecord> ask_capacity(Context& c, const AskCapacity& in) {
  if (auto refused = refused_to_ask(c, in)) return *std::move(refused);
  const Instant expires_at = expiry_of(c, in);
  EnquiryRecord out{.enquiry = {.sender_id = c.subject.organization_id,
                                .asked_by = c.subject.staff_id,
                                .issue_id = in.issue_id,
                                .urgency = in.urgency,
                                .places = in.places,
                                .age_from_months = in.age_from_months,
                                .age_below_months = in.age_below_months,
                                .locality = in.locality,
                                .first_wins = in.first_wins,
                                .asked_at = c.now,
                                .expires_at = expires_at,
                                .due_at = expires_at}};
  c.tables.insert(out.enquiry);
  for (auto receiver : in.receivers) {
    CapacityAnswer answer{.enquiry_id = out.enquiry.id, .receiver_id = receiver};
    c.tables.insert(answer);
    out.answers.push_back(std::move(answer));
  }
  return out;
}

Result<EnquiryRecord> answer_capacity(Context& c, const AnswerCapacity& in) {
  Shape shape;
  shape.between(in.places, 0, count_max, "/places");
  shape.between(in.wait_days, 0, days_max, "/wait_days");
  shape.require(!in.held_until || (in.places > 0 && *in.held_until > c.now), "/held_until",
                "is for places that are offered, and ahead");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  auto enquiry = c.tables.get<CapacityEnquiry>(in.enquiry_id);
  auto answers = answers_of(c, in.enquiry_id);
  const auto own =
      std::ranges::find(answers, c.subject.organization_id, &CapacityAnswer::receiver_id);
  if (!enquiry || own == answers.end()) return not_found("/enquiry_id");
  if (auto refused = not_open(c, *enquiry)) return *std::move(refused);

  own->phase = in.places > 0 ? CapacityAnswerPhase::offered : CapacityAnswerPhase::declined;
  own->places = in.places;
  own->wait_days = in.wait_days;
  own->note = in.note;
  own->held_until = in.held_until;
  own->answered_by = c.subject.staff_id;
  own->answered_at = c.now;
  c.tables.update(*own);
  if (enquiry->first_wins && in.places >= enquiry->places)
    end(c, *enquiry, EnquiryPhase::closed, own->receiver_id);
  return seen_by_subject(c, *enquiry).value();
}

Result<EnquiryRecord> close_enquiry(Context& c, const EnquiryRef& in) {
  auto enquiry = c.tables.get<CapacityEnquiry>(in.enquiry_id);
  const auto is_sender = [&] { return enquiry->sender_id == c.subject.organization_id; };
  if (!enquiry || decide(c.subject, {c.permission, Relation::sender},
                         is_sender() ? Relation::sender : Relation::none))
    return not_found("/enquiry_id");
  if (auto refused = not_open(c, *enquiry)) return *std::move(refused);
  end(c, *enquiry, EnquiryPhase::closed);
  return seen_by_subject(c, *enquiry).value();
}

Result<EnquiryRecord> get_enquiry(Context& c, const EnquiryRef& in) {
  const auto enquiry = c.tables.get<CapacityEnquiry>(in.enquiry_id);
  auto record = enquiry ? seen_by_subject(c, *enquiry) : std::nullopt;
  if (!record) return not_found("/enquiry_id");
  return *std::move(record);
}

Result<EnquiryPage> list_enquiries(Context& c, const ListEnquiries& in) {
  const bool sent = in.view == EnquiryView::sent;
  auto paging = Paging::from({.name = "enquiry.list",
                              .index = sent ? &by::enquiry_sender : &by::capacity_answer_receiver,
                              .prefix = {Cell(c.subject.organization_id.value)}},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  EnquiryPage out;
  const auto take = [&](const CapacityEnquiry& enquiry) {
    if (in.phase && enquiry.phase != *in.phase) return false;
    auto record = seen_by_subject(c, enquiry);
    if (record) out.enquiries.push_back(*std::move(record));
    return record.has_value();
  };
  if (sent)
    out.cursor = paging.value().page<CapacityEnquiry>(c.tables, take);
  else
    out.cursor = paging.value().page<CapacityAnswer>(c.tables, [&](CapacityAnswer& answer) {
      return take(c.tables.known<CapacityEnquiry>(answer.enquiry_id));
    });
  return out;
}

void do_due(Context& c, CapacityEnquiry enquiry) { end(c, enquiry, EnquiryPhase::expired); }

std::optional<EnquiryRecord> Again<EnquiryRecord>::load(Context& c,
                                                        std::span<const std::int64_t> ids) {
  const auto enquiry = c.tables.get<CapacityEnquiry>(EnquiryId(ids.empty() ? 0 : ids[0]));
  return enquiry ? seen_by_subject(c, *enquiry) : std::nullopt;
}

Withheld withheld(Context& c, const CapacityEnquiry& row) {
  const auto record = seen_by_subject(c, row);
  if (!record) return std::nullopt;
  const auto own = c.subject.organization_id;
  const bool is_told = row.sender_id == own || row.won_by == own || sees_all(c.subject);
  return is_told ? Columns{0} : may_be_withheld<CapacityEnquiry>;
}
Withheld withheld(Context& c, const CapacityAnswer& row) {
  const auto own = c.subject.organization_id;
  const bool is_side =
      row.receiver_id == own || c.tables.known<CapacityEnquiry>(row.enquiry_id).sender_id == own;
  return withheld_unless(c, is_side ? Relation::owner : Relation::none);
}

}  // namespace onward
