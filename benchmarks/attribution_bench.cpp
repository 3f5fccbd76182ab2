// Attribution of a million paths, against ChannelAttribution's C++ code as a Python package.
#include "onward/rules/attribution_markov.hpp"

#include <cmath>
#include <fstream>
#include <memory>
#include <sstream>

#include "measure.hpp"
#include "random_paths.hpp"

namespace onward::benchmarks {

namespace {

using tests::PathArrays;
using M = AttributionModel;

constexpr std::uint32_t sources = 20;
// Of all conversions. Sums of real numbers in another order differ in their last digits; and their
// Markov model is a simulation, some 100,000 walks from a seed.
constexpr double rounding_max = 1e-9;
constexpr double simulation_error_max = 0.005;

// One to six touches, equally often: 3.5 on the average.
PathArrays paths_of(std::size_t paths) {
  tests::Chance chance(1);
  auto out = tests::random_paths(chance, {.paths = paths, .sources = sources, .length_max = 6});
  out.is_direct.clear();
  return out;
}

void write_paths(const std::string& file, const PathArrays& arrays) {
  std::string out = "path,conversions,nulls\n";
  for (std::size_t path = 0; path < arrays.size(); ++path) {
    for (auto i = arrays.offsets[path]; i < arrays.offsets[path + 1]; ++i)
      out.append(i > arrays.offsets[path] ? ">" : "").append(std::to_string(arrays.sources[i]));
    out.append(",").append(std::to_string(arrays.conversions[path]));
    out.append(",").append(std::to_string(arrays.nulls[path])).append("\n");
  }
  std::ofstream stream(file);
  stream << out;
  if (!stream.flush()) throw std::runtime_error("cannot write " + file);
}

// Conversions of each source.
struct Theirs {
  double plain_s = 0, markov_s = 0;
  std::array<std::array<double, sources>, 4> credit{};  // first, last, linear, Markov
};

Theirs channel_attribution(const Plan& plan, const std::string& file) {
  const auto command =
      '\'' + plan.yardstick_python + "' '" + plan.python_attribution + "' '" + file + '\'';
  const auto close = [](std::FILE* pipe) { return pclose(pipe); };
  const std::unique_ptr<std::FILE, decltype(close)> pipe(popen(command.c_str(), "r"), close);
  std::string text;
  std::array<char, 4'096> part{};
  while (pipe && std::fgets(part.data(), static_cast<int>(part.size()), pipe.get()))
    text += part.data();
  std::istringstream lines(text);
  Theirs out;
  lines >> out.plain_s >> out.markov_s;
  std::size_t told = 0;
  for (std::size_t source = 0; lines >> source && source < sources; ++told)
    for (auto& credit : out.credit) lines >> credit[source];
  if (told != sources) throw std::runtime_error("attribution_bench.py told too little");
  return out;
}

void compare(const std::vector<std::int64_t>& ours, const std::array<double, sources>& theirs,
             double error_max) {
  double total = 0;
  for (const auto units : ours) total += static_cast<double>(units);
  for (std::size_t i = 0; i < sources; ++i)
    if (std::abs(static_cast<double>(ours[i]) - theirs[i] * attribution_units_per_conversion) >
        error_max * total)
      throw std::logic_error("ChannelAttribution gives other credit to source " +
                             std::to_string(i));
}

}  // namespace

std::vector<Figure> attribution_figures(const Plan& plan) {
  const std::size_t size = plan.quick ? 100'000 : 1'000'000;
  const int rounds = plan.quick ? 3 : 5;
  const auto arrays = paths_of(size);
  const auto checked = check(arrays.view());
  const auto& paths = checked.paths.value();
  const bool is_measured = !plan.yardstick_python.empty();
  const Folder folder(plan.folder);
  const auto file = folder.file("paths.csv");
  if (is_measured)
    write_paths(file, arrays);
  else
    plan.say("attribution: ChannelAttribution is not installed; there are no ratios");

  std::vector<double> checks, plain, markov, plain_theirs, markov_theirs;
  for (int round = 0; round < rounds; ++round) {
    plan.say("attribution: round " + std::to_string(round + 1));
    PlainCredit credit;
    MarkovCredit removal;
    checks.push_back(1e3 * seconds_of([&] { check(arrays.view()); }));
    plain.push_back(1e3 * seconds_of([&] { credit = plain_credit(paths); }));
    markov.push_back(1e3 * seconds_of([&] { removal = markov_credit(paths); }));
    if (!is_measured) continue;
    const auto theirs = channel_attribution(plan, file);
    compare(credit.by(M::first_touch), theirs.credit[0], rounding_max);
    compare(credit.by(M::last_touch), theirs.credit[1], rounding_max);
    compare(credit.by(M::linear), theirs.credit[2], rounding_max);
    compare(removal.units, theirs.credit[3], simulation_error_max);
    plain_theirs.push_back(1e3 * theirs.plain_s / plain.back());
    markov_theirs.push_back(1e3 * theirs.markov_s / markov.back());
  }
  const auto touches =
      std::to_string(size) + " paths, " + std::to_string(arrays.sources.size()) + " touches";
  std::vector<Figure> out{
      figure("attribution_heuristics_ms", plain, "ms", "limit 10 ms; six models; " + touches),
      figure("attribution_markov_ms", markov, "ms", "limit 30 ms; order 1; " + touches),
      figure("attribution_check_ms", checks, "ms", "once for all models; " + touches)};
  if (is_measured) {
    out.push_back(figure("attribution_heuristics_vs_channelattribution", plain_theirs,
                         "times faster", "its three models: first, last, linear"));
    out.push_back(figure("attribution_markov_vs_channelattribution", markov_theirs, "times faster",
                         "its simulation of order 1"));
  }
  return out;
}

}  // namespace onward::benchmarks
