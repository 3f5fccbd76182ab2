// Groups of people that a network may begin with.
#pragma once

#include <array>
#include <string_view>

namespace onward {

struct StandardPopulation {
  std::string_view code;
  std::string_view name;
};

// Codes are kept by stores: append, never rename.
//   source   ours, of the groups that county directories say services are for; docs/decisions/0030
inline constexpr std::array standard_populations{
    StandardPopulation{"carer", "Carers"},
    StandardPopulation{"disabled", "People with disabilities"},
    StandardPopulation{"family", "Families with children"},
    StandardPopulation{"homeless", "People without a home"},
    StandardPopulation{"lgbt", "Lesbian, gay, bisexual and transgender people"},
    StandardPopulation{"low_income", "People with a low income"},
    StandardPopulation{"migrant", "Migrants"},
    StandardPopulation{"older", "Older people"},
    StandardPopulation{"parent", "Parents"},
    StandardPopulation{"prison_leaver", "People who leave prison"},
    StandardPopulation{"refugee", "Refugees and people who seek asylum"},
    StandardPopulation{"student", "Students"},
    StandardPopulation{"survivor", "Survivors of violence"},
    StandardPopulation{"unemployed", "People without work"},
    StandardPopulation{"veteran", "Veterans of the armed forces"},
    StandardPopulation{"young", "Young people"},
};

}  // namespace onward
