#include "clients/install/jsonc.h"

#include <algorithm>
#include <cstdint>

namespace gavel::install {
namespace {

constexpr int deepest = 64;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

void add_utf8(std::uint32_t code, std::string& out) {
  const auto byte = [&out](std::uint32_t value) { out += static_cast<char>(value); };
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

// value    = object | array | string | word
// object   = "{" [ member { "," member } [ "," ] ] "}"      member = string ":" value
// array    = "[" [ value { "," value } [ "," ] ] "]"
// Blanks and comments may stand between any two of these.
class Reader {
 public:
  Reader(std::string_view text, std::string_view file) : text_(text), file_(file) {}

  Result<JsonNode> read() {
    if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
    JsonNode root;
    if (value(root, 0) && gap() && at_ < text_.size()) fail("expected the end of the file");
    if (!faults_.empty()) return faults_;
    return root;
  }

 private:
  bool value(JsonNode& node, int depth) {
    if (!gap()) return false;
    if (depth > deepest) return fail("nested too deep", FaultKind::limit);
    if (at_ == text_.size()) return fail("expected a value, got the end of the file");
    node.begin = at_;
    const char c = text_[at_];
    const bool good = c == '{'   ? object(node, depth)
                      : c == '[' ? array(node, depth)
                      : c == '"' ? text_value(node)
                                 : word(node);
    node.end = at_;
    return good;
  }

  bool object(JsonNode& node, int depth) {
    node.kind = JsonKind::object;
    ++at_;
    for (;;) {
      if (!gap()) return false;
      if (take('}')) return true;
      if (at_ == text_.size() || text_[at_] != '"') return fail("expected a key or }");
      const std::size_t begin = at_;
      std::string key;
      if (!string(key)) return false;
      if (node.find(key) != nullptr) {
        at_ = begin;
        return fail("the key \"" + key + "\" stands here twice", FaultKind::duplicate_key);
      }
      if (!gap()) return false;
      if (!take(':')) return fail("expected : after a key");
      JsonNode member;
      if (!value(member, depth + 1) || !gap()) return false;
      node.keys.push_back(std::move(key));
      node.key_begins.push_back(begin);
      node.items.push_back(std::move(member));
      if (!take(',') && !at('}')) return fail("expected , or }");
    }
  }

  bool array(JsonNode& node, int depth) {
    node.kind = JsonKind::array;
    ++at_;
    for (;;) {
      if (!gap()) return false;
      if (take(']')) return true;
      JsonNode item;
      if (!value(item, depth + 1) || !gap()) return false;
      node.items.push_back(std::move(item));
      if (!take(',') && !at(']')) return fail("expected , or ]");
    }
  }

  bool text_value(JsonNode& node) {
    node.kind = JsonKind::text;
    return string(node.text);
  }

  bool word(JsonNode& node) {
    const std::size_t end = std::min(text_.find_first_of(" \t\r\n,]}/:[{\"", at_), text_.size());
    const std::string_view word = text_.substr(at_, end - at_);
    node.text = word;
    if (word == "null") {
      node.kind = JsonKind::null;
    } else if (word == "true" || word == "false") {
      node.kind = JsonKind::boolean;
    } else if (!word.empty() && word.find_first_not_of("0123456789+-.eE") == word.npos) {
      node.kind = JsonKind::number;
    } else {
      return fail("expected a value");
    }
    at_ = end;
    return true;
  }

  bool string(std::string& out) {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && static_cast<unsigned char>(text_[at_]) >= 0x20) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (c != '\\') {
        out += c;
      } else if (!escape(out)) {
        return fail("not an escape of JSON");
      }
    }
    at_ = begin;
    return fail("this text does not end");
  }

  bool escape(std::string& out) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (at_ == text_.size()) return false;
    const char c = text_[at_++];
    const std::size_t known = letters.find(c);
    if (known != letters.npos) {
      out += meanings[known];
      return true;
    }
    std::uint32_t code = 0;
    if (c != 'u' || !hex4(code)) return false;
    std::uint32_t low = 0;
    if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_, 2) == "\\u") {
      at_ += 2;
      if (!hex4(low) || low < 0xDC00 || low > 0xDFFF) return false;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    add_utf8(code, out);
    return true;
  }

  bool hex4(std::uint32_t& code) {
    constexpr std::string_view digits = "0123456789abcdef";
    if (text_.size() - at_ < 4) return false;
    for (int i = 0; i < 4; ++i) {
      const char c = text_[at_++];
      const std::size_t digit = digits.find(static_cast<char>(c >= 'A' && c <= 'F' ? c + 32 : c));
      if (digit == digits.npos) return false;
      code = code * 16 + static_cast<std::uint32_t>(digit);
    }
    return true;
  }

  // Blanks and comments; false when a comment does not end.
  bool gap() {
    for (;;) {
      at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
      const std::string_view two = text_.substr(at_, 2);
      if (two == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (two == "/*") {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == text_.npos) return fail("this comment does not end");
        at_ = end + 2;
      } else {
        return true;
      }
    }
  }

  bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    if (!at(c)) return false;
    ++at_;
    return true;
  }

  bool fail(std::string what, FaultKind kind = FaultKind::syntax) {
    if (!faults_.empty()) return false;
    const std::string_view before = text_.substr(0, at_);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0
    faults_.push_back(
        {kind,
         std::string(file_) + ":" + std::to_string(line) + ":" + std::to_string(at_ - start + 1),
         std::move(what), ""});
    return false;
  }

  std::string_view text_;
  std::string_view file_;
  std::size_t at_ = 0;
  Faults faults_;
};

}  // namespace

const JsonNode* JsonNode::find(std::string_view key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

Result<JsonNode> read_jsonc(std::string_view text, std::string_view file) {
  return Reader(text, file).read();
}

}  // namespace gavel::install
