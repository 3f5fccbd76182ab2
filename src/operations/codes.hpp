// The lists of codes that a network sets for itself, and whether a code is on one.
#pragma once

#include "onward/operations/codes.hpp"
#include "operations/row.hpp"
#include "operations/shape.hpp"

namespace onward {

// A new code, or another name of one. What names a code that is active no more keeps it.
//   refused  malformed_request (a code with spaces, no name, choices of no attribute),
//            permission_missing (only the store's first organisation); in this order
//   writes   the code, when it differs
Result<ListedCode> set_code(Context&, const SetCode&);
//   refused  not_found
Result<ListedCode> get_code(Context&, const CodeRef&);
//   refused  malformed_request (limit), cursor_invalid
Result<CodePage> list_codes(Context&, const ListCodes&);
// Adds those that are not there. What is there stays as somebody made it.
//   refused  malformed_request (a list without standard codes), permission_missing
//   writes   the codes that were not there
Result<SettingsImported> add_standard_codes(Context&, const AddStandardCodes&);

Refusal unknown_code(std::string path, CodeList);
std::optional<ListedCode> listed_code(Context&, CodeList, std::string_view code);
// What is wrong with a code, at a path; for a single one and for a whole configuration.
void code_in(Shape&, const SetCode&, const std::string& path);
ListedCode row_of(const SetCode&);

// Each of these refuses, by its path, the first code that is not on its list, or is active no more
// and did not stand there before; of a client all of them are listed. Feeds keep what they say:
// nobody is there to correct them.
//   refused  code_unknown
Refused unknown_category(Context&, const std::string& code, std::string path);
Refused unknown_facts(Context&, const ClientDetails&, const std::string& path,
                      const ClientDetails* before = nullptr);
Refused unknown_populations(Context&, const std::vector<std::string>&, std::string_view path,
                            const std::vector<std::string>& before = {});
Refused unknown_attributes(Context&, const std::vector<Attribute>&, std::string_view path,
                           const std::vector<Attribute>& before = {});
Refused unknown_criteria(Context&, const std::vector<AttributeCriterion>&, std::string_view path,
                         const std::vector<AttributeCriterion>& before = {});

}  // namespace onward
