// What flows through an action, and what it leaves behind: marks, written files, links.
#include <algorithm>
#include <utility>

#include "rules/agents.h"
#include "rules/environment.h"
#include "rules/output.h"
#include "rules/paths.h"
#include "rules/print.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

bool is_read(const Effect& effect) {
  return effect.kind == EffectKind::read;
}

bool is_write(const Effect& effect) {
  return effect.kind == EffectKind::write || effect.kind == EffectKind::append;
}

bool is_network(const Effect& effect) {
  switch (effect.kind) {
    case EffectKind::net_in:
    case EffectKind::net_out:
    case EffectKind::publish:
    case EffectKind::remote_change:
    case EffectKind::git_remote:
      return true;
    default:
      return false;
  }
}

Marks marks_of(const std::vector<Argument>& argv) {
  Marks marks;
  for (const Argument& word : argv) marks |= word.marks;
  return marks;
}

// Who and where one is: nobody elsewhere needs to be told. What the machine is (uname) is asked for
// by every download page.
bool tells_of_machine(std::string_view program) {
  static constexpr std::string_view tellers[] = {
      "whoami", "id",       "hostname", "hostnamectl", "who",    "w",       "users", "last",
      "ps",     "ifconfig", "ip",       "getent",      "groups", "netstat", "ss",    "lsof"};
  return std::find(std::begin(tellers), std::end(tellers), program) != std::end(tellers);
}

bool is_loopback(std::string_view host) {
  return host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("::1") ||
         host.starts_with("[::1]");
}

bool builds(const Action& action) {
  static constexpr std::string_view compilers[] = {"gcc",     "cc",    "g++",   "c++", "clang",
                                                   "clang++", "tcc",   "rustc", "zig", "ghc",
                                                   "nim",     "javac", "ld",    "as",  "gfortran"};
  if (action.program == "go") return action.subcommand == "build";
  return std::find(std::begin(compilers), std::end(compilers), action.program) !=
         std::end(compilers);
}

}  // namespace

Marks Walker::marks_of_reads(const Action& action) const {
  Marks marks;
  for (const Effect& effect : action.effects) {
    if (effect.kind == EffectKind::net_in) marks |= Mark::downloaded;
    if (!is_read(effect)) continue;
    marks |= effect.marks | Mark::local_data;
    if (effect.zone == Zone::secret || effect.traits.has(Trait::secret)) marks |= Mark::secret;
    if (effect.traits.has(Trait::session_fetched)) marks |= Mark::downloaded;
  }
  return marks;
}

void Walker::settle_effects(Action& action, const Command& command,
                            const commands::Description& of) {
  for (Effect& effect : action.effects) {
    if (effect.span == Span{}) effect.span = command.span;
  }
  locate(action.effects, command.argv);
  const Marks words = marks_of(command.argv);
  const Marks read = marks_of_reads(action).without(Mark::downloaded);
  const Stream& in = command.redirected.in;
  for (Effect& effect : action.effects) {
    if (!is_network(effect)) continue;
    effect.marks |= words;
    if (effect.traits.has(Trait::upload)) effect.marks |= read;
    const bool speaks =
        effect.kind == EffectKind::publish || effect.kind == EffectKind::remote_change;
    if (speaks && (read.has(Mark::secret) || in.marks.has(Mark::secret)))
      effect.marks |= Mark::secret;
    if (effect.kind == EffectKind::net_out && (of.passes_stdin || effect.traits.has(Trait::upload)))
      effect.marks |= in.marks;
    if (effect.kind == EffectKind::net_out && in.shell) effect.traits |= Trait::to_socket;
  }
  settle_credentials(action, command);
  // What is written to a socket is sent, whichever redirection opened it.
  if (command.redirected.out_to_socket) {
    Effect sent;
    sent.kind = EffectKind::net_out;
    sent.target = command.redirected.out_file;
    sent.traits = Trait::upload;
    if (is_loopback(sent.target)) sent.traits |= Trait::loopback;
    sent.marks = words | read | (of.passes_stdin ? in.marks : Marks()) | of.stdout_marks;
    sent.span = command.span;
    action.effects.push_back(std::move(sent));
  }
  for (const Effect& effect : command.redirected.effects) {
    const bool noted = command.redirected.out_to_socket && effect.kind == EffectKind::net_out;
    if (!noted) action.effects.push_back(effect);
  }
  for (const Effect& effect : command.environment) action.effects.push_back(effect);
  note_agent(action);
  const Marks content = words | read | (of.passes_stdin ? in.marks : Marks()) | of.stdout_marks;
  for (Effect& effect : action.effects) {
    if (is_write(effect)) effect.marks |= content;
  }
  const bool edits = std::any_of(action.effects.begin(), action.effects.end(), is_write);
  if (action.knowledge == Knowledge::read_only && edits) action.knowledge = Knowledge::repo_edit;
  const bool more = std::any_of(action.effects.begin(), action.effects.end(), [](const Effect& e) {
    return e.kind == EffectKind::environment || is_network(e);
  });
  if (action.knowledge <= Knowledge::repo_edit && more) action.knowledge = Knowledge::known;
  if (edits) action.negligible = false;
}

