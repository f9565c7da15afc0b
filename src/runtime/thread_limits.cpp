#include "runtime/thread_limits.h"

#include <array>
#include <atomic>
#include <dlfcn.h>
#include <link.h>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tusk::runtime {

namespace {

using SetThreads = void (*)(int);
using GetThreads = int (*)();

// The names under which builds of OpenBLAS export the pair; NumPy's and SciPy's wheels have prefixes of their own.
constexpr std::array<std::pair<const char*, const char*>, 5> kBlasNames = {{
    {"openblas_set_num_threads", "openblas_get_num_threads"},
    {"openblas_set_num_threads64_", "openblas_get_num_threads64_"},
    {"scipy_openblas_set_num_threads", "scipy_openblas_get_num_threads"},
    {"scipy_openblas_set_num_threads64_", "scipy_openblas_get_num_threads64_"},
    {"MKL_Set_Num_Threads", "MKL_Get_Max_Threads"},
}};

struct BlasPool {
  SetThreads set;
  GetThreads get;
};

// What is loaded into the process; made anew when the loader has loaded something since.
struct ThreadedLibraries {
  unsigned long long loads = 0;
  std::vector<BlasPool> blas;
  std::vector<SetThreads> openmp;
};

struct Limits {
  std::mutex mutex;
  int count = 0;
  std::vector<std::pair<BlasPool, int>> before;
  ThreadedLibraries libraries;
};

Limits& limits() {
  static auto& instance = *new Limits();
  return instance;
}

// Lives for ever once published: a worker may be calling through it at any time.
std::atomic<const std::vector<SetThreads>*> openmp_setters{nullptr};

bool names(std::string_view path, std::initializer_list<std::string_view> words) {
  const std::string_view file = path.substr(path.rfind('/') + 1);
  for (const std::string_view word : words) {
    if (file.find(word) != std::string_view::npos) return true;
  }
  return false;
}

void add_blas(ThreadedLibraries& libraries, void* library) {
  for (const auto& [set, get] : kBlasNames) {
    const auto set_threads = reinterpret_cast<SetThreads>(dlsym(library, set));
    const auto get_threads = reinterpret_cast<GetThreads>(dlsym(library, get));
    if (set_threads && get_threads) libraries.blas.push_back({set_threads, get_threads});
  }
}

// Libraries that Python loads are not in the global scope, so they are asked one by one.
int collect_loaded(dl_phdr_info* info, std::size_t, void* paths) {
  if (names(info->dlpi_name, {"openblas", "mkl_rt", "gomp", "iomp", "libomp"}))
    static_cast<std::vector<std::string>*>(paths)->push_back(info->dlpi_name);
  return 0;
}

int read_load_count(dl_phdr_info* info, std::size_t, void* loads) {
  *static_cast<unsigned long long*>(loads) = info->dlpi_adds;
  return 1;
}

ThreadedLibraries threaded_libraries(unsigned long long loads) {
  std::vector<std::string> paths;
  dl_iterate_phdr(&collect_loaded, &paths);
  ThreadedLibraries libraries;
  libraries.loads = loads;
  for (const std::string& path : paths) {
    void* library = dlopen(path.c_str(), RTLD_LAZY | RTLD_NOLOAD);
    if (!library) continue;
    add_blas(libraries, library);
    if (const auto set = reinterpret_cast<SetThreads>(dlsym(library, "omp_set_num_threads")))
      libraries.openmp.push_back(set);
    dlclose(library);
  }
  return libraries;
}

void look_for_libraries(Limits& limits) {
  unsigned long long loads = 0;
  dl_iterate_phdr(&read_load_count, &loads);
  if (loads == limits.libraries.loads) return;
  limits.libraries = threaded_libraries(loads);
  if (!limits.libraries.openmp.empty()) openmp_setters = new std::vector<SetThreads>(limits.libraries.openmp);
}

}  // namespace

ThreadLimits::ThreadLimits() {
  Limits& limits = runtime::limits();
  const std::lock_guard lock(limits.mutex);
  look_for_libraries(limits);
  if (limits.count++ > 0) return;
  for (const BlasPool& pool : limits.libraries.blas) {
    limits.before.emplace_back(pool, pool.get());
    pool.set(1);
  }
}

ThreadLimits::~ThreadLimits() {
  Limits& limits = runtime::limits();
  const std::lock_guard lock(limits.mutex);
  if (--limits.count > 0) return;
  for (const auto& [pool, threads] : limits.before) pool.set(threads);
  limits.before.clear();
}

void limit_openmp_here() {
  const auto* setters = openmp_setters.load(std::memory_order_acquire);
  if (!setters) return;
  for (const SetThreads set : *setters) set(1);
}

}  // namespace tusk::runtime
