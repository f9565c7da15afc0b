# A layer is src/<name>/*.cpp, its private headers beside them, and its public headers in include/tusk/<name>/.
#
# Each layer is an object library tusk_<name>; all are joined into one libtusk.so, since operations are registered once
# a process and users' libraries of operations are loaded into it. A layer without sources has only its headers.
find_program(TUSK_PYTHON3 python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(TUSK_PYTHON3 python3 REQUIRED)

# Sets <out> to the sorted files of src/<name>, and notices new ones.
function(tusk_layer_sources name out)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  set(${out} ${sources} PARENT_SCOPE)
endfunction()

# Compiles <file>_avx2.cpp for AVX2 and BMI. Such a file is called only where the processor has them, and includes little:
# its copies of inline functions may be the ones that the linker keeps for everybody.
function(tusk_instruction_sets)
  list(FILTER ARGN INCLUDE REGEX "_avx2\\.cpp$")
  set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS "-mavx2;-mbmi;-mbmi2;-mpopcnt")
endfunction()

# Gives `target` the headers of layer `name`: `make check` compiles each of them alone.
function(tusk_layer_headers target name scope)
  file(GLOB_RECURSE public_headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/tusk/${name}/*.h)
  file(GLOB_RECURSE private_headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.h)
  target_sources(
    ${target} ${scope} FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${public_headers}
              ${scope} FILE_SET private_headers TYPE HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/src
              FILES ${private_headers})
endfunction()

# Lets `target` use the layers and libraries that a layer's declaration names.
function(tusk_layer_uses target scope uses libraries)
  list(TRANSFORM uses PREPEND tusk_)
  target_link_libraries(${target} ${scope} ${uses} fmt::fmt Threads::Threads ${libraries})
endfunction()

function(tusk_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 layer "" "" "USES;LIBRARIES")
  tusk_layer_sources(${name} sources)
  if(sources)
    tusk_instruction_sets(${sources})
    add_library(tusk_${name} OBJECT ${sources})
    set(scope PUBLIC)
    add_dependencies(tusk_${name} check_layers)
    set_property(GLOBAL APPEND PROPERTY TUSK_OBJECT_LAYERS tusk_${name})
  else()
    add_library(tusk_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  tusk_layer_headers(tusk_${name} ${name} ${scope})
  tusk_layer_uses(tusk_${name} ${scope} "${layer_USES}" "${layer_LIBRARIES}")
  set_property(GLOBAL APPEND PROPERTY TUSK_LAYERS ${name})
endfunction()

# Declares the command `tusk` from src/<name>: tusk_<name> is all of it but main.cpp, and is tested like a layer.
function(tusk_command name)
  cmake_parse_arguments(PARSE_ARGV 1 layer "" "" "USES;LIBRARIES")
  set_property(GLOBAL APPEND PROPERTY TUSK_LAYERS ${name})
  tusk_layer_sources(${name} sources)
  set(main ${PROJECT_SOURCE_DIR}/src/${name}/main.cpp)
  list(REMOVE_ITEM sources ${main})
  if(NOT sources)
    return()
  endif()
  add_library(tusk_${name} OBJECT ${sources})
  add_dependencies(tusk_${name} check_layers)
  tusk_layer_headers(tusk_${name} ${name} PUBLIC)
  target_link_libraries(tusk_${name} PUBLIC tusk fmt::fmt Threads::Threads ${layer_LIBRARIES})
  add_executable(tusk_command ${main})
  target_link_libraries(tusk_command PRIVATE tusk_${name})
  set_target_properties(tusk_command PROPERTIES OUTPUT_NAME tusk INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
endfunction()

# Declares the Python module tusk._native from src/<name>, in the folder of the package's other files.
function(tusk_python_module name)
  cmake_parse_arguments(PARSE_ARGV 1 layer "" "" "USES;LIBRARIES")
  set_property(GLOBAL APPEND PROPERTY TUSK_LAYERS ${name})
  if(NOT TUSK_PYTHON)
    return()
  endif()
  tusk_layer_sources(${name} sources)
  if(NOT sources)
    return()
  endif()
  nanobind_add_module(tusk_python NB_DOMAIN tusk ${sources})
  set_target_properties(tusk_python PROPERTIES OUTPUT_NAME _native INSTALL_RPATH "$ORIGIN;$ORIGIN/../pyarrow")
  add_dependencies(tusk_python check_layers)
  target_include_directories(tusk_python PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(tusk_python PRIVATE tusk fmt::fmt Threads::Threads ${layer_LIBRARIES})
endfunction()

# Joins the object libraries of all layers into libtusk.so.
function(tusk_join_layers)
  get_property(object_layers GLOBAL PROPERTY TUSK_OBJECT_LAYERS)
  target_link_libraries(tusk PRIVATE ${object_layers} PUBLIC Tusk::arrow)
endfunction()

# Refuses includes that cross the layers, before anything is compiled. Seconds only where a file has changed.
function(tusk_check_layers_target)
  set(stamp ${PROJECT_BINARY_DIR}/layers.stamp)
  file(GLOB_RECURSE checked CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/*.h ${PROJECT_SOURCE_DIR}/src/*.h
       ${PROJECT_SOURCE_DIR}/src/*.cpp ${PROJECT_SOURCE_DIR}/tests/*.h ${PROJECT_SOURCE_DIR}/tests/*.cpp)
  set(checker ${PROJECT_SOURCE_DIR}/tools/check_layers)
  add_custom_command(
    OUTPUT ${stamp}
    COMMAND ${TUSK_PYTHON3} ${checker} ${PROJECT_SOURCE_DIR}
    COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
    DEPENDS ${checked} ${checker} ${PROJECT_SOURCE_DIR}/cmake/layers.cmake
    COMMENT "Checking the layers"
    VERBATIM)
  add_custom_target(check_layers DEPENDS ${stamp})
endfunction()
tusk_check_layers_target()

# libtusk.so, to which users link as Tusk::tusk. The layers fill it.
file(GLOB tusk_umbrella_headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/tusk/*.h)
add_library(tusk SHARED)
add_library(Tusk::tusk ALIAS tusk)
set_target_properties(tusk PROPERTIES LINKER_LANGUAGE CXX)
target_include_directories(tusk INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                                          $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_compile_features(tusk PUBLIC cxx_std_20)