// An agent started with its home or settings moved has left its hooks behind.
void Walker::note_agent(Action& action) const {
  if (!is_agent(action.program)) return;
  const auto moved_by = [&](std::string what) {
    Effect moved;
    moved.kind = EffectKind::environment;
    moved.target = std::move(what);
    moved.span = action.span;
    action.effects.push_back(std::move(moved));
  };
  static constexpr std::string_view others[] = {"sudo",   "doas",   "su -c",  "runuser",
                                                "pkexec", "chroot", "unshare"};
  for (const std::string& carrier : setting_.carriers) {
    if (std::find(std::begin(others), std::end(others), carrier) != std::end(others))
      moved_by("HOME");
  }
  for (const HookSwitch& each : hook_switches(action.program)) {
    const std::optional<std::string> text =
        facts_.file_text(normal_path(each.file, scope_.folder()), 65'536);
    if (text && text->find(each.off) != std::string::npos) moved_by("hooks off");
  }
  for (const auto& [name, variable] : scope_.variables) {
    const LoadingVariable* loading = find_loading_variable(name);
    if (loading == nullptr || loading->kind != LoadingVariable::Kind::agent || !variable.exported)
      continue;
    Effect moved;
    moved.kind = EffectKind::environment;
    moved.target = name;
    moved.span = action.span;
    action.effects.push_back(std::move(moved));
  }
}

// A word that a changed PATH makes the name of a file the call has fetched or written.
void Walker::note_own_program(Action& action, const Command& command) {
  const std::string& name = command.argv[0].text;
  if (name.find('/') != std::string::npos || scope_.folder().empty()) return;
  if (scope_.find("PATH") == nullptr) return;
  const FileNote* note = note_of(scope_.folder() + "/" + name);
  if (note == nullptr) return;
  Effect exec;
  exec.kind = EffectKind::exec;
  exec.target = "./" + name;
  exec.marks = note->marks;
  exec.span = command.span;
  std::vector<Effect> effects{std::move(exec)};
  locate(effects, {});
  action.effects.push_back(std::move(effects[0]));
}

// pip takes packages from whatever Python is first on the path, unless an environment is entered.
void Walker::note_environment(Action& action, const Command& command) const {
  if (action.program != "pip" && action.program != "pip3") return;
  const std::string& word = command.argv[0].text;
  const auto enters = [](const Action& before) {
    if (before.program != "source" && before.program != ".") return false;
    return !before.operands.empty() && base_name(before.operands[0].text).starts_with("activate");
  };
  const bool entered = scope_.find("VIRTUAL_ENV") != nullptr ||
                       std::any_of(out_.actions.begin(), out_.actions.end(), enters);
  if (entered || word.find('/') != std::string::npos) return;
  for (Effect& effect : action.effects) {
    if (effect.kind == EffectKind::package_remove) effect.traits |= Trait::system_wide;
  }
}

// git worktree add: what lies there afterwards is what the repository held.
void Walker::note_worktree(const Action& action) {
  if (action.program != "git" || action.subcommand != "worktree add") return;
  for (const Effect& effect : action.effects) {
    if (!is_write(effect) || effect.resolved.empty()) continue;
    FileNote note;
    note.tree = note.built = true;
    files_[effect.resolved] = std::move(note);
  }
}

// git remote add NAME URL, git remote set-url: from here on NAME is whoever the call says.
void Walker::note_remote(Action& action) {
  if (action.program != "git") return;
  const std::string first = action.operands.empty() ? "origin" : action.operands[0].text;
  if (action.subcommand == "remote add" || action.subcommand == "remote set-url")
    remotes_.insert(first);
  if (action.subcommand == "config" && first.starts_with("remote."))
    remotes_.insert(first.substr(7, first.rfind('.') - 7));
  // What comes from a remote of this session is what its owner wrote.
  const bool added = remotes_.count(first) > 0 ||
                     std::find(inputs_.added_remotes.begin(), inputs_.added_remotes.end(), first) !=
                         inputs_.added_remotes.end();
  if (action.subcommand == "pull" && added && !inputs_.repo_root.empty()) {
    FileNote note;
    note.marks = Mark::downloaded;
    note.tree = true;
    files_[inputs_.repo_root] = std::move(note);
  }
  if (action.subcommand != "push" || remotes_.count(first) == 0) return;
  for (Effect& effect : action.effects) {
    if (effect.kind == EffectKind::git_remote) effect.traits |= Trait::foreign_remote;
  }
}

Marks Walker::flow_through(const Action& action, const Command& command,
                           const commands::Description& of) const {
  Marks marks =
      of.stdout_marks | marks_of(command.argv) | marks_of_reads(action).without(Mark::downloaded);
  if (decodes(command.argv)) marks |= Mark::decoded;
  if (tells_of_machine(action.program)) marks |= Mark::local_data;
  for (const Effect& effect : action.effects) {
    if (is_read(effect) && effect.traits.has(Trait::session_fetched)) marks |= Mark::downloaded;
    if (effect.kind == EffectKind::net_in && effect.traits.has(Trait::metadata))
      marks |= Mark::secret;
  }
  const bool passes = of.passes_stdin || action.knowledge == Knowledge::unknown;
  if (passes || decodes(command.argv)) marks |= command.redirected.in.marks;
  return marks;
}

// ln: what the new name leads to holds for the rest of the call.
void Walker::note_links(const Action& action) {
  const Effect* to = nullptr;
  for (const Effect& effect : action.effects) {
    if (effect.kind == EffectKind::link) to = &effect;
  }
  if (to == nullptr || to->resolved.empty()) return;
  for (const Effect& effect : action.effects) {
    if (!is_write(effect) || effect.resolved.empty()) continue;
    const std::string inside = effect.resolved + "/" + std::string(base_name(to->resolved));
    const bool folder = facts_.file_kind(effect.resolved) == FileKind::folder;
    zones_.add_link(folder ? inside : effect.resolved, to->resolved);
  }
}

// An archive that came from the network: what its folder holds afterwards did too.
void Walker::note_unpacked(const Action& action, const Command& command) {
  static constexpr std::string_view unpackers[] = {"tar", "bsdtar", "gtar",  "unzip", "7z",
                                                   "7za", "cpio",   "unrar", "ar"};
  if (std::find(std::begin(unpackers), std::end(unpackers), action.program) == std::end(unpackers))
    return;
  Marks marks = command.redirected.in.marks;
  for (const Effect& effect : action.effects) {
    if (is_read(effect)) marks |= effect.marks;
    if (effect.traits.has(Trait::session_fetched)) marks |= Mark::downloaded;
  }
  // A password says that nobody could look into it before.
  const bool locked =
      std::any_of(command.argv.begin() + 1, command.argv.end(), [](const Argument& word) {
        return word.text.starts_with("-P") ||
               (word.text.starts_with("-p") && word.text.size() > 2 && word.text != "-pi");
      });
  if (locked &&
      (action.program == "unzip" || action.program.starts_with("7z") || action.program == "unrar"))
    marks |= Mark::decoded;
  if (!marks.intersects(Mark::downloaded | Mark::decoded)) return;
  std::vector<std::string> folders;
  for (const Effect& effect : action.effects) {
    if (is_write(effect) && !effect.resolved.empty()) folders.push_back(effect.resolved);
  }
  if (folders.empty()) folders.push_back(scope_.folder());
  for (const std::string& folder : folders) {
    FileNote note;
    note.marks = marks.without(Mark::local_data);
    for (auto& [path, there] : files_) {
      if (is_within(path, folder)) there.marks |= note.marks;
    }
    note.tree = note.loose = true;
    if (!folder.empty()) files_[folder] = std::move(note);
  }
}

// ./x that the call made a copy of, or a link to, a program of the system is that program.
std::string Walker::program_behind(const Argument& head) {
  if (files_.empty() || head.text.find('/') == std::string::npos) return {};
  const Located at =
      zones_.locate({head.text, scope_.folder(), EffectKind::exec, false, false, {}});
  std::string path = at.path;
  if (const FileNote* note = note_of(path); note != nullptr && !note->copy_of.empty())
    path = note->copy_of;
  if (path == normal_path(head.text, scope_.folder())) return {};
  return zones_.zone_of(path, EffectKind::exec) == Zone::system ? path : std::string();
}

// What the command writes carries the marks of what it read, received and fetched.
void Walker::note_files(const Action& action, const Command& command,
                        const commands::Description& of) {
  const bool makes_fifo =
      action.program == "mkfifo" ||
      (action.program == "mknod" && !command.argv.empty() && command.argv.back().text == "p");
  Marks content = marks_of_reads(action) | marks_of(command.argv) | of.stdout_marks;
  if (of.passes_stdin || action.program == "tee" || action.program == "dd")
    content |= command.redirected.in.marks;
  const Effect* read = nullptr;
  std::size_t reads = 0;
  for (const Effect& effect : action.effects) {
    if (effect.kind == EffectKind::read || effect.kind == EffectKind::move) read = &effect, ++reads;
    if (effect.kind == EffectKind::move && effect.traits.has(Trait::session_fetched))
      content |= Mark::downloaded;
  }
  for (const Effect& effect : action.effects) {
    const bool written = is_write(effect) || effect.kind == EffectKind::link;
    if (!written || effect.resolved.empty()) continue;
    // Redirections are noted by keep_output, when the output is known.
    const bool by_redirection =
        std::any_of(command.redirected.effects.begin(), command.redirected.effects.end(),
                    [&](const Effect& e) { return e.resolved == effect.resolved; });
    if (by_redirection) continue;
    FileNote note;
    note.built = builds(action);
    note.marks = content.without(Mark::local_data);
    note.fifo = makes_fifo;
    note.tree = effect.traits.has(Trait::recursive) || action.program == "git";
    if (action.program == "tee" && !effect.traits.has(Trait::glob))
      note.text = command.redirected.in.text;
    const bool copies = action.program == "cp" || action.program == "mv" ||
                        action.program == "ln" || action.program == "install";
    if (copies && reads == 1 && read != nullptr) {
      const FileNote* from = note_of(read->resolved);
      if (from != nullptr) note.text = from->text, note.marks |= from->marks;
      if (from == nullptr) note.copy_of = read->resolved;
    }
    if (note.tree && is_within(scope_.folder(), effect.resolved)) continue;
    files_[effect.resolved] = std::move(note);
  }
}

}  // namespace gavel::rules
