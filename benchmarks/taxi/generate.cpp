// bench_taxi_generate FOLDER [MONTHS [ROWS]]: the records that the benchmark `taxi` reads, as FOLDER/csv and
// FOLDER/parquet, a file a month. What is there already stays as it is.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include <tusk/datasets.h>

namespace {

using tusk::datasets::TaxiRecords;
using Write = std::vector<std::string> (*)(const std::string& folder, const TaxiRecords& options);

// The folder takes its name when all of it is written.
void write_unless_there(const std::filesystem::path& folder, Write write, const TaxiRecords& options) {
  if (std::filesystem::exists(folder)) {
    std::printf("%s is there already\n", folder.c_str());
    return;
  }
  const std::filesystem::path unfinished = folder.string() + ".unfinished";
  std::filesystem::remove_all(unfinished);
  const auto paths = write(unfinished, options);
  std::filesystem::rename(unfinished, folder);
  std::printf("%s: %zu files\n", folder.c_str(), paths.size());
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count < 2 || argument_count > 4) {
    std::fprintf(stderr, "usage: %s FOLDER [MONTHS [ROWS]]\n", arguments[0]);
    return 2;
  }
  try {
    TaxiRecords options;
    if (argument_count > 2) options.month_count = std::stoi(arguments[2]);
    if (argument_count > 3) options.rows_per_month = std::stoll(arguments[3]);
    const std::filesystem::path folder = arguments[1];
    std::filesystem::create_directories(folder);
    write_unless_there(folder / "csv", tusk::datasets::write_taxi_csv, options);
    write_unless_there(folder / "parquet", tusk::datasets::write_taxi_parquet, options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
