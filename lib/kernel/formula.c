/* The text of a fused kernel: one copy of the rows' files for each type that is computed in, a function for each node,
 * and the statements that call them (formula_statements.c). */
#include "kernel/formula.h"

#include <stddef.h>
#include <string.h>

#include "base/op.h"
#include "kernel/formula_writer.h"
#include "kernel/reduce.h"
#include "kernel/tuning.h"

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

const char *gt__writer_type(const gt__formula *f, int32_t value)
{
    return gt__formula_held(f, value)->compute;
}

int gt__writer_is_scalar(const gt__writer *w, int32_t value)
{
    return value < GT__FORMULA_OPERANDS ? !w->f->storage[value] : w->single[value - GT__FORMULA_OPERANDS];
}

static void find_singles(gt__writer *w)
{
    for (int32_t i = 0; i < w->f->nodes; i++) {
        const gt__formula_node *node = &w->f->node[i];
        int single = w->spec->form == GT__GPU || !gt__op_of(node->row)->vector;
        for (int32_t k = 0; k < node->arity; k++) single &= gt__writer_is_scalar(w, node->child[k]);
        w->single[i] = (uint8_t)(single || node->reduces);
    }
}

/* ---- copies ---- */

static uint8_t copy_of(gt__writer *w, const gt__copy *wanted)
{
    int32_t i = 0;
    for (; i < w->copies; i++) {
        const gt__copy *c = &w->copy[i];
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

int gt__writer_is_vector(const gt__writer *w, const gt__formula_node *node)
{
    return w->spec->form == GT__CPU && gt__op_of(node->row)->vector && gt__dtype_of(node->compute)->kind == GT__FLOAT;
}

int gt__writer_lies(const gt__writer *w, const gt__formula_node *node)
{
    const int32_t of = node->child[0];
    return w->spec->form == GT__CPU && node->reduces && !(node->truth & 1) && of < GT__FORMULA_OPERANDS &&
           w->f->storage[of] == node->compute;
}

static void choose_copies(gt__writer *w)
{
    const gt__formula *f = w->f;
    for (int32_t i = 0; i < f->nodes; i++) {
        const gt__formula_node *node = &f->node[i];
        gt__copy wanted = {.compute = node->compute, .ordered = {node->ordered[0], node->ordered[1]}};
        if (node->row == GT_NEXTAFTER && gt__dtype_of(node->result)->size < gt__dtype_of(node->compute)->size)
            wanted.among = node->result;
        if (node->ordered[0]) wanted.relation = node->row;
        wanted.vectors = (uint8_t)gt__writer_is_vector(w, node);
        wanted.reduces = node->reduces;
        wanted.divides = node->divides;
        if (node->reduces) wanted.combine = node->row;
        w->of_node[i] = copy_of(w, &wanted);
        wanted.lies = 1;
        if (gt__writer_lies(w, node)) w->of_lying[i] = copy_of(w, &wanted);
    }
    for (int32_t i = 0; i < f->operands; i++)
        if (f->storage[i]) w->of_tensor[i] = copy_of(w, &(gt__copy){.compute = (uint8_t)gt__formula_held(f, i)->value});
    for (int32_t i = 0; i < f->results; i++)
        w->of_result[i] = copy_of(w, &(gt__copy){.compute = (uint8_t)gt__formula_held(f, f->result[i])->value});
}

/* 1 if the nodes have one function: compilers take tenths of a second for one by vectors. */
static int are_alike(const gt__writer *w, const gt__formula_node *a, const gt__formula_node *b)
{
    int alike = a->row == b->row && a->compute == b->compute && a->result == b->result && a->arity == b->arity &&
                a->ordered[0] == b->ordered[0] && a->ordered[1] == b->ordered[1];
    for (int32_t k = 0; k < a->arity && alike && gt__writer_is_vector(w, a); k++)
        alike = gt__writer_is_scalar(w, a->child[k]) == gt__writer_is_scalar(w, b->child[k]);
    return alike;
}

static void choose_functions(gt__writer *w)
{
    for (int32_t i = 0; i < w->f->nodes; i++) {
        int32_t first = 0;
        while (!are_alike(w, &w->f->node[first], &w->f->node[i])) first++;
        w->function[i] = (uint8_t)first;
    }
}

/* The function of a node: its row, whose integers wrap as the result's dtype does. A vector row takes arrays. */
static void add_node(gt__text *text, const gt__writer *w, int32_t i)
{
    const gt__formula_node *node = &w->f->node[i];
    const char *type = gt__writer_type(w->f, GT__FORMULA_OPERANDS + i), *row = gt__op_of(node->row)->name;
    const gt__dtype *result = gt__dtype_of(node->result);
    if (gt__writer_is_vector(w, node)) {
        gt__text_add(text, "static NOT_INLINED void node_%d(C *o, int n", (int)i);
        for (int32_t k = 0; k < node->arity; k++)
            gt__text_add(text, gt__writer_is_scalar(w, node->child[k]) ? ", C x%d" : ", const C *x%d", (int)k);
        gt__text_add(text, ")\n{\n    for (int k = 0; k < n; k += VEC) VSTORE(private, op_%s(", row);
        for (int32_t k = 0; k < node->arity; k++)
            gt__text_add(text, gt__writer_is_scalar(w, node->child[k]) ? "%s(V)x%d" : "%sVLOAD(private, 0, x%d + k)",
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
static int is_wide(const gt__writer *w)
{
    return w->spec->form == GT__GPU && w->stores && w->spec->lanes > 1;
}

static void add_tensor(gt__text *text, const gt__writer *w, int32_t i)
{
    const char *name = gt__dtype_of(w->f->storage[i])->name;
    gt__text_add(text, "static C load_%d(global const T_%s *p, long i)\n{\n    return ELEMENT(LOAD, %s, p, i);\n}\n",
                 (int)i, name, name);
    if (is_wide(w))
        gt__text_add(text, "static C from_%d(W_%s raw)\n{\n    return LOAD_FROM_%s(raw);\n}\n", (int)i, name, name);
}

static void add_result(gt__text *text, const gt__writer *w, int32_t i)
{
    const char *name = gt__dtype_of(w->f->out[i])->name;
    gt__text_add(text, "static void store_%d(global T_%s *p, long i, C x)\n{\n    STORE_%s(p, i, x);\n}\n", (int)i,
                 name, name);
    if (is_wide(w)) gt__text_add(text, "static W_%s into_%d(C x)\n{\n    return INTO_%s(x);\n}\n", name, (int)i, name);
}

/* Sums, and the larger and the smaller of floats. */
static int reduces_by_vectors(const gt__copy *c)
{
    const int extreme = c->combine == GT_MAXIMUM || c->combine == GT_MINIMUM;
    return c->reduces == 1 + GT__ACCUMULATE_SUM ||
           (c->reduces == 1 + GT__ACCUMULATE_PLAIN && extreme && gt__dtype_of(c->compute)->kind == GT__FLOAT);
}

static void add_copy_types(gt__text *text, const gt__spec *spec, const gt__copy *c)
{
    const gt__dtype *compute = gt__dtype_of(c->compute);
    const int inexact = gt__dtype_inexact(compute), twice = inexact && gt__dtype_double(compute);
    gt__text_add(text, "#define C %s\n#define U %s\n", compute->compute, compute->size == 8 ? "ulong" : "uint");
    if (compute->kind == GT__COMPLEX) gt__text_add(text, "#define R %s\n", gt__dtype_of(compute->real)->compute);
    gt__text_add(text, "#define C_FLOAT %d\n#define C_DOUBLE %d\n", inexact, twice);
    gt__text_add(text, "#define C_COMPLEX %d\n", compute->kind == GT__COMPLEX);
    const int64_t bytes = c->vectors ? gt__tuned.vector_bytes : reduces_by_vectors(c) ? spec->tile[GT__SUM_BYTES] : 0;
    gt__text_add(text, "#define VEC %d\n", bytes ? (int)bytes / compute->size : 1);
    if (c->among) gt__text_add(text, "#define AMONG %s\n", gt__dtype_of(c->among)->name);
    if (c->relation)
        gt__text_add(text, "#define RELATION op_%s\n#define LEFT %s\n#define RIGHT %s\n", gt__op_of(c->relation)->name,
                     gt__dtype_of(c->ordered[0])->name, gt__dtype_of(c->ordered[1])->name);
}

/* What accumulate.cl takes for a line of elements that are computed. */
static void add_line(gt__text *text, const gt__writer *w, const gt__copy *c)
{
    static const char *const flags[] = {"PARTS_IN", "PARTS_OUT", "SQUARES", "PAIR", "SHIFTED", "OF_WHOLE"};
    const gt__op *op = gt__op_of(c->combine);
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) gt__text_add(text, "#define %s 0\n", flags[i]);
    gt__text_add(text, "#define FUSED 1\n#define SAME_IN 1\n#define HOW_IN LOAD\n#define IN %s\n",
                 gt__dtype_of(c->compute)->name);
    gt__text_add(text, "#define KIND %d\n#define DIVIDES %d\n", c->reduces - 1, c->divides);
    gt__text_add(text, "#define COMBINE op_%s\n#define IDENTITY %s\n", op->name, op->identity);
    if (w->spec->form == GT__GPU) {
        w->add_file(text, "", "accumulate");
        w->add_file(text, "", "share_gpu");
        w->add_file(text, "", "row_gpu");
        return;
    }
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

static void add_copy(const gt__writer *w, int32_t number)
{
    const gt__copy *c = &w->copy[number];
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
    if (!part.failed) gt__batch_add(w->text, part.s, GT__FIRST_COPY + number);
    gt__text_free(&part);
}

/* Functions of tensors and results without the numbers of their copies. */
static void add_aliases(const gt__writer *w)
{
    const int wide = is_wide(w);
    for (int32_t i = 0; i < w->f->operands; i++) {
        const int k = GT__FIRST_COPY + w->of_tensor[i], n = (int)i;
        if (!w->f->storage[i]) continue;
        gt__text_add(w->text, "#define load_%d load_%d_%d\n", n, n, k);
        if (wide) gt__text_add(w->text, "#define from_%d from_%d_%d\n", n, n, k);
    }
    for (int32_t i = 0; i < w->f->results && w->stores; i++) {
        const int k = GT__FIRST_COPY + w->of_result[i], n = (int)i;
        gt__text_add(w->text, "#define store_%d store_%d_%d\n", n, n, k);
        if (wide) gt__text_add(w->text, "#define into_%d into_%d_%d\n", n, n, k);
    }
}

static void add_lists(const gt__writer *w)
{
    const gt__formula *f = w->f;
    gt__text_add(w->text, "#define TENSORS(F, a)");
    for (int32_t i = 0; i < f->operands; i++)
        if (f->storage[i])
            gt__text_add(w->text, " F(%d, %s, %s, a)", (int)i, gt__dtype_of(f->storage[i])->name,
                         gt__writer_type(f, i));
    gt__text_add(w->text, "\n#define SCALARS(F)");
    for (int32_t i = 0; i < f->operands; i++)
        if (!f->storage[i]) gt__text_add(w->text, " F(%d, %s)", (int)i, gt__writer_type(f, i));
    gt__text_add(w->text, "\n");
    if (!w->stores) return;
    gt__text_add(w->text, "#define RESULTS(F, a)");
    for (int32_t i = 0; i < f->results; i++)
        gt__text_add(w->text, " F(%d, %s, %s, %d, a)", (int)i, gt__dtype_of(f->out[i])->name,
                     gt__writer_type(f, f->result[i]), f->out[i] == gt__formula_held(f, f->result[i])->value);
    gt__text_add(w->text, "\n");
}

/* ---- the whole ---- */

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
    gt__writer w = {.text = source, .spec = spec, .f = formula, .add_file = add_file};
    w.stores = spec->family == GT__EXPRESSION;
    gt__text_add(source, "#line 2 \"formula\"\n");
    const int rows = has_reductions(formula);
    if (spec->form == GT__CPU || rows) find_singles(&w);
    choose_copies(&w);
    choose_functions(&w);
    for (int32_t i = 0; i < w.copies; i++) add_copy(&w, i);
    add_aliases(&w);
    add_lists(&w);
    if (w.stores) gt__text_add(source, "#define WHOLE_ROWS %d\n", rows);
    gt__writer_statements(&w, rows);
}
