// Every view of a list over needs and referrals, as those who may see it ask for it.
#pragma once

#include <functional>

#include "lists_store.hpp"
#include "onward/engine.hpp"

namespace onward::benchmarks {

struct ListedPage {
  std::int64_t rows = 0;
  std::string cursor{};
};

struct View {
  std::string figure{};  // which figure it belongs to
  std::string name{};
  std::function<ListedPage(std::int64_t limit, const std::string& cursor)> page;
};

// Sessions must outlive the views. Declared views are a prefix and an order that an index serves;
// the others filter rows beside it.
struct Askers {
  Session administrator, large, small;
};
std::vector<View> declared_views(Askers&, const ListsStore&);
std::vector<View> filtered_views(Askers&, const ListsStore&);
// What the cards of a dashboard lead to.
std::vector<View> card_views(Askers&);

}  // namespace onward::benchmarks
