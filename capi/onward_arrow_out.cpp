#include "onward_arrow_out.hpp"

#include <limits>
#include <stdexcept>

namespace onward_capi {

namespace {

template <class T> std::shared_ptr<const void> buffer_of(T bytes) {
  auto kept = std::make_shared<const T>(std::move(bytes));
  return {kept, kept->data()};
}

// A consumer may take a child away and release it by itself; then its place is empty.
template <class T> void release_all(std::vector<T>& children) {
  for (auto& child : children)
    if (child.release) child.release(&child);
}
template <class T> std::vector<T*> pointers_to(std::vector<T>& children) {
  std::vector<T*> out;
  out.reserve(children.size());
  for (auto& child : children) out.push_back(&child);
  return out;
}

}  // namespace

// What a structure points to. It is made ready first, which may fail; giving it away cannot.
struct ArrowTable::SchemaParts {
  std::string name{}, format{};
  std::vector<ArrowSchema> children{};
  std::vector<ArrowSchema*> places{};

  SchemaParts() = default;
  SchemaParts(const SchemaParts&) = delete;
  ~SchemaParts() { release_all(children); }
  void make_ready() { places = pointers_to(children); }

  static void give(std::unique_ptr<SchemaParts> parts, ArrowSchema* out) noexcept {
    *out = {.format = parts->format.c_str(),
            .name = parts->name.c_str(),
            .metadata = nullptr,
            .flags = 0,
            .n_children = std::ssize(parts->children),
            .children = parts->places.data(),
            .dictionary = nullptr,
            .release =
                [](ArrowSchema* schema) {
                  delete static_cast<SchemaParts*>(schema->private_data);
                  schema->release = nullptr;
                },
            .private_data = parts.get()};
    static_cast<void>(parts.release());
  }
};

struct ArrowTable::ArrayParts {
  std::vector<std::shared_ptr<const void>> kept{};
  std::vector<const void*> buffers{nullptr};  // nothing is null
  std::vector<ArrowArray> children{};
  std::vector<ArrowArray*> places{};

  ArrayParts() = default;
  ArrayParts(const ArrayParts&) = delete;
  ~ArrayParts() { release_all(children); }
  void make_ready() {
    for (auto& buffer : kept) buffers.push_back(buffer.get());
    places = pointers_to(children);
  }

  static void give(std::unique_ptr<ArrayParts> parts, std::int64_t length,
                   ArrowArray* out) noexcept {
    *out = {.length = length,
            .null_count = 0,
            .offset = 0,
            .n_buffers = std::ssize(parts->buffers),
            .n_children = std::ssize(parts->children),
            .buffers = parts->buffers.data(),
            .children = parts->places.data(),
            .dictionary = nullptr,
            .release =
                [](ArrowArray* array) {
                  delete static_cast<ArrayParts*>(array->private_data);
                  array->release = nullptr;
                },
            .private_data = parts.get()};
    static_cast<void>(parts.release());
  }
};

void ArrowTable::add_texts(std::string name, const std::vector<std::string>& texts) {
  std::vector<std::int32_t> offsets{0};
  std::string bytes;
  for (auto& text : texts) {
    bytes += text;
    if (bytes.size() > std::numeric_limits<std::int32_t>::max())
      throw std::length_error("the names are longer than an Arrow array of text can be");
    offsets.push_back(static_cast<std::int32_t>(bytes.size()));
  }
  columns_.push_back({std::move(name),
                      "u",
                      std::ssize(texts),
                      {buffer_of(std::move(offsets)), buffer_of(std::move(bytes))}});
}

void ArrowTable::add_whole(std::string name, std::vector<std::int64_t> numbers) {
  const auto length = std::ssize(numbers);
  columns_.push_back({std::move(name), "l", length, {buffer_of(std::move(numbers))}});
}

// Decimals are 16 bytes, the lower half first. 19 digits hold every 64-bit number.
void ArrowTable::add_decimals(std::string name, const std::vector<std::int64_t>& units,
                              int digits_behind) {
  std::vector<std::int64_t> halves;
  halves.reserve(2 * units.size());
  for (const auto number : units) halves.insert(halves.end(), {number, number < 0 ? -1 : 0});
  columns_.push_back({std::move(name),
                      "d:19," + std::to_string(digits_behind),
                      std::ssize(units),
                      {buffer_of(std::move(halves))}});
}

void ArrowTable::give(ArrowSchema* schema, ArrowArray* array) && {
  auto schemas = std::make_unique<SchemaParts>();
  auto arrays = std::make_unique<ArrayParts>();
  schemas->format = "+s";
  schemas->children.resize(columns_.size());
  arrays->children.resize(columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Column& column = columns_[i];
    auto column_schema = std::make_unique<SchemaParts>();
    column_schema->name = std::move(column.name);
    column_schema->format = std::move(column.format);
    SchemaParts::give(std::move(column_schema), &schemas->children[i]);
    auto column_array = std::make_unique<ArrayParts>();
    column_array->kept = std::move(column.buffers);
    column_array->make_ready();
    ArrayParts::give(std::move(column_array), column.length, &arrays->children[i]);
  }
  schemas->make_ready();
  arrays->make_ready();
  SchemaParts::give(std::move(schemas), schema);
  ArrayParts::give(std::move(arrays), columns_.empty() ? 0 : columns_.front().length, array);
}

}  // namespace onward_capi
