// Runs the measurements and prints one table; progress goes to stderr.
#include <sqlite3.h>
#include <sys/utsname.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <thread>

#include "json.hpp"
#include "measure.hpp"

namespace onward::benchmarks {

namespace {

constexpr auto help =
    R"(onward_bench [--quick] [--only NAME] [--json FILE] [--folder FOLDER]

  --quick          small sizes and few rounds, for a look; not for the record
  --only NAME      one of: create, find_receivers, call, match, lists, providers,
                   simulation, attribution, metrics, forecast, columns
  --json FILE      also write the figures as JSON
  --folder FOLDER  where stores are made; its disk is what create measures (build/bench)

Examples
  onward_bench --quick
  onward_bench --only create --json create.json
)";

struct Measurement {
  std::string_view name;
  std::vector<Figure> (*figures)(const Plan&);
};
constexpr Measurement measurements[] = {{"create", create_figures},
                                        {"find_receivers", find_receivers_figures},
                                        {"call", call_figures},
                                        {"match", match_figures},
                                        {"lists", lists_figures},
                                        {"providers", provider_figures},
                                        {"simulation", simulation_figures},
                                        {"attribution", attribution_figures},
                                        {"metrics", metrics_figures},
                                        {"forecast", forecast_figures},
                                        {"columns", columns_figures}};

struct Arguments {
  bool quick = false;
  std::string only{}, json{}, folder = "build/bench";
};

[[noreturn]] void end(int code, std::string_view text) {
  (code ? std::cerr : std::cout) << text;
  std::exit(code);
}

Arguments arguments_of(int count, char** values) {
  Arguments arguments;
  for (int i = 1; i < count; ++i) {
    const std::string_view name = values[i];
    const auto value = [&]() -> std::string {
      if (++i == count) end(2, std::string(name) + " wants a value; see --help\n");
      return values[i];
    };
    if (name == "--help") end(0, help);
    if (name == "--quick")
      arguments.quick = true;
    else if (name == "--only")
      arguments.only = value();
    else if (name == "--json")
      arguments.json = value();
    else if (name == "--folder")
      arguments.folder = value();
    else
      end(2, "unknown: " + std::string(name) + "; see --help\n");
  }
  const bool is_known = std::ranges::any_of(
      measurements, [&](auto& m) { return arguments.only.empty() || arguments.only == m.name; });
  if (!is_known) end(2, "--only knows no such part; see --help\n");
  return arguments;
}

// The processor's name, where the system tells it.
std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown processor";
}

void print_machine() {
  utsname system{};
  uname(&system);
  double load[1] = {0};
  getloadavg(load, 1);
  std::printf("%s, %u threads, %s %s, load %.1f\n", processor().c_str(),
              std::thread::hardware_concurrency(), system.sysname, system.release, load[0]);
  std::printf("onward %s, SQLite %s, compiler %s\n\n", ONWARD_VERSION, sqlite3_libversion(),
              __VERSION__);
}

void print(const std::vector<Figure>& figures) {
  std::printf("%-34s %12s %-13s %12s %12s  %s\n", "name", "value", "unit", "low", "high",
              "against");
  for (auto& f : figures)
    std::printf("%-34s %12.3f %-13s %12.3f %12.3f  %s\n", f.name.c_str(), f.value, f.unit.c_str(),
                f.low, f.high, f.against.c_str());
}

// Opened before anything is measured: who cannot be told must not wait for an hour.
std::ofstream open_json(const std::string& path) {
  std::ofstream file;
  if (!path.empty()) file.open(path);
  if (!file) throw std::runtime_error("cannot write " + path);
  return file;
}

void write_json(std::ofstream& file, const std::vector<Figure>& figures) {
  std::string out;
  JsonWriter w(out);
  w.begin_object(1);
  w.member("figures");
  w.begin_array(figures.size());
  for (auto& f : figures) {
    w.begin_object(6);
    const auto text = [&](std::string_view name, const std::string& v) {
      w.member(name);
      w.text(v);
    };
    const auto real = [&](std::string_view name, double v) {
      w.member(name);
      w.real(v);
    };
    text("name", f.name);
    real("value", f.value);
    text("unit", f.unit);
    real("low", f.low);
    real("high", f.high);
    text("against", f.against);
    w.end_object();
  }
  w.end_array();
  w.end_object();
  file << out << '\n';
  if (!file.flush()) throw std::runtime_error("the figures cannot be written as JSON");
}

// The package lies beside this program, in the build folder of the repository.
void find_python(Plan& plan, const std::filesystem::path& program) {
  const auto build = std::filesystem::absolute(program).parent_path();
  const auto root = build.parent_path().parent_path();
  const auto python = root / "build/venv/bin/python", package = build / "python";
  const auto call = root / "benchmarks/call_bench.py";
  if (!std::filesystem::exists(python) || !std::filesystem::exists(package / "onward") ||
      !std::filesystem::exists(call))
    return;
  setenv("PYTHONPATH", package.c_str(), 1);
  plan.python = python;
  plan.python_call = call;
}

// The packages of others have an environment of their own.
void find_yardsticks(Plan& plan, const std::filesystem::path& program) {
  const auto root = std::filesystem::absolute(program).parent_path().parent_path().parent_path();
  const auto environment = root / "build/bench_venv", scripts = root / "benchmarks";
  if (!std::filesystem::exists(environment / "installed.txt") ||
      !std::filesystem::exists(scripts / "attribution_bench.py"))
    return;
  plan.yardstick_python = environment / "bin/python";
  plan.python_attribution = scripts / "attribution_bench.py";
  plan.python_metrics = scripts / "metrics_bench.py";
}

int run(int count, char** values) {
  const auto arguments = arguments_of(count, values);
  auto json = open_json(arguments.json);
  const auto start = std::chrono::steady_clock::now();
  const auto say = [&](std::string_view text) {
    const auto now = std::chrono::steady_clock::now();
    std::fprintf(stderr, "%6.1f s  %.*s\n", std::chrono::duration<double>(now - start).count(),
                 static_cast<int>(text.size()), text.data());
  };
  Plan plan{.quick = arguments.quick, .folder = arguments.folder, .say = say};
  find_python(plan, values[0]);
  find_yardsticks(plan, values[0]);
  print_machine();
  std::fflush(stdout);
  std::vector<Figure> figures;
  for (auto& measurement : measurements)
    if (arguments.only.empty() || arguments.only == measurement.name)
      for (auto& f : measurement.figures(plan)) figures.push_back(std::move(f));
  print(figures);
  if (json.is_open()) write_json(json, figures);
  return 0;
}

}  // namespace

}  // namespace onward::benchmarks

int main(int count, char** values) {
  try {
    return onward::benchmarks::run(count, values);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
