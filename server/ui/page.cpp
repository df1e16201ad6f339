#include "server/ui/page.h"

#include <charconv>
#include <chrono>
#include <utility>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "server/audit/record.h"
#include "server/ui/asset.h"
#include "server/ui/browsers.h"
#include "server/ui/door.h"
#include "server/ui/logins.h"
#include "server/ui/one.h"
#include "server/ui/overview.h"
#include "server/ui/passphrase.h"
#include "server/ui/programs.h"
#include "server/ui/question.h"
#include "server/ui/reply.h"
#include "server/ui/rows.h"
#include "server/ui/streams.h"
#include "server/ui/suggestions.h"
#include "server/ui/workers.h"

namespace gavel::ui {
namespace {

namespace asio = boost::asio;
using nlohmann::json;
using Answer = asio::awaitable<net::Response>;

constexpr std::size_t reading_threads = 2;
constexpr std::size_t waiting_questions = 32;
constexpr std::size_t waiting_minings = 3;      // each may take seconds
constexpr std::size_t waiting_passphrases = 4;  // each takes 64 MiB and a fifth of a second

net::Response moved_to(const char* place) {
  net::Response response;
  response.status = 303;
  response.headers.emplace_back("Location", place);
  return response;
}

net::Response proven(const Person& person, const std::string& body, Browsers& browsers) {
  const Result<std::string> browser = prove(person, body, browsers);
  if (browser.ok()) return ok(json{{"browser", *browser}});
  return refusal(status_of(browser.faults().front()), browser.faults());
}

net::Response set_or_not(const Person& person) {
  const Result<bool> set = is_set(person);
  if (!set.ok()) return refusal(503, set.faults());
  return ok(json{{"operator_set", *set}});
}

std::int64_t number_or(std::string_view text, std::int64_t otherwise) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : otherwise;
}

}  // namespace

// What the handlers share. Runs on the gateway's own thread; what takes long goes to the workers.
class Desk {
 public:
  explicit Desk(Ground ground)
      : ground_(std::move(ground)), logins_(ground_.now_ms, audit::system_random) {}

  std::vector<net::Route> routes();

 private:
  using Handle = Answer (Desk::*)(const net::Request&);
  struct Row {
    const char* method;
    const char* pattern;
    Need need;
    Handle handle;
    const char* empty = nullptr;  // what is said while there is no log yet
  };
  static const Row table[];

  struct Asked {
    const char* method;
    const char* pattern;
    Need need;
    Answering answering;
    std::chrono::seconds patience;
    const char* empty = nullptr;  // what is said while there is no log yet
  };
  static const Asked questions[];

  Answer pass(const Row& row, const net::Request& request);
  Answer answer(const Asked& row, const net::Request& request);
  Answer to_page(const net::Request& request);
  Answer file(const net::Request& request);
  Answer state(const net::Request& request);
  Answer login(const net::Request& request);
  Answer logout(const net::Request& request);
  Answer export_rows(const net::Request& request);
  Answer events(const net::Request& request);
  Answer events_for_programs(const net::Request& request);

  bool no_log_yet() const { return ::access(ground_.audit_path.c_str(), F_OK) != 0; }
  Person person() const { return {ground_.state_path, ground_.now_ms()}; }
  net::Response begin_live(const net::Request& request, std::function<bool()> open);
  std::function<bool()> while_signed_in(const net::Request& request);

  Ground ground_;
  Logins logins_;
  std::size_t streams_ = 0;
  Workers readers_{reading_threads, waiting_questions};
  Workers miner_{1, waiting_minings};
  Browsers browsers_;  // touched by the doorkeeper's one thread only
  Workers doorkeeper_{1, waiting_passphrases};
};

const Desk::Row Desk::table[] = {
    {"GET", "/", Need::file, &Desk::to_page},
    {"GET", "/ui", Need::file, &Desk::to_page},
    {"GET", "/ui/", Need::file, &Desk::file},
    {"GET", "/ui/{file}", Need::file, &Desk::file},
    {"GET", "/ui/api/state", Need::page, &Desk::state},
    {"POST", "/ui/api/login", Need::page, &Desk::login},
    {"POST", "/ui/api/logout", Need::person, &Desk::logout},
    {"GET", "/ui/api/export", Need::person, &Desk::export_rows, ""},
    {"GET", "/ui/api/events", Need::person, &Desk::events},
};

net::Response to_rows(const Question& asked) {
  return rows(asked.log, asked.query);
}
net::Response to_one(const Question& asked) {
  return one(asked.log, asked.captured);
}
net::Response to_alike(const Question& asked) {
  return alike(asked.log, asked.captured);
}
net::Response to_sessions(const Question& asked) {
  return sessions(asked.log, asked.query, asked.now_ms);
}
net::Response to_series(const Question& asked) {
  return series(asked.log, asked.query, asked.now_ms);
}
net::Response to_suggestions(const Question& asked) {
  return suggestions(asked.log, asked.query);
}
net::Response to_taken_over(const Question& asked) {
  return take_over(asked.log, asked.body);
}
net::Response to_whole_rows(const Question& asked) {
  return whole_rows(asked.log, asked.query);
}
net::Response to_whole_row(const Question& asked) {
  return whole_row(asked.log, asked.captured);
}

