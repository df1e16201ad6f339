// Which files a command lists: the folder their names begin with, and what the names look like.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model/argument.h"

namespace gavel::rules {

struct Listing {
  std::string stem;                // each line is a path below this: "./", "src/"
  std::vector<std::string> names;  // patterns, one of which each base name fits; empty: any
  bool skips_hidden = false;       // nothing below a dot folder is listed
  std::string pattern;             // literal text that each listed file holds; empty: none known
  bool columns = false;            // the path is only what stands before the first ':'
};

// find, fd, grep -l, rg -l, git ls-files, git diff --name-only, ls. nullopt: not a lister, or one
// whose lines may name anything. PRE: argv is not empty and argv[0] is exact.
std::optional<Listing> listing_of(const std::vector<Argument>& argv);

// The -name patterns of a find, whatever it does with what it finds; empty when some need not fit.
std::vector<std::string> found_names(const std::vector<Argument>& argv);

// sort, uniq, head, a grep over its input: lines come through whole or not at all. `columns` is
// cleared by what cuts the first column out.
bool passes_lines(const std::vector<Argument>& argv, bool& columns);

}  // namespace gavel::rules
