# Tusk::arrow: Arrow's C++ library from the pyarrow wheel, in this build and in whatever does find_package(Tusk).
#
# TUSK_PYARROW_DIR is the folder of the installed pyarrow package, which ships headers and libraries. The libraries are
# named with their version (libarrow.so.2600), which is read from the headers; the links that pyarrow can make for the
# plain names are absolute and break when the virtual environment moves, so none is needed here.
# Sets tusk_arrow_problem to what is wrong, or to nothing; whoever includes this file reports it.
set(tusk_pyarrow_version 26)

if(NOT DEFINED TUSK_DEFAULT_PYARROW_DIR)
  file(GLOB TUSK_DEFAULT_PYARROW_DIR ${PROJECT_SOURCE_DIR}/.venv/lib/python3.*/site-packages/pyarrow)
endif()
set(TUSK_PYARROW_DIR "${TUSK_DEFAULT_PYARROW_DIR}" CACHE PATH "Folder of the installed pyarrow package")
if(NOT TUSK_PYARROW_DIR)
  set(TUSK_PYARROW_DIR "${TUSK_DEFAULT_PYARROW_DIR}")
endif()

# Sets <out> to the number that the wheel's libraries carry in their names, or to nothing.
function(tusk_read_arrow_so_version out)
  set(header ${TUSK_PYARROW_DIR}/include/arrow/util/config.h)
  set(number)
  if(EXISTS ${header})
    file(STRINGS ${header} line REGEX "define ARROW_SO_VERSION ")
    string(REGEX MATCH "[0-9]+" number "${line}")
  endif()
  set(${out} ${number} PARENT_SCOPE)
endfunction()

# Declares Tusk::<name> for the library lib<file_stem> of the wheel. What links to it has a run path of the old kind
# (DT_RPATH), which serves what it loads too: so a program finds the Arrow libraries of a libtusk.so whose own path
# leads nowhere since pyarrow has moved.
function(tusk_arrow_library name file_stem)
  set(soname lib${file_stem}.so.${tusk_arrow_so_version})
  if(NOT TARGET Tusk::${name})
    add_library(Tusk::${name} SHARED IMPORTED GLOBAL)
    set_target_properties(
      Tusk::${name} PROPERTIES IMPORTED_LOCATION ${TUSK_PYARROW_DIR}/${soname} IMPORTED_SONAME ${soname}
                               INTERFACE_INCLUDE_DIRECTORIES ${TUSK_PYARROW_DIR}/include
                               INTERFACE_LINK_OPTIONS LINKER:--disable-new-dtags)
  endif()
endfunction()

tusk_read_arrow_so_version(tusk_arrow_so_version)
set(tusk_arrow_problem)
if(tusk_arrow_so_version STREQUAL "${tusk_pyarrow_version}00"
   AND EXISTS ${TUSK_PYARROW_DIR}/libarrow.so.${tusk_arrow_so_version})
  tusk_arrow_library(arrow arrow)
  tusk_arrow_library(arrow_compute arrow_compute)
  tusk_arrow_library(arrow_s3 arrow_s3)
  tusk_arrow_library(parquet parquet)
else()
  string(
    CONCAT
      tusk_arrow_problem
      "Tusk needs libarrow.so.${tusk_pyarrow_version}00 and its headers from pyarrow==${tusk_pyarrow_version}.*: "
      "TUSK_PYARROW_DIR is '${TUSK_PYARROW_DIR}', which doesn't hold them; install that wheel "
      "(python3 -m venv ENV && ENV/bin/pip install 'pyarrow==${tusk_pyarrow_version}.*') and pass "
      "-DTUSK_PYARROW_DIR=ENV/lib/python3.X/site-packages/pyarrow")
endif()