const Desk::Asked Desk::questions[] = {
    {"GET", "/ui/api/decisions", Need::person, to_rows, patience,
     R"({"rows":[],"next":null,"newest":0})"},
    {"GET", "/ui/api/decisions/{id}", Need::person, to_one, patience},
    {"GET", "/ui/api/similar/{id}", Need::person, to_alike, patience},
    {"GET", "/ui/api/sessions", Need::person, to_sessions, patience, R"({"sessions":[]})"},
    {"GET", "/ui/api/series", Need::person, to_series, patience,
     R"({"buckets":[],"rules":[],"models":[]})"},
    {"GET", "/ui/api/suggestions", Need::person, to_suggestions, long_patience,
     R"({"list":[],"rows":0,"unread":0,"left_out":0,"settled":0})"},
    {"POST", "/ui/api/apply", Need::person, to_taken_over, long_patience},
    {"GET", "/v1/decisions", Need::program, to_whole_rows, patience},
    {"GET", "/v1/decisions/{id}", Need::program, to_whole_row, patience},
};

std::vector<net::Route> Desk::routes() {
  std::vector<net::Route> list;
  for (const Row& row : table) {
    list.push_back({row.method, row.pattern,
                    [this, &row](const net::Request& request) { return pass(row, request); }});
  }
  for (const Asked& row : questions) {
    list.push_back({row.method, row.pattern,
                    [this, &row](const net::Request& request) { return answer(row, request); }});
  }
  list.push_back({"GET", "/v1/events",
                  [this](const net::Request& request) { return events_for_programs(request); }});
  return list;
}

Answer Desk::pass(const Row& row, const net::Request& request) {
  std::optional<net::Response> refused = refuse(request, row.need, logins_);
  if (refused) co_return hardened(std::move(*refused));
  if (row.empty != nullptr && no_log_yet()) co_return hardened(ok(std::string(row.empty)));
  net::Response response = co_await (this->*row.handle)(request);
  co_return hardened(std::move(response));
}

Answer Desk::to_page(const net::Request&) {
  co_return moved_to("/ui/");
}

Answer Desk::file(const net::Request& request) {
  co_return asset(request.captured, request.header("If-None-Match"));
}

Answer Desk::state(const net::Request& request) {
  const Workers::Work work = [asked = person()] { return set_or_not(asked); };
  net::Response response = co_await readers_.run(work);
  if (response.status != 200) co_return response;
  const Login given = login_of(request);
  json body = json::parse(response.body, nullptr, false);
  body["signed_in"] = logins_.holds(given.cookie, given.key, Logins::Use::look);
  if (body["signed_in"] == true) body["version"] = ground_.version;
  co_return ok(body);
}

Answer Desk::login(const net::Request& request) {
  const Workers::Work work = [this, asked = person(), body = request.body] {
    return proven(asked, body, browsers_);
  };
  net::Response response = co_await doorkeeper_.run(work);
  if (response.status != 200) co_return response;
  const Login begun = logins_.begin();
  json body = json::parse(response.body, nullptr, false);
  body["key"] = begun.key;
  response = ok(body);
  response.headers.emplace_back("Set-Cookie", give_cookie(begun));
  co_return response;
}

Answer Desk::logout(const net::Request& request) {
  const Login given = login_of(request);
  logins_.end(given.cookie, given.key);
  net::Response response = ok(json::object());
  response.headers.emplace_back("Set-Cookie", take_cookie());
  co_return response;
}

// What a person asks of the log: answered by a thread of ours, in the time of its table.
Answer Desk::answer(const Asked& row, const net::Request& request) {
  std::optional<net::Response> refused = refuse(request, row.need, logins_);
  if (refused) co_return hardened(std::move(*refused));
  if (row.empty != nullptr && no_log_yet()) co_return hardened(ok(std::string(row.empty)));
  Question question{ground_.audit_path, request.captured, request.query, request.body,
                    ground_.now_ms()};
  const Workers::Work work = [question, &row]() mutable {
    question.log.until = in(row.patience);
    return row.answering(question);
  };
  Workers& workers = row.patience == long_patience ? miner_ : readers_;
  net::Response response = co_await workers.run(work);
  co_return hardened(std::move(response));
}

// A stream counts from its beginning to its end, and so does what lets it go on.
std::function<bool()> Desk::while_signed_in(const net::Request& request) {
  ++streams_;
  const std::shared_ptr<void> counted(nullptr, [this](void*) { --streams_; });
  return [this, counted, given = login_of(request)] {
    return logins_.holds(given.cookie, given.key, Logins::Use::look);
  };
}

net::Response Desk::begin_live(const net::Request& request, std::function<bool()> open) {
  if (streams_ > most_streams) {
    return refusal(
        503, Fault{FaultKind::limit, "events", "too many pages are open", "close one of them"});
  }
  const Result<Paging> paging = paging_of(request.query);
  if (!paging.ok()) return refusal(400, paging.faults());
  const std::int64_t known = paging->after.value_or(ground_.newest());
  const Spring spring{ground_.audit_path, &readers_, ground_.newest, std::move(open)};
  return live(spring, *paging, number_or(request.header("Last-Event-ID"), known));
}

Answer Desk::export_rows(const net::Request& request) {
  const Result<Paging> paging = paging_of(request.query);
  if (!paging.ok()) co_return refusal(400, paging.faults());
  const Spring spring{ground_.audit_path, &readers_, ground_.newest, while_signed_in(request)};
  co_return exported(spring, *paging);
}

Answer Desk::events(const net::Request& request) {
  co_return begin_live(request, while_signed_in(request));
}

Answer Desk::events_for_programs(const net::Request& request) {
  ++streams_;
  const std::shared_ptr<void> counted(nullptr, [this](void*) { --streams_; });
  co_return begin_live(request, [counted] { return true; });
}

Page::Page(Ground ground) : desk_(std::make_unique<Desk>(std::move(ground))) {}
Page::~Page() = default;

std::vector<net::Route> Page::routes() {
  return desk_->routes();
}

}  // namespace gavel::ui
