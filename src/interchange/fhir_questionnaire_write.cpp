#include <algorithm>
#include <stdexcept>

#include "interchange/fhir_questionnaire.hpp"
#include "interchange/fhir_questionnaire_codes.hpp"
#include "json.hpp"
#include "rules/questionnaire_form.hpp"

namespace onward {

namespace {

using Points = std::optional<std::int64_t>;

// FHIR has no empty texts, arrays or objects.
class FhirWriting {
 public:
  std::string json{};
  JsonWriter w{json};

  void text(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    w.member(name);
    w.text(value);
  }
  void flag(std::string_view name, bool value) {
    if (!value) return;
    w.member(name);
    w.boolean(true);
  }
  template <class List, class Write>
  void list(std::string_view name, const List& items, Write write) {
    if (items.empty()) return;
    w.member(name);
    w.begin_array(0);
    for (auto& item : items) write(item);
    w.end_array();
  }
  void codings(std::string_view name, const std::vector<Coding>& codings) {
    list(name, codings, [&](const Coding& c) { coding(c, {}); });
  }
  void reference(std::string_view name, std::string_view target) {
    if (target.empty()) return;
    w.member(name);
    w.begin_object(0);
    text("reference", target);
    w.end_object();
  }
  void points(const Points& points) {
    if (!points) return;
    w.member("extension");
    w.begin_array(1);
    w.begin_object(2);
    text("url", fhir_ordinal_value);
    w.member("valueDecimal");
    w.integer(*points);
    w.end_object();
    w.end_array();
  }
  // The member is called `prefix` and the type; an address is a text of type uri.
  void value(std::string_view prefix, const AnswerValue& v, const Points& points = {},
             bool is_address = false) {
    const auto named = [&](std::string_view type) -> JsonWriter& {
      w.member(std::string(prefix) + std::string(type));
      return w;
    };
    if (v.boolean) named("Boolean").boolean(*v.boolean);
    if (v.decimal) named("Decimal").real(*v.decimal);
    if (v.integer) named("Integer").integer(*v.integer);
    if (v.date) named("Date").date(*v.date);
    if (v.date_time) named("DateTime").instant(*v.date_time);
    if (v.time) named("Time").text(*v.time);
    if (v.text) named(is_address ? "Uri" : "String").text(*v.text);
    if (v.coding) {
      named("Coding");
      coding(*v.coding, points);
    }
    if (v.quantity) {
      named("Quantity");
      quantity(*v.quantity);
    }
  }

 private:
  void coding(const Coding& c, const Points& its_points) {
    w.begin_object(0);
    points(its_points);
    text("system", c.system);
    text("code", c.code);
    text("display", c.display);
    w.end_object();
  }
  void quantity(const Quantity& q) {
    w.begin_object(0);
    w.member("value");
    w.real(q.value);
    text("unit", q.unit);
    text("system", q.system);
    text("code", q.code);
    w.end_object();
  }
};

class QuestionnaireWriter {
 public:
  explicit QuestionnaireWriter(const Questionnaire& q) : q_(q), form_(q) {
    if (std::ranges::any_of(form_.depth, [](auto d) { return d > questionnaire_depth_max; }))
      throw std::invalid_argument("items stand below each other in over 16 storeys");
  }

  FhirText write() && {
    auto& w = out_.w;
    w.begin_object(0);
    out_.text("resourceType", "Questionnaire");
    out_.text("id", q_.code);
    out_.text("url", q_.url);
    out_.text("version", q_.version);
    out_.text("title", q_.title);
    out_.text("status", fhir_code(fhir_questionnaire_statuses, q_.status));
    out_.text("description", q_.description);
    out_.text("publisher", q_.publisher);
    out_.text("copyright", q_.copyright);
    out_.codings("code", q_.codes);
    out_.list("item", form_.top, [&](std::size_t i) { item(i); });
    w.end_object();
    return {std::move(out_.json), left_out()};
  }

 private:
  const Questionnaire& q_;
  Form form_;
  FhirWriting out_{};

  void item(std::size_t index) {
    const auto& item = q_.items[index];
    auto& w = out_.w;
    w.begin_object(0);
    out_.text("linkId", item.link_id);
    out_.codings("code", item.codes);
    out_.text("prefix", item.prefix);
    out_.text("text", item.text);
    out_.text("type", fhir_code(fhir_item_types, item.type));
    conditions(item);
    out_.flag("required", item.required);
    out_.flag("repeats", item.repeats);
    out_.flag("readOnly", item.read_only);
    if (item.max_length) {
      w.member("maxLength");
      w.integer(*item.max_length);
    }
    out_.text("answerValueSet", item.value_set);
    out_.list("answerOption", item.options, [&](const AnswerOption& o) { option(o); });
    out_.list("initial", item.initial, [&](const AnswerValue& value) {
      w.begin_object(1);
      out_.value("value", value, {}, item.type == ItemType::url);
      w.end_object();
    });
    out_.list("item", form_.children[index], [&](std::size_t child) { this->item(child); });
    w.end_object();
  }

