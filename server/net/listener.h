// The gateway's ears: listening sockets, the connections they brought, and how both come to an end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "rules/model/result.h"
#include "server/net/connection.h"
#include "server/net/peer.h"

namespace gavel::net {

struct ListenerOptions {
  Handler handle;
  Refusal refusal;
  Limits limits;
  std::string token;  // what TCP peers present; empty admits none
  // "/ui": "/" and what stands at and below it is admitted over TCP without the token, as a
  // browser sends none; its handlers ask for a session. Empty: nothing is.
  std::string page;
  PeerCheck admit = same_user;
};

// Runs on one executor that serves one thread at a time; every call comes from there.
class Listener {
 public:
  Listener(const boost::asio::any_io_executor& executor, ListenerOptions options);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Begin to accept at once. Faults as SocketFile::listen and listen_loopback.
  Status listen_unix(const std::string& path);
  // The port that is served, also when 0 was asked for.
  Result<std::uint16_t> listen_tcp(std::string_view address);

  // Makes Unix sockets whose file was taken away anew, in the folder that is still there. Faults:
  // missing, when the folder is gone as well; as SocketFile::listen.
  Status stand();

  // Accepts no more, closes idle connections, lets requests in flight finish within
  // Limits::grace, then closes what is left. Returns how many were cut off.
  boost::asio::awaitable<std::size_t> stop();
  std::size_t connections() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace gavel::net
