// What a receiver is shown of a client: no more than what it does with the referral needs.
#pragma once

#include "onward/model/client.hpp"
#include "onward/model/referral.hpp"
#include "onward/rules/lifecycle.hpp"

namespace onward {

using DataClasses = SetOf<DataClass>;

// What a referral tells of a client; progress goes another way, to whoever sent them to a practice.
constexpr DataClasses all_classes{DataClass::evaluation, DataClass::identity,    DataClass::contact,
                                  DataClass::address,    DataClass::identifiers, DataClass::special,
                                  DataClass::words};

// Those a consent covers; without any named, all but progress. What is needed to evaluate is always
// covered: nobody can be asked without it.
DataClasses covered(std::span<const DataClass> consented);
std::vector<DataClass> listed(DataClasses);

// What the receiver of a referral in this phase is shown, under a consent that holds.
//
//   phase                                     minimal                              full
//   draft, superseded, error                  nothing                              nothing
//   requested, declined, withdrawn, expired   evaluation, words                    all
//   received                                  and identity, contact                all
//   accepted and later, completed, failed     all                                  all
//
// and of that, what the consent covers.
//   source   the mission, "only share necessary information"; lifecycles A.2 and A.3;
//            docs/decisions/0017
DataClasses disclosed(ReferralPhase, DataClasses consented, DisclosureBefore);

// As what a receiver sees the client: one that promised and waits to be chosen evaluates still, and
// one that was never chosen has been asked, and no more.
ReferralPhase disclosed_as(const Referral&, const FrozenPolicy&);

// As what whoever passed a referral on is shown the client by the need that it sent for it: as far
// as the referral came while that need goes on, or has helped; else as the referral stands, and
// nothing by one that was struck.
ReferralPhase disclosed_as_passed_on(const Referral&, const FrozenPolicy&, NeedPhase onward);

// The class of each member of ClientDetails, in the order of their rows.
std::span<const DataClass> classes_of_details();

// Members of other classes are emptied.
void withhold(ClientDetails&, DataClasses shown);
// Members of other classes are taken from what is kept. Answers the first one that says something
// nevertheless: what is hidden cannot be changed. Empty: none.
std::string_view keep_withheld(ClientDetails& wanted, const ClientDetails& kept, DataClasses shown);

constexpr std::int64_t age_years_max = 90;  // an age above tells who it is (45 CFR 164.514)
// Completed years on a day, at most age_years_max; nothing before birth.
std::optional<std::int64_t> age_years(Date birth_date, Date day);

}  // namespace onward
