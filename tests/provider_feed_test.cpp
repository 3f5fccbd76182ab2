// Rows of other people's directories of providers, and a whole import of a hundred thousand.
#include <algorithm>
#include <map>

#include "catch.hpp"
#include "interchange/provider_reader.hpp"
#include "onward/engine.hpp"
#include "onward/operations/history.hpp"
#include "onward/operations/provider_import.hpp"
#include "onward/operations/system.hpp"
#include "onward/rules/identifiers.hpp"
#include "onward/rules/provider_types.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

using Cells = std::vector<ProviderCell>;

ReadProvider read(Cells cells) {
  for (auto& cell : cells) cell.column = "The " + std::string(cell.member);
  return read_provider(cells, {"file", 7});
}
std::vector<FeedReason> reasons_of(const std::vector<FeedProblem>& problems) {
  std::vector<FeedReason> out;
  for (auto& p : problems) out.push_back(p.reason);
  return out;
}
using Reasons = std::vector<FeedReason>;

std::string npi_of(int number) {
  std::string digits = std::to_string(1'000'00000 + number);  // nine of ten
  for (char check = '0'; check <= '9'; ++check)
    if (read_npi(digits + check)) return digits + check;
  return {};
}

// A practice's store, with its administrator's session.
struct Practice {
  Practice()
      : engine(open_memory(), Host{.clock = [this] { return now += step; },
                                   .cancelled = [this] { return stopped; }}),
        session(engine.session({1, 1, {}})) {
    auto nobody = engine.session();
    REQUIRE(nobody.call<system_::create>(
        {.network = "N", .organization = "O", .login = "a", .name = "A"}));
  }
  Import import(const ImportProviders& request) {
    auto done = session.call<referring_provider::import>(request);
    if (!done) FAIL(done.refusal().message);
    return done.value().import;
  }
  Import whole(const std::string& blob, std::int64_t limit, bool forgetful = false) {
    Import out = import(request(blob, limit));
    while (out.phase == ImportPhase::running) {
      if (forgetful) forget(out);
      out = import({.import_id = out.id, .limit = limit});
    }
    return out;
  }
  // Rolls a slice back, so that the engine has no memory of those before.
  void forget(const Import& running) {
    stopped = true;
    CHECK_THROWS_AS(session.call<referring_provider::import>({.import_id = running.id}), Cancelled);
    stopped = false;
  }
  static ImportProviders request(const std::string& blob, std::int64_t limit) {
    return {.source_system = "own",
            .blob_id = blob,
            .format = ImportFormat::csv,
            .mapping = {{"family_name", "Last", ""},
                        {"given_name", "First", ""},
                        {"npi", "NPI", ""},
                        {"provider_type", "", "general_dentist"}},
            .limit = limit};
  }
  void put(const std::string& blob, std::string_view text) {
    constexpr std::size_t piece = std::size_t{1} << 20;
    for (std::size_t at = 0; at < text.size(); at += piece)
      REQUIRE(session.put_blob(blob, static_cast<std::int64_t>(at),
                               std::as_bytes(std::span(text.substr(at, piece)))));
  }
  std::vector<ImportProblem> problems(ImportId id) {
    std::vector<ImportProblem> out;
    std::string cursor;
    do {
      auto page =
          session.call<referring_provider::import_problems>({.import_id = id, .cursor = cursor});
      REQUIRE(page);
      for (auto& p : page.value().problems) out.push_back(p);
      cursor = page.value().cursor;
    } while (!cursor.empty());
    return out;
  }
  std::string root() {
    auto checkpoint = session.call<journal::checkpoint>({});
    REQUIRE(checkpoint);
    return checkpoint.value().root;
  }

  Instant now = Date(std::chrono::year(2025) / 3 / 3);
  std::chrono::milliseconds step{0};  // that each look at the clock takes
  bool stopped = false;
  Engine engine;
  Session session;
};

}  // namespace

