// What a referring provider sees of a practice: that they sent somebody, and of the patients
// credited to them what those agree to.
#pragma once

#include "onward/model/attribution.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

struct GrantPortal {
  ReferringProviderId referring_provider_id{};
  StaffId staff_id{};
};
template <>
inline constexpr auto rows<GrantPortal> = std::array{
    row<&GrantPortal::referring_provider_id>(1, "referring_provider_id", "The provider."),
    row<&GrantPortal::staff_id>(
        2, "staff_id",
        "Who uses the portal for them: a member of the practice whose role is the portal's alone."),
};
ONWARD_RECORD(GrantPortal);
struct RevokePortal {
  ReferringProviderId referring_provider_id{};
};
template <>
inline constexpr auto rows<RevokePortal> = std::array{
    row<&RevokePortal::referring_provider_id>(1, "referring_provider_id", "The provider."),
};
ONWARD_RECORD(RevokePortal);

struct ListPortalPatients {
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListPortalPatients> = std::array{
    row<&ListPortalPatients::limit>(1, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                    may_be_absent),
    row<&ListPortalPatients::cursor>(2, "cursor", "From the page before; absent for the first.",
                                     may_be_absent),
};
ONWARD_RECORD(ListPortalPatients);

// What a provider calls one of those whom they sent. A number of the practice's would tell how many
// others there are; so the lead stays inside, where it is needed to say in the journal who was
// looked at.
struct PortalNumber {
  std::int64_t value = 0;
  LeadId lead_id{};
};
template <> struct Kind<PortalNumber> : Kind<std::int64_t> {
  static void write(Writer& w, const void* p) {
    w.integer(static_cast<const PortalNumber*>(p)->value);
  }
  static void read(Reader& r, void* p, const Row& row, const Path& path,
                   std::vector<Problem>& problems) {
    Kind<std::int64_t>::read(r, &static_cast<PortalNumber*>(p)->value, row, path, problems);
  }
};

struct PortalPatient {
  PortalNumber number{};
  Date referred_on{};
  std::optional<std::int64_t> credit_millionths{};
  std::vector<DataClass> shown{};
  std::string given_name{};
  std::string family_name{};
  std::optional<Date> became_patient_on{};
  std::optional<Date> consulted_on{};
  std::optional<Date> treatment_started_on{};
  std::optional<Date> treatment_completed_on{};
};
template <>
inline constexpr auto rows<PortalPatient> = std::array{
    row<&PortalPatient::number>(
        1, "number",
        "Which of the provider's own it is, from 1 in the order of this list; sent again, somebody "
        "is the last."),
    row<&PortalPatient::referred_on>(2, "referred_on", "When the provider sent them last."),
    row<&PortalPatient::credit_millionths>(
        3, "credit_millionths", "The provider's share; absent unless progress is shown."),
    row<&PortalPatient::shown>(
        4, "shown", "identity, progress, both or neither: what the patient agreed to share."),
    row<&PortalPatient::given_name>(5, "given_name", "First name; empty unless identity is shown.",
                                    is_personal),
    row<&PortalPatient::family_name>(6, "family_name", "Last name; empty unless identity is shown.",
                                     is_personal),
    row<&PortalPatient::became_patient_on>(7, "became_patient_on",
                                           "Absent unless progress is shown."),
    row<&PortalPatient::consulted_on>(8, "consulted_on", "Absent unless progress is shown."),
    row<&PortalPatient::treatment_started_on>(9, "treatment_started_on",
                                              "Absent unless progress is shown."),
    row<&PortalPatient::treatment_completed_on>(10, "treatment_completed_on",
                                                "Absent unless progress is shown."),
};
ONWARD_RECORDS(PortalPatient);
struct PortalPatients {
  std::vector<PortalPatient> patients{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<PortalPatients> = std::array{
    row<&PortalPatients::patients>(1, "patients", "Those whom the provider sent, oldest first."),
    row<&PortalPatients::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(PortalPatients);

namespace portal {
using grant = Tag<"portal.grant", GrantPortal, ReferringProvider>;
using revoke = Tag<"portal.revoke", RevokePortal, ReferringProvider>;
using list_patients = Tag<"portal.list_patients", ListPortalPatients, PortalPatients>;
}  // namespace portal

}  // namespace onward
