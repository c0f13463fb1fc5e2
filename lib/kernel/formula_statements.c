/* The statements of a fused kernel, which call the functions of its nodes. */
#include <stdarg.h>
#include <stdio.h>

#include "base/op.h"
#include "kernel/formula_writer.h"

/* A few words of OpenCL C. */
typedef struct words {
    char s[96];
} words;

static words say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static words say(const char *format, ...)
{
    words out;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(out.s, sizeof out.s, format, arguments);
    va_end(arguments);
    return out;
}

static int is_short_float(int32_t dtype)
{
    return gt__dtype_of(dtype)->kind == GT__FLOAT && gt__dtype_of(dtype)->size == 2;
}

/* 1 if child k of node i, of a row of its own stage, is passed as one value. */
static int is_passed_single(const gt__writer *w, const gt__formula_node *node, int32_t k)
{
    return gt__writer_is_scalar(w, node->child[k]) && !node->reduces;
}

/* The letter of where elements of a block begin in a tensor: i, or q of those of one of its rows. */
static char place_of(const gt__writer *w)
{
    return w->lines ? 'q' : 'i';
}

/* A value where those of that stage are computed; exact: before it is rounded to a float of 16 bits. */
static words value_at(const gt__writer *w, int32_t value, int32_t stage, int exact)
{
    const int gpu = w->spec->form == GT__GPU, n = (int)value, i = n - GT__FORMULA_OPERANDS;
    if (i < 0 && gt__writer_is_scalar(w, value)) return say("s%d", n);
    if (i < 0 && !gpu && w->dense) return say("load_%d(p%d, %c%d + k)", n, n, place_of(w), n);
    if (i < 0) return gpu ? say("x%d", n) : say("b%d[k]", n);
    const gt__formula_node *node = &w->f->node[i];
    const int rounds = is_short_float(node->result);
    if (!gpu && w->single[i]) return say("%c%d", rounds && exact ? 'r' : 'n', i);
    if (!gpu && gt__writer_is_vector(w, node) && rounds && !exact)
        return say("narrow_%s_%d(a%d[k])", gt__dtype_of(node->result)->name, GT__FIRST_COPY + w->of_node[i], i);
    if (!gpu && w->stage[i] != stage) return say("a%d[k]", i);
    return say("%c%d", rounds && exact ? 'r' : 'n', i);
}

/* A value of dtype `held` as one of `wanted`: the real part of a complex one, or its parts. */
static words converted(words x, const gt__dtype *held, const gt__dtype *wanted)
{
    if (wanted->kind != GT__COMPLEX) return say("(%s)%s", wanted->compute, x.s);
    if (held->kind == GT__COMPLEX) return say("convert_%s(%s)", wanted->compute, x.s);
    return say("(%s)((%s)%s, 0)", wanted->compute, gt__dtype_of(wanted->real)->compute, x.s);
}

/* Child k of node i as its row takes it. */
static words child_at(const gt__writer *w, int32_t i, int32_t k, int32_t stage)
{
    const gt__formula_node *node = &w->f->node[i];
    const words x = value_at(w, node->child[k], stage, 0);
    const gt__dtype *held = gt__formula_held(w->f, node->child[k]);
    const gt__dtype *compute = gt__dtype_of(node->compute);
    if (node->ordered[0] && held->kind == GT__FLOAT)
        return say("(ulong)as_%s(%s)", held->size == 8 ? "ulong" : "uint", x.s);
    if (!(node->truth >> k & 1)) return converted(x, held, compute);
    return converted(say(held->kind == GT__COMPLEX ? "any(%s != 0)" : "(%s != 0)", x.s), gt__dtype_of(GT_I32), compute);
}

/* 1 if child k of a vector row is an array of the type that it takes. */
static int is_array(const gt__writer *w, int32_t i, int32_t k)
{
    const gt__formula_node *node = &w->f->node[i];
    const int32_t child = node->child[k], n = child - GT__FORMULA_OPERANDS;
    const int rounds = n >= 0 && gt__writer_is_vector(w, &w->f->node[n]) && is_short_float(w->f->node[n].result);
    return gt__formula_held(w->f, child)->value == node->compute && !(node->truth >> k & 1) && !rounds &&
           !gt__writer_is_scalar(w, child);
}

