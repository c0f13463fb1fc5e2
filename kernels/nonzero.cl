// What both forms of nonzero share. Elements of x are numbered row-major, in pieces of `span`. COUNTS: o[piece] = how
// many of a piece are not zero; in gpu/ with a 0 after them, and then begins is their exclusive scan, in cpu/ they
// themselves. Else what those of a piece name goes to the places behind those of the pieces before it, by KIND:
//   NUMBERS  o = their numbers, or `coordinates` of them a row, the places along the axes `whole`, if that is not -1
//   CHOOSES  o = the elements of v beside them
//   PLACES   those elements = o, whose elements lie `step` apart
#define NUMBERS 0
#define CHOOSES 1
#define PLACES 2
typedef CAT(T_, OUT) T;

#define PARAMETERS(P)                                                                                                  \
    P(axes, stride), P(axes, vstride), P(axes, size), P(axes, whole), P(global const CAT(T_, IN) *, x),                \
        P(long, xfirst), P(global T *, v), P(long, vfirst), P(global T *, o), P(long, ofirst), P(long, step),          \
        P(global const long *, begins), P(long, count), P(long, pieces), P(long, span), P(int, rank),                  \
        P(int, coordinates)

#define ADVANCE(axis)                                                                                                  \
    i += at * stride.axis;                                                                                             \
    vi += at * vstride.axis;
#define COORDINATE(axis) o[--to] = at;
// number: among those that are not zero; n: among all; at: of the element of v.
#if KIND == NUMBERS
#define PUT(number, n, at)                                                                                             \
    if (coordinates < 0) {                                                                                             \
        o[number] = n;                                                                                                 \
    } else {                                                                                                           \
        long to = ((number) + 1) * coordinates;                                                                        \
        WALK(n, whole, coordinates, COORDINATE)                                                                        \
    }
#elif KIND == CHOOSES
#define PUT(number, n, at) o[ofirst + (number)*step] = v[at];
#else
#define PUT(number, n, at) v[at] = o[ofirst + (number)*step];
#endif
