/* SHA-256 by the examples of FIPS 180-4 and by what must not matter: in how many pieces data are added. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/sha256.h"

enum { LENGTHS = 200, TEXT = 2 * GT__SHA256_BYTES + 1 };

static void digest_in(char out[TEXT], const unsigned char *data, size_t bytes, size_t piece)
{
    unsigned char digest[GT__SHA256_BYTES];
    gt__sha256 hash;
    gt__sha256_begin(&hash);
    for (size_t at = 0; at < bytes; at += piece)
        gt__sha256_add(&hash, data + at, bytes - at < piece ? bytes - at : piece);
    gt__sha256_end(&hash, digest);
    for (int i = 0; i < GT__SHA256_BYTES; i++) snprintf(out + 2 * (size_t)i, 3, "%02x", digest[i]);
}

static void expect(const char *message, const char *want)
{
    char got[TEXT];
    digest_in(got, (const unsigned char *)message, strlen(message), 1000);
    assert_string_equal(got, want);
}

static void examples(void **state)
{
    (void)state;
    expect("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
           "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    expect("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrst"
           "nopqrstu",
           "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
}

static void a_million(void **state)
{
    enum { MILLION = 1000000 };
    (void)state;
    char got[TEXT];
    unsigned char *data = malloc(MILLION);
    assert_non_null(data);
    memset(data, 'a', MILLION);
    static const size_t pieces[] = {1, 63, 64, 65, MILLION};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        digest_in(got, data, MILLION, pieces[i]);
        assert_string_equal(got, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
    free(data);
}

/* All lengths around one, two and three blocks give digests of their own, however the data are cut. */
static void pieces_do_not_matter(void **state)
{
    (void)state;
    unsigned char data[LENGTHS];
    static char all[LENGTHS + 1][TEXT];
    for (int i = 0; i < LENGTHS; i++) data[i] = (unsigned char)(i * 7 + 3);
    for (size_t length = 0; length <= LENGTHS; length++) {
        digest_in(all[length], data, length, LENGTHS);
        for (size_t piece = 1; piece < 70; piece++) {
            char got[TEXT];
            digest_in(got, data, length, piece);
            assert_string_equal(got, all[length]);
        }
        for (size_t shorter = 0; shorter < length; shorter++) assert_string_not_equal(all[shorter], all[length]);
    }
}

static void nothing_added_is_nothing(void **state)
{
    (void)state;
    unsigned char digest[2][GT__SHA256_BYTES];
    for (int twice = 0; twice < 2; twice++) {
        gt__sha256 hash;
        gt__sha256_begin(&hash);
        gt__sha256_add(&hash, "ab", 2);
        if (twice) gt__sha256_add(&hash, "", 0);
        gt__sha256_add(&hash, "c", 1);
        gt__sha256_end(&hash, digest[twice]);
    }
    assert_memory_equal(digest[0], digest[1], GT__SHA256_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples),
        cmocka_unit_test(a_million),
        cmocka_unit_test(pieces_do_not_matter),
        cmocka_unit_test(nothing_added_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
