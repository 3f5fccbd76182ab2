#include "case_runner.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "dates.hpp"
#include "json.hpp"

namespace onward::tests {

namespace {

namespace json = boost::json;

// A storage that outlives its engine, so that memory can be opened again.
class Lent final : public Storage {
 public:
  explicit Lent(std::shared_ptr<Storage> storage) : storage_(std::move(storage)) {}
  std::unique_ptr<Transaction> begin(Mode mode) override { return storage_->begin(mode); }
  std::string_view kind() const override { return storage_->kind(); }
  void maintain() override { storage_->maintain(); }
  void backup(const std::string& path) override { storage_->backup(path); }

 private:
  std::shared_ptr<Storage> storage_;
};

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r");
  if (from == text.npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r") + 1 - from);
}

// Takes the first word off.
std::string_view word(std::string_view& text) {
  const auto end = std::min(text.find_first_of(" \t"), text.size());
  const auto out = text.substr(0, end);
  text = trimmed(text.substr(end));
  return out;
}

// Takes the JSON object at the beginning off.
std::string_view object(std::string_view& text) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_text = !in_text;
    } else if (!in_text && (c == '{' || c == '[')) {
      ++depth;
    } else if (!in_text && (c == '}' || c == ']') && --depth == 0) {
      const auto out = text.substr(0, i + 1);
      text = trimmed(text.substr(i + 1));
      return out;
    }
  }
  return std::exchange(text, {});
}

// Where the answer is not as expected; empty when it is.
std::string difference(const json::value& expected, const json::value& answer,
                       const std::string& at) {
  const auto differs = [&](const std::string& what) {
    return (at.empty() ? "/" : at) + ": " + what + " in " + json::serialize(answer).substr(0, 300);
  };
  if (auto* members = expected.if_object()) {
    if (!answer.is_object()) return differs("no record");
    for (auto& [key, value] : *members) {
      const auto* member = answer.get_object().if_contains(key);
      if (!member) return differs("no member " + std::string(key));
      if (auto found = difference(value, *member, at + '/' + std::string(key)); !found.empty())
        return found;
    }
    return {};
  }
  if (auto* items = expected.if_array()) {
    if (!answer.is_array() || answer.get_array().size() != items->size())
      return differs("not " + std::to_string(items->size()) + " items");
    for (std::size_t i = 0; i < items->size(); ++i)
      if (auto found = difference((*items)[i], answer.get_array()[i], at + '/' + std::to_string(i));
          !found.empty())
        return found;
    return {};
  }
  return expected == answer ? "" : differs("expected " + json::serialize(expected));
}

std::string answered(std::string_view expected, const Answer& answer) {
  if (answer.refused) return "was refused: " + answer.json;
  if (expected.empty()) return {};
  json::parse_options options;
  options.max_depth = JsonLimits{}.depth;
  json::error_code error;
  const auto wanted = json::parse({expected.data(), expected.size()}, error, {}, options);
  if (error) return "what is expected is no JSON";
  return difference(wanted, json::parse(answer.json, {}, options), "");
}

std::string refused(std::string_view expected, const Answer& answer) {
  if (!answer.refused) return "was answered: " + answer.json;
  const auto reason = word(expected);
  const auto refusal = json::parse(answer.json).as_object();
  if (refusal.at("reason").as_string() == json::string_view(reason.data(), reason.size()) &&
      refusal.at("path").as_string() == json::string_view(expected.data(), expected.size()))
    return {};
  return "was refused otherwise: " + answer.json;
}

}  // namespace

TestStore::TestStore(std::string_view storage) {
  if (storage == "memory") memory_ = open_memory();
  reopen();
}

std::unique_ptr<Storage> TestStore::open_storage() {
  if (memory_) return std::make_unique<Lent>(memory_);
  return open_sqlite({.path = path(), .durability = Durability::none});
}

