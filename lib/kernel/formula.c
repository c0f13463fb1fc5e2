/* The text of a fused kernel: one copy of the rows' files for each type that is computed in, a function for each node,
 * and the statements that call them. */
#include "kernel/formula.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/op.h"
#include "kernel/reduce.h"
#include "kernel/tuning.h"

/* Copies of files get numbers that programs of several kernels do not use. */
enum {
    FIRST_COPY = GT__FORMULA_NODES,
    MOST_COPIES = 2 * GT__FORMULA_NODES + GT__FORMULA_OPERANDS + GT__FORMULA_RESULTS
};

/* A copy of the rows' files. */
typedef struct copy {
    uint8_t compute, ordered[2], among; /* dtypes */
    uint16_t relation;                  /* row of a comparison with ordered numbers, or 0 */
    uint16_t combine;                   /* row of a reduction, or 0 */
    uint8_t reduces, divides;           /* as of its node */
    uint8_t lies;                       /* 1: what is reduced lies in global memory */
    uint8_t vectors;
} copy;

typedef struct writer {
    gt__text *text;
    const gt__spec *spec;
    const gt__formula *f;
    gt__add_file *add_file;
    int32_t copies;
    copy copy[MOST_COPIES];
    uint8_t function[GT__FORMULA_NODES]; /* of a node: that of the first one with the same */
    uint8_t of_node[GT__FORMULA_NODES], of_lying[GT__FORMULA_NODES], of_tensor[GT__FORMULA_OPERANDS],
        of_result[GT__FORMULA_RESULTS];
    int32_t stage[GT__FORMULA_NODES],
        stages;                        /* cpu: even ones are loops over scalar rows, odd ones a vector row each */
    uint8_t kept[GT__FORMULA_NODES];   /* cpu: needed by another stage */
    uint8_t single[GT__FORMULA_NODES]; /* cpu: one value for the whole row: a reduction, or computed of such */
    int dense;                         /* cpu: tensors are read where they lie, but for vector rows */
    int stores;                        /* results go to memory, and not to another kernel's elements */
} writer;

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

size_t gt__formula_size(const gt__formula *formula)
{
    return offsetof(gt__formula, node) + formula->nodes * sizeof *formula->node;
}

const gt__dtype *gt__formula_held(const gt__formula *f, int32_t value)
{
    if (value >= GT__FORMULA_OPERANDS)
        return gt__dtype_of(gt__dtype_of(f->node[value - GT__FORMULA_OPERANDS].result)->wide);
    return gt__dtype_of(f->storage[value] ? gt__dtype_of(f->storage[value])->wide : f->scalar[value]);
}

static const char *type_of(const gt__formula *f, int32_t value)
{
    return gt__formula_held(f, value)->compute;
}

/* 1 if it is one value for all elements. */
static int is_scalar(const writer *w, int32_t value)
{
    return value < GT__FORMULA_OPERANDS ? !w->f->storage[value] : w->single[value - GT__FORMULA_OPERANDS];
}

static void find_singles(writer *w)
{
    for (int32_t i = 0; i < w->f->nodes; i++) {
        const gt__formula_node *node = &w->f->node[i];
        int single = !gt__op_of(node->row)->vector;
        for (int32_t k = 0; k < node->arity; k++) single &= is_scalar(w, node->child[k]);
        w->single[i] = (uint8_t)(single || node->reduces);
    }
}

/* ---- copies ---- */

static uint8_t copy_of(writer *w, const copy *wanted)
{
    int32_t i = 0;
    for (; i < w->copies; i++) {
        const copy *c = &w->copy[i];
        if (c->compute == wanted->compute && c->ordered[0] == wanted->ordered[0] &&
            c->ordered[1] == wanted->ordered[1] && c->among == wanted->among && c->relation == wanted->relation &&
            c->combine == wanted->combine && c->reduces == wanted->reduces && c->divides == wanted->divides &&
            c->lies == wanted->lies)
            break;
    }
    if (i == w->copies) w->copy[w->copies++] = *wanted;
    w->copy[i].vectors |= wanted->vectors;
    return (uint8_t)i;
}

static int is_vector(const writer *w, const gt__formula_node *node)
{
    return w->spec->form == GT__CPU && gt__op_of(node->row)->vector && gt__dtype_of(node->compute)->kind == GT__FLOAT;
}

