# Writes SOURCE, which defines tusk::LAYER::CONSTANT: the page PAGE with its stylesheets and scripts in it.
cmake_path(GET PAGE PARENT_PATH folder)
file(READ ${PAGE} html)

string(REGEX MATCHALL "<link rel=\"stylesheet\" href=\"[^\"]+\">" links "${html}")
foreach(link IN LISTS links)
  string(REGEX REPLACE ".*href=\"([^\"]+)\".*" "\\1" name "${link}")
  file(READ ${folder}/${name} style)
  string(REPLACE "${link}" "<style>\n${style}</style>" html "${html}")
endforeach()

string(REGEX MATCHALL "<script src=\"[^\"]+\"></script>" links "${html}")
foreach(link IN LISTS links)
  string(REGEX REPLACE ".*src=\"([^\"]+)\".*" "\\1" name "${link}")
  file(READ ${folder}/${name} code)
  string(REPLACE "${link}" "<script>\n${code}</script>" html "${html}")
endforeach()

file(WRITE ${SOURCE} "#include <string_view>

namespace tusk::${LAYER} {

extern const std::string_view ${CONSTANT};
const std::string_view ${CONSTANT} = R\"tusk_page(${html})tusk_page\";

}  // namespace tusk::${LAYER}
")
