#include "base/npy.h"
#include "base/dtype.h"
#include "base/error.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST_HEADER = 65536, LONGEST_STRING = 64, ALIGNMENT = 64 };

/* What a header dictionary must have, once each. */
enum { DESCR = 1, FORTRAN_ORDER = 2, SHAPE = 4, ALL_KEYS = 7 };

/* Where the reader of the header text is. */
typedef struct reader {
    const uint8_t *start, *at, *end;
    const char *operation;
} reader;

static gt_status malformed(const reader *r, const char *what)
{
    return gt__fail(GT_E_FORMAT, r->operation, 0, "the .npy file is malformed at byte %lld: %s",
                    (long long)(r->at - r->start), what);
}

static void skip_space(reader *r)
{
    while (r->at < r->end && *r->at && strchr(" \t\r\n", *r->at)) r->at++;
}

/* Steps over a character, after spaces; 0 where another one is there. */
static int accept(reader *r, char c)
{
    skip_space(r);
    if (r->at == r->end || *r->at != (uint8_t)c) return 0;
    r->at++;
    return 1;
}

static int accept_word(reader *r, const char *word)
{
    size_t length = strlen(word);
    skip_space(r);
    if ((size_t)(r->end - r->at) < length || memcmp(r->at, word, length) != 0) return 0;
    r->at += length;
    return 1;
}

/* Reads a quoted text of printable ASCII characters without escapes. */
static gt_status read_string(reader *r, char text[LONGEST_STRING])
{
    char quote = accept(r, '\'') ? '\'' : '"';
    if (quote == '"' && !accept(r, '"')) return malformed(r, "expected a string");
    size_t length = 0;
    while (r->at < r->end && *r->at != (uint8_t)quote) {
        if (*r->at < ' ' || *r->at > '~' || *r->at == '\\') return malformed(r, "a character that is not taken");
        if (length == LONGEST_STRING - 1) return malformed(r, "a string that is too long");
        text[length++] = (char)*r->at++;
    }
    text[length] = '\0';
    return accept(r, quote) ? GT_OK : malformed(r, "a string without an end");
}

static int is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static gt_status read_size(reader *r, int64_t *out)
{
    skip_space(r);
    const uint8_t *first = r->at;
    int64_t value = 0;
    for (; r->at < r->end && is_digit(*r->at); r->at++)
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, *r->at - '0', &value))
            return malformed(r, "a size that is too large");
    if (r->at == first) return malformed(r, "expected a size");
    if (*first == '0' && r->at - first > 1) return malformed(r, "a size with a leading 0");
    accept(r, 'L'); /* a long integer of Python 2 */
    *out = value;
    return GT_OK;
}

static gt_status read_shape(reader *r, gt__shape *shape)
{
    if (!accept(r, '(')) return malformed(r, "expected a tuple");
    int comma = 1;
    shape->rank = 0;
    while (!accept(r, ')')) {
        if (!comma) return malformed(r, "expected a comma");
        if (shape->rank == GT_MAX_RANK) return malformed(r, "more axes than gputensor has");
        GT__TRY(read_size(r, &shape->size[shape->rank++]));
        comma = accept(r, ',');
    }
    return shape->rank == 1 && !comma ? malformed(r, "a number in parentheses, not a tuple") : GT_OK;
}

static int is_little_endian(void)
{
    uint16_t one = 1;
    uint8_t first;
    memcpy(&first, &one, 1);
    return first == 1;
}

/* 1 for the text after the byte order of types that NumPy has and gputensor has not: "c32", "O", "U5", "M8[ns]". */
static int is_foreign(const char *type)
{
    if (!*type || !strchr("cmMOSaUV", *type)) return strcmp(type, "f12") == 0 || strcmp(type, "f16") == 0;
    const char *rest = type + 1;
    while (is_digit(*rest)) rest++;
    return !*rest || (strchr("mM", *type) && *rest == '[' && rest[strlen(rest) - 1] == ']');
}

static gt_status read_descr(reader *r, gt__npy *npy)
{
    char text[LONGEST_STRING] = "";
    if (accept(r, '[') || accept(r, '('))
        return gt__fail(GT_E_DTYPE, r->operation, 0, "structured arrays are not supported");
    GT__TRY(read_string(r, text));
    const char *type = *text && strchr("<>=|", *text) ? text + 1 : text;
    int little = *text == '<' || (*text != '>' && is_little_endian());

    const char *kinds = "biufc"; /* in the order of gt__kind */
    const char *kind = *type ? strchr(kinds, *type) : NULL;
    const int one = kind && is_digit(type[1]) && !type[2];
    const int32_t size = one ? type[1] - '0' : kind && strcmp(type + 1, "16") == 0 ? 16 : 0;
    npy->dtype = size ? gt__dtype_find((gt__kind)(kind - kinds), size) : GT_E_DTYPE;
    npy->swapped = npy->dtype > 0 && size > 1 && little != is_little_endian();
    if (npy->dtype > 0) return GT_OK;
    if (is_foreign(type)) return gt__fail(GT_E_DTYPE, r->operation, 0, "the type '%s' is not supported", text);
    return malformed(r, "an unknown type");
}

