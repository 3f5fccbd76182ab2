#include "onward/rules/identifiers.hpp"

#include <fstream>

#include "catch.hpp"
#include "chance.hpp"

using namespace onward;

namespace {

const std::string folder = "tests/data/uk_ids/";

// Lines without line ends and byte order mark; of a table without its heading.
std::vector<std::string> lines_of(const std::string& name) {
  std::ifstream file(folder + name, std::ios::binary);
  REQUIRE(file);
  std::vector<std::string> out;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) out.push_back(line);
  }
  if (name.ends_with(".tsv")) out.erase(out.begin());
  return out;
}

std::pair<std::string, std::string> cells(const std::string& line) {
  const auto tab = line.find('\t');
  REQUIRE(tab != line.npos);
  return {line.substr(0, tab), line.substr(tab + 1)};
}

ReadIdentifier no(IdentifierFault fault) { return {.fault = fault}; }
ReadIdentifier yes(std::string normal) { return {.normal = std::move(normal)}; }

using enum IdentifierFault;

}  // namespace

TEST_CASE("every published NHS number of the test range is read") {
  const auto numbers = lines_of("valid_nhs_numbers.csv");
  REQUIRE(numbers.size() == 9);
  for (auto& number : numbers) {
    CAPTURE(number);
    CHECK(read_nhs_number(number) == yes(number));
    CHECK(range_of_nhs_number(number) == NhsNumberRange::synthetic);
  }
}

TEST_CASE("NHS numbers are right or refused with a reason") {
  for (const std::string number : {"9876543210", "4000000632", "4010232137", "9434765919"})
    CHECK(read_nhs_number(number) == yes(number));
  for (const std::string number : {"1234567890", "9434765918", "9111111111"})
    CHECK(read_nhs_number(number) == no(wrong_check_digit));
  CHECK(read_nhs_number("999 000 0018") == yes("9990000018"));
  CHECK(read_nhs_number(" 999-000-0018\t") == yes("9990000018"));
  CHECK(read_nhs_number("") == no(blank));
  CHECK(read_nhs_number(" - ") == no(blank));
  CHECK(read_nhs_number("999000001") == no(wrong_length));
  CHECK(read_nhs_number("99900000181") == no(wrong_length));
  CHECK(read_nhs_number("999000001X") == no(wrong_character));
  CHECK(read_nhs_number("999.000.0018") == no(wrong_character));
  CHECK(read_nhs_number(std::string_view("999000001\0", 10)) == no(wrong_character));
  CHECK(read_nhs_number("\xEF\xBC\x99"
                        "990000018") == no(wrong_character));  // a wide nine
}

TEST_CASE("a number that stands for none, or that nobody gives out, is no NHS number") {
  for (char digit = '0'; digit <= '9'; ++digit)
    CHECK(read_nhs_number(std::string(10, digit)) == no(placeholder));
  for (const std::string number : {"0000000019", "0099999994", "8600000009", "8999999998"})
    CHECK(read_nhs_number(number) == no(not_given_out));
  for (const std::string number : {"0100000002", "8599999990", "5000000005", "9000000009"})
    CHECK(read_nhs_number(number) == yes(number));
}

TEST_CASE("at most one check digit fits, and none where it would be 10") {
  int without = 0;
  tests::Chance chance(1);
  for (int i = 0; i < 2'000; ++i) {
    std::string number = std::to_string(chance.between(100'000'000, 859'999'999)) + '0';
    int sum = 0, fitting = 0;
    for (int at = 0; at < 9; ++at) sum += (10 - at) * (number[static_cast<std::size_t>(at)] - '0');
    for (; number.back() <= '9'; ++number.back()) fitting += bool(read_nhs_number(number));
    const bool is_ten = sum % 11 == 1;
    CHECK(fitting == (is_ten ? 0 : 1));
    without += is_ten;
  }
  CHECK(without > 120);  // one in eleven
}

TEST_CASE("every single wrong digit of an NHS number and every exchange of neighbours is noticed") {
  const std::string right = "9434765919";
  for (std::size_t at = 0; at < right.size(); ++at) {
    for (char c = '0'; c <= '9'; ++c) {
      std::string wrong = right;
      wrong[at] = c;
      CHECK(bool(read_nhs_number(wrong)) == (wrong == right));
    }
    std::string wrong = right;
    if (at > 0) std::swap(wrong[at], wrong[at - 1]);
    CHECK(bool(read_nhs_number(wrong)) == (wrong == right));
  }
}

