// What a receiver is shown: every phase, every consent and every class, against the table as
// decisions/0017 prints it; and that what is hidden stays hidden, and kept.
#include "onward/rules/disclosure.hpp"

#include <algorithm>
#include <map>

#include "catch.hpp"
#include "json.hpp"

using namespace onward;

namespace {

// A letter for each class: evaluation, identity, contact, address, identifiers (n), special, words,
// progress.
constexpr std::string_view letters = "eicanswp";

std::string text_of(DataClasses set) {
  std::string out;
  for (std::size_t i = 0; i < letters.size(); ++i)
    if (set.has(static_cast<DataClass>(i))) out += letters[i];
  return out;
}

const std::map<ReferralPhase, std::string> minimal{
    {ReferralPhase::draft, ""},
    {ReferralPhase::requested, "ew"},
    {ReferralPhase::received, "eicw"},
    {ReferralPhase::accepted, "eicansw"},
    {ReferralPhase::in_progress, "eicansw"},
    {ReferralPhase::on_hold, "eicansw"},
    {ReferralPhase::completed, "eicansw"},
    {ReferralPhase::declined, "ew"},
    {ReferralPhase::withdrawn, "ew"},
    {ReferralPhase::superseded, ""},
    {ReferralPhase::expired, "ew"},
    {ReferralPhase::failed, "eicansw"},
    {ReferralPhase::error, ""},
};

// Every consent: each set of classes that it may name, none being all.
template <class Each> void each_consent(Each each) {
  for (unsigned bits = 0; bits < 1u << letters.size(); ++bits) {
    std::vector<DataClass> named;
    for (std::size_t i = 0; i < letters.size(); ++i)
      if (bits >> i & 1u) named.push_back(static_cast<DataClass>(i));
    each(named);
  }
}

ClientDetails everything() {
  return {.given_name = "Eve",
          .family_name = "Hill",
          .birth_date = Date(std::chrono::year(1990) / 2 / 3),
          .gender = Gender::female,
          .locality = "lee",
          .language = "es",
          .email = "e@h.org",
          .phone = "1",
          .income_percent = 90,
          .populations = {"veteran"},
          .attributes = {{"pets", "yes"}},
          .title = "Dr",
          .preferred_name = "Evie",
          .pronouns = "she/her",
          .alternate_phone = "2",
          .contact_permissions = {ContactChannel::sms},
          .nhs_number = "9990000018",
          .gp_name = "Dr No",
          .gp_practice = "Surgery",
          .address = "1 Main St",
          .postcode = "M1 1AA",
          .no_fixed_abode = true,
          .latitude_microdegrees = 1,
          .longitude_microdegrees = 2};
}

std::string json_of(const void* member, const Row& row) {
  std::string out;
  JsonWriter w(out);
  row.type->write(w, member);
  return out;
}
std::string member(ClientDetails d, std::size_t i) {
  auto& row = rows<ClientDetails>[i];
  return json_of(row.at(&d), row);
}

}  // namespace

TEST_CASE("every phase, consent and class is shown as the table says") {
  REQUIRE(minimal.size() == names<ReferralPhase>.size());
  REQUIRE(letters.size() == names<DataClass>.size());
  std::size_t looked = 0;
  each_consent([&](const std::vector<DataClass>& named) {
    const DataClasses consented = covered(named);
    for (auto& [phase, stage] : minimal)
      for (auto& kind : names<DataClass>) {
        // Progress goes another way, and no referral tells of it.
        const bool agreed = kind.value != DataClass::progress &&
                            (named.empty() || kind.value == DataClass::evaluation ||
                             std::ranges::find(named, kind.value) != named.end());
        const auto letter = letters[static_cast<std::size_t>(kind.value)];
        const bool now = stage.find(letter) != stage.npos;
        const bool ever = !stage.empty();
        INFO(name_of(phase) << ' ' << kind.name << ' ' << text_of(consented));
        CHECK(disclosed(phase, consented, DisclosureBefore::minimal).has(kind.value) ==
              (agreed && now));
        CHECK(disclosed(phase, consented, DisclosureBefore::full).has(kind.value) ==
              (agreed && ever));
        ++looked;
      }
  });
  CHECK(looked == 256 * 13 * 8);
}

