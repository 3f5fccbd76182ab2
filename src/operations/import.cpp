#include "operations/import.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "interchange/directory_reader.hpp"
#include "operations/blobs.hpp"
#include "operations/paging.hpp"
#include "operations/shape.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

constexpr std::int64_t slice_records_max = 10'000;
constexpr std::size_t piece_bytes = std::size_t{64} << 10;

std::optional<std::int64_t> blob_size(Context& c, const std::string& id) {
  return c.tables.transaction().blob_size(blob_key(c.subject.organization_id, id));
}

// The blob's bytes, piece by piece, until `take` answers false.
void read_blob(Context& c, const std::string& id, FunctionRef<bool(std::span<const char>)> take) {
  const auto key = blob_key(c.subject.organization_id, id);
  std::vector<char> piece(piece_bytes);
  for (std::int64_t offset = 0;;) {
    if (c.host.cancelled()) throw Cancelled{};
    const auto size =
        c.tables.transaction().read_blob(key, offset, std::as_writable_bytes(std::span(piece)));
    if (size == 0 || !take(std::span(piece).first(size))) return;
    offset += static_cast<std::int64_t>(size);
  }
}

// Reads a file until its first record, or until it is known that there is none.
class Probe final : public FeedSink {
 public:
  Probe(Context& c, const std::string& blob) {
    DirectoryReader reader(blob, *this);
    read_blob(c, blob, [&](std::span<const char> piece) {
      reader.feed(piece);
      return !decided_;
    });
    if (!decided_) reader.finish();
    kind = reader.kind();
  }

  std::optional<FeedProblem> fault{};  // why nothing in it can be read
  std::optional<FeedKind> kind{};

 private:
  void row(FeedRow) override { decided_ = true; }
  void problem(FeedProblem p) override {
    const auto how = severity(p.reason);
    if (decided_ || how == FeedSeverity::cell || p.reason == FeedReason::more_pages) return;
    if (how == FeedSeverity::file) fault = std::move(p);
    decided_ = true;
  }
  void record_end(FeedCursor) override { decided_ = true; }

  bool decided_ = false;
};

// One slice: what lies before the import's cursor is only remembered, what follows is written.
class Slice final : public FeedSink {
 public:
  Slice(Context& c, Import& import, std::int64_t limit)
      : c_(c),
        import_(import),
        limit_(limit),
        own_(*c.tables.get<Organization>(c.subject.organization_id)) {}

  void run() {
    for (file_ = 0; file_ < std::ssize(import_.blobs) && !is_full(); ++file_) read_file();
    if (!is_full()) {
      deactivate<Service>(by::service_source, FeedKind::service);
      deactivate<Location>(by::location_source, FeedKind::location);
      deactivate<Organization>(by::organization_source, FeedKind::organization);
    }
    if (!is_full()) import_.phase = ImportPhase::finished;
  }

 private:
  void row(FeedRow r) override {
    if (only_ == FeedKind::location && r.kind() == FeedKind::service)
      places_[r.external_id].insert(r.locations.begin(), r.locations.end());
    if (r.kind() == only_.value_or(r.kind())) rows_.push_back(std::move(r));
  }
  void problem(FeedProblem p) override {
    const auto kind = p.kind.value_or(FeedKind::organization);
    if (kind == only_.value_or(kind)) problems_.push_back(std::move(p));
  }
  void record_end(FeedCursor) override;

  bool is_full() const { return done_ >= limit_; }
  void read_file();
  void remember_record();
  void take_record();
  void report(const std::vector<FeedProblem>&);
  void note(std::string file, std::int64_t line, std::string column, std::string reason);
  bool is_stored(FeedKind, std::string_view external_id);
  void complete_places(FeedRow&);
  void put(const FeedRow&);
  FeedReferences references_of(const FeedRow&);
  IssueId issue_of(const FeedIssue&);
  template <Kept T> std::optional<T> standing(const Index&, std::string_view external_id);
  template <Kept T> void write(const std::optional<T>& before, T row, const FeedRow&);
  template <Kept T> void deactivate(const Index&, FeedKind);

  Context& c_;
  Import& import_;
  std::int64_t limit_;
  Organization own_;
  std::int64_t done_ = 0;  // records taken, and rows deactivated
  std::int64_t file_ = 0;
  std::optional<FeedKind> only_{};  // of the file's rows
  FeedIndex index_{};
  std::vector<FeedRow> rows_{};  // of the record at hand
  std::vector<FeedProblem> problems_{};
  std::map<std::string, std::set<std::string>> places_{};  // of services, where a file mixes kinds
  std::map<std::string, IssueId, std::less<>> issues_{};  // by code, of those met
  std::map<std::string, OrganizationId, std::less<>> organizations_{};
};

// A file that stands there several times is read for one kind of rows after the other.
std::optional<FeedKind> kind_at(const std::vector<std::string>& blobs, std::int64_t file) {
  const auto at = blobs.begin() + file;
  if (std::ranges::count(blobs, *at) == 1) return std::nullopt;
  return static_cast<FeedKind>(std::count(blobs.begin(), at, *at));
}

void Slice::read_file() {
  const auto& blob = import_.blobs[static_cast<std::size_t>(file_)];
  only_ = kind_at(import_.blobs, file_);
  DirectoryReader reader(blob, *this);
  read_blob(c_, blob, [&](std::span<const char> piece) {
    reader.feed(piece);
    return !is_full();
  });
  if (is_full()) return;
  reader.finish();
  if (is_full()) return;
  if (file_ < import_.blob_index) return remember_record();
  take_record();  // what is said of the file's end
  import_.blob_index = file_ + 1;
  import_.byte_offset = import_.line = 0;
}

