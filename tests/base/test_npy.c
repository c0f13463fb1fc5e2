/* The .npy header, read without trust: every prefix, every changed byte, and a list of malformed headers. Each parse
 * sees a heap block of exactly its bytes, so that the address sanitizer finds any read past them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/npy.h"
#include "support/range.h"

static int64_t parse(gt__npy *out, const uint8_t *data, size_t bytes)
{
    uint8_t *exact = malloc(bytes ? bytes : 1);
    memcpy(exact, data, bytes);
    int64_t result = gt__npy_parse(out, exact + (bytes ? 0 : 1), bytes, "gt_load_npy");
    free(exact);
    return result;
}

/* A file header of that version around a dictionary; returns its bytes. */
static size_t wrap(uint8_t *out, int version, const char *text)
{
    size_t prefix = version == 1 ? 10 : 12, length = strlen(text);
    memcpy(out, "\x93NUMPY", 6);
    out[6] = (uint8_t)version;
    out[7] = 0;
    for (size_t i = 8; i < prefix; i++) out[i] = (uint8_t)(length >> 8 * (i - 8));
    memcpy(out + prefix, text, length);
    return prefix + length;
}

static int64_t parse_text(gt__npy *out, int version, const char *text)
{
    static uint8_t file[1 << 17];
    return parse(out, file, wrap(file, version, text));
}

static const char plain[] = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }   \n";

static void reads_plain_headers(void **state)
{
    (void)state;
    for (int version = 1; version <= 3; version++) {
        gt__npy npy = {0};
        assert_int_equal(parse_text(&npy, version, plain), 0);
        assert_int_equal(npy.dtype, GT_F32);
        assert_int_equal(npy.fortran, 0);
        assert_int_equal(npy.swapped, 0);
        assert_int_equal(npy.shape.rank, 2);
        assert_int_equal(npy.shape.size[0], 3);
        assert_int_equal(npy.shape.size[1], 4);
        assert_int_equal(npy.count, 12);
        assert_int_equal(npy.data_offset, (version == 1 ? 10 : 12) + strlen(plain));
    }
}

/* The first 128 bytes of what numpy.save wrote for numpy.arange(6, dtype='>i2').reshape(2, 3).T. */
static void reads_a_file_of_numpy(void **state)
{
    (void)state;
    char file[129];
    snprintf(file, sizeof file, "%c%s%c%c%c%c%-117s\n", 0x93, "NUMPY", 1, 1, 0x76, 1,
             "{'descr': '>i2', 'fortran_order': True, 'shape': (3, 2), }");
    file[7] = file[9] = 0;
    gt__npy npy = {0};
    assert_int_equal(parse(&npy, (uint8_t *)file, 128), 0);
    assert_int_equal(npy.dtype, GT_I16);
    assert_int_equal(npy.fortran, 1);
    assert_int_equal(npy.swapped, 1);
    assert_int_equal(npy.count, 6);
    assert_int_equal(npy.data_offset, 128);
}

