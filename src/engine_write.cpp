// Calls that write at the same time share one commit: the first to come leads, runs everybody's
// work in one transaction, commits once, and hands on. An operation refuses before it writes, so
// a refusal needs no rollback; a throw rolls everything back, and the others run again.
#include <unistd.h>

#include <utility>

#include "engine_inside.hpp"

namespace onward {

Refused Engine::Inside::write(FunctionRef<Refused(Transaction&)> work) {
  if (process_ != getpid())
    throw StorageError("the engine was opened before a fork; the child must open its own");
  Pending mine{.work = work};
  {
    std::unique_lock lock(mutex_);
    queue_.push_back(&mine);
    if (queue_.size() == company_) gathered_.notify_one();
    if (!led_) {
      led_ = true;
      mine.state = Pending::State::leads;
    }
    mine.changed.wait(lock, [&] { return mine.state != Pending::State::waiting; });
  }
  if (mine.state == Pending::State::leads) lead(mine);
  if (mine.error) std::rethrow_exception(mine.error);
  return std::move(mine.refused);
}

// Whoever wrote a moment ago mostly writes again at once. So the leader waits for as many as there
// were, but no longer than a part of what their commit took.
std::vector<Pending*> Engine::Inside::gather() {
  std::unique_lock lock(mutex_);
  gathered_.wait_for(lock, last_took_ / 4, [&] { return queue_.size() >= company_; });
  return std::exchange(queue_, {});
}

void Engine::Inside::lead(const Pending& mine) {
  const auto batch = gather();
  const auto begun = std::chrono::steady_clock::now();
  try {
    while (!attempt(batch)) {}
  } catch (const Cancelled&) {
    leave(mine, batch);
    if (mine.is_settled) return;
    throw;
  }
  // Under the mutex, since whoever is told may be gone as soon as it is let go.
  const std::lock_guard lock(mutex_);
  last_took_ = std::chrono::steady_clock::now() - begun;
  company_ = batch.size() + queue_.size();
  for (Pending* p : batch)
    if (p != &mine) p->become(Pending::State::done);
  led_ = !queue_.empty();
  if (led_) queue_.front()->become(Pending::State::leads);
}

// Who waited for the turn of them all and is not wanted any more leaves the others to the next one.
void Engine::Inside::leave(const Pending& mine, std::span<Pending* const> batch) {
  const std::lock_guard lock(mutex_);
  std::vector<Pending*> others;
  for (Pending* p : batch) {
    if (p == &mine) continue;
    if (p->is_settled)
      p->become(Pending::State::done);
    else
      others.push_back(p);
  }
  queue_.insert(queue_.begin(), others.begin(), others.end());
  led_ = !queue_.empty();
  if (led_) queue_.front()->become(Pending::State::leads);
}

void Pending::become(State next) {
  state = next;
  changed.notify_one();
}

// True when all have their answers; false when one that threw was taken out.
bool Engine::Inside::attempt(std::span<Pending* const> batch) {
  Pending* at_work = nullptr;
  try {
    const auto transaction = storage->begin(Mode::write);
    journal.begin(*transaction);
    begun_at_ = journal.size();
    small_were_written_ = false;
    acting_.reset();
    for (Pending* p : batch) {
      if (p->is_settled) continue;
      at_work = p;
      p->refused = p->work(*transaction);
    }
    at_work = nullptr;
    if (transaction->commit() == Commit::unknown)
      throw CommitUnknown("the commit may stand or not; open the store again and repeat the call");
    journal.committed();
    if (!small_were_written_) small_rows.carry(begun_at_, journal.size());
    return true;
  } catch (const RefusedAfterWriting& late) {
    at_work->refused = late.refusal;
  } catch (const Cancelled&) {
    if (!at_work) throw;  // while it waited for its turn: nothing has begun
    at_work->error = std::current_exception();
  } catch (...) {
    for (Pending* p : batch)
      if (!p->is_settled && (!at_work || p == at_work)) p->error = std::current_exception();
  }
  journal.rolled_back();
  directory.forget_after(journal.size());
  if (!at_work) return true;
  at_work->is_settled = true;
  return false;
}

}  // namespace onward
