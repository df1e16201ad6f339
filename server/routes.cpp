#include "server/routes.h"

#include <nlohmann/json.hpp>

#include "policy/message.h"
#include "server/hooks/adapter.h"
#include "server/hooks/tools.h"
#include "server/ui/page.h"
#include "server/ui/reply.h"
#include "server/wire/decode.h"
#include "server/wire/encode.h"
#include "server/wire/json.h"

namespace gavel::server {
namespace {

namespace asio = boost::asio;
using ui::ok;
using ui::refusal;
using Held = std::shared_ptr<const Surface>;

// The exit code goes to the client that the agent runs; see clients/hook/exchange.h.
net::Response reply(hooks::Said said) {
  net::Response response = ok(std::move(said.body));
  if (said.exit_code != 0) {
    response.headers.emplace_back("Gavel-Exit", std::to_string(said.exit_code));
  }
  return response;
}

Proposal from_peer(const net::Request& request) {
  Proposal proposal;
  proposal.presence = request.presence;
  if (request.peer.transport == net::Transport::unix_socket) {
    proposal.uid = static_cast<std::int64_t>(request.peer.uid);
    proposal.pid = request.peer.pid;
  }
  return proposal;
}

Result<Proposal> read_proposal(const net::Request& request) {
  Result<wire::JudgeRequest> decoded = wire::decode_judge(request.body);
  if (!decoded) return decoded.faults();
  Result<Call> call = hooks::to_call(decoded->agent, decoded->tool, decoded->input, decoded->cwd);
  if (!call) return call.faults();
  Proposal proposal = from_peer(request);
  proposal.call = std::move(call).value();
  proposal.call.id = decoded->id;
  proposal.call.session = decoded->session;
  proposal.call.intent = decoded->intent;
  proposal.deadline_ms = decoded->deadline_ms;
  return proposal;
}

asio::awaitable<net::Response> judge(Held surface, const net::Request& request) {
  const Result<Proposal> proposal = read_proposal(request);
  if (!proposal) co_return refusal(400, proposal.faults());
  const Decision decision = co_await surface->pipeline->decide(*proposal);
  co_return ok(wire::encode_decision(proposal->call, decision));
}

asio::awaitable<net::Response> hook(Held surface, const net::Request& request) {
  const hooks::Agent* agent = hooks::find_agent(request.captured);
  if (agent == nullptr) {
    std::string known;
    for (const hooks::Agent& row : hooks::agents()) {
      known += (known.empty() ? "" : ", ") + std::string(row.name);
    }
    const Fault fault{FaultKind::missing, request.path, "no adapter for this agent",
                      "known are " + known};
    co_return refusal(404, fault);
  }
  hooks::Heard heard = hooks::hear(*agent, request.body);
  Proposal proposal = from_peer(request);
  proposal.call = std::move(heard.call);
  proposal.faults = std::move(heard.faults);
  if (heard.is_prompt) {
    surface->pipeline->heed_words(proposal.call);
    co_return reply(hooks::say(*agent, Answer::abstain, ""));
  }
  const Decision decision = co_await surface->pipeline->decide(proposal);
  co_return reply(hooks::say(*agent, decision.answer, policy::message(decision)));
}

asio::awaitable<net::Response> health(Held surface, const net::Request&) {
  co_return ok(nlohmann::json{{"status", "ok"}, {"version", surface->version}});
}

asio::awaitable<net::Response> readiness(Held surface, const net::Request&) {
  const Status writable = co_await surface->recorder->probe();
  if (!writable) co_return refusal(503, writable.faults());
  const Faults faults = surface->policy_faults ? surface->policy_faults() : Faults{};
  if (!faults.empty()) co_return refusal(503, faults);
  const char* audit = surface->audit_state ? surface->audit_state() : "checked";
  co_return ok(nlohmann::json{{"status", "ready"}, {"audit", audit}});
}

using Answer = asio::awaitable<net::Response> (*)(Held, const net::Request&);

struct Row {
  const char* method;
  const char* pattern;
  Answer answer;
};

constexpr Row table[] = {
    {"POST", "/v1/judge", judge},
    {"POST", "/v1/hooks/{agent}", hook},
    {"GET", "/healthz", health},
    {"GET", "/readyz", readiness},
};

}  // namespace

std::vector<net::Route> routes(Surface surface) {
  const Held held = std::make_shared<const Surface>(std::move(surface));
  std::vector<net::Route> list;
  for (const Row& row : table) {
    list.push_back(
        {row.method, row.pattern, [held, answer = row.answer](const net::Request& request) {
           return answer(held, request);
         }});
  }
  if (held->page == nullptr) return list;
  for (net::Route& route : held->page->routes()) list.push_back(std::move(route));
  return list;
}

}  // namespace gavel::server
