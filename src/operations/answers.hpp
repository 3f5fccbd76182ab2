// Whose answers may be seen, and which of them go with a need.
#pragma once

#include "onward/model/questionnaire.hpp"
#include "operations/context.hpp"

namespace onward {

// Answers that are given: completed, and corrected perhaps. Others are their recorder's alone.
constexpr bool is_given(ResponseStatus s) {
  return s == ResponseStatus::completed || s == ResponseStatus::amended;
}

// How the active organisation stands to the answers of one client. Owner is who recorded them;
// receiver whoever sees the client for a need of the same issue that the answers were given for,
// or that continues it.
//   source   the mission's notes on issues and privacy; docs/decisions/0015
class AnswerSight {
 public:
  AnswerSight(Context& c, ClientId client) : c_(c), client_(client) {}

  Relation relation_to(const QuestionnaireResponse&);
  // Whether it is told who recorded them, and for which need: whoever they came to from others, who
  // passed them on, is not.
  //   source   docs/decisions/0017
  bool names_recorder(const QuestionnaireResponse&);
  QuestionnaireResponse shown(QuestionnaireResponse);

 private:
  bool receives(const QuestionnaireResponse&, OrganizationId sender = {});

  Context& c_;
  ClientId client_;
  std::optional<std::vector<Need>> needs_{};  // all of the client's
};

// The row, as it is shown, when the active organisation stands to it as wanted, and the operation's
// permission is held; the path is where the request names it.
//   refused  not_found, permission_missing; in this order
Result<QuestionnaireResponse> visible_response(Context&, QuestionnaireResponseId, Relation wanted,
                                               std::string path);
// The row while it may be seen: for the answer to a repeated idempotency key.
std::optional<QuestionnaireResponse> seen(Context&, QuestionnaireResponseId);

// What the sender has answered for a need that is about to be sent, and has given to no other:
// the newest response to the form that the issue asks.
//   refused  questionnaire_required, when the form must be answered, and neither is, nor are there
//            answers to it that go along with the need
Result<std::optional<QuestionnaireResponse>> answers_for(Context&, const Need&);
// The questionnaire that it would be refused for; 0 when there is none.
QuestionnaireId questionnaire_missing(Context&, const Need&);
// Complete answers that come with a need, to the form that its issue asks; nothing is written yet.
//   refused  questionnaire_of_another_issue (it asks none), questionnaire_not_active;
//   answers_invalid,
//            each problem by its path below /items
Result<QuestionnaireResponse> answers_with(Context&, const Need&, const std::vector<ResponseItem>&);
// From now on the need's receivers see them. Answers that are not kept yet are kept.
void give(Context&, QuestionnaireResponse, const Need&);

}  // namespace onward
