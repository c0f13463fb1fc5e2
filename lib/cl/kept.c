/* Tables that a context keeps: made by the host, read by any queue, given back when memory is wanted. They count as
 * cached, and hold no reference to the context, since who uses one holds it. */
#include <stdlib.h>
#include <string.h>

#include "cl/internal.h"

struct gt__kept {
    struct gt__kept *next;
    int64_t key[GT__KEPT_KEY];
    gt__buffer *buffer; /* one reference */
};

/* Lock held: the last reference has gone. */
static void drop(gt__buffer *buffer)
{
    buffer->ctx->pool.cached -= buffer->bytes;
    gt__buffer_destroy(buffer);
}

void gt__kept_release(gt__buffer *buffer)
{
    gt_context *ctx = buffer->ctx;
    if (!gt__context_here(ctx)) return;
    gt__lock(&ctx->lock);
    drop(buffer);
    gt__unlock(&ctx->lock);
}

/* Lock held. Lets the last one go. */
static void drop_last(gt_context *ctx)
{
    struct gt__kept **link = &ctx->kept;
    while (*link && (*link)->next) link = &(*link)->next;
    if (!*link) return;
    gt__buffer *buffer = (*link)->buffer;
    free(*link);
    *link = NULL;
    if (gt__refs_drop(&buffer->refs)) drop(buffer);
}

int32_t gt__kept_trim(gt_context *ctx, int64_t keep)
{
    int32_t gone = 0;
    for (; ctx->kept && ctx->pool.cached > keep; gone++) drop_last(ctx);
    return gone;
}

/* Lock held: the place of a key, which comes to the front; NULL if it is not there. */
static struct gt__kept *find(gt_context *ctx, const int64_t *key)
{
    struct gt__kept **link = &ctx->kept;
    while (*link && memcmp((*link)->key, key, sizeof(*link)->key) != 0) link = &(*link)->next;
    struct gt__kept *found = *link;
    if (!found) return NULL;
    *link = found->next;
    found->next = ctx->kept;
    ctx->kept = found;
    return found;
}

void gt__kept_find(gt__buffer **out, const gt__call *call, const int64_t *key)
{
    gt_context *ctx = call->context;
    gt__lock(&ctx->lock);
    const struct gt__kept *found = find(ctx, key);
    *out = found ? gt__buffer_retain(found->buffer) : NULL;
    gt__unlock(&ctx->lock);
}

static int64_t kept_bytes(const gt_context *ctx)
{
    int64_t bytes = 0;
    for (const struct gt__kept *each = ctx->kept; each; each = each->next) bytes += each->buffer->bytes;
    return bytes;
}

/* Lock held. Takes the entry, for which another thread may have been faster. */
static void keep(gt_context *ctx, struct gt__kept *entry, const int64_t *key, gt__buffer *buffer, int64_t most)
{
    if (ctx->closed || buffer->bytes > most || find(ctx, key)) {
        free(entry);
        return;
    }
    while (kept_bytes(ctx) > most - buffer->bytes) drop_last(ctx);
    memcpy(entry->key, key, sizeof entry->key);
    entry->buffer = gt__buffer_retain(buffer);
    entry->next = ctx->kept;
    ctx->kept = entry;
}

gt_status gt__kept_make(gt__buffer **out, const gt__call *call, const int64_t *key, const void *contents, int64_t bytes,
                        int64_t most)
{
    gt_context *ctx = call->context;
    *out = NULL;
    struct gt__kept *entry = malloc(sizeof *entry);
    GT__CHECK(entry, call, GT_E_OUT_OF_MEMORY, 0, "no host memory for a table");
    gt__lock(&ctx->lock);
    gt_status status = gt__pool_room(ctx, bytes, call->name);
    if (status == GT_OK) status = gt__buffer_allocate(out, ctx, bytes, contents, call->name);
    if (status == GT_OK) {
        (*out)->kept = 1;
        (*out)->asked = bytes;
        atomic_init(&(*out)->refs, 1);
        ctx->pool.cached += bytes;
        keep(ctx, entry, key, *out, most);
    } else {
        free(entry);
    }
    gt__unlock(&ctx->lock);
    return status;
}

void gt__kept_free(gt_context *ctx)
{
    struct gt__kept *next;
    for (struct gt__kept *each = ctx->kept; each; each = next) {
        next = each->next;
        free(each->buffer);
        free(each);
    }
}