void Slice::record_end(FeedCursor at) {
  if (is_full()) {  // the rest of a piece that was read in one
    rows_.clear();
    problems_.clear();
    return;
  }
  if (file_ < import_.blob_index || at.byte_offset <= import_.byte_offset) return remember_record();
  take_record();
  ++done_;
  import_.byte_offset = at.byte_offset;
  import_.line = at.line - 1;
}

// A row that was used was written, so one that does not stand was refused when it was read.
void Slice::remember_record() {
  const auto stored = [&](FeedKind k, std::string_view id) { return is_stored(k, id); };
  for (auto& p : problems_) index_.note(p);
  for (auto& r : rows_) {
    std::vector<FeedProblem> ignored;
    if (is_stored(r.kind(), r.external_id))
      index_.admit(r, stored, ignored);
    else
      index_.note({.reason = FeedReason::organization_unknown,
                   .place = r.place,
                   .kind = r.kind(),
                   .external_id = r.external_id});
  }
  rows_.clear();
  problems_.clear();
}

void Slice::take_record() {
  const auto stored = [&](FeedKind k, std::string_view id) { return is_stored(k, id); };
  for (auto& p : problems_) index_.note(p);
  report(problems_);
  for (auto& r : rows_) {
    std::vector<FeedProblem> problems;
    if (index_.admit(r, stored, problems)) {
      complete_places(r);
      put(r);
    }
    report(problems);
  }
  rows_.clear();
  problems_.clear();
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
  const auto said = places_.find(r.external_id);
  if (r.kind() != FeedKind::service || said == places_.end() || said->second.empty()) return;
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
  const auto references = references_of(r);
  if (r.kind() == FeedKind::location) {
    const auto before = standing<Location>(by::location_source, r.external_id);
    return write(before, merged(before.value_or(Location{}), r, references), r);
  }
  const auto before = standing<Service>(by::service_source, r.external_id);
  write(before, merged(before.value_or(Service{}), r, references), r);
}

template <Kept T> void Slice::write(const std::optional<T>& before, T row, const FeedRow& r) {
  if (!before) {
    row.source_system = import_.source_system;
    row.external_id = r.external_id;
    c_.tables.insert(row);
    ++import_.added;
  } else if (differs(*before, row)) {
    c_.tables.update(row);
    ++import_.changed;
  } else {
    ++import_.unchanged;
  }
}

// Whatever an admitted row refers to was written before it.
FeedReferences Slice::references_of(const FeedRow& r) {
  FeedReferences out;
  auto& organization = organizations_[r.organization];
  if (!organization)
    organization = standing<Organization>(by::organization_source, r.organization).value().id;
  out.organization_id = organization;
  for (auto& issue : r.issues) out.issues.push_back(issue_of(issue));
  for (auto& id : r.locations)
    out.locations.push_back(standing<Location>(by::location_source, id).value().id);
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

template <Kept T> void Slice::deactivate(const Index& index, FeedKind kind) {
  std::vector<T> absent;
  c_.tables.scan<T>(
      index,
      [&](const T& row) {
        const bool gone = row.active && index_.is_absent(kind, row.external_id);
        if (gone && done_ < limit_) {
          absent.push_back(row);
          ++done_;
        }
        return done_ < limit_;
      },
      import_.source_system);
  for (auto& row : absent) {
    row.active = false;
    c_.tables.update(row);
    ++import_.deactivated;
    note(
        {}, 0, {},
        "absent from the feed; deactivated: " + std::string(name_of(kind)) + ' ' + row.external_id);
  }
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

// The files in the order in which they are to be read: organisations, then locations, then
// services, which refer to those. A file that mixes them is read once for each.
Result<Import> begun(Context& c, const ImportDirectory& in) {
  std::multimap<FeedKind, std::string> files;  // of one kind in the order they were named
  for (std::size_t i = 0; i < in.blobs.size(); ++i) {
    const auto& blob = in.blobs[i];
    if (!blob_size(c, blob))
      return refuse(Reason::blob_missing, Shape::at("/blobs", i), "no blob has this identifier");
    const Probe probe(c, blob);
    if (probe.fault)
      return refuse(Reason::import_unreadable, Shape::at("/blobs", i), "nothing in it can be read",
                    {{"file", blob},
                     {"line", probe.fault->place.line},
                     {"problem", std::string(name_of(probe.fault->reason))}});
    for (auto& kind : names<FeedKind>)
      if (kind.value == probe.kind.value_or(kind.value)) files.emplace(kind.value, blob);
  }
  Import out{.source_system = in.source_system};
  for (auto& [kind, blob] : files) out.blobs.push_back(blob);
  return out;
}

Result<Import> standing_import(Context& c, ImportId id) {
  const auto import = c.tables.get<Import>(id);
  if (!import) return not_found("/import_id");
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
  Slice(c, import, in.limit).run();
  c.tables.update(import);
  tell_progress(c, import);
  return import;
}

Result<ImportProblems> import_problems(Context& c, const ImportRef& in) {
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  if (!c.tables.get<Import>(in.import_id)) return not_found("/import_id");
  auto paging = Paging::from({.name = "directory.problems",
                              .index = &by::import_problem_import,
                              .prefix = {Tables::cell(in.import_id)}},
                             page_limit_max, in.cursor);
  if (!paging) return paging.refusal();
  ImportProblems out;
  out.cursor = paging.value().page<ImportProblem>(c.tables, [&](ImportProblem& problem) {
    out.problems.push_back(std::move(problem));
    return true;
  });
  return out;
}

}  // namespace onward
