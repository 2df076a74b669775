// Loops that measure the machine itself: how fast it reads memory, and how fast each of its arithmetic units goes.
#ifndef LUBOK_MACHINE_H
#define LUBOK_MACHINE_H

#include <stddef.h>
#include <stdint.h>

/// What multiplies.
typedef enum LubokUnit {
    /// Fused multiply-adds of floats.
    LUBOK_UNIT_FLOAT32 = 0,
    /// Dot products of bfloat16 pairs, summed in floats.
    LUBOK_UNIT_BFLOAT16 = 1,
    /// Dot products of bytes, summed in 32-bit integers.
    LUBOK_UNIT_INT8 = 2,
} LubokUnit;

/// A loop of independent multiply-adds on registers alone.
typedef struct LubokUnitLoop {
    /// The instruction, for people.
    const char *name;
    /// Operations in a round: a multiply-add is two.
    size_t operations;
    /// The result depends on all that was computed, and means nothing.
    float (*run)(size_t rounds);
} LubokUnitLoop;

/// The fastest loop of a unit on this processor, or NULL where it has no such unit.
const LubokUnitLoop *lubok_unit_loop(LubokUnit unit);

/// Reads memory once, in the widest loads of this processor; address and size are multiples of 4,096. The result depends on all of it, and means nothing.
uint64_t lubok_read_memory(const void *memory, size_t bytes);

/// A moment of waiting that leaves the core to whoever shares it: some ten nanoseconds.
static inline void lubok_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

/// Gives memory that was freed back to the system, where the allocator can.
void lubok_return_free_memory(void);

#endif
