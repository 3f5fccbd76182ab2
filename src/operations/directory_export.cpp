#include "operations/directory_export.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "interchange/hsds_writer.hpp"
#include "operations/blobs.hpp"
#include "operations/directory_index.hpp"
#include "operations/paging.hpp"
#include "operations/shape.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

constexpr std::int64_t slice_objects_max = 10'000;
constexpr std::size_t piece_bytes = std::size_t{256} << 10;

enum class Part : std::uint8_t { organizations, locations, services };
constexpr std::array part_names{"directory.export organizations", "directory.export locations",
                                "directory.export services"};
constexpr std::array part_indexes{&by::organization_source, &by::location_source,
                                  &by::service_source};

// Where the next slice goes on: "part.size.position", the size of the file so far and where in the
// part's index; the position is empty at its beginning.
struct ExportCursor {
  Part part = Part::organizations;
  std::int64_t size_bytes = 0;
  std::string position{};
};

std::string text_of(const ExportCursor& at) {
  return std::to_string(static_cast<int>(at.part)) + '.' + std::to_string(at.size_bytes) + '.' +
         at.position;
}

std::optional<ExportCursor> cursor_of(const std::string& text) {
  if (text.size() < 4 || text[0] < '0' || text[0] > '2' || text[1] != '.') return std::nullopt;
  ExportCursor out{.part = static_cast<Part>(text[0] - '0')};
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data() + 2, end, out.size_bytes);
  if (error != std::errc() || at == end || *at != '.') return std::nullopt;
  out.position.assign(at + 1, end);
  if (text_of(out) != text) return std::nullopt;  // another spelling
  return out;
}

// One slice: objects until there are enough, handed to the blob piece by piece.
class ExportSlice {
 public:
  ExportSlice(Context& c, const ExportDirectory& in, ExportCursor at)
      : c_(c),
        in_(in),
        at_(std::move(at)),
        key_(blob_key(c.subject.organization_id, in.blob)),
        store_(c.tables.known<StoreIdentity>(Id<StoreTag>(1)).uuid) {}

  Result<ExportedSlice> run() {
    if (at_.size_bytes == 0) {
      c_.tables.transaction().erase_blob(key_);
      text_ = "[";
    }
    while (written_ < in_.limit) {
      if (c_.host.cancelled()) throw Cancelled{};
      auto paging = paging_of(at_);
      if (!paging) return refuse(Reason::cursor_invalid, "/cursor", "not a cursor of this list");
      at_.position = page(paging.value());
      if (!at_.position.empty()) continue;
      if (at_.part == Part::services) return finished();
      at_.part = static_cast<Part>(static_cast<int>(at_.part) + 1);
    }
    flush();
    return ExportedSlice{written_, at_.size_bytes, text_of(at_)};
  }

  Result<Paging> paging_of(const ExportCursor& at) const {
    const auto part = static_cast<std::size_t>(at.part);
    Paging::List list{.name = part_names[part], .index = part_indexes[part]};
    if (!in_.source_system.empty()) list.prefix = {Tables::cell(in_.source_system)};
    return Paging::from(std::move(list),
                        std::clamp(in_.limit - written_, std::int64_t{1}, page_limit_max),
                        at.position);
  }

 private:
  std::string page(Paging& paging) {
    switch (at_.part) {
      case Part::organizations:
        return paging.page<Organization>(c_.tables, [&](Organization& row) {
          return row.active && put(hsds_object(row, id_of(row)));
        });
      case Part::locations:
        return paging.page<Location>(c_.tables, [&](Location& row) {
          const auto* owner = row.active ? owner_of(row.organization_id) : nullptr;
          return owner && put(hsds_object(row, id_of(row), *owner));
        });
      case Part::services:
        return paging.page<Service>(c_.tables, [&](Service& row) {
          const auto* owner = row.active ? owner_of(row.organization_id) : nullptr;
          return owner &&
                 put(hsds_object(row, id_of(row), *owner, issues_of(row), locations_of(row),
                                 held_by(c_.tables.transaction(), row.id)));
        });
    }
    return {};
  }

  bool put(const std::string& object) {
    const bool is_first = at_.size_bytes == 0 && text_.size() == 1;
    ((text_ += is_first ? "\n" : ",\n") += object);
    ++written_;
    if (text_.size() >= piece_bytes) flush();
    return true;
  }
  void flush() {
    if (!c_.tables.transaction().put_blob(key_, at_.size_bytes, std::as_bytes(std::span(text_))))
      throw std::logic_error("a blob changed under an export");
    at_.size_bytes += std::ssize(text_);
    text_.clear();
  }
  ExportedSlice finished() {
    text_ += "\n]\n";
    flush();
    return {written_, at_.size_bytes, {}};
  }

  // A feed's rows keep its identifiers; the whole directory has the store's own, since two feeds
  // may use the same one.
  template <Kept T> std::string id_of(const T& row) const {
    if (!in_.source_system.empty()) return row.external_id;
    return hsds_id(info(noun_of<T>).name, store_, std::to_string(row.id.value));
  }
  // Null when it is not in the file, or is another feed's.
  const std::string* owner_of(OrganizationId id) {
    const auto [at, is_new] = owners_.try_emplace(id);
    if (is_new) {
      const auto row = c_.tables.known<Organization>(id);
      const bool is_in =
          row.active && (in_.source_system.empty() || row.source_system == in_.source_system);
      if (is_in) at->second = id_of(row);
    }
    return at->second.empty() ? nullptr : &at->second;
  }
  std::vector<Issue> issues_of(const Service& service) {
    std::vector<Issue> out;
    for (const IssueId id : service.issues) out.push_back(c_.tables.known<Issue>(id));
    std::ranges::sort(out, {}, &Issue::code);  // their numbers are this store's
    return out;
  }
  std::vector<std::string> locations_of(const Service& service) {
    std::vector<std::string> out;
    for (const LocationId id : service.locations) {
      const auto row = c_.tables.known<Location>(id);
      const bool is_in =
          row.active && (in_.source_system.empty() || row.source_system == in_.source_system);
      if (is_in) out.push_back(id_of(row));
    }
    return out;
  }

  Context& c_;
  const ExportDirectory& in_;
  ExportCursor at_;
  std::string key_, store_, text_{};
  std::int64_t written_ = 0;
  std::map<OrganizationId, std::string> owners_{};
};

}  // namespace

Result<ExportedSlice> export_directory(Context& c, const ExportDirectory& in) {
  Shape shape;
  shape.said(in.blob, "/blob");
  shape.between(in.limit, 1, slice_objects_max, "/limit");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (auto refused = store_administrators_only(c)) return *std::move(refused);

  const auto invalid = [](std::string why) {
    return refuse(Reason::cursor_invalid, "/cursor", std::move(why));
  };
  const auto at = in.cursor.empty() ? ExportCursor{}
                                    : cursor_of(in.cursor).value_or(ExportCursor{.size_bytes = -1});
  if (at.size_bytes < 0) return invalid("not a cursor of this list");
  const auto key = blob_key(c.subject.organization_id, in.blob);
  if (!in.cursor.empty() && c.tables.transaction().blob_size(key) != at.size_bytes)
    return invalid("the file is not as this cursor left it");
  ExportSlice slice(c, in, at);
  if (!slice.paging_of(at)) return invalid("not a cursor of this list");
  return slice.run();
}

}  // namespace onward
