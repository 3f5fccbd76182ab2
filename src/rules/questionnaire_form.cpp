#include "rules/questionnaire_form.hpp"

#include <algorithm>

#include "rules/questionnaire_values.hpp"

namespace onward {

namespace {

template <class Key> std::size_t find_first(const std::vector<std::pair<Key, std::size_t>>& sorted,
                                            std::string_view key) {
  const auto at = std::ranges::lower_bound(
      sorted, key, {}, [](auto& entry) -> std::string_view { return entry.first; });
  return at == sorted.end() || at->first != key ? Form::none : at->second;
}

// Strongly connected components (Tarjan, 1972), with a stack of our own: they end in the order in
// which they must be answered.
class Components {
 public:
  explicit Components(const Form& form) : form_(form), seen_(form.items.size(), 0) {
    low_ = seen_;
    out_.component.assign(form.items.size(), Form::none);
  }

  FormOrder find() && {
    for (std::size_t item = 0; item < form_.items.size(); ++item) {
      if (!seen_[item]) enter(item);
      while (!walk_.empty()) step();
    }
    return std::move(out_);
  }

 private:
  struct Visit {
    std::size_t item = 0, edge = 0;
  };
  const Form& form_;
  FormOrder out_{};
  std::vector<std::size_t> seen_, low_{};  // from 1, in the order of discovery; 0 is not seen
  std::vector<std::size_t> open_{};        // seen, and of no component yet
  std::vector<Visit> walk_{};
  std::size_t count_ = 0, components_ = 0;

  void enter(std::size_t item) {
    seen_[item] = low_[item] = ++count_;
    open_.push_back(item);
    walk_.push_back({item, 0});
  }

  void step() {
    auto& [item, edge] = walk_.back();
    const auto& asks = form_.asks[item];
    if (edge > asks.size()) return leave(item);
    const std::size_t needs = edge == 0 ? form_.parent[item] : asks[edge - 1];
    ++edge;
    if (needs == Form::none) return;
    if (!seen_[needs]) return enter(needs);
    if (out_.component[needs] == Form::none) low_[item] = std::min(low_[item], seen_[needs]);
  }

  void leave(std::size_t item) {
    walk_.pop_back();
    if (!walk_.empty()) {
      auto& below = low_[walk_.back().item];
      below = std::min(below, low_[item]);
    }
    if (low_[item] != seen_[item]) return;
    for (std::size_t last = Form::none; last != item;) {
      last = open_.back();
      open_.pop_back();
      out_.component[last] = components_;
      out_.items.push_back(last);
    }
    ++components_;
  }
};

}  // namespace

Form::Form(const Questionnaire& q)
    : items(q.items),
      parent(items.size(), none),
      depth(items.size(), 1),
      children(items.size()),
      asks(items.size()),
      options_(items.size()) {
  for (std::size_t i = 0; i < items.size(); ++i) by_link_id_.emplace_back(items[i].link_id, i);
  std::ranges::sort(by_link_id_);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto above = items[i].parent.empty() ? none : find(items[i].parent);
    if (above != none && above < i) {
      parent[i] = above;
      depth[i] = depth[above] + 1;
    }
    (parent[i] == none ? top : children[parent[i]]).push_back(i);
    for (auto& condition : items[i].enable_when) asks[i].push_back(find(condition.question));
    for (std::size_t o = 0; o < items[i].options.size(); ++o)
      options_[i].emplace_back(key_of(items[i].options[o].value), o);
    std::ranges::sort(options_[i]);
  }
}

std::size_t Form::find(std::string_view link_id) const { return find_first(by_link_id_, link_id); }

std::size_t Form::option(std::size_t item, const AnswerValue& value) const {
  return find_first(options_[item], key_of(value));
}

FormOrder order_of(const Form& form) { return Components(form).find(); }

}  // namespace onward
