#include "clients/install/edit.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace gavel::install {
namespace {

using json = nlohmann::ordered_json;

std::string indentation_at(std::string_view text, std::size_t place) {
  const std::size_t start = text.substr(0, place).rfind('\n') + 1;  // npos + 1 is 0
  const std::size_t end = std::min(text.find_first_not_of(" \t", start), text.size());
  return std::string(text.substr(start, end - start));
}

bool has_line_end(std::string_view text) {
  return text.find('\n') != std::string_view::npos;
}

std::string step_levels(const Layout& layout, const json& value) {
  const char fill = layout.step.front();
  return value.dump(static_cast<int>(layout.step.size()), fill);
}

// `value` over several lines, all but the first indented like `indentation`.
std::string laid_out(const json& value, const Layout& layout, const std::string& indentation) {
  std::string out;
  for (const char c : step_levels(layout, value)) {
    if (c == '\n') {
      out += layout.line_end + indentation;
    } else {
      out += c;
    }
  }
  return out;
}

// Where a JSON text has a comma between `from` and `to`, comments aside; `to` when it has none.
std::size_t comma_between(std::string_view text, std::size_t from, std::size_t to) {
  for (std::size_t at = from; at < to; ++at) {
    const std::string_view two = text.substr(at, 2);
    if (two == "//") {
      at = std::min(text.find('\n', at), to);
    } else if (two == "/*") {
      at = std::min(text.find("*/", at + 2), to) + 1;
    } else if (text[at] == ',') {
      return at;
    }
  }
  return to;
}

// Just after the last thing before a container's closing bracket: an element, a comma, a comment.
std::size_t content_end(std::string_view text, const JsonNode& container) {
  const std::size_t last = text.find_last_not_of(" \t\r\n", container.end - 2);
  return last + 1;
}

// Puts `element` behind the container's last one. `spread` says whether it gets a line of its own.
std::string appended(std::string_view text, const JsonNode& container, const std::string& element,
                     const Layout& layout, const std::string& indentation, bool spread) {
  std::string out(text);
  const std::size_t end = content_end(text, container);
  const bool first = container.items.empty();
  const bool empty = end == container.begin + 1;
  std::string piece =
      spread ? layout.line_end + indentation + layout.step + element : (empty ? "" : " ") + element;
  if (spread && !has_line_end(text.substr(end, container.end - end))) {
    piece += layout.line_end + indentation;
  }
  out.insert(end, piece);
  if (!first) {
    const std::size_t last = container.items.back().end;
    if (comma_between(text, last, end) == end) out.insert(last, ",");
  }
  return out;
}

// A container in one line stays so, when it is not empty.
bool is_spread(std::string_view text, const JsonNode& container) {
  return container.items.empty() ||
         has_line_end(text.substr(container.begin, container.end - container.begin));
}

std::string element_text(std::string_view text, const JsonNode& container, const json& value,
                         const Layout& layout) {
  if (!is_spread(text, container)) return value.dump();
  return laid_out(value, layout, indentation_at(text, container.begin) + layout.step);
}

}  // namespace

Layout layout_of(std::string_view text) {
  Layout layout;
  const std::size_t line = text.find('\n');
  if (line == std::string_view::npos) return layout;
  if (line > 0 && text[line - 1] == '\r') layout.line_end = "\r\n";
  for (std::size_t at = line; at != std::string_view::npos; at = text.find('\n', at + 1)) {
    const std::size_t end = text.find_first_not_of(" \t", at + 1);
    if (end == std::string_view::npos || end == at + 1) continue;
    if (text[end] != '"' && text[end] != '{') continue;
    layout.step = text.substr(at + 1, end - at - 1);
    // A mixture cannot be told from one step; then as most files have it.
    if (layout.step.find_first_not_of(layout.step.front()) != std::string::npos) layout.step = "  ";
    break;
  }
  return layout;
}

std::string with_member(std::string_view text, const JsonNode& object, std::string_view key,
                        const json& value) {
  const Layout layout = layout_of(text);
  const std::string element = json(key).dump() + ": " + element_text(text, object, value, layout);
  return appended(text, object, element, layout, indentation_at(text, object.begin),
                  is_spread(text, object));
}

std::string with_item(std::string_view text, const JsonNode& array, const json& value) {
  const Layout layout = layout_of(text);
  return appended(text, array, element_text(text, array, value, layout), layout,
                  indentation_at(text, array.begin), is_spread(text, array));
}

std::string with_value(std::string_view text, const JsonNode& node, const json& value) {
  const bool spread = has_line_end(text.substr(node.begin, node.end - node.begin));
  const std::string fresh =
      spread ? laid_out(value, layout_of(text), indentation_at(text, node.begin)) : value.dump();
  std::string out(text);
  out.replace(node.begin, node.end - node.begin, fresh);
  return out;
}

std::string without(std::string_view text, const JsonNode& parent, std::size_t index) {
  const bool member = parent.kind == JsonKind::object;
  const auto begin_of = [&](std::size_t i) {
    return member ? parent.key_begins[i] : parent.items[i].begin;
  };
  std::string out(text);
  std::size_t begin = begin_of(index);
  std::size_t end = parent.items[index].end;
  const bool last = index + 1 == parent.items.size();
  const std::size_t limit = last ? parent.end - 1 : begin_of(index + 1);
  const std::size_t comma = comma_between(text, end, limit);
  if (comma != limit) {
    // What stands between the element and its comma is a comment of the element's.
    end = comma + 1;
  }
  // The line is left empty: take it along.
  const std::size_t start = text.find_last_not_of(" \t", begin - 1);
  const std::size_t rest = std::min(text.find_first_not_of(" \t", end), text.size());
  const bool alone = text[start] == '\n' && (text[rest] == '\n' || text[rest] == '\r');
  if (alone) {
    begin = start;  // this line end goes, the one after stays
    if (begin > 0 && text[begin - 1] == '\r') --begin;
    end = rest;
  } else if (!last) {
    end = rest;
  }
  if (last && index > 0 && comma == limit) {
    // What was the comma before it goes too, with the blanks of a container in one line.
    const std::size_t before = parent.items[index - 1].end;
    const std::size_t extra = comma_between(text, before, begin);
    if (!alone && text.find_first_not_of(", \t", before) >= begin) begin = before;
    out.erase(begin, end - begin);
    if (extra < begin) out.erase(extra, 1);
    return out;
  }
  out.erase(begin, end - begin);
  const std::size_t inside = parent.begin + 1;
  const std::size_t close = std::min(out.find_first_not_of(" \t\r\n", inside), out.size() - 1);
  if (out[close] == '}' || out[close] == ']') out.erase(inside, close - inside);
  return out;
}

}  // namespace gavel::install
