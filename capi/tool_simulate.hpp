// A county of organisations with habits, lived through day by day in a store of its own.
#pragma once

#include <functional>
#include <string>

#include "tool_screen.hpp"

namespace onward_tool {

struct Simulate {
  std::int64_t years = 1;
  std::int64_t clients = 1'000;
  std::int64_t services = 400;
  std::int64_t seed = 1;
  bool changes = false;  // senders choose, needs are lent, consents renewed, organisations close
  std::string store{};  // a path that must not exist; empty: memory, gone afterwards
};

// Days pass until `stopped` says so. The report as JSON; throws std::exception when it cannot run.
std::string simulate(const Simulate&, Bar&, const std::function<bool()>& stopped);
void print_simulation(const Screen&, const Value& report);

}  // namespace onward_tool
