// What is refused in forms and in answers, by reason and path.
#include <set>

#include "questionnaire_food.hpp"

using namespace onward;
using namespace onward::tests;
using QR = QuestionnaireReason;

namespace {

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
