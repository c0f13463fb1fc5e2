#include "support/leaks.h"
#include "support/support.h"
#include "faults/alloc.h"
#include "faults/faults.h"

static long blocks;

void leaks_begin(void)
{
    /* A thread keeps the record of its last failure until it ends: this one shall have its own before the count. */
    gt_op_desc none = {.size = sizeof none};
    if (gt_op_describe(-1, &none) != GT_E_OPERATION) abort();
    blocks = alloc_live();
}

void leaks_none(void **state)
{
    struct faults layer;
    support_close(state);
    assert_int_equal(alloc_live(), blocks);
    if (!faults_load(&layer)) return; /* run by hand, without the layer */
    assert_int_equal(layer.live(), 0);
    assert_int_equal(layer.dead(), 0);
    assert_int_equal(layer.unflushed(), 0);
}