static void add_rounding(const gt__writer *w, int32_t i)
{
    const gt__formula_node *node = &w->f->node[i];
    gt__text_add(w->text, " const %s n%d = narrow_%s_%d(r%d);", gt__writer_type(w->f, GT__FORMULA_OPERANDS + i), (int)i,
                 gt__dtype_of(node->result)->name, GT__FIRST_COPY + w->of_node[i], (int)i);
}

static void add_scalar_node(const gt__writer *w, int32_t i)
{
    const gt__formula_node *node = &w->f->node[i];
    const char *type = gt__writer_type(w->f, GT__FORMULA_OPERANDS + i);
    const int rounds = is_short_float(node->result), number = GT__FIRST_COPY + w->of_node[i], n = (int)i;
    gt__text_add(w->text, " const %s %c%d = node_%d_%d(", type, rounds ? 'r' : 'n', n, w->function[i], number);
    for (int32_t k = 0; k < node->arity; k++)
        gt__text_add(w->text, "%s%s", k > 0 ? ", " : "", child_at(w, i, k, w->stage[i]).s);
    gt__text_add(w->text, ");");
    if (rounds) add_rounding(w, i);
}

/* The nodes that the values are computed of anew for every element. */
static void add_elements(const gt__writer *w, const uint8_t *needed)
{
    for (int32_t i = 0; i < w->f->nodes; i++)
        if (needed[GT__FORMULA_OPERANDS + i] && !w->single[i]) add_scalar_node(w, i);
}

static void add_results(const gt__writer *w)
{
    const gt__formula *f = w->f;
    for (int32_t i = 0; i < f->results; i++)
        gt__text_add(w->text, " const %s y%d = %s;", gt__writer_type(f, f->result[i]), (int)i,
                     value_at(w, f->result[i], 0, w->stores).s);
    gt__text_add(w->text, "\n");
}

static void add_gpu(const gt__writer *w)
{
    gt__text_add(w->text, "#define COMPUTE");
    for (int32_t i = 0; i < w->f->nodes; i++) add_scalar_node(w, i);
    add_results(w);
}

/* 1 if the node is computed of a whole block at a time. */
static int has_stage(const gt__writer *w, int32_t i)
{
    return gt__writer_is_vector(w, &w->f->node[i]) || w->f->node[i].reduces;
}

static void choose_stages(gt__writer *w)
{
    const gt__formula *f = w->f;
    int32_t stage = 0;
    for (int32_t i = 0; i < f->nodes; i++) {
        const gt__formula_node *node = &f->node[i];
        const int vector = has_stage(w, i);
        w->stage[i] = stage + vector;
        stage += 2 * vector;
        for (int32_t k = 0; k < node->arity; k++) {
            const int32_t child = node->child[k] - GT__FORMULA_OPERANDS;
            if (child < 0 || w->single[child]) continue;
            /* What a vector row takes converted is read in the loop before it. */
            if ((vector && is_array(w, i, k)) || w->stage[child] != w->stage[i] - vector) w->kept[child] = 1;
        }
    }
    w->stages = stage + 1;
    for (int32_t i = 0; i < f->nodes; i++) w->kept[i] |= (uint8_t)gt__writer_is_vector(w, &f->node[i]);
}

/* The arrays of what is computed in one stage and needed in another, and in a dense block of tensors that a vector row
 * takes as they are. */
