# gt_build_options(target): warnings, as errors with GT_WERROR, and the sanitizers of GT_SANITIZE.
function(gt_warnings target)
    if(CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
        target_compile_options(${target} PRIVATE -Wall -Wextra -pedantic -Wshadow -Wconversion -Wundef -Wvla
            -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wpointer-arith -Wwrite-strings
            -Wformat=2 -Wcast-qual $<$<BOOL:${GT_WERROR}>:-Werror>)
    endif()
endfunction()

function(gt_build_options target)
    gt_warnings(${target})
    set_target_properties(${target} PROPERTIES C_EXTENSIONS OFF)
    if(GT_SANITIZE)
        target_compile_options(${target} PRIVATE -fsanitize=${GT_SANITIZE} -fno-sanitize-recover=all
            -fno-omit-frame-pointer)
        target_link_options(${target} PRIVATE -fsanitize=${GT_SANITIZE})
    endif()
endfunction()
