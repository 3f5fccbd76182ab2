#include "operations/import.hpp"

#include <algorithm>
#include <map>

#include "operations/blobs.hpp"
#include "operations/closing.hpp"
#include "operations/directory_index.hpp"
#include "operations/feed_file.hpp"
#include "operations/paging.hpp"
#include "operations/shape.hpp"
#include "operations/slice_time.hpp"
#include "operations/switching.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

constexpr std::int64_t slice_records_max = 10'000;

// Why nothing in a file can be read, as what stands before the end of its first record tells.
std::optional<FeedProblem> fault_of(const FeedRecord& first) {
  if (!first.rows.empty()) return std::nullopt;
  for (auto& p : first.problems)
    if (severity(p.reason) == FeedSeverity::file && p.reason != FeedReason::more_pages) return p;
  return std::nullopt;
}

// One slice: what lies before the import's cursor is only remembered, what follows is written.
class Slice {
 public:
  Slice(Context& c, Import& import, ImportReading& reading, std::int64_t limit)
      : c_(c),
        import_(import),
        reading_(reading),
        limit_(limit),
        own_(c.tables.known<Organization>(c.subject.organization_id)) {}

  // Nothing is written where a file has changed.
  Refused run() {
    if (c_.host.cancelled()) throw Cancelled{};
    if (reading_.open && !reading_.open->still_stands(c_)) return import_changed(blob_at_hand());
    while (reading_.file < std::ssize(import_.blobs) && !is_full())
      if (!read_file()) return import_changed(blob_at_hand());
    if (reading_.open) note_read(import_, reading_.file, reading_.open->read());
    if (!is_full()) deactivate_absent();
    if (!is_full()) import_.phase = ImportPhase::finished;
    return std::nullopt;
  }

 private:
  bool is_full() const { return done_ >= limit_; }
  void count() { done_ = time_.is_over() ? limit_ : done_ + 1; }
  const std::string& blob_at_hand() const {
    return import_.blobs[static_cast<std::size_t>(reading_.file)];
  }
  bool read_file();
  bool is_done(FeedCursor end) const;
  void tell_left_over();
  void keep_one_kind(FeedRecord&);
  void remember(FeedRecord);
  void take(FeedRecord);
  void report(const std::vector<FeedProblem>&);
  void note(std::string file, std::int64_t line, std::string column, std::string reason);
  bool is_stored(FeedKind, std::string_view external_id);
  void complete_places(FeedRow&);
  void put(const FeedRow&);
  FeedReferences references_of(const FeedRow&);
  IssueId issue_of(const FeedIssue&);
  template <Kept T> std::optional<T> standing(const Index&, std::string_view external_id);
  template <Kept T> auto stored(const Index&, std::string_view external_id) -> decltype(T::id);
  template <Kept T> void write(const std::optional<T>& before, T row, const FeedRow&);
  void deactivate_absent();
  Absent all_absent();
  template <Kept T> void find_absent(const Index&, FeedKind, Absent&);
  template <Kept T> void deactivate(FeedKind, std::int64_t id);

  Context& c_;
  Import& import_;
  ImportReading& reading_;
  std::int64_t limit_;
  Organization own_;
  std::int64_t done_ = 0;  // records taken, and rows deactivated; the limit when time is over
  SliceTime time_{c_};
  std::map<std::string, IssueId, std::less<>> issues_{};  // by code, of those met
  std::map<std::string, OrganizationId, std::less<>> organizations_{};
};

// A file that stands there several times is read for one kind of rows after the other.
std::optional<FeedKind> kind_at(const std::vector<std::string>& blobs, std::int64_t file) {
  const auto at = blobs.begin() + file;
  if (std::ranges::count(blobs, *at) == 1) return std::nullopt;
  return static_cast<FeedKind>(std::count(blobs.begin(), at, *at));
}

// False where it is not the file that was read before.
bool Slice::read_file() {
  auto& file = reading_.open;
  if (!file) file = std::make_unique<FeedFile>(blob_at_hand(), read_before(import_, reading_.file));
  while (!is_full()) {
    auto record = file->next(c_);
    if (!record) break;
    const auto end = record->end;
    if (is_done(end)) {
      remember(*std::move(record));
      continue;
    }
    if (!file->reach(c_)) return false;
    take(*std::move(record));
    count();
    import_.byte_offset = end.byte_offset;
    import_.line = end.line - 1;
  }
  if (file->has_changed()) return false;
  if (is_full()) return true;
  note_read(import_, reading_.file, file->read());
  if (reading_.file < import_.blob_index) {
    remember(file->rest());
  } else {
    take(file->rest());
    import_.blob_index = reading_.file + 1;
    if (import_.blob_index == std::ssize(import_.blobs)) tell_left_over();
    import_.byte_offset = import_.line = 0;
  }
  file.reset();
  ++reading_.file;
  return true;
}

