#include "io/arrays/hdf5/hdf5_array_indexes.h"

#include <algorithm>
#include <bit>

#include <tusk/core/error.h>

namespace tusk::io {
namespace {

constexpr std::uint64_t kChecksum = 4;
// Signature, version and what uses the array.
constexpr std::uint64_t kBeforeAddress = 6;

bool is_set(ConstBytes bits, std::uint64_t i) { return (bits[i / 8] & std::byte(0x80 >> (i % 8))) != std::byte(0); }

// Elements that lie one behind the other.
void visit_elements(Hdf5File& file, std::uint64_t address, std::uint64_t first, std::uint64_t count,
                    std::uint64_t element_bytes, const VisitElement& visit) {
  if (count > file.place().file.size_bytes / element_bytes)
    throw ValueError("the elements of an HDF5 chunk index are in the file");
  const auto bytes = file.read(address, count * element_bytes);
  for (std::uint64_t i = 0; i < count; ++i)
    visit(first + i, {ConstBytes(bytes).subspan(i * element_bytes, element_bytes), file.place().sizes});
}

// Pages of elements, each with a checksum; those that were never written are marked in `bits`.
void visit_pages(Hdf5File& file, std::uint64_t address, std::uint64_t first, std::uint64_t count,
                 std::uint64_t page_elements, std::uint64_t element_bytes, ConstBytes bits, const VisitElement& visit) {
  for (std::uint64_t page = 0; page * page_elements < count; ++page) {
    const auto begin = page * page_elements;
    if (is_set(bits, page))
      visit_elements(file, address, first + begin, std::min(page_elements, count - begin), element_bytes, visit);
    address += page_elements * element_bytes + kChecksum;
  }
}

void check_element_bytes(std::uint64_t element_bytes, Hdf5Sizes sizes) {
  if (element_bytes < sizes.offset) throw ValueError("the elements of an HDF5 chunk index have an address");
}

class ExtensibleArray {
 public:
  ExtensibleArray(Hdf5File& file, std::uint64_t address, const VisitElement& visit) : file_(file), visit_(visit) {
    const auto header = file.read_up_to(address, 128);
    auto cursor = file.cursor(header);
    cursor.expect("EAHD");
    cursor.skip(2);
    element_bytes_ = cursor.byte();
    most_bits_ = cursor.byte();
    index_elements_ = cursor.byte();
    block_elements_ = cursor.byte();
    least_pointers_ = cursor.byte();
    page_bits_ = cursor.byte();
    cursor.skip(4 * std::size_t(cursor.sizes().length));
    most_set_ = cursor.length();
    cursor.length();
    index_block_ = cursor.address();
    check_element_bytes(element_bytes_, cursor.sizes());
    const bool is_sound = std::has_single_bit(block_elements_) && std::has_single_bit(least_pointers_) &&
                          most_bits_ <= 64 && page_bits_ < 64 && log2_of(block_elements_) <= most_bits_ &&
                          2 * log2_of(least_pointers_) <= 1 + most_bits_ - log2_of(block_elements_);
    if (!is_sound) throw ValueError("the blocks of an HDF5 chunk index have sizes that are powers of two");
  }

  void walk() {
    if (index_block_ == kHdf5Undefined) return;
    const auto sizes = file_.place().sizes;
    const auto super_count = 1 + most_bits_ - log2_of(block_elements_);
    const auto direct_supers = 2 * log2_of(least_pointers_);
    const auto pointers = 2 * (least_pointers_ - 1) + super_count - direct_supers;
    const auto bytes = file_.read(
        index_block_, kBeforeAddress + sizes.offset + index_elements_ * element_bytes_ + pointers * sizes.offset);
    auto cursor = file_.cursor(bytes);
    cursor.expect("EAIB");
    cursor.skip(2 + std::size_t(sizes.offset));
    for (std::uint64_t i = 0; i < index_elements_; ++i) visit_(i, {cursor.take(element_bytes_), sizes});
    auto first = index_elements_;
    for (std::uint64_t super = 0; super < super_count && first <= most_set_; ++super) {
      const auto blocks = std::uint64_t(1) << (super / 2);
      const auto elements = block_elements_ << ((super + 1) / 2);
      if (super >= direct_supers) {
        visit_super_block(cursor.address(), first, blocks, elements);
      } else {
        for (std::uint64_t block = 0; block < blocks; ++block)
          visit_data_block(cursor.address(), first + block * elements, elements, {});
      }
      first += blocks * elements;
    }
  }

