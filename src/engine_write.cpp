// Calls that write at the same time share one commit: the first to come leads, runs everybody's
// work in one transaction, commits once, and hands on. An operation refuses before it writes, so
// a refusal needs no rollback; a throw rolls everything back, and the others run again.
#include "engine_inside.hpp"

namespace onward {

Refused Engine::Inside::write(FunctionRef<Refused(Transaction&)> work) {
  Pending mine{.work = work};
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(&mine);
    if (!led_) {
      led_ = true;
      mine.state = Pending::State::leads;
    }
  }
  mine.state.wait(Pending::State::waiting);
  if (mine.state == Pending::State::leads) lead();
  if (mine.error) std::rethrow_exception(mine.error);
  return std::move(mine.refused);
}

void Engine::Inside::lead() {
  std::vector<Pending*> batch;
  {
    const std::lock_guard lock(mutex_);
    batch.swap(queue_);
  }
  run(batch);
  const std::lock_guard lock(mutex_);
  led_ = !queue_.empty();
  if (led_) {
    queue_.front()->state = Pending::State::leads;
    queue_.front()->state.notify_one();
  }
}

void Engine::Inside::run(std::vector<Pending*> batch) {
  const std::vector<Pending*> everybody = batch;
  while (!batch.empty() && !attempt(batch)) {}
  for (Pending* p : everybody) {
    p->state = Pending::State::done;  // p may be gone from here on
    p->state.notify_one();
  }
}

// True when the batch has its answers; false when one that threw was taken out of it.
bool Engine::Inside::attempt(std::vector<Pending*>& batch) {
  Pending* at_work = nullptr;
  try {
    const auto transaction = storage->begin(Mode::write);
    journal.begin(*transaction);
    for (Pending* p : batch) {
      at_work = p;
      p->refused = p->work(*transaction);
    }
    at_work = nullptr;
    if (transaction->commit() == Commit::unknown)
      throw CommitUnknown("the commit may stand or not; open the store again and repeat the call");
    journal.committed();
    return true;
  } catch (const RefusedAfterWriting& late) { at_work->refused = late.refusal; } catch (...) {
    for (Pending* p : batch)
      if (!at_work || p == at_work) p->error = std::current_exception();
  }
  journal.rolled_back();
  directory.forget_after(journal.size());
  if (!at_work) return true;
  std::erase(batch, at_work);
  return false;
}

}  // namespace onward
