// The tables of state.db.
#pragma once

#include "server/sql/migrate.h"

namespace gavel::state {

const sql::Schema& schema();

}  // namespace gavel::state