static void reads_every_type(void **state)
{
    (void)state;
    const struct {
        const char *descr;
        int32_t dtype;
        int swapped;
    } cases[] = {
        {"|b1", GT_BOOL, 0},
        {"?", GT_E_FORMAT, 0},
        {"|i1", GT_I8, 0},
        {"<i1", GT_I8, 0},
        {">i1", GT_I8, 0},
        {"<b1", GT_BOOL, 0},
        {"|u1", GT_U8, 0},
        {"<i2", GT_I16, 0},
        {">i2", GT_I16, 1},
        {"=i2", GT_I16, 0},
        {"i2", GT_I16, 0},
        {"|i2", GT_I16, 0},
        {"<i4", GT_I32, 0},
        {">i4", GT_I32, 1},
        {"<i8", GT_I64, 0},
        {">i8", GT_I64, 1},
        {"<u2", GT_U16, 0},
        {">u2", GT_U16, 1},
        {"<u4", GT_U32, 0},
        {">u4", GT_U32, 1},
        {"<u8", GT_U64, 0},
        {">u8", GT_U64, 1},
        {"<f2", GT_F16, 0},
        {">f2", GT_F16, 1},
        {"<f4", GT_F32, 0},
        {">f4", GT_F32, 1},
        {"<f8", GT_F64, 0},
        {">f8", GT_F64, 1},
        {"<f16", GT_E_DTYPE, 0},
        {"<f12", GT_E_DTYPE, 0},
        {"<c8", GT_C64, 0},
        {">c8", GT_C64, 1},
        {"<c16", GT_C128, 0},
        {">c16", GT_C128, 1},
        {"<c4", GT_E_DTYPE, 0},
        {"<c32", GT_E_DTYPE, 0},
        {"<i16", GT_E_FORMAT, 0},
        {"|O", GT_E_DTYPE, 0},
        {"O", GT_E_DTYPE, 0},
        {"|S5", GT_E_DTYPE, 0},
        {"<U12", GT_E_DTYPE, 0},
        {"|V8", GT_E_DTYPE, 0},
        {"<M8[ns]", GT_E_DTYPE, 0},
        {"<m8", GT_E_DTYPE, 0},
        {"", GT_E_FORMAT, 0},
        {"<", GT_E_FORMAT, 0},
        {"<<f4", GT_E_FORMAT, 0},
        {"<f", GT_E_FORMAT, 0},
        {"<f3", GT_E_FORMAT, 0},
        {"<f0", GT_E_FORMAT, 0},
        {"<f44", GT_E_FORMAT, 0},
        {"<f4 ", GT_E_FORMAT, 0},
        {" <f4", GT_E_FORMAT, 0},
        {"<i16", GT_E_FORMAT, 0},
        {"<b2", GT_E_FORMAT, 0},
        {"<x4", GT_E_FORMAT, 0},
        {"<c8x", GT_E_FORMAT, 0},
        {"<f-4", GT_E_FORMAT, 0},
        {"<M8[ns", GT_E_FORMAT, 0},
        {"<M8[\xff]", GT_E_FORMAT, 0},
        {"<M8[\\\\]", GT_E_FORMAT, 0},
        {"float32", GT_E_FORMAT, 0},
        {"<M8[", GT_E_FORMAT, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[128];
        snprintf(text, sizeof text, "{'descr': '%s', 'fortran_order': False, 'shape': (2,), }\n", cases[i].descr);
        gt__npy npy = {0};
        assert_int_equal(parse_text(&npy, 1, text), cases[i].dtype < 0 ? cases[i].dtype : 0);
        if (cases[i].dtype < 0) continue;
        assert_int_equal(npy.dtype, cases[i].dtype);
        assert_int_equal(npy.swapped, cases[i].swapped);
    }
}

static void reads_unusual_spelling(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{'descr':'<f4','fortran_order':False,'shape':(3,4)}",
        "{\"shape\": (3, 4), \"descr\": \"<f4\", \"fortran_order\": False}\n",
        "  {  'fortran_order' : False , 'shape' : ( 3 , 4 , ) , 'descr' : '<f4' , }  \n\n",
        "{\n\t'descr': '<f4',\r\n\t'fortran_order': False,\n\t'shape': (3, 4,)}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        gt__npy npy = {0};
        assert_int_equal(parse_text(&npy, 1, texts[i]), 0);
        assert_int_equal(npy.dtype, GT_F32);
        assert_int_equal(npy.count, 12);
    }
}

static int64_t parse_shape(gt__npy *out, const char *shape)
{
    char text[2048];
    snprintf(text, sizeof text, "{'descr': '<f8', 'fortran_order': False, 'shape': %s, }\n", shape);
    return parse_text(out, 1, text);
}

