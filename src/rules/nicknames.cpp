#include "rules/nicknames.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace onward {

namespace {

// Common English usage; a name that stands in several rows is a form of each.
constexpr std::array<std::string_view, 73> families{
    "abigail abby abbie gail",
    "adelaide addie",
    "albert al bert bertie",
    "alexander alex alec sandy xander lex",
    "alexandra alex alexa sandra sandy lexi lexie",
    "alfred alf alfie fred freddie",
    "alison ali allie",
    "amanda mandy",
    "andrew andy drew",
    "angela angie",
    "anne ann anna annie nan nancy",
    "anthony tony ant",
    "arthur art artie",
    "barbara barb babs barbie",
    "benjamin ben benny benji",
    "bernard bernie",
    "bradley brad",
    "caroline carol carrie caz",
    "catherine katherine kathryn cath cathy kate kath kathy katie kay kit kitty",
    "charles charlie chas chuck",
    "charlotte charlie lottie lotte",
    "christine christina chris chrissie tina",
    "christopher chris kit topher",
    "cynthia cindy",
    "daniel dan danny",
    "david dave davey davy",
    "deborah debra deb debbie",
    "dennis den denny",
    "donald don donnie",
    "dorothy dot dottie dolly",
    "douglas doug",
    "edward ed eddie eddy ned ted teddy",
    "eleanor ellie ella nell nellie nora",
    "elizabeth beth bess bessie betsy betty eliza elsie libby lisa liz lizzie",
    "emily em emmy millie",
    "francis frank frankie fran",
    "frances fran francie frankie fanny",
    "frederick fred freddie freddy",
    "gabriel gabe",
    "gerald gerry jerry",
    "gregory greg",
    "harold harry hal",
    "henry harry hal hank",
    "isabella isabelle isabel bella belle izzy",
    "jacob jake",
    "james jim jimmy jamie jem",
    "janet jan",
    "jeffrey geoffrey jeff geoff",
    "jennifer jen jenny",
    "jessica jess jessie",
    "john jack johnny jon",
    "jonathan jon jonny",
    "joseph joe joey",
    "joshua josh",
    "judith judy",
    "kenneth ken kenny",
    "lawrence laurence larry laurie",
    "leonard len lenny leo",
    "margaret maggie marge meg peggy daisy greta rita",
    "matthew matt matty",
    "michael mick mickey mike mikey",
    "nicholas nick nicky",
    "patricia pat patsy patty tricia trish",
    "patrick pat paddy",
    "peter pete",
    "rebecca becca becky",
    "richard rich richie rick ricky dick",
    "robert rob robbie bob bobby bert",
    "samuel samantha sam sammy",
    "stephen steven steve",
    "susan suzanne sue susie suzie",
    "thomas tom tommy",
    "william will willie bill billy liam",
};

struct Form {
  std::string_view name{};  // empty: a free slot
  std::size_t family = 0;
};

// A hash table, since every comparison of two people asks it: far more slots than the 300 forms.
constexpr std::size_t slots_count = 1024;

constexpr std::size_t slot_of(std::string_view name) {
  std::uint32_t hash = 0x811c9dc5U;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193U;
  return (hash ^ hash >> 16) % slots_count;
}
constexpr std::size_t after(std::size_t slot) { return (slot + 1) % slots_count; }

constexpr auto slots = [] {
  std::array<Form, slots_count> out{};
  for (std::size_t family = 0; family < families.size(); ++family)
    for (std::string_view rest = families[family]; !rest.empty();) {
      const auto name = rest.substr(0, rest.find(' '));
      auto at = slot_of(name);
      while (!out[at].name.empty()) at = after(at);
      out[at] = {name, family};
      rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    }
  return out;
}();

bool is_in_family(std::string_view name, std::size_t family) {
  for (auto at = slot_of(name); !slots[at].name.empty(); at = after(at))
    if (slots[at].family == family && slots[at].name == name) return true;
  return false;
}

}  // namespace

bool is_nickname(std::string_view a, std::string_view b) {
  if (a == b) return false;
  for (auto at = slot_of(a); !slots[at].name.empty(); at = after(at))
    if (slots[at].name == a && is_in_family(b, slots[at].family)) return true;
  return false;
}

}  // namespace onward
