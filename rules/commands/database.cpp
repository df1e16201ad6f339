// psql, mysql, sqlite3, redis-cli: the statement decides.
#include "rules/commands/database.h"

#include <algorithm>
#include <cctype>

#include "rules/commands/effects.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

std::string upper(std::string_view text) {
  std::string up(text);
  std::transform(up.begin(), up.end(), up.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return up;
}

// The words of one statement in capitals, without comments and the inside of quotes.
std::vector<std::string> sql_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '-' && i + 1 < text.size() && text[i + 1] == '-') {
      i = std::min(text.find('\n', i), text.size() - 1);
    } else if (c == '/' && i + 1 < text.size() && text[i + 1] == '*') {
      i = std::min(text.find("*/", i + 2), text.size() - 2) + 1;
    } else if (c == '\'') {
      i = std::min(text.find('\'', i + 1), text.size() - 1);
    } else if (std::isalnum(static_cast<unsigned char>(c)) || c == '_') {
      word += c;
      continue;
    }
    if (!word.empty()) words.push_back(upper(std::exchange(word, {})));
  }
  if (!word.empty()) words.push_back(upper(word));
  return words;
}

bool has_word(const std::vector<std::string>& words, std::string_view wanted) {
  return std::find(words.begin(), words.end(), wanted) != words.end();
}

bool only_reads(const std::vector<std::string>& words) {
  constexpr std::string_view readers[] = {
      "SELECT", "SHOW", "DESCRIBE", "DESC",  "EXPLAIN", "PRAGMA",   "VALUES", "TABLE",   "HELP",
      "USE",    "WITH", "LIST",     "BEGIN", "COMMIT",  "ROLLBACK", "SET",    "ANALYZE", "CHECK"};
  constexpr std::string_view writers[] = {"INSERT",         "UPDATE",
                                          "DELETE",         "DROP",
                                          "TRUNCATE",       "ALTER",
                                          "CREATE",         "MERGE",
                                          "GRANT",          "REVOKE",
                                          "INTO",           "CALL",
                                          "EXECUTE",        "PROGRAM",
                                          "COPY",           "VACUUM",
                                          "REINDEX",        "ATTACH",
                                          "LOAD_EXTENSION", "PG_READ_FILE",
                                          "LO_EXPORT",      "OUTFILE",
                                          "WRITEFILE",      "READFILE",
                                          "DBLINK",         "PG_TERMINATE_BACKEND",
                                          "XP_CMDSHELL"};
  if (words.empty()) return true;
  const bool starts =
      std::find(std::begin(readers), std::end(readers), words.front()) != std::end(readers);
  return starts && std::none_of(std::begin(writers), std::end(writers),
                                [&](std::string_view w) { return has_word(words, w); });
}

// DROP, TRUNCATE, and DELETE or UPDATE without WHERE leave nothing behind.
bool destroys(const std::vector<std::string>& words) {
  if (has_word(words, "DROP") || has_word(words, "TRUNCATE")) return true;
  const bool changes =
      has_word(words, "DELETE") || (has_word(words, "UPDATE") && has_word(words, "SET"));
  const auto where = std::find(words.begin(), words.end(), "WHERE");
  // WHERE 1=1 and WHERE true leave nothing out.
  const bool narrows = std::any_of(where, words.end(), [](const std::string& word) {
    return word != "WHERE" && word != "TRUE" &&
           word.find_first_not_of("0123456789") != std::string::npos;
  });
  return changes && !narrows;
}

std::string head(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(words.size(), 4); ++i)
    text += (i ? " " : "") + words[i];
  return text;
}

