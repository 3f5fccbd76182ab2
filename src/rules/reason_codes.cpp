#include "onward/rules/reason_codes.hpp"

namespace onward {

namespace {

using A = ReferralAction;

constexpr ReasonCode table[] = {
    {"capacity", "No capacity at present.", {A::decline}, Outcome::none},
    {"not_eligible", "The client is not eligible.", {A::decline}, Outcome::none},
    {"out_of_area", "The client lives outside the area.", {A::decline}, Outcome::none},
    {"not_provided", "The service is not provided.", {A::decline}, Outcome::none},
    {"not_appropriate", "The service does not fit the need.", {A::decline}, Outcome::none},
    {"already_served", "The client is served already.", {A::decline}, Outcome::none},
    {"transport", "The client cannot get there.", {A::decline, A::fail}, Outcome::none},
    {"client_declined",
     "The client chose not to proceed.",
     {A::decline, A::fail, A::withdraw},
     Outcome::client_declined},
    {"unable_to_contact",
     "Contact with the client was lost.",
     {A::decline, A::fail, A::withdraw},
     Outcome::unable_to_contact},
    {"could_not_complete", "It was tried and could not be done.", {A::fail}, Outcome::unsuccessful},
    {"forwarded", "It was passed on to another organisation.", {A::decline}, Outcome::none},
    {"no_longer_needed", "Help is no longer needed.", {A::withdraw}, Outcome::none},
    {"helped_elsewhere",
     "The client is helped elsewhere.",
     {A::decline, A::withdraw},
     Outcome::none},
    {"consent_withdrawn", "The client withdrew consent.", {A::withdraw}, Outcome::none},
    {"consent_expired", "The client's consent has expired.", {A::withdraw}, Outcome::none},
    {"awaiting_client", "The client has to do something first.", {A::hold}, Outcome::none},
    {"awaiting_documents", "Documents are missing.", {A::hold}, Outcome::none},
    {"awaiting_place", "A place is about to become free.", {A::hold}, Outcome::none},
    {ended_by_mistake, "It was ended by mistake.", {A::reopen}, Outcome::none},
    {"circumstances_changed",
     "Circumstances have changed.",
     {A::reopen, A::withdraw, A::reprioritise},
     Outcome::none},
    {"assessed", "It was assessed on arrival.", {A::reprioritise}, Outcome::none},
    {"risk_changed", "The risk to the client has changed.", {A::reprioritise}, Outcome::none},
    {"advice_given",
     "The sender was given advice in the place of service.",
     {A::return_with_advice},
     Outcome::none},
    {"no_response", "Nobody answered in time.", {A::expire, A::send_back}, Outcome::none},
    {"service_begun", "Service has begun.", {A::refuse_withdrawal}, Outcome::none},
    {"client_continues",
     "The client wants to go on with it.",
     {A::refuse_withdrawal},
     Outcome::none},
    {"duplicate", "It was entered twice.", {A::mark_error}, Outcome::none},
    {"wrong_client", "It is about another person.", {A::mark_error}, Outcome::none},
    {"wrong_receiver",
     "It was sent to the wrong place.",
     {A::mark_error, A::withdraw},
     Outcome::none},
    {"other",
     "Another reason; see the note.",
     {A::decline, A::fail, A::withdraw, A::hold, A::reopen, A::mark_error, A::reprioritise,
      A::refuse_withdrawal},
     Outcome::none},
};

}  // namespace

std::span<const ReasonCode> reason_codes() { return table; }

const ReasonCode* find_reason_code(ReferralAction action, std::string_view code) {
  for (auto& r : table)
    if (r.code == code && r.of.has(action)) return &r;
  return nullptr;
}

}  // namespace onward
