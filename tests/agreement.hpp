// Two storages, one list of calls: whether both give the same answers, and if not, the shortest
// list that shows it.
#pragma once

#include <functional>

#include "random_operations.hpp"

namespace onward::tests {

using OpenStorage = std::function<std::unique_ptr<Storage>()>;  // a new, empty one each time

struct Told {
  enum class How : std::uint8_t { answered, refused, broke };
  How how = How::answered;
  std::string text{};  // JSON, or what broke
  bool operator==(const Told&) const = default;
};

std::string reason_of(const Told&);  // of a refusal

struct Disagreement {
  std::vector<Call> calls{};  // the last one shows it
  std::vector<Told> one{}, other{};
};

// In the format of tests/cases, with the first storage's answers.
std::string as_case(const Disagreement&, std::uint64_t seed);

// Besides equal answers it demands that nothing breaks, and that history verifies.
class Comparison {
 public:
  Comparison(OpenStorage one, OpenStorage other, std::uint64_t seed)
      : one_(std::move(one)), other_(std::move(other)), seed_(seed) {}

  using Heard = std::function<void(const Call&, const Told&)>;
  // At the end all counts, the whole history and the tables are compared.
  std::optional<Disagreement> of_random_calls(std::size_t size, const Heard& heard = {}) const;
  std::optional<Disagreement> of(const std::vector<Call>&) const;
  // Leaves out what the disagreement does not need.
  Disagreement shrunk(Disagreement) const;

 private:
  class Shrinking;
  OpenStorage one_, other_;
  std::uint64_t seed_;
};

}  // namespace onward::tests
