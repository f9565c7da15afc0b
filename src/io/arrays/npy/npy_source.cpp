#include "io/arrays/npy/npy_source.h"

#include <algorithm>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/array_layout.h"
#include "io/arrays/npy/npy_header.h"
#include "io/arrays/stacked_source.h"
#include "io/arrays/strided_source.h"
#include "io/file_store.h"

namespace tusk::io {
namespace {

// As many bytes as a header usually has, and all that it may have where that is not enough.
std::string npy_beginning(const SourceFile& file, std::uint64_t wanted) {
  std::string beginning(std::min(wanted, file.size_bytes), '\0');
  file.read(0, beginning.size(), beginning.data());
  return beginning;
}

NpyHeader read_npy_header(const SourceFile& file) {
  constexpr std::uint64_t kUsualBytes = 4096;
  const auto beginning = npy_beginning(file, kUsualBytes);
  const bool is_long = beginning.size() == kUsualBytes && beginning.find('\n') == std::string::npos;
  return parse_npy_header(is_long ? npy_beginning(file, kMostNpyHeaderBytes) : beginning);
}

Strides npy_strides(const NpyHeader& header, DType dtype) {
  data::check_shape(dtype, header.shape);
  if (!header.is_fortran_order) return data::c_order_strides(dtype, header.shape);
  Strides strides;
  auto stride = std::int64_t(item_size(dtype));
  for (const auto length : header.shape) {
    strides.push_back(stride);
    stride *= std::max<std::int64_t>(length, 1);
  }
  return strides;
}

StridedSource npy_source(SourceFile file) {
  const auto header = read_npy_header(file);
  const auto type = stored_type_of(header.type);
  if (!type) throw TypeError(fmt::format("elements of arrays are {}: these are '{}'", kReadableTypes, header.type));
  StridedSource source;
  source.array.name = stem_of(file.address);
  source.array.shape = header.shape;
  source.type = *type;
  source.offset = header.data_offset;
  source.strides = npy_strides(header, type->dtype);
  source.file = std::move(file);
  return source;
}

}  // namespace

ArraySourcePtr open_npy(const std::string& address, const StorageOptions& options) {
  StridedSource source;
  try {
    source = npy_source(source_file(address, options));
  } catch (const OSError&) {
    throw;
  } catch (const Error& error) {
    throw_error(error.kind(), fmt::format("'{}': {}", address, error.what()));
  }
  return strided_source(std::move(source));
}

ArraySourcePtr open_npy_stack(const std::string& folder, std::int64_t axis, const StorageOptions& options) {
  auto base = store_of(folder, options)->written(folder);
  if (!base.ends_with('/')) base += '/';
  const auto store = store_of(base, options);
  std::vector<ArraySourcePtr> parts;
  for (auto address = base + "0.npy"; store->find(address); address = fmt::format("{}{}.npy", base, parts.size()))
    parts.push_back(open_npy(address, options));
  if (parts.empty())
    throw FileNotFoundError(fmt::format("a stack of npy files begins with 0.npy: there is none in '{}'", folder));
  return stacked_source(stem_of(base.substr(0, base.size() - 1)), std::move(parts), axis);
}

}  // namespace tusk::io
