#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for `more` bytes and the NUL. */
static int reserve(gt__text *text, size_t more)
{
    size_t need = text->length + more + 1;
    if (need <= text->capacity) return 1;
    size_t capacity = text->capacity ? text->capacity : 1024;
    while (capacity < need) capacity *= 2;
    char *s = realloc(text->s, capacity);
    if (!s) return 0;
    text->s = s;
    text->capacity = capacity;
    return 1;
}

void gt__text_add(gt__text *text, const char *format, ...)
{
    for (int attempt = 0; attempt < 2 && !text->failed; attempt++) {
        size_t room = text->capacity - text->length;
        va_list arguments;
        va_start(arguments, format);
        int length = vsnprintf(room > 0 ? text->s + text->length : NULL, room, format, arguments);
        va_end(arguments);
        if (length >= 0 && (size_t)length < room) {
            text->length += (size_t)length;
            return;
        }
        if (length < 0 || !reserve(text, (size_t)length)) text->failed = 1;
    }
    if (text->s) text->s[text->length] = 0;
}

void gt__text_join(gt__text *text, const char *first, ...)
{
    va_list arguments;
    va_start(arguments, first);
    for (const char *part = first; part && !text->failed; part = va_arg(arguments, const char *)) {
        size_t length = strlen(part);
        if (!reserve(text, length)) {
            text->failed = 1;
            break;
        }
        memcpy(text->s + text->length, part, length + 1);
        text->length += length;
    }
    va_end(arguments);
}

void gt__text_free(gt__text *text)
{
    free(text->s);
    *text = (gt__text){0};
}
