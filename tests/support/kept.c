#define _GNU_SOURCE /* nftw, mkdtemp */
#include "support/kept.h"
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "support/support.h"
#include "faults/alloc.h"

char kept_place[64], kept_folder[128];
static long blocks;
static int descriptors;

int kept_entries(const char *path, const char *ending)
{
    int n = 0;
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d));) {
        const size_t length = strlen(e->d_name), m = strlen(ending);
        n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && length >= m &&
             strcmp(e->d_name + length - m, ending) == 0;
    }
    if (d) closedir(d);
    return n;
}

static int remove_entry(const char *path, const struct stat *s, int type, struct FTW *ftw)
{
    (void)s, (void)type, (void)ftw;
    return remove(path);
}

void kept_remove(const char *path)
{
    nftw(path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

int kept_begin(void **state)
{
    (void)state;
    blocks = alloc_live();
    descriptors = kept_entries("/proc/self/fd", "");
    snprintf(kept_place, sizeof kept_place, "/tmp/gputensor-store-XXXXXX");
    if (!mkdtemp(kept_place) || chmod(kept_place, 0711) != 0) return -1; /* children may be other users */
    snprintf(kept_folder, sizeof kept_folder, "%s/kept", kept_place);
    unsetenv("GPUTENSOR_CACHE_BYTES");
    unsetenv("XDG_CACHE_HOME");
    setenv("HOME", kept_place, 1);
    return setenv("GPUTENSOR_CACHE", kept_folder, 1);
}

int kept_end(void **state)
{
    (void)state;
    alarm(0);
    kept_remove(kept_place);
    assert_int_equal(alloc_live(), blocks);
    assert_int_equal(kept_entries("/proc/self/fd", ""), descriptors);
    return 0;
}

kept_key kept_key_of(int i)
{
    kept_key k;
    for (int at = 0; at < GT__SHA256_BYTES; at++) k.bytes[at] = (unsigned char)(i * 31 + at * 9);
    k.bytes[0] = (unsigned char)i;
    return k;
}

void kept_path(char path[256], int i)
{
    const kept_key k = kept_key_of(i);
    int n = snprintf(path, 256, "%s/", kept_folder);
    for (int at = 0; at < GT__SHA256_BYTES; at++) n += snprintf(path + n, 256 - (size_t)n, "%02x", k.bytes[at]);
    snprintf(path + n, 256 - (size_t)n, ".bin");
}

uint32_t kept_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

unsigned char *kept_contents(uint32_t number, size_t bytes)
{
    unsigned char *data = malloc(bytes);
    uint32_t seed = number * 2654435761U + 1;
    assert_non_null(data);
    for (size_t at = 0; at < bytes; at++) data[at] = (unsigned char)kept_random(&seed);
    data[0] = (unsigned char)number;
    return data;
}

void kept_keep(int i, size_t bytes)
{
    const kept_key k = kept_key_of(i);
    unsigned char *data = kept_contents((uint32_t)i, bytes);
    gt__store_keep(k.bytes, data, bytes);
    free(data);
}

int kept_finds(int i, size_t bytes)
{
    const kept_key k = kept_key_of(i);
    size_t got = 0;
    unsigned char *found = gt__store_find(k.bytes, &got);
    if (!found) return 0;
    unsigned char *want = kept_contents((uint32_t)i, bytes);
    assert_int_equal(got, bytes);
    assert_memory_equal(found, want, bytes);
    free(want);
    free(found);
    return 1;
}

void kept_write(const char *path, const void *data, size_t bytes)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(file >= 0);
    assert_int_equal(write(file, data, bytes), bytes);
    close(file);
}

size_t kept_read(const char *path, unsigned char *data, size_t room)
{
    int file = open(path, O_RDONLY);
    assert_true(file >= 0);
    ssize_t n = read(file, data, room);
    close(file);
    assert_true(n >= 0);
    return (size_t)n;
}

void kept_age(const char *path, long seconds)
{
    const time_t then = time(NULL) - seconds;
    assert_int_equal(utimensat(AT_FDCWD, path, (const struct timespec[]){{.tv_sec = then}, {.tv_sec = then}}, 0), 0);
}

int kept_child(int (*job)(void))
{
    int status = -1;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        alarm(60);
        _exit(job());
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}
