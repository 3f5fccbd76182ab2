// FROZEN: the bytes below were computed from docs/journal.md by another program. When one of these
// tests fails, the code is wrong, not the bytes: stores and signed checkpoints of others hold them.
#include "journal_format.hpp"

#include <limits>

#include "catch.hpp"
#include "hash.hpp"

using namespace onward;
using namespace std::chrono_literals;

namespace {

std::string bytes_of(std::string_view hex) {
  std::string out(hex.size() / 2, '\0');
  if (!from_hex(hex, std::as_writable_bytes(std::span(out)))) throw std::invalid_argument("hex");
  return out;
}
std::string in_hex(std::string_view bytes) { return to_hex(std::as_bytes(std::span(bytes))); }

std::string cell(FunctionRef<void(CellWriter&)> write) {
  std::string out;
  CellWriter w(out);
  write(w);
  return in_hex(out);
}

constexpr Date spring{std::chrono::year(2025) / 3 / 31};
constexpr Instant morning = spring + 9h + 30min;

Client ada() {
  return {.id = 17,
          .revision = 2,
          .registered_by = 3,
          .registered_at = morning,
          .details = {.given_name = "Ada",
                      .family_name = "Łęcka",
                      .birth_date = Date(std::chrono::year(1990) / 2 / 3),
                      .gender = Gender::female,
                      .language = "pl",
                      .populations = {"veteran"},
                      .attributes = {{"veteran", "yes"}}}};
}

constexpr std::string_view open_hex = "0904010322020304030306040780d8ba8682e89806";
// Of the client above; then of an entry, to which any personal bytes will do.
constexpr std::string_view client_personal_hex =
    "0915050503416461060507c581c499636b610706d47208050666656d616c650905000a0502706c0b05000c05000e"
    "080105077665746572616e0f080109020105077665746572616e0205037965731005001105001205001305001408"
    "001505001605001705001805001905001a01";
constexpr std::string_view personal_hex =
    "090b050503416461060507c581c499636b610706d47208050666656d616c650905000a0502706c0b05000c05000e"
    "080105077665746572616e0f080109020105077665746572616e0205037965731005146c65636b617c6164617c31"
    "3939302d30322d3033";

std::string salt() {
  std::string out;
  for (char i = 0; i < 16; ++i) out += i;
  return out;
}

Entry entry() {
  return {.sequence = 4'711,
          .time = morning + 1us,
          .actor = 5,
          .organization = 3,
          .operation = "client.create",
          .noun = Noun::client,
          .id = 17,
          .format = 1,
          .open = bytes_of(open_hex),
          .personal_digest = digest_of_personal(salt() + bytes_of(personal_hex)),
          .personal = {},
          .leaf = {}};
}

void read_client(std::string_view open, std::string_view personal, int format = 1) {
  Client out;
  read_cells(info(Noun::client), format, open, personal, &out);
}

}  // namespace

TEST_CASE("every kind of cell has its frozen bytes") {
  const auto integer = [](std::int64_t v) { return cell([&](CellWriter& w) { w.integer(v); }); };
  CHECK(cell([](CellWriter& w) { w.null(); }) == "00");
  CHECK(cell([](CellWriter& w) { w.boolean(false); }) == "01");
  CHECK(cell([](CellWriter& w) { w.boolean(true); }) == "02");
  CHECK(integer(0) == "0300");
  CHECK(integer(1) == "0302");
  CHECK(integer(-1) == "0301");
  CHECK(integer(64) == "038001");
  CHECK(integer(-65) == "038101");
  CHECK(integer((std::int64_t{1} << 53) - 1) == "03feffffffffffff1f");
  CHECK(integer(std::numeric_limits<std::int64_t>::min()) == "03ffffffffffffffffff01");
  CHECK(cell([](CellWriter& w) { w.real(1.5); }) == "043ff8000000000000");
  CHECK(cell([](CellWriter& w) { w.real(-0.0); }) == "048000000000000000");
  CHECK(cell([](CellWriter& w) { w.text(""); }) == "0500");
  CHECK(cell([](CellWriter& w) { w.text("n\u00e9"); }) == "05036ec3a9");
  CHECK(cell([](CellWriter& w) { w.date(spring); }) == "06a4bb02");
  CHECK(cell([](CellWriter& w) { w.date(Date(-1 * std::chrono::days(1))); }) == "0601");
  CHECK(cell([](CellWriter& w) { w.instant(morning + 1us); }) == "0782d8ba8682e89806");
  CHECK(cell([](CellWriter& w) { w.instant(Instant(-1us)); }) == "0701");
  CHECK(cell([](CellWriter& w) {
          w.begin_array(3);
          w.integer(1);
          w.text("a");
          w.null();
          w.end_array();
        }) == "0803030205016100");
  CHECK(cell([](CellWriter& w) {
          w.begin_object(2);
          w.member("first", 1);
          w.boolean(true);
          w.member("second", 300);
          w.null();
          w.end_object();
        }) == "09020102ac0200");
}

TEST_CASE("a row has its frozen bytes, open and personal members apart") {
  const Client client = ada();
  const auto cells = cells_of(info(Noun::client), &client);
  CHECK(in_hex(cells.open) == open_hex);
  CHECK(in_hex(cells.personal) == client_personal_hex);
  const Issue issue{.id = 1, .revision = 1, .code = "food", .name = "Food"};
  CHECK(cells_of(info(Noun::issue), &issue).personal.empty());
}

