#include "rules/inline/home.h"

namespace gavel::inline_code {

std::size_t home_at(std::string_view code) {
  constexpr std::string_view homes[] = {"$ENV{HOME}",
                                        "$ENV{'HOME'}",
                                        "$ENV{\"HOME\"}",
                                        "#{ENV[\"HOME\"]}",
                                        "#{ENV['HOME']}",
                                        "#{Dir.home}",
                                        "${process.env.HOME}",
                                        "${os.homedir()}",
                                        "${require('os').homedir()}",
                                        "{os.environ[\"HOME\"]}",
                                        "{os.environ['HOME']}",
                                        "{Path.home()}",
                                        "{$_SERVER['HOME']}",
                                        "{$_ENV['HOME']}"};
  for (const std::string_view home : homes) {
    if (code.starts_with(home)) return home.size();
  }
  return 0;
}

}  // namespace gavel::inline_code