static void add_arrays(const gt__writer *w)
{
    const gt__formula *f = w->f;
    uint8_t gathered[GT__FORMULA_OPERANDS] = {0};
    for (int32_t i = 0; i < f->nodes && w->dense; i++)
        for (int32_t k = 0; k < f->node[i].arity && has_stage(w, i) && !gt__writer_lies(w, &f->node[i]); k++)
            if (f->node[i].child[k] < GT__FORMULA_OPERANDS && is_array(w, i, k)) gathered[f->node[i].child[k]] = 1;
    for (int32_t i = 0; i < f->operands; i++)
        if (gathered[i] && f->storage[i])
            gt__text_add(w->text, w->lines ? " GATHER_ROWS(%d, %s, n)" : " GATHER(%d, , %s, n)", (int)i,
                         gt__writer_type(f, i));
    for (int32_t i = 0; i < f->nodes; i++) {
        const gt__formula_node *node = &f->node[i];
        if (w->kept[i])
            gt__text_add(w->text, " %s a%d[BLOCK] ALIGNED;", gt__writer_type(f, GT__FORMULA_OPERANDS + i), (int)i);
        for (int32_t k = 0; k < node->arity && has_stage(w, i); k++)
            if (!is_passed_single(w, node, k) && !is_array(w, i, k))
                gt__text_add(w->text, " %s c%d_%d[BLOCK] ALIGNED;", gt__dtype_of(node->compute)->compute, (int)i,
                             (int)k);
    }
}

/* What the vector row of the stage after this one takes and is no array yet. */
static void add_conversions(const gt__writer *w, int32_t i, int32_t stage)
{
    const gt__formula_node *node = &w->f->node[i];
    for (int32_t k = 0; k < node->arity; k++)
        if (!is_passed_single(w, node, k) && !is_array(w, i, k))
            gt__text_add(w->text, " c%d_%d[k] = %s;", (int)i, (int)k, child_at(w, i, k, stage).s);
}

/* The stage in whose loop a result is taken: that of its row, or the last one. */
static int32_t stage_of_result(const gt__writer *w, int32_t i)
{
    const int32_t node = w->f->result[i] - GT__FORMULA_OPERANDS;
    return node >= 0 && !has_stage(w, node) ? w->stage[node] : w->stages - 1;
}

static int computes(const gt__writer *w, int32_t i, int32_t stage)
{
    return w->stage[i] == stage && w->single[i];
}

static void add_singles(const gt__writer *w, int32_t stage)
{
    for (int32_t i = 0; i < w->f->nodes; i++)
        if (computes(w, i, stage)) add_scalar_node(w, i);
}

/* ---- several rows in a block ---- */

/* The values of each row for all elements, from stage to stage. */
static void add_single_arrays(const gt__writer *w)
{
    for (int32_t i = 0; i < w->f->nodes; i++)
        if (w->single[i])
            gt__text_add(w->text, " %s m%d[ROWS];", gt__writer_type(w->f, GT__FORMULA_OPERANDS + i), (int)i);
}

static void keep_singles(const gt__writer *w, int32_t stage)
{
    for (int32_t i = 0; i < w->f->nodes && w->lines; i++)
        if (computes(w, i, stage))
            gt__text_add(w->text, " m%d[row] = %c%d;", (int)i, is_short_float(w->f->node[i].result) ? 'r' : 'n',
                         (int)i);
}

/* Where a row has its elements, and its values of the stages before. */
static void begin_row(const gt__writer *w, int32_t stage)
{
    for (int32_t i = 0; i < w->f->operands; i++)
        if (w->f->storage[i]) gt__text_add(w->text, " const long q%d = IN_ROW(%d);", (int)i, (int)i);
    for (int32_t i = 0; i < w->f->nodes; i++) {
        const int rounds = is_short_float(w->f->node[i].result);
        if (!w->single[i] || w->stage[i] >= stage) continue;
        gt__text_add(w->text, " const %s %c%d = m%d[row];", gt__writer_type(w->f, GT__FORMULA_OPERANDS + i),
                     rounds ? 'r' : 'n', (int)i, (int)i);
        if (rounds) add_rounding(w, i);
    }
}

static void begin_rows(const gt__writer *w, int32_t stage)
{
    if (!w->lines) return;
    gt__text_add(w->text, " EACH_ROW(n) {");
    begin_row(w, stage);
}

static void end_rows(const gt__writer *w)
{
    if (w->lines) gt__text_add(w->text, " }");
}