TEST_CASE("a row is read into our words, or refused with the reason and the place") {
  const auto good = read({{"npi", "", "1234-567893"},
                          {"family_name", "", " Hill "},
                          {"provider_type", "", "General Dentist"},
                          {"reports_opted_in", "", "no"},
                          {"preferred_method", "", "PHONE"},
                          {"report_frequency", "", "Each visit"},
                          {"relationship_started_on", "", "12/31/2019"}});
  REQUIRE(good.row);
  CHECK(good.row->external_id == "1234567893");
  CHECK(good.row->problems.empty());
  const auto d = merged({}, *good.row, false);
  CHECK(d.family_name == "Hill");
  CHECK(d.npi == "1234567893");
  CHECK(d.provider_type == ProviderType::general_dentist);
  CHECK_FALSE(d.reports_opted_in);
  CHECK(d.preferred_method == CommunicationMethod::phone);
  CHECK(d.report_frequency == ReportFrequency::each_visit);
  CHECK(d.relationship_started_on == Date(std::chrono::year(2019) / 12 / 31));

  const ProviderCell name{"family_name", "", "Hill"}, type{"provider_type", "", "ent"};
  const std::pair<Cells, Reasons> bad[] = {
      {{name, type, {"npi", "", "1234567898"}}, {FeedReason::npi_wrong}},
      {{type}, {FeedReason::name_missing}},
      {{name}, {FeedReason::provider_type_unknown}},
      {{name, {"provider_type", "", "barber"}}, {FeedReason::provider_type_unknown}},
      {{name, {member_taxonomy, "", "dentist"}}, {FeedReason::provider_type_unknown}},
      {{name, type, {member_entity_type, "", "NPI-2"}}, {FeedReason::provider_is_organization}},
      {{name, type, {"portal_enabled", "", "maybe"}}, {FeedReason::not_true_or_false}},
      {{name, type, {"relationship_started_on", "", "13/31/2019"}}, {FeedReason::date_unknown}},
      {{name, type, {member_deactivated_on, "", "soon"}}, {FeedReason::date_unknown}},
      {{type, {"family_name", "", std::string(1'001, 'x')}}, {FeedReason::text_too_long}},
      {{name, type, {"city", "", "a\x01z"}}, {FeedReason::control_character}},
  };
  for (auto& [cells, expected] : bad) {
    const auto found = read(cells);
    CAPTURE(name_of(expected.front()));
    CHECK_FALSE(found.row);
    CHECK(reasons_of(found.problems) == expected);
    CHECK(found.problems.front().place == FeedPlace{"file", 7});
    const auto& column = found.problems.front().column;
    const bool is_absent = column == "family_name" || column == "provider_type";
    CHECK((is_absent || column.starts_with("The ")));
  }
  // What only describes them is left out.
  const auto described = read(
      {name, type, {"preferred_method", "", "pigeon"}, {"website", "", std::string(1'001, 'x')}});
  REQUIRE(described.row);
  CHECK(reasons_of(described.row->problems) ==
        Reasons{FeedReason::choice_unknown, FeedReason::text_left_out});
}

TEST_CASE("reasons of providers have a sentence of their own") {
  std::map<std::string_view, int> sentences;
  for (auto& name : names<FeedReason>) {
    CHECK(name.doc.ends_with('.'));
    CHECK(++sentences[name.doc] == 1);
  }
}

TEST_CASE("the primary taxonomy wins, and each code of the list makes its type") {
  using Codes = std::vector<ProviderTaxonomyCode>;
  CHECK(primary_taxonomy(Codes{{"a", false}, {"b", true}}) == "b");
  CHECK(primary_taxonomy(Codes{{"", true}, {"b", false}, {"c", false}}) == "b");
  CHECK(primary_taxonomy(Codes{}).empty());
  for (auto& info : provider_types())
    for (auto& taxonomy : info.taxonomies) {
      CHECK(is_taxonomy(taxonomy.code));
      CHECK(type_of_taxonomy(taxonomy.code) == info.type);
    }
  CHECK(type_of_taxonomy("363L00000X") == ProviderType::other_specialist);
  CHECK_FALSE(type_of_taxonomy(""));
}

TEST_CASE("whoever is deactivated needs no name; a later reactivation takes it back") {
  const auto off = read({{"npi", "", "1234567893"}, {member_deactivated_on, "", "03/01/2020"}});
  REQUIRE(off.row);
  CHECK(off.row->deactivated);
  const auto on = read({{"npi", "", "1234567893"},
                        {"family_name", "", "Hill"},
                        {"provider_type", "", "ent"},
                        {member_deactivated_on, "", "03/01/2020"},
                        {member_reactivated_on, "", "03/02/2020"}});
  REQUIRE(on.row);
  CHECK_FALSE(on.row->deactivated);
  CHECK(read({{"npi", "", "1234567893"}, {member_status, "", "D"}}).row->deactivated);
}

TEST_CASE("only gaps are filled in what somebody else wrote") {
  const auto said = read({{"family_name", "", "HILL"},
                          {"city", "", "DALLAS"},
                          {"fax", "", "1"},
                          {"provider_type", "", "ent"},
                          {"relationship_started_on", "", "2020-01-01"}});
  const auto filled = merged({.family_name = "Hill", .city = "Plano"}, *said.row, true);
  CHECK(filled.family_name == "Hill");
  CHECK(filled.city == "Plano");
  CHECK(filled.fax == "1");
  CHECK(filled.provider_type == ProviderType::general_dentist);
  CHECK(filled.relationship_started_on);
}

TEST_CASE("an import of 100,000 rows with 37 bad ones imports the others and lists the 37") {
  constexpr int rows_total = 100'000, bad_total = 37;
  std::string text = "\xEF\xBB\xBFLast,First,NPI\r\n";
  std::map<std::int64_t, int> bad;  // line, and which kind
  for (int i = 0; i < rows_total; ++i) {
    const auto line = std::int64_t{i} + 2;
    auto npi = npi_of(i);
    if (i % 2'700 == 13 && std::ssize(bad) < bad_total) {
      const int kind = static_cast<int>(bad.size()) % 6;
      bad[line] = kind;
      if (kind == 0) npi.back() = npi.back() == '9' ? '0' : static_cast<char>(npi.back() + 1);
      if (kind == 1) text += ",Nameless," + npi + "\r\n";
      if (kind == 2) text += std::string("Nul\0l,A,", 8) + npi + "\r\n";
      if (kind == 3) text += "Short," + std::string("row\r\n");
      if (kind == 4) text += "Stray\"mark,A," + npi + "\r\n";
      if (kind == 5) text += "\"Unclosed,A," + npi + "\r\n";
      if (kind > 0) continue;
    }
    text +=
        "Name" + std::to_string(i) + ",\"Given, " + std::to_string(i % 100) + "\"," + npi + "\r\n";
  }
  REQUIRE(std::ssize(bad) == bad_total);

  Practice practice;
  practice.put("all", text);
  const auto first = practice.whole("all", 10'000);
  CHECK(first.added == rows_total - bad_total);
  CHECK(first.refused == bad_total);
  const auto told = practice.problems(first.id);
  REQUIRE(std::ssize(told) == bad_total);
  constexpr std::string_view sentences[] = {"check digit", "no name",         "NUL",
                                            "fewer cells", "Quotation marks", "Quotation marks"};
  for (std::size_t i = 0; auto& [line, kind] : bad) {
    CHECK(told[i].line == line);
    CHECK_THAT(told[i].reason, contains_text(std::string(sentences[kind])));
    CHECK(told[i].file == "all");
    ++i;
  }

  const auto root = practice.root();
  const auto again = practice.whole("all", 10'000);
  CHECK(again.unchanged == rows_total - bad_total);
  CHECK(again.added + again.changed + again.deactivated == 0);
  CHECK(again.refused == bad_total);
  CHECK(practice.root() == root);
}

TEST_CASE("slices of any size, remembered or not, come to the same") {
  std::string text = "Last,First,NPI\n";
  for (int i = 0; i < 30; ++i)
    text += "Name" + std::to_string(i % 20) + ",A," + (i % 3 ? "" : npi_of(i % 15)) + "\n";
  text += "\"broken\" quote,A,\nRead,Still,\n\"Open,B,\nLast,C,\n";
  std::string counts;
  for (const std::int64_t limit : {1, 2, 7, 100})
    for (const bool forgetful : {false, true}) {
      Practice practice;
      practice.put("all", text);
      const auto done = practice.whole("all", limit, forgetful);
      std::string found = std::to_string(done.added) + ' ' + std::to_string(done.changed) + ' ' +
                          std::to_string(done.unchanged) + ' ' + std::to_string(done.refused);
      for (auto& p : practice.problems(done.id)) found += '|' + p.reason;
      CAPTURE(limit, forgetful);
      if (counts.empty()) counts = found;
      CHECK(found == counts);
    }
}

TEST_CASE("a slice ends after 50 ms whatever its limit, so that nobody waits for an import") {
  Practice p;
  std::string text = "NPI,First,Last\n";
  for (int i = 0; i < 400; ++i) text += npi_of(i) + ",Ann,Hill" + std::to_string(i) + "\n";
  p.put("file", text);
  p.step = std::chrono::milliseconds(1);
  Import done = p.import(Practice::request("file", 10'000));
  CHECK(done.phase == ImportPhase::running);
  CHECK(done.added > 10);
  CHECK(done.added <= 51);
  // The engine that forgot what it had read comes further as well, and nothing is read twice.
  int slices = 1;
  for (; done.phase == ImportPhase::running; ++slices) {
    if (slices % 3 == 0) p.forget(done);
    const auto before = done.added;
    done = p.import({.import_id = done.id, .limit = 10'000});
    CHECK((done.added > before || done.phase == ImportPhase::finished));
  }
  CHECK(slices >= 8);
  CHECK(done.added == 400);
  CHECK(done.refused == 0);
}

TEST_CASE("the feed's old word undoes no correction, and its new one stands") {
  using Corrected = std::vector<std::string_view>;
  const auto row_of = [](const char* city, const char* fax) {
    return *read({{"family_name", "Name", "HILL"},
                  {"provider_type", "Kind", "general_dentist"},
                  {"city", "Town", city},
                  {"fax", "Fax", fax}})
                .row;
  };
  const auto kept = [](ProviderRow row, const ReferringProviderDetails& standing,
                       const FeedMemory& memory) {
    Corrected out;
    for (auto& word : take_out_corrected(row, standing, memory)) out.push_back(word.member);
    return out;
  };
  FeedMemory memory;
  ReferringProviderDetails standing = merged({}, row_of("DALLAS", "1"), false);
  memory.take(standing, true);
  CHECK(kept(row_of("DALLAS", "1"), standing, memory).empty());
  standing.city = "Plano";
  standing.fax.clear();
  standing.provider_type = ProviderType::periodontist;  // what the feed said is the default
  memory.take(standing, false);
  CHECK(kept(row_of("DALLAS", "1"), standing, memory) == Corrected{"provider_type", "city", "fax"});
  // An import that changes something else leaves that memory; one that says something new changes
  // it.
  standing.website = "https://hill.example";
  memory.take(standing, true);
  CHECK(kept(row_of("DALLAS", "1"), standing, memory) == Corrected{"provider_type", "city", "fax"});
  CHECK(kept(row_of("AUSTIN", "2"), standing, memory) == Corrected{"provider_type"});
  standing.city = "AUSTIN";
  memory.take(standing, true);
  CHECK(kept(row_of("DALLAS", "1"), standing, memory) == Corrected{"provider_type", "fax"});
  standing.city = "Plano";
  memory.take(standing, false);
  CHECK(kept(row_of("AUSTIN", ""), standing, memory) == Corrected{"provider_type", "city"});
}
