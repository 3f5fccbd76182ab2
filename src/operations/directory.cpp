#include "operations/directory.hpp"

#include <map>

#include "operations/directory_index.hpp"
#include "operations/paging.hpp"
#include "operations/people.hpp"
#include "operations/policies.hpp"
#include "operations/references.hpp"
#include "operations/settings.hpp"
#include "text.hpp"

namespace onward {

namespace {

constexpr std::int64_t degree = 1'000'000;  // in millionths

void check_names(Shape& shape, const std::vector<std::string>& names, std::string_view path) {
  for (std::size_t i = 0; i < names.size(); ++i) shape.named(names[i], Shape::at(path, i));
  shape.no_repeats(names, path);
}

Refused shape_of(const CreateLocation& in) {
  Shape shape;
  shape.named(in.name, "/name");
  shape.between(in.latitude_microdegrees, -90 * degree, 90 * degree, "/latitude_microdegrees");
  shape.between(in.longitude_microdegrees, -180 * degree, 180 * degree, "/longitude_microdegrees");
  shape.require(in.latitude_microdegrees || !in.longitude_microdegrees, "/latitude_microdegrees",
                "is half of a place");
  shape.require(in.longitude_microdegrees || !in.latitude_microdegrees, "/longitude_microdegrees",
                "is half of a place");
  return std::move(shape).refused();
}

Refused shape_of(const CreateService& in) {
  Shape shape;
  shape.named(in.name, "/name");
  shape.no_repeats(in.issues, "/issues");
  shape.between(in.age_from_months, 0, age_months_max, "/age_from_months");
  shape.between(in.age_below_months, 0, age_months_max, "/age_below_months");
  shape.require(
      !in.age_from_months || !in.age_below_months || *in.age_from_months < *in.age_below_months,
      "/age_below_months", "is not above the youngest age");
  shape.no_repeats(in.genders, "/genders");
  check_names(shape, in.localities, "/localities");
  for (std::size_t i = 0; i < in.languages.size(); ++i)
    shape.language(in.languages[i], Shape::at("/languages", i));
  shape.no_repeats(in.languages, "/languages");
  shape.between(in.income_percent_limit, 0, count_max, "/income_percent_limit");
  check_names(shape, in.populations, "/populations");
  for (std::size_t i = 0; i < in.attributes.size(); ++i) {
    const auto path = Shape::at("/attributes", i);
    shape.named(in.attributes[i].name, path + "/name");
    shape.require(!in.attributes[i].any_of.empty(), path + "/any_of", "nobody would qualify");
    shape.no_repeats(in.attributes[i].any_of, path + "/any_of");
  }
  shape.between(in.capacity_limit, 0, count_max, "/capacity_limit");
  shape.between(in.wait_days, 0, days_max, "/wait_days");
  shape.no_repeats(in.locations, "/locations");
  return std::move(shape).refused();
}

Refused shape_of(const UpdateService& in) {
  Shape shape;
  if (in.name) shape.named(*in.name, "/name");
  if (in.issues) shape.no_repeats(*in.issues, "/issues");
  if (in.localities) check_names(shape, *in.localities, "/localities");
  shape.between(in.capacity_limit, 0, count_max, "/capacity_limit");
  shape.either(in.capacity_limit, in.capacity_unlimited);
  shape.between(in.wait_days, 0, days_max, "/wait_days");
  return std::move(shape).refused();
}

// A service is given at its own organisation's locations: of others only they know what becomes.
Refused all_own(Context& c, const std::vector<LocationId>& ids, OrganizationId owner,
                std::string_view path) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto location = c.tables.get<Location>(ids[i]);
    if (!location || location->organization_id != owner) return not_found(Shape::at(path, i));
  }
  return std::nullopt;
}

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

// One search: what is asked, folded once, and the organisations met on the way.
class Search {
 public:
  Search(Context& c, const SearchDirectory& in)
      : c_(c),
        in_(in),
        words_(words_of(in.text)),
        locality_(fold(in.locality)),
        language_(fold(in.language)),
        fresh_days_(fresh_days()) {}

  std::optional<DirectoryEntry> entry(Service& service) {
    const Organization& organization = organization_of(service.organization_id);
    if (!service.active || !organization.active || !fits(service, organization))
      return std::nullopt;
    const bool accepts = service.accepting && organization.accepting;
    // Where the service is given decides nothing here, so its locations are not read.
    Transaction& t = c_.tables.transaction();
    const Offer offer = offer_of(service, provider_of(organization, held_by(t, organization.id)),
                                 {}, held_by(t, service.id));
    const auto places = capacity_of(offer, c_.now, fresh_days_);
    DirectoryEntry out{.organization = organization.name,
                       .capacity = accepts ? places : CapacityState::paused,
                       .held = offer.used};
    if (in_.accepting_only && takes_another(out.capacity) == Truth::no) return std::nullopt;
    out.service = std::move(service);
    return out;
  }

