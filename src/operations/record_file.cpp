#include "operations/record_file.hpp"

#include "operations/blobs.hpp"
#include "operations/paging.hpp"
#include "operations/shape.hpp"

namespace onward {

std::span<const char> read_piece(Context& c, std::string_view blob, std::int64_t offset,
                                 std::span<char> into) {
  if (c.host.cancelled()) throw Cancelled{};
  return into.first(c.tables.transaction().read_blob(blob_key(c.subject.organization_id, blob),
                                                     offset, std::as_writable_bytes(into)));
}

bool goes_with(const Import& remembered, const Import& row) {
  return remembered.id == row.id && remembered.revision == row.revision &&
         !differs(remembered, row);
}

ImportRead read_before(const Import& import, std::int64_t file) {
  return file < std::ssize(import.read) ? import.read[static_cast<std::size_t>(file)]
                                        : ImportRead{};
}

void note_read(Import& import, std::int64_t file, ImportRead read) {
  import.read.resize(std::max(import.read.size(), static_cast<std::size_t>(file) + 1));
  import.read[static_cast<std::size_t>(file)] = std::move(read);
}

Refusal import_changed(const std::string& blob) {
  return refuse(Reason::import_changed, "/import_id", "a file is another than was read before",
                {{"file", blob}});
}

Result<ImportPage> imports_of(Context& c, OrganizationId id, std::string_view operation,
                              const ListImports& in) {
  auto paging = Paging::from({.name = operation,
                              .index = &by::import_organization,
                              .prefix = {Tables::cell(id)},
                              .direction = Direction::down},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  ImportPage out;
  out.cursor = paging.value().page<Import>(c.tables, [&](Import& import) {
    out.imports.push_back(std::move(import));
    return true;
  });
  return out;
}

Result<ImportProblems> problems_of(Context& c, std::string_view operation, const ImportRef& in) {
  auto paging = Paging::from({.name = operation,
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
