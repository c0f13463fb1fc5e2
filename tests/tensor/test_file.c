/* .npy files: loading what NumPy writes, written here byte by byte, hostile files, and saving. */
#define _GNU_SOURCE /* mkdtemp */
#include "support/support.h"
#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "support/leaks.h"

static char folder[] = "/tmp/gputensor-test-XXXXXX", path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/a.npy", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void write_bytes(const void *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

/* ---- A writer after NumPy's lib/format.py ------------------------------------------------------------------------ */

#define TEN_ONES "1, 1, 1, 1, 1, 1, 1, 1, 1, 1, "

typedef struct npy {
    const char *descr;
    int version;
    bool fortran;
    const char *shape;
    size_t pad; /* spaces more than NumPy's */
} npy;

/* The header into out; its length. */
static size_t write_header(const npy *f, char *out, size_t room)
{
    size_t start = f->version == 1 ? 10 : 12;
    memset(out, ' ', room);
    int n = snprintf(out + start, room - start, "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }", f->descr,
                     f->fortran ? "True" : "False", f->shape);
    out[start + (size_t)n] = ' ';
    size_t end = (start + (size_t)n + 1 + f->pad + 63) / 64 * 64, length = end - start;
    out[end - 1] = '\n';
    memcpy(out, "\x93NUMPY", 6);
    out[6] = (char)f->version;
    out[7] = 0;
    for (size_t i = 8; i < start; i++) out[i] = (char)(length >> (8 * (i - 8)) & 0xff);
    return end;
}

static void write_file(const npy *f, const void *data, size_t bytes)
{
    static char all[100000];
    size_t header = write_header(f, all, sizeof all);
    memcpy(all + header, data, bytes);
    write_bytes(all, header + bytes);
}

typedef struct type {
    int32_t dtype;
    const char *descr;
    bool big;
} type;

static const type types[] = {
    {GT_BOOL, "|b1", 0}, {GT_I8, "|i1", 0},  {GT_U8, "|u1", 0},  {GT_I16, "<i2", 0}, {GT_I16, ">i2", 1},
    {GT_I32, "<i4", 0},  {GT_I32, ">i4", 1}, {GT_I64, "<i8", 0}, {GT_I64, ">i8", 1}, {GT_U16, "<u2", 0},
    {GT_U16, ">u2", 1},  {GT_U32, "<u4", 0}, {GT_U32, ">u4", 1}, {GT_U64, "<u8", 0}, {GT_U64, ">u8", 1},
    {GT_F16, "<f2", 0},  {GT_F16, ">f2", 1}, {GT_F32, "<f4", 0}, {GT_F32, ">f4", 1}, {GT_F64, "<f8", 0},
    {GT_F64, ">f8", 1},
};

static void reverse(char *element, size_t size)
{
    for (size_t i = 0; i < size / 2; i++) {
        char held = element[i];
        element[i] = element[size - 1 - i];
        element[size - 1 - i] = held;
    }
}

/* Writes 3 x 5 random elements in the order and byte order of the file, loads them, and compares. */
static void load_case(const type *t, int version, bool fortran, gt_tensor *into)
{
    enum { ROWS = 3, COLUMNS = 5, N = ROWS * COLUMNS };
    const int64_t shape[] = {ROWS, COLUMNS};
    const npy file = {t->descr, version, fortran, "(3, 5)", 0};
    size_t size = facts_of(t->dtype)->size;
    char stored[N * 8], *want = support_random(t->dtype, N, (uint64_t)version);
    for (size_t i = 0; i < N; i++) {
        char *element = stored + (fortran ? i % COLUMNS * ROWS + i / COLUMNS : i) * size;
        memcpy(element, want + i * size, size);
        if (t->big) reverse(element, size);
    }
    write_file(&file, stored, N * size);
    gt_tensor *loaded = into;
    must(gt_load_npy(support_queue(), &loaded, path));
    if (into) assert_ptr_equal(loaded, into);
    assert_int_equal(gt_tensor_rank(loaded), 2);
    assert_int_equal(gt_tensor_dim(loaded, 0), shape[0]);
    assert_int_equal(gt_tensor_dim(loaded, 1), shape[1]);
    void *got = support_download(loaded, t->dtype, N);
    if (memcmp(got, want, N * size) != 0) support_wrong("%s, version %d, order %d", t->descr, version, fortran);
    if (!into) support_drop(&loaded);
    free(got);
    free(want);
}

