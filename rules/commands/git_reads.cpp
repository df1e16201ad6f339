// git shows content of files: of the tree, of the index, of a commit, by path or as rev:path.
#include <algorithm>

#include "rules/commands/effects.h"
#include "rules/commands/git.h"

namespace gavel::commands {
namespace {

// Instead of content, only names and numbers.
bool only_summarises(const Reading& reading) {
  if (reading.has_any({"-p", "-u", "--patch"})) return false;
  return reading.has_any({"--stat", "--shortstat", "--numstat", "--name-only", "--name-status",
                          "--summary", "--dirstat", "--quiet", "-s", "--no-patch"});
}

// git log lists commits unless it is asked for their patches.
bool log_shows_content(const Reading& reading) {
  return reading.has_any({"-p", "-u", "--patch", "-U", "--unified", "-L", "-c", "--cc", "-m",
                          "--word-diff", "--color-words", "--patch-with-stat", "--patch-with-raw",
                          "-W", "--function-context", "--remerge-diff"});
}

bool shows_content(const Reading& reading) {
  constexpr std::string_view always[] = {"blame", "cat-file", "grep", "archive", "add", "difftool"};
  constexpr std::string_view patches[] = {"diff", "show", "diff-tree", "format-patch"};
  const auto is = [&](std::string_view name) { return reading.subcommand == name; };
  if (std::any_of(std::begin(always), std::end(always), is)) return true;
  if (std::any_of(std::begin(patches), std::end(patches), is)) return !only_summarises(reading);
  return is("log") && log_shows_content(reading);
}

bool is_revision(std::string_view text) {
  return text.find("..") != std::string_view::npos || text.find("@{") != std::string_view::npos ||
         text.find_first_of("~^", 1) != std::string_view::npos;
}

class Shown {
 public:
  Shown(const GitCall& call, Description& out) : call_(call), out_(out) {}

  void run() {
    const Reading& reading = call_.reading;
    if (reading.has("--no-index")) return;
    const bool whole = reading.subcommand == "add" || reading.subcommand == "blame";
    for (const Operand& operand : reading.operands) {
      const bool path = reading.operands_end != 0 && operand.index >= reading.operands_end;
      word(operand.word, path || whole);
    }
    const Argument* lines = reading.value("-L");
    const std::size_t colon = lines ? lines->text.rfind(':') : std::string::npos;
    if (colon != std::string::npos) add(tail_of(*lines, colon + 1), call_.folder);
  }

 private:
  void word(const Argument& word, bool is_path) {
    const std::size_t colon = word.text.find(':');
    if (is_path || colon == 0) return pathspec(word);
    if (colon != std::string::npos && word.text.find('{') > colon)
      return add(tail_of(word, colon + 1), call_.repo);
    if (is_revision(word.text)) return;
    if (looks_like_path(word) || names_path(call_, word)) add(word, call_.folder);
  }

  // ":(glob,top)x", ":/x" from the root, ":!x" and ":^x" leave out; ":x" and ":0:x" the index.
  void pathspec(const Argument& word) {
    const std::string& text = word.text;
    if (!text.starts_with(':')) return add(word, call_.folder);
    if (text.starts_with(":!") || text.starts_with(":^")) return;
    const std::size_t close = text.starts_with(":(") ? text.find(')') : std::string::npos;
    if (text.substr(0, close).find("exclude") != std::string::npos) return;
    if (close != std::string::npos) return add(tail_of(word, close + 1), call_.folder);
    if (text.starts_with(":/")) return add(tail_of(word, 2), call_.repo);
    const bool stage = text.size() > 3 && text[2] == ':';
    add(tail_of(word, stage ? 3 : 1), call_.repo);
  }

  void add(Argument path, const std::string& folder) {
    if (path.exact() && (path.text.empty() || path.text == ".")) return;
    if (path.text.find('*') != std::string::npos) path.glob = true;
    const bool here = folder.empty() || folder == call_.invocation.cwd;
    out_.effects.push_back(effect_on(EffectKind::read, path, {}, here ? "" : folder));
  }

  const GitCall& call_;
  Description& out_;
};

}  // namespace

void describe_reads(const GitCall& call, Description& description) {
  if (shows_content(call.reading)) Shown(call, description).run();
}

}  // namespace gavel::commands
