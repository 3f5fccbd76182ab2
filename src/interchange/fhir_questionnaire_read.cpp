#include <algorithm>
#include <map>

#include "interchange/fhir_questionnaire.hpp"
#include "interchange/fhir_questionnaire_codes.hpp"
#include "json.hpp"

namespace onward {

namespace {

bool is_resource(Reader& r, std::string_view type) {
  std::string found;
  r.object([&](Reader& value, std::string_view name, int) {
    if (name == "resourceType") value.text(found);
  });
  return found == type;
}

// The options that contained value sets list, by "#id".
class ContainedValueSets {
 public:
  explicit ContainedValueSets(FhirReading& reading) : reading_(reading) {}

  void read(Reader& root) {
    const Path top;
    root.object([&](Reader& list, std::string_view name, int) {
      const Path here{&top, name};
      if (name == "contained")
        reading_.array(list, here, [&](Reader& r, const Path& at) { resource(r, at); });
    });
  }
  const std::vector<AnswerOption>* find(const std::string& address) const {
    const auto found = by_address_.find(address);
    return found == by_address_.end() ? nullptr : &found->second;
  }

 private:
  FhirReading& reading_;
  std::map<std::string, std::vector<AnswerOption>> by_address_;
  bool is_listed_ = false;  // the codes are all there, none by a rule

  void resource(Reader& r, const Path& path) {
    if (!is_resource(r, "ValueSet")) return reading_.leave_out(path);
    std::string id;
    std::vector<AnswerOption> options;
    is_listed_ = true;
    reading_.object(r, path, [&](std::string_view name, Reader& value, const Path& here) {
      if (name == "resourceType") return true;
      if (name == "id") return reading_.text(value, here, id);
      return name == "compose" && compose(value, here, options);
    });
    if (is_listed_ && !options.empty())
      by_address_.emplace('#' + id, std::move(options));
    else
      reading_.leave_out(path);
  }

  bool compose(Reader& r, const Path& path, std::vector<AnswerOption>& out) {
    return reading_.object(r, path, [&](std::string_view name, Reader& value, const Path& here) {
      if (name != "include") {
        is_listed_ = is_listed_ && name != "exclude";
        return false;
      }
      return reading_.array(value, here,
                            [&](Reader& set, const Path& at) { include(set, at, out); });
    });
  }

  void include(Reader& r, const Path& path, std::vector<AnswerOption>& out) {
    std::string system;
    const auto first = out.size();
    reading_.object(r, path, [&](std::string_view name, Reader& value, const Path& here) {
      if (name == "system") return reading_.text(value, here, system);
      if (name == "concept")
        return reading_.array(value, here, [&](Reader& concept_, const Path& at) {
          auto& option = out.emplace_back();
          reading_.coding(concept_, at, option.value.coding.emplace(), &option.points);
        });
      is_listed_ = is_listed_ && name != "filter" && name != "valueSet";
      return false;
    });
    is_listed_ = is_listed_ && out.size() > first;
    for (auto o = first; o < out.size(); ++o)
      if (auto& coding = out[o].value.coding) coding->system = system;
  }
};

class QuestionnaireReader {
 public:
  Result<FhirQuestionnaire> read(std::string_view json) {
    auto document = JsonDocument::parse(json);
    if (!document) return document.refusal();
    reading_.problems = document.value().problems();
    Reader& root = document.value().root();
    const Path top;
    if (!is_resource(root, "Questionnaire"))
      reading_.refuse(Path{&top, "resourceType"}, "expected Questionnaire");
    else
      resource(root, top);
    if (!reading_.problems.empty()) return malformed(std::move(reading_.problems));
    name_parents();
    name_scale();
    out_.left_out = std::move(reading_.left_out);
    return std::move(out_);
  }

 private:
  static constexpr std::size_t none = std::size_t(-1);
  FhirReading reading_{};
  ContainedValueSets value_sets_{reading_};
  FhirQuestionnaire out_{};
  std::vector<std::size_t> parents_{};

  void resource(Reader& root, const Path& top) {
    value_sets_.read(root);
    auto& q = out_.questionnaire;
    bool has_status = false;
    reading_.object(root, top, [&](std::string_view name, Reader& r, const Path& here) {
      if (name == "resourceType" || name == "contained") return true;
      if (name == "id") return reading_.text(r, here, q.code);
      if (name == "url") return reading_.text(r, here, q.url);
      if (name == "version") return reading_.text(r, here, q.version);
      if (name == "title") return reading_.text(r, here, q.title);
      if (name == "description") return reading_.text(r, here, q.description, text_limit_long);
      if (name == "publisher") return reading_.text(r, here, q.publisher);
      if (name == "copyright") return reading_.text(r, here, q.copyright, text_limit_long);
      if (name == "code") return reading_.codings(r, here, q.codes);
      if (name == "item") return items(r, here, none);
      if (name != "status") return false;
      has_status = true;
      return reading_.code(r, here, fhir_questionnaire_statuses, q.status);
    });
    if (!has_status) reading_.refuse(Path{&top, "status"}, "is required");
  }

