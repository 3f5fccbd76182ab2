// How a lead is found by whoever looks for them, and which two may be of one person.
//
// A store keeps the keys of all leads in one index of text: w and a word of the name, an address
// for mail or a number; t and what a number ends with.
#pragma once

#include "onward/model/attribution.hpp"

namespace onward {

// Ordered, each once. Names, numbers and addresses are read as those of providers are
// (rules/provider_search.hpp). Whoever was a patient when the lead was entered has none of their
// own.
std::vector<std::string> lead_keys(const Lead&);
// What the keys for a word that was typed begin with.
std::vector<std::string> lead_key_starts(std::string_view word);

// Whether each word that was typed begins one of the lead's.
bool is_found_by(const std::vector<std::string>& typed, const Lead&);

// Why two leads may be of one person.
enum class LeadEvidence : std::uint8_t { name, phone, email, client };
template <>
inline constexpr auto names<LeadEvidence> = std::array{
    Name{LeadEvidence::name, "name", "The same first and last name."},
    Name{LeadEvidence::phone, "phone", "The same telephone number."},
    Name{LeadEvidence::email, "email", "The same address for mail."},
    Name{LeadEvidence::client, "client", "The same patient, under this record or another."},
};
// By what was said of them; who is the same client, records say. A number without its area is the
// same as one with it.
std::vector<LeadEvidence> lead_evidence(const Lead&, const Lead&);
// Keys that a lead shares with every other that there is evidence of.
std::vector<std::string> lead_evidence_keys(const Lead&);

}  // namespace onward
