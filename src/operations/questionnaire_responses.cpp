#include "operations/questionnaire_responses.hpp"

#include <map>

#include "interchange/fhir_questionnaire.hpp"
#include "json.hpp"
#include "operations/fhir_paths.hpp"
#include "operations/paging.hpp"
#include "operations/questionnaires.hpp"
#include "operations/shape.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

constexpr auto given_up_after = std::chrono::days{28};  // decisions/0015

Refused shape_of(Context& c, const std::optional<Instant>& authored_at) {
  Shape shape;
  shape.require(!authored_at || *authored_at <= c.now, "/authored_at", "is in the future");
  return std::move(shape).refused();
}

Refusal answers_invalid(std::vector<Problem> problems) {
  Refusal refusal = malformed(std::move(problems));
  refusal.reason = Reason::answers_invalid;
  return refusal;
}

Refused misfit(const Questionnaire& form, const QuestionnaireResponse& response) {
  const auto problems = check(form, response);
  if (problems.empty()) return std::nullopt;
  return answers_invalid(told(problems));
}

// Who wrote the answers down, when they were given, and when somebody must have gone on.
void stamp(Context& c, QuestionnaireResponse& r, const std::optional<Instant>& authored_at) {
  r.recorded_by = c.subject.staff_id;
  r.authored_at = authored_at.value_or(c.now);
  r.due_at = r.status == ResponseStatus::in_progress ? c.now + given_up_after : never;
}

// The recorder's own, in one of the states that the act begins in, as it was last read.
Result<QuestionnaireResponse> to_change(Context& c, QuestionnaireResponseId id,
                                        std::int64_t revision, bool is_to_be_given) {
  auto found = visible_response(c, id, Relation::owner, "/response_id");
  if (!found) return found;
  const auto& r = found.value();
  if (is_to_be_given ? !is_given(r.status) : r.status != ResponseStatus::in_progress)
    return refuse(Reason::phase_forbids, "/response_id", "not open in this status",
                  {{"status", std::string(name_of(r.status))}});
  if (r.revision != revision)
    return refuse(Reason::revision_changed, "/revision", "the response has changed",
                  {{"revision", r.revision}});
  return found;
}

// The answers in the place of those before; what stays the same is not written.
Result<QuestionnaireResponse> put(Context& c, const QuestionnaireResponse& before,
                                  QuestionnaireResponse after,
                                  const std::optional<Instant>& authored_at) {
  const auto form = c.tables.known<Questionnaire>(after.questionnaire_id);
  if (auto refused = misfit(form, after)) return *std::move(refused);
  if (!differs(before, after) && (!authored_at || authored_at == before.authored_at)) return before;
  if (is_given(before.status)) after.status = ResponseStatus::amended;
  stamp(c, after, authored_at);
  c.tables.update(after);
  return after;
}

// A need that the active organisation sent for this client, about what the form is about.
Refused not_for(Context& c, NeedId id, ClientId client, const Questionnaire& form) {
  const auto need = visible_need(c, id, Relation::sender, "/need_id");
  if (!need) return need.refusal();
  if (need.value().sender_id != c.subject.organization_id || need.value().client_id != client)
    return not_found("/need_id");
  if (need.value().issue_id == form.issue_id) return std::nullopt;
  return refuse(Reason::questionnaire_of_another_issue, "/questionnaire_id",
                "the need is about another issue", {{"issue_id", form.issue_id.value}});
}

// The form that is asked of a client, for a need perhaps.
Result<Questionnaire> form_for(Context& c, QuestionnaireId id, ClientId client_id, NeedId need_id) {
  if (const auto client = visible_client(c, client_id, involved, "/client_id"); !client)
    return client.refusal();
  const auto asked = c.tables.get<Questionnaire>(id);
  if (!asked) return not_found("/questionnaire_id");
  auto form = questionnaire_about(c, id, asked->issue_id, "/questionnaire_id");
  if (!form) return form;
  if (need_id)
    if (auto refused = not_for(c, need_id, client_id, form.value())) return *std::move(refused);
  return form;
}

// How FHIR names a form: by its address in the world, or by its code here; then the version.
std::string canonical_of(const Questionnaire& form) {
  const auto address = form.url.empty() ? "Questionnaire/" + form.code : form.url;
  return form.version.empty() ? address : address + '|' + form.version;
}

bool is_canonical_of(const Questionnaire& form, std::string_view canonical) {
  const auto bar = canonical.find('|');
  if (bar != canonical.npos && canonical.substr(bar + 1) != form.version) return false;
  const auto address = canonical.substr(0, bar);
  return form.url.empty() ? address == "Questionnaire/" + form.code : address == form.url;
}

// What is FHIR, and cannot be taken in.
Refused unfit(Context& c, const FhirResponse& read) {
  Shape shape;
  const auto status = read.response.status;
  shape.require(status == ResponseStatus::in_progress || is_given(status), "/fhir/status",
                "what was given up or entered in error is not taken in");
  shape.require(read.response.authored_at.value_or(c.now) <= c.now, "/fhir/authored",
                "is in the future");
  return std::move(shape).refused();
}