void TestStore::reopen() {
  engine_.reset();
  Host host;
  host.clock = [this] { return now; };
  host.random = [this](std::span<std::byte> out) {
    for (auto& byte : out) byte = static_cast<std::byte>(chance_.next());
  };
  host.key = [this](std::string_view purpose, std::span<std::byte, 32> out) {
    if (!key_ || purpose != "checkpoint") return false;
    std::ranges::copy(*key_, out.begin());
    return true;
  };
  host.progress = [this](std::string_view what, std::int64_t done, std::int64_t) {
    stopped_ = go_on && !go_on(what, done);
  };
  host.cancelled = [this] { return stopped_; };
  auto storage = open_storage();
  engine_ = std::make_unique<Engine>(between ? between(std::move(storage)) : std::move(storage),
                                     std::move(host));
}

std::string CaseRunner::run(std::string_view line) {
  std::string_view rest = trimmed(line);
  if (rest.empty() || rest.front() == '#') return {};
  const std::string_view name = word(rest);
  if (name.find('.') == name.npos) return directive(name, rest);
  const std::string_view request = object(rest);
  const char mark = rest.empty() ? '>' : rest.front();
  Session session = store_.engine().session(session_);
  const Answer answer =
      calls ? calls(session, name, std::string(request), mark == '>') : session.call(name, request);
  if (answer.refused && on_refusal) on_refusal(answer.json);
  if (!rest.empty()) rest = trimmed(rest.substr(1));
  if (mark == '>') return answered(rest, answer);
  if (mark == '!') return refused(rest, answer);
  return "neither > nor ! behind the request";
}

std::string CaseRunner::directive(std::string_view name, std::string_view rest) {
  if (name == "now") return parse_instant(rest, store_.now) ? "" : "no instant";
  if (name == "day") {
    Date day;
    if (!parse_date(rest, day)) return "no date";
    store_.now = day;
    return {};
  }
  if (name == "as") {
    std::istringstream in{std::string(rest)};
    return in >> session_.staff_id.value >> session_.organization_id.value ? "" : "no two ids";
  }
  if (name == "blob") {
    const auto id = word(rest);
    std::ifstream file{std::string(rest), std::ios::binary};
    if (!file) return "no such file";
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    auto session = store_.engine().session(session_);
    static_cast<void>(session.erase_blob(id));  // the next one of this name
    return session.put_blob(id, 0, std::as_bytes(std::span(bytes))) ? "" : "not put";
  }
  if (name == "tick") return tick();
  if (name != "reopen") return "no such directive";
  store_.reopen();
  return {};
}

std::string CaseRunner::tick() {
  for (int slice = 0; slice < 1'000; ++slice) {
    const Answer answer = store_.engine().session(session_).call("system.tick", "{}");
    if (answer.refused) return "was refused: " + answer.json;
    const auto ticked = json::parse(answer.json);
    if (!ticked.at("failed").as_array().empty()) return "could not be done: " + answer.json;
    if (!ticked.at("more").as_bool()) return {};
  }
  return "more is due for ever";
}

std::vector<std::string> CaseRunner::run_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) return {path.string() + ": no such file"};
  std::vector<std::string> out;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number)
    if (const auto wrong = run(line); !wrong.empty())
      out.push_back(path.string() + ':' + std::to_string(number) + ": " + wrong);
  return out;
}

std::vector<std::filesystem::path> case_files() {
  std::vector<std::filesystem::path> out;
  for (auto& entry : std::filesystem::directory_iterator("tests/cases"))
    if (entry.path().extension() == ".txt") out.push_back(entry.path());
  std::ranges::sort(out);
  return out;
}

namespace {

struct Call {
  std::string_view operation{}, expected{};
  char mark = 0;
};
// Empty for a line that calls no operation.
Call call_of(std::string_view line) {
  std::string_view rest = trimmed(line);
  if (rest.empty() || rest.front() == '#') return {};
  const auto name = word(rest);
  if (name.find('.') == name.npos) return {};
  object(rest);
  if (rest.empty()) return {.operation = name};
  return {.operation = name, .expected = trimmed(rest.substr(1)), .mark = rest.front()};
}

}  // namespace

std::string reason_expected(std::string_view line) {
  auto [_, expected, mark] = call_of(line);
  return mark == '!' ? std::string(word(expected)) : "";
}

std::string operation_answered(std::string_view line) {
  const auto call = call_of(line);
  return call.mark == '>' && !call.expected.empty() ? std::string(call.operation) : "";
}

}  // namespace onward::tests
