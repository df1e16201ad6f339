#include "rules/shell/arena.h"

#include <algorithm>

namespace gavel::shell {

void* Arena::allocate(std::size_t size, std::size_t align) {
  std::size_t skip = (align - reinterpret_cast<std::size_t>(next_) % align) % align;
  if (skip + size > left_) {
    const std::size_t want = std::max(block_size_, size + align);
    blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(want));
    next_ = blocks_.back().get();
    left_ = want;
    // So steep that the last block outweighs those before it: malloc keeps back twice the largest
    // block it saw freed, and pages asked of the kernel anew cost as much as the parse.
    block_size_ *= 4;
    skip = (align - reinterpret_cast<std::size_t>(next_) % align) % align;
  }
  std::byte* at = next_ + skip;
  next_ = at + size;
  left_ -= skip + size;
  return at;
}

}  // namespace gavel::shell
