#include "operations/directory_search.hpp"

#include <map>

#include "onward/rules/opening_hours.hpp"
#include "operations/directory_facets.hpp"
#include "operations/directory_index.hpp"
#include "operations/directory_shape.hpp"
#include "operations/paging.hpp"
#include "operations/policies.hpp"
#include "operations/settings.hpp"
#include "text.hpp"

namespace onward {

namespace {

constexpr std::int64_t piece_rows = 500;  // read before what they refer to is

// Words of folded text: letters and digits, and whatever is not ASCII.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  bool inside = false;
  for (const char c : fold(text)) {
    const bool is_word =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) > 0x7f;
    if (is_word && !inside) out.emplace_back();
    if (is_word) out.back() += c;
    inside = is_word;
  }
  return out;
}

bool begins_a_word(const std::string& part, const std::vector<std::string>& words) {
  return std::ranges::any_of(words, [&](const std::string& w) { return w.starts_with(part); });
}

bool has_folded(const std::vector<std::string>& items, const std::string& folded) {
  return std::ranges::any_of(items, [&](const std::string& item) { return fold(item) == folded; });
}

Refused shape_of(const SearchDirectory& in) {
  Shape shape;
  check_place(shape, in.latitude_microdegrees, in.longitude_microdegrees);
  shape.between(in.distance_limit_meters, 0, count_max, "/distance_limit_meters");
  const bool asks_place = in.distance_limit_meters || in.order == SearchOrder::distance;
  shape.require(!asks_place || in.latitude_microdegrees, "/latitude_microdegrees",
                "a distance is asked for, from no place");
  shape.no_repeats(in.open_on, "/open_on");
  if (!in.language.empty()) shape.language(fold(in.language), "/language");
  return std::move(shape).refused();
}

// One search: what is asked, folded once, and the organisations met on the way.
class Search {
 public:
  Search(Context& c, const SearchDirectory& in)
      : c_(c),
        in_(in),
        words_(words_of(in.text)),
        locality_(fold(in.locality)),
        language_(fold(in.language)),
        today_(std::chrono::floor<std::chrono::days>(c.now)),
        fresh_days_(fresh_days()) {
    if (in.latitude_microdegrees)
      from_.emplace(Point{static_cast<std::int32_t>(*in.latitude_microdegrees),
                          static_cast<std::int32_t>(*in.longitude_microdegrees)});
  }

  // What is asked and does not hold; nothing when the service is not offered at all. More than so
  // many facets that fail are not told apart.
  std::optional<Facets> missed(const Service& service, DirectoryEntry& out, int most) {
    const Organization& organization = organization_of(service.organization_id);
    if (!service.active || !organization.active || !fits(service, organization))
      return std::nullopt;
    Facets missed = missed_facets(service);
    if (missed.size() > most) return missed;
    put_places(service, organization, out);
    if (!is_available(out.capacity)) missed.insert(Facet::availability);
    if (missed.size() <= most && !is_near(service, out)) return std::nullopt;
    out.organization = organization.name;
    return missed;
  }

  // Where a service stands in the order that is asked for.
  using Key = std::tuple<std::int64_t, std::string, ServiceId>;
  Key key_of(const Service& service, const std::optional<std::int64_t>& distance_meters) const {
    constexpr auto last = std::numeric_limits<std::int64_t>::max();
    switch (in_.order) {
      case SearchOrder::organization: return {service.organization_id.value, {}, service.id};
      case SearchOrder::name: return {0, fold(service.name), service.id};
      case SearchOrder::distance: return {distance_meters.value_or(last), {}, service.id};
      case SearchOrder::wait: return {service.wait_days.value_or(last), {}, service.id};
    }
    return {};
  }
  std::optional<std::int64_t> distance_to(const Service& service) {
    if (!from_) return std::nullopt;
    std::optional<std::int64_t> nearest;
    for (const LocationId id : service.locations) {
      const auto at = c_.tables.get<Location>(id);
      if (!at || !at->active || !at->latitude_microdegrees || !at->longitude_microdegrees) continue;
      const auto meters = (*from_)({static_cast<std::int32_t>(*at->latitude_microdegrees),
                                    static_cast<std::int32_t>(*at->longitude_microdegrees)});
      nearest = std::min(nearest.value_or(meters), meters);
    }
    return nearest;
  }

