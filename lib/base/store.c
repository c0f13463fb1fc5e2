#define _GNU_SOURCE /* secure_getenv */
#include "base/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

enum { NAME_BYTES = 2 * GT__SHA256_BYTES + 5, PATH_BYTES = 4096, STALE_SECONDS = 3600 };

static const char magic[GT__STORE_MAGIC] = "gputensor kept 1";

/* ---- the folder ---- */

/* A folder of the environment, which must be absolute. */
static const char *folder_of(const char *variable)
{
    const char *path = secure_getenv(variable);
    return path && path[0] == '/' ? path : NULL;
}

/* Where this process keeps files, as the environment says; 0: nowhere. */
static int folder_path(char *path, size_t bytes)
{
    const char *own = secure_getenv("GPUTENSOR_CACHE"), *base = NULL, *below = "";
    if (geteuid() != getuid() || getegid() != getgid()) return 0;
    if (own && *own) {
        base = folder_of("GPUTENSOR_CACHE");
    } else if ((base = folder_of("XDG_CACHE_HOME"))) {
        below = "/gputensor";
    } else if ((base = folder_of("HOME"))) {
        below = "/.cache/gputensor";
    }
    if (!base) return 0;
    int length = snprintf(path, bytes, "%s%s", base, below);
    if (length <= 0 || (size_t)length >= bytes) return 0;
    while (length > 1 && path[length - 1] == '/') path[--length] = 0; /* behind which a link would be followed */
    return 1;
}

/* Makes the folder, and those around it that are not there. */
static void make_folder(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(path, 0700);
        *slash = '/';
    }
    mkdir(path, 0700);
}

/* 1 if what the folder is to lie in, as far as it is there, is this user's: else it would be another's who comes later.
 * */
static int may_make(const char *path)
{
    char around[PATH_BYTES];
    struct stat s;
    snprintf(around, sizeof around, "%s", path);
    for (char *slash = strrchr(around, '/'); slash && slash != around; slash = strrchr(around, '/')) {
        *slash = 0;
        if (stat(around, &s) == 0) return s.st_uid == geteuid();
    }
    return 0;
}

/* 1 if only this user can have written it. */
static int is_own(const struct stat *s)
{
    return s->st_uid == geteuid() && (s->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* A descriptor of the folder, or -1 if there is none that can be trusted. */
static int open_folder(int make)
{
    char path[PATH_BYTES];
    struct stat s;
    if (!folder_path(path, sizeof path)) return -1;
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0 && errno == ENOENT && make && may_make(path)) {
        make_folder(path);
        folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    }
    if (folder >= 0 && fstat(folder, &s) == 0 && is_own(&s)) return folder;
    if (folder >= 0) close(folder);
    return -1;
}

int gt__store_reads(void)
{
    char path[PATH_BYTES];
    return folder_path(path, sizeof path);
}

int gt__store_writes(void)
{
    int folder = open_folder(1);
    if (folder < 0) return 0;
    int writes = faccessat(folder, ".", W_OK, 0) == 0;
    close(folder);
    return writes;
}

static void name_of(char name[NAME_BYTES], const unsigned char *key)
{
    for (int i = 0; i < GT__SHA256_BYTES; i++) snprintf(name + 2 * i, 3, "%02x", key[i]);
    memcpy(name + 2 * GT__SHA256_BYTES, ".bin", 5);
}

/* ---- files ---- */

static void put_header(unsigned char *header, const unsigned char *key, const void *contents, size_t bytes)
{
    gt__sha256 hash;
    memcpy(header, magic, sizeof magic);
    memcpy(header + GT__STORE_MAGIC, key, GT__SHA256_BYTES);
    gt__sha256_begin(&hash);
    gt__sha256_add(&hash, contents, bytes);
    gt__sha256_end(&hash, header + GT__STORE_MAGIC + GT__SHA256_BYTES);
    for (int i = 0; i < 8; i++) header[GT__STORE_HEADER - 8 + i] = (unsigned char)((uint64_t)bytes >> (8 * i));
}

/* The contents of an open file, if it is what it says it is. */
static unsigned char *read_file(int file, const unsigned char *key, size_t *bytes)
{
    unsigned char header[GT__STORE_HEADER], expected[GT__STORE_HEADER];
    struct stat s;
    if (fstat(file, &s) != 0 || !S_ISREG(s.st_mode) || !is_own(&s)) return NULL;
    if (s.st_size <= GT__STORE_HEADER || s.st_size > GT__STORE_HEADER + GT__STORE_FILE_BYTES) return NULL;
    *bytes = (size_t)s.st_size - GT__STORE_HEADER;
    unsigned char *contents = malloc(*bytes);
    if (!contents) return NULL;
    if (gt__file_read(file, header, sizeof header) == sizeof header &&
        gt__file_read(file, contents, *bytes) == (int64_t)*bytes) {
        put_header(expected, key, contents, *bytes);
        if (memcmp(header, expected, sizeof header) == 0) return contents;
    }
    free(contents);
    return NULL;
}

unsigned char *gt__store_find(const unsigned char key[GT__SHA256_BYTES], size_t *bytes)
{
    char name[NAME_BYTES];
    unsigned char *contents = NULL;
    int folder = open_folder(0);
    if (folder < 0) return NULL;
    name_of(name, key);
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file >= 0) {
        errno = 0;
        contents = read_file(file, key, bytes);
        if (contents) futimens(file, NULL); /* used now */
        if (!contents && errno != ENOMEM) unlinkat(folder, name, 0);
        close(file);
    }
    close(folder);
    return contents;
}

