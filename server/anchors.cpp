#include "server/anchors.h"

#include <chrono>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include "server/judge/client.h"
#include "server/judge/transport.h"

namespace gavel::server {
namespace {

namespace asio = boost::asio;

constexpr const char* help =
    "expected \"journal\", \"file:/absolute/path\" or the URL of a collector";

asio::awaitable<void> post(judge::Transport& transport, const judge::Request& request,
                           judge::Deadline deadline, Status& outcome) {
  const judge::Watch read_all = [](std::string_view) { return judge::Wish::more; };
  const Result<judge::Response> response = co_await transport.post(request, deadline, read_all);
  if (!response.ok()) {
    outcome = response.faults();
  } else if (response->status >= 300) {
    outcome = Fault{FaultKind::unavailable, request.url.origin(),
                    "the collector answered with status " + std::to_string(response->status), ""};
  } else {
    outcome = Ok{};
  }
}

// On the anchors' own thread, so it may wait.
Status send(const judge::Url& url, const audit::Anchor& anchor,
            std::chrono::milliseconds patience) {
  asio::io_context context(1);
  const std::unique_ptr<judge::Transport> transport = judge::make_client(context.get_executor());
  judge::Request request;
  request.url = url;
  request.target = url.path.empty() ? "/" : url.path;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = nlohmann::json({{"seq", anchor.head.seq},
                                 {"hash", audit::to_hex(anchor.head.hash)},
                                 {"time_ms", anchor.time_ms}})
                     .dump();
  Status outcome = Fault{FaultKind::unavailable, url.origin(), "the collector was not asked", ""};
  const judge::Deadline deadline = std::chrono::steady_clock::now() + patience;
  asio::co_spawn(context, post(*transport, request, deadline, outcome), asio::detached);
  context.run_for(2 * patience);
  return outcome;
}

Result<audit::AnchorSink> sink_of(const std::string& name, std::chrono::milliseconds patience) {
  if (name == "journal") return audit::journal_sink();
  if (name.rfind("file:/", 0) == 0) return audit::file_sink(name.substr(5));
  if (name.rfind("http", 0) != 0) return Fault{FaultKind::range, "/server/anchors", name, help};
  const Result<judge::Url> url = judge::parse_url(name, "/server/anchors");
  if (!url.ok()) return url.faults();
  return audit::AnchorSink(
      [url = *url, patience](const audit::Anchor& anchor) { return send(url, anchor, patience); });
}

}  // namespace

Result<std::vector<audit::Anchorer::Place>> anchor_places(const std::vector<std::string>& names,
                                                          std::chrono::milliseconds patience) {
  std::vector<audit::Anchorer::Place> places;
  for (const std::string& name : names) {
    Result<audit::AnchorSink> sink = sink_of(name, patience);
    if (!sink.ok()) return sink.faults();
    places.push_back({name, std::move(sink).value()});
  }
  return places;
}

}  // namespace gavel::server
