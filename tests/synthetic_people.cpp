#include "synthetic_people.hpp"

#include <array>

namespace onward::tests {

namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

// The commonest first. Facts of any register of names; the order is ours.
constexpr std::array<std::string_view, 80> given_names{
    "olivia",    "oliver",  "mohammed", "amelia", "george",   "isla",    "noah",    "ava",
    "arthur",    "mary",    "john",     "david",  "margaret", "susan",   "james",   "robert",
    "sarah",     "michael", "emily",    "jack",   "sophie",   "thomas",  "william", "grace",
    "harry",     "jacob",   "charlie",  "freya",  "lily",     "leo",     "alfie",   "ella",
    "joshua",    "samuel",  "hannah",   "daniel", "jessica",  "matthew", "laura",   "peter",
    "rebecca",   "ahmed",   "fatima",   "aisha",  "yusuf",    "maria",   "anna",    "piotr",
    "agnieszka", "wei",     "priya",    "arjun",  "chidi",    "ngozi",   "kwame",   "amina",
    "tariq",     "leila",   "mehmet",   "elif",   "ivan",     "olga",    "sergei",  "ioana",
    "andrei",    "bogdan",  "carlos",   "lucia",  "pedro",    "ines",    "gareth",  "sian",
    "callum",    "morag",   "declan",   "niamh",  "zoe",      "xavier",  "quentin", "ursula"};
constexpr std::array<std::string_view, 64> family_names{
    "smith",   "jones",     "taylor", "brown",    "williams", "wilson",   "johnson", "davies",
    "patel",   "robinson",  "wright", "thompson", "evans",    "walker",   "white",   "roberts",
    "green",   "hall",      "wood",   "jackson",  "clarke",   "khan",     "ali",     "ahmed",
    "hussain", "begum",     "singh",  "kaur",     "murphy",   "kelly",    "byrne",   "campbell",
    "stewart", "macdonald", "scott",  "reid",     "nowak",    "kowalski", "nguyen",  "chen",
    "wang",    "li",        "okafor", "mensah",   "mohamed",  "ibrahim",  "hassan",  "yilmaz",
    "popescu", "ionescu",   "ivanov", "petrov",   "garcia",   "lopez",    "santos",  "silva",
    "cohen",   "levy",      "obrien", "oconnor",  "jenkins",  "price",    "pugh",    "quigley"};
constexpr std::array<std::string_view, 30> first_syllables{
    "ash", "bar", "cal", "dun", "el",  "far", "gil",  "har", "in",  "jar",
    "kel", "lan", "mar", "nor", "os",  "pen", "quar", "ral", "sel", "tor",
    "ul",  "ver", "wal", "yar", "zel", "bra", "cro",  "dre", "fla", "gre"};
constexpr std::array<std::string_view, 20> middle_syllables{
    "a",  "be", "de", "di", "en", "er", "fi", "go", "i", "ka",
    "le", "mo", "na", "o",  "pe", "ri", "sa", "ti", "u", "ve"};
constexpr std::array<std::string_view, 30> last_syllables{
    "bury", "by",  "combe", "dale",   "field", "ford", "gate", "ham",   "hurst", "kin",
    "ley",  "low", "man",   "mer",    "more",  "ney",  "ov",   "ridge", "sen",   "shaw",
    "ska",  "son", "stead", "thorpe", "ton",   "vic",  "well", "wick",  "wood",  "worth"};

// The first of a list is eight times as common as the last, or more.
template <class List> std::string common(Chance& chance, const List& list) {
  const auto size = static_cast<std::int64_t>(list.size());
  const auto at = std::min(chance.below(size), std::min(chance.below(size), chance.below(size)));
  return std::string(list[static_cast<std::size_t>(at)]);
}

Date any_date(Chance& chance) {
  const year y{static_cast<int>(chance.between(1930, 2014))};
  if (chance.percent(1)) return Date{y / 1 / 1};
  return Date{y / 1 / 1} + std::chrono::days{chance.below(365)};
}

char any_letter(Chance& chance) { return static_cast<char>('a' + chance.below(26)); }

void slip_of_the_hand(std::string& text, Slip slip, Chance& chance) {
  if (text.size() < 2) return;
  const auto at = static_cast<std::size_t>(chance.below(std::ssize(text)));
  const auto left = static_cast<std::size_t>(chance.below(std::ssize(text) - 1));
  if (slip == Slip::insertion) text.insert(at, 1, any_letter(chance));
  if (slip == Slip::deletion) text.erase(at, 1);
  if (slip == Slip::substitution) text[at] = any_letter(chance);
  if (slip == Slip::exchange) std::swap(text[left], text[left + 1]);
}

// One digit of the eight is another, and what comes out is a date.
Date with_wrong_digit(Date date, Chance& chance) {
  const year_month_day right{date};
  for (;;) {
    int y = static_cast<int>(right.year());
    auto m = static_cast<unsigned>(right.month()), d = static_cast<unsigned>(right.day());
    const auto digit = static_cast<unsigned>(chance.below(10));
    switch (chance.below(6)) {
      case 0: y = y - y % 10 + static_cast<int>(digit); break;
      case 1: y = y - y / 10 % 10 * 10 + static_cast<int>(digit) * 10; break;
      case 2: m = m - m % 10 + digit; break;
      case 3: m = m % 10 + digit * 10; break;
      case 4: d = d - d % 10 + digit; break;
      default: d = d % 10 + digit * 10; break;
    }
    const year_month_day wrong{year{y}, month{m}, day{d}};
    if (wrong.ok() && wrong != right) return Date{wrong};
  }
}

Date with_swapped_day(Date date, Chance& chance) {
  const year_month_day right{date};
  const year_month_day wrong{right.year(), month{static_cast<unsigned>(right.day())},
                             day{static_cast<unsigned>(right.month())}};
  return wrong.ok() && wrong != right ? Date{wrong} : with_wrong_digit(date, chance);
}

void lose_a_field(MatchRecord& record, Chance& chance) {
  switch (chance.below(5)) {
    case 0: record.given_name.clear(); break;
    case 1: record.family_name.clear(); break;
    case 2: record.birth_date.reset(); break;
    case 3: record.phone.clear(); break;
    default: record.postcode.clear(); break;
  }
}

}  // namespace

