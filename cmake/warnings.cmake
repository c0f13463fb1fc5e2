# gt_build_options(target): C11 without extensions, warnings, as errors with GT_WERROR, the sanitizers of GT_SANITIZE.
function(gt_warnings target)
    if(CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
        target_compile_options(${target} PRIVATE -Wall -Wextra -pedantic -Wshadow -Wconversion -Wundef -Wvla
            -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wpointer-arith -Wwrite-strings
            -Wformat=2 -Wcast-qual $<$<BOOL:${GT_WERROR}>:-Werror>)
    endif()
endfunction()

function(gt_build_options target)
    gt_warnings(${target})
    set_target_properties(${target} PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
    if(CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
        # After the flags of a project that this one is a part of: NaN, infinities and -0 are part of what is promised.
        # As an option of the linker, it keeps out start-up code that sets subnormal numbers to 0 in the whole process.
        target_compile_options(${target} PRIVATE -fno-fast-math)
        target_link_options(${target} PRIVATE -fno-fast-math)
    endif()
    if(GT_SANITIZE)
        target_compile_options(${target} PRIVATE -fsanitize=${GT_SANITIZE} -fno-sanitize-recover=all
            -fno-omit-frame-pointer)
        target_link_options(${target} PRIVATE -fsanitize=${GT_SANITIZE})
    endif()
endfunction()
