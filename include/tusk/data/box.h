// Box: an immutable object on the heap, shared by counting, of a type that is known at run time.
//
// What does not fit into a Value's 16 bytes lives in one. Counting is thread-safe; the object is never changed.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <typeinfo>
#include <vector>

#include <tusk/core/serial.h>
#include <tusk/data/dtype.h>

namespace tusk {

class Value;

enum class ValueKind : std::uint8_t { None, Scalar, NdArray, Table, Sequence, Opaque };

// Numbers of one dtype that lie one after the other in memory.
struct FlatNumbers {
  DType dtype;
  const void* data;
  std::size_t size;
};

class Box {
 public:
  // How deep values may lie in each other; what destroys, measures, writes or prints them goes as deep on the stack.
  static constexpr std::uint32_t kDeepestNesting = 250;

  // `nesting`: 0 if the object holds no values, else 1 more than the highest nesting of these. Throws ValueError when
  // it is too deep.
  explicit Box(std::uint32_t nesting = 0);
  Box(const Box&) = delete;
  Box& operator=(const Box&) = delete;
  virtual ~Box() = default;

  virtual ValueKind kind() const = 0;
  virtual const std::type_info& type() const = 0;
  virtual const void* object() const = 0;
  // Bytes of memory that the object holds, itself included.
  virtual std::size_t size_bytes() const = 0;
  // What a user calls the type: its codec's name, else the C++ name.
  virtual std::string type_name() const = 0;
  // Whether the object can be written, and read in another process.
  virtual bool is_portable() const = 0;
  // Writes the object for the reader that is registered under its type name. Throws TypeError if not portable.
  virtual void write(ByteWriter& writer) const = 0;
  // Appends the object in short, as a person would want to see it in an error or a picture.
  virtual void print(std::string& text) const = 0;
  // For an object of a foreign runtime (Python's): the native value that it stands for, None if there isn't one.
  virtual Value native() const;
  // The elements of a container as values, entries of a map as pairs; nullopt if the object is not a container.
  virtual std::optional<std::vector<Value>> items() const;
  // The object's elements where they are numbers that lie in one piece, as long as the box lives.
  virtual std::optional<FlatNumbers> flat_numbers() const { return std::nullopt; }

  std::uint32_t nesting() const noexcept { return nesting_; }
  // A random number that is this object's alone, in all processes. Drawn at the first call.
  std::uint64_t identity() const;

  void retain() const noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
  void release() const noexcept {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

 private:
  mutable std::atomic<std::uint32_t> references_{1};
  std::uint32_t nesting_;
  mutable std::atomic<std::uint64_t> identity_{0};
};

}  // namespace tusk
