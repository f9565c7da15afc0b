#include "expr/frame_format.h"

#include <span>

#include <arrow/table.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>

namespace tusk::expr {

namespace {

constexpr const char* kMetadataKey = "tusk";

}  // namespace

Table with_format(const Table& table, const FrameFormat& format) {
  BufferWriter writer;
  Codec<FrameFormat>::write(writer, format);
  const auto& bytes = writer.bytes();
  auto metadata = arrow::key_value_metadata({kMetadataKey},
                                            {std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size())});
  return Table(table.arrow()->ReplaceSchemaMetadata(std::move(metadata)));
}

std::optional<FrameFormat> frame_format(const Table& table) {
  const auto& metadata = table.arrow()->schema()->metadata();
  if (!metadata || !metadata->Contains(kMetadataKey)) return std::nullopt;
  const std::string bytes = *metadata->Get(kMetadataKey);
  ByteReader reader(std::as_bytes(std::span(bytes)));
  return Codec<FrameFormat>::read(reader);
}

}  // namespace tusk::expr