// psql's \\copy TABLE FROM|TO 'FILE' | PROGRAM 'COMMAND' | STDIN
void describe_client_copy(std::string_view line, const Argument& source, Description& out) {
  const std::string up = upper(line);
  const bool away = up.find(" TO ") != std::string::npos;
  const std::size_t at = up.find(away ? " TO " : " FROM ");
  if (!away) out.effects.push_back(effect_on(EffectKind::database, std::string("\\copy")));
  if (at == std::string::npos) return;
  const std::size_t begin = up.find_first_not_of(' ', at + (away ? 4 : 6));
  if (begin == std::string::npos || up.compare(begin, 3, "STD") == 0 ||
      up.compare(begin, 3, "PST") == 0)
    return;
  const bool program = up.compare(begin, 7, "PROGRAM") == 0;
  Argument word = source;
  const std::size_t open = up.find('\'', begin);
  const std::size_t close = open == std::string::npos ? open : up.find('\'', open + 1);
  if (close != std::string::npos)
    word.text = line.substr(open + 1, close - open - 1);
  else
    word.text = line.substr(begin, line.find_first_of(" ;", begin) - begin);
  if (program)
    out.carried.push_back(carried_shell(std::move(word), out.program + " \\copy"));
  else
    out.effects.push_back(effect_on(away ? EffectKind::write : EffectKind::read, word));
}

// What the shells of these programs run themselves: \! cmd, .shell cmd, system cmd.
bool describe_meta(std::string_view line, const Argument& source, Description& out) {
  const std::size_t begin = line.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos) return true;
  line.remove_prefix(begin);
  Argument rest = source;
  const auto command = [&](std::size_t skip) {
    rest.text = line.substr(std::min(skip, line.size()));
    return rest;
  };
  for (const std::string_view name :
       {"\\!", ".shell", ".system", "system ", "\\o |", "\\g |", "\\copy"}) {
    if (!line.starts_with(name)) continue;
    if (name == "\\copy")
      describe_client_copy(line, source, out);
    else
      out.carried.push_back(
          carried_shell(command(name.size()), out.program + " " + std::string(name)));
    return true;
  }
  for (const std::string_view name :
       {".output ", ".once ", ".save ", ".backup ", ".log ", "\\o ", "\\w ", "\\g ", ".excel",
        ".trace ", ".clone ", "tee ", "pager "}) {
    if (!line.starts_with(name)) continue;
    Argument file = command(name.size());
    file.text.erase(0, std::min(file.text.find_first_not_of(" \t"), file.text.size()));
    if (name == "pager ")
      out.carried.push_back(carried_shell(file, out.program + " pager"));
    else if (file.text.starts_with('|'))
      out.carried.push_back(carried_shell(tail_of(file, 1), out.program + " " + std::string(name)));
    else
      out.effects.push_back(effect_on(EffectKind::write, file));
    rest = source;
  }
  for (const std::string_view name :
       {".read ", ".import ", "\\i ", ".load ", ".restore ", "source "}) {
    if (!line.starts_with(name)) continue;
    const bool code = name == ".load " || command(name.size()).text.starts_with('|');
    if (code)
      out.effects.push_back(effect_on(EffectKind::opaque, "loads " + rest.text));
    else
      out.effects.push_back(effect_on(EffectKind::read, command(name.size())));
    if (name != ".load ") out.effects.push_back(effect_on(EffectKind::database, "script"));
  }
  return line.starts_with('.') || line.starts_with('\\');
}

// Functions of SQL that touch files or run programs, and how.
struct FileFunction {
  std::string_view name;
  EffectKind kind;
};
constexpr FileFunction file_functions[] = {{"WRITEFILE", EffectKind::write},
                                           {"READFILE", EffectKind::read},
                                           {"FSDIR", EffectKind::read},
                                           {"EDIT", EffectKind::opaque},
                                           {"FTS3_TOKENIZER", EffectKind::opaque},
                                           {"SYS_EXEC", EffectKind::opaque},
                                           {"SYS_EVAL", EffectKind::opaque},
                                           {"LOAD_FILE", EffectKind::read},
                                           {"OUTFILE", EffectKind::write},
                                           {"DUMPFILE", EffectKind::write},
                                           {"INFILE", EffectKind::read},
                                           {"LO_IMPORT", EffectKind::read},
                                           {"LO_EXPORT", EffectKind::write},
                                           {"READ_TEXT", EffectKind::read},
                                           {"READ_BLOB", EffectKind::read},
                                           {"READ_CSV", EffectKind::read},
                                           {"READ_CSV_AUTO", EffectKind::read},
                                           {"READ_PARQUET", EffectKind::read},
                                           {"READ_JSON", EffectKind::read},
                                           {"READ_JSON_AUTO", EffectKind::read},
                                           {"PG_READ_FILE", EffectKind::read},
                                           {"PG_READ_BINARY_FILE", EffectKind::read},
                                           {"PG_LS_DIR", EffectKind::read},
                                           {"ATTACH", EffectKind::write},
                                           {"VACUUM", EffectKind::write},
                                           {"INSTALL", EffectKind::opaque},
                                           {"LOAD", EffectKind::opaque}};

