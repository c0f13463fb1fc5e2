#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Makes room for `more` bytes and the NUL. */
static int reserve(gt__text *text, size_t more)
{
    size_t need = text->length + more + 1;
    if (need <= text->capacity) return 1;
    size_t capacity = text->capacity ? text->capacity : 256;
    while (capacity < need) capacity *= 2;
    char *s = realloc(text->s, capacity);
    if (!s) return 0;
    text->s = s;
    text->capacity = capacity;
    return 1;
}

void gt__text_add(gt__text *text, const char *format, ...)
{
    if (text->failed) return;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0 || !reserve(text, (size_t)length)) {
        text->failed = 1;
        return;
    }
    va_start(arguments, format);
    vsnprintf(text->s + text->length, text->capacity - text->length, format, arguments);
    va_end(arguments);
    text->length += (size_t)length;
}

void gt__text_free(gt__text *text)
{
    free(text->s);
    *text = (gt__text){0};
}