static void loads(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof types / sizeof *types; k++)
        for (int version = 1; version <= 3; version++)
            for (int fortran = 0; fortran < 2; fortran++) {
                if (!support_has(types[k].dtype)) continue;
                load_case(&types[k], version, fortran, NULL);
            }
    support_settle();
}

static void loads_into(void **state)
{
    (void)state;
    const int64_t shape[] = {6, 5};
    const gt_slice odd = {1, 0, 2, GT_SLICE_OPEN_STOP, 0};
    for (int fortran = 0; fortran < 2; fortran++) {
        gt_tensor *all = NULL, *rows = NULL;
        must(gt_tensor_create(support_queue(), &all, GT_I16, 2, shape, 0));
        must(gt_tensor_slice(&rows, all, &odd, 1));
        load_case(&types[4], 1, fortran, rows);
        support_drop(&rows);
        must(gt_tensor_slice(&rows, all, &(gt_slice){0, 0, 2, GT_SLICE_OPEN_STOP, 0}, 1));
        const double zeros[15] = {0};
        support_expect(rows, GT_I16, 2, (const int64_t[]){3, 5}, zeros); /* between them nothing was written */
        support_drop(&rows);
        support_drop(&all);
    }
    support_settle();
}

static void loads_shapes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t rank;
        int64_t shape[3];
    } rows[] = {{"()", 0, {0}}, {"(4,)", 1, {4}}, {"(0,)", 1, {0}}, {"(2, 0, 3)", 3, {2, 0, 3}}, {"(1, 4)", 2, {1, 4}}};
    const float numbers[] = {1, 2, 3, 4};
    const double values[] = {1, 2, 3, 4};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        for (int fortran = 0; fortran < 2; fortran++) {
            const npy file = {"<f4", 1, fortran, rows[k].text, 0};
            int64_t count = support_count(rows[k].rank, rows[k].shape);
            gt_tensor *t = NULL;
            write_file(&file, numbers, (size_t)count * 4);
            must(gt_load_npy(support_queue(), &t, path));
            support_expect(t, GT_F32, rows[k].rank, rows[k].shape, values);
            support_drop(&t);
        }
}

/* Longer than what is read at first; and bytes after the data, as np.save to one file twice leaves. */
static void long_header_and_rest(void **state)
{
    (void)state;
    const double values[] = {5, 6};
    const int64_t shape[] = {2};
    const char data[] = "\5\6more";
    for (size_t pad = 4000; pad < 60000; pad += 55000) {
        const npy file = {"|u1", 2, 0, "(2,)", pad};
        gt_tensor *t = NULL;
        write_file(&file, data, sizeof data);
        must(gt_load_npy(support_queue(), &t, path));
        support_expect(t, GT_U8, 1, shape, values);
        support_drop(&t);
    }
}

/* ---- Files that are not right ------------------------------------------------------------------------------------ */

static void refuse(int32_t status, const char *name)
{
    gt_context_stats before = {.size = sizeof before}, after = {.size = sizeof after};
    gt_tensor *none = NULL;
    must(gt_context_statistics(support_context(), &before));
    int32_t got = gt_load_npy(support_queue(), &none, path);
    if (got != status) fail_msg("%s: %d instead of %d, %s", name, got, status, gt_last_error());
    assert_null(none);
    if (strncmp(gt_last_error(), "gt_load_npy: ", 13) != 0) fail_msg("%s: %s", name, gt_last_error());
    must(gt_context_statistics(support_context(), &after));
    assert_int_equal(before.used, after.used);
}

