#include "server/audit/chain.h"

#include <gtest/gtest.h>

#include "tests/server/audit/sample.h"

namespace gavel::audit {
namespace {

TEST(AuditChain, Sha256IsSha256) {
  // FIPS 180-4 test vectors
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(AuditChain, ARowsHashIsThatOfThePreviousHashAndItsCanonicalBytes) {
  Hasher hasher;
  const Record record = sample(1);
  const Hash first = hasher.row(genesis, 1, record);
  EXPECT_EQ(to_hex(first), sha256_hex(std::string(32, '\0') + canonical(1, record)));
  EXPECT_NE(first, hasher.row(first, 1, record));
  EXPECT_NE(first, hasher.row(genesis, 2, record));
}

TEST(AuditChain, HexGoesBothWays) {
  Hash hash{};
  for (std::size_t i = 0; i < hash.size(); ++i) hash[i] = static_cast<std::uint8_t>(i * 7);
  EXPECT_EQ(from_hex(to_hex(hash)), hash);
  for (const std::string& bad : {std::string(), std::string(63, 'a'), std::string(65, 'a'),
                                 std::string(64, 'g'), std::string(64, 'A')}) {
    EXPECT_FALSE(from_hex(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace gavel::audit
