# Everything a newcomer needs: `make run` and `make test`. The rest is for those who work on Gavel.
SHELL := /bin/sh
# Two compilers at once fit in 4 GiB; more cores need about 2 GiB each.
JOBS ?= $(shell n=$$(nproc); m=$$(awk '/MemAvailable/ {print int($$2 / 2000000)}' /proc/meminfo); \
  [ $$m -lt 1 ] && m=1; [ $$n -lt $$m ] && echo $$n || echo $$m)
BIN := build/release/bin

.PHONY: help run test build setup release-test tsan fuzz differential bench tidy format corpus clean

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

tidy:  ## clang-tidy over the whole tree
	@cmake --preset tidy -DGAVEL_TESTS=OFF >/dev/null
	@cmake --build --preset tidy -j $(JOBS)

format:  ## clang-format over the whole tree
	@git ls-files '*.cpp' '*.h' | xargs clang-format -i

clean:  ## remove every build folder
	@rm -rf build
