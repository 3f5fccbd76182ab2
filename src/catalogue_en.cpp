#include "catalogue_texts.hpp"

namespace onward {

namespace {

// What happened, in a caseworker's words, and what to do next.
constexpr CatalogueText texts[] = {
    {Reason::malformed_request,
     "Something that was entered is missing, or cannot be used. Check the marked fields and try "
     "again."},
    {Reason::unknown_operation,
     "This program asked for something that the referral system cannot do. Tell whoever looks "
     "after the program."},
    {Reason::request_too_large,
     "This is too much to send at once[; the limit is {limit_bytes} bytes]. Send it in smaller "
     "parts."},
    {Reason::session_invalid,
     "You are not signed in for an organisation where you work. Choose your organisation again, "
     "or ask its administrator to add you."},
    {Reason::organization_inactive,
     "The organisation is not active in this network at the moment. Choose another one, or ask an "
     "administrator of the network."},
    {Reason::permission_missing,
     "This is not for you to do[; it needs the permission {permission}]. Ask a colleague whose "
     "role "
     "allows it, or the organisation whose turn it is."},
    {Reason::not_found,
     "This does not exist, or your organisation has no access to it. Check the number, and for "
     "which organisation you are working now."},
    {Reason::idempotency_key_reused,
     "This form was sent before with other contents. Begin again with a new one."},
    {Reason::revision_changed,
     "Somebody changed this while you were looking at it. Open it again, and repeat what you "
     "wanted to do if it is still right."},
    {Reason::cursor_invalid, "The list cannot go on from here. Begin again at its first page."},
    {Reason::name_taken, "This name or code is in use already. Choose another one."},
    {Reason::phase_forbids,
     "This is not possible now[; the need is {need_phase}][ and this referral is {phase}][; "
     "agreement {agreement_id} says the same and is {agreement_phase}]. Look at its history to see "
     "what happened, and choose another action."},
    {Reason::need_claimed_by_another,
     "Another organisation has taken responsibility for this need, or was asked when it was passed "
     "on. There is nothing for you to do, unless you are asked again."},
    {Reason::need_has_completed_member,
     "An organisation has completed this need already. If the client needs more help, send a new "
     "need."},
    {Reason::need_not_unresolved,
     "This is possible only when a need is unresolved[; this one is {need_phase}]. Wait for the "
     "answers, or withdraw what is still open."},
    {Reason::member_unfinished,
     "This organisation is dealing with this need already. Wait for its answer, or withdraw that "
     "referral first."},
    {Reason::no_receivers,
     "Nobody was chosen to receive this[; services that could help: {eligible}]. Choose at least "
     "one."},
    {Reason::too_many_receivers,
     "This need would go to too many receivers[; it can have at most {limit}]. Choose fewer."},
    {Reason::consent_missing,
     "No consent of this client is recorded. Ask the client, and record the answer before you "
     "share anything."},
    {Reason::consent_expired,
     "The client's consent has run out. Ask the client again, and record the answer before you "
     "share anything."},
    {Reason::consent_withdrawn,
     "The client took this consent back[ on {withdrawn_at}]. Share nothing more under it; if the "
     "client agrees again, record a new consent."},
    {Reason::consent_out_of_scope,
     "The client's consent does not cover this type of help, or this organisation. Ask the "
     "client, and record a consent that does."},
    {Reason::receiver_not_eligible,
     "This receiver cannot help this client[; what does not fit: {criteria}]. Choose another one, "
     "or correct the client's record if it is wrong."},
    {Reason::capacity_full,
     "There is no free place. Whoever keeps the services of the receiver may take the client on "
     "all the same and say why; a sender may choose another receiver, or call and ask when there "
     "will be a place."},
    {Reason::reason_code_unknown,
     "This reason cannot be given[ for {action}]. Choose one from the list."},
    {Reason::outcome_not_allowed,
     "This outcome does not fit what became of the referral[; the referral is {phase}]. Choose "
     "another outcome, or another action."},
    {Reason::period_reversed,
     "The period would end before it begins, or as it begins[; it would begin on {begins_on} and "
     "end on {ends_on}]. Correct the dates."},
    {Reason::blob_missing, "The file is not there, or no longer. Upload it again."},
    {Reason::import_unreadable,
     "This file cannot be read as a directory. Check that it is the right file, and in one of the "
     "formats that can be imported."},
    {Reason::import_finished,
     "This import has come to its end. Begin a new one to read the files again."},
    {Reason::batch_refused,
     "None of these steps was done, because one was refused[; the reason was: {reason}]. Correct "
     "that one, and send all of them again."},
    {Reason::store_not_empty, "This network has been set up already. Sign in to it instead."},
    {Reason::checkpoint_unknown,
     "The history does not go that far[; it has {size} entries]. Ask for an earlier point."},
    {Reason::client_requires_referral,
     "Here clients are registered together with a referral. Begin a referral, and enter the "
     "client there."},
    {Reason::confirm_not_needed,
     "This need does not wait for anybody to be confirmed. The receiver can go on without it."},
    {Reason::confirmation_missing,
     "The sender has not yet chosen you for this need. Wait for the confirmation, or call the "
     "sender."},
    {Reason::referral_replaced,
     "A later referral to the same organisation took the place of this one. Open the later one."},
    {Reason::intake_finished,
     "This draft was sent, or given up. Look at the client's referrals, or begin a new one."},
    {Reason::client_may_exist,
     "Somebody very much like this person is registered already. Look at the matches: choose the "
     "person there, or confirm that this one is new."},
    {Reason::consent_by_another,
     "The client asks for help themselves, so the consent must be their own. Record it without "
     "another person's name, or do not mark this as a self-referral."},
    {Reason::receiver_has_acknowledged,
     "A receiver is working with this already, so what was written cannot be changed. Add to it, "
     "or write a note."},
    {Reason::urgency_may_only_rise,
     "This was sent as more urgent than that. If it is less urgent now, tell the receivers in a "
     "note."},
    {Reason::questionnaire_invalid,
     "This questionnaire cannot be used yet. Correct the marked questions, and save it again."},
    {Reason::questionnaire_not_active,
     "This questionnaire is not in use[; it is {status}]. Choose one that is."},
    {Reason::questionnaire_of_another_issue,
     "This questionnaire is about another type of help. Choose one that belongs to this type."},
    {Reason::questionnaire_in_use,
     "A type of help still asks this questionnaire[: {issue}]. Let it ask another one first."},
    {Reason::questionnaire_required,
     "A questionnaire must be answered before anybody is asked for this help[: {questionnaire}]. "
     "Answer it and complete it, and send again."},
    {Reason::answers_invalid,
     "Some answers are missing, or do not fit their questions. Check the marked questions."},
    {Reason::information_asked,
     "The sender was asked something already and has not answered yet. Wait for the answer, or "
     "call the sender."},
    {Reason::information_not_asked,
     "There is no question here that waits for an answer. Write a note instead."},
    {Reason::withdrawal_asked,
     "The sender wants to take this referral back, and the receiver has not answered yet. Wait "
     "for the answer, or confirm or refuse it if you are the receiver."},
    {Reason::withdrawal_not_asked,
     "The sender has not asked to take this referral back. Go on with it, or decline it if you "
     "cannot help."},
    {Reason::appointment_scheduled,
     "An appointment is planned already. Say what became of it, or cancel it, before you plan "
     "another one."},
    {Reason::appointment_not_scheduled,
     "This appointment is over, or was cancelled. Plan another one if it is needed."},
    {Reason::audience_not_allowed,
     "This note cannot go to everybody involved. Write it on the whole need as its sender, or "
     "choose fewer readers."},
    {Reason::disclosure_withheld,
     "You are not shown enough of this client yet. Acknowledge or accept the referral first; what "
     "the client did not agree to share stays hidden."},
    {Reason::onward_not_allowed,
     "The client did not agree that this is passed on to others. Ask the client, and record a "
     "consent that allows it."},
    {Reason::already_in_chain,
     "This need came through that organisation already. Choose another one."},
    {Reason::reminded_already,
     "The receiver was reminded already[ on {reminded_at}]. Remind them again on their next "
     "working day, or use their alternative contact."},
    {Reason::transfer_unfinished,
     "Somebody was asked to take this need over, or has it for a time. Wait for the answer, or "
     "cancel that first."},
    {Reason::partner_required,
     "Your organisation and the other one have not agreed to refer to each other. Ask an "
     "administrator of both, or choose another one."},
    {Reason::other_side_must_agree,
     "Your organisation proposed this agreement. Ask the other organisation to agree to it."},
    {Reason::locality_unknown,
     "This area is not in the network's list. Choose one from the list, or ask an "
     "administrator to add it."},
    {Reason::client_merged,
     "This client's record was merged into another one[, client {survivor_id}]. Open that one, or "
     "undo the merge first."},
    {Reason::link_contradicts,
     "Somebody has decided the opposite about these clients. Look at the reason they gave, and "
     "take that decision back first if it was wrong."},
    {Reason::too_few_clients,
     "There are too few clients to learn from[; there are {clients}, and {required} are needed]. "
     "Matching goes on as before."},
    {Reason::file_too_large,
     "This file is too large to attach. Attach a smaller one, or in parts."},
    {Reason::file_type_refused,
     "Files of this kind cannot be attached. Attach a PDF, a picture, plain text, or a document "
     "without macros."},
    {Reason::report_missing,
     "The specialist's report has not been received. Record it first, or say why there will be "
     "none."},
    {Reason::stays_with_practice,
     "This is a referral to a specialist of the practice's own directory. It cannot be handed over "
     "to another organisation."},
    {Reason::several_referrers,
     "More than one person or source was chosen here. Choose the one who made them come now, and "
     "add the others as touches of their own."},
    {Reason::referrer_missing,
     "Nobody was chosen who made them come. Choose the provider, the patient or the source; or "
     "say that it is unknown."},
    {Reason::referrer_of_another_type,
     "Who was chosen does not fit the type of the referral. Choose another type, or somebody "
     "else."},
    {Reason::referrer_inactive,
     "This provider or source is no longer in use. Choose another one, or ask for it to be taken "
     "back into use."},
    {Reason::time_in_future,
     "This has not happened yet, by the date that was entered. Check the date and the time."},
    {Reason::milestone_out_of_order,
     "This date does not fit the others[; it cannot be before {not_before}][; it cannot be after "
     "{not_after}]. Check which of them is wrong."},
    {Reason::touch_after_conversion,
     "Whatever made somebody come happened before they became a patient[, at {converted_at}]. "
     "Check the dates."},
    {Reason::touch_missing,
     "Everybody comes from somewhere, and be it unknown. Enter what is right instead of taking "
     "away all there is."},
    {Reason::too_many_touches,
     "This has been noted often enough for one person. Add no more, or take away what was wrong."},
    {Reason::attribution_final,
     "They are a patient, and the credit for it was given. Correct the attribution, and say why."},
    {Reason::currency_missing,
     "A value has no meaning without its currency. Choose it together with the value."},
    {Reason::currency_unknown,
     "There is no such currency. Use its code of three letters, for example USD."},
    {Reason::value_missing,
     "There is no value here. Enter it together with its currency; if nobody knows it, say so."},
    {Reason::client_requires_source,
     "Your practice wants to know of every patient who sent them. Enter them as a lead, with what "
     "made them come, and make them a patient from there."},
    {Reason::period_too_large,
     "There is too much in this period to be looked at in one go. Choose a shorter one."},
    {Reason::portal_not_granted,
     "No portal is open to you here. Ask the practice that you refer to."},
    {Reason::portal_role_too_wide,
     "This person's role shows more than a referring provider may see, or not the portal. Give "
     "them a role for the portal alone first."},
    {Reason::portal_user_taken,
     "This person uses the portal for another provider. Choose somebody else, or close that portal "
     "first."},
    {Reason::metric_lacks_dimension,
     "This figure cannot be told apart so[; the figure {metric} knows no {dimension}]. Choose "
     "another dimension, or another figure."},
    {Reason::too_many_groups,
     "There would be more lines than one answer holds. Choose fewer dimensions, a shorter period, "
     "or a filter."},
    {Reason::later_milestone_recorded,
     "Something that comes later is recorded, and would have nothing to stand on. Take that back "
     "first."},
    {Reason::milestone_missing,
     "Nothing of the kind is recorded. Look again at which of the dates is wrong."},
    {Reason::leads_of_two_people,
     "These do not seem to be the same person. If they are, keep the entry that is a patient "
     "already, and see that both name the same one."},
    {Reason::lead_has_joined,
     "Another entry was joined with this one before. Part the two first, or keep this one."},
    {Reason::code_unknown,
     "This is not in the network's list[ of {list} codes]. Choose one from the list, or ask an "
     "administrator to add it."},
    {Reason::import_changed,
     "The file[ {file}] is another one than this import began with. Begin a new import, which "
     "reads "
     "it from its first line."},
    {Reason::issue_inactive,
     "The network does not offer this type of help any more. Choose another one, or ask an "
     "administrator to switch it on again."},
    {Reason::answer_too_large,
     "This answers too much at once. Ask in smaller parts, or for shorter pages; a configuration "
     "that has grown so large has to be carried over by hand."},
    {Reason::provider_merged,
     "This provider's entry was merged into another one[, provider {referring_provider_id}]. Open "
     "that one, or undo the merge first."},
    {Reason::providers_of_two_people,
     "These have different NPIs, so they are two people. If one of the numbers is wrong, correct "
     "it first."},
};

consteval bool is_complete() {
  for (std::size_t i = 0; i < std::size(texts); ++i)
    if (static_cast<std::size_t>(texts[i].reason) != i) return false;
  return std::size(texts) == names<Reason>.size();
}
static_assert(is_complete(), "a reason has no sentence, or stands out of order");

}  // namespace

std::span<const CatalogueText> catalogue_en() { return texts; }

}  // namespace onward
