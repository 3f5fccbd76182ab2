#include "operations/directory.hpp"

#include <algorithm>

#include "onward/rules/eligibility.hpp"
#include "operations/codes.hpp"
#include "operations/directory_shape.hpp"
#include "operations/paging.hpp"
#include "operations/people.hpp"
#include "operations/references.hpp"
#include "operations/settings.hpp"
#include "operations/switching.hpp"

namespace onward {

namespace {

void check_names(Shape& shape, const std::vector<std::string>& names, std::string_view path) {
  for (std::size_t i = 0; i < names.size(); ++i) shape.named(names[i], Shape::at(path, i));
  shape.no_repeats(names, path);
}

void check_languages(Shape& shape, const std::vector<std::string>& languages) {
  for (std::size_t i = 0; i < languages.size(); ++i)
    shape.language(languages[i], Shape::at("/languages", i));
  shape.no_repeats(languages, "/languages");
}

void check_ages(Shape& shape, const std::optional<std::int64_t>& from,
                const std::optional<std::int64_t>& below, std::string path) {
  shape.require(!from || !below || *from < *below, std::move(path),
                "the youngest age is not below the first that is too old");
}

void check_criteria(Shape& shape, const std::vector<AttributeCriterion>& attributes) {
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    const auto path = Shape::at("/attributes", i);
    shape.named(attributes[i].name, path + "/name");
    shape.require(!attributes[i].any_of.empty(), path + "/any_of", "nobody would qualify");
    shape.no_repeats(attributes[i].any_of, path + "/any_of");
  }
}

// Numbers that both requests say.
void check_limits(Shape& shape, const auto& in) {
  shape.between(in.age_from_months, 0, age_months_max, "/age_from_months");
  shape.between(in.age_below_months, 0, age_months_max, "/age_below_months");
  check_ages(shape, in.age_from_months, in.age_below_months, "/age_below_months");
  shape.between(in.income_percent_limit, 0, count_max, "/income_percent_limit");
  shape.between(in.capacity_limit, 0, count_max, "/capacity_limit");
  shape.between(in.wait_days, 0, days_max, "/wait_days");
  shape.between(in.radius_meters, 0, radius_meters_max, "/radius_meters");
}

Refused shape_of(const CreateLocation& in) {
  Shape shape;
  shape.named(in.name, "/name");
  check_place(shape, in.latitude_microdegrees, in.longitude_microdegrees);
  check_names(shape, in.accessibility, "/accessibility");
  check_schedules(shape, in.schedules);
  check_contacts(shape, in.contacts);
  return std::move(shape).refused();
}

Refused shape_of(const UpdateLocation& in, const Location* standing) {
  Shape shape;
  if (in.name) shape.named(*in.name, "/name");
  check_place(shape, in.latitude_microdegrees, in.longitude_microdegrees);
  shape.either(in.latitude_microdegrees || in.longitude_microdegrees, in.place_unknown,
               "/place_unknown");
  if (in.accessibility) check_names(shape, *in.accessibility, "/accessibility");
  if (in.schedules) check_schedules(shape, *in.schedules);
  if (in.contacts) check_contacts(shape, *in.contacts);
  return std::move(shape).refused(in, standing);
}

Refused shape_of(const CreateService& in) {
  Shape shape;
  shape.named(in.name, "/name");
  shape.no_repeats(in.issues, "/issues");
  check_limits(shape, in);
  shape.no_repeats(in.genders, "/genders");
  check_names(shape, in.localities, "/localities");
  check_languages(shape, in.languages);
  check_names(shape, in.populations, "/populations");
  check_criteria(shape, in.attributes);
  shape.no_repeats(in.locations, "/locations");
  check_names(shape, in.required_documents, "/required_documents");
  check_costs(shape, in.costs);
  check_schedules(shape, in.schedules);
  check_contacts(shape, in.contacts);
  return std::move(shape).refused();
}

Refused shape_of(const UpdateService& in, const Service* standing) {
  Shape shape;
  if (in.name) shape.named(*in.name, "/name");
  if (in.issues) shape.no_repeats(*in.issues, "/issues");
  check_limits(shape, in);
  const auto either = [&](const std::optional<std::int64_t>& limit, bool taken, std::string path) {
    shape.either(limit.has_value(), taken, std::move(path));
  };
  either(in.age_from_months, in.age_from_unlimited, "/age_from_unlimited");
  either(in.age_below_months, in.age_below_unlimited, "/age_below_unlimited");
  either(in.income_percent_limit, in.income_unlimited, "/income_unlimited");
  either(in.capacity_limit, in.capacity_unlimited, "/capacity_unlimited");
  either(in.wait_days, in.wait_unknown, "/wait_unknown");
  either(in.radius_meters, in.radius_unlimited, "/radius_unlimited");
  if (in.genders) shape.no_repeats(*in.genders, "/genders");
  if (in.localities) check_names(shape, *in.localities, "/localities");
  if (in.populations) check_names(shape, *in.populations, "/populations");
  if (in.attributes) check_criteria(shape, *in.attributes);
  if (in.languages) check_languages(shape, *in.languages);
  if (in.locations) shape.no_repeats(*in.locations, "/locations");
  if (in.required_documents) check_names(shape, *in.required_documents, "/required_documents");
  if (in.costs) check_costs(shape, *in.costs);
  if (in.schedules) check_schedules(shape, *in.schedules);
  if (in.contacts) check_contacts(shape, *in.contacts);
  return std::move(shape).refused(in, standing);
}

// A service is given at its own organisation's locations: of others only they know what becomes.
Refused all_own(Context& c, const std::vector<LocationId>& ids, OrganizationId owner,
                std::string_view path, const std::vector<LocationId>& before = {}) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (std::ranges::find(before, ids[i]) != before.end()) continue;
    const auto location = c.tables.get<Location>(ids[i]);
    if (!location || location->organization_id != owner) return not_found(Shape::at(path, i));
  }
  return std::nullopt;
}

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
               .longitude_microdegrees = in.longitude_microdegrees,
               .is_virtual = in.is_virtual,
               .accessibility = in.accessibility,
               .schedules = in.schedules,
               .contacts = ordered(in.contacts)};
  c.tables.insert(row);
  return row;
}

