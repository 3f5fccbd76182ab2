#include "onward/rules/client_merging.hpp"

#include "rules/member_values.hpp"

namespace onward {

ClientDetails details_without_choice(const ClientDetails& before, const ClientDetails& chosen,
                                     ClientDetails now) {
  for (auto& member : rows<ClientDetails>) {
    const auto was = text_of(member, &before), choice = text_of(member, &chosen);
    if (was != choice && text_of(member, &now) == choice) set(member, was, &now);
  }
  return now;
}

}  // namespace onward
