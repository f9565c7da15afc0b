// An InputFile as Arrow's readers take one.
#pragma once

#include <memory>
#include <string>

#include "io/input_file.h"

namespace arrow::io {
class RandomAccessFile;
}

namespace tusk::io {

// Buffers that are read come from data::arrow_pool(). Errors become statuses with the error's message.
std::shared_ptr<arrow::io::RandomAccessFile> arrow_input(std::shared_ptr<const InputFile> file);

}  // namespace tusk::io
