/* Finding and describing devices, contexts, and machines without a working OpenCL driver. */
#define _GNU_SOURCE /* strcasestr, mkdtemp */
#include "support/support.h"
#include <ctype.h>
#include <dirent.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>
#include "support/leaks.h"
#include "cl/cl.h"
#include "support/range.h"

static gt_device_desc describe(int32_t device)
{
    gt_device_desc desc = {.size = sizeof desc};
    must(gt_device_describe(device, &desc));
    assert_int_equal(desc.size, sizeof desc);
    return desc;
}

/* ---- What there is ----------------------------------------------------------------------------------------------- */

static void is_available(void **state)
{
    (void)state;
    const char *why = NULL;
    assert_int_equal(gt_is_available(&why), 1);
    assert_string_equal(why, "");
    assert_int_equal(gt_is_available(NULL), 1);
    assert_true(gt_device_count() >= 1);
}

static void order_is_stable(void **state)
{
    (void)state;
    int32_t n = gt_device_count();
    for (int32_t i = 0; i < n; i++) {
        gt_device_desc first = describe(i), again = describe(i);
        assert_string_equal(first.name, again.name);
        assert_string_equal(first.id, again.id);
        assert_int_equal(gt_device_find(first.id), i);
    }
    assert_int_equal(gt_device_count(), n);
}

static void no_such_number(void **state)
{
    (void)state;
    const int32_t numbers[] = {-1, gt_device_count(), INT32_MAX, INT32_MIN};
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        gt_device_desc desc = {.size = sizeof desc, .type = 77};
        must_be(GT_E_NO_DEVICE, gt_device_describe(numbers[k], &desc));
        assert_non_null(strstr(gt_last_error(), "gt_device_describe"));
        assert_int_equal(desc.type, 77);
    }
    gt_context *ctx = (gt_context *)&ctx;
    must_be(GT_E_NO_DEVICE, gt_context_create(&ctx, gt_device_count(), NULL));
    assert_null(ctx);
}

static void trimmed(const char *text, size_t bytes)
{
    size_t n = strnlen(text, bytes);
    assert_true(n < bytes);
    if (n == 0) return;
    assert_false(isspace((unsigned char)text[0]));
    assert_false(isspace((unsigned char)text[n - 1]));
}

static void id_counts_its_type(int32_t device, const gt_device_desc *desc)
{
    char id[32];
    int before = 0;
    for (int32_t i = 0; i < device; i++) before += describe(i).type == desc->type;
    const char *type = gt_enum_name(GT_KIND_DEVICE_TYPE, desc->type);
    assert_non_null(type);
    snprintf(id, sizeof id, "%s:%d", type, before);
    assert_string_equal(desc->id, id);
}

static void descriptions(void **state)
{
    (void)state;
    for (int32_t i = 0; i < gt_device_count(); i++) {
        gt_device_desc desc = describe(i);
        id_counts_its_type(i, &desc);
        assert_within(desc.compute_units, 1, 1 << 20);
        assert_within(desc.clock_mhz, 0, 1 << 20);
        assert_within(desc.unified_memory, 0, 1);
        assert_int_equal(desc.reserved, 0);
        assert_true(desc.memory_bytes >= 1 << 20);
        assert_true(desc.max_alloc_bytes >= 1 << 20 && desc.max_alloc_bytes <= desc.memory_bytes);
        assert_true(desc.local_bytes >= 1 << 10);
        trimmed(desc.name, sizeof desc.name);
        trimmed(desc.vendor, sizeof desc.vendor);
        trimmed(desc.driver, sizeof desc.driver);
        trimmed(desc.platform, sizeof desc.platform);
        assert_true(strlen(desc.name) > 0 && strlen(desc.platform) > 0);
        assert_memory_equal(desc.version, "OpenCL ", 7);
    }
}

static int expected_support(int32_t dtype)
{
    if (dtype == GT_F16 || dtype == GT_BF16) return GT_SUPPORT_STORAGE;
    return gt_dtype_size(dtype) > 0 ? GT_SUPPORT_NATIVE : GT_SUPPORT_NONE;
}

