"""What numpy.linalg is compared with on arrays of gputensor: f(xp.linalg, xp, a), with the arrays of cases.py."""

import numpy as np


def _well(xp, a):
    """A symmetric matrix that is easy to invert."""
    return xp.matmul(a.x, a.x.T) + xp.diag(a.v[:3] * 0 + 3)


LINALG = {
    "cholesky": [lambda la, xp, a: la.cholesky(_well(xp, a))],
    "cond": [lambda la, xp, a: la.cond(_well(xp, a)), lambda la, xp, a: la.cond(_well(xp, a), 1)],
    "cross": [lambda la, xp, a: la.cross(a.x[:, :3], a.y[:, :3])],
    "det": [lambda la, xp, a: la.det(_well(xp, a))],
    "diagonal": [lambda la, xp, a: la.diagonal(a.cube)],
    "eig": [lambda la, xp, a: la.eig(xp.diag(a.v)).eigenvalues.real],
    "eigh": [lambda la, xp, a: la.eigh(_well(xp, a)).eigenvalues],
    "eigvals": [lambda la, xp, a: la.eigvals(xp.diag(a.v)).real],
    "eigvalsh": [lambda la, xp, a: la.eigvalsh(_well(xp, a))],
    "inv": [lambda la, xp, a: la.inv(_well(xp, a))],
    "lstsq": [lambda la, xp, a: la.lstsq(a.m, a.row, rcond=None)[0]],
    "matmul": [lambda la, xp, a: la.matmul(a.x, a.m)],
    "matrix_norm": [lambda la, xp, a: la.matrix_norm(a.cube, ord=1)],
    "matrix_power": [lambda la, xp, a: la.matrix_power(a.x[:, :3], 3)],
    "matrix_rank": [lambda la, xp, a: la.matrix_rank(a.cube), lambda la, xp, a: la.matrix_rank(a.x, tol=1.0)],
    "matrix_transpose": [lambda la, xp, a: la.matrix_transpose(a.cube)],
    "multi_dot": [lambda la, xp, a: la.multi_dot([a.x, a.m, a.m.T])],
    "norm": [
        lambda la, xp, a: la.norm(a.x),
        lambda la, xp, a: la.norm(a.v, 1),
        lambda la, xp, a: la.norm(a.x, "fro"),
        lambda la, xp, a: la.norm(a.cube, axis=1, keepdims=True),
        lambda la, xp, a: la.norm(a.cube, np.inf, axis=(0, 2), keepdims=True),
    ],
    "outer": [lambda la, xp, a: la.outer(a.v, a.row)],
    "pinv": [lambda la, xp, a: la.pinv(a.m)],
    "qr": [lambda la, xp, a: xp.abs(la.qr(a.m).R)],
    "slogdet": [lambda la, xp, a: tuple(la.slogdet(_well(xp, a)))],
    "solve": [lambda la, xp, a: la.solve(_well(xp, a), a.v[:3])],
    "svd": [lambda la, xp, a: la.svd(a.x).S, lambda la, xp, a: la.svd(a.x, compute_uv=False)],
    "svdvals": [lambda la, xp, a: la.svdvals(a.x)],
    "tensordot": [lambda la, xp, a: la.tensordot(a.cube, a.m, axes=1)],
    "tensorinv": [
        lambda la, xp, a: la.tensorinv(xp.stack([_well(xp, a)] * 2).reshape(2, 9)[0].reshape(3, 3), 1),
        lambda la, xp, a: la.tensorinv((xp.diag(a.s[:1].repeat(6) + 2) + xp.outer(a.v, a.v)).reshape(2, 3, 3, 2)),
    ],
    "tensorsolve": [
        lambda la, xp, a: la.tensorsolve((xp.diag(a.v * a.v + 2)).reshape(2, 3, 6), a.v.reshape(2, 3)),
        lambda la, xp, a: la.tensorsolve((xp.diag(a.v * a.v + 2)).reshape(2, 3, 6), a.v, axes=(0, 1)),
    ],
    "trace": [lambda la, xp, a: la.trace(a.cube, offset=1)],
    "vecdot": [lambda la, xp, a: la.vecdot(a.x, a.y)],
    "vector_norm": [lambda la, xp, a: la.vector_norm(a.x, axis=0, ord=1)],
}
