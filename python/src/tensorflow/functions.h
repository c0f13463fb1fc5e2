/* Every function of TensorFlow that the plug-in calls: X(type, name, parameters). They are found at run time in the
 * TensorFlow that is loaded. A test compares the types with TensorFlow's headers. */
#ifndef GT_TENSORFLOW_FUNCTIONS_H
#define GT_TENSORFLOW_FUNCTIONS_H

/* clang-format off */
#define TENSORFLOW_FUNCTIONS(X) \
    X(TF_Status *, TF_NewStatus, (void)) \
    X(void, TF_DeleteStatus, (TF_Status *)) \
    X(void, TF_SetStatus, (TF_Status *, TF_Code, const char *)) \
    X(TF_Code, TF_GetCode, (const TF_Status *)) \
    X(const char *, TF_Message, (const TF_Status *)) \
    X(size_t, TF_DataTypeSize, (TF_DataType)) \
    X(void, TF_DeleteTensor, (TF_Tensor *)) \
    X(TF_DataType, TF_TensorType, (const TF_Tensor *)) \
    X(int, TF_NumDims, (const TF_Tensor *)) \
    X(int64_t, TF_Dim, (const TF_Tensor *, int)) \
    X(void *, TF_TensorData, (const TF_Tensor *)) \
    X(int64_t, TF_TensorElementCount, (const TF_Tensor *)) \
    X(size_t, TF_TensorByteSize, (const TF_Tensor *)) \
    X(TF_KernelBuilder *, TF_NewKernelBuilder, \
      (const char *, const char *, void *(*)(TF_OpKernelConstruction *), void (*)(void *, TF_OpKernelContext *), \
       void (*)(void *))) \
    X(void, TF_KernelBuilder_TypeConstraint, (TF_KernelBuilder *, const char *, TF_DataType, TF_Status *)) \
    X(void, TF_KernelBuilder_HostMemory, (TF_KernelBuilder *, const char *)) \
    X(void, TF_RegisterKernelBuilder, (const char *, TF_KernelBuilder *, TF_Status *)) \
    X(void, TF_OpKernelConstruction_GetAttrSize, \
      (TF_OpKernelConstruction *, const char *, int32_t *, int32_t *, TF_Status *)) \
    X(void, TF_OpKernelConstruction_GetAttrBool, (TF_OpKernelConstruction *, const char *, TF_Bool *, TF_Status *)) \
    X(void, TF_OpKernelConstruction_GetAttrInt64, (TF_OpKernelConstruction *, const char *, int64_t *, TF_Status *)) \
    X(void, TF_OpKernelConstruction_GetAttrInt64List, \
      (TF_OpKernelConstruction *, const char *, int64_t *, int, TF_Status *)) \
    X(void, TF_OpKernelConstruction_GetAttrFloat, (TF_OpKernelConstruction *, const char *, float *, TF_Status *)) \
    X(void, TF_OpKernelConstruction_GetAttrString, \
      (TF_OpKernelConstruction *, const char *, char *, size_t, TF_Status *)) \
    X(void, TF_OpKernelConstruction_GetAttrStringList, \
      (TF_OpKernelConstruction *, const char *, char **, size_t *, int, void *, size_t, TF_Status *)) \
    X(void, TF_OpKernelConstruction_Failure, (TF_OpKernelConstruction *, TF_Status *)) \
    X(int, TF_NumInputs, (TF_OpKernelContext *)) \
    X(int, TF_NumOutputs, (TF_OpKernelContext *)) \
    X(void, TF_GetInput, (TF_OpKernelContext *, int, TF_Tensor **, TF_Status *)) \
    X(TF_DataType, TF_ExpectedOutputDataType, (TF_OpKernelContext *, int)) \
    X(TF_Tensor *, TF_AllocateOutput, \
      (TF_OpKernelContext *, int, TF_DataType, const int64_t *, int, size_t, TF_Status *)) \
    X(void, TF_OpKernelContext_Failure, (TF_OpKernelContext *, TF_Status *)) \
    X(void, TF_AssignVariable, \
      (TF_OpKernelContext *, int, int, bool, void (*)(TF_OpKernelContext *, TF_Tensor *, TF_Tensor *), TF_Status *)) \
    X(void, TF_GetInputTensorFromVariable, \
      (TF_OpKernelContext *, int, bool, bool, bool, void (*)(TF_OpKernelContext *, TF_Tensor *, TF_Tensor *), \
       TF_Tensor **, TF_Status *)) \
    X(void, TF_MaybeLockVariableInputMutexesInOrder, \
      (TF_OpKernelContext *, bool, bool, const int *, size_t, \
       void (*)(TF_OpKernelContext *, TF_Tensor *, TF_Tensor *), TF_VariableInputLockHolder **, TF_Status *)) \
    X(void, TF_ReleaseVariableInputLockHolder, (TF_VariableInputLockHolder *))
/* clang-format on */
#endif
