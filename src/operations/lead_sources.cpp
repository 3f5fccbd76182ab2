// Where leads come from.
#include <algorithm>
#include <map>

#include "onward/rules/lead_credit.hpp"
#include "operations/attributions.hpp"
#include "operations/client_merging.hpp"
#include "operations/columns.hpp"
#include "operations/lead_analysis.hpp"
#include "operations/leads.hpp"
#include "operations/need_group.hpp"

namespace onward {

namespace {

using Sums = std::map<std::string, std::int64_t>;  // by currency

std::vector<Money> money(const Sums& sums) {
  std::vector<Money> out;
  for (auto& [currency, minor_units] : sums) out.push_back({currency, minor_units});
  return out;
}

std::int64_t share_millionths(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : part * 1'000'000 / whole;
}

// The first touch that stands.
ReferrerType first_type(Context& c, LeadId lead) {
  auto out = ReferrerType::unknown;
  c.tables.scan<Touchpoint>(
      by::touchpoint_lead,
      [&](const Touchpoint& t) {
        out = t.type;
        return t.voided_at.has_value();
      },
      lead);
  return out;
}

class SourceCount {
 public:
  explicit SourceCount(Context& c) : c_(c) {
    for (auto& type : names<ReferrerType>) lines_.push_back({.figures = {.type = type.value}});
  }

  void add(const Lead& lead) {
    const bool started = lead.treatment_started_on.has_value();
    const bool is_worth = started && lead.treatment_value_minor_units.has_value();
    Line& line = at(first_type(c_, lead.id));
    line.figures.leads += 1;
    line.figures.open += lead.phase == LeadPhase::open ? 1 : 0;
    line.figures.converted += lead.phase == LeadPhase::converted ? 1 : 0;
    line.figures.started += started ? 1 : 0;
    line.figures.completed += lead.treatment_completed_on ? 1 : 0;
    if (is_worth) line.value[lead.currency] += *lead.treatment_value_minor_units;
    if (lead.phase != LeadPhase::converted) return;
    const auto touches = standing_attribution(c_, lead).touches;
    const auto value = value_shares(is_worth ? *lead.treatment_value_minor_units : 0, touches);
    for (std::size_t i = 0; i < touches.size(); ++i) {
      const auto credit = touches[i].credit_millionths.value_or(0);
      Line& credited = at(touches[i].type);
      credited.figures.converted_millionths += credit;
      if (started) credited.figures.started_millionths += credit;
      if (is_worth && value[i] != 0) credited.credited_value[lead.currency] += value[i];
    }
  }

  // Whoever is a patient and was no lead came from somewhere, and nobody said whence. They are none
  // of the leads, and none of the conversions that metrics count.
  void add_client_without_lead() { ++clients_; }

  SourcesCounted counted() {
    SourcesCounted out{.clients_without_lead = clients_};
    std::int64_t credit = 0;
    for (auto& [figures, value, credited_value] : lines_) {
      figures.value = money(value);
      figures.credited_value = money(credited_value);
      out.leads += figures.leads;
      out.open += figures.open;
      out.converted += figures.converted;
      credit += figures.converted_millionths;
      out.sources.push_back(std::move(figures));
    }
    const auto& unknown = out.sources[static_cast<std::size_t>(ReferrerType::unknown)];
    // Whoever is a patient came from somewhere, and of those without a lead nobody said whence.
    out.unknown_leads_millionths = share_millionths(unknown.leads + clients_, out.leads + clients_);
    out.unknown_credit_millionths = share_millionths(
        unknown.converted_millionths / 1'000 + clients_ * 1'000, credit / 1'000 + clients_ * 1'000);
    return out;
  }

 private:
  struct Line {
    SourceFigures figures{};
    Sums value{}, credited_value{};
  };
  Line& at(ReferrerType type) { return lines_[static_cast<std::size_t>(type)]; }

