// Turns the cells of one record into members, and notes every problem on the way. Its functions
// stand in directory_feed.cpp, and in directory_feed_parts.cpp those for what describes.
#pragma once

#include "onward/rules/directory_feed.hpp"

namespace onward {

// One line, with single blanks.
std::string tidied(std::string_view);

class RecordMapper {
 public:
  RecordMapper(const FeedTable& table, std::span<const FeedCell> cells, const FeedPlace& place)
      : table_(table), cells_(cells) {
    row_.place = place;
    if (table.kind == FeedKind::location) row_.draft = Location{};
    if (table.kind == FeedKind::service) row_.draft = Service{};
  }
  MappedRecord run();

 private:
  const FeedTable& table_;
  std::span<const FeedCell> cells_;
  FeedRow row_{};
  std::vector<FeedProblem> problems_{};
  bool refused_ = false;
  std::optional<std::string> latitude_{}, longitude_{};
  std::optional<std::int64_t> from_years_{}, through_years_{};
  std::optional<FeedCriteria> criteria_{};

  template <class T, class V>
  V& carry(V T::* member, MemberNumber<std::type_identity_t<T>> number) {
    row_.carried |= std::uint64_t{1} << number.value;
    return std::get<T>(row_.draft).*member;
  }
  void note(FeedReason reason, std::string_view column, std::string_view value = {}) {
    refused_ = refused_ || severity(reason) != FeedSeverity::cell;
    problems_.push_back(
        {reason, row_.place, std::string(column), shortened(value), table_.kind, row_.external_id});
  }
  std::string_view column_of(FeedMeaning) const;
  bool has(FeedMeaning) const;
  std::optional<std::string> clean(const FeedCell&, std::string_view text);
  std::optional<std::string> clean(const FeedCell& cell) { return clean(cell, cell.text); }
  std::optional<std::string> clean_or_none(const FeedCell&, std::int64_t bytes_max);
  std::vector<FeedIssue> entries(const FeedCell&);

  void take(const FeedCell&);
  void take_text(const FeedCell&);
  void take_name(const FeedCell&);
  void take_age(const FeedCell&, std::optional<std::int64_t>& years);
  void take_income(const FeedCell&);
  void take_status(const FeedCell&);
  void take_issues(const FeedCell&);
  void take_areas(const FeedCell&);
  void take_languages(const FeedCell&);
  void take_locations(const FeedCell&);
  void take_description(const FeedCell&);
  void take_documents(const FeedCell&);
  void take_parts(const FeedCell&);
  void take_capacity(const FeedCell&);
  void take_year(const FeedCell&);
  void take_kind_of_place(const FeedCell&);
  void take_criteria(const FeedCell&);
  void take_parent_location(const FeedCell&);
  void take_flag(const FeedCell&);
  void take_choices(const FeedCell&);
  void finish();
  void finish_ages();
  void finish_place();
  void finish_service();
  void finish_criteria();
};

}  // namespace onward