TEST_CASE("more is never shown by a narrower consent, nor earlier on the way to service") {
  using enum ReferralPhase;
  constexpr ReferralPhase way[] = {draft, requested, received, accepted, in_progress, completed};
  each_consent([&](const std::vector<DataClass>& named) {
    for (const auto before : {DisclosureBefore::minimal, DisclosureBefore::full})
      for (std::size_t i = 0; i < std::size(way); ++i) {
        const auto shown = disclosed(way[i], covered(named), before);
        CHECK((shown.bits & ~disclosed(way[i], all_classes, before).bits) == 0);
        if (i > 0) CHECK((disclosed(way[i - 1], covered(named), before).bits & ~shown.bits) == 0);
      }
  });
}

TEST_CASE("hidden members are empty, shown ones as they are") {
  const ClientDetails all = everything(), none;
  for (unsigned bits = 0; bits < 1u << letters.size(); ++bits) {
    DataClasses shown;
    shown.bits = bits;
    ClientDetails d = all;
    withhold(d, shown);
    for (std::size_t i = 0; i < rows<ClientDetails>.size(); ++i) {
      INFO(rows<ClientDetails>[i].name);
      REQUIRE(member(all, i) != member(none, i));
      const bool is_shown = shown.has(classes_of_details()[i]);
      CHECK(member(d, i) == member(is_shown ? all : none, i));
    }
  }
}

TEST_CASE("what is hidden is kept by a change, and told when it is said nevertheless") {
  const ClientDetails kept = everything();
  const auto contact_only = DataClasses(DataClass::contact);
  ClientDetails wanted{.email = "new@h.org"};
  CHECK(keep_withheld(wanted, kept, contact_only).empty());
  CHECK(wanted.email == "new@h.org");
  CHECK(wanted.phone.empty());
  CHECK(wanted.given_name == "Eve");
  CHECK(wanted.income_percent == 90);
  for (std::size_t i = 0; i < rows<ClientDetails>.size(); ++i) {
    ClientDetails all = everything();
    DataClasses others;
    others.bits = all_classes.bits & ~DataClasses(classes_of_details()[i]).bits;
    const auto said = keep_withheld(all, kept, others);
    CHECK(!said.empty());
    for (std::size_t j = 0; j < rows<ClientDetails>.size(); ++j)
      if (rows<ClientDetails>[j].name == said)
        CHECK(classes_of_details()[j] == classes_of_details()[i]);
  }
}

TEST_CASE("completed years, and no more than ninety of them") {
  const auto day = [](int y, unsigned m, unsigned d) {
    return Date(std::chrono::year(y) / std::chrono::month(m) / std::chrono::day(d));
  };
  CHECK(age_years(day(2000, 3, 1), day(2025, 2, 28)) == 24);
  CHECK(age_years(day(2000, 3, 1), day(2025, 3, 1)) == 25);
  CHECK(age_years(day(2004, 2, 29), day(2025, 2, 28)) == 20);
  CHECK(age_years(day(2004, 2, 29), day(2025, 3, 1)) == 21);
  CHECK(age_years(day(2025, 3, 1), day(2025, 3, 1)) == 0);
  CHECK(age_years(day(2025, 3, 2), day(2025, 3, 1)) == std::nullopt);
  CHECK(age_years(day(1935, 3, 2), day(2025, 3, 1)) == 89);
  CHECK(age_years(day(1935, 3, 1), day(2025, 3, 1)) == 90);
  CHECK(age_years(day(1900, 3, 1), day(2025, 3, 1)) == 90);
}
