/* What a path may lead to: saved files keep what they were, pipes are read once, and nothing is left open or behind. */
#define _GNU_SOURCE /* mkdtemp, RTLD_NEXT, seteuid */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>
#include "support/support.h"
#include "support/leaks.h"

static char folder[] = "/tmp/gputensor-test-XXXXXX", path[64], other[64];

/* ---- A system that this program changes -------------------------------------------------------------------------- */

static int rename_code, chown_code; /* errno of what then fails */
static bool watched, inherited;     /* reads are looked at; one was of a descriptor that programs inherit */
static int64_t ends_after = -1;     /* bytes that reads give, then the file is at its end */
static int interrupted;             /* reads that give a byte after an interruption */

int rename(const char *from, const char *to)
{
    int (*real)(const char *, const char *) = NULL;
    *(void **)&real = dlsym(RTLD_NEXT, "rename");
    errno = rename_code;
    return rename_code ? -1 : real(from, to);
}

int fchown(int file, uid_t user, gid_t group)
{
    int (*real)(int, uid_t, gid_t) = NULL;
    *(void **)&real = dlsym(RTLD_NEXT, "fchown");
    errno = chown_code;
    return chown_code ? -1 : real(file, user, group);
}

int fchmod(int file, mode_t mode)
{
    int (*real)(int, mode_t) = NULL;
    *(void **)&real = dlsym(RTLD_NEXT, "fchmod");
    if (!(fcntl(file, F_GETFD) & FD_CLOEXEC)) inherited = true;
    return real(file, mode);
}

/* Reads of the file, not of others: a driver has threads that read what is its own. */
static int is_watched(int file)
{
    struct stat read_from, wanted;
    return watched && fstat(file, &read_from) == 0 && stat(path, &wanted) == 0 && read_from.st_dev == wanted.st_dev &&
           read_from.st_ino == wanted.st_ino;
}

ssize_t read(int file, void *data, size_t bytes)
{
    ssize_t (*real)(int, void *, size_t) = NULL;
    *(void **)&real = dlsym(RTLD_NEXT, "read");
    if (!is_watched(file)) return real(file, data, bytes);
    if (!(fcntl(file, F_GETFD) & FD_CLOEXEC)) inherited = true;
    if (interrupted > 0 && interrupted-- % 2 == 0) {
        errno = EINTR;
        return -1;
    }
    if (interrupted > 0 && bytes > 0) bytes = 1;
    if (ends_after >= 0 && (int64_t)bytes > ends_after) bytes = (size_t)ends_after;
    ssize_t got = bytes ? real(file, data, bytes) : 0;
    if (ends_after >= 0) ends_after -= got;
    return got;
}

/* ---- Files ------------------------------------------------------------------------------------------------------- */

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/a.npy", folder);
    snprintf(other, sizeof other, "%s/other.npy", folder);
    return 0;
}

/* Takes away what is in the folder; how many entries that were, all but . and .. counted. */
static int clear(void)
{
    int n = 0;
    char name[600];
    DIR *open = opendir(folder);
    assert_non_null(open);
    for (struct dirent *entry; (entry = readdir(open));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        snprintf(name, sizeof name, "%s/%s", folder, entry->d_name);
        if (unlink(name) != 0) rmdir(name);
        n++;
    }
    closedir(open);
    return n;
}

static int begin(void **state)
{
    (void)state;
    rename_code = chown_code = 0;
    watched = inherited = false;
    ends_after = -1;
    interrupted = 0;
    clear();
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    clear();
    return rmdir(folder);
}

static gt_tensor *three(double first)
{
    const int64_t shape[] = {3};
    return support_values(GT_F32, 1, shape, LIST(first, first + 1, first + 2));
}

static int32_t save(const char *to, double first)
{
    gt_tensor *t = three(first);
    int32_t status = gt_save_npy(support_queue(), to, t);
    support_drop(&t);
    return status;
}

static void holds(const char *from, double first)
{
    const int64_t shape[] = {3};
    gt_tensor *t = NULL;
    must(gt_load_npy(support_queue(), &t, from));
    support_expect(t, GT_F32, 1, shape, LIST(first, first + 1, first + 2));
    support_drop(&t);
}

static struct stat facts_of_file(const char *of)
{
    struct stat facts;
    assert_int_equal(stat(of, &facts), 0);
    return facts;
}

