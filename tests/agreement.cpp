#include "agreement.hpp"

#include <algorithm>
#include <charconv>

#include "dates.hpp"
#include "json.hpp"
#include "onward/operations/history.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"

namespace onward::tests {

namespace {

// An engine whose calendar and chance are ours: the same calls give the same rows.
class Network {
 public:
  explicit Network(const OpenStorage& open) : engine_(open(), host()) {}
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  Told tell(const Call& call) {
    now_ = call.now;
    try {
      Answer answer = engine_.session(call.session).call(call.operation, call.request);
      if (call.operation == system_::create::name && !answer.refused)
        RandomOperations::put_blobs(engine_);
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

  Chance chance_{20'250'101};  // as tests/cases have it, so that what is printed can be pasted
  Instant now_{};
  Engine engine_;
};

// What both must hold: equal answers, nothing broken, history intact.
bool is_wrong(const Call& call, const Told& one, const Told& other) {
  if (one != other || one.how == Told::How::broke) return true;
  if (call.operation == system_::tick::name && one.text.find("\"failed\":[{") != one.text.npos)
    return true;
  return call.operation == journal::verify::name && one.how == Told::How::answered &&
         !one.text.starts_with("{\"intact\":true");
}

// What is asked at the end of every seed: all counts, the whole history, the tables against it.
std::vector<Call> closing_calls(Instant now) {
  const SessionOptions first{.staff_id = 1, .organization_id = 1};
  return {{now, first, "report.summary", "{\"whole_store\":true}"},
          {now, first, "journal.checkpoint", "{}"},
          {now, first, "journal.verify", "{\"deep\":true}"}};
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
    case Told::How::refused: return " ! " + reason_of(told) + ' ' + member_of(told.text, "path");
    case Told::How::broke: break;
  }
  return "\n# broke: " + told.text;
}

// What creates rows one by one, and where requests name them.
struct Numbered {
  std::string_view operation{};
  std::array<std::string_view, 4> members{};
};
constexpr Numbered numbered[] = {
    {"organization.create", {"organization_id", "send_to", "receive_from", "receivers"}},
    {"staff.create", {"staff_id"}},
    {"issue.create", {"issue_id", "issues"}},
    {"location.create", {"locations"}},
    {"service.create", {"service_id"}},
    {"client.create", {"client_id"}},
    {"consent.record", {"consent_id"}},
};
constexpr Numbered needs{"need", {"need_id"}}, referrals{"referral", {"referral_id"}};

// A number that nobody has once a call is left out.
struct Gap {
  const Numbered* noun = nullptr;
  std::int64_t id = 0;
};
std::vector<Gap> gaps_without(const Call& call, const Told& told) {
  if (told.how != Told::How::answered) return {};
  const auto* noun = std::ranges::find(numbered, call.operation, &Numbered::operation);
  if (noun != std::end(numbered)) return {{noun, number_after("\"id\":", told.text)}};
  if (call.operation != need::send::name && call.operation != need::re_refer::name) return {};
  const auto sent = read_json<NeedRecord>(told.text);
  if (!sent) return {};
  std::vector<Gap> out{{&needs, sent.value().need.id.value}};
  for (auto& r : sent.value().referrals) out.push_back({&referrals, r.id.value});
  std::ranges::sort(out, std::greater(), &Gap::id);  // closing one moves those above
  return out;
}

// Ids above the one that is gone move down by one.
void close_gap(std::int64_t& id, std::int64_t gone) { id -= id > gone ? 1 : 0; }
void close_gap(std::string& json, std::string_view member, std::int64_t gone) {
  const std::string name = '"' + std::string(member) + "\":";
  for (auto at = json.find(name); at != json.npos; at = json.find(name, at)) {
    at += name.size();
    do {
      if (at < json.size() && (json[at] == '[' || json[at] == ',')) ++at;
      std::int64_t id = 0;
      const auto* const from = json.data() + at;
      const auto* const end = std::from_chars(from, json.data() + json.size(), id).ptr;
      if (end == from) break;
      close_gap(id, gone);
      json.replace(at, static_cast<std::size_t>(end - from), std::to_string(id));
      at += std::to_string(id).size();
    } while (at < json.size() && json[at] == ',' && name.ends_with("s\":"));
  }
}
void close_gap(Call& call, const Numbered& noun, std::int64_t gone) {
  for (const auto member : noun.members)
    if (!member.empty()) close_gap(call.request, member, gone);
  if (noun.operation == organization::create::name)
    close_gap(call.session.organization_id.value, gone);
  if (noun.operation == staff::create::name) close_gap(call.session.staff_id.value, gone);
}

}  // namespace

// Makes the list shorter as long as some answer is still wrong.
class Comparison::Shrinking {
 public:
  Shrinking(const Comparison& comparison, Disagreement best)
      : comparison_(comparison), best_(std::move(best)) {}

  Disagreement run() && {
    open_batches();
    keep_writes();
    for (std::size_t piece = best_.calls.size() / 2; piece > 1; piece /= 2) drop(piece);
    stop_the_clock();
    ask_as_first();
    while (drop(1) || drop_creations()) {}
    return std::move(best_);
  }

