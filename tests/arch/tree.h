// The project's own source files, as the architecture tests read them.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace gavel::arch {

namespace fs = std::filesystem;

inline const fs::path root = GAVEL_SOURCE_DIR;

inline std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// Paths relative to the root of every file below `folder` with one of the endings, sorted.
inline std::vector<std::string> files_below(const std::string& folder,
                                            const std::vector<std::string>& endings) {
  std::vector<std::string> found;
  if (!fs::exists(root / folder)) return found;
  for (auto at = fs::recursive_directory_iterator(root / folder); at != fs::end(at); ++at) {
    if (at->path().filename() == "node_modules") at.disable_recursion_pending();
    if (!at->is_regular_file()) continue;
    const std::string ending = at->path().extension();
    if (std::find(endings.begin(), endings.end(), ending) == endings.end()) continue;
    found.push_back(fs::relative(at->path(), root));
  }
  std::sort(found.begin(), found.end());
  return found;
}

// The folders that hold the product.
inline const std::vector<std::string> product = {"rules", "policy", "server", "clients"};

inline std::vector<std::string> product_files() {
  std::vector<std::string> all;
  for (const std::string& folder : product) {
    const std::vector<std::string> found = files_below(folder, {".h", ".cpp"});
    all.insert(all.end(), found.begin(), found.end());
  }
  return all;
}

inline std::string folder_of(const std::string& file) {
  return fs::path(file).parent_path();
}

}  // namespace gavel::arch
