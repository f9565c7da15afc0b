// ArraySource: an array of numbers that lies in a file or a store, and is read region by region.
//
// Opening one reads its metadata and nothing else; a region reads the bytes that it needs, and decodes them in the
// caller's thread. A source is a declared value (<tusk/core/declared.h>): its hash is its identity, and it can be sent
// to another process, which opens the file again when it reads. Values are raw: scale factors, times and missing values
// are for who reads, byte order is not. Immutable; used by several threads at once.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <tusk/core/declared.h>
#include <tusk/data/ndarray.h>
#include <tusk/data/value.h>

#include "io/arrays/axis_range.h"

namespace tusk::io {

// Names and values in the order of the file. A number keeps its dtype, several are an NdArray of one axis; texts are a
// Sequence. What only JSON can say (objects, null, mixed lists) is its text.
using Attributes = std::vector<std::pair<std::string, Value>>;

// The attribute of that name, or nullptr.
const Value* find_attribute(const Attributes& attributes, std::string_view name);

struct ArrayInfo {
  static constexpr std::string_view kName = "array_info";
  std::string name;  // the path below the data set's group: "t2m", "forecast/t2m"; of a file that has but one, its stem
  DType dtype = DType::Float64;
  std::string stored_type;  // as its format names it, where that says more than the dtype: "datetime64[ns]", "char"
  Shape shape;
  Shape chunk_shape;                    // what is stored in one piece; the shape itself if nothing is cut
  bool is_chunked = false;              // whether a piece is decoded as a whole
  std::vector<std::string> dimensions;  // one an axis, or none where the format doesn't name them
  Attributes attributes;
  Value fill_value;  // of what was never written; none where the format has no such thing
  static constexpr auto fields() {
    return std::tuple{field("name", &ArrayInfo::name),
                      field("dtype", &ArrayInfo::dtype),
                      field("stored_type", &ArrayInfo::stored_type),
                      field("shape", &ArrayInfo::shape),
                      field("chunk_shape", &ArrayInfo::chunk_shape),
                      field("is_chunked", &ArrayInfo::is_chunked),
                      field("dimensions", &ArrayInfo::dimensions),
                      field("attributes", &ArrayInfo::attributes),
                      field("fill_value", &ArrayInfo::fill_value)};
  }
};

// What reading a region costs, known without reading.
struct ReadCost {
  std::int64_t chunk_count = 0;    // that are fetched and decoded, missing ones included
  std::uint64_t stored_bytes = 0;  // that are read; of chunks whose sizes only the store knows, as if not compressed
  std::uint64_t decoded_bytes = 0;
};

class ArraySource : public Declared {
 public:
  virtual const ArrayInfo& info() const = 0;
  // Elements in C order, or a view of such where a step is negative. Throws IndexError for a region that is not of the
  // array; OSError or FileNotFoundError, or ValueError for bytes that can't be decoded, naming file and array.
  NdArray read(const Region& region) const;
  NdArray read() const { return read(whole_region(info().shape)); }
  ReadCost cost(const Region& region) const;

 protected:
  virtual NdArray read_selection(const Selection& selection) const = 0;
  virtual ReadCost cost_of(const Selection& selection) const = 0;
};

using ArraySourcePtr = std::shared_ptr<const ArraySource>;

}  // namespace tusk::io
