// The real month in data/: the same numbers whichever format they lie in.
#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>

#include "io/arrays/data_set.h"
#include "io/arrays/stacked_source.h"

namespace tusk::io {
namespace {

constexpr const char* kTemperature = "air_temperature_at_2_metres";

class EraFiles : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::is_directory(path(""))) GTEST_SKIP() << "there is no '" << path("") << "'; set TUSK_DATA";
  }
  static std::string path(const std::string& name) {
    const char* data = std::getenv("TUSK_DATA");
    return (data ? std::string(data) : std::string(TUSK_TEST_FIXTURES) + "/../../../data") + "/era/" + name;
  }
  static ArraySourcePtr of_netcdf() {
    std::vector<ArraySourcePtr> days;
    for (const auto& file : find_files({path("era5-2mt-2019-03-uk/*.nc")}))
      days.push_back(variable(open_data_set(file.address), kTemperature));
    return stacked_source(kTemperature, days, 0);
  }
  static ArraySourcePtr of_zarr(const std::string& version) {
    return variable(open_data_set(path("era5-2mt-2019-03-uk-" + version + ".zarr")), kTemperature);
  }
};

TEST_F(EraFiles, HaveTheSameNumbersInNetCdf4AndZarr) {
  const auto source = of_netcdf();
  const auto whole = source->read();
  ASSERT_EQ(whole.shape(), (Shape{744, 33, 49}));
  double sum = 0;
  for (std::int64_t i = 0; i < whole.size(); ++i) sum += double(whole.data<float>()[i]);
  EXPECT_NEAR(sum / double(whole.size()), 280.774, 5e-4);
  for (const auto* version : {"v2", "v3"}) EXPECT_EQ(of_zarr(version)->read(), whole);
}

TEST_F(EraFiles, GiveTheSameRegionsInNetCdf4AndZarr) {
  const Region region = {{700, 3, -13}, {0, 33, 5}, {48, -1, -1}};
  EXPECT_EQ(of_netcdf()->read(region), of_zarr("v2")->read(region));
  const Region place = {{0, 744, 1}, {26, 27, 1}, {39, 40, 1}};
  EXPECT_EQ(of_netcdf()->read(place), of_zarr("v3")->read(place));
  EXPECT_EQ(of_zarr("v3")->cost(place).chunk_count, 4);
}

TEST_F(EraFiles, OfNetCdf3KeepTheirPackedNumbers) {
  const auto data_set = open_data_set(path("eraint_uvz.nc"));
  const auto& info = variable(data_set, "u")->info();
  EXPECT_EQ(info.dtype, DType::Int16);
  EXPECT_EQ(info.shape, (Shape{2, 3, 241, 480}));
  EXPECT_THAT(info.dimensions, testing::ElementsAre("month", "level", "latitude", "longitude"));
  EXPECT_NE(find_attribute(info.attributes, "scale_factor"), nullptr);
}

}  // namespace
}  // namespace tusk::io
