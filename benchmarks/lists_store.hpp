// A county with years behind it: a store of any number of referrals, in every phase there is.
#pragma once

#include <string>

#include "onward/session.hpp"

namespace onward::benchmarks {

// The store, and those who ask it. All members are those of the seed, whatever the size.
struct ListsStore {
  std::string path{};
  Instant now{};
  SessionOptions administrator{};  // of the store
  SessionOptions large{};  // works where most is sent and received
  SessionOptions small{};  // works where next to nothing is
  StaffId colleague{};  // of `large`, who is assigned next to nothing
  IssueId rare_issue{};
  ClientId busy_client{};  // who has hundreds of needs
  std::int64_t referrals = 0, needs = 0, clients = 0, services = 0, organizations = 0;
};

// The county is founded by operations, as the simulation founds its own. Clients, needs and
// referrals are then written as operations write them, with journal, counters and notices in the
// same transaction, but each once, in the phase in which it is found, and thousands to a commit.
ListsStore make_lists_store(const std::string& path, std::int64_t referrals,
                            FunctionRef<void(std::string_view)> say);

}  // namespace onward::benchmarks
