// Every need is sent to eight organisations, and all of them acknowledge at once, from processes
// and from threads: exactly one wins each need, and the others are told so.
#include <pthread.h>
#include <sys/mman.h>

#include <atomic>
#include <functional>
#include <thread>

#include "catch.hpp"
#include "child.hpp"
#include "findings.hpp"
#include "forwarding_storage.hpp"
#include "onward/engine.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/history.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/operations/system.hpp"
#include "storage_conformance.hpp"

namespace onward::tests {

namespace {

constexpr std::size_t racers = 8;
constexpr std::size_t needs_max = 500;

const SessionOptions sender{.staff_id = 1, .organization_id = 1};
SessionOptions racer(std::size_t number) {
  const auto id = static_cast<std::int64_t>(number) + 2;
  return {.staff_id = id, .organization_id = id};
}

using OpenStorage = std::function<std::unique_ptr<Storage>()>;

// Sends the needs; ids count from 1, so that racer r is asked with referral 8 * need + r + 1.
void prepare(Engine& engine, std::size_t needs) {
  bool done = !!engine.session().call<system_::create>(
      {.network = "Lee", .organization = "Council", .login = "ada", .name = "Ada"});
  auto session = engine.session(sender);
  done = done &&
         session.call<policy::set>(
             {.scope = PolicyScope::store, .knobs = {.client_requires_referral = false}}) &&
         session.call<issue::create>({.code = "housing", .name = "Housing"});
  SendNeed in{.client_id = 1, .issue_id = 1, .consent_id = 1};
  for (std::size_t r = 0; r < racers; ++r) {
    const std::string name = "Racer " + std::to_string(r);
    const auto made = session.call<organization::create>({.name = name});
    done = done && made && made.value().id == racer(r).organization_id &&
           session.call<staff::create>({.login = name,
                                        .name = name,
                                        .organization_id = made.value().id,
                                        .role = "caseworker"});
    in.receivers.push_back({.organization_id = racer(r).organization_id});
  }
  done = done && session.call<client::create>({{.given_name = "Eve", .family_name = "Hill"}}) &&
         session.call<consent::record>({.client_id = 1});
  for (std::size_t n = 0; n < needs; ++n) done = done && session.call<need::send>(in);
  if (!done) throw std::logic_error("the race could not be prepared");
}
ReferralId referral_of(std::size_t need, std::size_t r) {
  return static_cast<std::int64_t>(need * racers + r) + 1;
}

enum class Finish : std::uint8_t { not_run, won, lost, refused_otherwise, broke };

// Where racers write how they came in; shared by processes.
struct Board {
  pthread_barrier_t start;
  std::array<std::array<Finish, needs_max>, racers> finish;
  std::array<char, 200> broken;
  std::atomic<int> opened;  // stores
};
class SharedBoard {
 public:
  SharedBoard() {
    void* const memory =
        mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::runtime_error("no shared memory");
    board_ = new (memory) Board{};
    pthread_barrierattr_t shared;
    pthread_barrierattr_init(&shared);
    pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(&board_->start, &shared, racers);
  }
  ~SharedBoard() { munmap(board_, sizeof(Board)); }
  SharedBoard(const SharedBoard&) = delete;
  SharedBoard& operator=(const SharedBoard&) = delete;
  Board& operator*() { return *board_; }

