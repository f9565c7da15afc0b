# Python, nanobind and pyarrow of the environment that the module is built in: the project's own .venv, or the one that
# pip makes for a build (SKBUILD). pip's has another path each time, so nothing of it is kept in the cache.
if(NOT DEFINED SKBUILD AND NOT DEFINED Python_EXECUTABLE)
  set(Python_EXECUTABLE ${PROJECT_SOURCE_DIR}/.venv/bin/python)
endif()
find_package(Python 3.11 COMPONENTS Interpreter Development.Module REQUIRED)

# Sets <out> to what a line of Python prints.
function(tusk_ask_python out line)
  execute_process(COMMAND ${Python_EXECUTABLE} -c "${line}" OUTPUT_VARIABLE answer OUTPUT_STRIP_TRAILING_WHITESPACE
                  COMMAND_ERROR_IS_FATAL ANY)
  set(${out} "${answer}" PARENT_SCOPE)
endfunction()

tusk_ask_python(nanobind_DIR "import nanobind; print(nanobind.cmake_dir())")
find_package(nanobind CONFIG REQUIRED)
if(DEFINED SKBUILD)
  tusk_ask_python(
    TUSK_PYARROW_DIR
    "import importlib.util; print(importlib.util.find_spec('pyarrow').submodule_search_locations[0])")
endif()
