// Needs that were passed on: who stands before, and what is told back.
#pragma once

#include "onward/operations/between.hpp"
#include "operations/row.hpp"

namespace onward {

// Who sent the needs that this one is part of, the nearest first.
std::vector<OrganizationId> senders_before(Context&, const Need&);

// Whether somebody was asked further on, and has not ended it.
bool is_asked_further_on(Context&, const Need&, OrganizationId);

// A need that was passed on comes to nobody twice: those of a list that it came through, by place.
std::vector<std::size_t> came_through(Context&, const Need&, const std::vector<ReceiverNamed>&);

// Whether receivers are asked, or help.
bool is_at_work(NeedPhase);
// Whether they are, and some of them not silent, for another need of the same chain than those that
// this one was passed on from and are coordinated still: then two would help with one thing.
bool is_at_work_elsewhere(Context&, const Need&);

// The needs before hear the best outcome of those after them, and when nobody is at work any more.
//   writes   the needs it is part of, where they differ
void report_onward(Context&, const Need&, bool work_ended);

// A receiver that holds the claim asks others in its own name, under a consent that allows it. The
// notes and files that it may read go along, in its name. It stays responsible, or declines; then
// nobody else is asked again, since somebody is at work.
//   refused  no_receivers, not_found, permission_missing, revision_changed, phase_forbids,
//            consent_missing, and what is refused of receivers (operations/needs.hpp)
//   writes   a need with its referrals, notes and files; the referral, and when declined its need
//   source   IHE 360X and BaRS, onward referral; docs/decisions/0017
Result<Forwarded> forward_referral(Context&, const ForwardReferral&);

// Each side sees its own links, and that there is a further one.
//   refused  not_found
Result<NeedChain> need_chain(Context&, const NeedRef&);

template <> struct Again<Forwarded> {
  static std::vector<std::int64_t> ids(const Forwarded&);
  static std::optional<Forwarded> load(Context&, std::span<const std::int64_t> ids);
};

}  // namespace onward
