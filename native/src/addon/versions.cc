#include "addon/versions.h"

#include <webp/encode.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}

#include <string>
#include <vector>

namespace cliploop::addon {
namespace {

std::string dotted(unsigned version, int bits) {
  const unsigned mask = (1U << bits) - 1;
  return std::to_string(version >> (2 * bits)) + "." + std::to_string((version >> bits) & mask) + "." +
         std::to_string(version & mask);
}

Napi::Array list(Napi::Env env, const std::vector<std::string>& names) {
  Napi::Array array = Napi::Array::New(env, names.size());
  for (uint32_t i = 0; i < names.size(); ++i) array.Set(i, names[i]);
  return array;
}

std::vector<std::string> present_decoders(std::initializer_list<const char*> names) {
  std::vector<std::string> found;
  for (const char* name : names) {
    if (avcodec_find_decoder_by_name(name) != nullptr) found.emplace_back(name);
  }
  return found;
}

std::vector<std::string> present_demuxers(std::initializer_list<const char*> names) {
  std::vector<std::string> found;
  for (const char* name : names) {
    if (av_find_input_format(name) != nullptr) found.emplace_back(name);
  }
  return found;
}

}  // namespace

Napi::Value versions(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Napi::Object object = Napi::Object::New(env);
  object.Set("libavformat", dotted(avformat_version(), 8));
  object.Set("libavcodec", dotted(avcodec_version(), 8));
  object.Set("libavutil", dotted(avutil_version(), 8));
  object.Set("libswscale", dotted(swscale_version(), 8));
  object.Set("libwebp", dotted(static_cast<unsigned>(WebPGetEncoderVersion()), 8));
  object.Set("decoders", list(env, present_decoders({"h264", "hevc", "vp8", "vp9", "libdav1d", "libaom-av1", "av1",
                                                     "mpeg1video", "mpeg2video", "mpeg4", "prores", "qtrle", "theora",
                                                     "mjpeg", "wmv2", "ffv1", "gif", "apng", "rawvideo"})));
  object.Set("alphaDecoders", list(env, present_decoders({"libvpx", "libvpx-vp9"})));
  object.Set("demuxers", list(env, present_demuxers({"mov", "matroska", "mpegts", "mpeg", "avi", "flv", "ogg", "asf",
                                                     "gif", "apng", "yuv4mpegpipe", "h264", "hevc"})));
  return object;
}

}  // namespace cliploop::addon
