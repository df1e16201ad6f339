// Trials: a stretch is read to know whether it can be, and what was read is thrown away.
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
  reader.skimming_ = true;
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

}  // namespace gavel::shell
