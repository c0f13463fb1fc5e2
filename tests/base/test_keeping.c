/* Files kept by a digest: how many there may be, who may keep them, many processes at a time, and memory that is
 * out. */
#define _GNU_SOURCE /* setresuid */
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "support/support.h"
#include "support/kept.h"
#include "faults/alloc.h"

enum { NOBODY = 65534, SMALL = 300 };

/* ---- how much ---- */

static void least_recently_used_go_first(void **state)
{
    enum { FILES = 10, EACH = 1000, WHOLE = GT__STORE_HEADER + EACH };
    char limit[32], path[256];
    (void)state;
    snprintf(limit, sizeof limit, "%d", FILES * WHOLE);
    setenv("GPUTENSOR_CACHE_BYTES", limit, 1);
    for (int i = 0; i < FILES; i++) {
        kept_keep(i, EACH);
        kept_path(path, i);
        kept_age(path, 1000 - 10 * i);
    }
    assert_int_equal(kept_entries(kept_folder, ""), FILES); /* up to the limit */
    assert_int_equal(kept_finds(0, EACH), 1);               /* which makes it the newest */
    assert_int_equal(kept_finds(2, EACH), 1);
    kept_keep(FILES, EACH);
    for (int i = 0; i <= FILES; i++) /* three quarters of the limit: 7 files */
        assert_int_equal(kept_finds(i, EACH), i != 1 && i != 3 && i != 4 && i != 5);
    assert_int_equal(kept_entries(kept_folder, ""), 7);
}

static void what_was_kept_last_stays(void **state)
{
    char path[256];
    (void)state;
    setenv("GPUTENSOR_CACHE_BYTES", "2000", 1);
    kept_keep(1, 700);
    kept_path(path, 1);
    kept_age(path, 100);
    kept_keep(2, 1700); /* more than three quarters of the limit, and less than it */
    assert_int_equal(kept_finds(1, 700), 0);
    assert_int_equal(kept_finds(2, 1700), 1);
    kept_keep(3, 2001);
    assert_int_equal(kept_finds(3, 2001), 0);
    assert_int_equal(kept_finds(2, 1700), 1);
    kept_keep(3, 2000); /* with its header it is too much */
    assert_int_equal(kept_finds(3, 2000), 0);
}

static void limits(void **state)
{
    static const char *const no_numbers[] = {"", "many", "10x", "-5"};
    (void)state;
    setenv("GPUTENSOR_CACHE_BYTES", "0", 1);
    kept_keep(1, SMALL);
    assert_int_equal(kept_finds(1, SMALL), 0);
    for (size_t i = 0; i < sizeof no_numbers / sizeof *no_numbers; i++) {
        setenv("GPUTENSOR_CACHE_BYTES", no_numbers[i], 1);
        kept_keep((int)i, SMALL);
        for (size_t k = 0; k <= i; k++) assert_int_equal(kept_finds((int)k, SMALL), 1);
    }
    setenv("GPUTENSOR_CACHE_BYTES", "99999999999999999999999", 1);
    kept_keep(9, SMALL);
    assert_int_equal(kept_finds(9, SMALL), 1);
    assert_int_equal(kept_finds(0, SMALL), 1);
}

static void longest_contents(void **state)
{
    (void)state;
    kept_keep(1, GT__STORE_FILE_BYTES);
    kept_keep(2, (size_t)GT__STORE_FILE_BYTES + 1);
    assert_int_equal(kept_finds(1, GT__STORE_FILE_BYTES), 1);
    assert_int_equal(kept_finds(2, (size_t)GT__STORE_FILE_BYTES + 1), 0);
}

static void parts_nobody_writes_go(void **state)
{
    char stale[256], fresh[256];
    (void)state;
    kept_keep(1, SMALL);
    snprintf(stale, sizeof stale, "%s/gputensor-77-0-1.part", kept_folder);
    snprintf(fresh, sizeof fresh, "%s/gputensor-78-0-1.part", kept_folder);
    kept_write(stale, "some", 4);
    kept_write(fresh, "some", 4);
    kept_age(stale, 3700);
    kept_age(fresh, 3500);
    kept_keep(2, SMALL);
    assert_int_equal(access(stale, F_OK), -1);
    assert_int_equal(access(fresh, F_OK), 0);
}

