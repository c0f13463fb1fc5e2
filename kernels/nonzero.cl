// What both forms of nonzero share. Elements of x are numbered row-major, in pieces of `span`. COUNTS: o[piece] = how
// many of a piece are not zero, with a 0 after them; else the numbers of those go to o from place begins[piece] on:
// `coordinates` of them a row, the places along the axes `whole`, or if that is -1 the number itself.
#define PARAMETERS(P)                                                                                                  \
    P(axes, stride), P(axes, size), P(axes, whole), P(global const CAT(T_, IN) *, x), P(long, xfirst),                 \
        P(global CAT(T_, OUT) *, o), P(global const long *, begins), P(long, count), P(long, pieces), P(long, span),   \
        P(int, rank), P(int, coordinates)

#define ADVANCE(axis) i += at * stride.axis;
#define COORDINATE(axis) o[--to] = at;
#define PUT(number, n)                                                                                                 \
    if (coordinates < 0) {                                                                                             \
        o[number] = n;                                                                                                 \
    } else {                                                                                                           \
        long to = ((number) + 1) * coordinates;                                                                        \
        WALK(n, whole, coordinates, COORDINATE)                                                                        \
    }
