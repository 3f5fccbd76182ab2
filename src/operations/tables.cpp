#include "operations/tables.hpp"

#include <cstring>

namespace onward {

void Tables::record(Noun noun, std::int64_t id, const void* row) {
  if (!journal_) throw std::logic_error("a reading operation wrote");
  const NounInfo& noun_info = info(noun);
  if (noun_info.in_journal) journal_->append(transaction_, call_, noun_info, id, row, random_);
}

void Tables::missing(Noun noun, std::int64_t id) {
  throw StorageError("damaged store: " + std::string(info(noun).name) + ' ' + std::to_string(id) +
                     " is named by another row and is not there");
}

// Told apart from its neighbours by a letter, and a text by its length.
void Tables::put(std::string& key, const Cell& cell) {
  const auto add = [&](char kind, std::int64_t number) {
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    key.append(1, kind).append(bytes, sizeof bytes);
  };
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return add('n', *number);
  const auto& text = std::get<std::string>(cell);
  add('t', static_cast<std::int64_t>(text.size()));
  key += text;
}

void Tables::note(const Audit& audit) { record(Noun::audit, 0, &audit); }

}  // namespace onward
