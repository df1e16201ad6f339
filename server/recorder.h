// Takes one record and says when it is safe: the pipeline's whole view of the audit log.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "rules/model/result.h"
#include "server/audit/record.h"
#include "server/audit/store.h"

namespace gavel::server {

class Recorder {
 public:
  virtual ~Recorder() = default;
  // Ok when the record is committed; a fault when it is not, or may not be.
  virtual boost::asio::awaitable<Status> record(audit::Record record) = 0;
  // Whether a record would be taken now.
  virtual boost::asio::awaitable<Status> probe() = 0;
};

// The store's writer thread answers; the awaiting coroutine goes on, on its own executor.
class StoreRecorder : public Recorder {
 public:
  StoreRecorder(boost::asio::any_io_executor executor, audit::Store& store)
      : executor_(std::move(executor)), store_(store) {}

  boost::asio::awaitable<Status> record(audit::Record record) override;
  boost::asio::awaitable<Status> probe() override;

 private:
  boost::asio::any_io_executor executor_;
  audit::Store& store_;
};

}  // namespace gavel::server
