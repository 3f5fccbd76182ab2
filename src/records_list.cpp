// Records as cells, wherever they were made.
#include "onward/records.hpp"
#include "storage/cells.hpp"

namespace onward {

void send_cells(std::span<const RecordColumn> columns, const void* record,
                RecordSource::Sink sink) {
  storage::CellLoader loader;
  std::vector<CellView> cells;
  cells.reserve(columns.size());
  for (auto& column : columns) cells.push_back(loader.load(*column.row, record));
  sink(cells);
}

}  // namespace onward