/* The folder may be any, and hold files of others. */
static void files_of_others_stay(void **state)
{
    static const char *const names[] = {"notes", "weights.bin", "film.part", "0123456789abcdef.bin"};
    char path[256];
    (void)state;
    kept_keep(1, SMALL);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", kept_folder, names[i]);
        kept_write(path, "some", 4);
        kept_age(path, 370000);
    }
    setenv("GPUTENSOR_CACHE_BYTES", "600", 1);
    for (int key = 1; key < 9; key++) kept_keep(key, SMALL);
    unsetenv("GPUTENSOR_CACHE_BYTES");
    assert_int_equal(kept_finds(1, SMALL), 0); /* the limit was passed */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", kept_folder, names[i]);
        if (access(path, F_OK) != 0) fail_msg("%s is gone", names[i]);
        unlink(path);
    }
}

/* ---- who ---- */

static int become(uid_t real, uid_t effective)
{
    return geteuid() != 0 || setresuid(real, effective, effective) == 0;
}

static int reads_only(void)
{
    if (!become(NOBODY, NOBODY)) return 1;
    kept_keep(2, SMALL);
    if (kept_finds(2, SMALL)) return 2;
    if (gt__store_writes()) return 3;
    return kept_finds(1, SMALL) ? 0 : 4;
}

static int keeps_as_another(void)
{
    if (!become(NOBODY, NOBODY)) return 1;
    kept_keep(2, SMALL);
    return kept_finds(1, SMALL) && kept_finds(2, SMALL) && gt__store_writes() ? 0 : 2;
}

static void give_to(uid_t user)
{
    char path[256];
    kept_path(path, 1);
    if (geteuid() == 0) assert_true(chown(kept_folder, user, user) == 0 && chown(path, user, user) == 0);
}

static void folder_that_cannot_be_written(void **state)
{
    (void)state;
    kept_keep(1, SMALL);
    give_to(NOBODY);
    assert_int_equal(chmod(kept_folder, 0500), 0);
    assert_int_equal(kept_child(reads_only), 0);
    assert_int_equal(chmod(kept_folder, 0700), 0);
    assert_int_equal(kept_child(keeps_as_another), 0);
}

static int with_rights_of_another(void)
{
    if (!become(0, NOBODY) || geteuid() == getuid()) return 1;
    if (gt__store_reads() || gt__store_writes()) return 2;
    kept_keep(2, SMALL);
    return kept_finds(1, SMALL) || kept_finds(2, SMALL) ? 3 : 0;
}

static int with_a_group_of_another(void)
{
    if (setresgid(0, NOBODY, NOBODY) != 0) return 1;
    return gt__store_reads() || gt__store_writes() || kept_finds(1, SMALL) ? 2 : 0;
}

/* As a program that is set-user-id, which another user has started with an environment of that user's. */
static void programs_with_other_rights(void **state)
{
    (void)state;
    if (geteuid() != 0) return; /* only root can be somebody else */
    kept_keep(1, SMALL);
    assert_int_equal(kept_child(with_a_group_of_another), 0);
    give_to(NOBODY);
    assert_int_equal(kept_child(with_rights_of_another), 0);
    assert_int_equal(kept_child(keeps_as_another), 0);
}

static int writes_too_much(void)
{
    const struct rlimit most = {GT__STORE_HEADER + SMALL, GT__STORE_HEADER + SMALL};
    if (setrlimit(RLIMIT_FSIZE, &most) != 0) return 1;
    kept_keep(1, SMALL);
    kept_keep(2, SMALL + 1);
    return kept_finds(1, SMALL) && !kept_finds(2, SMALL + 1) ? 0 : 2;
}

/* Whose files may not be long is ended by a signal when it writes more. */
static void processes_that_may_not_write(void **state)
{
    (void)state;
    assert_int_equal(kept_child(writes_too_much), 0);
}

