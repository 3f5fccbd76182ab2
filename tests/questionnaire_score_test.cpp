// What is asked, scored and suggested.
#include "questionnaire_food.hpp"

using namespace onward;
using namespace onward::tests;

TEST_CASE("nothing is asked below what is not asked, and its answers count as none") {
  Questionnaire q{.code = "chain"};
  q.items = {{.link_id = "a", .type = ItemType::boolean},
             {.link_id = "g", .type = ItemType::group},
             {.link_id = "b", .parent = "g", .type = ItemType::boolean},
             {.link_id = "c", .type = ItemType::boolean},
             {.link_id = "d", .type = ItemType::boolean},
             {.link_id = "e", .type = ItemType::boolean}};
  condition(q, "g", "a", AnswerOperator::equal, yes_no(true));
  condition(q, "c", "b", AnswerOperator::equal, yes_no(true));
  condition(q, "d", "b", AnswerOperator::not_equal, yes_no(true));
  condition(q, "e", "b", AnswerOperator::exists, yes_no(false));
  REQUIRE(check(q).empty());
  const auto asked = [&](bool a) {
    Answers answers(q);
    answers.add("a", {yes_no(a)}).add("b", {yes_no(true)});
    std::string out;
    for (auto& i : asked_items(q, answers.response))
      if (i.asked) out += i.link_id;
    return out;
  };
  CHECK(asked(true) == "agbc");
  CHECK(asked(false) == "ade");
}

TEST_CASE("a group that repeats asks each time by its own answers") {
  const auto q = food_form();
  const auto r = full_answers(q);
  std::vector<std::pair<std::int64_t, bool>> school;
  for (auto& i : asked_items(q, r))
    if (i.link_id == "school") school.emplace_back(i.parent.value_or(-1), i.asked);
  CHECK(school == std::vector<std::pair<std::int64_t, bool>>{{7, false}, {9, true}});
}

TEST_CASE("from outside, the nearest standing of a group that repeats is asked") {
  Questionnaire q{.code = "nearest"};
  q.items = {{.link_id = "before", .type = ItemType::string},
             {.link_id = "g", .type = ItemType::group, .repeats = true},
             {.link_id = "n", .parent = "g", .type = ItemType::integer},
             {.link_id = "after", .type = ItemType::string}};
  condition(q, "before", "n", AnswerOperator::equal, number(1));
  condition(q, "after", "n", AnswerOperator::equal, number(1));
  QuestionnaireResponse r;
  r.items = {{.link_id = "g"},
             {.link_id = "n", .parent = 0, .answers = {{number(1), {}}}},
             {.link_id = "g"},
             {.link_id = "n", .parent = 2, .answers = {{number(2), {}}}}};
  CHECK(is_asked(q, r, "before"));
  CHECK_FALSE(is_asked(q, r, "after"));
}

TEST_CASE("below one of several answers only that answer counts") {
  Questionnaire q{.code = "several"};
  q.items = {{.link_id = "who", .type = ItemType::string, .repeats = true},
             {.link_id = "other", .parent = "who", .type = ItemType::string}};
  condition(q, "other", "who", AnswerOperator::equal, words("other"));
  QuestionnaireResponse r;
  r.items = {{.link_id = "who", .answers = {{words("mother"), {}}, {words("other"), {}}}}};
  const auto all = asked_items(q, r);
  REQUIRE(all.size() == 3);
  CHECK_FALSE(all[1].asked);
  CHECK(all[2].asked);
  CHECK(all[2].parent_answer == 1);
}

TEST_CASE("scores say which answer gave which points, and what is missing") {
  const auto q = food_form();
  const auto r = full_answers(q);
  const auto all = scores(q, r);
  REQUIRE(all.size() == 2);
  CHECK(json_of(all[0]) ==
        R"({"scale":"hunger","points":2,"band":"some","contributions":[)"
        R"({"link_id":"worry","item":4,"answer":0,"reason":"often","points":2},)"
        R"({"link_id":"last","item":5,"answer":0,"reason":"never","points":0}],"unanswered":[]})");
  CHECK(json_of(all[1]) ==
        R"({"scale":"press","points":10,"band":"","contributions":[)"
        R"({"link_id":"worry","item":4,"answer":0,"reason":"often","points":2},)"
        R"({"link_id":"people","item":2,"answer":0,"reason":"Many at home","points":3},)"
        R"({"link_id":"since","item":14,"answer":0,"reason":"Not new","points":5}],)"
        R"("unanswered":[]})");
  CHECK(json_of(*triage(q, r)) == json_of(all[1]));
}

