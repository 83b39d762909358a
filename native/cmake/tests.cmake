# The unit tests (with doctest of the system), and two programs without Node that run on whole files: engine_run, for
# sanitizers, and seek_check.
enable_testing()
file(GLOB UNIT_SOURCES CONFIGURE_DEPENDS test/*_test.cc)
add_executable(unit_tests test/main.cc ${UNIT_SOURCES})
target_include_directories(unit_tests PRIVATE test)
target_link_libraries(unit_tests PRIVATE engine sandbox)
cliploop_flags(unit_tests)
add_test(NAME unit COMMAND unit_tests)
add_test(NAME unit_baseline COMMAND unit_tests)
set_tests_properties(unit_baseline PROPERTIES ENVIRONMENT CLIPLOOP_SIMD=baseline)

add_executable(engine_run test/engine_run.cc)
target_link_libraries(engine_run PRIVATE engine)
cliploop_flags(engine_run)

add_executable(seek_check test/seek_check.cc)
target_link_libraries(seek_check PRIVATE engine)
cliploop_flags(seek_check)
