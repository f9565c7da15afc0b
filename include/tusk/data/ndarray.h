// NdArray: numbers of one dtype in as many dimensions as wanted, in memory that copies and views share.
//
// Element (i, j, ...) lies `i * strides[0] + j * strides[1] + ...` bytes after data(); strides may be negative, and 0
// where an axis is broadcast. Immutable once it is shared: whoever makes an array fills it first. Reading from many
// threads is safe. Memory comes from default_memory_pool(), unless wrap() took over someone else's.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <tusk/core/error.h>
#include <tusk/data/value.h>

namespace tusk {

using Shape = std::vector<std::int64_t>;
using Strides = std::vector<std::int64_t>;

class NdArray {
 public:
  static constexpr std::size_t kMostAxes = 64;

  // No elements: float64 of shape (0,).
  NdArray();
  // In C order; the elements are not set. Throws ValueError for a negative length, more than 64 axes, or more bytes
  // than 63 bits count, TypeError for dtype string, MemoryError when the pool has no room.
  static NdArray empty(DType dtype, Shape shape);
  static NdArray zeros(DType dtype, Shape shape);
  // Memory that belongs to `owner` (to nobody, if null: it must outlive the array), not copied; the bytes of truth
  // values are 0 or 1. Elements that are not aligned as their C++ type demands are copied. Throws what empty() throws,
  // and ValueError unless each axis has a stride.
  static NdArray wrap(DType dtype, Shape shape, Strides strides, const void* data, std::shared_ptr<const void> owner);
  // The same, of elements that lie in C order.
  static NdArray wrap(DType dtype, Shape shape, const void* data, std::shared_ptr<const void> owner);
  // A copy of the elements; `shape` is (size,) unless given. Throws ValueError if it holds another number of elements.
  template <class T>
  static NdArray from_vector(const std::vector<T>& elements);
  template <class T>
  static NdArray from_vector(const std::vector<T>& elements, Shape shape);

  DType dtype() const noexcept { return dtype_; }
  const Shape& shape() const noexcept { return shape_; }
  const Strides& strides() const noexcept { return strides_; }
  std::size_t ndim() const noexcept { return shape_.size(); }
  // Number of elements.
  std::int64_t size() const noexcept { return size_; }
  // Bytes of the elements that lie in memory: an axis that is broadcast counts once.
  std::size_t size_bytes() const noexcept;
  // Whether the elements lie in C order without gaps.
  bool is_contiguous() const noexcept;
  // An array of the same elements in C order: this one if it is contiguous, else a copy.
  NdArray contiguous() const;
  // The i-th part along the first axis, as a view. Throws IndexError unless 0 <= i < shape()[0].
  NdArray operator[](std::int64_t i) const;
  // All parts along the first axis: numbers if there is no other, else arrays. Throws TypeError if there is no axis,
  // ValueError for more than 2^16 parts without elements: lengths beside a 0 may be anything, and need no memory.
  Sequence items() const;

  // The first element; the others as the strides say. Throws TypeError if T is not the C++ type of the dtype.
  template <class T>
  const T* data() const;
  const void* data() const noexcept { return data_; }
  const std::shared_ptr<const void>& owner() const noexcept { return owner_; }
  // To fill a new array. Throws ValueError if another array shares the memory, or if it was wrapped.
  template <class T>
  T* mutable_data();
  void* mutable_data();

 private:
  void expect_dtype(DType dtype) const;

  DType dtype_ = DType::Float64;
  bool is_ours_ = false;
  Shape shape_;
  Strides strides_;
  std::int64_t size_ = 0;
  const void* data_ = nullptr;
  std::shared_ptr<const void> owner_;
};

// Whether dtype, shape and the bytes of the elements are the same, as equal hashes say: a NaN equals itself, and 0.0
// is not -0.0. Strides do not matter.
bool operator==(const NdArray& a, const NdArray& b);

// (3, 4); one length is (3,).
std::string shape_text(const Shape& shape);

template <class T>
const T* NdArray::data() const {
  expect_dtype(dtype_of<T>());
  return static_cast<const T*>(data_);
}

template <class T>
T* NdArray::mutable_data() {
  expect_dtype(dtype_of<T>());
  return static_cast<T*>(mutable_data());
}

template <class T>
NdArray NdArray::from_vector(const std::vector<T>& elements) {
  return from_vector(elements, {std::int64_t(elements.size())});
}

template <class T>
NdArray NdArray::from_vector(const std::vector<T>& elements, Shape shape) {
  NdArray array = empty(dtype_of<T>(), std::move(shape));
  if (array.size() != std::int64_t(elements.size())) {
    throw ValueError("an array of shape " + shape_text(array.shape()) + " can't be made of " +
                     std::to_string(elements.size()) + " elements");
  }
  std::copy(elements.begin(), elements.end(), array.mutable_data<T>());
  return array;
}

// dtype, shape, then the elements in C order.
template <>
struct Codec<NdArray> {
  static std::string name() { return "ndarray"; }
  static void write(ByteWriter& writer, const NdArray& array);
  static NdArray read(ByteReader& reader);
  // NdArray(float64, (3, 4), [0, 1, 2, 3, 4, 5, 6, 7, ...]): the first elements in C order.
  static void print(std::string& text, const NdArray& array);
};

namespace value {

// From a vector or an array of numbers, which is shared, not copied.
template <>
struct From<NdArray> {
  static NdArray convert(const Value& value);
};

}  // namespace value
}  // namespace tusk
