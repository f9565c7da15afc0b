#include <tusk/data/ndarray.h>

#include <cstring>

#include <fmt/format.h>

#include <tusk/core/memory.h>
#include <tusk/data/dtype_dispatch.h>

#include "data/array_layout.h"
#include "data/strided_runs.h"

namespace tusk {

namespace {

bool is_aligned(DType dtype, const Strides& strides, const void* data) {
  const std::size_t alignment = visit_dtype(dtype, []<class T>() { return alignof(T); });
  auto offsets = reinterpret_cast<std::uintptr_t>(data);
  for (const std::int64_t stride : strides) offsets |= std::uintptr_t(stride);
  return offsets % alignment == 0;
}

std::shared_ptr<const void> allocate_elements(std::size_t size_bytes) {
  MemoryPool& pool = default_memory_pool();
  return {pool.allocate(size_bytes), [&pool, size_bytes](void* block) { pool.free(block, size_bytes); }};
}

NdArray copied(const NdArray& array) {
  NdArray copy = NdArray::empty(array.dtype(), array.shape());
  const std::size_t item = item_size(array.dtype());
  auto* out = static_cast<std::byte*>(copy.mutable_data());
  data::for_each_run(array, [&](const data::Run& run) {
    data::gather(run, item, out);
    out += std::size_t(run.count) * item;
    return true;
  });
  return copy;
}

}  // namespace

NdArray::NdArray() : shape_{0}, strides_{8} {}

NdArray NdArray::empty(DType dtype, Shape shape) {
  data::check_shape(dtype, shape);
  NdArray array;
  array.dtype_ = dtype;
  array.is_ours_ = true;
  array.size_ = data::element_count(shape);
  array.strides_ = data::c_order_strides(dtype, shape);
  array.shape_ = std::move(shape);
  array.owner_ = allocate_elements(array.size_bytes());
  array.data_ = array.owner_.get();
  return array;
}

NdArray NdArray::zeros(DType dtype, Shape shape) {
  NdArray array = empty(dtype, std::move(shape));
  if (array.size_ > 0) std::memset(array.mutable_data(), 0, array.size_bytes());
  return array;
}

NdArray NdArray::wrap(DType dtype, Shape shape, Strides strides, const void* data, std::shared_ptr<const void> owner) {
  data::check_shape(dtype, shape);
  data::check_strides(shape, strides);
  NdArray array;
  array.dtype_ = dtype;
  array.size_ = data::element_count(shape);
  if (!data && array.size_ > 0)
    throw ValueError("an array of shape " + shape_text(shape) + " needs memory: got a null pointer");
  const bool must_copy = array.size_ > 0 && !is_aligned(dtype, strides, data);
  array.shape_ = std::move(shape);
  array.strides_ = std::move(strides);
  array.data_ = data;
  array.owner_ = std::move(owner);
  return must_copy ? copied(array) : array;
}

NdArray NdArray::wrap(DType dtype, Shape shape, const void* data, std::shared_ptr<const void> owner) {
  data::check_shape(dtype, shape);
  Strides strides = data::c_order_strides(dtype, shape);
  return wrap(dtype, std::move(shape), std::move(strides), data, std::move(owner));
}

std::size_t NdArray::size_bytes() const noexcept {
  std::size_t count = size_ > 0 ? 1 : 0;
  for (std::size_t i = 0; i < ndim(); ++i) {
    if (strides_[i] != 0) count *= std::size_t(shape_[i]);
  }
  return count * item_size(dtype_);
}

bool NdArray::is_contiguous() const noexcept {
  if (size_ == 0) return true;
  auto expected = std::int64_t(item_size(dtype_));
  for (std::size_t i = ndim(); i-- > 0;) {
    if (shape_[i] != 1 && strides_[i] != expected) return false;
    expected *= shape_[i];
  }
  return true;
}

NdArray NdArray::contiguous() const { return is_contiguous() ? *this : copied(*this); }

NdArray NdArray::operator[](std::int64_t i) const {
  if (ndim() == 0 || i < 0 || i >= shape_[0]) {
    throw IndexError(fmt::format("the first axis of an array of shape {} has no index {}", shape_text(shape_), i));
  }
  const auto* first = static_cast<const std::byte*>(data_) + i * strides_[0];
  return wrap(dtype_, Shape(shape_.begin() + 1, shape_.end()), Strides(strides_.begin() + 1, strides_.end()), first,
              owner_);
}

Sequence NdArray::items() const {
  constexpr std::int64_t kMostEmptyParts = 1 << 16;
  if (ndim() == 0) throw TypeError("an array without axes has no items");
  if (size_ == 0 && shape_[0] > kMostEmptyParts) {
    throw ValueError(fmt::format("an array without elements has at most {} items: got shape {}", kMostEmptyParts,
                                 shape_text(shape_)));
  }
  Sequence items;
  items.reserve(std::size_t(shape_[0]));
  for (std::int64_t i = 0; i < shape_[0]; ++i) {
    if (ndim() > 1) {
      items.push_back(Value::of((*this)[i]));
    } else {
      const auto* element = static_cast<const std::byte*>(data_) + i * strides_[0];
      items.push_back(visit_dtype(dtype_, [&]<class T>() { return Value::of(*reinterpret_cast<const T*>(element)); }));
    }
  }
  return items;
}

void* NdArray::mutable_data() {
  if (!is_ours_)
    throw ValueError(
        "an array can be filled only by who made it: this one is a view or wraps memory of others; copy it");
  if (owner_.use_count() > 1)
    throw ValueError("an array can be filled only as long as nothing shares its memory: copy it");
  return const_cast<void*>(data_);
}

void NdArray::expect_dtype(DType dtype) const {
  if (dtype != dtype_)
    throw TypeError(
        fmt::format("the elements of this array are {}: they can't be read as {}", name(dtype_), name(dtype)));
}

bool operator==(const NdArray& a, const NdArray& b) {
  if (a.dtype() != b.dtype() || a.shape() != b.shape()) return false;
  if (a.size() == 0 || (a.data() == b.data() && a.strides() == b.strides())) return true;
  const NdArray left = a.contiguous(), right = b.contiguous();
  return std::memcmp(left.data(), right.data(), left.size_bytes()) == 0;
}

std::string shape_text(const Shape& shape) {
  return fmt::format("({}{})", fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
}

}  // namespace tusk
