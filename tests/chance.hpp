// Seeded chance for tests: the simulation's own.
#pragma once

#include "simulation/chance.hpp"

namespace onward::tests {

using simulation::Chance;

}  // namespace onward::tests
