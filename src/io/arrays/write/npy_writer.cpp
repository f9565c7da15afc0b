#include "io/arrays/write/npy_writer.h"

#include <algorithm>
#include <numeric>

#include <arrow/filesystem/filesystem.h>
#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/atomic_file.h>
#include <tusk/core/error.h>

#include "io/arrays/npy/npy_header.h"
#include "io/arrays/stored_type.h"
#include "io/arrays/write/place_files.h"
#include "io/local_store.h"
#include "io/s3_store.h"

namespace tusk::io {
namespace {

void write_npy_object(const std::string& address, const std::vector<std::string_view>& parts,
                      const StorageOptions& options) {
  const auto file_system = s3_file_system(address, options);
  const auto check = [&](const arrow::Status& status) {
    if (!status.ok()) throw_s3_error(address, status, *file_system);
  };
  auto stream = file_system->OpenOutputStream(s3_path(address), nullptr);
  check(stream.status());
  for (const auto part : parts) check((*stream)->Write(part.data(), std::int64_t(part.size())));
  check((*stream)->Close());
}

struct NpyStackSink final : DeclaredAs<NpyStackSink, ArraySink> {
  static constexpr std::string_view kName = "npy_stack";
  static constexpr auto fields() {
    return std::tuple{field("target", &NpyStackSink::target), field("dtype", &NpyStackSink::dtype),
                      field("shape", &NpyStackSink::shape), field("axis", &NpyStackSink::axis),
                      field("lengths", &NpyStackSink::lengths)};
  }
  DataSetTarget target;
  DType dtype = DType::Float64;
  Shape shape;
  std::int64_t axis = 0;
  std::vector<std::int64_t> lengths;

  void prepare() const override { data_set_place(target)->prepare(); }

  std::vector<std::string> write_block(std::size_t /*variable*/, const Shape& origin,
                                       const NdArray& block) const override {
    const auto name = fmt::format("{}.npy", number_of(origin, block));
    const auto whole = block.contiguous();
    write_place_file(*data_set_place(target), name, {npy_header(numpy_text_of(dtype), whole.shape()), as_text(whole)});
    return {name};
  }

  std::vector<std::string> commit(std::vector<std::string> names) const override {
    const auto place = data_set_place(target);
    write_place_file(*place, "info", {info()});
    names.push_back("info");
    return place->commit(names);
  }

  void abandon() const noexcept override { abandon_target(target); }

 private:
  std::size_t number_of(const Shape& origin, const NdArray& block) const {
    std::int64_t begin = 0;
    for (std::size_t i = 0; i < lengths.size(); begin += lengths[i++]) {
      auto wanted_origin = Shape(shape.size(), 0);
      wanted_origin[std::size_t(axis)] = begin;
      auto wanted_shape = shape;
      wanted_shape[std::size_t(axis)] = lengths[i];
      if (origin == wanted_origin && block.shape() == wanted_shape && block.dtype() == dtype) return i;
    }
    throw ValueError(fmt::format(
        "the blocks of a stack are {} and have lengths ({}) along axis {}: got {} of shape {} at {}", tusk::name(dtype),
        fmt::join(lengths, ", "), axis, tusk::name(block.dtype()), shape_text(block.shape()), shape_text(origin)));
  }

  // A pickle, as dask reads it: {"chunks": ((3, 4), (5,)), "dtype": dtype("<f4"), "axis": 0}.
  std::string info() const {
    std::string chunks = "(";
    for (std::size_t i = 0; i < shape.size(); ++i) {
      chunks += '(';
      for (const auto length : std::int64_t(i) == axis ? lengths : std::vector{shape[i]})
        chunks += fmt::format("I{}\n", length);
      chunks += 't';
    }
    chunks += 't';
    return fmt::format("(S'chunks'\n{}S'dtype'\ncnumpy\ndtype\n(S'{}'\nI00\nI01\ntRS'axis'\nI{}\nd.", chunks,
                       numpy_text_of(dtype), axis);
  }
};

}  // namespace

void write_npy(const std::string& address, const NdArray& array, const StorageOptions& options) {
  const auto whole = array.contiguous();
  const auto header = npy_header(numpy_text_of(whole.dtype()), whole.shape());
  if (address.starts_with("s3://")) return write_npy_object(address, {header, as_text(whole)}, options);
  if (address.find("://") != std::string::npos && !address.starts_with("file://"))
    throw ValueError(fmt::format("arrays are written to files of this machine and to s3://: got '{}'", address));
  AtomicFile file(local_path(address));
  file.write(header);
  file.write(as_text(whole));
  file.commit();
}

ArraySinkPtr npy_stack_sink(const std::string& folder, DType dtype, const Shape& shape, std::int64_t axis,
                            const std::vector<std::int64_t>& lengths, WriteMode mode, const StorageOptions& options) {
  if (axis < 0 || axis >= std::int64_t(shape.size()))
    throw ValueError(
        fmt::format("arrays are stacked along one of their axes: got axis {}, and shape {}", axis, shape_text(shape)));
  if (std::accumulate(lengths.begin(), lengths.end(), std::int64_t(0)) != shape[std::size_t(axis)]) {
    throw ValueError(fmt::format("chunks must add up to the axis length: chunks ({}), axis {} has {}",
                                 fmt::join(lengths, ", "), axis, shape[std::size_t(axis)]));
  }
  auto sink = std::make_shared<NpyStackSink>();
  sink->target = new_target(folder, mode, options);
  sink->dtype = dtype;
  sink->shape = shape;
  sink->axis = axis;
  sink->lengths = lengths;
  return sink;
}

}  // namespace tusk::io
