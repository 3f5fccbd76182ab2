#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "onward/rules/attribution.hpp"

namespace onward {

namespace {

constexpr double position_end_share = 0.4;  // 40/20/40; lifecycles B.9

// 2^(-seconds / half-life), from the product of two tables as far as they reach.
class Decay {
 public:
  explicit Decay(std::int64_t half_life_seconds)
      : half_life_(static_cast<double>(std::max<std::int64_t>(half_life_seconds, 1))) {
    for (std::size_t i = 0; i < table_size; ++i) {
      fine_[i] = std::exp2(-static_cast<double>(i) / half_life_);
      coarse_[i] = std::exp2(-static_cast<double>(i * table_size) / half_life_);
    }
  }
  double operator()(std::uint64_t seconds) const {
    if (seconds >= table_size * table_size)
      return std::exp2(-static_cast<double>(seconds) / half_life_);
    return fine_[seconds % table_size] * coarse_[seconds / table_size];
  }

 private:
  static constexpr std::size_t table_size = 4'096;  // together 194 days
  double half_life_;
  std::array<double, table_size> fine_{}, coarse_{};
};

// body(0) to body(count - 1); written out one after the other where `fixed` tells how many.
template <std::size_t fixed> [[gnu::always_inline]] inline void repeat(std::size_t count,
                                                                       auto body) {
  if constexpr (fixed > 0)
    [&]<std::size_t... i>(std::index_sequence<i...>) {
      (body(i), ...);
    }(std::make_index_sequence<fixed>{});
  else
    for (std::size_t i = 0; i < count; ++i) body(i);
}

// Sums over paths. Paths of one length are counted together: what a touch is worth then depends on
// nothing but whether it is the first, the last or between, so that counts are whole numbers and
// the order of paths cannot matter. Decay is a sum of shares, each in whole parts of a power of 2.
class PlainSums {
 public:
  PlainSums(const AttributionPaths&, std::span<const std::int64_t> numbers, std::int64_t total,
            std::int64_t half_life_seconds);
  PlainCredit credit(std::int64_t units) const;

 private:
  static constexpr std::size_t length_max = 32;  // longer paths are few; they wait until the end
  static constexpr std::size_t unrolled_max = 12;  // lengths with code of their own
  static constexpr std::size_t waiting_max = 32;  // paths of one length that are added in turn
  static constexpr std::size_t fetched_ahead = 256;  // touches

  using Add = void (PlainSums::*)(std::size_t length, std::span<const std::uint32_t> paths);

  std::size_t length_of(std::uint32_t path) const {
    return paths_.offsets[path + 1] - paths_.offsets[path];
  }
  [[gnu::noinline]] void add_short_paths();  // else it lacks registers
  void add_waiting(std::size_t length);
  void add_long_paths();
  template <std::size_t fixed> void add(std::size_t length, std::span<const std::uint32_t> paths);
  template <std::size_t fixed> void add_decay(std::size_t length, const std::uint32_t* sources,
                                              const std::int64_t* at, std::int64_t number);
  void move_from_direct(std::uint32_t path, std::size_t length);
  void conclude(std::size_t row, std::size_t length, std::uint32_t source);

