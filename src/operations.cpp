// THE table: all that Onward can do. C, Python, the command line, the documentation and the fuzzers
// are loops over it. Its rows stand in operations/table, one file for each area.
#include "onward/operation.hpp"

#include <unordered_map>

#include "operations/system.hpp"
#include "operations/table/table.hpp"

namespace onward {

std::span<const Operation> operations() {
  static const auto table = [] {
    std::vector<Operation> out;
    for (const auto section :
         {organizations_operations(), directory_operations(), clients_operations(),
          intake_operations(), needs_operations(), referrals_operations(), between_operations(),
          told_operations(), network_operations(), figures_operations(), practice_operations()})
      out.insert(out.end(), section.begin(), section.end());
    return out;
  }();
  return table;
}

bool takes_key(const Operation& op) {
  return op.effect == Effect::writes && op.name != system_::tick::name;
}

const Operation* find_operation(std::string_view name) {
  static const auto by_name = [] {
    std::unordered_map<std::string_view, const Operation*> out;
    for (auto& op : operations()) out.emplace(op.name, &op);
    return out;
  }();
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : found->second;
}

}  // namespace onward
