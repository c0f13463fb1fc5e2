/* Files kept by a digest: what is found is what was kept, whatever lies in the folder; and nothing is said, left open
 * or waited for when it is not. */
#define _GNU_SOURCE
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>
#include "support/support.h"
#include "support/kept.h"

enum { NOBODY = 65534, SMALL = 300 };

/* ---- what is kept ---- */

static void round_trip(void **state)
{
    static const size_t sizes[] = {1, 2, 55, 56, 63, 64, 65, 4096, 100000, 3000000};
    enum { SIZES = sizeof sizes / sizeof *sizes };
    (void)state;
    assert_int_equal(kept_finds(0, 1), 0);
    assert_true(gt__store_reads());
    assert_int_equal(access(kept_folder, F_OK), -1); /* looking makes nothing */
    for (int i = 0; i < SIZES; i++) {
        assert_int_equal(kept_finds(i, sizes[i]), 0);
        kept_keep(i, sizes[i]);
    }
    for (int twice = 0; twice < 2; twice++)
        for (int i = 0; i < SIZES; i++) assert_int_equal(kept_finds(i, sizes[i]), 1);
    assert_int_equal(kept_entries(kept_folder, ""), SIZES);
    kept_keep(3, 77); /* anew */
    assert_int_equal(kept_finds(3, 77), 1);
    const kept_key k = kept_key_of(4);
    gt__store_forget(k.bytes);
    gt__store_forget(k.bytes);
    assert_int_equal(kept_finds(4, sizes[4]), 0);
    assert_int_equal(kept_finds(5, sizes[5]), 1);
    gt__store_keep(k.bytes, "", 0); /* nothing is nothing */
    assert_int_equal(kept_finds(4, 1), 0);
    assert_int_equal(kept_entries(kept_folder, ""), SIZES - 1);
}

static void is_for_its_user_alone(void **state)
{
    struct stat s;
    char path[256], deep[256];
    (void)state;
    snprintf(deep, sizeof deep, "%s/a/b/c/", kept_place);
    setenv("GPUTENSOR_CACHE", deep, 1);
    snprintf(kept_folder, sizeof kept_folder, "%s/a/b/c", kept_place);
    mode_t before = umask(0);
    assert_true(gt__store_writes());
    kept_keep(1, SMALL);
    umask(before);
    kept_path(path, 1);
    assert_int_equal(stat(path, &s), 0);
    assert_int_equal(s.st_mode, S_IFREG | 0600);
    for (int up = 0; up < 3; up++) {
        assert_int_equal(stat(kept_folder, &s), 0);
        assert_int_equal(s.st_mode, S_IFDIR | 0700);
        *strrchr(kept_folder, '/') = 0;
    }
}

/* ---- where ---- */

static void set(const char *variable, const char *to)
{
    if (to)
        setenv(variable, to, 1);
    else
        unsetenv(variable);
}

/* Keeps a file, which is found where it is expected; NULL: nowhere. */
static void expect_at(const char *own, const char *xdg, const char *home, const char *below)
{
    char path[256];
    set("GPUTENSOR_CACHE", own);
    set("XDG_CACHE_HOME", xdg);
    set("HOME", home);
    assert_int_equal(gt__store_reads(), below != NULL);
    assert_int_equal(gt__store_writes(), below != NULL);
    kept_keep(1, SMALL);
    assert_int_equal(kept_finds(1, SMALL), below != NULL);
    assert_int_equal(kept_entries(kept_place, ""), below != NULL);
    if (!below) return;
    snprintf(kept_folder, sizeof kept_folder, "%s/%s", kept_place, below);
    kept_path(path, 1);
    assert_int_equal(access(path, F_OK), 0);
    snprintf(path, sizeof path, "%s/%.*s", kept_place, (int)strcspn(below, "/"), below);
    kept_remove(path);
}

