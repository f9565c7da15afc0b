#include "io/arrays/hdf5/hdf5_trees.h"

#include <bit>
#include <vector>

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk::io {
namespace {

constexpr int kAnyLevel = -1;

void walk_node_1(Hdf5File& file, std::uint64_t address, int kind, std::uint64_t key_bytes, int wanted_level,
                 const VisitKey& visit) {
  const auto sizes = file.place().sizes;
  const auto header_bytes = 8 + 2 * std::uint64_t(sizes.offset);
  const auto header = file.read(address, header_bytes);
  auto cursor = file.cursor(header);
  cursor.expect("TREE");
  const int node_kind = cursor.byte(), level = cursor.byte();
  const std::uint64_t count = cursor.half();
  if (node_kind != kind || (wanted_level != kAnyLevel && level != wanted_level))
    throw ValueError("the nodes of an HDF5 tree are of one kind, and lie level below level");
  const auto entry_bytes = key_bytes + sizes.offset;
  const auto entries = file.read(address + header_bytes, count * entry_bytes);
  for (std::uint64_t i = 0; i < count; ++i) {
    auto entry = file.cursor(entries);
    entry.skip(i * entry_bytes);
    const auto key = entry.take(key_bytes);
    const auto child = entry.address();
    if (level == 0) visit(Hdf5Cursor(key, sizes), child);
    else walk_node_1(file, child, kind, key_bytes, level - 1, visit);
  }
}

std::size_t bytes_for(std::uint64_t number) { return (std::size_t(std::bit_width(number)) - 1) / 8 + 1; }

class Tree2 {
 public:
  Tree2(Hdf5File& file, std::uint64_t address, const VisitRecord& visit) : file_(file), visit_(visit) {
    const auto header = file.read_up_to(address, 64);
    auto cursor = file.cursor(header);
    cursor.expect("BTHD");
    cursor.skip(2);
    node_bytes_ = cursor.word();
    record_bytes_ = cursor.half();
    const auto depth = cursor.half();
    cursor.skip(2);
    root_ = cursor.address();
    root_count_ = cursor.half();
    if (record_bytes_ == 0 || node_bytes_ < kOverheadBytes + record_bytes_ || depth > kDeepest)
      throw ValueError("the nodes of an HDF5 tree have room for records");
    plan_levels(depth);
  }

  void walk() {
    if (root_ != kHdf5Undefined && root_count_ > 0) walk_node(root_, root_count_, levels_.size() - 1);
  }

 private:
  static constexpr std::uint64_t kOverheadBytes = 10;
  static constexpr int kDeepest = 30;

  // What nodes at a level can hold, which decides how many bytes their parents count them with.
  struct Level {
    std::uint64_t most_records;
    std::uint64_t most_below;  // this node's records and those of all nodes below it
    std::size_t below_bytes;   // that count them; 0 for leaves
  };

  void plan_levels(int depth) {
    const auto leaf = (node_bytes_ - kOverheadBytes) / record_bytes_;
    levels_.push_back({leaf, leaf, 0});
    count_bytes_ = bytes_for(leaf);
    for (int level = 1; level <= depth; ++level) {
      const auto below = levels_.back();
      const auto pointer = pointer_bytes(below);
      if (node_bytes_ < kOverheadBytes + pointer) throw ValueError("the nodes of an HDF5 tree have room for pointers");
      const auto most = (node_bytes_ - kOverheadBytes - pointer) / (record_bytes_ + pointer);
      const auto all =
          below.most_below > kHdf5Undefined / (most + 2) ? kHdf5Undefined - 1 : (most + 1) * below.most_below + most;
      levels_.push_back({most, all, bytes_for(all)});
    }
  }
  std::uint64_t pointer_bytes(const Level& below) const {
    return file_.place().sizes.offset + count_bytes_ + below.below_bytes;
  }

  void walk_node(std::uint64_t address, std::uint64_t count, std::size_t level) {
    if (count > levels_[level].most_records) throw ValueError("a node of an HDF5 tree holds the records that it says");
    const auto bytes = file_.read(address, node_bytes_);
    auto cursor = file_.cursor(bytes);
    cursor.expect(level == 0 ? "BTLF" : "BTIN");
    cursor.skip(2);
    const auto records = cursor.take(count * record_bytes_);
    for (std::uint64_t i = 0; i <= count; ++i) {
      if (level > 0) {
        const auto child = cursor.address();
        const auto child_count = cursor.number(count_bytes_);
        cursor.skip(levels_[level - 1].below_bytes);
        walk_node(child, child_count, level - 1);
      }
      if (i < count) visit_(records.subspan(i * record_bytes_, record_bytes_));
    }
  }

  Hdf5File& file_;
  const VisitRecord& visit_;
  std::uint64_t node_bytes_ = 0, record_bytes_ = 0, root_ = 0, root_count_ = 0;
  std::size_t count_bytes_ = 0;
  std::vector<Level> levels_;
};

}  // namespace

void walk_hdf5_tree_1(Hdf5File& file, std::uint64_t address, int kind, std::uint64_t key_bytes, const VisitKey& visit) {
  walk_node_1(file, address, kind, key_bytes, kAnyLevel, visit);
}

void walk_hdf5_tree_2(Hdf5File& file, std::uint64_t address, const VisitRecord& visit) {
  Tree2(file, address, visit).walk();
}

}  // namespace tusk::io
