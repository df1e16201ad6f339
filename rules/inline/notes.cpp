#include "rules/inline/notes.h"

#include <algorithm>
#include <cctype>

namespace gavel::inline_code {
namespace {

// "http://localhost:1/x" but not "http://localhost.evil.example/".
bool starts_local(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  const std::string_view host = url.substr(0, url.find_first_of(":/?#"));
  return (host == "localhost" || host == "127.0.0.1") &&
         url.substr(0, url.find('/')).find('@') == std::string_view::npos;
}

}  // namespace

std::string_view last_part(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

std::string lower(std::string_view text) {
  std::string low(text);
  for (char& c : low) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return low;
}

void make_opaque(Scan& scan, std::string reason) {
  if (scan.verdict != Verdict::opaque) scan.reason = std::move(reason);
  scan.verdict = Verdict::opaque;
}

Argument Notes::literal_of(const Token& token) {
  Argument word;
  word.text = token.text;
  word.quoted = true;
  if (!token.exact)
    word.known = word.text.empty() ? Argument::Known::unknown : Argument::Known::partial;
  return word;
}

void Notes::add(EffectKind kind, const Argument& word, Traits traits) {
  Effect effect;
  effect.kind = kind;
  effect.target = word.text;
  effect.traits = traits;
  effect.marks = word.marks;
  // Whatever a glob finds goes away: which files that are is not known.
  const bool any = kind == EffectKind::remove && word.glob && word.text.ends_with('*');
  if (!word.exact() || any) effect.traits |= Trait::unknown_target;
  const bool local = word.text.find("localhost") != std::string::npos ||
                     word.text.find("127.0.0.1") != std::string::npos;
  const bool net =
      kind == EffectKind::net_in || kind == EffectKind::net_out || kind == EffectKind::net_listen;
  if (net && local && starts_local(word.text)) effect.traits |= Trait::loopback;
  if (net && word.text.find("169.254.169.254") != std::string::npos)
    effect.traits |= Trait::metadata;
  scan_.effects.push_back(std::move(effect));
}

void Notes::secret(std::string target) {
  Argument word;
  word.text = std::move(target);
  add(EffectKind::read, word, Trait::secret);
  scan_.stdout_marks |= Mark::secret;
}

bool Notes::opaque(std::string why) {
  make_opaque(scan_, std::move(why));
  return true;
}

void Notes::run_file(const std::string& label, Range part) {
  const Argument path = program_.value(part).word;
  if (!path.exact()) return make_opaque(scan_, label + " of a file that is not named");
  Run run;
  run.kind = Run::Kind::file;
  run.label = label;
  run.text = path;
  run.language = language() == Language::node     ? "node"
                 : language() == Language::python ? "python"
                 : language() == Language::perl   ? "perl"
                 : language() == Language::ruby   ? "ruby"
                 : language() == Language::php    ? "php"
                                                  : "lua";
  scan_.runs.push_back(std::move(run));
}

}  // namespace gavel::inline_code
