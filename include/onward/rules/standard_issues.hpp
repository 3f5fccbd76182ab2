// Types of help that a network may begin with.
#pragma once

#include <array>
#include <string_view>

namespace onward {

struct StandardIssue {
  std::string_view code;
  std::string_view name;
};

// Codes are kept by stores: append, never rename.
//   source   the mission's guide to referrals, "Select the type of service needed", in its order
//            and its words; the codes are ours
inline constexpr std::array standard_issues{
    StandardIssue{"healthcare", "Healthcare services"},
    StandardIssue{"social", "Social services"},
    StandardIssue{"housing", "Housing assistance"},
    StandardIssue{"food", "Food assistance"},
    StandardIssue{"mental_health", "Mental health"},
    StandardIssue{"substance_abuse", "Substance abuse"},
    StandardIssue{"employment", "Employment"},
    StandardIssue{"education", "Education"},
    StandardIssue{"legal", "Legal services"},
    StandardIssue{"other", "Other"},
};

}  // namespace onward
