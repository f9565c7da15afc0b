# Sources that the build makes, or tells something.
set_source_files_properties(src/core/version.cpp PROPERTIES COMPILE_DEFINITIONS TUSK_VERSION="${PROJECT_VERSION}")

# Adds to layer `layer` a source that defines tusk::<layer>::<constant>, a std::string_view: the HTML page with the
# stylesheets and scripts that it names put into it. While one works on them, the page opens in a browser as it is.
function(tusk_embed_page layer constant page)
  cmake_path(ABSOLUTE_PATH page BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
  cmake_path(GET page PARENT_PATH folder)
  file(GLOB parts CONFIGURE_DEPENDS ${folder}/*)
  set(source ${PROJECT_BINARY_DIR}/generated/${layer}/${constant}.cpp)
  set(script ${PROJECT_SOURCE_DIR}/cmake/embed_page.cmake)
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -D PAGE=${page} -D LAYER=${layer} -D CONSTANT=${constant} -D SOURCE=${source} -P ${script}
    DEPENDS ${parts} ${script}
    COMMENT "Embedding ${page}"
    VERBATIM)
  target_sources(tusk_${layer} PRIVATE ${source})
endfunction()

tusk_embed_page(diagnostics kReportTemplate src/diagnostics/page/report.html)
