// A questionnaire with the answers put into their places.
//
// An item stands once under each standing of its group and under each answer of its question; where
// the response has none, one standing without an answer is put, so that every item can be asked
// about. Positions are those of Questionnaire::items and QuestionnaireResponse::items.
#pragma once

#include "onward/rules/questionnaire.hpp"
#include "rules/questionnaire_form.hpp"

namespace onward {

struct Filled {
  static constexpr std::size_t none = std::size_t(-1);

  // Throws std::invalid_argument when the questionnaire is not sound.
  Filled(const Questionnaire&, const QuestionnaireResponse&);

  struct Standing {
    std::size_t slot = 0;  // what it stands in
    std::size_t given = none;  // its item in the response
    bool asked = false;
    bool answered = false;  // it, or for a group something below it
  };
  // What items stand in: the whole form, one standing of a group, one answer of a question.
  struct Slot {
    std::size_t item = none;  // none: the whole form
    std::size_t standing = none;
    std::size_t answer = none;  // of a question
    bool is_there = true;  // something required below it is missed
  };
  struct Range {
    std::size_t begin = 0, end = 0;
    std::size_t size() const { return end - begin; }
  };

  const Questionnaire& questionnaire;
  const QuestionnaireResponse& response;
  Form form;
  std::vector<QuestionnaireProblem> problems{};  // of places
  std::vector<Standing> standings{};
  std::vector<Slot> slots{};
  std::vector<Range> standings_of{};  // each item's, in the order of their slots
  std::vector<Range> slots_of{};  // each item's, in the order of its standings

  // The answers that count: none where the item is not asked.
  std::span<const GivenAnswer> answers(const Standing&) const;
  // Whether an answer is missed where there is none.
  bool is_due(const Standing& s) const { return s.asked && slots[s.slot].is_there; }

 private:
  std::vector<std::size_t> slot_of_given_{};  // the first of a response's item; none: misplaced

  std::vector<std::vector<std::size_t>> given_by_item();
  std::size_t slot_above(std::size_t given, std::size_t item);
  void stand(std::size_t item, const std::vector<std::size_t>& given);
  void add_standing(std::size_t item, std::size_t slot, std::size_t given);
  void ask(const FormOrder&);
  void note_answered();
  bool is_enabled(std::size_t item, std::size_t slot) const;
  bool is_met(const AnswerCondition&, std::size_t question, std::size_t item,
              std::size_t slot) const;
  std::size_t slot_at(std::size_t slot, std::size_t item) const;
  std::size_t shared_item(std::size_t one, std::size_t other) const;
};

}  // namespace onward
