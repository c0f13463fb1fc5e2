#include "base/table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct gt__table_entry {
    char *key; /* NULL in a free entry */
    void *value;
    uint64_t hash;
};

/* FNV-1a. */
static uint64_t hash_of(const char *key)
{
    uint64_t hash = 14695981039346656037u;
    for (; *key; key++) hash = (hash ^ (unsigned char)*key) * 1099511628211u;
    return hash;
}

/* The entry of key, or the free one where it belongs. capacity is a power of two, and one entry is always free. */
static struct gt__table_entry *place(struct gt__table_entry *entries, size_t capacity, const char *key, uint64_t hash)
{
    size_t i = (size_t)hash & (capacity - 1);
    while (entries[i].key && (entries[i].hash != hash || strcmp(entries[i].key, key) != 0))
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
        if (old->key) *place(entries, capacity, old->key, old->hash) = *old;
    }
    free(table->entries);
    table->entries = entries;
    table->capacity = capacity;
    return 0;
}

void *gt__table_get(const gt__table *table, const char *key)
{
    if (!table->count) return NULL;
    return place(table->entries, table->capacity, key, hash_of(key))->value;
}

int gt__table_add(gt__table *table, const char *key, void *value)
{
    size_t bytes = strlen(key) + 1;
    char *copy = malloc(bytes);
    if (!copy) return -1;
    memcpy(copy, key, bytes);
    if (table->count >= table->capacity / 4 * 3 && grow(table) < 0) {
        free(copy);
        return -1;
    }
    uint64_t hash = hash_of(key);
    *place(table->entries, table->capacity, key, hash) = (struct gt__table_entry){copy, value, hash};
    table->count++;
    return 0;
}

void *gt__table_next(const gt__table *table, size_t *position)
{
    while (*position < table->capacity) {
        const struct gt__table_entry *entry = &table->entries[(*position)++];
        if (entry->key) return entry->value;
    }
    return NULL;
}

void gt__table_free(gt__table *table)
{
    for (size_t i = 0; i < table->capacity; i++) free(table->entries[i].key);
    free(table->entries);
    *table = (gt__table){0};
}