// Details of rows that no file had.
void Slice::tell_left_over() {
  const auto problems = reading_.details.left_over();
  for (auto& p : problems) reading_.index.note(p);
  report(problems);
}

bool Slice::is_done(FeedCursor end) const {
  return reading_.file < import_.blob_index || end.byte_offset <= import_.byte_offset;
}

void Slice::keep_one_kind(FeedRecord& record) {
  const auto only = kind_at(import_.blobs, reading_.file);
  if (!only) return;
  if (only == FeedKind::location)
    for (auto& r : record.rows)
      if (r.kind() == FeedKind::service)
        reading_.places[r.external_id].insert(r.locations.begin(), r.locations.end());
  std::erase_if(record.rows, [&](auto& r) { return r.kind() != only; });
  std::erase_if(record.problems,
                [&](auto& p) { return p.kind.value_or(FeedKind::organization) != only; });
}

// A row that was used was written, so one that does not stand was refused when it was read.
void Slice::remember(FeedRecord record) {
  const auto stored = [&](FeedKind k, std::string_view id) { return is_stored(k, id); };
  keep_one_kind(record);
  for (auto& p : record.problems) reading_.index.note(p);
  for (auto& d : record.details) reading_.details.add(std::move(d));
  for (auto& r : record.rows) {
    std::vector<FeedProblem> ignored;
    const bool is_owned = reading_.details.complete(r, ignored);
    if (is_owned && is_stored(r.kind(), r.external_id))
      reading_.index.admit(r, stored, ignored);
    else
      reading_.index.note({.reason = FeedReason::organization_unknown,
                           .place = r.place,
                           .kind = r.kind(),
                           .external_id = r.external_id});
  }
}

void Slice::take(FeedRecord record) {
  const auto stored = [&](FeedKind k, std::string_view id) { return is_stored(k, id); };
  keep_one_kind(record);
  for (auto& p : record.problems) reading_.index.note(p);
  report(record.problems);
  for (auto& d : record.details) reading_.details.add(std::move(d));
  for (auto& r : record.rows) {
    std::vector<FeedProblem> problems;
    if (!reading_.details.complete(r, problems)) {
      for (auto& p : problems) reading_.index.note(p);
    } else if (reading_.index.admit(r, stored, problems)) {
      complete_places(r);
      put(r);
    }
    report(problems);
  }
}

// A row counts as refused once, however many reasons there are; so does the rest of a file.
void Slice::report(const std::vector<FeedProblem>& problems) {
  const FeedProblem* last = nullptr;
  for (auto& p : problems) {
    note(p.place.file, p.place.line, p.column, sentence(p));
    if (severity(p.reason) == FeedSeverity::cell || p.reason == FeedReason::more_pages) continue;
    const bool same = last && last->place == p.place && last->kind == p.kind &&
                      last->external_id == p.external_id;
    if (!same) ++import_.refused;
    last = &p;
  }
}

void Slice::note(std::string file, std::int64_t line, std::string column, std::string reason) {
  ImportProblem row{.import_id = import_.id,
                    .file = std::move(file),
                    .line = line,
                    .column = std::move(column),
                    .reason = std::move(reason)};
  c_.tables.insert(row);
}

template <Kept T>
std::optional<T> Slice::standing(const Index& index, std::string_view external_id) {
  return c_.tables.first<T>(index, import_.source_system, external_id);
}

template <Kept T>
auto Slice::stored(const Index& index, std::string_view external_id) -> decltype(T::id) {
  if (const auto row = standing<T>(index, external_id)) return row->id;
  throw std::logic_error("a row was admitted before what it refers to");
}

bool Slice::is_stored(FeedKind kind, std::string_view id) {
  switch (kind) {
    case FeedKind::organization:
      return standing<Organization>(by::organization_source, id).has_value();
    case FeedKind::location: return standing<Location>(by::location_source, id).has_value();
    case FeedKind::service: return standing<Service>(by::service_source, id).has_value();
  }
  return false;
}

