/* Products by CLBlast (github.com/CNugteren/CLBlast), the only file that knows of it. One lock for the whole process:
 * its tables are filled at the first call without one. Only *gemmWithTempBuffer: where CLBlast asks OpenCL for a buffer
 * itself and gets none, it ends the process. */
#include <string.h>

#include "cl/internal.h"

#ifdef GT_CLBLAST
#include <clblast_c.h>

static struct {
    gt__mutex lock;
    atomic_int users; /* contexts that have used it */
} blas = {.lock = PTHREAD_MUTEX_INITIALIZER};

#ifdef GT_DLOPEN
/* ---- its functions, found at run time ---- */

/* clang-format off */
#define SHAPE \
    const CLBlastLayout layout, const CLBlastTranspose ta, const CLBlastTranspose tb, const size_t m, const size_t n, \
        const size_t k
#define GEMM(X, type, name) \
    X(CLBlastStatusCode, name, \
      (SHAPE, const type alpha, const cl_mem a, const size_t at_a, const size_t lda, const cl_mem b, \
       const size_t at_b, const size_t ldb, const type beta, cl_mem c, const size_t at_c, const size_t ldc, \
       cl_command_queue *queue, cl_event *event, cl_mem extra), \
      (layout, ta, tb, m, n, k, alpha, a, at_a, lda, b, at_b, ldb, beta, c, at_c, ldc, queue, event, extra))
#define BYTES(X, name) \
    X(CLBlastStatusCode, name, \
      (SHAPE, const size_t at_a, const size_t lda, const size_t at_b, const size_t ldb, const size_t at_c, \
       const size_t ldc, cl_command_queue *queue, size_t *bytes), \
      (layout, ta, tb, m, n, k, at_a, lda, at_b, ldb, at_c, ldc, queue, bytes))
#define FUNCTIONS(X) \
    GEMM(X, float, CLBlastSgemmWithTempBuffer) \
    GEMM(X, double, CLBlastDgemmWithTempBuffer) \
    BYTES(X, CLBlastSGemmTempBufferSize) \
    BYTES(X, CLBlastDGemmTempBufferSize) \
    X(CLBlastStatusCode, CLBlastClearCache, (void), ())
/* clang-format on */

FUNCTIONS(GT__RENAME)

static struct found {
    FUNCTIONS(GT__POINTER)
} found;

FUNCTIONS(GT__FORWARD)

/* NULL if it is there, else why not, asked once for the whole process. Lock held. */
static const char *why_closed(void)
{
    static const char *const files[] = {"libclblast.so.1", "libclblast.so", NULL};
    static const gt__entry entries[] = {FUNCTIONS(GT__ENTRY)};
    static const gt__library library = {
        .variable = "GPUTENSOR_CLBLAST",
        .files = files,
        .advice = "install CLBlast (Debian and Ubuntu: libclblast1)",
        .entries = entries,
        .count = sizeof entries / sizeof *entries,
    };
    static enum { UNTRIED, OPEN, CLOSED } state = UNTRIED;
    static char why[600];
    if (state == UNTRIED) state = gt__library_open(&library, &found, why, sizeof why) ? OPEN : CLOSED;
    return state == OPEN ? NULL : why;
}
#else
static const char *why_closed(void)
{
    return NULL;
}
#endif

/* Of a context and dtype. */
enum { UNKNOWN, USABLE, WRONG };

enum { A, B, C };

static CLBlastTranspose transpose_of(const gt__gemm *what, int32_t i)
{
    return what->transpose[i] ? CLBlastTransposeYes : CLBlastTransposeNo;
}

static CLBlastStatusCode ask_bytes(const gt__gemm *what, cl_command_queue *queue, size_t *bytes)
{
    const size_t m = (size_t)what->m, n = (size_t)what->n, k = (size_t)what->k;
    const size_t a = (size_t)what->offset[A], b = (size_t)what->offset[B], c = (size_t)what->offset[C];
    const size_t lda = (size_t)what->ld[A], ldb = (size_t)what->ld[B], ldc = (size_t)what->ld[C];
    const CLBlastTranspose ta = transpose_of(what, A), tb = transpose_of(what, B);
    if (what->dtype == GT_F32)
        return CLBlastSGemmTempBufferSize(CLBlastLayoutRowMajor, ta, tb, m, n, k, a, lda, b, ldb, c, ldc, queue, bytes);
    return CLBlastDGemmTempBufferSize(CLBlastLayoutRowMajor, ta, tb, m, n, k, a, lda, b, ldb, c, ldc, queue, bytes);
}