 private:
  bool fits(const Service& service, const Organization& organization) const {
    if (in_.issue_id && std::ranges::find(service.issues, in_.issue_id) == service.issues.end())
      return false;
    if (!locality_.empty() && !service.localities.empty() &&
        !has_folded(service.localities, locality_))
      return false;
    if (!language_.empty() && !has_folded(service.languages, language_)) return false;
    if (words_.empty()) return true;
    const auto words =
        words_of(service.name + ' ' + organization.name + ' ' + organization.alternate_name);
    return std::ranges::all_of(words_,
                               [&](const std::string& w) { return begins_a_word(w, words); });
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
  std::int64_t fresh_days_;
  std::map<OrganizationId, Organization> organizations_{};
};

}  // namespace

Result<Location> create_location(Context& c, const CreateLocation& in) {
  if (auto refused = shape_of(in)) return *std::move(refused);
  const auto organization = organization_to_act_for(c, in.organization_id, "/organization_id");
  if (!organization) return organization.refusal();
  if (auto refused = unknown_locality(c, in.locality, "/locality")) return *std::move(refused);

  Location row{.organization_id = in.organization_id,
               .name = in.name,
               .address = in.address,
               .locality = in.locality,
               .latitude_microdegrees = in.latitude_microdegrees,
               .longitude_microdegrees = in.longitude_microdegrees};
  c.tables.insert(row);
  return row;
}

Result<Service> create_service(Context& c, const CreateService& in) {
  if (auto refused = shape_of(in)) return *std::move(refused);
  const auto organization = organization_to_act_for(c, in.organization_id, "/organization_id");
  if (!organization) return organization.refusal();
  if (auto refused = all_exist<Issue>(c, in.issues, "/issues")) return *std::move(refused);
  if (auto refused = unknown_localities(c, in.localities, "/localities"))
    return *std::move(refused);
  if (auto refused = all_own(c, in.locations, in.organization_id, "/locations"))
    return *std::move(refused);

  Service row{.organization_id = in.organization_id,
              .name = in.name,
              .accepting = in.accepting,
              .issues = in.issues,
              .age_from_months = in.age_from_months,
              .age_below_months = in.age_below_months,
              .genders = in.genders,
              .localities = in.localities,
              .languages = in.languages,
              .income_percent_limit = in.income_percent_limit,
              .populations = in.populations,
              .attributes = in.attributes,
              .capacity_limit = in.capacity_limit,
              .waitlist = in.waitlist,
              .wait_days = in.wait_days,
              .locations = in.locations};
  if (in.capacity_limit) row.capacity_reported_at = c.now;
  c.tables.insert(row);
  return row;
}

Result<Service> update_service(Context& c, const UpdateService& in) {
  if (auto refused = shape_of(in)) return *std::move(refused);
  const auto standing = c.tables.get<Service>(in.service_id);
  if (!standing) return not_found("/service_id");
  if (auto own = organization_to_act_for(c, standing->organization_id, "/service_id"); !own)
    return own.refusal();
  if (in.issues)
    if (auto refused = all_exist<Issue>(c, *in.issues, "/issues")) return *std::move(refused);
  if (in.localities)
    if (auto refused = unknown_localities(c, *in.localities, "/localities"))
      return *std::move(refused);

  Service row = *standing;
  row.name = in.name.value_or(row.name);
  row.active = in.active.value_or(row.active);
  row.accepting = in.accepting.value_or(row.accepting);
  row.issues = in.issues.value_or(row.issues);
  row.localities = in.localities.value_or(row.localities);
  if (in.capacity_limit || in.capacity_unlimited) {
    row.capacity_limit = in.capacity_limit;
    row.capacity_reported_at = in.capacity_limit ? std::optional(c.now) : std::nullopt;
  }
  row.waitlist = in.waitlist.value_or(row.waitlist);
  if (in.wait_days) row.wait_days = in.wait_days;
  if (differs(*standing, row)) c.tables.update(row);
  return row;
}

Result<Service> get_service(Context& c, const ServiceRef& in) {
  const auto row = c.tables.get<Service>(in.service_id);
  if (!row) return not_found("/service_id");
  return *row;
}

Result<DirectoryPage> search_directory(Context& c, const SearchDirectory& in) {
  auto paging = Paging::from({.name = "directory.search", .index = &by::service_organization},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  if (in.issue_id && !c.tables.get<Issue>(in.issue_id)) return not_found("/issue_id");

  Search search(c, in);
  DirectoryPage out;
  out.cursor = paging.value().page<Service>(c.tables, [&](Service& service) {
    auto entry = search.entry(service);
    if (!entry) return false;
    out.entries.push_back(*std::move(entry));
    return true;
  });
  return out;
}

}  // namespace onward
