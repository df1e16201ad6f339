#include "tests/server/judge/test_authority.h"

#include <cstdio>
#include <fstream>
#include <stdexcept>

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

namespace gavel::judge {
namespace {

void must(bool done, const char* what) {
  if (!done) throw std::runtime_error(what);
}

template <class Write>
std::string pem(Write write) {
  BIO* const memory = BIO_new(BIO_s_mem());
  must(write(memory) == 1, "PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(memory);
  return text;
}

std::string pem_of(X509* certificate) {
  return pem([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

std::string pem_of(EVP_PKEY* key) {
  return pem([&](BIO* out) {
    return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  must(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, "extension");
  X509_EXTENSION_free(extension);
}

X509* blank(EVP_PKEY* key, const char* name, long from_s, long to_s) {
  X509* const made = X509_new();
  X509_set_version(made, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made), to_s);
  X509_gmtime_adj(X509_getm_notBefore(made), from_s);
  X509_gmtime_adj(X509_getm_notAfter(made), to_s);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  must(X509_set_pubkey(made, key) == 1, "public key");
  return made;
}

constexpr long hour = 3600;

}  // namespace

TestAuthority::TestAuthority() {
  key_ = EVP_EC_gen("P-256");
  must(key_ != nullptr, "key");
  certificate_ = blank(key_, "Test Authority", -48 * hour, 48 * hour);
  X509_set_issuer_name(certificate_, X509_get_subject_name(certificate_));
  extend(certificate_, certificate_, NID_basic_constraints, "critical,CA:TRUE");
  must(X509_sign(certificate_, key_, EVP_sha256()) > 0, "sign");
  static int count = 0;
  file_ = testing::TempDir() + "gavel-ca-" + std::to_string(getpid()) + "-" +
          std::to_string(++count) + ".pem";
  std::ofstream(file_) << pem_of(certificate_);
}

TestAuthority::~TestAuthority() {
  std::remove(file_.c_str());
  X509_free(certificate_);
  EVP_PKEY_free(key_);
}

Identity TestAuthority::sign(const std::string& name, bool expired) const {
  EVP_PKEY* const key = EVP_EC_gen("P-256");
  X509* const leaf = blank(key, "leaf", -24 * hour, expired ? -hour : 24 * hour);
  X509_set_issuer_name(leaf, X509_get_subject_name(certificate_));
  extend(leaf, certificate_, NID_subject_alt_name, name);
  must(X509_sign(leaf, key_, EVP_sha256()) > 0, "sign");
  Identity identity{pem_of(leaf), pem_of(key)};
  X509_free(leaf);
  EVP_PKEY_free(key);
  return identity;
}

}  // namespace gavel::judge