/* 1 if the node reduces elements of a tensor as they lie in memory, where they are dense. */
static int lies(const writer *w, const gt__formula_node *node)
{
    const int32_t of = node->child[0];
    return node->reduces && !(node->truth & 1) && of < GT__FORMULA_OPERANDS && w->f->storage[of] == node->compute;
}

static void choose_copies(writer *w)
{
    const gt__formula *f = w->f;
    for (int32_t i = 0; i < f->nodes; i++) {
        const gt__formula_node *node = &f->node[i];
        copy wanted = {.compute = node->compute, .ordered = {node->ordered[0], node->ordered[1]}};
        if (node->row == GT_NEXTAFTER && gt__dtype_of(node->result)->size < gt__dtype_of(node->compute)->size)
            wanted.among = node->result;
        if (node->ordered[0]) wanted.relation = node->row;
        wanted.vectors = (uint8_t)is_vector(w, node);
        wanted.reduces = node->reduces;
        wanted.divides = node->divides;
        if (node->reduces) wanted.combine = node->row;
        w->of_node[i] = copy_of(w, &wanted);
        wanted.lies = 1;
        if (lies(w, node)) w->of_lying[i] = copy_of(w, &wanted);
    }
    for (int32_t i = 0; i < f->operands; i++)
        if (f->storage[i]) w->of_tensor[i] = copy_of(w, &(copy){.compute = (uint8_t)gt__formula_held(f, i)->value});
    for (int32_t i = 0; i < f->results; i++)
        w->of_result[i] = copy_of(w, &(copy){.compute = (uint8_t)gt__formula_held(f, f->result[i])->value});
}

/* 1 if the nodes have one function: compilers take tenths of a second for one by vectors. */
static int are_alike(const writer *w, const gt__formula_node *a, const gt__formula_node *b)
{
    int alike = a->row == b->row && a->compute == b->compute && a->result == b->result && a->arity == b->arity &&
                a->ordered[0] == b->ordered[0] && a->ordered[1] == b->ordered[1];
    for (int32_t k = 0; k < a->arity && alike && is_vector(w, a); k++)
        alike = is_scalar(w, a->child[k]) == is_scalar(w, b->child[k]);
    return alike;
}

static void choose_functions(writer *w)
{
    for (int32_t i = 0; i < w->f->nodes; i++) {
        int32_t first = 0;
        while (!are_alike(w, &w->f->node[first], &w->f->node[i])) first++;
        w->function[i] = (uint8_t)first;
    }
}

/* 1 if child k of node i, of a row of its own stage, is passed as one value. */
static int is_passed_single(const writer *w, const gt__formula_node *node, int32_t k)
{
    return is_scalar(w, node->child[k]) && !node->reduces;
}

static int is_short_float(int32_t dtype)
{
    return gt__dtype_of(dtype)->kind == GT__FLOAT && gt__dtype_of(dtype)->size == 2;
}

/* The function of a node: its row, whose integers wrap as the result's dtype does. A vector row takes arrays. */
static void add_node(gt__text *text, const writer *w, int32_t i)
{
    const gt__formula_node *node = &w->f->node[i];
    const char *type = type_of(w->f, GT__FORMULA_OPERANDS + i), *row = gt__op_of(node->row)->name;
    const gt__dtype *result = gt__dtype_of(node->result);
    if (is_vector(w, node)) {
        gt__text_add(text, "static NOT_INLINED void node_%d(C *o, int n", (int)i);
        for (int32_t k = 0; k < node->arity; k++)
            gt__text_add(text, is_scalar(w, node->child[k]) ? ", C x%d" : ", const C *x%d", (int)k);
        gt__text_add(text, ")\n{\n    for (int k = 0; k < n; k += VEC) VSTORE(private, op_%s(", row);
        for (int32_t k = 0; k < node->arity; k++)
            gt__text_add(text, is_scalar(w, node->child[k]) ? "%s(V)x%d" : "%sVLOAD(private, 0, x%d + k)",
                         k > 0 ? ", " : "", (int)k);
        gt__text_add(text, "), 0, o + k);\n}\n");
        return;
    }
    gt__text_add(text, "static %s node_%d(", type, (int)i);
    for (int32_t k = 0; k < node->arity; k++) gt__text_add(text, "%sC x%d", k > 0 ? ", " : "", (int)k);
    gt__text_add(text, ")\n{\n    return (%s)", type);
    if (result->kind == GT__SIGNED || result->kind == GT__UNSIGNED) gt__text_add(text, "(T_%s)", result->name);
    if (node->ordered[0])
        gt__text_add(text, "compared(");
    else
        gt__text_add(text, "op_%s(", row);
    for (int32_t k = 0; k < node->arity; k++) gt__text_add(text, "%sx%d", k > 0 ? ", " : "", (int)k);
    gt__text_add(text, ");\n}\n");
}

