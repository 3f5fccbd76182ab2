#include "operations/provider_import.hpp"

#include <algorithm>

#include "journal_format.hpp"
#include "operations/blobs.hpp"
#include "operations/directory_index.hpp"
#include "operations/paging.hpp"
#include "operations/practice.hpp"
#include "operations/provider_file.hpp"
#include "operations/referring_providers.hpp"
#include "operations/relationships.hpp"
#include "operations/shape.hpp"
#include "operations/slice_time.hpp"
#include "rules/record_mapper.hpp"

namespace onward {

namespace {

constexpr std::int64_t slice_records_max = 10'000;
constexpr std::size_t duplicates_told = 100;

// Why nothing in a file can be read, as what stands before the end of its first record tells.
std::optional<FeedProblem> fault_of(const ProviderRecord& first, ImportFormat format) {
  if (first.provider) return std::nullopt;
  for (auto& p : first.problems)
    if (severity(p.reason) == FeedSeverity::file || format == ImportFormat::npi_json) return p;
  return std::nullopt;
}

// One slice: what lies before the import's cursor is only remembered, what follows is written.
class ProviderSlice {
 public:
  ProviderSlice(Context& c, ProvidersImported& out, ProviderReading& reading, std::int64_t limit)
      : c_(c), out_(out), import_(out.import), reading_(reading), left_(limit) {}

  // Nothing is written where the file has changed.
  Refused run() {
    if (c_.host.cancelled()) throw Cancelled{};
    if (!reading_.file) reading_.file = std::make_unique<ProviderFile>(import_);
    auto& file = *reading_.file;
    if (!file.still_stands(c_)) return import_changed(import_.blobs.front());
    while (left_ > 0) {
      auto record = file.next(c_);
      if (file.has_changed()) return import_changed(import_.blobs.front());
      if (!record) {
        finish();
        break;
      }
      const bool is_done = record->end.byte_offset <= import_.byte_offset;
      const auto end = record->end;
      if (!is_done && !file.reach(c_)) return import_changed(import_.blobs.front());
      take(*std::move(record), is_done);
      if (is_done) continue;
      import_.byte_offset = end.byte_offset;
      import_.line = end.line - 1;
      left_ = time_.is_over() ? 0 : left_ - 1;
    }
    note_read(import_, 0, file.read());
    return std::nullopt;
  }

 private:
  void finish() {
    take(reading_.file->rest(), false);
    import_.phase = ImportPhase::finished;
    import_.blob_index = 1;
    import_.byte_offset = import_.line = 0;
  }

  void take(ProviderRecord record, bool is_done) {
    auto problems = std::move(record.problems);
    std::optional<ProviderRow> row;
    if (record.provider) {
      row = std::move(record.provider->row);
      std::ranges::move(record.provider->problems, std::back_inserter(problems));
      if (row) std::ranges::move(row->problems, std::back_inserter(problems));
    }
    if (row && !reading_.met.insert(row->external_id).second) {
      problems.push_back({FeedReason::id_twice, row->place, {}, row->external_id, {}, {}});
      row.reset();
    }
    if (is_done) return;
    if (row) put(*row, problems);
    for (auto& p : problems) note(p);
    const auto leaves_out = [](auto& p) { return severity(p.reason) != FeedSeverity::cell; };
    if (std::ranges::any_of(problems, leaves_out)) ++import_.refused;
  }

  void note(const FeedProblem& p) {
    ImportProblem row{.import_id = import_.id,
                      .file = p.place.file,
                      .line = p.place.line,
                      .column = p.column,
                      .reason = sentence(p)};
    c_.tables.insert(row);
  }

  // What the feed said of a provider of its own, before it says something else.
  FeedMemory memory_of(ReferringProviderId id) {
    FeedMemory out;
    c_.tables.transaction().history(Noun::referring_provider, id.value, [&](const Entry& e) {
      if (e.personal.empty()) return true;  // erased: nobody knows what was said
      ReferringProvider after;
      read_cells(info(Noun::referring_provider), e.format, e.open, personal_cells(e), &after);
      out.take(after.details, e.operation == referring_provider::import::name);
      return true;
    });
    return out;
  }

