#include "policy/checks.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "rules/load.h"
#include "rules/ruleset.h"
#include "rules/table.h"

namespace gavel::policy {
namespace {

using rules::Reader;
using rules::Value;

using Predicate = bool (*)(std::string_view);

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_variable(std::string_view text) {
  return text.empty() || (std::all_of(text.begin(), text.end(), is_word) &&
                          !(text.front() >= '0' && text.front() <= '9'));
}

// A leading ! would take something out of the list, so that adding an entry could loosen it.
bool is_path_pattern(std::string_view text) {
  return !text.empty() && text.front() != '!';
}

bool is_ref_pattern(std::string_view text) {
  return !text.empty() && text.front() != '!' && text.find(' ') == std::string_view::npos;
}

bool is_host(std::string_view text) {
  if (text.starts_with("*.")) text.remove_prefix(2);
  const auto fits = [](char c) { return (is_word(c) && c != '_') || c == '.' || c == '-'; };
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    const std::string_view port = text.substr(colon + 1);
    if (port.empty() || port.find_first_not_of("0123456789") != port.npos) return false;
    text = text.substr(0, colon);
  }
  return !text.empty() && text.front() != '.' && std::all_of(text.begin(), text.end(), fits);
}

bool is_loopback_url(std::string_view url) {
  constexpr std::string_view hosts[] = {"http://127.0.0.1", "http://localhost", "http://[::1]"};
  return std::any_of(std::begin(hosts), std::end(hosts), [&](std::string_view host) {
    if (!url.starts_with(host)) return false;
    const std::string_view rest = url.substr(host.size());
    return rest.empty() || rest.front() == ':' || rest.front() == '/';
  });
}

// Prompts hold what the agent does: in the clear they may only travel within this machine.
bool is_base_url(std::string_view url) {
  if (url.empty()) return true;
  if (url.find('@') != url.npos || url.find('?') != url.npos || url.find('#') != url.npos) {
    return false;
  }
  return (url.starts_with("https://") && url.size() > 8) || is_loopback_url(url);
}

bool is_address(std::string_view text) {
  if (text.empty()) return true;
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos || colon == 0) return false;
  const std::string_view port = text.substr(colon + 1);
  return !port.empty() && port.size() <= 5 &&
         port.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_event(std::string_view text) {
  constexpr std::string_view events[] = {"ask", "deny", "unavailable", "budget", "loop"};
  return std::find(std::begin(events), std::end(events), text) != std::end(events);
}

// Of a text, or of each text in a list.
struct TextCheck {
  std::string_view path;
  Predicate accepts;
  const char* expected;
};

constexpr const char* path_words = "a .gitignore pattern that does not begin with !";
constexpr const char* url_words =
    "an https:// address, or http:// to this machine, without user, query or fragment";

constexpr TextCheck text_checks[] = {
    {"/paths/allow", is_path_pattern, path_words},
    {"/paths/read_only", is_path_pattern, path_words},
    {"/paths/deny", is_path_pattern, path_words},
    {"/paths/disposable", is_path_pattern, path_words},
    {"/git/protected_branches", is_ref_pattern, "a branch name, * and ? admit more"},
    {"/network/allow_hosts", is_host, "a host name such as api.example.com or *.example.com"},
    {"/judge/base_url", is_base_url, url_words},
    {"/judge/api_key_env", is_variable, "the name of an environment variable"},
    {"/judge/fallback/base_url", is_base_url, url_words},
    {"/judge/fallback/api_key_env", is_variable, "the name of an environment variable"},
    {"/notify/on", is_event, "one of ask, deny, unavailable, budget, loop"},
    {"/server/listen", is_address, "an address and port such as 127.0.0.1:4242"},
};

void check_text(Reader& reader, const TextCheck& check, const Value& value) {
  if (check.accepts(value.text)) return;
  reader.fault(value, FaultKind::range,
               std::string("expected ") + check.expected + ", got " + rules::found(value));
}

void check_texts(Reader& reader, std::string_view path, const Value& value) {
  for (const TextCheck& check : text_checks) {
    if (check.path != path) continue;
    if (value.type == Value::Type::text) check_text(reader, check, value);
    for (const Value& item : value.items) check_text(reader, check, item);
  }
}

void check_members(Reader& reader, std::string_view path, const Value& list) {
  for (const Value& object : list.items) {
    for (const Value& member : object.items) {
      check_texts(reader, std::string(path) + "/" + member.key, member);
    }
  }
}

std::vector<std::string_view> pack_names() {
  std::vector<std::string_view> names;
  for (const EmbeddedFile& file : rules::shipped_pack_files()) {
    names.push_back(file.name.substr(0, file.name.rfind('.')));
  }
  return names;
}

void check_known(Reader& reader, const Value& value, const char* what,
                 const std::vector<std::string_view>& known) {
  if (std::find(known.begin(), known.end(), value.text) != known.end()) return;
  const std::string_view near = rules::nearest(value.text, known);
  reader.fault(value, FaultKind::range,
               std::string("no shipped ") + what + " is called " + rules::found(value),
               near.empty() ? "" : "did you mean \"" + std::string(near) + "\"?");
}

void check_packs(Reader& reader, const Value& value) {
  std::vector<std::string_view> known = pack_names();
  known.emplace_back("all");
  if (value.type == Value::Type::text) check_known(reader, value, "pack", known);
  for (const Value& item : value.items) check_known(reader, item, "pack", known);
}

std::vector<std::string_view> rule_ids() {
  std::vector<std::string_view> ids;
  for (const rules::CompiledRule& compiled : rules::shipped_rules()->rules()) {
    ids.push_back(compiled.rule.id);
  }
  return ids;
}

// Which shipped rule or pack: one of the two, and not what protects Gavel itself.
void check_disabled(Reader& reader, const Value& object) {
  const Value* rule = object.find("rule");
  const Value* pack = object.find("pack");
  if ((rule == nullptr) == (pack == nullptr)) {
    return reader.fault(object, rule == nullptr ? FaultKind::missing : FaultKind::conflict,
                        "expected either \"rule\" or \"pack\"");
  }
  const Value& named = rule != nullptr ? *rule : *pack;
  if (named.type != Value::Type::text) return;
  if (named.text == "self" || named.text.starts_with("self.")) {
    return reader.fault(named, FaultKind::refused, "what protects Gavel itself cannot be disabled");
  }
  check_known(reader, named, rule != nullptr ? "rule" : "pack",
              rule != nullptr ? rule_ids() : pack_names());
}

}  // namespace

void check_value(Reader& reader, const Field& field, const Value& value) {
  check_texts(reader, field.path, value);
  if (!field.items.empty()) check_members(reader, field.path, value);
  if (field.path == "/packs") check_packs(reader, value);
  if (field.path == "/disable") {
    for (const Value& object : value.items) check_disabled(reader, object);
  }
}

}  // namespace gavel::policy
