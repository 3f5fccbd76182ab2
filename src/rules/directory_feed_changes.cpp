#include <algorithm>
#include <utility>

#include "lists.hpp"
#include "onward/rules/addresses.hpp"
#include "onward/rules/directory_feed.hpp"

namespace onward {

namespace {

// Bytes that are equal when values are: each value has a tag, and text its length.
class Canonical final : public Writer {
 public:
  std::string bytes{};

  void null() override { bytes += 'n'; }
  void boolean(bool v) override { bytes += v ? 't' : 'f'; }
  void integer(std::int64_t v) override { put('i', std::to_string(v)); }
  void real(double v) override { put('r', std::to_string(v)); }
  void text(std::string_view v) override { put('s', v); }
  void date(Date v) override { put('d', std::to_string(v.time_since_epoch().count())); }
  void instant(Instant v) override { put('u', std::to_string(v.time_since_epoch().count())); }
  void begin_array(std::size_t size) override { put('a', std::to_string(size)); }
  void end_array() override { bytes += ']'; }
  void begin_object(std::size_t size) override { put('o', std::to_string(size)); }
  void member(std::string_view name, int) override { put('m', name); }
  void end_object() override { bytes += '}'; }

 private:
  void put(char tag, std::string_view v) {
    bytes += tag;
    bytes += std::to_string(v.size());
    bytes += ':';
    bytes += v;
  }
};

std::string canonical(const Row& row, const void* object) {
  Canonical out;
  row.type->write(out, row.at(const_cast<void*>(object)));
  return std::move(out.bytes);
}

// What a feed's row says of one member, with the references that the draft has no ids for.
std::string said_of(const FeedRow& row, const Row& member, const void* draft) {
  std::string out = canonical(member, draft);
  const auto add = [&](std::string_view s) { (out += '\0') += s; };
  if (member.name == "organization_id") add(row.organization);
  if (member.name == "locations")
    for (auto& l : row.locations) add(l);
  if (member.name == "issues")
    for (auto& issue : row.issues) add(issue.code);
  return out;
}

// Of everything that the row carries, by member number. Locations that are added to others say
// nothing against them.
std::map<int, std::size_t> hashes(const FeedRow& row) {
  std::map<int, std::size_t> out;
  std::visit(
      [&]<class T>(const T& draft) {
        for (auto& member : rows_of<T>()) {
          const bool adds = row.adds_locations && member.name == "locations";
          if (row.carries(member.number) && !adds)
            out[member.number] = std::hash<std::string>{}(said_of(row, member, &draft));
        }
      },
      row.draft);
  return out;
}

std::string_view name_of_member(const FeedRow& row, int number) {
  return std::visit(
      [&]<class T>(const T&) {
        return std::ranges::find(rows_of<T>(), number, &Row::number)->name;
      },
      row.draft);
}

std::string_view name_of_row(const FeedRow& row) {
  return std::visit([](auto& draft) -> std::string_view { return draft.name; }, row.draft);
}

FeedProblem problem_of(const FeedRow& row, FeedReason reason, std::string_view column,
                       std::string_view value) {
  return {reason, row.place, std::string(column), shortened(value), row.kind(), row.external_id};
}

std::string text_of(const FeedPlace& place) {
  return place.file + " line " + std::to_string(place.line);
}

}  // namespace

bool FeedIndex::knows(FeedKind kind, const std::string& external_id, IsStored stored) const {
  const auto at = said_.find({kind, external_id});
  return (at != said_.end() && at->second.used) || stored(kind, external_id);
}

bool FeedIndex::is_absent(FeedKind kind, const std::string& external_id) const {
  const auto k = static_cast<std::size_t>(kind);
  return is_listed_[k] && !has_unread_[k] && !said_.contains({kind, external_id});
}

void FeedIndex::note(const FeedProblem& problem) {
  const auto how = severity(problem.reason);
  if (how == FeedSeverity::cell) return;
  if (how == FeedSeverity::file || !problem.kind)
    has_unread_.fill(true);
  else if (problem.external_id.empty())
    has_unread_[static_cast<std::size_t>(*problem.kind)] = true;
  else
    said_.try_emplace({*problem.kind, problem.external_id}, Said{problem.place})
        .first->second.by_itself = true;
}

bool FeedIndex::admit(FeedRow& row, IsStored stored, std::vector<FeedProblem>& problems) {
  auto& said = said_.try_emplace({row.kind(), row.external_id}, Said{row.place}).first->second;
  const auto refuse = [&](FeedReason reason, std::string_view column, const std::string& value) {
    problems.push_back(problem_of(row, reason, column, value));
    return false;
  };
  const std::string first = "first in " + text_of(said.place);
  if (!row.nested && std::exchange(said.by_itself, true))
    return refuse(FeedReason::id_twice, {}, row.external_id + ", " + first);
  if (row.listed) is_listed_[static_cast<std::size_t>(row.kind())] = true;
  const auto members = hashes(row);
  bool says_more = !said.used || row.adds_locations;
  for (auto& [number, hash] : members) {
    const auto before = said.members.find(number);
    if (before == said.members.end())
      says_more = true;
    else if (said.used && before->second != hash)
      return refuse(FeedReason::says_otherwise, name_of_member(row, number), first);
  }
  if (row.nested && !says_more) return false;
  if (row.kind() != FeedKind::organization &&
      !knows(FeedKind::organization, row.organization, stored))
    return refuse(FeedReason::organization_unknown, {},
                  row.organization_name.empty() ? row.organization : row.organization_name);
  std::ranges::move(row.problems, std::back_inserter(problems));
  row.problems.clear();
  check_names(row, problems);
  check_locations(row, stored, problems);
  said.used = true;
  said.members.insert(members.begin(), members.end());
  return true;
}

void FeedIndex::check_names(const FeedRow& row, std::vector<FeedProblem>& problems) {
  if (row.kind() == FeedKind::organization) {
    const std::string name(name_of_row(row));
    const bool is_new = organization_names_.try_emplace(row.external_id, name).second;
    const auto [at, first] = organization_by_name_.try_emplace(name, row.place);
    if (is_new && !first)
      problems.push_back(problem_of(row, FeedReason::name_used_twice, "name",
                                    name + ", first in " + text_of(at->second)));
    return;
  }
  const auto at = organization_names_.find(row.organization);
  if (at == organization_names_.end() || row.organization_name.empty()) return;
  if (at->second != row.organization_name)
    problems.push_back(problem_of(row, FeedReason::organization_name_differs, "organization_name",
                                  row.organization_name));
}

void FeedIndex::check_locations(FeedRow& row, IsStored stored,
                                std::vector<FeedProblem>& problems) const {
  std::erase_if(row.locations, [&](const std::string& location) {
    if (knows(FeedKind::location, location, stored)) return false;
    problems.push_back(problem_of(row, FeedReason::location_unknown, "locations", location));
    return true;
  });
}

namespace {

template <class T, class V>
void take(T& standing, const FeedRow& row, V T::* member,
          MemberNumber<std::type_identity_t<T>> number) {
  if (row.carries(number)) standing.*member = std::get<T>(row.draft).*member;
}

// Of two reports of the places the newer one holds, whoever made it. As many are then free here as
// the feed says; those that are held here come on top.
void put_report(Service& standing, const Service& said, const FeedReferences& references) {
  const Instant reported_at = std::min(*said.capacity_reported_at, references.now);
  if (standing.capacity_reported_at && reported_at <= *standing.capacity_reported_at) return;
  standing.capacity_limit = references.held + *said.capacity_limit;
  standing.capacity_reported_at = reported_at;
  standing.waitlist = said.waitlist;
}

}  // namespace

Organization merged(Organization standing, const FeedRow& row) {
  take(standing, row, &Organization::name, "name");
  take(standing, row, &Organization::alternate_name, "alternate_name");
  take(standing, row, &Organization::active, "active");
  // An export says how the page is fetched, where the feed does not.
  if (!is_same_page(standing.website, std::get<Organization>(row.draft).website))
    take(standing, row, &Organization::website, "website");
  take(standing, row, &Organization::email, "email");
  take(standing, row, &Organization::description, "description");
  take(standing, row, &Organization::contacts, "contacts");
  take(standing, row, &Organization::year_incorporated, "year_incorporated");
  return standing;
}

Location merged(Location standing, const FeedRow& row, const FeedReferences& references) {
  take(standing, row, &Location::name, "name");
  take(standing, row, &Location::active, "active");
  take(standing, row, &Location::address, "address");
  take(standing, row, &Location::locality, "locality");
  take(standing, row, &Location::latitude_microdegrees, "latitude_microdegrees");
  take(standing, row, &Location::longitude_microdegrees, "longitude_microdegrees");
  take(standing, row, &Location::is_virtual, "is_virtual");
  take(standing, row, &Location::accessibility, "accessibility");
  take(standing, row, &Location::schedules, "schedules");
  take(standing, row, &Location::contacts, "contacts");
  standing.organization_id = references.organization_id;
  return standing;
}

Service merged(Service standing, const FeedRow& row, const FeedReferences& references) {
  take(standing, row, &Service::name, "name");
  take(standing, row, &Service::active, "active");
  take(standing, row, &Service::accepting, "accepting");
  take(standing, row, &Service::age_from_months, "age_from_months");
  take(standing, row, &Service::age_below_months, "age_below_months");
  take(standing, row, &Service::localities, "localities");
  take(standing, row, &Service::languages, "languages");
  take(standing, row, &Service::income_percent_limit, "income_percent_limit");
  take(standing, row, &Service::attributes, "attributes");
  take(standing, row, &Service::genders, "genders");
  take(standing, row, &Service::populations, "populations");
  take(standing, row, &Service::description, "description");
  take(standing, row, &Service::eligibility_description, "eligibility_description");
  take(standing, row, &Service::required_documents, "required_documents");
  take(standing, row, &Service::fees_description, "fees_description");
  take(standing, row, &Service::costs, "costs");
  take(standing, row, &Service::schedules, "schedules");
  take(standing, row, &Service::contacts, "contacts");
  take(standing, row, &Service::radius_meters, "radius_meters");
  if (row.carries<Service>("capacity_limit"))
    put_report(standing, std::get<Service>(row.draft), references);
  standing.organization_id = references.organization_id;
  if (row.carries<Service>("issues")) {
    standing.issues = references.issues;
    sort_unique(standing.issues);
  }
  if (row.carries<Service>("locations")) {
    if (!row.adds_locations) standing.locations.clear();
    std::ranges::copy(references.locations, std::back_inserter(standing.locations));
    sort_unique(standing.locations);
  }
  // A new service of which the feed has not said where it helps: unknown is not everywhere.
  if (!standing.id && !row.carries<Service>("localities"))
    standing.attributes.push_back({std::string(feed_area_confirmed), {"yes"}});
  return standing;
}

std::vector<std::string_view> changed_members(Rows rows, const void* before, const void* after) {
  std::vector<std::string_view> out;
  for (auto& row : rows) {
    if (row.name == "id" || row.name == "revision") continue;
    if (canonical(row, before) != canonical(row, after)) out.push_back(row.name);
  }
  return out;
}

}  // namespace onward
