// The one decision about access, for every subject, demand and relation there is.
#include "catch.hpp"
#include "onward/rules/access.hpp"

using namespace onward;

namespace {

constexpr int relations = 8;  // every set of sender, receiver and owner
constexpr auto permissions = std::size(names<Permission>);

// As the rule is said to a person.
std::optional<Reason> said(bool has_permission, bool asks_permission, bool is_administrator,
                           bool asks_relation, bool stands_so) {
  const bool sees = !asks_relation || stands_so || is_administrator;
  if (!sees) return Reason::not_found;
  if (asks_permission && !has_permission) return Reason::permission_missing;
  return std::nullopt;
}

}  // namespace

TEST_CASE("who may do what follows from permission, relation and running the store alone") {
  std::size_t decided = 0;
  for (auto& asked : names<Permission>)
    for (std::uint32_t bits = 0; bits < std::uint32_t{1} << permissions; ++bits)
      for (const bool runs_store : {false, true}) {
        const Subject subject{
            .staff_id = 1, .organization_id = 1, .permissions = bits, .runs_store = runs_store};
        const bool is_administrator = runs_store && subject.has(Permission::referral_admin);
        REQUIRE(sees_all(subject) == is_administrator);
        for (int wanted = 0; wanted < relations; ++wanted)
          for (int object = 0; object < relations; ++object)
            for (const bool asks : {false, true}) {
              ActionAccess action{.relation = static_cast<Relation>(wanted)};
              if (asks) action.permission = asked.value;
              const auto found = decide(subject, action, static_cast<Relation>(object));
              const auto expected = said(subject.has(asked.value), asks, is_administrator,
                                         wanted != 0, (wanted & object) != 0);
              if (found != expected)
                FAIL(asked.name << ' ' << bits << ' ' << wanted << ' ' << object);
              ++decided;
            }
      }
  CHECK(decided == permissions * (std::size_t{2} << permissions) * relations * relations * 2);
}

TEST_CASE("permissions are bits of their own") {
  for (auto& one : names<Permission>) {
    const Subject subject{.permissions = permission_bits({one.value})};
    for (auto& other : names<Permission>)
      CHECK(subject.has(other.value) == (one.value == other.value));
  }
  CHECK(permission_bits({}) == 0);
}

TEST_CASE("an organisation stands to a referral as sender, as receiver, as both, or not at all") {
  constexpr OrganizationId us{1}, them{2}, others{3};
  for (const bool represented : {false, true}) {
    const Sides sides{.sender_id = us, .receiver_id = them, .represented = represented};
    CHECK(answering(sides) == (represented ? us : them));
    CHECK(relation_of(us, sides) ==
          (represented ? Relation::sender | Relation::receiver : Relation::sender));
    CHECK(relation_of(them, sides) == Relation::receiver);
    CHECK(relation_of(others, sides) == Relation::none);
  }
  CHECK(relation_of(us, {.sender_id = us, .receiver_id = us}) ==
        (Relation::sender | Relation::receiver));
}
