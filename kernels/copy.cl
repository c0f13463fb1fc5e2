// Transposed copies by tiles: x lies contiguous along its rows axis, o along its columns axis, so that a plain walk
// would jump through memory on one side. Prelude: T, the unsigned type of an element's bits; SINGLE: the form.
#ifndef T
#define T uint
#define SINGLE 1
#endif

// rows x columns elements in `batches`; x steps 1 along rows and xcolumn along columns, o orow and 1.
#define PARAMETERS                                                                                                     \
    long16 size, long16 xstride, long16 ostride, global const T *x, long xfirst, global T *o, long ofirst, long rows,  \
        long columns, long xcolumn, long orow, int rank

// Moves x and o to the batch and the tile of this work-group: groups count tiles down, then across, then batches, all
// along one dimension, as some devices take no more than 65535 groups along the others.
#define LOCATE(tile)                                                                                                   \
    const long down = (rows + tile - 1) / tile, across = (columns + tile - 1) / tile;                                  \
    const long place = quotient(get_group_id(0), down), batch = quotient(place, across);                               \
    const long row = (get_group_id(0) - place * down) * tile, column = (place - batch * across) * tile;                \
    x += xfirst + row + column * xcolumn;                                                                              \
    o += ofirst + row * orow + column;                                                                                 \
    for (long rest = batch, r = rank - 1; r >= 0; r--) {                                                               \
        const long next = r > 0 ? quotient(rest, AXIS(size, r)) : 0, at = rest - next * AXIS(size, r);                 \
        x += at * AXIS(xstride, r);                                                                                    \
        o += at * AXIS(ostride, r);                                                                                    \
        rest = next;                                                                                                   \
    }

#if SINGLE
#define TILE 64

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void copy(PARAMETERS)
{
    T tile[TILE * TILE];
    LOCATE(TILE)
    const int n = (int)min(rows - row, (long)TILE), m = (int)min(columns - column, (long)TILE);
    for (int j = 0; j < m; j++)
        for (int i = 0; i < n; i++) tile[j * TILE + i] = x[j * xcolumn + i];
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++) o[i * orow + j] = tile[j * TILE + i];
}
#else
#define TILE 16

__attribute__((reqd_work_group_size(TILE * TILE, 1, 1)))
kernel void copy(PARAMETERS)
{
    local T tile[TILE][TILE + 1]; // one more: neighbours of a column lie in different banks
    LOCATE(TILE)
    const int i = get_local_id(0) % TILE, j = get_local_id(0) / TILE;
    if (row + i < rows && column + j < columns) tile[j][i] = x[j * xcolumn + i];
    barrier(CLK_LOCAL_MEM_FENCE);
    if (row + j < rows && column + i < columns) o[j * orow + i] = tile[i][j];
}
#endif