 private:
  bool take(const std::vector<Call>& calls, std::size_t below) {
    auto found = comparison_.of(calls);
    if (!found || found->calls.size() >= below) return false;
    best_ = *std::move(found);
    return true;
  }
  bool take_shorter(const std::vector<Call>& calls) { return take(calls, best_.calls.size()); }

  // A batch as its calls, in case the disagreement is not about batches.
  void open_batches() {
    std::vector<Call> open;
    for (auto& call : best_.calls) {
      const auto batch = read_json<Batch>(call.request);
      if (!batch || call.operation != system_::batch::name) {
        open.push_back(call);
        continue;
      }
      for (auto& inner : batch.value().calls)
        open.push_back({call.now, call.session, inner.operation, inner.request.text});
    }
    take(open, open.size() + 1);
  }

  // Reads and refusals change little, so all of them are tried at once.
  void keep_writes() {
    std::vector<Call> writes;
    for (std::size_t i = 0; i < best_.calls.size(); ++i) {
      const Operation* op = find_operation(best_.calls[i].operation);
      const bool wrote =
          op && op->effect == Effect::writes && best_.one[i].how == Told::How::answered;
      if (i + 1 == best_.calls.size() || wrote) writes.push_back(best_.calls[i]);
    }
    take_shorter(writes);
  }

  // From the end, since what comes late is needed least; the last call shows the disagreement.
  bool drop(std::size_t piece) {
    bool dropped = false;
    for (std::size_t end = best_.calls.size() - 1; end > 0;) {
      const std::size_t from = end > piece ? end - piece : 0;
      std::vector<Call> rest = best_.calls;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(from),
                 rest.begin() + static_cast<std::ptrdiff_t>(end));
      dropped = take_shorter(rest) || dropped;
      end = std::min(from, best_.calls.size() - 1);
    }
    return dropped;
  }

  // What nobody needs may still hold a number: it goes, and later ones move down.
  bool drop_creations() {
    bool dropped = false;
    for (std::size_t i = best_.calls.size() - 1; i-- > 0;) {
      if (i >= best_.calls.size()) continue;
      const auto gaps = gaps_without(best_.calls[i], best_.one[i]);
      if (gaps.empty()) continue;
      std::vector<Call> rest = best_.calls;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
      for (std::size_t later = i; later < rest.size(); ++later)
        for (auto& gap : gaps) close_gap(rest[later], *gap.noun, gap.id);
      dropped = take_shorter(rest) || dropped;
    }
    return dropped;
  }

  // Fewer members of staff are needed when the first one asks for everything.
  void ask_as_first() {
    for (std::size_t i = 0; i < best_.calls.size(); ++i) {
      std::vector<Call> calls = best_.calls;
      calls[i].session = {.staff_id = 1, .organization_id = 1};
      const bool differs = calls[i].session.staff_id != best_.calls[i].session.staff_id;
      if (differs && find_operation(calls[i].operation)) take(calls, calls.size() + 1);
    }
  }
  void stop_the_clock() {
    std::vector<Call> calls = best_.calls;
    for (auto& call : calls) call.now = calls.front().now;
    take(calls, calls.size() + 1);
  }

  const Comparison& comparison_;
  Disagreement best_;
};

std::string reason_of(const Told& told) { return member_of(told.text, "reason"); }

Disagreement Comparison::shrunk(Disagreement found) const {
  return Shrinking(*this, std::move(found)).run();
}

std::optional<Disagreement> Comparison::of_random_calls(std::size_t size,
                                                        const Heard& heard) const {
  RandomOperations random(seed_);
  Network one(one_), other(other_);
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
  Network one(one_), other(other_);
  Disagreement out;
  for (auto& call : calls) {
    out.calls.push_back(call);
    out.one.push_back(one.tell(call));
    out.other.push_back(other.tell(call));
    if (is_wrong(call, out.one.back(), out.other.back())) return out;
  }
  return std::nullopt;
}

std::string as_case(const Disagreement& d, std::uint64_t seed) {
  std::string out = "# Seed " + std::to_string(seed) + ", " + std::to_string(d.calls.size()) +
                    " calls; the last answer differs, or is wrong.\n";
  const bool imports = std::ranges::count(d.calls, "directory.import", &Call::operation) > 0;
  const bool attaches = std::ranges::count(d.calls, "attachment.add", &Call::operation) > 0;
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
    if (call.operation != "system.create" || d.one[i].how != Told::How::answered) continue;
    for (const auto name : RandomOperations::blobs())
      if (imports) out += "blob " + std::string(name) + " tests/feed/" + std::string(name) + '\n';
    for (std::int64_t k = 0; attaches && k < letters; ++k)
      out += "blob letter" + std::to_string(k) + " tests/data/attachments/note.txt\n";
  }
  return out + "# The other said:" + expected(d.other.back(), true) + '\n';
}

}  // namespace onward::tests