static CLBlastStatusCode enqueue(const gt__gemm *what, cl_command_queue *queue, cl_mem extra, cl_event *event)
{
    const size_t m = (size_t)what->m, n = (size_t)what->n, k = (size_t)what->k;
    const size_t a = (size_t)what->offset[A], b = (size_t)what->offset[B], c = (size_t)what->offset[C];
    const size_t lda = (size_t)what->ld[A], ldb = (size_t)what->ld[B], ldc = (size_t)what->ld[C];
    const CLBlastTranspose ta = transpose_of(what, A), tb = transpose_of(what, B);
    const cl_mem am = what->buffer[A]->mem, bm = what->buffer[B]->mem, cm = what->buffer[C]->mem;
    float alpha, beta;
    double double_alpha, double_beta;
    *event = NULL;
    if (what->dtype == GT_F32) {
        memcpy(&alpha, what->alpha, sizeof alpha);
        memcpy(&beta, what->beta, sizeof beta);
        return CLBlastSgemmWithTempBuffer(CLBlastLayoutRowMajor, ta, tb, m, n, k, alpha, am, a, lda, bm, b, ldb, beta,
                                          cm, c, ldc, queue, event, extra);
    }
    memcpy(&double_alpha, what->alpha, sizeof double_alpha);
    memcpy(&double_beta, what->beta, sizeof double_beta);
    return CLBlastDgemmWithTempBuffer(CLBlastLayoutRowMajor, ta, tb, m, n, k, double_alpha, am, a, lda, bm, b, ldb,
                                      double_beta, cm, c, ldc, queue, event, extra);
}

static gt_status fail(const gt__call *call, CLBlastStatusCode code)
{
    if (code == CLBlastOpenCLBuildProgramFailure)
        return gt__fail_cl(GT_E_BUILD, (cl_int)code, call->name, "a kernel of CLBlast did not compile");
    if (code > CLBlastNotImplemented) return gt__cl_fail((cl_int)code, "a call of CLBlast", call->name);
    return gt__fail(GT_E_DEVICE, call->name, 0, "CLBlast failed with its status %d", (int)code);
}

/* ---- devices on which it is wrong ---- */

/* Before 1.6.3 its second kernel (GEMMK 1) computes part of the result only, where its tiles are not square. That it
 * runs on a device shows in the memory that large products need: it takes both operands row-major as they are, but not
 * both transposed, which the first kernel, too, makes copies of. Lock held. */
static CLBlastStatusCode look(const gt__call *call, int32_t dtype, atomic_int *state)
{
#if defined(GT_DLOPEN) || CLBLAST_VERSION_MAJOR * 10000 + CLBLAST_VERSION_MINOR * 100 + CLBLAST_VERSION_PATCH < 10603
    enum { LARGE = 8192 }; /* a multiple of all tiles, and above all limits of the kernel for small products */
    gt__gemm what = {.dtype = dtype, .m = LARGE, .n = LARGE, .k = LARGE, .ld = {LARGE, LARGE, LARGE}};
    size_t plain = 0, transposed = 0;
    CLBlastStatusCode code = ask_bytes(&what, &call->queue->cl, &plain);
    what.transpose[A] = what.transpose[B] = 1;
    if (code == CLBlastSuccess) code = ask_bytes(&what, &call->queue->cl, &transposed);
    if (code == CLBlastSuccess) atomic_store(state, plain == 0 && transposed > 0 ? WRONG : USABLE);
    return code;
#else
    (void)call;
    (void)dtype;
    atomic_store(state, USABLE);
    return CLBlastSuccess;
#endif
}

