# Each command does all of its own set-up, asks nothing, and is quick the second time.
# Without this file: tools/setup, cmake --preset, ctest --preset.
.PHONY: help demo test bench check format soak tidy install clean

help:
	@echo "make demo     set up, build, and show what Tusk does"
	@echo "make test     set up, build, and run every test but the long ones"
	@echo "make bench    set up, build, and measure Tusk beside its rivals"
	@echo "make check    format, layers, self-contained headers, no unregistered test"
	@echo "make format   format the C++ sources in place"
	@echo "make soak     the long tests"
	@echo "make tidy     clang-tidy over all sources (minutes)"
	@echo "make install  install into PREFIX (default /usr/local)"

demo:
	@tools/setup demo
	@tools/build demo
	@tools/demo

test:
	@tools/setup test
	@tools/build test
	@tools/test

bench:
	@tools/setup bench
	@tools/build bench
	@tools/bench tasks
	@tools/bench taxi

check:
	@tools/setup check
	@tools/check

format:
	@tools/setup check
	@tools/format

soak:
	@tools/setup test
	@tools/build test
	@tools/test soak

tidy:
	@tools/setup check
	@tools/tidy

install:
	@tools/setup demo
	@tools/build demo
	@cmake --install build/release --prefix "$(or $(PREFIX),/usr/local)"

clean:
	@rm -rf build
