#include "webp/encoder.h"

#include <webp/encode.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "base/status.h"
#include "webp/config.h"

namespace cliploop::webp {
namespace {

// Bounds of what differs, in pixels: [left, right) x [top, bottom); empty when nothing does.
struct Bounds {
  int left;
  int top;
  int right;
  int bottom;
};

const uint32_t* pixels(const Image& image, int y) { return reinterpret_cast<const uint32_t*>(image.row(y)); }

Bounds difference(const Image& before, const Image& now) {
  const auto row_bytes = static_cast<size_t>(now.width) * 4;
  const auto same_row = [&](int y) { return std::memcmp(before.row(y), now.row(y), row_bytes) == 0; };
  Bounds found{now.width, 0, 0, now.height};
  while (found.top < found.bottom && same_row(found.top)) ++found.top;
  while (found.bottom > found.top && same_row(found.bottom - 1)) --found.bottom;
  for (int y = found.top; y < found.bottom; ++y) {
    const uint32_t* a = pixels(before, y);
    const uint32_t* b = pixels(now, y);
    int left = 0;
    while (left < found.left && a[left] == b[left]) ++left;
    found.left = left;
    int right = now.width;
    while (right > found.right && a[right - 1] == b[right - 1]) --right;
    found.right = right;
  }
  return found;
}

struct Picture {
  WebPPicture raw;
  WebPMemoryWriter writer;

  Picture() {
    WebPMemoryWriterInit(&writer);
    if (WebPPictureInit(&raw) == 0) {
      throw Failure(Code::ENCODE_FAILED, "webp", "this libwebp has another interface version");
    }
  }
  ~Picture() {
    WebPPictureFree(&raw);
    WebPMemoryWriterClear(&writer);
  }
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;
};

int go_on(int, const WebPPicture* picture) {
  return static_cast<CancelToken*>(picture->user_data)->cancelled() ? 0 : 1;
}

uint32_t little_endian(const uint8_t* bytes) {
  return bytes[0] | (uint32_t{bytes[1]} << 8) | (uint32_t{bytes[2]} << 16) | (uint32_t{bytes[3]} << 24);
}

// The image chunks of a whole WebP file: what an ANMF chunk carries.
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

}  // namespace

Patch Encoder::push(ImagePtr image) {
  Patch patch{image, 0, 0, image->width, image->height};
  if (previous_) {
    Bounds bounds = difference(*previous_, *image);
    if (bounds.left >= bounds.right || bounds.top >= bounds.bottom) bounds = {0, 0, 1, 1};
    patch.x = bounds.left & ~1;
    patch.y = bounds.top & ~1;
    patch.width = bounds.right - patch.x;
    patch.height = bounds.bottom - patch.y;
  }
  previous_ = std::move(image);
  return patch;
}

std::vector<uint8_t> Encoder::compress(const Patch& patch, CancelToken& cancel) const {
  const WebPConfig config = frame_config(options_.quality);
  Picture picture;
  picture.raw.width = patch.width;
  picture.raw.height = patch.height;
  picture.raw.use_argb = config.lossless;
  picture.raw.writer = WebPMemoryWrite;
  picture.raw.custom_ptr = &picture.writer;
  picture.raw.progress_hook = go_on;
  picture.raw.user_data = &cancel;
  const uint8_t* from = patch.image->row(patch.y) + static_cast<size_t>(patch.x) * 4;
  const int stride = patch.image->width * 4;
  const int imported = patch.image->opaque ? WebPPictureImportRGBX(&picture.raw, from, stride)
                                           : WebPPictureImportRGBA(&picture.raw, from, stride);
  if (imported == 0) throw std::bad_alloc();
  if (WebPEncode(&config, &picture.raw) == 0) {
    cancel.check();
    if (picture.raw.error_code == VP8_ENC_ERROR_OUT_OF_MEMORY) throw std::bad_alloc();
    throw Failure(Code::ENCODE_FAILED, "webp",
                  "libwebp failed on a frame (error " + std::to_string(picture.raw.error_code) + ")");
  }
  return image_chunks(picture.writer.mem, picture.writer.size);
}

}  // namespace cliploop::webp
