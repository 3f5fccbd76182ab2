// What makers of random requests share: whom to ask as, what to name, and how to say it.
#pragma once

#include <algorithm>

#include "json.hpp"
#include "random_operations.hpp"

namespace onward::tests {

enum Rank : std::int64_t { administrator = 1, coordinator = 2, caseworker = 3, anybody = 99 };

// Members that say what their absence says are left out, so that printed calls stay short.
inline std::string sparse(Rows members, const void* value, const void* absent) {
  std::string out;
  JsonWriter w(out);
  w.begin_object(0);
  for (auto& row : members) {
    std::string is, would_be;
    JsonWriter is_writer(is), would_be_writer(would_be);
    row.type->write(is_writer, row.at(const_cast<void*>(value)));
    row.type->write(would_be_writer, row.at(const_cast<void*>(absent)));
    if (!row.required && is == would_be) continue;
    w.member(row.name);
    row.type->write(w, row.at(const_cast<void*>(value)));
  }
  w.end_object();
  return out;
}

// One maker's view: the world, and chance to choose in it.
struct Maker {
  World& world;
  Chance& chance;
  SessionOptions session{};

  // `m.as(session).say(request)`: in C++ the session is chosen before the request, so that every
  // compiler asks chance in the same order.
  Maker as(SessionOptions who) const { return {world, chance, std::move(who)}; }
  template <class Request> Draft say(std::string_view operation, const Request& request) const {
    const Request absent{};
    return {std::string(operation), session, sparse(rows_of<Request>(), &request, &absent)};
  }
  template <class Op> Draft say(const typename Op::Request& request) const {
    return say(Op::name, request);
  }

  // Somebody of the organisation whose role allows it; sometimes somebody else.
  SessionOptions someone(OrganizationId at, Rank rank) const {
    if (chance.below(200) == 0) return {.staff_id = 99, .organization_id = 99};
    std::vector<World::Member> able;
    const bool wrong = chance.percent(2);
    for (auto& m : world.members)
      if (wrong || (m.organization_id == at && m.role_id.value <= rank)) able.push_back(m);
    if (able.empty()) return first();
    const auto& m = chance.one_of(able);
    return {.staff_id = m.staff_id, .organization_id = m.organization_id};
  }
  SessionOptions first() const { return {.staff_id = 1, .organization_id = 1}; }
  SessionOptions anyone(Rank rank = anybody) const { return someone(organization(), rank); }

  std::int64_t slip(std::int64_t id) const {  // ids that are wrong now and then
    if (!chance.percent(2)) return id;
    return chance.one_of(
        std::array<std::int64_t, 6>{0, -1, id + 1, id + 1'000, std::int64_t{1} << 53, 1});
  }
  OrganizationId organization() const {
    return 1 + chance.below(std::max<std::int64_t>(1, world.organizations));
  }
  IssueId issue() const {  // the first ones are in every service
    const auto many = std::max<std::int64_t>(1, world.issues);
    return 1 + chance.below(chance.percent(85) ? std::min<std::int64_t>(2, many) : many);
  }
  std::string fresh(std::string_view what) const {
    // Sometimes one that is taken.
    const bool taken = world.names_given > 0 && chance.percent(4);
    const auto n = taken ? 1 + chance.below(world.names_given) : ++world.names_given;
    return std::string(what) + std::to_string(n);
  }
  template <class T> std::optional<T> perhaps(std::int64_t share, T value) const {
    return chance.percent(share) ? std::optional<T>(std::move(value)) : std::nullopt;
  }
  template <Named E> E any_of() const { return chance.one_of(names<E>).value; }
  std::int64_t page_limit() const {
    return chance.one_of(std::array<std::int64_t, 8>{1, 2, 3, 5, 50, 500, 0, 501});
  }
  Date day() const {
    return std::chrono::sys_days{std::chrono::year{2025} / 1 / 1} +
           std::chrono::days{chance.below(300)};
  }
};

using Made = std::optional<Draft>;

Made make_intake(Maker);
Made make_network(Maker);
Made make_need_act(Maker);
Made make_need_look(Maker);
Made make_referral_act(Maker);
Made make_screening(Maker);
Made make_work(Maker);
Made make_between(Maker);
Made make_catalogue(Maker);
Made make_specialist(Maker);
Made make_practice(Maker);
Made make_providers(Maker);
Made make_figures(Maker);
Made make_told(Maker);  // inboxes, outboxes, attachments, dashboards

}  // namespace onward::tests
