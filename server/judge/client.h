// HTTP and HTTPS to model endpoints: verified, kept alive, bounded in time and size.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "server/judge/transport.h"

namespace gavel::judge {

// Certificate and host name are verified (TLS 1.2 and up); name look-up, connection, handshake
// and reading all stop at the deadline. Used from one executor that runs one handler at a time.
std::unique_ptr<Transport> make_client(boost::asio::any_io_executor executor);

}  // namespace gavel::judge
