// The power fails at every moment that matters. Whatever was answered "done" stands afterwards,
// and nothing stands by halves.
#include "power_loss.hpp"

#include <fstream>
#include <functional>

#include "catch.hpp"
#include "faulty_disk.hpp"
#include "findings.hpp"
#include "kill_story.hpp"
#include "onward/operations/history.hpp"
#include "rounds.hpp"

namespace onward::tests {

namespace {

constexpr int torn_disks = 2;  // at each moment, beside the one that keeps what was synced alone

// What is wrong with the store at the path; `mark` is the last one before the power failed.
using Look = std::function<std::string(const std::string& path, std::int64_t mark)>;

// Loses the power before everything that a program waits for, and behind every mark.
class PowerLoss {
 public:
  PowerLoss(const DiskLog& log, Look look) : look_(std::move(look)) {
    for (auto& event : log.events()) {
      if (event.is_barrier()) lose();
      medium_.play(event);
      if (event.what != DiskEvent::What::mark) continue;
      mark_ = event.at;
      lose();
    }
  }
  const std::vector<std::string>& findings() const { return findings_; }
  int moments() const { return moments_; }

 private:
  void lose() {
    if (mark_ < 0) return;
    ++moments_;
    open(medium_.left());
    for (int i = 0; i < torn_disks; ++i) open(medium_.left(chance_));
  }
  void open(const std::map<std::string, std::string>& files) {
    const Folder folder;
    for (auto& [path, bytes] : files)
      std::ofstream(folder.file(std::filesystem::path(path).filename().string()), std::ios::binary)
          << bytes;
    std::string wrong;
    try {
      wrong = look_(folder.file("store.db"), mark_);
    } catch (const std::exception& broken) { wrong = broken.what(); }
    if (!wrong.empty())
      findings_.push_back("moment " + std::to_string(moments_) + ", after " +
                          std::to_string(mark_) + " acknowledged: " + wrong);
  }

  Look look_;
  Medium medium_{};
  Chance chance_{1};
  std::int64_t mark_ = -1;  // before it nothing was promised
  int moments_ = 0;
  std::vector<std::string> findings_{};
};

std::string rounds_wrong(const std::string& path, std::int64_t acknowledged) {
  const auto storage = open_sqlite(quick(path));
  const auto rounds = rounds_of(*storage);
  if (rounds < 0) return "a round stands by halves";
  if (rounds < acknowledged) return "round " + std::to_string(acknowledged) + " is lost";
  if (rounds > acknowledged + 1) return "there is a round that nobody asked for";
  writing(*storage, [&](Transaction& t) { round_of(t, rounds + 1); });
  if (rounds_of(*storage) != rounds + 1) return "it cannot be written any more";
  return is_sound(path) ? "" : "the file is damaged";
}

// Rounds with all that a store does to its files: created, emptied of its log, closed, reopened.
DiskLog rounds_on(Durability durability) {
  FaultyDisk disk;
  const Folder folder;
  DiskLog log;
  disk.record(log);
  std::int64_t rounds = 0;
  log.mark(rounds);
  for (int opened = 0; opened < 2; ++opened) {
    const auto storage = open_sqlite({.path = folder.file("store.db"), .durability = durability});
    for (int i = 0; i < 4; ++i) {
      writing(*storage, [&](Transaction& t) { round_of(t, rounds + 1); });
      log.mark(++rounds);
      if (i != 1) continue;
      writing(*storage, [&](Transaction& t) { t.erase_blob(std::to_string(rounds - 1)); });
      storage->maintain();
    }
  }
  return log;
}

}  // namespace

TEST_CASE("what was committed survives a loss of power at any moment") {
  const auto log = rounds_on(Durability::full);
  const PowerLoss loss(log, rounds_wrong);
  INFO(lines(loss.findings()));
  CHECK(loss.findings().empty());
  CHECK(loss.moments() > 30);
}

TEST_CASE("a storage that does not sync is caught by the loss of power") {
  const auto log = rounds_on(Durability::none);
  const PowerLoss loss(log, rounds_wrong);
  CHECK_THAT(lines(loss.findings()), contains_text(" is lost"));
}

TEST_CASE("what the engine acknowledged survives a loss of power, and can be asked again") {
  std::vector<Story> stories;
  DiskLog log;
  {
    FaultyDisk disk;
    const Folder folder;
    disk.record(log);
    Engine engine(open_sqlite({.path = folder.file("store.db")}));
    prepare_for_stories(engine);
    Story story("p");
    for (int acts = 0; acts < 12; ++acts) {
      log.mark(std::ssize(stories));
      stories.push_back(story);
      const auto answer = story.ask(engine);
      REQUIRE(answer);
      story.take(answer.value());
    }
  }
  const auto look = [&](const std::string& path, std::int64_t mark) -> std::string {
    Engine engine(open_sqlite(quick(path)));
    Story story = stories.at(static_cast<std::size_t>(mark));
    if (auto wrong = story.wrong(engine, true); !wrong.empty()) return wrong;
    const auto first = story.ask(engine), second = story.ask(engine);
    if (!first || !second) return "the repeated call was refused";
    if (first.value() != second.value()) return "the repeated call was answered otherwise";
    story.take(first.value());
    if (auto wrong = story.wrong(engine, false); !wrong.empty()) return wrong;
    const auto verified = engine.session(sender).call<journal::verify>({.deep = true});
    return verified && verified.value().intact ? "" : "the journal is not whole";
  };
  const PowerLoss loss(log, look);
  INFO(lines(loss.findings()));
  CHECK(loss.findings().empty());
  CHECK(loss.moments() > 20);
}

}  // namespace onward::tests
