// Random forms and answers, against a second reading of the rules: a tree of standings, whose
// conditions are evaluated again and again until nothing changes.
#include <functional>
#include <memory>
#include <set>

#include "chance.hpp"
#include "questionnaire_forms.hpp"

using namespace onward;
using namespace onward::tests;
using QR = QuestionnaireReason;

namespace {

std::int64_t integer_of(const AnswerValue& v) { return v.boolean ? *v.boolean : *v.integer; }

AnswerValue random_value(Chance& chance, ItemType type) {
  return type == ItemType::boolean ? yes_no(chance.percent(50)) : number(chance.below(4));
}

// Groups that repeat, questions below questions, conditions forward, backward, up and down.
Questionnaire random_form(Chance& chance) {
  Questionnaire q{.code = "random"};
  const auto size = chance.between(2, 14);
  for (std::int64_t i = 0; i < size; ++i) {
    QuestionnaireItem item{.link_id = "i" + std::to_string(i)};
    if (i > 0 && chance.percent(60)) item.parent = "i" + std::to_string(chance.below(i));
    item.type = chance.percent(50)   ? ItemType::integer
                : chance.percent(50) ? ItemType::boolean
                                     : ItemType::group;
    item.required = chance.percent(30);
    item.repeats = chance.percent(40);
    if (chance.percent(50)) item.enable_behavior = ConditionBehavior::any;
    q.items.push_back(std::move(item));
  }
  for (auto& item : q.items) {  // a group without items is not sound
    const bool is_parent =
        std::ranges::any_of(q.items, [&](auto& i) { return i.parent == item.link_id; });
    if (!is_parent && item.type == ItemType::group) item.type = ItemType::integer;
  }
  for (auto& item : q.items)
    for (auto left = chance.below(4) - 1; left > 0; --left) {
      const auto& question = chance.one_of(q.items);
      if (question.type == ItemType::group) continue;
      AnswerCondition c{.question = question.link_id,
                        .op = static_cast<AnswerOperator>(chance.below(7))};
      if (question.type == ItemType::boolean && c.op > AnswerOperator::not_equal)
        c.op = AnswerOperator::equal;
      c.answer = c.op == AnswerOperator::exists ? yes_no(chance.percent(50))
                                                : random_value(chance, question.type);
      item.enable_when.push_back(std::move(c));
    }
  return q;
}

std::size_t position_of(const Questionnaire& q, const std::string& link_id) {
  return static_cast<std::size_t>(std::ranges::find(q.items, link_id, &QuestionnaireItem::link_id) -
                                  q.items.begin());
}

// Warshall's closure of "depends on".
std::set<std::pair<std::size_t, std::size_t>> loops(const Questionnaire& q) {
  const auto n = q.items.size();
  std::vector<std::vector<bool>> needs(n, std::vector<bool>(n));
  for (std::size_t i = 0; i < n; ++i) {
    if (!q.items[i].parent.empty()) needs[i][position_of(q, q.items[i].parent)] = true;
    for (auto& c : q.items[i].enable_when) needs[i][position_of(q, c.question)] = true;
  }
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        if (needs[i][k] && needs[k][j]) needs[i][j] = true;
  std::set<std::pair<std::size_t, std::size_t>> out;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t c = 0; c < q.items[i].enable_when.size(); ++c) {
      const auto question = position_of(q, q.items[i].enable_when[c].question);
      if (question == i || needs[question][i]) out.emplace(i, c);
    }
  return out;
}

void answer_at_random(Chance& chance, const Questionnaire& q, const std::string& parent,
                      std::optional<std::int64_t> above, std::optional<std::int64_t> answer,
                      QuestionnaireResponse& r) {
  for (auto& item : q.items) {
    if (item.parent != parent) continue;
    const bool is_group = item.type == ItemType::group;
    const auto times = is_group && item.repeats ? chance.below(4) : chance.percent(75);
    for (std::int64_t t = 0; t < times && r.items.size() < 60; ++t) {
      const auto here = std::ssize(r.items);
      r.items.push_back({.link_id = item.link_id, .parent = above, .parent_answer = answer});
      if (is_group) {
        answer_at_random(chance, q, item.link_id, here, {}, r);
        continue;
      }
      const auto answers = item.repeats ? chance.below(4) : chance.percent(85);
      for (std::int64_t a = 0; a < answers; ++a)
        r.items[static_cast<std::size_t>(here)].answers.push_back(
            {random_value(chance, item.type), {}});
      for (std::int64_t a = 0; a < answers; ++a)
        answer_at_random(chance, q, item.link_id, here, a, r);
    }
  }
}