PeopleMaker::PeopleMaker(std::uint64_t seed, std::int64_t people)
    : chance_(seed), people_(people) {}

std::string PeopleMaker::family_name() {
  if (chance_.percent(55)) return common(chance_, family_names);
  std::string name(chance_.one_of(first_syllables));
  if (chance_.percent(40)) name += chance_.one_of(middle_syllables);
  return name += chance_.one_of(last_syllables);
}

std::string PeopleMaker::postcode() {
  const std::int64_t code = chance_.below(std::max<std::int64_t>(people_ / 40, 1));
  const auto letter = [](std::int64_t n) { return static_cast<char>('a' + n % 20); };
  return "ab" + std::to_string(1 + code / 4'000) + std::to_string(code / 400 % 10) +
         letter(code / 20) + letter(code);
}

MatchRecord PeopleMaker::next() {
  MatchRecord out;
  out.given_name = common(chance_, given_names);
  out.family_name = family_name();
  out.birth_date = any_date(chance_);
  if (!chance_.percent(15)) out.phone = std::to_string(chance_.between(700'000'000, 799'999'999));
  if (!chance_.percent(10)) out.postcode = postcode();
  if (chance_.percent(40))
    out.email = out.given_name + '.' + out.family_name + std::to_string(chance_.below(100)) +
                "@example.org";
  return out;
}

MatchRecord with_slip(MatchRecord record, Slip slip, Chance& chance) {
  switch (slip) {
    case Slip::swapped_names: std::swap(record.given_name, record.family_name); break;
    case Slip::swapped_day_and_month:
      if (record.birth_date) record.birth_date = with_swapped_day(*record.birth_date, chance);
      break;
    case Slip::wrong_digit_of_date:
      if (record.birth_date) record.birth_date = with_wrong_digit(*record.birth_date, chance);
      break;
    case Slip::missing_field: lose_a_field(record, chance); break;
    default:
      slip_of_the_hand(chance.percent(50) ? record.given_name : record.family_name, slip, chance);
  }
  return record;
}

}  // namespace onward::tests
