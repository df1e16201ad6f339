#include "server/ui/streams.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

#include "server/audit/jsonl.h"
#include "server/audit/query.h"
#include "server/ui/question.h"
#include "server/ui/reply.h"
#include "server/ui/rows.h"
#include "server/wire/json.h"

namespace gavel::ui {
namespace {

namespace asio = boost::asio;
using Text = std::optional<std::string>;

constexpr std::chrono::milliseconds look_every{100};
constexpr int looks_per_comment = 150;
constexpr std::int64_t batch = 200;
constexpr std::int64_t longest_gap = 2000;  // rows that are worth showing one by one
constexpr const char* field_next = "Next";

struct Live {
  Spring spring;
  Paging paging;
  std::int64_t seen = 0;
  int idle_looks = 0;
};

std::string event_of(const audit::Row& row) {
  return "id: " + std::to_string(row.seq) + "\nevent: row\ndata: " + wire::dump(line_of(row)) +
         "\n\n";
}

// The rows after `seen`, and how far was looked, as text.
net::Response read_new(const std::string& path, Paging paging, std::int64_t seen,
                       std::int64_t newest) {
  net::Response response = ok(std::string());
  if (newest - seen > longest_gap) {
    const std::int64_t from = newest - batch;
    response.body = "event: behind\ndata: " + std::to_string(from - seen) + "\n\n";
    seen = from;
  }
  Result<audit::Reader> reader = audit::Reader::open({path, in(patience)});
  if (!reader.ok()) return refusal(503, reader.faults());
  const auto rows = reader->after(seen, batch, paging.filter, audit::Width::brief);
  if (!rows.ok()) return refusal(503, rows.faults());
  for (const audit::Row& row : *rows) response.body += event_of(row);
  // Rows that came after `newest` was asked for may stand among them: none is told twice.
  const bool full = static_cast<std::int64_t>(rows->size()) == batch;
  const std::int64_t last = rows->empty() ? seen : rows->back().seq;
  response.headers.emplace_back(field_next, std::to_string(full ? last : std::max(last, newest)));
  return response;
}

asio::awaitable<void> pause() {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  timer.expires_after(look_every);
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

std::string comment_now_and_then(Live& live) {
  if (++live.idle_looks < looks_per_comment) return "";
  live.idle_looks = 0;
  return ": still here\n\n";
}

asio::awaitable<Text> next_rows(std::shared_ptr<Live> live) {
  if (!live->spring.open()) co_return std::nullopt;
  const std::int64_t newest = live->spring.newest();
  if (newest <= live->seen) {
    co_await pause();
    co_return comment_now_and_then(*live);
  }
  const Workers::Work work = [live, newest] {
    return read_new(live->spring.audit_path, live->paging, live->seen, newest);
  };
  net::Response read = co_await live->spring.workers->run(work);
  if (read.status != 200) {
    co_await pause();
    co_return comment_now_and_then(*live);
  }
  live->seen = std::stoll(read.headers.front().second);
  co_return std::move(read.body);
}

struct Export {
  Spring spring;
  Paging paging;
  std::int64_t left = most_exported;
};

net::Response read_page(const std::string& path, const Paging& paging) {
  Result<audit::Reader> reader = audit::Reader::open({path, in(patience)});
  if (!reader.ok()) return refusal(503, reader.faults());
  const auto rows = reader->list(paging.filter, batch, paging.before);
  if (!rows.ok()) return refusal(503, rows.faults());
  net::Response response = ok(std::string());
  for (const audit::Row& row : *rows) response.body += audit::to_json_line(row) + "\n";
  const bool full = static_cast<std::int64_t>(rows->size()) == batch;
  response.headers.emplace_back(field_next, full ? std::to_string(rows->back().seq) : "0");
  return response;
}

asio::awaitable<Text> next_page(std::shared_ptr<Export> job) {
  if (job->left <= 0 || !job->spring.open()) co_return std::nullopt;
  const Workers::Work work = [job] { return read_page(job->spring.audit_path, job->paging); };
  net::Response page = co_await job->spring.workers->run(work);
  if (page.status != 200) co_return std::nullopt;
  const std::int64_t before = std::stoll(page.headers.front().second);
  job->left = before == 0 ? 0 : job->left - batch;
  job->paging.before = before;
  co_return std::move(page.body);
}

}  // namespace

net::Response live(const Spring& spring, const Paging& paging, std::int64_t from) {
  const auto held = std::make_shared<Live>(Live{spring, paging, from});
  net::Response response;
  response.status = 200;
  response.content_type = "text/event-stream";
  response.body = "retry: 1000\n: from " + std::to_string(from) + "\n\n";
  response.pieces = [held] { return next_rows(held); };
  return response;
}

net::Response exported(const Spring& spring, const Paging& paging) {
  const auto job = std::make_shared<Export>(Export{spring, paging});
  net::Response response;
  response.status = 200;
  response.content_type = "application/jsonl; charset=utf-8";
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"gavel.jsonl\"");
  response.pieces = [job] { return next_page(job); };
  return response;
}

}  // namespace gavel::ui
