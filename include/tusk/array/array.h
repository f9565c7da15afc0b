// Array: a lazy array of any number of dimensions, in chunks. Names and meanings are NumPy's.
//
//   Array x = from_ndarray(values, {1000, 1000});
//   NdArray means = ((x - 273.15) * 9 / 5 + 32).mean({0}).compute();
//
// Operations only note what to do; compute() does it. Literals are weak, as NumPy's scalars are: they take the array's
// dtype where that can hold their kind. Mistakes in shapes and dtypes are found by the call that makes them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <tusk/data/ndarray.h>
#include <tusk/graph/contents.h>
#include <tusk/graph/draw.h>
#include <tusk/graph/scheduler.h>

namespace tusk {

namespace expr {
class Node;
using NodePtr = std::shared_ptr<const Node>;
}  // namespace expr

// The lengths of chunks along each axis; -1 stands for one that is not known before it is computed.
using ChunkLengths = std::vector<std::vector<std::int64_t>>;

// What is taken along an axis.
struct Slice {
  std::optional<std::int64_t> start = {}, stop = {};
  std::int64_t step = 1;
};
struct NewAxis {};
struct Ellipsis {};
using Index = std::variant<std::int64_t, Slice, NewAxis, Ellipsis>;

struct ReductionOptions {
  std::optional<std::vector<std::int64_t>> axes = {};  // all, unless given
  bool keepdims = false;
  std::int64_t ddof = 0;         // of var and std
  std::int64_t split_every = 8;  // partial results that are combined at once
};

class Array {
 public:
  using ValueType = NdArray;
  explicit Array(expr::NodePtr node);
  // Throws TypeError for another collection.
  static Array of_collection(const lazy::CollectionPtr& collection);

  const expr::NodePtr& node() const { return node_; }
  lazy::CollectionPtr collection() const;
  NdArray compute(const RunOptions& options = {}) const;
  Array persist(const RunOptions& options = {}) const;
  // What compute() will do.
  std::string explain() const;
  // "Array(float64, shape (4, 3), chunks ((2, 2), (3,)))".
  std::string to_string() const;

  DType dtype() const;
  std::vector<std::int64_t> shape() const;  // -1 where it is not known
  std::size_t ndim() const { return shape().size(); }
  ChunkLengths chunks() const;
  std::int64_t npartitions() const;  // blocks

  // Any elementwise function of the kernels; this array is its first operand.
  Array elementwise(const std::string& function, const std::vector<std::variant<Array, Value>>& others = {},
                    const std::map<std::string, Value>& parameters = {}) const;
  Array astype(DType dtype) const;

  // Throws IndexError for too many indices, or one beyond an axis.
  Array index(const std::vector<Index>& indices) const;
  // The same elements in other chunks. Throws ValueError unless they add up to the shape.
  Array rechunk(const ChunkLengths& chunks) const;
  // The axes in another order, by default reversed.
  Array transpose(const std::optional<std::vector<std::int64_t>>& axes = {}) const;

  // "sum", "prod", "mean", "var", "std", "min", "max", "any", "all", with NumPy's dtypes; moments of float32 are of
  // float32, computed in float64. Throws IndexError or ValueError for axes, ValueError for min and max of no elements.
  Array reduce(const std::string& kind, const ReductionOptions& options = {}) const;
  Array sum(const ReductionOptions& options = {}) const { return reduce("sum", options); }
  Array mean(const ReductionOptions& options = {}) const { return reduce("mean", options); }
  Array std(const ReductionOptions& options = {}) const { return reduce("std", options); }
  Array var(const ReductionOptions& options = {}) const { return reduce("var", options); }
  Array min(const ReductionOptions& options = {}) const { return reduce("min", options); }
  Array max(const ReductionOptions& options = {}) const { return reduce("max", options); }

 private:
  expr::NodePtr node_;
};

using ArrayOperand = std::variant<Array, Value>;

// The kernels' function of any operands, one of them an array.
Array elementwise_array(const std::string& function, const std::vector<ArrayOperand>& operands,
                        const std::map<std::string, Value>& parameters = {});

// Views of an array in memory. Throws ValueError unless the chunks add up to its shape.
Array from_ndarray(const NdArray& values, const ChunkLengths& chunks);
// Arrays whose elements are all `value`, which the dtype can hold.
Array full(const ChunkLengths& chunks, const Value& value, DType dtype, const std::string& word = "full");
// start, start + step …: as many as the chunks add up to.
Array arange(const Value& start, const Value& step, const std::vector<std::int64_t>& chunks, DType dtype);

// Chunks of about `bytes` for a shape: -1 along an axis takes it whole, a positive number its chunks' length, and 0
// lets them be as long as the bytes allow. Throws ValueError for another number of axes.
ChunkLengths chunks_of_shape(const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& wanted,
                             std::int64_t item_bytes, std::int64_t bytes = std::int64_t(128) << 20);

}  // namespace tusk
