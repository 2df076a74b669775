# Lubok: from a Russian prompt to ranked pictures.
#
#   make demo        installs what is missing, builds, and paints «рыжий кот на синем фоне»
#   make test        installs what is missing, builds, and runs every test
#   make benchmark   measures this machine, and how near the parts come to its limits

SHELL := /bin/bash
LUBOK := .build/release/lubok
PROMPT ?= рыжий кот на синем фоне
DEMO ?= demo

# System packages, each with a file or command that shows it is there.
PACKAGES := libopenblas-dev libpng-dev libicu-dev pkg-config

.PHONY: deps build demo test conformance benchmark neon fuzz fuzz-build fuzz-coverage clean

deps:
	@missing=""; \
	for package in $(PACKAGES); do dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q "ok installed" || missing="$$missing $$package"; done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then echo "Lubok needs OpenBLAS, libpng and ICU with their headers, and pkg-config; install them with this system's package manager."; command -v pkg-config >/dev/null && pkg-config --exists openblas libpng icu-uc && exit 0; exit 1; fi; \
	as_root=""; \
	if [ "$$(id -u)" -ne 0 ]; then \
		if command -v sudo >/dev/null; then as_root="sudo"; else echo "Run as root: apt-get update && apt-get install -y$$missing"; exit 1; fi; \
	fi; \
	echo "Installing$$missing"; \
	$$as_root apt-get update -qq && $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null || \
		{ echo "That failed. By hand: apt-get update && apt-get install -y$$missing"; exit 1; }

build: deps
	swift build -c release --product lubok

demo: build
	$(LUBOK) generate "$(PROMPT)" -n 8 --keep 4 --seed 7 -o "$(DEMO)" --force

test: deps
	swift build -c release --build-tests
	swift test -c release --skip-build

# A line for each reference case: LUBOK_GOLDENS names another folder of them.
conformance: deps
	swift build -c release --build-tests
	swift test -c release --skip-build --filter ConformanceTests

# How near the parts come to the limits of this machine; then seconds from start to files of eight ranked pictures, five times, of
# which the middle one is the figure. BENCHMARK adds options: make benchmark BENCHMARK="--shape kandinsky --precision int4"
benchmark: build
	$(LUBOK) benchmark $(BENCHMARK)
	@folder=$$(mktemp -d); for run in 1 2 3 4 5; do \
		( TIMEFORMAT=%R; time $(LUBOK) generate "$(PROMPT)" -n 8 --seed 7 -o "$$folder" --force --quiet ); \
	done 2>&1 | sort -n | awk '{ print; seconds[NR] = $$1 } END { print "median: " seconds[(NR + 1) / 2] " s" }'; rm -rf "$$folder"

# The kernels of 64-bit ARM against their scalar twins, under emulation on any other processor.
NEON := .build/neon
NEON_PACKAGES := libc6-dev-arm64-cross gcc-aarch64-linux-gnu qemu-user
neon: PACKAGES := $(NEON_PACKAGES)
neon: deps
	@mkdir -p $(NEON)
	@for source in Sources/CKernels/*.c Tests/NEON/products.c; do \
		clang --target=aarch64-linux-gnu --sysroot=/usr/aarch64-linux-gnu -isystem /usr/aarch64-linux-gnu/include -O2 \
			-ISources/CKernels/include -c $$source -o $(NEON)/$$(basename $$source .c).o || exit 1; \
	done
	@aarch64-linux-gnu-gcc -static $(NEON)/*.o -lm -lpthread -o $(NEON)/products
	qemu-aarch64 $(NEON)/products

# The readers of files from strangers under libFuzzer and the address sanitiser, SECONDS each, or RUNS; FUZZ names some of them. Linux only.
# What is found on the way lies in .build/fuzzing/corpora, what ends in a crash in .build/fuzzing/artifacts.
FUZZ ?= safetensors torch-zip torch-legacy vocabulary manifest png
SECONDS ?= 60
FUZZING := .build/fuzzing
FUZZER := $(FUZZING)/release/fuzz
LIBRARIES = $(shell swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
# The compiler's share of a sanitizer only: the linker's would bring libFuzzer's own main.
FUZZ_FLAGS = --sanitize=address -Xswiftc -Xfrontend -Xswiftc -sanitize=fuzzer -Xcc -fsanitize=fuzzer-no-link \
	-Xlinker $(LIBRARIES)/clang/lib/linux/libclang_rt.fuzzer_no_main-$(shell uname -m).a -Xlinker -lstdc++ \
	-Xswiftc -profile-generate -Xswiftc -profile-coverage-mapping -Xcc -fprofile-instr-generate -Xcc -fcoverage-mapping
# Freed memory that the sanitizer holds back counts as memory, too.
FUZZ_ENVIRONMENT := SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=quarantine_size_mb=16 TMPDIR=$(FUZZING)/tmp
# A reader's committed corpus.
corpus = $(if $(filter png,$(1)),Tests/ImagesTests/Fixtures,Fuzzing/Corpora/$(1))

fuzz-build: deps
	swift build --package-path Fuzzing --scratch-path $(FUZZING) -c release $(FUZZ_FLAGS)
	@mkdir -p $(FUZZING)/tmp $(FUZZING)/artifacts $(FUZZING)/profiles $(FUZZ:%=$(FUZZING)/corpora/%)

fuzz: fuzz-build
	@$(foreach reader,$(FUZZ),echo "$(reader)"; $(FUZZ_ENVIRONMENT) LLVM_PROFILE_FILE=/dev/null LUBOK_FUZZ=$(reader) $(FUZZER) \
		$(if $(RUNS),-runs=$(RUNS),-max_total_time=$(SECONDS)) -rss_limit_mb=512 -timeout=10 -max_len=16384 -verbosity=0 -print_final_stats=1 \
		-artifact_prefix=$(FUZZING)/artifacts/$(reader)- $(FUZZING)/corpora/$(reader) $(call corpus,$(reader)) || exit 1;)

# How much of each reader the committed corpora reach, before any fuzzing.
fuzz-coverage: fuzz-build
	@$(foreach reader,$(FUZZ),$(FUZZ_ENVIRONMENT) LLVM_PROFILE_FILE=$(FUZZING)/profiles/$(reader).profraw LUBOK_FUZZ=$(reader) $(FUZZER) \
		-runs=0 -verbosity=0 $(call corpus,$(reader)) && Fuzzing/coverage.sh $(reader) $(FUZZER) $(FUZZING)/profiles $(LIBRARIES)/../../bin || exit 1;)

clean:
	rm -rf .build