  // The feed's old word does not undo what people corrected.
  void keep_corrected(ProviderRow& row, const ReferringProvider& standing,
                      std::vector<FeedProblem>& problems) {
    if (!differs(standing.details, merged(standing.details, row, false))) return;
    for (auto& word : take_out_corrected(row, standing.details, memory_of(standing.id)))
      problems.push_back({FeedReason::corrected_by_people,
                          row.place,
                          std::move(word.column),
                          std::string(shortened(word.text)),
                          {},
                          row.external_id});
  }

  void put(ProviderRow& row, std::vector<FeedProblem>& problems) {
    auto standing =
        c_.tables.first<ReferringProvider>(by::referring_provider_source, import_.organization_id,
                                           import_.source_system, row.external_id);
    const auto holder = provider_with_npi(c_, row.npi);
    // Whoever the feed calls otherwise is another one to it, and an NPI stands once.
    const bool is_of_another =
        holder && (standing ? holder->id != standing_provider(c_, *standing).id
                            : holder->source_system == import_.source_system);
    if (is_of_another)
      return problems.push_back({FeedReason::npi_of_another, row.place, {}, row.npi, {}, {}});
    const bool was_merged = standing && standing->merged_into_id;
    const bool only_gaps = !standing && holder;
    if (!standing) standing = holder;
    if (row.deactivated) return deactivate(was_merged ? std::nullopt : standing);
    if (standing && !only_gaps) keep_corrected(row, *standing, problems);
    ReferringProvider provider =
        standing.value_or(ReferringProvider{.organization_id = import_.organization_id,
                                            .created_at = c_.now,
                                            .source_system = import_.source_system,
                                            .external_id = row.external_id});
    provider.details = merged(provider.details, row, only_gaps);
    if (!provider.portal_staff_id)
      provider.details.portal_enabled = false;  // portal.grant opens it
    if (standing && !differs(*standing, provider)) {
      ++import_.unchanged;
      return;
    }
    if (was_merged)
      hand_on(c_, *standing, provider);
    else
      keep_provider(c_, provider, standing ? &*standing : nullptr);
    ++(standing ? import_.changed : import_.added);
    if (!was_merged) warn(row, provider, problems);
  }

  void deactivate(const std::optional<ReferringProvider>& standing) {
    if (!standing || !standing->active) {
      ++import_.unchanged;
      return;
    }
    ReferringProvider provider = *standing;
    provider.active = false;
    provider.deactivated_at = c_.now;
    look_soon(c_, provider);
    keep_provider(c_, provider, &*standing);
    ++import_.deactivated;
  }

  void warn(const ProviderRow& row, const ReferringProvider& provider,
            std::vector<FeedProblem>& problems) {
    auto duplicates = duplicates_of(c_, provider);
    if (duplicates.empty()) return;
    std::string who;
    for (auto& d : duplicates)
      who.append(who.empty() ? "" : ", ").append(std::to_string(d.referring_provider_id.value));
    problems.push_back({FeedReason::provider_may_stand, row.place, {}, std::move(who), {}, {}});
    if (out_.duplicates.size() < duplicates_told)
      out_.duplicates.push_back({row.place.line, provider.id, std::move(duplicates)});
  }

