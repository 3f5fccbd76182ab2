#include "onward/rules/questionnaire.hpp"

#include <algorithm>

#include "rules/questionnaire_check.hpp"

namespace onward {

namespace {

using QR = QuestionnaireReason;

constexpr std::size_t code_bytes_max = 64;  // FHIR R4, datatype id

bool is_code(std::string_view text) {
  return !text.empty() && text.size() <= code_bytes_max && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
  });
}

bool is_choice(ItemType type) { return type == ItemType::choice || type == ItemType::open_choice; }

// que-10, without those whose answers have no text: there a length has no meaning.
bool has_text(ItemType type) {
  return type == ItemType::string || type == ItemType::text || type == ItemType::url ||
         type == ItemType::open_choice;
}

class ItemCheck {
 public:
  ItemCheck(QuestionnaireCheck& check, std::size_t index)
      : check_(check),
        index_(index),
        item_(check.form.items[index]),
        path_(at("", "items", index)) {}

  void run(const FormOrder& order) {
    tree();
    members();
    if (is_choice(item_.type)) options();
    initial();
    conditions(order);
  }

 private:
  QuestionnaireCheck& check_;
  std::size_t index_;
  const QuestionnaireItem& item_;
  std::string path_;

  void add(QR reason, std::string_view member) {
    check_.add(reason, path_ + std::string(member), item_.link_id);
  }

  void tree() {
    const Form& form = check_.form;
    if (item_.link_id.empty())
      add(QR::link_id_missing, "/link_id");
    else if (form.find(item_.link_id) != index_)
      add(QR::link_id_twice, "/link_id");
    if (!item_.parent.empty()) {
      const auto above = form.find(item_.parent);
      if (above == Form::none)
        add(QR::parent_unknown, "/parent");
      else if (above >= index_)
        add(QR::parent_not_before, "/parent");
      else if (form.items[above].type == ItemType::display)
        add(QR::parent_holds_none, "/parent");
    }
    if (form.depth[index_] == questionnaire_depth_max + 1) add(QR::too_deep, "/parent");
    if (item_.type == ItemType::group && form.children[index_].empty()) add(QR::group_empty, "");
  }

  void members() {
    const auto refuse = [&](bool is_there, std::string_view member) {
      if (is_there) add(QR::not_for_this_type, member);
    };
    const bool is_display = item_.type == ItemType::display;
    refuse(is_display && !item_.codes.empty(), "/codes");
    refuse(is_display && item_.required, "/required");
    refuse(is_display && item_.repeats, "/repeats");
    refuse(is_display && item_.read_only, "/read_only");
    refuse(!is_choice(item_.type) && !item_.options.empty(), "/options");
    refuse(!is_choice(item_.type) && !item_.value_set.empty(), "/value_set");
    refuse(!is_question(item_.type) && !item_.initial.empty(), "/initial");
    refuse(!has_text(item_.type) && item_.max_length, "/max_length");
    if (item_.max_length && *item_.max_length < 1) add(QR::max_length_invalid, "/max_length");
  }

  void options() {
    if (item_.options.empty() && item_.value_set.empty()) add(QR::options_missing, "/options");
    if (!item_.options.empty() && !item_.value_set.empty())
      add(QR::options_and_value_set, "/value_set");
    std::size_t selected = 0;
    for (std::size_t o = 0; o < item_.options.size(); ++o) {
      const auto& option = item_.options[o];
      const auto path = at(path_, "options", o);
      if (const auto kind = check_.value(option.value, path + "/value", item_.link_id)) {
        if (!takes(item_.type, *kind))
          check_.add(QR::value_of_wrong_type, path + "/value", item_.link_id);
        else if (check_.form.option(index_, option.value) != o)
          check_.add(QR::option_twice, path + "/value", item_.link_id);
      }
      if (option.initially_selected && ++selected == 2 && !item_.repeats)
        check_.add(QR::too_many_initial, path + "/initially_selected", item_.link_id);
    }
  }

  void initial() {
    if (item_.initial.empty()) return;
    if (!item_.options.empty()) add(QR::initial_and_options, "/initial");
    if (item_.initial.size() > 1 && !item_.repeats) add(QR::too_many_initial, "/initial");
    for (std::size_t i = 0; i < item_.initial.size(); ++i) {
      const auto path = at(path_, "initial", i);
      const auto kind = check_.value(item_.initial[i], path, item_.link_id);
      if (kind && is_question(item_.type) && !takes(item_.type, *kind))
        check_.add(QR::value_of_wrong_type, path, item_.link_id);
    }
  }