/* 1 if several neighbouring elements are moved at a time: an element of complex128 is as wide as an access. */
static int is_wide(const writer *w)
{
    return w->spec->form == GT__GPU && w->stores && w->spec->lanes > 1;
}

static void add_tensor(gt__text *text, const writer *w, int32_t i)
{
    const char *name = gt__dtype_of(w->f->storage[i])->name;
    gt__text_add(text, "static C load_%d(global const T_%s *p, long i)\n{\n    return ELEMENT(LOAD, %s, p, i);\n}\n",
                 (int)i, name, name);
    if (is_wide(w))
        gt__text_add(text, "static C from_%d(W_%s raw)\n{\n    return LOAD_FROM_%s(raw);\n}\n", (int)i, name, name);
}

static void add_result(gt__text *text, const writer *w, int32_t i)
{
    const char *name = gt__dtype_of(w->f->out[i])->name;
    gt__text_add(text, "static void store_%d(global T_%s *p, long i, C x)\n{\n    STORE_%s(p, i, x);\n}\n", (int)i,
                 name, name);
    if (is_wide(w)) gt__text_add(text, "static W_%s into_%d(C x)\n{\n    return INTO_%s(x);\n}\n", name, (int)i, name);
}

static int sums_by_vectors(const copy *c)
{
    return c->reduces == 1 + GT__ACCUMULATE_SUM;
}

static void add_copy_types(gt__text *text, const gt__spec *spec, const copy *c)
{
    const gt__dtype *compute = gt__dtype_of(c->compute);
    const int inexact = gt__dtype_inexact(compute), twice = inexact && gt__dtype_double(compute);
    gt__text_add(text, "#define C %s\n#define U %s\n", compute->compute, compute->size == 8 ? "ulong" : "uint");
    if (compute->kind == GT__COMPLEX) gt__text_add(text, "#define R %s\n", gt__dtype_of(compute->real)->compute);
    gt__text_add(text, "#define C_FLOAT %d\n#define C_DOUBLE %d\n", inexact, twice);
    gt__text_add(text, "#define C_COMPLEX %d\n", compute->kind == GT__COMPLEX);
    const int64_t bytes = c->vectors ? gt__tuned.vector_bytes : sums_by_vectors(c) ? spec->tile[GT__SUM_BYTES] : 0;
    gt__text_add(text, "#define VEC %d\n", bytes ? (int)bytes / compute->size : 1);
    if (c->among) gt__text_add(text, "#define AMONG %s\n", gt__dtype_of(c->among)->name);
    if (c->relation)
        gt__text_add(text, "#define RELATION op_%s\n#define LEFT %s\n#define RIGHT %s\n", gt__op_of(c->relation)->name,
                     gt__dtype_of(c->ordered[0])->name, gt__dtype_of(c->ordered[1])->name);
}

/* What accumulate.cl takes for a line of elements that are computed. */
static void add_line(gt__text *text, const writer *w, const copy *c)
{
    static const char *const flags[] = {"PARTS_IN", "PARTS_OUT", "SQUARES", "PAIR", "SHIFTED", "OF_WHOLE"};
    const gt__op *op = gt__op_of(c->combine);
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) gt__text_add(text, "#define %s 0\n", flags[i]);
    gt__text_add(text, "#define FUSED 1\n#define SAME_IN 1\n#define HOW_IN LOAD\n#define IN %s\n",
                 gt__dtype_of(c->compute)->name);
    gt__text_add(text, "#define KIND %d\n#define DIVIDES %d\n", c->reduces - 1, c->divides);
    gt__text_add(text, "#define COMBINE op_%s\n#define IDENTITY %s\n", op->name, op->identity);
    gt__text_add(text, "#define SPACE %s\n", c->lies ? "global" : "private");
    gt__text_add(text, "#define BLOCK %d\n", (int)gt__tuned.reduce_cpu.block);
    w->add_file(text, "", "accumulate");
    w->add_file(text, "", "accumulate_cpu");
    w->add_file(text, "", "line_cpu");
}

void gt__formula_rows(gt__text *source, const gt__dtype *compute, gt__add_file *add_file)
{
    const int is_float = compute->kind == GT__FLOAT;
    add_file(source, "ops/", compute->kind == GT__COMPLEX ? "complex" : is_float ? "float" : "integer");
    if (is_float) add_file(source, "ops/", "bits");
}

