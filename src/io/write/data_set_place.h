// DataSetPlace: where the parts of a data set are written, and how they become visible at once.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/io/type_fwd.h>
#include <arrow/type_fwd.h>

#include <tusk/core/codec.h>

#include "io/sent_options.h"

namespace tusk::io {

enum class WriteMode : std::uint8_t {
  Create,      // the folder must not exist, or be empty
  Append,      // files are added to the folder
  Overwrite,   // the folder's files, all of them, give way
  ReplaceEach  // files give way to those of the same names, and numbered ones to those of the same kind; others stay
};

struct DataSetTarget {
  static constexpr std::string_view kName = "data_set_target";
  std::string folder;  // an address
  WriteMode mode = WriteMode::Create;
  std::string token;  // of this run: names what is not visible yet
  // What is around the numbers of numbered files, if they are numbered.
  std::string name_before = {}, name_after = {};
  SentOptions storage_options = {};
  static constexpr auto fields() {
    return std::tuple{
        field("folder", &DataSetTarget::folder),         field("mode", &DataSetTarget::mode),
        field("token", &DataSetTarget::token),           field("name_before", &DataSetTarget::name_before),
        field("name_after", &DataSetTarget::name_after), field("storage_options", &DataSetTarget::storage_options)};
  }
};

// Whether a file of the folder is of an earlier run's data set, which had more partitions: it is numbered as the
// target's files are, and `written` are all there are of these.
bool is_left_over(const DataSetTarget& target, const std::string& name, const std::vector<std::string>& written);

// Files are named by their paths below the folder. Immutable; used by several threads and processes at once.
class DataSetPlace {
 public:
  virtual ~DataSetPlace() = default;
  // Makes room for the parts, and removes what runs that died have left. Throws ValueError if the folder has files and
  // the mode is Create, or a local folder holds the working or the home folder; OSError if it can't be written to.
  virtual void prepare() const = 0;
  // A new file that nobody sees yet.
  virtual std::shared_ptr<arrow::io::OutputStream> create(const std::string& name) const = 0;
  // Removes such a file, if it is there. Doesn't throw.
  virtual void discard(const std::string& name) const noexcept = 0;
  // Joins such files, in this order, to a new one of that name.
  virtual void join(const std::vector<std::string>& parts, const std::string& name) const = 0;
  // Shows the files, which are all there are, and returns their addresses.
  virtual std::vector<std::string> commit(const std::vector<std::string>& names) const = 0;
  // Removes the files that nobody sees, unless a commit has begun that the next run must finish. Doesn't throw.
  virtual void abandon() const noexcept = 0;
};

// On this machine: parts lie in a hidden folder beside the data set, ".NAME.TOKEN.tusk-writing", which becomes the data
// set at commit(), or changes places with it; its files go into it as links before files are appended. A crash before
// commit leaves the old data set whole, and the hidden folder, which the next run removes once its process is gone.
// Where the system can't exchange folders, the old one is ".NAME.TOKEN.tusk-replaced" for a moment, and the next run
// brings it back if need be. With ReplaceEach the hidden folder lies in the data set's, and the files are moved one by
// one.
//
// In a store: parts lie below "PREFIX/_tusk-TOKEN/", which readers skip. commit() notes there, as "_committing", which
// objects come and which go; copies the parts to their names, deletes the old objects, and last the parts. A crash
// leaves "_tusk-TOKEN": without the note, nothing of that run is visible, and the old data set is whole; with it, old
// and new objects may be mixed, all new ones are there, and the next run's prepare() finishes the commit.
std::unique_ptr<const DataSetPlace> data_set_place(const DataSetTarget& target);

}  // namespace tusk::io
