// One HTTP request to a model endpoint and its response, whatever carries them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "rules/model/result.h"
#include "server/judge/judge.h"
#include "server/judge/protocol.h"
#include "server/judge/url.h"

namespace gavel::judge {

struct Request {
  Url url;                      // of the endpoint's base
  std::string target;           // path, as it stands in the request line
  std::vector<Header> headers;  // the key is among them: never logged, never in a fault
  std::string key;              // the same, to be taken out of what the endpoint says
  std::string body;
  std::string ca_file;  // PEM bundle; empty: the system's store
};

struct Response {
  unsigned status = 0;
  std::string media_type;           // lower case, without parameters
  std::uint64_t retry_after_s = 0;  // 0: not said
  std::string body;
};

// What a reader of a stream wants next.
enum class Wish {
  more,
  soon,  // all that matters is here; the end is worth a short wait, so that the connection is kept
  stop,  // nothing that follows can matter
};

// Sees the body of an event stream as it arrives.
using Watch = std::function<Wish(std::string_view more)>;

class Transport {
 public:
  virtual ~Transport() = default;

  // Total. Faults: `limit` for the deadline and for sizes, `unavailable` for the rest; `where` is
  // the origin. A status of 400 and above is a response, not a fault. Redirects are not followed.
  // `watch` and `request` must live until it returns.
  virtual boost::asio::awaitable<Result<Response>> post(const Request& request, Deadline deadline,
                                                        const Watch& watch) = 0;
};

}  // namespace gavel::judge
