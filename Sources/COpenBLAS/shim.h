// The part of OpenBLAS that Lubok calls: single-precision products, and the questions the benchmark asks of it.
#include <cblas.h>
