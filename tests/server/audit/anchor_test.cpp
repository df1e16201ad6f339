#include "server/audit/anchor.h"

#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/server/audit/sample.h"

namespace gavel::audit {
namespace {

Anchor anchor(std::int64_t seq) {
  Anchor made;
  made.head.seq = seq;
  made.head.hash[0] = static_cast<std::uint8_t>(seq);
  made.time_ms = 1'700'000'000'000 + seq;
  return made;
}

std::string content(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(AuditAnchor, ALineIsReadBackWhateverStandsAroundIt) {
  const std::string line = to_line(anchor(7));
  const std::string other = to_line(anchor(9));
  const struct {
    const char* name;
    std::string text;
    std::size_t heads;
  } rows[] = {
      {"alone", line, 1},
      {"with a newline", line + "\n", 1},
      {"as journalctl prints it", "Nov 21 06:00:00 host gavel[12]: " + line + "\n", 1},
      {"two out of order", other + "\n" + line + "\n", 2},
      {"one twice", line + "\n" + line + "\n", 1},
      {"in JSON", R"({"line":")" + line + R"("})", 1},
      {"nothing", "", 0},
      {"no number", "gavel-anchor-1 x " + to_hex(anchor(7).head.hash), 0},
      {"row 0", "gavel-anchor-1 0 " + to_hex(anchor(7).head.hash), 0},
      {"a short hash", line.substr(0, 40), 0},
      {"another version", "gavel-anchor-2 7 " + to_hex(anchor(7).head.hash), 0},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const std::vector<Head> heads = read_anchors(row.text);
    ASSERT_EQ(heads.size(), row.heads);
    if (!heads.empty()) {
      EXPECT_EQ(heads[0], anchor(7).head);
    }
  }
}

TEST(AuditAnchor, AFileIsAppendedToAndNeverMade) {
  const Folder folder;
  const std::string path = folder / "anchors";
  const AnchorSink sink = file_sink(path);
  EXPECT_FALSE(sink(anchor(1)).ok());
  EXPECT_FALSE(std::filesystem::exists(path));
  std::ofstream(path) << "kept\n";
  EXPECT_TRUE(sink(anchor(1)).ok());
  EXPECT_TRUE(sink(anchor(2)).ok());
  EXPECT_EQ(content(path), "kept\n" + to_line(anchor(1)) + "\n" + to_line(anchor(2)) + "\n");
  const Result<std::vector<Head>> read = read_anchor_file(path);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->size(), 2u);
  EXPECT_FALSE(read_anchor_file(folder / "none").ok());
}

TEST(AuditAnchor, TheJournalGetsOneDatagramOfFields) {
  const Folder folder;
  const std::string path = folder / "journal";
  EXPECT_FALSE(journal_sink(path)(anchor(3)).ok());
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, path.c_str());
  ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_TRUE(journal_sink(path)(anchor(3)).ok());
  char text[1024];
  const ssize_t size = ::recv(socket, text, sizeof text, MSG_DONTWAIT);
  ::close(socket);
  ASSERT_GT(size, 0);
  EXPECT_EQ(std::string(text, static_cast<std::size_t>(size)),
            "MESSAGE=" + to_line(anchor(3)) +
                "\nPRIORITY=6\nSYSLOG_IDENTIFIER=gavel\n"
                "GAVEL_SEQ=3\nGAVEL_HASH=" +
                to_hex(anchor(3).head.hash) + "\n");
}

TEST(AuditAnchor, TheNewestHeadReachesEveryPlaceAndFailuresAreToldOnce) {
  std::vector<std::string> told;
  std::vector<std::int64_t> good;
  bool works = false;
  {
    Anchorer anchorer({{"bad",
                        [&](const Anchor& taken) -> Status {
                          if (works) return Ok{};
                          works = taken.head.seq >= 30;
                          return Fault{FaultKind::io, "bad", "no", ""};
                        }},
                       {"good",
                        [&](const Anchor& taken) -> Status {
                          good.push_back(taken.head.seq);
                          return Ok{};
                        }}},
                      [&](const std::string& name, const Status& status) {
                        told.push_back(name + (status.ok() ? " works" : " fails"));
                      });
    for (std::int64_t seq = 1; seq <= 30; ++seq) anchorer.offer(anchor(seq));
  }
  ASSERT_FALSE(good.empty());
  EXPECT_EQ(good.back(), 30);
  EXPECT_TRUE(std::is_sorted(good.begin(), good.end()));
  EXPECT_EQ(told, std::vector<std::string>{"bad fails"});
}

}  // namespace
}  // namespace gavel::audit
