#include "server/judge/seal.h"

#include <gtest/gtest.h>

namespace gavel::judge {
namespace {

using Verdict = Opinion::Verdict;
const std::string secret(32, 's');
const std::string key(64, 'a');

Remembered verdict(Verdict word = Verdict::approve) {
  Remembered made;
  made.opinion.verdict = word;
  made.opinion.reason = "it is \"tracked\"";
  made.opinion.model = "m";
  made.opinion.prompt_hash = "abc";
  made.given_ms = 1'000;
  made.until_ms = 2'000;
  return made;
}

TEST(Seal, ComesBackAsItWas) {
  for (const Verdict word : {Verdict::approve, Verdict::deny}) {
    const auto back = unsealed(sealed(verdict(word), key, secret), key, secret);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->opinion.verdict, word);
    EXPECT_EQ(back->opinion.reason, verdict().opinion.reason);
    EXPECT_EQ(back->opinion.model, "m");
    EXPECT_EQ(back->opinion.prompt_hash, "abc");
    EXPECT_EQ(back->given_ms, 1'000);
    EXPECT_EQ(back->until_ms, 2'000);
  }
}

TEST(Seal, CountsForItsOwnQuestionAndSecretOnly) {
  const std::string text = sealed(verdict(), key, secret);
  EXPECT_FALSE(unsealed(text, std::string(64, 'b'), secret));
  EXPECT_FALSE(unsealed(text, key, std::string(32, 't')));
  EXPECT_FALSE(unsealed(text, key, ""));
}

TEST(Seal, NothingIsSealedWithoutASecretOrAVerdict) {
  EXPECT_TRUE(sealed(verdict(), key, "").empty());
  EXPECT_TRUE(sealed(verdict(Verdict::none), key, secret).empty());
}

// Whoever can write the file but does not hold the secret: no single change of it is believed.
TEST(Seal, NoChangeOfAByteIsBelieved) {
  const std::string text = sealed(verdict(Verdict::deny), key, secret);
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const char other : {'0', 'A', '"', '\n', '\0'}) {
      std::string changed = text;
      changed[at] = other;
      if (changed == text) continue;
      EXPECT_FALSE(unsealed(changed, key, secret)) << at << " " << other;
    }
    EXPECT_FALSE(unsealed(std::string_view(text).substr(0, at), key, secret)) << at;
  }
  EXPECT_FALSE(unsealed(text + " ", key, secret));
  EXPECT_FALSE(unsealed(std::string(64, '0') + "\n{}", key, secret));
  EXPECT_FALSE(unsealed("\n" + text, key, secret));
}

}  // namespace
}  // namespace gavel::judge
