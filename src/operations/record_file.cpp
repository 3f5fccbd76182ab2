#include "operations/record_file.hpp"

#include "operations/blobs.hpp"
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

}  // namespace onward
