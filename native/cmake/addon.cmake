# The addon (.node) is the only target that uses Node-API. Its headers come from npm packages, so nothing is downloaded.
execute_process(COMMAND node -p "require('node-addon-api').include_dir" WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
                OUTPUT_VARIABLE NODE_ADDON_API_DIR OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND node -p "require('node-api-headers').include_dir" WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
                OUTPUT_VARIABLE NODE_API_HEADERS_DIR OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
cmake_path(ABSOLUTE_PATH NODE_ADDON_API_DIR BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})

file(GLOB ADDON_SOURCES CONFIGURE_DEPENDS src/addon/*.cc)
add_library(addon SHARED ${ADDON_SOURCES})
set_target_properties(addon PROPERTIES OUTPUT_NAME cliploop PREFIX "" SUFFIX ".node")
target_include_directories(addon SYSTEM PRIVATE ${NODE_ADDON_API_DIR} ${NODE_API_HEADERS_DIR})
# NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS: an exception while the environment ends, as when a worker is terminated during
# loading, is dropped. Otherwise it would end the process.
target_compile_definitions(addon PRIVATE NAPI_VERSION=8 NODE_ADDON_API_DISABLE_DEPRECATED
                           NODE_ADDON_API_CPP_EXCEPTIONS_ALL NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS)
target_link_libraries(addon PRIVATE engine)
cliploop_flags(addon)
