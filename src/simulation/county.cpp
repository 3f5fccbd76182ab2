#include "simulation/county.hpp"

#include <algorithm>

namespace onward::simulation {

namespace {

constexpr std::string_view languages[] = {"en", "pl", "ro", "pa", "ur", "pt", "es",
                                          "ar", "bn", "gu", "it", "fr", "so", "uk"};
constexpr std::string_view populations[] = {"carer",  "disabled", "homeless", "veteran",
                                            "parent", "refugee",  "student",  "prison_leaver"};
struct AttributeValues {
  std::string_view name;
  std::string_view values[4];
};
constexpr AttributeValues facts[] = {
    {"tenure", {"owner", "private_rent", "social_rent", "none"}},
    {"benefits", {"none", "universal_credit", "pension_credit", "other"}},
    {"household", {"single", "couple", "family", "shared"}},
};

std::string numbered(std::string_view prefix, std::int64_t number, std::size_t digits) {
  const auto text = std::to_string(number);
  return std::string(prefix) + std::string(digits > text.size() ? digits - text.size() : 0, '0') +
         text;
}

template <class T> void insert_once(std::vector<T>& list, T value) {
  if (std::ranges::find(list, value) == list.end()) list.push_back(std::move(value));
}

void restrict_person(Service& service, Chance& chance) {
  if (chance.percent(60)) {  // most adult services begin at 18; some are for one span of life
    service.age_from_months = chance.percent(70) ? 216 : 12 * chance.below(60);
    if (chance.percent(40)) service.age_below_months = 12 * chance.between(61, 90);
  } else if (chance.percent(25)) {
    service.age_below_months = 12 * chance.between(11, 25);
  }
  if (chance.percent(10)) service.genders = {chance.percent(60) ? Gender::female : Gender::male};
  if (chance.percent(40)) service.income_percent_limit = 25 * chance.between(4, 12);
  if (chance.percent(25))
    for (auto n = chance.between(1, 3); n > 0; --n)
      insert_once(service.populations, std::string(chance.one_of(populations)));
  if (chance.percent(15)) {
    auto& of = chance.one_of(facts);
    AttributeCriterion criterion{.name = std::string(of.name)};
    for (auto n = chance.between(1, 3); n > 0; --n)
      insert_once(criterion.any_of, std::string(chance.one_of(of.values)));
    service.attributes.push_back(std::move(criterion));
  }
}

}  // namespace

County::County(CountySize size, std::uint64_t seed) : size_(size), seed_(seed) {}

std::vector<ListedCode> County::attributes() {
  std::vector<ListedCode> out;
  for (auto& [name, values] : facts)
    out.push_back({.list = CodeList::attribute,
                   .code = std::string(name),
                   .name = std::string(name),
                   .choices = {std::begin(values), std::end(values)}});
  return out;
}

Chance County::chance(Noun noun, std::int64_t number) const {
  Chance mix(seed_ ^ static_cast<std::uint64_t>(noun) << 56);
  return Chance(mix.next() ^ Chance(static_cast<std::uint64_t>(number)).next());
}

std::int64_t County::organizations() const {
  return (size_.services + size_.services_per_organization - 1) / size_.services_per_organization;
}

std::string County::locality(std::int64_t number) const { return numbered("E07", number, 6); }

Point County::near(std::int64_t locality, Chance& chance) const {
  auto centre = this->chance(Noun::locality, locality);
  const auto latitude = centre.between(50'300'000, 54'900'000);
  const auto longitude = centre.between(-4'200'000, 1'500'000);
  return {static_cast<std::int32_t>(latitude + chance.between(-90'000, 90'000)),
          static_cast<std::int32_t>(longitude + chance.between(-140'000, 140'000))};
}

std::int64_t County::home(std::int64_t organization) const {
  return 1 + (organization * 7) % size_.localities;
}

Issue County::issue(std::int64_t number) const {
  return {.id = number,
          .revision = 1,
          .code = numbered("issue_", number, 3),
          .name = "Issue " + std::to_string(number)};
}

Organization County::organization(std::int64_t number) const {
  auto chance = this->chance(Noun::organization, number);
  Organization organization{.id = number, .revision = 1};
  organization.name = "Organisation " + std::to_string(number);
  organization.active = !chance.percent(2);
  organization.accepting = !chance.percent(3);
  organization.time_zone = "Europe/London";
  if (chance.percent(20)) organization.capacity_limit = chance.between(20, 200);
  if (chance.percent(5)) {
    organization.partners_required = true;
    for (auto n = chance.between(1, 5); n > 0; --n)
      insert_once(organization.receive_from, OrganizationId{chance.between(1, organizations())});
  }
  return organization;
}

Service County::service(std::int64_t number) const {
  auto chance = this->chance(Noun::service, number);
  Service service{.id = number, .revision = 1};
  service.organization_id = 1 + (number - 1) / size_.services_per_organization;
  service.name = "Service " + std::to_string(number);
  service.active = !chance.percent(4);
  service.accepting = !chance.percent(6);
  for (auto n = chance.between(1, 3); n > 0; --n)
    insert_once(service.issues, IssueId{chance.between(1, size_.issues)});
  if (chance.below(500) != 0) {  // one in 500 serves everywhere
    const auto at = home(service.organization_id.value);
    service.localities.push_back(locality(at));
    for (auto n = chance.below(5); n > 0; --n)
      insert_once(service.localities, locality(1 + (at + chance.below(12)) % size_.localities));
  }
  if (chance.percent(70)) {
    service.languages.push_back("en");
    for (auto n = chance.below(4); n > 0; --n)
      insert_once(service.languages, std::string(chance.one_of(languages)));
  }
  restrict_person(service, chance);
  if (chance.percent(50)) service.capacity_limit = chance.between(1, 60);
  service.waitlist = chance.percent(20);
  if (service.capacity_limit && chance.percent(50))
    service.capacity_reported_at = today - std::chrono::days{chance.below(60)};
  if (chance.percent(70)) service.wait_days = chance.below(90);
  service.locations.push_back(2 * number - 1);
  if (chance.percent(20)) service.locations.push_back(2 * number);
  return service;
}

std::vector<Location> County::locations(std::int64_t number) const {
  const auto service = this->service(number);
  const auto at = home(service.organization_id.value);
  std::vector<Location> list;
  for (auto id : service.locations) {
    auto chance = this->chance(Noun::location, id.value);
    const Point point = near(at, chance);
    list.push_back({.id = id,
                    .revision = 1,
                    .organization_id = service.organization_id,
                    .name = "Location " + std::to_string(id.value),
                    .locality = locality(at),
                    .latitude_microdegrees = point.latitude,
                    .longitude_microdegrees = point.longitude});
  }
  return list;
}

std::int64_t County::used(ServiceId id) const { return chance(Noun::used, id.value).below(40); }
std::int64_t County::used(OrganizationId id) const {
  return chance(Noun::used, -id.value).below(60);
}

Offer County::offer(std::int64_t number) const {
  const auto service = this->service(number);
  const auto organization = this->organization(service.organization_id.value);
  return offer_of(service, provider_of(organization, used(organization.id)), locations(number),
                  used(service.id));
}

Client County::client(std::int64_t number) const {
  auto chance = this->chance(Noun::client, number);
  Client client{.id = number, .revision = 1};
  client.registered_by = chance.between(1, organizations());
  client.registered_at = today;
  client.details.given_name = "Given " + std::to_string(chance.below(5'000));
  client.details.family_name = "Family " + std::to_string(chance.below(20'000));
  client.details.birth_date = today - std::chrono::days{chance.below(34'675)};
  client.details.gender = chance.percent(95) ? (chance.percent(51) ? Gender::female : Gender::male)
                                             : Gender::prefer_not_to_say;
  client.details.locality = locality(chance.between(1, size_.localities));
  client.details.language = chance.percent(85) ? "en" : std::string(chance.one_of(languages));
  if (chance.percent(90)) client.details.income_percent = 10 * chance.below(50);
  for (auto n = chance.below(4); n > 0; --n)
    insert_once(client.details.populations, std::string(chance.one_of(populations)));
  for (auto& of : facts)
    if (chance.percent(90))
      client.details.attributes.push_back(
          {.name = std::string(of.name), .value = std::string(chance.one_of(of.values))});
  return client;
}

Ask County::ask(std::int64_t number) const {
  auto chance = this->chance(Noun::ask, number);
  const auto client = this->client(number);
  Ask ask = ask_for(client);
  ask.issue_id = chance.between(1, size_.issues);
  ask.sender_id = client.registered_by;
  ask.referred_on = today;
  ask.now = today + std::chrono::hours{9};
  ask.place = near(std::stoll(client.details.locality.substr(3)), chance);
  ask.capacity_fresh_days = 30;
  return ask;
}

}  // namespace onward::simulation