  bool items(Reader& r, const Path& path, std::size_t parent) {
    return reading_.array(r, path, [&](Reader& at, const Path& here) { item(at, here, parent); });
  }

  // Children come after their parent, whatever the order of the members.
  void item(Reader& r, const Path& path, std::size_t parent) {
    const auto index = parents_.size();
    parents_.push_back(parent);
    out_.item_paths.push_back(path.pointer());
    out_.questionnaire.items.emplace_back();
    QuestionnaireItem item;
    bool has_type = false, has_link_id = false, has_behavior = false;
    reading_.object(r, path, [&](std::string_view name, Reader& value, const Path& here) {
      has_type = has_type || name == "type";
      has_link_id = has_link_id || name == "linkId";
      has_behavior = has_behavior || name == "enableBehavior";
      return name == "item" ? items(value, here, index) : member(name, value, here, item);
    });
    if (!has_link_id) reading_.refuse(Path{&path, "linkId"}, "is required");
    if (!has_type) reading_.refuse(Path{&path, "type"}, "is required");
    if (item.enable_when.size() > 1 && !has_behavior)
      reading_.refuse(Path{&path, "enableBehavior"}, "is required with several conditions");
    out_.questionnaire.items[index] = std::move(item);
  }

  bool member(std::string_view name, Reader& r, const Path& here, QuestionnaireItem& item) {
    if (name == "linkId") return reading_.text(r, here, item.link_id);
    if (name == "type") return reading_.code(r, here, fhir_item_types, item.type);
    if (name == "prefix") return reading_.text(r, here, item.prefix);
    if (name == "text") return reading_.text(r, here, item.text, text_limit_long);
    if (name == "code") return reading_.codings(r, here, item.codes);
    if (name == "required") return reading_.boolean(r, here, item.required);
    if (name == "repeats") return reading_.boolean(r, here, item.repeats);
    if (name == "readOnly") return reading_.boolean(r, here, item.read_only);
    if (name == "maxLength") return reading_.integer(r, here, item.max_length.emplace());
    if (name == "enableBehavior")
      return reading_.code(r, here, fhir_behaviors, item.enable_behavior);
    if (name == "answerValueSet") return value_set(r, here, item);
    if (name == "answerOption")
      return reading_.array(r, here, [&](Reader& option, const Path& at) {
        answer_option(option, at, item.options.emplace_back());
      });
    if (name == "enableWhen")
      return reading_.array(r, here, [&](Reader& condition, const Path& at) {
        enable_when(condition, at, item.enable_when.emplace_back());
      });
    if (name != "initial") return false;
    return reading_.array(r, here, [&](Reader& initial, const Path& at) {
      auto& value = item.initial.emplace_back();
      reading_.object(initial, at, [&](std::string_view type, Reader& v, const Path& below) {
        return reading_.value(type, "value", v, below, value);
      });
    });
  }

  bool value_set(Reader& r, const Path& here, QuestionnaireItem& item) {
    std::string address;
    reading_.text(r, here, address);
    if (!address.starts_with('#'))
      item.value_set = std::move(address);
    else if (const auto* options = value_sets_.find(address))
      item.options.insert(item.options.end(), options->begin(), options->end());
    else
      reading_.refuse(here, "no contained value set lists its codes under this name");
    return true;
  }

  void answer_option(Reader& r, const Path& path, AnswerOption& out) {
    reading_.object(r, path, [&](std::string_view name, Reader& value, const Path& here) {
      if (name == "initialSelected") return reading_.boolean(value, here, out.initially_selected);
      if (name == "extension") return reading_.points(value, here, out.points);
      return reading_.value(name, "value", value, here, out.value, &out.points);
    });
  }

  void enable_when(Reader& r, const Path& path, AnswerCondition& out) {
    bool has_operator = false;
    reading_.object(r, path, [&](std::string_view name, Reader& value, const Path& here) {
      if (name == "question") return reading_.text(value, here, out.question);
      if (name != "operator") return reading_.value(name, "answer", value, here, out.answer);
      has_operator = true;
      return reading_.code(value, here, fhir_operators, out.op);
    });
    if (!has_operator) reading_.refuse(Path{&path, "operator"}, "is required");
  }

  void name_parents() {
    auto& items = out_.questionnaire.items;
    for (std::size_t i = 0; i < items.size(); ++i)
      if (parents_[i] != none) items[i].parent = items[parents_[i]].link_id;
  }

