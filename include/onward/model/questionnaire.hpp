// Questions that are put to a client, and what was answered. Terms are FHIR R4's Questionnaire.
#pragma once

#include "onward/model/referral.hpp"

namespace onward {

constexpr std::int64_t questionnaire_items_max = 10'000;   // the longest official form has 200
constexpr std::int64_t questionnaire_depth_max = 16;       // items above each other
constexpr std::int64_t questionnaire_points_max = 10'000;  // of one answer, either sign

enum class ItemType : std::uint8_t {
  group,
  display,
  boolean,
  decimal,
  integer,
  date,
  date_time,
  time,
  string,
  text,
  url,
  choice,
  open_choice,
  quantity
};
template <>
inline constexpr auto names<ItemType> = std::array{
    Name{ItemType::group, "group", "No question: it holds other items together."},
    Name{ItemType::display, "display", "No question: a text to be read."},
    Name{ItemType::boolean, "boolean", "Yes or no."},
    Name{ItemType::decimal, "decimal", "A number that may have a fraction."},
    Name{ItemType::integer, "integer", "A whole number."},
    Name{ItemType::date, "date", "A civil date."},
    Name{ItemType::date_time, "date_time", "An instant."},
    Name{ItemType::time, "time", "A time of day."},
    Name{ItemType::string, "string", "A line of text."},
    Name{ItemType::text, "text", "A text of several lines."},
    Name{ItemType::url, "url", "An address in the web."},
    Name{ItemType::choice, "choice", "One of the options, or several when it repeats."},
    Name{ItemType::open_choice, "open_choice", "One of the options, or another text."},
    Name{ItemType::quantity, "quantity", "A number with its unit."},
};

enum class AnswerOperator : std::uint8_t {
  exists,
  equal,
  not_equal,
  greater,
  less,
  at_least,
  at_most
};
template <>
inline constexpr auto names<AnswerOperator> = std::array{
    Name{AnswerOperator::exists, "exists",
         "There is an answer; or, asked for false, there is none."},
    Name{AnswerOperator::equal, "equal", "At least one answer is the same."},
    Name{AnswerOperator::not_equal, "not_equal", "No answer is the same."},
    Name{AnswerOperator::greater, "greater", "At least one answer is greater."},
    Name{AnswerOperator::less, "less", "At least one answer is less."},
    Name{AnswerOperator::at_least, "at_least", "At least one answer is greater or the same."},
    Name{AnswerOperator::at_most, "at_most", "At least one answer is less or the same."},
};

enum class ConditionBehavior : std::uint8_t { all, any };
template <>
inline constexpr auto names<ConditionBehavior> = std::array{
    Name{ConditionBehavior::all, "all", "Every condition must hold."},
    Name{ConditionBehavior::any, "any", "One condition is enough."},
};

enum class QuestionnaireStatus : std::uint8_t { draft, active, retired };
template <>
inline constexpr auto names<QuestionnaireStatus> = std::array{
    Name{QuestionnaireStatus::draft, "draft", "Being written; nobody is asked."},
    Name{QuestionnaireStatus::active, "active", "In use."},
    Name{QuestionnaireStatus::retired, "retired", "In use no more; its answers stay."},
};

enum class ResponseStatus : std::uint8_t {
  in_progress,
  completed,
  amended,
  entered_in_error,
  stopped
};
template <>
inline constexpr auto names<ResponseStatus> = std::array{
    Name{ResponseStatus::in_progress, "in_progress", "More answers are expected."},
    Name{ResponseStatus::completed, "completed", "Every required answer is there."},
    Name{ResponseStatus::amended, "amended", "Completed, and changed afterwards."},
    Name{ResponseStatus::entered_in_error, "entered_in_error", "It should not have been entered."},
    Name{ResponseStatus::stopped, "stopped", "Given up before it was complete."},
};

// A code of a code system. The same system and code are the same, whatever is displayed.
struct Coding {
  std::string system{};
  std::string code{};
  std::string display{};
};
template <>
inline constexpr auto rows<Coding> = std::array{
    row<&Coding::system>(1, "system", "Address of the code system; empty is the form's own.",
                         may_be_absent),
    row<&Coding::code>(2, "code", "The code, for example LA28397-0."),
    row<&Coding::display>(3, "display", "The code as people read it.", may_be_absent),
};
ONWARD_RECORDS(Coding);

struct Quantity {
  double value = 0;
  std::string unit{};
  std::string system{};
  std::string code{};
};
template <>
inline constexpr auto rows<Quantity> = std::array{
    row<&Quantity::value>(1, "value", "The number."),
    row<&Quantity::unit>(2, "unit", "The unit as people read it.", may_be_absent),
    row<&Quantity::system>(3, "system", "Address of the system of units, or empty.", may_be_absent),
    row<&Quantity::code>(4, "code", "The unit's code in that system, or empty.", may_be_absent),
};
ONWARD_RECORD(Quantity);

// One value: exactly one member is there.
struct AnswerValue {
  std::optional<bool> boolean{};
  std::optional<double> decimal{};
  std::optional<std::int64_t> integer{};
  std::optional<Date> date{};
  std::optional<Instant> date_time{};
  std::optional<std::string> time{};
  std::optional<std::string> text{};
  std::optional<Coding> coding{};
  std::optional<Quantity> quantity{};
};
template <>
inline constexpr auto rows<AnswerValue> = std::array{
    row<&AnswerValue::boolean>(1, "boolean", "Yes or no."),
    row<&AnswerValue::decimal>(2, "decimal", "A number that may have a fraction."),
    row<&AnswerValue::integer>(3, "integer", "A whole number."),
    row<&AnswerValue::date>(4, "date", "A civil date."),
    row<&AnswerValue::date_time>(5, "date_time", "An instant."),
    row<&AnswerValue::time>(6, "time", "A time of day, for example 09:30:00."),
    row<&AnswerValue::text>(7, "text", "A text or an address.", {.limit = text_limit_long}),
    row<&AnswerValue::coding>(8, "coding", "A code."),
    row<&AnswerValue::quantity>(9, "quantity", "A number with its unit."),
};
ONWARD_RECORDS(AnswerValue);

struct AnswerOption {
  AnswerValue value{};
  std::optional<std::int64_t> points{};
  bool initially_selected = false;
};
template <>
inline constexpr auto rows<AnswerOption> = std::array{
    row<&AnswerOption::value>(1, "value", "A coding, text, integer, date or time."),
    row<&AnswerOption::points>(
        2, "points", "What the answer adds to the item's scales; absent when it is not scored."),
    row<&AnswerOption::initially_selected>(3, "initially_selected",
                                           "True when a form shows it chosen.", may_be_absent),
};
ONWARD_RECORDS(AnswerOption);

// Asks something of the answers to one question.
struct AnswerCondition {
  std::string question{};
  AnswerOperator op = AnswerOperator::equal;
  AnswerValue answer{};
};
template <>
inline constexpr auto rows<AnswerCondition> = std::array{
    row<&AnswerCondition::question>(1, "question", "Link id of the question."),
    row<&AnswerCondition::op>(2, "operator", "How the answers are compared."),
    row<&AnswerCondition::answer>(3, "answer",
                                  "What they are compared with; a boolean for exists."),
};
ONWARD_RECORDS(AnswerCondition);

struct QuestionnaireItem {
  std::string link_id{};
  std::string parent{};
  std::string prefix{};
  std::string text{};
  ItemType type = ItemType::group;
  std::vector<Coding> codes{};
  bool required = false;
  bool repeats = false;
  bool read_only = false;
  std::optional<std::int64_t> max_length{};
  std::vector<AnswerOption> options{};
  std::string value_set{};
  std::vector<AnswerValue> initial{};
  std::vector<AnswerCondition> enable_when{};
  ConditionBehavior enable_behavior = ConditionBehavior::all;
  std::vector<std::string> scales{};
};
template <>
inline constexpr auto rows<QuestionnaireItem> = std::array{
    row<&QuestionnaireItem::link_id>(1, "link_id", "Unique in the questionnaire, any text."),
    row<&QuestionnaireItem::parent>(
        2, "parent",
        "Link id of the item it stands under, which comes before it; empty is the top.",
        may_be_absent),
    row<&QuestionnaireItem::prefix>(3, "prefix", "Its label, for example 1(a).", may_be_absent),
    row<&QuestionnaireItem::text>(4, "text", "The question, title or text.",
                                  {.limit = text_limit_long, .may_be_absent = true}),
    row<&QuestionnaireItem::type>(5, "type", "What it is, and what an answer to it is."),
    row<&QuestionnaireItem::codes>(6, "codes", "The same question in code systems, as LOINC."),
    row<&QuestionnaireItem::required>(
        7, "required", "True when a completed response must answer it, if it is asked.",
        may_be_absent),
    row<&QuestionnaireItem::repeats>(
        8, "repeats",
        "True when a question takes several answers, or a group stands several times.",
        may_be_absent),
    row<&QuestionnaireItem::read_only>(9, "read_only", "True when a person may not change it.",
                                       may_be_absent),
    row<&QuestionnaireItem::max_length>(10, "max_length",
                                        "Characters a text may have; absent is any."),
    row<&QuestionnaireItem::options>(11, "options", "What a choice is made from."),
    row<&QuestionnaireItem::value_set>(
        12, "value_set", "Address of a value set with the options of a choice; not looked into.",
        may_be_absent),
    row<&QuestionnaireItem::initial>(13, "initial", "Answers that a form begins with."),
    row<&QuestionnaireItem::enable_when>(14, "enable_when",
                                         "When it is asked; empty is always, below what is asked."),
    row<&QuestionnaireItem::enable_behavior>(
        15, "enable_behavior", "Whether all conditions must hold, or one.", may_be_absent),
    row<&QuestionnaireItem::scales>(16, "scales", "Codes of the scales its points count for."),
};
ONWARD_RECORDS(QuestionnaireItem);

struct ScoreBand {
  std::int64_t from_points = 0;
  std::string code{};
  std::string title{};
};
template <>
inline constexpr auto rows<ScoreBand> = std::array{
    row<&ScoreBand::from_points>(1, "from_points", "Lowest score of the band, inclusive."),
    row<&ScoreBand::code>(2, "code", "Short and stable, for example moderate."),
    row<&ScoreBand::title>(3, "title", "What the score means.", may_be_absent),
};
ONWARD_RECORDS(ScoreBand);

struct ScoreScale {
  std::string code{};
  std::string title{};
  std::vector<ScoreBand> bands{};
};
template <>
inline constexpr auto rows<ScoreScale> = std::array{
    row<&ScoreScale::code>(1, "code", "Unique in the questionnaire, for example phq2."),
    row<&ScoreScale::title>(2, "title", "The scale as people say it.", may_be_absent),
    row<&ScoreScale::bands>(3, "bands", "What scores mean, the lowest first."),
};
ONWARD_RECORDS(ScoreScale);

// Points for an answer that is no option: a number, a date, a yes.
struct ScoreRule {
  std::string scale{};
  AnswerCondition when{};
  std::int64_t points = 0;
  std::string reason{};
};
template <>
inline constexpr auto rows<ScoreRule> = std::array{
    row<&ScoreRule::scale>(1, "scale", "Code of the scale."),
    row<&ScoreRule::when>(2, "when", "What must have been answered."),
    row<&ScoreRule::points>(3, "points", "What it adds to the scale, once."),
    row<&ScoreRule::reason>(4, "reason", "Why, as a caseworker reads it."),
};
ONWARD_RECORDS(ScoreRule);

struct ScoreThreshold {
  std::string scale{};
  std::int64_t points = 0;
};
template <>
inline constexpr auto rows<ScoreThreshold> = std::array{
    row<&ScoreThreshold::scale>(1, "scale", "Code of the scale."),
    row<&ScoreThreshold::points>(2, "points", "Lowest score that will do, inclusive."),
};
ONWARD_RECORDS(ScoreThreshold);

// Screening: answers that speak for a type of help.
struct IssueSuggestion {
  std::string issue{};
  std::vector<AnswerCondition> when{};
  std::vector<ScoreThreshold> scores{};
  ConditionBehavior behavior = ConditionBehavior::all;
  std::string reason{};
};
template <>
inline constexpr auto rows<IssueSuggestion> = std::array{
    row<&IssueSuggestion::issue>(1, "issue", "Code of the type of help, for example food."),
    row<&IssueSuggestion::when>(2, "when", "What must have been answered."),
    row<&IssueSuggestion::scores>(3, "scores", "Scores that must be reached."),
    row<&IssueSuggestion::behavior>(
        4, "behavior", "Whether all answers and scores are needed, or one.", may_be_absent),
    row<&IssueSuggestion::reason>(5, "reason", "Why, as a caseworker reads it."),
};
ONWARD_RECORDS(IssueSuggestion);

// One version of one form. Items stand in the order in which they are asked, one after another,
// each naming the item it stands under.
struct Questionnaire {
  QuestionnaireId id{};
  std::int64_t revision = 0;
  std::string code{};
  std::string version{};
  std::string url{};
  std::string title{};
  QuestionnaireStatus status = QuestionnaireStatus::draft;
  IssueId issue_id{};
  std::string description{};
  std::string publisher{};
  std::string copyright{};
  std::vector<Coding> codes{};
  std::vector<QuestionnaireItem> items{};
  std::vector<ScoreScale> scales{};
  std::vector<ScoreRule> score_rules{};
  std::string triage_scale{};
  std::vector<IssueSuggestion> suggestions{};
};
template <>
inline constexpr auto rows<Questionnaire> = std::array{
    row<&Questionnaire::id>(1, "id", "Given by the store; never reused."),
    row<&Questionnaire::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Questionnaire::code>(3, "code",
                              "Stable over versions: letters, digits, '-' and '.', at most 64."),
    row<&Questionnaire::version>(4, "version", "The version, for example 2.0; empty is the first.",
                                 may_be_absent),
    row<&Questionnaire::url>(5, "url", "The form's address in the world, or empty.", may_be_absent),
    row<&Questionnaire::title>(6, "title", "The name people know it by.", may_be_absent),
    row<&Questionnaire::status>(7, "status", "Whether it is in use."),
    row<&Questionnaire::issue_id>(8, "issue_id",
                                  "The type of help whose receivers see the answers; 0 is none.",
                                  may_be_absent),
    row<&Questionnaire::description>(9, "description", "What it is for.",
                                     {.limit = text_limit_long, .may_be_absent = true}),
    row<&Questionnaire::publisher>(10, "publisher", "Who publishes it.", may_be_absent),
    row<&Questionnaire::copyright>(11, "copyright", "The notice that must go with it.",
                                   {.limit = text_limit_long, .may_be_absent = true}),
    row<&Questionnaire::codes>(12, "codes", "The same form in code systems, as LOINC."),
    row<&Questionnaire::items>(13, "items", "Groups, questions and texts, in their order.",
                               {.limit = questionnaire_items_max}),
    row<&Questionnaire::scales>(14, "scales", "What is scored."),
    row<&Questionnaire::score_rules>(15, "score_rules", "Points for answers that are no options."),
    row<&Questionnaire::triage_scale>(16, "triage_scale",
                                      "Code of the scale that says how pressing it is, or empty.",
                                      may_be_absent),
    row<&Questionnaire::suggestions>(17, "suggestions", "Types of help that answers speak for."),
};
ONWARD_RECORD(Questionnaire);

struct GivenAnswer {
  AnswerValue value{};
  std::optional<std::int64_t> points{};
};
template <>
inline constexpr auto rows<GivenAnswer> = std::array{
    row<&GivenAnswer::value>(1, "value", "What was answered.", is_special),
    row<&GivenAnswer::points>(
        2, "points", "The points that came with it; where the option has points, the same.",
        is_special),
};
ONWARD_RECORDS(GivenAnswer);

// What was answered to one item, at one place: under a group that stands several times, and under
// a question with several answers, an item stands once for each.
struct ResponseItem {
  std::string link_id{};
  std::optional<std::int64_t> parent{};
  std::optional<std::int64_t> parent_answer{};
  std::string text{};
  std::vector<GivenAnswer> answers{};
};
template <>
inline constexpr auto rows<ResponseItem> = std::array{
    row<&ResponseItem::link_id>(1, "link_id", "The questionnaire's item."),
    row<&ResponseItem::parent>(
        2, "parent", "Position, from 0, of the item it stands under, which comes before it."),
    row<&ResponseItem::parent_answer>(
        3, "parent_answer", "Which answer it stands under, from 0, when that is a question."),
    row<&ResponseItem::text>(4, "text", "The question as it was put; empty as in the form.",
                             {.limit = text_limit_long, .may_be_absent = true}),
    row<&ResponseItem::answers>(5, "answers", "What was answered; empty for a group.", is_special),
};
ONWARD_RECORDS(ResponseItem);

struct QuestionnaireResponse {
  QuestionnaireResponseId id{};
  std::int64_t revision = 0;
  QuestionnaireId questionnaire_id{};
  IssueId issue_id{};
  ClientId client_id{};
  NeedId need_id{};
  OrganizationId organization_id{};
  StaffId recorded_by{};
  std::optional<Instant> authored_at{};
  ResponseStatus status = ResponseStatus::in_progress;
  std::vector<ResponseItem> items{};
  Instant due_at = never;
};
template <>
inline constexpr auto rows<QuestionnaireResponse> = std::array{
    row<&QuestionnaireResponse::id>(1, "id", "Given by the store; never reused."),
    row<&QuestionnaireResponse::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&QuestionnaireResponse::questionnaire_id>(3, "questionnaire_id",
                                                  "The version of the form that was asked."),
    row<&QuestionnaireResponse::issue_id>(4, "issue_id",
                                          "The form's type of help when it was answered, or 0."),
    row<&QuestionnaireResponse::client_id>(5, "client_id", "Whose answers they are."),
    row<&QuestionnaireResponse::need_id>(6, "need_id", "The need they were given for, or 0."),
    row<&QuestionnaireResponse::organization_id>(7, "organization_id", "Who asked."),
    row<&QuestionnaireResponse::recorded_by>(8, "recorded_by",
                                             "The member of staff who wrote them down."),
    row<&QuestionnaireResponse::authored_at>(9, "authored_at", "When they were given."),
    row<&QuestionnaireResponse::status>(10, "status", "Whether more is expected."),
    row<&QuestionnaireResponse::items>(
        11, "items", "The answers, item by item.",
        {.privacy = Privacy::special, .limit = questionnaire_items_max}),
    row<&QuestionnaireResponse::due_at>(
        12, "due_at", "When it counts as given up, while more is expected; else the year 9999."),
};
ONWARD_RECORD(QuestionnaireResponse);

}  // namespace onward
