// A world made of tables: files, links, ignored and clean paths; and what was asked of it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "rules/model/facts.h"

namespace gavel {

struct FakeFacts : Facts {
  std::map<std::string, std::string, std::less<>> files;  // path -> text
  std::set<std::string, std::less<>> folders;
  std::map<std::string, std::string, std::less<>> links;  // path -> absolute target
  std::set<std::string, std::less<>> ignored;
  std::set<std::string, std::less<>> clean;
  std::set<std::string, std::less<>> missing;
  bool knows_paths = true;

  std::optional<std::string> real_path(std::string_view path) override {
    if (!knows_paths) return std::nullopt;
    std::string out(path);
    for (int hops = 0; hops < 8; ++hops) {
      bool changed = false;
      for (const auto& [from, to] : links) {
        const bool below = out.size() > from.size() && out.compare(0, from.size(), from) == 0 &&
                           out[from.size()] == '/';
        if (out != from && !below) continue;
        out = to + out.substr(from.size());
        changed = true;
      }
      if (!changed) break;
    }
    return out;
  }
  FileKind file_kind(std::string_view path) override {
    if (files.count(path) > 0) return FileKind::file;
    if (folders.count(path) > 0) return FileKind::folder;
    if (missing.count(path) > 0) return FileKind::missing;
    return FileKind::unknown;
  }
  std::optional<std::string> file_text(std::string_view path, std::size_t limit) override {
    const auto found = files.find(path);
    if (found == files.end() || found->second.size() > limit) return std::nullopt;
    return found->second;
  }
  std::optional<std::string> repo_root(std::string_view) override { return std::nullopt; }
  std::optional<bool> git_ignored(std::string_view, std::string_view path) override {
    return ignored.count(path) > 0;
  }
  std::optional<bool> git_clean(std::string_view, std::string_view path) override {
    return clean.count(path) > 0;
  }
  std::optional<bool> git_merged(std::string_view, std::string_view) override {
    return std::nullopt;
  }
  std::optional<std::string> git_branch(std::string_view) override { return "work"; }
  std::optional<std::string> git_config(std::string_view, std::string_view) override {
    return std::nullopt;
  }
};

}  // namespace gavel
