#include <tusk/data/dlpack.h>

#include <cstddef>
#include <memory>

#include <fmt/core.h>

#include <tusk/core/error.h>
#include <tusk/data/dtype_dispatch.h>

namespace tusk::dlpack {

namespace {

static_assert(sizeof(Tensor) == 48 && offsetof(Tensor, shape) == 24 && offsetof(ManagedTensorVersioned, tensor) == 32,
              "DLPack's layout");

constexpr Version kVersion = {1, 0};

template <class Managed>
struct Exported {
  Managed managed = {};
  NdArray array;
  Shape shape;
  Strides strides;
};

DataType type_of_dtype(DType dtype) {
  const TypeCode code = dtype == DType::Bool         ? TypeCode::Bool
                        : is_signed_integer(dtype)   ? TypeCode::Int
                        : is_unsigned_integer(dtype) ? TypeCode::UInt
                        : is_floating(dtype)         ? TypeCode::Float
                                                     : TypeCode::Complex;
  return {code, std::uint8_t(8 * item_size(dtype)), 1};
}

DType dtype_of_type(const DataType& type) {
  for (auto dtype = DType::Bool; dtype < DType::String; dtype = DType(int(dtype) + 1)) {
    const DataType known = type_of_dtype(dtype);
    if (known.code == type.code && known.bits == type.bits && type.lanes == 1) return dtype;
  }
  throw TypeError(fmt::format("there is no dtype for DLPack's type code {} of {} bits in {} lanes", int(type.code),
                              type.bits, type.lanes));
}

NdArray with_whole_strides(const NdArray& array) {
  const auto item = std::int64_t(item_size(array.dtype()));
  for (const std::int64_t stride : array.strides()) {
    if (stride % item != 0) return array.contiguous();
  }
  return array;
}

template <class Managed>
std::unique_ptr<Exported<Managed>> exported(const NdArray& array) {
  auto self = std::make_unique<Exported<Managed>>();
  self->array = with_whole_strides(array);
  self->shape = array.shape();
  for (const std::int64_t stride : self->array.strides())
    self->strides.push_back(stride / std::int64_t(item_size(array.dtype())));
  self->managed.tensor = {.data = array.size() > 0 ? const_cast<void*>(self->array.data()) : nullptr,
                          .device = {DeviceType::Cpu, 0},
                          .ndim = std::int32_t(array.ndim()),
                          .dtype = type_of_dtype(array.dtype()),
                          .shape = self->shape.data(),
                          .strides = self->strides.data(),
                          .byte_offset = 0};
  self->managed.context = self.get();
  self->managed.deleter = [](Managed* managed) { delete static_cast<Exported<Managed>*>(managed->context); };
  return self;
}

Strides strides_in_bytes(const Tensor& tensor, DType dtype) {
  Strides strides(tensor.strides, tensor.strides + tensor.ndim);
  for (std::int64_t& stride : strides) {
    const std::int64_t elements = stride;
    if (__builtin_mul_overflow(elements, std::int64_t(item_size(dtype)), &stride)) {
      throw ValueError(
          fmt::format("a stride of a DLPack tensor must be counted in 63 bits of bytes: got {} elements", elements));
    }
  }
  return strides;
}

NdArray imported(const Tensor& tensor, std::shared_ptr<const void> owner) {
  if (tensor.device.type != DeviceType::Cpu) {
    throw TypeError(fmt::format("DLPack tensors must be in the CPU's memory: got device type {}; copy it there first",
                                int(tensor.device.type)));
  }
  if (tensor.ndim < 0 || tensor.ndim > std::int32_t(NdArray::kMostAxes)) {
    throw ValueError(fmt::format("a DLPack tensor has 0 to {} axes: got {}", NdArray::kMostAxes, tensor.ndim));
  }
  if (tensor.ndim > 0 && !tensor.shape) throw ValueError("a DLPack tensor with axes needs a shape: got a null pointer");
  const DType dtype = dtype_of_type(tensor.dtype);
  Shape shape(tensor.shape, tensor.shape + tensor.ndim);
  const auto* data = tensor.data ? static_cast<const std::byte*>(tensor.data) + tensor.byte_offset : nullptr;
  if (!tensor.strides) return NdArray::wrap(dtype, std::move(shape), data, std::move(owner));
  return NdArray::wrap(dtype, std::move(shape), strides_in_bytes(tensor, dtype), data, std::move(owner));
}

template <class Managed>
std::shared_ptr<const void> owner_of(Managed* tensor) {
  return {static_cast<const void*>(tensor), [tensor](const void*) {
            if (tensor->deleter) tensor->deleter(tensor);
          }};
}

}  // namespace

ManagedTensor* export_tensor(const NdArray& array) { return &exported<ManagedTensor>(array).release()->managed; }

ManagedTensorVersioned* export_tensor_versioned(const NdArray& array) {
  auto self = exported<ManagedTensorVersioned>(array);
  self->managed.version = kVersion;
  self->managed.flags = self->array.data() == array.data() ? kReadOnly : kIsCopied;
  return &self.release()->managed;
}

NdArray import_tensor(ManagedTensor* tensor) { return imported(tensor->tensor, owner_of(tensor)); }

NdArray import_tensor(ManagedTensorVersioned* tensor) {
  auto owner = owner_of(tensor);
  if (tensor->version.major != kVersion.major) {
    throw ValueError(fmt::format("DLPack tensors must be of version {}: got {}.{}", kVersion.major,
                                 tensor->version.major, tensor->version.minor));
  }
  return imported(tensor->tensor, std::move(owner));
}

}  // namespace tusk::dlpack