 private:
  Board* board_;
};

// For the first half of the needs all racers start at once; over the rest each runs as it can.
void run(Engine& engine, std::size_t r, std::size_t needs, Board& board) {
  for (std::size_t n = 0; n < needs; ++n) {
    if (n < needs / 2) pthread_barrier_wait(&board.start);
    auto& finish = board.finish[r][n];
    try {
      const auto claimed =
          engine.session(racer(r)).call<referral::acknowledge>({.referral_id = referral_of(n, r)});
      const bool lost = !claimed && claimed.refusal().reason == Reason::need_claimed_by_another;
      finish = claimed ? Finish::won : lost ? Finish::lost : Finish::refused_otherwise;
    } catch (const std::exception& broken) {
      finish = Finish::broke;
      std::string_view(broken.what()).copy(board.broken.data(), board.broken.size() - 1);
    }
  }
}

void race_of_processes(const OpenStorage& open, std::size_t needs, Board& board) {
  Children children;
  for (std::size_t r = 0; r < racers; ++r)
    children.start([&, r] {
      Engine engine(open());
      run(engine, r, needs, board);
      return 0;
    });
  if (const int code = children.join(); code != 0)
    throw std::runtime_error("a racer ended with " + std::to_string(code));
}

void race_of_threads(Engine& engine, std::size_t needs, Board& board) {
  std::vector<std::thread> threads;
  threads.reserve(racers);
  for (std::size_t r = 0; r < racers; ++r)
    threads.emplace_back([&, r] { run(engine, r, needs, board); });
  for (auto& thread : threads) thread.join();
}

std::int64_t count_of(const std::vector<Count>& counts, std::string_view name) {
  for (auto& c : counts)
    if (c.name == name) return c.count;
  return 0;
}

// What is wrong with the race; empty when every need has its one winner.
class Judgement {
 public:
  Judgement(Engine& engine, std::size_t needs, const Board& board)
      : session_(engine.session(sender)), needs_(needs), board_(board) {
    for (std::size_t n = 0; n < needs_; ++n) judge(n);
    if (winners_ != needs_)
      found(std::to_string(winners_) + " winners of " + std::to_string(needs_) + " needs");
    if (board_.broken[0]) found(board_.broken.data());
    try {
      judge_counts();
      judge_journal();
    } catch (const StorageError& damaged) {  // a look leaves an entry, which needs a whole journal
      found(damaged.what());
    }
  }
  const std::vector<std::string>& findings() const { return findings_; }
  std::size_t winners() const { return winners_; }

 private:
  void found(const std::string& what) { findings_.push_back(what); }

  void judge(std::size_t n) {
    const std::string name = "need " + std::to_string(n + 1) + ": ";
    std::size_t winners = 0, winner = 0;
    for (std::size_t r = 0; r < racers; ++r) {
      const auto finish = board_.finish[r][n];
      if (finish == Finish::won) winner = r;
      winners += finish == Finish::won ? 1 : 0;
      if (finish != Finish::won && finish != Finish::lost)
        found(name + "a racer neither won nor was told who did");
    }
    winners_ += winners;
    if (winners != 1) return found(name + std::to_string(winners) + " winners");
    const auto stands = session_.call<need::get>({.need_id = static_cast<std::int64_t>(n) + 1});
    if (!stands) return found(name + "lost");
    const auto& [need, referrals] = stands.value();
    if (need.phase != NeedPhase::claimed || need.claimed_by != referral_of(n, winner))
      found(name + "not claimed by its winner");
    for (std::size_t r = 0; r < racers; ++r)
      if (referrals[r].phase != (r == winner ? ReferralPhase::received : ReferralPhase::superseded))
        found(name + "a member stands otherwise");
  }

  void judge_counts() {
    const auto all = session_.call<report::summary>({.whole_store = true});
    if (!all) return found("no summary");
    const auto needs = static_cast<std::int64_t>(needs_);
    const auto& by_phase = all.value().received_by_phase;
    if (count_of(all.value().needs_by_phase, "claimed") != needs ||
        count_of(by_phase, "received") != needs ||
        count_of(by_phase, "superseded") != needs * static_cast<std::int64_t>(racers - 1))
      found("the counters disagree");
  }

  void judge_journal() {
    const auto verified = session_.call<journal::verify>({.deep = true});
    if (!verified) return found("no verification");
    for (auto& finding : verified.value().findings) found("journal: " + finding);
  }

  Session session_;
  std::size_t needs_;
  const Board& board_;
  std::size_t winners_ = 0;
  std::vector<std::string> findings_{};
};

// Planted: checks in a snapshot, and writes later, over whatever stands by then.
class NaiveTransaction final : public ForwardingTransaction {
 public:
  NaiveTransaction(Storage& storage, std::unique_ptr<Transaction> snapshot)
      : ForwardingTransaction(std::move(snapshot)), storage_(storage) {}

