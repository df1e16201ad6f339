// tar: its mode decides what the words mean; its helpers are commands.
#include <algorithm>

#include "rules/commands/effects.h"
#include "rules/commands/given.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

struct LongOption {
  std::string_view name;
  char letter;  // the short option it stands for; '!' runs its value, '=' takes a value, '.' none
};

constexpr LongOption long_options[] = {
    {"--extract", 'x'},
    {"--get", 'x'},
    {"--create", 'c'},
    {"--list", 't'},
    {"--append", 'r'},
    {"--update", 'u'},
    {"--concatenate", 'A'},
    {"--delete", 'D'},
    {"--diff", 'd'},
    {"--compare", 'd'},
    {"--file", 'f'},
    {"--directory", 'C'},
    {"--to-command", '!'},
    {"--use-compress-program", '!'},
    {"--rsh-command", '!'},
    {"--rmt-command", '!'},
    {"--info-script", '!'},
    {"--new-volume-script", '!'},
    {"--checkpoint-action", '#'},
    {"--checkpoint", '.'},
    {"--remove-files", 'R'},
    {"--to-stdout", 'O'},
    {"--files-from", 'T'},
    {"--exclude", '='},
    {"--exclude-from", '='},
    {"--transform", '='},
    {"--xform", '='},
    {"--strip-components", '='},
    {"--owner", '='},
    {"--group", '='},
    {"--mode", '='},
    {"--mtime", '='},
    {"--format", '='},
    {"--listed-incremental", '='},
    {"--label", '='},
    {"--starting-file", '='},
    {"--blocking-factor", '='},
    {"--tape-length", '='},
    {"--index-file", 'W'},
    {"--absolute-names", 'P'},
    {"--one-top-level", 'Y'},
    {"--newer", '='},
    {"--suffix", '='},
};

constexpr std::string_view letters_with_value = "fFCbHIgKLNTVX";

class Tar {
 public:
  Tar(const Invocation& invocation, Description& out) : argv_(invocation.argv), out_(out) {}

  void run() {
    for (next_ = 1; next_ < argv_.size();) word();
    finish();
  }

 private:
  void word() {
    const std::size_t index = next_++;
    const Argument& word = argv_[index];
    const bool old_style = index == 1 && word.exact() && !word.text.starts_with('-');
    if (word.text == "--") return;
    if (word.text.starts_with("--")) return long_option(word);
    if (word.text.starts_with('-') && word.text.size() > 1) return letters(word, 1);
    if (old_style) return letters(word, 0);
    operands_.push_back(word);
  }

  void letters(const Argument& word, std::size_t from) {
    for (std::size_t at = from; at < word.text.size(); ++at) {
      const char letter = word.text[at];
      out_.flags.push_back(std::string("-") + letter);
      if (letters_with_value.find(letter) == std::string_view::npos) {
        option(letter, nullptr);
        continue;
      }
      const bool attached = from == 1 && at + 1 < word.text.size();
      const Argument value = attached ? tail_of(word, at + 1) : take();
      option(letter == 'I' || letter == 'F' ? '!' : letter, &value);
      if (attached) return;
    }
  }

  Argument take() { return next_ < argv_.size() ? argv_[next_++] : Argument{}; }

  void long_option(const Argument& word) {
    const std::size_t equals = word.text.find('=');
    const std::string name = word.text.substr(0, equals);
    const LongOption* found = nullptr;
    for (const LongOption& option : long_options) {
      if (option.name == name) found = &option;
      if (!found && option.name.starts_with(name)) found = &option;
    }
    out_.flags.push_back(found ? std::string(found->name) : name);
    if (!found) return;
    const bool takes = std::string_view("!#=fCTW").find(found->letter) != std::string_view::npos;
    const Argument value = equals != std::string::npos ? tail_of(word, equals + 1)
                           : takes                     ? take()
                                                       : Argument{};
    option(found->letter, &value);
  }