static void where_the_environment_says(void **state)
{
    char own[128], xdg[128], home[128], before[PATH_MAX], *endless = malloc(6000);
    (void)state;
    snprintf(own, sizeof own, "%s/own", kept_place);
    snprintf(xdg, sizeof xdg, "%s/xdg", kept_place);
    snprintf(home, sizeof home, "%s/home", kept_place);
    assert_non_null(endless);
    memset(endless, 'x', 5999);
    endless[0] = '/';
    endless[5999] = 0;
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(kept_place), 0);
    expect_at(own, xdg, home, "own");
    expect_at("", xdg, home, "xdg/gputensor");
    expect_at(NULL, xdg, home, "xdg/gputensor");
    expect_at(NULL, "xdg", home, "home/.cache/gputensor"); /* as the specification of that variable has it */
    expect_at(NULL, "", home, "home/.cache/gputensor");
    expect_at(NULL, NULL, home, "home/.cache/gputensor");
    expect_at("off", xdg, home, NULL);
    expect_at("own", xdg, home, NULL);
    expect_at("./own", xdg, home, NULL);
    expect_at(NULL, "xdg", "home", NULL);
    expect_at(NULL, NULL, "", NULL);
    expect_at(NULL, NULL, NULL, NULL);
    expect_at(endless, NULL, NULL, NULL);
    expect_at(NULL, NULL, endless, NULL);
    assert_int_equal(chdir(before), 0);
    free(endless);
}

/* ---- what is not believed ---- */

/* Nothing is read from the folder as it is now, nor written to it. */
static void expect_shut(void)
{
    const int entries = kept_entries(kept_folder, "");
    assert_int_equal(kept_finds(1, SMALL), 0);
    kept_keep(2, SMALL);
    assert_int_equal(kept_finds(2, SMALL), 0);
    assert_int_equal(gt__store_writes(), 0);
    const kept_key k = kept_key_of(1);
    gt__store_forget(k.bytes);
    assert_int_equal(kept_entries(kept_folder, ""), entries);
}

static void folders_of_others(void **state)
{
    static const mode_t modes[] = {0720, 0702, 0722, 0777, 01777};
    char moved[256], slash[256];
    (void)state;
    kept_keep(1, SMALL);
    assert_int_equal(kept_finds(1, SMALL), 1);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        assert_int_equal(chmod(kept_folder, modes[i]), 0);
        expect_shut();
    }
    assert_int_equal(chmod(kept_folder, 0755), 0); /* others may look */
    assert_int_equal(kept_finds(1, SMALL), 1);
    if (geteuid() == 0) { /* who else could give a folder away */
        assert_int_equal(chown(kept_folder, NOBODY, NOBODY), 0);
        expect_shut();
        assert_int_equal(chown(kept_folder, 0, 0), 0);
    }
    snprintf(moved, sizeof moved, "%s/moved", kept_place);
    snprintf(slash, sizeof slash, "%s//", kept_folder);
    assert_int_equal(rename(kept_folder, moved), 0);
    assert_int_equal(symlink(moved, kept_folder), 0);
    expect_shut();
    setenv("GPUTENSOR_CACHE", slash, 1);
    expect_shut();
    assert_int_equal(unlink(kept_folder), 0);
    kept_write(kept_folder, "a file", 6);
    assert_int_equal(kept_finds(1, SMALL), 0);
    kept_keep(1, SMALL);
    assert_int_equal(gt__store_writes(), 0);
    setenv("GPUTENSOR_CACHE", moved, 1);
    assert_int_equal(kept_finds(1, SMALL), 1);
}

/* Whose folder it is to be made in could put another in its place. */
static void folders_in_those_of_others(void **state)
{
    static const char *const below[] = {"cache", "a/b/cache"};
    char others[256], path[300];
    (void)state;
    if (geteuid() != 0) return; /* who else could give a folder away */
    snprintf(others, sizeof others, "%s/others", kept_place);
    assert_int_equal(mkdir(others, 0777), 0);
    for (int given = 1; given >= 0; given--)
        for (int i = 0; i < 2; i++) {
            assert_int_equal(chown(others, given ? NOBODY : 0, 0), 0);
            snprintf(path, sizeof path, "%s/%s", others, below[i]);
            setenv("GPUTENSOR_CACHE", path, 1);
            kept_keep(1, SMALL);
            assert_int_equal(kept_finds(1, SMALL), !given);
            assert_int_equal(gt__store_writes(), !given);
            assert_int_equal(kept_entries(others, "") > 0, !given);
        }
}

typedef void spoil(const char *path);

static void make_link(const char *path)
{
    char moved[300];
    snprintf(moved, sizeof moved, "%s.moved", path);
    assert_int_equal(rename(path, moved), 0);
    assert_int_equal(symlink(moved, path), 0);
}

static void make_dangling(const char *path)
{
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("/nowhere/at/all", path), 0);
}

static void make_fifo(const char *path)
{
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
}

static void make_directory(const char *path)
{
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
}

static void open_to_group(const char *path)
{
    assert_int_equal(chmod(path, 0620), 0);
}

