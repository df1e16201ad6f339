// A look at the disk that may never end, as on a mount whose server is gone, taken within a bound.
#pragma once

namespace gavel::hook {

enum class Sighting { no, yes, unknown };

// Asks `look(what)` in a child process and waits for it at most `milliseconds`; `unknown` when no
// answer came by then, or no child could be made. A child that is stuck holds no file of ours open
// and is ended when what it waits for lets go of it.
Sighting look_within(int milliseconds, bool (*look)(const void* what), const void* what);

}  // namespace gavel::hook