TEST_CASE("an entry's personal digest and leaf are frozen") {
  Entry e = entry();
  CHECK(to_hex(e.personal_digest) ==
        "9d87b5b469a6ce6926e93054ca4e99b12ac9c7b80fdccd8afa5c8460b280ae51");
  CHECK(to_hex(leaf_of(e)) == "6e468e23539d2a562e57f5515ff6b49e9fbdf91d50fa7783a7071ee422db0558");
  e = {.sequence = 1,
       .operation = "system.create",
       .noun = Noun::store,
       .id = 1,
       .format = 1,
       .open = bytes_of(open_hex)};
  CHECK(to_hex(leaf_of(e)) == "840060c5c7add78c8404a7ed5f94e3eb5c8aec438911adee394c51f4f3d17a4e");
}

TEST_CASE("every member of an entry but the personal part changes its leaf") {
  const Hash leaf = leaf_of(entry());
  const auto changed = [&](auto change) {
    Entry e = entry();
    change(e);
    return leaf_of(e) != leaf;
  };
  CHECK(changed([](Entry& e) { ++e.sequence; }));
  CHECK(changed([](Entry& e) { e.time += 1us; }));
  CHECK(changed([](Entry& e) { ++e.actor; }));
  CHECK(changed([](Entry& e) { ++e.organization; }));
  CHECK(changed([](Entry& e) { e.operation += 'd'; }));
  CHECK(changed([](Entry& e) { e.noun = Noun::consent; }));
  CHECK(changed([](Entry& e) { ++e.id; }));
  CHECK(changed([](Entry& e) { ++e.format; }));
  CHECK(changed([](Entry& e) { e.open.back() ^= 1; }));
  CHECK(changed([](Entry& e) { e.personal_digest[31] ^= std::byte{1}; }));
  CHECK_FALSE(changed([](Entry& e) { e.personal = "erased or not"; }));
  CHECK_FALSE(changed([](Entry& e) { e.leaf[0] = std::byte{1}; }));
}

TEST_CASE("a row is read back from its bytes") {
  Client out;
  read_cells(info(Noun::client), 1, bytes_of(open_hex), bytes_of(client_personal_hex), &out);
  const Client expected = ada();
  const auto cells = cells_of(info(Noun::client), &out);
  CHECK(in_hex(cells.open) == open_hex);
  CHECK(in_hex(cells.personal) == client_personal_hex);
  CHECK(out.details.family_name == expected.details.family_name);
  CHECK(out.details.birth_date == expected.details.birth_date);
  CHECK_FALSE(out.details.income_percent);
}

TEST_CASE("an erased personal part leaves its members at their defaults") {
  Client out;
  read_cells(info(Noun::client), 1, bytes_of(open_hex), {}, &out);
  CHECK(out.id == ClientId(17));
  CHECK(out.details.given_name.empty());
  CHECK(out.details.gender == Gender::unknown);
}

TEST_CASE("journal.list reads rows that are beyond the limits of today's requests") {
  Audit audit{.reason = std::string(1'001, 'r'), .ids = std::vector<std::int64_t>(1'001, 7)};
  Service service{.name = std::string(1'001, 'n'),
                  .locations = std::vector<LocationId>(1'001, LocationId(7))};
  Audit audit_read;
  Service service_read;
  read_cells(info(Noun::audit), 1, cells_of(info(Noun::audit), &audit).open, {}, &audit_read);
  read_cells(info(Noun::service), 1, cells_of(info(Noun::service), &service).open, {},
             &service_read);
  CHECK(audit_read.ids == audit.ids);
  CHECK(audit_read.reason == audit.reason);
  CHECK(service_read.locations == service.locations);
  CHECK(service_read.name == service.name);
}

TEST_CASE("cut bytes are damage, wherever the cut is") {
  const std::string open = bytes_of(open_hex), personal = bytes_of(personal_hex);
  for (std::size_t size = 1; size < open.size(); ++size)
    CHECK_THROWS_AS(read_client(open.substr(0, size), {}), StorageError);
  for (std::size_t size = 1; size < personal.size(); ++size)
    CHECK_THROWS_AS(read_client(open, personal.substr(0, size)), StorageError);
}

TEST_CASE("bytes that no writer makes are damage, and never a crash") {
  CHECK_THROWS_AS(read_client(bytes_of("0901630300"), {}), StorageError);  // unknown member
  CHECK_THROWS_AS(read_client(bytes_of("0901010500"), {}), StorageError);  // another kind
  CHECK_THROWS_AS(read_client(bytes_of("0800"), {}), StorageError);  // no record
  CHECK_THROWS_AS(read_client(bytes_of("0901010a"), {}), StorageError);  // unknown tag
  CHECK_THROWS_AS(read_client(bytes_of("09ffffffffffffffffff01"), {}), StorageError);
  CHECK_THROWS_AS(read_client(bytes_of("090101038080808080808080808001"), {}), StorageError);
  std::string deep = bytes_of("09010e");
  for (int i = 0; i < 100'000; ++i) deep += bytes_of("0801");
  CHECK_THROWS_AS(read_client(deep, {}), StorageError);
}

TEST_CASE("a row of a later format is refused rather than guessed at") {
  CHECK_THROWS_AS(read_client(bytes_of(open_hex), bytes_of(personal_hex), 2), StorageError);
}