// One standing; below a question there is a tree for each answer, or one without.
struct Node {
  const QuestionnaireItem* item = nullptr;  // null: the whole form
  Node* above = nullptr;
  std::int64_t above_answer = -1;
  std::int64_t given = -1;
  bool exists = true;  // what is required below it is missed
  bool asked = false;
  std::vector<std::unique_ptr<Node>> below{};
};

class SecondReading {
 public:
  SecondReading(const Questionnaire& q, const QuestionnaireResponse& r) : q_(q), r_(r) {
    root_.asked = true;
    grow(root_, -1, true);
    for (bool changed = true; changed;) {
      changed = false;
      each(root_, [&](Node& node) {
        const bool asked = node.above->asked && is_enabled(node);
        changed = changed || asked != node.asked;
        node.asked = asked;
      });
    }
  }

  // "link_id above answer asked", each place once, sorted.
  std::vector<std::string> places() {
    std::vector<std::string> out;
    each(root_, [&](Node& node) {
      const auto& siblings = node.above->below;
      for (auto& other : siblings)
        if (other->item == node.item && other->above_answer == node.above_answer) {
          if (other.get() == &node)
            out.push_back(
                place(node.item->link_id, node.above->given, node.above_answer, node.asked));
          break;
        }
    });
    std::ranges::sort(out);
    return out;
  }
  static std::string place(const std::string& link_id, std::int64_t above, std::int64_t answer,
                           bool asked) {
    return link_id + ' ' + std::to_string(above) + ' ' + std::to_string(answer) +
           (asked ? " asked" : "");
  }

  std::vector<std::string> problems() {
    std::vector<std::string> out;
    each(root_, [&](Node& node) {
      if (!answers(node).empty() && !node.asked)
        out.push_back("item_not_asked " + node.item->link_id);
      if (node.asked && node.exists && node.item->required && !has_answer(node))
        out.push_back("answer_missing " + node.item->link_id);
    });
    std::ranges::sort(out);
    return out;
  }

 private:
  const Questionnaire& q_;
  const QuestionnaireResponse& r_;
  Node root_{};

  void grow(Node& node, std::int64_t answer, bool exists) {
    for (auto& item : q_.items) {
      if (item.parent != (node.item ? node.item->link_id : "")) continue;
      bool found = false;
      for (std::int64_t g = 0; g < std::ssize(r_.items); ++g) {
        const auto& given = r_.items[static_cast<std::size_t>(g)];
        if (given.link_id != item.link_id || given.parent.value_or(-1) != node.given ||
            given.parent_answer.value_or(-1) != answer)
          continue;
        found = true;
        add(node, item, answer, g, exists);
      }
      if (!found) add(node, item, answer, -1, exists);
    }
  }
  void add(Node& above, const QuestionnaireItem& item, std::int64_t answer, std::int64_t given,
           bool exists) {
    above.below.push_back(
        std::make_unique<Node>(Node{&item, &above, answer, given, exists, false, {}}));
    auto& node = *above.below.back();
    const auto count = std::ssize(answers(node));
    for (std::int64_t a = 0; a < count; ++a) grow(node, a, exists);
    const bool is_section = item.type == ItemType::group && (node.given >= 0 || !item.repeats);
    if (count == 0) grow(node, -1, exists && is_section);
  }

  std::vector<GivenAnswer> answers(const Node& node) const {
    return node.given < 0 ? std::vector<GivenAnswer>{}
                          : r_.items[static_cast<std::size_t>(node.given)].answers;
  }

  static void each(Node& node, const std::function<void(Node&)>& visit) {
    for (auto& child : node.below) {
      visit(*child);
      each(*child, visit);
    }
  }

  bool has_answer(Node& node) {
    bool out = node.asked && !answers(node).empty();
    if (node.item->type != ItemType::group) return out;
    for (auto& child : node.below) out = out || has_answer(*child);
    return out;
  }

