// A float as floats of 16 bits hold it, as a value of its own: what storing and loading it again gives.
static C narrow_float16(C x)
{
#ifdef __NV_CL_C_VERSION
    return LOAD_FROM_float16(half_bits(x));
#else
    ushort bits;
    HALF_STORE(x, (half *)&bits);
    return HALF_LOAD((const half *)&bits);
#endif
}

static C narrow_bfloat16(C x)
{
    return LOAD_FROM_bfloat16(bfloat16_bits(x));
}
