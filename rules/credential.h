// Which variables of the environment are credentials by their names, and whose hosts they are for.
#pragma once

#include <string_view>
#include <vector>

#include "rules/model/argument.h"

namespace gavel::rules {

// AWS_SECRET_ACCESS_KEY, GITHUB_TOKEN, DB_PASSWORD, STRIPE_API_KEY; not MAX_TOKENS, not KEY_ID.
bool names_credential(std::string_view variable);

enum class Belongs {
  yes,      // the host is its issuer's
  unknown,  // nobody can tell from the name
  no,       // the issuer is known and the host is somebody else's
  never,    // a password or a private key: no URL and no body is its place
};

// `host` may stand in a URL; it may carry a port.
Belongs belongs(std::string_view variable, std::string_view host);

// What printenv NAME ... prints: a credential, when a name says so.
Marks printed_variables(const std::vector<Argument>& argv);

// The first credential that a word's source names as "$NAME" or "${NAME"; empty when none.
std::string_view credential_in(std::string_view source);

}  // namespace gavel::rules
