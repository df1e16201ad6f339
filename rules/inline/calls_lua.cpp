#include "rules/inline/calls_tables.h"

namespace gavel::inline_code {
namespace {

constexpr Call calls[] = {
    {"os.execute", Does::shell},
    {"io.popen", Does::shell},
    {"os.remove", Does::remove},
    {"os.rename", Does::move},
    {"io.open", Does::open},
    {"io.output", Does::open_write},
    {"io.input", Does::read},
    {"io.lines", Does::read},
    {"io.read", Does::stdin},
    {"io.stdin", Does::stdin},
    {"load", Does::code},
    {"loadstring", Does::code},
    {"dofile", Does::file},
    {"loadfile", Does::file},
    {"package.loadlib", Does::opaque},
    {"debug.setupvalue", Does::opaque},
    {"debug.getregistry", Does::opaque},
    {"lfs.rmdir", Does::remove},
    {"lfs.mkdir", Does::append},
    {"lfs.dir", Does::read},
    {"socket.connect", Does::send},
    {"socket.tcp", Does::send},
    {"socket.http.request", Does::send},
    {"vim.fn.system", Does::opaque},
    {"vim.cmd", Does::opaque},
};

constexpr std::string_view modules[] = {"ffi", "posix", "jit"};

}  // namespace

const Table lua_table{calls, modules};

}  // namespace gavel::inline_code