static void supported_dtypes(void **state)
{
    (void)state;
    gt_context_stats stats = {.size = sizeof stats};
    must(gt_context_statistics(support_context(), &stats));
    for (int32_t i = 0; i < gt_device_count(); i++) {
        gt_device_desc desc = describe(i);
        for (int32_t dtype = 0; dtype < 64; dtype++) {
            int support = desc.support[dtype];
            if (dtype == GT_F64)
                assert_true(support == GT_SUPPORT_NONE || support == GT_SUPPORT_NATIVE);
            else if (dtype == GT_C128)
                assert_int_equal(support, desc.support[GT_F64]);
            else
                assert_int_equal(support, expected_support(dtype));
            if (i == stats.device) assert_int_equal(gt_context_supports(support_context(), dtype), support);
        }
    }
    assert_int_equal(gt_context_supports(support_context(), -1), GT_SUPPORT_NONE);
    assert_int_equal(gt_context_supports(support_context(), GT_WEAK_INT), GT_SUPPORT_NONE);
    if (support_machine() == MACHINE_POCL)
        assert_int_equal(gt_context_supports(support_context(), GT_F64), GT_SUPPORT_NATIVE);
}

/* ---- Finding ----------------------------------------------------------------------------------------------------- */

/* The first device that has the part, if all that have it are of one name; a whole name is enough by itself. */
static int32_t first_named(const char *part)
{
    int32_t first = GT_E_NO_DEVICE;
    for (int32_t i = 0; i < gt_device_count(); i++)
        if (strcasecmp(describe(i).name, part) == 0) return i;
    for (int32_t i = 0; i < gt_device_count(); i++) {
        gt_device_desc desc = describe(i);
        if (!strcasestr(desc.name, part) && !strcasestr(desc.platform, part)) continue;
        if (first >= 0 && strcmp(describe(first).name, desc.name) != 0) return GT_E_NO_DEVICE;
        if (first < 0) first = i;
    }
    return first;
}

static void find_part(const char *text, size_t from, size_t length)
{
    char part[128];
    snprintf(part, sizeof part, "%.*s", (int)length, text + from);
    if (!*part || strspn(part, "0123456789") == strlen(part)) return; /* digits are a number */
    int32_t want = first_named(part);
    for (size_t i = 0; part[i]; i++)
        part[i] =
            (char)(islower((unsigned char)part[i]) ? toupper((unsigned char)part[i]) : tolower((unsigned char)part[i]));
    assert_int_equal(gt_device_find(part), want);
}

static void by_part_of_name(void **state)
{
    (void)state;
    for (int32_t i = 0; i < gt_device_count(); i++) {
        gt_device_desc desc = describe(i);
        size_t name = strlen(desc.name), platform = strlen(desc.platform);
        find_part(desc.name, 0, name);
        find_part(desc.name, name / 3, name / 3);
        find_part(desc.name, name - 2, 2);
        find_part(desc.platform, 0, platform);
        find_part(desc.platform, platform / 2, platform);
        find_part(desc.platform, platform - 1, 1);
    }
}

static void unknown_names(void **state)
{
    (void)state;
    char longest[5000];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    const char *names[] = {"no such device", "gpu:99", "cpu:-1", "cpu:00", "\xff\xfe", "%s%n", longest};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        char part[16];
        snprintf(part, sizeof part, "%.15s", k == 4 ? "\"??\"" : names[k]); /* messages are UTF-8 */
        assert_int_equal(gt_device_find(names[k]), GT_E_NO_DEVICE);
        assert_non_null(strstr(gt_last_error(), "gt_device_find"));
        assert_non_null(strstr(gt_last_error(), part));
    }
    gt_context *ctx = (gt_context *)&ctx;
    must_be(GT_E_NO_DEVICE, gt_context_create(&ctx, gt_device_find("no such device"), NULL));
    assert_null(ctx);
    assert_non_null(strstr(gt_last_error(), "no such device"));
}

static int rank_of(const gt_device_desc *desc)
{
    return desc->type == GT_DEVICE_GPU           ? 3
           : desc->type == GT_DEVICE_ACCELERATOR ? 2
           : desc->type == GT_DEVICE_CPU         ? 1
                                                 : 0;
}