static void add_loop(const gt__writer *w, int32_t stage, const char *from, const char *to)
{
    const gt__formula *f = w->f;
    gt__text_add(w->text, " TOGETHER for (int k = %s; k < %s; k++) {", from, to);
    for (int32_t i = 0; i < f->nodes; i++) {
        if (w->stage[i] == stage && !w->single[i]) {
            add_scalar_node(w, i);
            if (w->kept[i]) gt__text_add(w->text, " a%d[k] = n%d;", (int)i, (int)i);
        }
        if (w->stage[i] == stage + 1) add_conversions(w, i, stage);
    }
    for (int32_t i = 0; i < f->results; i++)
        if (stage_of_result(w, i) == stage)
            gt__text_add(w->text, " y%d[k - (%s)] = %s;", (int)i, from, value_at(w, f->result[i], stage, w->stores).s);
    gt__text_add(w->text, " }");
}

/* The array that child k of a node with a stage of its own is. */
static words array_at(const gt__writer *w, int32_t i, int32_t k)
{
    const int32_t child = w->f->node[i].child[k];
    if (!is_array(w, i, k)) return say("c%d_%d", (int)i, (int)k);
    return child < GT__FORMULA_OPERANDS ? say("b%d", (int)child) : say("a%d", (int)child - GT__FORMULA_OPERANDS);
}

/* 1 if a vector row takes a value of a whole row, so that each row needs a call. */
static int takes_row_value(const gt__writer *w, int32_t i)
{
    const gt__formula_node *node = &w->f->node[i];
    int takes = 0;
    for (int32_t k = 0; k < node->arity; k++)
        takes |= is_passed_single(w, node, k) && node->child[k] >= GT__FORMULA_OPERANDS;
    return takes;
}

static void add_vector_node(const gt__writer *w, int32_t i)
{
    const gt__formula_node *node = &w->f->node[i];
    const int in_rows = w->lines && takes_row_value(w, i);
    if (in_rows) begin_rows(w, w->stage[i]);
    gt__text_add(w->text, " node_%d_%d(a%d%s, %s", w->function[i], GT__FIRST_COPY + w->of_node[i], (int)i,
                 in_rows ? " + from" : "", w->lines && !in_rows ? "lines * (n)" : "n");
    for (int32_t k = 0; k < node->arity; k++)
        gt__text_add(w->text, ", %s%s", is_passed_single(w, node, k) ? child_at(w, i, k, 0).s : array_at(w, i, k).s,
                     in_rows && !is_passed_single(w, node, k) ? " + from" : "");
    gt__text_add(w->text, ");");
    if (in_rows) end_rows(w);
}

static void add_reduction(const gt__writer *w, int32_t i)
{
    const gt__formula_node *node = &w->f->node[i];
    const char *type = gt__writer_type(w->f, GT__FORMULA_OPERANDS + i), *from = w->lines ? " + from" : "";
    const int rounds = is_short_float(node->result), n = (int)i;
    const int in_place = w->dense && gt__writer_lies(w, node), of = node->child[0];
    begin_rows(w, 0);
    gt__text_add(w->text, " const %s %c%d = reduced_%d(%s%s, taken);", type, rounds ? 'r' : 'n', n,
                 GT__FIRST_COPY + (in_place ? w->of_lying[i] : w->of_node[i]),
                 in_place ? say("p%d + %c%d", of, place_of(w), of).s : array_at(w, i, 0).s, from);
    keep_singles(w, w->stage[i]);
    if (rounds && !w->lines) add_rounding(w, i);
    end_rows(w);
}

static void add_last(const gt__writer *w, const char *dense)
{
    const int32_t last = w->stages - 1;
    if (w->lines) {
        gt__text_add(w->text, "#define ROW");
        begin_row(w, last);
        add_singles(w, last);
        gt__text_add(w->text, "\n");
    }
    gt__text_add(w->text, "#define LAST%s(from, to)", dense);
    add_loop(w, last, "(from)", "(to)");
    gt__text_add(w->text, "\n");
}

