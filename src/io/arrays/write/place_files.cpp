#include "io/arrays/write/place_files.h"

#include <exception>

#include <arrow/io/interfaces.h>

#include "data/arrow_status.h"

namespace tusk::io {

void write_place_file(const DataSetPlace& place, const std::string& name, const std::vector<std::string_view>& parts) {
  const auto stream = place.create(name);
  for (const auto part : parts)
    data::throw_unless_ok(stream->Write(part.data(), std::int64_t(part.size())), "writing a file");
  data::throw_unless_ok(stream->Close(), "writing a file");
}

DataSetTarget new_target(const std::string& folder, WriteMode mode, const StorageOptions& options) {
  return {.folder = folder, .mode = mode, .token = unique_hash().hex().substr(0, 12), .storage_options = {options}};
}

void abandon_target(const DataSetTarget& target) noexcept {
  try {
    data_set_place(target)->abandon();
  } catch (const std::exception&) {  // the run's own error is what the caller must see
  }
}

std::string_view as_text(ConstBytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

std::string_view as_text(const NdArray& contiguous) {
  return {static_cast<const char*>(contiguous.data()), std::size_t(contiguous.size()) * item_size(contiguous.dtype())};
}

}  // namespace tusk::io
