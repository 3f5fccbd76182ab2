// Bytes that the host puts beside the rows. An organisation has its own: to others they are absent.
#pragma once

#include "operations/context.hpp"

namespace onward {

// As the storage knows it.
inline std::string blob_key(OrganizationId owner, std::string_view id) {
  return std::to_string(owner.value) + '/' + std::string(id);
}

// Of one of the active organisation; nothing when it is absent.
inline std::optional<std::int64_t> blob_size(Context& c, std::string_view id) {
  return c.tables.transaction().blob_size(blob_key(c.subject.organization_id, id));
}

}  // namespace onward
