// Whatever bytes come as a request's body or query: a value or faults, never a crash; and what was
// read says the same when it is written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <nlohmann/json.hpp>

#include "server/wire/decode.h"
#include "server/wire/json.h"
#include "server/wire/query.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto value = gavel::wire::parse(text, "body")) {
    const auto again = gavel::wire::parse(gavel::wire::dump(*value), "body");
    if (!again || *again != *value) std::abort();
  }
  const auto request = gavel::wire::decode_judge(text);
  if (request && (request->cwd.empty() || request->cwd[0] != '/')) std::abort();
  if (!request && request.faults().empty()) std::abort();
  const auto query = gavel::wire::decode_query(text);
  if (!query && query.faults().empty()) std::abort();
  return 0;
}