/* ---- many at a time ---- */

enum { PROCESSES = 64, KEYS = 8, VERSIONS = 4, TURNS = 60 };

/* 1 if what is kept under a key now is nothing, or one of its versions as a whole. */
static int is_a_version(int i)
{
    const kept_key k = kept_key_of(i);
    size_t bytes = 0;
    unsigned char *found = gt__store_find(k.bytes, &bytes);
    int right = !found;
    for (int v = 0; v < VERSIONS && found && !right; v++) {
        const size_t length = (size_t)(1000 * (v + 1) + i);
        unsigned char *want = kept_contents((uint32_t)(i + 100 * v), length);
        right = length == bytes && memcmp(want, found, bytes) == 0;
        free(want);
    }
    free(found);
    return right;
}

static int race(uint32_t seed)
{
    for (int turn = 0; turn < TURNS; turn++) {
        const int i = (int)(kept_random(&seed) % KEYS), v = (int)(kept_random(&seed) % VERSIONS);
        const size_t length = (size_t)(1000 * (v + 1) + i);
        const kept_key k = kept_key_of(i);
        unsigned char *data = kept_contents((uint32_t)(i + 100 * v), length);
        if (kept_random(&seed) % 2) gt__store_keep(k.bytes, data, length);
        if (kept_random(&seed) % 16 == 0) gt__store_forget(k.bytes);
        free(data);
        if (!is_a_version(i)) return 1;
    }
    return 0;
}

static void processes_race(void **state)
{
    pid_t child[PROCESSES];
    (void)state;
    setenv("GPUTENSOR_CACHE_BYTES", "20000", 1); /* so that they take files from each other, too */
    fflush(NULL);
    for (int p = 0; p < PROCESSES; p++) {
        child[p] = fork();
        assert_true(child[p] >= 0);
        if (child[p] == 0) {
            alarm(120);
            _exit(race((uint32_t)p * 77U + 5U));
        }
    }
    for (int p = 0; p < PROCESSES; p++) {
        int status = -1;
        assert_int_equal(waitpid(child[p], &status, 0), child[p]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(kept_entries(kept_folder, ".part"), 0);
    for (int i = 0; i < KEYS; i++) assert_true(is_a_version(i));
    for (int i = 0; i < KEYS; i++) kept_keep(i, 10);
    for (int i = 0; i < KEYS; i++) assert_int_equal(kept_finds(i, 10), 1);
}

/* ---- memory ---- */

/* Each allocation of keeping and finding fails: nothing is said, and what was there is there. */
static void lost_blocks(void **state)
{
    long fired = 0;
    gt_error last = {.size = sizeof last};
    (void)state;
    gt_last_error_get(&last);
    const int32_t before = last.status;
    kept_keep(1, SMALL);
    unsigned char *data = kept_contents(2, SMALL);
    const kept_key one = kept_key_of(1), two = kept_key_of(2);
    for (int sticky = 0; sticky < 2; sticky++)
        for (long k = 1; k < 6; k++) {
            size_t bytes = 0;
            alloc_fault_arm(k, sticky);
            gt__store_keep(two.bytes, data, SMALL);
            unsigned char *found = gt__store_find(one.bytes, &bytes);
            fired += alloc_fault_fired();
            alloc_fault_disarm();
            free(found);
            assert_int_equal(kept_finds(1, SMALL), 1);
            assert_int_equal(kept_finds(2, SMALL), 1);
            gt__store_forget(two.bytes);
        }
    assert_true(fired >= 4);
    free(data);
    gt_last_error_get(&last);
    assert_int_equal(last.status, before);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, kept_begin, kept_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(least_recently_used_go_first),
        TEST(what_was_kept_last_stays),
        TEST(limits),
        TEST(longest_contents),
        TEST(parts_nobody_writes_go),
        TEST(files_of_others_stay),
        TEST(folder_that_cannot_be_written),
        TEST(programs_with_other_rights),
        TEST(processes_that_may_not_write),
        TEST(processes_race),
        TEST(lost_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
