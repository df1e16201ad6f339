#include "server/facts/config.h"

#include <algorithm>

namespace gavel::facts {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool name_char(char c) {
  return letter(c) || (c >= '0' && c <= '9') || c == '-';
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
  }

  std::optional<std::vector<Setting>> run() {
    while (skip_blank(), at_ < text_.size()) {
      if (peek() == '#' || peek() == ';') {
        skip_line();
      } else if (peek() == '[') {
        if (!header()) return std::nullopt;
      } else if (!setting()) {
        return std::nullopt;
      }
    }
    return std::move(settings_);
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\n'; }
  char next() { return at_ < text_.size() ? text_[at_++] : '\n'; }
  bool ended() const { return at_ >= text_.size(); }

  void skip_blank() {
    while (!ended() && (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\n')) ++at_;
  }
  void skip_space() {
    while (!ended() && (peek() == ' ' || peek() == '\t')) ++at_;
  }
  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }

  bool header() {
    ++at_;
    section_.clear();
    while (name_char(peek()) || peek() == '.') section_ += lower(next());
    if (section_.empty()) return false;
    skip_space();
    if (peek() == '"' && !subsection()) return false;
    return next() == ']';
  }

  bool subsection() {
    ++at_;
    section_ += '.';
    while (!ended() && peek() != '"') {
      if (peek() == '\n') return false;
      if (peek() == '\\') ++at_;
      section_ += next();
    }
    return next() == '"';
  }

  bool setting() {
    if (section_.empty() || !letter(peek())) return false;
    std::string name;
    while (name_char(peek())) name += lower(next());
    skip_space();
    std::string value = "true";
    if (peek() == '=') {
      ++at_;
      value.clear();
      if (!read_value(value)) return false;
    } else if (peek() != '\n' && peek() != '\r' && peek() != '#' && peek() != ';') {
      return false;
    } else {
      skip_line();
    }
    settings_.push_back({section_ + "." + name, std::move(value)});
    return true;
  }

  bool read_value(std::string& value) {
    skip_space();
    bool quoted = false;
    std::size_t keep = 0;  // length without trailing blanks
    while (!ended() && peek() != '\n') {
      const char c = next();
      if (c == '\r' && peek() == '\n') continue;
      if (!quoted && (c == '#' || c == ';')) {
        skip_line();
        break;
      }
      if (c == '"') {
        quoted = !quoted;
        keep = value.size();
        continue;
      }
      const bool escaped = c == '\\';
      if (escaped && !escape(value)) return false;
      if (!escaped) value += c;
      if (escaped || quoted || (c != ' ' && c != '\t')) keep = value.size();
    }
    value.resize(std::min(keep, value.size()));
    return !quoted;
  }

  bool escape(std::string& value) {
    char c = next();
    if (c == '\r' && peek() == '\n') c = next();
    if (c == '\n') return true;
    constexpr std::string_view from = "ntb\"\\";
    constexpr std::string_view to = "\n\t\b\"\\";
    const std::size_t at = from.find(c);
    if (at == std::string_view::npos) return false;
    value += to[at];
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string section_;
  std::vector<Setting> settings_;
};

std::string normal_key(std::string_view key) {
  const std::size_t first = key.find('.');
  const std::size_t last = key.rfind('.');
  if (first == std::string_view::npos) return lowered(key);
  return lowered(key.substr(0, first)) + std::string(key.substr(first, last - first)) +
         lowered(key.substr(last));
}

}  // namespace

std::optional<std::vector<Setting>> parse_config(std::string_view text) {
  return Parser(text).run();
}

std::optional<std::string> find_setting(const std::vector<Setting>& settings,
                                        std::string_view key) {
  const std::string wanted = normal_key(key);
  const auto found = std::find_if(settings.rbegin(), settings.rend(),
                                  [&](const Setting& setting) { return setting.key == wanted; });
  if (found == settings.rend()) return std::nullopt;
  return found->value;
}

}  // namespace gavel::facts
