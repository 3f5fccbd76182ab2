// Memory and SQLite give the same answers to the same calls, whatever is asked. A disagreement is
// printed as the shortest list of calls that shows it, ready to be pasted into tests/cases.
#include <algorithm>
#include <functional>
#include <iostream>
#include <map>

#include "catch.hpp"
#include "dates.hpp"
#include "feed_reading.hpp"
#include "forwarding_storage.hpp"
#include "onward/operations/history.hpp"
#include "random_operations.hpp"
#include "storage_conformance.hpp"

namespace onward::tests {

namespace {

constexpr std::uint64_t seeds = 20;
constexpr std::size_t calls_per_seed = 5'000;

using OpenStorage = std::function<std::unique_ptr<Storage>()>;

struct Told {
  enum class How : std::uint8_t { answered, refused, broke };
  How how = How::answered;
  std::string text{};  // JSON, or what broke
  bool operator==(const Told&) const = default;
};

// An engine whose calendar and chance are ours: the same calls give the same rows.
class Network {
 public:
  Network(const OpenStorage& open, std::uint64_t seed) : chance_(seed), engine_(open(), host()) {
    for (const auto name : RandomOperations::blobs()) {
      const std::string text = text_of("tests/feed/" + std::string(name));
      engine_.put_blob(name, 0, std::as_bytes(std::span(text)));
    }
  }
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  Told tell(const Call& call) {
    now_ = call.now;
    try {
      Answer answer = engine_.session(call.session).call(call.operation, call.request);
      return {answer.refused ? Told::How::refused : Told::How::answered, std::move(answer.json)};
    } catch (const std::exception& broken) { return {Told::How::broke, broken.what()}; }
  }

 private:
  Host host() {
    Host out;
    out.clock = [this] { return now_; };
    out.random = [this](std::span<std::byte> bytes) {
      for (auto& b : bytes) b = static_cast<std::byte>(chance_.next());
    };
    out.key = [](std::string_view, std::span<std::byte, 32> key) {
      std::ranges::fill(key, std::byte{7});
      return true;
    };
    return out;
  }

  Chance chance_;
  Instant now_{};
  Engine engine_;
};

// What both must hold: equal answers, nothing broken, history intact.
bool is_wrong(const Call& call, const Told& one, const Told& other) {
  if (one != other || one.how == Told::How::broke) return true;
  return call.operation == journal::verify::name && one.how == Told::How::answered &&
         !one.text.starts_with("{\"intact\":true");
}

struct Disagreement {
  std::vector<Call> calls{};  // the last one shows it
  std::vector<Told> one{}, other{};
};

class Comparison {
 public:
  Comparison(OpenStorage one, OpenStorage other, std::uint64_t seed)
      : one_(std::move(one)), other_(std::move(other)), seed_(seed) {}

  using Heard = std::function<void(const Call&, const Told&)>;
  std::optional<Disagreement> of_random_calls(std::size_t size, const Heard& heard = {}) const;
  std::optional<Disagreement> of(const std::vector<Call>&) const;
  // Leaves out what the disagreement does not need.
  Disagreement shrunk(Disagreement) const;