  const AttributionPaths& paths_;
  std::span<const std::int64_t> numbers_;
  const std::int64_t* at_;  // or null
  const std::uint8_t* is_direct_;  // or null
  double share_scale_;
  Decay decay_;
  std::array<std::array<std::uint32_t, waiting_max>, length_max + 1> waiting_{};  // by length
  std::array<std::uint32_t, length_max + 1> waiting_count_{};
  std::vector<std::uint32_t> long_paths_{};
  std::vector<double> weights_{};  // of one path
  // [length][source]; row 0 is that of whichever length above the last is being added.
  std::vector<std::int64_t> first_, last_, between_;
  // Of each source. What of `last_total_` goes elsewhere for want of a referrer is in `moved_`.
  std::vector<std::int64_t> decayed_, moved_, first_total_, last_total_;
  std::vector<double> linear_, position_;
};

PlainSums::PlainSums(const AttributionPaths& paths, std::span<const std::int64_t> numbers,
                     std::int64_t total, std::int64_t half_life_seconds)
    : paths_(paths),
      numbers_(numbers),
      at_(paths.touched_at_seconds.empty() ? nullptr : paths.touched_at_seconds.data()),
      is_direct_(paths.is_direct.empty() ? nullptr : paths.is_direct.data()),
      share_scale_(
          std::ldexp(1, 62 - static_cast<int>(std::bit_width(static_cast<std::uint64_t>(total))))),
      decay_(half_life_seconds),
      weights_(length_max) {
  const std::size_t sources = paths.sources_total;
  for (auto* table : {&first_, &last_, &between_}) table->resize((length_max + 1) * sources);
  for (auto* sums : {&decayed_, &moved_, &first_total_, &last_total_}) sums->resize(sources);
  for (auto* shares : {&linear_, &position_}) shares->resize(sources);
  add_short_paths();
  for (std::size_t length = 1; length <= length_max; ++length) {
    add_waiting(length);
    for (std::uint32_t source = 0; source < sources; ++source) conclude(length, length, source);
  }
  add_long_paths();
}

// Lengths that change from path to path are what a processor cannot foresee: so paths wait until
// there are some of their length. Meanwhile their touches are fetched. A path that has nothing to
// share waits in no place of its own: the next one of its length takes it.
void PlainSums::add_short_paths() {
  const auto* const offsets = paths_.offsets.data();
  const auto* const sources = paths_.sources.data();
  const auto* const numbers = numbers_.data();
  const auto paths = static_cast<std::uint32_t>(paths_.size());
  const std::size_t last_touch = paths_.sources.size() - 1;
  for (std::uint32_t path = 0; path < paths; ++path) {
    const std::size_t begin = offsets[path], length = offsets[path + 1] - begin;
    const std::size_t ahead = std::min(begin + fetched_ahead, last_touch);
    __builtin_prefetch(sources + ahead);
    if (at_) __builtin_prefetch(at_ + ahead);
    if (length > length_max) {
      long_paths_.push_back(path);
    } else {
      auto& waiting = waiting_count_[length];
      waiting_[length][waiting] = path;
      waiting += numbers[path] != 0;
      if (waiting == waiting_max) add_waiting(length);
    }
  }
}

void PlainSums::add_waiting(std::size_t length) {
  static constexpr auto adds = []<std::size_t... i>(std::index_sequence<i...>) {
    return std::array<Add, length_max>{&PlainSums::add<(i < unrolled_max ? i + 1 : 0)>...};
  }(std::make_index_sequence<length_max>{});
  (this->*adds[length - 1])(length, std::span(waiting_[length]).first(waiting_count_[length]));
  waiting_count_[length] = 0;
}

// By length. Within it any order will do.
void PlainSums::add_long_paths() {
  std::ranges::sort(long_paths_, {}, [&](std::uint32_t path) { return length_of(path); });
  for (auto begin = long_paths_.begin(); begin != long_paths_.end();) {
    const std::size_t length = length_of(*begin);
    const auto end = std::find_if(begin, long_paths_.end(),
                                  [&](std::uint32_t path) { return length_of(path) != length; });
    weights_.resize(length);
    add<0>(length, std::span(begin, end));
    for (; begin != end; ++begin)
      for (const auto source : paths_.sources.subspan(paths_.offsets[*begin], length))
        conclude(0, length, source);
  }
}

template <std::size_t fixed>
void PlainSums::add(std::size_t any_length, std::span<const std::uint32_t> paths) {
  const std::size_t length = fixed > 0 ? fixed : any_length;
  const std::size_t row = (length > length_max ? 0 : length) * paths_.sources_total;
  auto* const first = first_.data() + row;
  auto* const last = last_.data() + row;
  auto* const between = between_.data() + row;
  for (const auto path : paths) {
    const auto begin = paths_.offsets[path];
    const auto* const sources = &paths_.sources[begin];
    const auto number = numbers_[path];
    first[sources[0]] += number;
    if constexpr (fixed != 1) {
      last[sources[length - 1]] += number;
      repeat<(fixed > 2 ? fixed - 2 : 0)>(
          length - 2, [&](std::size_t i) { between[sources[i + 1]] += number; });
      if (is_direct_ && is_direct_[sources[length - 1]]) move_from_direct(path, length);
      if (at_) add_decay<fixed>(length, sources, at_ + begin, number);
    }
  }
}

// The last touch weighs 1, whenever it was.
template <std::size_t fixed>
[[gnu::always_inline]] inline void PlainSums::add_decay(std::size_t length,
                                                        const std::uint32_t* sources,
                                                        const std::int64_t* at,
                                                        std::int64_t number) {
  constexpr std::size_t before = fixed > 0 ? fixed - 1 : 0;
  std::array<double, fixed> fixed_weights;
  double* const weights = fixed > 0 ? fixed_weights.data() : weights_.data();
  auto* const decayed = decayed_.data();
  const auto last = static_cast<std::uint64_t>(at[length - 1]);
  double sum = 1;
  repeat<before>(length - 1, [&](std::size_t i) {
    weights[i] = decay_(last - static_cast<std::uint64_t>(at[i]));
    sum += weights[i];
  });
  const double scale = share_scale_ * static_cast<double>(number) / sum;
  repeat<before>(length - 1, [&](std::size_t i) {
    decayed[sources[i]] += static_cast<std::int64_t>(scale * weights[i]);
  });
  decayed[sources[length - 1]] += static_cast<std::int64_t>(scale);
}

void PlainSums::move_from_direct(std::uint32_t path, std::size_t length) {
  const auto sources = paths_.sources.subspan(paths_.offsets[path], length);
  for (std::size_t i = length - 1; i-- > 0;)
    if (!is_direct_[sources[i]]) {
      moved_[sources[i]] += numbers_[path];
      moved_[sources.back()] -= numbers_[path];
      return;
    }
}

// What was counted of one length becomes credit, and the row is empty again.
void PlainSums::conclude(std::size_t row, std::size_t length, std::uint32_t source) {
  const std::size_t place = row * paths_.sources_total + source;
  const auto first = std::exchange(first_[place], 0);
  const auto last = std::exchange(last_[place], 0);
  const auto between = std::exchange(between_[place], 0);
  const auto touches = static_cast<double>(length);
  linear_[source] += static_cast<double>(first + last + between) / touches;
  first_total_[source] += first;
  last_total_[source] += length == 1 ? first : last;
  if (length == 1) {
    position_[source] += static_cast<double>(first);
    decayed_[source] += first * static_cast<std::int64_t>(share_scale_);
  } else if (length == 2) {
    position_[source] += static_cast<double>(first + last) / 2;
  } else {
    position_[source] +=
        position_end_share * static_cast<double>(first + last) +
        (1 - 2 * position_end_share) * static_cast<double>(between) / (touches - 2);
  }
}

PlainCredit PlainSums::credit(std::int64_t units) const {
  std::vector<std::int64_t> non_direct = last_total_;
  for (std::size_t i = 0; i < non_direct.size(); ++i) non_direct[i] += moved_[i];
  PlainCredit out;
  const auto set = [&](AttributionModel model, const auto& weights) {
    out.units[static_cast<std::size_t>(model)] = allot(units, weights);
  };
  set(AttributionModel::first_touch, first_total_);
  set(AttributionModel::last_touch, last_total_);
  set(AttributionModel::last_non_direct_touch, non_direct);
  set(AttributionModel::linear, linear_);
  set(AttributionModel::position_based, position_);
  if (!at_)
    set(AttributionModel::time_decay, linear_);
  else
    set(AttributionModel::time_decay, decayed_);
  return out;
}

}  // namespace

PlainCredit plain_credit(const SoundPaths& paths, const AttributionOptions& options) {
  const bool of_value = options.of_value;
  // Without values there is nothing to share: all get 0.
  if (of_value && paths->value_minor_units.empty()) {
    PlainCredit out;
    out.units.fill(std::vector<std::int64_t>(paths->sources_total));
    return out;
  }
  const auto total = of_value ? paths.value_total_minor_units() : paths.conversions_total();
  const PlainSums sums(*paths, of_value ? paths->value_minor_units : paths->conversions, total,
                       options.half_life_seconds);
  return sums.credit(of_value ? total : total * attribution_units_per_conversion);
}

}  // namespace onward