static atomic_int *state_of(const gt__call *call, int32_t dtype)
{
    return &call->context->blas_state[dtype == GT_F64];
}

/* A failure leaves it unknown. */
gt_status gt__blas_check(const gt__call *call, int32_t dtype, const char **why)
{
    CLBlastStatusCode code = CLBlastSuccess;
    *why = "CLBlast sums in float32 and float64";
    if (dtype != GT_F32 && dtype != GT_F64) return GT_OK;
    atomic_int *state = state_of(call, dtype);
    if (atomic_load(state) == UNKNOWN) {
        gt__lock(&blas.lock);
        *why = why_closed();
        if (!*why) code = look(call, dtype, state);
        gt__unlock(&blas.lock);
        if (*why) return GT_OK;
    }
    if (code != CLBlastSuccess) return fail(call, code);
    *why = "this version of CLBlast multiplies wrongly on this device, 1.6.3 does not";
    if (atomic_load(state) == USABLE) *why = NULL;
    return GT_OK;
}

/* ---- products ---- */

/* Lock held. When memory runs out, once more after giving the cache back: c is written by the last command. */
static CLBlastStatusCode multiply(const gt__call *call, const gt__gemm *what, cl_mem extra, cl_event *event)
{
    gt_context *ctx = call->context;
    if (!ctx->blas_user) atomic_fetch_add(&blas.users, 1);
    ctx->blas_user = 1;
    CLBlastStatusCode code = enqueue(what, &call->queue->cl, extra, event);
    if (!gt__cl_out_of_memory((cl_int)code)) return code;
    gt__lock(&ctx->lock);
    const int32_t gone = gt__pool_trim(ctx, 0);
    gt__unlock(&ctx->lock);
    return gone > 0 ? enqueue(what, &call->queue->cl, extra, event) : code;
}

static gt_status submit(const gt__call *call, const gt__gemm *what, gt__buffer *extra)
{
    gt__buffer *buffers[GT__GEMM_BUFFERS + 1] = {what->buffer[A], what->buffer[B], what->buffer[C], extra};
    const int32_t n = extra ? GT__GEMM_BUFFERS + 1 : GT__GEMM_BUFFERS;
    cl_event event = NULL;
    GT__TRY(gt__submit_begin(call, buffers, n));
    gt__lock(&blas.lock);
    const CLBlastStatusCode code = multiply(call, what, extra ? extra->mem : NULL, &event);
    gt__unlock(&blas.lock);
    const gt_status status = gt__submit_end(call, buffers, n, code == CLBlastSuccess ? event : NULL);
    return code == CLBlastSuccess ? status : fail(call, code);
}

gt_status gt__blas_gemm(const gt__call *call, const gt__gemm *what)
{
    size_t bytes = 0;
    gt__buffer *extra = NULL;
    if (call->queue->rehearses) return GT_OK;
    gt__lock(&blas.lock);
    const CLBlastStatusCode code = ask_bytes(what, &call->queue->cl, &bytes);
    gt__unlock(&blas.lock);
    if (code != CLBlastSuccess) return fail(call, code);
    if (bytes > 0) GT__TRY(gt__buffer_create(&extra, call, (int64_t)bytes));
    const gt_status status = submit(call, what, extra);
    gt__buffer_release(extra);
    return status;
}

void gt__blas_leave(gt_context *ctx)
{
    if (!ctx->blas_user || atomic_fetch_sub(&blas.users, 1) > 1) return;
    gt__lock(&blas.lock);
    if (atomic_load(&blas.users) == 0) CLBlastClearCache();
    gt__unlock(&blas.lock);
}
#else
gt_status gt__blas_check(const gt__call *call, int32_t dtype, const char **why)
{
    (void)call;
    (void)dtype;
    *why = "gputensor was built without CLBlast";
    return GT_OK;
}

gt_status gt__blas_gemm(const gt__call *call, const gt__gemm *what)
{
    (void)what;
    return gt__fail(GT_E_INTERNAL, call->name, 0, "a product by CLBlast, which is not there");
}

void gt__blas_leave(gt_context *ctx)
{
    (void)ctx;
}
#endif
