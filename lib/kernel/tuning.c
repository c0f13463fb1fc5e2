#include "kernel/tuning.h"

const gt__tuning gt__tuned = {
    .elementwise_cpu = {.chunk = 65536, .smallest_chunk = 2048, .block = 256, .stream_bytes = 32 << 20},
    .elementwise_gpu = {.group = 256, .items = 1 << 20, .run = 256},
    .copy_cpu = {.tile = 64, .smallest = 16},
    .copy_gpu = {.row_bytes = 256, .tile = 64, .items = 256, .smallest = 16},
    .reduce_cpu = {.block = 256, .strip = 1024, .job = 32768, .jobs = 4, .longest = 1 << 30},
    .reduce_gpu = {.group = 256,
                   .small_group = 64,
                   .low = 1024,
                   .few = 32,
                   .groups = 16,
                   .items = 2048,
                   .least = 32,
                   .run = 1024},
};
