#include "kernel/spec.h"

#include <string.h>

#include "base/op.h"
#include "cl/kernels.h"
#include "kernel/formula.h"
#include "kernel/walk.h"

enum { FLAGS = 18, NAMED = 3 };
enum {
    MOMENT_FLAGS = GT__SQUARES | GT__DIVIDES | GT__PAIR | GT__SHIFTED | GT__OF_WHOLE,
    REDUCE_FLAGS = GT__PARTS_IN | GT__PARTS_OUT | GT__FUSED | MOMENT_FLAGS
};

/* Operands in `same` and `how`, by their numbers; the result. */
enum { SAME_A = 1, SAME_B = 2, SAME_OUT = 8 };

static const char *const flag_names[FLAGS] = {"DIRECT", "PARTS_IN", "PARTS_OUT", "SQUARES",  "DIVIDES", "ACT_VECTOR",
                                              "PLAIN",  "PAIR",     "SHIFTED",   "OF_WHOLE", "TILED",   "FUSED",
                                              "ACROSS", "COUNTS",   "MARKS",     "UNPACKED", "TURNED",  "CROSSED"};

/* What the kernel files of a family take. */
typedef struct facts {
    const char *name;                    /* of the kernel and its file */
    const char *row;                     /* name of the #define of row 0; EXPR stands for a whole expression */
    const char *operand[NAMED];          /* names of operands; none: TENSORS and SCALARS */
    uint32_t flags[2];                   /* those that it looks at, by form */
    uint8_t how;                         /* operands that have HOW_<operand>, LOAD or TRUTH */
    uint8_t same;                        /* operands of which cpu/ has SAME_<operand>, 1 if it is stored as C */
    uint8_t lanes;                       /* 1: LANES in gpu/ */
    uint8_t moves;                       /* 1: elements stay as they are, so there is no NARROW */
    uint8_t product;                     /* 1: product.cl and the form's */
    uint8_t accumulates;                 /* 1: accumulate.cl, KIND and IDENTITY */
    const char *shared;                  /* a file of kernels/ that its forms share */
    uint8_t indexes;                     /* 1: index.cl */
    uint8_t floats;                      /* 1: values are floats, so there is no U */
    uint8_t kinds;                       /* 1: KIND */
    uint8_t keys;                        /* 1: keys.cl */
    uint8_t ranks;                       /* 1: rank.cl in gpu/ */
    uint8_t streams;                     /* 1: stream.cl in cpu/ */
    const char *tile[2][GT__SPEC_TILES]; /* names of the sizes, by form */
} facts;