static void by_environment(void **state)
{
    (void)state;
    const char *given = getenv("GPUTENSOR_DEVICE");
    char *before = given ? strdup(given) : NULL;
    for (int32_t i = 0; i < gt_device_count(); i++) {
        assert_int_equal(setenv("GPUTENSOR_DEVICE", describe(i).id, 1), 0);
        assert_int_equal(gt_device_find(NULL), i);
        assert_int_equal(gt_device_find(describe(0).id), 0); /* a name counts before the environment */
    }
    setenv("GPUTENSOR_DEVICE", "no such device", 1);
    assert_int_equal(gt_device_find(NULL), GT_E_NO_DEVICE);
    assert_non_null(strstr(gt_last_error(), "no such device"));
    unsetenv("GPUTENSOR_DEVICE");
    gt_device_desc chosen = describe(gt_device_find(NULL));
    setenv("GPUTENSOR_DEVICE", "", 1);
    assert_string_equal(describe(gt_device_find(NULL)).id, chosen.id);
    if (before)
        setenv("GPUTENSOR_DEVICE", before, 1);
    else
        unsetenv("GPUTENSOR_DEVICE");
    free(before);
    for (int32_t i = 0; i < gt_device_count(); i++) {
        gt_device_desc other = describe(i);
        assert_true(rank_of(&chosen) >= rank_of(&other));
        if (rank_of(&chosen) == rank_of(&other))
            assert_true(chosen.compute_units * chosen.clock_mhz >= other.compute_units * other.clock_mhz);
    }
}

static gt__form form_with(const char *variable)
{
    gt_context *ctx = NULL;
    if (variable)
        assert_int_equal(setenv("GPUTENSOR_FORM", variable, 1), 0);
    else
        unsetenv("GPUTENSOR_FORM");
    must(gt_context_create(&ctx, gt_device_find(NULL), NULL));
    gt__form form = gt__traits_of(ctx)->form;
    gt_context_free(ctx);
    return form;
}

/* Loops over vectors where the driver makes such code for a CPU; llvmpipe's vectors are its work-items. */
static void kernel_forms(void **state)
{
    (void)state;
    const char *given = getenv("GPUTENSOR_FORM");
    char *before = given ? strdup(given) : NULL;
    const gt_device_desc device = describe(gt_device_find(NULL));
    gt__form usual = form_with(NULL);
    if (strstr(device.platform, "Portable Computing Language")) assert_int_equal(usual, GT__CPU);
    if (strstr(device.platform, "rusticl")) assert_int_equal(usual, GT__GPU);
    assert_int_equal(form_with("cpu"), GT__CPU);
    assert_int_equal(form_with("gpu"), GT__GPU);
    assert_int_equal(form_with("neither"), usual);
    if (before)
        setenv("GPUTENSOR_FORM", before, 1);
    else
        unsetenv("GPUTENSOR_FORM");
    free(before);
}

/* ---- Structs that grow ------------------------------------------------------------------------------------------- */

static void described_structs(void **state)
{
    (void)state;
    struct {
        gt_device_desc known;
        unsigned char tail[40];
    } longer;
    gt_device_desc shorter = {.size = sizeof shorter - 8, .type = 77};
    memset(&longer, 0xa5, sizeof longer);
    longer.known.size = sizeof longer;
    must(gt_device_describe(0, &longer.known));
    assert_int_equal(longer.known.size, sizeof longer);
    assert_string_equal(longer.known.name, describe(0).name);
    for (size_t i = 0; i < sizeof longer.tail; i++) assert_int_equal(longer.tail[i], 0xa5);
    must_be(GT_E_ARGUMENT, gt_device_describe(0, &shorter));
    shorter.size = 0;
    must_be(GT_E_ARGUMENT, gt_device_describe(0, &shorter));
    assert_int_equal(shorter.type, 77);
    must_be(GT_E_ARGUMENT, gt_device_describe(0, NULL));
}

