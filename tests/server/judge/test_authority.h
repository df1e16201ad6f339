// A certificate authority made when a test begins, and what it signs.
#pragma once

#include <string>

#include <openssl/evp.h>
#include <openssl/x509.h>

namespace gavel::judge {

struct Identity {
  std::string certificate;  // PEM
  std::string key;          // PEM
};

class TestAuthority {
 public:
  TestAuthority();
  ~TestAuthority();
  TestAuthority(const TestAuthority&) = delete;
  TestAuthority& operator=(const TestAuthority&) = delete;

  // `name` as a subjectAltName: "IP:127.0.0.1", "DNS:other.example".
  Identity sign(const std::string& name, bool expired = false) const;
  // The authority's own certificate in a file that lives as long as this object.
  const std::string& file() const { return file_; }

 private:
  EVP_PKEY* key_ = nullptr;
  X509* certificate_ = nullptr;
  std::string file_;
};

}  // namespace gavel::judge
