#include "operations/reference_lookup.hpp"

#include "hash.hpp"

namespace onward {

ReferenceKey reference_key(Context& c) {
  ReferenceKey key{};
  const auto store = c.tables.small<StoreIdentity>(Id<StoreTag>(1));
  if (!store || !from_hex(store->reference_key, key))
    throw StorageError("the store's identity is damaged");
  return key;
}

std::int64_t id_behind(Context& c, char noun, std::string_view reference) {
  return id_of_reference(reference_key(c), noun, reference).value_or(0);
}

}  // namespace onward
