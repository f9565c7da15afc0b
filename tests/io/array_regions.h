// Regions of arrays: random ones, and what reading them must give, element by element.
#pragma once

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "io/arrays/array_source.h"

namespace tusk::test {

// The elements that a region selects, picked one by one.
inline NdArray picked(const NdArray& array, const io::Region& region) {
  auto out = NdArray::empty(array.dtype(), io::region_shape(region));
  auto* to = static_cast<std::byte*>(out.mutable_data());
  const auto item_bytes = item_size(array.dtype());
  std::vector<std::int64_t> index(region.size(), 0);
  for (std::int64_t i = 0; i < out.size(); ++i) {
    const auto* from = static_cast<const std::byte*>(array.data());
    for (std::size_t axis = 0; axis < region.size(); ++axis)
      from += (region[axis].start + index[axis] * region[axis].step) * array.strides()[axis];
    std::memcpy(to + std::size_t(i) * item_bytes, from, item_bytes);
    for (std::size_t axis = region.size(); axis-- > 0;) {
      if (++index[axis] < out.shape()[axis]) break;
      index[axis] = 0;
    }
  }
  return out;
}

inline io::AxisRange random_range(std::mt19937& random, std::int64_t length) {
  const auto below = [&](std::int64_t limit) { return std::int64_t(random() % std::uint64_t(limit)); };
  if (length == 0) return {0, 0, 1};
  const auto first = below(length), last = below(length);
  const auto step = 1 + below(random() % 2 == 0 ? 1 : length + 2);
  if (first <= last) return {first, last + (random() % 8 == 0 ? 0 : 1), step};
  return {first, last - 1, -step};
}

inline std::string text_of(const io::Region& region) {
  std::string text;
  for (const auto& range : region) text += to_text(range) + " ";
  return text;
}

// 0, 1, 2, ... as that type.
template <class T>
NdArray counted(const Shape& shape) {
  NdArray array = NdArray::empty(dtype_of<T>(), shape);
  auto* items = array.mutable_data<T>();
  for (std::int64_t i = 0; i < array.size(); ++i) items[i] = T(i);
  return array;
}

// Reads the whole, and random regions; from the source itself, and from one that has gone through its bytes.
inline void expect_reads(const io::ArraySourcePtr& source, const NdArray& expected, unsigned seed = 1) {
  SCOPED_TRACE(source->print());
  ASSERT_EQ(source->info().shape, expected.shape());
  ASSERT_EQ(source->info().dtype, expected.dtype());
  EXPECT_EQ(source->read(), expected);
  BufferWriter writer;
  Codec<io::ArraySourcePtr>::write(writer, source);
  ByteReader reader(writer.bytes());
  const auto sent = Codec<io::ArraySourcePtr>::read(reader);
  EXPECT_EQ(sent->hash(), source->hash());
  std::mt19937 random(seed);
  for (int i = 0; i < 200; ++i) {
    io::Region region;
    for (const auto length : expected.shape()) region.push_back(random_range(random, length));
    SCOPED_TRACE(text_of(region));
    ASSERT_EQ((i % 2 == 0 ? source : sent)->read(region), picked(expected, region));
  }
}

}  // namespace tusk::test