static void reads_shapes(void **state)
{
    (void)state;
    const struct {
        const char *shape;
        int32_t rank;
        int64_t count;
    } cases[] = {
        {"()", 0, 1},
        {"( )", 0, 1},
        {"(3,)", 1, 3},
        {"(0,)", 1, 0},
        {"(3, 0)", 2, 0},
        {"(3L, 4L)", 2, 12}, /* as Python 2 wrote it */
        {"(1152921504606846975,)", 1, 1152921504606846975},
        {"(2147483648, 4)", 2, INT64_C(8589934592)},
        {"(9223372036854775807, 9223372036854775807, 0)", 3, 0},
        {"(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2)", 16, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gt__npy npy = {0};
        assert_int_equal(parse_shape(&npy, cases[i].shape), 0);
        assert_int_equal(npy.shape.rank, cases[i].rank);
        assert_true(npy.count == cases[i].count);
    }
    static const char *const bad[] = {
        "(3)",
        "3",
        "[3, 4]",
        "(3 4)",
        "(,)",
        "(3,,)",
        "(3,",
        "(3, 4",
        "(-1,)",
        "(+1,)",
        "(3l,)",
        "(L,)",
        "(3LL,)",
        "(3.0,)",
        "(0x10,)",
        "(1_0,)",
        "(03,)",
        "('3',)",
        "(True,)",
        "((3,),)",
        "(1152921504606846976,)",
        "(9223372036854775808,)",
        "(18446744073709551616,)",
        "(99999999999999999999999999999999999999999999,)",
        "(4294967296, 4294967296)",
        "(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)",
        "",
        "()()",
        "None",
        "(3;)",
        "(\xd9\xa3,)",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gt__npy npy = {.dtype = 77};
        assert_int_equal(parse_shape(&npy, bad[i]), GT_E_FORMAT);
        assert_int_equal(npy.dtype, 77);
    }
}

static void refuses_malformed_dictionaries(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        " \n",
        "{}",
        "[]",
        "'descr'",
        "{,}",
        "{'descr': '<f4', 'fortran_order': False}",
        "{'descr': '<f4', 'shape': (3,)}",
        "{'fortran_order': False, 'shape': (3,)}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'shape': (3,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'more': 1}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), ",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,),, }",
        "{'descr': '<f4' 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} x",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} {}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} # text",
        "{'fortran_order': Fal",
        "{'fortran_order':",
        "{'descr': '<f",
        "{'descr': '",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}",
        "{'descr': '<f4', 'fortran_order': false, 'shape': (3,)}",
        "{'descr': '<f4', 'fortran_order': Falsey, 'shape': (3,)}",
        "{'descr': '<f4', 'fortran_order': 'False', 'shape': (3,)}",
        "{'descr': '<f4', 'fortran_order':, 'shape': (3,)}",
        "{'descr': <f4, 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '<f4\", 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (3,)}",
        "{'descr': u'<f4', 'fortran_order': False, 'shape': (3,)}",
        "{descr: '<f4', 'fortran_order': False, 'shape': (3,)}",
        "{'descr' '<f4', 'fortran_order': False, 'shape': (3,)}",
        "{'Descr': '<f4', 'fortran_order': False, 'shape': (3,)}",
        "{'descr\xc3\xa4': '<f4', 'fortran_order': False, 'shape': (3,)}",
        "{'descr': None, 'fortran_order': False, 'shape': (3,)}",
        "\xef\xbb\xbf{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '<f4<f4<f4<f4<f4<f4<f4<f4<f4<f4<f4<f4<f4<f4<f4<f4<f4<f4<f4<f4<f4<f4<f4<f4', 'shape': (3,)}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        for (int version = 1; version <= 3; version++) {
            gt__npy npy = {.dtype = 77};
            assert_int_equal(parse_text(&npy, version, bad[i]), GT_E_FORMAT);
            assert_int_equal(npy.dtype, 77);
        }
    gt__npy npy;
    assert_int_equal(parse_text(&npy, 1, "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (3,)}"),
                     GT_E_DTYPE);
    assert_int_equal(parse_text(&npy, 1, "{'descr': ('<f4', (2,)), 'fortran_order': False, 'shape': (3,)}"),
                     GT_E_DTYPE);
}

static void a_nul_is_malformed(void **state)
{
    (void)state;
    uint8_t file[256];
    size_t bytes = wrap(file, 1, plain);
    for (size_t i = 10; i < bytes; i++) {
        uint8_t kept = file[i];
        file[i] = 0;
        gt__npy npy;
        assert_int_equal(parse(&npy, file, bytes), GT_E_FORMAT);
        file[i] = kept;
    }
}

static void refuses_other_files(void **state)
{
    (void)state;
    uint8_t file[256];
    gt__npy npy;
    for (int version = 0; version < 256; version++) {
        size_t bytes = wrap(file, version, plain);
        assert_int_equal(parse(&npy, file, bytes), version >= 1 && version <= 3 ? 0 : GT_E_FORMAT);
        file[7] = 1;
        assert_int_equal(parse(&npy, file, bytes), GT_E_FORMAT);
    }
    assert_int_equal(parse(&npy, (const uint8_t *)"PK\3\4", 4), GT_E_FORMAT);
    assert_int_equal(parse(&npy, (const uint8_t *)"P", 1), GT_E_FORMAT);
    assert_int_equal(parse(&npy, (const uint8_t *)"\x93NUMPX", 6), GT_E_FORMAT);
    assert_int_equal(parse(&npy, (const uint8_t *)"\x93NUMPY\2\0\1\0\1\0", 12), GT_E_FORMAT);
    assert_int_equal(parse(&npy, (const uint8_t *)"\x93NUMPY\3\0\xff\xff\xff\xff", 12), GT_E_FORMAT);
    assert_int_equal(parse(&npy, (const uint8_t *)"\x93NUMPY\2\0\0\0\1\0", 12), 12 + 65536);
    assert_int_equal(parse(&npy, (const uint8_t *)"\x93NUMPY\1\0\xff\xff", 10), 10 + 65535);
}

