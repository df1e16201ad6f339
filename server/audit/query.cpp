#include "server/audit/query.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <unistd.h>

#include "server/audit/schema.h"

namespace gavel::audit {
namespace {

constexpr int busy_ms = 2000;
constexpr std::int64_t max_limit = 10'000;
constexpr std::size_t id_prefix = 8;

// `common`: the value whose rows its index leaves out; said again in the query, so that SQLite
// knows the index to hold every row that is asked for (sqlite.org/partialindex.html).
struct TextFilter {
  const char* column;
  std::string Filter::*member;
  const char* common;
};

constexpr TextFilter text_filters[] = {
    {"agent", &Filter::agent, nullptr},   {"session", &Filter::session, nullptr},
    {"repo", &Filter::repo, nullptr},     {"tool", &Filter::tool, nullptr},
    {"ruling", &Filter::ruling, "allow"}, {"answer", &Filter::answer, "allow"},
    {"class", &Filter::why, "rule"},      {"rule", &Filter::rule, ""},
    {"risk", &Filter::risk, "low"}};

struct Grouping {
  const char* name;
  const char* expression;
};

// In the order of By.
constexpr Grouping groupings[] = {
    {"answer", "answer"},   {"class", "class"},
    {"rule", "rule"},       {"risk", "risk"},
    {"ruling", "ruling"},   {"agent", "agent"},
    {"session", "session"}, {"repo", "repo"},
    {"tool", "tool"},       {"model", "coalesce(json_extract(o, '$.model'), '')"}};

// What only a replay and a decision's own page need.
constexpr std::string_view heavy[] = {"call",  "actions", "effects", "findings",
                                      "facts", "scripts", "stages"};

std::string columns(Width width) {
  std::string names = "seq, previous, hash";
  for (const NumberField& field : number_fields()) names += std::string(", ") + field.name;
  for (const TextField& field : text_fields()) {
    const bool left_out = width == Width::brief && std::find(std::begin(heavy), std::end(heavy),
                                                             field.name) != std::end(heavy);
    names += left_out ? ", ''" : std::string(", ") + field.name;
  }
  return names;
}

Row row_of(const sql::Statement& statement) {
  Row row;
  row.seq = statement.number(0);
  row.previous = to_hash(statement.blob(1));
  row.hash = to_hash(statement.blob(2));
  int column = 3;
  for (const NumberField& field : number_fields()) {
    row.record.*field.member = statement.number(column++);
  }
  for (const TextField& field : text_fields()) row.record.*field.member = statement.text(column++);
  return row;
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// As one phrase of FTS5 whose last word may go on; quotes are doubled inside.
std::string phrase(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c == '\0' ? ' ' : c;
  }
  return out + (is_word(text.back()) ? "\"*" : "\"");
}

std::string like(const std::string& text) {
  std::string out = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out + "%";
}

// A WHERE clause and what its places hold.
struct Where {
  std::string sql = "1";
  std::vector<std::string> texts;  // bound to ?1, ?2 ...

