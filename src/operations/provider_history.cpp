#include "operations/provider_history.hpp"

#include <algorithm>
#include <map>

#include "journal_format.hpp"
#include "operations/paging.hpp"
#include "operations/practice.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

consteval const Row* member(std::string_view name) {
  for (auto& row : rows<ReferringProvider>)
    if (row.name == name) return &row;
  throw "no such member";
}
// How a cursor says where a relationship goes on: after an instant, a kind, a number.
constexpr Index history_order{Noun::referring_provider,
                              "referring_provider_history",
                              {member("id"), member("created_at"), member("referrals")},
                              3,
                              false};

// What others count of a provider changes with every referral, which is an event itself.
constexpr std::string_view counted[] = {"referrals", "first_referral_at", "last_referral_at",
                                        "due_at",    "told_standing",     "told_at"};

struct Place {
  Instant at{};
  ProviderEventKind kind{};
  std::int64_t id = 0;
  friend auto operator<=>(const Place&, const Place&) = default;
};
Place place_of(const ProviderEvent& event) { return {event.at, event.kind, event.id}; }

// The first so many events behind a place, of whatever was added in any order.
class Events {
 public:
  Events(const std::optional<Position>& after, std::int64_t limit)
      : room_(static_cast<std::size_t>(limit) + 1) {  // one more says that there is a page
    if (!after) return;
    const auto number = [&](std::size_t i) { return std::get<std::int64_t>(after->members[i]); };
    after_ = {Instant(Instant::duration(number(0))), static_cast<ProviderEventKind>(number(1)),
              after->id};
  }

  void add(ProviderEvent event) {
    const Place place = place_of(event);
    if (after_ && place <= *after_) return;
    first_.emplace(place, std::move(event));
    if (first_.size() > room_) first_.erase(std::prev(first_.end()));
  }
  // Nothing from then on would stand among them.
  bool are_full_before(Instant at) const {
    return first_.size() == room_ && first_.rbegin()->first.at < at;
  }
  const std::optional<Place>& after() const { return after_; }

  ProviderHistory page(const Paging& paging) && {
    ProviderHistory out;
    for (auto& [place, event] : first_) {
      if (out.events.size() + 1 == room_) {
        const Place last = place_of(out.events.back());
        out.cursor = paging.cursor_at(
            {{Tables::cell(last.at), Cell(static_cast<std::int64_t>(last.kind))}, last.id});
        break;
      }
      out.events.push_back(std::move(event));
    }
    return out;
  }

 private:
  std::size_t room_;
  std::optional<Place> after_{};
  std::map<Place, ProviderEvent> first_{};
};

void add_changes(Context& c, ReferringProviderId id, Events& events) {
  ReferringProvider before;
  c.tables.transaction().history(Noun::referring_provider, id.value, [&](const Entry& e) {
    const bool erased = e.personal.empty();
    ReferringProvider after;
    read_cells(info(Noun::referring_provider), e.format, e.open, personal_cells(e), &after);
    ProviderEvent event{.at = e.time,
                        .kind = ProviderEventKind::changed,
                        .id = e.sequence,
                        .staff_id = e.actor,
                        .operation = e.operation,
                        .erased = erased};
    for (const auto name : changed_members(before, after))
      if (std::ranges::find(counted, name) == std::end(counted)) event.changed.emplace_back(name);
    before = std::move(after);
    if (!event.changed.empty()) events.add(std::move(event));
    return true;
  });
}

void add_contacts(Context& c, ReferringProviderId id, Events& events) {
  c.tables.scan<ProviderContact>(
      by::provider_contact_provider,
      [&](const ProviderContact& contact) {
        ProviderEvent event{.at = contact.contacted_at,
                            .kind = ProviderEventKind::contacted,
                            .id = contact.id.value,
                            .staff_id = contact.staff_id,
                            .method = contact.method,
                            .voided = contact.voided_at.has_value()};
        events.add(event);
        if (contact.responded_at) {
          event.at = *contact.responded_at;
          event.kind = ProviderEventKind::responded;
          events.add(std::move(event));
        }
        return true;
      },
      id);
}

// Of those whom a provider sent there may be many: they are read from the page's beginning on.
void add_touches(Context& c, ReferringProviderId id, Events& events) {
  const std::array<Cell, 1> prefix{Tables::cell(id)};
  Position from;
  if (auto& after = events.after())
    from = {{Tables::cell(after->at - Instant::duration(1))}, INT64_MAX};
  Scan scan{.index = &by::touchpoint_provider,
            .prefix = prefix,
            .after = events.after() ? &from : nullptr};
  for (bool ended = false; !ended;) {
    const auto end = c.tables.transaction().scan(scan, all_columns, [&](const void* row) {
      auto& touch = *static_cast<const Touchpoint*>(row);
      ended = events.are_full_before(touch.occurred_at);
      events.add({.at = touch.occurred_at,
                  .kind = ProviderEventKind::sent_us,
                  .id = touch.id.value,
                  .staff_id = touch.recorded_by,
                  .type = touch.type,
                  .voided = touch.voided_at.has_value()});
      return !ended;
    });
    ended = ended || end.exhausted;
    from = end.last;
    scan.after = &from;
  }
}

void add_sent_by_us(Context& c, ReferringProviderId id, Events& events) {
  for (auto& sent : c.tables.all<SpecialistReferral>(by::specialist_referral_specialist, id)) {
    if (!sent.asked_at) continue;  // only drafted
    const auto phase = c.tables.known<Referral>(sent.referral_id).phase;
    events.add({.at = *sent.asked_at,
                .kind = ProviderEventKind::sent_by_us,
                .id = sent.id.value,
                .staff_id = sent.created_by,
                .voided = phase == ReferralPhase::error});
  }
}

void add_merges(Context& c, ReferringProviderId id, Events& events) {
  for (auto& gone : c.tables.all<ReferringProvider>(by::referring_provider_merged, id))
    events.add({.at = *gone.merged_at, .kind = ProviderEventKind::merged, .id = gone.id.value});
}

}  // namespace

Result<ProviderHistory> provider_history(Context& c, const ListOfProvider& in) {
  const auto paging = Paging::from({.name = "referring_provider.history",
                                    .index = &history_order,
                                    .prefix = {Tables::cell(in.referring_provider_id)}},
                                   in.limit, in.cursor);
  if (!paging) return paging.refusal();
  const auto provider = known_provider(c, in.referring_provider_id, "/referring_provider_id");
  if (!provider) return provider.refusal();
  Events events(paging.value().after(), paging.value().limit());
  add_changes(c, in.referring_provider_id, events);
  add_contacts(c, in.referring_provider_id, events);
  add_touches(c, in.referring_provider_id, events);
  add_sent_by_us(c, in.referring_provider_id, events);
  add_merges(c, in.referring_provider_id, events);
  return std::move(events).page(paging.value());
}

std::vector<std::int64_t> Again<ProviderHistory>::ids(const ProviderHistory& history) {
  std::vector<std::int64_t> out;
  out.reserve(history.events.size());
  for (auto& event : history.events) out.push_back(event.id);
  return out;
}

}  // namespace onward
