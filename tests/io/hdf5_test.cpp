#include <complex>

#include <gmock/gmock.h>

#include "io/arrays/hdf5/hdf5_data_set.h"
#include "tests/core/message_of.h"
#include "tests/io/array_regions.h"
#include "tests/io/fixture_files.h"

namespace tusk::io {
namespace {

using test::expect_reads;
using test::message_of;
using test::patterned;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

const test::FixtureFiles& hdf5_files() {
  static const test::FixtureFiles kFiles("hdf5");
  return kFiles;
}
const test::FixtureFiles& netcdf_files() {
  static const test::FixtureFiles kFiles("netcdf");
  return kFiles;
}

std::vector<std::string> names_of(const DataSet& data_set) {
  std::vector<std::string> names;
  for (const auto& source : data_set.variables) names.push_back(source->info().name);
  return names;
}

// Of files that the library has written in its oldest form, its newest, and that of version 1.8, with links in the
// order in which they were made.
class Hdf5Files : public testing::TestWithParam<std::string> {
 protected:
  DataSet open(const std::string& group = {}) const {
    return open_hdf5(hdf5_files().path(GetParam()), {.group = group});
  }
};
INSTANTIATE_TEST_SUITE_P(Versions, Hdf5Files, testing::Values("earliest.h5", "latest.h5", "v108.h5"),
                         [](const auto& info) { return info.param.substr(0, info.param.find('.')); });

TEST_P(Hdf5Files, GiveEveryArray) {
  const auto data_set = open();
  for (const std::string name : {"contiguous", "plain", "deflate", "shuffle_deflate", "fletcher", "compact"})
    expect_reads(variable(data_set, name), patterned<float>({5, 7}));
  expect_reads(variable(data_set, "big_endian"), patterned<std::int32_t>({5, 7}));
  expect_reads(variable(data_set, "contiguous_big_endian"), patterned<double>({5, 7}));
  expect_reads(variable(data_set, "bytes"), patterned<std::uint8_t>({1000}));
  expect_reads(variable(data_set, "doubles"), patterned<double>({100, 3}));
  expect_reads(variable(data_set, "complex"), patterned<std::complex<double>>({5, 7}));
  expect_reads(variable(data_set, "scalar"), NdArray::from_vector<double>({42.5}, {}));
  EXPECT_EQ(variable(data_set, "truth")->info().dtype, DType::Bool);
  EXPECT_EQ(variable(data_set, "truth")->read({{0, 1, 1}, {0, 3, 1}}),
            NdArray::wrap(DType::Bool, {1, 3}, "\1\0\1", nullptr));
  expect_reads(variable(data_set, "nothing"), NdArray::empty(DType::Float32, {3, 0}));
  expect_reads(variable(data_set, "growing_from_nothing"), NdArray::empty(DType::Float32, {0, 4}));
}

TEST_P(Hdf5Files, FindChunksByEveryKindOfIndex) {
  const auto data_set = open();
  expect_reads(variable(data_set, "many"), patterned<std::int16_t>({20, 50}));
  expect_reads(variable(data_set, "growing"), patterned<std::int16_t>({30, 5}));
  expect_reads(variable(data_set, "growing_both"), patterned<std::int16_t>({30, 9}));
  expect_reads(variable(data_set, "one_big_chunk"), patterned<std::int32_t>({5, 7}));
  expect_reads(variable(data_set, "single_chunk"), patterned<std::int32_t>({5, 7}));
  expect_reads(variable(data_set, "single_deflated_chunk"), patterned<std::int32_t>({5, 7}));
  expect_reads(variable(data_set, "paged"), patterned<std::int16_t>({1100}));
  expect_reads(variable(data_set, "growing_long"), patterned<std::int16_t>({260}));
  expect_reads(variable(data_set, "growing_both_long"), patterned<std::int16_t>({20, 20}));
}

TEST_P(Hdf5Files, GiveTheFillValueForWhatWasNotWritten) {
  const auto data_set = open();
  std::vector<float> partly(35, -1);
  for (const std::size_t i : {2, 3})
    for (const std::size_t j : {2, 3}) partly[i * 7 + j] = 5;
  expect_reads(variable(data_set, "partly"), NdArray::from_vector(partly, {5, 7}));
  expect_reads(variable(data_set, "unwritten"), NdArray::from_vector(std::vector<std::int32_t>(35, 9), {5, 7}));
}

TEST_P(Hdf5Files, SayWhatARegionCosts) {
  const auto data_set = open();
  const auto& plain = *variable(data_set, "plain");
  EXPECT_EQ(plain.info().chunk_shape, (Shape{3, 4}));
  const auto cost = plain.cost({{0, 5, 4}, {0, 1, 1}});
  EXPECT_EQ(cost.chunk_count, 2);
  EXPECT_EQ(cost.stored_bytes, 2 * 3 * 4 * 4);
  EXPECT_EQ(variable(data_set, "partly")->cost({{0, 5, 1}, {0, 7, 1}}).stored_bytes, 16);
  EXPECT_LT(variable(data_set, "bytes")->cost({{0, 1000, 1}}).stored_bytes, 1200);
}

TEST_P(Hdf5Files, GiveAttributes) {
  const auto data_set = open();
  EXPECT_EQ(find_attribute(data_set.attributes, "title")->as<std::string>(), "all kinds");
  EXPECT_EQ(find_attribute(data_set.attributes, "count")->dtype(), DType::Int16);
  EXPECT_EQ(find_attribute(data_set.attributes, "levels")->as<NdArray>(), NdArray::from_vector<float>({1.5, 2.5}));
  EXPECT_THAT(find_attribute(data_set.attributes, "names")->as<std::vector<std::string>>(), ElementsAre("a", "bc"));
  EXPECT_EQ(find_attribute(data_set.attributes, "fixed")->as<std::string>(), "abc");
  EXPECT_THAT(find_attribute(data_set.attributes, "fixed_names")->as<std::vector<std::string>>(),
              ElementsAre("ab", "c"));
  EXPECT_EQ(find_attribute(data_set.attributes, "many_19")->as<int>(), 19);
  EXPECT_EQ(find_attribute(variable(data_set, "plain")->info().attributes, "units")->as<std::string>(), "K");
  // The oldest form has no room for more than 64 KiB.
  const bool has_large = GetParam() != "earliest.h5";
  EXPECT_EQ(data_set.attributes.size(), has_large ? 27 : 26);
  if (!has_large) return;
  EXPECT_EQ(find_attribute(data_set.attributes, "large")->as<NdArray>().data<double>()[9999], 3);
}

TEST_P(Hdf5Files, AreOpenedByGroupAndByVariable) {
  const auto expected = patterned<std::int64_t>({3});
  expect_reads(variable(open("sub/deeper"), "inner"), expected);
  expect_reads(variable(open("/sub/deeper/inner"), "inner"), expected);
  expect_reads(variable(open(), "linked"), expected);
  EXPECT_THAT(open().groups, testing::UnorderedElementsAre("sub", "big"));
  EXPECT_THAT(open("sub").groups, ElementsAre("deeper"));
  EXPECT_EQ(open("big").variables.size(), 40);
  EXPECT_EQ(variable(open("big"), "v37")->read(), NdArray::from_vector<std::int32_t>({37}, {}));
  EXPECT_THAT(message_of<KeyError>([&] { open("sib"); }), HasSubstr("did you mean sub?"));
}

TEST_P(Hdf5Files, NoteWhatCantBeRead) {
  const auto data_set = open();
  EXPECT_THAT(message_of<NotImplementedError>([&] { variable(data_set, "texts"); }), HasSubstr("these are texts"));
  EXPECT_THAT(message_of<NotImplementedError>([&] { variable(data_set, "records"); }), HasSubstr("structures"));
}

TEST_P(Hdf5Files, ThatAreCutOffAreRefused) {
  const auto whole = hdf5_files().folder().text_of(GetParam());
  const test::TemporaryFolder folder;
  for (const std::size_t size : {std::size_t(0), std::size_t(7), std::size_t(60), whole.size() / 2, whole.size() - 1}) {
    const auto path = folder.write("cut.h5", std::string_view(whole).substr(0, size));
    EXPECT_THAT(message_of<ValueError>([&] { open_hdf5(path); }), HasSubstr("cut.h5")) << size;
  }
}

TEST_P(Hdf5Files, WithBrokenBytesGiveErrorsOrNumbers) {
  const auto whole = hdf5_files().folder().text_of(GetParam());
  const test::TemporaryFolder folder;
  std::mt19937 random(3);
  for (int i = 0; i < 150; ++i) {
    auto bytes = whole;
    for (int change = 0; change < 20; ++change) bytes[random() % bytes.size()] = char(random());
    const auto path = folder.write("broken.h5", bytes);
    try {
      const auto data_set = open_hdf5(path);
      for (const auto& source : data_set.variables)
        if (source->info().shape.size() < 3 && source->cost(whole_region(source->info().shape)).decoded_bytes < 1 << 20)
          source->read();
    } catch (const Error&) {  // names what is wrong
    }
  }
}

TEST(Hdf5Names, StandInTheOrderInWhichTheyWereMadeWhereTheFileKeepsIt) {
  EXPECT_EQ(names_of(open_hdf5(hdf5_files().path("v108.h5"))).front(), "contiguous");
  EXPECT_EQ(names_of(open_hdf5(hdf5_files().path("earliest.h5"))).front(), "big_endian");
}

TEST(Hdf5Names, OfDimensionsAreMadeUpAsNetCdfDoes) {
  const auto data_set = open_hdf5(hdf5_files().path("v108.h5"));
  EXPECT_THAT(variable(data_set, "contiguous")->info().dimensions, ElementsAre("phony_dim_0", "phony_dim_1"));
  EXPECT_THAT(variable(data_set, "many")->info().dimensions, ElementsAre("phony_dim_5", "phony_dim_6"));
}

TEST(NetCdf4Files, GiveVariablesWithTheirDimensions) {
  const auto data_set = open_hdf5(netcdf_files().path("4.nc"));
  EXPECT_THAT(names_of(data_set), ElementsAre("time", "y", "t2m", "odd", "fixed", "place", "single", "wide", "x"));
  const auto t2m = variable(data_set, "t2m");
  EXPECT_THAT(t2m->info().dimensions, ElementsAre("time", "y", "x"));
  expect_reads(t2m, patterned<std::int16_t>({5, 3, 4}));
  expect_reads(variable(data_set, "odd"), patterned<std::int8_t>({5, 3}));
  expect_reads(variable(data_set, "fixed"), patterned<std::int32_t>({3, 4}));
  expect_reads(variable(data_set, "wide"), patterned<std::uint64_t>({3}));
  expect_reads(variable(data_set, "single"), NdArray::from_vector<double>({42.5}, {}));
  EXPECT_EQ(variable(data_set, "place")->info().stored_type, "char");
  EXPECT_EQ(variable(data_set, "place")->read(), NdArray::from_vector<std::uint8_t>({'a', 'b', 'c', 'd', 'e'}));
  EXPECT_THAT(data_set.groups, ElementsAre("sub"));
  EXPECT_THAT(message_of<NotImplementedError>([&] { variable(data_set, "names"); }), HasSubstr("texts"));
}

TEST(NetCdf4Files, HaveTheDimensionsOfTheirGroupAndThoseAbove) {
  const auto data_set = open_hdf5(netcdf_files().path("4.nc"));
  std::vector<std::string> texts;
  for (const auto& dimension : data_set.dimensions)
    texts.push_back(dimension.name + "=" + std::to_string(dimension.length) + (dimension.is_unlimited ? "+" : ""));
  EXPECT_THAT(texts, ElementsAre("time=5+", "y=3", "letters=5", "x=4"));
  const auto sub = open_hdf5(netcdf_files().path("4.nc"), {.group = "sub"});
  EXPECT_THAT(variable(sub, "inner")->info().dimensions, ElementsAre("z", "x"));
  expect_reads(variable(sub, "inner"), patterned<std::int32_t>({2, 4}));
}

TEST(NetCdf4Files, KeepTheTypesOfAttributes) {
  const auto data_set = open_hdf5(netcdf_files().path("4.nc"));
  EXPECT_EQ(find_attribute(data_set.attributes, "title")->as<std::string>(), "weather");
  EXPECT_EQ(find_attribute(data_set.attributes, "version")->dtype(), DType::Int32);
  EXPECT_EQ(data_set.attributes.size(), 2);
  const auto& attributes = variable(data_set, "t2m")->info().attributes;
  EXPECT_EQ(find_attribute(attributes, "_FillValue")->dtype(), DType::Int16);
  EXPECT_EQ(find_attribute(attributes, "scale_factor")->as<double>(), 0.25);
  EXPECT_EQ(find_attribute(attributes, "valid_range")->as<NdArray>(), NdArray::from_vector<std::int16_t>({0, 100}));
  EXPECT_EQ(attributes.size(), 15);
  EXPECT_EQ(attributes.back().first, "note_11");
}

}  // namespace
}  // namespace tusk::io