// Answers in FHIR's types, which tell addresses from other texts.
std::vector<Problem> wrong_texts(const Questionnaire& form, const FhirResponse& read) {
  std::map<std::string_view, ItemType> types;
  for (auto& item : form.items) types.emplace(item.link_id, item.type);
  std::vector<Problem> out;
  for (std::size_t i = 0; i < read.response.items.size(); ++i) {
    const auto& item = read.response.items[i];
    const auto type = types.find(item.link_id);
    for (std::size_t a = 0; type != types.end() && a < item.answers.size(); ++a) {
      if (!item.answers[a].value.text) continue;
      const bool is_address = type->second == ItemType::url;
      if (is_address != read.is_address[i][a])
        out.push_back({Shape::at("/items/" + std::to_string(i) + "/answers", a),
                       is_address ? "an address is a valueUri" : "a text is a valueString"});
    }
  }
  return out;
}

}  // namespace

Result<QuestionnaireResponse> answers_with(Context& c, const Need& need,
                                           const std::vector<ResponseItem>& items) {
  const auto issue = c.tables.known<Issue>(need.issue_id);
  if (!issue.questionnaire_id)
    return refuse(Reason::questionnaire_of_another_issue, "/items", "the issue asks no form");
  const auto form = questionnaire_about(c, issue.questionnaire_id, issue.id, "/items");
  if (!form) return form.refusal();
  QuestionnaireResponse response{.questionnaire_id = issue.questionnaire_id,
                                 .issue_id = issue.id,
                                 .organization_id = c.subject.organization_id,
                                 .status = ResponseStatus::completed,
                                 .items = items};
  if (auto refused = misfit(form.value(), response)) return *std::move(refused);
  stamp(c, response, std::nullopt);
  return response;
}

Result<QuestionnaireResponse> start_response(Context& c, const StartResponse& in) {
  if (auto refused = shape_of(c, in.authored_at)) return *std::move(refused);
  const auto form = form_for(c, in.questionnaire_id, in.client_id, in.need_id);
  if (!form) return form.refusal();
  QuestionnaireResponse response{.questionnaire_id = in.questionnaire_id,
                                 .issue_id = form.value().issue_id,
                                 .client_id = in.client_id,
                                 .need_id = in.need_id,
                                 .organization_id = c.subject.organization_id,
                                 .items = in.items};
  if (auto refused = misfit(form.value(), response)) return *std::move(refused);
  stamp(c, response, in.authored_at);
  c.tables.insert(response);
  return response;
}

Result<QuestionnaireResponse> save_response(Context& c, const SaveResponse& in) {
  if (auto refused = shape_of(c, in.authored_at)) return *std::move(refused);
  const auto before = to_change(c, in.response_id, in.revision, false);
  if (!before) return before;
  QuestionnaireResponse after = before.value();
  after.items = in.items;
  return put(c, before.value(), std::move(after), in.authored_at);
}

Result<QuestionnaireResponse> complete_response(Context& c, const CompleteResponse& in) {
  if (auto refused = shape_of(c, in.authored_at)) return *std::move(refused);
  const auto before = to_change(c, in.response_id, in.revision, false);
  if (!before) return before;
  QuestionnaireResponse after = before.value();
  after.status = ResponseStatus::completed;
  if (in.items) after.items = *in.items;
  const auto given_at = in.items || in.authored_at ? in.authored_at : after.authored_at;
  return put(c, before.value(), std::move(after), given_at);
}

Result<QuestionnaireResponse> amend_response(Context& c, const SaveResponse& in) {
  if (auto refused = shape_of(c, in.authored_at)) return *std::move(refused);
  const auto before = to_change(c, in.response_id, in.revision, true);
  if (!before) return before;
  QuestionnaireResponse after = before.value();
  after.items = in.items;
  return put(c, before.value(), std::move(after), in.authored_at);
}

Result<QuestionnaireResponse> get_response(Context& c, const ResponseRef& in) {
  return visible_response(c, in.response_id, involved, "/response_id");
}

Result<ResponseImported> import_fhir_response(Context& c, const ImportFhirResponse& in) {
  auto read = read_fhir_response(in.fhir.text);
  if (!read) return below_fhir(read.refusal());
  if (auto refused = unfit(c, read.value())) return *std::move(refused);
  const auto form = form_for(c, in.questionnaire_id, in.client_id, in.need_id);
  if (!form) return form.refusal();
  const FhirLinks& links = read.value().links;
  if (!links.questionnaire.empty() && !is_canonical_of(form.value(), links.questionnaire))
    return answers_invalid({{"/fhir/questionnaire", "the answers are to another form"}});
  QuestionnaireResponse& response = read.value().response;
  auto problems = told(check(form.value(), response));
  for (auto& problem : wrong_texts(form.value(), read.value()))
    problems.push_back(std::move(problem));
  for (auto& problem : problems) problem.path = fhir_path(problem.path, read.value().item_paths);
  if (!problems.empty()) return answers_invalid(std::move(problems));
  response.questionnaire_id = in.questionnaire_id;
  response.issue_id = form.value().issue_id;
  response.client_id = in.client_id;
  response.need_id = in.need_id;
  response.organization_id = c.subject.organization_id;
  stamp(c, response, response.authored_at);
  c.tables.insert(response);
  ResponseImported out{.response = response};
  for (auto& path : read.value().left_out) out.left_out.push_back("/fhir" + path);
  const std::pair<const char*, const std::string&> unkept[] = {{"id", links.id},
                                                               {"subject", links.subject},
                                                               {"author", links.author},
                                                               {"source", links.source}};
  for (auto& [name, value] : unkept)
    if (!value.empty()) out.left_out.push_back("/fhir/" + std::string(name));
  return out;
}

