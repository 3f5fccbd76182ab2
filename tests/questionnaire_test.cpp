// What is refused in forms and in answers, what is asked, scored and suggested.
#include <set>

#include "questionnaire_forms.hpp"

using namespace onward;
using namespace onward::tests;
using namespace std::chrono_literals;
using QR = QuestionnaireReason;

namespace {

// A screening for hunger: a section, three questions that score, and one for each type of value.
Questionnaire food_form() {
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

QuestionnaireItem& item(Questionnaire& q, const std::string& link_id) {
  const auto found = std::ranges::find(q.items, link_id, &QuestionnaireItem::link_id);
  REQUIRE(found != q.items.end());
  return *found;
}

void condition(Questionnaire& q, const std::string& on, const std::string& question,
               AnswerOperator op, AnswerValue value) {
  item(q, on).enable_when.push_back({question, op, std::move(value)});
}

struct FormCase {
  std::string problems;
  void (*change)(Questionnaire&);
};

const FormCase form_cases[] = {
    {"", [](Questionnaire&) {}},
    {"code_invalid /code \n", [](Questionnaire& q) { q.code = "two words"; }},
    {"code_invalid /code \n", [](Questionnaire& q) { q.code.assign(65, 'a'); }},
    {"no_items /items \n", [](Questionnaire& q) { q = {.code = "none"}; }},
    {"too_many_items /items \n", [](Questionnaire& q) { q.items.resize(10'001); }},
    {"link_id_missing /items/19/link_id \n", [](Questionnaire& q) { q.items[19].link_id = ""; }},
    {"link_id_twice /items/19/link_id page\n",
     [](Questionnaire& q) { q.items[19].link_id = "page"; }},
    {"parent_unknown /items/19/parent story\n",
     [](Questionnaire& q) { q.items[19].parent = "none"; }},
    {"parent_not_before /items/0/parent welcome\n",
     [](Questionnaire& q) { q.items[0].parent = "home"; }},
    {"parent_not_before /items/19/parent story\n",
     [](Questionnaire& q) { q.items[19].parent = "story"; }},
    {"parent_holds_none /items/19/parent story\n",
     [](Questionnaire& q) { q.items[19].parent = "welcome"; }},
    {"too_deep /items/36/parent 16\n",
     [](Questionnaire& q) {
       for (int i = 0; i < 20; ++i)
         q.items.push_back({.link_id = std::to_string(i),
                            .parent = i ? std::to_string(i - 1) : "",
                            .type = ItemType::string});
     }},
    {"group_empty /items/20 g\n", [](Questionnaire& q) { q.items.push_back({.link_id = "g"}); }},
    {"not_for_this_type /items/0/codes welcome\n",
     [](Questionnaire& q) { q.items[0].codes = {{"", "a", ""}}; }},
    {"not_for_this_type /items/0/required welcome\n"
     "not_for_this_type /items/0/repeats welcome\n"
     "not_for_this_type /items/0/read_only welcome\n",
     [](Questionnaire& q) {
       q.items[0].required = q.items[0].repeats = q.items[0].read_only = true;
     }},
    {"not_for_this_type /items/19/options story\nnot_for_this_type /items/19/value_set story\n",
     [](Questionnaire& q) {
       q.items[19].options = {{.value = words("a")}};
       q.items[19].value_set = "http://example.org";
     }},
    {"not_for_this_type /items/1/initial home\n",
     [](Questionnaire& q) { q.items[1].initial = {number(1)}; }},
    {"not_for_this_type /items/2/max_length alone\n",
     [](Questionnaire& q) { q.items[2].max_length = 3; }},
    {"max_length_invalid /items/19/max_length story\n",
     [](Questionnaire& q) { q.items[19].max_length = 0; }},
    {"options_missing /items/12/options diet\n",
     [](Questionnaire& q) { q.items[12].value_set = ""; }},
    {"options_and_value_set /items/11/value_set shop\n",
     [](Questionnaire& q) { q.items[11].value_set = "http://example.org"; }},
    {"option_twice /items/11/options/2/value shop\n",
     [](Questionnaire& q) { q.items[11].options.push_back({.value = code("market")}); }},
    {"value_of_wrong_type /items/11/options/2/value shop\n",
     [](Questionnaire& q) { q.items[11].options.push_back({.value = yes_no(true)}); }},
    {"value_missing /items/11/options/2/value shop\n",
     [](Questionnaire& q) { q.items[11].options.emplace_back(); }},
    {"value_ambiguous /items/11/options/2/value shop\n",
     [](Questionnaire& q) {
       q.items[11].options.push_back({.value = {.integer = 1, .text = "one"}});
     }},
    {"value_invalid /items/11/options/2/value shop\n",
     [](Questionnaire& q) { q.items[11].options.push_back({.value = code(" ")}); }},
    {"too_many_initial /items/5/options/1/initially_selected worry\n",
     [](Questionnaire& q) {
       for (auto& option : q.items[5].options) option.initially_selected = true;
     }},
    {"initial_and_options /items/11/initial shop\n",
     [](Questionnaire& q) { q.items[11].initial = {words("bakery")}; }},
    {"too_many_initial /items/19/initial story\n",
     [](Questionnaire& q) { q.items[19].initial = {words("a"), words("b")}; }},
    {"value_of_wrong_type /items/19/initial/0 story\n",
     [](Questionnaire& q) { q.items[19].initial = {number(1)}; }},
    {"value_invalid /items/15/initial/0 dinner\n",
     [](Questionnaire& q) { q.items[15].initial = {clock_time("24:00:00")}; }},
    {"question_unknown /items/19/enable_when/0/question story\n",
     [](Questionnaire& q) { condition(q, "story", "none", AnswerOperator::equal, yes_no(true)); }},
    {"question_without_answers /items/19/enable_when/0/question story\n",
     [](Questionnaire& q) { condition(q, "story", "home", AnswerOperator::exists, yes_no(true)); }},
    {"value_of_wrong_type /items/19/enable_when/0/answer story\n",
     [](Questionnaire& q) { condition(q, "story", "alone", AnswerOperator::exists, number(1)); }},
    {"value_of_wrong_type /items/19/enable_when/0/answer story\n",
     [](Questionnaire& q) { condition(q, "story", "alone", AnswerOperator::equal, number(1)); }},
    {"value_missing /items/19/enable_when/0/answer story\n",
     [](Questionnaire& q) { condition(q, "story", "alone", AnswerOperator::equal, {}); }},
    {"operator_unfit /items/19/enable_when/0/operator story\n",
     [](Questionnaire& q) { condition(q, "story", "alone", AnswerOperator::less, yes_no(true)); }},
    {"operator_unfit /items/19/enable_when/0/operator story\n",
     [](Questionnaire& q) { condition(q, "story", "page", AnswerOperator::greater, words("a")); }},
    {"operator_unfit /items/19/enable_when/0/operator story\n",  // never is no number
     [](Questionnaire& q) { condition(q, "story", "worry", AnswerOperator::greater, number(1)); }},
    {"operator_unfit /items/19/enable_when/0/operator story\n",
     [](Questionnaire& q) { condition(q, "story", "worry", AnswerOperator::less, code("often")); }},
    {"value_of_wrong_type /items/19/enable_when/0/answer story\n",
     [](Questionnaire& q) { condition(q, "story", "diet", AnswerOperator::equal, number(1)); }},
    {"not_an_option /items/19/enable_when/0/answer story\n",
     [](Questionnaire& q) {
       condition(q, "story", "worry", AnswerOperator::equal, code("daily"));
     }},
    {"not_an_option /items/19/enable_when/0/answer story\n",
     [](Questionnaire& q) {
       condition(q, "story", "worry", AnswerOperator::not_equal, code("often", "http://other"));
     }},
    {"",
     [](Questionnaire& q) {
       condition(q, "story", "worry", AnswerOperator::equal, words("often"));
     }},
    {"", [](Questionnaire& q) { condition(q, "story", "share", AnswerOperator::less, number(1)); }},
    {"",
     [](Questionnaire& q) { condition(q, "alone", "story", AnswerOperator::equal, words("x")); }},
    {"conditions_loop /items/19/enable_when/0/question story\n",
     [](Questionnaire& q) {
       condition(q, "story", "story", AnswerOperator::exists, yes_no(true));
     }},
    {"conditions_loop /items/1/enable_when/0/question home\n",  // through what stands below it
     [](Questionnaire& q) { condition(q, "home", "alone", AnswerOperator::exists, yes_no(true)); }},
    {"conditions_loop /items/18/enable_when/0/question page\n"
     "conditions_loop /items/19/enable_when/0/question story\n",
     [](Questionnaire& q) {
       condition(q, "page", "story", AnswerOperator::exists, yes_no(true));
       condition(q, "story", "page", AnswerOperator::exists, yes_no(true));
       condition(q, "since", "page", AnswerOperator::exists, yes_no(true));  // hangs on a loop
     }},
    {"conditions_loop /items/1/enable_when/0/question home\n"
     "conditions_loop /items/4/enable_when/0/question food\n",  // each through the other's parent
     [](Questionnaire& q) {
       condition(q, "home", "worry", AnswerOperator::exists, yes_no(true));
       condition(q, "food", "alone", AnswerOperator::exists, yes_no(true));
     }},
    {"scale_unnamed /scales/2/code \nscale_without_points /scales/2 \n",
     [](Questionnaire& q) { q.scales.push_back({.code = " "}); }},
    {"scale_twice /scales/2/code \n",
     [](Questionnaire& q) { q.scales.push_back({.code = "press"}); }},
    {"scale_twice /scales/0/bands/1/code \n",
     [](Questionnaire& q) { q.scales[0].bands[1].code = "none"; }},
    {"bands_not_ascending /scales/0/bands/2/from_points \n",
     [](Questionnaire& q) { q.scales[0].bands[2].from_points = 1; }},
    {"scale_without_points /scales/2 \n",
     [](Questionnaire& q) { q.scales.push_back({.code = "x"}); }},
    {"scale_unknown /items/5/scales/2 worry\n",
     [](Questionnaire& q) { q.items[5].scales.emplace_back("x"); }},
    {"scale_unknown /triage_scale \n", [](Questionnaire& q) { q.triage_scale = "x"; }},
    {"points_without_scale /items/5/scales worry\n",
     [](Questionnaire& q) { q.items[5].scales = {}; }},
    {"points_without_scale /items/11/scales shop\n",
     [](Questionnaire& q) { q.items[11].scales = {"press"}; }},
    {"points_out_of_range /items/5/options/0/points worry\n",
     [](Questionnaire& q) { q.items[5].options[0].points = 10'001; }},
    {"points_out_of_range /score_rules/0/points people\n",
     [](Questionnaire& q) { q.score_rules[0].points = -10'001; }},
    {"reason_missing /score_rules/0/reason people\n",
     [](Questionnaire& q) { q.score_rules[0].reason = ""; }},
    {"question_unknown /score_rules/0/when/question none\n",
     [](Questionnaire& q) { q.score_rules[0].when.question = "none"; }},
    {"issue_missing /suggestions/0/issue \n",
     [](Questionnaire& q) { q.suggestions[0].issue = ""; }},
    {"suggestion_without_condition /suggestions/0/when \n",
     [](Questionnaire& q) { q.suggestions[0].scores = {}; }},
    {"scale_unknown /suggestions/0/scores/0/scale \n",
     [](Questionnaire& q) { q.suggestions[0].scores[0].scale = "x"; }},
    {"operator_unfit /suggestions/1/when/0/operator school\n",
     [](Questionnaire& q) { q.suggestions[1].when[0].op = AnswerOperator::greater; }},
};

// Answers that fit: everything that is required, and one of each type.
QuestionnaireResponse full_answers(const Questionnaire& q) {
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

std::size_t at(const QuestionnaireResponse& r, const std::string& link_id) {
  const auto found = std::ranges::find(r.items, link_id, &ResponseItem::link_id);
  REQUIRE(found != r.items.end());
  return static_cast<std::size_t>(found - r.items.begin());
}
GivenAnswer& answer(QuestionnaireResponse& r, const std::string& link_id) {
  return r.items[at(r, link_id)].answers.at(0);
}

struct AnswerCase {
  std::string problems;
  void (*change)(QuestionnaireResponse&);
};

const AnswerCase answer_cases[] = {
    {"", [](QuestionnaireResponse&) {}},
    {"item_unknown /items/0/link_id none\nitem_misplaced /items/1 alone\n"
     "item_misplaced /items/2 people\nanswer_missing /items alone\n",
     [](QuestionnaireResponse& r) { r.items[0].link_id = "none"; }},
    {"item_misplaced /items/6 why\n",  // below a question, and no answer is named
     [](QuestionnaireResponse& r) { r.items[6].parent_answer = {}; }},
    {"item_misplaced /items/6 why\n",
     [](QuestionnaireResponse& r) { r.items[6].parent_answer = 1; }},
    {"item_misplaced /items/6 why\n", [](QuestionnaireResponse& r) { r.items[6].parent = 99; }},
    {"item_misplaced /items/6 why\n", [](QuestionnaireResponse& r) { r.items[6].parent = -1; }},
    {"item_misplaced /items/4 worry\n", [](QuestionnaireResponse& r) { r.items[4].parent = 0; }},
    {"item_misplaced /items/0 home\nitem_misplaced /items/1 alone\nitem_misplaced /items/2 people\n"
     "answer_missing /items alone\n",
     [](QuestionnaireResponse& r) { r.items[0].parent = 0; }},
    {"item_twice /items/21 story\n",
     [](QuestionnaireResponse& r) { r.items.push_back(r.items[at(r, "story")]); }},
    {"item_not_asked /items/2 people\n",
     [](QuestionnaireResponse& r) { answer(r, "alone").value = yes_no(true); }},
    {"item_not_asked /items/11 school\n",
     [](QuestionnaireResponse& r) { r.items[10].answers[0].value = number(18); }},
    {"answers_unexpected /items/0/answers home\n",
     [](QuestionnaireResponse& r) { r.items[0].answers.push_back({yes_no(true), {}}); }},
    {"too_many_answers /items/1/answers/1 alone\n",
     [](QuestionnaireResponse& r) { r.items[1].answers.push_back({yes_no(false), {}}); }},
    {"value_of_wrong_type /items/2/answers/0/value people\n",
     [](QuestionnaireResponse& r) { answer(r, "people").value = fraction(4); }},
    {"value_missing /items/2/answers/0/value people\n",
     [](QuestionnaireResponse& r) { answer(r, "people").value = {}; }},
    {"value_ambiguous /items/2/answers/0/value people\n",
     [](QuestionnaireResponse& r) { answer(r, "people").value.boolean = true; }},
    {"value_invalid /items/16/answers/0/value dinner\n",
     [](QuestionnaireResponse& r) { answer(r, "dinner").value = clock_time("9:30"); }},
    {"value_invalid /items/20/answers/0/value story\n",
     [](QuestionnaireResponse& r) { answer(r, "story").value = words(" \n"); }},
    {"not_an_option /items/4/answers/0/value worry\n",
     [](QuestionnaireResponse& r) { answer(r, "worry").value = code("daily"); }},
    {"not_an_option /items/12/answers/0/value shop\n",  // open for texts, not for codes
     [](QuestionnaireResponse& r) { answer(r, "shop").value = code("mall"); }},
    {"value_of_wrong_type /items/13/answers/0/value diet\n",
     [](QuestionnaireResponse& r) { answer(r, "diet").value = words("vegan"); }},
    {"", [](QuestionnaireResponse& r) { answer(r, "why").value = words("Müßtë 8!"); }},
    {"text_too_long /items/6/answers/0/value why\n",
     [](QuestionnaireResponse& r) { answer(r, "why").value = words("nine char"); }},
    {"", [](QuestionnaireResponse& r) { answer(r, "worry").points = 2; }},
    {"points_differ /items/4/answers/0/points worry\n",
     [](QuestionnaireResponse& r) { answer(r, "worry").points = 1; }},
    {"answer_missing /items/1 alone\n",
     [](QuestionnaireResponse& r) {
       r.items[1].answers.clear();
       r.items[2].answers.clear();
     }},
    {"answer_missing /items/2 people\n",
     [](QuestionnaireResponse& r) { r.items[2].answers.clear(); }},
    {"",
     [](QuestionnaireResponse& r) {
       r.items[2].answers.clear();
       r.status = ResponseStatus::in_progress;
     }},
    {"answer_missing /items/8 age\n",  // of the first child; the second has one
     [](QuestionnaireResponse& r) { r.items[8].answers.clear(); }},
    {"answer_missing /items alone\nanswer_missing /items food\n",  // a section left out is empty
     [](QuestionnaireResponse& r) { r.items.clear(); }},
};

}  // namespace

TEST_CASE("a form is refused for each thing that is wrong with it, by its path") {
  for (auto& test : form_cases) {
    auto q = food_form();
    test.change(q);
    INFO(test.problems);
    CHECK(lines_of(check(q)) == test.problems);
  }
}

TEST_CASE("answers are refused for each thing that is wrong with them, by its path") {
  const auto q = food_form();
  for (auto& test : answer_cases) {
    auto r = full_answers(q);
    test.change(r);
    INFO(test.problems);
    CHECK(lines_of(check(q, r)) == test.problems);
  }
}

TEST_CASE("every reason is provoked") {
  std::set<std::string> provoked{"too_many_places"};  // below
  const auto note = [&](const std::string& problems) {
    std::istringstream lines(problems);
    for (std::string line; std::getline(lines, line);)
      provoked.insert(line.substr(0, line.find(' ')));
  };
  for (auto& test : form_cases) note(test.problems);
  for (auto& test : answer_cases) note(test.problems);
  for (auto& reason : names<QR>) {
    INFO(reason.name);
    CHECK(provoked.contains(std::string(reason.name)));
  }
}

TEST_CASE("problems are told by path and sentence") {
  auto q = food_form();
  q.items[12].value_set = "";
  const auto problems = told(check(q));
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].path == "/items/12/options");
  CHECK(problems[0].message == "A choice needs options, or the address of a value set.");
}

TEST_CASE("a form that is not sound is not asked") {
  auto q = food_form();
  q.items[12].value_set = "";
  CHECK_THROWS_AS(check(q, {}), std::invalid_argument);
  CHECK_THROWS_AS(asked_items(q, {}), std::invalid_argument);
  CHECK_THROWS_AS(scores(q, {}), std::invalid_argument);
  CHECK_THROWS_AS(suggested_issues(q, {}), std::invalid_argument);
}

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
  CHECK(
      json_of(all[1]) ==
      R"({"scale":"press","points":10,"band":"","contributions":[)"
      R"({"link_id":"worry","item":4,"answer":0,"reason":"often","points":2},)"
      R"({"link_id":"people","item":2,"answer":0,"reason":"Many at home","points":3},)"
      R"({"link_id":"since","item":14,"answer":0,"reason":"Not new","points":5}],"unanswered":[]})");
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
