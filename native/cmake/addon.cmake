# The addon (.node) is the only target that uses Node-API. Its headers come from npm packages, so nothing is downloaded.
execute_process(COMMAND node -p "require('node-addon-api').include_dir" WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
                OUTPUT_VARIABLE NODE_ADDON_API_DIR OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND node -p "require('node-api-headers').include_dir" WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
                OUTPUT_VARIABLE NODE_API_HEADERS_DIR OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
cmake_path(ABSOLUTE_PATH NODE_ADDON_API_DIR BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})

# NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS: an exception while the environment ends, as when a worker is terminated during
# loading, is dropped. Otherwise it would end the process.
function(cliploop_addon target name folder library)
  file(GLOB sources CONFIGURE_DEPENDS src/${folder}/*.cc)
  add_library(${target} SHARED ${sources})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name} PREFIX "" SUFFIX ".node")
  target_include_directories(${target} SYSTEM PRIVATE ${NODE_ADDON_API_DIR} ${NODE_API_HEADERS_DIR})
  target_compile_definitions(${target} PRIVATE NAPI_VERSION=8 NODE_ADDON_API_DISABLE_DEPRECATED
                             NODE_ADDON_API_CPP_EXCEPTIONS_ALL NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS)
  target_link_libraries(${target} PRIVATE ${library})
  cliploop_flags(${target})
endfunction()

cliploop_addon(addon cliploop addon engine)
# Apart from the engine, so that the service can open descriptors for media processes without the libraries of media.
cliploop_addon(sandbox_addon cliploop-sandbox sandbox_addon sandbox)
