#include "clients/install/toml.h"

#include <algorithm>
#include <cstddef>

namespace gavel::install {
namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(blanks), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::string basic(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// One part of a dotted key at the front of `rest`: bare, "basic" or 'literal'; false when it is
// none.
bool take_part(std::string_view& rest, std::string& part) {
  rest = trimmed(rest);
  if (rest.empty()) return false;
  const char quote = rest.front();
  if (quote != '"' && quote != '\'') {
    const std::size_t end = std::min(rest.find_first_of(".=] \t"), rest.size());
    part = rest.substr(0, end);
    rest.remove_prefix(end);
    return end > 0;
  }
  for (std::size_t at = 1; at < rest.size(); ++at) {
    if (rest[at] == quote) {
      rest.remove_prefix(at + 1);
      return true;
    }
    if (quote == '"' && rest[at] == '\\' && at + 1 < rest.size()) ++at;
    part += rest[at];
  }
  return false;
}

// The dotted key at the front of `rest`, up to what follows it.
TableName take_name(std::string_view& rest) {
  TableName name;
  for (;;) {
    std::string part;
    if (!take_part(rest, part)) return {};
    name.push_back(std::move(part));
    rest = trimmed(rest);
    if (rest.empty() || rest.front() != '.') return name;
    rest.remove_prefix(1);
  }
}

struct Line {
  std::size_t begin;
  std::size_t end;         // after its line end
  TableName header;        // of [name] and [[name]] lines
  TableName key;           // of "key = value" lines
  std::string_view value;  // what stands after the =
};

// How many brackets a value leaves open, and in which multi-line text it ends.
struct Open {
  long brackets = 0;
  std::string_view quotes = {};

  bool any() const { return brackets > 0 || !quotes.empty(); }
  void read(std::string_view line);
};

void Open::read(std::string_view line) {
  while (!line.empty()) {
    const std::string_view three = line.substr(0, 3);
    if (!quotes.empty()) {
      const std::size_t end = line.find(quotes);
      line.remove_prefix(end == line.npos ? line.size() : end + quotes.size());
      if (end != line.npos) quotes = {};
    } else if (three == R"(""")" || three == "'''") {
      quotes = three == "'''" ? "'''" : R"(""")";
      line.remove_prefix(3);
    } else if (line.front() == '"' || line.front() == '\'') {
      std::string part;
      if (!take_part(line, part)) return;
    } else if (line.front() == '#') {
      return;
    } else {
      brackets += line.front() == '[' || line.front() == '{';
      brackets -= line.front() == ']' || line.front() == '}';
      line.remove_prefix(1);
    }
  }
}

Line read_line(std::string_view text, std::size_t begin, std::size_t end) {
  Line line{begin, end, {}, {}, {}};
  std::string_view rest = trimmed(text.substr(begin, end - begin));
  if (rest.empty() || rest.front() == '#') return line;
  if (rest.front() == '[') {
    rest.remove_prefix(rest.starts_with("[[") ? 2 : 1);
    line.header = take_name(rest);
    return line;
  }
  line.key = take_name(rest);
  rest = trimmed(rest);
  if (!rest.empty() && rest.front() == '=') line.value = trimmed(rest.substr(1));
  return line;
}

// The lines of the file; what a value needs of further lines belongs to its first.
Result<std::vector<Line>> lines_of(std::string_view text, std::string_view file) {
  std::vector<Line> lines;
  Open open;
  std::size_t number = 0;
  std::size_t opened = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t found = text.find('\n', begin);
    const std::size_t end = found == text.npos ? text.size() : found + 1;
    ++number;
    if (open.any()) {
      lines.back().end = end;
      open.read(text.substr(begin, end - begin));
    } else {
      lines.push_back(read_line(text, begin, end));
      opened = number;
      if (!lines.back().value.empty()) open.read(lines.back().value);
    }
    begin = end;
  }
  if (open.any()) {
    return Fault{FaultKind::syntax, std::string(file) + ":" + std::to_string(opened),
                 "this value does not end", "nothing was changed"};
  }
  return lines;
}

bool begins(const TableName& name, const TableName& with) {
  return name.size() >= with.size() && std::equal(with.begin(), with.end(), name.begin());
}

std::size_t find_header(const std::vector<Line>& lines, const TableName& table) {
  const auto found = std::find_if(lines.begin(), lines.end(),
                                  [&](const Line& line) { return line.header == table; });
  return static_cast<std::size_t>(found - lines.begin());
}

std::size_t next_header(const std::vector<Line>& lines, std::size_t from) {
  while (from < lines.size() && lines[from].header.empty()) ++from;
  return from;
}

std::string written(const TableName& table) {
  std::string out;
  for (const std::string& part : table) {
    const bool bare = part.find_first_not_of(
                          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
                      std::string::npos;
    out += (out.empty() ? "" : ".") + (bare && !part.empty() ? part : basic(part));
  }
  return "[" + out + "]";
}

// Dotted or inline ways to write the same table, beside which a header would be a second one.
const Line* other_way(const std::vector<Line>& lines, const TableName& table) {
  TableName under;
  for (const Line& line : lines) {
    if (!line.header.empty()) under = line.header;
    if (line.key.empty()) continue;
    TableName whole = under;
    whole.insert(whole.end(), line.key.begin(), line.key.end());
    const bool inline_parent = begins(table, whole);
    if (whole.size() > under.size() && (inline_parent || begins(whole, table)) && under != table) {
      return &line;
    }
  }
  return nullptr;
}

std::string line_end_of(std::string_view text) {
  const std::size_t end = text.find('\n');
  return end != text.npos && end > 0 && text[end - 1] == '\r' ? "\r\n" : "\n";
}

}  // namespace

Result<std::string> with_toml_key(std::string_view text, std::string_view file,
                                  const TableName& table, std::string_view key,
                                  std::string_view value) {
  const Result<std::vector<Line>> lines = lines_of(text, file);
  if (!lines) return lines.faults();
  if (const Line* line = other_way(*lines, table)) {
    const auto before = text.substr(0, line->begin);
    return Fault{FaultKind::conflict,
                 std::string(file) + ":" +
                     std::to_string(1 + std::count(before.begin(), before.end(), '\n')),
                 "expected the table " + written(table) + " to be written with a header",
                 "nothing was changed"};
  }
  const std::string line_end = line_end_of(text);
  const std::string fresh = std::string(key) + " = " + basic(value);
  std::string out(text);
  const std::size_t header = find_header(*lines, table);
  if (header == lines->size()) {
    if (!out.empty() && !out.ends_with('\n')) out += line_end;
    if (!out.empty()) out += line_end;
    return out + written(table) + line_end + fresh + line_end;
  }
  const std::size_t stop = next_header(*lines, header + 1);
  for (std::size_t i = header + 1; i < stop; ++i) {
    const Line& line = (*lines)[i];
    if (line.key != TableName{std::string(key)}) continue;
    const std::string_view whole = text.substr(line.begin, line.end - line.begin);
    const std::string ending = whole.ends_with('\n') ? line_end : "";
    return out.replace(line.begin, line.end - line.begin, fresh + ending);
  }
  const Line& line = (*lines)[header];
  const bool ended = text.substr(line.begin, line.end - line.begin).ends_with('\n');
  return out.insert(line.end, (ended ? "" : line_end) + fresh + line_end);
}

Result<std::string> without_toml_table(std::string_view text, std::string_view file,
                                       const TableName& table) {
  const Result<std::vector<Line>> lines = lines_of(text, file);
  if (!lines) return lines.faults();
  std::string out(text);
  const std::size_t header = find_header(*lines, table);
  if (header == lines->size()) return out;
  std::size_t stop = header + 1;
  for (std::size_t i = stop; i < lines->size() && (*lines)[i].header.empty(); ++i) {
    if (!(*lines)[i].key.empty()) stop = i + 1;
  }
  std::size_t first = header;
  const auto blank = [&](const Line& line) {
    return trimmed(text.substr(line.begin, line.end - line.begin)).empty();
  };
  if (first > 0 && blank((*lines)[first - 1])) --first;
  out.erase((*lines)[first].begin, (*lines)[stop - 1].end - (*lines)[first].begin);
  return out;
}

std::string toml_text(std::string_view text, const TableName& table, std::string_view key) {
  const Result<std::vector<Line>> lines = lines_of(text, "");
  if (!lines) return {};
  const std::size_t header = find_header(*lines, table);
  if (header == lines->size()) return {};
  for (std::size_t i = header + 1; i < next_header(*lines, header + 1); ++i) {
    const Line& line = (*lines)[i];
    std::string part;
    std::string_view value = line.value;
    if (line.key == TableName{std::string(key)} && take_part(value, part)) return part;
  }
  return {};
}

}  // namespace gavel::install