  void conditions(const QuestionnaireItem& item) {
    if (item.enable_when.empty()) return;
    out_.list("enableWhen", item.enable_when, [&](const AnswerCondition& c) {
      out_.w.begin_object(3);
      out_.text("question", c.question);
      out_.text("operator", fhir_code(fhir_operators, c.op));
      out_.value("answer", c.answer);
      out_.w.end_object();
    });
    out_.text("enableBehavior", fhir_code(fhir_behaviors, item.enable_behavior));
  }

  void option(const AnswerOption& option) {
    out_.w.begin_object(0);
    if (!option.value.coding) out_.points(option.points);
    out_.value("value", option.value, option.points);
    out_.flag("initialSelected", option.initially_selected);
    out_.w.end_object();
  }

  // One scale of all points, without more, is what a reader makes of ordinal values.
  bool has_only_total() const {
    if (q_.scales.size() != 1 || q_.scales[0].code != fhir_total_scale ||
        !q_.scales[0].title.empty() || !q_.scales[0].bands.empty())
      return false;
    return std::ranges::all_of(q_.items, [](const QuestionnaireItem& item) {
      const bool has_points = std::ranges::any_of(
          item.options, [](const AnswerOption& o) { return o.points.has_value(); });
      return has_points == !item.scales.empty();
    });
  }

  std::vector<std::string> left_out() const {
    std::vector<std::string> out;
    if (q_.issue_id) out.emplace_back("/issue_id");
    if (!q_.scales.empty() && !has_only_total()) out.emplace_back("/scales");
    if (!q_.score_rules.empty()) out.emplace_back("/score_rules");
    if (!q_.triage_scale.empty()) out.emplace_back("/triage_scale");
    if (!q_.suggestions.empty()) out.emplace_back("/suggestions");
    return out;
  }
};

class ResponseWriter {
 public:
  ResponseWriter(const QuestionnaireResponse& r, const Questionnaire& q) : r_(r), form_(q) {
    std::vector<std::int64_t> depth(r.items.size(), 1);
    below_.resize(r.items.size() + 1);
    for (std::size_t i = 0; i < r.items.size(); ++i) {
      const auto& item = r.items[i];
      if (item.parent && (*item.parent < 0 || *item.parent >= static_cast<std::int64_t>(i)))
        throw std::invalid_argument("an item stands under none before it");
      const auto above = item.parent ? static_cast<std::size_t>(*item.parent) : top();
      if (above != top()) depth[i] = depth[above] + 1;
      if (item.parent_answer && (above == top() || *item.parent_answer < 0 ||
                                 *item.parent_answer >= std::ssize(r.items[above].answers)))
        throw std::invalid_argument("an item stands under an answer that is not there");
      if (depth[i] > questionnaire_depth_max)
        throw std::invalid_argument("items stand below each other in over 16 storeys");
      below_[above].emplace_back(item.parent_answer.value_or(no_answer), i);
    }
    for (auto& list : below_) std::ranges::sort(list);
  }

  FhirText write(const FhirLinks& links) && {
    out_.w.begin_object(0);
    out_.text("resourceType", "QuestionnaireResponse");
    out_.text("id", links.id);
    out_.text("questionnaire", links.questionnaire);
    out_.text("status", fhir_code(fhir_response_statuses, r_.status));
    out_.reference("subject", links.subject);
    if (r_.authored_at) {
      out_.w.member("authored");
      out_.w.instant(*r_.authored_at);
    }
    out_.reference("author", links.author);
    out_.reference("source", links.source);
    items(top(), no_answer);
    out_.w.end_object();
    return {std::move(out_.json), std::move(left_out_)};
  }

 private:
  static constexpr std::int64_t no_answer = -1;
  const QuestionnaireResponse& r_;
  Form form_;
  FhirWriting out_{};
  std::vector<std::string> left_out_{};
  std::vector<std::vector<std::pair<std::int64_t, std::size_t>>> below_{};  // answer, item

  std::size_t top() const { return r_.items.size(); }

  void items(std::size_t above, std::int64_t answer) {
    const auto at = std::ranges::equal_range(below_[above], answer, {},
                                             [](auto& entry) { return entry.first; });
    out_.list("item", at, [&](auto& entry) { item(entry.second); });
  }

  void item(std::size_t index) {
    const auto& item = r_.items[index];
    const auto asked = form_.find(item.link_id);
    const bool is_address = asked != Form::none && form_.items[asked].type == ItemType::url;
    out_.w.begin_object(0);
    out_.text("linkId", item.link_id);
    out_.text("text", item.text);
    std::int64_t number = 0;
    out_.list("answer", item.answers, [&](const GivenAnswer& answer) {
      if (answer.points && !answer.value.coding)
        left_out_.push_back("/items/" + std::to_string(index) + "/answers/" +
                            std::to_string(number) + "/points");
      out_.w.begin_object(0);
      out_.value("value", answer.value, answer.points, is_address);
      items(index, number++);
      out_.w.end_object();
    });
    items(index, no_answer);
    out_.w.end_object();
  }
};

}  // namespace

FhirText write_fhir(const Questionnaire& q) { return QuestionnaireWriter(q).write(); }

FhirText write_fhir(const QuestionnaireResponse& response, const FhirLinks& links,
                    const Questionnaire& form) {
  return ResponseWriter(response, form).write(links);
}

}  // namespace onward
