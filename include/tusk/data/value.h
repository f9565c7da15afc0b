// Value: what a task takes and returns. Immutable, 16 bytes, cheap to copy, of one of six kinds.
//
//   None      nothing: what a void function returns
//   Scalar    a number, a truth value or a text, with its dtype; numbers lie in the value itself
//   NdArray   <tusk/data/ndarray.h>
//   Table     <tusk/data/table.h>
//   Sequence  std::vector<Value>
//   Opaque    any other C++ object, or an object of a foreign runtime
//
// `Value::of(x)` makes one from any C++ object, `as<T>()` gives it back. Copies share; reading from many threads is
// safe. A value whose type has a codec (<tusk/core/codec.h>) is portable: it can be written and read elsewhere.
#pragma once

#include <bit>
#include <complex>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <tusk/core/codec.h>
#include <tusk/data/box.h>
#include <tusk/data/dtype.h>

namespace tusk {

class NdArray;
class Table;
using Sequence = std::vector<Value>;

class Value {
 public:
  Value() noexcept = default;
  // Takes over one reference to `box`.
  explicit Value(const Box* box) noexcept : kind_(box->kind()), is_boxed_(true), box_(box) {}
  Value(const Value& other) noexcept
      : kind_(other.kind_), dtype_(other.dtype_), is_boxed_(other.is_boxed_), bits_(other.bits_) {
    if (is_boxed_) box_->retain();
  }
  Value(Value&& other) noexcept { swap(other); }
  Value& operator=(Value other) noexcept {
    swap(other);
    return *this;
  }
  ~Value() {
    if (is_boxed_) box_->release();
  }

  // The value of any C++ object. Numbers, truth values and enumerations become scalars, an optional what it holds or
  // None; a Value is itself. Throws ValueError for values that nest too deep (Box::kDeepestNesting).
  template <class T>
  static Value of(T&& object);

  ValueKind kind() const noexcept { return kind_; }
  bool is_none() const noexcept { return kind_ == ValueKind::None; }
  // Of a scalar: its dtype. Throws TypeError for other kinds.
  DType dtype() const;
  std::size_t size_bytes() const;
  std::string type_name() const;
  bool is_portable() const;
  // In short: 42, 'text', [1, 2, ...], NdArray(float64, (3, 4)).
  std::string print() const;
  // Of the type and the bytes; of what is not portable, of this one object (equal only to copies of itself). Tables of
  // equal rows in other chunks hash otherwise.
  Hash128 hash() const;
  // The native value of a foreign object; of every other value, itself.
  Value native() const;

  // The object as a T. Numbers convert where they keep their meaning: integers are checked against T's range, truth
  // values become integers, all of these floats, and floats complex numbers, rounded to T's precision; a float does not
  // become an integer, nor a number a truth value. Sequences, boxed containers and arrays convert element by element
  // to vectors, arrays, tuples, pairs, sets and maps (of pairs); None to an empty optional; foreign objects through
  // `native()`. Throws TypeError saying both types, ValueError when a number is out of T's range or a length differs.
  template <class T>
  T as() const;
  // The object itself if it is exactly a T on the heap, else nullptr. Valid as long as a copy of the value lives.
  template <class T>
  const T* if_boxed() const noexcept {
    return is_boxed_ && box_->type() == typeid(T) ? static_cast<const T*>(box_->object()) : nullptr;
  }
  // The 64 bits of a number that lies in the value: an int64, an uint64 or a float64 by its dtype's class.
  std::uint64_t number_bits() const noexcept { return bits_; }
  bool is_boxed() const noexcept { return is_boxed_; }
  // Whether a number of that dtype lies in the value.
  bool is_number(DType dtype) const noexcept { return kind_ == ValueKind::Scalar && !is_boxed_ && dtype_ == dtype; }
  const Box* box() const noexcept { return is_boxed_ ? box_ : nullptr; }

  // A number of dtype `dtype` from its 64 bits.
  static Value number(DType dtype, std::uint64_t bits) noexcept {
    Value value;
    value.kind_ = ValueKind::Scalar, value.dtype_ = dtype, value.bits_ = bits;
    return value;
  }

 private:
  void swap(Value& other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(dtype_, other.dtype_);
    std::swap(is_boxed_, other.is_boxed_);
    std::swap(bits_, other.bits_);
  }

  ValueKind kind_ = ValueKind::None;
  DType dtype_ = DType::Bool;
  bool is_boxed_ = false;
  union {
    std::uint64_t bits_ = 0;
    const Box* box_;
  };
};

static_assert(sizeof(Value) == 16);

// Writes a value with its kind and type; throws TypeError naming the type if the value is not portable.
void write_value(ByteWriter& writer, const Value& value);
// Reads what `write_value` wrote. Throws ValueError on bytes that can't be one, TypeError on a type not known here:
// known are the types of this library, and those of which the program, or a library that it loaded, makes or takes
// values.
Value read_value(ByteReader& reader);

template <>
struct Codec<Value> {
  static std::string name() { return "value"; }
  static void write(ByteWriter& writer, const Value& value) { write_value(writer, value); }
  static Value read(ByteReader& reader) { return read_value(reader); }
  static void print(std::string& text, const Value& value) { text += value.print(); }
};

namespace value {

// What `as<T>()` tries after the exact type (<tusk/data/value_from.h>).
template <class T>
struct From;

[[noreturn]] void fail_conversion(const Value& value, const std::string& wanted);

}  // namespace value
}  // namespace tusk

#include <tusk/data/value_convert.h>
#include <tusk/data/value_from.h>
