// The header of an HDF5 object: a group, a data set or a committed type, as the messages that it is made of.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "io/arrays/hdf5/hdf5_file.h"

namespace tusk::io {

enum class Hdf5MessageType : std::uint16_t {
  Dataspace = 0x01,
  LinkInfo = 0x02,
  Datatype = 0x03,
  OldFillValue = 0x04,
  FillValue = 0x05,
  Link = 0x06,
  ExternalFiles = 0x07,
  Layout = 0x08,
  Filters = 0x0B,
  Attribute = 0x0C,
  Continuation = 0x10,
  SymbolTable = 0x11,
  AttributeInfo = 0x15,
};

struct Hdf5Message {
  Hdf5MessageType type{};
  std::uint64_t address = 0;  // of its bytes
  std::vector<std::byte> bytes;
};

struct Hdf5Object {
  std::vector<Hdf5Message> messages;

  // The first of that type; nullptr if there is none.
  const Hdf5Message* find(Hdf5MessageType type) const;
};

// Messages that are shared are looked up. Throws ValueError for a header that is broken.
Hdf5Object read_hdf5_object(Hdf5File& file, std::uint64_t address);

// The message that one stands for that is shared: its bytes say where the object is which has it.
Hdf5Message shared_message(Hdf5File& file, Hdf5MessageType type, Hdf5Cursor cursor);

}  // namespace tusk::io
