// SPDX-License-Identifier: MIT
//
// The layout of LMDB 0.9 (data version 1) on 64-bit little-endian machines: page
// 0 and 1 are meta pages, of which the one with the larger transaction number
// counts; it names the roots of two trees (free pages, names of sub-databases).
#include "storage/file_check.hpp"

#include "messages/bytes.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <optional>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace mostro::storage {
namespace {

constexpr size_t page_header = 16;
constexpr size_t node_header = 8;
constexpr size_t tree_size = 48;
constexpr uint32_t magic = 0xBEEFC0DE;
constexpr uint32_t data_version = 1;
constexpr uint64_t no_page = std::numeric_limits<uint64_t>::max();
constexpr size_t longest_key = 511;
constexpr uint64_t most_unwritten = 1 << 17; // Pages of one transaction, at most.
constexpr unsigned most_levels = 32;         // CURSOR_STACK of LMDB.

namespace flag {
constexpr uint16_t branch = 1, leaf = 2, overflow = 4, meta = 8;
constexpr uint16_t big_value = 1, sub_tree = 2;
constexpr uint16_t integer_keys = 8;
} // namespace flag

/// Reads a little-endian number out of a page; the caller checks bounds.
template <class T>
T number_at(byte_view page, size_t offset) {
  expects(offset + sizeof(T) <= page.size(), "file check: beyond the page");
  T out;
  std::memcpy(&out, page.data() + offset, sizeof(T));
  return out;
}

/// What a meta page or a sub-database node says of a tree.
struct tree {
  uint16_t flags = 0;
  uint16_t depth = 0;
  uint64_t root = no_page;
};

tree tree_at(byte_view page, size_t offset) {
  return {number_at<uint16_t>(page, offset + 4), number_at<uint16_t>(page, offset + 6),
          number_at<uint64_t>(page, offset + 40)};
}

/// What the values of a tree mean.
enum class content { free_pages, names, records };

struct meta_page {
  size_t page_size = 0;
  tree free_pages;
  tree names;
  uint64_t last_page = 0;
  uint64_t transaction = 0;
};

class file_walk {
public:
  file_walk(int descriptor, uint64_t size) : descriptor_(descriptor), size_(size) {}

  /// Empty when the file is sound, else what is wrong with it.
  std::string judge() {
    const auto first = read_meta(0);
    if (!first)
      return finding_;
    page_size_ = first->page_size;
    const auto second = read_meta(page_size_);
    if (!second)
      return finding_;
    const meta_page& newest = second->transaction > first->transaction ? *second : *first;
    last_page_ = newest.last_page;
    reached_.assign(size_ / page_size_, false);
    if (newest.free_pages.flags != flag::integer_keys || newest.names.flags != 0)
      find(0, "states foreign flags");
    if (last_page_ > size_ / page_size_ + most_unwritten)
      find(0, "states an impossible last page");
    walk_tree(newest.names, content::names);
    walk_tree(newest.free_pages, content::free_pages);
    return finding_;
  }

private:
  void find(uint64_t page, std::string_view what) {
    if (finding_.empty())
      finding_ = "page " + std::to_string(page) + " " + std::string(what);
  }

  bool read(uint64_t offset, bytes& into) const {
    return offset + into.size() <= size_ &&
           pread(descriptor_, into.data(), into.size(), static_cast<off_t>(offset)) ==
               static_cast<ssize_t>(into.size());
  }

  std::optional<meta_page> read_meta(uint64_t offset) {
    bytes page(page_header + 24 + 2 * tree_size + 16);
    const uint64_t number = offset ? 1 : 0;
    meta_page out;
    if (!read(offset, page)) {
      find(number, "is cut short");
      return std::nullopt;
    }
    if (number_at<uint32_t>(page, 16) != magic || !(number_at<uint16_t>(page, 10) & flag::meta)) {
      find(number, "does not start a database");
      return std::nullopt;
    }
    if (number_at<uint32_t>(page, 20) != data_version) {
      find(number, "has a foreign data version");
      return std::nullopt;
    }
    out.page_size = number_at<uint32_t>(page, 40);
    out.free_pages = tree_at(page, 40);
    out.names = tree_at(page, 40 + tree_size);
    out.last_page = number_at<uint64_t>(page, 40 + 2 * tree_size);
    out.transaction = number_at<uint64_t>(page, 48 + 2 * tree_size);
    const bool sane = out.page_size >= 512 && out.page_size <= 65536 &&
                      (out.page_size & (out.page_size - 1)) == 0 &&
                      (page_size_ == 0 || page_size_ == out.page_size);
    if (!sane) {
      find(number, "states an impossible page size");
      return std::nullopt;
    }
    return out;
  }

