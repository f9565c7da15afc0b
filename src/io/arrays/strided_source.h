// StridedSource: an array whose elements lie in a file as they are, at places that strides tell: npy, raw binary, the
// variables of NetCDF 3, and those of HDF5 that are neither chunked nor compressed.
#pragma once

#include <memory>

#include "io/arrays/array_source.h"
#include "io/arrays/source_file.h"
#include "io/arrays/stored_type.h"

namespace tusk::io {

struct StridedSource final : DeclaredAs<StridedSource, ArraySource> {
  static constexpr std::string_view kName = "strided_array";
  static constexpr auto fields() {
    return std::tuple{field("array", &StridedSource::array), field("file", &StridedSource::file),
                      field("type", &StridedSource::type), field("offset", &StridedSource::offset),
                      field("strides", &StridedSource::strides)};
  }
  ArrayInfo array;
  SourceFile file;
  StoredType type;
  std::uint64_t offset = 0;  // of the first element, in bytes
  Strides strides;           // in bytes, none negative

  const ArrayInfo& info() const override { return array; }

 protected:
  NdArray read_selection(const Selection& selection) const override;
  ReadCost cost_of(const Selection& selection) const override;
};

// Fills in chunk shape, dtype and note. Throws ValueError naming the file if it ends before the array does, or a length
// or stride is negative, or no array can have the shape.
ArraySourcePtr strided_source(StridedSource source);

}  // namespace tusk::io
