# What `cmake --install` puts where: headers, libtusk.so, the command, and what find_package(Tusk) reads.
# Component `python` is the package as it lies in site-packages; it is installed only when asked for by name.
include(CMakePackageConfigHelpers)
set(tusk_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Tusk)

# libtusk.so finds Arrow beside itself, in the pyarrow beside the Python package, or where it was built with.
set_target_properties(tusk PROPERTIES INSTALL_RPATH "$ORIGIN;$ORIGIN/../pyarrow")
if(NOT DEFINED SKBUILD)
  set_property(TARGET tusk APPEND PROPERTY INSTALL_RPATH ${TUSK_PYARROW_DIR})
endif()

install(TARGETS tusk EXPORT TuskTargets)
if(TARGET tusk_command)
  set_property(TARGET tusk_command APPEND PROPERTY INSTALL_RPATH ${TUSK_PYARROW_DIR})
  install(TARGETS tusk_command)
endif()
install(DIRECTORY include/tusk DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.h)
install(EXPORT TuskTargets NAMESPACE Tusk:: DESTINATION ${tusk_cmake_dir})
configure_package_config_file(cmake/TuskConfig.cmake.in TuskConfig.cmake INSTALL_DESTINATION ${tusk_cmake_dir})
write_basic_package_version_file(TuskConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES cmake/TuskArrow.cmake ${PROJECT_BINARY_DIR}/TuskConfig.cmake ${PROJECT_BINARY_DIR}/TuskConfigVersion.cmake
        DESTINATION ${tusk_cmake_dir})

if(TARGET tusk_python)
  install(TARGETS tusk tusk_python LIBRARY DESTINATION tusk COMPONENT python EXCLUDE_FROM_ALL)
  if(NOT DEFINED SKBUILD)
    install(DIRECTORY python/tusk DESTINATION . COMPONENT python EXCLUDE_FROM_ALL FILES_MATCHING PATTERN *.py
            PATTERN *.pyi PATTERN py.typed)
  endif()
endif()
