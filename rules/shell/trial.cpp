// Trials: a stretch is read to know whether it can be, and what was read is thrown away.
#include <algorithm>

#include "rules/shell/reader.h"

namespace gavel::shell {

// INVARIANT: all trials of a text together take no more than a few looks at it.
template <class Read>
Reader::Trial Reader::attempt(std::uint32_t from, std::uint32_t end, Read read) {
  constexpr std::uint64_t most_looks = 4;
  if (tried_ > most_looks * tree_.source(source_).text.size() + 1'000) return Trial::doubtful;
  const Arena::Mark arena = arena_.mark();
  const std::uint32_t sources = tree_.source_count();
  const std::size_t troubles = tree_.troubles.size();
  const std::uint64_t work = tree_.work;
  Scratch scratch;
  Reader reader(*this, scratch, from, end);
  reader.skimming_ = reader.trying_ = true;
  const bool ok = read(reader);
  arena_.rewind(arena);
  tree_.drop_sources(sources);
  tree_.troubles.resize(troubles);
  tried_ = reader.tried_ + (tree_.work - work);
  return ok ? Trial::yes : reader.doubtful_ ? Trial::doubtful : Trial::no;
}

// PRE: after `${`.
Reader::Trial Reader::try_newer_substitution() {
  return attempt(pos_, end_, [](Reader& reader) {
    reader.newer_ = true;
    return reader.read_newer_substitution();
  });
}

// After the brackets that the `$` at `from` opens, as within double quotes; 0 when they do not
// close before `end`.
std::uint32_t Reader::try_brackets(std::uint32_t from, std::uint32_t end) {
  std::uint32_t after = 0;
  attempt(from, end, [&](Reader& reader) {
    reader.dquoted_ = true;
    const bool ok = reader.read_dollar(Quoting::double_quotes);
    if (ok) after = reader.pos_;
    return ok;
  });
  return after;
}

// At the second `(` of `$((` that is no arithmetic. bash parses it only when it runs it: whether it
// then reports a syntax error.
bool Reader::is_broken(std::uint32_t begin, Quoting quoting) {
  // Trials within trials would multiply; what is broken in one breaks it, and is looked at after
  // it.
  if (trying_) return false;
  return attempt(pos_, end_, [&](Reader& reader) {
           reader.dquoted_ = dquoted_;
           reader.rereads_ = rereads_;
           reader.closer_ = closer_;
           reader.in_heredoc_ = in_heredoc_;
           return reader.read_substitution(PartKind::command, begin, quoting);
         }) == Trial::no;
}

// Such a text, which ends at `close`: bash runs the lines in front of the error.
bool Reader::push_broken(std::uint32_t begin, std::uint32_t close) {
  Reader reader(*this, scratch_, pos_, std::min(close, end_));
  reader.in_backticks_ = true;
  const List* body = reader.read_all();
  tried_ = reader.tried_;
  pos_ = std::min(close + 1, end_);
  push_part(PartKind::command, begin, {}).body = body;
  return true;
}

}  // namespace gavel::shell