  void option(char letter, const Argument* value) {
    if (std::string_view("xctruAdD").find(letter) != std::string_view::npos) mode_ = letter;
    if (letter == 'f') archives_.push_back(*value);
    if (letter == 'C') folder_ = *value, has_folder_ = true;
    if (letter == 'O') to_stdout_ = true;
    if (letter == 'P') absolute_ = true;
    if (letter == 'Y' && !value->text.empty())
      out_.effects.push_back(effect_on(EffectKind::write, *value, Trait::recursive));
    if (letter == 'R') removes_ = true;
    if (letter == 'W') out_.effects.push_back(effect_on(EffectKind::write, *value));
    if (letter == 'T' && value->text != "-")
      out_.effects.push_back(effect_on(EffectKind::read, *value));
    if (letter == 'T') from_list_ = true;
    if (letter == '!') run_given(*value, "tar", out_);
    const bool runs = letter == '#' && (value->text.starts_with("exec=") || !value->exact());
    if (runs) run_given(tail_of(*value, 5), "tar --checkpoint-action", out_);
  }

  // host:path is another machine, reached by rsh.
  void archive(EffectKind kind) {
    for (const Argument& file : archives_) {
      if (file.text == "-") continue;
      const std::size_t colon = file.text.find(':');
      const bool remote = colon != std::string::npos && colon > 0 && file.text.find('/') > colon;
      const EffectKind net = kind == EffectKind::read ? EffectKind::net_in : EffectKind::net_out;
      out_.effects.push_back(effect_on(remote ? net : kind, file));
    }
  }

  void finish() {
    out_.operands = operands_;
    if (mode_ == 'x' || mode_ == 't' || mode_ == 'd')
      archive(EffectKind::read);
    else if (mode_ != 0)
      archive(EffectKind::write);
    if (mode_ == 'x' && !to_stdout_) {
      const Argument here = has_folder_ ? folder_ : literal(".");
      out_.effects.push_back(effect_on(EffectKind::write, here, Trait::recursive));
      const std::string folder = has_folder_ ? folder_.text : std::string();
      for (const Argument& member : operands_)
        out_.effects.push_back(effect_on(EffectKind::write, member, {}, folder));
    }
    out_.knowledge = Knowledge::read_only;
    // -P keeps a leading "/" and "..": the archive says where its files go.
    if (mode_ == 'x' && absolute_ && !to_stdout_)
      out_.effects.push_back(effect_on(EffectKind::opaque, "tar -P writes where the archive says"));
    if (mode_ == 'c' || mode_ == 'r' || mode_ == 'u') pack();
    if (mode_ == 'x' && to_stdout_) out_.stdout_marks |= Mark::local_data;
  }

  void pack() {
    out_.stdout_marks |= Mark::local_data;
    const std::string folder = has_folder_ ? folder_.text : std::string();
    if (from_list_) {
      Argument unknown;
      unknown.known = Argument::Known::unknown;
      operands_.push_back(unknown);
    }
    for (const Argument& file : operands_) {
      out_.effects.push_back(effect_on(EffectKind::read, file, Trait::recursive, folder));
      if (removes_)
        out_.effects.push_back(effect_on(EffectKind::remove, file, Trait::recursive, folder));
    }
  }

  std::span<const Argument> argv_;
  Description& out_;
  std::size_t next_ = 1;
  char mode_ = 0;
  std::vector<Argument> archives_;
  std::vector<Argument> operands_;
  Argument folder_;
  bool has_folder_ = false;
  bool to_stdout_ = false;
  bool removes_ = false;
  bool absolute_ = false;
  bool from_list_ = false;
};

}  // namespace

void refine_tar(const Invocation& invocation, const Reading&, Description& description) {
  if (description.negligible) return;
  description.flags.clear();
  description.operands.clear();
  Tar(invocation, description).run();
}

}  // namespace gavel::commands
