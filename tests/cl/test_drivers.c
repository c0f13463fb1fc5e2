/* Drivers apart from the rest of the process. This program exports a function that a driver has, too, as TensorFlow
 * does with those of LLVM; the name of the driver's platform tells which of the two it takes. */
#define _GNU_SOURCE /* mkdtemp */
#include <dlfcn.h>
#include <unistd.h>
#include "support/support.h"
#include "support/again.h"
#include "support/leaks.h"

const char *driver_name(void);

__attribute__((visibility("default"))) const char *driver_name(void)
{
    return "mixed up";
}

static bool sanitized(void)
{
    return dlsym(RTLD_DEFAULT, "__sanitizer_print_stack_trace") != NULL;
}

/* ---- What the program does when it is run again ------------------------------------------------------------------ */

static int look(void)
{
    const char *why = "";
    const int32_t available = gt_is_available(&why);
    printf("available=%d why=%s\n", available, why);
    return 0;
}

static int isolate(void)
{
    printf("%d %d ", gt_drivers_isolate(), gt_drivers_isolate());
    const int status = look();
    printf("%d\n", gt_drivers_isolate());
    return status;
}

static int too_late(void)
{
    const int32_t n = gt_device_count(), status = gt_drivers_isolate();
    printf("%d %d %s\n", n, status, gt_last_error());
    return 0;
}

/* ---- Tests ------------------------------------------------------------------------------------------------------- */

static char folder[] = "/tmp/gputensor-test-XXXXXX", icd[64], vendors[100], one[100], relative[100], path[100];

/* A folder with an .icd file that names the driver. */
static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(icd, sizeof icd, "%s/test.icd", folder);
    snprintf(vendors, sizeof vendors, "OCL_ICD_VENDORS=%s", folder);
    snprintf(one, sizeof one, "OCL_ICD_VENDORS=%s", icd);
    snprintf(relative, sizeof relative, "OCL_ICD_VENDORS=test.icd");
    snprintf(path, sizeof path, "OPENCL_VENDOR_PATH=%s", folder);
    FILE *file = fopen(icd, "w");
    if (!file) return -1;
    fprintf(file, "%s\n", DRIVER);
    return fclose(file);
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(icd);
    return rmdir(folder);
}

static void expect(const char *word, const char *const *environment, const char *want)
{
    char out[2000];
    support_again(word, environment, out, sizeof out);
    if (!strstr(out, want)) fail_msg("%s: %s, not %s", word, out, want);
}

/* Every way in which a loader is told of a driver: it is mixed up, unless it is isolated. */
static void ways(void **state)
{
    (void)state;
    static const char name[] = "OCL_ICD_FILENAMES", set[] = "GPUTENSOR_ISOLATE_DRIVERS=1";
    const char driver[] = "OCL_ICD_VENDORS=" DRIVER, *apart = sanitized() ? "asked: mixed up" : "asked: apart";
    const char *const rows[][2] = {
        {vendors, "OPENCL_VENDOR_PATH"}, {one, "OPENCL_VENDOR_PATH"}, {relative, path},
        {driver, "OPENCL_VENDOR_PATH"},  {"OCL_ICD_VENDORS", path},   {"OCL_ICD_VENDORS=", path}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        expect("look", (const char *const[]){name, rows[k][0], rows[k][1], NULL}, "asked: mixed up");
        expect("look", (const char *const[]){name, rows[k][0], rows[k][1], set, NULL}, apart);
        expect("isolate", (const char *const[]){name, rows[k][0], rows[k][1], NULL}, apart);
    }
    expect("look", (const char *const[]){name, vendors, "GPUTENSOR_ISOLATE_DRIVERS=0", NULL}, "asked: mixed up");
    expect("look", (const char *const[]){name, vendors, "GPUTENSOR_ISOLATE_DRIVERS=", NULL}, "asked: mixed up");
    const char list[] = "OCL_ICD_FILENAMES=:/nonexistent/lib.so::" DRIVER; /* read by Khronos' loader alone */
    expect("look", (const char *const[]){list, vendors, set, NULL}, apart);
}

static void statuses(void **state)
{
    (void)state;
    char want[100];
    snprintf(want, sizeof want, "%d gt_drivers_isolate: %s", GT_E_UNSUPPORTED,
             sanitized() ? "the C library" : "drivers are loaded already");
    expect("too late", (const char *const[]){vendors, NULL}, want);
    if (sanitized()) return;
    snprintf(want, sizeof want, "%d %d available=0 ", GT_OK, GT_OK);
    expect("isolate", (const char *const[]){vendors, NULL}, want);
    snprintf(want, sizeof want, "\n%d\n", GT_OK);
    expect("isolate", (const char *const[]){vendors, NULL}, want);
    snprintf(want, sizeof want, "0 %d ", GT_OK); /* asked for by the variable before */
    expect("too late", (const char *const[]){vendors, "GPUTENSOR_ISOLATE_DRIVERS=1", NULL}, want);
}

/* Those of this machine work as before. */
static void usual_drivers(void **state)
{
    (void)state;
    expect("isolate", (const char *const[]){NULL}, "available=1 why=\n");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ways),
        cmocka_unit_test(statuses),
        cmocka_unit_test(usual_drivers),
        cmocka_unit_test(leaks_none),
    };
    if (argc > 1 && strcmp(argv[1], "look") == 0) return look();
    if (argc > 1 && strcmp(argv[1], "isolate") == 0) return isolate();
    if (argc > 1 && strcmp(argv[1], "too late") == 0) return too_late();
    leaks_begin();
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
