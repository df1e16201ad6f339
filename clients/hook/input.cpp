#include "clients/hook/input.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

namespace gavel::hook {
namespace {

// A cursor over JSON that is only read deep enough to find top-level members (RFC 8259).
class Scanner {
 public:
  explicit Scanner(View json) : at_(json.data), end_(json.data + json.size) {}

  bool take(char c) {
    skip_blanks();
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  // A string literal into `out`; what does not fit marks `out` as overflown.
  template <size_t N>
  bool string(Text<N>& out) {
    if (!take('"')) return false;
    while (at_ != end_) {
      const char c = *at_++;
      if (c == '"') return true;
      if (c == '\\') {
        if (!escape(out)) return false;
      } else {
        out.add(c);
      }
    }
    return false;
  }

  // Passes over one value of any type. Nesting is counted, not recursed into.
  bool skip_value() {
    skip_blanks();
    long depth = 0;
    do {
      skip_blanks();
      if (at_ == end_) return false;
      const char c = *at_;
      if (c == '"') {
        if (!skip_string()) return false;
      } else {
        ++at_;
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        if (depth < 0) return false;
        if (depth == 0 && !ends_container(c)) skip_scalar();
      }
    } while (depth > 0);
    return true;
  }

 private:
  static bool ends_container(char c) { return c == '}' || c == ']'; }

  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) ++at_;
  }

  void skip_scalar() {
    while (at_ != end_ && *at_ != ',' && *at_ != '}' && *at_ != ']') ++at_;
  }

  bool skip_string() {
    ++at_;
    while (at_ != end_) {
      const char c = *at_++;
      if (c == '"') return true;
      if (c == '\\' && at_ != end_) ++at_;
    }
    return false;
  }

  template <size_t N>
  bool escape(Text<N>& out) {
    if (at_ == end_) return false;
    const char c = *at_++;
    switch (c) {
      case 'n':
        out.add('\n');
        return true;
      case 't':
        out.add('\t');
        return true;
      case 'r':
        out.add('\r');
        return true;
      case 'b':
        out.add('\b');
        return true;
      case 'f':
        out.add('\f');
        return true;
      case 'u':
        return unicode(out);
      default:
        out.add(c);
        return true;  // " \ /
    }
  }

  bool hex4(unsigned& value) {
    value = 0;
    for (int i = 0; i < 4; ++i) {
      if (at_ == end_) return false;
      const char c = *at_++;
      const char lower = static_cast<char>(c | 0x20);
      if (c >= '0' && c <= '9') {
        value = value * 16 + static_cast<unsigned>(c - '0');
      } else if (lower >= 'a' && lower <= 'f') {
        value = value * 16 + static_cast<unsigned>(lower - 'a' + 10);
      } else {
        return false;
      }
    }
    return true;
  }

  template <size_t N>
  bool unicode(Text<N>& out) {
    unsigned code = 0;
    if (!hex4(code)) return false;
    if (code >= 0xD800 && code < 0xDC00) {
      unsigned low = 0;
      if (end_ - at_ < 2 || at_[0] != '\\' || at_[1] != 'u') return false;
      at_ += 2;
      if (!hex4(low) || low < 0xDC00 || low > 0xDFFF) return false;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    if (code == 0) return false;  // a path holds no NUL
    utf8(code, out);
    return true;
  }

  template <size_t N>
  static void utf8(unsigned code, Text<N>& out) {
    const auto byte = [&out](unsigned value) { out.add(static_cast<char>(value)); };
    if (code < 0x80) {
      byte(code);
    } else if (code < 0x800) {
      byte(0xC0 | code >> 6);
      byte(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
      byte(0xE0 | code >> 12);
      byte(0x80 | (code >> 6 & 0x3F));
      byte(0x80 | (code & 0x3F));
    } else {
      byte(0xF0 | code >> 18);
      byte(0x80 | (code >> 12 & 0x3F));
      byte(0x80 | (code >> 6 & 0x3F));
      byte(0x80 | (code & 0x3F));
    }
  }

  const char* at_;
  const char* end_;
};

}  // namespace

ReadResult read_input(int fd, Input& input, const Deadline& deadline) {
  char block[65536];
  for (;;) {
    pollfd ready{fd, POLLIN, 0};
    const int events = poll(&ready, 1, deadline.left());
    if (events == 0) return ReadResult::too_late;
    if (events < 0 && errno == EINTR) continue;
    if (events < 0) return ReadResult::failed;
    const ssize_t count = read(fd, block, sizeof block);
    if (count == 0) return ReadResult::ok;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ReadResult::failed;
    input.add(View(block, static_cast<size_t>(count)));
    if (!input.fits() || input.size() > input_capacity) return ReadResult::too_large;
  }
}

namespace {

bool is_roots(View key) {
  return key.is("workspace_roots") || key.is("workspaceRoots");
}

bool is_folder(const Path& path) {
  return path.fits() && path.size() > 0 && path.c_str()[0] == '/';
}

}  // namespace

bool find_cwd(View json, Path& cwd) {
  static Path root;
  root.clear();
  cwd.clear();
  Scanner scanner(json);
  if (!scanner.take('{')) return false;
  do {
    Text<64> key;  // a longer key is no key of ours: it overflows and is passed over
    if (!scanner.string(key) || !scanner.take(':')) break;
    if (key.fits() && key.view().is("cwd")) {
      if (!scanner.string(cwd)) return false;
      if (cwd.size() > 0) return is_folder(cwd);
      continue;
    }
    Scanner roots = scanner;
    if (key.fits() && is_roots(key.view()) && root.size() == 0 && roots.take('[')) {
      if (!roots.string(root)) root.clear();
    }
    if (!scanner.skip_value()) break;
  } while (scanner.take(','));
  if (!is_folder(root)) return false;
  cwd.clear();
  cwd.add(root.view());
  return true;
}

bool find_reason(View json, Reason& reason) {
  reason.clear();
  Scanner scanner(json);
  if (!scanner.take('{')) return false;
  do {
    Text<64> key;
    if (!scanner.string(key) || !scanner.take(':')) return false;
    if (key.fits() && key.view().is("reason")) return scanner.string(reason) && reason.fits();
    if (!scanner.skip_value()) return false;
  } while (scanner.take(','));
  return false;
}

}  // namespace gavel::hook
