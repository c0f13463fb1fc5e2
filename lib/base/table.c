#include "base/table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct gt__table_entry {
    void *value; /* NULL in a free entry */
    uint64_t hash;
};

/* FNV-1a over words, mixed at the end since the table looks at the low bits. */
static uint64_t hash_of(const void *key)
{
    uint64_t hash = 14695981039346656037u, word;
    for (size_t i = 0; i < GT__TABLE_KEY; i += sizeof word) {
        memcpy(&word, (const char *)key + i, sizeof word);
        hash = (hash ^ word) * 1099511628211u;
        hash ^= hash >> 29;
    }
    return hash ^ hash >> 32;
}

/* The entry of key, or the free one where it belongs. capacity is a power of two, and one entry is always free. */
static struct gt__table_entry *place(struct gt__table_entry *entries, size_t capacity, const void *key, uint64_t hash)
{
    size_t i = (size_t)hash & (capacity - 1);
    while (entries[i].value && (entries[i].hash != hash || memcmp(entries[i].value, key, GT__TABLE_KEY) != 0))
        i = (i + 1) & (capacity - 1);
    return &entries[i];
}

static int grow(gt__table *table)
{
    size_t capacity = table->capacity ? table->capacity * 2 : 16;
    struct gt__table_entry *entries = calloc(capacity, sizeof *entries);
    if (!entries) return -1;
    for (size_t i = 0; i < table->capacity; i++) {
        const struct gt__table_entry *old = &table->entries[i];
        if (old->value) *place(entries, capacity, old->value, old->hash) = *old;
    }
    free(table->entries);
    table->entries = entries;
    table->capacity = capacity;
    return 0;
}

void *gt__table_get(const gt__table *table, const void *key)
{
    if (!table->count) return NULL;
    return place(table->entries, table->capacity, key, hash_of(key))->value;
}

int gt__table_add(gt__table *table, void *value)
{
    if (table->count >= table->capacity / 4 * 3 && grow(table) < 0) return -1;
    uint64_t hash = hash_of(value);
    *place(table->entries, table->capacity, value, hash) = (struct gt__table_entry){value, hash};
    table->count++;
    return 0;
}

void *gt__table_next(const gt__table *table, size_t *position)
{
    while (*position < table->capacity) {
        const struct gt__table_entry *entry = &table->entries[(*position)++];
        if (entry->value) return entry->value;
    }
    return NULL;
}

void gt__table_free(gt__table *table)
{
    free(table->entries);
    *table = (gt__table){0};
}
