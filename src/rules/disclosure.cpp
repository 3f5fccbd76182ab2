#include "onward/rules/disclosure.hpp"

#include <algorithm>

namespace onward {

namespace {

constexpr DataClasses asked{DataClass::evaluation, DataClass::words};
constexpr DataClasses evaluating = asked | DataClasses{DataClass::identity, DataClass::contact};

struct Classed {
  void* (*at)(void*);  // of the member's row
  DataClass is;
  void (*take)(ClientDetails& to, const ClientDetails& from);
  bool (*is_empty)(const ClientDetails&);
};

template <auto M> consteval Classed member(DataClass is) {
  return {row<M>(1, "-", "-.").at, is,
          [](ClientDetails& to, const ClientDetails& from) { to.*M = from.*M; },
          [](const ClientDetails& d) {
            if constexpr (requires { (d.*M).empty(); })
              return (d.*M).empty();
            else
              return d.*M == ClientDetails{}.*M;
          }};
}

// In the order of the rows; whoever adds a member says here what it is.
constexpr Classed members[] = {
    member<&ClientDetails::given_name>(DataClass::identity),
    member<&ClientDetails::family_name>(DataClass::identity),
    member<&ClientDetails::birth_date>(DataClass::identity),
    member<&ClientDetails::gender>(DataClass::evaluation),
    member<&ClientDetails::locality>(DataClass::evaluation),
    member<&ClientDetails::language>(DataClass::evaluation),
    member<&ClientDetails::email>(DataClass::contact),
    member<&ClientDetails::phone>(DataClass::contact),
    member<&ClientDetails::income_percent>(DataClass::special),
    member<&ClientDetails::populations>(DataClass::special),
    member<&ClientDetails::attributes>(DataClass::special),
    member<&ClientDetails::title>(DataClass::identity),
    member<&ClientDetails::preferred_name>(DataClass::identity),
    member<&ClientDetails::pronouns>(DataClass::identity),
    member<&ClientDetails::alternate_phone>(DataClass::contact),
    member<&ClientDetails::contact_permissions>(DataClass::contact),
    member<&ClientDetails::nhs_number>(DataClass::identifiers),
    member<&ClientDetails::gp_name>(DataClass::identifiers),
    member<&ClientDetails::gp_practice>(DataClass::identifiers),
    member<&ClientDetails::address>(DataClass::address),
    member<&ClientDetails::postcode>(DataClass::address),
    member<&ClientDetails::no_fixed_abode>(DataClass::address),
    member<&ClientDetails::latitude_microdegrees>(DataClass::address),
    member<&ClientDetails::longitude_microdegrees>(DataClass::address),
};

consteval bool is_every_member_classed() {
  if (std::size(members) != rows<ClientDetails>.size()) return false;
  for (std::size_t i = 0; i < std::size(members); ++i)
    if (members[i].at != rows<ClientDetails>[i].at) return false;
  return true;
}
static_assert(is_every_member_classed(), "a member has no class, or stands out of order");

constexpr auto classes = [] {
  std::array<DataClass, std::size(members)> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = members[i].is;
  return out;
}();

}  // namespace

DataClasses covered(std::span<const DataClass> consented) {
  if (consented.empty()) return all_classes;
  DataClasses out{DataClass::evaluation};
  for (const auto c : consented) out = out | DataClasses(c);
  return out;
}

std::vector<DataClass> listed(DataClasses set) {
  std::vector<DataClass> out;
  for (auto& c : names<DataClass>)
    if (set.has(c.value)) out.push_back(c.value);
  return out;
}

DataClasses disclosed(ReferralPhase phase, DataClasses consented, DisclosureBefore before) {
  const auto within = [&](DataClasses stage) {
    DataClasses out;
    out.bits = (before == DisclosureBefore::full ? all_classes : stage).bits & consented.bits;
    return out;
  };
  switch (phase) {
    case ReferralPhase::draft:
    case ReferralPhase::superseded:
    case ReferralPhase::error: return {};
    case ReferralPhase::requested:
    case ReferralPhase::declined:
    case ReferralPhase::withdrawn:
    case ReferralPhase::expired: return within(asked);
    case ReferralPhase::received: return within(evaluating);
    case ReferralPhase::accepted:
    case ReferralPhase::in_progress:
    case ReferralPhase::on_hold:
    case ReferralPhase::completed:
    case ReferralPhase::failed: return within(all_classes);
  }
  return {};
}

ReferralPhase disclosed_as(const Referral& r, const FrozenPolicy& policy) {
  if (!was_sent(r)) return ReferralPhase::draft;
  if (policy.claim_on != ClaimOn::sender_confirms || r.confirmed) return r.phase;
  if (r.phase >= ReferralPhase::accepted && !is_finished(r.phase)) return ReferralPhase::received;
  const bool was_tried = r.phase == ReferralPhase::completed || r.phase == ReferralPhase::failed;
  return was_tried ? ReferralPhase::declined : r.phase;
}

ReferralPhase disclosed_as_passed_on(const Referral& r, const FrozenPolicy& policy,
                                     NeedPhase onward) {
  const bool is_over = onward == NeedPhase::cancelled || r.phase == ReferralPhase::error;
  if (!is_over && r.accepted_at) return ReferralPhase::accepted;
  if (!is_over && r.received_at) return ReferralPhase::received;
  return disclosed_as(r, policy);
}

std::span<const DataClass> classes_of_details() { return classes; }

void withhold(ClientDetails& d, DataClasses shown) {
  const ClientDetails empty;
  for (auto& m : members)
    if (!shown.has(m.is)) m.take(d, empty);
}

std::string_view keep_withheld(ClientDetails& wanted, const ClientDetails& kept,
                               DataClasses shown) {
  std::string_view said;
  for (std::size_t i = 0; i < std::size(members); ++i) {
    if (shown.has(members[i].is)) continue;
    if (said.empty() && !members[i].is_empty(wanted)) said = rows<ClientDetails>[i].name;
    members[i].take(wanted, kept);
  }
  return said;
}

std::optional<std::int64_t> age_years(Date birth_date, Date day) {
  if (day < birth_date) return std::nullopt;
  const std::chrono::year_month_day born(birth_date), is(day);
  std::int64_t years = int{is.year()} - int{born.year()};
  if (std::pair(is.month(), is.day()) < std::pair(born.month(), born.day())) --years;
  return std::min(years, age_years_max);
}

}  // namespace onward
