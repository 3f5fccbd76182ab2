// A county of any size from one seed: organisations, services, issues, clients and what is asked.
//
// Every noun is made on its own from the seed and its number, so that a million services need no
// memory and any of them can be made again. The same on every compiler: only integers decide.
#pragma once

#include "onward/model/settings.hpp"
#include "onward/rules/eligibility.hpp"
#include "simulation/chance.hpp"

namespace onward::simulation {

struct CountySize {
  std::int64_t services = 1'000;
  std::int64_t services_per_organization = 8;
  std::int64_t localities = 350;  // England has 309 districts, Florida 67 counties
  std::int64_t issues = 60;       // Open Referral taxonomies in use have 20 to 200
};

// Identifiers are the numbers, from 1.
class County {
 public:
  County(CountySize, std::uint64_t seed);

  std::int64_t organizations() const;
  std::int64_t services() const { return size_.services; }
  std::int64_t issues() const { return size_.issues; }

  Issue issue(std::int64_t number) const;
  Organization organization(std::int64_t number) const;
  Service service(std::int64_t number) const;
  std::vector<Location> locations(std::int64_t service) const;  // one or two
  std::int64_t used(ServiceId) const;                           // places held
  std::int64_t used(OrganizationId) const;
  Offer offer(std::int64_t service) const;

  Client client(std::int64_t number) const;
  Ask ask(std::int64_t number) const;  // for the client of that number

  // Facts of clients that services ask for, with all that they may be.
  static std::vector<ListedCode> attributes();

  static constexpr Date today = std::chrono::sys_days{std::chrono::year{2025} / 6 / 2};

 private:
  enum class Noun : std::uint64_t { organization, service, location, client, ask, locality, used };
  Chance chance(Noun, std::int64_t number) const;
  std::string locality(std::int64_t number) const;
  Point near(std::int64_t locality, Chance&) const;
  std::int64_t home(std::int64_t organization) const;  // its locality
  CountySize size_;
  std::uint64_t seed_;
};

}  // namespace onward::simulation
