// Transposed copies by tiles: x lies contiguous along its rows axis, o along its columns axis, so that a plain walk
// would jump through memory on one side. rows x columns elements in batches; x steps 1 along rows and xcolumn along
// columns, o orow and 1. A work-item moves a tile of TILE x TILE elements. OUT: an unsigned dtype of their size.
typedef CAT(T_, OUT) T;

#define ADVANCE(axis)                                                                                                  \
    x += at * xstride.axis;                                                                                            \
    o += at * ostride.axis;

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void copy(axes xstride, axes ostride, axes size, global const T *x, long xfirst, global T *o, long ofirst,
                 long rows, long columns, long xcolumn, long orow, int rank)
{
    T tile[TILE * TILE] ALIGNED;
    const long down = (rows + TILE - 1) / TILE, across = (columns + TILE - 1) / TILE;
    const long place = quotient(get_group_id(0), down), batch = quotient(place, across);
    const long row = (get_group_id(0) - place * down) * TILE, column = (place - batch * across) * TILE;
    const int n = (int)min(rows - row, (long)TILE), m = (int)min(columns - column, (long)TILE);
    x += xfirst + row + column * xcolumn;
    o += ofirst + row * orow + column;
    WALK(batch, size, rank, ADVANCE)
    for (int j = 0; j < m; j++)
        for (int i = 0; i < n; i++) tile[j * TILE + i] = x[j * xcolumn + i];
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++) o[i * orow + j] = tile[j * TILE + i];
}
