#include "operations/settings.hpp"

#include <algorithm>
#include <map>

#include "onward/rules/reason_codes.hpp"
#include "operations/paging.hpp"
#include "operations/policies.hpp"
#include "text.hpp"

namespace onward {

namespace {

std::optional<Locality> locality_of(Context& c, const std::string& code) {
  return c.tables.first<Locality>(by::locality_code, code);
}

std::optional<OwnReasonCode> own_code(Context& c, std::string_view code) {
  return c.tables.first<OwnReasonCode>(by::reason_code_code, code);
}

bool is_standard(std::string_view code) {
  return std::ranges::any_of(reason_codes(), [&](auto& known) { return known.code == code; });
}

// The actions that must be explained are those the code "other" is for.
bool takes_reason(ReferralAction action) { return find_reason_code(action, "other") != nullptr; }

bool takes_outcome(ReferralAction action) {
  using enum ReferralAction;
  return action == decline || action == fail || action == withdraw;
}

std::vector<std::string> actions_of(const ReasonCode& code) {
  std::vector<std::string> out;
  for (auto& action : names<ReferralAction>)
    if (code.of.has(action.value)) out.emplace_back(action.name);
  return out;
}

// An area lies in none that lies in it.
bool lies_in_itself(const std::map<std::string, std::string>& parents, const std::string& code) {
  std::string at = code;
  for (std::size_t steps = 0; steps <= parents.size(); ++steps) {
    const auto found = parents.find(at);
    if (found == parents.end() || found->second.empty()) return false;
    at = found->second;
  }
  return true;
}

}  // namespace

void localities_in(Context& c, Shape& shape, const std::vector<LocalityNamed>& localities,
                   std::string_view path) {
  std::map<std::string, std::string> parents;
  for (auto& known : c.tables.all<Locality>(by::locality_code)) parents[known.code] = known.parent;
  std::set<std::string> codes;
  for (std::size_t i = 0; i < localities.size(); ++i) {
    auto& [code, name, parent] = localities[i];
    shape.code(code, Shape::at(path, i) + "/code");
    shape.named(name, Shape::at(path, i) + "/name");
    shape.require(codes.insert(code).second, Shape::at(path, i) + "/code", "stands twice");
    parents[code] = parent;
  }
  for (std::size_t i = 0; i < localities.size(); ++i) {
    auto& [code, name, parent] = localities[i];
    const auto at = Shape::at(path, i) + "/parent";
    shape.require(parent.empty() || parents.contains(parent), at, "no locality has this code");
    shape.require(!lies_in_itself(parents, code), at, "lies in itself");
  }
}

void put_localities(Context& c, const std::vector<LocalityNamed>& localities,
                    SettingsImported& into) {
  for (auto& [code, name, parent] : localities)
    put_setting<Locality>(c, locality_of(c, code), {.code = code, .name = name, .parent = parent},
                          into);
}

void calendar_in(Shape& shape, const SetCalendar& in, const std::string& path) {
  shape.named(in.name, path + "/name");
  shape.no_repeats(in.holidays, path + "/holidays");
}

void reason_code_in(Shape& shape, const AddReasonCode& in, const std::string& path) {
  shape.code(in.code, path + "/code");
  shape.said(in.text, path + "/text");
  shape.require(!in.actions.empty(), path + "/actions", "explains nothing");
  shape.no_repeats(in.actions, path + "/actions");
  bool says_outcome = true;
  for (std::size_t i = 0; i < in.actions.size(); ++i) {
    const auto action = named<ReferralAction>(in.actions[i]);
    shape.require(action && takes_reason(*action), Shape::at(path + "/actions", i),
                  "no action that takes a reason");
    says_outcome = says_outcome && action && takes_outcome(*action);
  }
  shape.require(in.outcome == Outcome::none || (says_outcome && !is_positive(in.outcome)),
                path + "/outcome", "these actions do not end with this outcome");
}

Result<SettingsImported> import_localities(Context& c, const ImportLocalities& in) {
  Shape shape;
  localities_in(c, shape, in.localities, "/localities");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (auto refused = first_organization_only(c)) return *std::move(refused);
  SettingsImported out;
  put_localities(c, in.localities, out);
  return out;
}

Result<Locality> get_locality(Context& c, const LocalityRef& in) {
  auto row = locality_of(c, in.code);
  if (!row) return not_found("/code");
  return *std::move(row);
}

Result<LocalityPage> list_localities(Context& c, const ListLocalities& in) {
  auto paging =
      Paging::from({.name = "locality.list", .index = &by::locality_name}, in.limit, in.cursor);
  if (!paging) return paging.refusal();
  if (auto refused = unknown_locality(c, in.parent, "/parent")) return *std::move(refused);
  const std::string prefix = fold(in.name_prefix);
  LocalityPage out;
  out.cursor = paging.value().page<Locality>(c.tables, [&](Locality& row) {
    if (!fold(row.name).starts_with(prefix)) return false;
    if (!in.parent.empty() && row.parent != in.parent) return false;
    out.localities.push_back(std::move(row));
    return true;
  });
  return out;
}

Result<SharedCalendar> set_calendar(Context& c, const SetCalendar& in) {
  Shape shape;
  calendar_in(shape, in, "");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (auto refused = first_organization_only(c)) return *std::move(refused);
  SettingsImported done;
  put_setting<SharedCalendar>(c, c.tables.first<SharedCalendar>(by::calendar_name, in.name),
                              {.name = in.name, .holidays = in.holidays}, done);
  return c.tables.first<SharedCalendar>(by::calendar_name, in.name).value();
}

Result<SharedCalendar> get_calendar(Context& c, const CalendarRef& in) {
  auto row = c.tables.get<SharedCalendar>(in.calendar_id);
  if (!row) return not_found("/calendar_id");
  return *std::move(row);
}

Result<Calendars> list_calendars(Context& c, const Empty&) {
  return Calendars{c.tables.all<SharedCalendar>(by::calendar_name)};
}

Result<OwnReasonCode> add_reason_code(Context& c, const AddReasonCode& in) {
  Shape shape;
  reason_code_in(shape, in, "");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (auto refused = first_organization_only(c)) return *std::move(refused);
  if (is_standard(in.code) || own_code(c, in.code))
    return refuse(Reason::name_taken, "/code", "another reason has this code");
  OwnReasonCode row{.code = in.code, .text = in.text, .actions = in.actions, .outcome = in.outcome};
  c.tables.insert(row);
  return row;
}

Result<OwnReasonCode> retire_reason_code(Context& c, const ReasonCodeRef& in) {
  if (auto refused = first_organization_only(c)) return *std::move(refused);
  auto row = own_code(c, in.code);
  if (!row) return not_found("/code");
  if (!row->active) return *row;
  row->active = false;
  c.tables.update(*row);
  return *row;
}

Result<ReasonCodeView> get_reason_code(Context& c, const ReasonCodeRef& in) {
  auto all = list_reason_codes(c, {});
  for (auto& code : all.value().reason_codes)
    if (code.code == in.code) return std::move(code);
  return not_found("/code");
}

Result<ReasonCodes> list_reason_codes(Context& c, const Empty&) {
  ReasonCodes out;
  for (auto& code : reason_codes())
    out.reason_codes.push_back({.code = std::string(code.code),
                                .text = std::string(code.text),
                                .actions = actions_of(code),
                                .outcome = code.outcome});
  for (auto& own : c.tables.all<OwnReasonCode>(by::reason_code_code))
    out.reason_codes.push_back(
        {own.code, own.text, own.actions, own.outcome, own.active, /*standard=*/false});
  return out;
}

Refused unknown_locality(Context& c, const std::string& code, std::string path) {
  if (code.empty() || locality_of(c, code)) return std::nullopt;
  if (!c.tables.first<Locality>(by::locality_code)) return std::nullopt;
  return refuse(Reason::locality_unknown, std::move(path), "no locality has this code");
}

Refused unknown_localities(Context& c, const std::vector<std::string>& codes, std::string_view path,
                           const std::vector<std::string>& before) {
  for (std::size_t i = 0; i < codes.size(); ++i)
    if (std::ranges::find(before, codes[i]) == before.end())
      if (auto refused = unknown_locality(c, codes[i], Shape::at(path, i))) return refused;
  return std::nullopt;
}

Refused unknown_reason(Context& c, const std::string& code, std::string path) {
  if (code.empty() || is_standard(code) || own_code(c, code)) return std::nullopt;
  return refuse(Reason::code_unknown, std::move(path), "no reason has this code",
                {{"list", std::string("reason")}});
}

std::optional<Outcome> outcome_of_reason(Context& c, ReferralAction action, std::string_view code) {
  if (const auto* standard = find_reason_code(action, code)) return standard->outcome;
  const auto own = own_code(c, code);
  if (!own || !own->active) return std::nullopt;
  if (std::ranges::find(own->actions, name_of(action)) == own->actions.end()) return std::nullopt;
  return own->outcome;
}

}  // namespace onward
