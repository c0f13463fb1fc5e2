#define _XOPEN_SOURCE 700 /* fchmod, fchown, lstat, readlink */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

enum { MOST_LINKS = 40, MOST_NAMES = 100, NEW_MODE = 0666, ALL_MODE = 07777 };

int gt__file_open(const char *path)
{
    return open(path, O_RDONLY | O_CLOEXEC);
}

void gt__file_close(int file)
{
    int code = errno;
    close(file);
    errno = code;
}

int64_t gt__file_size(int file)
{
    struct stat facts;
    return fstat(file, &facts) == 0 && S_ISREG(facts.st_mode) ? (int64_t)facts.st_size : -1;
}

int64_t gt__file_read(int file, void *data, size_t bytes)
{
    size_t done = 0;
    while (done < bytes) {
        ssize_t n = read(file, (char *)data + done, bytes - done);
        if (n == 0) break;
        if (n < 0 && errno != EINTR) return -1;
        if (n > 0) done += (size_t)n;
    }
    return (int64_t)done;
}

int gt__file_write(int file, const void *data, size_t bytes)
{
    size_t done = 0;
    while (done < bytes) {
        ssize_t n = write(file, (const char *)data + done, bytes - done);
        if (n == 0) errno = EIO; /* else it would be tried for ever */
        if (n == 0 || (n < 0 && errno != EINTR)) return -1;
        if (n > 0) done += (size_t)n;
    }
    return 0;
}

/* ---- saving ---- */

/* Writes through a descriptor, which it closes. */
static int write_and_close(int file, gt__file_writer *write_data, void *data)
{
    if (file < 0) return -1;
    if (write_data(file, data) != 0) {
        gt__file_close(file);
        return -1;
    }
    return close(file); /* disks on a network say here that they are full */
}

static int write_over(const char *path, gt__file_writer *write_data, void *data)
{
    return write_and_close(open(path, O_WRONLY | O_TRUNC | O_CLOEXEC), write_data, data);
}

/* The name that a symbolic link leads to, in place of *path: one step. 1, 0 where it is no link, or -1. */
static int follow(gt__text *path)
{
    char target[PATH_MAX];
    struct stat facts;
    if (lstat(path->s, &facts) != 0) return errno == ENOENT ? 0 : -1;
    if (!S_ISLNK(facts.st_mode)) return 0;
    ssize_t n = readlink(path->s, target, sizeof target - 1);
    if (n < 0) return -1;
    target[n] = '\0';
    const char *slash = strrchr(path->s, '/');
    gt__text to = {0};
    gt__text_add(&to, "%.*s%s", slash && target[0] != '/' ? (int)(slash - path->s) + 1 : 0, path->s, target);
    gt__text_free(path);
    *path = to;
    errno = ENOMEM;
    return to.failed || !to.s ? -1 : 1;
}

/* The file that `path` names in the end, there or not. 0 or -1. */
static int resolve(gt__text *out, const char *path)
{
    gt__text_add(out, "%s", path);
    errno = ENOMEM;
    if (out->failed || !out->s) return -1;
    for (int i = 0; i < MOST_LINKS; i++) {
        int step = follow(out);
        if (step <= 0) return step;
    }
    errno = ELOOP;
    return -1;
}

static atomic_uint names; /* so that threads do not share one */

/* Creates a file in the folder of `path`, under a name that nothing has; its descriptor, or -1. `path` may be as long
 * as a name can be, so that no name is made of it. */
static int create_beside(gt__text *name, const char *path, mode_t mode)
{
    const char *slash = strrchr(path, '/');
    int folder = slash ? (int)(slash - path) + 1 : 0, file = -1;
    for (int i = 0; i < MOST_NAMES && file < 0; i++) {
        gt__text_free(name);
        gt__text_add(name, "%.*s.gputensor-%ld-%u.part", folder, path, (long)getpid(), atomic_fetch_add(&names, 1));
        errno = ENOMEM;
        if (name->failed || !name->s) return -1;
        file = open(name->s, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (file < 0 && errno != EEXIST) return -1;
    }
    return file;
}

/* Gives a new file the mode and owner of the old one. The owner first: changing it may clear bits of the mode. */
static int become(int file, const struct stat *old)
{
    struct stat facts;
    if (fstat(file, &facts) != 0) return -1;
    if ((facts.st_uid != old->st_uid || facts.st_gid != old->st_gid) && fchown(file, old->st_uid, old->st_gid) != 0)
        return -1;
    return fchmod(file, old->st_mode & ALL_MODE);
}

/* Writes a file beside `path` that then takes its place. old: the file that is there, or NULL. *instead: 1 where it can
 * only be written over. */
static int replace(const char *path, const struct stat *old, gt__file_writer *write_data, void *data, int *instead)
{
    gt__text name = {0};
    int file = create_beside(&name, path, old ? S_IRUSR | S_IWUSR : NEW_MODE), result = -1;
    int possible = file >= 0;
    if (possible && old && become(file, old) != 0) {
        gt__file_close(file);
        possible = 0;
    } else if (possible) {
        result = write_and_close(file, write_data, data);
        if (result == 0) {
            result = rename(name.s, path);
            possible = result == 0;
        }
    }
    int code = errno;
    if (file >= 0 && result != 0) unlink(name.s);
    gt__text_free(&name);
    *instead = !possible && old &&
               (code == EBUSY || code == EXDEV || code == EACCES || code == EPERM || code == EROFS || code == EINVAL ||
                code == ENOSYS || code == EOPNOTSUPP || code == ENAMETOOLONG);
    errno = code;
    return result;
}

int gt__file_save(const char *path, gt__file_writer *write_data, void *data)
{
    gt__text to = {0};
    struct stat old, same;
    int there = stat(path, &old) == 0, instead = 0;
    if (there && !S_ISREG(old.st_mode)) return write_over(path, write_data, data);
    int result = resolve(&to, path);
    /* A name under /proc may lead to a file that has no name any more. */
    if (result == 0 && there)
        instead = old.st_nlink > 1 || stat(to.s, &same) != 0 || same.st_ino != old.st_ino || same.st_dev != old.st_dev;
    if (result == 0 && !instead) result = replace(to.s, there ? &old : NULL, write_data, data, &instead);
    if (instead) result = write_over(path, write_data, data);
    int code = errno;
    gt__text_free(&to);
    errno = code;
    return result;
}