 private:
  static std::uint64_t log2_of(std::uint64_t number) { return std::uint64_t(std::bit_width(number)) - 1; }

  std::uint64_t prefix_bytes() const { return kBeforeAddress + file_.place().sizes.offset + (most_bits_ + 7) / 8; }
  bool is_paged(std::uint64_t elements) const { return elements > std::uint64_t(1) << page_bits_; }

  void visit_super_block(std::uint64_t address, std::uint64_t first, std::uint64_t blocks, std::uint64_t elements) {
    if (address == kHdf5Undefined) return;
    const auto bits_bytes = is_paged(elements) ? ((elements >> page_bits_) + 7) / 8 : 0;
    if (blocks > file_.place().file.size_bytes || bits_bytes > file_.place().file.size_bytes)
      throw ValueError("the blocks of an HDF5 chunk index are in the file");
    const auto bytes = file_.read(address, prefix_bytes() + blocks * (bits_bytes + file_.place().sizes.offset));
    auto cursor = file_.cursor(bytes);
    cursor.expect("EASB");
    cursor.skip(prefix_bytes() - 4);
    auto bits = cursor.take(blocks * bits_bytes);
    for (std::uint64_t block = 0; block < blocks; ++block)
      visit_data_block(cursor.address(), first + block * elements, elements,
                       bits.subspan(block * bits_bytes, bits_bytes));
  }

  void visit_data_block(std::uint64_t address, std::uint64_t first, std::uint64_t elements, ConstBytes bits) {
    if (address == kHdf5Undefined || first > most_set_) return;
    const auto signature = file_.read(address, 4);
    file_.cursor(signature).expect("EADB");
    const auto begin = address + prefix_bytes();
    if (!is_paged(elements)) return visit_elements(file_, begin, first, elements, element_bytes_, visit_);
    if (bits.empty()) throw ValueError("the pages of an HDF5 chunk index are marked where they were written");
    visit_pages(file_, begin + kChecksum, first, elements, std::uint64_t(1) << page_bits_, element_bytes_, bits,
                visit_);
  }

  Hdf5File& file_;
  const VisitElement& visit_;
  std::uint64_t element_bytes_ = 0, most_bits_ = 0, index_elements_ = 0, block_elements_ = 0, least_pointers_ = 0,
                page_bits_ = 0, most_set_ = 0, index_block_ = 0;
};

}  // namespace

void walk_hdf5_fixed_array(Hdf5File& file, std::uint64_t address, const VisitElement& visit) {
  const auto header = file.read_up_to(address, 64);
  auto cursor = file.cursor(header);
  cursor.expect("FAHD");
  cursor.skip(2);
  const std::uint64_t element_bytes = cursor.byte(), page_bits = cursor.byte();
  const auto count = cursor.length();
  const auto block = cursor.address();
  check_element_bytes(element_bytes, cursor.sizes());
  if (block == kHdf5Undefined) return;
  const auto signature = file.read(block, 4);
  file.cursor(signature).expect("FADB");
  const auto begin = block + kBeforeAddress + cursor.sizes().offset;
  if (page_bits >= 64 || count <= std::uint64_t(1) << page_bits)
    return visit_elements(file, begin, 0, count, element_bytes, visit);
  const auto page_elements = std::uint64_t(1) << page_bits;
  const auto page_count = (count - 1) / page_elements + 1;
  const auto bits = file.read(begin, (page_count - 1) / 8 + 1);
  visit_pages(file, begin + bits.size() + kChecksum, 0, count, page_elements, element_bytes, bits, visit);
}

void walk_hdf5_extensible_array(Hdf5File& file, std::uint64_t address, const VisitElement& visit) {
  ExtensibleArray(file, address, visit).walk();
}

}  // namespace tusk::io
