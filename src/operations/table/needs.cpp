// Needs.
#include "operations/table/table.hpp"

#include "operations/consent_renewal.hpp"
#include "operations/need_update.hpp"
#include "operations/needs.hpp"
#include "operations/prescreen.hpp"

namespace onward {

namespace {

constexpr Operation table[] = {
    op<need::find_receivers, find_receivers>(
        reads, see, "Who can help with an issue, best first; and why the others cannot."),
    op<need::prescreen, prescreen>(
        reads, see, "What somebody could get help with, before anybody is registered."),
    op<need::send, send_need>(writes, create, "Ask several receivers to help with one issue."),
    op<need::update, update_need>(writes, create,
                                  "Change what a need says, as far as that is still open."),
    op<need::get, get_need>(reads, see, "One need with its referrals."),
    op<need::list, list_needs>(reads, see, "The needs that the active organisation sent."),
    op<need::timeline, need_timeline>(reads, see,
                                      "What happened to a need and its referrals, line by line."),
    op<need::confirm, confirm_need>(writes, create, "Choose one of the receivers that accepted."),
    op<need::extend, extend_need>(writes, create, "Ask more receivers for an unresolved need."),
    op<need::renew_consent, renew_consent>(
        writes, create, "Go on with a need under another consent of the client."),
    op<need::re_refer, re_refer_need>(writes, create,
                                      "Continue an unresolved need with a new one."),
    op<need::escalate, escalate_need>(writes, create,
                                      "Call an administrator to an unresolved need."),
    op<need::withdraw, withdraw_need>(writes, create, "Take a whole need back."),
    op<need::close_unmet, close_need_unmet>(writes, create,
                                            "Close an unresolved need as a gap in service."),
};

}  // namespace

OperationSection needs_operations() { return table; }

}  // namespace onward
