#include <cmath>
#include <complex>

#include <gmock/gmock.h>

#include "io/arrays/zarr/zarr_store.h"
#include "tests/core/message_of.h"
#include "tests/io/array_regions.h"
#include "tests/io/fixture_files.h"

namespace tusk::io {
namespace {

using test::expect_reads;
using test::message_of;
using test::patterned;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ZarrStores : public testing::Test {
 protected:
  static const test::FixtureFiles& files() {
    static const test::FixtureFiles kFiles("zarr");
    return kFiles;
  }
  // What `count` even and odd numbers are.
  static NdArray truths() {
    auto array = NdArray::empty(DType::Bool, {5, 7});
    auto* items = array.mutable_data<bool>();
    for (int i = 0; i < 35; ++i) items[i] = i * 7 % 101 % 2 == 0;
    return array;
  }
  // Full of one value, but for a block of another.
  template <class T>
  static NdArray filled_but(const Shape& shape, T fill, const Region& block, T value) {
    std::vector<T> items(std::size_t(shape[0] * shape[1]), fill);
    for (auto i = block[0].start; i < block[0].stop; ++i)
      for (auto j = block[1].start; j < block[1].stop; ++j) items[std::size_t(i * shape[1] + j)] = value;
    return NdArray::from_vector(items, shape);
  }
  // A store of version 3 that holds one array of that metadata, changed at one entry.
  static std::string document_3(const std::string& key, const std::string& value) {
    std::vector<std::pair<std::string, std::string>> entries = {
        {"zarr_format", "3"},
        {"node_type", "\"array\""},
        {"shape", "[4]"},
        {"data_type", "\"int32\""},
        {"chunk_grid", R"({"name": "regular", "configuration": {"chunk_shape": [2]}})"},
        {"chunk_key_encoding", R"({"name": "default"})"},
        {"fill_value", "7"},
        {"codecs", R"([{"name": "bytes", "configuration": {"endian": "little"}}])"}};
    std::string text = "{";
    for (const auto& [name, entry] : entries)
      text += (text.size() > 1 ? ", \"" : "\"") + name + "\": " + (name == key ? value : entry);
    return text + "}";
  }
};

TEST_F(ZarrStores, OfVersion2GiveEveryArray) {
  for (const std::string store : {"2.zarr", "2-consolidated.zarr"}) {
    SCOPED_TRACE(store);
    const auto data_set = open_zarr(files().path(store));
    for (const std::string name : {"plain", "zstd", "zlib", "gzip_shuffle", "lz4"})
      expect_reads(variable(data_set, name), patterned<float>({5, 7}));
    for (const std::string compressor : {"lz4", "lz4hc", "blosclz", "zstd", "zlib"})
      for (const std::string shuffle : {"_0", "_1", "_2"})
        expect_reads(variable(data_set, "blosc_" + compressor + shuffle), patterned<float>({5, 7}));
    expect_reads(variable(data_set, "delta"), patterned<std::int32_t>({5, 7}));
    expect_reads(variable(data_set, "scaled"), patterned<double>({5, 7}));
    expect_reads(variable(data_set, "fortran_slashes"), patterned<std::int16_t>({5, 7}));
    expect_reads(variable(data_set, "big_endian"), patterned<double>({5, 7}));
    expect_reads(variable(data_set, "truth"), truths());
    expect_reads(variable(data_set, "complex"), patterned<std::complex<double>>({5, 7}));
    expect_reads(variable(data_set, "times"), patterned<std::int64_t>({5, 7}));
    expect_reads(variable(data_set, "scalar"), NdArray::from_vector<double>({42.5}, {}));
    expect_reads(variable(data_set, "nothing"), NdArray::empty(DType::Float32, {3, 0}));
    expect_reads(variable(data_set, "one_big_chunk"), patterned<std::int32_t>({5, 7}));
    EXPECT_EQ(variable(data_set, "times")->info().stored_type, "datetime64[s]");
  }
}

TEST_F(ZarrStores, OfVersion3GiveEveryArray) {
  for (const std::string store : {"3.zarr", "3-consolidated.zarr"}) {
    SCOPED_TRACE(store);
    const auto data_set = open_zarr(files().path(store));
    for (const std::string name : {"plain", "blosc_lz4", "blosc_zstd", "blosc_zlib", "blosc_blosclz", "blosc_lz4hc",
                                   "blosc_bits", "zstd", "gzip", "zstd_crc", "crc", "dots", "version_2_names"})
      expect_reads(variable(data_set, name), patterned<float>({5, 7}));
    expect_reads(variable(data_set, "big_endian"), patterned<double>({5, 7}));
    for (const std::string name : {"transposed", "twice_transposed"})
      expect_reads(variable(data_set, name), patterned<std::int16_t>({4, 5, 3}));
    expect_reads(variable(data_set, "truth"), truths());
    expect_reads(variable(data_set, "complex"), patterned<std::complex<float>>({5, 7}));
    expect_reads(variable(data_set, "times"), patterned<std::int64_t>({5, 7}));
    expect_reads(variable(data_set, "scalar"), NdArray::from_vector<std::int32_t>({42}, {}));
    EXPECT_EQ(variable(data_set, "times")->info().stored_type, "datetime64[s]");
  }
}

TEST_F(ZarrStores, GiveTheFillValueForChunksThatAreMissing) {
  const auto two = open_zarr(files().path("2.zarr")), three = open_zarr(files().path("3.zarr"));
  expect_reads(variable(two, "partly"), filled_but<float>({5, 7}, -1, {{2, 4, 1}, {2, 4, 1}}, 5));
  expect_reads(variable(three, "partly_sharded"), filled_but<std::int32_t>({10, 9}, -1, {{2, 4, 1}, {3, 6, 1}}, 5));
  EXPECT_TRUE(std::isnan(variable(two, "unwritten")->read().data<double>()[3]));
  EXPECT_TRUE(std::isnan(variable(three, "not_a_number")->read().data<float>()[1]));
}

TEST_F(ZarrStores, ReadChunksWithinShards) {
  const auto data_set = open_zarr(files().path("3.zarr"));
  const auto sharded = variable(data_set, "sharded");
  EXPECT_EQ(sharded->info().chunk_shape, (Shape{2, 3}));
  expect_reads(sharded, patterned<std::int32_t>({10, 9}));
  expect_reads(variable(data_set, "index_first"), patterned<std::int32_t>({6}));
}

TEST_F(ZarrStores, SayWhatARegionCosts) {
  const auto data_set = open_zarr(files().path("2.zarr"));
  const auto& plain = *variable(data_set, "plain");
  EXPECT_EQ(plain.cost({{0, 5, 1}, {0, 7, 1}}).chunk_count, 4);
  EXPECT_EQ(plain.cost({{4, 2, -1}, {6, 7, 1}}).chunk_count, 1);
  EXPECT_EQ(plain.cost({{0, 5, 4}, {0, 1, 1}}).decoded_bytes, 2 * 3 * 4 * 4);
  EXPECT_EQ(plain.cost({{0, 5, 4}, {2, 2, 1}}).chunk_count, 0);
}

TEST_F(ZarrStores, GiveAttributesAndDimensions) {
  const auto two = open_zarr(files().path("2.zarr"));
  EXPECT_EQ(find_attribute(two.attributes, "title")->as<std::string>(), "all kinds");
  EXPECT_EQ(find_attribute(two.attributes, "count")->as<std::int64_t>(), 3);
  EXPECT_EQ(find_attribute(two.attributes, "scale")->as<double>(), 0.5);
  EXPECT_EQ(find_attribute(two.attributes, "levels")->as<NdArray>(), NdArray::from_vector<std::int64_t>({1, 2, 3}));
  EXPECT_EQ(find_attribute(two.attributes, "ratios")->as<NdArray>(), NdArray::from_vector<double>({0.5, 1}));
  EXPECT_EQ(find_attribute(two.attributes, "is_good")->as<bool>(), true);
  EXPECT_THAT(find_attribute(two.attributes, "names")->as<std::vector<std::string>>(), ElementsAre("a", "b"));
  EXPECT_EQ(find_attribute(two.attributes, "nested")->as<std::string>(), R"({"a":null})");
  EXPECT_EQ(find_attribute(two.attributes, "no"), nullptr);
  const auto three = open_zarr(files().path("3-consolidated.zarr"));
  for (const auto* data_set : {&two, &three}) {
    const auto& info = variable(*data_set, "plain")->info();
    EXPECT_THAT(info.dimensions, ElementsAre("y", "x"));
    EXPECT_EQ(find_attribute(info.attributes, "units")->as<std::string>(), "K");
    EXPECT_EQ(info.attributes.size(), 1);
    EXPECT_EQ(data_set->dimensions.at(0).length, 5);
    EXPECT_THAT(data_set->groups, ElementsAre("sub"));
  }
}

TEST_F(ZarrStores, AreOpenedByGroupAndByArray) {
  for (const std::string store : {"2.zarr", "2-consolidated.zarr", "3.zarr", "3-consolidated.zarr"}) {
    SCOPED_TRACE(store);
    const auto expected = patterned<std::int64_t>({3});
    expect_reads(variable(open_zarr(files().path(store), {.group = "sub"}), "inner"), expected);
    expect_reads(variable(open_zarr(files().path(store), {.group = "/sub/inner/"}), "inner"), expected);
    expect_reads(variable(open_zarr(files().path(store) + "/sub/inner/"), "inner"), expected);
    EXPECT_THAT(message_of<KeyError>([&] { open_zarr(files().path(store), {.group = "sib"}); }),
                HasSubstr("did you mean sub?"));
  }
  EXPECT_TRUE(is_zarr(files().path("2.zarr"), {}));
  EXPECT_FALSE(is_zarr(files().path("."), {}));
}

TEST_F(ZarrStores, NoteWhatCantBeRead) {
  const auto data_set = open_zarr(files().path("2.zarr"));
  EXPECT_THAT(message_of<NotImplementedError>([&] { variable(data_set, "texts"); }),
              AllOf(HasSubstr("'texts'"), HasSubstr("these are \"<U3\"")));
  EXPECT_THAT(message_of<KeyError>([&] { variable(data_set, "plane"); }),
              HasSubstr("has no 'plane'; it has big_endian"));
}

TEST_F(ZarrStores, NameACodecThatIsMissing) {
  const test::TemporaryFolder folder;
  folder.write("a/zarr.json", document_3("codecs", R"([{"name": "bytes"}, {"name": "pcodec"}])"));
  const auto data_set = open_zarr(folder.path("a"));
  EXPECT_THAT(message_of<NotImplementedError>([&] { variable(data_set, "a"); }),
              AllOf(HasSubstr("got 'pcodec'"), HasSubstr("blosc, zstd, gzip")));
}

TEST_F(ZarrStores, RefuseMetadataThatCantBe) {
  const std::vector<std::pair<std::string, std::string>> kChanges = {
      {"shape", "[-1]"},
      {"shape", "[4, 4]"},
      {"shape", "[9223372036854775808]"},
      {"shape", "[4611686018427387904]"},
      {"shape", "\"4\""},
      {"chunk_grid", "3"},
      {"chunk_grid", R"({"name": "regular", "configuration": {"chunk_shape": [0]}})"},
      {"chunk_grid", R"({"name": "regular", "configuration": {"chunk_shape": [4611686018427387904]}})"},
      {"codecs", "{}"},
      {"codecs", "[3]"},
      {"codecs", R"([{"name": "transpose", "configuration": {"order": [1]}}])"},
      {"codecs", R"([{"name": "sharding_indexed", "configuration": {"chunk_shape": [3], "codecs": []}}])"},
      {"fill_value", "\"x\""},
      {"fill_value", "2147483648"},
      {"fill_value", std::string(200, '[') + std::string(200, ']')}};
  for (const auto& [key, value] : kChanges) {
    const test::TemporaryFolder folder;
    folder.write("a/zarr.json", document_3(key, value));
    EXPECT_THAT(message_of<ValueError>([&] { open_zarr(folder.path("a")); }), HasSubstr(folder.path("a")))
        << key << ": " << value;
  }
  const test::TemporaryFolder folder;
  folder.write("a/zarr.json", "{\"zarr_format\": 3");
  EXPECT_THAT(message_of<ValueError>([&] { open_zarr(folder.path("a")); }), HasSubstr("zarr.json': metadata are JSON"));
  EXPECT_THAT(message_of<ValueError>([&] { open_zarr(folder.path("b")); }), HasSubstr("there is none in"));
}

TEST_F(ZarrStores, NameAChunkThatIsBroken) {
  const test::TemporaryFolder folder;
  folder.write("a/zarr.json", document_3("", ""));
  const auto plain = variable(open_zarr(folder.path("a")), "a");
  EXPECT_EQ(plain->read(), NdArray::from_vector<std::int32_t>({7, 7, 7, 7}));
  folder.write("a/c/1", "1234567");
  EXPECT_THAT(message_of<ValueError>([&] { plain->read(); }),
              AllOf(HasSubstr("a/c/1"), HasSubstr("it has 7 bytes instead of 8")));
  for (const std::string codec : {"zstd", "gzip", "blosc", "crc32c", "numcodecs.lz4"}) {
    SCOPED_TRACE(codec);
    folder.write("a/zarr.json", document_3("codecs", R"([{"name": "bytes"}, {"name": ")" + codec + R"("}])"));
    const auto source = variable(open_zarr(folder.path("a")), "a");
    for (const std::string bytes : {"", "1234567", "not at all what the codec says"}) {
      folder.write("a/c/1", bytes);
      EXPECT_THAT(message_of<ValueError>([&] { source->read(); }), AllOf(HasSubstr("array 'a'"), HasSubstr("a/c/1")));
    }
  }
}

TEST_F(ZarrStores, RefuseABrokenShard) {
  const test::TemporaryFolder folder;
  folder.write("a/zarr.json",
               document_3("codecs", R"([{"name": "sharding_indexed", "configuration": {"chunk_shape": [1], "codecs":
                                     [{"name": "bytes"}], "index_codecs": [{"name": "bytes"}]}}])"));
  const auto source = variable(open_zarr(folder.path("a")), "a");
  folder.write("a/c/0", std::string(31, '\0'));
  EXPECT_THAT(message_of<ValueError>([&] { source->read(); }), HasSubstr("an index of 2 chunks"));
  folder.write("a/c/0", std::string(32, '\x7f'));
  EXPECT_THAT(message_of<ValueError>([&] { source->read(); }), HasSubstr("chunks lie in their file"));
}

}  // namespace
}  // namespace tusk::io
