// Browsers that a person signed in with before: their guesses are counted apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "rules/model/result.h"
#include "server/guard/operator.h"
#include "server/state/operator.h"

namespace gavel::ui {

// Whoever reaches the port may guess, and wrong guesses make everybody wait. So a sign-in leaves
// its browser a token, and who shows one waits for the wrong guesses made with that token alone
// (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). A token opens nothing: the
// passphrase is asked for as before.
// INVARIANT: only a sign-in makes a token, so that there are as few counts as there are browsers.
// Not thread-safe. The counts end with the gateway.
class Browsers {
 public:
  // ID.MARK: 32 hex digits and Operator::mark of them. Faults: io.
  static Result<std::string> token(guard::Operator& gate);
  // The id of a token that this gateway made, under the passphrase as it is; "" of any other text.
  static Result<std::string> known(guard::Operator& gate, std::string_view token);

  // Counts an attempt of a known browser before it is tried. Faults: limit, as guard::wait_ms.
  Status count(const std::string& id, std::int64_t now_ms);
  void succeeded(const std::string& id) { attempts_.erase(id); }

 private:
  std::map<std::string, state::Attempts> attempts_;  // of browsers that guessed wrong
};

}  // namespace gavel::ui
