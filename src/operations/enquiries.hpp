// Capacity enquiries: asked of one or many, answered by each for itself alone.
#pragma once

#include "onward/operations/enquiries.hpp"
#include "operations/row.hpp"

namespace onward {

// No client is named, so no consent is asked; partners are, as for a referral.
//   refused  malformed_request, no_receivers, too_many_receivers, not_found (issue, receivers),
//            locality_unknown, receiver_not_eligible
//   writes   the enquiry, an answer that is awaited for each receiver
Result<EnquiryRecord> ask_capacity(Context&, const AskCapacity&);

// Another answer takes the place of the one before, for as long as answers are awaited. Whoever
// comes too late is told no more than that: who was faster, or whether anybody was, stays unsaid.
//   refused  malformed_request, not_found, phase_forbids
//   writes   the answer; where it wins, the enquiry and the answers that are awaited no more
Result<EnquiryRecord> answer_capacity(Context&, const AnswerCapacity&);

//   refused  not_found, phase_forbids
//   writes   the enquiry, the answers that are awaited no more
Result<EnquiryRecord> close_enquiry(Context&, const EnquiryRef&);

// For whoever asked, and each that was asked: with its own answer.
//   refused  not_found
Result<EnquiryRecord> get_enquiry(Context&, const EnquiryRef&);

//   refused  malformed_request, cursor_invalid
Result<EnquiryPage> list_enquiries(Context&, const ListEnquiries&);

// The time for answers has passed.
void do_due(Context&, CapacityEnquiry);

template <> struct Again<EnquiryRecord> {
  static std::vector<std::int64_t> ids(const EnquiryRecord& r) { return {r.enquiry.id.value}; }
  static std::optional<EnquiryRecord> load(Context&, std::span<const std::int64_t> ids);
};

}  // namespace onward
