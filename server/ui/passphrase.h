// Whether somebody is the operator: what the sign-in asks of state.db, and what it leaves there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "rules/model/result.h"
#include "server/ui/browsers.h"

namespace gavel::ui {

// Where a person proves to be one; a call takes as long as scrypt does.
struct Person {
  std::string state_path;  // state.db
  std::int64_t now_ms = 0;
};

// Faults: io.
Result<bool> is_set(const Person& person);

// The body of a sign-in: {"passphrase": text, "browser"?: the token of an earlier one}. A success
// is noted for the audit log and gives the browser's token. Faults: those of the body; and of
// guard::Operator::check: missing, refused, limit, io.
Result<std::string> prove(const Person& person, std::string_view body, Browsers& browsers);

// 400, 401, 403 (none is set), 429 or 503, as the fault says.
int status_of(const Fault& fault);

}  // namespace gavel::ui
