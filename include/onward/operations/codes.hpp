// The lists of codes that a network sets for itself: categories, populations, attributes.
#pragma once

#include "onward/model/settings.hpp"
#include "onward/operations/settings.hpp"

namespace onward {

struct SetCode {
  CodeList list = CodeList::category;
  std::string code{};
  std::string name{};
  std::vector<std::string> choices{};
  bool active = true;
};
template <>
inline constexpr auto rows<SetCode> = std::array{
    row<&SetCode::list>(1, "list", "The list it stands on."),
    row<&SetCode::code>(2, "code", "A new code, or the one that is changed."),
    row<&SetCode::name>(3, "name", "What a caseworker calls it."),
    row<&SetCode::choices>(4, "choices",
                           "All that an attribute may be; empty is anything, and for other lists."),
    row<&SetCode::active>(5, "active", "True when absent; false once nothing new may name it.",
                          may_be_absent),
};
ONWARD_RECORDS(SetCode);
struct CodeRef {
  CodeList list = CodeList::category;
  std::string code{};
};
template <>
inline constexpr auto rows<CodeRef> = std::array{
    row<&CodeRef::list>(1, "list", "The list it stands on."),
    row<&CodeRef::code>(2, "code", "The code meant."),
};
ONWARD_RECORD(CodeRef);
struct ListCodes {
  CodeList list = CodeList::category;
  bool active_only = false;
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListCodes> = std::array{
    row<&ListCodes::list>(1, "list", "The list meant."),
    row<&ListCodes::active_only>(2, "active_only", "Only those that may be named anew.",
                                 may_be_absent),
    row<&ListCodes::limit>(3, "limit", "Rows on a page, 1 to 500; 50 when absent.", may_be_absent),
    row<&ListCodes::cursor>(4, "cursor", "From the page before; absent for the first.",
                            {.limit = text_limit_long, .may_be_absent = true}),
};
ONWARD_RECORD(ListCodes);
struct CodePage {
  std::vector<ListedCode> codes{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<CodePage> = std::array{
    row<&CodePage::codes>(1, "codes", "In the order of their codes."),
    row<&CodePage::cursor>(2, "cursor", "For the next page; empty at the end.",
                           {.limit = text_limit_long}),
};
ONWARD_RECORD(CodePage);
struct AddStandardCodes {
  CodeList list = CodeList::population;
};
template <>
inline constexpr auto rows<AddStandardCodes> = std::array{
    row<&AddStandardCodes::list>(1, "list", "Only populations have a standard list."),
};
ONWARD_RECORD(AddStandardCodes);

namespace code {
using set = Tag<"code.set", SetCode, ListedCode>;
using get = Tag<"code.get", CodeRef, ListedCode>;
using list = Tag<"code.list", ListCodes, CodePage>;
using add_standard = Tag<"code.add_standard", AddStandardCodes, SettingsImported>;
}  // namespace code

}  // namespace onward