// The literal behind the word at `at`, its doubled quotes left as they are.
Argument literal_behind(std::string_view text, std::size_t at, const Argument& source) {
  Argument file = source;
  const std::size_t open = text.find('\'', at);
  const std::size_t close = open == std::string_view::npos ? open : text.find('\'', open + 1);
  if (close == std::string_view::npos) {
    file.known = Argument::Known::unknown;
    file.text.clear();
  } else {
    file.text = text.substr(open + 1, close - open - 1);
    file.known = Argument::Known::exact;
  }
  return file;
}

bool is_word_at(std::string_view text, std::size_t at, std::size_t size) {
  const auto part = [&](std::size_t i) {
    return i < text.size() && (std::isalnum(static_cast<unsigned char>(text[i])) || text[i] == '_');
  };
  return (at == 0 || !part(at - 1)) && !part(at + size);
}

// sqlite's writefile('x', …), mysql's INTO OUTFILE 'x', duckdb's COPY … TO 'x', ATTACH 'x'.
void describe_files(std::string_view statement, const Argument& source, Description& out) {
  const std::string up = upper(statement);
  for (const FileFunction& function : file_functions) {
    for (std::size_t at = up.find(function.name); at != std::string::npos;
         at = up.find(function.name, at + 1)) {
      if (!is_word_at(up, at, function.name.size())) continue;
      const std::size_t behind = at + function.name.size();
      const std::size_t next = up.find_first_not_of(" \t\n", behind);
      const bool call = next != std::string::npos && up[next] == '(';
      const bool statement_word =
          function.name == "OUTFILE" || function.name == "DUMPFILE" || function.name == "INFILE" ||
          ((function.name == "ATTACH" || function.name == "LOAD" || function.name == "INSTALL") &&
           at == up.find_first_not_of(" \t\n")) ||
          (function.name == "VACUUM" && up.find("INTO") != std::string::npos);
      if (!call && !statement_word) continue;
      if (function.kind == EffectKind::opaque)
        out.effects.push_back(effect_on(EffectKind::opaque, "SQL " + std::string(function.name)));
      else
        out.effects.push_back(effect_on(function.kind, literal_behind(statement, behind, source)));
    }
  }
  const std::size_t copy = up.find("COPY");
  if (copy != up.find_first_not_of(" \t\n(") || copy == std::string::npos) return;
  for (const auto& [word, kind] :
       {std::pair{" TO ", EffectKind::write}, std::pair{" FROM ", EffectKind::read}}) {
    const std::size_t at = up.find(word);
    if (at == std::string::npos || up.find("STD", at) != std::string::npos) continue;
    out.effects.push_back(effect_on(kind, literal_behind(statement, at, source)));
  }
}

// Functions that a SELECT may call to change something.
constexpr std::string_view changing_functions[] = {"PG_TERMINATE_BACKEND",
                                                   "PG_CANCEL_BACKEND",
                                                   "PG_RELOAD_CONF",
                                                   "PG_ROTATE_LOGFILE",
                                                   "LO_UNLINK",
                                                   "LO_CREATE",
                                                   "DBLINK_EXEC",
                                                   "SETVAL",
                                                   "NEXTVAL",
                                                   "PG_SWITCH_WAL",
                                                   "PG_PROMOTE",
                                                   "SLEEP",
                                                   "BENCHMARK",
                                                   "PG_SLEEP",
                                                   "SP_CONFIGURE",
                                                   "SP_EXECUTESQL",
                                                   "PG_CREATE_RESTORE_POINT",
                                                   "PG_DROP_REPLICATION_SLOT",
                                                   "SET_CONFIG",
                                                   "PG_FILE_WRITE",
                                                   "PG_FILE_UNLINK",
                                                   "DBMS_SCHEDULER",
                                                   "UTL_HTTP",
                                                   "UTL_FILE",
                                                   "DBMS_LOB"};

