#include "operations/tables.hpp"

namespace onward {

void Tables::record(Noun noun, std::int64_t id, const void* row) {
  if (!journal_) throw std::logic_error("a reading operation wrote");
  const NounInfo& noun_info = info(noun);
  if (noun_info.in_journal) journal_->append(transaction_, call_, noun_info, id, row, random_);
}

// Told apart from its neighbours by its length.
void Tables::put(std::string& key, const Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  const std::string part = text ? *text : std::to_string(std::get<std::int64_t>(cell));
  key += '/' + std::to_string(part.size()) + ':' + part;
}

void Tables::note(const Audit& audit) { record(Noun::audit, 0, &audit); }

}  // namespace onward
