// Whether answers fit their questionnaire, and what is asked.
#include "rules/questionnaire_filled.hpp"
#include "rules/questionnaire_values.hpp"

namespace onward {

namespace {

using QR = QuestionnaireReason;

class AnswerCheck {
 public:
  AnswerCheck(const Questionnaire& q, const QuestionnaireResponse& r) : filled_(q, r) {}

  std::vector<QuestionnaireProblem> run() && {
    const auto status = filled_.response.status;
    const bool is_complete =
        status == ResponseStatus::completed || status == ResponseStatus::amended;
    problems_ = filled_.problems;
    for (std::size_t item = 0; item < filled_.form.items.size(); ++item)
      for (auto s = filled_.standings_of[item].begin; s < filled_.standings_of[item].end; ++s) {
        const auto& standing = filled_.standings[s];
        if (standing.given != Filled::none) given(item, standing);
        if (is_complete) required(item, standing);
      }
    return std::move(problems_);
  }

 private:
  Filled filled_;
  std::vector<QuestionnaireProblem> problems_{};

  void add(QR reason, std::string path, std::size_t item) {
    problems_.push_back({reason, std::move(path), filled_.form.items[item].link_id});
  }

  void given(std::size_t index, const Filled::Standing& standing) {
    const auto& item = filled_.form.items[index];
    const auto& answers = filled_.response.items[standing.given].answers;
    const auto path = "/items/" + std::to_string(standing.given);
    if (answers.empty()) return;
    if (!is_question(item.type)) return add(QR::answers_unexpected, path + "/answers", index);
    if (!standing.asked) return add(QR::item_not_asked, path, index);
    if (answers.size() > 1 && !item.repeats) add(QR::too_many_answers, path + "/answers/1", index);
    for (std::size_t a = 0; a < answers.size(); ++a)
      answer(index, answers[a], path + "/answers/" + std::to_string(a));
  }

  void answer(std::size_t index, const GivenAnswer& answer, const std::string& path) {
    const auto& item = filled_.form.items[index];
    const auto kind = kind_of(answer.value);
    if (kind == ValueKind::none) return add(QR::value_missing, path + "/value", index);
    if (kind == ValueKind::several) return add(QR::value_ambiguous, path + "/value", index);
    if (!is_valid(answer.value)) return add(QR::value_invalid, path + "/value", index);
    if (!takes(item.type, kind)) return add(QR::value_of_wrong_type, path + "/value", index);
    if (item.max_length && answer.value.text &&
        characters(*answer.value.text) > static_cast<std::size_t>(*item.max_length))
      add(QR::text_too_long, path + "/value", index);
    if (item.type == ItemType::choice || item.type == ItemType::open_choice)
      choice(index, answer, kind, path);
  }

  void choice(std::size_t index, const GivenAnswer& answer, ValueKind kind,
              const std::string& path) {
    const auto& item = filled_.form.items[index];
    if (item.type == ItemType::open_choice && kind == ValueKind::text) return;
    if (item.options.empty()) {  // a value set has codings, and is not looked into
      if (kind != ValueKind::coding) add(QR::value_of_wrong_type, path + "/value", index);
      return;
    }
    const auto option = filled_.form.option(index, answer.value);
    if (option == Form::none) return add(QR::not_an_option, path + "/value", index);
    const auto& points = item.options[option].points;
    if (points && answer.points && *points != *answer.points)
      add(QR::points_differ, path + "/points", index);
  }

  void required(std::size_t index, const Filled::Standing& standing) {
    if (!filled_.form.items[index].required || standing.answered || !filled_.is_due(standing))
      return;
    auto slot = standing.slot;
    auto place = standing.given;
    while (place == Filled::none && filled_.slots[slot].item != Filled::none) {
      const auto& above = filled_.standings[filled_.slots[slot].standing];
      place = above.given;
      slot = above.slot;
    }
    add(QR::answer_missing, place == Filled::none ? "/items" : "/items/" + std::to_string(place),
        index);
  }
};

std::optional<std::int64_t> position(std::size_t index) {
  return index == Filled::none ? std::nullopt : std::optional(static_cast<std::int64_t>(index));
}

}  // namespace

std::vector<QuestionnaireProblem> check(const Questionnaire& q, const QuestionnaireResponse& r) {
  return AnswerCheck(q, r).run();
}

std::vector<AskedItem> asked_items(const Questionnaire& q, const QuestionnaireResponse& r) {
  const Filled filled(q, r);
  std::vector<AskedItem> out;
  for (std::size_t item = 0; item < filled.form.items.size(); ++item) {
    auto last = Filled::none;
    for (auto s = filled.standings_of[item].begin; s < filled.standings_of[item].end; ++s) {
      const auto& standing = filled.standings[s];
      if (standing.slot == last) continue;
      last = standing.slot;
      const auto& slot = filled.slots[standing.slot];
      const auto above =
          slot.item == Filled::none ? Filled::none : filled.standings[slot.standing].given;
      out.push_back({filled.form.items[item].link_id, position(above), position(slot.answer),
                     standing.asked});
    }
  }
  return out;
}

}  // namespace onward
