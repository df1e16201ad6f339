// One row of the log as one line of JSON, and back without loss.
#pragma once

#include <string>
#include <string_view>

#include "rules/model/result.h"
#include "server/audit/chain.h"

namespace gavel::audit {

// The export's schema, version 1; keys in this order:
//   schema 1, seq, previous, hash (64 hex digits each), then the fields of record.h by their names.
// A field that is JSON text is exported as the JSON itself when it is an object or array written as
// our own encoder writes it, else as a string, so that from_json_line restores its exact bytes and
// an exported file can be verified. No newline at the end. Blobs are not exported.
std::string to_json_line(const Row& row);

// Faults: syntax, type, missing, unknown_key, range; `where` is the key.
Result<Row> from_json_line(std::string_view line);

}  // namespace gavel::audit
