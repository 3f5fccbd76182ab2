// A questionnaire with its references looked up.
#pragma once

#include "onward/model/questionnaire.hpp"

namespace onward {

// Positions are those of Questionnaire::items. It points into the questionnaire.
struct Form {
  static constexpr std::size_t none = std::size_t(-1);

  explicit Form(const Questionnaire&);

  const std::vector<QuestionnaireItem>& items;
  std::vector<std::size_t> parent{};                 // none at the top, or when it is unsound
  std::vector<std::size_t> depth{};                  // from 1
  std::vector<std::vector<std::size_t>> children{};  // in order
  std::vector<std::size_t> top{};                    // items without a parent, in order
  std::vector<std::vector<std::size_t>> asks{};      // the questions of enable_when, or none

  std::size_t find(std::string_view link_id) const;  // the first, or none
  // The option with this value, or none.
  std::size_t option(std::size_t item, const AnswerValue&) const;

 private:
  std::vector<std::pair<std::string_view, std::size_t>> by_link_id_{};
  std::vector<std::vector<std::pair<std::string, std::size_t>>> options_{};  // by key
};

// Items in an order in which parents and questions come before what depends on them. Items that
// depend on each other have the same component.
struct FormOrder {
  std::vector<std::size_t> items{};
  std::vector<std::size_t> component{};  // of each item
};
FormOrder order_of(const Form&);

}  // namespace onward