  std::int64_t next_id(Noun) override { return 1; }  // the row gets its own when it is written
  void insert(Noun noun, const void* row) override {
    const NounInfo& n = info(noun);
    const std::shared_ptr<void> copy(n.make(), n.destroy);
    n.copy(copy.get(), row);
    later_.push_back([copy, noun, &n](Transaction& t) {
      *static_cast<std::int64_t*>(n.rows[0].at(copy.get())) = t.next_id(noun);
      t.insert(noun, copy.get());
    });
  }
  bool update(Noun noun, const void* row) override {
    const NounInfo& n = info(noun);
    const std::shared_ptr<void> copy(n.make(), n.destroy);
    n.copy(copy.get(), row);
    later_.push_back([copy, noun, &n](Transaction& t) {
      auto& revision = *static_cast<std::int64_t*>(n.rows[1].at(copy.get()));
      const auto id = *static_cast<const std::int64_t*>(n.rows[0].at(copy.get()));
      t.get(noun, {&id, 1}, all_columns, [&](const void* stands) {
        revision = *static_cast<const std::int64_t*>(n.rows[1].at(const_cast<void*>(stands))) + 1;
        return true;
      });
      t.update(noun, copy.get());
    });
    return true;
  }
  void add(const CounterKey& key, std::int64_t delta) override {
    later_.push_back([key, delta](Transaction& t) { t.add(key, delta); });
  }
  void append(const Entry& entry) override {
    later_.push_back([entry](Transaction& t) {
      Entry now = entry;
      now.sequence = t.head().size + 1;
      t.append(now);
    });
  }
  void put_tile(int, std::int64_t, const Hash&) override {}

  Commit commit() override {
    inner.reset();
    const auto t = storage_.begin(Mode::write);
    for (auto& write : later_) write(*t);
    return t->commit();
  }

 private:
  Storage& storage_;
  std::vector<std::function<void(Transaction&)>> later_{};
};

class NaiveStorage final : public Storage {
 public:
  explicit NaiveStorage(std::unique_ptr<Storage> inner) : inner_(std::move(inner)) {}
  std::unique_ptr<Transaction> begin(Mode mode) override {
    if (mode == Mode::read) return inner_->begin(mode);
    return std::make_unique<NaiveTransaction>(*inner_, inner_->begin(Mode::read));
  }
  std::string_view kind() const override { return inner_->kind(); }
  void maintain() override { inner_->maintain(); }
  void backup(const std::string& path) override { inner_->backup(path); }

 private:
  std::unique_ptr<Storage> inner_;
};

OpenStorage sqlite(const Folder& folder, Durability durability) {
  return [path = folder.file("store"), durability] {
    return open_sqlite({.path = path, .durability = durability});
  };
}

void prepare(const Folder& folder, std::size_t needs) {
  Engine engine(sqlite(folder, Durability::none)());
  prepare(engine, needs);
}

}  // namespace

TEST_CASE("of eight processes that claim 500 needs exactly one wins each") {
  const Folder folder;
  const auto open = sqlite(folder, Durability::full);
  prepare(folder, needs_max);
  SharedBoard board;
  race_of_processes(open, needs_max, *board);
  Engine engine(open());
  const Judgement judgement(engine, needs_max, *board);
  INFO(lines(judgement.findings()));
  CHECK(judgement.findings().empty());
  CHECK(judgement.winners() == needs_max);
}

TEST_CASE("of eight threads that claim 500 needs exactly one wins each") {
  const Folder folder;
  const bool in_memory = GENERATE(true, false);
  CAPTURE(in_memory);
  Engine engine(in_memory ? open_memory() : sqlite(folder, Durability::full)());
  prepare(engine, needs_max);
  SharedBoard board;
  race_of_threads(engine, needs_max, *board);
  const Judgement judgement(engine, needs_max, *board);
  INFO(lines(judgement.findings()));
  CHECK(judgement.findings().empty());
  CHECK(judgement.winners() == needs_max);
}

TEST_CASE("a racer that breaks ends the race, and nobody waits for it for ever") {
  const Folder folder;
  const auto open = sqlite(folder, Durability::full);
  prepare(folder, 2);
  SharedBoard board;
  std::atomic<int>& opened = (*board).opened;
  const auto one_fails = [&] {
    if (opened++ == 3) throw StorageError("planted");
    return open();
  };
  CHECK_THROWS_WITH(race_of_processes(one_fails, 2, *board), "a racer ended with 98");
}

TEST_CASE("a storage that checks first and writes later is caught by the race") {
  constexpr std::size_t needs = 40;
  const Folder folder;
  const auto open = sqlite(folder, Durability::full);
  prepare(folder, needs);
  SharedBoard board;
  race_of_processes([&] { return std::make_unique<NaiveStorage>(open()); }, needs, *board);
  Engine engine(open());
  const Judgement judgement(engine, needs, *board);
  INFO(lines(judgement.findings()));
  CHECK_FALSE(judgement.findings().empty());
  CHECK(judgement.winners() > needs);
}

}  // namespace onward::tests
