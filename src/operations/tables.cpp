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
void Tables::put_number(std::string& key, std::int64_t number) {
  char bytes[1 + sizeof number] = {'n'};
  std::memcpy(bytes + 1, &number, sizeof number);
  key.append(bytes, sizeof bytes);
}
void Tables::put_text(std::string& key, std::string_view text) {
  put_number(key, static_cast<std::int64_t>(text.size()));
  key.append(1, 't').append(text);
}

void Tables::note(const Audit& audit) { record(Noun::audit, 0, &audit); }

}  // namespace onward
