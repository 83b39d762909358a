#include "input/formats.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <string_view>

extern "C" {
#include <libavutil/avstring.h>
}

namespace cliploop {
namespace {

std::atomic<bool> restricted{false};

// cspell:disable
// Those of audio are for the properties that a probe reports.
constexpr const char* kDecoders =
    // video of cameras, phones, screens, the web and television
    "h264,hevc,vvc,vp8,vp9,libvpx,libvpx-vp9,libdav1d,libaom-av1,av1,mpeg1video,mpeg2video,mpegvideo,mpeg4,theora,"
    "mjpeg,"
    "msmpeg4v1,msmpeg4v2,msmpeg4,h261,h263,h263i,h263p,flv,vp3,vp6,vp6a,vp6f,wmv1,wmv2,wmv3,vc1,dvvideo,"
    // of editors
    "prores,dnxhd,cfhd,qtrle,rawvideo,ffv1,ffvhuff,huffyuv,utvideo,magicyuv,v210,v308,v408,v410,r210,"
    // of old files
    "rv10,rv20,rv30,rv40,svq1,svq3,cinepak,msvideo1,msrle,"
    // pictures
    "gif,apng,png,webp,bmp,targa,"
    // audio
    "aac,aac_latm,mp3,mp3float,mp2,mp2float,mp1,mp1float,ac3,eac3,opus,libopus,vorbis,flac,alac,wmav1,wmav2,wmapro,"
    "amrnb,amrwb,dca,truehd,nellymoser,speex,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,adpcm_swf,pcm_u8,pcm_s8,pcm_s16le,"
    "pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_alaw,pcm_mulaw,pcm_dvd,pcm_bluray";

constexpr std::string_view kFormats[] = {
    "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "mpegts", "mpeg", "mpegvideo", "avi", "flv", "live_flv", "ogg", "asf",
    "mxf", "nut", "rm", "wtv", "dv", "ivf", "yuv4mpegpipe",
    // streams without a container
    "h264", "hevc", "vvc", "obu", "av1", "m4v", "mjpeg", "h261", "h263", "vc1",
    // pictures
    "gif", "apng", "gif_pipe", "png_pipe", "jpeg_pipe", "webp_pipe", "bmp_pipe",
    // audio, which has no video to animate, and gets the error that says so
    "mp3", "wav", "flac", "aac", "ac3", "eac3", "aiff", "amr", "caf", "dts", "w64", "loas"};
// cspell:enable

}  // namespace

void restrict_formats() { restricted = true; }

const char* allowed_decoders() { return restricted ? kDecoders : nullptr; }

const AVCodec* find_decoder(AVCodecID codec) {
  const AVCodec* found = avcodec_find_decoder(codec);
  const char* allowed = allowed_decoders();
  if (found == nullptr || allowed == nullptr) return found;
  return av_match_list(found->name, allowed, ',') != 0 ? found : nullptr;
}

bool allows_format(const AVInputFormat& format) {
  return !restricted || std::find(std::begin(kFormats), std::end(kFormats), format.name) != std::end(kFormats);
}

}  // namespace cliploop
