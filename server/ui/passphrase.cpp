#include "server/ui/passphrase.h"

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "server/guard/operator.h"
#include "server/state/changes.h"
#include "server/state/file.h"
#include "server/wire/json.h"

namespace gavel::ui {
namespace {

struct Given {
  std::string passphrase;
  std::string browser;
};

Result<Given> given_in(std::string_view body) {
  const Result<nlohmann::json> value = wire::parse(body, "body");
  if (!value.ok()) return value.faults();
  Given given;
  std::size_t read = 0;
  const auto take = [&](const char* name, std::string& into) {
    const auto found = value->is_object() ? value->find(name) : value->end();
    if (!value->is_object() || found == value->end() || !found->is_string()) return false;
    into = found->get<std::string>();
    ++read;
    return true;
  };
  const bool asked = take("passphrase", given.passphrase);
  take("browser", given.browser);
  if (asked && read == value->size()) return given;
  return Fault{FaultKind::type, "body", "expected {\"passphrase\": text}", ""};
}

Status note_sign_in(sql::Database& database, std::int64_t now_ms) {
  const state::Deed deed{
      0, "gavel review: signed in", "", "", static_cast<std::int64_t>(::getuid()), now_ms};
  return state::together(database, [&] { return state::note(database, deed); });
}

}  // namespace

Result<bool> is_set(const Person& person) {
  Result<sql::Database> database = state::open(person.state_path);
  if (!database.ok()) return database.faults();
  return guard::Operator(*database, [&] { return person.now_ms; }).is_set();
}

Result<std::string> prove(const Person& person, std::string_view body, Browsers& browsers) {
  const Result<Given> given = given_in(body);
  if (!given.ok()) return given.faults();
  Result<sql::Database> database = state::open(person.state_path);
  if (!database.ok()) return database.faults();
  guard::Operator gate(*database, [&] { return person.now_ms; });
  const Result<std::string> browser = Browsers::known(gate, given->browser);
  if (!browser.ok()) return browser.faults();
  const bool known = !browser->empty();
  if (known) {
    if (Status heard = browsers.count(*browser, person.now_ms); !heard.ok()) return heard.faults();
  }
  const Status proven = known ? gate.match(given->passphrase) : gate.check(given->passphrase);
  if (!proven.ok()) return proven.faults();
  if (known) browsers.succeeded(*browser);
  if (Status noted = note_sign_in(*database, person.now_ms); !noted.ok()) return noted.faults();
  return known ? given->browser : Browsers::token(gate);
}

int status_of(const Fault& fault) {
  if (fault.where.rfind("body", 0) == 0) return 400;
  if (fault.where != "operator") return 503;  // the state's, not the passphrase's
  switch (fault.kind) {
    case FaultKind::refused:
      return 401;
    case FaultKind::missing:
      return 403;
    case FaultKind::limit:
      return 429;
    case FaultKind::range:
      return 400;
    default:
      return 503;
  }
}

}  // namespace gavel::ui
