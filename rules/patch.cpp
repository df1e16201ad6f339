#include "rules/patch.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace gavel::rules {
namespace {

using Change = PatchedFile::Change;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\r' || text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  return text;
}

std::optional<std::string_view> after(std::string_view line, std::string_view head) {
  if (!line.starts_with(head)) return std::nullopt;
  return trimmed(line.substr(head.size()));
}

// "a/src/x.c\t2024-01-01" -> "src/x.c"; /dev/null stands for no file.
std::string plain_name(std::string_view name) {
  name = trimmed(name.substr(0, name.find('\t')));
  if (name.size() > 1 && name.front() == '"' && name.back() == '"')
    name = name.substr(1, name.size() - 2);
  if (name.starts_with("a/") || name.starts_with("b/")) name.remove_prefix(2);
  return std::string(name);
}

class Reader {
 public:
  PatchReading run(std::string_view text) {
    std::size_t at = 0;
    while (at <= text.size()) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      line(text.substr(at, end - at));
      at = end + 1;
    }
    out_.understood = !out_.files.empty();
    return std::move(out_);
  }

 private:
  void add(Change change, std::string path) {
    if (!path.empty()) out_.files.push_back({change, std::move(path)});
  }

  void line(std::string_view line) {
    if (const auto path = after(line, "*** Add File:")) return add(Change::add, std::string(*path));
    if (const auto path = after(line, "*** Update File:"))
      return add(Change::update, std::string(*path));
    if (const auto path = after(line, "*** Delete File:"))
      return add(Change::remove, std::string(*path));
    if (const auto path = after(line, "*** Move to:")) return moved(std::string(*path));
    if (const auto path = after(line, "rename from "))
      return add(Change::rename_from, plain_name(*path));
    if (const auto path = after(line, "rename to ")) return add(Change::add, plain_name(*path));
    if (const auto path = after(line, "copy to ")) return add(Change::add, plain_name(*path));
    if (const auto path = after(line, "--- ")) {
      old_ = plain_name(*path);
      return;
    }
    if (const auto path = after(line, "+++ "); path && !old_.empty()) unified(plain_name(*path));
  }

  void moved(std::string to) {
    if (!out_.files.empty() && out_.files.back().change == Change::update)
      out_.files.back().change = Change::rename_from;
    add(Change::add, std::move(to));
  }

  void unified(std::string to) {
    const std::string from = std::exchange(old_, {});
    if (to == "/dev/null") return add(Change::remove, from);
    if (from == "/dev/null") return add(Change::add, std::move(to));
    if (from != to) add(Change::update, from);
    add(Change::update, std::move(to));
  }

  PatchReading out_;
  std::string old_;
};

}  // namespace

PatchReading read_patch(std::string_view text) {
  return Reader().run(text);
}

}  // namespace gavel::rules
