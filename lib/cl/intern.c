/* Bytes that a context keeps one copy of, so that their address stands for them in keys. */
#include <stdlib.h>
#include <string.h>

#include "cl/internal.h"

struct gt__interned {
    struct gt__interned *next; /* in its bucket */
    size_t n;
    _Alignas(8) unsigned char bytes[];
};

static size_t bucket_of(const unsigned char *bytes, size_t n)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < n; i++) hash = (hash ^ bytes[i]) * 1099511628211u;
    return (size_t)((hash ^ hash >> 32) % GT__INTERN_BUCKETS);
}

const void *gt__intern(const gt__call *call, const void *bytes, size_t n)
{
    gt_context *ctx = call->context;
    gt__lock(&ctx->lock);
    struct gt__interned **bucket = &ctx->interned[bucket_of(bytes, n)], *found = *bucket;
    while (found && (found->n != n || memcmp(found->bytes, bytes, n) != 0)) found = found->next;
    if (!found && (found = malloc(sizeof *found + n))) {
        memcpy(found->bytes, bytes, n);
        found->n = n;
        found->next = *bucket;
        *bucket = found;
    }
    gt__unlock(&ctx->lock);
    if (!found) gt__fail(GT_E_OUT_OF_MEMORY, call->name, 0, "no host memory for an expression");
    return found ? found->bytes : NULL;
}

void gt__interned_free(gt_context *ctx)
{
    for (int i = 0; i < GT__INTERN_BUCKETS; i++) {
        struct gt__interned *next;
        for (struct gt__interned *each = ctx->interned[i]; each; each = next) {
            next = each->next;
            free(each);
        }
    }
}
