#include "server/ui/passphrase.h"

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "server/guard/operator.h"
#include "server/state/changes.h"
#include "server/state/file.h"
#include "server/wire/json.h"

namespace gavel::ui {
namespace {

Result<std::string> passphrase_in(std::string_view body) {
  const Result<nlohmann::json> value = wire::parse(body, "body");
  if (!value.ok()) return value.faults();
  if (value->is_object() && value->size() == 1) {
    const auto found = value->find("passphrase");
    if (found != value->end() && found->is_string()) return found->get<std::string>();
  }
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

Status prove(const Person& person, std::string_view body) {
  const Result<std::string> passphrase = passphrase_in(body);
  if (!passphrase.ok()) return passphrase.faults();
  Result<sql::Database> database = state::open(person.state_path);
  if (!database.ok()) return database.faults();
  guard::Operator gate(*database, [&] { return person.now_ms; });
  if (Status proven = gate.check(*passphrase); !proven.ok()) return proven;
  return note_sign_in(*database, person.now_ms);
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
