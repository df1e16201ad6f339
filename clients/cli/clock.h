// The wall clock, as numbers and as people read it.
#pragma once

#include <cstdint>
#include <string>

namespace gavel::cli {

std::int64_t unix_ms_now();

// Of the machine's time zone; `format` as strftime(3) takes it, at most 31 bytes of text.
std::string local_time(std::int64_t unix_ms, const char* format);

}  // namespace gavel::cli
