#include "operations/leads.hpp"

#include <algorithm>

#include "operations/client_merging.hpp"
#include "operations/lead_search.hpp"
#include "operations/need_group.hpp"
#include "operations/paging.hpp"
#include "operations/shape.hpp"
#include "text.hpp"

namespace onward {

namespace {

constexpr std::size_t leads_of_client_max = 100;

// A telephone number may be all that one has.
bool says_who(std::initializer_list<std::string_view> texts) {
  return !std::ranges::all_of(texts, shows_nothing);
}

void look_at_words(Shape& shape, const std::string& given, const std::string& family,
                   const std::string& email) {
  if (!given.empty()) shape.named(given, "/given_name");
  if (!family.empty()) shape.named(family, "/family_name");
  shape.mail(email, "/email");
}

Refused shape_of(const CreateLead& in) {
  const bool is_said = says_who({in.given_name, in.family_name, in.email, in.phone});
  Shape shape;
  shape.require(is_said || in.client_id, "/given_name",
                "a name, an address, a number or a client says who it is");
  shape.require(!is_said || !in.client_id, "/client_id",
                "what is known of a client stands in their record");
  look_at_words(shape, in.given_name, in.family_name, in.email);
  return std::move(shape).refused();
}

Refused not_in(const Lead& lead, LeadPhase wanted) {
  if (lead.phase == wanted) return std::nullopt;
  return refuse(Reason::phase_forbids, "/lead_id",
                "the lead is " + std::string(name_of(lead.phase)));
}

// Nothing became of anybody before the practice had heard of them. What made them come may be
// earlier.
Refused look_at_hearing(Context& c, const Lead& lead) {
  if (lead.created_at > c.now) return in_future("/created_at");
  const OwnDays days = own_days(c, lead.organization_id);
  const Date heard_on = days.zone->local_day(lead.created_at);
  const bool is_late = lead.converted_at && *lead.converted_at < lead.created_at;
  for (auto& day : {lead.consulted_on, lead.treatment_started_on, lead.treatment_completed_on})
    if (day && *day < heard_on)
      return refuse(Reason::milestone_out_of_order, "/created_at", "a milestone lies before it",
                    {{"not_after", *day}});
  if (!is_late) return std::nullopt;
  return refuse(Reason::milestone_out_of_order, "/created_at", "they were a patient by then",
                {{"not_after", *lead.converted_at}});
}

}  // namespace

bool is_named(const Lead& lead) {
  return says_who({lead.given_name, lead.family_name, lead.email, lead.phone});
}

Refused refuse_joined(const Lead& lead) {
  if (lead.phase != LeadPhase::joined) return std::nullopt;
  return refuse(Reason::phase_forbids, "/lead_id", why_not_now(lead));
}

std::string why_not_now(const Lead& lead) {
  switch (lead.phase) {
    case LeadPhase::open: return "the lead is open; lead.convert makes them a patient first";
    case LeadPhase::lost: return "the lead is lost; lead.reopen takes it up again first";
    case LeadPhase::joined:
      return "the lead was joined into lead " + std::to_string(lead.joined_into_id.value) +
             ", which stands for both";
    case LeadPhase::converted: break;
  }
  return "the lead is converted; they are a patient already";
}

Refusal in_future(std::string path) {
  return refuse(Reason::time_in_future, std::move(path), "is in the future");
}

Refused room_for_touches(std::size_t touches, std::string path) {
  if (touches <= touches_max) return std::nullopt;
  return refuse(Reason::too_many_touches, std::move(path), "the lead has as many as it can have",
                {{"limit", std::int64_t{touches_max}}});
}

std::optional<Lead> seen(Context& c, LeadId id) {
  auto row = c.tables.get<Lead>(id);
  if (row && row->organization_id != c.subject.organization_id) row.reset();
  return row;
}

Result<Lead> own_lead(Context& c, LeadId id, std::string path) {
  auto row = seen(c, id);
  if (!row) return not_found(std::move(path));
  return *std::move(row);
}

Result<Lead> own_lead(Context& c, LeadId id, const std::optional<std::int64_t>& revision) {
  auto row = own_lead(c, id, "/lead_id");
  if (row && revision && *revision != row.value().revision)
    return refuse(Reason::revision_changed, "/revision", "the lead has changed",
                  {{"revision", row.value().revision}});
  return row;
}

Result<LeadEntered> create_lead(Context& c, const CreateLead& in) {
  if (auto refused = shape_of(in)) return *std::move(refused);
  Lead lead{.organization_id = c.subject.organization_id,
            .given_name = in.given_name,
            .family_name = in.family_name,
            .email = in.email,
            .phone = in.phone,
            .created_at = in.created_at.value_or(c.now),
            .created_by = c.subject.staff_id,
            .client_id = in.client_id};
  if (lead.created_at > c.now) return in_future("/created_at");
  if (in.client_id)
    if (const auto client = standing_client(c, in.client_id, "/client_id"); !client)
      return client.refusal();
  auto touch = new_touch(c, lead, in.touch, lead.created_at, "/touch");
  if (!touch) return touch.refusal();
  auto duplicates = duplicates_of(c, lead);
  auto clients =
      in.client_id ? std::vector<PossibleClient>() : possible_clients(c, details_of(lead), {});
  c.tables.insert(lead);
  write_lead_keys(c, lead, nullptr);
  touch.value().lead_id = lead.id;
  keep_touch(c, touch.value());
  return LeadEntered{
      std::move(lead), {std::move(touch.value())}, std::move(duplicates), std::move(clients)};
}

Result<LeadRecord> get_lead(Context& c, const LeadRef& in) {
  auto lead = own_lead(c, in.lead_id, "/lead_id");
  if (!lead) return lead.refusal();
  return LeadRecord{std::move(lead.value()), standing_touches(c, in.lead_id)};
}

Result<LeadPage> list_leads(Context& c, const ListLeads& in) {
  auto paging = Paging::from(
      {.name = "lead.list",
       .index = &by::lead_phase,
       .prefix = {Cell(c.subject.organization_id.value), Cell(std::string(name_of(in.phase)))},
       .direction = Direction::down},
      in.limit, in.cursor);
  if (!paging) return paging.refusal();
  LeadPage out;
  out.cursor = paging.value().page<Lead>(c.tables, [&](Lead& row) {
    out.leads.push_back(std::move(row));
    return true;
  });
  return out;
}

Result<ClientLeads> list_leads_of_client(Context& c, const ListLeadsOfClient& in) {
  if (const auto client = visible_client(c, in.client_id, involved, "/client_id"); !client)
    return client.refusal();
  ClientLeads out{.client_id = in.client_id};
  for (const auto record : visible_records(c, in.client_id))
    for (auto& lead : c.tables.all<Lead>(by::lead_client, record))
      if (lead.organization_id == c.subject.organization_id) out.leads.push_back(std::move(lead));
  std::ranges::sort(out.leads, std::greater(),
                    [](const Lead& l) { return std::pair(l.created_at, l.id); });
  out.more = out.leads.size() > leads_of_client_max;
  out.leads.resize(std::min(out.leads.size(), leads_of_client_max));
  return out;
}

Result<Lead> update_lead(Context& c, const UpdateLead& in) {
  auto found = own_lead(c, in.lead_id, in.revision);
  if (!found) return found;
  Lead& lead = found.value();
  if (auto refused = refuse_joined(lead)) return *std::move(refused);
  const bool says_who_it_is = in.given_name || in.family_name || in.email || in.phone;
  if (lead.client_id && says_who_it_is)
    return refuse(Reason::phase_forbids, "/lead_id", "the client's record says who they are");
  const Lead before = lead;
  lead.created_at = in.created_at.value_or(lead.created_at);
  if (auto refused = look_at_hearing(c, lead)) return *std::move(refused);
  lead.given_name = in.given_name.value_or(lead.given_name);
  lead.family_name = in.family_name.value_or(lead.family_name);
  lead.email = in.email.value_or(lead.email);
  lead.phone = in.phone.value_or(lead.phone);
  Shape shape;
  shape.require(lead.client_id || is_named(lead), "/given_name", "nothing would say who it is");
  const bool says_where = lead.email != before.email;  // what stands is not judged again
  look_at_words(shape, lead.given_name, lead.family_name, says_where ? lead.email : "");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (!differs(before, lead)) return lead;
  c.tables.update(lead);
  write_lead_keys(c, lead, &before);
  return lead;
}

Result<Lead> lose_lead(Context& c, const LoseLead& in) {
  Shape shape;
  shape.said(in.because, "/because");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  auto found = own_lead(c, in.lead_id, in.revision);
  if (!found) return found;
  Lead& lead = found.value();
  if (auto refused = not_in(lead, LeadPhase::open)) return *std::move(refused);
  lead.phase = LeadPhase::lost;
  lead.lost_because = in.because;
  c.tables.update(lead);
  return lead;
}

Result<Lead> reopen_lead(Context& c, const LeadAct& in) {
  auto found = own_lead(c, in.lead_id, in.revision);
  if (!found) return found;
  Lead& lead = found.value();
  if (auto refused = not_in(lead, LeadPhase::lost)) return *std::move(refused);
  lead.phase = LeadPhase::open;
  lead.lost_because.clear();
  c.tables.update(lead);
  return lead;
}

std::optional<LeadRecord> Again<LeadRecord>::load(Context& c, std::span<const std::int64_t> ids) {
  auto lead = ids.empty() ? std::nullopt : seen(c, LeadId(ids[0]));
  if (!lead) return std::nullopt;
  auto touches = standing_touches(c, lead->id);
  return LeadRecord{*std::move(lead), std::move(touches)};
}

std::optional<LeadEntered> Again<LeadEntered>::load(Context& c, std::span<const std::int64_t> ids) {
  auto lead = ids.empty() ? std::nullopt : seen(c, LeadId(ids[0]));
  if (!lead) return std::nullopt;
  LeadEntered out{.lead = *std::move(lead)};
  out.touchpoints = standing_touches(c, out.lead.id);
  out.duplicates = duplicates_of(c, out.lead);
  if (!out.lead.client_id) out.possible_clients = possible_clients(c, details_of(out.lead), {});
  return out;
}

std::vector<std::int64_t> Again<LeadPage>::ids(const LeadPage& page) {
  std::vector<std::int64_t> out;
  for (auto& lead : page.leads) out.push_back(lead.id.value);
  return out;
}

}  // namespace onward
