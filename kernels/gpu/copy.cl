// Transposed copies by tiles: x lies contiguous along its rows axis, o along its columns axis, so that a plain walk
// would jump through memory on one side. rows x columns elements in batches; x steps 1 along rows and xcolumn along
// columns, o orow and 1. OUT: an unsigned dtype of their size. A work-group of ITEMS moves a tile of TILE x TILE
// elements through local memory. Whole tiles at aligned addresses move in vectors of LANES elements, 16 bytes: along
// rows out of x, along columns out of the tile and into o. Row i of the tile has its vectors in an order of its own, so
// that those which neighbouring items take apart, one below the other, lie in different banks.
typedef CAT(T_, OUT) T;
typedef CAT(CAT(T_, OUT), LANES) W;

#define ACROSS (TILE / LANES) // vectors in a row of the tile
#define AT(i, j) ((i) * TILE + ((((j) / LANES) ^ ((i) / LANES)) & (ACROSS - 1)) * LANES + (j) % LANES)
#define PUT(l, lane) tile[AT(i + l, j)] = w.lane;

#define ADVANCE(axis)                                                                                                  \
    x += at * xstride.axis;                                                                                            \
    o += at * ostride.axis;

__attribute__((reqd_work_group_size(ITEMS, 1, 1)))
kernel void copy(axes xstride, axes ostride, axes size, global const T *x, long xfirst, global T *o, long ofirst,
                 long rows, long columns, long xcolumn, long orow, int rank)
{
    local T tile[TILE * TILE] __attribute__((aligned(16)));
    const long down = (rows + TILE - 1) / TILE, across = (columns + TILE - 1) / TILE;
    const long place = quotient(get_group_id(0), down), batch = quotient(place, across);
    const long row = (get_group_id(0) - place * down) * TILE, column = (place - batch * across) * TILE;
    const int n = (int)min(rows - row, (long)TILE), m = (int)min(columns - column, (long)TILE);
    const int item = get_local_id(0);
    x += xfirst + row + column * xcolumn;
    o += ofirst + row * orow + column;
    WALK(batch, size, rank, ADVANCE)
    const int whole = n == TILE && m == TILE && ((size_t)x | (size_t)o) % sizeof(W) == 0 &&
                      (xcolumn | orow) % LANES == 0;
    if (whole) {
        for (int e = item; e < TILE * ACROSS; e += ITEMS) {
            const int j = e / ACROSS, i = e % ACROSS * LANES;
            const W w = *(global const W *)(x + j * xcolumn + i);
            EACH_LANE(PUT)
        }
    } else {
        for (int e = item; e < TILE * TILE; e += ITEMS) {
            const int j = e / TILE, i = e % TILE;
            if (i < n && j < m) tile[AT(i, j)] = x[j * xcolumn + i];
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (whole) {
        for (int e = item; e < TILE * ACROSS; e += ITEMS) {
            const int i = e / ACROSS, j = e % ACROSS * LANES;
            *(global W *)(o + i * orow + j) = *(local const W *)(tile + AT(i, j));
        }
    } else {
        for (int e = item; e < TILE * TILE; e += ITEMS) {
            const int i = e / TILE, j = e % TILE;
            if (i < n && j < m) o[i * orow + j] = tile[AT(i, j)];
        }
    }
}
