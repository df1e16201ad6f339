// Here-documents: delimiters, and bodies read at the newline after their operator.
#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "rules/shell/reader.h"

namespace gavel::shell {
namespace {

struct Line {
  std::string_view text;  // joined when unquoted lines end in a backslash
  std::uint32_t begin = 0;
  std::uint32_t next = 0;  // where the following line starts
};

bool continues(std::string_view line) {
  std::size_t backslashes = 0;
  while (backslashes < line.size() && line[line.size() - 1 - backslashes] == '\\') ++backslashes;
  return backslashes % 2 == 1;
}

Line physical_line(const char* text, std::uint32_t begin, std::uint32_t end) {
  const void* found = std::memchr(text + begin, '\n', end - begin);
  const std::uint32_t stop =
      found ? static_cast<std::uint32_t>(static_cast<const char*>(found) - text) : end;
  return {{text + begin, stop - begin}, begin, found ? stop + 1 : end};
}

std::string_view without_tabs(std::string_view line) {
  const std::size_t first = line.find_first_not_of('\t');
  return first == std::string_view::npos ? line.substr(line.size()) : line.substr(first);
}

// A logical line: with `join`, backslash-newline is removed, and `joined` owns the text.
Line logical_line(const char* text, std::uint32_t begin, std::uint32_t end, bool join,
                  std::string& joined) {
  Line line = physical_line(text, begin, end);
  if (!join || line.next == end || !continues(line.text)) return line;
  joined.clear();
  Line piece = line;
  while (piece.next != end && continues(piece.text)) {
    joined += piece.text.substr(0, piece.text.size() - 1);
    piece = physical_line(text, piece.next, end);
  }
  joined += piece.text;
  return {joined, begin, piece.next};
}

// The body as bash keeps it: without the tabs <<- takes, and without continuations.
std::string rewritten(std::string_view body, bool strip, bool join) {
  std::string text;
  std::string joined;
  const std::uint32_t end = static_cast<std::uint32_t>(body.size());
  for (std::uint32_t at = 0; at < end;) {
    const Line line = logical_line(body.data(), at, end, join, joined);
    text += strip ? without_tabs(line.text) : line.text;
    text += '\n';
    at = line.next;
  }
  return text;
}

// Nothing in it but bytes, to bash too.
bool is_text(const Part& part) {
  const bool quoted = part.kind == PartKind::single_quoted || part.kind == PartKind::ansi_quoted ||
                      part.kind == PartKind::escaped;
  const bool plain = part.kind == PartKind::double_quoted &&
                     std::all_of(part.parts.begin(), part.parts.end(),
                                 [](const Part& inner) { return inner.kind == PartKind::literal; });
  return quoted || plain || part.backtick;
}

// Whether bash keeps a part of a delimiter as it is written: it keeps its own print of $( ), <( )
// and >( ), and decodes $'...' in ${ }. One simple command with single blanks prints as it stands.
bool is_kept(std::string_view raw) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789./- ";
  if (raw.find("$'") != raw.npos) return false;
  for (std::size_t at = raw.find('('); at != raw.npos; at = raw.find('(', at)) {
    const std::size_t first = at + 1;
    at = raw.find_first_not_of(plain, first);
    if (at == raw.npos || raw[at] != ')') return false;
    const std::string_view inside = raw.substr(first, at - first);
    if (inside.empty() || inside.front() == ' ' || inside.back() == ' ') return false;
    if (inside.find("  ") != inside.npos || inside.starts_with("coproc ")) return false;
  }
  return true;
}

}  // namespace

// The delimiter is the word as written, less its quotes; nothing in it is expanded.
bool Reader::read_heredoc_word(Redirection& to) {
  if (!read_word({}, to.target)) return false;
  for (const Part& part : to.target.parts) {
    const bool holds = part.body != nullptr && !part.backtick &&
                       between(part.span.begin, part.span.end).find("<<") != std::string_view::npos;
    if (holds) return doubt("a here-document in the delimiter of another one");
    const bool kept = is_text(part) || is_kept(between(part.span.begin, part.span.end));
    if (!kept) return doubt("a substitution in the delimiter of a here-document");
  }
  const std::size_t mark = scratch_.parts.size();
  const Span span = to.target.span;
  for (const Part& part : to.target.parts) {
    if (part.kind == PartKind::escaped && part.span.end - part.span.begin == 1) {
      return doubt("a here-document's delimiter ends in a lone backslash");
    }
    switch (part.kind) {
      case PartKind::escaped:
      case PartKind::single_quoted:
      case PartKind::ansi_quoted:
        to.heredoc_quoted = true;
        scratch_.parts.push(part);
        break;
      case PartKind::double_quoted:
        to.heredoc_quoted = true;
        if (!push_raw_double_quoted(part)) return false;
        break;
      default: {
        Part raw = part;
        raw.kind = PartKind::literal;
        raw.text = without_continuations(part.span.begin, part.span.end);
        raw.parts = {};
        raw.words = {};
        raw.parameter = nullptr;
        raw.body = nullptr;
        scratch_.parts.push(raw);
      }
    }
  }
  for (std::size_t i = mark; i < scratch_.parts.size(); ++i) {
    if (scratch_.parts[i].text.find('\n') != std::string_view::npos) {
      return doubt("a newline in the delimiter of a here-document");
    }
  }
  to.target = {span, scratch_.parts.take(arena_, mark)};
  return true;
}

