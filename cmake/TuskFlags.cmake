# How every file of ours is compiled. Optimization levels come from the presets' build types.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)
set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g -D_GLIBCXX_ASSERTIONS")
if(TUSK_SANITIZER)
  # What a sanitizer adds is most of the compiler's work: less for the optimizer and the debugger halves it.
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1 -D_GLIBCXX_ASSERTIONS")
endif()

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release or RelWithDebInfo" FORCE)
endif()

# Every symbol is exported, so that tests and user's operations reach them; without interposition nothing is lost by it.
add_compile_options(-Wall -Wextra -fno-semantic-interposition)

if(TUSK_SANITIZER)
  add_compile_options(-fsanitize=${TUSK_SANITIZER} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TUSK_SANITIZER})
  if(TUSK_SANITIZER STREQUAL "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
endif()

# Paths are hashed relative to the source folder, so that two checkouts share one cache.
find_program(TUSK_CCACHE_PROGRAM ccache)
if(TUSK_CCACHE AND TUSK_CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
                                  ${TUSK_CCACHE_PROGRAM})
endif()
