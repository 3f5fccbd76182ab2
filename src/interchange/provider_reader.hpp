// Reads one file of somebody's directory of providers, in pieces of any size: NPPES's table, a
// table whose columns are told, or a reply of the NPI Registry.
#pragma once

#include <memory>

#include "interchange/directory_reader.hpp"
#include "onward/rules/provider_feed.hpp"

namespace onward {

struct ProviderSink {
  virtual ~ProviderSink() = default;
  virtual void provider(ReadProvider) = 0;
  virtual void problem(FeedProblem) = 0;  // of the file, or of a record that could not be cut
  virtual void record_end(FeedCursor) = 0;
};

class ProviderReader {
 public:
  virtual ~ProviderReader() = default;
  virtual void feed(std::span<const char>) = 0;
  virtual void finish() = 0;
  // Whether the first record of a table was read, which names its columns.
  virtual bool has_header() const = 0;
  virtual bool has_column(std::string_view) const = 0;
};

// `mapping` of csv alone; it and the sink must outlive the reader.
std::unique_ptr<ProviderReader> provider_reader(std::string file, ImportFormat,
                                                const std::vector<ImportColumn>& mapping,
                                                ProviderSink&);
std::unique_ptr<ProviderReader> npi_registry_reader(std::string file, ProviderSink&);

}  // namespace onward
