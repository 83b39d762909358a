#include "base/status.h"

#include <new>
#include <system_error>

extern "C" {
#include <libavutil/error.h>
}

namespace cliploop {

std::string_view code_name(Code code) {
  switch (code) {
#define X(name)    \
  case Code::name: \
    return #name;
    CLIPLOOP_CODES(X)
#undef X
  }
  return "INTERNAL";
}

Code code_from_name(std::string_view name) {
#define X(code) \
  if (name == #code) return Code::code;
  CLIPLOOP_CODES(X)
#undef X
  return Code::INTERNAL;
}

std::string av_error_text(int av_error) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(av_error, text, sizeof text);
  return text;
}

Status status_of_current_exception(Stage stage) {
  try {
    throw;
  } catch (const Failure& failure) {
    return failure.status;
  } catch (const std::bad_alloc&) {
    return {Code::OUT_OF_MEMORY, stage, 0, "an allocation failed"};
  } catch (const std::system_error& error) {
    return {Code::OUT_OF_MEMORY, stage, 0, std::string("the system refused a resource: ") + error.what()};
  } catch (const std::exception& error) {
    return {Code::INTERNAL, stage, 0, error.what()};
  } catch (...) {
    return {Code::INTERNAL, stage, 0, "unknown exception"};
  }
}

}  // namespace cliploop