static const facts families[GT__FAMILIES] = {
    [GT__ELEMENTWISE] = {.name = "elementwise",
                         .row = "EXPR",
                         .flags = {GT__DIRECT | GT__TILED | GT__CROSSED},
                         .lanes = 1,
                         .streams = 1,
                         .tile = {{"BLOCK"}}},
    [GT__TILED_COPY] = {.name = "copy", .lanes = 1, .moves = 1, .tile = {{0}, {"TILE", "ITEMS"}}},
    [GT__ARANGE] = {.name = "arange", .flags = {GT__PAIR, GT__PAIR}, .shared = "spaced"},
    [GT__REDUCE_INNER] = {.name = "reduce_inner",
                          .row = "COMBINE",
                          .operand = {"IN", "MEAN"},
                          .flags = {REDUCE_FLAGS, REDUCE_FLAGS},
                          .how = SAME_A,
                          .lanes = 1,
                          .same = SAME_A,
                          .accumulates = 1,
                          .tile = {{"BLOCK"}}},
    [GT__REDUCE_OUTER] = {.name = "reduce_outer",
                          .row = "COMBINE",
                          .operand = {"IN", "MEAN"},
                          .flags = {REDUCE_FLAGS | GT__TURNED, REDUCE_FLAGS},
                          .how = SAME_A,
                          .same = SAME_A,
                          .accumulates = 1,
                          .tile = {{"STRIP", "BLOCK"}}},
    [GT__MATMUL] = {.name = "matmul",
                    .row = "ACT",
                    .operand = {"A", "B", "BIAS"},
                    .flags = {GT__ACT_VECTOR | GT__PLAIN | GT__FUSED | GT__UNPACKED | GT__PAIR, GT__FUSED},
                    .same = SAME_OUT,
                    .lanes = 1,
                    .product = 1,
                    .tile = {{"NV", "KC", "MR"}, {"ITEMS", "EACH", "DEPTH"}}},
    [GT__MATMUL_VECTOR] = {.name = "matmul_vector",
                           .row = "ACT",
                           .operand = {"A", "B", "BIAS"},
                           .flags = {GT__ACT_VECTOR | GT__PLAIN | GT__FUSED, GT__FUSED},
                           .same = SAME_B,
                           .lanes = 1,
                           .product = 1,
                           .tile = {{"NV", "KC"}, {"ITEMS"}}},
    [GT__MATMUL_MMA] = {.name = "matmul_mma",
                        .row = "ACT",
                        .operand = {"A", "B", "BIAS"},
                        .flags = {0, GT__FUSED},
                        .lanes = 1,
                        .product = 1,
                        .kinds = 1,
                        .floats = 1,
                        .shared = "mma",
                        .tile = {{0}, {"ROWS", "COLUMNS", "STAGES", "DOWN", "RIGHT", "ARCH"}}},
    [GT__GATHER] =
        {.name = "gather", .operand = {"INDEX"}, .moves = 1, .indexes = 1, .shared = "gather", .tile = {{"BLOCK"}}},
    [GT__PLACES] =
        {.name = "places", .operand = {"INDEX"}, .moves = 1, .indexes = 1, .shared = "places", .tile = {{"BLOCK"}}},
    [GT__SCATTER] = {.name = "scatter",
                     .row = "COMBINE",
                     .operand = {"INDEX"},
                     .flags = {GT__PLAIN, GT__PLAIN},
                     .indexes = 1,
                     .shared = "scatter"},
    [GT__COMBINE] = {.name = "combine",
                     .row = "COMBINE",
                     .operand = {"INDEX"},
                     .flags = {0, GT__PLAIN},
                     .indexes = 1,
                     .shared = "scatter",
                     .tile = {{0}, {"BLOCK_BITS"}}},
    [GT__LINE_PLACES] = {.name = "line_places",
                         .operand = {"INDEX"},
                         .flags = {0, GT__PLAIN},
                         .moves = 1,
                         .indexes = 1,
                         .shared = "scatter"},
    [GT__SORT_FEW] = {.name = "sort_few", .moves = 1, .tile = {{0}, {"ITEMS"}}},
    [GT__REPLACE] = {.name = "replace",
                     .operand = {"INDEX"},
                     .flags = {0, GT__PLAIN | GT__MARKS},
                     .moves = 1,
                     .indexes = 1,
                     .shared = "scatter"},
    [GT__SCAN_INNER] = {.name = "scan_inner",
                        .row = "COMBINE",
                        .operand = {"IN"},
                        .flags = {GT__PARTS_OUT, GT__PARTS_OUT},
                        .how = SAME_A,
                        .same = SAME_A | SAME_OUT,
                        .kinds = 1,
                        .shared = "scan",
                        .tile = {{"BLOCK"}, {"ITEMS", "EACH"}}},
    [GT__SCAN_OUTER] = {.name = "scan_outer",
                        .row = "COMBINE",
                        .operand = {"IN"},
                        .flags = {GT__PARTS_OUT, GT__PARTS_OUT},
                        .how = SAME_A,
                        .same = SAME_A | SAME_OUT,
                        .kinds = 1,
                        .shared = "scan",
                        .tile = {{"STRIP"}}},
    [GT__SORT_COUNT] = {.name = "sort_count",
                        .operand = {"IN", "INDEX"},
                        .flags = {GT__PAIR, GT__PAIR},
                        .moves = 1,
                        .kinds = 1,
                        .keys = 1,
                        .shared = "sort",
                        .tile = {{"DIGITS"}, {"DIGITS", "ITEMS", "EACH", "COPIES"}}},
    [GT__SORT_MOVE] = {.name = "sort_move",
                       .operand = {"IN", "INDEX"},
                       .flags = {GT__PAIR, GT__PAIR},
                       .moves = 1,
                       .kinds = 1,
                       .keys = 1,
                       .ranks = 1,
                       .shared = "sort",
                       .tile = {{"DIGITS"}, {"DIGITS", "ITEMS", "EACH", "BALLOTS"}}},
    [GT__SORT_ROWS] = {.name = "sort_rows",
                       .operand = {"IN"},
                       .flags = {0, GT__PAIR},
                       .moves = 1,
                       .kinds = 1,
                       .keys = 1,
                       .ranks = 1,
                       .shared = "sort",
                       .tile = {{0}, {"DIGITS", "ITEMS", "EACH", "BALLOTS"}}},
    [GT__SORT_TIES] = {.name = "sort_ties", .operand = {"IN"}, .moves = 1},
    [GT__SEARCH] = {.name = "search", .operand = {"IN"}, .moves = 1, .kinds = 1, .keys = 1, .shared = "search"},
    [GT__GROUPS] = {.name = "groups", .operand = {"IN"}, .moves = 1, .kinds = 1, .keys = 1, .shared = "groups"},
    [GT__NONZERO] = {.name = "nonzero",
                     .operand = {"IN"},
                     .flags = {GT__COUNTS, GT__COUNTS},
                     .moves = 1,
                     .kinds = 1,
                     .shared = "nonzero",
                     .tile = {{"BLOCK"}, {"ITEMS"}}},
    [GT__HISTOGRAM] = {.name = "histogram",
                       .operand = {"IN"},
                       .flags = {GT__PAIR, GT__PAIR | GT__DIRECT},
                       .moves = 1,
                       .kinds = 1,
                       .shared = "histogram"},
    [GT__SOFTMAX] = {.name = "softmax",
                     .operand = {"IN", "Y"},
                     .flags = {GT__PARTS_IN | GT__PARTS_OUT | GT__ACROSS, GT__PARTS_IN | GT__PARTS_OUT},
                     .same = SAME_A | SAME_B | SAME_OUT,
                     .floats = 1,
                     .kinds = 1,
                     .shared = "softmax",
                     .tile = {{"BLOCK", "STRIP"}, {"EACH"}}},
    [GT__RANDOM] = {.name = "random",
                    .same = SAME_OUT,
                    .kinds = 1,
                    .shared = "philox",
                    .streams = 1,
                    .tile = {{"EACH", "BATCH", "VECTORS"}, {"EACH"}}},
    [GT__EXPRESSION] = {.name = "expression", .lanes = 1, .streams = 1, .tile = {{"BLOCK"}}},
    [GT__FFT] = {.name = "fft",
                 .flags = {GT__FUSED, GT__FUSED},
                 .moves = 1,
                 .floats = 1,
                 .shared = "fft",
                 .tile = {{0}, {"ITEMS"}}},
    [GT__FFT_SIZED] = {.name = "fft_sized",
                       .flags = {0, GT__FUSED},
                       .moves = 1,
                       .floats = 1,
                       .shared = "fft",
                       .tile = {{0}, {"WIDTH", "HAS", "RADIX_0", "RADIX_1", "RADIX_2", "RADIX_3"}}},
};

