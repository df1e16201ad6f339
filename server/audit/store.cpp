#include "server/audit/store.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "server/audit/appender.h"

namespace gavel::audit {
namespace {

std::size_t size_of(const Record& record) {
  std::size_t bytes = sizeof(Record);
  for (const TextField& field : text_fields()) bytes += (record.*field.member).size();
  for (const Blob& blob : record.blobs) bytes += blob.hash.size() + blob.text.size();
  return bytes;
}

Fault stopped() {
  return {FaultKind::unavailable, "audit log", "the gateway is stopping", ""};
}

Fault full() {
  return {FaultKind::unavailable, "audit log", "too many records wait to be written",
          "the disk does not keep up; try again"};
}

}  // namespace

// What callers and the writer thread share, behind one mutex.
class Store::Writer {
 public:
  explicit Writer(StoreOptions options)
      : options_(options), appender_(std::move(options)), thread_([this] { run(); }) {}

  Status append(Record record, Callback done) {
    const std::size_t bytes = size_of(record);
    if (bytes > options_.record_bytes) {
      return Fault{FaultKind::limit, "audit log",
                   "a record of " + std::to_string(bytes) + " bytes; at most " +
                       std::to_string(options_.record_bytes) + " are taken",
                   ""};
    }
    const std::lock_guard lock(mutex_);
    if (stopping_) return stopped();
    if (queue_.size() >= options_.queue_records || bytes_ + bytes > options_.queue_bytes) {
      return full();
    }
    bytes_ += bytes;
    queue_.push_back({std::move(record), std::move(done), bytes});
    wake_.notify_one();
    return Ok{};
  }

  Status probe(Callback done) {
    const std::lock_guard lock(mutex_);
    if (stopping_) return stopped();
    if (probes_.size() >= options_.queue_records) return full();
    probes_.push_back(std::move(done));
    wake_.notify_one();
    return Ok{};
  }

  Status health() const {
    const std::lock_guard lock(mutex_);
    return health_;
  }

  Head head() const {
    const std::lock_guard lock(mutex_);
    return head_;
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      wake_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
  }

 private:
  struct Waiting {
    Record record;
    Callback done;
    std::size_t bytes;
  };

  struct Work {
    std::vector<Record> records;
    std::vector<Callback> callbacks;
    std::vector<Callback> probes;
    bool empty() const { return records.empty() && probes.empty(); }
  };

  // Blocks until there is something to do; empty when all is done and we are to end.
  Work take() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty() || !probes_.empty(); });
    Work work;
    while (!queue_.empty() && work.records.size() < options_.batch_records) {
      Waiting& next = queue_.front();
      bytes_ -= next.bytes;
      work.records.push_back(std::move(next.record));
      work.callbacks.push_back(std::move(next.done));
      queue_.pop_front();
    }
    work.probes.swap(probes_);
    return work;
  }

  void run() {
    while (write(take())) {
    }
    anchor(true);
  }

  // Whether there was any. What was written goes before the next is waited for: callbacks may hold
  // on to whoever is to be told, and a batch may be large.
  bool write(Work work) {
    if (work.empty()) return false;
    const Appender::Outcome outcome = appender_.append(work.records);
    publish(outcome.commit);
    for (std::size_t i = 0; i < work.callbacks.size(); ++i) work.callbacks[i](outcome.each[i]);
    for (const Callback& done : work.probes) done(outcome.commit);
    appender_.tidy();
    anchor(false);
    return true;
  }

  void anchor(bool ending) {
    if (!options_.anchor) return;
    const Anchor now{appender_.head(), appender_.newest_ms()};
    const std::int64_t rows = now.head.seq - anchored_.head.seq;
    if (rows <= 0 || now.head.seq == 0) return;
    const bool due = ending || anchored_.head.seq == 0 || rows >= options_.anchor_rows ||
                     now.time_ms - anchored_.time_ms >= options_.anchor_ms;
    if (!due) return;
    anchored_ = now;
    options_.anchor(now);
  }

  void publish(const Status& status) {
    bool turned = false;
    {
      const std::lock_guard lock(mutex_);
      turned = status.ok() != health_.ok();
      health_ = status;
      head_ = appender_.head();
    }
    if (turned && options_.report) options_.report(status);
  }

  const StoreOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> queue_;
  std::vector<Callback> probes_;
  std::size_t bytes_ = 0;
  bool stopping_ = false;
  Status health_ = Ok{};
  Head head_;
  Appender appender_;  // touched by the thread only, as the next
  Anchor anchored_;
  std::thread thread_;  // last: it starts when all else stands
};

Store::Store(StoreOptions options) : writer_(std::make_unique<Writer>(std::move(options))) {}
Store::~Store() {
  stop();
}

Status Store::append(Record record, Callback done) {
  return writer_->append(std::move(record), std::move(done));
}
Status Store::probe(Callback done) {
  return writer_->probe(std::move(done));
}
Status Store::health() const {
  return writer_->health();
}
Head Store::head() const {
  return writer_->head();
}
void Store::stop() {
  writer_->stop();
}

}  // namespace gavel::audit
