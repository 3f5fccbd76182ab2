// Drafts judged as a whole, and sent as a whole.
#include <algorithm>

#include "json.hpp"
#include "onward/catalogue.hpp"
#include "onward/rules/intake.hpp"
#include "operations/access_grounds.hpp"
#include "operations/attachments.hpp"
#include "operations/client_merging.hpp"
#include "operations/clients.hpp"
#include "operations/codes.hpp"
#include "operations/intakes.hpp"
#include "operations/policies.hpp"
#include "operations/sending.hpp"
#include "operations/settings.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

std::string line_path(std::size_t i) { return "/draft/lines/" + std::to_string(i); }

// Everything of a draft is looked at, so that one answer names all that is in the way. Nothing is
// written.
class Judge {
 public:
  Judge(Context& c, const IntakeDraft& draft, const SubmitIntake& asked) : c_(c), draft_(draft) {
    add(missing(draft, asked.client_id.value != 0));
    look_at_client(asked);
    look_at_consent();
    for (std::size_t i = 0; i < draft.lines.size(); ++i) look_at_line(i);
  }

  std::vector<Refusal> problems{};
  std::optional<Client> client{};  // of a new one the id is 0
  std::vector<ClientMatch> matches{};
  std::optional<Consent> consent{};  // of a new one the id is 0
  std::vector<Sending> needs{};      // as far as they could be judged, in the order of lines

 private:
  // The consent of two lines may be wrong in one way.
  void add(Refusal refusal) {
    const auto is_same = [&](const Refusal& r) {
      return r.reason == refusal.reason && r.path == refusal.path && r.message == refusal.message;
    };
    if (std::ranges::none_of(problems, is_same)) problems.push_back(std::move(refusal));
  }
  void add(const std::vector<Problem>& shape) {
    for (auto& p : shape) add(refuse(Reason::malformed_request, p.path, p.message));
  }
  // Of a request whose paths begin otherwise.
  void add(Refusal refusal, std::string_view from, std::string_view to) {
    const auto moved = [&](const std::string& path) {
      return std::string(to) + (path.starts_with(from) ? path.substr(from.size()) : path);
    };
    if (!refusal.problems.empty()) {
      for (auto& p : refusal.problems) add(refuse(refusal.reason, moved(p.path), p.message));
      return;
    }
    refusal.path = moved(refusal.path);
    add(std::move(refusal));
  }

  void look_at_client(const SubmitIntake& asked) {
    const ClientId named = asked.client_id ? asked.client_id : draft_.client_id;
    if (named) {
      auto found = standing_client(c_, named, "");
      if (found)
        client = as_shown(c_, std::move(found.value()));
      else
        add(found.refusal(), "", asked.client_id ? "/client_id" : "/draft/client_id");
      return;
    }
    if (!draft_.client) return;
    client.emplace().details = draft_.client->details;
    constexpr auto path = "/draft/client";
    const auto problems_before = problems.size();
    if (auto refused = complete(c_, client->details)) add(*std::move(refused), "/details", path);
    if (auto refused = unknown_locality(c_, client->details.locality, "/draft/client/locality"))
      add(*std::move(refused));
    if (auto refused = unknown_facts(c_, client->details, path))
      add(*std::move(refused), path, path);
    if (problems.size() > problems_before) return;
    if (auto refused = source_required(c_, path)) add(*std::move(refused));
    matches = matches_of(c_, client->details, matches_prompted);
    if (!matches.empty() && !asked.client_is_new)
      add(refuse(Reason::client_may_exist, "/client_id", "a client resembles the new one",
                 {{"client_id", matches.front().client.id.value}}));
  }

  void look_at_consent() {
    const auto sender = c_.subject.organization_id;
    if (!draft_.consent_id && !draft_.consent)
      return add(refuse(Reason::consent_missing, "/draft/consent", "the consent is missing"));
    if (draft_.consent_id) {
      auto found =
          recorded_consent(c_, draft_.consent_id, client ? client->id : ClientId(), sender);
      if (found)
        consent = std::move(found.value());
      else
        add(found.refusal(), "/consent_id", "/draft/consent_id");
    } else {
      look_at_new_consent(*draft_.consent);
    }
    if (draft_.self_referral && draft_.consent && !draft_.consent->given_by.empty())
      add(refuse(Reason::consent_by_another, "/draft/consent",
                 "a self-referral is sent under the client's own consent"));
  }

  void look_at_new_consent(const ConsentGiven& given) {
    const RecordConsent asked{.given_at = given.given_at,
                              .given_by = given.given_by,
                              .issues = given.issues,
                              .receivers = given.receivers,
                              .expires_on = given.expires_on,
                              .onward_allowed = given.onward_allowed,
                              .data_classes = given.data_classes};
    auto wrong = wrong_with_consent(c_, asked);
    if (wrong.empty()) consent = new_consent(c_, asked);
    for (auto& refusal : wrong) add(std::move(refusal), "", "/draft/consent");
  }

  void look_at_line(std::size_t i) {
    const IntakeLine& line = draft_.lines[i];
    Shape shape;
    look_at(shape, c_, line.details, line_path(i));
    look_at_receivers(shape, line.receivers, line.open, line_path(i));
    if (const auto refused = std::move(shape).refused()) add(refused->problems);
    if (!line.issue_id) return;
    if (const auto issue = active_issue(c_, line.issue_id); !issue)
      return add(issue.refusal(), "", line_path(i));
    if (!client) return;
    Need need = new_need(c_, client->id, line.issue_id, line.urgency);
    need.details = line.details;
    need.self_referral = draft_.self_referral;
    need.open_request = line.open;
    // Without a consent the rest is judged as if it covered everything.
    const Consent whole{.organization_id = c_.subject.organization_id};
    auto sending =
        judge_sending(c_, std::move(need), *client, consent.value_or(whole), line.receivers);
    if (!line.answers.empty()) take_answers(sending, line, i);
    for (auto& problem : sending.problems) add_of_line(problem, i);
    needs.push_back(std::move(sending));
  }