gt__spec gt__spec_of(const gt__call *call, gt__family family)
{
    gt__spec spec = {.family = (uint8_t)family, .lanes = 1};
    spec.form = (uint8_t)gt__traits_of(call->context)->form;
    return spec;
}

void gt__spec_types(gt__spec *spec, const gt__dtype *compute, const gt__dtype *result, const gt__dtype *out)
{
    const int integer = result->kind == GT__SIGNED || result->kind == GT__UNSIGNED;
    spec->compute = (uint8_t)compute->value;
    spec->result = (uint8_t)(integer && result->size < compute->size ? result : compute)->value;
    if (compute->kind == GT__COMPLEX && result->kind != GT__COMPLEX) spec->result = (uint8_t)compute->real;
    spec->out = (uint8_t)out->value;
}

uint8_t gt__spec_ranks(int32_t rank)
{
    return rank <= 4 ? 4 : rank <= GT__WALK_AXES ? GT__WALK_AXES : UINT8_MAX;
}

gt_status gt__spec_kernel(gt__kernel **out, const gt__call *call, const gt__spec *spec)
{
    GT__CHECK(spec->ranks <= GT__WALK_AXES, call, GT_E_UNSUPPORTED, 0,
              "operands of more than %d axes that cannot be taken as fewer", GT__WALK_AXES);
    return gt__kernel_get(out, call, spec, gt__spec_text);
}

/* ---- #defines ---- */

static void define(gt__text *text, const char *name, int value)
{
    gt__text_add(text, "#define %s %d\n", name, value);
}

