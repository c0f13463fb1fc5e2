/* A hash table of values that begin with their key: GT__TABLE_KEY bytes, compared as bytes. It does not own the values.
 * Not locked. */
#ifndef GT_BASE_TABLE_H
#define GT_BASE_TABLE_H
#include <stddef.h>

enum { GT__TABLE_KEY = 64 };

typedef struct gt__table {
    struct gt__table_entry *entries;
    size_t capacity, count;
} gt__table;

/* The value that begins with the key, or NULL. */
void *gt__table_get(const gt__table *table, const void *key);
/* Adds a value whose key is not there yet. Returns 0, or -1 if memory ran out (table unchanged). */
int gt__table_add(gt__table *table, void *value);
/* Walks the values: the next one at or after *position, or NULL; *position is advanced. */
void *gt__table_next(const gt__table *table, size_t *position);
void gt__table_free(gt__table *table);
#endif
