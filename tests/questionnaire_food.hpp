// A screening for hunger, and answers that fit it.
#pragma once

#include "questionnaire_forms.hpp"

namespace onward::tests {

// A screening for hunger: a section, three questions that score, and one for each type of value.
inline Questionnaire food_form() {
  const std::vector<AnswerOption> how_often{{.value = code("often"), .points = 2},
                                            {.value = code("sometimes"), .points = 1},
                                            {.value = code("never"), .points = 0},
                                            {.value = code("refused")}};
  Questionnaire q{.code = "food", .title = "Food", .status = QuestionnaireStatus::active};
  q.items = {
      {.link_id = "welcome", .type = ItemType::display},
      {.link_id = "home", .type = ItemType::group},
      {.link_id = "alone", .parent = "home", .type = ItemType::boolean, .required = true},
      {.link_id = "people",
       .parent = "home",
       .type = ItemType::integer,
       .required = true,
       .enable_when = {{.question = "alone",
                        .op = AnswerOperator::equal,
                        .answer = yes_no(false)}}},
      {.link_id = "food", .type = ItemType::group, .required = true},
      {.link_id = "worry",
       .parent = "food",
       .type = ItemType::choice,
       .options = how_often,
       .scales = {"hunger", "press"}},
      {.link_id = "last",
       .parent = "food",
       .type = ItemType::choice,
       .options = how_often,
       .scales = {"hunger"}},
      {.link_id = "why", .parent = "last", .type = ItemType::string, .max_length = 8},
      {.link_id = "child", .type = ItemType::group, .repeats = true},
      {.link_id = "age", .parent = "child", .type = ItemType::integer, .required = true},
      {.link_id = "school",
       .parent = "child",
       .type = ItemType::boolean,
       .enable_when = {{"age", AnswerOperator::at_least, number(5)},
                       {"age", AnswerOperator::at_most, number(17)}}},
      {.link_id = "shop",
       .type = ItemType::open_choice,
       .repeats = true,
       .options = {{.value = code("market")}, {.value = words("bakery")}}},
      {.link_id = "diet", .type = ItemType::choice, .value_set = "http://example.org/diets"},
      {.link_id = "since", .type = ItemType::date},
      {.link_id = "paid", .type = ItemType::date_time},
      {.link_id = "dinner", .type = ItemType::time},
      {.link_id = "weight", .type = ItemType::quantity},
      {.link_id = "share", .type = ItemType::decimal},
      {.link_id = "page", .type = ItemType::url},
      {.link_id = "story", .type = ItemType::text},
  };
  q.scales = {{.code = "hunger", .bands = {{0, "none", ""}, {1, "some", ""}, {3, "much", ""}}},
              {.code = "press"}};
  q.triage_scale = "press";
  q.score_rules = {{"press", {"people", AnswerOperator::at_least, number(4)}, 3, "Many at home"},
                   {"press", {"share", AnswerOperator::exists, yes_no(false)}, -1, "Share unknown"},
                   {"press", {"since", AnswerOperator::not_equal, day(2025, 1, 1)}, 5, "Not new"}};
  q.suggestions = {{.issue = "food", .scores = {{"hunger", 1}}, .reason = "Food runs short"},
                   {.issue = "schooling",
                    .when = {{"school", AnswerOperator::equal, yes_no(false)},
                             {"age", AnswerOperator::less, number(16)}},
                    .reason = "A child is not at school"},
                   {.issue = "benefits",
                    .when = {{"share", AnswerOperator::less, fraction(0.5)}},
                    .scores = {{"press", 4}},
                    .behavior = ConditionBehavior::any,
                    .reason = "Money may be short"}};
  return q;
}

inline QuestionnaireItem& item(Questionnaire& q, const std::string& link_id) {
  const auto found = std::ranges::find(q.items, link_id, &QuestionnaireItem::link_id);
  REQUIRE(found != q.items.end());
  return *found;
}

inline void condition(Questionnaire& q, const std::string& on, const std::string& question,
                      AnswerOperator op, AnswerValue value) {
  item(q, on).enable_when.push_back({question, op, std::move(value)});
}

// Answers that fit: everything that is required, and one of each type.
inline QuestionnaireResponse full_answers(const Questionnaire& q) {
  Answers answers(q);
  answers.add("alone", {yes_no(false)}).add("people", {number(4)}).add("worry", {code("often")});
  answers.add("last", {code("never")}).add("why", {words("Rent")});
  answers.response.items.push_back({.link_id = "child"});
  answers.response.items.push_back({.link_id = "age", .parent = 7, .answers = {{number(4), {}}}});
  answers.response.items.push_back({.link_id = "child"});
  answers.response.items.push_back({.link_id = "age", .parent = 9, .answers = {{number(5), {}}}});
  answers.response.items.push_back(
      {.link_id = "school", .parent = 9, .answers = {{yes_no(false), {}}}});
  answers.add("shop", {code("market"), words("bakery"), words("a friend")});
  answers.add("diet", {code("vegan", "http://example.org/diets")}).add("since", {day(2024, 2, 29)});
  answers.add("paid", {{.date_time = Instant{std::chrono::hours{480'000}}}});
  answers.add("dinner", {clock_time("19:30:00.5")}).add("share", {fraction(0.25)});
  answers.add("weight", {{.quantity = Quantity{70, "kg", "http://unitsofmeasure.org", "kg"}}});
  answers.add("page", {words("https://example.org")}).add("story", {words("Long\nstory")});
  answers.response.status = ResponseStatus::completed;
  return answers.response;
}

inline std::size_t at(const QuestionnaireResponse& r, const std::string& link_id) {
  const auto found = std::ranges::find(r.items, link_id, &ResponseItem::link_id);
  REQUIRE(found != r.items.end());
  return static_cast<std::size_t>(found - r.items.begin());
}
inline GivenAnswer& answer(QuestionnaireResponse& r, const std::string& link_id) {
  return r.items[at(r, link_id)].answers.at(0);
}

}  // namespace onward::tests