static int is_complex(const gt__spec *s)
{
    return gt__dtype_of(s->compute)->kind == GT__COMPLEX;
}

static void add_types(gt__text *text, const gt__spec *s, const facts *f)
{
    const gt__dtype *compute = gt__dtype_of(s->compute), *narrow = gt__dtype_of(s->result);
    gt__text_add(text, "#define C %s\n", compute->compute);
    if (is_complex(s)) gt__text_add(text, "#define R %s\n", gt__dtype_of(compute->real)->compute);
    if (!f->floats) gt__text_add(text, "#define U %s\n", compute->size == 8 ? "ulong" : "uint");
    define(text, "C_FLOAT", gt__dtype_inexact(compute));
    define(text, "C_DOUBLE", gt__dtype_inexact(compute) && gt__dtype_double(compute));
    define(text, "C_COMPLEX", is_complex(s));
    define(text, "VEC", s->form == GT__CPU ? s->lanes : 1);
    if (f->lanes && s->form == GT__GPU) define(text, "LANES", s->lanes);
    if (s->ranks) define(text, "RANKS", s->ranks);
    gt__text_add(text, "#define OUT %s\n", gt__dtype_of(s->out)->name);
    if (f->moves) return;
    if (s->among) gt__text_add(text, "#define AMONG %s\n", gt__dtype_of(s->among)->name);
    if (narrow != compute && !is_complex(s))
        gt__text_add(text, "#define NARROW(v) ((C)(T_%s)(v))\n", narrow->name);
    else
        gt__text_add(text, "#define NARROW(v) (v)\n");
}

static int is_truth(const gt__spec *s, int32_t i)
{
    return s->truth >> i & 1;
}

static void add_operand_lists(gt__text *text, const gt__spec *s)
{
    gt__text_add(text, "#define TENSORS(F, a)");
    for (int32_t i = 0; i < s->operands; i++)
        if (s->storage[i])
            gt__text_add(text, " F(%d, %s, %s, a)", (int)i, gt__dtype_of(s->storage[i])->name,
                         s->ordered[0]    ? "BITS"
                         : is_truth(s, i) ? "TRUTH"
                                          : "LOAD");
    gt__text_add(text, "\n#define SCALARS(F)");
    for (int32_t i = 0; i < s->operands; i++)
        if (!s->storage[i]) gt__text_add(text, " F(%d)", (int)i);
    gt__text_add(text, "\n");
}

static int takes_same(const gt__spec *s, const facts *f, int32_t i)
{
    return s->form == GT__CPU && (f->same >> i & 1);
}

/* 1 if elements of that dtype are values as they are. */
static int is_direct(const gt__spec *s, uint8_t dtype)
{
    return dtype == s->compute && s->result == s->compute;
}

static void add_named_operands(gt__text *text, const gt__spec *s, const facts *f)
{
    for (int32_t i = 0; i < NAMED && f->operand[i]; i++) {
        const char *name = f->operand[i];
        if (!s->storage[i]) continue;
        gt__text_add(text, "#define %s %s\n", name, gt__dtype_of(s->storage[i])->name);
        if (f->how >> i & 1) gt__text_add(text, "#define HOW_%s %s\n", name, is_truth(s, i) ? "TRUTH" : "LOAD");
        if (takes_same(s, f, i)) gt__text_add(text, "#define SAME_%s %d\n", name, is_direct(s, s->storage[i]));
    }
}

static void add_comparison(gt__text *text, const gt__spec *s, const gt__op *op)
{
    gt__text_add(text, "#define EXPR compared(x0, x1)\n#define RELATION op_%s\n", op->name);
    gt__text_add(text, "#define LEFT %s\n#define RIGHT %s\n", gt__dtype_of(s->ordered[0])->name,
                 gt__dtype_of(s->ordered[1])->name);
}

/* EXPR: row 0 of the operands; a binary row over more of them folds them from the left. No row: the operand itself. */
static void add_expression(gt__text *text, const gt__spec *s)
{
    const gt__op *op = gt__op_of(s->row[0]);
    if (s->ordered[0]) {
        add_comparison(text, s, op);
        return;
    }
    const int32_t arity = op ? op->arity : 1, nested = s->operands - arity;
    const int of_real = is_complex(s) && s->result != s->compute;
    gt__text_add(text, "#define EXPR %s", of_real ? "OF_REAL(" : "");
    for (int32_t i = 0; i <= nested && op; i++) gt__text_add(text, "op_%s(", op->name);
    for (int32_t i = 0; i < s->operands; i++)
        gt__text_add(text, "%sx%d%s", i > 0 ? ", " : "", (int)i, op && i >= arity - 1 ? ")" : "");
    gt__text_add(text, of_real ? ")\n" : "\n");
}

