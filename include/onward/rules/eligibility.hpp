// Who can help: criteria with three answers, and what to say when nobody can.
//
// `check` is the meaning of every criterion, one service at a time. EligibilityIndex
// (eligibility_index.hpp) gives the same answers over a whole directory.
#pragma once

#include "onward/model/client.hpp"
#include "onward/model/policy.hpp"
#include "onward/rules/capacity.hpp"
#include "onward/rules/opening_hours.hpp"

namespace onward {

// In the order of every explanation. The first six are facts that nobody at a desk can relax; the
// others run from what is arranged most easily to what a person is (decisions/0003).
enum class Criterion : std::uint8_t {
  active,
  accepting,
  issue,
  sender,
  partner,
  consent,
  schedule,
  distance,
  language,
  locality,
  capacity,
  income,
  attribute,
  population,
  gender,
  age
};
template <> inline constexpr auto names<Criterion> = std::array{
    Name{Criterion::active, "active", "The service and its organisation are in the network."},
    Name{Criterion::accepting, "accepting", "The service and its organisation take referrals."},
    Name{Criterion::issue, "issue", "The service gives this type of help."},
    Name{Criterion::sender, "sender",
         "The receiver is not the sender, nor who lends the need, nor who sent it before."},
    Name{Criterion::partner, "partner", "Sender and receiver are partners, where that is asked."},
    Name{Criterion::consent, "consent", "The consent covers the issue and the receiver."},
    Name{Criterion::schedule, "schedule", "It is open when the client can come."},
    Name{Criterion::distance, "distance",
         "One of its places is near enough for the client and for the service."},
    Name{Criterion::language, "language", "The client's language is spoken."},
    Name{Criterion::locality, "locality", "It serves the area where the client lives."},
    Name{Criterion::capacity, "capacity", "A place is free, or people are put on a list."},
    Name{Criterion::income, "income", "Household income is at or below the limit."},
    Name{Criterion::attribute, "attribute", "Every criterion of the host's own holds."},
    Name{Criterion::population, "population", "The client belongs to a group it is meant for."},
    Name{Criterion::gender, "gender", "It serves the client's gender."},
    Name{Criterion::age, "age", "The client's age at the referral date is within its bounds."},
};
constexpr bool is_relaxable(Criterion c) { return c >= Criterion::schedule; }

struct Criteria {  // a set of them
  std::uint32_t bits = 0;
  constexpr bool contains(Criterion c) const { return bits >> static_cast<int>(c) & 1; }
  constexpr void insert(Criterion c) { bits |= 1u << static_cast<int>(c); }
  constexpr bool empty() const { return bits == 0; }
  friend constexpr bool operator==(Criteria, Criteria) = default;
};
std::vector<Criterion> listed(Criteria);  // in the order of the enum

struct Point {  // WGS 84, millionths of a degree
  std::int32_t latitude = 0;
  std::int32_t longitude = 0;
  friend constexpr bool operator==(Point, Point) = default;
};

// Metres along the great circle of a sphere, from one place to many.
class DistanceFrom {
 public:
  explicit DistanceFrom(Point place);
  std::int64_t operator()(Point) const;

