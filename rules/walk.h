// Follows a tree as bash would run it, keeping the shell's state, and notes every action on the
// way.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/analyse.h"
#include "rules/commands/describe.h"
#include "rules/mounts.h"
#include "rules/scope.h"
#include "rules/shell/expand.h"
#include "rules/zones.h"

namespace gavel::rules {

// How what is being walked came to run.
struct Setting {
  std::vector<std::string> carriers;  // outermost first
  Place place = Place::local;
  int nesting = 0;            // scripts and shell texts within each other
  int parse_depth = 0;        // what parse_child counts on
  bool detached = false;      // in the background or a pipeline
  bool captured = false;      // what it prints goes to a pipe, a file or a variable
  std::vector<Mount> mounts;  // of the container it runs in
};

// What the redirections of one command do to it.
struct Redirected {
  Stream in;
  bool out_to_file = false;  // its output does not reach the pipe
  bool out_to_socket = false;
  std::string out_file;                 // absolute, when known
  const shell::List* reader = nullptr;  // its output goes into a >( )
  bool appends = false;
  std::vector<Effect> effects;
  std::map<int, Stream> descriptors;  // what the command's own descriptors are, for exec
  std::string printed;                // " > file 2>&1"
};

// What is known of a file that the call itself wrote.
struct FileNote {
  Marks marks;
  std::optional<std::string> text;
  std::string copy_of;             // another file with the same content
  std::optional<Listing> listing;  // its lines are paths
  bool built = false;              // a compiler made it in this call
  bool fifo = false;
  bool tree = false;                    // a folder: what lies below has the same marks
  bool loose = false;                   // tree: only what the facts do not know already
  const shell::List* reader = nullptr;  // >( ): what reads it
};

// One simple command on its way to becoming an action.
struct Command {
  std::vector<Argument> argv;
  std::vector<Effect> environment;  // of the assignments in front
  Redirected redirected;
  Span span;
  bool external = false;  // run by a program: no functions, aliases, builtins
  bool piped = false;     // its output goes to another command
};

class Walker final : private shell::Surroundings {
 public:
  Walker(Analysis& out, const Call& call, const Inputs& inputs, Facts& facts, AnalyseLimits limits);

  void run_tree(const shell::List* root);
  // Effects of a native tool, resolved and pushed as one action.
  void run_native(Action action);

 private:
  // walk.cpp: lists, pipelines, compound commands
  Stream list(const shell::List* list, const Stream& in);
  Stream linked(shell::Seq<shell::ListItem> items, std::size_t& at, std::size_t last,
                const Stream& in);
  bool always_goes_on(const shell::Node& node, shell::Connector after) const;
  Stream chain(shell::Seq<shell::ListItem> items, std::size_t& at, const Stream& in);
  Stream node(const shell::Node& node, const Stream& in);
  Stream compound(const shell::Node& node, const Stream& in);
  Stream pipeline(const shell::Node& node, const Stream& in);
  Stream detached(const shell::Node& node, const Stream& in);
  Stream subshell(const shell::Node& node, const Stream& in);
  Stream branches(const shell::Node& node, const Stream& in);
  Stream cases(const shell::Node& node, const Stream& in);
  Stream loop(const shell::Node& node, const Stream& in);
  Stream for_each(const shell::Node& node, const Stream& in);
  Stream repeat(const shell::List* condition, const shell::List* body, const Stream& in);
  void define(const shell::Node& node);
  void count_steps(const shell::Node& node);
  void rejoin(const std::vector<Scope>& left);
  Stream leave(Stream out);
  void drop_repeated(std::size_t first);
  void opaque(std::string why, Span span);
  void test(const shell::Node& node);
  bool step();

