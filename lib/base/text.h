/* A text that grows, for sources and logs. A failed allocation is remembered: check once, at the end. */
#ifndef GT_BASE_TEXT_H
#define GT_BASE_TEXT_H
#include <stddef.h>

typedef struct gt__text {
    char *s; /* NULL while empty, else ended by a NUL */
    size_t length, capacity;
    int failed; /* memory ran out: s is what fitted */
} gt__text;

void gt__text_add(gt__text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Appends texts up to the closing NULL; many times faster than a format. */
void gt__text_join(gt__text *text, const char *first, ...) __attribute__((sentinel));
void gt__text_free(gt__text *text);
#endif
