#include "onward/rules/provider_feed.hpp"

#include <algorithm>
#include <charconv>

#include "dates.hpp"
#include "onward/rules/addresses.hpp"
#include "onward/rules/identifiers.hpp"
#include "onward/rules/provider_types.hpp"
#include "rules/record_mapper.hpp"
#include "text.hpp"

namespace onward {

namespace {

using Details = ReferringProviderDetails;

constexpr FeedMember nppes[] = {
    {"NPI", "npi"},
    {"Entity Type Code", member_entity_type},
    {"Provider Last Name (Legal Name)", "family_name"},
    {"Provider First Name", "given_name"},
    {"Provider Credential Text", "credentials"},
    {"Provider Other Organization Name", "practice_name"},
    {"Provider First Line Business Practice Location Address", "address_line1"},
    {"Provider Second Line Business Practice Location Address", "address_line2"},
    {"Provider Business Practice Location Address City Name", "city"},
    {"Provider Business Practice Location Address State Name", "state"},
    {"Provider Business Practice Location Address Postal Code", "postal_code"},
    {"Provider Business Practice Location Address Telephone Number", "phone"},
    {"Provider Business Practice Location Address Fax Number", "fax"},
    {"NPI Deactivation Date", member_deactivated_on},
    {"NPI Reactivation Date", member_reactivated_on},
};

const Row* row_of(std::string_view member) {
  const auto& all = rows<Details>;
  const auto at = std::ranges::find(all, member, &Row::name);
  return at == all.end() ? nullptr : &*at;
}

// "03/31/2025", as American files write it, or as ISO 8601 does.
bool read_day(std::string_view text, Date& out) {
  if (parse_date(text, out)) return true;
  if (text.size() != 10 || text[2] != '/' || text[5] != '/') return false;
  const std::string iso = std::string(text.substr(6)) + '-' + std::string(text.substr(0, 2)) + '-' +
                          std::string(text.substr(3, 2));
  return parse_date(iso, out);
}

// A cell as a member of any kind reads it.
class CellText final : public Reader {
 public:
  explicit CellText(std::string_view text) : text_(text) {}
  bool is_null() override { return false; }
  bool boolean(bool& out) override {
    const auto word = fold(text_);
    for (const auto yes : {"true", "yes", "y", "1"})
      if (word == yes) return out = true;
    for (const auto no : {"false", "no", "n", "0"})
      if (word == no) return out = false, true;
    return false;
  }
  bool integer(std::int64_t&) override { return false; }
  bool real(double&) override { return false; }
  bool text(std::string& out) override {
    out = text_;
    return true;
  }
  bool date(Date& out) override { return read_day(text_, out); }
  bool instant(Instant&) override { return false; }
  bool array(Items) override { return false; }
  bool object(Members) override { return false; }

 private:
  std::string_view text_;
};

// A value of an enumeration as people write it: "Each visit", and "E-mail" as one word.
std::array<std::string, 2> symbols_of(std::string_view text) {
  std::array<std::string, 2> out{};
  for (const char c : fold(text)) {
    const bool parts = c == ' ' || c == '-' || c == '_';
    out[0] += parts ? '_' : c;
    if (!parts) out[1] += c;
  }
  return out;
}

bool reads(Details& details, const Row& row, std::string_view text) {
  CellText reader(text);
  std::vector<Problem> problems;
  row.type->read(reader, row.at(&details), row, {}, problems);
  return problems.empty();
}

bool put(Details& details, const Row& row, std::string_view text) {
  if (row.type->cell != Type::Cell::symbol) return reads(details, row, text);
  return std::ranges::any_of(symbols_of(text),
                             [&](const std::string& s) { return reads(details, row, s); });
}

bool is_gap(Details& standing, const Row& row) {
  if (row.type->cell == Type::Cell::text)
    return static_cast<const std::string*>(row.at(&standing))->empty();
  return row.type->cell == Type::Cell::date && !standing.relationship_started_on;
}

bool differs_in(std::string_view member, const Details& a, const Details& b) {
  const auto changed = changed_members(a, b);
  return std::ranges::find(changed, member) != changed.end();
}

FeedReason reason_for(const Row& row) {
  switch (row.type->cell) {
    case Type::Cell::boolean: return FeedReason::not_true_or_false;
    case Type::Cell::date: return FeedReason::date_unknown;
    case Type::Cell::symbol: return FeedReason::choice_unknown;
    default: break;
  }
  return row.name == "family_name" ? FeedReason::text_too_long : FeedReason::text_left_out;
}

class RowReader {
 public:
  RowReader(std::span<const ProviderCell> cells, const FeedPlace& place) : cells_(cells) {
    row_.place = place;
  }

  ReadProvider run() {
    for (auto& cell : cells_) take(cell);
    if (is_organization_)
      note(FeedReason::provider_is_organization, column_of(member_entity_type), {});
    row_.deactivated =
        status_ == "D" ||
        (deactivated_on_ && (!reactivated_on_ || *reactivated_on_ < *deactivated_on_));
    if (!row_.deactivated && !is_organization_ && !refused_) finish();
    if (row_.external_id.empty()) row_.external_id = row_.npi;
    if (row_.external_id.empty() && !refused_) name_it();
    for (auto& p : problems_) p.external_id = row_.external_id;
    if (refused_) return {std::nullopt, std::move(problems_)};
    row_.problems = std::move(problems_);
    return {std::move(row_), {}};
  }

 private:
  void note(FeedReason reason, std::string column, std::string_view value) {
    problems_.push_back({reason, row_.place, std::move(column), shortened(value), {}, {}});
    refused_ = refused_ || severity(reason) == FeedSeverity::row;
  }

