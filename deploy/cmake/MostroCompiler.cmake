# SPDX-License-Identifier: MIT
#
# Warnings, sanitizers, coverage and ccache for our own code. Generated code is
# compiled without warnings (mostro_generated).

find_program(MOSTRO_CCACHE ccache)
if(MOSTRO_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${MOSTRO_CCACHE}")
endif()

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# Price arithmetic must follow the written order of operations (spec 02 §8).
add_compile_options(-ffp-contract=off)

if(MOSTRO_SANITIZE)
  add_compile_options(-fsanitize=${MOSTRO_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${MOSTRO_SANITIZE})
  if(MOSTRO_SANITIZE MATCHES undefined)
    # CAF 0.17 headers bind references to *nullptr and downcast sentinels.
    add_compile_options(-fno-sanitize=null,vptr -fno-sanitize-recover=undefined)
  endif()
endif()

if(MOSTRO_FUZZ)
  # libFuzzer's feedback for every library of ours; its main is linked by tests/fuzz only.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

if(MOSTRO_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

# Applies the project's warnings to a target of ours.
function(mostro_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Werror)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 reports false positives inside std::variant, std::optional and std::string.
    target_compile_options(${target} PRIVATE
      -Wno-maybe-uninitialized -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow)
  endif()
endfunction()

# Marks a target that holds only generated code: large, and never on a hot path.
function(mostro_generated target)
  target_compile_options(${target} PRIVATE -w -O1)
endfunction()