void describe_statement(std::string_view statement, const Argument& source, Description& out) {
  if (describe_meta(statement, source, out)) return;
  const std::vector<std::string> words = sql_words(statement);
  const bool program = has_word(words, "COPY") && has_word(words, "PROGRAM");
  if (program || has_word(words, "LOAD_EXTENSION") || has_word(words, "XP_CMDSHELL")) {
    out.effects.push_back(effect_on(EffectKind::opaque, "SQL that runs a program"));
    return;
  }
  describe_files(statement, source, out);
  const bool calls = std::any_of(std::begin(changing_functions), std::end(changing_functions),
                                 [&](std::string_view word) { return has_word(words, word); });
  if (only_reads(words) && !calls) return;
  if (!destroys(words)) {
    out.effects.push_back(effect_on(EffectKind::database, head(words)));
    return;
  }
  // A WHERE that narrows nothing is no part of what is said.
  std::vector<std::string> said(words.begin(), std::find(words.begin(), words.end(), "WHERE"));
  out.effects.push_back(effect_on(EffectKind::database, head(said), Trait::all));
}

}  // namespace

void describe_sql(const Argument& text, Description& out) {
  const std::string& all = text.text;
  std::size_t begin = 0;
  char quote = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const char c = all[i];
    if (quote) {
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '\'' || c == '"') quote = c;
    const bool meta = begin < all.size() && (all[begin] == '.' || all[begin] == '\\');
    if (c != ';' && !(c == '\n' && meta)) continue;
    describe_statement(std::string_view(all).substr(begin, i - begin), text, out);
    begin = all.find_first_not_of(" \t\n", i + 1);
    if (begin == std::string::npos) begin = all.size();
    i = std::max(i, begin == 0 ? i : begin - 1);
  }
  if (begin < all.size()) describe_statement(std::string_view(all).substr(begin), text, out);
  if (!text.exact())
    out.effects.push_back(
        effect_on(EffectKind::database, "statement known only at run time", Trait::unknown_target));
}

namespace {

void describe_input(const Invocation& invocation, Description& out) {
  if (!invocation.stdin_given) return;
  if (invocation.stdin_text) return describe_sql(literal(*invocation.stdin_text), out);
  out.effects.push_back(
      effect_on(EffectKind::database, "statements from standard input", Trait::unknown_target));
}

}  // namespace

// sqlite3 [options] FILE [SQL]...; the file is written only by statements that change it.
void refine_sqlite(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible) return;
  description.effects.clear();
  description.knowledge = Knowledge::read_only;
  bool given = false;
  for (const UsedFlag& used : reading.flags) {
    if (!used.value) continue;
    if (used.name == "-init" || used.name == "-f")
      description.effects.push_back(
          effect_on(EffectKind::opaque, description.program + " commands from a file"));
    if (used.name != "-cmd" && used.name != "-c" && used.name != "-s") continue;
    describe_sql(*used.value, description);
    description.data_words.push_back(used.value_index);
    given = true;
  }
  for (std::size_t i = 1; i < reading.operands.size(); ++i) {
    describe_sql(reading.operands[i].word, description);
    description.data_words.push_back(reading.operands[i].index);
  }
  if (reading.operands.size() < 2 && !given) describe_input(invocation, description);
  if (reading.operands.empty()) return;
  const Argument& file = reading.operands.front().word;
  if (file.text == ":memory:" || file.text.empty()) return;
  const bool writes = std::any_of(description.effects.begin(), description.effects.end(),
                                  [](const Effect& e) { return e.kind == EffectKind::database; });
  description.effects.push_back(
      effect_on(writes && !reading.has("-readonly") ? EffectKind::write : EffectKind::read, file));
  description.stdout_marks |= Mark::local_data;
}

