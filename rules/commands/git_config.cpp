// git configuration that runs code: for one command (-c) or from now on (git config).
#include <algorithm>

#include "rules/commands/effects.h"
#include "rules/commands/git.h"
#include "rules/commands/given.h"
#include "rules/commands/glob.h"

namespace gavel::commands {
namespace {

enum class Sort { command, folder, transport };

struct Key {
  std::string_view pattern;  // of the key in lower case
  Sort sort;
};

// From git-config(1): every key whose value git runs, or from which it loads what it runs.
constexpr Key running_keys[] = {
    {"core.sshcommand", Sort::command},
    {"core.pager", Sort::command},
    {"core.editor", Sort::command},
    {"core.fsmonitor", Sort::command},
    {"core.gitproxy", Sort::command},
    {"core.askpass", Sort::command},
    {"core.alternaterefscommand", Sort::command},
    {"core.hookspath", Sort::folder},
    {"core.attributesfile", Sort::folder},
    {"diff.external", Sort::command},
    {"diff.*.command", Sort::command},
    {"diff.*.textconv", Sort::command},
    {"filter.*.clean", Sort::command},
    {"filter.*.smudge", Sort::command},
    {"filter.*.process", Sort::command},
    {"credential.helper", Sort::command},
    {"credential.*.helper", Sort::command},
    {"sequence.editor", Sort::command},
    {"gpg.program", Sort::command},
    {"gpg.*.program", Sort::command},
    {"gpg.ssh.defaultkeycommand", Sort::command},
    {"alias.*", Sort::command},
    {"merge.*.driver", Sort::command},
    {"mergetool.*.cmd", Sort::command},
    {"mergetool.*.path", Sort::command},
    {"difftool.*.cmd", Sort::command},
    {"difftool.*.path", Sort::command},
    {"pager.*", Sort::command},
    {"browser.*.cmd", Sort::command},
    {"browser.*.path", Sort::command},
    {"man.*.cmd", Sort::command},
    {"man.*.path", Sort::command},
    {"uploadpack.packobjectshook", Sort::command},
    {"remote.*.uploadpack", Sort::command},
    {"remote.*.receivepack", Sort::command},
    {"remote.*.vcs", Sort::transport},
    {"remote.*.url", Sort::transport},
    {"remote.*.pushurl", Sort::transport},
    {"remote.*.proxy", Sort::transport},
    {"http.proxy", Sort::transport},
    {"http.*.proxy", Sort::transport},
    {"http.sslverify", Sort::transport},
    {"url.*.insteadof", Sort::transport},
    {"url.*.pushinsteadof", Sort::transport},
    {"protocol.*allow", Sort::transport},
    {"include.path", Sort::folder},
    {"includeif.*.path", Sort::folder},
    {"init.templatedir", Sort::folder},
    {"interactive.difffilter", Sort::command},
    {"sendemail.*cmd", Sort::command},
    {"sendemail.smtpserver", Sort::command},
    {"trailer.*.command", Sort::command},
    {"trailer.*.cmd", Sort::command},
    {"submodule.*.update", Sort::command},
    {"instaweb.httpd", Sort::command},
    {"ssh.variant", Sort::transport},
    {"safe.directory", Sort::transport},
    {"core.worktree", Sort::folder},
    {"rebase.instructionformat", Sort::transport},
    {"imap.tunnel", Sort::command},
    {"web.browser", Sort::transport},
    {"guitool.*.cmd", Sort::command},
    {"tar.*.command", Sort::command},
};

std::string lower(std::string_view text) {
  std::string low(text);
  std::transform(low.begin(), low.end(), low.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return low;
}

const Key* find_key(std::string_view key) {
  const std::string low = lower(key);
  const auto at = std::find_if(std::begin(running_keys), std::end(running_keys),
                               [&](const Key& row) { return glob_matches(row.pattern, low); });
  return at == std::end(running_keys) ? nullptr : at;
}

// Values that switch a thing off or name git's own parts run nothing of the caller's.
bool runs_nothing(std::string_view key, const Argument& value) {
  constexpr std::string_view off[] = {
      "",      "true",        "false",   "cat",         "less",      "store",
      "cache", "osxkeychain", "0",       "1",           "always",    "never",
      "none",  "/dev/null",   "manager", "libsecret",   "vi",        "vim",
      "nvim",  "nano",        "emacs",   "code --wait", "code",      "gpg",
      "head",  "more",        "delta",   "ssh",         "/bin/true", ":"};
  if (!value.exact()) return false;
  if (lower(key) == "safe.directory") return true;
  return std::find(std::begin(off), std::end(off), value.text) != std::end(off);
}

// An alias is a git command line unless it begins with '!'.
void describe_alias_value(const Argument& value, Description& description) {
  if (value.text.starts_with('!')) {
    description.carried.push_back(carried_shell(tail_of(value, 1), "git -c alias"));
    return;
  }
  Argument text = value;
  text.text = "git " + value.text;
  description.carried.push_back(carried_shell(std::move(text), "git -c alias"));
}

// Keys that hold a token or a header with one.
bool names_credential(std::string_view key) {
  constexpr std::string_view parts[] = {"extraheader", "token",  "password", "passwd",
                                        "secret",      "apikey", "oauth",    "sendemail.smtppass"};
  const std::string low = lower(key);
  return std::any_of(std::begin(parts), std::end(parts),
                     [&](std::string_view part) { return low.find(part) != std::string::npos; });
}

void note_credential(const Reading& reading, Description& description) {
  for (const Operand& operand : reading.operands) {
    if (!names_credential(operand.word.text)) continue;
    description.effects.push_back(
        effect_on(EffectKind::read, "git config " + operand.word.text, Trait::secret));
    description.stdout_marks |= Mark::secret;
    return;
  }
}

bool reads_config(const Reading& reading) {
  if (reading.has_any({"-e", "--edit", "--remove-section", "--rename-section"})) return false;
  if (reading.has_any({"--get", "--get-all", "--get-regexp", "--list", "-l", "--get-urlmatch",
                       "--get-color", "--get-colorbool"}))
    return true;
  if (reading.operands.empty()) return true;
  const std::string& word = reading.operands.front().word.text;
  if (word == "get" || word == "list") return true;
  return reading.operands.size() == 1 &&
         !reading.has_any({"--unset", "--unset-all", "-e", "--edit"});
}

// The file that `git config` writes, where it is not the repository's own.
std::string config_file(const Reading& reading) {
  if (reading.has("--global")) return "~/.gitconfig";
  if (reading.has("--system")) return "/etc/gitconfig";
  const Argument* file = reading.value("-f");
  return file ? file->text : std::string();
}

}  // namespace

void describe_setting(const Invocation& invocation, std::string_view key, const Argument& value,
                      Description& description) {
  const Key* row = find_key(key);
  if (!row || runs_nothing(key, value)) return;
  if (lower(key).starts_with("alias.")) return describe_alias_value(value, description);
  if (row->sort == Sort::command) {
    const std::string label = "git -c " + std::string(key);
    if (value.text.starts_with('!'))
      description.carried.push_back(carried_shell(tail_of(value, 1), label));
    else
      run_given(value, label, description);
  } else if (row->sort == Sort::folder) {
    load_given(value, "git -c " + std::string(key), invocation, description);
  } else {
    description.effects.push_back(effect_on(EffectKind::environment, "git " + std::string(key)));
  }
}

void describe_config(const GitCall& call, Description& description) {
  const Reading& reading = call.reading;
  if (reads_config(reading)) {
    description.knowledge = Knowledge::read_only;
    note_credential(reading, description);
    return;
  }
  const std::string file = config_file(reading);
  if (!file.empty()) description.effects.push_back(effect_on(EffectKind::write, file));
  if (reading.operands.empty()) return;
  const bool verb = reading.operands.front().word.text == "set";
  const std::size_t at = verb ? 1 : 0;
  if (at >= reading.operands.size()) return;
  const Argument& key = reading.operands[at].word;
  const bool unsets = reading.has_any({"--unset", "--unset-all"}) || key.text == "unset";
  if (unsets) return;
  const bool value = at + 1 < reading.operands.size();
  if (value && runs_nothing(key.text, reading.operands[at + 1].word)) return;
  const std::string low = lower(key.text);
  // An alias of a git command is read when it is used.
  const bool plain_alias = low.starts_with("alias.") && value &&
                           reading.operands[at + 1].word.exact() &&
                           !reading.operands[at + 1].word.text.starts_with('!');
  if (plain_alias) return;
  if (low.starts_with("remote.") && (low.ends_with("url"))) {
    const std::string name = key.text.substr(7, key.text.rfind('.') - 7);
    const std::string url = value ? reading.operands[at + 1].word.text : std::string();
    description.effects.push_back(
        effect_on(EffectKind::git_remote, name + " " + url, Trait::foreign_remote));
    return;
  }
  if (!key.exact() || find_key(key.text)) {
    description.effects.push_back(effect_on(EffectKind::persist, "git config " + key.text));
  }
}

}  // namespace gavel::commands
