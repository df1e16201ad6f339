// Bytes of bounded size, since the hook client is built without the C++ library.
#pragma once

#include <stddef.h>
#include <string.h>

namespace gavel::hook {

struct View {
  const char* data = nullptr;
  size_t size = 0;

  constexpr View() = default;
  constexpr View(const char* text) : data(text), size(text ? __builtin_strlen(text) : 0) {}
  constexpr View(const char* bytes, size_t count) : data(bytes), size(count) {}
  bool empty() const { return size == 0; }
  bool is(View other) const {
    return size == other.size && (size == 0 || memcmp(data, other.data, size) == 0);
  }
};

// A buffer that remembers when something did not fit: a cut text is never used as if it were whole.
template <size_t Capacity>
class Text {
 public:
  Text& add(View view) {
    if (view.size > Capacity - size_) {
      overflow_ = true;
      return *this;
    }
    if (view.size > 0) memcpy(bytes_ + size_, view.data, view.size);
    size_ += view.size;
    bytes_[size_] = 0;
    return *this;
  }
  Text& add(char c) { return add(View(&c, 1)); }
  Text& add_number(unsigned long value) {
    char digits[24];
    size_t at = sizeof digits;
    do {
      digits[--at] = static_cast<char>('0' + value % 10);
      value /= 10;
    } while (value != 0);
    return add(View(digits + at, sizeof digits - at));
  }
  void clear() {
    size_ = 0;
    bytes_[0] = 0;
    overflow_ = false;
  }
  // Shortens to `size` bytes. PRE: size <= this->size().
  void cut(size_t size) {
    size_ = size;
    bytes_[size_] = 0;
  }
  bool fits() const { return !overflow_; }
  size_t size() const { return size_; }
  const char* c_str() const { return bytes_; }
  View view() const { return View(bytes_, size_); }

 private:
  size_t size_ = 0;
  bool overflow_ = false;
  char bytes_[Capacity + 1] = {};
};

constexpr size_t path_capacity = 4096;
using Path = Text<path_capacity>;

}  // namespace gavel::hook
