#include <algorithm>
#include <set>
#include <vector>

#include "interchange/directory_items.hpp"
#include "interchange/directory_json_parts.hpp"
#include "interchange/directory_reader.hpp"
#include "interchange/directory_tables.hpp"
#include "interchange/directory_tree.hpp"

namespace onward {

namespace {

// Where an object stands: what it inherits, and whether it is one of a whole list.
struct Standing {
  std::string organization{};  // external id of the object around it, or empty
  bool nested = false;
  bool listed = false;
};

class DirectoryJson final : public DirectoryReader::Format {
 public:
  DirectoryJson(std::string file, FeedSink& sink)
      : file_(std::move(file)),
        sink_(sink),
        items_([this](const JsonItem& i) { item(i); }, feed_item_bytes_max) {}

  void feed(std::span<const char> bytes) override {
    if (!stopped_) items_.feed(bytes);
  }
  void finish() override;

 private:
  std::string file_;
  FeedSink& sink_;
  JsonItems items_;
  bool stopped_ = false;
  std::int64_t count_ = 0;
  std::set<std::pair<FeedKind, std::string>> unknown_keys_{};

  void problem(FeedReason reason, std::int64_t line, std::string_view column = {},
               std::string_view value = {}, std::optional<FeedKind> kind = {},
               std::string external_id = {}) {
    sink_.problem({reason,
                   {file_, line},
                   std::string(column),
                   shortened(value),
                   kind,
                   std::move(external_id)});
  }
  void not_json(std::int64_t line, std::string_view message) {
    problem(FeedReason::not_json, line, {}, message);
    stopped_ = true;
  }
  void item(const JsonItem&);
  void check_page();
  bool refuse_tables(const JsonTree&);
  void read_object(const JsonTree&);
  std::string read_organization(const JsonTree&, const Standing&);
  void read_location(const JsonTree&, const Standing&);
  void read_service(const JsonTree&, Standing, const JsonTree* only_at = nullptr);
  void read_service_at_location(const JsonTree&);