  bool is_enabled(Node& node) {
    const auto& conditions = node.item->enable_when;
    if (conditions.empty()) return true;
    const auto met = std::ranges::count_if(conditions, [&](auto& c) { return is_met(node, c); });
    return node.item->enable_behavior == ConditionBehavior::any ? met > 0
                                                                : met == std::ssize(conditions);
  }

  // Climbs until the question is met, or stands somewhere below.
  bool is_met(Node& node, const AnswerCondition& condition) {
    std::vector<GivenAnswer> found;
    const auto question = position_of(q_, condition.question);
    auto answer = node.above_answer;
    for (Node* at = node.above; at; answer = at->above_answer, at = at->above) {
      if (at->item == &q_.items[question]) {
        if (at->asked && answer >= 0) found = {answers(*at)[static_cast<std::size_t>(answer)]};
        break;
      }
      std::vector<Node*> standings;
      each(*at, [&](Node& other) {
        if (other.item == &q_.items[question] && same_branch(other, *at, answer))
          standings.push_back(&other);
      });
      if (standings.empty()) continue;
      const bool is_before = question < position_of(q_, node.item->link_id);
      auto& nearest = is_before ? *standings.back() : *standings.front();
      if (nearest.asked) found = answers(nearest);
      break;
    }
    return compares(condition, found);
  }

  // Below the same answer of `at`.
  static bool same_branch(const Node& other, const Node& at, std::int64_t answer) {
    const Node* child = &other;
    while (child->above != &at) child = child->above;
    return child->above_answer == answer;
  }

  static bool compares(const AnswerCondition& c, const std::vector<GivenAnswer>& found) {
    if (c.op == AnswerOperator::exists) return !found.empty() == *c.answer.boolean;
    const auto asked = integer_of(c.answer);
    int equal = 0, greater = 0, less = 0;
    for (auto& a : found) {
      const auto given = integer_of(a.value);
      equal += given == asked;
      greater += given > asked;
      less += given < asked;
    }
    switch (c.op) {
      case AnswerOperator::equal: return equal > 0;
      case AnswerOperator::not_equal: return equal == 0;
      case AnswerOperator::greater: return greater > 0;
      case AnswerOperator::less: return less > 0;
      case AnswerOperator::at_least: return greater + equal > 0;
      default: return less + equal > 0;
    }
  }
};

}  // namespace

TEST_CASE("random forms loop where a closure says, and ask what a fixpoint says") {
  std::size_t sound = 0, asked = 0, unasked = 0, told = 0, looping = 0;
  for (std::uint64_t seed = 1; seed <= 4'000; ++seed) {
    Chance chance(seed);
    auto q = random_form(chance);
    INFO("seed " << seed);

    std::set<std::pair<std::size_t, std::size_t>> found;
    for (auto& p : check(q)) {
      CHECK(p.reason == QR::conditions_loop);
      std::size_t item = 0, condition = 0;
      REQUIRE(std::sscanf(p.path.c_str(), "/items/%zu/enable_when/%zu", &item, &condition) == 2);
      found.emplace(item, condition);
    }
    const auto expected = loops(q);
    REQUIRE(found == expected);
    looping += expected.size();
    for (auto at = expected.rbegin(); at != expected.rend(); ++at) {
      auto& conditions = q.items[at->first].enable_when;
      conditions.erase(conditions.begin() + static_cast<std::ptrdiff_t>(at->second));
    }
    if (!check(q).empty()) continue;
    ++sound;

    QuestionnaireResponse r;
    answer_at_random(chance, q, "", {}, {}, r);
    r.status = ResponseStatus::completed;
    INFO(json_of(q));
    INFO(json_of(r));
    SecondReading second(q, r);
    std::vector<std::string> places, problems;
    for (auto& i : asked_items(q, r)) {
      places.push_back(SecondReading::place(i.link_id, i.parent.value_or(-1),
                                            i.parent_answer.value_or(-1), i.asked));
      ++(i.asked ? asked : unasked);
    }
    std::ranges::sort(places);
    REQUIRE(places == second.places());
    for (auto& p : check(q, r))
      problems.push_back(std::string(name_of(p.reason)) + ' ' + p.link_id);
    std::ranges::sort(problems);
    REQUIRE(problems == second.problems());
    told += problems.size();
  }
  CHECK(sound == 4'000);
  CHECK(asked > 20'000);
  CHECK(unasked > 5'000);
  CHECK(told > 2'000);
  CHECK(looping > 1'000);
}
