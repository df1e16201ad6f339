#include "server/app.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <optional>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <sys/file.h>
#include <unistd.h>

#include "rules/load.h"
#include "rules/prepare.h"
#include "server/anchors.h"
#include "server/audit/chain.h"
#include "server/audit/verify.h"
#include "server/facts/disk.h"
#include "server/facts/path.h"
#include "server/guard/memory.h"
#include "server/holding.h"
#include "server/judge/chamber.h"
#include "server/judge/tier.h"
#include "server/net/listener.h"
#include "server/net/socket_file.h"
#include "server/places.h"
#include "server/routes.h"
#include "server/settings.h"
#include "server/state/secret.h"
#include "server/token.h"
#include "server/ui/page.h"
#include "server/ui/reply.h"
#include "server/vantage.h"
#include "server/verdicts.h"

namespace gavel::server {
namespace {

namespace asio = boost::asio;

constexpr int exit_unavailable = 4;
constexpr std::int64_t ms_per_day = 86'400'000;

void use_default(std::string& path, const std::string& otherwise) {
  if (path.empty()) path = otherwise;
}

// Of the packs this binary carries.
std::string packs_hash() {
  std::string text;
  for (const EmbeddedFile& file : rules::shipped_pack_files()) {
    text += std::to_string(file.text.size()) + ":" + std::string(file.text) + ",";
  }
  return audit::sha256_hex(text);
}

// Ours: what an agent must not touch.
std::vector<std::string> own_paths(const Options& options) {
  std::vector<std::string> paths = {
      options.socket,     options.socket + ".lock",  options.state,         options.audit,
      options.token_file, options.config + "/gavel", options.managed_policy};
  for (std::string& path : paths) path = facts::real_path(path).value_or(path);
  return paths;
}

}  // namespace

// INVARIANT: members are destroyed from the last to the first, so each may use those before it.
struct Gateway::State {
  explicit State(Options given)
      : options(std::move(given)),
        signals(io),
        ids([this] { return clock.unix_ms(); }, audit::system_random) {
    log.set_level(options.quiet ? spdlog::level::err : spdlog::level::info);
  }

  Status find_paths();
  Status take_lock();
  Status open_audit();
  void begin_look();
  void look_at_audit();
  Status open_state();
  Status load_policy();
  void remember_verdicts(judge::Surroundings& around);
  Status make_judge();
  Status listen();

  Parts parts();
  void begin_stop();
  asio::awaitable<void> stop_listening();
  asio::awaitable<void> watch();

