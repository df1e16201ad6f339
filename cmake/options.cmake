# Compiler flags: sanitizers, warnings, ccache.
set(GAVEL_SANITIZE "" CACHE STRING "comma-separated sanitizers, as -fsanitize= takes them")
option(GAVEL_WERROR "warnings are errors" OFF)
option(GAVEL_FUZZ "link the fuzz targets with libFuzzer (needs clang)" OFF)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow=local -Wnon-virtual-dtor -Wimplicit-fallthrough)
if(GAVEL_WERROR)
  add_compile_options(-Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these inside libstdc++ and Boost headers when sanitizers or -O2 are on.
  add_compile_options(-Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-restrict
    -Wno-array-bounds -Wno-stringop-overread)
endif()
if(GAVEL_FUZZ)
  # libFuzzer steers by the coverage of what is fuzzed, not of the few lines of the target.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

if(GAVEL_SANITIZE)
  add_compile_options(-fsanitize=${GAVEL_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${GAVEL_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND GAVEL_SANITIZE MATCHES "undefined")
    # clang 14's function sanitizer rejects coroutine frames.
    add_compile_options(-fno-sanitize=function)
  endif()
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-D_FORTIFY_SOURCE=2 -fstack-protector-strong)
  add_link_options(-Wl,-z,relro,-z,now)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  # Unoptimised, with line tables only: measured, it halves the compile time of the sanitizer build.
  add_compile_options(-O0 -g1 -D_GLIBCXX_ASSERTIONS)
endif()

# The test binaries are large; mold links them in a fraction of bfd's time.
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
