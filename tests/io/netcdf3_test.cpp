#include <gmock/gmock.h>

#include "io/arrays/netcdf3/netcdf3_data_set.h"
#include "io/arrays/netcdf3/netcdf3_header.h"
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

const test::FixtureFiles& classic_files() {
  static const test::FixtureFiles kFiles("netcdf");
  return kFiles;
}

class NetCdf3Files : public testing::TestWithParam<std::string> {
 protected:
  DataSet open() const { return open_netcdf3(classic_files().path(GetParam())); }
};
INSTANTIATE_TEST_SUITE_P(Versions, NetCdf3Files, testing::Values("classic.nc", "64bit.nc", "cdf5.nc"),
                         [](const auto& info) { return "v_" + info.param.substr(0, info.param.find('.')); });

TEST_P(NetCdf3Files, GiveVariablesWithAndWithoutRecords) {
  const auto data_set = open();
  expect_reads(variable(data_set, "t2m"), patterned<std::int16_t>({5, 3, 4}));
  expect_reads(variable(data_set, "odd"), patterned<std::int8_t>({5, 3}));
  expect_reads(variable(data_set, "fixed"), patterned<std::int32_t>({3, 4}));
  expect_reads(variable(data_set, "time"), NdArray::from_vector<double>({0, 1, 2, 3, 4}));
  expect_reads(variable(data_set, "y"), NdArray::from_vector<float>({1, 2, 3}));
  expect_reads(variable(data_set, "single"), NdArray::from_vector<double>({42.5}, {}));
  EXPECT_EQ(variable(data_set, "place")->info().stored_type, "char");
  EXPECT_EQ(variable(data_set, "place")->read(), NdArray::from_vector<std::uint8_t>({'a', 'b', 'c', 'd', 'e'}));
  if (GetParam() == "cdf5.nc") expect_reads(variable(data_set, "wide"), patterned<std::uint64_t>({3}));
}

TEST_P(NetCdf3Files, GiveDimensionsAndAttributes) {
  const auto data_set = open();
  std::vector<std::string> texts;
  for (const auto& dimension : data_set.dimensions)
    texts.push_back(dimension.name + "=" + std::to_string(dimension.length) + (dimension.is_unlimited ? "+" : ""));
  EXPECT_THAT(texts, ElementsAre("time=5+", "y=3", "x=4", "letters=5"));
  EXPECT_THAT(variable(data_set, "t2m")->info().dimensions, ElementsAre("time", "y", "x"));
  EXPECT_EQ(find_attribute(data_set.attributes, "title")->as<std::string>(), "weather");
  EXPECT_EQ(find_attribute(data_set.attributes, "version")->dtype(), DType::Int32);
  const auto& attributes = variable(data_set, "t2m")->info().attributes;
  EXPECT_EQ(find_attribute(attributes, "_FillValue")->as<int>(), -999);
  EXPECT_EQ(find_attribute(attributes, "scale_factor")->as<double>(), 0.25);
  EXPECT_EQ(find_attribute(attributes, "valid_range")->as<NdArray>(), NdArray::from_vector<std::int16_t>({0, 100}));
}

TEST_P(NetCdf3Files, ThatAreCutOffAreRefused) {
  const auto whole = classic_files().folder().text_of(GetParam());
  const test::TemporaryFolder folder;
  for (const std::size_t size :
       {std::size_t(0), std::size_t(3), std::size_t(60), whole.size() / 2, whole.size() - 30}) {
    const auto path = folder.write("cut.nc", std::string_view(whole).substr(0, size));
    EXPECT_THAT(message_of<ValueError>([&] { open_netcdf3(path); }), HasSubstr("cut.nc")) << size;
  }
}

TEST_P(NetCdf3Files, TellTheNumberOfRecordsByTheirSizeWhereTheHeaderDoesNot) {
  auto bytes = classic_files().folder().text_of(GetParam());
  std::fill_n(bytes.begin() + 4, GetParam() == "cdf5.nc" ? 8 : 4, '\xff');
  const test::TemporaryFolder folder;
  expect_reads(variable(open_netcdf3(folder.write("a.nc", bytes)), "t2m"), patterned<std::int16_t>({5, 3, 4}));
}

TEST(NetCdf3Records, AreNotPaddedWhereOneVariableHasThem) {
  const auto data_set = open_netcdf3(classic_files().path("one_record_variable.nc"));
  expect_reads(variable(data_set, "odd"), patterned<std::int8_t>({7}));
}

TEST(NetCdf3Headers, RefuseWhatCantBe) {
  EXPECT_THROW(parse_netcdf3_header("HDF1"), ValueError);
  EXPECT_FALSE(parse_netcdf3_header(std::string_view("CDF\1\0\0\0\0", 8)));
  const std::string begin("CDF\1\0\0\0\0", 8);
  EXPECT_THAT(message_of<ValueError>([&] { parse_netcdf3_header(begin + std::string("\0\0\0\x63\0\0\0\1", 8)); }),
              HasSubstr("tag 99 instead of 10"));
  // An attribute of as many numbers as 32 bits count.
  const std::string huge =
      begin + std::string(8, '\0') + std::string("\0\0\0\x0c\0\0\0\1\0\0\0\1a\0\0\0\0\0\0\6\xff\xff\xff\xff", 24);
  EXPECT_FALSE(parse_netcdf3_header(huge));
}

TEST(NetCdf3Groups, AreNotThere) {
  EXPECT_THAT(message_of<KeyError>([&] { open_netcdf3(classic_files().path("classic.nc"), {.group = "sub"}); }),
              HasSubstr("have no groups: got 'sub'"));
}

}  // namespace
}  // namespace tusk::io