// A feed may say place by place where a service is given. Each of its rows then carries them all:
// else the first would take away what the others add, each time that the feed is read.
void Slice::complete_places(FeedRow& r) {
  const auto said = reading_.places.find(r.external_id);
  if (r.kind() != FeedKind::service || said == reading_.places.end() || said->second.empty())
    return;
  r.locations.assign(said->second.begin(), said->second.end());
  std::erase_if(r.locations, [&](auto& id) { return !is_stored(FeedKind::location, id); });
  r.adds_locations = false;
  r.carried |= std::uint64_t{1} << MemberNumber<Service>("locations").value;
}

void Slice::put(const FeedRow& r) {
  if (r.kind() == FeedKind::organization) {
    const auto before = standing<Organization>(by::organization_source, r.external_id);
    return write(before, merged(before.value_or(Organization{.time_zone = own_.time_zone}), r), r);
  }
  auto references = references_of(r);
  if (r.kind() == FeedKind::location) {
    const auto before = standing<Location>(by::location_source, r.external_id);
    return write(before, merged(before.value_or(Location{}), r, references), r);
  }
  const auto before = standing<Service>(by::service_source, r.external_id);
  if (before) references.held = held_by(c_.tables.transaction(), before->id);
  write(before, merged(before.value_or(Service{}), r, references), r);
}

template <Kept T> void Slice::write(const std::optional<T>& before, T row, const FeedRow& r) {
  if (before && !before->active && row.active && is_switched_off_by_hand(c_, *before)) {
    row.active = false;
    note(r.place.file, r.place.line, "active",
         "switched off by hand, and stays so: " + r.external_id);
  }
  if (!before) {
    row.source_system = import_.source_system;
    row.external_id = r.external_id;
    c_.tables.insert(row);
    ++import_.added;
  } else if (differs(*before, row)) {
    c_.tables.update(row);
    if constexpr (std::is_same_v<T, Organization>) {
      if (before->active && !row.active) call_for_unfinished(c_, row.id);
      if (!before->active && row.active) offer_again(c_, row.id);
    }
    ++import_.changed;
  } else {
    ++import_.unchanged;
  }
}

// Whatever an admitted row refers to was written before it.
FeedReferences Slice::references_of(const FeedRow& r) {
  FeedReferences out{.now = c_.now};
  auto& organization = organizations_[r.organization];
  if (!organization) organization = stored<Organization>(by::organization_source, r.organization);
  out.organization_id = organization;
  for (auto& issue : r.issues) out.issues.push_back(issue_of(issue));
  for (auto& id : r.locations) out.locations.push_back(stored<Location>(by::location_source, id));
  return out;
}

IssueId Slice::issue_of(const FeedIssue& issue) {
  auto& id = issues_[issue.code];
  if (id) return id;
  auto row = c_.tables.first<Issue>(by::issue_code, issue.code);
  if (!row) {
    row = Issue{.code = issue.code, .name = issue.name};
    c_.tables.insert(*row);
  }
  return id = row->id;
}

// Services first: what they refer to goes after them.
void Slice::deactivate_absent() {
  if (!reading_.absent) reading_.absent = all_absent();
  auto& absent = *reading_.absent;
  for (; !absent.empty() && !is_full(); absent.pop_front()) {
    const auto [kind, id] = absent.front();
    switch (kind) {
      case FeedKind::service: deactivate<Service>(kind, id); break;
      case FeedKind::location: deactivate<Location>(kind, id); break;
      case FeedKind::organization: deactivate<Organization>(kind, id); break;
    }
  }
}

Absent Slice::all_absent() {
  Absent out;
  find_absent<Service>(by::service_source, FeedKind::service, out);
  find_absent<Location>(by::location_source, FeedKind::location, out);
  find_absent<Organization>(by::organization_source, FeedKind::organization, out);
  return out;
}

template <Kept T> void Slice::find_absent(const Index& index, FeedKind kind, Absent& out) {
  c_.tables.scan<T>(
      index,
      [&](const T& row) {
        if (row.active && reading_.index.is_absent(kind, row.external_id))
          out.emplace_back(kind, row.id.value);
        return true;
      },
      import_.source_system);
}

