// Forms and answers that tests put together.
#pragma once

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "catch.hpp"
#include "interchange/fhir_questionnaire.hpp"
#include "json.hpp"
#include "onward/rules/questionnaire.hpp"

namespace onward::tests {

inline std::string file_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline std::string form_text(const std::string& name) {
  return file_text("tests/data/questionnaire/" + name + ".json");
}
inline FhirQuestionnaire form_of(const std::string& name) {
  auto read = read_fhir_questionnaire(form_text(name));
  INFO(name);
  REQUIRE(read);
  return read.value();
}
inline FhirResponse response_of(const std::string& name) {
  auto read = read_fhir_response(form_text(name));
  INFO(name);
  REQUIRE(read);
  return read.value();
}

inline AnswerValue yes_no(bool v) { return {.boolean = v}; }
inline AnswerValue number(std::int64_t v) { return {.integer = v}; }
inline AnswerValue fraction(double v) { return {.decimal = v}; }
inline AnswerValue words(std::string v) { return {.text = std::move(v)}; }
inline AnswerValue clock_time(std::string v) { return {.time = std::move(v)}; }
inline AnswerValue code(std::string v, std::string system = "") {
  return {.coding = Coding{std::move(system), std::move(v), ""}};
}
inline AnswerValue day(int year, unsigned month, unsigned of_month) {
  return {.date = std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) /
                                        static_cast<int>(of_month)}};
}

// One line a problem: "reason path link_id".
inline std::string lines_of(const std::vector<QuestionnaireProblem>& problems) {
  std::string out;
  for (auto& p : problems)
    out += std::string(name_of(p.reason)) + ' ' + p.path + ' ' + p.link_id + '\n';
  return out;
}

// Answers to a form in which nothing stands twice; groups are put above them as they are needed.
class Answers {
 public:
  explicit Answers(const Questionnaire& q) : q_(q) {}

  Answers& add(const std::string& link_id, std::vector<AnswerValue> values) {
    const auto at = place(link_id);
    for (auto& value : values) response.items[at].answers.push_back({value, {}});
    return *this;
  }
  QuestionnaireResponse response{};

 private:
  const Questionnaire& q_;

  std::size_t place(const std::string& link_id) {
    const auto standing = std::ranges::find(response.items, link_id, &ResponseItem::link_id);
    if (standing != response.items.end())
      return static_cast<std::size_t>(standing - response.items.begin());
    const auto asked = std::ranges::find(q_.items, link_id, &QuestionnaireItem::link_id);
    REQUIRE(asked != q_.items.end());
    ResponseItem item{.link_id = link_id};
    if (!asked->parent.empty()) {
      const auto above = place(asked->parent);
      item.parent = static_cast<std::int64_t>(above);
      if (!response.items[above].answers.empty()) item.parent_answer = 0;
    }
    response.items.push_back(std::move(item));
    return response.items.size() - 1;
  }
};

inline bool is_asked(const Questionnaire& q, const QuestionnaireResponse& r,
                     const std::string& link_id) {
  const auto all = asked_items(q, r);
  const auto found = std::ranges::find(all, link_id, &AskedItem::link_id);
  REQUIRE(found != all.end());
  return found->asked;
}

}  // namespace onward::tests