  // simple.cpp: from words to an action
  Stream simple(const shell::Node& node, const Stream& in);
  std::vector<Argument> expand_words(shell::Seq<shell::Word> words);
  std::vector<Argument> expand_declaration(shell::Seq<shell::Word> words);
  Stream call_body(const Command& command, const shell::Node& function);
  Stream run_simple(const shell::Node& node, const Stream& in);
  Stream assigned_in_front(const shell::Node& node, Command command);
  std::optional<std::string> aliased(const shell::Node& node);
  Stream invoke(Command command);
  Stream run_program(Command command);
  Stream call_function(const Command& command, const std::vector<const shell::Node*>& bodies);
  Stream described(Command command);
  Stream run_time_command(Command command);
  std::size_t push(Action action);
  Action action_of(const Command& command) const;
  void record(const std::vector<Argument>& argv);
  void settle_effects(Action& action, const Command& command, const commands::Description& of);
  Marks flow_through(const Action& action, const Command& command,
                     const commands::Description& of) const;
  void note_links(const Action& action);
  void note_unpacked(const Action& action, const Command& command);
  void note_patched(Action& action, const Command& command);
  std::string program_behind(const Argument& head);
  void note_agent(Action& action) const;
  void note_remote(Action& action);
  void note_environment(Action& action, const Command& command) const;
  void note_worktree(const Action& action);
  void note_own_program(Action& action, const Command& command);
  void note_files(const Action& action, const Command& command, const commands::Description& of);
  Marks marks_of_reads(const Action& action) const;
  // statements.cpp, own_host.cpp: what is less than it looks
  void settle_statements(Action& action, const Command& command) const;
  void settle_edits(Action& action) const;
  void settle_own_token(Action& action, const Command& command) const;
  // disclosure.cpp: secrets of the environment, and where they may go
  void settle_credentials(Action& action, const Command& command) const;
  void note_printed(Action& action, const Command& command, const commands::Description& of) const;
  // listed.cpp: words that are paths which a command lists
  std::optional<Listing> listing_through(const Command& command) const;
  bool listed(const Listing& listing, Argument& word);
  void name_found(const Command& command, Argument& word);

  // locate.cpp: effects to places
  void locate(std::vector<Effect>& effects, const std::vector<Argument>& argv);
  void locate_inside(Effect& effect, const std::vector<Argument>& argv);
  void locate_one(Effect& effect, const Argument* from, const std::string& folder);
  const FileNote* note_of(const std::string& path) const;
  const Stream* descriptor_of(std::string_view path) const;

  // carried.cpp: what a command runs in turn
  void carry(const std::vector<commands::Carried>& carried, const Command& command,
             std::size_t action, Stream& out);
  Stream carry_one(const commands::Carried& carried, const Command& command, std::size_t action);
  Stream carry_argv(const commands::Carried& carried, const Command& command);
  void remove_found(const commands::Carried& carried, const Command& command);
  void assign_in_front(const Command& command, Command& inner);
  void carry_agent(const Command& command);
  Stream carry_text(const commands::Carried& carried, const Command& command, std::size_t action);
  Stream carry_stdin(const commands::Carried& carried, const Command& command, std::size_t action);
  Stream run_text(std::string text, shell::SourceKind kind, std::string name, Span parent,
                  const Stream& in);
  Stream run_sourced(const std::string& text, const std::string& name, Span parent,
                     const std::vector<Argument>& positional, const Stream& in);
  Stream run_child_shell(std::string text, shell::SourceKind kind, std::string name, Span parent,
                         std::vector<Argument> positional, const Stream& in);
  Marks run_code(const std::string& language, const std::string& code,
                 const std::vector<Argument>& args, const Command& command, std::size_t action);
  void note_interpreter(std::size_t action, const std::string& target, Marks marks, Traits traits);
  bool enter();

  // script.cpp: files that are run
  Stream run_script(const Argument& path, const std::string& language,
                    std::vector<Argument> positional, const Command& command, std::size_t action,
                    bool same_shell);
  bool unread_script(const Effect& exec, std::string_view language);
  // project.cpp: what runners run
  void run_project(const Command& command, std::size_t action);
  void run_recipes(const Command& command, std::size_t action);
  void run_written(const Command& command, std::size_t action);
  void note_fetched(std::size_t action, const std::string& path);
  void run_recipe(const std::string& path, const std::string& text, const Command& command);
  // compiled.cpp: sources that a compiler turns into what runs
  void read_sources(const Command& command, std::size_t action);
  std::optional<std::string> script_text(const std::string& path, bool& cut);

