#include "operations/tables.hpp"

namespace onward {

void Tables::record(Noun noun, std::int64_t id, const void* row) {
  if (!journal_) throw std::logic_error("a reading operation wrote");
  const NounInfo& noun_info = info(noun);
  if (noun_info.in_journal) journal_->append(transaction_, call_, noun_info, id, row, random_);
}

void Tables::note(const Audit& audit) { record(Noun::audit, 0, &audit); }

}  // namespace onward
