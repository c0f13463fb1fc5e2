# Kernels as C arrays. Included, it defines gt_embed(output folder kernel...); run with cmake -P, it writes the output.

function(gt_embed output folder)
    # The list is a file so that a kernel that goes away is noticed: it is rewritten only when it changes.
    file(GENERATE OUTPUT ${output}.list CONTENT "${ARGN}")
    add_custom_command(OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DFOLDER=${folder} -P ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
        DEPENDS ${ARGN} ${output}.list ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
        COMMENT "Embedding kernels" VERBATIM)
endfunction()

function(write_kernels)
    file(READ ${OUTPUT}.list kernels)
    set(table "")
    set(text "#include \"cl/kernels.h\"\n#include <stddef.h>\n")
    foreach(kernel IN LISTS kernels)
        file(RELATIVE_PATH file ${FOLDER} ${kernel})
        string(MAKE_C_IDENTIFIER ${file} name)
        # Without comments, which a hash and a compiler would read for every kernel; each line keeps its number.
        file(READ ${kernel} source)
        string(REGEX REPLACE "[ \t]*//[^\n]*" "" source "${source}")
        string(HEX "${source}" bytes)
        string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
        if(bytes MATCHES "0x([89a-f].|00)")
            message(FATAL_ERROR "${kernel}: byte 0x${CMAKE_MATCH_1}: kernels are plain ASCII text")
        endif()
        string(REPEAT "....." 20 line)
        string(REGEX REPLACE "(${line})" "\\1\n" bytes "${bytes}")
        string(APPEND text "\nstatic const char ${name}[] = {\n${bytes}0};\n")
        string(APPEND table "    {\"${file}\", ${name}},\n")
    endforeach()
    file(WRITE ${OUTPUT} "${text}\nconst gt__file gt__kernel_files[] = {\n${table}    {NULL, NULL},\n};\n")
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
    write_kernels()
endif()
