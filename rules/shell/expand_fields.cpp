#include "rules/shell/expand_fields.h"

namespace gavel::shell {
namespace {

bool has_glob(std::string_view text) {
  return text.find_first_of("*?[") != std::string_view::npos;
}

bool is_blank_separator(char c) {
  return c == ' ' || c == '\t' || c == '\n';
}

}  // namespace

void Fields::reset() {
  current_ = Argument{};
  current_.span = span_;
  open_ = false;
}

void Fields::append(std::string_view text) {
  if (!current_.exact()) {
    if (current_.why.size() < byte_limit_) current_.why.append(text);
    return;
  }
  if (current_.text.size() + text.size() > byte_limit_) {
    over_cap_ = true;
    unknown("too long", true);
    return;
  }
  current_.text.append(text);
}

void Fields::text(std::string_view text, bool quoted, Marks marks) {
  if (quoted) current_.quoted = true;
  if (quoted || !text.empty()) open_ = true;
  current_.marks |= marks;
  append(text);
}

void Fields::pattern(std::string_view spelling, Marks marks) {
  open_ = true;
  current_.glob = true;
  current_.marks |= marks;
  append(spelling);
}

void Fields::unknown(std::string_view why, bool quoted, Marks marks) {
  open_ = true;
  if (quoted) current_.quoted = true;
  if (!quoted && splitting_) current_.splits = true;
  current_.marks |= marks;
  if (current_.exact()) {
    current_.known = current_.text.empty() ? Argument::Known::unknown : Argument::Known::partial;
  }
  current_.why.append(why.substr(0, 4096));
}

void Fields::split(std::string_view value, std::string_view separators, Marks marks) {
  if (!splitting_) return text(value, false, marks);
  std::size_t at = 0;
  while (at < value.size()) {
    if (separators.find(value[at]) != std::string_view::npos) {
      // Blanks around a separator that is none belong to it; it also delimits an empty field.
      const auto skip_blanks = [&] {
        while (at < value.size() && is_blank_separator(value[at]) &&
               separators.find(value[at]) != std::string_view::npos) {
          ++at;
        }
      };
      skip_blanks();
      if (at < value.size() && separators.find(value[at]) != std::string_view::npos) {
        open_ = true;
        ++at;
        skip_blanks();
      }
      end_field();
      continue;
    }
    std::size_t end = value.find_first_of(separators, at);
    if (end == std::string_view::npos) end = value.size();
    const std::string_view piece = value.substr(at, end - at);
    if (has_glob(piece)) {
      pattern(piece, marks);
    } else {
      text(piece, false, marks);
    }
    at = end;
  }
  current_.marks |= marks;
}

void Fields::end_field() {
  if (open_) done_.push_back(std::move(current_));
  reset();
}

std::vector<Argument> Fields::take() {
  end_field();
  return std::move(done_);
}

}  // namespace gavel::shell