void gt__store_forget(const unsigned char key[GT__SHA256_BYTES])
{
    char name[NAME_BYTES];
    int folder = open_folder(0);
    if (folder < 0) return;
    name_of(name, key);
    unlinkat(folder, name, 0);
    close(folder);
}

/* ---- the limit ---- */

typedef struct entry {
    char name[NAME_BYTES];
    int64_t bytes;
    struct timespec used;
} entry;

static int is_older(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

static int by_use(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    return is_older(&x->used, &y->used) ? -1 : is_older(&y->used, &x->used);
}

/* 1 if it is the name of a file of a store: a key in hexadecimal, and ".bin". */
static int is_kept(const char *name)
{
    return strspn(name, "0123456789abcdef") == 2 * GT__SHA256_BYTES && strcmp(name + 2 * GT__SHA256_BYTES, ".bin") == 0;
}

static int has_ending(const char *name, const char *ending)
{
    size_t length = strlen(name), n = strlen(ending);
    return length > n && strcmp(name + length - n, ending) == 0;
}

/* The files of a folder; removes parts that nobody is writing any more. Returns how many. */
static size_t list_files(DIR *listing, entry **out, int64_t *total)
{
    size_t count = 0, room = 0;
    struct stat s;
    for (struct dirent *d; (d = readdir(listing));) {
        if (fstatat(dirfd(listing), d->d_name, &s, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(s.st_mode)) continue;
        if (strncmp(d->d_name, "gputensor-", 10) == 0 && has_ending(d->d_name, ".part") &&
            s.st_mtim.tv_sec + STALE_SECONDS < time(NULL))
            unlinkat(dirfd(listing), d->d_name, 0);
        if (!is_kept(d->d_name)) continue;
        if (count == room) {
            entry *more = realloc(*out, (room = room ? 2 * room : 64) * sizeof **out);
            if (!more) break;
            *out = more;
        }
        entry *e = &(*out)[count++];
        memcpy(e->name, d->d_name, strlen(d->d_name) + 1);
        e->bytes = s.st_size;
        e->used = s.st_mtim;
        *total += s.st_size;
    }
    return count;
}

static int64_t limit_of_all(void)
{
    const char *text = secure_getenv("GPUTENSOR_CACHE_BYTES");
    char *end = NULL;
    long long limit = text ? strtoll(text, &end, 10) : 0;
    return end && end != text && *end == 0 && limit >= 0 ? limit : GT__STORE_BYTES;
}

/* Removes what was not used for longest until three quarters of the limit are left; if the limit is passed. What was
 * used last stays if it fits by itself. */
static void trim(int folder)
{
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = copy >= 0 ? fdopendir(copy) : NULL;
    entry *files = NULL;
    int64_t total = 0, limit = limit_of_all();
    if (!listing) {
        if (copy >= 0) close(copy);
        return;
    }
    size_t count = list_files(listing, &files, &total);
    if (count > 0) qsort(files, count, sizeof *files, by_use);
    for (size_t i = 0, over = total > limit; over && i < count && total > (i + 1 < count ? limit / 4 * 3 : limit); i++)
        if (unlinkat(folder, files[i].name, 0) == 0) total -= files[i].bytes;
    free(files);
    closedir(listing);
}

/* ---- keeping ---- */

/* 1 if a file may be that long: past the limit of a process, writing would end it by a signal. */
static int may_be(size_t bytes)
{
    struct rlimit most;
    return getrlimit(RLIMIT_FSIZE, &most) == 0 && (most.rlim_cur == RLIM_INFINITY || bytes <= most.rlim_cur);
}

/* Files are complete from the moment that they have their name. */
static void write_file(int folder, const unsigned char *key, const void *contents, size_t bytes)
{
    static atomic_uint serial;
    unsigned char header[GT__STORE_HEADER];
    char name[NAME_BYTES], part[64];
    snprintf(part, sizeof part, "gputensor-%ld-%u-%lld.part", (long)getpid(), atomic_fetch_add(&serial, 1),
             (long long)time(NULL));
    int file = openat(folder, part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) return;
    name_of(name, key);
    put_header(header, key, contents, bytes);
    int written = gt__file_write(file, header, sizeof header) == 0 && gt__file_write(file, contents, bytes) == 0;
    written = close(file) == 0 && written;
    if (!written || renameat(folder, part, folder, name) != 0) unlinkat(folder, part, 0);
}

void gt__store_keep(const unsigned char key[GT__SHA256_BYTES], const void *contents, size_t bytes)
{
    if (bytes == 0 || bytes > GT__STORE_FILE_BYTES || (int64_t)bytes > limit_of_all()) return;
    if (!may_be(GT__STORE_HEADER + bytes)) return;
    int folder = open_folder(1);
    if (folder < 0) return;
    write_file(folder, key, contents, bytes);
    trim(folder);
    close(folder);
}
