// What a piece of inline code (python -c, node -e, perl -e, awk ...) does, read without running it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/model/argument.h"
#include "rules/model/effect.h"

namespace gavel::inline_code {

enum class Verdict {
  harmless,  // computes and prints; reads at most what `effects` name
  acts,      // does what `effects` and `runs` say, and nothing else that matters
  opaque,    // may do anything: `reason` says why; `effects` and `runs` are what could be seen
};

// A command that the code starts, still to be analysed by the caller.
struct Run {
  enum class Kind {
    shell_text,  // os.system(TEXT), `TEXT`, awk's system(): `text`
    argv,        // subprocess.run([...]), execFile(...): `argv`
    code,        // eval("..."), exec("..."): `text` is code of `language`
    file,        // runpy.run_path, require("./x"), do "x.pl": `text` is a path, run as `language`
  };
  Kind kind = Kind::shell_text;
  std::string label;  // the call that runs it: "os.system"
  Argument text;
  std::vector<Argument> argv;
  std::string language;  // for code and file: as in scan()
};

struct Scan {
  // INVARIANT: harmless has no runs, and no effects but `read`.
  Verdict verdict = Verdict::opaque;
  std::string reason = "not scanned";
  std::vector<Effect> effects;  // targets as written; zones are resolved by the caller
  std::vector<Run> runs;
  bool reads_stdin = false;  // what flows in may flow out, or into the effects
  bool runs_stdin = false;   // what flows in is executed: exec(sys.stdin.read())
  Marks stdout_marks;        // what its output is made of, beside what flows in
};

// Languages: python ipython node perl ruby php awk lua osascript powershell r julia scala clojure.
// Anything else is opaque. `args` are the words given to the code as sys.argv[1:],
// process.argv, @ARGV ..., used where the code names them literally.
// Total, linear in the code's size; over 131,071 bytes is opaque.
Scan scan(std::string_view language, std::string_view code, const std::vector<Argument>& args = {});

}  // namespace gavel::inline_code