static void mode_and_owner(void **state)
{
    (void)state;
    static const mode_t modes[] = {0600, 0640, 0664, 0755, 0444, 04711};
    const mode_t mask = umask(027);
    must(save(path, 0));
    assert_int_equal(facts_of_file(path).st_mode & 07777, 0640);
    umask(mask);
    if (geteuid() == 0) assert_int_equal(chown(path, 12345, 23456), 0);
    struct stat before = facts_of_file(path);
    for (size_t k = 0; k < sizeof modes / sizeof *modes; k++) {
        assert_int_equal(chmod(path, modes[k]), 0);
        must(save(path, (double)k));
        const struct stat after = facts_of_file(path);
        assert_int_equal(after.st_mode & 07777, modes[k]);
        assert_int_equal(after.st_uid, before.st_uid);
        assert_int_equal(after.st_gid, before.st_gid);
        assert_int_not_equal(after.st_ino, before.st_ino); /* replaced, not written over */
        before = after;
        holds(path, (double)k);
    }
    assert_false(inherited);
    assert_int_equal(clear(), 1);
}

static void hard_links(void **state)
{
    (void)state;
    must(save(path, 1));
    assert_int_equal(link(path, other), 0);
    must(save(other, 5));
    assert_int_equal(facts_of_file(path).st_nlink, 2);
    holds(path, 5);
    holds(other, 5);
    assert_int_equal(clear(), 2);
}

/* What cannot be replaced is written over; what cannot be written stays, and no part of the new one is left. */
static void not_replaced(void **state)
{
    (void)state;
    static const int over[] = {EBUSY, EXDEV, EACCES, EPERM};
    for (size_t k = 0; k < sizeof over / sizeof *over; k++) {
        must(save(path, 1));
        const struct stat before = facts_of_file(path);
        rename_code = over[k];
        must(save(path, (double)k));
        assert_int_equal(facts_of_file(path).st_ino, before.st_ino);
        holds(path, (double)k);
        must_be(GT_E_IO, save(other, 1)); /* nothing there to write over */
        assert_non_null(strstr(gt_last_error(), strerror(over[k])));
        rename_code = 0;
        assert_int_equal(clear(), 1);
    }
    must(save(path, 1));
    rename_code = EIO;
    must_be(GT_E_IO, save(path, 2));
    holds(path, 1);
    rename_code = 0;
    assert_int_equal(clear(), 1);
}

static void not_ours(void **state)
{
    (void)state;
    if (geteuid() != 0) return; /* cannot make a file of somebody else */
    must(save(path, 1));
    assert_int_equal(chown(path, 12345, 23456), 0);
    const struct stat before = facts_of_file(path);
    chown_code = EPERM;
    must(save(path, 2));
    assert_int_equal(facts_of_file(path).st_ino, before.st_ino);
    holds(path, 2);
    assert_int_equal(clear(), 1);
}

/* A folder that may not be written to, for a user that may not. */
static void folder_not_writable(void **state)
{
    (void)state;
    const uid_t user = geteuid();
    must(save(path, 1));
    assert_int_equal(chmod(folder, 0555), 0);
    if (user == 0) assert_int_equal(chown(path, 12345, (gid_t)-1), 0);
    if (user == 0) assert_int_equal(seteuid(12345), 0);
    int32_t there = save(path, 2), not_there = save(other, 2);
    assert_int_equal(seteuid(user), 0);
    assert_int_equal(chmod(folder, 0700), 0);
    must(there);
    must_be(GT_E_IO, not_there);
    holds(path, 2);
    assert_int_equal(clear(), 1);
}

/* ---- Links ------------------------------------------------------------------------------------------------------- */

static void leads_to(const char *link, const char *target)
{
    char seen[100] = "";
    assert_true(readlink(link, seen, sizeof seen - 1) > 0);
    assert_string_equal(seen, target);
}

static void dangling_links(void **state)
{
    (void)state;
    char first[100], second[100], inner[100];
    snprintf(first, sizeof first, "%s/first", folder);
    snprintf(second, sizeof second, "%s/second", folder);
    snprintf(inner, sizeof inner, "%s/inner", folder);
    assert_int_equal(symlink("a.npy", first), 0);
    must(save(first, 1));
    leads_to(first, "a.npy");
    holds(path, 1);
    must(save(first, 2)); /* now it leads to a file */
    leads_to(first, "a.npy");
    holds(path, 2);
    assert_int_equal(clear(), 2);

    assert_int_equal(mkdir(inner, 0700), 0);
    assert_int_equal(symlink("inner/../second", first), 0);
    assert_int_equal(symlink(path, second), 0); /* absolute */
    must(save(first, 3));
    leads_to(first, "inner/../second");
    leads_to(second, path);
    holds(path, 3);
    assert_int_equal(clear(), 4);

    assert_int_equal(symlink("second", first), 0);
    assert_int_equal(symlink("first", second), 0);
    must_be(GT_E_IO, save(first, 4));
    assert_non_null(strstr(gt_last_error(), strerror(ELOOP)));
    assert_int_equal(clear(), 2);
    assert_int_equal(symlink("no/such", first), 0);
    must_be(GT_E_IO, save(first, 4));
    assert_int_equal(clear(), 1);
}