  Context& c_;
  ProvidersImported& out_;
  Import& import_;
  ProviderReading& reading_;
  std::int64_t left_;
  SliceTime time_{c_};
};

void check_mapping(Shape& shape, const std::vector<ImportColumn>& mapping) {
  std::set<std::string_view> told;
  for (std::size_t i = 0; i < mapping.size(); ++i) {
    const auto path = Shape::at("/mapping", i);
    auto& one = mapping[i];
    shape.require(is_provider_member(one.member), path + "/member",
                  "is no member of a provider, and not external_id");
    shape.require(told.insert(one.member).second, path + "/member", "stands twice");
    shape.require(!one.column.empty() || !one.value.empty(), path + "/column",
                  "neither a column nor a value is told");
  }
  for (const auto member : {"family_name", "provider_type"})
    shape.require(told.contains(member), "/mapping",
                  "does not say where " + std::string(member) + " comes from");
}

Refused shape_of(const ImportProviders& in) {
  Shape shape;
  if (in.import_id) {
    shape.require(in.source_system.empty(), "/source_system", "the import has its own");
    shape.require(in.blob_id.empty(), "/blob_id", "the import has its own");
    shape.require(in.mapping.empty(), "/mapping", "the import has its own");
  } else {
    shape.named(in.source_system, "/source_system");
    shape.said(in.blob_id, "/blob_id");
    shape.require(in.format != ImportFormat::directory, "/format",
                  "expected nppes_csv, npi_json or csv");
    if (in.format == ImportFormat::csv)
      check_mapping(shape, in.mapping);
    else
      shape.require(in.mapping.empty(), "/mapping", "the format says it all");
  }
  shape.between(in.limit, 1, slice_records_max, "/limit");
  return std::move(shape).refused();
}

Refused columns_are_there(const ProviderReader& reader, const std::vector<ImportColumn>& mapping) {
  Shape shape;
  for (std::size_t i = 0; i < mapping.size(); ++i)
    shape.require(mapping[i].column.empty() || reader.has_column(tidied(mapping[i].column)),
                  Shape::at("/mapping", i) + "/column", "the file has no such column");
  return std::move(shape).refused();
}

Result<Import> begun(Context& c, const ImportProviders& in) {
  if (!blob_size(c, in.blob_id))
    return refuse(Reason::blob_missing, "/blob_id", "no blob has this identifier");
  Import out{.source_system = in.source_system,
             .blobs = {in.blob_id},
             .format = in.format,
             .organization_id = c.subject.organization_id,
             .mapping = in.mapping};
  ProviderFile file(out);
  const auto first = file.next(c);
  if (const auto fault = fault_of(first ? *first : file.rest(), in.format))
    return refuse(Reason::import_unreadable, "/blob_id", sentence(*fault),
                  {{"file", in.blob_id},
                   {"line", fault->place.line},
                   {"column", fault->column},
                   {"problem", std::string(name_of(fault->reason))}});
  if (auto refused = columns_are_there(file.reader(), in.mapping)) return *std::move(refused);
  return out;
}

Result<Import> own_import(Context& c, ImportId id) {
  const auto import = c.tables.get<Import>(id);
  if (!import || import->organization_id != c.subject.organization_id)
    return not_found("/import_id");
  return *import;
}

Result<Import> standing_import(Context& c, ImportId id) {
  auto import = own_import(c, id);
  if (!import) return import;
  if (import.value().phase == ImportPhase::finished)
    return refuse(Reason::import_finished, "/import_id", "the import has ended");
  if (!blob_size(c, import.value().blobs.front()))
    return refuse(Reason::blob_missing, "/import_id", "the import's file is gone",
                  {{"file", import.value().blobs.front()}});
  return import;
}

}  // namespace

Result<ProvidersImported> import_providers(Context& c, const ImportProviders& in) {
  if (auto refused = shape_of(in)) return *std::move(refused);
  auto found = in.import_id ? standing_import(c, in.import_id) : begun(c, in);
  if (!found) return found.refusal();

  ProvidersImported out{.import = std::move(found.value())};
  if (!out.import.id) c.tables.insert(out.import);  // its problems name it
  auto reading = std::exchange(c.directory.provider_reading, {});
  if (!reading || !goes_with(reading->import, out.import))
    reading = std::make_shared<ProviderReading>();
  if (auto refused = ProviderSlice(c, out, *reading, in.limit).run()) return *std::move(refused);
  c.tables.update(out.import);
  reading->import = out.import;
  if (out.import.phase == ImportPhase::running) c.directory.provider_reading = std::move(reading);
  const auto total = blob_size(c, out.import.blobs.front()).value_or(0);
  c.host.progress("referring_provider.import",
                  out.import.phase == ImportPhase::finished ? total : out.import.byte_offset,
                  total);
  return out;
}

Result<ImportPage> list_provider_imports(Context& c, const ListImports& in) {
  return imports_of(c, c.subject.organization_id, referring_provider::imports::name, in);
}

Result<ImportProblems> provider_import_problems(Context& c, const ImportRef& in) {
  if (auto import = own_import(c, in.import_id); !import) return import.refusal();
  return problems_of(c, referring_provider::import_problems::name, in);
}

std::optional<ProvidersImported> Again<ProvidersImported>::load(Context& c,
                                                                std::span<const std::int64_t> ids) {
  if (ids.empty()) return std::nullopt;
  auto import = own_import(c, ids[0]);
  if (!import) return std::nullopt;
  return ProvidersImported{.import = std::move(import.value())};
}

}  // namespace onward
