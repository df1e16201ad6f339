#include "server/recorder.h"

#include <future>
#include <optional>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "tests/server/audit/sample.h"

namespace gavel::server {
namespace {

namespace asio = boost::asio;

class RecorderTest : public testing::Test {
 protected:
  // The answer, and that it came on the thread that asked.
  template <class Ask>
  Status answer(audit::Store& store, const Ask& ask) {
    StoreRecorder recorder(io_.get_executor(), store);
    std::optional<Status> got;
    const auto asking = [&]() -> asio::awaitable<void> {
      Status status = co_await ask(recorder);
      EXPECT_EQ(std::this_thread::get_id(), here_);
      got = std::move(status);
    };
    asio::co_spawn(io_, asking(), asio::detached);
    io_.restart();
    io_.run();  // does not run dry before the writer has answered
    EXPECT_TRUE(got.has_value());
    return got.value_or(Fault{});
  }
  Status record(audit::Store& store, audit::Record row) {
    return answer(store, [&](StoreRecorder& recorder) { return recorder.record(row); });
  }
  Status probe(audit::Store& store) {
    return answer(store, [](StoreRecorder& recorder) { return recorder.probe(); });
  }

  audit::Folder folder_;
  asio::io_context io_;
  std::thread::id here_ = std::this_thread::get_id();
};

TEST_F(RecorderTest, OkMeansThatTheRowIsThere) {
  audit::Store store(audit::options_for(folder_ / "audit.db"));
  EXPECT_TRUE(probe(store).ok());
  for (int n = 1; n <= 3; ++n) {
    EXPECT_TRUE(record(store, audit::sample(n)).ok());
    Result<audit::Reader> reader = audit::Reader::open(folder_ / "audit.db");
    ASSERT_TRUE(reader.ok());
    EXPECT_EQ(reader->last()->seq, n);
  }
}

TEST_F(RecorderTest, EveryRefusalIsAnAnswer) {
  const auto kind = [](const Status& status) {
    return status.ok() ? std::optional<FaultKind>() : status.faults()[0].kind;
  };
  audit::StoreOptions options = audit::options_for(folder_ / "audit.db");
  options.record_bytes = 100'000;
  {
    audit::Store store(options);
    EXPECT_TRUE(record(store, audit::sample(1)).ok());
    EXPECT_EQ(kind(record(store, audit::sample(1))), FaultKind::conflict) << "the id is used";
    audit::Record large = audit::sample(2);
    large.call = std::string(200'000, 'x');
    EXPECT_EQ(kind(record(store, large)), FaultKind::limit);
    store.stop();
    EXPECT_EQ(kind(record(store, audit::sample(3))), FaultKind::unavailable);
    EXPECT_EQ(kind(probe(store)), FaultKind::unavailable);
  }
  std::filesystem::create_directory(folder_ / "folder.db");
  audit::Store store(audit::options_for(folder_ / "folder.db"));
  EXPECT_FALSE(record(store, audit::sample(1)).ok());
  EXPECT_FALSE(probe(store).ok());
}

}  // namespace
}  // namespace gavel::server