  // builtins.cpp: what changes the shell itself
  bool builtin(Command& command, Stream& out);
  friend struct BuiltinTable;
  Stream do_cd(Command& command);
  Stream do_pushd(Command& command);
  Stream do_popd(Command& command);
  Stream do_declare(Command& command);
  Stream do_unset(Command& command);
  Stream do_read(Command& command);
  Stream do_printf(Command& command);
  Stream do_alias(Command& command);
  Stream do_unalias(Command& command);
  Stream do_set(Command& command);
  Stream do_shift(Command& command);
  Stream do_exit(Command& command);
  Stream do_break(Command& command);
  Stream do_shopt(Command& command);
  Stream do_eval(Command& command);
  Stream do_source(Command& command);
  Stream do_trap(Command& command);
  Stream do_exec(Command& command);
  Stream do_command(Command& command);
  Stream do_builtin(Command& command);
  Stream do_hash(Command& command);
  Stream do_enable(Command& command);
  Stream do_getopts(Command& command);
  Stream print_variables(Command& command);
  std::size_t push_builtin(const Command& command, std::size_t data_from = 0);
  void change_folder(const Argument& target);
  void make_local(const std::string& name);
  bool is_outer_local(const std::string& name) const;
  std::optional<std::string> line_read(const std::vector<Argument>& argv,
                                       const std::optional<std::string>& in, bool unnamed);
  void assign_word(const Argument& word, bool exported, Span span);
  void hidden_code(const Argument& word);
  void not_followed(const std::string& name);
  void record_unknown();

  // assign.cpp: assignments and what they poison
  void apply(const shell::Assignment& assignment, bool exported, std::vector<Effect>& effects);
  void poison(std::string_view name, const shell::Value& value, Span span,
              std::vector<Effect>& effects);
  bool safe_search_path(std::string_view name, const shell::Value& value);

  // redirect.cpp
  Redirected redirect(shell::Seq<shell::Redirection> redirections, const Stream& in);
  void redirect_one(const shell::Redirection& redirection, Redirected& to);
  void redirect_file(const shell::Redirection& redirection, const Argument& target, Redirected& to);
  bool redirect_socket(const std::string& target, Span span, bool in, bool out, Redirected& to,
                       int fd);
  Stream stream_of_file(const Argument& target, Span span, Redirected& to);
  void switch_hooks_off(const std::string& path);
  void keep_output(const Redirected& to, const Stream& out);
  void push_redirections(const Redirected& to, Span span);

  // flow.cpp: Surroundings
  const shell::Value* variable(std::string_view name) override;
  const std::vector<Argument>* positional() override;
  std::string_view home() override;
  std::string_view cwd() override;
  std::string_view source(Span span) override;
  shell::Output substitute(const shell::Part& part) override;
  void assign(std::string_view name, shell::Value value) override;
  void evaluate(const shell::Value& value, Span span) override;

  Analysis& out_;
  const Call& call_;
  const Inputs& inputs_;
  Facts& facts_;
  AnalyseLimits limits_;
  Zones zones_;
  Scope scope_;
  Setting setting_;
  std::map<std::string, FileNote> files_;
  std::vector<const shell::Node*> calling_;  // functions being run
  // Of each function being run: what its local names were before.
  std::vector<std::map<std::string, std::optional<Variable>>> locals_;
  // Of each function or sourced text being run, and of each loop: the states that left it early.
  std::vector<std::vector<Scope>> returns_;
  std::vector<std::vector<Scope>> loops_;
  std::vector<std::string> running_;  // scripts being run
  std::set<const shell::Node*> called_;
  std::vector<const shell::Node*> defined_;
  shell::Value credential_value_;
  shell::Value home_value_;
  shell::Value cwd_value_;
  std::set<std::string, std::less<>> remotes_;  // git remotes that the call added or moved
  bool strays_ = false;           // output that no stream accounts for reached a substitution
  std::size_t trap_actions_ = 0;  // where the actions of the last trap begin
  std::size_t steps_ = 0;
  std::size_t repeats_ = 0;
  std::size_t rounds_ = 0;
};

// Puts a variable back when the scope of the change ends.
template <class T>
class Restore {
 public:
  explicit Restore(T& slot) : slot_(slot), kept_(slot) {}
  Restore(const Restore&) = delete;
  Restore& operator=(const Restore&) = delete;
  ~Restore() { slot_ = std::move(kept_); }
  T& kept() { return kept_; }

 private:
  T& slot_;
  T kept_;
};

}  // namespace gavel::rules
