#include "onward/rules/file_type.hpp"

#include <algorithm>
#include <array>

#include "text.hpp"

namespace onward {

namespace {

using Bytes = std::string_view;

bool begins_with_any(Bytes whole, std::initializer_list<Bytes> beginnings) {
  return std::ranges::any_of(beginnings, [&](Bytes b) { return whole.starts_with(b); });
}

// A number of a ZIP archive: little-endian.
std::size_t number_at(Bytes whole, std::size_t at, std::size_t bytes) {
  std::size_t out = 0;
  for (std::size_t i = bytes; i-- > 0;) out = out << 8 | static_cast<unsigned char>(whole[at + i]);
  return out;
}

// What the central directory of a ZIP archive says; nothing when it is broken. Source: PKWARE
// APPNOTE 6.3.10, 4.3.12 and 4.3.16.
struct Archive {
  std::vector<Bytes> names{};
};
std::optional<Archive> archive_of(Bytes whole) {
  constexpr std::size_t end_size = 22, entry_size = 46, comment_max = 65'535, entries_max = 10'000;
  const auto end = whole.rfind(Bytes("PK\x05\x06", 4));
  if (end == whole.npos || whole.size() - end < end_size ||
      whole.size() - end > end_size + comment_max)
    return std::nullopt;
  const auto entries = number_at(whole, end + 10, 2);
  auto at = number_at(whole, end + 16, 4);
  if (entries > entries_max) return std::nullopt;
  Archive out;
  for (std::size_t i = 0; i < entries; ++i) {
    if (at > end || end - at < entry_size || whole.substr(at, 4) != Bytes("PK\x01\x02", 4))
      return std::nullopt;
    const auto name = number_at(whole, at + 28, 2);
    const auto more = number_at(whole, at + 30, 2) + number_at(whole, at + 32, 2);
    if (end - at - entry_size < name + more) return std::nullopt;
    out.names.push_back(whole.substr(at + entry_size, name));
    at += entry_size + name + more;
  }
  return out;
}

// The first entry of an OpenDocument is its type, uncompressed. Source: OpenDocument 1.3, part 2,
// section 3.3.
bool is_odt(Bytes whole) {
  constexpr std::size_t header = 30;
  constexpr Bytes type = "mimetypeapplication/vnd.oasis.opendocument.text";
  return whole.size() >= header + type.size() && number_at(whole, 26, 2) == 8 &&
         number_at(whole, 28, 2) == 0 && whole.substr(header, type.size()) == type &&
         whole.substr(header + type.size(), 2) == "PK";
}

// Programs inside a document: macros of Office, of OpenDocument, and embedded objects.
bool is_program(Bytes name) {
  std::string lowered(name);
  std::ranges::transform(lowered, lowered.begin(), lower);
  const auto has = [&](Bytes part) { return lowered.find(part) != lowered.npos; };
  return has("vbaproject") || has("activex/") || has("embeddings/") || has("macrosheets/") ||
         lowered.starts_with("basic/") || lowered.starts_with("scripts/");
}

std::optional<FileType> document_of(Bytes whole) {
  const auto archive = archive_of(whole);
  if (!archive || std::ranges::any_of(archive->names, is_program)) return std::nullopt;
  const auto has = [&](Bytes name) {
    return std::ranges::find(archive->names, name) != archive->names.end();
  };
  if (has("[Content_Types].xml") && has("word/document.xml")) return FileType::docx;
  if (has("[Content_Types].xml") && has("xl/workbook.xml")) return FileType::xlsx;
  if (is_odt(whole) && has("content.xml")) return FileType::odt;
  return std::nullopt;
}

// Letters and notes; not what a shell, an interpreter or a browser would run.
bool is_harmless_text(Bytes whole) {
  if (!is_text(whole)) return false;
  const auto is_control = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && !is_blank(c) && c != '\f') || c == 0x7F;
  };
  if (std::ranges::any_of(whole, is_control)) return false;
  if (whole.starts_with("\xEF\xBB\xBF")) whole.remove_prefix(3);
  while (!whole.empty() && (is_blank(whole.front()) || whole.front() == '\f'))
    whole.remove_prefix(1);
  std::string beginning(whole.substr(0, 20));
  std::ranges::transform(beginning, beginning.begin(), lower);
  const bool is_run =
      begins_with_any(beginning, {"#!", "<!", "<?", "<html", "<head", "<body", "<script", "<svg",
                                  "<iframe", "@echo", "mime-version:", "[internetshortcut]"});
  return !beginning.empty() && !is_run;
}

