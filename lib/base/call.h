/* What the user called, passed down so that nested work fails in the outer function's name; and checks of one line. */
#ifndef GT_BASE_CALL_H
#define GT_BASE_CALL_H
#include "base/error.h"

typedef struct gt__call {
    const char *name;    /* "gt_matmul", or the operation's */
    gt_queue *queue;     /* NULL in calls without one */
    gt_context *context; /* the queue's */
} gt__call;

/* Fails the function around it if the condition does not hold. argument: from 1, or 0 if none is at fault. */
#define GT__CHECK(condition, call, status, argument, ...)                                                              \
    do {                                                                                                               \
        if (!(condition)) return gt__fail((status), (call)->name, (argument), __VA_ARGS__);                            \
    } while (0)

/* The number of this process: another one in the child of a fork(). A system call the first time only. */
unsigned gt__process(void);
#endif
