#include "rules/shell/reader.h"

#include <array>
#include <cstring>

namespace gavel::shell {
namespace {

constexpr std::size_t longest_keyword = 8;

constexpr bool may_start_keyword(int c) {
  switch (c) {
    case 'i':
    case 't':
    case 'e':
    case 'f':
    case 's':
    case 'w':
    case 'u':
    case 'd':
    case 'c':
    case '{':
    case '}':
    case '[':
    case ']':
    case '!':
      return true;
    default:
      return false;
  }
}

}  // namespace

Reader::Reader(Tree& tree, Scratch& scratch, std::uint32_t source, int depth, const Limits& limits)
    : Cursor(tree.source(source).text),
      tree_(tree),
      arena_(tree.arena()),
      scratch_(scratch),
      limits_(limits),
      source_(source),
      base_depth_(depth),
      depth_(depth),
      extglob_named_(tree.source(source).text.find("extglob") != std::string::npos),
      pending_base_(scratch.pending.size()) {}

Reader::Reader(const Reader& outer, Scratch& scratch, std::uint32_t begin, std::uint32_t end)
    : Cursor(outer),
      tree_(outer.tree_),
      arena_(outer.arena_),
      scratch_(scratch),
      limits_(outer.limits_),
      source_(outer.source_),
      base_depth_(outer.depth_),
      depth_(outer.depth_),
      exposing_(outer.exposing_),
      trying_(outer.trying_),
      newer_(outer.newer_),
      tried_(outer.tried_),
      skimming_(outer.skimming_),
      extglob_named_(outer.extglob_named_),
      pending_base_(scratch.pending.size()) {
  pos_ = begin;
  end_ = end;
}

bool Reader::fail(std::string_view why) {
  if (failed_) return false;
  failed_ = true;
  why_ = why;
  failed_at_ = pos_;
  return false;
}

// Of a text that bash accepts, or may accept, and that is not read.
bool Reader::doubt(std::string_view why) {
  doubtful_ = doubtful_ || !failed_;
  return fail(why);
}

bool Reader::fail_as(const Reader& inner) {
  return inner.doubtful_ ? doubt(inner.why_) : fail(inner.why_);
}

// Blanks and, because a token may start here, a comment.
void Reader::skip_blanks() {
  for (;;) {
    while (pos_ < end_ && is(text_[pos_], blank)) ++pos_;
    if (pos_ >= end_) return;
    if (text_[pos_] == '#') return skip_comment();
    if (text_[pos_] != '\\' || pos_ + 1 >= end_ || text_[pos_ + 1] != '\n') return;
    pos_ += 2;
  }
}

void Reader::skip_comment() {
  const std::uint32_t begin = pos_;
  const void* newline = std::memchr(text_ + pos_, '\n', end_ - pos_);
  pos_ = newline ? static_cast<std::uint32_t>(static_cast<const char*>(newline) - text_) : end_;
  leave_unprinted(begin, pos_);
}

bool Reader::skip_newlines() {
  for (;;) {
    skip_blanks();
    if (pos_ >= end_ || text_[pos_] != '\n') return true;
    if (!read_newline()) return false;
  }
}

// PRE: at a newline that is a token.
bool Reader::read_newline() {
  const std::uint32_t newline = pos_++;
  if (jump_to_ != 0 && newline == jump_from_) {
    pos_ = jump_to_;
    jump_to_ = 0;
  }
  return scratch_.pending.size() == pending_base_ || read_pending_heredocs();
}

// The reserved word that stands here as a whole unquoted word. Decided on the raw text.
Keyword Reader::peek_keyword() {
  if (!may_start_keyword(peek())) return Keyword::none;
  const std::uint32_t begin = pos_;
  std::array<char, longest_keyword> word{};
  std::size_t size = 0;
  while (!at_word_end()) {
    if (size == longest_keyword) {
      pos_ = begin;
      return Keyword::none;
    }
    word[size++] = text_[pos_++];
  }
  const bool goes_on = at_process_substitution();  // if<(c) is one word
  pos_ = begin;
  if (goes_on) return Keyword::none;
  return keyword_of({word.data(), size});
}

bool Reader::accept_keyword(Keyword keyword) {
  if (peek_keyword() != keyword) return false;
  for (std::size_t i = 0; i < spelling(keyword).size(); ++i) {
    peek();
    ++pos_;
  }
  return true;
}

bool Reader::expect_keyword(Keyword keyword) {
  return accept_keyword(keyword) || fail(expected(keyword));
}

Node* Reader::make_node(NodeKind kind, std::uint32_t begin) {
  Node* node = arena_.make<Node>();
  node->kind = kind;
  node->span = span_from(begin);
  return node;
}

const List* Reader::make_list(std::uint32_t begin, const Node* only) {
  List* list = arena_.make<List>();
  const ListItem item{only, Connector::end};
  list->span = span_from(begin);
  list->items = arena_.copy(std::span<const ListItem>(&item, 1));
  return list;
}

std::string_view Reader::without_continuations(std::uint32_t begin, std::uint32_t end) {
  const std::string_view raw = between(begin, end);
  if (raw.find("\\\n") == std::string_view::npos) return raw;
  std::string text;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw.substr(i, 2) == "\\\n") {
      ++i;
    } else {
      text += raw[i];
    }
  }
  return arena_.copy(std::string_view(text));
}

}  // namespace gavel::shell