  void add(const std::string& before, const std::string& text, const std::string& after = "") {
    texts.push_back(text);
    sql += " AND " + before + "?" + std::to_string(texts.size()) + after;
  }
};

// Times become bounds on seq by the index on time_ms; the row's own time decides in the end, as
// clocks may step back.
void add_times(Where& where, const Filter& filter) {
  if (filter.since_ms) {
    const std::string ms = std::to_string(*filter.since_ms);
    where.sql += " AND +time_ms >= " + ms +
                 " AND seq >= (SELECT min(seq) FROM decisions WHERE time_ms >= " + ms + ")";
  }
  if (filter.until_ms) {
    const std::string ms = std::to_string(*filter.until_ms);
    where.sql += " AND +time_ms < " + ms +
                 " AND seq <= (SELECT max(seq) FROM decisions WHERE time_ms < " + ms + ")";
  }
}

// A last * admits every text that goes on: the bound is the last code point there is.
void add_field(Where& where, const std::string& column, const std::string& text) {
  if (text.empty()) return;
  if (text.back() != '*') return where.add(column + " = ", text);
  const std::string beginning = text.substr(0, text.size() - 1);
  where.add(column + " >= ", beginning);
  where.add(column + " < ", beginning + "\xf4\x8f\xbf\xbf");
}

Where where_of(const Filter& filter, bool search) {
  Where where;
  add_times(where, filter);
  for (const TextFilter& field : text_filters) {
    const std::string& text = filter.*field.member;
    add_field(where, field.column, text);
    if (field.common != nullptr && !text.empty() && text != field.common && text != "*") {
      where.sql += std::string(" AND ") + field.column + " <> '" + field.common + "'";
    }
  }
  if (filter.text.empty()) return where;
  // The index finds the words, LIKE then makes sure of what stands between them, and alone looks
  // through the newest rows, whose words are not indexed yet.
  if (search && std::any_of(filter.text.begin(), filter.text.end(), is_word)) {
    where.add(
        "seq IN (SELECT seq FROM decisions WHERE seq > "
        "(SELECT coalesce(max(id), 0) FROM decisions_text_docsize) UNION ALL "
        "SELECT rowid FROM decisions_text WHERE decisions_text MATCH ",
        phrase(filter.text), ")");
  }
  where.add("command LIKE ", like(filter.text), " ESCAPE '\\'");
  return where;
}

void bind_all(sql::Statement& statement, const Where& where) {
  for (std::size_t i = 0; i < where.texts.size(); ++i) {
    statement.bind(static_cast<int>(i + 1), std::string_view(where.texts[i]));
  }
}

std::string limited(std::int64_t limit) {
  return " LIMIT " + std::to_string(std::clamp<std::int64_t>(limit, 0, max_limit));
}

// `o` is the opinion where it is JSON: a row that was tampered with must not stop the report.
std::string count_sql(const Where& where, const std::string& value) {
  return "SELECT " + value +
         " AS value, count(*) AS calls,"
         " count(CASE WHEN o IS NOT NULL AND NOT coalesce(json_extract(o, '$.cached'), 0) "
         "THEN 1 END),"
         " coalesce(sum(json_extract(o, '$.tokens_in')), 0),"
         " coalesce(sum(json_extract(o, '$.tokens_out')), 0),"
         " coalesce(sum(json_extract(o, '$.cost_usd')), 0.0), min(time_ms), max(time_ms) "
         "FROM (SELECT *, CASE WHEN opinion <> '' AND json_valid(opinion) THEN opinion END AS o "
         "FROM decisions WHERE " +
         where.sql + ")";
}

Count count_of(const sql::Statement& statement) {
  return {statement.text(0),   statement.number(1), statement.number(2), statement.number(3),
          statement.number(4), statement.real(5),   statement.number(6), statement.number(7)};
}

Result<std::vector<Count>> run_counts(sql::Database& database, const std::string& sql,
                                      const Where& where) {
  Result<sql::Statement> statement = database.prepare(sql);
  if (!statement.ok()) return statement.faults();
  bind_all(*statement, where);
  std::vector<Count> counts;
  for (;;) {
    const sql::Statement::Step step = statement->step();
    if (step == sql::Statement::Step::failed) return database.fault();
    if (step == sql::Statement::Step::done) return counts;
    counts.push_back(count_of(*statement));
  }
}

Result<Head> head_from(sql::Database& database, const char* sql) {
  Result<sql::Statement> statement = database.prepare(sql);
  if (!statement.ok()) return statement.faults();
  const sql::Statement::Step step = statement->step();
  if (step == sql::Statement::Step::failed) return database.fault();
  if (step == sql::Statement::Step::done) return Head{};
  return Head{statement->number(0), to_hash(statement->blob(1))};
}

}  // namespace

const char* name_of(By by) {
  return groupings[static_cast<std::size_t>(by)].name;
}

Result<Reader> Reader::open(const Log& log) {
  const std::string& path = log.path;
  if (::access(path.c_str(), F_OK) != 0) {
    return Fault{FaultKind::missing, path, "there is no such log",
                 "it is made with the first decision"};
  }
  Result<sql::Database> database = sql::Database::open(path, sql::Database::Mode::read, busy_ms);
  if (!database.ok()) return database.faults();
  if (Status known = check_version(*database); !known.ok()) {
    // A log in a folder we may not write cannot be joined; one that nobody writes can be read.
    Result<sql::Database> frozen = sql::Database::open(path, sql::Database::Mode::frozen, busy_ms);
    if (::access((path + "-wal").c_str(), F_OK) == 0 || !frozen.ok()) return known.faults();
    if (!check_version(*frozen).ok()) return known.faults();
    database = std::move(frozen);
  }
  const Result<std::int64_t> search =
      database->number("SELECT count(*) FROM sqlite_schema WHERE name = 'decisions_text'");
  if (!search.ok()) return search.faults();
  if (log.until != sql::no_deadline) database->limit(log.until);
  return Reader(std::move(database).value(), *search != 0);
}

Result<std::vector<Row>> Reader::rows(const std::string& sql, const Filter& filter, Width width) {
  const Where where = where_of(filter, search_);
  Result<sql::Statement> statement =
      database_.prepare("SELECT " + columns(width) + " FROM decisions WHERE " + where.sql + sql);
  if (!statement.ok()) return statement.faults();
  bind_all(*statement, where);
  std::vector<Row> rows;
  for (;;) {
    const sql::Statement::Step step = statement->step();
    if (step == sql::Statement::Step::failed) return database_.fault();
    if (step == sql::Statement::Step::done) return rows;
    rows.push_back(row_of(*statement));
  }
}

Result<std::vector<Row>> Reader::list(const Filter& filter, std::int64_t limit,
                                      std::optional<std::int64_t> before, Width width) {
  const std::string page = before ? " AND seq < " + std::to_string(*before) : "";
  return rows(page + " ORDER BY seq DESC" + limited(limit), filter, width);
}

Result<std::vector<Row>> Reader::after(std::int64_t seq, std::int64_t limit, const Filter& filter,
                                       Width width) {
  return rows(" AND seq > " + std::to_string(seq) + " ORDER BY seq" + limited(limit), filter,
              width);
}

Result<std::optional<Row>> Reader::find(const std::string& id) {
  const bool prefix = id.size() >= id_prefix && id.size() < 36;
  Result<sql::Statement> statement =
      database_.prepare("SELECT " + columns(Width::whole) + " FROM decisions WHERE " +
                        (prefix ? "id >= ?1 AND id < ?1 || '~' LIMIT 2" : "id = ?1"));
  if (!statement.ok()) return statement.faults();
  statement->bind(1, std::string_view(id));
  std::optional<Row> found;
  for (;;) {
    const sql::Statement::Step step = statement->step();
    if (step == sql::Statement::Step::failed) return database_.fault();
    if (step == sql::Statement::Step::done) return found;
    if (found) return std::optional<Row>();
    found = row_of(*statement);
  }
}

Result<std::optional<std::string>> Reader::blob(const std::string& hash) {
  Result<sql::Statement> statement = database_.prepare("SELECT text FROM blobs WHERE hash = ?");
  if (!statement.ok()) return statement.faults();
  statement->bind(1, std::string_view(hash));
  const sql::Statement::Step step = statement->step();
  if (step == sql::Statement::Step::failed) return database_.fault();
  if (step == sql::Statement::Step::done) return std::optional<std::string>();
  return std::optional<std::string>(statement->text(0));
}

Result<std::vector<Count>> Reader::counts(const Filter& filter, By by, std::int64_t limit) {
  const Where where = where_of(filter, search_);
  const std::string sql = count_sql(where, groupings[static_cast<std::size_t>(by)].expression) +
                          " GROUP BY value ORDER BY calls DESC, value" + limited(limit);
  return run_counts(database_, sql, where);
}

Result<Count> Reader::total(const Filter& filter) {
  const Where where = where_of(filter, search_);
  Result<std::vector<Count>> counts = run_counts(database_, count_sql(where, "''"), where);
  if (!counts.ok()) return counts.faults();
  return counts->empty() ? Count{} : std::move(counts->front());
}

Result<Head> Reader::last() {
  return head_from(database_, "SELECT seq, hash FROM decisions ORDER BY seq DESC LIMIT 1");
}

Result<Head> Reader::claimed_head() {
  return head_from(database_, "SELECT seq, hash FROM head");
}

Result<std::optional<std::string>> Reader::changed_blob() {
  Result<sql::Statement> statement = database_.prepare("SELECT hash, text FROM blobs");
  if (!statement.ok()) return statement.faults();
  for (;;) {
    const sql::Statement::Step step = statement->step();
    if (step == sql::Statement::Step::failed) return database_.fault();
    if (step == sql::Statement::Step::done) return std::optional<std::string>();
    std::string hash = statement->text(0);
    if (sha256_hex(statement->text(1)) != hash) return std::optional<std::string>(hash);
  }
}

Result<std::vector<Seal>> Reader::seals() {
  return read_seals(database_);
}

Status Reader::freeze() {
  if (Status begun = database_.run("BEGIN"); !begun.ok()) return begun;
  // A transaction begins with its first read.
  const Result<std::int64_t> touched = database_.number("SELECT count(*) FROM head");
  return touched.ok() ? Status(Ok{}) : Status(touched.faults());
}

}  // namespace gavel::audit
