// A child process writes until it is killed, at any moment. Whatever it was told stands; nothing
// stands by halves; and the call that was underway, asked again with its key, is done once.
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <thread>

#include "catch.hpp"
#include "chance.hpp"
#include "child.hpp"
#include "findings.hpp"
#include "forwarding_storage.hpp"
#include "kill_story.hpp"
#include "onward/operations/history.hpp"
#include "onward/operations/system.hpp"
#include "storage_conformance.hpp"

namespace onward::tests {

namespace {

constexpr int kills = 500;
constexpr int kills_per_store = 50;
constexpr int kills_per_deep_look = 10;
constexpr std::int64_t calls_max = 30;  // acknowledged before a kill
constexpr std::chrono::microseconds pause_max{2'000};  // from the last of them to the kill
constexpr int child_is_done = 1;  // each of its threads was refused or broke, and has said so
constexpr int writers = 4;  // threads of the child; they share commits

// What the child says through the pipe; short enough to arrive whole.
struct Said {
  enum class What : std::int64_t { ready, asks, done, refused, broke };
  What what = What::ready;
  std::int64_t writer = 0;
  Ids ids{};
  std::array<char, 200> text{};
};
static_assert(sizeof(Said) < 512);  // POSIX: PIPE_BUF is at least 512

void say(int pipe, Said said, std::string_view text = {}) {
  text.copy(said.text.data(), said.text.size() - 1);
  if (::write(pipe, &said, sizeof said) != sizeof said) _exit(2);
}

using OpenStorage = std::function<std::unique_ptr<Storage>(const std::string& path)>;

std::unique_ptr<Storage> durable(const std::string& path) { return open_sqlite({.path = path}); }

struct Plan {
  std::uint64_t seed = 0;
  int kills = 0;
  int writers = 1;
  OpenStorage storage = durable;  // the child's; the parent's is always the real one
};

class KillLoop {
 public:
  explicit KillLoop(Plan plan) : plan_(std::move(plan)), chance_(plan_.seed) {}

  // What was lost, torn or untrue; empty when nothing was.
  std::vector<std::string> run() {
    for (int kill = 0; kill < plan_.kills; ++kill) {
      if (kill % kills_per_store == 0) begin_store(kill);
      kill_ = kill;
      stories_.clear();
      for (int w = 0; w < plan_.writers; ++w)
        stories_.emplace_back("k" + std::to_string(kill) + 'w' + std::to_string(w));
      asked_.assign(stories_.size(), false);
      kill_child();
      try {
        look();
      } catch (const std::exception& broken) { found(broken.what()); }
    }
    return findings_;
  }
  std::int64_t acknowledged() const { return acknowledged_; }

 private:
  void found(const std::string& what) {
    findings_.push_back("kill " + std::to_string(kill_) + ": " + what);
  }

  void begin_store(int number) {
    path_ = folder_.file(std::to_string(number));
    old_.clear();
    size_ = 0;
    Engine engine(durable(path_));
    prepare_for_stories(engine);
  }

  [[noreturn]] void act_out(int pipe) {
    try {
      Engine engine(plan_.storage(path_));
      say(pipe, {});
      std::vector<std::thread> threads;
      threads.reserve(stories_.size());
      for (std::size_t w = 0; w < stories_.size(); ++w)
        threads.emplace_back([&, w] { act_out(engine, w, pipe); });
      for (auto& thread : threads) thread.join();
    } catch (const std::exception& broken) {
      say(pipe, {.what = Said::What::broke}, broken.what());
    }
    _exit(child_is_done);
  }
  void act_out(Engine& engine, std::size_t w, int pipe) {
    Said said{.writer = static_cast<std::int64_t>(w)};
    try {
      for (;;) {
        said.what = Said::What::asks;
        say(pipe, said);
        const auto answer = stories_[w].ask(engine);
        if (!answer) {
          said.what = Said::What::refused;
          return say(pipe, said, name_of(answer.refusal().reason));
        }
        stories_[w].take(answer.value());
        said.what = Said::What::done;
        said.ids = answer.value();
        say(pipe, said);
      }
    } catch (const std::exception& broken) {
      said.what = Said::What::broke;
      say(pipe, said, broken.what());
    }
  }

  // Runs a child and kills it: mostly while it writes, sometimes while it opens the store.
  void kill_child() {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    const pid_t child = start_child([&]() -> int {
      close(ends[0]);
      act_out(ends[1]);
    });
    close(ends[1]);
    // How far it comes is counted in calls, since a busy machine would not let it come far in time.
    const bool early = chance_.percent(10);
    std::int64_t calls = early ? 0 : 1 + chance_.below(calls_max);
    const std::chrono::microseconds pause{chance_.below(early ? 20'000 : pause_max.count())};
    using Clock = std::chrono::steady_clock;
    auto end = Clock::now() + (early ? pause : std::chrono::seconds{60});
    for (bool open = true; open && Clock::now() < end;) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
      pollfd waiting{.fd = ends[0], .events = POLLIN, .revents = 0};
      if (poll(&waiting, 1, static_cast<int>(left.count())) <= 0) continue;
      const auto before = acknowledged_;
      open = hear(ends[0]);
      if (acknowledged_ > before && --calls == 0) end = Clock::now() + pause;
    }
    kill(child, SIGKILL);
    while (hear(ends[0])) {}
    close(ends[0]);
    if (const int code = end_of(child); code != -SIGKILL && code != child_is_done)
      found("the child ended with " + std::to_string(code));
  }

  // One thing the child says; false when it says no more.
  bool hear(int pipe) {
    Said said;
    if (::read(pipe, &said, sizeof said) != sizeof said) return false;
    const auto w = static_cast<std::size_t>(said.writer);
    switch (said.what) {
      case Said::What::ready: break;
      case Said::What::asks: asked_[w] = true; break;
      case Said::What::done:
        asked_[w] = false;
        stories_[w].take(said.ids);
        ++acknowledged_;
        break;
      case Said::What::refused:
      case Said::What::broke: found(std::string("the child: ") + said.text.data()); break;
    }
    return true;
  }

  void look() {
    Engine engine(durable(path_));
    verify(engine, kill_ % kills_per_deep_look == 0);
    for (std::size_t w = 0; w < stories_.size(); ++w) {
      if (auto wrong = stories_[w].wrong(engine, asked_[w]); !wrong.empty()) found(wrong);
      if (asked_[w]) ask_again(engine, stories_[w]);
      if (auto wrong = stories_[w].wrong(engine, false); !wrong.empty())
        found("after the call was repeated: " + wrong);
      old_.push_back(stories_[w]);
    }
    if (kill_ % kills_per_deep_look != 0) return;
    verify(engine, true);
    for (auto& story : old_)
      if (auto wrong = story.wrong(engine, false); !wrong.empty()) found("of old: " + wrong);
  }

  // Whether it was done or not, the key tells the truth: it is done once, and answered alike.
  void ask_again(Engine& engine, Story& story) {
    const auto first = story.ask(engine), second = story.ask(engine);
    if (!first || !second)
      return found("the repeated call was refused: " +
                   std::string(name_of((first ? second : first).refusal().reason)));
    if (first.value() != second.value()) found("the repeated call was answered otherwise");
    story.take(first.value());
  }

  void verify(Engine& engine, bool deep) {
    const auto verified = engine.session(sender).call<journal::verify>({.deep = deep});
    if (!verified) return found("the journal cannot be verified");
    for (auto& finding : verified.value().findings) found("journal: " + finding);
    if (verified.value().size < size_) found("the journal is shorter than it was");
    size_ = verified.value().size;
  }

  Plan plan_;
  Chance chance_;
  Folder folder_;
  std::string path_;
  int kill_ = 0;
  std::vector<Story> stories_{};  // of the child at hand, as far as it said they came
  std::vector<char> asked_{};  // whether a call was underway
  std::vector<Story> old_{};  // of this store
  std::int64_t size_ = 0;  // of its journal
  std::int64_t acknowledged_ = 0;
  std::vector<std::string> findings_{};
};

// Planted: says done, and commits when it is next asked for something. One thread only.
class LateStorage final : public Storage {
  class Late final : public ForwardingTransaction {
   public:
    Late(LateStorage& storage, std::unique_ptr<Transaction> wrapped)
        : ForwardingTransaction(std::move(wrapped)), storage_(storage) {}
    Commit commit() override {
      storage_.held_ = std::move(inner);
      return Commit::done;
    }

   private:
    LateStorage& storage_;
  };

 public:
  explicit LateStorage(std::unique_ptr<Storage> inner) : inner_(std::move(inner)) {}
  std::unique_ptr<Transaction> begin(Mode mode) override {
    if (held_) std::this_thread::sleep_for(pause_max);  // most kills come in between
    if (held_) held_->commit();
    held_.reset();
    return std::make_unique<Late>(*this, inner_->begin(mode));
  }
  std::string_view kind() const override { return inner_->kind(); }
  void maintain() override {}
  void backup(const std::string&) override {}

 private:
  std::unique_ptr<Storage> inner_;
  std::unique_ptr<Transaction> held_;
};

// Planted: a transaction is committed by halves. One thread only.
class HalvingStorage final : public Storage {
  class Halves final : public ForwardingTransaction {
   public:
    Halves(Storage& storage, std::unique_ptr<Transaction> wrapped)
        : ForwardingTransaction(std::move(wrapped)), storage_(storage) {}
    bool update(Noun noun, const void* row) override {
      const bool done = inner->update(noun, row);
      inner->commit();
      inner.reset();
      inner = storage_.begin(Mode::write);
      return done;
    }

   private:
    Storage& storage_;
  };

 public:
  explicit HalvingStorage(std::unique_ptr<Storage> inner) : inner_(std::move(inner)) {}
  std::unique_ptr<Transaction> begin(Mode mode) override {
    return std::make_unique<Halves>(*inner_, inner_->begin(mode));
  }
  std::string_view kind() const override { return inner_->kind(); }
  void maintain() override {}
  void backup(const std::string&) override {}

 private:
  std::unique_ptr<Storage> inner_;
};

// Planted: idempotency keys are forgotten.
class Forgetful final : public ForwardingTransaction {
 public:
  using ForwardingTransaction::ForwardingTransaction;
  void insert(Noun noun, const void* row) override {
    if (noun != Noun::idempotency) inner->insert(noun, row);
  }
};

template <class Planted> std::unique_ptr<Storage> planted(const std::string& path) {
  return std::make_unique<Planted>(durable(path));
}

[[noreturn]] void pause_for_ever() {
  for (;;) ::pause();
}

}  // namespace

TEST_CASE("nothing that was acknowledged is lost or torn when the process is killed") {
  const std::uint64_t seed = 1;
  KillLoop loop({.seed = seed, .kills = kills, .writers = writers});
  const auto findings = loop.run();
  INFO("seed " << seed << ", " << loop.acknowledged() << " calls acknowledged");
  INFO(lines(findings));
  CHECK(findings.empty());
  CHECK(loop.acknowledged() > std::int64_t{5} * kills);  // or the child was hardly at work
}

TEST_CASE("a store that was killed while it was created can be opened") {
  Chance chance(5);
  const Folder folder;
  for (int kill = 0; kill < 40; ++kill) {
    const std::string path = folder.file(std::to_string(kill));
    const std::chrono::microseconds pause{chance.below(40'000)};
    const pid_t child = start_child([&]() -> int {
      const Engine engine(durable(path));
      pause_for_ever();
    });
    std::this_thread::sleep_for(pause);
    ::kill(child, SIGKILL);
    CHECK(end_of(child) == -SIGKILL);
    Engine engine(durable(path));
    CHECK(engine.session().call<system_::create>(
        {.network = "Lee", .organization = "Council", .login = "ada", .name = "Ada"}));
  }
}

TEST_CASE("an acknowledgement before the commit is caught by the kill loop") {
  KillLoop loop({.seed = 2, .kills = 20, .storage = planted<LateStorage>});
  CHECK_THAT(lines(loop.run()), contains_text("stands otherwise"));
}

TEST_CASE("a transaction committed by halves is caught by the kill loop") {
  KillLoop loop({.seed = 3, .kills = 20, .storage = planted<HalvingStorage>});
  CHECK_THAT(lines(loop.run()), contains_text("is not what the journal says"));
}

TEST_CASE("a forgotten idempotency key is caught by the kill loop") {
  KillLoop loop({.seed = 4, .kills = 40, .storage = planted<ForwardingStorage<Forgetful>>});
  // Repeated without its key, a call is refused or done twice: where the kill falls decides.
  CHECK_THAT(lines(loop.run()), contains_text("repeated"));
}

}  // namespace onward::tests
