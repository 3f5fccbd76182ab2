// The smaller objects of HSDS 3.0: hours, contacts, telephones, costs, and our own criteria.
#pragma once

#include "interchange/directory_tree.hpp"
#include "onward/rules/directory_feed.hpp"

namespace onward {

// What a list holds goes into the cell; what cannot be kept is told, with the text that is wrong.
using NotKept = FunctionRef<void(FeedReason, std::string_view found)>;

// Whether the cell's column is of this kind; then it is filled from a list of objects.
bool fill_part(FeedCell&, const JsonTree& list, NotKept);

// Whether an attribute is one of the criteria that an export of ours writes.
bool is_own_criterion(const JsonTree& attribute);
// All criteria of a service; nothing when the attributes do not say that they are all.
std::optional<FeedCriteria> own_criteria(const JsonTree& attributes, NotKept);

std::string text_at(const JsonTree& object, std::string_view key);  // empty when absent

}  // namespace onward
