// What redirections read and write, and which stream a command is left with.
#include <algorithm>
#include <utility>

#include "rules/paths.h"
#include "rules/print.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

using shell::RedirectOp;

bool digits_only(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool writes(RedirectOp op) {
  return op == RedirectOp::output || op == RedirectOp::append || op == RedirectOp::clobber ||
         op == RedirectOp::read_write || op == RedirectOp::duplicate_output ||
         op == RedirectOp::both || op == RedirectOp::both_append;
}

bool both(RedirectOp op) {
  return op == RedirectOp::both || op == RedirectOp::both_append;
}

// Places that keep nothing.
bool is_sink(std::string_view path) {
  return path == "/dev/null" || path == "/dev/stdout" || path == "/dev/stderr" ||
         path == "/dev/tty" || path.starts_with("/dev/fd/");
}

}  // namespace

Redirected Walker::redirect(shell::Seq<shell::Redirection> redirections, const Stream& in) {
  Redirected to;
  to.in = in;
  to.descriptors = scope_.descriptors;
  const auto kept_in = scope_.descriptors.find(0);
  if (!in.given && kept_in != scope_.descriptors.end()) to.in = kept_in->second;
  const auto kept_out = scope_.descriptors.find(1);
  if (kept_out != scope_.descriptors.end() && kept_out->second.socket) to.out_to_socket = true;
  for (const shell::Redirection& redirection : redirections) redirect_one(redirection, to);
  return to;
}

void Walker::redirect_one(const shell::Redirection& redirection, Redirected& to) {
  to.printed += " " + one_line(source(redirection.span)).substr(0, 400);
  switch (redirection.op) {
    case RedirectOp::heredoc:
    case RedirectOp::here_string: {
      const bool here_string = redirection.op == RedirectOp::here_string;
      const Argument body =
          shell::expand_single(here_string ? redirection.target : redirection.body, *this);
      if (redirection.fd > 0) return;
      to.in = Stream{};
      to.in.given = true;
      to.in.marks = body.marks;
      if (body.exact()) to.in.text = body.text + (here_string ? "\n" : "");
      return;
    }
    default:
      break;
  }
  if (redirection.target.parts.empty()) return;  // <&-
  const Argument target = shell::expand_single(redirection.target, *this);
  const bool duplicates = redirection.op == RedirectOp::duplicate_input ||
                          redirection.op == RedirectOp::duplicate_output;
  std::string_view number = target.text;
  if (duplicates && target.exact() && !number.empty()) {
    if (number == "-") return;
    if (number.back() == '-') number.remove_suffix(1);
    if (digits_only(number)) {
      const int from = number.size() < 6 ? std::stoi(std::string(number)) : -1;
      const int fd = redirection.fd >= 0                             ? redirection.fd
                     : redirection.op == RedirectOp::duplicate_input ? 0
                                                                     : 1;
      const auto found = to.descriptors.find(from);
      if (found == to.descriptors.end()) {
        if (fd == 1 && from == 2) to.out_to_file = true;
        return;
      }
      const Stream source_stream = found->second;
      to.descriptors[fd] = source_stream;
      if (fd == 0) to.in = source_stream;
      if (fd == 1 && source_stream.socket) {
        to.out_to_socket = true;
        to.out_file = source_stream.path;
      }
      if (fd == 1 && !source_stream.path.empty() && !source_stream.socket) {
        to.out_to_file = true;
        to.out_file = source_stream.path;
        to.appends = true;
      }
      return;
    }
  }
  if (duplicates && !target.exact() && target.text.empty()) return;  // >&$fd: a descriptor
  redirect_file(redirection, target, to);
}

bool Walker::redirect_socket(const std::string& target, Span span, bool in, bool out,
                             Redirected& to, int fd) {
  const bool tcp = target.starts_with("/dev/tcp/");
  if (!tcp && !target.starts_with("/dev/udp/")) return false;
  std::string host = target.substr(9);
  const std::size_t slash = host.find('/');
  if (slash != std::string::npos) host[slash] = ':';
  Effect effect;
  effect.kind = out ? EffectKind::net_out : EffectKind::net_in;
  effect.target = host;
  effect.span = span;
  const std::string_view name = std::string_view(host).substr(0, slash);
  if (name == "localhost" || name == "::1" || name.starts_with("127."))
    effect.traits |= Trait::loopback;
  to.effects.push_back(std::move(effect));
  Stream socket;
  socket.given = true;
  socket.socket = true;
  socket.marks = Mark::downloaded | Mark::unseen;
  socket.path = host;
  to.descriptors[fd] = socket;
  if (in) to.in = socket;
  if (out && fd <= 2) to.out_to_socket = true;
  to.out_file = host;
  return true;
}

