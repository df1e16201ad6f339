// Completion scripts, made from the declared commands themselves so that none is forgotten.
#include <cstdio>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "clients/cli/command.h"

namespace gavel::cli {
namespace {

struct Entry {
  std::string path;  // "policy check"; "" for gavel itself
  std::vector<std::string> words;
};

void collect(const CLI::App& app, const std::string& path, std::vector<Entry>& entries) {
  Entry entry{path, {}};
  for (const CLI::App* child : app.get_subcommands({})) entry.words.push_back(child->get_name());
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) entry.words.push_back("--" + name);
  }
  entries.push_back(entry);
  for (const CLI::App* child : app.get_subcommands({})) {
    collect(*child, path.empty() ? child->get_name() : path + " " + child->get_name(), entries);
  }
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// bash finds the longest known path of subcommands; zsh runs the same through bashcompinit.
std::string bash_script(const std::vector<Entry>& entries) {
  std::string text =
      "_gavel() {\n"
      "  local path='' word i current=${COMP_WORDS[COMP_CWORD]}\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    word=${COMP_WORDS[i]}\n"
      "    case \"$path/$word\" in\n";
  for (const Entry& entry : entries) {
    if (entry.path.empty()) continue;
    const std::size_t cut = entry.path.rfind(' ');
    const std::string outer = cut == std::string::npos ? "" : entry.path.substr(0, cut);
    const std::string last = cut == std::string::npos ? entry.path : entry.path.substr(cut + 1);
    text += "      '" + outer + "/" + last + "') path='" + entry.path + "' ;;\n";
  }
  text += "    esac\n  done\n  case \"$path\" in\n";
  for (const Entry& entry : entries) {
    text += "    '" + entry.path + "') COMPREPLY=($(compgen -W '" + joined(entry.words) +
            "' -- \"$current\")) ;;\n";
  }
  text += "  esac\n}\ncomplete -o default -F _gavel gavel\n";
  return text;
}

std::string fish_script(const std::vector<Entry>& entries) {
  std::string text;
  for (const Entry& entry : entries) {
    const std::string when =
        entry.path.empty() ? "__fish_use_subcommand" : "__fish_seen_subcommand_from " + entry.path;
    for (const std::string& word : entry.words) {
      const bool flag = word.rfind("--", 0) == 0;
      text += "complete -c gavel -n '" + when + "' " +
              (flag ? "-l " + word.substr(2) : "-f -a " + word) + "\n";
    }
  }
  return text;
}

}  // namespace

void declare_completion(CLI::App& app, int& exit_code) {
  auto* shell = app.add_option("shell", "bash, zsh or fish")
                    ->required()
                    ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  app.footer("\nTo use it now:  source <(gavel completion bash)");
  app.callback([shell, &app, &exit_code] {
    std::vector<Entry> entries;
    collect(*app.get_parent(), "", entries);
    const std::string name = shell->as<std::string>();
    std::string text = name == "fish" ? fish_script(entries) : bash_script(entries);
    if (name == "zsh") text = "autoload -U +X bashcompinit && bashcompinit\n" + text;
    std::fputs(text.c_str(), stdout);
    exit_code = exit_ok;
  });
}

}  // namespace gavel::cli