 private:
  bool fits(const Service& service, const Organization& organization) const {
    if (in_.free_only && !is_free(service)) return false;
    if (!is_open(service, organization)) return false;
    if (words_.empty()) return true;
    const auto words = words_of(service.name + ' ' + organization.name + ' ' +
                                organization.alternate_name + ' ' + service.description);
    return std::ranges::all_of(words_,
                               [&](const std::string& w) { return begins_a_word(w, words); });
  }

  // Its locations are read only where it says no hours of its own.
  bool is_open(const Service& service, const Organization& organization) const {
    if (in_.open_on.empty()) return true;
    std::vector<Location> locations;
    if (service.schedules.empty())
      for (const LocationId id : service.locations)
        if (auto at = c_.tables.get<Location>(id)) locations.push_back(*std::move(at));
    return opens(weeks_of(service, locations), organization.working_days, {.days = in_.open_on},
                 today_) == Truth::yes;
  }

  Facets missed_facets(const Service& service) const {
    Facets out;
    if (in_.issue_id && std::ranges::find(service.issues, in_.issue_id) == service.issues.end())
      out.insert(Facet::issue);
    if (!locality_.empty() && !service.localities.empty() &&
        !has_folded(service.localities, locality_))
      out.insert(Facet::locality);
    if (!language_.empty() && !has_folded(service.languages, language_))
      out.insert(Facet::language);
    return out;
  }

  void put_places(const Service& service, const Organization& organization, DirectoryEntry& out) {
    const bool accepts = service.accepting && organization.accepting;
    // Where the service is given decides nothing here, so its locations are not read.
    Transaction& t = c_.tables.transaction();
    const Offer offer = offer_of(service, provider_of(organization, held_by(t, organization.id)),
                                 {}, held_by(t, service.id));
    out.capacity = accepts ? capacity_of(offer, c_.now, fresh_days_) : CapacityState::paused;
    out.held = offer.used;
  }

  bool is_available(CapacityState places) const {
    if (in_.available_only) return takes_another(places) == Truth::yes;
    return !in_.accepting_only || takes_another(places) != Truth::no;
  }

  bool is_near(const Service& service, DirectoryEntry& out) {
    out.distance_meters = distance_to(service);
    // Who is near enough to be served may be unknown; that it is too far is not.
    if (service.radius_meters && out.distance_meters > *service.radius_meters) return false;
    return !in_.distance_limit_meters ||
           (out.distance_meters && *out.distance_meters <= *in_.distance_limit_meters);
  }

  const Organization& organization_of(OrganizationId id) {
    const auto [at, is_new] = organizations_.try_emplace(id);
    if (is_new) at->second = c_.tables.known<Organization>(id);
    return at->second;
  }

  // For whoever asks: a policy of theirs, or of the issue, may trust reports longer or less long.
  std::int64_t fresh_days() const {
    const auto policies = standing_policies(c_, c_.subject.organization_id, in_.issue_id);
    return settled(policies.effective().capacity_fresh_days);
  }

  Context& c_;
  const SearchDirectory& in_;
  std::vector<std::string> words_;
  std::string locality_, language_;
  Date today_;
  std::int64_t fresh_days_;
  std::optional<DistanceFrom> from_{};
  std::map<OrganizationId, Organization> organizations_{};
};

void each_service(Context& c, FunctionRef<void(Service&)> take) {
  Scan scan{.index = &by::service_organization, .limit = piece_rows};
  for (Position after;;) {
    if (c.host.cancelled()) throw Cancelled{};
    std::vector<Service> some;
    const auto end = c.tables.transaction().scan(scan, all_columns, [&](const void* row) {
      some.push_back(*static_cast<const Service*>(row));
      return true;
    });
    for (Service& service : some) take(service);
    if (end.exhausted) return;
    after = end.last;
    scan.after = &after;
  }
}

