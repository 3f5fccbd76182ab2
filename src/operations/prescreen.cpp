#include "operations/prescreen.hpp"

#include "operations/codes.hpp"
#include "operations/directory_index.hpp"
#include "operations/directory_shape.hpp"
#include "operations/need_group.hpp"
#include "operations/policies.hpp"
#include "operations/references.hpp"
#include "operations/settings.hpp"
#include "operations/shape.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

constexpr std::size_t looked_at = 100;  // of the best, for what is still to be found out

Refused shape_of(Context& c, const Prescreen& in) {
  Shape shape;
  shape.require(!in.issues.empty(), "/issues", "names no type of help");
  shape.no_repeats(in.issues, "/issues");
  shape.require(!in.birth_date || *in.birth_date <= today_of(c, c.subject.organization_id),
                "/birth_date", "is in the future");
  if (!in.language.empty()) shape.language(in.language, "/language");
  shape.between(in.income_percent, 0, count_max, "/income_percent");
  check_place(shape, in.latitude_microdegrees, in.longitude_microdegrees);
  return std::move(shape).refused();
}

ClientDetails stranger(const Prescreen& in) {
  return {.birth_date = in.birth_date,
          .gender = in.gender,
          .locality = in.locality,
          .language = in.language,
          .income_percent = in.income_percent,
          .populations = in.populations,
          .attributes = in.attributes,
          .latitude_microdegrees = in.latitude_microdegrees,
          .longitude_microdegrees = in.longitude_microdegrees};
}

Prospect prospect_of(Context& c, Ask ask) {
  Prospect out{.issue_id = ask.issue_id};
  ask.on_unknown = OnUnknown::exclude;
  out.likely = c.directory.find(c.tables, ask, {.limit = 1}).eligible_total;
  ask.on_unknown = OnUnknown::include_flagged;
  const auto found = c.directory.find(c.tables, ask, {.limit = looked_at, .explain = true});
  out.possible = found.eligible_total - out.likely;
  Criteria unknown;
  for (auto& receiver : found.receivers)
    for (const auto criterion : listed(receiver.unknown)) unknown.insert(criterion);
  out.to_find_out = listed(unknown);
  if (found.explanation)
    for (auto& blocked : found.explanation->histogram)
      out.blocking.push_back({std::string(name_of(blocked.criterion)), blocked.services});
  return out;
}

}  // namespace

Result<Prescreened> prescreen(Context& c, const Prescreen& in) {
  if (auto refused = shape_of(c, in)) return *std::move(refused);
  if (auto refused = all_exist<Issue>(c, in.issues, "/issues")) return *std::move(refused);
  if (auto refused = unknown_locality(c, in.locality, "/locality")) return *std::move(refused);
  if (auto refused = unknown_populations(c, in.populations, "/populations"))
    return *std::move(refused);
  if (auto refused = unknown_attributes(c, in.attributes, "/attributes"))
    return *std::move(refused);
  const auto sender = c.subject.organization_id;
  const Client person{.registered_by = sender, .details = stranger(in)};
  Prescreened out;
  for (const auto issue : in.issues) {
    const auto policy = standing_policies(c, sender, issue).freeze(Urgency::routine);
    out.prospects.push_back(prospect_of(c, ask_of(c, person, issue, sender, nullptr, policy)));
  }
  return out;
}

}  // namespace onward
