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
     "This is not possible now[; the need is {need_phase}][ and this referral is {phase}]. Look "
     "at its history to see what happened, and choose another action."},
    {Reason::need_claimed_by_another,
     "Another organisation has taken responsibility for this need. There is nothing for you to "
     "do, unless you are asked again."},
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
     "This receiver has no free place. Choose another one, or call them and ask when there will "
     "be one."},
    {Reason::reason_code_unknown,
     "This reason cannot be given[ for {action}]. Choose one from the list."},
    {Reason::outcome_not_allowed,
     "This outcome does not fit what became of the referral[; the referral is {phase}]. Choose "
     "another outcome, or another action."},
    {Reason::period_reversed,
     "The period ends before it begins[; it would begin on {begins_on} and end on {ends_on}]. "
     "Correct the dates."},
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
    {Reason::file_too_large,
     "This file is too large to attach[; the limit is {limit_bytes} bytes]. Attach a smaller one, "
     "or in parts."},
    {Reason::file_type_refused,
     "Files of this kind cannot be attached. Attach a PDF, a picture, plain text, or a document "
     "without macros."},
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
