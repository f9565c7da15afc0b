#include "io/arrays/data_set.h"

#include <gmock/gmock.h>

#include "io/arrays/raw_source.h"
#include "tests/core/message_of.h"
#include "tests/io/array_regions.h"
#include "tests/io/fixture_files.h"

namespace tusk::io {
namespace {

using test::expect_reads;
using test::message_of;
using test::patterned;
using testing::AllOf;
using testing::HasSubstr;

TEST(ArrayFormats, AreToldByTheFirstBytes) {
  const test::FixtureFiles netcdf("netcdf"), zarr("zarr");
  EXPECT_EQ(open_data_set(netcdf.path("4.nc")).format, "hdf5");
  EXPECT_EQ(open_data_set(netcdf.path("classic.nc")).format, "netcdf3");
  EXPECT_EQ(open_data_set(zarr.path("2.zarr")).format, "zarr");
  EXPECT_EQ(open_data_set(zarr.path("3.zarr/")).format, "zarr");
  expect_reads(variable(open_data_set(netcdf.path("plain.npy")), "plain"), patterned<float>({5, 7}));
  // Behind a user's block.
  const auto moved = zarr.folder().write("moved.nc", std::string(1024, '#') + netcdf.folder().text_of("4.nc"));
  expect_reads(variable(open_data_set(moved), "t2m"), patterned<std::int16_t>({5, 3, 4}));
  expect_reads(variable(open_data_set(netcdf.path("fortran.npy")), "fortran"), patterned<std::int16_t>({5, 7}));
}

TEST(ArrayFormats, AreRefusedIfTheyAreAnother) {
  const test::TemporaryFolder folder;
  const auto grib = folder.write("a.nc", "GRIB and so on");
  EXPECT_THAT(message_of<ValueError>([&] { open_data_set(grib); }), AllOf(HasSubstr("a.nc' is a GRIB file")));
  EXPECT_THAT(message_of<ValueError>([&] { open_data_set(folder.write("b.h5", "")); }), HasSubstr("is empty"));
  EXPECT_THAT(message_of<ValueError>([&] { open_data_set(grib, {.format = "hdf5"}); }), HasSubstr("has its signature"));
  EXPECT_THAT(message_of<ValueError>([&] { open_data_set(grib, {.format = "netcdf3"}); }),
              HasSubstr("begins with CDF"));
  EXPECT_THAT(message_of<ValueError>([&] { open_data_set(grib, {.format = "npy"}); }), HasSubstr("a.nc"));
  EXPECT_THAT(message_of<ValueError>([&] { open_data_set(grib, {.format = "grib"}); }),
              HasSubstr("npy, zarr, hdf5, netcdf3: got 'grib'"));
  EXPECT_THROW(open_data_set(folder.path("none.nc")), FileNotFoundError);
  EXPECT_THAT(message_of<ValueError>([&] { open_data_set(folder.path()); }), HasSubstr("there is none in"));
}

TEST(RawFiles, GiveTheirElements) {
  const test::TemporaryFolder folder;
  const auto expected = test::counted<std::int32_t>({4, 6});
  const std::string bytes(static_cast<const char*>(expected.data()), expected.size_bytes());
  const auto path = folder.write("a.bin", "header" + bytes);
  expect_reads(open_raw(path, {.type = "<i4", .shape = {4, 6}, .offset = 6}), expected);
  expect_reads(open_raw(path, {.type = "<i4", .shape = {-1, 6}, .offset = 6}), expected);
  const auto turned = NdArray::wrap(DType::Int32, {6, 4}, {4, 24}, expected.data(), expected.owner()).contiguous();
  expect_reads(open_raw(path, {.type = "<i4", .shape = {6, -1}, .offset = 6, .is_fortran_order = true}), turned);
}

TEST(RawFiles, AreRefusedIfTheyHaveAnotherSize) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("a.bin", std::string(20, '\1'));
  EXPECT_THAT(message_of<ValueError>([&] { open_raw(path, {.type = "<i4", .shape = {6}}); }),
              HasSubstr("takes 24 bytes"));
  EXPECT_THAT(message_of<ValueError>([&] { open_raw(path, {.type = "<i4", .shape = {-1, 2}}); }), HasSubstr("take 8"));
  EXPECT_THAT(message_of<ValueError>([&] { open_raw(path, {.type = "<i4", .shape = {-1, -1}}); }),
              HasSubstr("one length"));
  EXPECT_THAT(message_of<TypeError>([&] { open_raw(path, {.type = "<U4", .shape = {1}}); }), HasSubstr("got '<U4'"));
  EXPECT_THROW(open_raw(path, {.type = "<i4", .shape = {1}, .offset = 100}), ValueError);
}

}  // namespace
}  // namespace tusk::io
