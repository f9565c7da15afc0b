// ArraySink: where arrays are written to, block by block, and how they become visible at once.
//
//   sink->prepare();                                         // once, before anything is written
//   names += sink->write_block(variable, {0, 100}, block);         // for every block, in any order, thread and process
//   addresses = sink->commit(names);                         // once, when all blocks were written
//
// Until commit() nothing is to be seen of it, and what was there before stays. A declared value, like a source: it can
// be sent to where blocks are made.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <tusk/core/declared.h>
#include <tusk/data/ndarray.h>

namespace tusk::io {

class ArraySink : public Declared {
 public:
  // Makes room, and removes what runs that died have left. Throws as DataSetPlace::prepare() does.
  virtual void prepare() const = 0;
  // Writes a block of variable number `variable`, whose first element is that at `origin` of the array; returns the
  // names of the files that it has made, which are for commit(). Throws ValueError for a block that doesn't fit the
  // array, or cuts what is stored in one piece; OSError where the system refuses.
  virtual std::vector<std::string> write_block(std::size_t variable, const Shape& origin,
                                               const NdArray& block) const = 0;
  // Shows what was written, and returns the addresses of all files.
  virtual std::vector<std::string> commit(std::vector<std::string> names) const = 0;
  // Gives up what was written. Doesn't throw.
  virtual void abandon() const noexcept = 0;
};

using ArraySinkPtr = std::shared_ptr<const ArraySink>;

}  // namespace tusk::io
