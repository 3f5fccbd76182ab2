// Who has called before: leads by name, telephone or mail.
#pragma once

#include "onward/operations/leads.hpp"

namespace onward {

struct SearchLeads {
  std::string text{};
  std::optional<LeadPhase> phase{};
  std::int64_t limit = 10;
};
template <>
inline constexpr auto rows<SearchLeads> = std::array{
    row<&SearchLeads::text>(
        1, "text", "What was typed so far: words, a number, mail; each must begin one of theirs.",
        is_personal),
    row<&SearchLeads::phase>(2, "phase", "Only those that stand there; absent for all."),
    row<&SearchLeads::limit>(3, "limit", "Leads to answer, 1 to 50; 10 when absent.",
                             may_be_absent),
};
ONWARD_RECORD(SearchLeads);
struct LeadsFound {
  std::vector<Lead> leads{};
  bool more = false;
};
template <>
inline constexpr auto rows<LeadsFound> = std::array{
    row<&LeadsFound::leads>(1, "leads", "Newest first.", is_personal),
    row<&LeadsFound::more>(2, "more", "True when others may fit: more is to be typed."),
};
ONWARD_RECORD(LeadsFound);

namespace lead {
using search = Tag<"lead.search", SearchLeads, LeadsFound>;
}  // namespace lead

}  // namespace onward