// Inside double quotes of a delimiter too, only quotes are removed.
bool Reader::push_raw_double_quoted(const Part& part) {
  Part copy = part;
  copy.kind = PartKind::single_quoted;
  const bool plain = part.parts.empty() ||
                     (part.parts.size() == 1 && part.parts.front().kind == PartKind::literal);
  if (plain) {
    copy.text = part.parts.empty() ? std::string_view{} : part.parts.front().text;
  } else {
    const std::size_t open = between(part.span.begin, part.span.end).find('"') + 1;
    const auto first = static_cast<std::uint32_t>(part.span.begin + open);
    copy.text = without_continuations(first, part.span.end - 1);
    if (copy.text.find('\\') != std::string_view::npos) {
      return doubt("a backslash in the delimiter of a here-document");
    }
  }
  copy.parts = {};
  if (copy.text.find('\'') != std::string_view::npos) copy.kind = PartKind::ansi_quoted;
  scratch_.parts.push(copy);
  return true;
}

bool Reader::read_pending_heredocs() {
  for (std::size_t i = pending_base_; i < scratch_.pending.size(); ++i) {
    Redirection* redirection = scratch_.pending[i].redirection;
    if (redirection == nullptr) return doubt("a newline inside a command with a here-document");
    if (!read_heredoc_body(*redirection)) return false;
    // What stands behind such an end is a command to bash, not the first line of the next body.
    const bool within_line = pos_ > 0 && pos_ < end_ && text_[pos_ - 1] != '\n';
    if (within_line && i + 1 < scratch_.pending.size()) {
      return doubt("a here-document that ends within a line, with another one behind it");
    }
  }
  scratch_.pending.cut(pending_base_);
  if (heredoc_unprinted_) loses_semicolon_ = substitutions_;
  heredoc_unprinted_ = false;
  return true;
}

// Whether the window ends before this line does.
bool Reader::closes_line() const {
  const std::string_view rest = between(pos_, end_);
  const bool newline = rest.find('\n') != std::string_view::npos;
  return !newline && text_[end_] != '\n' && (end_ == 0 || text_[end_ - 1] != '\n');
}

// At the `)` of a substitution whose here-documents saw no newline: bash reads their bodies from
// the next line, and goes on with the rest of this line before it skips over them.
bool Reader::read_unfinished_heredocs() {
  if (scratch_.pending.size() == pending_base_) return true;
  // bash misses the `)` when it expands the body.
  if (heredocs_ > 0) return fail("a here-document without a body in the body of another one");
  const std::uint32_t here = pos_;
  // INVARIANT: a body is read within the window. Of arithmetic the next line lies outside.
  if (end_ < tree_.source(source_).text.size() && (jump_to_ > end_ || closes_line())) {
    return doubt("a here-document inside a word is not read where it starts");
  }
  if (jump_to_ == 0) {
    const Line rest = physical_line(text_, pos_, end_);
    if (rest.next == end_ && rest.begin + rest.text.size() == end_) {
      pos_ = end_;  // no further line: the bodies are empty
      const bool ok = read_pending_heredocs();
      pos_ = here;
      return ok;
    }
    jump_from_ = rest.next - 1;
    jump_to_ = rest.next;
  }
  const std::uint32_t newline = jump_from_;
  pos_ = jump_to_;
  if (!read_pending_heredocs()) return false;
  jump_from_ = newline;
  jump_to_ = pos_;
  pos_ = here;
  return true;
}

