// Whether scales, points, rules and suggestions are sound.
#include <algorithm>
#include <set>

#include "rules/questionnaire_check.hpp"
#include "text.hpp"

namespace onward {

namespace {

using QR = QuestionnaireReason;

bool is_out_of_range(std::int64_t points) {
  return points < -questionnaire_points_max || points > questionnaire_points_max;
}

bool is_blank_text(std::string_view text) { return std::ranges::all_of(text, is_blank); }

}  // namespace

void QuestionnaireCheck::scoring() {
  std::vector<bool> is_scored(questionnaire.scales.size());
  scales();
  for (std::size_t i = 0; i < questionnaire.items.size(); ++i) item_scales(i, is_scored);
  score_rules(is_scored);
  for (std::size_t s = 0; s < is_scored.size(); ++s)
    if (!is_scored[s] && scale(questionnaire.scales[s].code) == s)
      add(QR::scale_without_points, at("", "scales", s));
  if (!questionnaire.triage_scale.empty() && scale(questionnaire.triage_scale) == Form::none)
    add(QR::scale_unknown, "/triage_scale");
  suggestions();
}

std::size_t QuestionnaireCheck::scale(std::string_view code) const {
  const auto found = scale_by_code_.find(code);
  return found == scale_by_code_.end() ? Form::none : found->second;
}

void QuestionnaireCheck::scales() {
  std::set<std::string_view> codes;
  for (std::size_t s = 0; s < questionnaire.scales.size(); ++s) {
    const auto& scale = questionnaire.scales[s];
    const auto path = at("", "scales", s);
    if (is_blank_text(scale.code))
      add(QR::scale_unnamed, path + "/code");
    else if (!codes.insert(scale.code).second)
      add(QR::scale_twice, path + "/code");
    std::set<std::string_view> bands;
    for (std::size_t b = 0; b < scale.bands.size(); ++b) {
      const auto& band = scale.bands[b];
      if (is_blank_text(band.code))
        add(QR::scale_unnamed, at(path, "bands", b) + "/code");
      else if (!bands.insert(band.code).second)
        add(QR::scale_twice, at(path, "bands", b) + "/code");
      if (b > 0 && band.from_points <= scale.bands[b - 1].from_points)
        add(QR::bands_not_ascending, at(path, "bands", b) + "/from_points");
    }
  }
}

void QuestionnaireCheck::item_scales(std::size_t index, std::vector<bool>& is_scored) {
  const auto& item = questionnaire.items[index];
  const auto path = at("", "items", index);
  bool has_points = false;
  for (std::size_t o = 0; o < item.options.size(); ++o) {
    const auto points = item.options[o].points;
    if (!points) continue;
    has_points = true;
    if (is_out_of_range(*points))
      add(QR::points_out_of_range, at(path, "options", o) + "/points", item.link_id);
  }
  if (has_points == item.scales.empty())
    add(QR::points_without_scale, path + "/scales", item.link_id);
  std::set<std::string_view> codes;
  for (std::size_t s = 0; s < item.scales.size(); ++s) {
    const auto found = scale(item.scales[s]);
    if (found == Form::none)
      add(QR::scale_unknown, at(path, "scales", s), item.link_id);
    else if (!codes.insert(item.scales[s]).second)
      add(QR::scale_twice, at(path, "scales", s), item.link_id);
    else
      is_scored[found] = is_scored[found] || has_points;
  }
}

void QuestionnaireCheck::score_rules(std::vector<bool>& is_scored) {
  for (std::size_t r = 0; r < questionnaire.score_rules.size(); ++r) {
    const auto& rule = questionnaire.score_rules[r];
    const auto path = at("", "score_rules", r);
    const auto found = scale(rule.scale);
    if (found == Form::none)
      add(QR::scale_unknown, path + "/scale", rule.when.question);
    else
      is_scored[found] = true;
    condition(rule.when, path + "/when", rule.when.question);
    if (is_out_of_range(rule.points))
      add(QR::points_out_of_range, path + "/points", rule.when.question);
    if (is_blank_text(rule.reason)) add(QR::reason_missing, path + "/reason", rule.when.question);
  }
}

void QuestionnaireCheck::suggestions() {
  for (std::size_t i = 0; i < questionnaire.suggestions.size(); ++i) {
    const auto& suggestion = questionnaire.suggestions[i];
    const auto path = at("", "suggestions", i);
    if (is_blank_text(suggestion.issue)) add(QR::issue_missing, path + "/issue");
    if (is_blank_text(suggestion.reason)) add(QR::reason_missing, path + "/reason");
    if (suggestion.when.empty() && suggestion.scores.empty())
      add(QR::suggestion_without_condition, path + "/when");
    for (std::size_t c = 0; c < suggestion.when.size(); ++c)
      condition(suggestion.when[c], at(path, "when", c), suggestion.when[c].question);
    for (std::size_t s = 0; s < suggestion.scores.size(); ++s)
      if (scale(suggestion.scores[s].scale) == Form::none)
        add(QR::scale_unknown, at(path, "scores", s) + "/scale");
  }
}

}  // namespace onward
