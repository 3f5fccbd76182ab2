// What answers score and suggest, each with the answers it follows from.
#include <algorithm>
#include <map>

#include "dates.hpp"
#include "rules/questionnaire_filled.hpp"
#include "rules/questionnaire_values.hpp"

namespace onward {

namespace {

std::string as_read(const AnswerValue& v) {
  if (v.coding) return v.coding->display.empty() ? v.coding->code : v.coding->display;
  if (v.text) return *v.text;
  if (v.integer) return std::to_string(*v.integer);
  if (v.date) return format_date(*v.date);
  return v.time.value_or("");
}

Contribution contribution(const Filled& filled, std::size_t item, const Filled::Standing& standing,
                          std::size_t answer) {
  return {.link_id = filled.form.items[item].link_id,
          .item = static_cast<std::int64_t>(standing.given),
          .answer = static_cast<std::int64_t>(answer)};
}

// The first answer that meets the condition, at whatever place. Unlike what is asked, points and
// suggestions follow from answers only: without one, `not_equal` does not hold.
std::optional<Contribution> evidence(const Filled& filled, const AnswerCondition& condition) {
  const auto item = filled.form.find(condition.question);
  const bool asks_for_none =
      condition.op == AnswerOperator::exists && !condition.answer.boolean.value_or(true);
  const bool asks_for_other = condition.op == AnswerOperator::not_equal;
  std::optional<Contribution> out;
  for (auto s = filled.standings_of[item].begin; s < filled.standings_of[item].end; ++s) {
    const auto& standing = filled.standings[s];
    const auto answers = filled.answers(standing);
    if (asks_for_none && !answers.empty()) return std::nullopt;
    for (std::size_t a = 0; a < answers.size(); ++a) {
      const bool fits = holds(condition.op, answers[a].value, condition.answer);
      if (!fits && asks_for_other) return std::nullopt;
      if (fits && !out) out = contribution(filled, item, standing, a);
    }
    if (asks_for_none && filled.is_due(standing) && !out)
      out = Contribution{.link_id = condition.question};
  }
  return out;
}

void add(Score& score, Contribution part) {
  score.points += part.points;
  score.contributions.push_back(std::move(part));
}

void add_item(Score& score, const Filled& filled, std::size_t item) {
  for (auto s = filled.standings_of[item].begin; s < filled.standings_of[item].end; ++s) {
    const auto& standing = filled.standings[s];
    const auto answers = filled.answers(standing);
    bool gave_points = false;
    for (std::size_t a = 0; a < answers.size(); ++a) {
      const auto option = filled.form.option(item, answers[a].value);
      if (option == Form::none) continue;
      const auto& chosen = filled.form.items[item].options[option];
      const auto points = chosen.points;
      if (!points) continue;
      auto part = contribution(filled, item, standing, a);
      part.reason = as_read(chosen.value);
      part.points = *points;
      add(score, std::move(part));
      gave_points = true;
    }
    if (!gave_points && filled.is_due(standing))
      score.unanswered.push_back(filled.form.items[item].link_id);
  }
}

std::vector<Score> scores_of(const Filled& filled) {
  std::vector<Score> out;
  std::map<std::string_view, std::size_t> by_code;
  for (auto& scale : filled.questionnaire.scales) {
    by_code.emplace(scale.code, out.size());
    out.push_back({.scale = scale.code});
  }
  for (std::size_t item = 0; item < filled.form.items.size(); ++item)
    for (auto& code : filled.form.items[item].scales) add_item(out[by_code.at(code)], filled, item);
  for (auto& rule : filled.questionnaire.score_rules) {
    auto part = evidence(filled, rule.when);
    if (!part) continue;
    part->reason = rule.reason;
    part->points = rule.points;
    add(out[by_code.at(rule.scale)], std::move(*part));
  }
  for (std::size_t s = 0; s < out.size(); ++s)
    for (auto& band : filled.questionnaire.scales[s].bands)
      if (out[s].points >= band.from_points) out[s].band = band.code;
  return out;
}

// A scale to which no answer has given points says nothing.
std::optional<ScoreThreshold> reached(std::span<const Score> scores,
                                      const ScoreThreshold& threshold) {
  const auto score = std::ranges::find(scores, threshold.scale, &Score::scale);
  if (score->contributions.empty() || score->points < threshold.points) return std::nullopt;
  return ScoreThreshold{threshold.scale, score->points};
}

}  // namespace

std::vector<Score> scores(const Questionnaire& q, const QuestionnaireResponse& r) {
  return scores_of(Filled(q, r));
}

std::optional<Score> triage(const Questionnaire& q, const QuestionnaireResponse& r) {
  auto all = scores(q, r);
  const auto found = std::ranges::find(all, q.triage_scale, &Score::scale);
  return found == all.end() ? std::nullopt : std::optional(std::move(*found));
}

std::vector<SuggestedIssue> suggested_issues(const Questionnaire& q,
                                             const QuestionnaireResponse& r) {
  const Filled filled(q, r);
  const auto all = scores_of(filled);
  std::vector<SuggestedIssue> out;
  for (auto& rule : q.suggestions) {
    SuggestedIssue suggested{.issue = rule.issue, .reason = rule.reason};
    for (auto& condition : rule.when)
      if (auto answer = evidence(filled, condition))
        suggested.answers.push_back(std::move(*answer));
    for (auto& threshold : rule.scores)
      if (auto score = reached(all, threshold)) suggested.scores.push_back(std::move(*score));
    const auto met = suggested.answers.size() + suggested.scores.size();
    const auto needed =
        rule.behavior == ConditionBehavior::any ? 1 : rule.when.size() + rule.scores.size();
    if (met >= needed) out.push_back(std::move(suggested));
  }
  return out;
}

}  // namespace onward
