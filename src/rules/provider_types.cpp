#include "onward/rules/provider_types.hpp"

#include <algorithm>

namespace onward {

namespace {

using Reasons = std::string_view;

constexpr Taxonomy general[] = {{"1223G0001X", "General Practice Dentistry"},
                                {"122300000X", "Dentist"}};
constexpr Taxonomy pediatric[] = {{"1223P0221X", "Pediatric Dentistry"}};
constexpr Taxonomy surgery[] = {{"1223S0112X", "Oral and Maxillofacial Surgery (Dentist)"},
                                {"204E00000X", "Oral & Maxillofacial Surgery"}};
constexpr Taxonomy periodontics[] = {{"1223P0300X", "Periodontics"}};
constexpr Taxonomy endodontics[] = {{"1223E0200X", "Endodontics"}};
constexpr Taxonomy prosthodontics[] = {{"1223P0700X", "Prosthodontics"}};
constexpr Taxonomy facial_pain[] = {{"1223X2210X", "Orofacial Pain"}};
constexpr Taxonomy ear_nose_throat[] = {
    {"207Y00000X", "Otolaryngology"},
    {"207YS0123X", "Facial Plastic Surgery"},
    {"207YX0602X", "Otolaryngic Allergy"},
    {"207YX0905X", "Otolaryngology/Facial Plastic Surgery"},
    {"207YX0901X", "Otology & Neurotology"},
    {"207YP0228X", "Pediatric Otolaryngology"},
};
// An otolaryngologist of sleep is asked about sleep.
constexpr Taxonomy sleep[] = {
    {"207QS1201X", "Sleep Medicine (Family Medicine)"},
    {"207RS0012X", "Sleep Medicine (Internal Medicine)"},
    {"2084S0012X", "Sleep Medicine (Psychiatry & Neurology)"},
    {"207YS0012X", "Sleep Medicine (Otolaryngology)"},
    {"2080S0012X", "Sleep Medicine (Pediatrics)"},
};

constexpr Reasons pediatric_reasons[] = {"Pediatric care before orthodontics"};
constexpr Reasons surgery_reasons[] = {"Extractions", "Exposures", "Jaw surgery"};
constexpr Reasons periodontic_reasons[] = {"Gum disease", "Gingival surgery"};
constexpr Reasons endodontic_reasons[] = {"Root canals for teeth in treatment"};
constexpr Reasons facial_pain_reasons[] = {"TMD evaluation and treatment"};
constexpr Reasons airway_reasons[] = {"Airway evaluation", "Breathing issues"};
constexpr Reasons sleep_reasons[] = {"Sleep apnea evaluation"};

constexpr ProviderTypeInfo types[] = {
    {ProviderType::general_dentist, general, {}},
    {ProviderType::pediatric_dentist, pediatric, pediatric_reasons},
    {ProviderType::oral_surgeon, surgery, surgery_reasons},
    {ProviderType::periodontist, periodontics, periodontic_reasons},
    {ProviderType::endodontist, endodontics, endodontic_reasons},
    {ProviderType::prosthodontist, prosthodontics, {}},
    {ProviderType::tmj_specialist, facial_pain, facial_pain_reasons},
    {ProviderType::ent, ear_nose_throat, airway_reasons},
    {ProviderType::sleep_medicine, sleep, sleep_reasons},
    {ProviderType::other_specialist, {}, {}},
};

consteval bool is_complete() {
  for (std::size_t i = 0; i < std::size(types); ++i)
    if (static_cast<std::size_t>(types[i].type) != i) return false;
  return std::size(types) == names<ProviderType>.size();
}
static_assert(is_complete(), "a type is missing, or stands out of order");

}  // namespace

std::span<const ProviderTypeInfo> provider_types() { return types; }

std::optional<ProviderType> type_of_taxonomy(std::string_view code) {
  if (code.empty()) return std::nullopt;
  for (auto& info : types)
    if (std::ranges::find(info.taxonomies, code, &Taxonomy::code) != info.taxonomies.end())
      return info.type;
  return ProviderType::other_specialist;
}

std::string_view name_of_taxonomy(std::string_view code) {
  for (auto& info : types)
    for (auto& taxonomy : info.taxonomies)
      if (taxonomy.code == code) return taxonomy.name;
  return {};
}

bool is_taxonomy(std::string_view code) {
  const auto fits = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  return code.size() == 10 && code.back() == 'X' && std::ranges::all_of(code, fits);
}

}  // namespace onward