template <Kept T> void Slice::deactivate(FeedKind kind, std::int64_t id) {
  T row = c_.tables.known<T>(decltype(T::id)(id));
  if (!row.active) return;  // somebody else was quicker
  row.active = false;
  c_.tables.update(row);
  if constexpr (std::is_same_v<T, Organization>) call_for_unfinished(c_, row.id);
  count();
  ++import_.deactivated;
  note({}, 0, {},
       "absent from the feed; deactivated: " + std::string(name_of(kind)) + ' ' + row.external_id);
}

Refused shape_of(const ImportDirectory& in) {
  Shape shape;
  if (in.import_id) {
    shape.require(in.source_system.empty(), "/source_system", "the import has its own");
    shape.require(in.blobs.empty(), "/blobs", "the import has its own");
  } else {
    shape.named(in.source_system, "/source_system");
    shape.require(!in.blobs.empty(), "/blobs", "nothing is to be read");
    shape.no_repeats(in.blobs, "/blobs");
  }
  shape.between(in.limit, 1, slice_records_max, "/limit");
  return std::move(shape).refused();
}

// The files in the order in which they are to be read: details, then organisations, then locations,
// then services, which refer to those. A file that mixes them is read once for each.
Result<Import> begun(Context& c, const ImportDirectory& in) {
  std::multimap<FeedKind, std::string> files;  // of one kind in the order they were named
  Import out{.source_system = in.source_system};
  for (std::size_t i = 0; i < in.blobs.size(); ++i) {
    const auto& blob = in.blobs[i];
    if (!blob_size(c, blob))
      return refuse(Reason::blob_missing, Shape::at("/blobs", i), "no blob has this identifier");
    FeedFile file(blob);
    const auto first = file.next(c);
    if (const auto fault = fault_of(first ? *first : file.rest()))
      return refuse(Reason::import_unreadable, Shape::at("/blobs", i), sentence(*fault),
                    {{"file", blob},
                     {"line", fault->place.line},
                     {"problem", std::string(name_of(fault->reason))}});
    if (file.is_detail()) {
      out.blobs.push_back(blob);
      continue;
    }
    for (auto& kind : names<FeedKind>)
      if (kind.value == file.kind().value_or(kind.value)) files.emplace(kind.value, blob);
  }
  for (auto& [kind, blob] : files) out.blobs.push_back(blob);
  return out;
}

Result<Import> standing_import(Context& c, ImportId id) {
  const auto import = c.tables.get<Import>(id);
  if (!import || import->organization_id) return not_found("/import_id");
  if (import->phase == ImportPhase::finished)
    return refuse(Reason::import_finished, "/import_id", "the import has ended");
  for (auto& blob : import->blobs)
    if (!blob_size(c, blob))
      return refuse(Reason::blob_missing, "/import_id", "a file of the import is gone",
                    {{"file", blob}});
  return *import;
}

void tell_progress(Context& c, const Import& import) {
  std::int64_t done = import.byte_offset, total = 0;
  for (std::int64_t i = 0; i < std::ssize(import.blobs); ++i) {
    const auto size = blob_size(c, import.blobs[static_cast<std::size_t>(i)]).value_or(0);
    total += size;
    if (i < import.blob_index) done += size;
  }
  c.host.progress("directory.import", done, total);
}

}  // namespace

Result<Import> import_directory(Context& c, const ImportDirectory& in) {
  if (auto refused = shape_of(in)) return *std::move(refused);
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  auto found = in.import_id ? standing_import(c, in.import_id) : begun(c, in);
  if (!found) return found;

  Import import = std::move(found.value());
  if (!import.id) c.tables.insert(import);  // its problems name it
  auto reading = std::exchange(c.directory.import_reading, {});
  if (!reading || !goes_with(reading->import, import)) reading = std::make_shared<ImportReading>();
  if (auto refused = Slice(c, import, *reading, in.limit).run()) return *std::move(refused);
  c.tables.update(import);
  reading->import = import;
  if (import.phase == ImportPhase::running) c.directory.import_reading = std::move(reading);
  tell_progress(c, import);
  return import;
}

Result<ImportPage> list_imports(Context& c, const ListImports& in) {
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  return imports_of(c, {}, directory::imports::name, in);
}

Result<ImportProblems> import_problems(Context& c, const ImportRef& in) {
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  const auto import = c.tables.get<Import>(in.import_id);
  if (!import || import->organization_id) return not_found("/import_id");
  return problems_of(c, directory::problems::name, in);
}

}  // namespace onward
