#include "input/av_log.h"

#include <algorithm>
#include <cstdarg>
#include <cstring>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/log.h>
}

namespace cliploop {
namespace {

thread_local AvLog* scope_log = nullptr;

// Contexts have a pointer to the log of their job, or to their owner, in `opaque`. A line may come after the log is
// destroyed, so the registry holds the logs that exist.
std::mutex& registry_mutex() {
  static std::mutex& mutex = *new std::mutex;  // never destroyed, because libav threads may log during exit
  return mutex;
}
std::vector<AvLog*>& registry() {
  static auto& logs = *new std::vector<AvLog*>;
  return logs;
}

// The log of the job that owns a decoder, or null.
void* decoder_owner(void* context) {
  if (context == nullptr) return nullptr;
  const AVClass* type = *static_cast<const AVClass**>(context);
  if (type == nullptr || type->class_name == nullptr || std::strcmp(type->class_name, "AVCodecContext") != 0) {
    return nullptr;
  }
  const auto* owner = static_cast<const DecoderOwner*>(static_cast<AVCodecContext*>(context)->opaque);
  return owner == nullptr ? nullptr : owner->log;
}

void* owner_of(void* context) {
  for (int depth = 0; context != nullptr && depth < 4; ++depth) {
    const AVClass* type = *static_cast<const AVClass**>(context);
    if (type == nullptr || type->class_name == nullptr) return nullptr;
    if (std::strcmp(type->class_name, "AVCodecContext") == 0) return decoder_owner(context);
    if (std::strcmp(type->class_name, "AVFormatContext") == 0) return static_cast<AVFormatContext*>(context)->opaque;
    if (type->parent_log_context_offset == 0) return nullptr;
    context = *reinterpret_cast<void**>(static_cast<uint8_t*>(context) + type->parent_log_context_offset);
  }
  return nullptr;
}

bool begins_with(const char* text, const char* prefix) { return std::strncmp(text, prefix, std::strlen(prefix)) == 0; }

// Whether a line of a decoder reports damage of the picture. For some kinds of damage it is the only report.
bool is_damage(int level, const char* format) {
  if (begins_with(format, "concealing ")) return true;  // a line of level INFO
  if (level > AV_LOG_ERROR) return begins_with(format, "Error parsing NAL unit");
  // Lines about pictures that are not shown, or about data that is not part of a picture.
  constexpr const char* kHarmless[] = {"co located POCs unavailable", "mmco: unref short failure", "SEI type"};
  return std::none_of(std::begin(kHarmless), std::end(kHarmless),
                      [&](const char* prefix) { return begins_with(format, prefix); });
}

// Whether a line says that libav may not decode a stream to find its properties, which is on purpose.
bool is_about_missing_decoder(const char* format) {
  return begins_with(format, "Codec (%s) not on whitelist") || begins_with(format, "Failed to open codec in %s");
}

void on_line(void* context, int level, const char* format, va_list arguments) {
  if (level > AV_LOG_INFO) return;
  if (is_damage(level, format)) {
    void* decoder = decoder_owner(context);
    const std::lock_guard lock(registry_mutex());
    const auto& logs = registry();
    const auto found = std::find(logs.begin(), logs.end(), static_cast<AvLog*>(decoder));
    if (decoder != nullptr && found != logs.end()) (*found)->report_damage();
  }
  if (level > AV_LOG_WARNING || is_about_missing_decoder(format)) return;
  char line[512];
  int print_prefix = 1;
  av_log_format_line2(context, level, format, arguments, line, sizeof line, &print_prefix);
  std::string text(line);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.empty()) return;
  std::replace(text.begin(), text.end(), '\n', ' ');
  // "[mov,mp4 @ 0x55d0c8]": the address is removed, because it differs from run to run.
  const size_t address = text.find(" @ 0x");
  if (address != std::string::npos) text.erase(address, text.find(']', address) - address);

  void* owner = owner_of(context);
  const std::lock_guard lock(registry_mutex());
  const auto& logs = registry();
  auto found = std::find(logs.begin(), logs.end(), static_cast<AvLog*>(owner));
  if (found == logs.end()) found = std::find(logs.begin(), logs.end(), scope_log);
  if (found != logs.end()) (*found)->add(std::move(text));
}

}  // namespace

AvLog::AvLog() {
  const std::lock_guard lock(registry_mutex());
  registry().push_back(this);
  av_log_set_callback(on_line);
}

AvLog::~AvLog() {
  const std::lock_guard lock(registry_mutex());
  std::erase(registry(), this);
}

void AvLog::add(std::string line) {
  const std::lock_guard lock(mutex_);
  if (!lines_.empty() && lines_.back() == line) return;
  lines_.push_back(std::move(line));
  if (lines_.size() > kKept) lines_.pop_front();
}

std::vector<std::string> AvLog::lines() {
  const std::lock_guard lock(mutex_);
  return {lines_.begin(), lines_.end()};
}

AvLog::Scope::Scope(AvLog& log) : former_(scope_log) { scope_log = &log; }
AvLog::Scope::~Scope() { scope_log = former_; }

}  // namespace cliploop
