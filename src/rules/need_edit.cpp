#include "onward/rules/need_edit.hpp"

#include "onward/rules/lifecycle.hpp"

namespace onward {

namespace {

std::optional<Refusal> may_not(Reason reason, std::string path, std::string message) {
  return Refusal{.reason = reason, .path = std::move(path), .message = std::move(message)};
}

std::optional<Refusal> change(std::string& text, const std::optional<std::string>& to,
                              std::string_view path, bool is_acknowledged) {
  if (!to) return std::nullopt;
  if (is_acknowledged && !to->starts_with(text))
    return may_not(Reason::receiver_has_acknowledged, std::string(path),
                   "what was said stands at the beginning of what is said now");
  text = *to;
  return std::nullopt;
}

std::optional<Refusal> change(Urgency& urgency, const std::optional<Urgency>& to,
                              bool is_acknowledged) {
  if (!to || *to == urgency) return std::nullopt;
  if (is_acknowledged)
    return may_not(Reason::receiver_has_acknowledged, "/urgency", "a receiver has acknowledged");
  if (*to < urgency)
    return may_not(Reason::urgency_may_only_rise, "/urgency", "it is more urgent than that");
  urgency = *to;
  return std::nullopt;
}

std::optional<Refusal> change(std::optional<Date>& date, const std::optional<Date>& to,
                              bool is_acknowledged) {
  if (!to || to == date) return std::nullopt;
  if (is_acknowledged && date)
    return may_not(Reason::receiver_has_acknowledged, "/preferred_date",
                   "a receiver has acknowledged");
  date = to;
  return std::nullopt;
}

}  // namespace

Result<Need> edited(const Need& before, const NeedEdit& edit, bool is_acknowledged) {
  if (is_finished(before.phase))
    return Refusal{.reason = Reason::phase_forbids,
                   .path = "/need_id",
                   .message = "the need has ended",
                   .facts = {{"need_phase", std::string(name_of(before.phase))}}};
  Need need = before;
  NeedDetails& d = need.details;
  if (auto no = change(need.urgency, edit.urgency, is_acknowledged)) return *std::move(no);
  if (auto no = change(d.reason_for_referral, edit.reason_for_referral, "/reason_for_referral",
                       is_acknowledged))
    return *std::move(no);
  if (auto no = change(d.special_requirements, edit.special_requirements, "/special_requirements",
                       is_acknowledged))
    return *std::move(no);
  if (auto no = change(d.notes_for_provider, edit.notes_for_provider, "/notes_for_provider",
                       is_acknowledged))
    return *std::move(no);
  if (auto no = change(d.preferred_date, edit.preferred_date, is_acknowledged))
    return *std::move(no);
  return need;
}

}  // namespace onward
