// Tables of a feed whose rows are no rows of ours: addresses, telephones, hours, categories. They
// are remembered until the organisation, location or service that they belong to is read.
#pragma once

#include <map>
#include <set>

#include "onward/rules/directory_feed.hpp"

namespace onward {

// Tables of Ohana's CSV set, as its importers lay them out.
enum class FeedDetailKind : std::uint8_t {
  category,
  program,
  address,
  mail_address,
  contact,
  phone,
  weekly_hours,
  holiday_hours
};

using FeedOwner = std::pair<FeedKind, std::string>;  // kind and external id

struct FeedDetail {
  FeedDetailKind kind{};
  FeedPlace place{};
  std::string external_id{};
  std::optional<FeedOwner> owner{};  // of a category and of a contact's telephone: none
  std::string above{};               // identifier of the category, or of the contact
  std::string text{};                // address on one line, or name of the category
  Contact contact{};
  Schedule schedule{};
};

// A detail without problems, or problems, each of severity row.
struct MappedDetail {
  std::optional<FeedDetail> detail{};
  std::vector<FeedProblem> problems{};
};
// Cells by the name of their column.
using FeedCells = std::map<std::string_view, std::string_view>;
MappedDetail map_detail(FeedDetailKind, const FeedCells&, const FeedPlace&);

// Dates as Ohana's files have them: 12/24/2014 (month first), 12/24/14 and December 24, 2014. Two
// digits are 1969 to 2068, as in POSIX. Nothing when it is no date.
std::optional<Date> feed_date(std::string_view);
// Minutes after midnight of "9:30", "17:00:00", "5:00 PM", "3pm". Nothing when it is no time.
std::optional<std::int64_t> feed_time(std::string_view);

class FeedDetails {
 public:
  void add(FeedDetail);
  // Puts what is known of the row into it. False, with problems: whose it is cannot be found.
  bool complete(FeedRow&, std::vector<FeedProblem>&);
  // After the last file: what belongs to nothing that was read.
  std::vector<FeedProblem> left_over() const;

 private:
  std::map<FeedOwner, std::vector<FeedDetail>> by_owner_;
  std::map<std::string, std::vector<FeedDetail>> phones_;  // by contact
  std::map<std::string, FeedDetail> categories_;
  std::map<std::string, std::string> organization_of_;  // by location
  std::set<FeedOwner> met_;
  std::set<std::string> contacts_;  // of owners that were met

  bool find_owner(FeedRow&, std::vector<FeedProblem>&) const;
  void name_categories(FeedRow&) const;
  void put(FeedRow&, const FeedDetail&);
};

}  // namespace onward