// Characters that turn the direction of writing, and so the look of a name's end, or have no
// width: U+200B to U+200F, U+202A to U+202E, U+2060 to U+206F, U+FEFF.
std::size_t unseen(Bytes at) {
  if (at.size() < 3) return 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(at[i]); };
  if (byte(0) == 0xEF && byte(1) == 0xBB && byte(2) == 0xBF) return 3;
  if (byte(0) != 0xE2) return 0;
  const bool in_80 = byte(1) == 0x80 &&
                     ((byte(2) >= 0x8B && byte(2) <= 0x8F) || (byte(2) >= 0xA8 && byte(2) <= 0xAE));
  const bool in_81 = byte(1) == 0x81 && byte(2) >= 0xA0 && byte(2) <= 0xAF;
  return in_80 || in_81 ? 3 : 0;
}

std::string shown_characters(Bytes given) {
  std::string out;
  while (!given.empty()) {
    const auto skip = unseen(given);
    const char c = given.front();
    if (skip == 0 && static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)
      out += Bytes("<>:\"|?*").find(c) == Bytes::npos ? c : '_';
    given.remove_prefix(std::max<std::size_t>(skip, 1));
  }
  return out;
}

std::string_view extension_of(FileType type) {
  switch (type) {
    case FileType::text: return ".txt";
    case FileType::jpeg: return ".jpg";
    case FileType::pdf: return ".pdf";
    case FileType::png: return ".png";
    case FileType::gif: return ".gif";
    case FileType::rtf: return ".rtf";
    case FileType::docx: return ".docx";
    case FileType::xlsx: return ".xlsx";
    case FileType::odt: break;
  }
  return ".odt";
}

bool ends_as(Bytes name, Bytes extension) {
  if (name.size() <= extension.size()) return false;
  return std::ranges::equal(name.substr(name.size() - extension.size()), extension, {}, lower);
}

}  // namespace

std::optional<FileType> file_type_of(std::span<const std::byte> bytes) {
  const Bytes whole(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (whole.starts_with("%PDF-")) return FileType::pdf;
  if (whole.starts_with("\x89PNG\r\n\x1A\n")) return FileType::png;
  if (whole.starts_with("\xFF\xD8\xFF")) return FileType::jpeg;
  if (begins_with_any(whole, {"GIF87a", "GIF89a"})) return FileType::gif;
  if (whole.starts_with("{\\rtf")) return FileType::rtf;
  if (whole.starts_with(Bytes("PK\x03\x04", 4))) return document_of(whole);
  if (is_harmless_text(whole)) return FileType::text;
  return std::nullopt;
}

std::string harmless_name(std::string_view given, FileType type) {
  constexpr std::size_t bytes_max = 200;
  if (const auto slash = given.find_last_of("/\\"); slash != given.npos)
    given.remove_prefix(slash + 1);
  std::string name = shown_characters(given);
  const auto from = name.find_first_not_of(" .");
  name = from == name.npos ? "file" : name.substr(from, name.find_last_not_of(" .") + 1 - from);
  const auto extension = extension_of(type);
  if (ends_as(name, extension)) name.resize(name.size() - extension.size());
  return std::string(shortened(name, bytes_max - extension.size())).append(extension);
}

}  // namespace onward
