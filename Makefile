# Everything a newcomer needs: `make run` and `make test`. The rest is for those who work on Gavel.
SHELL := /bin/sh
# Two compilers at once fit in 4 GiB; more cores need about 2 GiB each.
JOBS ?= $(shell n=$$(nproc); m=$$(awk '/MemAvailable/ {print int($$2 / 2000000)}' /proc/meminfo); \
  [ $$m -lt 1 ] && m=1; [ $$n -lt $$m ] && echo $$n || echo $$m)
BIN := build/release/bin
COUNT ?= 100000
SEED ?= 1
KILLS ?= 200
TARGET ?= shell
SECONDS ?= 600

.PHONY: help run test build setup tsan fuzz crash differential bench corpus tidy format clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: build  ## install what is missing, build, and watch the gateway judge real calls
	@$(BIN)/gavel demo

build:  ## leaves build/release/bin/gavel and build/release/bin/gavel-hook
	@./setup.sh build
	@cmake --preset release -DGAVEL_TESTS=OFF >/dev/null
	@cmake --build --preset release -j $(JOBS)

test:  ## install what is missing, build with sanitizers, run every test
	@./setup.sh test
	@cmake --preset dev -DGAVEL_TESTS=ON >/dev/null
	@cmake --build --preset dev -j $(JOBS)
	@ctest --preset dev -j $(JOBS)

setup:  ## install the Debian packages of packages.txt that are missing
	@./setup.sh test

tsan:  ## the tests where threads meet, under ThreadSanitizer
	@./setup.sh test
	@cmake --preset tsan >/dev/null
	@cmake --build --preset tsan -j $(JOBS)
	@ctest --preset tsan -j $(JOBS) -R '^server/'

differential:  ## the parser against the real bash: make differential COUNT=100000 SEED=1
	@./setup.sh test
	@cmake --preset release -DGAVEL_TESTS=ON >/dev/null
	@cmake --build --preset release -j $(JOBS) --target differential
	@$(BIN)/differential --count $(COUNT) --seed $(SEED)

fuzz:  ## libFuzzer on one target: make fuzz TARGET=shell SECONDS=600
	@./setup.sh fuzz
	@cmake --preset fuzz >/dev/null
	@cmake --build --preset fuzz -j $(JOBS) --target fuzz_$(TARGET)
	@mkdir -p build/fuzz/corpus/$(TARGET)
	@build/fuzz/bin/fuzz_$(TARGET) -max_total_time=$(SECONDS) build/fuzz/corpus/$(TARGET) tests/fuzz/corpus/$(TARGET)

crash:  ## kill -9 of the gateway under load: make crash KILLS=200 SEED=1
	@./setup.sh test
	@cmake --preset release -DGAVEL_TESTS=ON >/dev/null
	@cmake --build --preset release -j $(JOBS) --target crash gavel
	@$(BIN)/crash $(BIN)/gavel $(KILLS) $(SEED)

bench:  ## every benchmark, each beside its floor
	@./setup.sh test
	@cmake --preset release -DGAVEL_BENCH=ON -DGAVEL_TESTS=OFF >/dev/null
	@cmake --build --preset release -j $(JOBS)
	@for bench in $(BIN)/gavel_bench_*; do echo "== $$bench"; $$bench || exit 1; done

corpus: build  ## the static tier on our own labelled calls, and on others: make corpus FILES="a.jsonl b.jsonl"
	@$(BIN)/gavel corpus $(or $(FILES),$(sort $(wildcard tests/corpus/*.jsonl))) || [ $$? -eq 1 ]  # 1: some label disagrees, as printed

tidy:  ## clang-tidy over the whole tree
	@./setup.sh fuzz
	@cmake --preset tidy -DGAVEL_TESTS=OFF >/dev/null
	@cmake --build --preset tidy -j $(JOBS)

format:  ## clang-format over the whole tree
	@git ls-files '*.cpp' '*.h' | xargs clang-format -i

clean:  ## remove every build folder
	@rm -rf build