 private:
  Point place_;
  double sine_, cosine_;  // of its latitude
};

// Bounds are held at these where a directory states larger ones.
constexpr std::int64_t age_months_max = 32'000;  // 2,666 years
constexpr std::int64_t income_percent_max = 65'000;
constexpr std::int64_t radius_meters_max = 1'000'000'000;  // 25 times around the earth

// What matters of an organisation; true of all its services.
struct Provider {
  OrganizationId organization_id{};
  bool active = true;
  bool accepting = true;
  std::vector<Weekday> working_days{};  // empty is Monday to Friday
  bool partners_required = false;
  std::vector<OrganizationId> receive_from{};
  std::optional<std::int64_t> capacity_limit{};
  std::optional<Instant> capacity_reported_at{};
  std::int64_t used = 0;  // places held by all its services
  friend bool operator==(const Provider&, const Provider&) = default;
};

// What matters of one service. An empty list, or an absent bound, restricts nothing.
struct Offer {
  ServiceId service_id{};
  Provider provider{};
  bool active = true;
  bool accepting = true;
  std::vector<IssueId> issues{};
  std::optional<std::int64_t> age_from_months{};   // inclusive
  std::optional<std::int64_t> age_below_months{};  // exclusive
  std::vector<Gender> genders{};
  std::vector<std::string> localities{};  // as area() spells them
  std::vector<std::string> languages{};
  std::optional<std::int64_t> income_percent_limit{};  // inclusive
  std::vector<std::string> populations{};
  std::vector<AttributeCriterion> attributes{};
  std::optional<std::int64_t> capacity_limit{};
  std::int64_t used = 0;
  bool waitlist = false;
  std::optional<Instant> capacity_reported_at{};
  std::optional<std::int64_t> wait_days{};
  std::vector<Point> points{};
  std::optional<std::int64_t> radius_meters{};  // inclusive, around the nearest point
  Weeks weeks{};
};
// One spelling of an area: capitals, accents and blanks around it say nothing.
std::string area(std::string_view);
Provider provider_of(const Organization&, std::int64_t used);
// Locations that are closed or not the service's are left out; one of no known place has hours.
Offer offer_of(const Service&, Provider, std::span<const Location>, std::int64_t used);

// What is asked for one client. A fact that is absent or empty is unknown, and so is the answer
// of every service that restricts it.
struct Ask {
  IssueId issue_id{};
  OrganizationId sender_id{};
  std::vector<OrganizationId> senders_before{};  // of a need that was lent, or passed on
  Date referred_on{};  // the day on which the age counts
  Instant now{};       // against which reports of capacity are stale
  std::optional<Date> birth_date{};
  Gender gender = Gender::unknown;
  std::string locality{};  // as area() spells it
  std::string language{};
  std::optional<std::int64_t> income_percent{};
  std::optional<std::vector<std::string>> populations{};  // present and empty: in no group
  std::vector<Attribute> attributes{};                    // a name may stand there several times
  std::vector<Weekday> days{};  // on which the client can come; empty any
  std::optional<std::int64_t> available_from_minutes{};  // on these days, there
  std::optional<std::int64_t> available_until_minutes{};
  std::optional<Point> place{};
  std::optional<std::int64_t> distance_limit_meters{};  // inclusive; absent is any
  bool partners_required = false;  // the sender's, as are its send_to
  std::vector<OrganizationId> send_to{};
  std::vector<OrganizationId> agreed{};  // by agreements in force (rules/partners.hpp)
  std::vector<IssueId> consent_issues{};  // empty is all
  std::vector<OrganizationId> consent_receivers{};  // empty is all
  std::int64_t capacity_fresh_days = 0;  // 0 trusts every report
  OnUnknown on_unknown = OnUnknown::exclude;
};
// When the client can come, of an ask that outlives it.
Visit visit_of(const Ask&);
// The client's facts, beside what is asked of every client. An empty list of populations was never
// asked, so it is unknown.
Ask ask_for(const Client&, Ask = {});

// Completed months of the calendar: who is born on the 31st completes a month that has no 31st on
// the first of the next, and who is born on 29 February completes a common year on 1 March.
std::int64_t age_in_months(Date born, Date on);

Truth check(const Offer&, const Ask&, Criterion);

// The state of the service's places within its organisation's.
CapacityState capacity_of(const Offer&, Instant now, std::int64_t fresh_days);
Truth takes_another(CapacityState);  // a waitlist does, a stale number may

// All criteria of one service.
struct Assessment {
  Criteria no{};
  Criteria unknown{};
  Criteria blocking(OnUnknown) const;  // empty: eligible, flagged with what is unknown
};
Assessment assess(const Offer&, const Ask&);

// Keys by which receivers are ranked; unknown values last, ties by service id.
enum class RankKey : std::uint8_t { distance, wait, capacity, language };
template <> inline constexpr auto names<RankKey> = std::array{
    Name{RankKey::distance, "distance", "The nearest first."},
    Name{RankKey::wait, "wait", "The shortest usual wait first."},
    Name{RankKey::capacity, "capacity", "Those with a free place before those with a waitlist."},
    Name{RankKey::language, "language", "Those that list the client's language first."},
};
inline constexpr std::array rank_default{RankKey::distance, RankKey::wait, RankKey::capacity,
                                         RankKey::language};

struct Receiver {
  ServiceId service_id{};
  OrganizationId organization_id{};
  std::optional<std::int64_t> distance_meters{};
  std::optional<std::int64_t> wait_days{};
  CapacityState capacity = CapacityState::unlimited;
  bool language_listed = false;
  Criteria unknown{};
};
bool ranks_before(const Receiver&, const Receiver&, std::span<const RankKey>);

// Which of one organisation's offers is meant when none is named: where the fewest criteria other
// than capacity are in the way, then where there is room, then the first in rank. Full means that
// all which fit as well are full.
std::optional<std::size_t> best_fit(std::span<const Offer>, const Ask&);

struct Blocked {
  Criterion criterion = Criterion::active;
  std::int64_t services = 0;
};

// Why the rest cannot help. A service that does not give this help counts under issue alone; any
// other counts once under each criterion that blocks it.
struct Explanation {
  std::vector<Blocked> histogram{};  // criteria that block somebody, in order
  std::vector<Criterion> relaxation{};  // the fewest criteria, first in order; empty: none helps
  std::int64_t relaxation_yields = 0;  // services that it makes eligible
};

}  // namespace onward
