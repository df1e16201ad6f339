// expression = assignment { "," assignment } ;
// assignment = name ( "=" | "*=" | ... ) assignment | conditional ;
// conditional = binary [ "?" expression ":" conditional ] ;
// binary     = power { operator power }, by the precedences of C ;
// power      = unary [ "**" power ] ;     unary = { "!" | "~" | "-" | "+" } postfix ;
// postfix    = number | "(" expression ")" | [ "++" | "--" ] name | name [ "++" | "--" ] ;
#include "rules/shell/arithmetic.h"

#include <algorithm>
#include <array>

#include "rules/shell/bytes.h"

namespace gavel::shell {
namespace {

constexpr int most_depth = 24;             // parentheses and values that are expressions again
constexpr std::size_t most_bytes = 1'024;  // longer expressions are not computed
constexpr std::size_t most_digits = 18;    // of a number: no overflow

struct Binary {
  std::string_view spelling;
  int precedence;
};

// INVARIANT: an operator stands before every operator it starts with.
constexpr std::array binaries{Binary{"||", 1}, Binary{"&&", 2}, Binary{"<<", 8}, Binary{">>", 8},
                              Binary{"==", 6}, Binary{"!=", 6}, Binary{"<=", 7}, Binary{">=", 7},
                              Binary{"|", 3},  Binary{"^", 4},  Binary{"&", 5},  Binary{"<", 7},
                              Binary{">", 7},  Binary{"+", 9},  Binary{"-", 9},  Binary{"*", 10},
                              Binary{"/", 10}, Binary{"%", 10}};

constexpr std::array<std::string_view, 11> assigning{
    "<<=", ">>=", "*=", "/=", "%=", "+=", "-=", "&=", "^=", "|=", "="};

std::optional<std::int64_t> apply(std::string_view op, std::int64_t left, std::int64_t right) {
  const auto a = static_cast<std::uint64_t>(left);
  const auto b = static_cast<std::uint64_t>(right);
  const auto wrapped = [](std::uint64_t n) { return static_cast<std::int64_t>(n); };
  if (op == "+") return wrapped(a + b);
  if (op == "-") return wrapped(a - b);
  if (op == "*") return wrapped(a * b);
  if (op == "/" || op == "%") {
    if (right == 0 || right == -1)
      return right == 0 ? std::nullopt : std::optional(op == "/" ? wrapped(0 - a) : 0);
    return op == "/" ? left / right : left % right;
  }
  if (op == "<<" || op == ">>") {
    if (right < 0 || right > 63) return std::nullopt;
    return op == "<<" ? wrapped(a << b) : left >> right;
  }
  if (op == "&") return wrapped(a & b);
  if (op == "|") return wrapped(a | b);
  if (op == "^") return wrapped(a ^ b);
  if (op == "==") return left == right;
  if (op == "!=") return left != right;
  if (op == "<=") return left <= right;
  if (op == ">=") return left >= right;
  if (op == "<") return left < right;
  return left > right;
}

int digit_of(char c, int base) {
  int value = 99;
  if (c >= '0' && c <= '9') value = c - '0';
  if (c >= 'a' && c <= 'z') value = c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') value = c - 'A' + (base <= 36 ? 10 : 36);
  if (c == '@') value = 62;
  if (c == '_') value = 63;
  return value;
}

// 12, 0x1f, 017, 16#ff.
std::optional<std::int64_t> constant(std::string_view text) {
  int base = 10;
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    if (hash == 0 || hash > 2) return std::nullopt;
    base = 0;
    for (const char c : text.substr(0, hash)) base = base * 10 + digit_of(c, 10);
    text.remove_prefix(hash + 1);
    if (base < 2 || base > 64 || text.empty()) return std::nullopt;
  } else if (text.size() > 1 && text[0] == '0') {
    const bool hex = text[1] == 'x' || text[1] == 'X';
    base = hex ? 16 : 8;
    text.remove_prefix(hex ? 2 : 1);
  }
  if (text.size() > most_digits) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    const int digit = digit_of(c, base);
    if (digit >= base) return std::nullopt;
    value = value * static_cast<std::uint64_t>(base) + static_cast<std::uint64_t>(digit);
  }
  if (base > 10 && text.size() > 10) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

class Calculator {
 public:
  Calculator(std::string_view text, Surroundings& around, Computed& out, int depth)
      : text_(text), around_(around), out_(out), depth_(depth) {}

  std::optional<std::int64_t> run() {
    skip();
    if (at_ == text_.size()) return 0;
    const std::optional<std::int64_t> value = expression();
    if (at_ != text_.size()) return std::nullopt;
    return value;
  }

 private:
  using Result = std::optional<std::int64_t>;

  // Within its life nothing is assigned and nothing need be known: bash only parses.
  class Passed {
   public:
    Passed(int& depth, bool active) : depth_(depth), active_(active) { depth_ += active_; }
    ~Passed() { depth_ -= active_; }
    Passed(const Passed&) = delete;
    Passed& operator=(const Passed&) = delete;

   private:
    int& depth_;
    bool active_;
  };

  void skip() {
    while (at_ < text_.size() && (is(text_[at_], blank) || text_[at_] == '\n')) ++at_;
  }
  bool accept(std::string_view token) {
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    skip();
    return true;
  }

  Result expression() {
    Result value = assignment();
    while (value && accept(",")) value = assignment();
    return value;
  }

  Result assignment() {
    const std::size_t begin = at_;
    const std::string_view name = read_name();
    for (const std::string_view op : assigning) {
      if (name.empty() || (op == "=" && text_.substr(at_, 2) == "==") || !accept(op)) continue;
      const Result right = assignment();
      if (!right) return right;
      Result made = right;
      if (op != "=") {
        const Result left = value_of_name(name);
        made = left ? apply(op.substr(0, op.size() - 1), *left, *right) : left;
        if (passed_ > 0) made = 0;
      }
      return made ? assign(name, *made) : made;
    }
    at_ = begin;
    return conditional();
  }

