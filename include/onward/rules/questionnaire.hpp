// Questionnaires: whether a form is sound, which items are asked, whether the answers fit, what
// they score, and which types of help they speak for.
//
// docs/decisions/0011 and 0012 have the choices and why. All functions take time in proportion to
// the items, answers and conditions; none recurses. Those that take a response throw
// std::invalid_argument when the questionnaire is not sound, which `check` says.
#pragma once

#include "onward/model/questionnaire.hpp"

namespace onward {

// Why a questionnaire or its answers are refused. Names are codes: append, never rename.
enum class QuestionnaireReason : std::uint8_t {
  code_invalid,
  no_items,
  too_many_items,
  link_id_missing,
  link_id_twice,
  parent_unknown,
  parent_not_before,
  parent_holds_none,
  too_deep,
  group_empty,
  not_for_this_type,
  options_missing,
  options_and_value_set,
  option_twice,
  initial_and_options,
  too_many_initial,
  max_length_invalid,
  value_missing,
  value_ambiguous,
  value_invalid,
  value_of_wrong_type,
  not_an_option,
  question_unknown,
  question_without_answers,
  operator_unfit,
  conditions_loop,
  scale_unnamed,
  scale_twice,
  scale_unknown,
  scale_without_points,
  bands_not_ascending,
  points_without_scale,
  points_out_of_range,
  reason_missing,
  issue_missing,
  suggestion_without_condition,
  item_unknown,
  item_misplaced,
  item_twice,
  item_not_asked,
  answers_unexpected,
  too_many_answers,
  text_too_long,
  points_differ,
  answer_missing,
  too_many_places,
};
template <> inline constexpr auto names<QuestionnaireReason> = std::array{
    Name{QuestionnaireReason::code_invalid, "code_invalid",
         "A code has 1 to 64 letters, digits, hyphens and dots."},
    Name{QuestionnaireReason::no_items, "no_items", "There is nothing to ask."},
    Name{QuestionnaireReason::too_many_items, "too_many_items", "There are over 10,000 items."},
    Name{QuestionnaireReason::link_id_missing, "link_id_missing", "An item needs a link id."},
    Name{QuestionnaireReason::link_id_twice, "link_id_twice",
         "An item before this one has the same link id."},
    Name{QuestionnaireReason::parent_unknown, "parent_unknown", "No item has this link id."},
    Name{QuestionnaireReason::parent_not_before, "parent_not_before",
         "The item that this one stands under must come before it."},
    Name{QuestionnaireReason::parent_holds_none, "parent_holds_none",
         "Nothing can stand under a text that is displayed."},
    Name{QuestionnaireReason::too_deep, "too_deep", "Over 16 items stand under each other."},
    Name{QuestionnaireReason::group_empty, "group_empty", "A group needs an item under it."},
    Name{QuestionnaireReason::not_for_this_type, "not_for_this_type",
         "An item of this type cannot have this."},
    Name{QuestionnaireReason::options_missing, "options_missing",
         "A choice needs options, or the address of a value set."},
    Name{QuestionnaireReason::options_and_value_set, "options_and_value_set",
         "A choice is made from options or from a value set, not from both."},
    Name{QuestionnaireReason::option_twice, "option_twice",
         "An option before this one has the same value."},
    Name{QuestionnaireReason::initial_and_options, "initial_and_options",
         "Where there are options, the first choice is marked at the option."},
    Name{QuestionnaireReason::too_many_initial, "too_many_initial",
         "A question that does not repeat begins with one answer at most."},
    Name{QuestionnaireReason::max_length_invalid, "max_length_invalid",
         "A text must be allowed at least one character."},
    Name{QuestionnaireReason::value_missing, "value_missing", "A value is missing."},
    Name{QuestionnaireReason::value_ambiguous, "value_ambiguous",
         "A value is of one type; more than one member is there."},
    Name{QuestionnaireReason::value_invalid, "value_invalid",
         "The text is blank, the code empty, the number not finite or the time of day wrong."},
    Name{QuestionnaireReason::value_of_wrong_type, "value_of_wrong_type",
         "The question cannot be answered by a value of this type."},
    Name{QuestionnaireReason::not_an_option, "not_an_option",
         "The value is none of the question's options."},
    Name{QuestionnaireReason::question_unknown, "question_unknown", "No item has this link id."},
    Name{QuestionnaireReason::question_without_answers, "question_without_answers",
         "Groups and displayed texts are not answered."},
    Name{QuestionnaireReason::operator_unfit, "operator_unfit",
         "Values of this type cannot be compared like this."},
    Name{QuestionnaireReason::conditions_loop, "conditions_loop",
         "Whether the item is asked would depend on itself."},
    Name{QuestionnaireReason::scale_unnamed, "scale_unnamed", "A scale or band needs a code."},
    Name{QuestionnaireReason::scale_twice, "scale_twice",
         "A scale or band before this one has the same code."},
    Name{QuestionnaireReason::scale_unknown, "scale_unknown", "No scale has this code."},
    Name{QuestionnaireReason::scale_without_points, "scale_without_points",
         "No option and no rule gives points on this scale."},
    Name{QuestionnaireReason::bands_not_ascending, "bands_not_ascending",
         "Each band must begin above the one before it."},
    Name{QuestionnaireReason::points_without_scale, "points_without_scale",
         "Options have points, but the item counts for no scale; or the other way round."},
    Name{QuestionnaireReason::points_out_of_range, "points_out_of_range",
         "Points must be from -10,000 to 10,000."},
    Name{QuestionnaireReason::reason_missing, "reason_missing",
         "Points and suggestions are explained by a reason."},
    Name{QuestionnaireReason::issue_missing, "issue_missing", "A suggestion names a type of help."},
    Name{QuestionnaireReason::suggestion_without_condition, "suggestion_without_condition",
         "A suggestion needs an answer or a score to follow from."},
    Name{QuestionnaireReason::item_unknown, "item_unknown",
         "The questionnaire has no item with this link id."},
    Name{QuestionnaireReason::item_misplaced, "item_misplaced",
         "The item does not stand there in the questionnaire."},
    Name{QuestionnaireReason::item_twice, "item_twice",
         "Only a group that repeats can stand there more than once."},
    Name{QuestionnaireReason::item_not_asked, "item_not_asked",
         "The other answers say that this is not asked."},
    Name{QuestionnaireReason::answers_unexpected, "answers_unexpected",
         "Groups and displayed texts are not answered."},
    Name{QuestionnaireReason::too_many_answers, "too_many_answers",
         "The question takes one answer."},
    Name{QuestionnaireReason::text_too_long, "text_too_long",
         "The text has more characters than the question allows."},
    Name{QuestionnaireReason::points_differ, "points_differ",
         "The points that came with the answer are not the questionnaire's."},
    Name{QuestionnaireReason::answer_missing, "answer_missing", "A required item has no answer."},
    Name{QuestionnaireReason::too_many_places, "too_many_places",
         "Groups that repeat make over 1,000,000 places to answer."},
};

constexpr std::size_t questionnaire_places_max =
    1'000'000;  // bounds the time of a hostile response

struct QuestionnaireProblem {
  QuestionnaireReason reason{};
  std::string path{};     // JSON pointer into the questionnaire or into the response
  std::string link_id{};  // of the item, or empty
};
// The same for a refusal: path and sentence.
std::vector<Problem> told(std::span<const QuestionnaireProblem>);

// Everything that is wrong with a form; empty when it can be used.
//   source   FHIR R4 Questionnaire, invariants que-1 to que-13; docs/decisions/0012
std::vector<QuestionnaireProblem> check(const Questionnaire&);

// Everything that is wrong with the answers; empty when they can be kept. Required answers are
// missed only once the status is completed or amended.
std::vector<QuestionnaireProblem> check(const Questionnaire&, const QuestionnaireResponse&);

// One item at one place: under one standing of its group, or one answer of its question.
struct AskedItem {
  std::string link_id{};
  std::optional<std::int64_t> parent{};
  std::optional<std::int64_t> parent_answer{};
  bool asked = false;
};
template <>
inline constexpr auto rows<AskedItem> = std::array{
    row<&AskedItem::link_id>(1, "link_id", "The questionnaire's item."),
    row<&AskedItem::parent>(2, "parent",
                            "Position in the response of what it stands under; absent while that "
                            "is not there, or at the top."),
    row<&AskedItem::parent_answer>(3, "parent_answer", "Which answer it stands under, from 0."),
    row<&AskedItem::asked>(4, "asked", "Whether the answers so far ask for it."),
};
ONWARD_RECORDS(AskedItem);
// Every item at every place, in the order of the questionnaire. Answers that do not fit are passed
// over. Below what is not asked nothing is asked; an answer that is not asked for counts as none.
//   source   FHIR R4 Questionnaire.item.enableWhen; docs/decisions/0011
std::vector<AskedItem> asked_items(const Questionnaire&, const QuestionnaireResponse&);

// Which answer gave which points.
struct Contribution {
  std::string link_id{};
  std::optional<std::int64_t> item{};
  std::optional<std::int64_t> answer{};
  std::string reason{};
  std::int64_t points = 0;
};
template <>
inline constexpr auto rows<Contribution> = std::array{
    row<&Contribution::link_id>(1, "link_id", "The question."),
    row<&Contribution::item>(
        2, "item", "Position of its answer in the response; absent when having none counted."),
    row<&Contribution::answer>(3, "answer", "Which of its answers, from 0.", is_special),
    row<&Contribution::reason>(4, "reason", "The rule's reason, or the option as people read it.",
                               is_special),
    row<&Contribution::points>(5, "points", "What it gave.", is_special),
};
ONWARD_RECORDS(Contribution);

struct Score {
  std::string scale{};
  std::int64_t points = 0;
  std::string band{};
  std::vector<Contribution> contributions{};
  std::vector<std::string> unanswered{};
};
template <>
inline constexpr auto rows<Score> = std::array{
    row<&Score::scale>(1, "scale", "Code of the scale."),
    row<&Score::points>(2, "points", "The sum of the contributions.", is_special),
    row<&Score::band>(3, "band", "Code of the band the sum lies in; empty below the lowest.",
                      is_special),
    row<&Score::contributions>(4, "contributions", "Which answer gave which points.", is_special),
    row<&Score::unanswered>(
        5, "unanswered",
        "Scored questions that are asked and gave no points, in their order: unless it is empty, "
        "the sum is of a part."),
};
ONWARD_RECORDS(Score);
// One for each scale, in the questionnaire's order.
std::vector<Score> scores(const Questionnaire&, const QuestionnaireResponse&);
// How pressing it is, explained; absent when the questionnaire has no triage scale.
std::optional<Score> triage(const Questionnaire&, const QuestionnaireResponse&);

struct SuggestedIssue {
  std::string issue{};
  std::string reason{};
  std::vector<Contribution> answers{};
  std::vector<ScoreThreshold> scores{};
};
template <>
inline constexpr auto rows<SuggestedIssue> = std::array{
    row<&SuggestedIssue::issue>(1, "issue", "Code of the type of help."),
    row<&SuggestedIssue::reason>(2, "reason", "The rule's reason.", is_special),
    row<&SuggestedIssue::answers>(3, "answers", "The answers it follows from; points are 0.",
                                  is_special),
    row<&SuggestedIssue::scores>(4, "scores", "The scores it follows from, as reached.",
                                 is_special),
};
ONWARD_RECORDS(SuggestedIssue);
// One for each rule that holds, in the questionnaire's order.
std::vector<SuggestedIssue> suggested_issues(const Questionnaire&, const QuestionnaireResponse&);

}  // namespace onward
