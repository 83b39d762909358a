# Fuzz targets for libFuzzer, which needs clang: fuzz/x_fuzz.cc becomes the program x_fuzz. See fuzz/README.md.
if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "The fuzz targets need clang: -DCMAKE_CXX_COMPILER=clang++")
endif()
target_compile_options(engine PRIVATE -fsanitize=fuzzer-no-link)

file(GLOB FUZZ_SOURCES CONFIGURE_DEPENDS fuzz/*_fuzz.cc)
foreach(source ${FUZZ_SOURCES})
  get_filename_component(name ${source} NAME_WE)
  add_executable(${name} ${source})
  target_include_directories(${name} PRIVATE fuzz test)
  target_link_libraries(${name} PRIVATE engine)
  cliploop_flags(${name})
  target_compile_options(${name} PRIVATE -fsanitize=fuzzer)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endforeach()
# The options of the addon, with a stand-in for Node-API.
target_sources(options_fuzz PRIVATE src/addon/options.cc)
target_include_directories(options_fuzz PRIVATE fuzz/napi)