static void malformed_headers(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int32_t status;
        npy file;
    } rows[] = {
        {"too many bytes", GT_E_FORMAT, {"<f8", 1, 0, "(4611686018427387904, 4)", 0}},
        {"a product that wraps to 2", GT_E_FORMAT, {"|u1", 1, 0, "(9223372036854775809, 2)", 0}},
        {"no such number", GT_E_FORMAT, {"|u1", 1, 0, "(99999999999999999999999,)", 0}},
        {"a negative size", GT_E_FORMAT, {"|u1", 1, 0, "(-1,)", 0}},
        {"more than the file has", GT_E_FORMAT, {"|u1", 1, 0, "(1000000000000,)", 0}},
        {"one more than the file has", GT_E_FORMAT, {"|u1", 1, 0, "(33,)", 0}},
        {"33 axes", GT_E_FORMAT, {"|u1", 1, 0, "(" TEN_ONES TEN_ONES TEN_ONES "1, 1, 1)", 0}},
        {"objects", GT_E_DTYPE, {"|O", 1, 0, "(2,)", 0}},
        {"longer complex", GT_E_DTYPE, {"<c32", 1, 0, "(2,)", 0}},
        {"text", GT_E_DTYPE, {"<U4", 1, 0, "(2,)", 0}},
        {"dates", GT_E_DTYPE, {"<M8[ns]", 1, 0, "(2,)", 0}},
        {"long double", GT_E_DTYPE, {"<f16", 1, 0, "(2,)", 0}},
        {"an unknown type", GT_E_FORMAT, {"<z4", 1, 0, "(2,)", 0}},
        {"version 9", GT_E_FORMAT, {"|u1", 9, 0, "(2,)", 0}},
        {"code", GT_E_FORMAT, {"|u1", 1, 0, "__import__('os').abort()", 0}},
        {"a header of 70000 bytes", GT_E_FORMAT, {"|u1", 2, 0, "(2,)", 70000}},
    };
    const char data[32] = {0};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        write_file(&rows[k].file, data, sizeof data);
        refuse(rows[k].status, rows[k].name);
    }
}

/* Any byte but 0 is true. */
static void odd_bools(void **state)
{
    (void)state;
    const npy file = {"|b1", 1, 0, "(5,)", 0};
    const char data[] = "\0\1\2\200\376";
    const int64_t shape[] = {5};
    gt_tensor *t = NULL;
    write_file(&file, data, 5);
    must(gt_load_npy(support_queue(), &t, path));
    uint8_t *got = support_download(t, GT_BOOL, 5);
    assert_memory_equal(got, "\0\1\1\1\1", 5);
    free(got);
    support_expect(t, GT_BOOL, 1, shape, LIST(0, 1, 1, 1, 1));
    support_drop(&t);
}

/* A good file cut at every length. */
static void truncated(void **state)
{
    (void)state;
    char all[1000];
    const npy file = {"<i4", 1, 0, "(7,)", 0};
    size_t whole = write_header(&file, all, sizeof all) + 28;
    memset(all + whole - 28, 1, 28);
    for (size_t n = 0; n < whole; n++) {
        write_bytes(all, n);
        refuse(GT_E_FORMAT, "cut");
    }
    gt_tensor *t = NULL;
    write_bytes(all, whole);
    must(gt_load_npy(support_queue(), &t, path));
    support_drop(&t);
}

static void lying_lengths(void **state)
{
    (void)state;
    char all[1000] = {0};
    const npy file = {"<i4", 2, 0, "(7,)", 0};
    size_t whole = write_header(&file, all, sizeof all) + 28;
    memset(all + 8, 0xff, 4); /* a header of 4 GiB */
    write_bytes(all, whole);
    refuse(GT_E_FORMAT, "4 GiB");
    memset(all + 8, 0, 4);
    write_bytes(all, whole);
    refuse(GT_E_FORMAT, "no header");
    all[9] = 2; /* 512 bytes, of which the file has fewer */
    write_bytes(all, whole);
    refuse(GT_E_FORMAT, "beyond the end");
}

static void no_file(void **state)
{
    (void)state;
    char before[64];
    gt_tensor *t = NULL;
    unlink(path);
    refuse(GT_E_IO, "missing");
    assert_non_null(strstr(gt_last_error(), path));
    assert_non_null(strstr(gt_last_error(), "No such file"));
    memcpy(before, path, sizeof before);
    memcpy(path, folder, sizeof folder); /* a folder */
    refuse(GT_E_IO, "folder");
    strcpy(path, "/dev/null");
    refuse(GT_E_FORMAT, "/dev/null");
    strcpy(path, "/dev/zero");
    refuse(GT_E_FORMAT, "/dev/zero");
    strcpy(path, "");
    refuse(GT_E_IO, "no name");
    memcpy(path, before, sizeof before);
    must_be(GT_E_ARGUMENT, gt_load_npy(support_queue(), &t, NULL));
    must_be(GT_E_ARGUMENT, gt_load_npy(support_queue(), NULL, path));
    must_be(GT_E_ARGUMENT, gt_load_npy(NULL, &t, path));
}