static void add_row(gt__text *text, const gt__spec *s, const facts *f)
{
    const gt__op *op = gt__op_of(s->row[0]);
    if (!f->row) return;
    if (strcmp(f->row, "EXPR") == 0)
        add_expression(text, s);
    else if (op)
        gt__text_add(text, "#define %s op_%s\n", f->row, op->name);
    else
        gt__text_add(text, "#define %s(x) (x)\n", f->row);
    if (f->accumulates) define(text, "KIND", s->kind);
    if (f->accumulates) gt__text_add(text, "#define IDENTITY %s\n", op && op->identity[0] ? op->identity : "0");
}

static void add_defines(gt__text *text, const gt__spec *s, const facts *f)
{
    add_types(text, s, f);
    if (f->operand[0])
        add_named_operands(text, s, f);
    else if (f->row)
        add_operand_lists(text, s);
    if (takes_same(s, f, NAMED)) define(text, "SAME_OUT", is_direct(s, s->out));
    add_row(text, s, f);
    if (f->kinds) define(text, "KIND", s->kind);
    for (int32_t i = 0; i < FLAGS; i++)
        if (f->flags[s->form] >> i & 1) define(text, flag_names[i], (int)(s->flags >> i & 1));
    for (int32_t i = 0; i < GT__SPEC_TILES && f->tile[s->form][i]; i++)
        if (s->tile[i] > 0) define(text, f->tile[s->form][i], s->tile[i]);
}

/* ---- the source ---- */

static void add_file(gt__text *source, const char *folder, const char *name)
{
    gt__text path = {0};
    gt__text_add(&path, "%s%s.cl", folder, name);
    source->failed |= path.failed;
    for (const gt__file *file = gt__kernel_files; file->name && !path.failed; file++)
        if (strcmp(file->name, path.s) == 0)
            gt__text_join(source, "#line 1 \"kernels/", path.s, "\"\n", file->text, NULL);
    gt__text_free(&path);
}

void gt__spec_text(gt__text *source, const char **kernel, const void *spec)
{
    gt__spec s;
    memcpy(&s, spec, sizeof s);
    const facts *f = &families[s.family];
    *kernel = f->name;
    if (s.formula) gt__formula_text(source, &s, add_file);
    add_defines(source, &s, f);
    add_file(source, "", "storage");
    add_file(source, "", "arithmetic");
    if (s.row[0]) gt__formula_rows(source, gt__dtype_of(s.compute), add_file);
    if (s.ordered[0]) add_file(source, "", "order");
    if (s.ranks) add_file(source, "", "walk");
    if (s.formula) add_file(source, "", s.form == GT__CPU ? "operands_cpu" : "operands_gpu");
    if (s.formula && f->accumulates) add_file(source, "", s.form == GT__CPU ? "elements_cpu" : "elements_gpu");
    if (f->accumulates) add_file(source, "", "accumulate");
    if (s.family == GT__REDUCE_INNER && s.form == GT__CPU) add_file(source, "", "accumulate_cpu");
    if (s.family == GT__REDUCE_INNER && s.form == GT__GPU) add_file(source, "", "share_gpu");
    if ((s.family == GT__REDUCE_INNER || s.family == GT__EXPRESSION) && s.form == GT__GPU)
        add_file(source, "", "line_gpu");
    if (f->indexes) add_file(source, "", "index");
    if (f->keys) add_file(source, "", "keys");
    if (f->ranks && s.form == GT__GPU) add_file(source, "", "rank");
    if (f->streams && s.form == GT__CPU) add_file(source, "", "stream");
    if (f->shared) add_file(source, "", f->shared);
    if (f->product) add_file(source, "", "product");
    if (f->product) add_file(source, "", s.form == GT__CPU ? "product_cpu" : "product_gpu");
    add_file(source, s.form == GT__CPU ? "cpu/" : "gpu/", f->name);
}
