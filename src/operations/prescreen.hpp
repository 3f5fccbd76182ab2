#pragma once

#include "onward/operations/prescreen.hpp"
#include "operations/row.hpp"

namespace onward {

// Who would help somebody like this, in the name of the active organisation. Nobody is registered
// and nothing is kept; the organisation's partners and pauses count, a consent does not.
//   refused  malformed_request (issues, birth date, language, income), not_found (an issue),
//            locality_unknown, code_unknown (populations, attributes)
//   source   capability 70; a stranger's unknown facts make a service possible, never unlikely
Result<Prescreened> prescreen(Context&, const Prescreen&);

}  // namespace onward
