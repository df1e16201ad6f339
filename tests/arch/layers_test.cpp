// layers.txt says which folder may include which; this holds the tree to it.
#include <functional>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "tests/arch/tree.h"

namespace gavel::arch {
namespace {

struct Layers {
  std::map<std::string, std::set<std::string>> allowed;
  std::map<std::string, std::string> spaces;
  std::map<std::string, std::set<std::string>> libraries;
};

std::set<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

std::string trimmed(std::string text) {
  const auto blank = [](char c) { return c == ' '; };
  text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), blank));
  while (!text.empty() && blank(text.back())) text.pop_back();
  return text;
}

Layers load() {
  Layers layers;
  for (const std::string& line : lines_of(read(root / "layers.txt"))) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t first = line.find(':');
    const std::string name = trimmed(line.substr(0, first));
    if (name.rfind("library ", 0) == 0) {
      layers.libraries[name.substr(8)] = words_of(line.substr(first + 1));
      continue;
    }
    const std::size_t second = line.find(" : ", first + 1);
    layers.allowed[name] = words_of(line.substr(first + 1, second - first - 1));
    layers.spaces[name] = trimmed(line.substr(second + 2));
  }
  return layers;
}

struct Include {
  std::string file;
  std::string target;
  bool own;  // "..." rather than <...>
};

std::vector<Include> includes() {
  std::vector<Include> all;
  for (const std::string& file : product_files()) {
    for (const std::string& line : lines_of(read(root / file))) {
      if (line.rfind("#include ", 0) != 0) continue;
      const char open = line[9];
      const std::size_t end = line.find(open == '"' ? '"' : '>', 10);
      all.push_back({file, line.substr(10, end - 10), open == '"'});
    }
  }
  return all;
}

TEST(Layers, EveryFolderOfTheProductIsListed) {
  const Layers layers = load();
  for (const std::string& file : product_files()) {
    EXPECT_TRUE(layers.allowed.count(folder_of(file)))
        << file << ": its folder is not in layers.txt";
  }
}

TEST(Layers, EveryIncludeIsAllowedAndEveryEntryUsed) {
  const Layers layers = load();
  std::map<std::string, std::set<std::string>> used;
  for (const Include& include : includes()) {
    if (!include.own) continue;
    const std::string from = folder_of(include.file);
    const std::string to = folder_of(include.target);
    ASSERT_TRUE(fs::exists(root / include.target))
        << include.file << ": \"" << include.target << "\" is not a path from the project's root";
    if (from == to) continue;
    used[from].insert(to);
    const auto row = layers.allowed.find(from);
    EXPECT_TRUE(row != layers.allowed.end() && row->second.count(to))
        << include.file << " includes " << include.target << ", but layers.txt does not let "
        << from << " include " << to;
  }
  for (const auto& [from, allowed] : layers.allowed) {
    for (const std::string& to : allowed) {
      EXPECT_TRUE(used[from].count(to)) << "layers.txt: " << from << " does not use " << to;
    }
  }
}

TEST(Layers, NoCycle) {
  const Layers layers = load();
  std::set<std::string> done;
  std::set<std::string> open;
  std::function<void(const std::string&)> visit = [&](const std::string& folder) {
    if (done.count(folder)) return;
    ASSERT_TRUE(open.insert(folder).second) << "layers.txt: a cycle through " << folder;
    const auto row = layers.allowed.find(folder);
    ASSERT_NE(row, layers.allowed.end()) << "layers.txt names the unknown folder " << folder;
    for (const std::string& next : row->second) visit(next);
    done.insert(folder);
  };
  for (const auto& row : layers.allowed) visit(row.first);
}

TEST(Layers, LibrariesStandWhereTheyMay) {
  const Layers layers = load();
  std::set<std::string> used;
  for (const Include& include : includes()) {
    if (include.own) continue;
    for (const auto& [prefix, places] : layers.libraries) {
      if (include.target.rfind(prefix, 0) != 0) continue;
      used.insert(prefix);
      EXPECT_TRUE(places.count(include.file) || places.count(folder_of(include.file)))
          << include.file << " includes <" << include.target << ">";
    }
  }
  for (const auto& [prefix, places] : layers.libraries) {
    EXPECT_TRUE(used.count(prefix)) << "layers.txt: nothing includes library " << prefix;
  }
}

TEST(Layers, OneFolderOneNamespace) {
  const Layers layers = load();
  for (const std::string& file : product_files()) {
    const std::string text = read(root / file);
    const auto row = layers.spaces.find(folder_of(file));
    if (row == layers.spaces.end() || text.find("\nnamespace ") == std::string::npos) continue;
    const std::string& space = row->second;
    // The words of a folder's public face may stand in `gavel` itself.
    const bool found = text.find("\nnamespace " + space + " {") != std::string::npos ||
                       text.find("\nnamespace gavel {") != std::string::npos;
    EXPECT_TRUE(found) << file << " does not declare namespace " << space;
  }
}

}  // namespace
}  // namespace gavel::arch
