#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/data/dtype_dispatch.h>

#include "io/arrays/codecs/codecs.h"
#include "io/arrays/codecs/shuffle.h"

namespace tusk::io {
namespace {

void expect_size(std::string_view filter, ConstBytes encoded, std::size_t wanted) {
  if (encoded.size() != wanted)
    throw ValueError(fmt::format("the filter {} gets {} bytes here: it got {}", filter, wanted, encoded.size()));
}

struct ShuffleCodec final : DeclaredAs<ShuffleCodec, ChunkCodec> {
  static constexpr std::string_view kName = "shuffle";
  static constexpr auto fields() { return std::tuple{field("item_size", &ShuffleCodec::item_size)}; }
  std::int64_t item_size = 1;

  void decode(ConstBytes encoded, Bytes out) const override {
    expect_size(kName, encoded, out.size());
    unshuffle(encoded.data(), out.size(), std::size_t(item_size), out.data());
  }
  void encode(ConstBytes decoded, std::vector<std::byte>& out) const override {
    const auto before = out.size();
    out.resize(before + decoded.size());
    shuffle(decoded.data(), decoded.size(), std::size_t(item_size), out.data() + before);
  }
};

template <class T>
T item_at(const std::byte* bytes, std::size_t i) {
  T item;
  std::memcpy(&item, bytes + i * sizeof(T), sizeof(T));
  return item;
}

struct DeltaCodec final : DeclaredAs<DeltaCodec, ChunkCodec> {
  static constexpr std::string_view kName = "delta";
  static constexpr auto fields() { return std::tuple{field("type", &DeltaCodec::type)}; }
  StoredType type;

  void decode(ConstBytes encoded, Bytes out) const override {
    expect_size(kName, encoded, out.size());
    std::memcpy(out.data(), encoded.data(), out.size());
    const auto count = out.size() / type.item_size();
    type.make_native(out.data(), count);
    visit_dtype(type.dtype, [&]<class T>() {
      if constexpr (!std::same_as<T, bool>) add_up<T>(out.data(), count);
    });
    type.make_native(out.data(), count);
  }

 private:
  template <class T>
  static void add_up(std::byte* items, std::size_t count) {
    T sum{};
    for (std::size_t i = 0; i < count; ++i) {
      const auto step = item_at<T>(items, i);
      if constexpr (std::is_integral_v<T>) sum = T(std::make_unsigned_t<T>(sum) + std::make_unsigned_t<T>(step));
      else sum += step;
      std::memcpy(items + i * sizeof(T), &sum, sizeof(T));
    }
  }
};

struct ScaleOffsetCodec final : DeclaredAs<ScaleOffsetCodec, ChunkCodec> {
  static constexpr std::string_view kName = "scale_offset";
  static constexpr auto fields() {
    return std::tuple{field("type", &ScaleOffsetCodec::type), field("encoded_type", &ScaleOffsetCodec::encoded_type),
                      field("scale", &ScaleOffsetCodec::scale), field("offset", &ScaleOffsetCodec::offset)};
  }
  StoredType type, encoded_type;
  double scale = 1, offset = 0;

  std::optional<std::uint64_t> encoded_size(std::uint64_t decoded_size) const override {
    return decoded_size / type.item_size() * encoded_type.item_size();
  }
  void decode(ConstBytes encoded, Bytes out) const override {
    const auto count = out.size() / type.item_size();
    expect_size(kName, encoded, count * encoded_type.item_size());
    std::vector<std::byte> items(encoded.begin(), encoded.end());
    encoded_type.make_native(items.data(), count);
    visit_dtype(type.dtype, [&]<class To>() {
      visit_dtype(encoded_type.dtype, [&]<class From>() {
        if constexpr (std::is_floating_point_v<To> && std::is_arithmetic_v<From>) {
          for (std::size_t i = 0; i < count; ++i) {
            const To item = To(double(item_at<From>(items.data(), i)) / scale + offset);
            std::memcpy(out.data() + i * sizeof(To), &item, sizeof(To));
          }
        }
      });
    });
    type.make_native(out.data(), count);
  }
};

}  // namespace

CodecPtr shuffle_codec(std::int64_t item_size) {
  if (item_size < 1)
    throw ValueError(fmt::format("elements that are shuffled have at least a byte: got {}", item_size));
  auto codec = std::make_shared<ShuffleCodec>();
  codec->item_size = item_size;
  return codec;
}

CodecPtr delta_codec(const StoredType& type) {
  auto codec = std::make_shared<DeltaCodec>();
  codec->type = type;
  return codec;
}

CodecPtr scale_offset_codec(const StoredType& type, const StoredType& encoded, double scale, double offset) {
  if (!is_floating(type.dtype) || is_complex(encoded.dtype)) {
    throw NotImplementedError(fmt::format("scaled values are read as floats, from real numbers: got {} from {}",
                                          name(type.dtype), name(encoded.dtype)));
  }
  auto codec = std::make_shared<ScaleOffsetCodec>();
  codec->type = type, codec->encoded_type = encoded;
  codec->scale = scale, codec->offset = offset;
  return codec;
}

}  // namespace tusk::io
