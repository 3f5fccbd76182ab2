// What an answer tells apart: the facts of each group in parts, each of facts that every metric of
// the answer counts alike.
//
// Whoever adds and subtracts figures of a group has sums of whole parts, whatever they do. So where
// each part is nobody or many, nothing small can be worked out; nor where no sum of few parts
// follows from what is told.
#pragma once

#include "onward/rules/metrics.hpp"

namespace onward {

// How much of a figure is told: nothing; neither how many are pending, nor how those ended who
// never came to what they waited for; or all of it.
enum class FigureDetail : std::uint8_t { none, coarse, fine };

class MetricParts {
 public:
  using Counts = std::map<GroupKey, std::int64_t>;

  explicit MetricParts(std::vector<Metric> metrics) : metrics_(std::move(metrics)) {}

  // Of each part that the first so many metrics tell apart, how many facts there are of it in each
  // group where there are any; of touches, how many leads they brought.
  std::vector<Counts> counts(std::size_t metrics, FigureDetail) const;

  // The same of those sums of parts alone that are fewer than `below` in some group and follow from
  // what the first metrics tell of it, each as far as it is told; and of all that they count.
  struct Told {
    std::vector<Counts> sums{};
    Counts all{};
  };
  Told told(std::span<const FigureDetail> metrics, std::int64_t below) const;

  // Whether the next metric, told like this in every group, tells somewhere what is withheld there
  // of those before it and told elsewhere.
  //   here       how far they are told in each group
  //   elsewhere  and at most
  using Here = std::map<GroupKey, std::vector<FigureDetail>>;
  bool tells_of_withheld(FigureDetail next, const Here& here,
                         std::span<const FigureDetail> elsewhere) const;

  // What all metrics make of some facts of a group, as code_of() has it for each.
  struct Part {
    GroupKey group{};
    Place codes = 0, currency = 0;
    std::int64_t count = 0;
    std::vector<FactId> leads{};  // of touches, in order, each once
  };
  void add(Part part) { parts_.push_back(std::move(part)); }

 private:
  std::pair<Place, Place> told_of(const Part&, std::span<const FigureDetail>) const;

  std::vector<Metric> metrics_;
  std::vector<Part> parts_{};
};

// Of the query's metrics, which are all of this kind; at most 12.
MetricParts parts_of(const Facts&, const MetricQuery&, FactKind, const TimeZone&);

// The numbers of those metrics that count such facts, by the instant that places them: of metrics
// that are placed apart, one fact may stand in several groups.
std::vector<std::vector<std::size_t>> placed_together(const std::vector<Metric>&, FactKind);

}  // namespace onward
