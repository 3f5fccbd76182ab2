// The engine's inside: who waits to write, what follows the journal, and one call's steps.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <mutex>

#include "onward/engine.hpp"
#include "operations/context.hpp"
#include "operations/directory_index.hpp"
#include "operations/facts_index.hpp"

namespace onward {

// A text of 1 to 200 bytes; neither road decodes it as a member.
bool is_idempotency_key(std::string_view);

Host with_defaults(Host);

Refusal lacking(Permission);

// One call that waits for a writing transaction; several share one.
struct Pending {
  FunctionRef<Refused(Transaction&)> work;
  Refused refused{};
  std::exception_ptr error{};
  bool is_settled = false;  // it threw: what stands in it is its answer
  enum class State : std::uint8_t { waiting, leads, done };
  State state = State::waiting;  // guarded by the engine's mutex, as is what follows
  std::condition_variable changed{};
  void become(State);
};

// Somebody looked, in an operation.
struct Look {
  std::string_view operation{};
  Audit audit{};
};

// What one call gathers, itself and those that it makes within: the facts that they all count, and,
// where they only read, who looked.
struct Gathered {
  FactsIndex facts;
  std::vector<Look> looks{};
};

struct Engine::Inside {
  explicit Inside(std::unique_ptr<Storage> s, Host h);

  // The road of every call whose request holds to its limits.
  Refused run(const Session&, const Operation&, const void* request, void* response,
              std::string_view idempotency_key);
  Refused write(FunctionRef<Refused(Transaction&)> work);
  //   refused  session_invalid, organization_inactive
  Result<Subject> subject_of(Transaction&, const SessionOptions&, SmallRows = {});

  //   refused  blob_missing: an attachment's, that may not be seen
  Result<std::string> blob_named(Transaction&, const Subject&, std::string_view id);

  // An entry of which nothing stands in the tables, under this name.
  void note(Transaction&, const SessionOptions&, std::string_view operation, const Audit&);
  // The refusal, once its denial stands in the journal.
  Refusal denied(Transaction&, const SessionOptions&, std::string_view operation, Refusal);
  Instant now(const JournalHead&) const;  // the journal's time: it never runs backwards
  void random_bytes(std::span<std::byte>);

  struct TableSource;  // session_tables.cpp
  struct AnswerSource;  // session_answers.cpp

  std::unique_ptr<Storage> storage;
  Host host;
  Journal journal;  // used by whoever leads
  DirectoryIndex directory;  // guards itself
  SharedFacts facts;  // guards itself
  RowCache small_rows;  // guards itself

 private:
  enum class Place : std::uint8_t { alone, in_batch };  // whether a denial is journalled at once

  Result<Subject> acting(Transaction&, const SessionOptions&, SmallRows);
  Refused read(const Session&, const Operation&, const void* request, void* response);
  Refused enter(Transaction&, const SessionOptions&, const Operation&, std::span<const Look>);
  Refused answer_reading(const Session&, const Operation&, const void* request, void* response,
                         std::vector<Look>&);
  Refused write(const Session&, const Operation&, const void* request, void* response,
                std::string_view idempotency_key);
  Refused tick(const Session&, const Operation&, const struct Tick&, struct Ticked&);
  void must_be_writable();
  Refused batch(const Session&, const Operation&, const struct Batch&, struct BatchDone&,
                std::string_view idempotency_key);
  // Session, access, idempotency, then the operation itself; journal is null for reads. A call
  // within another one gathers with it.
  Refused perform(Transaction&, Journal*, const SessionOptions&, const Operation&,
                  const void* request, void* response, std::string_view idempotency_key, Gathered&,
                  Place = Place::alone, TickRound* = nullptr);
  Refused perform(Transaction&, const SessionOptions&, const Operation&, const void* request,
                  void* response, std::string_view idempotency_key, TickRound* = nullptr);

  std::vector<Pending*> gather();
  void lead(const Pending& mine);
  void leave(const Pending& mine, std::span<Pending* const> batch);
  bool attempt(std::span<Pending* const> batch);

  const pid_t process_;  // the mutex of a parent may be held for ever in a child
  std::int64_t begun_at_ = 0;  // size of the journal, of whoever leads
  bool small_were_written_ = false;  // in that transaction
  std::optional<Subject> acting_{};  // who called last in it; holds while none was written

  std::mutex mutex_;
  std::vector<Pending*> queue_;
  std::condition_variable gathered_;
  std::size_t company_ = 1;  // who shared the last commit, and who came meanwhile
  std::chrono::steady_clock::duration last_took_{};
  bool led_ = false;
  std::vector<std::byte> pool_;  // random bytes not yet given out
};

}  // namespace onward
