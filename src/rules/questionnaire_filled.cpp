#include "rules/questionnaire_filled.hpp"

#include <algorithm>
#include <stdexcept>

#include "rules/questionnaire_values.hpp"

namespace onward {

using QR = QuestionnaireReason;

Filled::Filled(const Questionnaire& q, const QuestionnaireResponse& r)
    : questionnaire(q),
      response(r),
      form(q),
      standings_of(q.items.size()),
      slots_of(q.items.size()),
      slot_of_given_(r.items.size(), none) {
  if (!check(q).empty()) throw std::invalid_argument("the questionnaire is not sound");
  slots.push_back({});
  const auto given = given_by_item();
  for (std::size_t item = 0; item < form.items.size(); ++item) stand(item, given[item]);
  if (std::ranges::any_of(problems, [](auto& p) { return p.reason == QR::too_many_places; }))
    return;
  ask(order_of(form));
  note_answered();
}

std::span<const GivenAnswer> Filled::answers(const Standing& s) const {
  if (!s.asked || s.given == none) return {};
  return response.items[s.given].answers;
}

std::vector<std::vector<std::size_t>> Filled::given_by_item() {
  std::vector<std::vector<std::size_t>> out(form.items.size());
  for (std::size_t g = 0; g < response.items.size(); ++g) {
    const auto& given = response.items[g];
    const auto item = form.find(given.link_id);
    if (item == none)
      problems.push_back(
          {QR::item_unknown, "/items/" + std::to_string(g) + "/link_id", given.link_id});
    else
      out[item].push_back(g);
  }
  return out;
}

// Where the response says that it stands, or none. Parents have their slots already.
std::size_t Filled::slot_above(std::size_t g, std::size_t item) {
  const auto& given = response.items[g];
  const auto parent = form.parent[item];
  if (parent == none) return given.parent || given.parent_answer ? none : 0;
  if (!given.parent || *given.parent < 0 || *given.parent >= static_cast<std::int64_t>(g))
    return none;
  const auto above = static_cast<std::size_t>(*given.parent);
  if (response.items[above].link_id != form.items[parent].link_id) return none;
  const auto first = slot_of_given_[above];
  const bool is_group = form.items[parent].type == ItemType::group;
  if (first == none || is_group == given.parent_answer.has_value()) return none;
  if (is_group) return first;
  const auto answers = static_cast<std::int64_t>(response.items[above].answers.size());
  if (*given.parent_answer < 0 || *given.parent_answer >= answers) return none;
  return first + static_cast<std::size_t>(*given.parent_answer);
}

void Filled::stand(std::size_t item, const std::vector<std::size_t>& given) {
  const auto parent = form.parent[item];
  const Range above = parent == none ? Range{0, 1} : slots_of[parent];
  standings_of[item] = {standings.size(), standings.size()};
  slots_of[item] = {slots.size(), slots.size()};
  if (standings.size() + above.size() + given.size() > questionnaire_places_max) {
    const bool is_first = problems.empty() || problems.back().reason != QR::too_many_places;
    if (is_first) problems.push_back({QR::too_many_places, "/items", form.items[item].link_id});
    return;
  }
  std::vector<std::pair<std::size_t, std::size_t>> placed;  // slot, given
  for (const auto g : given) {
    const auto slot = slot_above(g, item);
    if (slot != none)
      placed.emplace_back(slot, g);
    else
      problems.push_back(
          {QR::item_misplaced, "/items/" + std::to_string(g), form.items[item].link_id});
  }
  std::ranges::sort(placed);
  const bool may_repeat = form.items[item].type == ItemType::group && form.items[item].repeats;
  auto next = placed.begin();
  for (std::size_t slot = above.begin; slot < above.end; ++slot) {
    const auto first = next;
    for (; next != placed.end() && next->first == slot; ++next) {
      if (next == first || may_repeat)
        add_standing(item, slot, next->second);
      else
        problems.push_back(
            {QR::item_twice, "/items/" + std::to_string(next->second), form.items[item].link_id});
    }
    if (next == first) add_standing(item, slot, none);
  }
}

void Filled::add_standing(std::size_t item, std::size_t slot, std::size_t given) {
  const bool is_group = form.items[item].type == ItemType::group;
  const std::size_t answers = is_group || given == none ? 0 : response.items[given].answers.size();
  // A group that is not in the response is a section left empty; one that repeats is not there.
  const bool is_there =
      slots[slot].is_there &&
      (given != none ? is_group || answers > 0 : is_group && !form.items[item].repeats);
  if (given != none) slot_of_given_[given] = slots.size();
  if (!form.children[item].empty())
    for (std::size_t a = 0; a < std::max<std::size_t>(1, answers); ++a)
      slots.push_back({item, standings.size(), answers ? a : none, is_there});
  standings.push_back({slot, given});
  standings_of[item].end = standings.size();
  slots_of[item].end = slots.size();
}

void Filled::ask(const FormOrder& order) {
  for (const auto item : order.items) {
    const auto range = standings_of[item];
    for (std::size_t s = range.begin; s < range.end; ++s) {
      auto& standing = standings[s];
      const bool is_next = s > range.begin && standings[s - 1].slot == standing.slot;
      standing.asked = is_next ? standings[s - 1].asked : is_enabled(item, standing.slot);
    }
  }
}

void Filled::note_answered() {
  for (std::size_t item = form.items.size(); item-- > 0;)
    for (std::size_t s = standings_of[item].begin; s < standings_of[item].end; ++s) {
      auto& standing = standings[s];
      standing.answered = standing.answered || !answers(standing).empty();
      const auto& slot = slots[standing.slot];
      if (standing.answered && slot.item != none && form.items[slot.item].type == ItemType::group)
        standings[slot.standing].answered = true;
    }
}

bool Filled::is_enabled(std::size_t item, std::size_t slot) const {
  if (slots[slot].item != none && !standings[slots[slot].standing].asked) return false;
  const auto& conditions = form.items[item].enable_when;
  if (conditions.empty()) return true;
  const bool needs_all = form.items[item].enable_behavior == ConditionBehavior::all;
  for (std::size_t c = 0; c < conditions.size(); ++c)
    if (is_met(conditions[c], form.asks[item][c], item, slot) != needs_all) return !needs_all;
  return needs_all;
}

// Asks the question in the innermost group or answer that holds the item too. Of several standings
// in it the nearest one counts: the last, or the first when the question comes after the item.
bool Filled::is_met(const AnswerCondition& condition, std::size_t question, std::size_t item,
                    std::size_t slot) const {
  const auto shared = shared_item(item, question);
  const auto here = slot_at(slot, shared);
  std::span<const GivenAnswer> found;
  if (shared == question) {
    found = answers(standings[slots[here].standing]);
    if (!found.empty()) found = found.subspan(slots[here].answer, 1);
  } else {
    const auto range = standings_of[question];
    const auto in_slot =
        std::ranges::equal_range(standings.begin() + static_cast<std::ptrdiff_t>(range.begin),
                                 standings.begin() + static_cast<std::ptrdiff_t>(range.end), here,
                                 {}, [&](const Standing& s) { return slot_at(s.slot, shared); });
    if (!in_slot.empty()) found = answers(question < item ? in_slot.back() : in_slot.front());
  }
  const auto& asked = condition.answer;
  const auto fits = [&](auto op) {
    return std::ranges::any_of(found, [&](auto& a) { return holds(op, a.value, asked); });
  };
  if (condition.op == AnswerOperator::exists) return found.empty() != asked.boolean.value_or(true);
  if (condition.op == AnswerOperator::not_equal) return !fits(AnswerOperator::equal);
  return fits(condition.op);
}

// The slot of this item, or of the whole form, that holds a slot below it.
std::size_t Filled::slot_at(std::size_t slot, std::size_t item) const {
  while (slots[slot].item != item) slot = standings[slots[slot].standing].slot;
  return slot;
}

// The innermost item that is, or holds, both: the second itself when it holds the first. The first
// never holds the second, since their conditions would loop.
std::size_t Filled::shared_item(std::size_t one, std::size_t other) const {
  one = form.parent[one];
  while (one != other) {
    const auto depth = [&](std::size_t i) { return i == none ? 0 : form.depth[i]; };
    if (depth(one) >= depth(other))
      one = form.parent[one];
    else
      other = form.parent[other];
  }
  return one;
}

}  // namespace onward
