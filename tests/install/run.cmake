# Installs the build into a new folder, builds the project beside this file against it, and runs that.
# -D BUILD=<build folder> SOURCE=<folder of this file> PREFIX=<folder to install into, emptied first>
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(user_build ${PREFIX}-user)
file(REMOVE_RECURSE ${PREFIX} ${user_build})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${PREFIX})
run(${CMAKE_COMMAND} -E env --unset=LD_LIBRARY_PATH ${PREFIX}/bin/tusk config get scheduler.threads)

set(configure ${CMAKE_COMMAND} -G Ninja -S ${SOURCE} -B ${user_build} -D CMAKE_PREFIX_PATH=${PREFIX})
execute_process(COMMAND ${configure} -D TUSK_PYARROW_DIR=/nowhere
                RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE message)
string(REGEX REPLACE "[ \n]+" " " message "${message}")
if(result EQUAL 0 OR NOT message MATCHES "Tusk needs libarrow.so.*TUSK_PYARROW_DIR is '/nowhere'")
  message(FATAL_ERROR "a missing pyarrow must be refused with the way out; instead: ${message}")
endif()

file(REMOVE_RECURSE ${user_build})
run(${configure})
run(${CMAKE_COMMAND} --build ${user_build})
run(${user_build}/first_program)

# The pyarrow that Tusk was built with may be gone: then the program's own run path serves for libtusk.so too.
file(GLOB library ${PREFIX}/lib*/libtusk.so ${PREFIX}/lib*/*/libtusk.so)
file(RPATH_SET FILE ${library} NEW_RPATH "$ORIGIN")
run(${CMAKE_COMMAND} -E env --unset=LD_LIBRARY_PATH ${user_build}/first_program)
