#include "webp/vp8.h"

#include <cstring>
#include <new>
#include <string>

#include "base/status.h"

namespace cliploop::webp {
namespace {

// Owns a picture of libwebp and the bytes that it writes.
struct EncoderPicture {
  WebPPicture raw;
  WebPMemoryWriter writer;

  EncoderPicture() {
    WebPMemoryWriterInit(&writer);
    if (WebPPictureInit(&raw) == 0) {
      throw Failure(Code::ENCODE_FAILED, Stage::WEBP, "the installed libwebp has an incompatible ABI version");
    }
  }
  ~EncoderPicture() {
    WebPPictureFree(&raw);
    WebPMemoryWriterClear(&writer);
  }
  EncoderPicture(const EncoderPicture&) = delete;
  EncoderPicture& operator=(const EncoderPicture&) = delete;
};

int continue_encoding(int, const WebPPicture* picture) {
  return static_cast<CancelToken*>(picture->user_data)->cancelled() ? 0 : 1;
}

uint32_t little_endian(const uint8_t* bytes) {
  return bytes[0] | (uint32_t{bytes[1]} << 8) | (uint32_t{bytes[2]} << 16) | (uint32_t{bytes[3]} << 24);
}

// The chunks of a whole WebP file that hold its image.
std::vector<uint8_t> image_chunks(const uint8_t* file, size_t size) {
  std::vector<uint8_t> chunks;
  for (size_t at = 12; at + 8 <= size;) {
    const size_t length = 8 + ((little_endian(file + at + 4) + size_t{1}) & ~size_t{1});
    if (at + length > size) break;
    const auto is = [&](const char* name) { return std::memcmp(file + at, name, 4) == 0; };
    if (is("ALPH") || is("VP8 ") || is("VP8L")) chunks.insert(chunks.end(), file + at, file + at + length);
    at += length;
  }
  return chunks;
}

bool is_overflow(WebPEncodingError error) {
  return error == VP8_ENC_ERROR_PARTITION0_OVERFLOW || error == VP8_ENC_ERROR_PARTITION_OVERFLOW;
}

// First spends fewer bits on prediction modes and divides the coefficients, then lowers the quality. False when nothing
// is left to lower.
bool make_smaller(WebPConfig& config) {
  constexpr int kMostPartitions = 3;  // 2 to the power of 3
  constexpr int kStrictest = 100;
  constexpr float kStep = 10;
  if (config.partition_limit < kStrictest || config.partitions < kMostPartitions) {
    config.partition_limit = kStrictest;
    config.partitions = kMostPartitions;
    return true;
  }
  config.quality -= kStep;
  return config.quality >= 0;
}

void encode_into(EncoderPicture& picture, const Pixels& pixels, const WebPConfig& config, CancelToken& cancel) {
  picture.raw.width = pixels.width;
  picture.raw.height = pixels.height;
  picture.raw.use_argb = config.lossless;
  picture.raw.writer = WebPMemoryWrite;
  picture.raw.custom_ptr = &picture.writer;
  picture.raw.progress_hook = continue_encoding;
  picture.raw.user_data = &cancel;
  const auto import = pixels.opaque ? WebPPictureImportRGBX : WebPPictureImportRGBA;
  if (import(&picture.raw, pixels.rgba, pixels.stride) == 0) throw std::bad_alloc();
  // A partition of the format has a size limit, which large noisy pictures reach at high quality.
  WebPConfig attempt = config;
  bool encoded = WebPEncode(&attempt, &picture.raw) != 0;
  while (!encoded && is_overflow(picture.raw.error_code) && make_smaller(attempt)) {
    WebPMemoryWriterClear(&picture.writer);
    encoded = WebPEncode(&attempt, &picture.raw) != 0;
  }
  if (!encoded) {
    cancel.check();
    if (picture.raw.error_code == VP8_ENC_ERROR_OUT_OF_MEMORY) throw std::bad_alloc();
    throw Failure(Code::ENCODE_FAILED, Stage::WEBP,
                  "libwebp failed to encode a frame (error " + std::to_string(picture.raw.error_code) + ")");
  }
}

}  // namespace

std::vector<uint8_t> encode(const Pixels& pixels, const WebPConfig& config, CancelToken& cancel) {
  EncoderPicture picture;
  encode_into(picture, pixels, config, cancel);
  return image_chunks(picture.writer.mem, picture.writer.size);
}

std::vector<uint8_t> encode_file(const Pixels& pixels, const WebPConfig& config, CancelToken& cancel) {
  EncoderPicture picture;
  encode_into(picture, pixels, config, cancel);
  return {picture.writer.mem, picture.writer.mem + picture.writer.size};
}

}  // namespace cliploop::webp
