# The unit tests (with doctest of the system), and two programs without Node that run on whole files: engine_run, for
# sanitizers, and seek_check.
enable_testing()
add_executable(engine_run test/engine_run.cc)
target_link_libraries(engine_run PRIVATE engine)
cliploop_flags(engine_run)

# ThreadSanitizer runs only the tests that use threads, and whole jobs on several threads.
if(CLIPLOOP_SANITIZE STREQUAL "thread")
  set(UNIT_SOURCES test/pool_test.cc test/queue_test.cc test/sink_test.cc test/stream_source_test.cc)
  set(JOBS h264-mp4 h264-interlaced-mkv vp8-alpha-webm vp9-webm mpeg2-ts animation-gif animation-webp prores-mov)
  list(TRANSFORM JOBS PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/media/)
  add_test(NAME jobs COMMAND engine_run --threads 4 --fps 24 --width 96 ${JOBS})
  add_test(NAME jobs_of_streams COMMAND engine_run --threads 4 --stream --width 48 ${JOBS})
  add_test(NAME jobs_that_are_cancelled COMMAND engine_run --threads 4 --cancel-after 30 --width 640 ${JOBS})
else()
  file(GLOB UNIT_SOURCES CONFIGURE_DEPENDS test/*_test.cc)
  add_executable(seek_check test/seek_check.cc)
  target_link_libraries(seek_check PRIVATE engine)
  cliploop_flags(seek_check)
endif()

add_executable(unit_tests test/main.cc ${UNIT_SOURCES})
# This file is only doctest.
set_source_files_properties(test/main.cc PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON COMPILE_OPTIONS -O0)
target_include_directories(unit_tests PRIVATE test)
target_link_libraries(unit_tests PRIVATE engine sandbox)
cliploop_flags(unit_tests)
# Relative, because another worktree may take the build from the cache of turbo.
add_test(NAME unit COMMAND ./unit_tests)
if(NOT CLIPLOOP_SANITIZE STREQUAL "thread")
  add_test(NAME unit_baseline COMMAND ./unit_tests --test-suite-exclude=libraries)
  set_tests_properties(unit_baseline PROPERTIES ENVIRONMENT CLIPLOOP_SIMD=baseline)
endif()
