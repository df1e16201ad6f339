#include "policy/signs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gavel::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Signs, FindsFilesInTheRootAndOneFolderDeeper) {
  EXPECT_THAT(read_signs({{"main.tf"}, "", {}, {}}).kinds, ElementsAre("Terraform"));
  EXPECT_THAT(read_signs({{"infra/net.tf"}, "", {}, {}}).kinds, ElementsAre("Terraform"));
  EXPECT_THAT(read_signs({{"a/b/net.tf", "x.tfx", "tf"}, "", {}, {}}).kinds, IsEmpty());
  EXPECT_THAT(read_signs({{"App.csproj"}, "", {}, {}}).kinds, ElementsAre(".NET"));
}

TEST(Signs, ReadsTheHostOfARemote) {
  struct Row {
    const char* url;
    std::vector<std::string> hosts;
  };
  const Row rows[] = {
      {"https://github.com/a/b", {"github.com"}},
      {"https://user:token@git.example.com:8443/a", {"git.example.com"}},
      {"git@gitlab.example.com:a/b.git", {"gitlab.example.com"}},
      {"ssh://git@h.example:22/a", {"h.example"}},
      {"/srv/git/a.git", {}},
      {"../other", {}},
      {"https://evil\"/x", {}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.url);
    EXPECT_EQ(read_signs({{}, "", {}, {row.url}}).hosts, row.hosts);
  }
}

TEST(Signs, NamesEachThingOnce) {
  const Signs signs = read_signs({{"pyproject.toml", "requirements.txt", "setup.py"}, "", {}, {}});
  EXPECT_THAT(signs.kinds, ElementsAre("Python"));
  EXPECT_EQ(signs.expected.size(), 2u);
}

}  // namespace
}  // namespace gavel::policy