static void option_structs(void **state)
{
    (void)state;
    struct {
        gt_context_opts known;
        unsigned char tail[24];
    } longer = {.known = {.size = sizeof longer}};
    int32_t device = gt_device_find(NULL);
    gt_context *ctx = NULL;
    must(gt_context_create(&ctx, device, &longer.known));
    gt_context_free(ctx);
    longer.tail[23] = 1;
    must_be(GT_E_UNSUPPORTED, gt_context_create(&ctx, device, &longer.known));
    assert_null(ctx);
    longer.known.size = sizeof(gt_context_opts); /* the tail is not the library's then */
    must(gt_context_create(&ctx, device, &longer.known));
    gt_context_free(ctx);
    longer.known.size = sizeof(gt_context_opts) - 8;
    must_be(GT_E_ARGUMENT, gt_context_create(&ctx, device, &longer.known));
    longer.known.size = 0;
    must_be(GT_E_ARGUMENT, gt_context_create(&ctx, device, &longer.known));
    longer.known.size = UINT32_MAX;
    must_be(GT_E_ARGUMENT, gt_context_create(&ctx, device, &longer.known));
    assert_null(ctx);
}

static void contexts(void **state)
{
    (void)state;
    gt_context *ctx = NULL, *other = NULL;
    gt_context_opts opts = {.size = sizeof opts, .memory_limit = 12345};
    gt_context_stats stats = {.size = sizeof stats};
    must(gt_context_create(&ctx, gt_device_find(NULL), &opts));
    must(gt_context_create(&other, gt_device_find(NULL), NULL));
    assert_ptr_not_equal(ctx, other);
    assert_ptr_not_equal(gt_context_queue(ctx), gt_context_queue(other));
    assert_ptr_equal(gt_queue_context(gt_context_queue(ctx)), ctx);
    must(gt_context_statistics(ctx, &stats));
    assert_int_equal(stats.limit, 12345);
    assert_int_equal(stats.device, gt_device_find(NULL));
    assert_int_equal(stats.used + stats.cached + stats.peak + stats.allocations + stats.programs_built, 0);
    gt_context_free(ctx);
    gt_context_free(other);
    opts.memory_limit = -1;
    must_be(GT_E_ARGUMENT, gt_context_create(&ctx, gt_device_find(NULL), &opts));
    assert_null(ctx);
    must_be(GT_E_ARGUMENT, gt_context_create(NULL, gt_device_find(NULL), NULL));
    gt_context_free(NULL);
}

/* ---- Machines without a driver: this program again, in another environment --------------------------------------- */

static int look(void)
{
    const char *why = NULL;
    gt_context *ctx = NULL;
    int32_t available = gt_is_available(&why);
    printf("why=%s\n", why);
    int32_t found = gt_device_find(NULL), made = gt_context_create(&ctx, found, NULL);
    printf("available=%d count=%d find=%d context=%d\n", available, gt_device_count(), found, made);
    gt_context_free(ctx);
    return 0;
}

/* Runs look() with the drivers that the folder names, or of this machine for NULL, and with PoCL's cache there, if that
 * is not NULL; its output. The status must be 0. */
