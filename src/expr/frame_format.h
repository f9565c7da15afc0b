// How a computed table says what it is the rows of: in its schema's metadata.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tusk/core/codec.h>
#include <tusk/data/table.h>

#include "expr/meta.h"

namespace tusk::expr {

struct FrameFormat {
  static constexpr std::string_view kName = "frame-format";
  static constexpr auto fields() {
    return std::tuple{field("shape", &FrameFormat::shape), field("index_names", &FrameFormat::index_names)};
  }
  Shape shape = Shape::Frame;
  std::vector<IndexName> index_names;
};

// The table with the format in its schema's metadata, under "tusk".
Table with_format(const Table& table, const FrameFormat& format);
// Nothing for a table that is not a computed frame.
std::optional<FrameFormat> frame_format(const Table& table);

}  // namespace tusk::expr