TEST_CASE("what is refused, not asked or not answered gives no points") {
  auto q = food_form();
  auto r = full_answers(q);
  answer(r, "worry").value = code("refused");
  r.items[at(r, "last")].answers.clear();
  r.items.erase(r.items.begin() + 14);  // since: not_equal without an answer
  answer(r, "alone").value = yes_no(true);  // people is not asked
  r.items[at(r, "share")].answers.clear();
  const auto all = scores(q, r);
  CHECK(all[0].points == 0);
  CHECK(all[0].band == "none");
  CHECK(all[0].contributions.empty());
  CHECK(all[0].unanswered == std::vector<std::string>{"worry", "last"});
  REQUIRE(all[1].contributions.size() == 1);  // because share is unknown
  CHECK(all[1].points == -1);
  CHECK_FALSE(all[1].contributions[0].item);
  CHECK(all[1].band.empty());
  q.triage_scale = "";
  CHECK_FALSE(triage(q, r));
}

TEST_CASE("answers suggest issues, and say why") {
  const auto q = food_form();
  auto r = full_answers(q);
  auto suggested = suggested_issues(q, r);
  REQUIRE(suggested.size() == 3);
  CHECK(json_of(suggested[0]) == R"({"issue":"food","reason":"Food runs short","answers":[],)"
                                 R"("scores":[{"scale":"hunger","points":2}]})");
  CHECK(json_of(suggested[1]) ==
        R"({"issue":"schooling","reason":"A child is not at school","answers":[)"
        R"({"link_id":"school","item":11,"answer":0,"reason":"","points":0},)"
        R"({"link_id":"age","item":8,"answer":0,"reason":"","points":0}],"scores":[]})");
  CHECK(suggested[2].answers.size() == 1);
  CHECK(suggested[2].scores.size() == 1);
  answer(r, "worry").value = code("never");
  answer(r, "school").value = yes_no(true);
  answer(r, "people").value = number(1);
  answer(r, "since").value = day(2025, 1, 1);
  suggested = suggested_issues(q, r);
  REQUIRE(suggested.size() == 1);  // one condition of two is enough
  CHECK(suggested[0].issue == "benefits");
  CHECK(suggested[0].scores.empty());
  answer(r, "share").value = fraction(0.5);
  CHECK(suggested_issues(q, r).empty());
}

TEST_CASE("a scale without points says nothing, however low the threshold") {
  auto q = food_form();
  q.suggestions[0].scores[0].points = -5;
  CHECK(suggested_issues(q, {}).empty());
}

TEST_CASE("groups that repeat in groups that repeat cannot make endless work") {
  Questionnaire q{.code = "wide"};
  q.items.push_back({.link_id = "g", .type = ItemType::group, .repeats = true});
  for (int i = 0; i < 200; ++i)
    q.items.push_back({.link_id = std::to_string(i), .parent = "g", .type = ItemType::boolean});
  QuestionnaireResponse r;
  r.items.resize(4'900, {.link_id = "g"});
  CHECK(check(q, r).empty());
  r.items.resize(5'000, {.link_id = "g"});
  CHECK(lines_of(check(q, r)) == "too_many_places /items 199\n");
  CHECK(scores(q, r).empty());
}

TEST_CASE("a chain through every item of the longest form is followed without recursion") {
  Questionnaire q{.code = "chain"};
  const auto size = static_cast<int>(questionnaire_items_max);
  for (int i = 0; i < size; ++i) {
    q.items.push_back({.link_id = std::to_string(i), .type = ItemType::boolean});
    if (i + 1 < size)
      condition(q, std::to_string(i), std::to_string(i + 1), AnswerOperator::equal, yes_no(true));
  }
  REQUIRE(check(q).empty());
  QuestionnaireResponse r;
  for (int i = 0; i < size; ++i)
    r.items.push_back({.link_id = std::to_string(i), .answers = {{yes_no(true), {}}}});
  CHECK(check(q, r).empty());
  r.items.back().answers[0].value = yes_no(false);
  CHECK(check(q, r).size() == 9'999);
  condition(q, std::to_string(size - 1), "0", AnswerOperator::exists, yes_no(true));
  CHECK(check(q).size() == 10'000);
}

TEST_CASE("one answer that is the same leaves no other one for points") {
  auto q = food_form();
  q.score_rules = {{"press", {"shop", AnswerOperator::not_equal, code("market")}, 7, "Elsewhere"}};
  auto r = full_answers(q);
  CHECK(triage(q, r)->points == 2);
  auto& shops = r.items[at(r, "shop")].answers;
  shops.erase(shops.begin());
  CHECK(triage(q, r)->points == 9);
}
