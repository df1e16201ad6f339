#include "rules/recipes.h"

#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

using Targets = std::vector<std::string>;

constexpr const char* makefile = R"(OUT := build
DIRS = $(OUT)/a \
  $(OUT)/b
.PHONY: all clean
all: prepare
	@echo all
prepare:
	mkdir -p $(DIRS)
clean:
	rm -rf $(OUT) $@.log $(shell ls)
deep: all clean
	-cp $< /tmp; echo $$HOME
%.o: %.c
	cc -c $<
one: ; ls -l
)";

TEST(Recipes, OfAMakefile) {
  struct Row {
    Targets targets;
    const char* commands;
  };
  const Row rows[] = {
      {{}, "mkdir -p build/a build/b\necho all\n"},
      {{"clean"}, "rm -rf build clean.log ${make_variable}\n"},
      {{"deep"},
       "mkdir -p build/a build/b\necho all\nrm -rf build clean.log ${make_variable}\n"
       "cp all /tmp; echo $HOME\n"},
      {{"one"}, "ls -l\n"},
      {{"nothing"}, ""},
  };
  for (const Row& row : rows) {
    std::string commands = make_recipe(makefile, row.targets);
    // How many blanks a joined line leaves is no matter.
    for (std::size_t at = commands.find("  "); at != std::string::npos; at = commands.find("  "))
      commands.erase(at, 1);
    EXPECT_EQ(commands, row.commands);
  }
}

TEST(Recipes, ASettingOfTheCommandLineWins) {
  const Targets clean{"clean"};
  const std::string text = std::string(makefile) + "\nOUT=/\n";
  EXPECT_EQ(make_recipe(text, clean).substr(0, 9), "rm -rf / ");
}

TEST(Recipes, VariablesThatNameThemselvesEnd) {
  EXPECT_FALSE(make_recipe("A = $(A)x\nall:\n\techo $(A)\n", Targets{}).empty());
}

TEST(Recipes, OfAJustfile) {
  constexpr const char* justfile =
      "dir := \"out\"\n# says\nbuild arg='x': clean\n    go build {{arg}}\nclean:\n"
      "    @rm -rf {{dir}}\n";
  EXPECT_EQ(just_recipe(justfile, Targets{}), "rm -rf out\ngo build ${just_variable}\n");
  EXPECT_EQ(just_recipe(justfile, Targets{"clean"}), "rm -rf out\n");
}

TEST(Recipes, OfPackages) {
  constexpr const char* package =
      R"({"scripts": {"pretest": "a", "test": "b", "posttest": "c", "x": ["d", "e"]}})";
  EXPECT_EQ(package_script(package, "test"), "a\nb\nc\n");
  EXPECT_EQ(package_script(package, "x"), "d\ne\n");
  EXPECT_EQ(package_script(package, "y"), "");
  EXPECT_EQ(package_script("{broken", "test"), "");
}

TEST(Recipes, OfPythonProjects) {
  EXPECT_EQ(tox_commands("[testenv]\ndeps = pytest\ncommands =\n  pytest {posargs}\n  -ruff .\n"
                         "skip = 1\n  no\n"),
            "pytest \nruff .\n");
  EXPECT_EQ(python_task("[tool.poe.tasks]\nlint = \"ruff .\"\n[other]\nlint = \"x\"\n", "lint"),
            "ruff .");
  EXPECT_EQ(python_task("[tool.poe.tasks]\nt = { cmd = \"rm -rf x\" }\n", "t"), "rm -rf x");
  EXPECT_EQ(python_task("[project]\nlint = \"x\"\n", "lint"), "");
}

}  // namespace
}  // namespace gavel::rules