/* A file that has no name any more, by its descriptor. */
static void without_a_name(void **state)
{
    (void)state;
    char name[64], like[100];
    must(save(path, 1));
    int file = open(path, O_RDWR);
    assert_true(file >= 0);
    assert_int_equal(unlink(path), 0);
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    must(save(name, 2));
    holds(name, 2);
    snprintf(like, sizeof like, "%s (deleted)", path); /* what that link says of it, and another file */
    must(save(like, 5));
    must(save(name, 3));
    holds(name, 3);
    holds(like, 5);
    close(file);
    assert_int_equal(clear(), 1);
}

/* ---- Pipes ------------------------------------------------------------------------------------------------------- */

typedef struct stream {
    int end;
    const char *name; /* opened if end is -1 */
    size_t bytes;
    char *data;
} stream;

static void *pour(void *data)
{
    stream *s = data;
    int end = s->name ? open(s->name, O_WRONLY) : s->end;
    for (size_t done = 0; done < s->bytes;) {
        ssize_t n = write(end, s->data + done, s->bytes - done);
        if (n <= 0) break;
        done += (size_t)n;
    }
    close(end);
    return NULL;
}

/* The file at `path`, `times` times over, less the last `cut` bytes. */
static stream several(int times, size_t cut)
{
    const size_t bytes = (size_t)facts_of_file(path).st_size;
    stream s = {.end = -1, .bytes = bytes * (size_t)times - cut, .data = malloc(bytes * (size_t)times)};
    assert_non_null(s.data);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(s.data, 1, bytes, file), bytes);
    for (int k = 1; k < times; k++) memcpy(s.data + (size_t)k * bytes, s.data, bytes);
    fclose(file);
    return s;
}

enum { LARGE = 5 << 20 }; /* elements: more than a piece */

static void save_large(void)
{
    const int64_t n = LARGE;
    float *host = support_array(GT_F32, n);
    for (int64_t i = 0; i < n; i++) host[i] = (float)(i % 1000003);
    gt_tensor *t = support_upload(GT_F32, 1, &n, host);
    must(gt_save_npy(support_queue(), path, t));
    support_drop(&t);
    free(host);
}

static void is_large(gt_tensor **t)
{
    float *host = support_download(*t, GT_F32, LARGE);
    for (int64_t i = 0; i < LARGE; i++)
        if (host[i] != (float)(i % 1000003)) support_wrong("element %lld is %g", (long long)i, (double)host[i]);
    free(host);
    support_settle();
    support_drop(t);
}

