#include "tensor/prelude.h"

void gt__prelude_flag(gt__text *text, const char *name, int on)
{
    gt__text_join(text, "#define ", name, on ? " 1\n" : " 0\n", NULL);
}

void gt__prelude_compute(gt__text *text, int32_t compute, int32_t lanes)
{
    static const char *const numbers[] = {[1] = "1", [2] = "2", [4] = "4", [8] = "8", [16] = "16"};
    const gt__dtype *facts = gt__dtype_of(compute);
    gt__text_join(text, "#define C ", facts->compute, "\n#define U ", facts->size == 8 ? "ulong\n" : "uint\n", NULL);
    gt__prelude_flag(text, "C_FLOAT", facts->kind == GT__FLOAT);
    gt__prelude_flag(text, "C_DOUBLE", compute == GT_F64);
    gt__text_join(text, "#define VEC ", numbers[lanes], "\n", NULL);
}

void gt__prelude_store(gt__text *text, int32_t compute, int32_t result, const gt__dtype *out)
{
    const gt__dtype *narrow = gt__dtype_of(result);
    int integer = narrow->kind == GT__SIGNED || narrow->kind == GT__UNSIGNED;
    int whole = !integer || narrow->size >= gt__dtype_of(compute)->size;
    gt__text_join(text, "#define T_OUT T_", out->name, "\n#define STORE_OUT STORE_", out->name, NULL);
    gt__text_join(text, "\n#define NARROW(v) ", whole ? "(v)" : "((C)(T_", whole ? "" : narrow->name,
                  whole ? "\n" : ")(v))\n", NULL);
}

int32_t gt__prelude_kernel(gt__kernel **kernel, gt_queue *q, const char *family, gt__text *text, const char *operation)
{
    int32_t status = text->failed ? gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "no host memory for a prelude")
                                  : gt__kernel_get(kernel, q, family, text->s, operation);
    gt__text_free(text);
    return status;
}