 private:
  OpenStorage one_, other_;
  std::uint64_t seed_;
};

// What is asked at the end of every seed: all counts, the whole history, the tables against it.
std::vector<Call> closing_calls(Instant now) {
  const SessionOptions first{.staff_id = 1, .organization_id = 1};
  return {{now, first, "report.summary", "{\"whole_store\":true}"},
          {now, first, "journal.checkpoint", "{}"},
          {now, first, "journal.verify", "{\"deep\":true}"}};
}

std::optional<Disagreement> Comparison::of_random_calls(std::size_t size,
                                                        const Heard& heard) const {
  RandomOperations random(seed_);
  Network one(one_, seed_), other(other_, seed_);
  Disagreement out;
  const auto ask = [&](const Call& call) {
    out.calls.push_back(call);
    out.one.push_back(one.tell(call));
    out.other.push_back(other.tell(call));
    if (heard) heard(call, out.one.back());
    return is_wrong(call, out.one.back(), out.other.back());
  };
  for (std::size_t i = 0; i < size; ++i) {
    const Call call = random.next();
    if (ask(call)) return out;
    random.observe(call, {out.one.back().how == Told::How::refused, out.one.back().text});
  }
  for (auto& call : closing_calls(out.calls.back().now))
    if (ask(call)) return out;
  return std::nullopt;
}

std::optional<Disagreement> Comparison::of(const std::vector<Call>& calls) const {
  Network one(one_, seed_), other(other_, seed_);
  Disagreement out;
  for (auto& call : calls) {
    out.calls.push_back(call);
    out.one.push_back(one.tell(call));
    out.other.push_back(other.tell(call));
    if (is_wrong(call, out.one.back(), out.other.back())) return out;
  }
  return std::nullopt;
}

Disagreement Comparison::shrunk(Disagreement best) const {
  const auto shorter = [&](const std::vector<Call>& calls) {
    auto found = of(calls);
    const bool is_shorter = found && found->calls.size() < best.calls.size();
    if (is_shorter) best = *std::move(found);
    return is_shorter;
  };
  // Reads and refusals change little, so all of them are tried at once.
  std::vector<Call> writes;
  for (std::size_t i = 0; i < best.calls.size(); ++i) {
    const Operation* op = find_operation(best.calls[i].operation);
    const bool writes_it = op && op->effect == Effect::writes;
    if (i + 1 == best.calls.size() || (writes_it && best.one[i].how == Told::How::answered))
      writes.push_back(best.calls[i]);
  }
  shorter(writes);
  for (std::size_t piece = best.calls.size() / 2; piece > 0;) {
    bool dropped = false;
    // From the end, since what comes late is needed least; the last call shows the disagreement.
    for (std::size_t end = best.calls.size() - 1; end > 0;) {
      const std::size_t from = end > piece ? end - piece : 0;
      std::vector<Call> rest = best.calls;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(from),
                 rest.begin() + static_cast<std::ptrdiff_t>(end));
      dropped = shorter(rest) || dropped;
      end = std::min(from, best.calls.size() - 1);
    }
    if (!dropped || piece > 1) piece /= 2;
  }
  return best;
}

// A member's text in a refusal; none of those asked for holds an escape.
std::string member_of(const std::string& json, const std::string& name) {
  const auto at = json.find('"' + name + "\":\"");
  if (at == json.npos) return {};
  const auto from = at + name.size() + 4;
  return json.substr(from, json.find('"', from) - from);
}

std::string expected(const Told& told, bool in_full) {
  switch (told.how) {
    case Told::How::answered: return " > " + (in_full ? told.text : "{}");
    case Told::How::refused:
      return " ! " + member_of(told.text, "reason") + ' ' + member_of(told.text, "path");
    case Told::How::broke: break;
  }
  return "\n# broke: " + told.text;
}

std::string as_case(const Disagreement& d, std::uint64_t seed) {
  std::string out = "# Seed " + std::to_string(seed) + ", " + std::to_string(d.calls.size()) +
                    " calls; the last answer differs, or is wrong.\n";
  for (const auto name : RandomOperations::blobs())
    if (std::ranges::count(d.calls, "directory.import", &Call::operation))
      out += "blob " + std::string(name) + " tests/feed/" + std::string(name) + '\n';
  for (std::size_t i = 0; i < d.calls.size(); ++i) {
    const Call& call = d.calls[i];
    const Call* before = i > 0 ? &d.calls[i - 1] : nullptr;
    if (!before || before->now != call.now) {
      out += "now ";
      append_instant(out, call.now);
      out += '\n';
    }
    if (!before || before->session.staff_id != call.session.staff_id ||
        before->session.organization_id != call.session.organization_id)
      out += "as " + std::to_string(call.session.staff_id.value) + ' ' +
             std::to_string(call.session.organization_id.value) + '\n';
    out += line_of(call) + expected(d.one[i], i + 1 == d.calls.size()) + '\n';
  }
  return out + "# The other said:" + expected(d.other.back(), true) + '\n';
}

OpenStorage memory() { return open_memory; }

// Every call opens a store of its own.
OpenStorage sqlite(const Folder& folder) {
  return [&folder, n = 0]() mutable {
    const std::string path = folder.file(std::to_string(n++));
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
    return open_sqlite({.path = path, .durability = Durability::none});
  };
}

struct Tally {
  std::int64_t answered = 0, refused = 0;
};

std::string table_of(const std::map<std::string, Tally>& tally) {
  std::string out;
  for (auto& [name, t] : tally)
    out += name + ": " + std::to_string(t.answered) + " answered, " + std::to_string(t.refused) +
           " refused\n";
  return out;
}

std::int64_t member_of(const NounInfo& noun, std::size_t row, const void* object) {
  return *static_cast<const std::int64_t*>(noun.rows[row].at(const_cast<void*>(object)));
}

// Planted: says of a few updates that they were done.
class ForgetsUpdates final : public ForwardingTransaction {
 public:
  using ForwardingTransaction::ForwardingTransaction;
  bool update(Noun noun, const void* row) override {
    const auto id = member_of(info(noun), 0, row), revision = member_of(info(noun), 1, row);
    if (noun == Noun::referral && id % 7 == 3 && revision % 5 == 4) return true;
    return inner_->update(noun, row);
  }
};

// Planted: one index is read from its end.
class ReadsBackwards final : public ForwardingTransaction {
 public:
  using ForwardingTransaction::ForwardingTransaction;
  ScanEnd scan(const Scan& scan, Columns columns, RowSink sink) override {
    Scan other = scan;
    if (scan.index->name == by::referral_receiver.name) other.direction = Direction::down;
    return inner_->scan(other, columns, sink);
  }
};

template <class Wrapping> OpenStorage planted() {
  return [] { return std::make_unique<ForwardingStorage<Wrapping>>(open_memory()); };
}

template <class Wrapping> Disagreement caught() {
  const Comparison comparison(memory(), planted<Wrapping>(), 1);
  auto found = comparison.of_random_calls(calls_per_seed);
  REQUIRE(found);
  return comparison.shrunk(*std::move(found));
}

}  // namespace

TEST_CASE("memory and SQLite give the same answers to random calls") {
  const Folder folder;
  std::map<std::string, Tally> tally;
  for (auto& op : operations()) tally[std::string(op.name)];
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Comparison comparison(memory(), sqlite(folder), seed);
    auto found =
        comparison.of_random_calls(calls_per_seed, [&](const Call& call, const Told& told) {
          if (!find_operation(call.operation)) return;
          auto& t = tally[call.operation];
          ++(told.how == Told::How::answered ? t.answered : t.refused);
        });
    if (found) FAIL(as_case(comparison.shrunk(*std::move(found)), seed));
  }
  // A run in which something is never done proves nothing about it.
  INFO(table_of(tally));
  for (auto& [name, t] : tally) {
    CAPTURE(name);
    CHECK(t.answered > 0);
  }
}

TEST_CASE("a storage that forgets an update is caught, and a short list of calls shows it") {
  const auto found = caught<ForgetsUpdates>();
  INFO(as_case(found, 1));
  CHECK(found.calls.size() <= 40);
}

TEST_CASE("a storage that reads an index backwards is caught, and a short list shows it") {
  const auto found = caught<ReadsBackwards>();
  INFO(as_case(found, 1));
  CHECK(found.calls.size() <= 40);
}

}  // namespace onward::tests
