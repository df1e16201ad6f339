#include "server/judge/trust.h"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace gavel::judge {

namespace ssl = boost::asio::ssl;

Result<Trust::Context> Trust::context(const std::string& ca_file) {
  if (const auto found = contexts_.find(ca_file); found != contexts_.end()) return found->second;
  const auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
  boost::system::error_code error;
  context->set_verify_mode(ssl::verify_peer, error);
  if (!error && ca_file.empty()) context->set_default_verify_paths(error);
  if (!error && !ca_file.empty()) context->load_verify_file(ca_file, error);
  if (!error && SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION) != 1) {
    error = boost::asio::error::operation_not_supported;
  }
  if (error) {
    return Fault{FaultKind::io, ca_file.empty() ? "system certificates" : ca_file,
                 "certificates could not be loaded: " + error.message(),
                 "judge.ca_file must be a readable PEM bundle"};
  }
  contexts_.emplace(ca_file, context);
  return context;
}

bool demand_host(SSL* handle, const std::string& host) {
  X509_VERIFY_PARAM* const demands = SSL_get0_param(handle);
  X509_VERIFY_PARAM_set_hostflags(demands, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  boost::system::error_code not_an_address;
  boost::asio::ip::make_address(host, not_an_address);
  if (!not_an_address) return X509_VERIFY_PARAM_set1_ip_asc(demands, host.c_str()) == 1;
  if (SSL_set_tlsext_host_name(handle, host.c_str()) != 1) return false;
  return X509_VERIFY_PARAM_set1_host(demands, host.c_str(), host.size()) == 1;
}

std::string certificate_problem(SSL* handle) {
  const long result = SSL_get_verify_result(handle);
  if (result == X509_V_OK) return {};
  return X509_verify_cert_error_string(result);
}

}  // namespace gavel::judge
