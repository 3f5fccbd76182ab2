// Which counters a row stands in. Counter rows are sums of this over all rows, and nothing else.
#pragma once

#include "onward/model/counter.hpp"
#include "onward/model/intake.hpp"
#include "onward/model/specialist.hpp"

namespace onward {

using CountInto = FunctionRef<void(const CounterKey&)>;

// Referrals entered in error are left out; drafts are not counted either.
void count(const Referral&, CountInto);
void count(const Need&, CountInto);
void count(const LoggedReferral&, CountInto);
void count(const SpecialistReferral&, CountInto);
template <class T> void count(const T&, CountInto) {}  // other rows are not counted

}  // namespace onward
