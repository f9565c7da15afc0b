# The libraries that layers may name, all from the distribution; Arrow is in TuskArrow.cmake.
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
# What the chunks of arrays are compressed with.
pkg_check_modules(deflate REQUIRED IMPORTED_TARGET libdeflate)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(lz4 REQUIRED IMPORTED_TARGET liblz4)
pkg_check_modules(blosc REQUIRED IMPORTED_TARGET blosc)

# OpenSSL, linked statically and not exported, so that it stays apart from the one that libparquet.so exports: ours must
# come before that on the link line.
add_library(tusk_hidden_openssl INTERFACE)
add_library(Tusk::hidden_openssl ALIAS tusk_hidden_openssl)
target_link_options(tusk_hidden_openssl INTERFACE LINKER:--exclude-libs,ALL)
target_link_libraries(tusk_hidden_openssl INTERFACE -l:libssl.a -l:libcrypto.a)