// Sets `body_end`; leaves the cursor after the delimiter's line.
bool Reader::find_heredoc_end(const Redirection& redirection, std::string_view delimiter,
                              std::uint32_t& body_end, bool& rewrites) {
  std::string joined;
  while (pos_ < end_) {
    const Line line = logical_line(text_, pos_, end_, !redirection.heredoc_quoted, joined);
    count(1 + line.next - line.begin);
    std::string_view text = line.text;
    if (redirection.heredoc_strip) text = without_tabs(text);
    const bool joins = !joined.empty() && line.text.data() == joined.data();
    const bool changes = joins || text.size() != line.text.size();
    body_end = pos_;
    if (text == delimiter) {
      pos_ = line.next;
      return true;
    }
    rewrites = rewrites || changes;
    // Inside $( ), `EOF)` ends the body as well, and the rest of the line is shell text again.
    if (substituted_ && text.starts_with(delimiter) &&
        text.find(')', delimiter.size()) != std::string_view::npos) {
      if (joins) {
        return doubt("a here-document's end on a continued line");
      }
      pos_ = static_cast<std::uint32_t>(text.data() - text_) +
             static_cast<std::uint32_t>(delimiter.size());
      return true;
    }
    pos_ = line.next;
  }
  body_end = end_;
  // Its delimiter may be that of the one around it, and then no text has both on lines of their
  // own.
  if (heredocs_ > 0) return doubt("a here-document without end in the body of another one");
  const std::size_t last = end_ > 0 && text_[end_ - 1] == '\n' ? end_ - 1 : end_;
  if (!redirection.heredoc_quoted && continues({text_, last})) {
    return doubt("a here-document without end that ends in a backslash");
  }
  // Ended by the end of the text, which bash takes for a newline too.
  rewrites = rewrites || (end_ > 0 && text_[end_ - 1] != '\n');
  return true;
}

bool Reader::read_heredoc_body(Redirection& redirection) {
  std::string delimiter;
  for (const Part& part : redirection.target.parts) delimiter += part.text;
  const std::uint32_t begin = pos_;
  std::uint32_t body_end = begin;
  bool rewrites = false;
  if (!find_heredoc_end(redirection, delimiter, body_end, rewrites)) return false;
  redirection.body.span = {source_, begin, body_end};
  if (skimming_ && !is_balanced(begin, body_end)) moved_.insert(begin);
  if (begin == body_end) return true;
  if (!redirection.heredoc_quoted) {
    return rewrites ? expand_rewritten_body(redirection, begin, body_end)
                    : expand_heredoc_body(redirection, begin, body_end);
  }
  std::string_view text = between(begin, body_end);
  if (rewrites)
    text = arena_.copy(std::string_view(rewritten(text, redirection.heredoc_strip, false)));
  const std::size_t mark = scratch_.parts.size();
  push_part(PartKind::literal, begin, text).span.end = body_end;
  redirection.body.parts = scratch_.parts.take(arena_, mark);
  return true;
}

bool Reader::expand_heredoc_body(Redirection& redirection, std::uint32_t begin, std::uint32_t end) {
  const Nest nest(*this);
  if (!nest.ok()) return false;
  Reader reader(*this, scratch_, begin, end);
  return expand_with(reader, redirection);
}

// Continuations go before anything else is read, even those inside single quotes in a $( ) of the
// body; what bash took away is not in the source, so the body becomes a source of its own.
bool Reader::expand_rewritten_body(Redirection& redirection, std::uint32_t begin,
                                   std::uint32_t end) {
  const Nest nest(*this);
  if (!nest.ok()) return false;
  const std::uint32_t id =
      tree_.add_source({rewritten(between(begin, end), redirection.heredoc_strip, true),
                        SourceKind::other,
                        Span{source_, begin, end},
                        {}});
  Reader reader(tree_, scratch_, id, depth_, limits_);
  reader.skimming_ = skimming_;
  reader.newer_ = newer_;
  return expand_with(reader, redirection);
}

bool Reader::expand_with(Reader& reader, Redirection& redirection) {
  const Scratch::Marks marks = scratch_.marks();
  const std::size_t items = scratch_.items.size();
  reader.in_heredoc_ = true;
  reader.heredocs_ = heredocs_ + 1;
  if (!reader.read_quoted_text(Quoting::heredoc)) {
    if (reader.doubtful_) return fail_as(reader);
    Scratch::Marks complete = marks;
    complete.parts = reader.complete_parts_;
    scratch_.items.cut(items);
    scratch_.cut_others(complete);
    reader.push_broken_expansion();
  }
  tried_ = reader.tried_;
  redirection.body.parts = scratch_.parts.take(arena_, marks.parts);
  return true;
}

// What is no shell in the body bash reports when it expands it, and comes to nothing behind it.
void Reader::push_broken_expansion() {
  const std::uint32_t begin = complete_until_;
  pos_ = end_;
  Node* node = make_node(NodeKind::opaque, begin);
  node->why = why_;
  push_part(PartKind::command, begin, {}).body = make_list(begin, node);
}

}  // namespace gavel::shell