void Walker::redirect_file(const shell::Redirection& redirection, const Argument& target,
                           Redirected& to) {
  const RedirectOp op = redirection.op;
  const bool out = writes(op);
  const int fd = redirection.fd >= 0 ? redirection.fd : out && op != RedirectOp::read_write ? 1 : 0;
  const bool feeds = fd == 0 && (!out || op == RedirectOp::read_write);
  const bool named_fd = !redirection.fd_variable.empty();
  Argument variable;
  variable.text = std::string(redirection.fd_variable);
  variable.span = redirection.span;
  hidden_code(variable);
  if (redirect_socket(target.text, redirection.span, feeds || (!out && !named_fd), out, to,
                      named_fd ? 10 : fd)) {
    if (both(op) || (op == RedirectOp::duplicate_output && redirection.fd < 0))
      to.descriptors[2] = to.descriptors[1];
    return;
  }
  if (!out || op == RedirectOp::read_write) {
    const Stream read = stream_of_file(target, redirection.span, to);
    to.descriptors[named_fd ? 10 : fd] = read;
    if (feeds && !named_fd) to.in = read;
    if (!out) return;
  }
  Effect effect;
  effect.kind = op == RedirectOp::append || op == RedirectOp::both_append ? EffectKind::append
                                                                          : EffectKind::write;
  effect.target = target.text;
  effect.marks = target.marks;
  effect.span = redirection.span;
  if (!target.exact()) effect.traits |= Trait::unknown_target;
  if (target.glob) effect.traits |= Trait::glob;
  const bool sink = target.exact() && is_sink(target.text);
  std::vector<Effect> effects{std::move(effect)};
  if (!sink) locate(effects, {target});
  const bool standard_out =
      !named_fd &&
      (fd == 1 || both(op) || (op == RedirectOp::duplicate_output && redirection.fd < 0));
  if (standard_out) {
    to.out_to_file = true;
    to.out_to_socket = false;
    to.out_file = sink ? std::string() : effects[0].resolved;
    to.appends = effects[0].kind == EffectKind::append;
    if (const auto note = files_.find(target.text); note != files_.end())
      to.reader = note->second.reader;
    if (target.text == "/dev/stdout" || target.text == "/dev/fd/1") to.out_to_file = false;
  }
  Stream file;
  file.given = true;
  file.path = effects[0].resolved;
  to.descriptors[named_fd ? 10 : fd] = file;
  if (!sink) {
    for (Effect& each : effects) to.effects.push_back(std::move(each));
  }
}

Stream Walker::stream_of_file(const Argument& target, Span span, Redirected& to) {
  Stream in;
  in.given = true;
  in.marks = target.marks;
  if (target.exact() && (target.text == "/dev/null" || target.text == "/dev/stdin")) {
    if (target.text == "/dev/stdin") return to.in;
    in.text.emplace();
    return in;
  }
  Effect effect;
  effect.kind = EffectKind::read;
  effect.target = target.text;
  effect.marks = target.marks;
  effect.span = span;
  if (!target.exact()) effect.traits |= Trait::unknown_target;
  if (target.glob) effect.traits |= Trait::glob;
  std::vector<Effect> effects{std::move(effect)};
  locate(effects, {target});
  const Effect& read = effects[0];
  in.marks |= read.marks | Mark::local_data;
  if (read.zone == Zone::secret) in.marks |= Mark::secret;
  if (read.traits.has(Trait::session_fetched)) in.marks |= Mark::downloaded;
  in.path = read.resolved;
  if (const FileNote* note = note_of(read.resolved)) {
    in.text = note->text;
    in.listing = note->listing;
  }
  const bool pipe = target.exact() && target.text.starts_with("/dev/fd/");
  if (!pipe) {
    for (Effect& each : effects) to.effects.push_back(std::move(each));
  }
  return in;
}

void Walker::keep_output(const Redirected& to, const Stream& out) {
  if (to.reader != nullptr && out.text && step()) {
    Restore<Scope> scope(scope_);
    Restore<Setting> setting(setting_);
    setting_.carriers.push_back(">( )");
    Stream fed = out;
    fed.given = true;
    list(to.reader, fed);
  }
  if (!to.out_to_file || to.out_file.empty()) return;
  FileNote& note = files_[to.out_file];
  const bool had_text = note.text.has_value();
  const std::string before = note.text.value_or("");
  note.marks = to.appends ? note.marks | out.marks : out.marks;
  note.marks = note.marks.without(Mark::local_data);
  note.copy_of.clear();
  note.text = out.glob ? std::nullopt : out.text;
  if (note.text && note.text->find("disableAllHooks") != std::string::npos)
    switch_hooks_off(to.out_file);
  // Nobody knows what stood there before the first append.
  if (to.appends && note.text) {
    if (had_text) {
      note.text = before + *note.text;
    } else {
      bool cut = false;
      files_.erase(to.out_file);
      const std::optional<std::string> old = script_text(to.out_file, cut);
      FileNote made;
      made.marks = out.marks.without(Mark::local_data);
      made.text = old.value_or("") + *out.text;
      files_[to.out_file] = std::move(made);
    }
  }
}

// Text that makes an agent stop asking us.
void Walker::switch_hooks_off(const std::string& path) {
  for (Action& action : out_.actions) {
    for (Effect& effect : action.effects) {
      if (effect.resolved == path && effect.zone == Zone::persist) effect.zone = Zone::gavel;
    }
  }
}

// Redirections of what is no simple command stand as an action of their own.
void Walker::push_redirections(const Redirected& to, Span span) {
  if (to.effects.empty()) return;
  Action action;
  action.tool = call_.tool;
  action.program = ":";
  action.carriers = setting_.carriers;
  action.place = setting_.place;
  action.cwd = scope_.folder();
  action.span = span;
  action.printed = one_line(to.printed.empty() ? source(span) : std::string_view(to.printed));
  action.masked = action.printed;
  action.effects = to.effects;
  action.knowledge = Knowledge::read_only;
  for (const Effect& effect : to.effects) {
    const bool file = effect.kind == EffectKind::write || effect.kind == EffectKind::append;
    if (effect.kind != EffectKind::read)
      action.knowledge = std::max(action.knowledge, file ? Knowledge::repo_edit : Knowledge::known);
  }
  push(std::move(action));
}

}  // namespace gavel::rules