/* A destination that the file does not fit stays as it is. */
static void does_not_fit(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 3};
    const double values[] = {1, 2, 3, 4, 5, 6};
    const char data[6] = {0};
    for (int fortran = 0; fortran < 2; fortran++) {
        const npy file = {"|u1", 1, fortran, "(3, 2)", 0};
        gt_tensor *t = support_values(GT_U8, 2, shape, values), *dst = t;
        write_file(&file, data, sizeof data);
        must_be(GT_E_SHAPE, gt_load_npy(support_queue(), &dst, path));
        assert_ptr_equal(dst, t);
        support_expect(t, GT_U8, 2, shape, values);
        support_drop(&t);
    }
}

/* ---- Saving ------------------------------------------------------------------------------------------------------ */

static size_t read_all(char *out, size_t room)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t n = fread(out, 1, room, file);
    assert_int_equal(fgetc(file), EOF);
    fclose(file);
    return n;
}

/* Saved bytes must be those of NumPy's own version 1.0 file. */
static void saves(void **state)
{
    (void)state;
    const int64_t shape[] = {3, 4};
    for (size_t k = 0; k < sizeof types / sizeof *types; k++) {
        if (types[k].big || !support_has(types[k].dtype)) continue;
        char want[1000], got[1000];
        const npy file = {types[k].descr, 1, 0, "(3, 4)", 0};
        size_t header = write_header(&file, want, sizeof want), bytes = 12 * facts_of(types[k].dtype)->size;
        char *host = support_random(types[k].dtype, 12, k);
        gt_tensor *t = support_upload(types[k].dtype, 2, shape, host), *back = NULL;
        memcpy(want + header, host, bytes);
        must(gt_save_npy(support_queue(), path, t));
        assert_int_equal(read_all(got, sizeof got), header + bytes);
        assert_memory_equal(got, want, header + bytes);
        must(gt_load_npy(support_queue(), &back, path));
        void *again = support_download(back, types[k].dtype, 12);
        assert_memory_equal(again, host, bytes);
        free(again);
        free(host);
        support_drop(&t);
        support_drop(&back);
    }
}

static void saves_views(void **state)
{
    (void)state;
    for (int32_t c = 0; c < layout_case_count(); c++) {
        const layout_case *l = layout_case_at(c);
        int64_t count = support_count(l->rank, l->shape);
        void *host = support_random(GT_I32, count, 1);
        gt_tensor *t = support_tensor(l->layout, GT_I32, l->rank, l->shape, host, NULL), *back = NULL;
        must(gt_save_npy(support_queue(), path, t));
        must(gt_load_npy(support_queue(), &back, path));
        assert_int_equal(gt_tensor_rank(back), l->rank);
        for (int32_t k = 0; k < l->rank; k++) assert_int_equal(gt_tensor_dim(back, k), l->shape[k]);
        void *again = support_download(back, GT_I32, count);
        assert_memory_equal(again, host, (size_t)count * 4);
        free(again);
        free(host);
        support_drop(&t);
        support_drop(&back);
    }
}

static void not_saved(void **state)
{
    (void)state;
    const double one = 1;
    char elsewhere[100];
    struct stat there;
    gt_tensor *t = support_values(GT_F32, 0, NULL, &one), *brain = support_values(GT_BF16, 0, NULL, &one);
    unlink(path);
    must_be(GT_E_DTYPE, gt_save_npy(support_queue(), path, brain));
    assert_int_not_equal(stat(path, &there), 0);
    snprintf(elsewhere, sizeof elsewhere, "%s/no/a.npy", folder);
    must_be(GT_E_IO, gt_save_npy(support_queue(), elsewhere, t));
    assert_non_null(strstr(gt_last_error(), elsewhere));
    must_be(GT_E_IO, gt_save_npy(support_queue(), folder, t));
    support_drop(&t);
    support_drop(&brain);
}

