// The reduction of a row of n elements, of which `width` items have their shares, for each of them. room: local memory,
// for `lines` results and for as many trees, which stay until all items have come to the next barrier.
static C reduced(share *s, local ulong *room, int n, int line, int lines, int part, int width)
{
    local C *tree = (local C *)(room + lines), *all = (local C *)(room + line);
    local E *extra = (local E *)(tree + lines * width);
    const C divisor = (C)n, divisor_rest = 0; // n is exact in any type
    EXTRA rest;
    join(s, tree + line * width, extra + line * width, part, width);
    if (part == 0) *all = FINISH(s->a0, s->e0, &rest);
    barrier(CLK_LOCAL_MEM_FENCE);
    return *all;
}
