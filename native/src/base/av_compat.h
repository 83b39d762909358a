// Differences between the versions of libav: FFmpeg 5.1, 6 and 7 have different names for the same things. No other
// file checks the version of libav.
#pragma once

#include <cstdint>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/dovi_meta.h>
#include <libavutil/frame.h>
#include <libavutil/version.h>
}

#include "base/rational.h"

namespace cliploop {

// FFmpeg 6.1 moved these into AVFrame.flags; FFmpeg 8 has removed the old members.
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 7, 100)
inline bool frame_is_interlaced(const AVFrame& frame) { return (frame.flags & AV_FRAME_FLAG_INTERLACED) != 0; }
inline bool frame_is_top_field_first(const AVFrame& frame) {
  return (frame.flags & AV_FRAME_FLAG_TOP_FIELD_FIRST) != 0;
}
inline bool frame_is_key(const AVFrame& frame) { return (frame.flags & AV_FRAME_FLAG_KEY) != 0; }
inline void set_frame_interlaced(AVFrame& frame, bool interlaced, bool top_field_first) {
  frame.flags &= ~(AV_FRAME_FLAG_INTERLACED | AV_FRAME_FLAG_TOP_FIELD_FIRST);
  if (interlaced) frame.flags |= AV_FRAME_FLAG_INTERLACED;
  if (top_field_first) frame.flags |= AV_FRAME_FLAG_TOP_FIELD_FIRST;
}
#else
inline bool frame_is_interlaced(const AVFrame& frame) { return frame.interlaced_frame != 0; }
inline bool frame_is_top_field_first(const AVFrame& frame) { return frame.top_field_first != 0; }
inline bool frame_is_key(const AVFrame& frame) { return frame.key_frame != 0; }
inline void set_frame_interlaced(AVFrame& frame, bool interlaced, bool top_field_first) {
  frame.interlaced_frame = interlaced ? 1 : 0;
  frame.top_field_first = top_field_first ? 1 : 0;
}
#endif

// In the time base of the stream, 0 when unknown. FFmpeg 6 added AVFrame.duration.
inline int64_t frame_duration(const AVFrame& frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 30, 100)
  return frame.duration;
#else
  return frame.pkt_duration;
#endif
}

// Numbers packets: each frame has the number of its packet. FFmpeg 6 replaced the member for this by a flag.
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 0, 100)
inline void enable_packet_numbers(AVCodecContext& decoder) { decoder.flags |= AV_CODEC_FLAG_COPY_OPAQUE; }
inline void set_packet_number(AVCodecContext& /*decoder*/, AVPacket& packet, int64_t number) {
  packet.opaque = reinterpret_cast<void*>(static_cast<intptr_t>(number));
}
inline int64_t packet_number(const AVFrame& frame) { return reinterpret_cast<intptr_t>(frame.opaque); }
#else
inline void enable_packet_numbers(AVCodecContext& /*decoder*/) {}
inline void set_packet_number(AVCodecContext& decoder, AVPacket& /*packet*/, int64_t number) {
  decoder.reordered_opaque = number;
}
inline int64_t packet_number(const AVFrame& frame) { return frame.reordered_opaque; }
#endif

// Lets the threads of a decoder call get_buffer2. FFmpeg 6 always does.
inline void allow_buffers_from_threads(AVCodecContext& decoder) {
#if LIBAVCODEC_VERSION_INT < AV_VERSION_INT(60, 0, 100)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  decoder.thread_safe_callbacks = 1;
#pragma GCC diagnostic pop
#else
  (void)decoder;
#endif
}

// The side data of a stream (owned by the stream), or null when there is none or less than `least` bytes. FFmpeg 6.1
// moved it to codecpar.
inline const uint8_t* stream_side_data(const AVStream& stream, AVPacketSideDataType type, size_t least) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102)
  const AVPacketSideData* data =
      av_packet_side_data_get(stream.codecpar->coded_side_data, stream.codecpar->nb_coded_side_data, type);
  return data == nullptr || data->size < least ? nullptr : data->data;
#else
  size_t size = 0;
  const uint8_t* data = av_stream_get_side_data(&stream, type, &size);
  return data == nullptr || size < least ? nullptr : data;
#endif
}

// The Dolby Vision configuration of a stream (owned by the stream), or null.
inline const AVDOVIDecoderConfigurationRecord* stream_dolby_record(const AVStream& stream) {
  return reinterpret_cast<const AVDOVIDecoderConfigurationRecord*>(
      stream_side_data(stream, AV_PKT_DATA_DOVI_CONF, sizeof(AVDOVIDecoderConfigurationRecord)));
}

// The 3x3 display matrix of a stream (9 values), or null.
inline const int32_t* stream_display_matrix(const AVStream& stream) {
  return reinterpret_cast<const int32_t*>(stream_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(int32_t)));
}

// Whether the side data of a stream may get lost when no decoder can be opened to find its properties
// (FFmpeg 6.1, 7.0).
inline bool may_lose_side_data_without_decoder() {
  return LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102) && LIBAVCODEC_VERSION_INT < AV_VERSION_INT(61, 19, 100);
}

// Whether the container has data of a DRM system for the stream.
inline bool has_encryption_init_info(const AVStream& stream) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102)
  return av_packet_side_data_get(stream.codecpar->coded_side_data, stream.codecpar->nb_coded_side_data,
                                 AV_PKT_DATA_ENCRYPTION_INIT_INFO) != nullptr;
#else
  return av_stream_get_side_data(&stream, AV_PKT_DATA_ENCRYPTION_INIT_INFO, nullptr) != nullptr;
#endif
}

// FFmpeg 7.1 exports the crops of Matroska and MP4, and takes them into account in sample aspect ratios.
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(61, 19, 100)
inline bool exports_crops() { return true; }
// False when the stream has no crop. sides: pixels to remove from the top, bottom, left and right.
inline bool stream_cropping(const AVStream& stream, uint32_t (&sides)[4]) {
  const AVPacketSideData* data = av_packet_side_data_get(
      stream.codecpar->coded_side_data, stream.codecpar->nb_coded_side_data, AV_PKT_DATA_FRAME_CROPPING);
  if (data == nullptr || data->size < sizeof sides) return false;
  for (size_t i = 0; i < 4; ++i) {
    const uint8_t* bytes = data->data + 4 * i;  // little-endian
    sides[i] = bytes[0] | uint32_t{bytes[1]} << 8 | uint32_t{bytes[2]} << 16 | uint32_t{bytes[3]} << 24;
  }
  return true;
}
#else
inline bool exports_crops() { return false; }
inline bool stream_cropping(const AVStream&, uint32_t (&)[4]) { return false; }
#endif

// FFmpeg 5.1 changed the channel layout API; FFmpeg 7 has removed the old member.
inline int audio_channels(const AVCodecParameters& codec) { return codec.ch_layout.nb_channels; }

// Converts a sample aspect ratio; 0 when unknown.
inline Rational to_rational(AVRational value) {
  return value.num <= 0 || value.den <= 0 ? Rational{0} : Rational{value.num, value.den};
}

}  // namespace cliploop