/* A prefix of a good file asks for more, never for more than the header has, and in the end gets it. */
static void asks_for_what_is_missing(void **state)
{
    (void)state;
    uint8_t file[256];
    for (int version = 1; version <= 3; version++) {
        size_t bytes = wrap(file, version, plain);
        for (size_t n = 0; n < bytes; n++) {
            gt__npy npy = {.dtype = 77};
            int64_t need = parse(&npy, file, n);
            assert_true(need > (int64_t)n && need <= (int64_t)bytes);
            assert_int_equal(npy.dtype, 77);
        }
        size_t have = 0;
        int64_t need;
        gt__npy npy;
        for (int calls = 0; (need = parse(&npy, file, have)) != 0; calls++) {
            assert_true(need > 0 && calls < 4);
            have = (size_t)need;
        }
        assert_int_equal(have, bytes);
    }
}

/* A dictionary that the header's length cuts short is malformed at every length but the last few, which are spaces. */
static void refuses_short_lengths(void **state)
{
    (void)state;
    uint8_t file[256];
    size_t bytes = wrap(file, 1, plain), end = (size_t)(strchr(plain, '}') - plain) + 1;
    for (size_t length = 0; length < strlen(plain); length++) {
        file[8] = (uint8_t)length;
        gt__npy npy;
        assert_int_equal(parse(&npy, file, bytes), length < end ? GT_E_FORMAT : 0);
    }
}

static void check_outcome(int64_t result, const gt__npy *npy, size_t bytes)
{
    if (result > 0) {
        assert_true(result > (int64_t)bytes && result <= 12 + 65536);
    } else if (result < 0) {
        assert_true(result == GT_E_FORMAT || result == GT_E_DTYPE);
        assert_non_null(strstr(gt_last_error(), "gt_load_npy: "));
    } else {
        assert_true(gt_dtype_size(npy->dtype) > 0);
        assert_within(npy->shape.rank, 0, GT_MAX_RANK);
        assert_true(npy->count == gt__shape_count(&npy->shape));
        assert_true(npy->count <= INT64_MAX / gt_dtype_size(npy->dtype));
        assert_true(npy->data_offset <= (int64_t)bytes);
    }
}

static void survives_every_changed_byte(void **state)
{
    (void)state;
    static const char *const texts[] = {
        plain,
        "{\"shape\": (), \"fortran_order\": True, \"descr\": '>M8[s]'}",
        "{'descr': '|b1', 'fortran_order': True, 'shape': (9223372036854775807, 0,), }\n",
    };
    int fine = 0;
    for (size_t t = 0; t < 3; t++)
        for (int version = 1; version <= 3; version++) {
            uint8_t file[256];
            size_t bytes = wrap(file, version, texts[t]);
            for (size_t i = 0; i < bytes; i++) {
                uint8_t kept = file[i];
                for (int value = 0; value < 256; value++) {
                    file[i] = (uint8_t)value;
                    gt__npy npy = {0};
                    int64_t result = parse(&npy, file, bytes);
                    check_outcome(result, &npy, bytes);
                    fine += result == 0;
                }
                file[i] = kept;
            }
        }
    assert_true(fine > 100);
}

/* Pieces of headers in random order and number reach deeper than single bytes do. */
static void survives_shuffled_pieces(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "{",       "}",
        "(",       ")",
        "[",       ",",
        ":",       " ",
        "\n",      "'",
        "\"",      "'descr'",
        "'shape'", "'fortran_order'",
        "True",    "False",
        "'<f4'",   "'>i8'",
        "'|O'",    "(3, 4)",
        "()",      "9223372036854775807",
        "0",       "7",
        "-1",      "L",
        "\\",      "\xff",
    };
    uint32_t seed = 12345;
    for (int round = 0; round < 100000; round++) {
        char text[512] = "{'descr': '<f4', 'fortran_order': False, 'shape': ";
        if (round % 2) text[1] = '\0';
        for (int i = 0; i < 12; i++) {
            seed = seed * 1664525 + 1013904223;
            strcat(text, pieces[(seed >> 8) % (sizeof pieces / sizeof *pieces)]);
        }
        gt__npy npy = {0};
        uint8_t file[600];
        size_t bytes = wrap(file, 1, text);
        check_outcome(parse(&npy, file, bytes), &npy, bytes);
    }
}

