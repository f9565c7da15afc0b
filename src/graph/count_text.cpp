#include "graph/count_text.h"

namespace tusk::graph {

std::string counted(std::uint64_t count, std::string_view thing) {
  std::string text = std::to_string(count);
  for (std::size_t place = text.size(); place > 3;) text.insert(place -= 3, 1, ',');
  text += ' ';
  text += thing;
  if (count != 1) text += 's';
  return text;
}

}  // namespace tusk::graph
