/* Einstein's sums of one or two tensors, as one product of matrices. */
#include <ctype.h>
#include <string.h>

#include "runs.h"

/* A tensor, and a letter for each of its axes. Those of "..." are 1, 2 and so on, counted from the last. */
typedef struct term {
    gt_tensor *x;
    int32_t n;
    char letter[2 * GT_MAX_RANK];
} term;

void prepare_einsum(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    tf.TF_OpKernelConstruction_GetAttrString(from, "equation", k->text, sizeof k->text, status);
}

static int32_t find(const term *t, int letter, int32_t from)
{
    for (int32_t i = from; i < t->n; i++)
        if (t->letter[i] == letter) return i;
    return -1;
}

static void append(term *t, int letter)
{
    if (t->n < 2 * GT_MAX_RANK) t->letter[t->n++] = (char)letter;
}

/* The term at a place of the text, which moves behind it; dots is how many axes "..." stands for. */
static void spell(const char **text, int32_t dots, term *t)
{
    while (**text && **text != ',' && **text != '-') {
        if (**text == '.') {
            for (int32_t k = dots; k > 0; k--) append(t, k);
            *text += strspn(*text, ".");
        } else {
            append(t, *(*text)++);
        }
    }
    *text += strspn(*text, ",->");
}

static int32_t dots_in(const char *text, int32_t rank)
{
    int32_t named = 0;
    for (; *text && *text != ',' && *text != '-'; text++) named += isalpha((unsigned char)*text) != 0;
    return rank - named;
}

/* A letter that stands twice is a diagonal. */
static gt_status without_repeats(frame *f, term *t)
{
    gt_tensor **place = hold(f);
    for (int32_t i = 0; i < t->n; i++) {
        const int32_t other = find(t, t->letter[i], i + 1);
        const char letter = t->letter[i];
        gt_tensor *diagonal = NULL;
        int32_t n = 0;
        if (other < 0) continue;
        if (gt_tensor_dim(t->x, i) != gt_tensor_dim(t->x, other))
            return refuse(f, TSL_INVALID_ARGUMENT, "axes of one letter have different sizes");
        TRY(gt_tensor_diagonal(&diagonal, t->x, 0, i, other));
        gt_tensor_free(*place);
        for (int32_t k = 0; k < t->n; k++)
            if (k != i && k != other) t->letter[n++] = t->letter[k];
        t->letter[n++] = letter;
        t->n = n;
        t->x = *place = diagonal;
        i = -1;
    }
    return GT_OK;
}

/* Sums over the letters that nobody else has. */
static gt_status summed(frame *f, term *t, const term *other, const term *result)
{
    int32_t axes[GT_MAX_RANK], gone = 0, n = 0;
    for (int32_t i = 0; i < t->n; i++) {
        const int kept = find(result, t->letter[i], 0) >= 0 || (other && find(other, t->letter[i], 0) >= 0);
        if (kept)
            t->letter[n++] = t->letter[i];
        else
            axes[gone++] = i;
    }
    t->n = n;
    if (gone == 0) return GT_OK;
    const gt_reduce_opts opts = {.size = sizeof opts, .dtype = gt_tensor_dtype(t->x)};
    gt_tensor **sum = hold(f);
    TRY(gt_reduce(queue, GT_ADD, sum, t->x, axes, gone, &opts));
    t->x = *sum;
    return GT_OK;
}

/* A term with its axes in the order of the letters; those before `batch` stay as they are, the next `rows` become one
 * axis, and so do the rest. */
static gt_status as_matrices(frame *f, const term *t, const char *order, int32_t batch, int32_t rows, gt_tensor **out)
{
    gt_tensor **moved = hold(f);
    int32_t axes[GT_MAX_RANK];
    int64_t shape[GT_MAX_RANK] = {0};
    for (int32_t i = 0; i < t->n; i++) axes[i] = find(t, order[i], 0);
    TRY(gt_tensor_permute(moved, t->x, axes, t->n));
    for (int32_t i = 0; i < batch; i++) shape[i] = gt_tensor_dim(*moved, i);
    shape[batch] = shape[batch + 1] = 1;
    for (int32_t i = batch; i < t->n; i++) shape[batch + (i >= batch + rows)] *= gt_tensor_dim(*moved, i);
    return flat(f, *moved, batch + 2, shape, out);
}

/* Letters of both terms and the result, of the left alone, of the right alone, and of both but not the result. */
typedef struct parts {
    char both[GT_MAX_RANK], left[GT_MAX_RANK], right[GT_MAX_RANK], inner[GT_MAX_RANK];
    int32_t batch, rows, columns, depth;
} parts;

static gt_status sort_letters(frame *f, const term *a, const term *b, const term *result, parts *p)
{
    *p = (parts){.batch = 0};
    for (int32_t i = 0; i < a->n; i++) {
        const int32_t other = find(b, a->letter[i], 0);
        const int64_t m = gt_tensor_dim(a->x, i), n = other < 0 ? m : gt_tensor_dim(b->x, other);
        const int kept = find(result, a->letter[i], 0) >= 0;
        if (m != n && (isalpha((unsigned char)a->letter[i]) || !kept || (m != 1 && n != 1)))
            return refuse(f, TSL_INVALID_ARGUMENT, "axes of one letter have different sizes");
        if (other < 0)
            p->left[p->rows++] = a->letter[i];
        else if (kept)
            p->both[p->batch++] = a->letter[i];
        else
            p->inner[p->depth++] = a->letter[i];
    }
    for (int32_t i = 0; i < b->n; i++)
        if (find(a, b->letter[i], 0) < 0) p->right[p->columns++] = b->letter[i];
    if (p->batch + p->rows + p->columns > GT_MAX_RANK || p->batch + 2 > GT_MAX_RANK)
        return refuse(f, TSL_UNIMPLEMENTED, "gputensor has up to 32 axes");
    return GT_OK;
}

