// Arrays to and from other libraries without a copy, by DLPack 1 (https://dmlc.github.io/dlpack/latest/c_api.html).
//
// The structures are DLPack's, with its layout, under names of our own: a pointer to one is cast to or from the
// DLManagedTensor or DLManagedTensorVersioned that another library means. Memory of the CPU only.
#pragma once

#include <cstdint>

#include <tusk/data/ndarray.h>

namespace tusk::dlpack {

struct Version {
  std::uint32_t major;
  std::uint32_t minor;
};

enum class DeviceType : std::int32_t { Cpu = 1 };

struct Device {
  DeviceType type;
  std::int32_t id;
};

enum class TypeCode : std::uint8_t { Int = 0, UInt = 1, Float = 2, Complex = 5, Bool = 6 };

struct DataType {
  TypeCode code;
  std::uint8_t bits;
  std::uint16_t lanes;
};

struct Tensor {
  void* data;
  Device device;
  std::int32_t ndim;
  DataType dtype;
  std::int64_t* shape;
  std::int64_t* strides;  // in elements; null: C order
  std::uint64_t byte_offset;
};

// DLManagedTensor: has no way to say that its memory is read-only.
struct ManagedTensor {
  Tensor tensor;
  void* context;
  void (*deleter)(ManagedTensor* self);
};

inline constexpr std::uint64_t kReadOnly = 1;
inline constexpr std::uint64_t kIsCopied = 2;

// DLManagedTensorVersioned.
struct ManagedTensorVersioned {
  Version version;
  void* context;
  void (*deleter)(ManagedTensorVersioned* self);
  std::uint64_t flags;
  Tensor tensor;
};

// A tensor over the array's memory, which it keeps alive until its deleter is called. Arrays are immutable: the
// versioned one is flagged read-only; whoever takes the other must know it. An array whose strides are no multiples
// of its element's size is copied.
ManagedTensor* export_tensor(const NdArray& array);
ManagedTensorVersioned* export_tensor_versioned(const NdArray& array);

// The array over a tensor's memory. Takes the tensor over: its deleter is called when the last array on it goes, or at
// once if this throws. Throws TypeError for an element type or a device that we don't have, ValueError for a tensor
// that can't be, or of another major version.
NdArray import_tensor(ManagedTensor* tensor);
NdArray import_tensor(ManagedTensorVersioned* tensor);

}  // namespace tusk::dlpack
