// Another consent for a need that is under way.
#pragma once

#include "onward/operations/needs.hpp"

namespace onward {

struct RenewConsent {
  NeedId need_id{};
  ConsentId consent_id{};
};
template <>
inline constexpr auto rows<RenewConsent> = std::array{
    row<&RenewConsent::need_id>(1, "need_id", "The need meant; it is not finished."),
    row<&RenewConsent::consent_id>(2, "consent_id",
                                   "The consent that holds for the need from now on."),
};
ONWARD_RECORD(RenewConsent);

namespace need {
using renew_consent = Tag<"need.renew_consent", RenewConsent, NeedRecord>;
}

}  // namespace onward
