// Where decisions are recorded before they are spoken.
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
  // Resolves when the row is committed, or when it cannot be.
  virtual boost::asio::awaitable<Status> record(audit::Record record) = 0;
};

// The audit store, whose acknowledgements come from its own thread back to `executor`.
class StoreRecorder : public Recorder {
 public:
  StoreRecorder(boost::asio::any_io_executor executor, audit::Store& store)
      : executor_(std::move(executor)), store_(store) {}
  boost::asio::awaitable<Status> record(audit::Record record) override;

 private:
  boost::asio::any_io_executor executor_;
  audit::Store& store_;
};

}  // namespace gavel::server