  /// Notes that `count` pages from `page` on are in use; false when they cannot be.
  bool reach(uint64_t page, uint64_t count) {
    const uint64_t pages = size_ / page_size_;
    if (page < 2 || page > last_page_ || page >= pages || count > pages - page) {
      find(page, "is named but lies outside the file");
      return false;
    }
    for (uint64_t i = page; i < page + count; ++i) {
      if (reached_[i]) {
        find(i, "is used twice");
        return false;
      }
      reached_[i] = true;
    }
    return true;
  }

  void walk_tree(const tree& t, content kind) {
    if (!finding_.empty())
      return;
    if (t.root == no_page)
      return;
    if (t.depth == 0 || t.depth > most_levels) {
      find(t.root, "is the root of a tree of impossible depth");
      return;
    }
    // Sub-databases are walked while their names are: each tree has its own order.
    const key_order outer = std::exchange(order_, {});
    walk_page(t.root, t.depth, kind);
    order_ = outer;
  }

  void walk_page(uint64_t number, unsigned levels, content kind) {
    if (!finding_.empty() || !reach(number, 1))
      return;
    bytes page(page_size_);
    const uint16_t wanted = levels == 1 ? flag::leaf : flag::branch;
    if (!read(number * page_size_, page) || number_at<uint64_t>(page, 0) != number ||
        number_at<uint16_t>(page, 10) != wanted) {
      find(number, "is not what it should be");
      return;
    }
    const size_t lower = number_at<uint16_t>(page, 12);
    const size_t upper = number_at<uint16_t>(page, 14);
    const size_t fewest = wanted == flag::branch ? 2 : 1;
    if (lower < page_header + 2 * fewest || lower % 2 || lower > upper || upper > page_size_) {
      find(number, "has impossible bounds");
      return;
    }
    if (!are_nodes_packed(page, lower, upper, wanted)) {
      find(number, "holds nodes that overlap or leave gaps");
      return;
    }
    for (size_t slot = page_header; slot < lower && finding_.empty(); slot += 2) {
      const size_t node = number_at<uint16_t>(page, slot);
      const bool is_leaf = wanted == flag::leaf;
      // The first key of a branch means "everything below the second".
      if ((is_leaf || slot > page_header) && !follows(key_of(page, node), kind, is_leaf))
        find(number, "holds keys out of order");
      else if (is_leaf)
        walk_leaf(number, page, node, kind);
      else
        walk_page(child_of(page, node), levels - 1, kind);
    }
  }

  /// Takes the next key of a walk; false when it is not above the leaf keys before,
  /// or below the branch key that leads to it.
  bool follows(byte_view key, content kind, bool is_leaf) {
    if (key.empty() || (kind == content::free_pages && key.size() != sizeof(uint64_t)))
      return false;
    bytes next(key.begin(), key.end());
    if (kind == content::free_pages) // Numbers of this machine's byte order: little-endian.
      std::reverse(next.begin(), next.end());
    if (next < order_.at_least || (!order_.above.empty() && next <= order_.above))
      return false;
    (is_leaf ? order_.above : order_.at_least) = std::move(next);
    return true;
  }

  static byte_view key_of(byte_view page, size_t node) {
    return page.subspan(node + node_header, number_at<uint16_t>(page, node + 6));
  }

  /// True when the nodes, each of even size, fill the page from `upper` to its end
  /// one after the other: what LMDB keeps up and relies on when it moves them.
  bool are_nodes_packed(byte_view page, size_t lower, size_t upper, uint16_t kind_of_page) const {
    std::vector<std::pair<size_t, size_t>> spans;
    for (size_t slot = page_header; slot < lower; slot += 2) {
      const size_t node = number_at<uint16_t>(page, slot);
      if (node < upper || node + node_header > page_size_ ||
          number_at<uint16_t>(page, node + 6) > longest_key)
        return false;
      spans.emplace_back(node, size_of_node(page, node, kind_of_page));
    }
    std::sort(spans.begin(), spans.end());
    size_t end = upper;
    for (const auto& [start, size] : spans) {
      if (start != end)
        return false;
      end += size;
    }
    return end == page_size_;
  }

  static size_t size_of_node(byte_view page, size_t node, uint16_t kind_of_page) {
    size_t size = node_header + number_at<uint16_t>(page, node + 6);
    if (kind_of_page == flag::leaf)
      size += number_at<uint16_t>(page, node + 4) & flag::big_value ? sizeof(uint64_t)
                                                                    : value_size(page, node);
    return (size + 1) / 2 * 2;
  }