static void add_copy(const writer *w, int32_t number)
{
    const copy *c = &w->copy[number];
    gt__text part = {0};
    add_copy_types(&part, w->spec, c);
    w->add_file(&part, "", "storage");
    w->add_file(&part, "", "arithmetic");
    gt__formula_rows(&part, gt__dtype_of(c->compute), w->add_file);
    if (c->relation) w->add_file(&part, "", "order");
    if (c->compute == GT_F32) w->add_file(&part, "", "narrow");
    if (c->reduces) add_line(&part, w, c);
    gt__text_add(&part, "#line 2 \"formula\"\n");
    for (int32_t i = 0; i < w->f->nodes; i++)
        if (w->of_node[i] == number && w->function[i] == i && !w->f->node[i].reduces) add_node(&part, w, i);
    for (int32_t i = 0; i < w->f->operands; i++)
        if (w->f->storage[i] && w->of_tensor[i] == number) add_tensor(&part, w, i);
    for (int32_t i = 0; i < w->f->results && w->stores; i++)
        if (w->of_result[i] == number) add_result(&part, w, i);
    w->text->failed |= part.failed;
    if (!part.failed) gt__batch_add(w->text, part.s, FIRST_COPY + number);
    gt__text_free(&part);
}

/* Functions of tensors and results without the numbers of their copies. */
static void add_aliases(const writer *w)
{
    const int wide = is_wide(w);
    for (int32_t i = 0; i < w->f->operands; i++) {
        const int k = FIRST_COPY + w->of_tensor[i], n = (int)i;
        if (!w->f->storage[i]) continue;
        gt__text_add(w->text, "#define load_%d load_%d_%d\n", n, n, k);
        if (wide) gt__text_add(w->text, "#define from_%d from_%d_%d\n", n, n, k);
    }
    for (int32_t i = 0; i < w->f->results && w->stores; i++) {
        const int k = FIRST_COPY + w->of_result[i], n = (int)i;
        gt__text_add(w->text, "#define store_%d store_%d_%d\n", n, n, k);
        if (wide) gt__text_add(w->text, "#define into_%d into_%d_%d\n", n, n, k);
    }
}

static void add_lists(const writer *w)
{
    const gt__formula *f = w->f;
    gt__text_add(w->text, "#define TENSORS(F, a)");
    for (int32_t i = 0; i < f->operands; i++)
        if (f->storage[i])
            gt__text_add(w->text, " F(%d, %s, %s, a)", (int)i, gt__dtype_of(f->storage[i])->name, type_of(f, i));
    gt__text_add(w->text, "\n#define SCALARS(F)");
    for (int32_t i = 0; i < f->operands; i++)
        if (!f->storage[i]) gt__text_add(w->text, " F(%d, %s)", (int)i, type_of(f, i));
    gt__text_add(w->text, "\n");
    if (!w->stores) return;
    gt__text_add(w->text, "#define RESULTS(F, a)");
    for (int32_t i = 0; i < f->results; i++)
        gt__text_add(w->text, " F(%d, %s, %s, %d, a)", (int)i, gt__dtype_of(f->out[i])->name, type_of(f, f->result[i]),
                     f->out[i] == gt__formula_held(f, f->result[i])->value);
    gt__text_add(w->text, "\n");
}

/* ---- statements ---- */

