// What an answer tells apart: the facts of each group in parts, each of facts that every metric of
// the answer counts alike.
//
// Whoever adds and subtracts figures of a group has sums of whole parts, whatever they do. So where
// each part is nobody or many, nothing small can be worked out.
#pragma once

#include "onward/rules/metrics.hpp"

namespace onward {

// How much of a figure is told: all of it; or neither how many are pending, nor how those ended who
// never came to what they waited for.
enum class FigureDetail : std::uint8_t { coarse, fine };

class MetricParts {
 public:
  using Counts = std::map<GroupKey, std::int64_t>;

  explicit MetricParts(std::vector<Metric> metrics) : metrics_(std::move(metrics)) {}

  // Of each part that the first so many metrics tell apart, how many facts there are of it in each
  // group where there are any; of touches, how many leads they brought.
  std::vector<Counts> counts(std::size_t metrics, FigureDetail) const;

  // What all metrics make of some facts of a group, as code_of() has it for each.
  struct Part {
    GroupKey group{};
    Place codes = 0, currency = 0;
    std::int64_t count = 0;
    std::vector<FactId> leads{};  // of touches, in order, each once
  };
  void add(Part part) { parts_.push_back(std::move(part)); }

 private:
  std::vector<Metric> metrics_;
  std::vector<Part> parts_{};
};

// Of the query's metrics, which are all of this kind; at most 12.
MetricParts parts_of(const Facts&, const MetricQuery&, FactKind, const TimeZone&);

// The numbers of those metrics that count such facts, by the instant that places them: of metrics
// that are placed apart, one fact may stand in several groups.
std::vector<std::vector<std::size_t>> placed_together(const std::vector<Metric>&, FactKind);

}  // namespace onward
