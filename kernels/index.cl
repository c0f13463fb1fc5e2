// Indices, of the dtype INDEX, and what becomes of wrong ones.
#define SIGNED_int8 1
#define SIGNED_int16 1
#define SIGNED_int32 1
#define SIGNED_int64 1
#define SIGNED_uint8 0
#define SIGNED_uint16 0
#define SIGNED_uint32 0
#define SIGNED_uint64 0
#define INDEX_SIGNED CAT(SIGNED_, INDEX)

// The place on an axis of `bound` elements that an index names, if there is one; negative ones count from the end.
// Without a question whether the index is negative: rusticl's compiler (Mesa 22.3) takes longs that were converted from
// int for unsigned when it compares them with 0.
static long counted_place(CAT(T_, INDEX) index, long bound)
{
    const long at = (long)index;
    return INDEX_SIGNED ? at + (bound & at >> 63) : at;
}

// The same; -1: there is none.
static long axis_place(CAT(T_, INDEX) index, long bound)
{
    const long place = counted_place(index, bound);
    return place >= 0 && place < bound ? place : -1;
}

// Notes that the index at that position has no place: in the record, five longs, of which the first finding is kept.
static void note_wrong(global long *record, int caller, CAT(T_, INDEX) index, long position, long bound)
{
    if (atomic_cmpxchg((volatile global int *)record, 0, 1) != 0) return;
    ((global int *)record)[2] = caller;
    ((global int *)record)[3] = !INDEX_SIGNED;
    record[2] = (long)index;
    record[3] = position;
    record[4] = bound;
}