  static uint64_t value_size(byte_view page, size_t node) {
    return number_at<uint16_t>(page, node) | uint64_t{number_at<uint16_t>(page, node + 2)} << 16;
  }

  static uint64_t child_of(byte_view page, size_t node) {
    return value_size(page, node) | uint64_t{number_at<uint16_t>(page, node + 4)} << 32;
  }

  void walk_leaf(uint64_t number, byte_view page, size_t node, content kind) {
    const uint64_t size = value_size(page, node);
    const uint16_t flags = number_at<uint16_t>(page, node + 4);
    const size_t key_size = number_at<uint16_t>(page, node + 6);
    const size_t value = node + node_header + key_size;
    const uint16_t inline_flags = kind == content::names ? flag::sub_tree : 0;
    if (flags == flag::big_value && kind != content::names)
      walk_big_value(number_at<uint64_t>(page, value), size, kind);
    else if (flags != inline_flags || (kind == content::names && size != tree_size) ||
             (kind == content::free_pages && key_size != sizeof(uint64_t)))
      find(number, "holds a node of a foreign kind");
    else if (kind == content::names)
      walk_sub_tree(number, tree_at(page, value));
    else if (kind == content::free_pages)
      check_free_list(number, page.subspan(value, size));
  }

  /// A list of free pages: how many, then their numbers.
  void check_free_list(uint64_t number, byte_view list) {
    const uint64_t room = list.size() / sizeof(uint64_t);
    const uint64_t count = room ? number_at<uint64_t>(list, 0) : 0;
    if (room == 0 || count >= room) {
      find(number, "holds a list of free pages of an impossible length");
      return;
    }
    uint64_t before = no_page;
    for (uint64_t i = 1; i <= count; ++i) {
      const uint64_t free = number_at<uint64_t>(list, i * sizeof(uint64_t));
      // A page that was never written may be free beyond the end of the file.
      const bool is_used = free < reached_.size() && reached_[free];
      if (free < 2 || free > last_page_ || free >= before || is_used) {
        find(number, "holds an impossible list of free pages");
        return;
      }
      if (free < reached_.size())
        reached_[free] = true;
      before = free;
    }
  }

  void walk_sub_tree(uint64_t number, const tree& t) {
    if (t.flags != 0) // We use no duplicates and no foreign orders.
      find(number, "names a sub-database of a foreign kind");
    else
      walk_tree(t, content::records);
  }

  void walk_big_value(uint64_t number, uint64_t size, content kind) {
    bytes header(page_header);
    if (number >= size_ / page_size_ || !read(number * page_size_, header) ||
        number_at<uint64_t>(header, 0) != number ||
        number_at<uint16_t>(header, 10) != flag::overflow) {
      find(number, "is not the start of a long value");
      return;
    }
    const uint64_t pages = number_at<uint32_t>(header, 12);
    if (pages < (page_header + size + page_size_ - 1) / page_size_) {
      find(number, "is too short for its value");
      return;
    }
    if (!reach(number, pages) || kind != content::free_pages)
      return;
    bytes list(size);
    if (read(number * page_size_ + page_header, list))
      check_free_list(number, list);
    else
      find(number, "is cut short");
  }

  /// What the next key of the present tree must be.
  struct key_order {
    bytes above;    ///< The last key of a leaf.
    bytes at_least; ///< The last key of a branch.
  };

  int descriptor_;
  uint64_t size_;
  size_t page_size_ = 0;
  uint64_t last_page_ = 0;
  std::vector<bool> reached_;
  key_order order_;
  std::string finding_;
};

} // namespace

status check_database_file(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT)
    return done();
  struct stat about {};
  if (descriptor < 0 || fstat(descriptor, &about) != 0) {
    error why{errc::io, path.string() + ": cannot read: " + std::generic_category().message(errno)};
    if (descriptor >= 0)
      ::close(descriptor);
    return why;
  }
  std::string finding;
  if (!S_ISREG(about.st_mode))
    finding = "it is not a file";
  else if (about.st_size > 0)
    finding = file_walk(descriptor, static_cast<uint64_t>(about.st_size)).judge();
  ::close(descriptor);
  if (finding.empty())
    return done();
  return error{errc::damaged, path.string() + ": not a sound database: " + finding +
                                  "; restore the directory from a backup"};
}

} // namespace mostro::storage
