#!/usr/bin/env python3
"""hello.py [LIBRARY]: a matrix product on the default device, by ctypes alone. LIBRARY: ../build/libgputensor.so."""
import sys
from ctypes import CDLL, Structure, byref, c_char, c_char_p, c_float, c_int32, c_int64, c_size_t, c_void_p, sizeof

FLOAT32 = 12  # the values in gputensor/tables.h never change
gt = CDLL(sys.argv[1] if len(sys.argv) > 1 else sys.path[0] + "/../build/libgputensor.so")
gt.gt_version_string.restype = gt.gt_last_error.restype = c_char_p
gt.gt_context_queue.restype = c_void_p  # ctypes takes a result for an int where it is not told


class Device(Structure):  # gt_device_desc
    _fields_ = [("size", c_int32), ("numbers", c_int32 * 3), ("bytes", c_int64 * 3), ("clock_mhz", c_int32 * 2),
                ("support", c_char * 64), ("id", c_char * 16), ("name", c_char * 128), ("texts", c_char * 64 * 4)]


def check(status):
    if status < 0:
        sys.exit("hello: " + gt.gt_last_error().decode())


def upload(rows):
    values = [value for row in rows for value in row]
    host, shape, tensor = (c_float * len(values))(*values), (c_int64 * 2)(len(rows), len(rows[0])), c_void_p()
    check(gt.gt_upload(queue, byref(tensor), FLOAT32, 2, shape, host, c_size_t(sizeof(host))))
    return tensor


device, context, product, out = Device(sizeof(Device)), c_void_p(), c_void_p(), (c_float * 4)()
check(gt.gt_device_describe(gt.gt_device_find(None), byref(device)))
check(gt.gt_context_create(byref(context), gt.gt_device_find(None), None))
queue = c_void_p(gt.gt_context_queue(context))
a, b = upload([[1, 2, 3], [4, 5, 6]]), upload([[1, 0], [0, 1], [1, -1]])
check(gt.gt_matmul(queue, byref(product), a, b, None))
check(gt.gt_download(queue, out, c_size_t(sizeof(out)), product))
for handle in a, b, product:
    gt.gt_tensor_free(handle)
gt.gt_context_free(context)
print(f"gputensor {gt.gt_version_string().decode()} on {device.name.decode()}: {out[:2]}, {out[2:]}")
sys.exit(list(out) != [4, -1, 10, -1])