/* A value where those of that stage are computed; exact: before it is rounded to a float of 16 bits. */
static words value_at(const writer *w, int32_t value, int32_t stage, int exact)
{
    const int gpu = w->spec->form == GT__GPU, n = (int)value, i = n - GT__FORMULA_OPERANDS;
    if (i < 0 && is_scalar(w, value)) return say("s%d", n);
    if (i < 0) return gpu ? say("x%d", n) : w->dense ? say("load_%d(p%d, i%d + k)", n, n, n) : say("b%d[k]", n);
    const gt__formula_node *node = &w->f->node[i];
    const int rounds = is_short_float(node->result);
    if (!gpu && w->single[i]) return say("%c%d", rounds && exact ? 'r' : 'n', i);
    if (!gpu && is_vector(w, node) && rounds && !exact)
        return say("narrow_%s_%d(a%d[k])", gt__dtype_of(node->result)->name, FIRST_COPY + w->of_node[i], i);
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
static words child_at(const writer *w, int32_t i, int32_t k, int32_t stage)
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
static int is_array(const writer *w, int32_t i, int32_t k)
{
    const gt__formula_node *node = &w->f->node[i];
    const int32_t child = node->child[k], n = child - GT__FORMULA_OPERANDS;
    const int rounds = n >= 0 && is_vector(w, &w->f->node[n]) && is_short_float(w->f->node[n].result);
    return gt__formula_held(w->f, child)->value == node->compute && !(node->truth >> k & 1) && !rounds &&
           !is_scalar(w, child);
}

static void add_rounding(const writer *w, int32_t i)
{
    const gt__formula_node *node = &w->f->node[i];
    gt__text_add(w->text, " const %s n%d = narrow_%s_%d(r%d);", type_of(w->f, GT__FORMULA_OPERANDS + i), (int)i,
                 gt__dtype_of(node->result)->name, FIRST_COPY + w->of_node[i], (int)i);
}

static void add_scalar_node(const writer *w, int32_t i)
{
    const gt__formula_node *node = &w->f->node[i];
    const char *type = type_of(w->f, GT__FORMULA_OPERANDS + i);
    const int rounds = is_short_float(node->result), number = FIRST_COPY + w->of_node[i], n = (int)i;
    gt__text_add(w->text, " const %s %c%d = node_%d_%d(", type, rounds ? 'r' : 'n', n, w->function[i], number);
    for (int32_t k = 0; k < node->arity; k++)
        gt__text_add(w->text, "%s%s", k > 0 ? ", " : "", child_at(w, i, k, w->stage[i]).s);
    gt__text_add(w->text, ");");
    if (rounds) add_rounding(w, i);
}

static void add_gpu(const writer *w)
{
    const gt__formula *f = w->f;
    gt__text_add(w->text, "#define COMPUTE");
    for (int32_t i = 0; i < f->nodes; i++) add_scalar_node(w, i);
    for (int32_t i = 0; i < f->results; i++)
        gt__text_add(w->text, " const %s y%d = %s;", type_of(f, f->result[i]), (int)i,
                     value_at(w, f->result[i], 0, w->stores).s);
    gt__text_add(w->text, "\n");
}

/* 1 if the node is computed of a whole block at a time. */
static int has_stage(const writer *w, int32_t i)
{
    return is_vector(w, &w->f->node[i]) || w->f->node[i].reduces;
}

static void choose_stages(writer *w)
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
    for (int32_t i = 0; i < f->nodes; i++) w->kept[i] |= (uint8_t)is_vector(w, &f->node[i]);
}

/* The arrays of what is computed in one stage and needed in another, and in a dense block of tensors that a vector row
 * takes as they are. */
static void add_arrays(const writer *w)
{
    const gt__formula *f = w->f;
    uint8_t gathered[GT__FORMULA_OPERANDS] = {0};
    for (int32_t i = 0; i < f->nodes && w->dense; i++)
        for (int32_t k = 0; k < f->node[i].arity && has_stage(w, i) && !lies(w, &f->node[i]); k++)
            if (f->node[i].child[k] < GT__FORMULA_OPERANDS && is_array(w, i, k)) gathered[f->node[i].child[k]] = 1;
    for (int32_t i = 0; i < f->operands; i++)
        if (gathered[i] && f->storage[i]) gt__text_add(w->text, " GATHER(%d, , %s, n)", (int)i, type_of(f, i));
    for (int32_t i = 0; i < f->nodes; i++) {
        const gt__formula_node *node = &f->node[i];
        if (w->kept[i]) gt__text_add(w->text, " %s a%d[BLOCK] ALIGNED;", type_of(f, GT__FORMULA_OPERANDS + i), (int)i);
        for (int32_t k = 0; k < node->arity && has_stage(w, i); k++)
            if (!is_passed_single(w, node, k) && !is_array(w, i, k))
                gt__text_add(w->text, " %s c%d_%d[BLOCK] ALIGNED;", gt__dtype_of(node->compute)->compute, (int)i,
                             (int)k);
    }
}

/* What the vector row of the stage after this one takes and is no array yet. */
static void add_conversions(const writer *w, int32_t i, int32_t stage)
{
    const gt__formula_node *node = &w->f->node[i];
    for (int32_t k = 0; k < node->arity; k++)
        if (!is_passed_single(w, node, k) && !is_array(w, i, k))
            gt__text_add(w->text, " c%d_%d[k] = %s;", (int)i, (int)k, child_at(w, i, k, stage).s);
}

