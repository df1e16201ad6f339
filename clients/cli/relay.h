// What passes between an MCP client and its server, one message at a time.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace gavel::cli {

// The answer to one proposed call: empty when it may go on, else why not.
using JudgeCall = std::function<std::string(const std::string& tool, const nlohmann::json& input)>;
using SeeTools = std::function<void(const nlohmann::json& tools)>;

struct Passage {
  bool forward = false;  // the line goes on to the server as it is
  std::string reply;     // else this goes back to the client; may be empty
};

// A line of the client's (JSON-RPC 2.0 over standard input, modelcontextprotocol.io). tools/call is
// judged; the rest passes. What cannot be read in one way only does not pass: the server might read
// another call in it.
Passage from_client(std::string_view line, const JudgeCall& judge);

// A line of the server's: always passed on; a list of tools in it is seen.
void from_server(std::string_view line, const SeeTools& see);

}  // namespace gavel::cli
