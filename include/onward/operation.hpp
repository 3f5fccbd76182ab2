// One row per thing the engine can do. C, Python, the command line, the documentation and the
// fuzzers are loops over operations(); none of them names an operation.
#pragma once

#include "onward/model/access.hpp"
#include "onward/result.hpp"

namespace onward {

enum class Effect : std::uint8_t { reads, audited_read, writes };
template <>
inline constexpr auto names<Effect> = std::array{
    Name{Effect::reads, "reads", "Writes nothing."},
    Name{Effect::audited_read, "audited_read", "Leaves a journal entry that says who looked."},
    Name{Effect::writes, "writes", "Changes the store."},
};

struct Context;  // what an operation may touch: src/operations/context.hpp

using Refused = std::optional<Refusal>;  // nothing: answered

struct Operation {
  std::string_view name;  // "referral.acknowledge": noun, dot, verb; never renamed
  std::string_view doc;
  Effect effect;
  std::optional<Permission> permission;  // none: needs no member of staff
  std::string_view since;
  bool experimental;
  Rows request, response;

  Refused (*run)(Context&, const void* request, void* response);
  // A repeated idempotency key: what the answer named, and the answer again under today's access.
  // An answer that is in no rows is kept with the key, and given once more as it was. Without
  // either it is run again, and hands its key on to what it runs (system.batch).
  std::vector<std::int64_t> (*ids)(const void* response);
  Refused (*again)(Context&, std::span<const std::int64_t> ids, void* response);
  bool keeps_answer;
  // Calls back with a request and a response that live as long as the call.
  void (*frame)(FunctionRef<void(void* request, void* response)>);
};
// Whether an idempotency key may come with it. A tick needs none: what is due is done once.
bool takes_key(const Operation&);

std::span<const Operation> operations();
const Operation* find_operation(std::string_view name);

// Every operation, reason, noun and option with its JSON Schema, as JSON: what bindings,
// documentation and stubs are made from.
std::string describe();

}  // namespace onward
