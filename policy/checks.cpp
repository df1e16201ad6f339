#include "policy/checks.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "policy/weight.h"
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

bool is_anchor(std::string_view text) {
  return text == "journal" || (text.starts_with("file:/") && text.size() > 6) ||
         (!text.empty() && is_base_url(text));
}

// Two absolute paths, the agent's first.
bool is_root(std::string_view text) {
  const std::size_t sign = text.find('=');
  return text.starts_with("/") && sign != text.npos && text.substr(sign + 1).starts_with("/");
}

bool is_plain_name(std::string_view text) {
  const auto fits = [](char c) { return is_word(c) || c == '.' || c == '-'; };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), fits);
}

// Without . and .. as parts, and without what would make it a pattern.
bool is_folder(std::string_view text, bool relative) {
  while (text.size() > 1 && text.back() == '/') text.remove_suffix(1);
  if (!relative) {
    if (!text.starts_with("/")) return false;
    text.remove_prefix(1);
  }
  if (text.empty() || text.size() > 1024) return false;
  while (true) {
    const std::size_t slash = text.find('/');
    const std::string_view part = text.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return false;
    if (part.find_first_of("*?[\\!~") != std::string_view::npos) return false;
    if (slash == std::string_view::npos) return true;
    text.remove_prefix(slash + 1);
  }
}

// Of a text, or of each text in a list.
struct TextCheck {
  std::string_view path;
  Predicate accepts;
  const char* expected;
  std::string_view pattern;  // as pattern_of says
};

constexpr const char* path_words = "a .gitignore pattern that does not begin with !";
constexpr const char* url_words =
    "an https:// address, or http:// to this machine, without user, query or fragment";

constexpr std::string_view path_like = R"(^[^!])";
constexpr std::string_view url_like =
    R"(^(|https://[^@?#]+|http://(127\.0\.0\.1|localhost|\[::1\])([:/][^@?#]*)?)$)";
constexpr std::string_view variable_like = R"(^([A-Za-z_][A-Za-z0-9_]*)?$)";

constexpr TextCheck text_checks[] = {
    {"/paths/allow", is_path_pattern, path_words, path_like},
    {"/paths/read_only", is_path_pattern, path_words, path_like},
    {"/paths/deny", is_path_pattern, path_words, path_like},
    {"/paths/disposable", is_path_pattern, path_words, path_like},
    {"/git/protected_branches", is_ref_pattern, "a branch name, * and ? admit more",
     R"(^[^! ][^ ]*$)"},
    {"/network/allow_hosts", is_host, "a host name such as api.example.com or *.example.com",
     R"(^(\*\.)?[A-Za-z0-9-][A-Za-z0-9.-]*(:[0-9]+)?$)"},
    {"/judge/base_url", is_base_url, url_words, url_like},
    {"/judge/api_key_env", is_variable, "the name of an environment variable", variable_like},
    {"/judge/fallback/base_url", is_base_url, url_words, url_like},
    {"/judge/fallback/api_key_env", is_variable, "the name of an environment variable",
     variable_like},
    {"/notify/on", is_event, "one of ask, deny, unavailable, budget, loop",
     R"(^(ask|deny|unavailable|budget|loop)$)"},
    {"/server/anchors", is_anchor,
     "journal, file:/PATH, or the address of a collector: https://, or http:// to this machine",
     R"(^(journal|file:/.+|https?://.+)$)"},
    {"/server/roots", is_root, "two absolute paths such as /workspace=/home/me/project",
     R"(^/[^=]*=/.*$)"},
    {"/server/listen", is_address, "an address and port such as 127.0.0.1:4242",
     R"(^(|.+:[0-9]{1,5})$)"},
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
  if (pack != nullptr && named.text == "core") {
    return reader.fault(named, FaultKind::refused, "the pack core is always in force",
                        "disable single rules of it");
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

std::string_view pattern_of(std::string_view path) {
  for (const TextCheck& check : text_checks) {
    if (check.path == path) return check.pattern;
  }
  return "";
}

bool check_agent(Reader& reader, const Value& section) {
  if (is_plain_name(section.key)) return true;
  reader.fault(
      section, FaultKind::range,
      "expected an agent's name of letters, digits, dots and dashes, got \"" + section.key + "\"");
  return false;
}

bool check_folder(Reader& reader, const Value& section, bool relative) {
  if (is_folder(section.key, relative)) return true;
  reader.fault(
      section, FaultKind::range,
      std::string("expected ") +
          (relative ? "a folder below this file's, such as \"infra\"" : "an absolute folder") +
          ", without patterns and without .., got \"" + section.key + "\"");
  return false;
}

void check_rule_id(Reader& reader, const Value& id) {
  constexpr std::string_view ours[] = {"self.",  "grant.", "knowledge.", "mode.",
                                       "parse.", "cap.",   "rule."};
  const bool reserved = std::any_of(std::begin(ours), std::end(ours), [&](std::string_view prefix) {
    return std::string_view(id.text).starts_with(prefix);
  });
  const auto shipped = rule_ids();
  if (!reserved && std::find(shipped.begin(), shipped.end(), id.text) == shipped.end()) return;
  reader.fault(id, FaultKind::conflict, "\"" + id.text + "\" is a name of Gavel's own",
               "begin it with the project's name, such as \"repo." +
                   id.text.substr(id.text.rfind('.') + 1) + "\"");
}

Patterns patterns_of(const Value& rule) {
  Patterns all;
  for (const Value& member : rule.items) {
    if (member.key == "examples" || member.key == "reason" || member.key == "instead") continue;
    const std::string_view text = member.text;
    const bool marked = member.type == Value::Type::text && text.starts_with("re:");
    if (member.key == "pattern" || marked) {
      ++all.count;
      all.weight = std::min(all.weight + weight_of(text), most_weight);
    }
    const Patterns below = patterns_of(member);
    all.count += below.count;
    all.weight = std::min(all.weight + below.weight, most_weight);
  }
  return all;
}

void check_together(Reader& reader, const Value& file) {
  const auto check = [&](const Value& endpoint) {
    const Value* env = endpoint.find("api_key_env");
    const Value* key_file = endpoint.find("api_key_file");
    if (env == nullptr || key_file == nullptr || env->text.empty() || key_file->text.empty())
      return;
    reader.fault(*key_file, FaultKind::conflict, "api_key_env names the key already",
                 "keep one of the two");
  };
  const Value* judge = file.find("judge");
  if (judge == nullptr) return;
  check(*judge);
  const Value* fallback = judge->find("fallback");
  if (fallback == nullptr) return;
  for (const Value& endpoint : fallback->items) check(endpoint);
}

}  // namespace gavel::policy
