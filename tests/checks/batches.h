/* Programs of several kernels, for the program that writes variants. */
#ifndef CHECKS_BATCHES_H
#define CHECKS_BATCHES_H
#include "kernel/spec.h"

/* All specs of cpu/, in an order by chance that is always the same, as files "batch-NUMBER". 1 if it fails. */
int write_batches(const char *folder, const gt__spec *specs, int n_specs);
#endif
