// References of a git repository: HEAD, loose and packed ones, read as plain bounded files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/facts/gitdir.h"
#include "server/facts/limits.h"

namespace gavel::facts {

// Source: gitrepository-layout(5) and git-check-ref-format(1).
bool valid_ref(std::string_view name);

// What HEAD names: "refs/heads/main"; nullopt when detached or unreadable.
std::optional<std::string> head_ref(const GitDir& dir);

// The object a reference names, as 40 hex digits; symbolic references are followed, five deep.
std::optional<std::string> resolve_ref(const GitDir& dir, const std::string& name);

struct Ref {
  std::string name;
  std::string object;  // 40 hex digits
};

// Every branch and remote-tracking branch; nullopt when they could not all be read.
std::optional<std::vector<Ref>> branches(const GitDir& dir, Meter& meter);

}  // namespace gavel::facts
