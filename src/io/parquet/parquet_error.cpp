#include "io/parquet/parquet_error.h"

#include <fmt/format.h>

namespace tusk::io {

void throw_parquet_error(const std::string& address, const arrow::Status& status) {
  const auto message = fmt::format("'{}' can't be read as Parquet: {}", address, status.message());
  if (status.IsOutOfMemory()) throw MemoryError(message);
  if (status.IsIOError()) throw OSError(message);
  if (status.IsNotImplemented()) throw NotImplementedError(message);
  throw ValueError(message);
}

void throw_parquet_error(const std::string& address, const parquet::ParquetException& error) {
  throw ValueError(fmt::format("'{}' can't be read as Parquet: {}", address, error.what()));
}

}  // namespace tusk::io
