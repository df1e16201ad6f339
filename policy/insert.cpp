#include "policy/insert.h"

#include <algorithm>
#include <cstddef>

#include "policy/load.h"
#include "rules/document.h"

namespace gavel::policy {
namespace {

using rules::Position;
using rules::Value;

std::size_t offset_of(std::string_view text, Position at) {
  std::size_t line = 0;
  for (std::uint32_t i = 1; i < at.line; ++i) line = text.find('\n', line) + 1;
  return line + at.column - 1;
}

// The blanks in front of the line that holds `offset`.
std::string indent_at(std::string_view text, std::size_t offset) {
  const std::size_t line = offset == 0 ? 0 : text.rfind('\n', offset - 1) + 1;
  const std::size_t end = std::min(text.find_first_not_of(" \t", line), text.size());
  return std::string(text.substr(line, end - line));
}

struct Insertion {
  std::size_t offset = 0;
  std::string text;
};

// After the bracket that opens `holder`: its first member from now on.
Insertion first_in(std::string_view text, const Value& holder, const std::string& member,
                   const std::string& inner) {
  const std::size_t open = offset_of(text, holder.at);
  const bool empty = holder.items.empty();
  const std::string closing = empty ? "\n" + indent_at(text, open) : ",";
  std::string added = "\n" + inner + member + closing;
  const bool same_line = !empty && holder.items.front().at.line == holder.at.line;
  if (same_line) added += "\n" + inner;
  return {open + 1, added};
}

Insertion insertion(std::string_view text, const Value& root, const std::string& list,
                    const std::string& rule) {
  const std::string step = "  ";
  const std::string base = indent_at(text, offset_of(text, root.at)) + step;
  const Value* rules = root.find("rules");
  if (rules == nullptr) {
    const std::string inner = base + step;
    return first_in(text, root,
                    "\"rules\": {\n" + inner + "\"" + list + "\": [\n" + inner + step + rule +
                        "\n" + inner + "]\n" + base + "}",
                    base);
  }
  const std::string inside = indent_at(text, offset_of(text, rules->at)) + step;
  const Value* named = rules->find(list);
  if (named == nullptr) {
    return first_in(text, *rules,
                    "\"" + list + "\": [\n" + inside + step + rule + "\n" + inside + "]", inside);
  }
  return first_in(text, *named, rule, indent_at(text, offset_of(text, named->at)) + step);
}

}  // namespace

Result<std::string> with_rule(std::string_view text, std::string_view list, std::string_view rule,
                              const std::string& file) {
  const auto checked = [&](std::string_view whole) {
    return load({LayerKind::repository, file, std::string(whole), "/", true});
  };
  if (list != "allow" && list != "escalate" && list != "deny") {
    return Fault{FaultKind::range, file,
                 "expected allow, escalate or deny, got \"" + std::string(list) + "\"", ""};
  }
  if (const Result<Layer> before = checked(text); !before.ok()) return before.faults();
  const Result<rules::Document> document = rules::parse_document(text, file);
  if (!document.ok()) return document.faults();
  const Insertion added = insertion(text, document->root, std::string(list), std::string(rule));
  std::string whole(text);
  whole.insert(added.offset, added.text);
  if (const Result<Layer> after = checked(whole); !after.ok()) return after.faults();
  return whole;
}

}  // namespace gavel::policy
