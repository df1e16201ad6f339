// A fresh folder for a test that needs the disk, removed with it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace gavel::sql {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "gavel-test-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = std::filesystem::canonical(name);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace gavel::sql