static gt_status read_value(reader *r, gt__npy *npy, const char *name, int *keys)
{
    int key = strcmp(name, "descr") == 0 ? DESCR : strcmp(name, "shape") == 0 ? SHAPE : 0;
    if (strcmp(name, "fortran_order") == 0) key = FORTRAN_ORDER;
    if (!key) return malformed(r, "an unknown key");
    if (*keys & key) return malformed(r, "a key that is there twice");
    *keys |= key;
    if (!accept(r, ':')) return malformed(r, "expected a colon");
    if (key == DESCR) return read_descr(r, npy);
    if (key == SHAPE) return read_shape(r, &npy->shape);
    npy->fortran = accept_word(r, "True");
    return npy->fortran || accept_word(r, "False") ? GT_OK : malformed(r, "expected True or False");
}

static gt_status read_dictionary(reader *r, gt__npy *npy)
{
    if (!accept(r, '{')) return malformed(r, "expected a dictionary");
    int keys = 0, comma = 1;
    while (!accept(r, '}')) {
        char name[LONGEST_STRING] = "";
        if (!comma) return malformed(r, "expected a comma");
        GT__TRY(read_string(r, name));
        GT__TRY(read_value(r, npy, name, &keys));
        comma = accept(r, ',');
    }
    if (keys != ALL_KEYS) return malformed(r, "a key is missing");
    skip_space(r);
    return r->at == r->end ? GT_OK : malformed(r, "text after the dictionary");
}

/* Bytes before the header text, or that many plus its length where `bytes` reaches so far. */
static int64_t header_end(reader *r, const uint8_t *data, size_t bytes, int64_t *text)
{
    static const uint8_t magic[] = {0x93, 'N', 'U', 'M', 'P', 'Y'};
    enum { VERSION = sizeof magic };
    if (bytes && memcmp(data, magic, bytes < sizeof magic ? bytes : sizeof magic) != 0)
        return gt__fail(GT_E_FORMAT, r->operation, 0, "not a .npy file");
    *text = bytes > VERSION && data[VERSION] > 1 ? 12 : 10;
    if ((bytes > VERSION && (data[VERSION] < 1 || data[VERSION] > 3)) || (bytes > VERSION + 1 && data[VERSION + 1]))
        return gt__fail(GT_E_FORMAT, r->operation, 0, "the .npy file has an unknown format version");
    if ((int64_t)bytes < *text) return *text;
    int64_t length = data[8] | data[9] << 8;
    if (*text == 12) length |= (int64_t)data[10] << 16 | (int64_t)data[11] << 24;
    if (length > LONGEST_HEADER)
        return gt__fail(GT_E_FORMAT, r->operation, 0, "the .npy file has a header of %lld bytes", (long long)length);
    return *text + length;
}

int64_t gt__npy_parse(gt__npy *out, const uint8_t *data, size_t bytes, const char *operation)
{
    reader r = {.start = data, .operation = operation};
    int64_t text = 0, end = header_end(&r, data, bytes, &text);
    if (end < 0 || (uint64_t)end > bytes) return end;
    gt__npy npy = {.data_offset = end};
    r.at = data + text;
    r.end = data + end;
    GT__TRY(read_dictionary(&r, &npy));
    gt__shape shape = npy.shape;
    int32_t size = gt_dtype_size(npy.dtype);
    if (gt__shape_make(&npy.shape, &npy.count, shape.rank, shape.size, size, operation, 0) < 0)
        return gt__fail(GT_E_FORMAT, operation, 0, "the .npy file has shape %s, which is too large", GT__SHOW(&shape));
    *out = npy;
    return 0;
}

size_t gt__npy_header(char *buffer, int32_t dtype, const gt__shape *shape)
{
    enum { TEXT_AT = 10 };
    const gt__dtype *facts = gt__dtype_of(dtype);
    if (!facts || gt__dtype_find(facts->kind, facts->size) != dtype) return 0;
    int used =
        snprintf(buffer, GT__NPY_HEADER, "\x93NUMPY\x01%c..{'descr': '%c%c%d', 'fortran_order': False, 'shape': (", 0,
                 facts->size == 1 ? '|' : '<', "biufc"[facts->kind], facts -> size);
    for (int32_t i = 0; i < shape->rank; i++) {
        const char *separator = shape->rank == 1 ? "," : i + 1 < shape->rank ? ", " : "";
        used +=
            snprintf(buffer + used, (size_t)(GT__NPY_HEADER - used), "%lld%s", (long long)shape->size[i], separator);
    }
    used += snprintf(buffer + used, (size_t)(GT__NPY_HEADER - used), "), }");
    size_t length = ((size_t)used + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
    memset(buffer + used, ' ', length - (size_t)used);
    buffer[length - 1] = '\n';
    buffer[8] = (char)((length - TEXT_AT) & 0xff);
    buffer[9] = (char)((length - TEXT_AT) >> 8);
    return length;
}

void gt__npy_swap(void *data, int64_t count, int32_t size)
{
    uint8_t *element = data;
    for (int64_t i = 0; i < count; i++, element += size)
        for (int32_t low = 0, high = size - 1; low < high; low++, high--) {
            uint8_t byte = element[low];
            element[low] = element[high];
            element[high] = byte;
        }
}
