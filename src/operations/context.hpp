// What an operation may touch: rows, the subject, the time, and the host's gifts.
#pragma once

#include "onward/host.hpp"
#include "onward/operation.hpp"
#include "onward/rules/access.hpp"
#include "operations/tables.hpp"

namespace onward {

struct SpecialistReferral;
class DirectoryIndex;  // operations/directory_index.hpp: eligibility, following the journal
class FactsIndex;      // operations/facts_index.hpp: what figures are counted from
struct TickRound;      // operations/tick.hpp: what a tick has passed over

struct Context {
  Tables& tables;
  const Subject& subject;
  Instant now;  // the journal's time: it never runs backwards
  const Host& host;
  Journal::Random random;
  DirectoryIndex& directory;
  FactsIndex& facts;
  std::optional<Permission> permission;  // what the operation at hand asks
  // Runs another operation in this transaction, with its own checks (system.batch). Its number
  // among those that run makes its idempotency key from this one's.
  FunctionRef<Refused(const Operation&, std::size_t number, const void* request, void* response)>
      perform;
  // The row that the act at hand changes, and writes itself at its end: what follows from other
  // rows meanwhile is put into this one. Null for all others (operations/specialist_case.hpp).
  SpecialistReferral* at_hand = nullptr;
  TickRound* round = nullptr;  // of system.tick alone
};

// Thrown by an operation that must refuse after others wrote in its transaction (system.batch):
// the engine rolls back and answers with the refusal.
struct RefusedAfterWriting {
  Refusal refusal;
};

inline Refusal refuse(Reason reason, std::string path, std::string message,
                      std::vector<Fact> facts = {}) {
  return {reason, std::move(path), std::move(message), std::move(facts), {}};
}

// Absent and not-yours are one answer, so there is one way to say it.
inline Refusal not_found(std::string path) {
  return refuse(Reason::not_found, std::move(path), "absent or not visible");
}

}  // namespace onward