  Options options;
  SystemClock clock;
  Self self;
  facts::Mappings roots;
  spdlog::logger log{"gavel", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
  net::Descriptor lock;
  asio::io_context io{1};
  asio::signal_set signals;
  asio::steady_timer pulse{io};
  audit::IdMaker ids;
  Sessions sessions;
  std::unique_ptr<audit::Anchorer> anchorer;  // outlives the store, which offers to it
  std::unique_ptr<audit::Store> store;
  std::unique_ptr<StoreRecorder> recorder;
  std::unique_ptr<guard::Memory> memory;
  std::unique_ptr<Holdings> holdings;
  judge::Chamber chamber;
  std::unique_ptr<judge::Judge> judge;
  std::unique_ptr<Pipeline> pipeline;
  std::unique_ptr<ui::Page> page;
  std::unique_ptr<net::Listener> listener;
  std::uint16_t port = 0;
  std::size_t cut = 0;  // requests that the grace did not suffice for
  bool stopping = false;
  bool lost = false;                                // its socket
  std::atomic<const char*> audit_state{"checked"};  // as /readyz says it
  std::jthread looking;                             // last: it ends before what it uses
};

Status Gateway::State::find_paths() {
  const Places defaults = default_places();
  use_default(options.config, defaults.policies.user_config);
  // The defaults serve on: every call is then told what is wrong with the file.
  if (const Status settings = apply_settings(options); !settings.ok()) {
    for (const Fault& fault : settings.faults()) log.error("{}", fault.message());
  }
  Result<facts::Mappings> mapped = read_roots(options.roots);
  if (!mapped.ok()) return mapped.faults();
  roots = std::move(mapped).value();
  const bool own_state = !options.state.empty();
  use_default(options.state, defaults.state);
  use_default(options.socket, own_state ? options.state + "/gavel.sock" : defaults.socket);
  use_default(options.audit, options.state + "/audit.db");
  use_default(options.token_file, options.state + "/token");
  Status made = net::private_folder(options.state);
  if (made) self = find_self(own_paths(options));
  return made;
}

Status Gateway::State::take_lock() {
  const std::string file = options.state + "/gateway.lock";
  lock = net::Descriptor(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock.open()) return Fault{FaultKind::io, file, std::strerror(errno), ""};
  if (flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return Ok{};
  return Fault{FaultKind::conflict, options.state, "another gateway keeps its state here",
               "stop it first, or give another folder with --state"};
}

Status Gateway::State::open_audit() {
  audit::StoreOptions wanted;
  wanted.path = options.audit;
  wanted.durability = options.durability.value_or(audit::Durability::process);
  wanted.segment_rows = options.segment_rows;
  wanted.retain_ms = options.retain_days * ms_per_day;
  if (!options.anchors.empty()) {
    Result<std::vector<audit::Anchorer::Place>> places = anchor_places(options.anchors);
    if (!places.ok()) return places.faults();
    anchorer = std::make_unique<audit::Anchorer>(
        std::move(places).value(), [this](const std::string& name, const Status& status) {
          if (status.ok()) {
            log.info("anchors reach {} again", name);
          } else {
            log.error("no anchor reaches {}: {}", name, status.faults().front().message());
          }
        });
    wanted.anchor = [this](const audit::Anchor& anchor) { anchorer->offer(anchor); };
  }
  wanted.report = [this](const Status& status) {
    if (status.ok()) {
      log.info("the audit log is written again");
    } else {
      log.error("nothing is allowed for now, the audit log cannot be written: {}",
                status.faults().front().message());
    }
  };
  store = std::make_unique<audit::Store>(std::move(wanted));
  recorder = std::make_unique<StoreRecorder>(io.get_executor(), *store);
  return Ok{};
}

// Reads on a thread of its own, so that no start waits for it. A log that is not there yet holds.
void Gateway::State::begin_look() {
  if (::access(options.audit.c_str(), F_OK) != 0) return;
  audit_state = "checking";
  looking = std::jthread([this] { look_at_audit(); });
}

// A log that was tampered with is said so, and written on: what is there stays evidence. It may be
// long, so calls are decided and recorded meanwhile; what they write is a consistent end of the
// chain that is being read.
void Gateway::State::look_at_audit() {
  const Result<audit::Verified> verified = audit::verify_newest(options.audit);
  if (!verified.ok()) {
    log.error("the audit log cannot be read: {}", verified.faults().front().message());
  } else if (verified->broken) {
    log.error("the audit log was tampered with, at row {}: {}; `gavel log verify` says more",
              verified->broken->seq, verified->broken->what);
  }
  audit_state = verified.ok() && !verified->broken ? "checked" : "damaged";
}

// A state that cannot be opened does not stop the start: such a gateway denies, says why, and
// mends itself when the cause is gone.
Status Gateway::State::open_state() {
  memory = std::make_unique<guard::Memory>(options.state + "/state.db",
                                           [this] { return clock.unix_ms(); });
  const Result<bool> read = memory->refresh();
  if (!read.ok()) log.warn("nothing is allowed for now: {}", read.faults().front().message());
  return Ok{};
}

Status Gateway::State::load_policy() {
  rules::prepare();
  Holdings::Options wanted;
  wanted.places.user_config = options.config;
  wanted.places.managed = options.managed_policy;
  wanted.home = self.home;
  wanted.govern_everywhere = options.embedded_everywhere;
  wanted.memory = memory.get();
  holdings = std::make_unique<Holdings>(std::move(wanted));
  return Ok{};
}

// Without state.db or its secret the judge remembers only while it runs.
void Gateway::State::remember_verdicts(judge::Surroundings& around) {
  Result<std::string> secret = state::secret(options.state);
  Result<std::shared_ptr<judge::Memory>> memory =
      open_verdicts(options.state + "/state.db", around.unix_ms);
  for (const Faults* faults :
       {secret.ok() ? nullptr : &secret.faults(), memory.ok() ? nullptr : &memory.faults()}) {
    if (faults == nullptr) continue;
    log.warn("verdicts are not kept over a restart: {}", faults->front().message());
    return;
  }
  around.memory = *memory;
  around.memory_secret = *secret;
}

Status Gateway::State::make_judge() {
  judge::Surroundings around = judge::real_surroundings(chamber.executor());
  remember_verdicts(around);
  judge = judge::make_judge(std::move(around));
  pipeline = std::make_unique<Pipeline>(parts());
  return Ok{};
}

Status Gateway::State::listen() {
  Surface surface;
  surface.pipeline = pipeline.get();
  surface.recorder = recorder.get();
  surface.audit_state = [this] { return audit_state.load(); };
  // Faults of the user's and the machine's own files stop every call; a repository's only its own.
  surface.policy_faults = [this] {
    holdings->begin();
    return holdings->in(options.config).faults;
  };
  surface.version = options.version;
  page = std::make_unique<ui::Page>(ui::Ground{options.audit, options.state + "/state.db",
                                               options.version, [this] { return clock.unix_ms(); },
                                               [this] { return store->head().seq; }});
  surface.page = page.get();
  net::ListenerOptions wanted;
  const net::Refusal refuse = [](int status, const Fault& fault) {
    return ui::refusal(status, fault);
  };
  wanted.refusal = refuse;
  wanted.handle = net::dispatch(routes(std::move(surface)), refuse);
  wanted.limits = options.limits;
  wanted.page = "/ui";
  if (!options.tcp.empty()) {
    const Result<std::string> token = token_from(options.token_file);
    if (!token) return token.faults();
    wanted.token = *token;
  }
  listener = std::make_unique<net::Listener>(io.get_executor(), std::move(wanted));
  if (!options.tcp.empty()) {
    const Result<std::uint16_t> bound = listener->listen_tcp(options.tcp);
    if (!bound) return bound.faults();
    port = *bound;
  }
  const Status listening = listener->listen_unix(options.socket);
  if (listening) begin_look();
  return listening;
}

Parts Gateway::State::parts() {
  Parts made;
  made.begin = [this] { holdings->begin(); };
  made.hold = [this](std::string_view path, std::string_view agent) {
    return holdings->in(path, agent);
  };
  made.vantage = [this](std::string_view cwd, std::int64_t pid) {
    return vantage_of(roots, cwd, pid);
  };
  made.memory = memory.get();
  made.ruleset_hash = packs_hash();
  made.judge = judge.get();
  made.recorder = recorder.get();
  made.sessions = &sessions;
  made.facts = [] { return std::make_unique<facts::DiskFacts>(facts::steady_us); };
  made.next_id = [this] { return ids.next(); };
  made.clock = &clock;
  made.self = self;
  return made;
}

void Gateway::State::begin_stop() {
  if (stopping) return;
  stopping = true;
  log.info("stopping: requests in flight are finished");
  asio::co_spawn(io, stop_listening(), asio::detached);
}

// A gateway that nobody can reach any more would keep its lock from one that could be.
asio::awaitable<void> Gateway::State::watch() {
  boost::system::error_code error;
  while (!stopping && !error) {
    pulse.expires_after(std::chrono::milliseconds(options.watch_ms));
    co_await pulse.async_wait(asio::redirect_error(asio::use_awaitable, error));
    if (stopping || error) co_return;
    const Status stands = listener->stand();
    if (stands.ok()) continue;
    log.error("leaving: {}", stands.faults().front().message());
    lost = true;
    begin_stop();
  }
}

asio::awaitable<void> Gateway::State::stop_listening() {
  pulse.cancel();
  cut = co_await listener->stop();
  io.stop();
}

Gateway::Gateway(std::unique_ptr<State> state) : state_(std::move(state)) {}

Gateway::~Gateway() {
  if (state_->looking.joinable()) state_->looking.join();
  if (state_->store) state_->store->stop();
  state_->chamber.stop();
  // Handlers that the grace did not suffice for still stand in the context and refer to the parts.
  // Neither can be destroyed before the other, so both are left to the end of the process.
  if (state_->cut > 0) static_cast<void>(state_.release());
}

Result<std::unique_ptr<Gateway>> Gateway::start(Options options) {
  struct Step {
    const char* name;
    Status (State::*run)();
  };
  static constexpr Step steps[] = {
      {"paths", &State::find_paths},     {"lock", &State::take_lock},
      {"audit log", &State::open_audit}, {"state", &State::open_state},
      {"policy", &State::load_policy},   {"judge", &State::make_judge},
      {"listeners", &State::listen},
  };
  auto state = std::make_unique<State>(std::move(options));
  for (const Step& step : steps) {
    Status done = (state.get()->*step.run)();
    if (done) continue;
    Faults faults = done.faults();
    for (Fault& fault : faults) fault.where = std::string(step.name) + ": " + fault.where;
    return faults;
  }
  return std::unique_ptr<Gateway>(new Gateway(std::move(state)));
}

bool Gateway::run(bool signals) {
  State& state = *state_;
  if (signals) {
    state.signals.add(SIGINT);
    state.signals.add(SIGTERM);
    state.signals.async_wait([&state](boost::system::error_code error, int) {
      if (!error) state.begin_stop();
    });
  }
  state.log.info("serving on {}", state.options.socket);
  if (state.port != 0) {
    state.log.info("serving on TCP port {}, token in {}", state.port, state.options.token_file);
    const char* host = state.options.tcp.front() == '[' ? "[::1]" : "127.0.0.1";
    state.log.info("the review page: http://{}:{}/ui/", host, state.port);
  } else {
    state.log.info("the review page is served with --tcp 127.0.0.1:4242");
  }
  asio::co_spawn(state.io, state.watch(), asio::detached);
  state.io.run();
  state.store->stop();
  if (state.cut > 0) state.log.warn("{} requests were cut off", state.cut);
  state.log.info("stopped after record {}", state.store->head().seq);
  return !state.lost;
}

void Gateway::stop() {
  asio::post(state_->io, [state = state_.get()] { state->begin_stop(); });
}

const Options& Gateway::options() const {
  return state_->options;
}
std::uint16_t Gateway::tcp_port() const {
  return state_->port;
}

int serve(Options options) {
  spdlog::logger log("gavel", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  Result<std::unique_ptr<Gateway>> gateway = Gateway::start(std::move(options));
  if (!gateway) {
    for (const Fault& fault : gateway.faults()) log.error("{}", fault.message());
    return exit_unavailable;
  }
  return (*gateway)->run(true) ? 0 : exit_unavailable;
}

}  // namespace gavel::server
