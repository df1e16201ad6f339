// How each provider is asked and how it answers: bytes to values and back, no sockets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "policy/policy.h"
#include "rules/model/result.h"
#include "server/judge/reply.h"

namespace gavel::judge {

// How much beyond the bare protocol an endpoint is asked for; what it refuses is left out.
enum class Extras { all, none };

struct Ask {
  std::string_view model;
  std::string_view system;  // the stable prefix
  std::string_view user;
  Extras extras = Extras::all;
};

// What a model answered, as far as it has arrived.
struct Completion {
  std::string text;       // the answer itself; separate reasoning fields are left out
  bool complete = false;  // the model ended by itself, not at a limit, a filter or a tool call
  bool ended = false;     // nothing more comes
  std::string error;      // the endpoint reports an error instead; sanitized
  std::uint64_t tokens_in = 0;
  std::uint64_t tokens_out = 0;
  std::uint64_t tokens_cached = 0;  // of those in
};

using Header = std::pair<std::string, std::string>;

// INVARIANT: one row for each provider that is asked over HTTP.
struct Protocol {
  policy::Provider provider;
  const char* base_url;  // where the setting is empty
  const char* path;      // below the base URL
  const char* key_header;
  const char* key_prefix;
  std::vector<Header> (*headers)();
  Form (*form)(Extras);  // the reply form that `encode` asks for
  std::string (*encode)(const Ask&);
  void (*whole)(const nlohmann::json& body, Completion& answer);
  void (*event)(const nlohmann::json& data, Completion& answer);  // one server-sent event
};

// nullptr for builtin and none.
const Protocol* protocol_of(policy::Provider provider);

// A whole, unstreamed body. Total: what is not of the protocol gives an answer with `error`.
Completion decode_whole(const Protocol& protocol, std::string_view body);

// What an error body (status 400 and above) says, in one sanitized line; empty when nothing.
std::string error_text(std::string_view body);

}  // namespace gavel::judge
