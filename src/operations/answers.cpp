#include "operations/answers.hpp"

#include <algorithm>

#include "operations/access_grounds.hpp"
#include "operations/table_rules.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

NeedId before(const Need& need) { return need.follows ? need.follows : need.part_of; }

// Whether whoever goes on from a need was told what is said for it: a sender who recorded the
// consent is, others are by what it covers.
bool tells_words(Context& c, const Need& earlier, const Need& next) {
  const auto consent = c.tables.known<Consent>(earlier.consent_id);
  const bool is_by_sender = next.follows == earlier.id && !is_shared_onward(earlier, consent);
  return is_by_sender || covered(consent.data_classes).has(DataClass::words);
}

// Whether answers that were given for the earlier need have gone along to this one: it is that
// need, or goes on from it, by its sender or passed on by a receiver.
bool came_along(Context& c, const Need& need, NeedId earlier, const std::vector<Need>& needs) {
  const Need* next = &need;
  while (next->id != earlier) {
    const auto found = std::ranges::find(needs, before(*next), &Need::id);
    if (found == needs.end() || !tells_words(c, *found, *next)) return false;
    next = &*found;
  }
  return true;
}

}  // namespace

bool AnswerSight::receives(const QuestionnaireResponse& r, OrganizationId sender) {
  if (!r.need_id || !is_given(r.status)) return false;
  if (!needs_) needs_ = c_.tables.all<Need>(by::need_client, client_);
  return std::ranges::any_of(*needs_, [&](const Need& need) {
    const bool was_handed_over =
        need.sender_id == c_.subject.organization_id && need.transferred_from == sender;
    const bool is_from = !sender || need.sender_id == sender || was_handed_over;
    return is_from && need.issue_id == r.issue_id && came_along(c_, need, r.need_id, *needs_) &&
           sees_client(c_, need);
  });
}

Relation AnswerSight::relation_to(const QuestionnaireResponse& r) {
  if (r.organization_id == c_.subject.organization_id) return Relation::owner;
  return receives(r) ? Relation::receiver : Relation::none;
}

bool AnswerSight::names_recorder(const QuestionnaireResponse& r) {
  return sees_all(c_.subject) || r.organization_id == c_.subject.organization_id ||
         receives(r, r.organization_id);
}

QuestionnaireResponse AnswerSight::shown(QuestionnaireResponse r) {
  if (names_recorder(r)) return r;
  r.need_id = {};
  r.organization_id = {};
  r.recorded_by = {};
  return r;
}

Result<QuestionnaireResponse> visible_response(Context& c, QuestionnaireResponseId id,
                                               Relation wanted, std::string path) {
  auto row = c.tables.get<QuestionnaireResponse>(id);
  if (!row) return not_found(std::move(path));
  AnswerSight sight(c, row->client_id);
  const auto reason = decide(c.subject, {c.permission, wanted}, sight.relation_to(*row));
  if (!reason) return sight.shown(*std::move(row));
  if (*reason == Reason::not_found) return not_found(std::move(path));
  return permission_missing(c.permission, "");
}

std::optional<QuestionnaireResponse> seen(Context& c, QuestionnaireResponseId id) {
  auto row = visible_response(c, id, involved, {});
  if (!row) return std::nullopt;
  return std::move(row.value());
}

QuestionnaireId questionnaire_missing(Context& c, const Need& need) {
  const auto issue = c.tables.small<Issue>(need.issue_id);
  if (!issue || !issue->questionnaire_required || answers_for(c, need)) return {};
  return issue->questionnaire_id;
}

Result<std::optional<QuestionnaireResponse>> answers_for(Context& c, const Need& need) {
  std::optional<QuestionnaireResponse> found;
  const auto issue = c.tables.known<Issue>(need.issue_id);
  if (!issue.questionnaire_id) return found;
  const auto needs = c.tables.all<Need>(by::need_client, need.client_id);
  bool has_some = false;
  c.tables.scan<QuestionnaireResponse>(
      by::questionnaire_response_client,
      [&](const QuestionnaireResponse& r) {
        const bool fits = r.questionnaire_id == issue.questionnaire_id && is_given(r.status) &&
                          r.issue_id == need.issue_id;
        const bool is_new = fits && !r.need_id && r.organization_id == need.sender_id;
        if (is_new) found = r;
        has_some |= is_new || (fits && r.need_id && came_along(c, need, r.need_id, needs));
        return true;
      },
      need.client_id);
  if (has_some || !issue.questionnaire_required) return found;
  const auto form = c.tables.known<Questionnaire>(issue.questionnaire_id);
  return refuse(Reason::questionnaire_required, "", "the issue's questionnaire is not answered",
                {{"questionnaire_id", form.id.value},
                 {"questionnaire", form.title.empty() ? form.code : form.title}});
}

void give(Context& c, QuestionnaireResponse response, const Need& need) {
  response.need_id = need.id;
  if (response.id) return c.tables.update(response);
  response.client_id = need.client_id;
  c.tables.insert(response);
}

Withheld withheld(Context& c, const QuestionnaireResponse& row) {
  AnswerSight sight(c, row.client_id);
  if (!withheld_unless(c, sight.relation_to(row))) return std::nullopt;
  return sight.names_recorder(row) ? Columns{0} : may_be_withheld<QuestionnaireResponse>;
}

}  // namespace onward