static void look_with(const char *vendors, const char *cache, char *out, size_t bytes)
{
    int ends[2], status = -1;
    size_t n = 0;
    ssize_t got;
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (vendors) setenv("OCL_ICD_VENDORS", vendors, 1);
        if (vendors) unsetenv("OCL_ICD_FILENAMES");
        if (cache) setenv("POCL_CACHE_DIR", cache, 1);
        if (cache) unsetenv("RUSTICL_ENABLE");
        unsetenv("GPUTENSOR_DEVICE");
        dup2(ends[1], STDOUT_FILENO);
        execl("/proc/self/exe", "test_device", "look", (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    while (n + 1 < bytes && (got = read(ends[0], out + n, bytes - 1 - n)) > 0) n += (size_t)got;
    out[n] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (status != 0) fail_msg("the child ended with status %x: %s", (unsigned)status, out);
}

static void add_vendor(const char *folder, const char *name, const char *library)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s.icd", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "%s\n", library);
    fclose(file);
}

static void remove_folder(const char *folder)
{
    char path[600];
    DIR *open = opendir(folder);
    assert_non_null(open);
    for (struct dirent *entry; (entry = readdir(open));) {
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.') unlink(path);
    }
    closedir(open);
    rmdir(folder);
}

static bool drivers_elsewhere(void)
{
    return getenv("OCL_ICD_FILENAMES") != NULL;
}

/* Adds the drivers of this machine, or of the folder that the environment names; false if they are not there. */
static bool add_good_vendors(const char *folder)
{
    const char *named = getenv("OCL_ICD_VENDORS"), *usual = named ? named : "/etc/OpenCL/vendors";
    char from[600], to[600];
    int n = 0;
    DIR *open = drivers_elsewhere() ? NULL : opendir(usual);
    if (!open) return false;
    for (struct dirent *entry; (entry = readdir(open));) {
        if (entry->d_name[0] == '.') continue;
        snprintf(from, sizeof from, "%s/%s", usual, entry->d_name);
        snprintf(to, sizeof to, "%s/%s", folder, entry->d_name);
        n += symlink(from, to) == 0;
    }
    closedir(open);
    return n > 0;
}

static void expect_none(const char *vendors)
{
    char out[2000];
    look_with(vendors, NULL, out, sizeof out);
    char want[100];
    snprintf(want, sizeof want, "available=0 count=0 find=%d context=%d\n", GT_E_NO_DEVICE, GT_E_NO_DEVICE);
    assert_non_null(strstr(out, want));
    assert_non_null(strstr(out, "why=gt_is_available: no OpenCL platform"));
}

static void without_drivers(void **state)
{
    (void)state;
    char folder[] = "/tmp/gputensor-test-XXXXXX", out[2000];
    assert_non_null(mkdtemp(folder));
    expect_none(folder);
    expect_none("/nonexistent/folder");
    add_vendor(folder, "missing", "/nonexistent/libno-such-driver.so");
    expect_none(folder);
    add_vendor(folder, "not-a-driver", "libm.so.6");
    add_vendor(folder, "empty", "");
    expect_none(folder);
    const bool good = add_good_vendors(folder);
    if (good) {
        look_with(folder, NULL, out, sizeof out);
        assert_non_null(strstr(out, "why=\n"));
        assert_non_null(strstr(out, "available=1 "));
        assert_non_null(strstr(out, " context=0\n"));
    }
    remove_folder(folder);
    if (!good) support_skip("the environment says where the good drivers are");
}

/* PoCL shows no device then, or does not compile, and says nothing of the reason. */
static void cache_not_writable(void **state)
{
    (void)state;
    static const struct {
        const char *folder, *said;
    } rows[] = {{"/dev/null/no", "write to, which POCL_CACHE_DIR (/dev/null/no) is not: "},
                {"/proc/nowhere", "write to"}}; /* root may write there, but that is not so */
    for (size_t k = 0; k < 2 && support_machine() == MACHINE_POCL; k++) {
        char out[2000];
        look_with(NULL, rows[k].folder, out, sizeof out);
        if (strstr(out, "available=1 ")) continue; /* another driver has a device */
        assert_non_null(strstr(out, "platforms asked: "));
        assert_non_null(strstr(out, "Portable Computing Language"));
        assert_non_null(strstr(out, rows[k].said));
        assert_non_null(strstr(out, "POCL_CACHE_DIR, XDG_CACHE_HOME or HOME\n"));
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_available),      cmocka_unit_test(order_is_stable),    cmocka_unit_test(no_such_number),
        cmocka_unit_test(descriptions),      cmocka_unit_test(supported_dtypes),   cmocka_unit_test(by_part_of_name),
        cmocka_unit_test(unknown_names),     cmocka_unit_test(by_environment),     cmocka_unit_test(kernel_forms),
        cmocka_unit_test(described_structs), cmocka_unit_test(option_structs),     cmocka_unit_test(contexts),
        cmocka_unit_test(without_drivers),   cmocka_unit_test(cache_not_writable), cmocka_unit_test(leaks_none),
    };
    if (argc > 1 && strcmp(argv[1], "look") == 0) return look();
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
