// Whoever is offered for a need that nobody helped with can be asked, and nobody else can.
#include <set>

#include "catch.hpp"
#include "onward/operations/directory.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/people.hpp"
#include "onward/simulation.hpp"

using namespace onward;

namespace {

using Services = std::set<ServiceId>;

// Every service of the county, whoever runs it and whatever became of it.
Services all_services(Engine& engine) {
  Services out;
  auto t = engine.storage().begin(Mode::read);
  t->scan({.index = &by::service_organization, .limit = 100'000}, all_columns,
          [&](const void* row) {
            out.insert(static_cast<const Service*>(row)->id);
            return true;
          });
  return out;
}

std::vector<Need> unresolved(Engine& engine) {
  std::vector<Need> out;
  auto t = engine.storage().begin(Mode::read);
  t->scan({.index = &by::need_due, .limit = 100'000}, all_columns, [&](const void* row) {
    const auto& need = *static_cast<const Need*>(row);
    if (need.phase == NeedPhase::unresolved) out.push_back(need);
    return true;
  });
  return out;
}

// Somebody who works for whoever is the sender now.
Session sender_of(Engine& engine, const Need& need) {
  StaffId staff{};
  auto t = engine.storage().begin(Mode::read);
  const std::array<Cell, 1> prefix{Cell(need.sender_id.value)};
  t->scan({.index = &by::membership_organization, .prefix = prefix, .limit = 100}, all_columns,
          [&](const void* row) {
            const auto& membership = *static_cast<const Membership*>(row);
            if (membership.active) staff = membership.staff_id;
            return !staff;
          });
  return engine.session({.staff_id = staff, .organization_id = need.sender_id});
}

struct Asked {
  int offered = 0, others = 0, lent = 0;
};

// Whoever is not offered is refused first, since that changes nothing; then one who is, is asked.
void compare(Engine& engine, const Need& need, const Services& services, Asked& asked) {
  auto session = sender_of(engine, need);
  const auto found = session.call<need::find_receivers>({.limit = 500, .need_id = need.id});
  Services offered;
  if (found)
    for (auto& receiver : found.value().receivers) offered.insert(receiver.service_id);
  INFO("need " << need.id.value << ", " << offered.size() << " offered");
  const auto may_ask = [&](ServiceId id) {
    if (session.call<need::extend>({.need_id = need.id, .receivers = {{.service_id = id}}}))
      return true;
    return bool{
        session.call<need::re_refer>({.need_id = need.id, .receivers = {{.service_id = id}}})};
  };
  for (const ServiceId id : services) {
    if (offered.contains(id)) continue;
    CHECK_FALSE(may_ask(id));
    ++asked.others;
  }
  if (offered.empty()) return;
  CHECK(may_ask(*offered.begin()));
  ++asked.offered;
  asked.lent += need.transferred_from ? 1 : 0;
}

}  // namespace

TEST_CASE("in a county that lives, who is offered can be asked, and nobody else") {
  constexpr SimulationOptions season{
      .seed = 7, .days = 120, .clients = 500, .services = 120, .changes = true};
  Simulation simulation(season);
  Engine engine(open_memory(), simulation.host());
  Asked asked;
  simulation.run(engine, [&](std::int64_t done, std::int64_t total) {
    if (done < total) return true;
    const auto services = all_services(engine);
    for (auto& need : unresolved(engine)) compare(engine, need, services, asked);
    return true;
  });
  CHECK(asked.offered > 5);
  CHECK(asked.others > 1'000);
}
