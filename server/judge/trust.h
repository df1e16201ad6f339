// TLS contexts for judging endpoints: who is trusted, and that names are checked.
#pragma once

#include <map>
#include <memory>
#include <string>

#include <boost/asio/ssl/context.hpp>

#include "rules/model/result.h"

namespace gavel::judge {

// One context for each CA file, made when first asked for.
class Trust {
 public:
  using Context = std::shared_ptr<boost::asio::ssl::context>;

  // `ca_file` empty: the system's store. Faults: the file cannot be read or holds no certificate.
  Result<Context> context(const std::string& ca_file);

 private:
  std::map<std::string, Context> contexts_;
};

// Names the host to the server (SNI) and demands a certificate for it.
// False: OpenSSL refused, and the connection must not be used.
bool demand_host(SSL* handle, const std::string& host);

// Why a handshake failed, in words; empty when the certificate is not the reason.
std::string certificate_problem(SSL* handle);

}  // namespace gavel::judge
