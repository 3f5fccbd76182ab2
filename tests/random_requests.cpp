// What members of staff might ask, one maker an area. Weights are tuned for depth: most calls work
// on needs and referrals that are underway.
#include "onward/operations/clients.hpp"
#include "onward/operations/directory.hpp"
#include "onward/operations/directory_search.hpp"
#include "onward/operations/duplicates.hpp"
#include "onward/operations/history.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/prescreen.hpp"
#include "onward/operations/system.hpp"
#include "random_maker.hpp"

namespace onward::tests {

namespace {

constexpr auto names_given = std::array{"Eve", "Noah", "Zoë", "José", "Ada", "Wei"};
constexpr auto names_family = std::array{"Hill", "Ruiz", "O'Neil", "Łuka", "Hill-Ruiz"};
constexpr auto localities = std::array{"lee", "polk", "dade"};
constexpr auto languages = std::array{"en", "es", "ht"};
constexpr auto texts = std::array{"We call tomorrow.", "Ring twice.", "Früh \\\"morgens\\\"", "-"};
constexpr auto zones = std::array{"UTC", "America/New_York", "Europe/Berlin", "Asia/Kathmandu"};

// The store and the network.

Made make_system(Maker m) {
  if (m.chance.percent(3))
    return m.say<system_::create>({.network = "Lee County",
                                   .organization = "County Council",
                                   .time_zone = m.chance.one_of(zones),
                                   .login = "ada",
                                   .name = "Ada"});
  if (m.chance.percent(15)) return m.as(m.anyone()).say<system_::status>({});
  return m.say<system_::tick>(
      {.limit = m.chance.one_of(std::array<std::int64_t, 6>{1, 5, 100, 100, 1'000, 1'001})});
}

Made make_batch(Maker m) {
  Batch batch;
  Draft of = any_draft(m.world, m.chance);
  const auto size = 1 + m.chance.below(4);
  for (int tries = 0; std::ssize(batch.calls) < size && tries < 60; ++tries) {
    Draft one = tries == 0 ? of : any_draft(m.world, m.chance);
    if (one.operation == system_::batch::name && !m.chance.percent(5)) continue;
    if (one.session.organization_id != of.session.organization_id && m.chance.percent(98)) continue;
    batch.calls.push_back({one.operation, {one.request}});
  }
  return m.as(of.session).say<system_::batch>(batch);
}

Made make_organization(Maker m) {
  const OrganizationId id = m.slip(m.organization().value);
  if (m.chance.percent(15) && m.world.organizations < 20)
    return m.as(m.first()).say<organization::create>(
        {.name = m.fresh("Home "),
         .time_zone = m.chance.one_of(zones),
         .capacity_limit = m.perhaps<std::int64_t>(15, m.chance.below(4)),
         .working_days = m.chance.percent(20)
                             ? std::vector{m.any_of<Weekday>(), m.any_of<Weekday>()}
                             : std::vector<Weekday>{},
         .holidays = {m.day()}});
  if (m.chance.percent(30)) return m.as(m.anyone()).say<organization::get>({id});
  if (m.chance.percent(30))
    return m.as(m.anyone()).say<organization::list>({.limit = m.page_limit()});
  return m.as(m.chance.percent(60) ? m.first() : m.someone(id, coordinator))
      .say<organization::update>(
          {.organization_id = id,
           .name = m.perhaps(10, m.fresh("Home ")),
           .active = m.perhaps(30, !m.chance.percent(5)),
           .accepting = m.perhaps(30, !m.chance.percent(20)),
           .alert = m.perhaps<std::string>(20, m.chance.one_of(texts)),
           .time_zone = m.perhaps<std::string>(5, m.chance.one_of(zones)),
           .capacity_limit = m.perhaps<std::int64_t>(10, m.chance.below(6)),
           .capacity_unlimited = m.chance.percent(30),
           .holidays = m.perhaps(10, std::vector{m.day(), m.day()}),
           .partners_required = m.perhaps(30, m.chance.percent(8)),
           .send_to = m.perhaps(10, std::vector{m.organization(), m.organization()}),
           .receive_from = m.perhaps(10, std::vector{m.organization(), m.organization()}),
           .email = m.perhaps<std::string>(5, "desk@example.org"),
           .website = m.perhaps<std::string>(5, "www.example.org")});
}

Made make_staff(Maker m) {
  constexpr auto roles = std::array{"caseworker",    "caseworker", "caseworker", "coordinator",
                                    "administrator", "analyst",    "nobody"};
  const auto at = m.organization();
  if (m.world.members.empty()) return std::nullopt;
  const auto& member = m.chance.one_of(m.world.members);
  const auto staff_id = StaffId(m.slip(member.staff_id.value));
  switch (m.chance.below(8)) {
    case 0: return m.as(m.someone(member.organization_id, anybody)).say<staff::get>({staff_id});
    case 1: return m.as(m.first()).say<staff::leave>({staff_id, member.organization_id});
    case 2: return m.as(m.first()).say<staff::join>({staff_id, at, m.chance.one_of(roles)});
    case 3:
      return m.as(m.first()).say<role::create>(
          {m.fresh("role "), {m.any_of<Permission>(), m.any_of<Permission>()}});
    case 4: return m.as(m.anyone()).say<role::list>({});
    default: break;
  }
  OrganizationId empty = at;  // an organisation without staff comes first
  for (std::int64_t o = 1; o <= m.world.organizations; ++o)
    if (std::ranges::none_of(m.world.members,
                             [&](auto& known) { return known.organization_id.value == o; }))
      empty = o;
  return m.as(m.first()).say<staff::create>({.login = m.fresh("login "),
                                             .name = m.chance.one_of(names_given),
                                             .organization_id = m.slip(empty.value),
                                             .role = m.chance.one_of(roles)});
}

Made make_issue(Maker m) {
  const IssueId id = m.slip(m.issue().value);
  if (m.chance.percent(30)) return m.as(m.anyone()).say<issue::list>({});
  if (m.chance.percent(50) && m.world.issues < 8) {
    const std::string code = m.fresh("issue");
    return m.as(m.first()).say<issue::create>({.code = code, .name = "Help with " + code});
  }
  return m.as(m.first()).say<issue::update>({.issue_id = id,
                                             .name = m.perhaps<std::string>(50, m.fresh("Help ")),
                                             .active = m.perhaps(50, !m.chance.percent(4))});
}

Made make_policy(Maker m) {
  if (m.chance.percent(30)) return m.as(m.anyone()).say<policy::get>({m.organization(), m.issue()});
  // The first one is the store's: clients may come before referrals.
  const auto scope = m.world.issues == 0 ? PolicyScope::store : m.any_of<PolicyScope>();
  const auto working_days = [&] { return m.perhaps<std::int64_t>(30, m.chance.below(7)); };
  return m.as(m.first()).say<policy::set>(
      {.scope = scope,
       .organization_id = scope == PolicyScope::organization ? m.organization() : OrganizationId{},
       .issue_id = scope == PolicyScope::issue ? m.issue() : IssueId{},
       .knobs = {.claim_on = m.perhaps(60, m.any_of<ClaimOn>()),
                 .on_decline = m.perhaps(40, m.any_of<DeclinePolicy>()),
                 .on_unknown = m.perhaps(30, m.any_of<OnUnknown>()),
                 .review_working_days = working_days(),
                 .close_working_days = working_days(),
                 .urgent_review_working_days = working_days(),
                 .urgent_close_working_days = working_days(),
                 .no_response_working_days = working_days(),
                 .unresolved_reminder_working_days = working_days(),
                 .capacity_fresh_days = m.perhaps<std::int64_t>(10, m.chance.below(30)),
                 .client_requires_referral = m.world.issues > 0 && m.chance.percent(5),
                 .send_back_working_days = working_days(),
                 .withdrawal_confirmed_by_receiver = m.perhaps(30, true),
                 .soon_review_working_days = working_days(),
                 .soon_close_working_days = working_days()}});
}

// The directory.

Made make_service(Maker m) {
  const auto owner = m.organization();
  const auto by = m.chance.percent(50) ? m.first() : m.someone(owner, coordinator);
  if (m.chance.percent(15))
    return m.as(by).say<location::create>(
        {.organization_id = m.slip(owner.value),
         .name = m.fresh("Door "),
         .locality = m.chance.one_of(localities),
         .latitude_microdegrees = 26'600'000 + m.chance.below(200'000),
         .longitude_microdegrees = -81'900'000 + m.chance.below(200'000)});
  const LocationId place = m.slip(1 + m.chance.below(m.world.locations + 1));
  if (m.chance.percent(8)) return m.as(by).say<location::get>({place});
  if (m.chance.percent(8))
    return m.as(m.first()).say<location::update>({.location_id = place,
                                                  .locality = m.chance.one_of(localities),
                                                  .place_unknown = m.chance.percent(10)});
  CreateService service{.organization_id = m.slip(owner.value), .name = m.fresh("Help ")};
  for (std::int64_t i = 1; i <= m.world.issues; ++i) service.issues.emplace_back(i);
  if (m.world.locations > 0 && m.chance.percent(60))
    service.locations = {LocationId(1 + m.chance.below(m.world.locations))};
  if (m.chance.percent(70)) return m.as(by).say<service::create>(service);
  service.issues = {m.issue()};
  service.age_from_months = m.perhaps<std::int64_t>(30, 216);
  service.age_below_months = m.perhaps<std::int64_t>(30, 360);
  service.genders = {m.any_of<Gender>()};
  service.localities = {m.chance.one_of(localities)};
  service.languages = {m.chance.one_of(languages)};
  service.income_percent_limit = m.perhaps<std::int64_t>(30, 200);
  service.capacity_limit = m.perhaps<std::int64_t>(50, m.chance.below(4));
  service.waitlist = m.chance.percent(30);
  service.wait_days = m.perhaps<std::int64_t>(50, m.chance.below(60));
  if (m.chance.percent(20)) service.attributes = {{"veteran", {"yes"}}};
  if (m.chance.percent(20)) service.costs = {{.amount_minor_units = 0, .currency = "USD"}};
  if (m.chance.percent(20)) service.schedules = {{.weekdays = {m.any_of<Weekday>()}}};
  if (m.chance.percent(20)) service.contacts = {{.name = m.fresh("Ann "), .phones = {{"1"}}}};
  return m.as(by).say<service::create>(service);
}

Made make_directory(Maker m) {
  if (m.world.offers.empty()) return std::nullopt;
  const auto& offer = m.chance.one_of(m.world.offers);
  const ServiceId id = m.slip(offer.service_id.value);
  if (m.chance.percent(10))
    return m.as(m.anyone())
        .say<need::prescreen>({.issues = {m.issue()}, .locality = m.chance.one_of(localities)});
  switch (m.chance.below(5)) {
    case 0: return m.as(m.anyone()).say<service::get>({id});
    case 1:
      return m.as(m.anyone())
          .say<directory::search>(
              {.text = m.chance.percent(30) ? "help" : "",
               .issue_id = m.chance.percent(50) ? m.issue() : IssueId{},
               .locality = m.chance.percent(30) ? m.chance.one_of(localities) : "",
               .language = m.chance.percent(20) ? m.chance.one_of(languages) : "",
               .accepting_only = m.chance.percent(30),
               .limit = m.page_limit(),
               .latitude_microdegrees = 26'700'000,
               .longitude_microdegrees = -81'800'000,
               .distance_limit_meters = m.perhaps<std::int64_t>(20, 10'000),
               .available_only = m.chance.percent(10),
               .order = m.any_of<SearchOrder>(),
               .with_facets = m.chance.percent(30)});
    case 2: {
      if (m.chance.percent(10))
        return m.as(m.first()).say<directory::export_>(
            {.blob = "out",
             .source_system = m.chance.percent(50) ? "feed" : "",
             .limit = 1 + m.chance.below(50)});
      if (m.chance.percent(30))
        return m.as(m.first()).say<directory::problems>({.import_id = m.slip(m.world.imports)});
      if (m.chance.percent(10))
        return m.as(m.first()).say<directory::imports>({.limit = m.page_limit()});
      if (m.chance.percent(60) && m.world.imports > 0)
        return m.as(m.first()).say<directory::import>(
            {.import_id = m.slip(m.world.imports), .limit = 1 + m.chance.below(9)});
      ImportDirectory feed{.source_system = "feed", .limit = 1 + m.chance.below(9)};
      for (auto& blob : RandomOperations::blobs())
        if (m.chance.percent(90)) feed.blobs.emplace_back(blob);
      if (m.chance.percent(5)) feed.blobs.emplace_back("absent");
      return m.as(m.first()).say<directory::import>(feed);
    }
    default:
      return m.as(m.chance.percent(50) ? m.first() : m.someone(offer.organization_id, coordinator))
          .say<service::update>({.service_id = id,
                                 .name = m.perhaps(20, m.fresh("Help ")),
                                 .active = m.perhaps(20, !m.chance.percent(20)),
                                 .accepting = m.perhaps(20, !m.chance.percent(20)),
                                 .issues = m.perhaps(5, std::vector{m.issue()}),
                                 .capacity_limit = m.perhaps<std::int64_t>(20, m.chance.below(5)),
                                 .capacity_unlimited = m.chance.percent(20),
                                 .waitlist = m.perhaps(20, m.chance.percent(50)),
                                 .wait_days = m.perhaps<std::int64_t>(20, m.chance.below(60)),
                                 .age_from_months = m.perhaps<std::int64_t>(8, 216),
                                 .age_from_unlimited = m.chance.percent(12),
                                 .age_below_months = m.perhaps<std::int64_t>(8, 360),
                                 .age_below_unlimited = m.chance.percent(12),
                                 .genders = m.perhaps(8, std::vector{m.any_of<Gender>()}),
                                 .income_percent_limit = m.perhaps<std::int64_t>(8, 200),
                                 .income_unlimited = m.chance.percent(12),
                                 .populations = m.perhaps(4, std::vector<std::string>{}),
                                 .attributes = m.perhaps(4, std::vector<AttributeCriterion>{}),
                                 .wait_unknown = m.chance.percent(5)});
  }
}

// People.

ClientDetails make_details(Maker m) {
  const Date birth_date = std::chrono::sys_days{std::chrono::year{2024} / 1 / 1} -
                          std::chrono::days{m.chance.below(30'000)};
  ClientDetails d{.given_name = m.chance.one_of(names_given),
                  .family_name = m.chance.one_of(names_family),
                  .birth_date = m.perhaps(90, birth_date),
                  .gender = m.any_of<Gender>(),
                  .locality = m.chance.one_of(localities),
                  .language = m.chance.one_of(languages),
                  .income_percent = m.perhaps<std::int64_t>(50, m.chance.below(400))};
  if (m.chance.percent(20)) d.attributes = {{"veteran", m.chance.percent(50) ? "yes" : "no"}};
  if (m.chance.percent(20)) d.nhs_number = m.chance.percent(80) ? "9990000018" : "9990000019";
  if (m.chance.percent(30)) {
    d.phone = "0161 496 0001";
    d.contact_permissions = {m.any_of<ContactChannel>()};
  }
  return d;
}

Made make_client(Maker m) {
  const auto at = m.organization();
  if (m.world.people.empty() || m.chance.percent(60))
    return m.as(m.someone(at, caseworker)).say<client::create>({make_details(m)});
  const auto& p = m.chance.recent_of(m.world.people);
  const auto by = m.someone(m.chance.percent(60) ? p.organization_id : at, caseworker);
  if (m.chance.percent(50)) return m.as(by).say<client::get>({m.slip(p.client_id.value)});
  if (m.chance.percent(30))
    return m.as(by).say<client::update>(
        {m.slip(p.client_id.value), 1 + m.chance.below(2), make_details(m)});
  if (m.chance.percent(20)) return m.as(by).say<client::history>({m.slip(p.client_id.value)});
  return m.as(by).say<client::match>(
      {p.given_name, p.family_name, m.chance.percent(70) ? p.birth_date : std::nullopt});
}

Made make_duplicates(Maker m) {
  if (m.world.people.empty()) return std::nullopt;
  const auto by = m.chance.percent(90) ? m.first() : m.anyone();
  const auto client = [&] {
    return ClientId(m.slip(m.chance.recent_of(m.world.people).client_id.value));
  };
  switch (m.chance.below(8)) {
    case 0: return m.as(by).say<client::train>({.limit = 1 + m.chance.below(500)});
    case 1: return m.as(by).say<client::weights>({});
    case 2: {
      const auto first = client(), second = client();
      return m.as(by).say<client::link>(
          {.clients = {first, second}, .kind = m.any_of<ClientLinkKind>()});
    }
    case 3: return m.as(by).say<client::unlink>({1 + m.chance.below(20)});
    case 4: {
      MergeClients in{.survivor_id = client(), .revision = 1 + m.chance.below(2)};
      in.client_id = client();
      if (m.chance.percent(30)) in.details = make_details(m);
      return m.as(by).say<client::merge>(in);
    }
    case 5:
      return m.as(by).say<client::unmerge>(
          {m.world.merged.empty() ? client() : m.chance.recent_of(m.world.merged)});
    default: {
      FindDuplicates in{.limit = 1 + m.chance.below(50)};
      if (m.chance.percent(50)) in.client_id = client();
      return m.as(by).say<client::deduplicate>(in);
    }
  }
}

Made make_consent(Maker m) {
  if (m.world.people.empty()) return std::nullopt;
  if (!m.world.agreements.empty() && m.chance.percent(7)) {
    const auto& a = m.chance.one_of(m.world.agreements);
    return m.as(m.someone(a.organization_id, caseworker))
        .say<consent::withdraw>({m.slip(a.consent_id.value)});
  }
  const auto& p = m.chance.recent_of(m.world.people, 5);
  RecordConsent in{.client_id = m.slip(p.client_id.value),
                   .expires_on = m.perhaps(10, m.day() + std::chrono::days{60})};
  if (m.chance.percent(4)) in.issues = {m.issue()};
  if (m.chance.percent(4)) in.receivers = {m.organization(), m.organization()};
  if (m.chance.percent(20)) in.given_by = "Mother";
  in.onward_allowed = m.chance.percent(50);
  if (m.chance.percent(15)) in.data_classes = {m.any_of<DataClass>()};
  return m.as(m.someone(p.organization_id, caseworker)).say<consent::record>(in);
}

// History and figures.

Made make_history(Maker m) {
  const auto size = std::max<std::int64_t>(1, m.world.entries);
  switch (m.chance.below(5)) {
    case 0:
      return m.as(m.first()).say<journal::list>(
          {.from = m.slip(1 + m.chance.below(size)), .limit = 1 + m.chance.below(20)});
    case 1: {
      ProveJournal in{.size = m.chance.percent(50) ? 0 : m.slip(size)};
      (m.chance.percent(50) ? in.sequence : in.from_size) = 1 + m.chance.below(size);
      return m.as(m.first()).say<journal::prove>(in);
    }
    case 2: return m.as(m.first()).say<journal::checkpoint>({});
    case 3:
      if (m.chance.percent(85)) return std::nullopt;  // it reads everything
      return m.as(m.first()).say<journal::verify>({.deep = m.chance.percent(50)});
    default:
      return m.as(m.anyone(coordinator))
          .say<report::summary>({.whole_store = m.chance.percent(40)});
  }
}

Made make_next_page(Maker m) {
  if (m.world.pages.empty()) return std::nullopt;
  const auto at = static_cast<std::size_t>(m.chance.below(std::ssize(m.world.pages)));
  const Call& page = m.world.pages[at];
  const bool other = m.chance.percent(5);  // a cursor of another list
  const auto& cursor = other ? m.chance.one_of(m.world.cursors) : m.world.cursors[at];
  std::string request = page.request;
  request.pop_back();
  if (request.size() > 1) request += ',';
  request += "\"cursor\":\"" + cursor + "\"}";
  return Draft{page.operation, page.session, request};
}

struct Weighted {
  std::int64_t weight;
  Made (*make)(Maker);
};

constexpr Weighted makers[] = {
    {40, make_system},     {12, make_batch},      {20, make_organization},  {24, make_staff},
    {6, make_issue},       {12, make_policy},     {12, make_service},       {40, make_directory},
    {40, make_client},     {30, make_consent},    {25, make_history},       {15, make_next_page},
    {170, make_need_act},  {130, make_need_look}, {430, make_referral_act}, {50, make_intake},
    {40, make_screening},  {120, make_work},      {120, make_between},      {30, make_network},
    {12, make_duplicates}, {90, make_told},       {160, make_specialist},   {120, make_practice},
    {60, make_providers},  {20, make_figures},    {60, make_catalogue},
};

}  // namespace

std::optional<Draft> draft_of(std::string_view operation, World& world, Chance& chance) {
  for (int tries = 0; tries < 200; ++tries)
    for (auto& maker : makers)
      if (auto made = maker.make({world, chance}); made && made->operation == operation)
        return made;
  return std::nullopt;
}

Draft any_draft(World& world, Chance& chance) {
  std::int64_t total = 0;
  for (auto& maker : makers) total += maker.weight;
  for (;;) {
    std::int64_t at = chance.below(total);
    const auto* maker = makers;
    while (at >= maker->weight) at -= (maker++)->weight;
    if (auto made = maker->make({world, chance})) return *std::move(made);
  }
}

}  // namespace onward::tests
