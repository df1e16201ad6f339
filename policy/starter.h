// A first judge.json for a repository, written from what its files tell.
#pragma once

#include <string>

#include "policy/signs.h"

namespace gavel::policy {

// A short commented file that loads without a fault and whose own tests hold.
std::string starter_text(const RepositoryFacts& facts);

}  // namespace gavel::policy
