// Files that are run: read through the facts, bounded, and walked like the command line.
#include <algorithm>
#include <array>
#include <utility>

#include "rules/paths.h"
#include "rules/project.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

struct Ending {
  std::string_view suffix;
  std::string_view language;
};

constexpr std::array<Ending, 20> interpreters{{
    {"sh", "sh"},          {"bash", "sh"},      {"dash", "sh"},       {"zsh", "sh"},
    {"ksh", "sh"},         {"ash", "sh"},       {"python", "python"}, {"python3", "python"},
    {"python2", "python"}, {"pypy3", "python"}, {"node", "node"},     {"nodejs", "node"},
    {"deno", "node"},      {"bun", "node"},     {"perl", "perl"},     {"ruby", "ruby"},
    {"php", "php"},        {"awk", "awk"},      {"gawk", "awk"},      {"lua", "lua"},
}};

// "#!/usr/bin/env -S python3 -u" -> "python".
std::string_view language_of_shebang(std::string_view text) {
  if (text.substr(0, 2) != "#!") return {};
  std::string_view line = text.substr(2, std::min(text.find('\n'), text.size()) - 2);
  while (!line.empty()) {
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return {};
    const std::size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
    const std::string_view name = base_name(line.substr(begin, end - begin));
    for (const Ending& row : interpreters) {
      if (name == row.suffix || (name.starts_with(row.suffix) && name.size() > row.suffix.size() &&
                                 name[row.suffix.size()] == '.'))
        return row.language;
    }
    if (name != "env" && name != "-S") return "?";
    line = line.substr(end);
  }
  return {};
}

bool binary(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

}  // namespace

std::optional<std::string> Walker::script_text(const std::string& path, bool& cut) {
  cut = false;
  if (path.empty()) return std::nullopt;
  std::string from = path;
  for (int hop = 0; hop < 4; ++hop) {
    const FileNote* note = note_of(from);
    if (note == nullptr) break;
    if (note->text) return note->text;
    if (note->copy_of.empty() || note->tree) return std::nullopt;
    from = note->copy_of;
  }
  return facts_.file_text(from, limits_.script_bytes);
}

// Whether a file that could not be read is code all the same. What git holds unchanged, and what a
// build made, is taken as a program would be; a shell script never is, nor what was written here.
bool Walker::unread_script(const Effect& exec, std::string_view language) {
  const FileNote* note = note_of(exec.resolved);
  if (note != nullptr && note->built) return false;
  if (facts_.file_kind(exec.resolved) != FileKind::file) return false;
  if (language.empty()) language = language_of_name(exec.resolved);
  if (language.empty()) return exec.traits.has(Trait::session_written) && note == nullptr;
  const bool accepted = exec.traits.has(Trait::disposable) ||
                        (is_within(exec.resolved, inputs_.repo_root) &&
                         facts_.git_clean(inputs_.repo_root, exec.resolved).value_or(false));
  return language == "sh" || !accepted;
}

Stream Walker::run_script(const Argument& path, const std::string& language,
                          std::vector<Argument> positional, const Command& command,
                          std::size_t action, bool same_shell) {
  Effect exec;
  exec.kind = EffectKind::exec;
  exec.target = path.text;
  exec.marks = path.marks;
  exec.span = command.span;
  if (!path.exact()) exec.traits |= Trait::unknown_target;
  if (path.glob) exec.traits |= Trait::glob;
  const Stream& in = command.redirected.in;
  const bool stream = path.exact() && (path.text == "/dev/stdin" || path.text == "/dev/fd/0" ||
                                       path.text == "/proc/self/fd/0" || path.text == "-");
  const bool pipe = path.exact() &&
                    (path.text.starts_with("/dev/fd/") || path.text.starts_with("/proc/self/fd/"));
  if (stream || pipe) {
    commands::Carried fed;
    fed.kind = commands::Carried::Kind::stdin;
    fed.label = command.argv.empty() ? language : command.argv[0].text;
    fed.language = language.empty() ? "sh" : language;
    fed.argv = std::move(positional);
    fed.same_shell = same_shell;
    Command inner = command;
    if (!stream) {
      inner.redirected.in = Stream{};
      inner.redirected.in.given = true;
      inner.redirected.in.marks = path.marks;
      inner.redirected.in.path = path.text;
      if (const FileNote* note = note_of(path.text)) inner.redirected.in.text = note->text;
    }
    return carry_stdin(fed, inner, action);
  }
  std::vector<Effect> effects{exec};
  if (effects[0].target.find('/') == std::string::npos)
    effects[0].target = "./" + effects[0].target;
  locate(effects, {path});
  exec = effects[0];
  const auto seen = std::find_if(out_.actions[action].effects.begin(),
                                 out_.actions[action].effects.end(), [&](const Effect& e) {
                                   return e.kind == EffectKind::exec &&
                                          e.resolved == exec.resolved && !e.resolved.empty();
                                 });
  if (seen == out_.actions[action].effects.end()) out_.actions[action].effects.push_back(exec);
  Stream out;
  out.given = true;
  out.marks = in.marks | Mark::local_data;
  if ((path.glob || !path.exact()) && setting_.place == Place::local) {
    Effect opaque;
    opaque.kind = EffectKind::opaque;
    opaque.target = "which script this runs is known only at run time";
    opaque.span = command.span;
    out_.actions[action].effects.push_back(std::move(opaque));
  }
  if (!path.exact() || exec.resolved.empty() || setting_.place != Place::local) return out;
  if (exec.zone == Zone::system || exec.zone == Zone::toolchain) return out;
  if (std::find(running_.begin(), running_.end(), exec.resolved) != running_.end()) return out;
  bool cut = false;
  const std::optional<std::string> text = script_text(exec.resolved, cut);
  if (!text) {
    if (unread_script(exec, language)) {
      Effect opaque;
      opaque.kind = EffectKind::opaque;
      opaque.target = "a script too large to be read whole";
      opaque.span = command.span;
      out_.actions[action].effects.push_back(std::move(opaque));
    }
    return out;
  }
  if (binary(*text)) return out;
  std::string_view spoken = language;
  if (spoken.empty()) spoken = language_of_shebang(*text);
  if (spoken.empty()) spoken = language_of_name(exec.resolved);
  if (spoken.empty()) spoken = "sh";  // what a shell does with a text file without #!
  if (std::none_of(out_.scripts.begin(), out_.scripts.end(),
                   [&](const Script& s) { return s.path == exec.resolved; })) {
    out_.scripts.push_back({exec.resolved, *text, cut});
  }
  running_.push_back(exec.resolved);
  if (spoken == "sh") {
    out.marks |= same_shell ? run_sourced(*text, exec.resolved, command.span, positional, in).marks
                            : run_child_shell(*text, shell::SourceKind::script_file, exec.resolved,
                                              command.span, std::move(positional), in)
                                  .marks;
  } else if (spoken != "?") {
    out.marks |= run_code(std::string(spoken), *text, positional, command, action);
  }
  running_.pop_back();
  return out;
}

}  // namespace gavel::rules
