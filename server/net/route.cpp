#include "server/net/route.h"

#include <memory>

namespace gavel::net {
namespace {

struct Table {
  std::vector<Route> routes;
  Refusal refusal;
};

std::string surface(const std::vector<Route>& routes) {
  std::string text = "this gateway answers";
  const char* separator = " ";
  for (const Route& route : routes) {
    text += separator + route.method + " " + route.pattern;
    separator = ", ";
  }
  return text;
}

Response not_found(const Table& table, const Request& request) {
  return table.refusal(404,
                       {FaultKind::missing, request.path, "no such route", surface(table.routes)});
}

Response wrong_method(const Table& table, const Request& request, const std::string& allowed) {
  Response response =
      table.refusal(405, {FaultKind::refused, request.path,
                          "the method " + request.method + " is not accepted", "use " + allowed});
  response.headers.emplace_back("Allow", allowed);
  return response;
}

boost::asio::awaitable<Response> answer(std::shared_ptr<const Table> table,
                                        const Request& request) {
  std::string allowed;
  for (const Route& route : table->routes) {
    std::optional<std::string> captured = capture(route.pattern, request.path);
    if (!captured) continue;
    if (route.method == request.method) {
      Request routed = request;
      routed.captured = std::move(*captured);
      Response response = co_await route.handle(routed);
      co_return response;
    }
    allowed += (allowed.empty() ? "" : ", ") + route.method;
  }
  if (allowed.empty()) co_return not_found(*table, request);
  co_return wrong_method(*table, request, allowed);
}

}  // namespace

std::optional<std::string> capture(std::string_view pattern, std::string_view path) {
  const std::size_t brace = pattern.find('{');
  if (brace == std::string_view::npos) {
    if (pattern != path) return std::nullopt;
    return std::string();
  }
  if (path.substr(0, brace) != pattern.substr(0, brace)) return std::nullopt;
  const std::string_view segment = path.substr(brace);
  if (segment.empty() || segment.find('/') != std::string_view::npos) return std::nullopt;
  return std::string(segment);
}

Handler dispatch(std::vector<Route> routes, Refusal refusal) {
  const auto table = std::make_shared<const Table>(Table{std::move(routes), std::move(refusal)});
  return [table](const Request& request) { return answer(table, request); };
}

}  // namespace gavel::net
