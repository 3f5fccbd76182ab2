// What the checks of a questionnaire's parts share.
#pragma once

#include <map>

#include "onward/rules/questionnaire.hpp"
#include "rules/questionnaire_form.hpp"
#include "rules/questionnaire_values.hpp"

namespace onward {

struct QuestionnaireCheck {
  explicit QuestionnaireCheck(const Questionnaire& q) : questionnaire(q), form(q) {
    for (std::size_t s = 0; s < q.scales.size(); ++s) scale_by_code_.emplace(q.scales[s].code, s);
  }

  const Questionnaire& questionnaire;
  Form form;
  std::vector<QuestionnaireProblem> problems{};

  void add(QuestionnaireReason reason, std::string path, std::string_view link_id = {}) {
    problems.push_back({reason, std::move(path), std::string(link_id)});
  }
  // The value's kind when it is one value and valid.
  std::optional<ValueKind> value(const AnswerValue&, const std::string& path,
                                 std::string_view link_id);
  // Whether the question exists, and its answers can be compared like this.
  void condition(const AnswerCondition&, const std::string& path, std::string_view link_id);
  void scoring();  // scales, points, rules and suggestions (questionnaire_scoring.cpp)

 private:
  std::map<std::string_view, std::size_t> scale_by_code_{};  // the first with the code

  void comparison(const AnswerCondition&, const QuestionnaireItem&, std::size_t question,
                  const std::string& path, std::string_view link_id);
  void scales();
  void item_scales(std::size_t item, std::vector<bool>& is_scored);
  void score_rules(std::vector<bool>& is_scored);
  void suggestions();
  std::size_t scale(std::string_view code) const;  // or Form::none
};

inline std::string at(const std::string& path, std::string_view list, std::size_t index) {
  return path + '/' + std::string(list) + '/' + std::to_string(index);
}

}  // namespace onward
