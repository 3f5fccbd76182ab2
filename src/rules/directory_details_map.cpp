#include <algorithm>

#include "onward/rules/directory_details.hpp"
#include "rules/record_mapper.hpp"
#include "text.hpp"

namespace onward {

namespace {

// The cells of one row of a detail table, with every problem on the way.
class DetailMapper {
 public:
  DetailMapper(const FeedCells& cells, const FeedPlace& place) : cells_(cells) {
    out_.place = place;
    out_.external_id = text("id");
  }
  MappedDetail run(FeedDetailKind);

 private:
  const FeedCells& cells_;
  FeedDetail out_{};
  std::vector<FeedProblem> problems_{};

  void note(FeedReason reason, std::string_view column, std::string_view value = {}) {
    problems_.push_back({reason, out_.place, std::string(column), shortened(value), std::nullopt,
                         out_.external_id});
  }
  std::string text(std::string_view column);
  std::string needed(std::string_view column);
  void find_owner(std::initializer_list<FeedKind>, bool may_be_contacts = false);
  void read_category();
  void read_address();
  void read_contact();
  void read_phone();
  void read_weekly();
  void read_holiday();
  std::optional<std::int64_t> time(std::string_view column);
  std::optional<Date> date(std::string_view column);
};

std::string DetailMapper::text(std::string_view column) {
  const auto at = cells_.find(column);
  std::string out = at == cells_.end() ? std::string() : tidied(at->second);
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::ssize(out) > text_limit_default)
    note(FeedReason::text_too_long, column, out);
  else if (std::ranges::any_of(out, is_control))
    note(FeedReason::control_character, column, out);
  return out;
}

std::string DetailMapper::needed(std::string_view column) {
  auto out = text(column);
  if (out.empty()) note(FeedReason::value_missing, column);
  return out;
}

// The first parent that the row names; each kind has its column.
void DetailMapper::find_owner(std::initializer_list<FeedKind> kinds, bool may_be_contacts) {
  if (may_be_contacts) out_.above = text("contact_id");
  if (!out_.above.empty()) return;
  for (const FeedKind kind : kinds)
    if (auto id = text(std::string(name_of(kind)) + "_id"); !id.empty()) {
      out_.owner = FeedOwner(kind, std::move(id));
      return;
    }
  note(FeedReason::organization_missing, std::string(name_of(*kinds.begin())) + "_id");
}

void DetailMapper::read_category() {
  out_.external_id = needed("taxonomy_id");
  out_.text = needed("name");
  out_.above = text("parent_id");
}

void DetailMapper::read_address() {
  const auto part = [&](std::string text) {
    if (!text.empty()) (out_.text += out_.text.empty() ? "" : ", ") += text;
  };
  part(needed("address_1"));
  part(text("address_2"));
  part(needed("city"));
  part(text("state_province"));
  part(text("postal_code"));
  needed("country");
}

void DetailMapper::read_contact() {
  out_.contact = {.name = needed("name"),
                  .title = text("title"),
                  .department = text("department"),
                  .email = text("email"),
                  .phones = {}};
}

void DetailMapper::read_phone() {
  out_.contact.phones.push_back(
      {.number = needed("number"), .extension = text("extension"), .type = needed("number_type")});
}

std::optional<std::int64_t> DetailMapper::time(std::string_view column) {
  const auto written = needed(column);
  const auto out = feed_time(written);
  if (!written.empty() && !out) note(FeedReason::time_unknown, column, written);
  return out;
}

std::optional<Date> DetailMapper::date(std::string_view column) {
  const auto written = needed(column);
  const auto out = feed_date(written);
  if (!written.empty() && !out) note(FeedReason::date_unknown, column, written);
  return out;
}

void DetailMapper::read_weekly() {
  auto day = needed("weekday");
  std::ranges::transform(day, day.begin(), lower);
  if (const auto weekday = named<Weekday>(day))
    out_.schedule.weekdays = {*weekday};
  else if (!day.empty())
    note(FeedReason::weekday_unknown, "weekday", day);
  out_.schedule.opens_at_minutes = time("opens_at");
  out_.schedule.closes_at_minutes = time("closes_at");
}

// Hours of a closed day are not looked for.
void DetailMapper::read_holiday() {
  out_.schedule.valid_from = date("start_date");
  out_.schedule.valid_to = date("end_date");
  auto closed = needed("closed");
  std::ranges::transform(closed, closed.begin(), lower);
  out_.schedule.closed = closed == "true";
  if (!closed.empty() && closed != "true" && closed != "false")
    note(FeedReason::not_true_or_false, "closed", closed);
  if (out_.schedule.valid_from && out_.schedule.valid_to &&
      *out_.schedule.valid_from > *out_.schedule.valid_to)
    note(FeedReason::date_unknown, "end_date", text("end_date"));
  if (closed != "false") return;
  out_.schedule.opens_at_minutes = time("opens_at");
  out_.schedule.closes_at_minutes = time("closes_at");
}

MappedDetail DetailMapper::run(FeedDetailKind kind) {
  using enum FeedKind;
  out_.kind = kind;
  switch (kind) {
    case FeedDetailKind::category: read_category(); break;
    case FeedDetailKind::program:
      find_owner({organization});
      needed("name");
      break;
    case FeedDetailKind::address:
    case FeedDetailKind::mail_address:
      find_owner({location});
      read_address();
      break;
    case FeedDetailKind::contact:
      find_owner({location, organization, service});
      read_contact();
      break;
    case FeedDetailKind::phone:
      find_owner({location, organization, service}, true);
      read_phone();
      break;
    case FeedDetailKind::weekly_hours:
      find_owner({location, service});
      read_weekly();
      break;
    case FeedDetailKind::holiday_hours:
      find_owner({location, service});
      read_holiday();
      break;
  }
  if (!problems_.empty()) return {std::nullopt, std::move(problems_)};
  return {std::move(out_), {}};
}

}  // namespace

MappedDetail map_detail(FeedDetailKind kind, const FeedCells& cells, const FeedPlace& place) {
  return DetailMapper(cells, place).run(kind);
}

}  // namespace onward
