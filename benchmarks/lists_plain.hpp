// The same pages by prepared statements on the same file, with the same indexes.
#pragma once

#include "lists_store.hpp"
#include "measure.hpp"

namespace onward::benchmarks {

std::vector<Figure> plain_figures(const Plan&, Engine&, const ListsStore&, int rounds);

}  // namespace onward::benchmarks