static void add_cpu(const gt__writer *w)
{
    const char *dense = w->dense ? "_DENSE" : "";
    const int32_t last = w->stages - 1;
    gt__text_add(w->text, "#define COMPUTE%s(n)", dense);
    if (w->lines) add_single_arrays(w);
    add_arrays(w);
    for (int32_t stage = 0; stage <= last; stage += 2) {
        if (stage < last || !w->stores) {
            begin_rows(w, stage);
            add_singles(w, stage);
            keep_singles(w, stage);
            add_loop(w, stage, w->lines ? "from" : "0", w->lines ? "to" : "(n)");
            end_rows(w);
        } else if (!w->lines)
            add_singles(w, stage);
        for (int32_t i = 0; i < w->f->nodes; i++)
            if (w->stage[i] != stage + 1)
                continue;
            else if (w->f->node[i].reduces)
                add_reduction(w, i);
            else
                add_vector_node(w, i);
    }
    gt__text_add(w->text, "\n");
    if (w->stores) add_last(w, dense);
}

/* ---- rows in gpu ---- */

/* Marks what a value is computed of, element by element, and itself. */
static void mark_elements(const gt__writer *w, uint8_t *needed, int32_t value)
{
    needed[value] = 1;
    for (int32_t i = w->f->nodes - 1; i >= 0; i--)
        for (int32_t k = 0; k < w->f->node[i].arity && needed[GT__FORMULA_OPERANDS + i] && !w->single[i]; k++)
            needed[w->f->node[i].child[k]] = 1;
}

static void add_reads(const gt__writer *w, const char *name, const uint8_t *needed)
{
    gt__text_add(w->text, "#define READS_%s(F, a)", name);
    for (int32_t i = 0; i < w->f->operands; i++)
        if (w->f->storage[i] && needed[i])
            gt__text_add(w->text, " F(%d, %s, %s, a)", (int)i, gt__dtype_of(w->f->storage[i])->name,
                         gt__writer_type(w->f, i));
    gt__text_add(w->text, "\n");
}

/* What reduction i takes. */
static void add_reduced(const gt__writer *w, int32_t i)
{
    uint8_t needed[GT__FORMULA_OPERANDS + GT__FORMULA_NODES] = {0};
    mark_elements(w, needed, w->f->node[i].child[0]);
    add_reads(w, say("%d", (int)i).s, needed);
    gt__text_add(w->text, "#define VALUE_%d(a, e)", (int)i);
    add_elements(w, needed);
    gt__text_add(w->text, " take_in_%d(a, e, %s, 0);\n", GT__FIRST_COPY + w->of_node[i], child_at(w, i, 0, 0).s);
}

static void add_row_reduction(const gt__writer *w, int32_t i)
{
    const gt__formula_node *node = &w->f->node[i];
    const int rounds = is_short_float(node->result), n = (int)i, k = GT__FIRST_COPY + w->of_node[i];
    gt__text_add(w->text, " share_%d share%d; clear_share_%d(&share%d); SHARE(%d, %d)", k, n, k, n, n,
                 (int)node->lanes);
    gt__text_add(w->text, " const %s %c%d = reduced_%d(&share%d, ROOM);",
                 gt__writer_type(w->f, GT__FORMULA_OPERANDS + i), rounds ? 'r' : 'n', n, k, n);
    if (rounds) add_rounding(w, i);
}

static void add_gpu_rows(const gt__writer *w)
{
    uint8_t needed[GT__FORMULA_OPERANDS + GT__FORMULA_NODES] = {0};
    for (int32_t i = 0; i < w->f->nodes; i++)
        if (w->f->node[i].reduces) add_reduced(w, i);
    gt__text_add(w->text, "#define REDUCE");
    for (int32_t i = 0; i < w->f->nodes; i++)
        if (w->f->node[i].reduces)
            add_row_reduction(w, i);
        else if (w->single[i])
            add_scalar_node(w, i);
    gt__text_add(w->text, "\n");
    for (int32_t i = 0; i < w->f->results; i++) mark_elements(w, needed, w->f->result[i]);
    add_reads(w, "LAST", needed);
    gt__text_add(w->text, "#define COMPUTE");
    add_elements(w, needed);
    add_results(w);
}

/* ---- the whole ---- */

void gt__writer_statements(gt__writer *w, int rows)
{
    if (w->spec->form == GT__GPU) {
        (rows ? add_gpu_rows : add_gpu)(w);
        return;
    }
    choose_stages(w);
    add_cpu(w);
    w->dense = 1;
    w->lines = rows;
    add_cpu(w);
}
