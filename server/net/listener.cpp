#include "server/net/listener.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unordered_set>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/net/loopback.h"
#include "server/net/socket_file.h"

namespace gavel::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// How long we leave a full descriptor table alone before we try to accept again.
constexpr std::chrono::milliseconds out_of_descriptors{50};

// One listening socket; `file` is held so that it is removed last.
struct Ear {
  Ear(const asio::any_io_executor& executor, Transport kind) : wait(executor), transport(kind) {}
  asio::posix::stream_descriptor wait;
  Transport transport;
  std::unique_ptr<SocketFile> file;
};

bool out_of_resources(int number) {
  return number == EMFILE || number == ENFILE || number == ENOBUFS || number == ENOMEM;
}

Response too_many(const Service& service) {
  return service.refusal(
      503, {FaultKind::limit, "connection",
            "all " + std::to_string(service.limits.connections) + " connections are in use",
            "close connections that are not needed, or try again"});
}

// Said without reading a request, in what the socket's buffer takes: it costs us no time.
void turn_away(const Descriptor& socket, const Response& response) {
  const std::string text = "HTTP/1.1 " + std::to_string(response.status) +
                           " Refused\r\nContent-Type: " + response.content_type +
                           "\r\nContent-Length: " + std::to_string(response.body.size()) +
                           "\r\nConnection: close\r\n\r\n" + response.body;
  // Nobody is owed this answer: a peer that does not take it learns the same from the close.
  (void)!send(socket.get(), text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

Response wrong_peer(const Service& service) {
  return service.refusal(403, {FaultKind::refused, "peer", "this gateway serves another user",
                               "start a gateway of your own"});
}

}  // namespace

struct Listener::State : std::enable_shared_from_this<State> {
  State(const asio::any_io_executor& on, ListenerOptions options)
      : executor(on), admit(std::move(options.admit)), drained(on) {
    service.handle = std::move(options.handle);
    service.refusal = std::move(options.refusal);
    service.limits = options.limits;
    service.token = std::move(options.token);
    service.page = std::move(options.page);
  }

  Status open(Descriptor socket, Transport transport, std::unique_ptr<SocketFile> file);
  asio::awaitable<void> accept_all(std::shared_ptr<Ear> ear);
  bool accept_ready(Ear& ear);
  void welcome(Descriptor socket, Transport transport);
  void serve(Descriptor socket, const Peer& peer);
  bool has_room();

  asio::any_io_executor executor;
  PeerCheck admit;
  Service service;
  std::vector<std::shared_ptr<Ear>> ears;
  std::unordered_set<std::shared_ptr<Connection>> open_connections;
  asio::steady_timer drained;
};

Status Listener::State::open(Descriptor socket, Transport transport,
                             std::unique_ptr<SocketFile> file) {
  auto ear = std::make_shared<Ear>(executor, transport);
  ear->file = std::move(file);
  error_code error;
  ear->wait.assign(socket.get(), error);
  if (error) return Fault{FaultKind::io, "socket", error.message(), ""};
  socket.release();
  ears.push_back(ear);
  asio::co_spawn(executor, accept_all(ear), asio::detached);
  return Ok{};
}

asio::awaitable<void> Listener::State::accept_all(std::shared_ptr<Ear> ear) {
  const auto self = shared_from_this();
  asio::steady_timer pause(executor);
  while (!service.stopping) {
    error_code error;
    co_await ear->wait.async_wait(asio::posix::stream_descriptor::wait_read,
                                  asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    if (accept_ready(*ear)) continue;
    pause.expires_after(out_of_descriptors);
    co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
  }
}

// False when the system has no descriptor for another connection just now.
bool Listener::State::accept_ready(Ear& ear) {
  const int listening = ear.wait.native_handle();
  while (!service.stopping) {
    Descriptor socket(accept4(listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket.open()) return !out_of_resources(errno);
    welcome(std::move(socket), ear.transport);
  }
  return true;
}

void Listener::State::welcome(Descriptor socket, Transport transport) {
  Peer peer;
  peer.transport = transport;
  if (transport == Transport::unix_socket) {
    const Result<Peer> known = unix_peer(socket.get());
    if (!known) return;  // it went away before we could ask who it was
    peer = *known;
  }
  if (!admit(peer)) return turn_away(socket, wrong_peer(service));
  if (!has_room()) return turn_away(socket, too_many(service));
  serve(std::move(socket), peer);
}

// An idle connection gives way to a new one: a peer cannot shut others out by holding many.
bool Listener::State::has_room() {
  if (open_connections.size() < service.limits.connections) return true;
  const auto idle = std::find_if(open_connections.begin(), open_connections.end(),
                                 [](const auto& connection) { return connection->idle(); });
  if (idle == open_connections.end()) return false;
  const std::shared_ptr<Connection> ended = *idle;
  open_connections.erase(idle);
  ended->finish();
  return true;
}

void Listener::State::serve(Descriptor socket, const Peer& peer) {
  auto connection = Connection::make(executor, std::move(socket), peer, service);
  open_connections.insert(connection);
  asio::co_spawn(executor, connection->serve(),
                 [self = shared_from_this(), connection](std::exception_ptr) {
                   self->open_connections.erase(connection);
                   if (self->open_connections.empty()) self->drained.cancel();
                 });
}

Listener::Listener(const asio::any_io_executor& executor, ListenerOptions options)
    : state_(std::make_shared<State>(executor, std::move(options))) {}

Listener::~Listener() {
  state_->service.stopping = true;
  state_->ears.clear();
  for (const auto& connection : state_->open_connections) connection->abandon();
}

Status Listener::listen_unix(const std::string& path) {
  Result<SocketFile> file = SocketFile::listen(path);
  if (!file) return file.faults();
  auto held = std::make_unique<SocketFile>(std::move(file).value());
  Descriptor socket(fcntl(held->descriptor(), F_DUPFD_CLOEXEC, 0));
  if (!socket.open()) return Fault{FaultKind::io, path, std::strerror(errno), ""};
  return state_->open(std::move(socket), Transport::unix_socket, std::move(held));
}

Status Listener::stand() {
  const auto fallen = std::find_if(
      state_->ears.begin(), state_->ears.end(),
      [](const std::shared_ptr<Ear>& ear) { return ear->file && !ear->file->stands(); });
  if (fallen == state_->ears.end()) return Ok{};
  const std::string path = (*fallen)->file->path();
  if (access(path.substr(0, path.rfind('/') + 1).c_str(), F_OK) != 0) {
    return Fault{FaultKind::missing, path, "the socket's folder was taken away", ""};
  }
  error_code ignored;
  (*fallen)->wait.close(ignored);
  (*fallen)->file.reset();  // and with it the lock
  state_->ears.erase(fallen);
  return listen_unix(path);
}

Result<std::uint16_t> Listener::listen_tcp(std::string_view address) {
  if (state_->service.token.empty()) {
    return Fault{FaultKind::missing, std::string(address), "TCP needs a bearer token",
                 "give the gateway a token file"};
  }
  Result<LoopbackSocket> made = listen_loopback(address);
  if (!made) return made.faults();
  const Status opened = state_->open(std::move(made->descriptor), Transport::tcp, nullptr);
  if (!opened) return opened.faults();
  return made->port;
}

asio::awaitable<std::size_t> Listener::stop() {
  const auto state = state_;
  state->service.stopping = true;
  for (const auto& ear : state->ears) {
    error_code ignored;
    ear->wait.close(ignored);
  }
  state->ears.clear();
  // finish() may end a connection at once, which takes it out of the set.
  std::vector<std::shared_ptr<Connection>> open(state->open_connections.begin(),
                                                state->open_connections.end());
  for (const auto& connection : open) connection->finish();
  open.clear();
  if (!state->open_connections.empty()) {
    error_code ignored;
    state->drained.expires_after(state->service.limits.grace);
    co_await state->drained.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  const std::size_t cut = state->open_connections.size();
  for (const auto& connection : state->open_connections) connection->abandon();
  co_return cut;
}

std::size_t Listener::connections() const {
  return state_->open_connections.size();
}

}  // namespace gavel::net