TEST_CASE("an NHS number tells who gives it out") {
  using enum NhsNumberRange;
  const std::pair<std::string_view, NhsNumberRange> ranges[] = {{"0000000000", unassigned},
                                                                {"0099999999", unassigned},
                                                                {"0100000000", scotland},
                                                                {"3199999999", scotland},
                                                                {"3200000000", northern_ireland},
                                                                {"3999999999", northern_ireland},
                                                                {"4000000632", england_wales_man},
                                                                {"4999999999", england_wales_man},
                                                                {"5000000000", test},
                                                                {"6000000000", england_wales_man},
                                                                {"7999999999", england_wales_man},
                                                                {"8000000000", ireland},
                                                                {"8599999999", ireland},
                                                                {"8600000000", unassigned},
                                                                {"9000000000", test},
                                                                {"9989999999", test},
                                                                {"9990000018", synthetic},
                                                                {"9999999999", synthetic},
                                                                {"", unassigned}};
  for (auto& [number, range] : ranges) {
    CAPTURE(number);
    CHECK(range_of_nhs_number(number) == range);
  }
}

TEST_CASE("every published case of a postcode's form") {
  const auto cases = lines_of("validation_cases.tsv");
  REQUIRE(cases.size() == 13);
  for (auto& line : cases) {
    const auto [text, valid] = cells(line);
    CAPTURE(text);
    CHECK(bool(read_uk_postcode(text)) == (valid == "true"));
  }
}

TEST_CASE("every published case of a postcode that can be mended") {
  const auto cases = lines_of("fix_cases.tsv");
  REQUIRE(cases.size() == 22);
  for (auto& line : cases) {
    const auto [text, mended] = cells(line);
    CAPTURE(text);
    CHECK(suggested_uk_postcode(text) == mended);
  }
  for (const std::string text : {"", " ", "SW1A", "SW1A 2A!", "SW1A 2AAA", "\xC3\x96"})
    CHECK(suggested_uk_postcode(text) == text);
}

TEST_CASE("a postcode has one normal form, or a reason why it is none") {
  for (const std::string text : {"sw1a2aa", " SW1A 2AA ", "Sw1A  2aA", "S W 1 A 2 A A"})
    CHECK(read_uk_postcode(text) == yes("SW1A 2AA"));
  for (const std::string code :
       {"M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "W1A 1HQ", "EC1A 1BB", "GIR 0AA", "BF1 3AA"})
    CHECK(read_uk_postcode(code) == yes(code));
  CHECK(read_uk_postcode("") == no(blank));
  CHECK(read_uk_postcode("  ") == no(blank));
  CHECK(read_uk_postcode("M11A") == no(wrong_length));
  CHECK(read_uk_postcode("EC1A 1BBB") == no(wrong_length));
  CHECK(read_uk_postcode("EC1A-1BB") == no(wrong_character));
  CHECK(read_uk_postcode("GIR 0AB") == no(wrong_pattern));
  CHECK(read_uk_postcode("QW1 1AA") == no(wrong_pattern));  // never Q first
  CHECK(read_uk_postcode("AJ1 1AA") == no(wrong_pattern));  // never J second
  CHECK(read_uk_postcode("SW1A 2OA") == no(wrong_pattern));  // never O in the last two
  CHECK(read_uk_postcode("SWO 0AA") == no(wrong_pattern));
  CHECK(read_uk_postcode("12345") == no(wrong_pattern));
}

TEST_CASE("an NPI has Luhn's check over 80840 and itself") {
  CHECK(read_npi("1234567893") == yes("1234567893"));
  CHECK(read_npi("1234-567 893") == yes("1234567893"));
  CHECK(read_npi("1234567898") == no(wrong_check_digit));
  CHECK(read_npi("123456789") == no(wrong_length));
  CHECK(read_npi("12345678933") == no(wrong_length));
  CHECK(read_npi("123456789O") == no(wrong_character));
  CHECK(read_npi("3234567893") == no(wrong_pattern));
  CHECK(read_npi("") == no(blank));
  for (std::size_t at = 0; at < 10; ++at)
    for (char c = '0'; c <= '9'; ++c) {
      std::string wrong = "1234567893";
      wrong[at] = c;
      CHECK(bool(read_npi(wrong)) == (wrong == "1234567893"));
    }
}
