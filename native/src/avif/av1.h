// Encodes frames as AV1 with the encoders of libavcodec: SVT-AV1, or libaom for what SVT-AV1 cannot do.
#pragma once

#include <cstdint>
#include <vector>

#include "base/av_ptr.h"
#include "base/cancel.h"

namespace cliploop::avif {

struct Av1Settings {
  int width = 0;     // pixels
  int height = 0;    // pixels
  int quality = 75;  // 1 to 100
  int effort = 2;    // 0 to 6
  int threads = 1;
  bool alpha = false;  // the frames are alpha planes
};

struct Av1Packet {
  std::vector<uint8_t> bytes;
  bool key = false;
};

// At least so often, a frame does not depend on others, for players that jump.
inline constexpr int key_interval = 128;

// Bytes for each pixel that the encoder of such frames needs at most, measured. Throws ENCODE_FAILED when there is
// none.
int64_t av1_bytes_for_pixel(const Av1Settings& settings);
// Bytes that the encoder of smaller frames may need beyond those of these.
int64_t av1_bytes_when_smaller(const Av1Settings& settings);

// Keeps SVT-AV1 from writing to standard error, unless the environment (SVT_LOG) asks for it. To be called once, before
// other threads use the environment.
void silence_encoders();

// One packet for each frame, in the same order. The packets depend on the version of the encoder, and not on the number
// of threads.
class Av1Encoder {
 public:
  // Throws ENCODE_FAILED when the installed libav has no encoder.
  Av1Encoder(const Av1Settings& settings, CancelToken& cancel);

  // Whether alpha planes are GRAY8.
  bool gray() const { return context_->pix_fmt == AV_PIX_FMT_GRAY8; }
  // Appends the packets that are complete.
  void send(AVFrame& frame, std::vector<Av1Packet>& out);
  // Appends the others.
  void finish(std::vector<Av1Packet>& out);

 private:
  void check(int result) const;
  void receive(std::vector<Av1Packet>& out);

  CancelToken& cancel_;
  const char* name_ = "";  // of the encoder
  CodecPtr context_;
  int64_t frames_ = 0;
};

}  // namespace cliploop::avif