static void from_standard_input(void **state)
{
    (void)state;
    int ends[2], before = dup(STDIN_FILENO);
    pthread_t thread;
    gt_tensor *first = NULL, *second = NULL, *third = NULL;
    save_large();
    stream s = several(2, 0);
    assert_int_equal(pipe(ends), 0);
    s.end = ends[1];
    assert_true(dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
    close(ends[0]);
    assert_int_equal(pthread_create(&thread, NULL, pour, &s), 0);
    int32_t status[2];
    status[0] = gt_load_npy(support_queue(), &first, "/dev/stdin"); /* and not a byte more */
    status[1] = gt_load_npy(support_queue(), &second, "/dev/stdin");
    must_be(GT_E_FORMAT, gt_load_npy(support_queue(), &third, "/dev/stdin"));
    pthread_join(thread, NULL);
    if (before >= 0)
        dup2(before, STDIN_FILENO);
    else
        close(STDIN_FILENO);
    close(before);
    free(s.data);
    must(status[0]);
    must(status[1]);
    assert_null(third);
    is_large(&first);
    is_large(&second);
}

/* A pipe that ends too early: what is there stays. */
static void from_a_named_pipe(void **state)
{
    (void)state;
    pthread_t thread;
    for (size_t cut = 0; cut < 2; cut++) {
        gt_tensor *t = three(7), *dst = t;
        must(save(path, 1));
        stream s = several(1, cut);
        s.name = other;
        assert_int_equal(mkfifo(other, 0600), 0);
        assert_int_equal(pthread_create(&thread, NULL, pour, &s), 0);
        int32_t status = gt_load_npy(support_queue(), &dst, other);
        pthread_join(thread, NULL);
        free(s.data);
        must_be(cut ? GT_E_FORMAT : GT_OK, status);
        assert_ptr_equal(dst, t);
        const double first = cut ? 7 : 1;
        support_expect(t, GT_F32, 1, (const int64_t[]){3}, LIST(first, first + 1, first + 2));
        support_drop(&t);
        clear();
    }
}

/* ---- Large files ------------------------------------------------------------------------------------------------- */

/* Files of more than a piece: into a given tensor of another dtype, from a view, with every other row. */
static void in_pieces(void **state)
{
    (void)state;
    const int64_t n = LARGE, shape[] = {LARGE / 4, 8};
    gt_tensor *dst = NULL, *given, *pairs = NULL, *half = NULL;
    save_large();
    must(gt_tensor_create(support_queue(), &dst, GT_I64, 1, &n, 0));
    given = dst;
    must(gt_load_npy(support_queue(), &dst, path));
    assert_ptr_equal(dst, given);
    support_drop(&dst);
    must(gt_tensor_create(support_queue(), &pairs, GT_F32, 2, shape, 0));
    const gt_slice slices[] = {{0, 0, 0, 0, 0}, {0, 0, 2, GT_SLICE_OPEN_STOP, 0}};
    must(gt_tensor_slice(&half, pairs, slices, 2));
    gt_tensor *flat = NULL, *back = NULL, *square = NULL;
    must(gt_load_npy(support_queue(), &flat, path));
    must(gt_tensor_reshape(&square, flat, 2, (const int64_t[]){LARGE / 4, 4}));
    must(gt_copy(support_queue(), &half, square, 0));
    must(gt_save_npy(support_queue(), path, half));
    must(gt_load_npy(support_queue(), &back, path));
    assert_int_equal(gt_tensor_dim(back, 1), 4);
    support_drop(&flat);
    must(gt_tensor_reshape(&flat, back, 1, &n));
    is_large(&flat);
    support_drop(&back);
    support_drop(&square);
    support_drop(&half);
    support_drop(&pairs);
}

/* A signal, reads of a byte, and a file that became shorter, which is no failure of the system's. */
static void odd_reads(void **state)
{
    (void)state;
    gt_tensor *t = NULL;
    must(save(path, 1));
    watched = true;
    interrupted = 60;
    must(gt_load_npy(support_queue(), &t, path));
    support_drop(&t);
    interrupted = 0;
    ends_after = 130;
    errno = EXDEV;
    must_be(GT_E_FORMAT, gt_load_npy(support_queue(), &t, path));
    watched = false;
    assert_null(strstr(gt_last_error(), strerror(EXDEV)));
    assert_non_null(strstr(gt_last_error(), "ends within its data, after 2 bytes"));
    assert_false(inherited);
}

/* ---- What is left ------------------------------------------------------------------------------------------------ */

static int descriptors(void)
{
    int n = 0;
    DIR *open = opendir("/proc/self/fd");
    assert_non_null(open);
    while (readdir(open)) n++;
    closedir(open);
    return n;
}

static void nothing_stays_open(void **state)
{
    (void)state;
    gt_tensor *none = NULL;
    must(save(path, 1));
    const int before = descriptors();
    assert_int_equal(truncate(path, 135), 0);
    for (int k = 0; k < 100; k++) {
        must_be(GT_E_FORMAT, gt_load_npy(support_queue(), &none, path)); /* too short */
        must_be(GT_E_FORMAT, gt_load_npy(support_queue(), &none, "/dev/zero"));
        must_be(GT_E_IO, gt_load_npy(support_queue(), &none, folder));
        rename_code = EIO;
        must_be(GT_E_IO, save(path, 1));
        rename_code = 0;
        must_be(GT_E_IO, save("/dev/full", 1));
        chown_code = EPERM;
        must(save(other, 1));
        chown_code = 0;
    }
    assert_int_equal(descriptors(), before);
    assert_int_equal(clear(), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(mode_and_owner, begin),
        cmocka_unit_test_setup(hard_links, begin),
        cmocka_unit_test_setup(not_replaced, begin),
        cmocka_unit_test_setup(not_ours, begin),
        cmocka_unit_test_setup(folder_not_writable, begin),
        cmocka_unit_test_setup(dangling_links, begin),
        cmocka_unit_test_setup(without_a_name, begin),
        cmocka_unit_test_setup(from_standard_input, begin),
        cmocka_unit_test_setup(from_a_named_pipe, begin),
        cmocka_unit_test_setup(in_pieces, begin),
        cmocka_unit_test_setup(odd_reads, begin),
        cmocka_unit_test_setup(nothing_stays_open, begin),
        cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