  void name_scale() {
    for (auto& item : out_.questionnaire.items)
      if (std::ranges::any_of(item.options, [](auto& o) { return o.points.has_value(); }))
        item.scales.emplace_back(fhir_total_scale);
    const bool is_scored = std::ranges::any_of(out_.questionnaire.items,
                                               [](auto& item) { return !item.scales.empty(); });
    if (is_scored) out_.questionnaire.scales.push_back({.code = std::string(fhir_total_scale)});
  }
};

class ResponseReader {
 public:
  Result<FhirResponse> read(std::string_view json) {
    auto document = JsonDocument::parse(json);
    if (!document) return document.refusal();
    reading_.problems = document.value().problems();
    Reader& root = document.value().root();
    const Path top;
    if (!is_resource(root, "QuestionnaireResponse"))
      reading_.refuse(Path{&top, "resourceType"}, "expected QuestionnaireResponse");
    else
      resource(root, top);
    if (!reading_.problems.empty()) return malformed(std::move(reading_.problems));
    out_.left_out = std::move(reading_.left_out);
    return std::move(out_);
  }

 private:
  FhirReading reading_{};
  FhirResponse out_{};

  void resource(Reader& root, const Path& top) {
    auto& links = out_.links;
    bool has_status = false;
    reading_.object(root, top, [&](std::string_view name, Reader& r, const Path& here) {
      if (name == "resourceType") return true;
      if (name == "id") return reading_.text(r, here, links.id);
      if (name == "questionnaire") return reading_.text(r, here, links.questionnaire);
      if (name == "subject") return reference(r, here, links.subject);
      if (name == "author") return reference(r, here, links.author);
      if (name == "source") return reference(r, here, links.source);
      if (name == "authored") return authored(r, here);
      if (name == "item") return items(r, here, {}, {});
      if (name != "status") return false;
      has_status = true;
      return reading_.code(r, here, fhir_response_statuses, out_.response.status);
    });
    if (!has_status) reading_.refuse(Path{&top, "status"}, "is required");
  }

  bool reference(Reader& r, const Path& path, std::string& out) {
    return reading_.object(r, path, [&](std::string_view name, Reader& value, const Path& here) {
      return name == "reference" && reading_.text(value, here, out);
    });
  }

  // A day, a month or a year is no instant, and has no place.
  bool authored(Reader& r, const Path& path) {
    std::string text;
    Instant found;
    reading_.text(r, path, text);
    constexpr std::size_t day_bytes = 10;
    if (parse_fhir_instant(text, found))
      out_.response.authored_at = found;
    else if (text.size() <= day_bytes)
      return false;
    else
      reading_.refuse(path, "expected a date with its time and offset");
    return true;
  }

  using Position = std::optional<std::int64_t>;

  bool items(Reader& r, const Path& path, Position parent, Position parent_answer) {
    return reading_.array(
        r, path, [&](Reader& at, const Path& here) { item(at, here, parent, parent_answer); });
  }

  void item(Reader& r, const Path& path, Position parent, Position parent_answer) {
    auto& all = out_.response.items;
    const auto index = all.size();
    const auto position = static_cast<std::int64_t>(index);
    all.push_back({.parent = parent, .parent_answer = parent_answer});
    out_.item_paths.push_back(path.pointer());
    out_.is_address.emplace_back();
    bool has_link_id = false;
    reading_.object(r, path, [&](std::string_view name, Reader& value, const Path& here) {
      has_link_id = has_link_id || name == "linkId";
      if (name == "linkId") return reading_.text(value, here, all[index].link_id);
      if (name == "text") return reading_.text(value, here, all[index].text, text_limit_long);
      if (name == "item") return items(value, here, position, {});
      return name == "answer" &&
             reading_.array(value, here, [&](Reader& a, const Path& at) { answer(a, at, index); });
    });
    if (!has_link_id) reading_.refuse(Path{&path, "linkId"}, "is required");
  }

  void answer(Reader& r, const Path& path, std::size_t index) {
    const auto number = static_cast<std::int64_t>(out_.response.items[index].answers.size());
    out_.response.items[index].answers.emplace_back();
    out_.is_address[index].push_back(false);
    GivenAnswer answer;
    reading_.object(r, path, [&](std::string_view name, Reader& value, const Path& here) {
      if (name == "item") return items(value, here, static_cast<std::int64_t>(index), number);
      if (name == "valueUri") out_.is_address[index].back() = true;
      return reading_.value(name, "value", value, here, answer.value, &answer.points);
    });
    out_.response.items[index].answers[static_cast<std::size_t>(number)] = std::move(answer);
  }
};

}  // namespace

Result<FhirQuestionnaire> read_fhir_questionnaire(std::string_view json) {
  return QuestionnaireReader().read(json);
}

Result<FhirResponse> read_fhir_response(std::string_view json) {
  return ResponseReader().read(json);
}

}  // namespace onward
