#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "base/reserve.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

int64_t gt__page_bytes(void)
{
    long bytes = sysconf(_SC_PAGESIZE);
    return bytes > 0 ? bytes : 65536;
}

void *gt__reserve(int64_t bytes)
{
    if (bytes <= 0 || (uint64_t)bytes > SIZE_MAX) return NULL;
    void *start = mmap(NULL, (size_t)bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return start == MAP_FAILED ? NULL : start;
}

void gt__unreserve(void *start, int64_t bytes)
{
    munmap(start, (size_t)bytes);
}

int64_t gt__address_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return -1;
    return limit.rlim_cur > INT64_MAX ? INT64_MAX : (int64_t)limit.rlim_cur;
}