/* The stage in whose loop a result is taken: that of its row, or the last one. */
static int32_t stage_of_result(const writer *w, int32_t i)
{
    const int32_t node = w->f->result[i] - GT__FORMULA_OPERANDS;
    return node >= 0 && !has_stage(w, node) ? w->stage[node] : w->stages - 1;
}

static void add_singles(const writer *w, int32_t stage)
{
    for (int32_t i = 0; i < w->f->nodes; i++)
        if (w->stage[i] == stage && w->single[i]) add_scalar_node(w, i);
}

static void add_loop(const writer *w, int32_t stage, const char *from, const char *to)
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
            gt__text_add(w->text, " y%d[k] = %s;", (int)i, value_at(w, f->result[i], stage, w->stores).s);
    gt__text_add(w->text, " }");
}

/* The array that child k of a node with a stage of its own is. */
static words array_at(const writer *w, int32_t i, int32_t k)
{
    const int32_t child = w->f->node[i].child[k];
    if (!is_array(w, i, k)) return say("c%d_%d", (int)i, (int)k);
    return child < GT__FORMULA_OPERANDS ? say("b%d", (int)child) : say("a%d", (int)child - GT__FORMULA_OPERANDS);
}

static void add_vector_node(const writer *w, int32_t i)
{
    const gt__formula_node *node = &w->f->node[i];
    gt__text_add(w->text, " node_%d_%d(a%d, n", w->function[i], FIRST_COPY + w->of_node[i], (int)i);
    for (int32_t k = 0; k < node->arity; k++)
        gt__text_add(w->text, ", %s", is_passed_single(w, node, k) ? child_at(w, i, k, 0).s : array_at(w, i, k).s);
    gt__text_add(w->text, ");");
}

static void add_reduction(const writer *w, int32_t i)
{
    const gt__formula_node *node = &w->f->node[i];
    const char *type = type_of(w->f, GT__FORMULA_OPERANDS + i);
    const int rounds = is_short_float(node->result), n = (int)i;
    const int in_place = w->dense && lies(w, node), of = node->child[0];
    gt__text_add(w->text, " const %s %c%d = reduced_%d(%s, taken);", type, rounds ? 'r' : 'n', n,
                 FIRST_COPY + (in_place ? w->of_lying[i] : w->of_node[i]),
                 in_place ? say("p%d + i%d", of, of).s : array_at(w, i, 0).s);
    if (rounds) add_rounding(w, i);
}

static void add_cpu(const writer *w)
{
    const char *dense = w->dense ? "_DENSE" : "";
    const int32_t last = w->stages - 1;
    gt__text_add(w->text, "#define COMPUTE%s(n)", dense);
    add_arrays(w);
    for (int32_t stage = 0; stage <= last; stage += 2) {
        add_singles(w, stage);
        if (stage < last || !w->stores) add_loop(w, stage, "0", "(n)");
        for (int32_t i = 0; i < w->f->nodes; i++)
            if (w->stage[i] != stage + 1)
                continue;
            else if (w->f->node[i].reduces)
                add_reduction(w, i);
            else
                add_vector_node(w, i);
    }
    gt__text_add(w->text, "\n");
    if (!w->stores) return;
    gt__text_add(w->text, "#define LAST%s(from, to)", dense);
    add_loop(w, last, "(from)", "(to)");
    gt__text_add(w->text, "\n");
}

static int has_reductions(const gt__formula *f)
{
    int some = 0;
    for (int32_t i = 0; i < f->nodes; i++) some |= f->node[i].reduces;
    return some != 0;
}

void gt__formula_text(gt__text *source, const gt__spec *spec, gt__add_file *add_file)
{
    const gt__formula *formula = NULL;
    const uintptr_t address = (uintptr_t)spec->formula;
    memcpy(&formula, &address, sizeof formula);
    writer w = {.text = source, .spec = spec, .f = formula, .add_file = add_file};
    w.stores = spec->family == GT__EXPRESSION;
    gt__text_add(source, "#line 2 \"formula\"\n");
    if (spec->form == GT__CPU) find_singles(&w);
    choose_copies(&w);
    choose_functions(&w);
    for (int32_t i = 0; i < w.copies; i++) add_copy(&w, i);
    add_aliases(&w);
    add_lists(&w);
    if (spec->form == GT__GPU) {
        add_gpu(&w);
        return;
    }
    choose_stages(&w);
    if (w.stores) gt__text_add(source, "#define WHOLE_ROWS %d\n", has_reductions(formula));
    add_cpu(&w);
    w.dense = 1;
    add_cpu(&w);
}