/* The product of two terms, with an axis for each letter that is left. */
static gt_status product(frame *f, const term *a, const term *b, const term *result, term *out)
{
    char left[2 * GT_MAX_RANK], right[2 * GT_MAX_RANK];
    int64_t shape[GT_MAX_RANK];
    gt_tensor *x = NULL, *y = NULL, **z = hold(f), **apart = hold(f);
    parts p;
    TRY(sort_letters(f, a, b, result, &p));
    memcpy(left, p.both, (size_t)p.batch);
    memcpy(right, p.both, (size_t)p.batch);
    memcpy(left + p.batch, p.left, (size_t)p.rows);
    memcpy(left + p.batch + p.rows, p.inner, (size_t)p.depth);
    memcpy(right + p.batch, p.inner, (size_t)p.depth);
    memcpy(right + p.batch + p.depth, p.right, (size_t)p.columns);
    TRY(as_matrices(f, a, left, p.batch, p.rows, &x));
    TRY(as_matrices(f, b, right, p.batch, p.depth, &y));
    TRY(gt_matmul(queue, z, x, y, NULL));
    *out = (term){.n = 0};
    for (int32_t i = 0; i < p.batch; i++) shape[out->n] = gt_tensor_dim(*z, i), append(out, p.both[i]);
    for (int32_t i = 0; i < p.rows; i++)
        shape[out->n] = gt_tensor_dim(a->x, find(a, p.left[i], 0)), append(out, p.left[i]);
    for (int32_t i = 0; i < p.columns; i++)
        shape[out->n] = gt_tensor_dim(b->x, find(b, p.right[i], 0)), append(out, p.right[i]);
    TRY(gt_tensor_reshape(apart, *z, out->n, shape));
    out->x = *apart;
    return GT_OK;
}

/* Puts a term into the result, which has its letters in another order, and a letter twice for a diagonal. */
static gt_status put(frame *f, const term *from, term *result)
{
    gt_tensor **moved = hold(f), *y = result->x;
    int32_t axes[GT_MAX_RANK];
    const int32_t all = result->n;
    TRY(without_repeats(f, result));
    if (result->n != all) TRY(fill_zeros(y));
    for (int32_t i = 0; i < result->n; i++) axes[i] = find(from, result->letter[i], 0);
    TRY(gt_tensor_permute(moved, from->x, axes, from->n));
    return gt_copy(queue, &result->x, *moved, 0);
}

/* The terms of the inputs, and that of the result, with its shape. */
static gt_status read_equation(frame *f, int32_t n, term *in, term *result, int64_t *shape)
{
    const char *text = f->kernel->text;
    int32_t dots = 0;
    if (f->kernel->text[sizeof f->kernel->text - 1]) return refuse(f, TSL_UNIMPLEMENTED, "the equation is too long");
    for (int32_t i = 0; i < n; i++) {
        TRY(input(f, i, &in[i].x));
        const int32_t own = dots_in(text, gt_tensor_rank(in[i].x));
        dots = own > dots ? own : dots;
        spell(&text, own, &in[i]);
        if (own < 0 || in[i].n != gt_tensor_rank(in[i].x))
            return refuse(f, TSL_INVALID_ARGUMENT, "the equation does not name the axes of its inputs");
    }
    spell(&text, dots, result);
    if (result->n > GT_MAX_RANK) return refuse(f, TSL_UNIMPLEMENTED, "gputensor has up to 32 axes");
    for (int32_t k = 0; k < result->n; k++) {
        shape[k] = -1;
        for (int32_t i = 0; i < n; i++) {
            const int32_t at = find(&in[i], result->letter[k], 0);
            const int64_t size = at < 0 ? -1 : gt_tensor_dim(in[i].x, at);
            if (at >= 0 && (shape[k] < 0 || shape[k] == 1)) shape[k] = size;
        }
        if (shape[k] < 0) return refuse(f, TSL_INVALID_ARGUMENT, "no input has a letter of the result");
    }
    return GT_OK;
}

gt_status run_einsum(frame *f)
{
    const int32_t n = tf.TF_NumInputs(f->ctx);
    int64_t shape[GT_MAX_RANK];
    term in[2] = {{.n = 0}}, result = {.n = 0}, both;
    if (n < 1 || n > 2) return refuse(f, TSL_INVALID_ARGUMENT, "one or two inputs are needed");
    TRY(read_equation(f, n, in, &result, shape));
    TRY(output(f, 0, result.n, shape, &result.x));
    if (gt_tensor_count(result.x) == 0) return GT_OK;
    for (int32_t i = 0; i < n; i++) TRY(without_repeats(f, &in[i]));
    for (int32_t i = 0; i < n; i++) TRY(summed(f, &in[i], n > 1 ? &in[1 - i] : NULL, &result));
    if (n == 1) return put(f, &in[0], &result);
    TRY(product(f, &in[0], &in[1], &result, &both));
    return put(f, &both, &result);
}