  Result conditional() {
    const Result condition = binary(1);
    if (!condition || !accept("?")) return condition;
    Result yes, no;
    {
      const Passed passed(passed_, *condition == 0);
      yes = expression();
    }
    if (!yes || !accept(":")) return std::nullopt;
    {
      const Passed passed(passed_, *condition != 0);
      no = conditional();
    }
    if (!no) return no;
    return *condition != 0 ? yes : no;
  }

  const Binary* peek_binary() const {
    const std::string_view rest = text_.substr(at_);
    for (const Binary& row : binaries) {
      if (!rest.starts_with(row.spelling)) continue;
      const bool assigns = row.precedence != 6 && row.precedence != 7 &&
                           rest.substr(row.spelling.size()).starts_with('=');
      const bool power = rest.starts_with("**");
      return assigns || power ? nullptr : &row;
    }
    return nullptr;
  }

  Result binary(int least) {
    Result left = power();
    while (left) {
      const Binary* op = peek_binary();
      if (op == nullptr || op->precedence < least) return left;
      accept(op->spelling);
      const bool or_else = op->spelling == "||";
      const bool and_then = op->spelling == "&&";
      const Passed passed(passed_, (or_else && *left != 0) || (and_then && *left == 0));
      const Result right = binary(op->precedence + 1);
      if (!right) return right;
      if (or_else) {
        left = *left != 0 || *right != 0;
      } else if (and_then) {
        left = *left != 0 && *right != 0;
      } else {
        left = passed_ > 0 ? Result(0) : apply(op->spelling, *left, *right);
      }
    }
    return left;
  }

  Result power() {
    const Result base = unary();
    if (!base || !accept("**")) return base;
    const Result exponent = power();
    if (!exponent || *exponent < 0 || *exponent > 64) return std::nullopt;
    std::int64_t value = 1;
    for (std::int64_t i = 0; i < *exponent; ++i) value = *apply("*", value, *base);
    return value;
  }

  Result unary() {
    const bool steps = text_.substr(at_, 2) == "++" || text_.substr(at_, 2) == "--";
    if (steps) return prefix();
    for (const char op : {'!', '~', '-', '+'}) {
      if (at_ >= text_.size() || text_[at_] != op) continue;
      if (++depth_ > most_depth) return std::nullopt;
      ++at_;
      skip();
      const Result operand = unary();
      --depth_;
      if (!operand) return operand;
      if (op == '!') return *operand == 0;
      if (op == '~') return ~*operand;
      return op == '-' ? apply("-", 0, *operand) : operand;
    }
    return postfix();
  }

  Result prefix() {
    const std::int64_t step = text_[at_] == '+' ? 1 : -1;
    at_ += 2;
    skip();
    const std::string_view name = read_name();
    const Result value = name.empty() ? Result() : value_of_name(name);
    return value ? assign(name, *apply("+", *value, step)) : std::nullopt;
  }

  Result postfix() {
    if (accept("(")) {
      if (++depth_ > most_depth) return std::nullopt;
      const Result inside = expression();
      --depth_;
      return inside && accept(")") ? inside : std::nullopt;
    }
    if (at_ < text_.size() && is(text_[at_], digit)) return number();
    const std::string_view name = read_name();
    if (name.empty()) return std::nullopt;
    const Result value = value_of_name(name);
    if (!value) return value;
    if (accept("++")) return assign(name, *apply("+", *value, 1)) ? value : std::nullopt;
    if (accept("--")) return assign(name, *apply("-", *value, 1)) ? value : std::nullopt;
    return value;
  }

  Result number() {
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           (is(text_[at_], name_rest) || text_[at_] == '#' || text_[at_] == '@')) {
      ++at_;
    }
    const Result value = constant(text_.substr(begin, at_ - begin));
    skip();
    return value;
  }

  std::string_view read_name() {
    const std::size_t begin = at_;
    if (at_ < text_.size() && is(text_[at_], name_first)) {
      while (at_ < text_.size() && is(text_[at_], name_rest)) ++at_;
    }
    const std::string_view name = text_.substr(begin, at_ - begin);
    if (at_ < text_.size() && text_[at_] == '[') return {};  // elements are not followed
    skip();
    return name;
  }

  Result value_of_name(std::string_view name) {
    if (passed_ > 0) return 0;
    const auto last = std::find_if(out_.assigned.rbegin(), out_.assigned.rend(),
                                   [&](const auto& each) { return each.first == name; });
    if (last != out_.assigned.rend()) return last->second;
    const Value* value = around_.variable(name);
    if (value == nullptr || value->array || value->known != Argument::Known::exact || value->glob)
      return std::nullopt;
    if (!value->set) return 0;
    if (depth_ >= most_depth || value->text.size() > most_bytes) return std::nullopt;
    const std::string text = value->text;
    return Calculator(text, around_, out_, depth_ + 1).run();
  }

  Result assign(std::string_view name, std::int64_t value) {
    if (passed_ == 0) out_.assigned.emplace_back(std::string(name), value);
    return value;
  }

  std::string_view text_;
  Surroundings& around_;
  Computed& out_;
  int depth_;
  int passed_ = 0;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<Computed> compute(std::string_view text, Surroundings& around) {
  if (text.size() > most_bytes) return std::nullopt;
  Computed out;
  const std::optional<std::int64_t> value = Calculator(text, around, out, 0).run();
  if (!value) return std::nullopt;
  out.value = *value;
  return out;
}

}  // namespace gavel::shell
