#include "rules/nicknames.hpp"

#include <algorithm>
#include <array>

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
  std::string_view name;
  std::size_t family = 0;
};

constexpr std::size_t forms_count = [] {
  std::size_t count = families.size();
  for (const auto family : families) count += std::ranges::count(family, ' ');
  return count;
}();

// Every form with its family, in order of the names.
constexpr auto forms = [] {
  std::array<Form, forms_count> out{};
  std::size_t at = 0;
  for (std::size_t family = 0; family < families.size(); ++family)
    for (std::string_view rest = families[family]; !rest.empty();) {
      const auto end = std::min(rest.find(' '), rest.size());
      out[at++] = {rest.substr(0, end), family};
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  std::ranges::sort(out, {}, &Form::name);
  return out;
}();

}  // namespace

bool is_nickname(std::string_view a, std::string_view b) {
  if (a == b) return false;
  const auto of_a = std::ranges::equal_range(forms, a, {}, &Form::name);
  if (of_a.empty()) return false;
  const auto of_b = std::ranges::equal_range(forms, b, {}, &Form::name);
  return std::ranges::any_of(of_a, [&](const Form& form) {
    return std::ranges::find(of_b, form.family, &Form::family) != of_b.end();
  });
}

}  // namespace onward
