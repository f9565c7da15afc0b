// Parquet's exceptions as our errors.
#pragma once

#include <string>
#include <utility>

#include <parquet/exception.h>

#include <tusk/core/error.h>

#include "data/arrow_status.h"

namespace tusk::io {

// Throws the error of a status, naming the file.
[[noreturn]] void throw_parquet_error(const std::string& address, const arrow::Status& status);
[[noreturn]] void throw_parquet_error(const std::string& address, const parquet::ParquetException& error);

// The result of `call`, which may throw Parquet's exceptions; what it throws names the file.
template <class Call>
auto calling_parquet(const std::string& address, Call call) {
  try {
    return call();
  } catch (const parquet::ParquetStatusException& error) {
    throw_parquet_error(address, error.status());
  } catch (const parquet::ParquetException& error) {
    throw_parquet_error(address, error);
  }
}

template <class T>
T parquet_value(const std::string& address, arrow::Result<T> result) {
  if (!result.ok()) throw_parquet_error(address, result.status());
  return *std::move(result);
}

}  // namespace tusk::io