Result<Location> update_location(Context& c, const UpdateLocation& in) {
  const auto standing = c.tables.get<Location>(in.location_id);
  if (auto refused = shape_of(in, standing ? &*standing : nullptr)) return *std::move(refused);
  if (!standing) return not_found("/location_id");
  if (auto own = organization_to_act_for(c, standing->organization_id, "/location_id"); !own)
    return own.refusal();

  Location row = *standing;
  row.name = in.name.value_or(row.name);
  row.active = in.active.value_or(row.active);
  row.address = in.address.value_or(row.address);
  row.locality = in.locality.value_or(row.locality);
  if (row.locality != standing->locality)
    if (auto refused = unknown_locality(c, row.locality, "/locality")) return *std::move(refused);
  if (in.latitude_microdegrees || in.place_unknown) {
    row.latitude_microdegrees = in.latitude_microdegrees;
    row.longitude_microdegrees = in.longitude_microdegrees;
  }
  row.is_virtual = in.is_virtual.value_or(row.is_virtual);
  row.accessibility = in.accessibility.value_or(row.accessibility);
  row.schedules = in.schedules.value_or(row.schedules);
  if (in.contacts) row.contacts = ordered(*in.contacts);
  if (is_to_write(c, *standing, row, in.active)) c.tables.update(row);
  return row;
}

Result<Location> get_location(Context& c, const LocationRef& in) {
  const auto row = c.tables.get<Location>(in.location_id);
  if (!row) return not_found("/location_id");
  return *row;
}

Result<Service> create_service(Context& c, const CreateService& in) {
  if (auto refused = shape_of(in)) return *std::move(refused);
  const auto organization = organization_to_act_for(c, in.organization_id, "/organization_id");
  if (!organization) return organization.refusal();
  if (auto refused = all_exist<Issue>(c, in.issues, "/issues")) return *std::move(refused);
  if (auto refused = unknown_localities(c, in.localities, "/localities"))
    return *std::move(refused);
  if (auto refused = unknown_populations(c, in.populations, "/populations"))
    return *std::move(refused);
  if (auto refused = unknown_criteria(c, in.attributes, "/attributes")) return *std::move(refused);
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
              .locations = in.locations,
              .description = in.description,
              .eligibility_description = in.eligibility_description,
              .required_documents = in.required_documents,
              .fees_description = in.fees_description,
              .costs = in.costs,
              .schedules = in.schedules,
              .contacts = ordered(in.contacts),
              .radius_meters = in.radius_meters};
  if (in.capacity_limit) row.capacity_reported_at = c.now;
  c.tables.insert(row);
  return row;
}

