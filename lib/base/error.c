#define _POSIX_C_SOURCE 200809L
#include "base/error.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int has_key;

/* What a thread sees that had no memory for a record of its own. Shared, hence never written. */
static const gt_error lost = {
    .size = sizeof(gt_error),
    .status = GT_E_OUT_OF_MEMORY,
    .message = "out of memory while a failure was recorded; its details are lost",
};

static void free_record(void *record)
{
    if (record != &lost) free(record);
}

static void make_key(void)
{
    has_key = pthread_key_create(&key, free_record) == 0;
}

/* This thread's last failure, or NULL. */
static const gt_error *last(void)
{
    pthread_once(&once, make_key);
    return has_key ? pthread_getspecific(key) : &lost;
}

/* The record to write a failure to, or NULL where there is no memory for one. */
static gt_error *writable(void)
{
    pthread_once(&once, make_key);
    if (!has_key) return NULL;
    gt_error *record = pthread_getspecific(key);
    if (record && record != &lost) return record;
    record = calloc(1, sizeof *record);
    if (record && pthread_setspecific(key, record) == 0) return record;
    free(record);
    pthread_setspecific(key, &lost);
    return NULL;
}

/* Ends a text that was cut to `length` bytes before an UTF-8 sequence that was cut in two. */
static void mend_cut(char *text, size_t length)
{
    size_t start = length;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80) start--;
    if (start > 0 && (unsigned char)text[start - 1] >= 0xc0) text[start - 1] = '\0';
}

/* Makes "?" of bytes that are no UTF-8 sequence, as of a path in another encoding, or of an argument that was cut. */
static void mend_bytes(char *text)
{
    for (unsigned char *c = (unsigned char *)text; *c;) {
        int more = *c < 0x80 ? 0 : *c < 0xc2 ? -1 : *c < 0xe0 ? 1 : *c < 0xf0 ? 2 : *c < 0xf5 ? 3 : -1, n = 0;
        while (n < more && (c[1 + n] & 0xc0) == 0x80) n++;
        if (n < more || more < 0) *c = '?';
        c += n < more || more < 0 ? 1 : 1 + more;
    }
}

/* cause: NULL, or what is added to the message in brackets. */
__attribute__((format(printf, 3, 0))) static void record_failure(const gt_error *what, const char *cause,
                                                                 const char *format, va_list arguments)
{
    /* Formatted aside first: the arguments may point into the record that is about to be replaced. */
    gt_error next = *what;
    size_t room = sizeof next.message, used = 0;
    if (next.operation[0]) used = (size_t)snprintf(next.message, room, "%s: ", next.operation);
    int length = vsnprintf(next.message + used, room - used, format, arguments);
    if (length < 0) next.message[used] = '\0';
    used += length > 0 ? (size_t)length : 0;
    if (cause && used < room) used += (size_t)snprintf(next.message + used, room - used, " (%s)", cause);
    if (used >= room) mend_cut(next.message, room - 1);
    mend_bytes(next.message);
    gt_error *record = writable();
    if (record) *record = next;
}

static gt_error describe(gt_status status, int32_t cl_code, const char *operation, int32_t argument)
{
    gt_error what = {.size = sizeof what, .status = status, .cl_code = cl_code, .argument = argument};
    snprintf(what.operation, sizeof what.operation, "%s", operation ? operation : "");
    return what;
}

gt_status(gt__fail)(gt_status status, const char *operation, int32_t argument, const char *format, ...)
{
    gt_error what = describe(status, 0, operation, argument);
    va_list arguments;
    va_start(arguments, format);
    record_failure(&what, NULL, format, arguments);
    va_end(arguments);
    return status;
}

void gt__fail_because(gt_status status, int32_t cl_code, const char *cause, const char *operation, const char *format,
                      va_list arguments)
{
    gt_error what = describe(status, cl_code, operation, 0);
    record_failure(&what, cause, format, arguments);
}

const char *gt_last_error(void)
{
    const gt_error *record = last();
    return record ? record->message : "";
}

void gt_last_error_get(gt_error *out)
{
    static const gt_error none;
    if (!out) return;
    const gt_error *record = last();
    uint32_t size = out->size < sizeof *out ? out->size : (uint32_t)sizeof *out;
    if (size <= sizeof size) return;
    memcpy((char *)out + sizeof size, (const char *)(record ? record : &none) + sizeof size, size - sizeof size);
    if (size > offsetof(gt_error, operation)) ((char *)out)[size - 1] = '\0';
}