Result<ResponseExported> export_fhir_response(Context& c, const ResponseRef& in) {
  const auto found = visible_response(c, in.response_id, involved, "/response_id");
  if (!found) return found.refusal();
  const auto& response = found.value();
  const auto form = c.tables.known<Questionnaire>(response.questionnaire_id);
  const auto number = [](auto id) { return std::to_string(id.value); };
  const std::string author =
      response.recorded_by ? "Practitioner/" + number(response.recorded_by) : std::string();
  auto written = write_fhir(response,
                            {.id = number(response.id),
                             .questionnaire = canonical_of(form),
                             .subject = "Patient/" + number(response.client_id),
                             .author = author},
                            form);
  return ResponseExported{.response_id = response.id,
                          .fhir = {std::move(written.json)},
                          .left_out = std::move(written.left_out)};
}

Result<ResponsePage> list_responses(Context& c, const ListResponses& in) {
  auto paging = Paging::from({.name = "questionnaire_response.list",
                              .index = &by::questionnaire_response_client,
                              .prefix = {Cell(in.client_id.value)}},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  if (const auto client = visible_client(c, in.client_id, involved, "/client_id"); !client)
    return client.refusal();
  AnswerSight sight(c, in.client_id);
  ResponsePage out;
  const auto take = [&](const QuestionnaireResponse& row) {
    if (!sees_all(c.subject) && sight.relation_to(row) == Relation::none) return false;
    const auto r = sight.shown(row);
    out.responses.push_back({.id = r.id,
                             .revision = r.revision,
                             .questionnaire_id = r.questionnaire_id,
                             .title = c.tables.known<Questionnaire>(r.questionnaire_id).title,
                             .issue_id = r.issue_id,
                             .need_id = r.need_id,
                             .organization_id = r.organization_id,
                             .recorded_by = r.recorded_by,
                             .authored_at = r.authored_at,
                             .status = r.status});
    return true;
  };
  out.cursor = paging.value().page<QuestionnaireResponse>(c.tables, take);
  return out;
}

Result<ResponseScores> score_response(Context& c, const ResponseRef& in) {
  const auto response = visible_response(c, in.response_id, involved, "/response_id");
  if (!response) return response.refusal();
  const auto form = c.tables.known<Questionnaire>(response.value().questionnaire_id);
  return ResponseScores{.response_id = in.response_id,
                        .scores = scores(form, response.value()),
                        .triage = triage(form, response.value())};
}

Result<IssuesSuggested> suggest_issues(Context& c, const ResponseRef& in) {
  const auto response = visible_response(c, in.response_id, involved, "/response_id");
  if (!response) return response.refusal();
  const auto form = c.tables.known<Questionnaire>(response.value().questionnaire_id);
  IssuesSuggested out{.response_id = in.response_id};
  for (auto& suggestion : suggested_issues(form, response.value())) {
    const auto issue = c.tables.first<Issue>(by::issue_code, suggestion.issue);
    if (issue && issue->active)
      out.issues.push_back({issue->id, issue->name, std::move(suggestion)});
    else
      out.not_in_use.push_back(std::move(suggestion.issue));
  }
  return out;
}

Result<AskedItems> find_asked_items(Context& c, const FindAskedItems& in) {
  const auto form = c.tables.get<Questionnaire>(in.questionnaire_id);
  if (!form) return not_found("/questionnaire_id");
  const QuestionnaireResponse so_far{.items = in.items};
  auto problems = check(*form, so_far);
  std::erase_if(problems, [](const QuestionnaireProblem& p) {
    return p.reason != QuestionnaireReason::too_many_places;
  });
  if (!problems.empty()) return answers_invalid(told(problems));
  return AskedItems{asked_items(*form, so_far)};
}

std::optional<ResponseImported> Again<ResponseImported>::load(Context& c,
                                                              std::span<const std::int64_t> ids) {
  auto response = ids.empty() ? std::nullopt : seen(c, QuestionnaireResponseId(ids[0]));
  if (!response) return std::nullopt;
  return ResponseImported{.response = *std::move(response)};
}

std::vector<std::int64_t> Again<ResponsePage>::ids(const ResponsePage& page) {
  std::vector<std::int64_t> out;
  out.reserve(page.responses.size());
  for (auto& r : page.responses) out.push_back(r.id.value);
  return out;
}

}  // namespace onward