namespace {

void put(std::optional<std::int64_t>& limit, const std::optional<std::int64_t>& wanted,
         bool taken_away) {
  if (wanted || taken_away) limit = wanted;
}

void put(Service& row, const UpdateService& in) {
  put(row.age_from_months, in.age_from_months, in.age_from_unlimited);
  put(row.age_below_months, in.age_below_months, in.age_below_unlimited);
  put(row.income_percent_limit, in.income_percent_limit, in.income_unlimited);
  put(row.wait_days, in.wait_days, in.wait_unknown);
  put(row.radius_meters, in.radius_meters, in.radius_unlimited);
  row.genders = in.genders.value_or(row.genders);
  row.populations = in.populations.value_or(row.populations);
  row.attributes = in.attributes.value_or(row.attributes);
  row.description = in.description.value_or(row.description);
  row.eligibility_description = in.eligibility_description.value_or(row.eligibility_description);
  row.required_documents = in.required_documents.value_or(row.required_documents);
  row.fees_description = in.fees_description.value_or(row.fees_description);
  row.costs = in.costs.value_or(row.costs);
  row.schedules = in.schedules.value_or(row.schedules);
  if (in.contacts) row.contacts = ordered(*in.contacts);
  row.languages = in.languages.value_or(row.languages);
  row.locations = in.locations.value_or(row.locations);
}

// One age may be said alone; the other is the one that stands.
Refused ages_reversed(const Service& row, const UpdateService& in) {
  Shape shape;
  if (in.age_from_months || in.age_below_months)
    check_ages(shape, row.age_from_months, row.age_below_months,
               in.age_below_months ? "/age_below_months" : "/age_from_months");
  return std::move(shape).refused();
}

// What stood before stays, whatever has become of its code.
Refused unknown_codes(Context& c, const UpdateService& in, const Service& standing) {
  if (in.populations)
    if (auto refused =
            unknown_populations(c, *in.populations, "/populations", standing.populations))
      return refused;
  if (!in.attributes) return std::nullopt;
  return unknown_criteria(c, *in.attributes, "/attributes", standing.attributes);
}

}  // namespace

Result<Service> update_service(Context& c, const UpdateService& in) {
  const auto standing = c.tables.get<Service>(in.service_id);
  if (auto refused = shape_of(in, standing ? &*standing : nullptr)) return *std::move(refused);
  if (!standing) return not_found("/service_id");
  if (auto own = organization_to_act_for(c, standing->organization_id, "/service_id"); !own)
    return own.refusal();
  if (in.issues)
    if (auto refused = all_exist<Issue>(c, *in.issues, "/issues")) return *std::move(refused);
  if (in.localities)
    if (auto refused = unknown_localities(c, *in.localities, "/localities", standing->localities))
      return *std::move(refused);
  if (auto refused = unknown_codes(c, in, *standing)) return *std::move(refused);
  if (in.locations)
    if (auto refused =
            all_own(c, *in.locations, standing->organization_id, "/locations", standing->locations))
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
  put(row, in);
  if (auto refused = ages_reversed(row, in)) return *std::move(refused);
  if (is_to_write(c, *standing, row, in.active)) c.tables.update(row);
  return row;
}

Result<Service> get_service(Context& c, const ServiceRef& in) {
  const auto row = c.tables.get<Service>(in.service_id);
  if (!row) return not_found("/service_id");
  return *row;
}

namespace {

// Rows of one organisation in the order of their numbers.
template <Kept T, class List>
Result<std::string> page_of(Context& c, const List& in, std::string_view name, const Index& index,
                            std::vector<T>& out) {
  const auto whose = in.organization_id ? in.organization_id : c.subject.organization_id;
  auto paging = Paging::from({.name = name, .index = &index, .prefix = {Tables::cell(whose)}},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  if (const auto known = get_organization(c, {whose}); !known) return known.refusal();
  return paging.value().template page<T>(c.tables, [&](T& row) {
    if (in.active_only && !row.active) return false;
    out.push_back(std::move(row));
    return true;
  });
}

}  // namespace

Result<LocationPage> list_locations(Context& c, const ListLocations& in) {
  LocationPage out;
  auto cursor =
      page_of<Location>(c, in, location::list::name, by::location_organization, out.locations);
  if (!cursor) return cursor.refusal();
  out.cursor = std::move(cursor.value());
  return out;
}

Result<ServicePage> list_services(Context& c, const ListServices& in) {
  ServicePage out;
  auto cursor =
      page_of<Service>(c, in, service::list::name, by::service_organization, out.services);
  if (!cursor) return cursor.refusal();
  out.cursor = std::move(cursor.value());
  return out;
}

}  // namespace onward
