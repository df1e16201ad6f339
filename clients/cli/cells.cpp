#include "clients/cli/cells.h"

#include <cstdio>

#include "clients/cli/output.h"

namespace gavel::cli {
namespace {

std::string with_format(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

}  // namespace

std::string cell(const std::string& text) {
  std::string safe;
  for (const char c : printable(text.empty() ? "(none)" : text)) {
    if (c == '|') safe += '\\';
    safe += c;
  }
  return safe;
}

// A longer run of backticks would end the code: they are shown as quotes.
std::string code_cell(const std::string& text, std::size_t width) {
  std::string safe = fitted(printable(text), width);
  for (char& c : safe) c = c == '`' ? '\'' : c;
  std::string escaped;
  for (const char c : safe) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped.empty() ? "(none)" : "`" + escaped + "`";
}

std::string dollars(double usd) {
  return with_format("$%.4f", usd);
}

std::string percent(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return "";
  return with_format("%.1f %%", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string micros(std::int64_t us) {
  const auto value = static_cast<double>(us);
  if (us < 1000) return with_format("%.0f us", value);
  if (us < 1'000'000) return with_format("%.0f ms", value / 1000);
  return with_format("%.1f s", value / 1'000'000);
}

std::string table_line(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& one : cells) line += " " + one + " |";
  return line + "\n";
}

std::string table_head(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  std::string rule = "|";
  for (const std::string& name : names) {
    const bool number = name.starts_with(">");
    shown.push_back(number ? name.substr(1) : name);
    rule += number ? "---:|" : "---|";
  }
  return table_line(shown) + rule + "\n";
}

}  // namespace gavel::cli
