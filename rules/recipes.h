// The commands that a project file gives for one target: a Makefile's recipe, a package's script.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gavel::rules {

// Shell text of what `make TARGET ...` would run, prerequisites first; of the first target when
// none is named. Variables that the file sets literally are filled in; what make alone knows
// stands as ${make_variable}. Pattern rules are left out: they compile.
std::string make_recipe(std::string_view makefile, std::span<const std::string> targets);

// The same for a justfile; the first recipe when none is named.
std::string just_recipe(std::string_view justfile, std::span<const std::string> targets);

// A script of package.json or composer.json with the ones before and after it; empty when there is
// none of that name.
std::string package_script(const std::string& package, std::string_view name);

// The commands of tox.ini, and a task of pyproject.toml (poe, pdm, taskipy, hatch).
std::string tox_commands(std::string_view ini);
std::string python_task(std::string_view pyproject, std::string_view name);

}  // namespace gavel::rules
