#include "policy/example.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "policy/schema.h"

namespace gavel::policy {
namespace {

constexpr std::size_t width = 98;

// Words of `text` in comment lines that do not go past the right edge.
void comment(std::string& out, std::string_view text, const std::string& indent) {
  std::string line = indent + "//";
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (line.size() + 1 + word.size() > width) {
      out += line + "\n";
      line = indent + "//";
    }
    line += " " + std::string(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  out += line + "\n";
}

std::string_view who(const Field& field) {
  switch (field.who) {
    case Who::anyone:
      return "";
    case Who::trusted:
      return field.order == Order::none || field.order == Order::shrinks
                 ? " Heard in trusted files only."
                 : " To make it looser the file must be trusted.";
    case Who::user:
      return field.order == Order::none ? " Heard in the user's own file only."
                                        : " Only the user's own file may raise it.";
  }
  return "";
}

std::string about(const Field& field) {
  std::string text = std::string(field.doc) + ".";
  const bool differs = !field.example.empty() && field.example != field.initial;
  if (differs && field.initial != R"("")" && field.initial != "[]" && field.initial != "{}") {
    text += " Default: " + std::string(field.initial) + ".";
  }
  return text + std::string(who(field));
}

void member(std::string& out, const Field& field, std::string_view key, const std::string& indent) {
  comment(out, about(field), indent);
  out += indent + "\"" + std::string(key) + "\": ";
  out += field.example.empty() ? field.initial : field.example;
}

void members(std::string& out, const std::string& path, const std::string& indent) {
  bool first = true;
  for (const std::string_view key : keys_below(path)) {
    if (!first) out += path.empty() ? ",\n\n" : ",\n";
    first = false;
    const std::string below = path + "/" + std::string(key);
    if (const Field* field = find_field(below)) {
      member(out, *field, key, indent);
      continue;
    }
    comment(out, std::string(section_doc(below)) + ".", indent);
    out += indent + "\"" + std::string(key) + "\": {\n";
    members(out, below, indent + "  ");
    out += "\n" + indent + "}";
  }
}

}  // namespace

std::string example_text() {
  std::string out;
  comment(out,
          "Every field of judge.json, generated from the table that also reads it. Leave out what "
          "you do not need: a file with only \"version\" and \"mode\" is a good start.",
          "");
  out += "{\n";
  members(out, "", "  ");
  return out + "\n}\n";
}

}  // namespace gavel::policy
