/* Kernels of cpu/ as a queue that rehearses has them compiled. */
#include <stdio.h>

#include "cl/internal.h"
#include "checks/batches.h"

enum { BATCH = 25, MOST = 8192 };

/* n variants as one program. */
static int write_batch(const char *folder, int number, const gt__spec *const *members, int n)
{
    char path[4096];
    int failed = 0;
    const char *family = NULL;
    gt__text program = {0}, source[BATCH] = {{0}};
    const char *sources[BATCH] = {NULL};
    for (int i = 0; i < n; i++) {
        gt__spec_text(&source[i], &family, members[i]);
        if (source[i].failed) failed = 1;
        sources[i] = source[i].s;
    }
    gt__batch_write(&program, sources, n);
    for (int i = 0; i < n; i++) gt__text_free(&source[i]);
    snprintf(path, sizeof path, "%s/batch-%03d", folder, number);
    FILE *file = fopen(path, "wx");
    if (!file || program.failed || fputs(program.s, file) < 0) {
        perror(path);
        failed = 1;
    }
    if (file && fclose(file) != 0) failed = 1;
    gt__text_free(&program);
    return failed;
}

int write_batches(const char *folder, const gt__spec *specs, int n_specs)
{
    static const gt__spec *of_cpu[MOST];
    uint32_t seed = 20240607;
    int n = 0, failed = 0;
    for (int i = 0; i < n_specs; i++) {
        if (specs[i].form != GT__CPU) continue;
        seed = seed * 1664525U + 1013904223U;
        const int at = (int)(seed / 65536U % (unsigned)(n + 1));
        of_cpu[n] = of_cpu[at];
        of_cpu[at] = &specs[i];
        n++;
    }
    for (int at = 0; at < n; at += BATCH)
        failed |= write_batch(folder, at / BATCH, of_cpu + at, n - at < BATCH ? n - at : BATCH);
    return failed;
}
