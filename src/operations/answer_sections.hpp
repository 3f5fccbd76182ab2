// The sections of a report as tables of their own, by their names.
#pragma once

#include "operations/answer_columns.hpp"

namespace onward {

void add_section_shapes(std::vector<AnswerShape>&);

}  // namespace onward
