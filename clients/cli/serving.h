// The options of every command that runs a gateway.
#pragma once

namespace CLI {
class App;
}
namespace gavel::server {
struct Options;
}

namespace gavel::cli {

// `options` outlives the parse.
void declare_serving(CLI::App& app, server::Options& options);

}  // namespace gavel::cli
