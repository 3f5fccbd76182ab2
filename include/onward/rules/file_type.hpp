// What a file is by its bytes, and a name for it that does no harm.
#pragma once

#include "onward/model/attachment.hpp"

namespace onward {

// 10 MiB: a letter of 20 pages, scanned at 300 dpi. While it is copied and hashed nobody else
// writes, so it must take a tenth of a second at most.
constexpr std::int64_t attachment_bytes_max = std::int64_t{10} << 20;

// The type, of the whole file; nothing when it is none that may be attached: programs, scripts,
// pages that browsers run, documents with macros, archives, what is empty or broken off.
std::optional<FileType> file_type_of(std::span<const std::byte> whole);

// The last part of a path, without control and direction characters and what systems reserve, at
// most 200 bytes, ending in the type's own extension.
std::string harmless_name(std::string_view given, FileType);

}  // namespace onward