static void writes_what_numpy_writes(void **state)
{
    (void)state;
    const gt__shape shape = {.rank = 2, .size = {3, 4}}, row = {.rank = 1, .size = {5}}, scalar = {0};
    char buffer[GT__NPY_HEADER];
    const struct {
        int32_t dtype;
        const gt__shape *shape;
        const char *text;
    } cases[] = {
        {GT_F32, &shape, "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }"},
        {GT_BOOL, &row, "{'descr': '|b1', 'fortran_order': False, 'shape': (5,), }"},
        {GT_U64, &scalar, "{'descr': '<u8', 'fortran_order': False, 'shape': (), }"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char expected[130];
        snprintf(expected, sizeof expected, "%-117s\n", cases[i].text);
        assert_int_equal(gt__npy_header(buffer, cases[i].dtype, cases[i].shape), 128);
        assert_memory_equal(buffer, "\x93NUMPY\1\0\x76\0", 10);
        char actual[130];
        snprintf(actual, sizeof actual, "%.118s", buffer + 10);
        if (memcmp(actual, expected, 118) != 0) assert_string_equal(actual, expected);
    }
    assert_int_equal(gt__npy_header(buffer, GT_BF16, &shape), 0);
    assert_int_equal(gt__npy_header(buffer, 0, &shape), 0);
}

static void reads_what_it_writes(void **state)
{
    (void)state;
    for (int32_t dtype = GT_BOOL; dtype <= GT_F64; dtype++)
        for (int32_t rank = 0; rank <= GT_MAX_RANK; rank++)
            for (int huge = 0; huge < 2; huge++) {
                if (dtype == GT_BF16) continue;
                gt__shape shape = {.rank = rank};
                for (int32_t i = 0; i < rank; i++) shape.size[i] = huge ? INT64_MAX : i % 3 + 1;
                if (huge && rank > 0) shape.size[rank / 2] = 0;
                char *buffer = malloc(GT__NPY_HEADER);
                size_t length = gt__npy_header(buffer, dtype, &shape);
                assert_true(length % 64 == 0 && length <= GT__NPY_HEADER && buffer[length - 1] == '\n');
                gt__npy npy = {0};
                assert_int_equal(parse(&npy, (uint8_t *)buffer, length), 0);
                assert_int_equal(npy.dtype, dtype);
                assert_int_equal(npy.fortran + npy.swapped, 0);
                assert_int_equal(gt__shape_equal(&npy.shape, &shape), 1);
                assert_int_equal(npy.data_offset, length);
                free(buffer);
            }
}

static void swaps_bytes(void **state)
{
    (void)state;
    uint8_t data[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    gt__npy_swap(data, 4, 2);
    assert_memory_equal(data, ((uint8_t[]){2, 1, 4, 3, 6, 5, 8, 7, 9}), 9);
    gt__npy_swap(data, 2, 4);
    assert_memory_equal(data, ((uint8_t[]){3, 4, 1, 2, 7, 8, 5, 6, 9}), 9);
    gt__npy_swap(data, 1, 8);
    assert_memory_equal(data, ((uint8_t[]){6, 5, 8, 7, 2, 1, 4, 3, 9}), 9);
    gt__npy_swap(data, 9, 1);
    gt__npy_swap(data, 0, 8);
    assert_memory_equal(data, ((uint8_t[]){6, 5, 8, 7, 2, 1, 4, 3, 9}), 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_plain_headers),
        cmocka_unit_test(reads_a_file_of_numpy),
        cmocka_unit_test(reads_every_type),
        cmocka_unit_test(reads_unusual_spelling),
        cmocka_unit_test(reads_shapes),
        cmocka_unit_test(refuses_malformed_dictionaries),
        cmocka_unit_test(a_nul_is_malformed),
        cmocka_unit_test(refuses_other_files),
        cmocka_unit_test(asks_for_what_is_missing),
        cmocka_unit_test(refuses_short_lengths),
        cmocka_unit_test(survives_every_changed_byte),
        cmocka_unit_test(survives_shuffled_pieces),
        cmocka_unit_test(writes_what_numpy_writes),
        cmocka_unit_test(reads_what_it_writes),
        cmocka_unit_test(swaps_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
