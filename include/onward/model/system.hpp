// The store itself: its identity, its imports, its journal's entries.
#pragma once

#include "onward/model/ids.hpp"

namespace onward {

// The one row that says what store this is.
struct StoreIdentity {
  Id<struct StoreTag> id{};
  std::int64_t revision = 0;
  std::string uuid{};
  std::string name{};
  OrganizationId first_organization_id{};
  Instant created_at{};
  std::string reference_key{};
};
template <>
inline constexpr auto rows<StoreIdentity> = std::array{
    row<&StoreIdentity::id>(1, "id", "Always 1."),
    row<&StoreIdentity::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&StoreIdentity::uuid>(3, "uuid", "Names the store outside."),
    row<&StoreIdentity::name>(4, "name", "The network's name."),
    row<&StoreIdentity::first_organization_id>(
        5, "first_organization_id", "The organisation whose administrators run the store."),
    row<&StoreIdentity::created_at>(6, "created_at", "When the store was created."),
    row<&StoreIdentity::reference_key>(7, "reference_key", "Hides ids in references; hexadecimal.",
                                       is_special),
};
ONWARD_RECORD(StoreIdentity);

enum class ImportPhase : std::uint8_t { running, finished };
template <>
inline constexpr auto names<ImportPhase> = std::array{
    Name{ImportPhase::running, "running", "More slices are to be read."},
    Name{ImportPhase::finished, "finished", "The whole feed was read."},
};

enum class ImportFormat : std::uint8_t { directory, nppes_csv, npi_json, csv };
template <>
inline constexpr auto names<ImportFormat> = std::array{
    Name{ImportFormat::directory, "directory", "Organisations, locations and services."},
    Name{ImportFormat::nppes_csv, "nppes_csv", "Providers as NPPES publishes them: 329 columns."},
    Name{ImportFormat::npi_json, "npi_json", "Providers as the NPI Registry answers them."},
    Name{ImportFormat::csv, "csv", "Providers in a table whose columns are told."},
};

// Where a member of what is imported comes from.
struct ImportColumn {
  std::string member{};
  std::string column{};
  std::string value{};
};
template <>
inline constexpr auto rows<ImportColumn> = std::array{
    row<&ImportColumn::member>(1, "member", "Our name of it, for example family_name."),
    row<&ImportColumn::column>(2, "column", "The column's header; empty for a value alone.",
                               RowOptions{.may_be_absent = true}),
    row<&ImportColumn::value>(3, "value", "What holds where no cell says it; empty for nothing.",
                              RowOptions{.may_be_absent = true}),
};
ONWARD_RECORDS(ImportColumn);

struct ImportRead {
  std::int64_t bytes = 0;
  std::string sha256{};
};
template <>
inline constexpr auto rows<ImportRead> = std::array{
    row<&ImportRead::bytes>(1, "bytes", "So many bytes were read."),
    row<&ImportRead::sha256>(2, "sha256", "Their SHA-256, in hexadecimal."),
};
ONWARD_RECORDS(ImportRead);

struct ImportProblem {
  Id<struct ImportProblemTag> id{};
  std::int64_t revision = 0;
  ImportId import_id{};
  std::string file{};
  std::int64_t line = 0;
  std::string column{};
  std::string reason{};
};
template <>
inline constexpr auto rows<ImportProblem> = std::array{
    row<&ImportProblem::id>(1, "id", "Given by the store; never reused."),
    row<&ImportProblem::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&ImportProblem::import_id>(3, "import_id", "The import that met it."),
    row<&ImportProblem::file>(4, "file", "Name of the file in the feed."),
    row<&ImportProblem::line>(5, "line", "First line of the record, from 1."),
    row<&ImportProblem::column>(6, "column", "The column meant, or empty."),
    row<&ImportProblem::reason>(7, "reason", "Why the row, or the cell, could not be used."),
};
ONWARD_RECORDS(ImportProblem);

struct Import {
  ImportId id{};
  std::int64_t revision = 0;
  std::string source_system{};
  std::vector<std::string> blobs{};
  ImportPhase phase = ImportPhase::running;
  std::int64_t blob_index = 0;
  std::int64_t byte_offset = 0;
  std::int64_t line = 0;
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t unchanged = 0;
  std::int64_t deactivated = 0;
  std::int64_t refused = 0;
  ImportFormat format = ImportFormat::directory;
  OrganizationId organization_id{};
  std::vector<ImportColumn> mapping{};
  std::vector<ImportRead> read{};
};
template <>
inline constexpr auto rows<Import> = std::array{
    row<&Import::id>(1, "id", "Given by the store; never reused."),
    row<&Import::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Import::source_system>(3, "source_system", "Name of the feed."),
    row<&Import::blobs>(4, "blobs", "The files, by blob identifier, in the order they are read."),
    row<&Import::phase>(5, "phase", "Whether more is to be read."),
    row<&Import::blob_index>(6, "blob_index", "The file that is being read, from 0."),
    row<&Import::byte_offset>(7, "byte_offset", "Bytes of that file already committed."),
    row<&Import::line>(8, "line", "Lines of that file already committed."),
    row<&Import::added>(9, "added", "Rows that were new."),
    row<&Import::changed>(10, "changed", "Rows that differed."),
    row<&Import::unchanged>(11, "unchanged", "Rows that were the same."),
    row<&Import::deactivated>(12, "deactivated", "Rows that were absent, and are inactive now."),
    row<&Import::refused>(13, "refused", "Records that could not be used."),
    row<&Import::format>(14, "format", "How the files are laid out."),
    row<&Import::organization_id>(15, "organization_id",
                                  "The practice whose providers it reads; 0 for the network's "
                                  "directory."),
    row<&Import::mapping>(16, "mapping", "Where members come from; empty for known layouts."),
    row<&Import::read>(17, "read",
                       "What was read of each file, by which one that was replaced is noticed."),
};
ONWARD_RECORD(Import);

// A repeated key is answered from this row; it is kept 35 days (design 2).
struct Idempotency {
  Id<struct IdempotencyTag> id{};
  std::int64_t revision = 0;
  std::string key{};
  std::string digest{};
  std::vector<std::int64_t> ids{};
  Instant expires_at{};
  std::string answer{};
};
template <>
inline constexpr auto rows<Idempotency> = std::array{
    row<&Idempotency::id>(1, "id", "Given by the store; never reused."),
    row<&Idempotency::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Idempotency::key>(3, "key", "Actor, organisation, operation and the host's key."),
    row<&Idempotency::digest>(4, "digest", "SHA-256 of the request, in hexadecimal."),
    row<&Idempotency::ids>(5, "ids", "What the result names."),
    row<&Idempotency::expires_at>(6, "expires_at", "When the key may be forgotten."),
    row<&Idempotency::answer>(7, "answer",
                              "The result itself, as JSON, where no rows say it; else empty."),
};
ONWARD_RECORD(Idempotency);

// Journalled only: an audited read or a denial.
enum class AuditKind : std::uint8_t { read, denied };
template <>
inline constexpr auto names<AuditKind> = std::array{
    Name{AuditKind::read, "read", "Somebody looked."},
    Name{AuditKind::denied, "denied", "Somebody was not let in."},
};
struct Audit {
  Id<struct AuditTag> id{};
  std::int64_t revision = 0;
  AuditKind kind = AuditKind::read;
  std::string reason{};
  std::vector<std::int64_t> ids{};
  std::string purpose{};
};
template <>
inline constexpr auto rows<Audit> = std::array{
    row<&Audit::id>(1, "id", "0: it is kept in the journal alone."),
    row<&Audit::revision>(2, "revision", "0: it is kept in the journal alone."),
    row<&Audit::kind>(3, "kind", "Looked, or was not let in."),
    row<&Audit::reason>(4, "reason", "The refusal's reason; empty for a read."),
    row<&Audit::ids>(5, "ids", "What was looked at, or asked for."),
    row<&Audit::purpose>(6, "purpose", "Why, as the session said it."),
};
ONWARD_RECORD(Audit);

}  // namespace onward
