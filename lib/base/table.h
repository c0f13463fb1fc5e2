/* A hash table from text to pointer. It copies keys, does not own values. Not locked. */
#ifndef GT_BASE_TABLE_H
#define GT_BASE_TABLE_H
#include <stddef.h>

typedef struct gt__table {
    struct gt__table_entry *entries;
    size_t capacity, count;
} gt__table;

/* The value of key, or NULL. */
void *gt__table_get(const gt__table *table, const char *key);
/* Adds a key that is not there yet. Returns 0, or -1 where memory ran out (table unchanged). */
int gt__table_add(gt__table *table, const char *key, void *value);
/* Walks the values: the next one at or after *position, or NULL; *position is advanced. */
void *gt__table_next(const gt__table *table, size_t *position);
void gt__table_free(gt__table *table);
#endif
