// All that a practice does.
#include "operations/table/table.hpp"

#include "operations/practices.hpp"

namespace onward {

namespace {

constexpr Operation table[] = {
    op<practice::set_policy, set_practice_policy>(
        writes, configure, "Tune how the practice counts referrals and when it is alerted."),
    op<practice::policy, practice_policy>(reads, see, "What the practice has tuned, and defaults."),
    op<relationship::get, get_relationship>(
        audited, analyse, "How the practice stands with a provider: standing, health, best time."),
    op<relationship::handling, get_handling>(
        audited, see, "How a provider is best reached, and what is done for them."),
    op<relationship::list, list_relationships>(
        audited, see, "How the practice stands with its providers; for example the dormant."),
    op<referring_provider::create, create_provider>(
        writes, manage, "Enter a provider who refers, or is referred to."),
    op<referring_provider::update, update_provider>(writes, manage,
                                                    "Change a provider; what is absent stays."),
    op<referring_provider::get, get_provider>(
        audited, see, "One provider of the practice; leaves an entry that says who looked."),
    op<referring_provider::list, list_providers>(audited, see,
                                                 "The practice's providers, by last name."),
    op<referring_provider::search, search_providers>(
        audited, see, "Find a provider while somebody types: name, practice, city or number."),
    op<referring_provider::deactivate, deactivate_provider>(
        writes, manage, "Offer a provider no more; what they sent stays."),
    op<referring_provider::reactivate, reactivate_provider>(writes, manage, "Offer them again."),
    op<referring_provider::merge, merge_providers>(
        writes, manage, "Make one of two entries of the directory that are the same person."),
    op<referring_provider::unmerge, unmerge_provider>(
        writes, manage, "Undo a merge of two providers; each has again what was theirs."),
    op<referring_provider::types, list_provider_types>(
        reads, see, "Types of providers, their taxonomy codes, and what one refers to them for."),
    op<referring_provider::record_contact, record_provider_contact>(
        writes, update, "Note that the practice got in touch with a provider."),
    op<referring_provider::record_response, record_provider_response>(
        writes, update, "Note that a provider answered a contact."),
    op<referring_provider::void_contact, void_provider_contact>(
        writes, update, "Take back a contact that was noted by mistake; it counts no more."),
    op<referring_provider::list_contacts, list_provider_contacts>(
        audited, see, "Contacts with a provider, oldest first."),
    op<referring_provider::list_referrals, list_provider_referrals>(
        audited, see, "Who came through a provider, and what became of them."),
    op<referring_provider::history, provider_history>(
        audited, see, "How the relationship with a provider went, line by line."),
    op<referring_provider::statistics, provider_statistics>(
        audited, analyse, "What a provider sends and what it is worth, and who refers to whom."),
    op<referring_provider::import, import_providers>(writes, manage,
                                                     "Read providers from a file, slice by slice."),
    op<referring_provider::imports, list_provider_imports>(
        reads, manage, "The imports of providers, and how far each is."),
    op<referring_provider::import_problems, provider_import_problems>(
        reads, manage, "What an import of providers could not use, with line, column and reason."),
    op<specialist_referral::create, create_specialist_referral>(
        writes, create, "Write a referral to a specialist of one's own directory; a draft."),
    op<specialist_referral::record_letter, record_specialist_letter>(
        writes, send_letters, "Record that the specialist was written to."),
    op<specialist_referral::schedule, schedule_specialist>(
        writes, update, "Record the patient's appointment with the specialist."),
    op<specialist_referral::complete_appointment, complete_specialist_appointment>(
        writes, update, "Record that the specialist saw the patient."),
    op<specialist_referral::miss_appointment, miss_specialist_appointment>(
        writes, update, "Record that the patient did not come."),
    op<specialist_referral::cancel_appointment, cancel_specialist_appointment>(
        writes, update, "Record that the appointment was called off."),
    op<specialist_referral::receive_report, receive_specialist_report>(
        writes, update, "File the specialist's report."),
    op<specialist_referral::give_feedback, give_specialist_feedback>(
        writes, update, "Say how it went with the specialist."),
    op<specialist_referral::close, close_specialist_referral>(
        writes, update, "Close it with an outcome, and with a reason where no report has come."),
    op<specialist_referral::decline, decline_specialist_referral>(
        writes, update, "Record that the specialist says no, with a coded reason."),
    op<specialist_referral::cancel, cancel_specialist_referral>(
        writes, update, "Take it back, with a coded reason."),
    op<specialist_referral::undo_visit, undo_specialist_visit>(
        writes, update, "Take back a visit that was recorded by mistake."),
    op<specialist_referral::undo_report, undo_specialist_report>(
        writes, update, "Take back a report that was filed by mistake."),
    op<specialist_referral::get, get_specialist_referral>(reads, see,
                                                          "One referral to a specialist."),
    op<specialist_referral::list, list_specialist_referrals>(
        reads, see, "The practice's referrals to specialists, newest first."),
    op<specialist_referral::actions, specialist_referral_actions>(
        reads, see, "What can be done with one now, and why the rest cannot."),
    op<referral_source::add, add_referral_source>(
        writes, configure, "Add a source that touches may name, for example a campaign."),
    op<referral_source::add_standard, add_standard_referral_sources>(
        writes, configure, "Add the standard sources that are not there."),
    op<referral_source::update, update_referral_source>(
        writes, configure, "Rename a source, or take it back into use."),
    op<referral_source::retire, retire_referral_source>(writes, configure, "Retire a source."),
    op<referral_source::list, list_referral_sources>(reads, see, "The practice's sources."),
    op<relationship_cost::record, record_relationship_cost>(
        writes, manage, "Write down what was spent on a provider or on a source."),
    op<relationship_cost::void_, void_relationship_cost>(
        writes, manage, "Take back a cost that is wrong; it counts no more."),
    op<relationship_cost::get, get_relationship_cost>(audited, analyse, "One cost."),
    op<relationship_cost::list, list_relationship_costs>(
        audited, analyse, "What was spent on a provider, on a source, or on all of them."),
    op<lead::create, create_lead>(
        writes, create, "Enter somebody who may become a patient, with what made them come."),
    op<lead::get, get_lead>(audited, see, "One lead, and what made them come."),
    op<lead::list, list_leads>(audited, see, "The practice's leads in one phase, newest first."),
    op<lead::search, search_leads>(audited, see,
                                   "Find a lead while somebody types: by name, telephone or mail."),
    op<lead::list_of_client, list_leads_of_client>(audited, see,
                                                   "The leads that a patient once was."),
    op<lead::update, update_lead>(writes, update, "Change who a lead is; absent members stay."),
    op<lead::lose, lose_lead>(writes, update, "Note that a lead did not become a patient."),
    op<lead::reopen, reopen_lead>(writes, update, "Take a lead up again that was lost."),
    op<lead::record_consultation, record_consultation>(
        writes, update, "Note the day of a lead's first consultation."),
    op<lead::start_treatment, start_treatment>(
        writes, update, "Note the day on which treatment began, and what it is worth."),
    op<lead::complete_treatment, complete_treatment>(writes, update, "Note when treatment ended."),
    op<lead::set_value, set_lead_value>(writes, update,
                                        "Say what treatment is worth, or that it is unknown."),
    op<lead::convert, convert_lead>(writes, create,
                                    "Make a lead a patient, and share the credit for it."),
    op<lead::undo_conversion, undo_conversion>(writes, administer, "Take back a conversion."),
    op<lead::undo_milestone, undo_milestone>(writes, update, "Take back a wrong milestone."),
    op<lead::join, join_leads>(writes, administer, "Join two leads that are of one person."),
    op<lead::part, part_leads>(writes, administer, "Part leads that were joined by mistake."),
    op<touchpoint::add, add_touchpoint>(writes, update, "Add what made a lead come."),
    op<touchpoint::void_, void_touchpoint>(writes, update,
                                           "Find a touch wrong; it counts no more."),
    op<touchpoint::correct, correct_touchpoint>(
        writes, update, "Find a touch wrong, and say what is right in its place."),
    op<touchpoint::list, list_touchpoints>(
        audited, see, "Every touch of a lead, those that were wrong among them."),
    op<attribution::get, get_attribution>(audited, see,
                                          "Who is credited with a conversion, in any version."),
    op<attribution::list, list_attributions>(audited, see,
                                             "Every version of who is credited with a conversion."),
    op<attribution::correct, correct_attribution>(
        writes, update, "Share the credit for a conversion anew, and say why."),
    op<attribution::compare, compare_attributions>(
        audited, analyse, "Where models of attribution disagree over the conversions of a period."),
    op<lead::sources, count_sources>(
        audited, analyse, "Where the leads of a period come from, and what became of them."),
    op<portal::grant, grant_portal>(writes, manage,
                                    "Let somebody use the portal for a referring provider."),
    op<portal::revoke, revoke_portal>(writes, manage, "Close the portal to a provider."),
    op<portal::list_patients, list_portal_patients>(
        audited, look_in, "Whom a referring provider sent, and what they agreed to tell."),
};

}  // namespace

OperationSection practice_operations() { return table; }

}  // namespace onward