  void take(const ProviderCell& cell) {
    const std::string text = tidied(cell.text);
    if (text.empty()) return;
    const auto is_control = [](char c) {
      return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    };
    if (std::ranges::any_of(text, is_control))
      return note(FeedReason::control_character, cell.column, text);
    if (cell.member == member_external_id)
      row_.external_id = text;
    else if (cell.member == member_entity_type)
      is_organization_ = text.ends_with('2');
    else if (cell.member == member_status)
      status_ = text;
    else if (cell.member == member_taxonomy)
      take_taxonomy(cell, text);
    else if (cell.member == member_deactivated_on)
      take_day(cell, text, deactivated_on_);
    else if (cell.member == member_reactivated_on)
      take_day(cell, text, reactivated_on_);
    else if (cell.member == "npi")
      take_npi(cell, text);
    else if (cell.member == "provider_type")
      take_type(cell, text);
    else
      say(cell.member, cell.column, text);
  }

  void take_day(const ProviderCell& cell, const std::string& text, std::optional<Date>& out) {
    Date day;
    if (!read_day(text, day)) return note(FeedReason::date_unknown, cell.column, text);
    out = day;
  }

  void take_npi(const ProviderCell& cell, const std::string& text) {
    auto npi = read_npi(text);
    if (npi.fault) return note(FeedReason::npi_wrong, cell.column, text);
    row_.npi = npi.normal;
    row_.said.push_back({row_of("npi")->name, std::move(npi.normal), cell.column});
  }

  void take_taxonomy(const ProviderCell& cell, const std::string& text) {
    if (!is_taxonomy(text)) return note(FeedReason::provider_type_unknown, cell.column, text);
    row_.said.push_back({row_of("provider_type")->name,
                         std::string(name_of(*type_of_taxonomy(text))), cell.column});
    if (const auto field = name_of_taxonomy(text); !field.empty())
      say("specialty", cell.column, std::string(field));
  }

  void take_type(const ProviderCell& cell, const std::string& text) {
    if (is_taxonomy(text)) return take_taxonomy(cell, text);
    const Row& row = *row_of("provider_type");
    Details read;
    if (!put(read, row, text)) return note(FeedReason::provider_type_unknown, cell.column, text);
    row_.said.push_back({row.name, std::string(name_of(read.provider_type)), cell.column});
  }

  void say(std::string_view member, const std::string& column, const std::string& text) {
    const Row& row = *row_of(member);
    Details ignored;
    if (!put(ignored, row, text)) return note(reason_for(row), column, text);
    const bool is_for_mail = row.name == "email" || row.name == "portal_email";
    if (is_for_mail && !is_mail(text)) return note(FeedReason::mail_unknown, column, text);
    row_.said.push_back({row.name, text, column});
  }

  std::string_view said(std::string_view member) const {
    const auto at = std::ranges::find(row_.said, member, &ProviderWord::member);
    return at == row_.said.end() ? std::string_view() : at->text;
  }
  std::string column_of(std::string_view member) const {
    const auto at = std::ranges::find(cells_, member, &ProviderCell::member);
    return at == cells_.end() ? std::string(member) : at->column;
  }

  void finish() {
    if (said("family_name").empty()) note(FeedReason::name_missing, column_of("family_name"), {});
    if (said("provider_type").empty())
      note(FeedReason::provider_type_unknown, column_of("provider_type"), {});
  }

  void name_it() {
    for (const auto member : {"family_name", "given_name", "practice_name", "postal_code"})
      row_.external_id.append(fold(said(member))) += '|';
  }

  std::span<const ProviderCell> cells_;
  ProviderRow row_{};
  std::vector<FeedProblem> problems_{};
  std::string status_{};
  std::optional<Date> deactivated_on_{}, reactivated_on_{};
  bool is_organization_ = false;
  bool refused_ = false;
};

}  // namespace

ReadProvider read_provider(std::span<const ProviderCell> cells, const FeedPlace& place) {
  return RowReader(cells, place).run();
}

Details merged(Details standing, const ProviderRow& said, bool only_gaps) {
  for (auto& word : said.said) {
    const Row& row = *row_of(word.member);
    if (!only_gaps || is_gap(standing, row)) put(standing, row, word.text);
  }
  return standing;
}

void FeedMemory::take(const Details& after, bool by_feed) {
  if (by_feed) {
    for (auto& row : rows<Details>)
      if (!before_ || differs_in(row.name, *before_, after)) last_[row.name] = words_.size();
    words_.push_back(after);
  }
  before_ = after;
}

bool FeedMemory::said(std::string_view member, const Details& details) const {
  const auto at = last_.find(member);
  return at != last_.end() && !differs_in(member, words_[at->second], details);
}

std::vector<ProviderWord> take_out_corrected(ProviderRow& row, const Details& standing,
                                             const FeedMemory& memory) {
  const Details wanted = merged(standing, row, false);
  std::vector<ProviderWord> out;
  std::erase_if(row.said, [&](ProviderWord& word) {
    const bool is_old =
        differs_in(word.member, standing, wanted) && memory.said(word.member, wanted);
    if (is_old) out.push_back(std::move(word));
    return is_old;
  });
  return out;
}

std::span<const FeedMember> nppes_columns() { return nppes; }

std::string_view primary_taxonomy(std::span<const ProviderTaxonomyCode> codes) {
  for (auto& one : codes)
    if (one.primary && !one.code.empty()) return one.code;
  for (auto& one : codes)
    if (!one.code.empty()) return one.code;
  return {};
}

bool is_provider_member(std::string_view member) {
  return member == member_external_id || row_of(member) != nullptr;
}

}  // namespace onward
