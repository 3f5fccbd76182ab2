#include "operations/table_views.hpp"

#include <algorithm>

namespace onward {

namespace {

using Whole = TableView::Whole;

template <Kept T, Whole whole = Whole::nobody>
consteval TableView view(std::string_view name, std::string_view operation, std::string_view doc,
                         Columns left_out = 0) {
  if (doc.empty() || doc.back() != '.') throw "a table needs a sentence";
  constexpr auto all = rows<T>.size() == 64 ? all_columns : (Columns{1} << rows<T>.size()) - 1;
  Withheld (*rule)(Context&, const void*) = nullptr;
  if constexpr (whole != Whole::everybody)
    rule = [](Context& c, const void* row) { return withheld(c, *static_cast<const T*>(row)); };
  return {name, doc, noun_of<T>, operation, whole, all & ~left_out, may_be_withheld<T>, rule};
}
template <Kept T> consteval TableView open(std::string_view name, std::string_view operation,
                                           std::string_view doc) {
  return view<T, Whole::everybody>(name, operation, doc);
}
template <Kept T> consteval TableView network(std::string_view name, std::string_view operation,
                                              std::string_view doc) {
  return view<T, Whole::administrators>(name, operation, doc);
}
// Of a practice's own, which the mission wants journalled whoever looks.
template <Kept T> consteval TableView watched(std::string_view name, std::string_view operation,
                                              std::string_view doc) {
  TableView out = view<T>(name, operation, doc);
  out.audited = true;
  return out;
}

// What serves the machinery alone is no table: imports, keys, learned weights, shares of credit.
constexpr TableView table[] = {
    network<Organization>("organizations", "organization.list",
                          "The organisations of the network, as far as they are known."),
    network<Staff>("staff", "staff.get", "Who works for the active organisation."),
    network<Membership>("memberships", "staff.get", "Who works for it, in which role."),
    open<Role>("roles", "role.list", "The roles and what they allow."),
    open<Issue>("issues", "issue.list", "The types of help."),
    open<Location>("locations", "location.get", "Places where services are given."),
    open<Service>("services", "service.get", "The services, with whom they are for."),
    open<Policy>("policies", "policy.list", "What was tuned, for which scope."),
    open<Locality>("localities", "locality.list", "The localities."),
    open<SharedCalendar>("calendars", "calendar.list", "Days off that organisations share."),
    open<OwnReasonCode>("reason_codes", "reason_code.list",
                        "The network's reasons beside the standard list."),
    open<ListedCode>("codes", "code.list", "The network's categories, populations and attributes."),
    open<Questionnaire>("questionnaires", "questionnaire.get", "The questionnaires."),

    view<Client>("clients", "client.get",
                 "Clients, without those who were merged away; details as far as they are shown."),
    network<Consent>("consents", "consent.get", "Consents that the organisation recorded."),
    network<ClientLink>("client_links", "client.links", "What was said of pairs of clients."),
    network<ClientMerge>("client_merges", "client.links", "Which client stands for which."),
    network<Need>("needs", "need.get", "Needs that were sent or received."),
    network<Referral>("referrals", "referral.get", "Referrals that were sent or received."),
    network<Note>("notes", "note.list", "Notes that may be read."),
    view<Attachment>("attachments", "attachment.list", "Attachments that may be read.",
                     columns<Attachment>({"digest"})),
    view<Intake>("intakes", "intake.list", "The active organisation's intakes."),
    view<LoggedReferral>("logged_referrals", "referral.list_logged",
                         "Referrals that were given as information."),
    network<QuestionnaireResponse>("questionnaire_responses", "questionnaire_response.get",
                                   "Clients' answers, as far as they are shown."),
    network<InformationRequest>("information_requests", "information_request.list",
                                "Questions on referrals, and the answers."),
    network<Appointment>("appointments", "appointment.list", "Appointments with clients."),
    network<Barrier>("barriers", "barrier.list", "What stood between clients and services."),
    network<Handover>("handovers", "handover.list", "Documents that were handed over."),
    network<Message>("messages", "message.list", "Messages between the sides of a referral."),
    network<Transfer>("transfers", "transfer.list", "Needs that were to change hands."),
    network<Agreement>("agreements", "agreement.list", "Who may refer to whom."),
    network<CapacityEnquiry>("capacity_enquiries", "enquiry.list", "Enquiries for free places."),
    network<CapacityAnswer>("capacity_answers", "enquiry.list", "What receivers said to them."),

    view<Subscription>("subscriptions", "inbox.subscription", "What one chose to be told of."),
    view<InboxItem>("inbox_items", "inbox.list", "What one was told, or one's organisation."),
    view<OutboxItem>("outbox_items", "outbox.list", "What is to be said to clients, and was."),

    watched<ReferringProvider>("referring_providers", "referring_provider.list",
                               "The practice's providers."),
    watched<ProviderContact>("provider_contacts", "referring_provider.list_contacts",
                             "Contacts with the practice's providers."),
    view<ReferralSource>("referral_sources", "referral_source.list", "The practice's sources."),
    watched<RelationshipCost>("relationship_costs", "relationship_cost.list",
                              "What was spent on providers and sources, with what was taken back."),
    watched<Touchpoint>("touchpoints", "touchpoint.list",
                        "What made leads come, with touches that were found wrong."),
    watched<Lead>("leads", "lead.list", "The practice's leads."),
    watched<Attribution>("attributions", "attribution.list", "Who is credited, in every version."),
    network<SpecialistReferral>("specialist_referrals", "specialist_referral.list",
                                "The practice's referrals to specialists."),
    view<PracticePolicy>("practice_policies", "practice.policy", "What the practice has tuned."),
};

}  // namespace

std::span<const TableView> table_views() { return table; }

const TableView* find_table(std::string_view name) {
  const auto found = std::ranges::find(table, name, &TableView::name);
  return found == std::end(table) ? nullptr : &*found;
}

bool sees_whole(const Subject& subject, const TableView& view) {
  return view.whole == Whole::everybody ||
         (view.whole == Whole::administrators && sees_all(subject));
}

}  // namespace onward
