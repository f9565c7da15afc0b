# Installs the build into a new folder, builds the README's programs against it as its reader would, and runs them.
# -D BUILD=<build folder> SOURCE=<folder of this file> PREFIX=<folder to install into, emptied first>
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# Sets <out> to the first block of that language below a heading of the README.
file(READ ${SOURCE}/../../README.md readme)
function(readme_block heading language out)
  set(rest "${readme}")
  foreach(mark IN ITEMS "\n## ${heading}\n" "\n```${language}\n")
    string(FIND "${rest}" "${mark}" place)
    if(place EQUAL -1)
      message(FATAL_ERROR "the README must have '${mark}': mend it, or what tests/install/run.cmake looks for")
    endif()
    string(LENGTH "${mark}" length)
    math(EXPR place "${place} + ${length}")
    string(SUBSTRING "${rest}" ${place} -1 rest)
  endforeach()
  string(FIND "${rest}" "\n```" end)
  string(SUBSTRING "${rest}" 0 ${end} block)
  set(${out} "${block}" PARENT_SCOPE)
endfunction()

# A user's own project: it knows nothing of Tusk but the README, and what is installed under CMAKE_PREFIX_PATH.
set(project ${PREFIX}-project)
set(user_build ${PREFIX}-user)
file(REMOVE_RECURSE ${PREFIX} ${project} ${user_build})
readme_block("A first program" cmake lists)
file(WRITE ${project}/CMakeLists.txt "cmake_minimum_required(VERSION 3.25)\nproject(First LANGUAGES CXX)\n${lists}
foreach(name IN ITEMS tables futures errors)
  add_executable(\${name} \${name}.cpp)
  target_link_libraries(\${name} PRIVATE Tusk::tusk)
endforeach()
")
readme_block("A first program" cpp program)
file(WRITE ${project}/first.cpp "${program}\n")
readme_block(Tables cpp program)
file(WRITE ${project}/tables.cpp "${program}\n")
readme_block(Futures cpp program)
string(REPLACE "\n\n" "\n#include <iostream>\nint main() {\n" program "${program}")
file(WRITE ${project}/futures.cpp "${program}\n}\n")
file(COPY ${SOURCE}/errors.cpp DESTINATION ${project})
file(WRITE ${project}/data/nyctaxi/trips.csv "tpep_pickup_datetime,fare_amount\n2019-01-01 07:05:00,5.5\n")

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${PREFIX})
run(${CMAKE_COMMAND} -E env --unset=LD_LIBRARY_PATH ${PREFIX}/bin/tusk config get scheduler.threads)

set(configure ${CMAKE_COMMAND} -G Ninja -S ${project} -B ${user_build} -D CMAKE_PREFIX_PATH=${PREFIX})
execute_process(COMMAND ${configure} -D TUSK_PYARROW_DIR=/nowhere
                RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE message)
string(REGEX REPLACE "[ \n]+" " " message "${message}")
if(result EQUAL 0 OR NOT message MATCHES "Tusk needs libarrow.so.*TUSK_PYARROW_DIR is '/nowhere'")
  message(FATAL_ERROR "a missing pyarrow must be refused with the way out; instead: ${message}")
endif()

file(REMOVE_RECURSE ${user_build})
run(${configure})
run(${CMAKE_COMMAND} --build ${user_build})

# Runs a program in the project's folder; what it prints must match.
function(run_program name pattern)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env --unset=LD_LIBRARY_PATH ${user_build}/${name}
                  WORKING_DIRECTORY ${project} OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
  if(NOT output MATCHES "${pattern}")
    message(FATAL_ERROR "${name} must print '${pattern}': ${output}")
  endif()
endfunction()
run_program(first "100% Completed.*\n50\n$")
if(NOT EXISTS ${project}/total.svg)
  message(FATAL_ERROR "the README's first program must draw total.svg")
endif()
run_program(tables "5\\.5")
run_program(futures "(1|4|9)\n(1|4|9)\n(1|4|9)\n$")
run_program(errors "ValueError: thrown and caught")

# The pyarrow that Tusk was built with may be gone: then the program's own run path serves for libtusk.so too.
file(GLOB library ${PREFIX}/lib*/libtusk.so ${PREFIX}/lib*/*/libtusk.so)
file(RPATH_SET FILE ${library} NEW_RPATH "$ORIGIN")
run_program(errors "ValueError: thrown and caught")
