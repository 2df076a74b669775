// What libFuzzer offers to a program that has a main of its own, and a file without a name.

#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

int LLVMFuzzerRunDriver(int *argumentCount, char ***arguments, int (*test)(const uint8_t *data, size_t size));
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t capacity);

// A regular file in memory; -1 where there can be none.
static inline int anonymousFile(void) {
    return (int)syscall(SYS_memfd_create, "fuzz", 0u);
}
