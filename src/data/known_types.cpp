// The types of values that every process can read, whatever else its program uses.
#include <complex>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <tusk/data/ndarray.h>
#include <tusk/data/table.h>

namespace tusk::value {

namespace {

template <class... T>
bool register_all() {
  return (int(kIsRegistered<T>) + ...) == sizeof...(T);
}

template <class... T>
bool register_vectors() {
  return register_all<std::vector<T>...>();
}

[[maybe_unused]] const bool kAreNumbersKnown =
    register_vectors<bool, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t, std::uint16_t,
                     std::uint32_t, std::uint64_t, float, double, std::complex<float>, std::complex<double>,
                     std::byte>();

[[maybe_unused]] const bool kAreOthersKnown =
    register_all<std::string, std::complex<float>, std::complex<double>, NdArray, Table, Sequence,
                 std::vector<std::string>, std::map<std::string, Value>, std::map<std::string, std::string>>();

}  // namespace

}  // namespace tusk::value