static void open_to_others(const char *path)
{
    assert_int_equal(chmod(path, 0602), 0);
}

static void give_away(const char *path)
{
    if (geteuid() == 0)
        assert_int_equal(chown(path, NOBODY, NOBODY), 0);
    else
        assert_int_equal(unlink(path), 0);
}

static void empty(const char *path)
{
    assert_int_equal(truncate(path, 0), 0);
}

static void make_huge(const char *path)
{
    assert_int_equal(truncate(path, (off_t)100 << 20), 0);
}

static void take_rights(const char *path)
{
    if (geteuid() == 0)
        assert_int_equal(unlink(path), 0);
    else
        assert_int_equal(chmod(path, 0), 0);
}

static void files_of_others(void **state)
{
    static spoil *const ways[] = {make_link, make_dangling, make_fifo, open_to_group, open_to_others,
                                  give_away, empty,         make_huge, take_rights,   make_directory};
    enum { WAYS = sizeof ways / sizeof *ways };
    char path[256];
    (void)state;
    alarm(60); /* a fifo without a writer may be waited for */
    kept_path(path, 1);
    for (int i = 0; i < WAYS; i++) {
        kept_keep(1, SMALL);
        assert_int_equal(kept_finds(1, SMALL), 1);
        ways[i](path);
        assert_int_equal(kept_finds(1, SMALL), 0);
        kept_keep(1, SMALL); /* takes its kept_place */
        assert_int_equal(kept_finds(1, SMALL), i < WAYS - 1);
        assert_int_equal(kept_entries(kept_folder, ".part"), 0);
    }
}

/* Not found, and gone. */
static void expect_removed(int i)
{
    char path[256];
    kept_path(path, i);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(kept_finds(i, SMALL), 0);
    assert_int_equal(access(path, F_OK), -1);
}

static void damaged_files(void **state)
{
    unsigned char whole[1000], bad[1001];
    char path[256];
    (void)state;
    kept_keep(1, SMALL);
    kept_path(path, 1);
    const size_t bytes = kept_read(path, whole, sizeof whole);
    assert_int_equal(bytes, GT__STORE_HEADER + SMALL);
    for (size_t length = 0; length < bytes; length++) {
        kept_write(path, whole, length);
        expect_removed(1);
    }
    for (size_t at = 0; at < bytes; at++)
        for (int bit = 0; bit < 8; bit++) {
            memcpy(bad, whole, bytes);
            bad[at] = (unsigned char)(bad[at] ^ 1U << bit);
            kept_write(path, bad, bytes);
            expect_removed(1);
        }
    memcpy(bad, whole, bytes);
    bad[bytes] = 0;
    kept_write(path, bad, bytes + 1);
    expect_removed(1);
    kept_write(path, whole, bytes);
    assert_int_equal(kept_finds(1, SMALL), 1);
}

/* A file of another key is whole, and not this one's. */
static void exchanged_files(void **state)
{
    char one[256], two[256];
    (void)state;
    kept_keep(1, SMALL);
    kept_keep(2, SMALL);
    kept_path(one, 1);
    kept_path(two, 2);
    assert_int_equal(rename(two, one), 0);
    expect_removed(1);
    assert_int_equal(kept_finds(2, SMALL), 0);
}

static void garbage(void **state)
{
    enum { FILES = 400, MOST = 2000 };
    unsigned char whole[GT__STORE_HEADER + SMALL], bad[MOST];
    uint32_t seed = 20240607;
    char path[256];
    (void)state;
    kept_keep(1, SMALL);
    kept_path(path, 1);
    kept_read(path, whole, sizeof whole);
    for (int i = 0; i < FILES; i++) {
        const size_t bytes = kept_random(&seed) % MOST;
        for (size_t at = 0; at < bytes; at++) bad[at] = (unsigned char)kept_random(&seed);
        const size_t true_part = kept_random(&seed) % (GT__STORE_HEADER + 1); /* begins as a file does */
        memcpy(bad, whole, true_part < bytes ? true_part : bytes);
        kept_write(path, bad, bytes);
        expect_removed(1);
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, kept_begin, kept_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(round_trip),
        TEST(is_for_its_user_alone),
        TEST(where_the_environment_says),
        TEST(folders_of_others),
        TEST(folders_in_those_of_others),
        TEST(files_of_others),
        TEST(damaged_files),
        TEST(exchanged_files),
        TEST(garbage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
