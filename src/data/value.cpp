#include <tusk/data/value.h>

#include <cmath>
#include <cstdlib>
#include <cxxabi.h>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/data/dtype_dispatch.h>

namespace tusk {

namespace {

// What stands for a value in the byte form.
enum class ValueForm : std::uint8_t { None, Number, Boxed };

struct ValueReaders {
  std::shared_mutex mutex;
  std::unordered_map<std::string, ValueReader> by_name;
};

// Never destroyed: libraries loaded late register into it, and threads may read it while the process ends.
ValueReaders& value_readers() {
  static auto& readers = *new ValueReaders();
  return readers;
}

ValueReader reader_of(const std::string& type_name) {
  ValueReaders& readers = value_readers();
  const std::shared_lock lock(readers.mutex);
  const auto found = readers.by_name.find(type_name);
  if (found != readers.by_name.end()) return found->second;
  throw TypeError(
      fmt::format("a value of type \"{}\" can't be read: no such type is registered in this process; "
                  "load the library of operations that defines it",
                  type_name));
}

// Whether the 64 bits are those that Value::of gives to some number of the dtype.
template <class T>
bool are_bits_of(std::uint64_t bits) {
  if constexpr (std::floating_point<T>) {
    const auto number = std::bit_cast<double>(bits);
    return std::isnan(number) || double(T(number)) == number;
  } else if constexpr (std::integral<T>) {
    return bits <= 1 || (!std::same_as<T, bool> && std::uint64_t(std::int64_t(T(bits))) == bits);
  } else {
    return false;
  }
}

Value read_number(ByteReader& reader) {
  const auto dtype = DType(reader.read<std::uint8_t>());
  if (dtype > DType::Float64)
    throw ValueError(fmt::format("a serialized number has no dtype of a number: {}", int(dtype)));
  const auto bits = reader.read<std::uint64_t>();
  const bool are_right = visit_dtype(dtype, [&]<class T>() { return are_bits_of<T>(bits); });
  if (!are_right)
    throw ValueError(fmt::format("the bits of a serialized number are those of no {}: {:#x}", name(dtype), bits));
  return Value::number(dtype, bits);
}

}  // namespace

bool register_value_type(const std::string& type_name, ValueReader reader) {
  ValueReaders& readers = value_readers();
  const std::unique_lock lock(readers.mutex);
  readers.by_name.try_emplace(type_name, reader);
  return true;
}

DType Value::dtype() const {
  if (kind_ != ValueKind::Scalar)
    throw TypeError(fmt::format("only a scalar has one dtype: got a value of type {}", type_name()));
  if (!is_boxed_) return dtype_;
  if (box_->type() == typeid(std::complex<float>)) return DType::Complex64;
  if (box_->type() == typeid(std::complex<double>)) return DType::Complex128;
  return DType::String;
}

std::size_t Value::size_bytes() const { return sizeof(Value) + (is_boxed_ ? box_->size_bytes() : 0); }

std::string Value::type_name() const {
  if (is_boxed_) return box_->type_name();
  return is_none() ? "none" : std::string(name(dtype_));
}

bool Value::is_portable() const { return !is_boxed_ || box_->is_portable(); }

std::string Value::print() const {
  std::string text;
  if (is_boxed_) box_->print(text);
  else if (is_none()) text = "None";
  else if (dtype_ == DType::Bool) text = bits_ ? "true" : "false";
  else if (dtype_ == DType::Float32) codec::print_number(text, float(std::bit_cast<double>(bits_)));
  else if (dtype_ == DType::Float64) codec::print_number(text, std::bit_cast<double>(bits_));
  else if (is_unsigned_integer(dtype_)) codec::print_number(text, bits_);
  else codec::print_number(text, std::int64_t(bits_));
  return text;
}

Hash128 Value::hash() const {
  if (!is_portable()) return hash_of(std::tuple{std::string("object"), box_->identity()});
  return hash_of(*this);
}

Value Value::native() const {
  if (!is_boxed_) return *this;
  Value native = box_->native();
  return native.is_none() ? *this : native;
}

void write_value(ByteWriter& writer, const Value& value) {
  if (value.is_none()) {
    writer.write(std::uint8_t(ValueForm::None));
  } else if (!value.is_boxed()) {
    writer.write(std::uint8_t(ValueForm::Number));
    writer.write(std::uint8_t(value.dtype()));
    writer.write(value.number_bits());
  } else {
    writer.write(std::uint8_t(ValueForm::Boxed));
    writer.write_text(value.box()->type_name());
    value.box()->write(writer);
  }
}

Value read_value(ByteReader& reader) {
  const ByteReader::Level level(reader);
  const auto form = reader.read<std::uint8_t>();
  switch (ValueForm(form)) {
    case ValueForm::None: return Value();
    case ValueForm::Number: return read_number(reader);
    case ValueForm::Boxed: return reader_of(reader.read_text())(reader);
  }
  throw ValueError(fmt::format("serialized value has a kind that doesn't exist: {}", form));
}

namespace value {

std::string demangled(const std::type_info& type) {
  int status = 0;
  char* text = abi::__cxa_demangle(type.name(), nullptr, nullptr, &status);
  std::string readable = status == 0 ? text : type.name();
  std::free(text);
  return readable;
}

void fail_conversion(const Value& value, const std::string& wanted) {
  throw TypeError(fmt::format("a value of type {} can't be taken as {}: {}", value.type_name(), wanted, value.print()));
}

void fail_portable(const std::string& type_name) {
  throw TypeError(
      fmt::format("a value of type {} can't leave the process: it has no codec; give the type a list of "
                  "fields (kName and fields()) or specialize tusk::Codec",
                  type_name));
}

Items::Items(const Value& value, const char* wanted, std::ptrdiff_t count) : items_(value.if_boxed<Sequence>()) {
  if (!items_) {
    auto made = value.is_boxed() ? value.box()->items() : std::nullopt;
    if (!made) fail_conversion(value, wanted);
    made_ = *std::move(made);
    items_ = &made_;
  }
  if (count >= 0 && size() != std::size_t(count)) {
    throw ValueError(
        fmt::format("a sequence of {} can't be taken as {} of {}: {}", size(), wanted, count, value.print()));
  }
}

}  // namespace value
}  // namespace tusk
