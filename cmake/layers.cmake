# The layers, and which may use which: the only place that says so.
#
# tusk_layer(<name> USES <layers> LIBRARIES <targets>): <name> may include what the layers after USES may, and them.
# tools/check_layers reads this file too and refuses every #include that cannot be derived from it.
tusk_layer(core LIBRARIES yaml-cpp PkgConfig::xxhash)
tusk_layer(data USES core LIBRARIES Tusk::arrow)
tusk_layer(kernels USES data LIBRARIES Tusk::arrow_compute)
tusk_layer(io USES kernels LIBRARIES Tusk::hidden_openssl Tusk::arrow_s3 Tusk::parquet nlohmann_json::nlohmann_json
           PkgConfig::deflate PkgConfig::zstd PkgConfig::lz4 PkgConfig::blosc)
tusk_layer(graph USES data)
tusk_layer(scheduler USES graph)
tusk_layer(runtime USES scheduler)
tusk_layer(expr USES kernels graph)
tusk_layer(dataframe USES io expr)
tusk_layer(array USES io expr)
tusk_layer(delayed USES graph)
tusk_layer(ml USES dataframe)
tusk_layer(diagnostics USES graph LIBRARIES nlohmann_json::nlohmann_json)
tusk_layer(plot USES dataframe)
tusk_layer(datasets USES dataframe)

# The faces: they are not in libtusk.so, and no layer uses them.
tusk_command(cli USES runtime diagnostics delayed array ml plot datasets LIBRARIES CLI11::CLI11 nlohmann_json::nlohmann_json)
tusk_python_module(python USES runtime diagnostics delayed array ml plot datasets LIBRARIES Tusk::arrow)