  // Answers of the line stand for those that would have to be there before.
  void take_answers(Sending& sending, const IntakeLine& line, std::size_t i) {
    auto given = answers_with(c_, sending.group.need, line.answers);
    if (!given) return add(given.refusal(), "/items", line_path(i) + "/answers");
    std::erase_if(sending.problems,
                  [](const Refusal& r) { return r.reason == Reason::questionnaire_required; });
    sending.answers = std::move(given.value());
  }

  void add_of_line(const Refusal& problem, std::size_t i) {
    if (problem.path != "/consent_id") return add(problem, "", line_path(i));
    add(problem, "/consent_id", draft_.consent_id ? "/draft/consent_id" : "/draft/consent");
  }

  Context& c_;
  const IntakeDraft& draft_;
};

Refused shape_of(const SubmitIntake& in) {
  Shape shape;
  shape.require(in.draft.has_value() == !in.intake_id, "/draft",
                "is given when no intake is named, and only then");
  shape.require(in.intake_id || !in.revision, "/revision", "is that of an intake");
  shape.require(!in.client_id || !in.client_is_new, "/client_is_new", "a known client is named");
  return std::move(shape).refused();
}

// The intake meant; of a draft that was not saved the id is 0.
Result<Intake> intake_of(Context& c, const SubmitIntake& in) {
  if (auto refused = shape_of(in)) return *std::move(refused);
  if (in.intake_id) return shown_intake(c, in.intake_id, in.revision);
  return Intake{.organization_id = c.subject.organization_id,
                .owner_id = c.subject.staff_id,
                .begun_at = c.now,
                .saved_at = c.now,
                .draft = *in.draft};
}

Refusal refusal_of(const std::vector<Refusal>& problems) {
  Refusal out = problems.front();
  for (auto& p : problems) out.problems.push_back({p.path, p.message});
  return out;
}

}  // namespace

Result<IntakeReview> validate_intake(Context& c, const SubmitIntake& in) {
  const auto intake = intake_of(c, in);
  if (!intake) return intake.refusal();
  Judge judge(c, intake.value().draft, in);
  IntakeReview out{.ready = judge.problems.empty(),
                   .client = std::move(judge.client),
                   .matches = std::move(judge.matches)};
  for (auto& p : judge.problems)
    out.problems.push_back({p.path, p.reason, p.message, render(p, "en")});
  for (auto& sending : judge.needs) {
    const Need& need = sending.group.need;
    out.lines.push_back({need.issue_id, need.urgency, std::move(sending.receivers),
                         need.policy.review_working_days, need.policy.close_working_days,
                         sending.group.group.unassigned});
  }
  return out;
}

Result<IntakeSubmitted> submit_intake(Context& c, const SubmitIntake& in) {
  auto found = intake_of(c, in);
  if (!found) return found.refusal();
  Judge judge(c, found.value().draft, in);
  if (!judge.problems.empty()) return refusal_of(judge.problems);

  IntakeSubmitted out{.intake = std::move(found.value()),
                      .client = *std::move(judge.client),
                      .consent = *std::move(judge.consent)};
  if (!out.client.id) register_client(c, out.client);
  if (!out.consent.id) {
    out.consent.client_id = out.client.id;
    c.tables.insert(out.consent);
  }
  if (out.intake.id) discard_hidden_attachments(c, out.intake);
  end_intake(c, out.intake, IntakePhase::submitted);
  for (auto& sending : judge.needs) {
    sending.group.need.client_id = out.client.id;
    sending.group.need.consent_id = out.consent.id;
    auto sent = send(c, std::move(sending));
    if (!sent) throw std::logic_error("a need that was judged could not be sent");
    out.intake.need_ids.push_back(sent.value().need.id);
    out.needs.push_back(std::move(sent.value()));
  }
  out.client = as_shown(c, c.tables.known<Client>(out.client.id));
  out.intake.client_id = out.client.id;
  out.intake.consent_id = out.consent.id;
  if (out.intake.id) {
    c.tables.update(out.intake);
    send_attachments(c, out.intake.id, out.intake.need_ids);
  } else {
    c.tables.insert(out.intake);
  }
  return out;
}

std::vector<std::int64_t> Again<IntakeReview>::ids(const IntakeReview& review) {
  std::vector<std::int64_t> out;
  if (review.client && review.client->id) out.push_back(review.client->id.value);
  for (auto& match : review.matches) out.push_back(match.client.id.value);
  return out;
}

std::optional<IntakeSubmitted> Again<IntakeSubmitted>::load(Context& c,
                                                            std::span<const std::int64_t> ids) {
  const auto intake = ids.empty() ? std::nullopt : seen(c, IntakeId(ids[0]));
  if (!intake) return std::nullopt;
  auto client = seen(c, intake->client_id);
  auto consent = seen(c, intake->consent_id);
  if (!client || !consent) return std::nullopt;
  IntakeSubmitted out{
      .intake = *intake, .client = *std::move(client), .consent = *std::move(consent)};
  for (const auto id : intake->need_ids) {
    auto need = get_need(c, {.need_id = id});
    if (!need) return std::nullopt;
    out.needs.push_back(std::move(need.value()));
  }
  return out;
}

}  // namespace onward
