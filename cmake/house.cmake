# One folder = one target = one namespace = one test folder. Every folder's CMakeLists.txt is one call.

# gavel_library(LINKS a b ...): the sources of this folder as target gavel_<path with _>,
# e.g. rules/shell -> gavel_rules_shell. What it may link is what layers.txt lets it include.
function(gavel_library)
  cmake_parse_arguments(ARG "" "" "LINKS;EXCLUDE" ${ARGN})
  gavel_target_name(name ${CMAKE_CURRENT_SOURCE_DIR})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  foreach(file ${ARG_EXCLUDE})
    list(REMOVE_ITEM sources ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
  if(sources)
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${ARG_LINKS})
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} INTERFACE ${ARG_LINKS})
  endif()
endfunction()

function(gavel_target_name out folder)
  file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR} ${folder})
  string(REPLACE "/" "_" path ${path})
  set(${out} gavel_${path} PARENT_SCOPE)
endfunction()

# gavel_embed(LIB SYMBOL files...): the files' bytes as one generated table
# `extern const std::span<const gavel::EmbeddedFile> SYMBOL` (see cmake/embed.cmake).
function(gavel_embed library symbol)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp)
  string(REPLACE ";" "|" list "${ARGN}")
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DSYMBOL=${symbol} -DFILES=${list} -DOUTPUT=${output}
            -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    VERBATIM)
  target_sources(${library} PRIVATE ${output})
endfunction()

# gavel_tests(LINKS ...): every *_test.cpp of this folder in one gtest binary, each TEST a ctest.
function(gavel_tests)
  cmake_parse_arguments(ARG "" "" "LINKS;LABELS" ${ARGN})
  gavel_target_name(name ${CMAKE_CURRENT_SOURCE_DIR})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE
    GAVEL_SOURCE_DIR="${CMAKE_SOURCE_DIR}" GAVEL_BINARY_DIR="${CMAKE_BINARY_DIR}")
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} GTest::gmock GTest::gtest_main)
  file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR}/tests ${CMAKE_CURRENT_SOURCE_DIR})
  gtest_discover_tests(${name} TEST_PREFIX "${path}/" DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT 300 LABELS "${ARG_LABELS}")
endfunction()

# gavel_fuzz(NAME SOURCE LINKS ...): with GAVEL_FUZZ a libFuzzer binary; else a program that
# replays tests/fuzz/corpus/NAME, as a ctest.
function(gavel_fuzz name source)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  add_executable(fuzz_${name} ${source})
  target_include_directories(fuzz_${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(fuzz_${name} PRIVATE ${ARG_LINKS})
  if(GAVEL_FUZZ)
    target_compile_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(fuzz_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests/fuzz/replay.cpp)
    add_test(NAME fuzz/${name} COMMAND fuzz_${name} ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name})
  endif()
endfunction()

# gavel_benchmarks(LINKS ...): every *_bench.cpp of this folder in one Google Benchmark binary.
function(gavel_benchmarks)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  gavel_target_name(name ${CMAKE_CURRENT_SOURCE_DIR})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_bench.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE GAVEL_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} benchmark::benchmark_main)
endfunction()
