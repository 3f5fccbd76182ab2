// What the C interface and Python cost over the typed C++ call: issue.list of ten, in memory.
#include <array>
#include <cstdio>
#include <cstdlib>

#include "measure.hpp"
#include "onward.h"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"

namespace onward::benchmarks {

namespace {

constexpr int issues = 10;

class Typed {
 public:
  Typed() {
    const auto made = must(session_.call<system_::create>(
        {.network = "County", .organization = "Council", .login = "ada", .name = "Ada"}));
    session_ =
        engine_.session({.staff_id = made.staff.id, .organization_id = made.organization.id});
    for (int i = 0; i < issues; ++i) {
      const auto code = "issue_" + std::to_string(i);
      must(session_.call<issue::create>({.code = code, .name = code}));
    }
  }
  void list() {
    if (must(session_.call<issue::list>({})).issues.size() != issues)
      throw std::logic_error("issues are missing");
  }

 private:
  Engine engine_{Options{.store = ":memory:"}};
  Session session_ = engine_.session();
};

class ThroughC {
 public:
  ThroughC() {
    constexpr std::string_view options = R"({"store": ":memory:"})";
    constexpr std::string_view ada = R"({"staff_id": 1, "organization_id": 1})";
    check(onward_open(options.data(), options.size(), nullptr, &engine_, nullptr));
    check(onward_session_open(engine_, "{}", 2, &session_, nullptr));
    call("system.create",
         R"({"network": "County", "organization": "Council", "login": "ada", "name": "Ada"})");
    onward_session_close(session_);
    check(onward_session_open(engine_, ada.data(), ada.size(), &session_, nullptr));
    for (int i = 0; i < issues; ++i) {
      std::string request = R"({"name": "Help", "code": "issue_)";
      call("issue.create", request.append(std::to_string(i)).append("\"}"));
    }
  }
  ~ThroughC() {
    onward_session_close(session_);
    onward_close(engine_);
  }
  ThroughC(const ThroughC&) = delete;
  ThroughC& operator=(const ThroughC&) = delete;
  void list() { call("issue.list", "{}"); }

 private:
  static void check(onward_status status) {
    if (status != ONWARD_OK) throw std::runtime_error("the C interface refused");
  }
  void call(std::string_view operation, std::string_view request) {
    onward_text* answer = nullptr;
    const auto status = onward_call(session_, operation.data(), operation.size(), request.data(),
                                    request.size(), &answer);
    onward_text_free(answer);
    check(status);
  }
  onward_engine* engine_ = nullptr;
  onward_session* session_ = nullptr;
};

// What call_bench.py prints: the median of so many calls, in microseconds.
double through_python(const Plan& plan, std::size_t calls) {
  const auto command = '\'' + plan.python + "' '" + plan.python_call + "' " +
                       std::to_string(issues) + ' ' + std::to_string(calls);
  const auto close = [](std::FILE* pipe) { return pclose(pipe); };
  const std::unique_ptr<std::FILE, decltype(close)> pipe(popen(command.c_str(), "r"), close);
  std::array<char, 64> line{};
  if (!pipe || !std::fgets(line.data(), static_cast<int>(line.size()), pipe.get()))
    throw std::runtime_error("call_bench.py told nothing");
  return std::strtod(line.data(), nullptr);
}

}  // namespace

std::vector<Figure> call_figures(const Plan& plan) {
  const std::size_t calls = plan.quick ? 2'000 : 20'000;
  const int rounds = plan.quick ? 3 : 5;
  Typed typed;
  ThroughC c;
  std::vector<double> direct, over_c, over_python;
  for (int round = 0; round < rounds; ++round) {
    plan.say("call: round " + std::to_string(round + 1));
    direct.push_back(call_microseconds(calls, [&](std::size_t) { typed.list(); }));
    over_c.push_back(call_microseconds(calls, [&](std::size_t) { c.list(); }) - direct.back());
    if (!plan.python.empty()) over_python.push_back(through_python(plan, calls) - direct.back());
  }
  const std::string against = "typed C++ call, issue.list of 10";
  std::vector<Figure> figures{figure("cpp_call_us", direct, "us", "issue.list of 10, in memory"),
                              figure("c_call_overhead_us", over_c, "us", against)};
  if (plan.python.empty())
    plan.say("call: no Python package is built; python_call_overhead_us is left out");
  else
    figures.push_back(figure("python_call_overhead_us", over_python, "us", against));
  return figures;
}

}  // namespace onward::benchmarks