// An area that is on no list of the network is searched where a feed has brought it along.
Refused unknown_area(Context& c, const std::string& asked) {
  auto refused = unknown_locality(c, asked, "/locality");
  if (!refused) return std::nullopt;
  const std::string folded = fold(asked);
  const auto is_asked = [&](const std::string& area) { return fold(area) == folded; };
  bool is_served =
      std::ranges::any_of(c.tables.all<Locality>(by::locality_code), is_asked, &Locality::code);
  if (!is_served)
    each_service(c, [&](Service& service) {
      is_served = is_served || std::ranges::any_of(service.localities, is_asked);
    });
  return is_served ? std::nullopt : refused;
}

// A page in the index's own order, of which only as many rows are looked at as it needs.
DirectoryPage page_by_organization(Context& c, const SearchDirectory& in, Paging& paging) {
  Search search(c, in);
  DirectoryPage out;
  out.cursor = paging.page<Service>(c.tables, [&](Service& service) {
    DirectoryEntry entry;
    const auto missed = search.missed(service, entry, 0);
    if (!missed || missed->size() > 0) return false;
    entry.service = std::move(service);
    out.entries.push_back(std::move(entry));
    return true;
  });
  return out;
}

// A page of another order, or with counts: the best that stand behind the cursor's service.
DirectoryPage page_of_all(Context& c, const SearchDirectory& in, const Paging& paging) {
  Search search(c, in);
  std::optional<Search::Key> after;
  if (paging.after()) {
    const auto last = c.tables.known<Service>(ServiceId(paging.after()->id));
    after = search.key_of(last, search.distance_to(last));
  }
  FacetCounts counts;
  std::map<Search::Key, DirectoryEntry> best;
  const auto room = static_cast<std::size_t>(in.limit) + 1;  // one more says that there is a page
  each_service(c, [&](Service& service) {
    DirectoryEntry entry;
    const auto missed = search.missed(service, entry, in.with_facets ? 1 : 0);
    if (!missed) return;
    if (in.with_facets) counts.add(service, entry.capacity, *missed);
    if (missed->size() > 0) return;
    const auto key = search.key_of(service, entry.distance_meters);
    if (after && key <= *after) return;
    if (best.size() == room && best.rbegin()->first < key) return;
    entry.service = std::move(service);
    best.emplace(key, std::move(entry));
    if (best.size() > room) best.erase(std::prev(best.end()));
  });
  DirectoryPage out;
  const bool has_more = best.size() == room;
  if (has_more) best.erase(std::prev(best.end()));
  for (auto& [key, entry] : best) out.entries.push_back(std::move(entry));
  if (has_more) {
    const Service& last = out.entries.back().service;
    out.cursor = paging.cursor_at({{Tables::cell(last.organization_id)}, last.id.value});
  }
  if (in.with_facets) out.facets = std::move(counts).facets(c.tables);
  return out;
}

}  // namespace

Result<DirectoryPage> search_directory(Context& c, const SearchDirectory& in) {
  const std::string name = in.order == SearchOrder::organization
                               ? "directory.search"
                               : "directory.search by " + std::string(name_of(in.order));
  auto paging =
      Paging::from({.name = name, .index = &by::service_organization}, in.limit, in.cursor);
  if (!paging) return paging.refusal();
  if (auto refused = shape_of(in)) return *std::move(refused);
  if (in.issue_id && !c.tables.get<Issue>(in.issue_id)) return not_found("/issue_id");
  if (auto refused = unknown_area(c, in.locality)) return *std::move(refused);
  if (const auto& after = paging.value().after();
      after && !c.tables.get<Service>(ServiceId(after->id)))
    return refuse(Reason::cursor_invalid, "/cursor", "not a cursor of this list");
  if (in.order == SearchOrder::organization && !in.with_facets)
    return page_by_organization(c, in, paging.value());
  return page_of_all(c, in, paging.value());
}

}  // namespace onward