// cypher-shell STATEMENT: the words of the graph languages that change something.
void refine_cypher(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible) return;
  constexpr std::string_view changing[] = {
      "CREATE", "MERGE",  "DELETE", "DETACH", "SET",  "REMOVE",  "DROP",  "CALL",
      "LOAD",   "INSERT", "UPDATE", "START",  "STOP", "FOREACH", "GRANT", "ALTER"};
  for (const Operand& operand : reading.operands) {
    const std::vector<std::string> words = sql_words(operand.word.text);
    const bool changes = !operand.word.exact() ||
                         std::any_of(std::begin(changing), std::end(changing),
                                     [&](std::string_view word) { return has_word(words, word); });
    if (!changes) continue;
    const bool all = has_word(words, "DELETE") || has_word(words, "DROP");
    description.effects.push_back(
        effect_on(EffectKind::database, head(words), all ? Traits(Trait::all) : Traits()));
  }
  if (reading.operands.empty() || reading.has_any({"-f", "--file"}))
    describe_input(invocation, description);
}

// psql -c, mysql -e, and the like: a server somewhere.
void refine_sql(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible) return;
  bool given = false;
  for (const UsedFlag& used : reading.flags) {
    const bool statement = used.name == "-c" || used.name == "--command" || used.name == "-e" ||
                           used.name == "--execute" || used.name == "-Q" || used.name == "-q" ||
                           used.name == "--query";
    if (!statement || !used.value) continue;
    given = true;
    describe_sql(*used.value, description);
    description.data_words.push_back(used.value_index);
  }
  if (reading.value("-f") || reading.value("--file")) {
    given = true;
    description.effects.push_back(effect_on(EffectKind::database, "script"));
  }
  if (!given) describe_input(invocation, description);
  description.knowledge = Knowledge::read_only;
}

// mongosh --eval CODE: methods that only look.
void refine_mongo(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible) return;
  constexpr std::string_view changing[] = {
      "insert",        "update",     "delete",    "remove",   "drop",  "create",
      "rename",        "replace",    "bulkWrite", "eval",     "save",  "runCommand",
      "adminCommand",  "$out",       "$merge",    "shutdown", "grant", "revoke",
      "findAndModify", "findOneAnd", "load(",     "require",  "fs.",   "process",
      "mapReduce",     "]("};
  const Argument* code = reading.value("--eval");
  const bool reads =
      code && code->exact() && !reading.value("-f") && !invocation.stdin_given &&
      std::none_of(std::begin(changing), std::end(changing), [&](std::string_view word) {
        return code->text.find(word) != std::string::npos;
      });
  if (reads) {
    description.effects.clear();
    description.knowledge = Knowledge::read_only;
  } else
    description.effects.push_back(effect_on(EffectKind::database, "mongo", Trait::unknown_target));
}

void refine_redis(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible) return;
  if (reading.has_any({"--scan", "--bigkeys", "--stat", "--latency"}) && reading.operands.empty() &&
      !reading.has("--eval")) {
    description.knowledge = Knowledge::read_only;
    return;
  }
  if (reading.operands.empty()) return describe_input(invocation, description);
  constexpr std::string_view readers[] = {
      "GET",    "MGET",      "KEYS",       "SCAN",    "TYPE",    "TTL",     "PTTL",
      "EXISTS", "INFO",      "PING",       "DBSIZE",  "STRLEN",  "HGET",    "HGETALL",
      "HKEYS",  "HLEN",      "HSCAN",      "LRANGE",  "LLEN",    "LINDEX",  "SMEMBERS",
      "SCARD",  "SISMEMBER", "ZRANGE",     "ZCARD",   "ZSCORE",  "XRANGE",  "XLEN",
      "XINFO",  "TIME",      "MEMORY",     "OBJECT",  "CLIENT",  "SLOWLOG", "LATENCY",
      "ECHO",   "SELECT",    "EXPIRETIME", "COMMAND", "MONITOR", "LASTSAVE"};
  const std::string verb = upper(reading.operands.front().word.text);
  description.subcommand = verb;
  if (std::find(std::begin(readers), std::end(readers), verb) != std::end(readers)) {
    description.knowledge = Knowledge::read_only;
    return;
  }
  const bool all = verb == "FLUSHALL" || verb == "FLUSHDB" || verb == "SHUTDOWN";
  const bool code = verb == "EVAL" || verb == "MODULE" || verb == "CONFIG" || verb == "SLAVEOF" ||
                    verb == "REPLICAOF" || verb == "SCRIPT" || verb == "FCALL";
  description.effects.push_back(
      effect_on(EffectKind::database, verb, all || code ? Traits(Trait::all) : Traits()));
}

}  // namespace gavel::commands
