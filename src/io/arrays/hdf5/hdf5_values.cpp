#include "io/arrays/hdf5/hdf5_values.h"

#include <algorithm>
#include <cstring>

#include <tusk/core/error.h>
#include <tusk/data/dtype_dispatch.h>

namespace tusk::io {
namespace {

// Up to the first zero, and without the padding.
std::string text_of(ConstBytes bytes, bool is_padded_with_spaces) {
  std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  text.resize(std::min(text.size(), text.find('\0')));
  while (is_padded_with_spaces && text.ends_with(' ')) text.pop_back();
  return text;
}

std::vector<std::string> texts_of(Hdf5GlobalHeap& heap, const Hdf5Attribute& attribute, Hdf5Cursor cursor) {
  std::vector<std::string> texts;
  for (std::int64_t i = 0; i < attribute.space.element_count(); ++i) {
    if (attribute.type.kind == Hdf5Class::String) {
      texts.push_back(text_of(cursor.take(attribute.type.size), attribute.type.is_padded_with_spaces));
      continue;
    }
    const auto size = cursor.word();
    const auto collection = cursor.address();
    const auto number = cursor.word();
    if (size == 0 || number == 0) {
      texts.emplace_back();
      continue;
    }
    const auto& bytes = heap.object(collection, number);
    texts.push_back(text_of(ConstBytes(bytes).first(std::min<std::size_t>(bytes.size(), size)), false));
  }
  return texts;
}

Value numbers_value(const StoredType& type, ConstBytes bytes) {
  const auto count = bytes.size() / type.item_size();
  auto array = NdArray::empty(type.dtype, {std::int64_t(count)});
  auto* const items = static_cast<std::byte*>(array.mutable_data());
  std::memcpy(items, bytes.data(), count * type.item_size());
  type.make_native(items, count);
  if (count != 1) return Value::of(array);
  return visit_dtype(type.dtype, [&]<class T>() { return Value::of(*array.data<T>()); });
}

}  // namespace

std::optional<Value> hdf5_attribute_value(Hdf5GlobalHeap& heap, const Hdf5Attribute& attribute) {
  if (attribute.space.element_count() == 0) {
    if (attribute.type.is_text) return Value::of(std::string());
    return std::nullopt;
  }
  if (attribute.type.numbers) return numbers_value(*attribute.type.numbers, attribute.bytes);
  if (!attribute.type.is_text) return std::nullopt;
  const auto texts = texts_of(heap, attribute, Hdf5Cursor(attribute.bytes, heap.sizes()));
  if (texts.size() == 1) return Value::of(texts[0]);
  Sequence values;
  for (const auto& text : texts) values.push_back(Value::of(text));
  return Value::of(values);
}

const Hdf5Attribute* find_hdf5_attribute(const std::vector<Hdf5Attribute>& attributes, std::string_view name) {
  const auto place = std::ranges::find(attributes, name, &Hdf5Attribute::name);
  return place == attributes.end() ? nullptr : &*place;
}

std::vector<std::uint64_t> hdf5_references(Hdf5File& file, Hdf5GlobalHeap& heap, const Hdf5Attribute& attribute) {
  std::vector<std::uint64_t> addresses;
  if (attribute.type.kind != Hdf5Class::Sequence || attribute.type.is_text) return addresses;
  auto cursor = file.cursor(attribute.bytes);
  for (std::int64_t i = 0; i < attribute.space.element_count(); ++i) {
    const auto count = cursor.word();
    const auto collection = cursor.address();
    const auto number = cursor.word();
    addresses.push_back(count == 0 || number == 0 ? kHdf5Undefined
                                                  : file.cursor(heap.object(collection, number)).address());
  }
  return addresses;
}

Value hdf5_fill_value(Hdf5File& file, const Hdf5Object& object, const StoredType& type) {
  auto array = NdArray::zeros(type.dtype, {});
  ConstBytes bytes;
  if (const auto* message = object.find(Hdf5MessageType::FillValue)) {
    auto cursor = file.cursor(message->bytes);
    const auto version = cursor.byte();
    bool is_there = true;
    if (version < 3) {
      cursor.skip(2);
      const bool is_defined = cursor.byte() != 0;
      is_there = version == 1 || is_defined;
    } else {
      is_there = cursor.byte() & 0x20;
    }
    if (is_there) bytes = cursor.take(cursor.word());
  } else if (const auto* old = object.find(Hdf5MessageType::OldFillValue)) {
    auto cursor = file.cursor(old->bytes);
    bytes = cursor.take(cursor.word());
  }
  if (bytes.size() == type.item_size()) {
    auto* const item = static_cast<std::byte*>(array.mutable_data());
    std::memcpy(item, bytes.data(), bytes.size());
    type.make_native(item, 1);
  }
  return Value::of(array);
}

}  // namespace tusk::io