  void conditions(const FormOrder& order) {
    for (std::size_t c = 0; c < item_.enable_when.size(); ++c) {
      const auto path = at(path_, "enable_when", c);
      check_.condition(item_.enable_when[c], path, item_.link_id);
      const auto question = check_.form.asks[index_][c];
      if (question != Form::none && order.component[question] == order.component[index_])
        check_.add(QR::conditions_loop, path + "/question", item_.link_id);
    }
  }
};

bool is_order(AnswerOperator op) {
  return op != AnswerOperator::exists && op != AnswerOperator::equal &&
         op != AnswerOperator::not_equal;
}

bool is_number(ValueKind kind) { return kind == ValueKind::decimal || kind == ValueKind::integer; }

// Whether answers to the question can be compared with a value of this kind at all.
bool is_comparable(const QuestionnaireItem& item, ValueKind kind) {
  if (!is_choice(item.type))
    return takes(item.type, kind) ||
           ((item.type == ItemType::decimal || item.type == ItemType::integer) && is_number(kind));
  if (item.options.empty()) return kind == ValueKind::coding || kind == ValueKind::text;
  return takes(item.type, kind) || kind == ValueKind::decimal;
}

// Whether answers to the question have an order, so far as this value is concerned.
bool has_order(const QuestionnaireItem& item, const AnswerValue& asked) {
  switch (item.type) {
    case ItemType::decimal:
    case ItemType::integer:
    case ItemType::date:
    case ItemType::date_time:
    case ItemType::time:
    case ItemType::quantity: return true;
    case ItemType::choice: break;
    default: return false;
  }
  const auto kind = kind_of(asked);
  if (kind == ValueKind::coding || kind == ValueKind::text) return false;
  return std::ranges::all_of(item.options, [&](auto& option) {
    return compare(option.value, asked) != std::partial_ordering::unordered;
  });
}

}  // namespace

std::vector<Problem> told(std::span<const QuestionnaireProblem> problems) {
  std::vector<Problem> out;
  for (auto& p : problems)
    out.push_back({p.path, std::string(names<QR>[static_cast<std::size_t>(p.reason)].doc)});
  return out;
}

std::optional<ValueKind> QuestionnaireCheck::value(const AnswerValue& v, const std::string& path,
                                                   std::string_view link_id) {
  const auto kind = kind_of(v);
  if (kind == ValueKind::none)
    add(QR::value_missing, path, link_id);
  else if (kind == ValueKind::several)
    add(QR::value_ambiguous, path, link_id);
  else if (!is_valid(v))
    add(QR::value_invalid, path, link_id);
  else
    return kind;
  return std::nullopt;
}

void QuestionnaireCheck::condition(const AnswerCondition& c, const std::string& path,
                                   std::string_view link_id) {
  const auto question = form.find(c.question);
  if (question == Form::none) return add(QR::question_unknown, path + "/question", link_id);
  const auto& item = form.items[question];
  if (!is_question(item.type))
    return add(QR::question_without_answers, path + "/question", link_id);
  const auto kind = value(c.answer, path + "/answer", link_id);
  if (!kind) return;
  if (c.op != AnswerOperator::exists) return comparison(c, item, question, path, link_id);
  if (*kind != ValueKind::boolean) add(QR::value_of_wrong_type, path + "/answer", link_id);
}

void QuestionnaireCheck::comparison(const AnswerCondition& c, const QuestionnaireItem& item,
                                    std::size_t question, const std::string& path,
                                    std::string_view link_id) {
  if (!is_comparable(item, kind_of(c.answer)))
    return add(QR::value_of_wrong_type, path + "/answer", link_id);
  if (is_order(c.op)) {
    if (!has_order(item, c.answer)) add(QR::operator_unfit, path + "/operator", link_id);
    return;
  }
  if (item.type != ItemType::choice || item.options.empty()) return;
  if (form.option(question, c.answer) != Form::none) return;
  const bool is_option = std::ranges::any_of(
      item.options, [&](auto& option) { return compare(option.value, c.answer) == 0; });
  if (!is_option) add(QR::not_an_option, path + "/answer", link_id);
}

std::vector<QuestionnaireProblem> check(const Questionnaire& q) {
  if (q.items.size() > static_cast<std::size_t>(questionnaire_items_max))
    return {{QR::too_many_items, "/items", {}}};
  QuestionnaireCheck check(q);
  if (!is_code(q.code)) check.add(QR::code_invalid, "/code");
  if (q.items.empty()) check.add(QR::no_items, "/items");
  const auto order = order_of(check.form);
  for (std::size_t i = 0; i < q.items.size(); ++i) ItemCheck(check, i).run(order);
  check.scoring();
  return std::move(check.problems);
}

}  // namespace onward
