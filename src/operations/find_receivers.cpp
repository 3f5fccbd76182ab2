// Who can help: before a need is sent, and when nobody did.
#include <algorithm>

#include "operations/access_grounds.hpp"
#include "operations/directory_index.hpp"
#include "operations/directory_shape.hpp"
#include "operations/sending.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

Refused shape_of(const FindReceivers& in) {
  Shape shape;
  shape.require(in.need_id || in.client_id, "/client_id", "is required, without a need");
  shape.require(in.need_id || in.issue_id, "/issue_id", "is required, without a need");
  shape.require(!in.need_id || !in.client_id, "/client_id", "is the need's");
  shape.between(in.limit, 1, page_limit_max, "/limit");
  check_place(shape, in.latitude_microdegrees, in.longitude_microdegrees);
  shape.between(in.distance_limit_meters, 0, count_max, "/distance_limit_meters");
  shape.no_repeats(in.days, "/days");
  shape.between(in.available_from_minutes, 0, day_minutes - 1, "/available_from_minutes");
  shape.between(in.available_until_minutes, 1, day_minutes, "/available_until_minutes");
  shape.require(
      in.available_from_minutes.value_or(0) < in.available_until_minutes.value_or(day_minutes),
      "/available_until_minutes", "is not after the beginning");
  return std::move(shape).refused();
}

// What receivers are asked, and the need that they would be asked to help with.
struct Asked {
  Ask ask{};
  Need need{};
};

// Of a need that the active organisation might send.
Result<Asked> ask_of_client(Context& c, const FindReceivers& in) {
  const auto sender = c.subject.organization_id;
  auto client = visible_client(c, in.client_id, involved, "/client_id");
  if (!client) return client.refusal();
  // Which services are answered, and how far they are, would tell what is withheld.
  const Client shown = as_shown(c, std::move(client.value()));
  if (const auto issue = active_issue(c, in.issue_id); !issue) return issue.refusal();
  std::optional<Consent> consent;
  if (in.consent_id) {
    auto recorded = recorded_consent(c, in.consent_id, in.client_id, sender);
    if (!recorded) return recorded.refusal();
    consent = std::move(recorded.value());
  }
  const auto policy = policy_for(c, sender, in.issue_id, Urgency::routine);
  Ask ask = ask_of(c, shown, in.issue_id, sender, consent ? &*consent : nullptr, policy);
  if (consent)
    if (const auto why = consent_forbids_now(c, *consent, in.issue_id, {}))
      return refuse(*why, "/consent_id", "the consent does not allow it");
  return Asked{std::move(ask),
               {.client_id = in.client_id, .issue_id = in.issue_id, .sender_id = sender}};
}

// Why the sender may not go on with it now, as the group says.
Refused refuses(const NeedGroup& g, NeedAction action, Parties by) {
  const auto all = choices(g.group, by);
  const auto asked = std::ranges::find(all, action, &Choice<NeedAction>::action);
  Refused refused = asked->refusal;
  if (refused) refused->path = "/need_id";
  return refused;
}

// Of one that nobody helps with: as need.extend asks, and where that cannot be, or for another
// issue, need.re_refer, which is its sender's alone.
Result<Asked> ask_of_need(Context& c, const FindReceivers& in) {
  auto found = visible_need(c, in.need_id, Relation::sender, "/need_id");
  if (!found) return found.refusal();
  Need need = found.value();
  const NeedGroup g = load_group(c, need);
  const auto by = parties_of(c, need, nullptr);
  const bool is_other = in.issue_id && in.issue_id != need.issue_id;
  auto not_extended = refuses(g, NeedAction::extend, by);
  auto not_referred = refuses(g, NeedAction::re_refer, by);
  const bool is_senders = !not_referred || not_referred->reason != Reason::permission_missing;
  if (not_referred && (is_other || is_senders)) return *std::move(not_referred);
  if (not_referred && not_extended) return *std::move(not_extended);
  if (is_other || not_extended) {
    auto next = continued(c, g, in.issue_id);
    if (!next) return next.refusal();
    need = std::move(next.value());
  }
  const auto person = person_of(c, found.value(), in.consent_id);
  if (!person) return person.refusal();
  const auto& [client, consent] = person.value();
  Ask ask = ask_to_send(c, need, client, consent);
  if (auto refused = consent_refuses(c, need, consent)) return *std::move(refused);
  return Asked{std::move(ask), std::move(need)};
}

}  // namespace

Result<ReceiversFound> find_receivers(Context& c, const FindReceivers& in) {
  if (auto refused = shape_of(in)) return *std::move(refused);
  auto asked = in.need_id ? ask_of_need(c, in) : ask_of_client(c, in);
  if (!asked) return asked.refusal();
  Ask& ask = asked.value().ask;
  if (in.latitude_microdegrees && in.longitude_microdegrees)
    ask.place = Point{static_cast<std::int32_t>(*in.latitude_microdegrees),
                      static_cast<std::int32_t>(*in.longitude_microdegrees)};
  ask.distance_limit_meters = in.distance_limit_meters;
  ask.days = in.days;
  ask.available_from_minutes = in.available_from_minutes;
  ask.available_until_minutes = in.available_until_minutes;
  FindOptions options{.limit = static_cast<std::size_t>(in.limit), .explain = in.explain};
  if (!in.rank.empty()) options.rank = in.rank;
  const Found found = c.directory.find(c.tables, ask, options);

  ReceiversFound out{.eligible_total = found.eligible_total,
                     .questionnaire_missing_id = questionnaire_missing(c, asked.value().need)};
  out.receivers.reserve(found.receivers.size());
  for (auto& r : found.receivers)
    out.receivers.push_back({r.service_id, r.organization_id, r.distance_meters, r.wait_days,
                             r.capacity, listed(r.unknown)});
  if (!found.explanation) return out;
  out.blocking = blocking_counts(*found.explanation);
  out.relaxation = found.explanation->relaxation;
  out.relaxation_yields = found.explanation->relaxation_yields;
  return out;
}

}  // namespace onward