  std::vector<FeedCell> cells_of(FeedKind, const JsonTree&, std::vector<FeedProblem>&);
  bool fill(FeedCell&, const JsonTree&, std::vector<FeedProblem>&, const FeedProblem& like);
  void fill_list(FeedCell&, const JsonTree&, FunctionRef<void(FeedReason, std::string_view)> note);
  void hand_on(FeedKind, const JsonTree&, std::vector<FeedCell>, std::vector<FeedProblem>,
               const Standing&, bool adds_locations = false);
};

void DirectoryJson::item(const JsonItem& item) {
  if (stopped_) return;
  ++count_;
  if (item.too_long) {
    problem(FeedReason::row_too_long, item.line);
  } else {
    auto parsed = parse_tree(item.text, item.line, feed_item_bytes_max);
    if (!parsed) return not_json(item.line, parsed.refusal().message);
    const auto& [tree, problems] = parsed.value();
    if (refuse_tables(tree)) return;
    for (auto& p : problems) problem(FeedReason::key_twice, item.line, p.path);
    if (problems.empty()) read_object(tree);
  }
  sink_.record_end({item.next_line, item.next_byte_offset});
}

void DirectoryJson::finish() {
  if (stopped_) return;
  const bool whole = items_.finish();
  if (stopped_) return;
  if (!whole) return problem(FeedReason::file_cut_short, items_.line());
  if (items_.has_list()) check_page();
  if (!stopped_ && count_ == 0) problem(FeedReason::file_empty, 1);
}

// What stands around the list must be JSON too, and says how many pages there are.
void DirectoryJson::check_page() {
  if (items_.around_is_too_long()) return;  // said already
  auto around = parse_tree(items_.around(), 1, feed_item_bytes_max);
  if (!around) return not_json(items_.line(), around.refusal().message);
  const auto& [tree, problems] = around.value();
  for (auto& p : problems) not_json(items_.line(), p.path + " " + p.message);
  const auto pages = text_at(tree, "total_pages");
  if (!pages.empty() && pages != "0" && pages != "1")
    problem(FeedReason::more_pages, 1, "total_pages", pages);
}

// HSDS's tables in one object, by their files' names.
bool DirectoryJson::refuse_tables(const JsonTree& object) {
  for (auto& [name, _] : object.members)
    if (std::string_view(name).ends_with(".csv")) {
      problem(FeedReason::tabular_form, object.line, shortened(name));
      stopped_ = true;
      break;
    }
  return stopped_;
}

// HSDS objects do not say what they are: a location has a type, a service a status.
void DirectoryJson::read_object(const JsonTree& object) {
  const Standing top{.listed = true};
  const auto has = [&](std::string_view key) { return object.find(key) != nullptr; };
  if (has("location_type")) return read_location(object, top);
  if (has("service") || has("location") || (has("service_id") && has("location_id")))
    return read_service_at_location(object);
  if (has("status")) return read_service(object, top);
  const bool is_term = has("code") || has("taxonomy") || has("taxonomy_detail") ||
                       has("term_uri") || has("parent_id") || has("version");
  if (has("name") && has("description") && !is_term)
    return static_cast<void>(read_organization(object, top));
  problem(FeedReason::not_a_directory_row, object.line, {}, text_at(object, "name"));
}

std::string DirectoryJson::read_organization(const JsonTree& object, const Standing& standing) {
  std::vector<FeedProblem> problems;
  auto cells = cells_of(FeedKind::organization, object, problems);
  hand_on(FeedKind::organization, object, std::move(cells), std::move(problems), standing);
  const std::string id = text_at(object, "id");
  const Standing child{.organization = id, .nested = true, .listed = standing.listed};
  for (auto& location : object.objects_of("locations")) read_location(*location, child);
  for (auto& service : object.objects_of("services")) read_service(*service, child);
  return id;
}

void DirectoryJson::read_location(const JsonTree& object, const Standing& standing) {
  std::vector<FeedProblem> problems;
  auto cells = cells_of(FeedKind::location, object, problems);
  hand_on(FeedKind::location, object, std::move(cells), std::move(problems), standing);
}

// Its organisation first, then its locations.
void DirectoryJson::read_service(const JsonTree& object, Standing standing,
                                 const JsonTree* only_at) {
  std::vector<FeedProblem> problems;
  const auto named = text_at(object, "organization_id");
  if (const auto* organization = object.find("organization");
      organization && organization->is_object())
    standing.organization = read_organization(*organization, {.nested = true});
  if (!named.empty() && !standing.organization.empty() && named != standing.organization)
    problems.push_back({FeedReason::organization_ambiguous,
                        {file_, object.line},
                        "organization_id",
                        shortened(named),
                        FeedKind::service,
                        text_at(object, "id")});
  if (!named.empty()) standing.organization = named;

  auto cells = cells_of(FeedKind::service, object, problems);
  const Standing child{.organization = standing.organization, .nested = true};
  for (const auto* at : object.objects_of("service_at_locations"))
    if (const auto* location = at->find("location"); location && location->is_object())
      read_location(*location, child);
  if (only_at) {
    FeedCell cell{hsds_table(FeedKind::service).find("service_at_locations"), {}, {}, true};
    cell.items.push_back({only_at->text, {}});
    cells.push_back(std::move(cell));
  }
  hand_on(FeedKind::service, object, std::move(cells), std::move(problems), standing,
          only_at != nullptr);
}

// A link: its service is given at its location, beside others.
void DirectoryJson::read_service_at_location(const JsonTree& object) {
  const auto* service = object.find("service");
  const auto* location = object.find("location");
  if (!service || !service->is_object() || !location || !location->is_object())
    return problem(FeedReason::wrong_shape, object.line, service ? "location" : "service");
  auto organization = text_at(*service, "organization_id");
  if (const auto* nested = service->find("organization"); organization.empty() && nested)
    organization = text_at(*nested, "id");
  if (const auto* nested = service->find("organization"); nested && nested->is_object())
    read_organization(*nested, {.nested = true});
  read_location(*location, {.organization = organization, .nested = true});
  const auto* id = location->find("id");
  read_service(*service, {.nested = true}, id);
}

std::vector<FeedCell> DirectoryJson::cells_of(FeedKind kind, const JsonTree& object,
                                              std::vector<FeedProblem>& problems) {
  std::vector<FeedCell> cells;
  const FeedProblem like{FeedReason::wrong_shape, {file_, object.line}, {}, {}, kind,
                         text_at(object, "id")};
  for (auto& [key, value] : object.members) {
    const auto* column = hsds_table(kind).find(key);
    if (!column && unknown_keys_.emplace(kind, key).second)
      problem(FeedReason::column_unknown, object.line, shortened(key), {}, kind);
    if (!column || column->meaning == FeedMeaning::ignored || value.is_null()) continue;
    FeedCell cell{column, {}, {}, false};
    if (fill(cell, value, problems, like)) cells.push_back(std::move(cell));
    if (column->meaning == FeedMeaning::issues && value.is_array()) {
      const auto not_kept = [&](FeedReason reason, std::string_view found) {
        problems.push_back(like);
        problems.back().reason = reason;
        problems.back().column = key;
        problems.back().value = shortened(found);
      };
      cell = {hsds_table(kind).find("criteria"), {}, {}, true};
      if (auto said = own_criteria(value, not_kept)) {
        cell.criteria = std::move(*said);
        cells.push_back(std::move(cell));
      }
    }
    if (column->meaning == FeedMeaning::address && !value.items.empty()) {
      cell = {
          hsds_table(kind).find("region"), text_at(*value.physical_address(), "region"), {}, false};
      if (!cell.text.empty()) cells.push_back(std::move(cell));
    }
  }
  return cells;
}

// One line of an address, from its parts.
std::string line_of(const JsonTree& address) {
  std::string out;
  for (const auto part : {"address_1", "address_2", "city", "state_province", "postal_code"})
    if (const auto text = text_at(address, part); !text.empty())
      out += (out.empty() ? "" : ", ") + text;
  return out;
}

bool DirectoryJson::fill(FeedCell& cell, const JsonTree& value, std::vector<FeedProblem>& problems,
                         const FeedProblem& like) {
  const auto note = [&](FeedReason reason, std::string_view found) {
    problems.push_back(like);
    problems.back().reason = reason;
    problems.back().column = cell.column->name;
    problems.back().value = shortened(found);
    return false;
  };
  const auto tell = [&](FeedReason reason, std::string_view found) { note(reason, found); };
  const auto meaning = cell.column->meaning;
  const bool is_list = meaning == FeedMeaning::areas || meaning == FeedMeaning::languages ||
                       meaning == FeedMeaning::issues || meaning == FeedMeaning::locations ||
                       meaning == FeedMeaning::address;
  if (!is_list && value.is_array() && std::ranges::all_of(value.items, &JsonTree::is_object) &&
      fill_part(cell, value, tell))
    return true;
  if (!is_list && !value.is_scalar()) return note(FeedReason::wrong_shape, {});
  cell.text = value.text;
  if (!is_list) return true;
  if (!value.is_array() || !std::ranges::all_of(value.items, &JsonTree::is_object))
    return note(FeedReason::wrong_shape, value.text);
  cell.listed = meaning != FeedMeaning::address;
  if (meaning == FeedMeaning::address)
    cell.text = value.items.empty() ? std::string() : line_of(*value.physical_address());
  fill_list(cell, value, tell);
  return true;
}

void DirectoryJson::fill_list(FeedCell& cell, const JsonTree& value,
                              FunctionRef<void(FeedReason, std::string_view)> note) {
  const auto meaning = cell.column->meaning;
  for (auto& item : value.items) {
    if (meaning == FeedMeaning::areas) cell.items.push_back({{}, text_at(item, "name")});
    if (meaning == FeedMeaning::languages)
      cell.items.push_back({text_at(item, "code"), text_at(item, "name")});
    if (meaning == FeedMeaning::locations) {
      const auto* location = item.find("location");
      const auto id = location ? text_at(*location, "id") : text_at(item, "location_id");
      cell.items.push_back({id, {}});
    }
    if (meaning != FeedMeaning::issues || is_own_criterion(item)) continue;
    const auto* term = item.find("taxonomy_term");
    const auto type = text_at(item, "link_type");
    const bool is_issue =
        std::ranges::find(hsds_issue_link_types(), type) != hsds_issue_link_types().end();
    if (!is_issue || !term || !term->is_object())
      note(FeedReason::link_type_unknown, is_issue ? text_at(item, "taxonomy_term_id") : type);
    else
      cell.items.push_back({text_at(*term, "code"), text_at(*term, "name")});
  }
}

void DirectoryJson::hand_on(FeedKind kind, const JsonTree& object, std::vector<FeedCell> cells,
                            std::vector<FeedProblem> problems, const Standing& standing,
                            bool adds_locations) {
  const auto* owner = hsds_table(kind).find("organization_id");
  const auto is_owner = [&](auto& cell) { return cell.column == owner; };
  if (owner && !standing.organization.empty() && std::ranges::none_of(cells, is_owner))
    cells.push_back({owner, standing.organization, {}, false});
  auto mapped = map_record(hsds_table(kind), cells, {file_, object.line});
  const auto refuses = [](auto& p) { return severity(p.reason) != FeedSeverity::cell; };
  if (mapped.row && std::ranges::none_of(problems, refuses)) {
    auto& row = *mapped.row;
    std::ranges::move(problems, std::back_inserter(row.problems));
    row.nested = standing.nested;
    row.listed = standing.listed;
    row.adds_locations = adds_locations;
    return sink_.row(std::move(row));
  }
  for (auto& p : problems) sink_.problem(std::move(p));
  if (mapped.row) std::ranges::move(mapped.row->problems, std::back_inserter(mapped.problems));
  for (auto& p : mapped.problems) sink_.problem(std::move(p));
}

}  // namespace

std::unique_ptr<DirectoryReader::Format> directory_json(std::string file, FeedSink& sink) {
  return std::make_unique<DirectoryJson>(std::move(file), sink);
}

}  // namespace onward