  Context& c_;
  std::vector<Line> lines_{};
  std::int64_t clients_ = 0;
};

bool has_lead(Context& c, ClientId client) {
  for (const auto record : visible_records(c, client))
    for (auto& lead : c.tables.all<Lead>(by::lead_client, record))
      if (lead.organization_id == c.subject.organization_id) return true;
  return false;
}

constexpr Columns registration = columns<Client>({"id", "registered_by", "registered_at"});

// The first of the practice's clients with this number or a greater one; 0 when there is none.
ClientId own_client_from(Context& c, std::int64_t id) {
  const std::array prefix{Tables::cell(c.subject.organization_id)};
  const Position before{.members = {Cell(id)}, .id = 0};
  ClientId out;
  c.tables.transaction().scan(
      {.index = &by::client_side_organization, .prefix = prefix, .after = &before, .limit = 1},
      all_columns, [&](const void* row) {
        out = static_cast<const ClientSide*>(row)->client_id;
        return false;
      });
  return out;
}

// A number that every client of the practice who was registered before then is below, and nobody
// else of them. Numbers of clients rise with the time at which they are registered.
std::int64_t client_numbers_end(Context& c, Instant until) {
  std::int64_t low = 1, high = std::int64_t{1} << 53;  // beyond every number
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    const auto id = own_client_from(c, middle);
    if (id && c.tables.known<Client>(id).registered_at < until)
      low = id.value + 1;
    else
      high = middle;
  }
  return low;
}

// Whom the practice registered in the period, newest first.
//   refused  period_too_large
Result<std::vector<ClientId>> registered_in(Context& c, const Period& period) {
  const std::array prefix{Tables::cell(c.subject.organization_id)};
  std::vector<ClientId> out;
  std::int64_t looked_at = 0;
  Position after{{Cell(client_numbers_end(c, period.until))}, 0};
  Scan scan{.index = &by::client_side_organization,
            .prefix = prefix,
            .after = &after,
            .direction = Direction::down};
  for (bool go_on = true; go_on;) {
    std::vector<std::int64_t> ids;
    const auto end = c.tables.transaction().scan(scan, all_columns, [&](const void* row) {
      ids.push_back(static_cast<const ClientSide*>(row)->client_id.value);
      return true;
    });
    c.tables.transaction().get(Noun::client, ids, registration, [&](const void* row) {
      const Client& client = *static_cast<const Client*>(row);
      const bool is_own = client.registered_by == c.subject.organization_id;
      if (is_own && client.registered_at < period.until && client.registered_at >= period.from)
        out.push_back(client.id);
      go_on = go_on && client.registered_at >= period.from;
      return true;
    });
    looked_at += std::ssize(ids);
    if (looked_at > looked_at_leads_max) return period_too_large(looked_at_leads_max);
    if (std::ssize(out) > analysed_leads_max) return period_too_large(analysed_leads_max);
    go_on = go_on && !end.exhausted;
    after = end.last;
  }
  std::erase_if(out, [&](ClientId id) { return shown_as(c, id) != id; });
  return out;
}

}  // namespace

Refusal period_too_large(std::int64_t limit) {
  return refuse(Reason::period_too_large, "/until", "too many leads lie in the period",
                {{"limit", limit}});
}

Result<Period> period_of(Context& c, Date from, Date until) {
  if (until <= from)
    return refuse(Reason::period_reversed, "/until", "the period ends before it begins",
                  {{"begins_on", from}, {"ends_on", until}});
  const OwnDays days = own_days(c, c.subject.organization_id);
  return Period{days.zone->start_of(from), days.zone->start_of(until)};
}

void each_lead(Context& c, LeadPhase phase, Instant from, Instant until, Columns columns,
               FunctionRef<bool(const Lead&)> each) {
  const std::array prefix{Cell(c.subject.organization_id.value), Cell(std::string(name_of(phase)))};
  // The last position before the period: no lead has so great a number.
  const auto before = std::chrono::microseconds{from.time_since_epoch()}.count() - 1;
  Position after{{Cell(before)}, std::int64_t{1} << 53};
  Scan scan{.index = &by::lead_phase, .prefix = prefix, .after = &after};
  for (bool go_on = true; go_on;) {
    const auto end = c.tables.transaction().scan(scan, columns, [&](const void* row) {
      const Lead& lead = *static_cast<const Lead*>(row);
      return go_on = lead.created_at < until && each(lead);
    });
    if (end.exhausted) return;
    after = end.last;
  }
}

Result<SourcesCounted> count_sources(Context& c, const CountSources& in) {
  const auto period = period_of(c, in.from, in.until);
  if (!period) return period.refusal();
  std::vector<Lead> leads;
  const auto add = [&](const Lead& lead) {
    leads.push_back(lead);
    return std::ssize(leads) <= analysed_leads_max;
  };
  for (const auto phase : {LeadPhase::open, LeadPhase::converted, LeadPhase::lost})
    each_lead(c, phase, period.value().from, period.value().until, all_columns, add);
  if (std::ssize(leads) > analysed_leads_max) return period_too_large(analysed_leads_max);
  const auto registered = registered_in(c, period.value());
  if (!registered) return registered.refusal();
  SourceCount count(c);
  for (auto& lead : leads) count.add(lead);
  for (const auto client : registered.value())
    if (!has_lead(c, client)) count.add_client_without_lead();
  return count.counted();
}

}  // namespace onward
