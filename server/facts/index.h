// A repository's index, read once from a bounded copy of its file.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <git2/index.h>

#include "server/facts/gitdir.h"
#include "server/facts/limits.h"

namespace gavel::facts {

class Index {
 public:
  // Null when it cannot be read whole or needs what we do not obey (a split or sparse index).
  // A repository without an index has an empty one.
  static std::unique_ptr<Index> open(const GitDir& dir, Meter& meter);

  std::size_t size() const;
  const git_index_entry* at(std::size_t place) const;
  const git_index_entry* find(const std::string& path) const;  // stage 0; null when not tracked
  // Place of the first entry that is `path` or below it; nullopt when there is none.
  std::optional<std::size_t> first_below(const std::string& path) const;
  std::int64_t written_s() const { return written_s_; }  // modification time of the file

 private:
  struct Free {
    void operator()(git_index* index) const;
  };
  Index(git_index* index, std::int64_t written_s) : index_(index), written_s_(written_s) {}

  std::unique_ptr<git_index, Free> index_;
  std::int64_t written_s_ = 0;
};

// Whether `path` is `folder` or lies below it; everything lies below "".
bool at_or_below(const std::string& path, const std::string& folder);

}  // namespace gavel::facts