static int files_in_folder(void)
{
    int n = 0;
    DIR *open = opendir(folder);
    assert_non_null(open);
    while (readdir(open)) n++;
    closedir(open);
    return n - 2; /* the folder and the one above it */
}

/* A disk that is full, by a limit on the size of files: the old file stays, and nothing else is left behind. */
static void full_disk(void **state)
{
    (void)state;
    enum { N = 20000 };
    const int64_t small[] = {3}, large[] = {N};
    const double values[] = {1, 2, 3};
    struct rlimit before, limit;
    gt_tensor *old = support_values(GT_F32, 1, small, values), *new = NULL, *back = NULL;
    must(gt_tensor_create(support_queue(), &new, GT_F32, 1, large, 0));
    must(gt_save_npy(support_queue(), path, old));
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    limit.rlim_cur = 10000;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    int32_t status = gt_save_npy(support_queue(), path, new);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    must_be(GT_E_IO, status);
    assert_non_null(strstr(gt_last_error(), "File too large"));
    assert_int_equal(files_in_folder(), 1);
    must(gt_load_npy(support_queue(), &back, path));
    support_expect(back, GT_F32, 1, small, values);
    must(gt_save_npy(support_queue(), path, new));
    support_drop(&back);
    must(gt_load_npy(support_queue(), &back, path));
    assert_int_equal(gt_tensor_count(back), N);
    support_drop(&old);
    support_drop(&new);
    support_drop(&back);
}

/* Makes, or takes away, what lies under the names that the next saves would write to first. */
static void occupy(bool there)
{
    char name[100];
    for (int k = 0; k < 100; k++) {
        snprintf(name, sizeof name, "%s/.gputensor-%ld-%d.part", folder, (long)getpid(), k);
        assert_int_equal(there ? symlink("nowhere", name) : unlink(name), 0);
    }
}

/* A link stays and its target is replaced; what is no file is written to; the longest name does, as no other is made of
 * it; the file of somebody else whose name would be taken stays. */
static void saves_to(void **state)
{
    (void)state;
    char link[64], target[64], longest[300], seen[64] = "";
    const int64_t shape[] = {3};
    gt_tensor *t = support_values(GT_F32, 1, shape, LIST(1, 2, 3)), *back = NULL;
    struct stat there;
    snprintf(link, sizeof link, "%s/link", folder);
    snprintf(target, sizeof target, "%s/target", folder);
    write_bytes("old", 3);
    assert_int_equal(rename(path, target), 0);
    assert_int_equal(symlink("target", link), 0);
    must(gt_save_npy(support_queue(), link, t));
    assert_int_equal(readlink(link, seen, sizeof seen - 1), 6);
    must(gt_load_npy(support_queue(), &back, target));
    support_expect(back, GT_F32, 1, shape, LIST(1, 2, 3));
    support_drop(&back);
    must(gt_save_npy(support_queue(), "/dev/null", t));
    assert_int_equal(stat("/dev/null", &there), 0);
    assert_true(S_ISCHR(there.st_mode));
    snprintf(longest, sizeof longest, "%s/%0255d", folder, 0);
    must(gt_save_npy(support_queue(), longest, t));
    must(gt_load_npy(support_queue(), &back, longest));
    support_drop(&back);
    occupy(true);
    must(gt_save_npy(support_queue(), path, t));
    occupy(false);
    unlink(longest);
    unlink(link);
    unlink(target);
    support_drop(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loads),        cmocka_unit_test(loads_into),
        cmocka_unit_test(loads_shapes), cmocka_unit_test(long_header_and_rest),
        cmocka_unit_test(odd_bools),    cmocka_unit_test(malformed_headers),
        cmocka_unit_test(truncated),    cmocka_unit_test(lying_lengths),
        cmocka_unit_test(no_file),      cmocka_unit_test(does_not_fit),
        cmocka_unit_test(saves),        cmocka_unit_test(saves_views),
        cmocka_unit_test(not_saved),    cmocka_unit_test(saves_to),
        cmocka_unit_test(full_disk),    cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
