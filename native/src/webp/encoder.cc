#include "webp/encoder.h"

#include <webp/encode.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/status.h"
#include "palette/exact.h"
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

Bounds bounds_of_change(const Image& before, const Image& now) {
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

constexpr int kMostDependent = 128;  // frames that a player which jumps has to draw first, at most

struct Block {
  int x;
  int y;
  int width;
  int height;
};

// Whether a block shows what it showed: no sample beyond noise, and its means where they were.
bool is_still(const uint8_t* then, const uint8_t* now, size_t stride, const Block& block, const Tolerance& tolerance) {
  int drift[4] = {};
  for (int y = 0; y < block.height; ++y, then += stride, now += stride) {
    int most = 0;
    for (int x = 0; x < block.width * 4; ++x) {
      const int step = now[x] - then[x];
      most = std::max(most, std::abs(step));
      drift[x & 3] += step;
    }
    if (most > tolerance.noise) return false;
  }
  const int limit = tolerance.drift * block.width * block.height;
  for (const int sum : drift) {
    if (std::abs(sum) * Tolerance::kDriftUnit > limit) return false;
  }
  return true;
}

// log2 of value / 64, in eighths; value 64 or more.
int eighths_of_log2(int value) {
  constexpr int kFraction = 3;
  const int whole = static_cast<int>(std::bit_width(static_cast<unsigned>(value))) - 1;
  return ((whole - 6) << kFraction) + ((value << kFraction >> whole) & 7);
}

// What drawing a block would take, in about eighths of a byte: the logarithm of how far its pixels lie from their mean.
int cost_of(const uint8_t* rgba, size_t stride, const Block& block) {
  const int count = block.width * block.height;
  std::array<int, 4> mean{count / 2, count / 2, count / 2, count / 2};
  for (int y = 0; y < block.height; ++y) {
    const uint8_t* row = rgba + static_cast<size_t>(y) * stride;
    for (int x = 0; x < block.width; ++x) {
      for (size_t c = 0; c < 4; ++c) mean[c] += row[static_cast<size_t>(x) * 4 + c];
    }
  }
  for (int& sum : mean) sum /= count;
  std::array<int, 4> apart{};  // alpha's stays zero: only opaque images come here
  for (int y = 0; y < block.height; ++y) {
    const uint8_t* row = rgba + static_cast<size_t>(y) * stride;
    for (int x = 0; x < block.width; ++x) {
      for (size_t c = 0; c < 4; ++c) apart[c] += std::abs(row[static_cast<size_t>(x) * 4 + c] - mean[c]);
    }
  }
  return eighths_of_log2(kBlock * kBlock + (apart[0] + 2 * apart[1] + apart[2]) / 4);
}

// Whether to leave the patch's still blocks on screen, which takes an alpha plane and breaks the prediction at every
// seam between still and drawn. Worth it when at least half are still, and would take more than their seams do; what a
// seam takes was fitted to libwebp's output for films and screens.
bool is_worth_keeping(const Patch& patch, const std::vector<bool>& kept) {
  constexpr int kSeam = 14;  // eighths
  const auto count = static_cast<size_t>(std::count(kept.begin(), kept.end(), true));
  if (count * 2 < kept.size()) return false;
  const int columns = (patch.width + kBlock - 1) / kBlock;
  const int rows = (patch.height + kBlock - 1) / kBlock;
  const size_t stride = static_cast<size_t>(patch.image->width) * 4;
  int64_t gain = 0;
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const size_t at = static_cast<size_t>(row) * static_cast<size_t>(columns) + static_cast<size_t>(column);
      if (column + 1 < columns && kept[at] != kept[at + 1]) gain -= kSeam;
      if (row + 1 < rows && kept[at] != kept[at + static_cast<size_t>(columns)]) gain -= kSeam;
      if (!kept[at]) continue;
      const Block block{patch.x + column * kBlock, patch.y + row * kBlock,
                        std::min(kBlock, patch.width - column * kBlock), std::min(kBlock, patch.height - row * kBlock)};
      gain += cost_of(patch.image->row(block.y) + static_cast<size_t>(block.x) * 4, stride, block);
    }
  }
  return gain >= 0;
}

// The patch's pixels, transparent where it keeps the screen. There the colours are flat: next to what is drawn the
// block's own mean, so that filters across its border find little to smear, elsewhere the block before.
FrameVector<uint8_t> mask(const Patch& patch) {
  const int columns = (patch.width + kBlock - 1) / kBlock;
  const int rows = (patch.height + kBlock - 1) / kBlock;
  const auto kept = [&](int row, int column) {
    if (row < 0 || column < 0 || row >= rows || column >= columns) return true;
    return bool{patch.kept[static_cast<size_t>(row) * static_cast<size_t>(columns) + static_cast<size_t>(column)]};
  };
  const auto inside = [&](int row, int column) {
    for (int dy = -1; dy <= 1; ++dy) {
      for (int dx = -1; dx <= 1; ++dx) {
        if (!kept(row + dy, column + dx)) return false;
      }
    }
    return true;
  };
  FrameVector<uint8_t> out(static_cast<size_t>(patch.width) * static_cast<size_t>(patch.height) * 4);
  std::array<uint8_t, 4> fill{128, 128, 128, 0};
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const int wide = std::min(kBlock, patch.width - column * kBlock);
      const int high = std::min(kBlock, patch.height - row * kBlock);
      const uint8_t* from =
          patch.image->row(patch.y + row * kBlock) + static_cast<size_t>(patch.x + column * kBlock) * 4;
      uint8_t* to = out.data() + (static_cast<size_t>(row * kBlock) * static_cast<size_t>(patch.width) +
                                  static_cast<size_t>(column * kBlock)) *
                                     4;
      const size_t from_stride = static_cast<size_t>(patch.image->width) * 4;
      const size_t to_stride = static_cast<size_t>(patch.width) * 4;
      if (!kept(row, column)) {
        for (int y = 0; y < high; ++y) {
          std::memcpy(to + static_cast<size_t>(y) * to_stride, from + static_cast<size_t>(y) * from_stride,
                      static_cast<size_t>(wide) * 4);
        }
        continue;
      }
      if (!inside(row, column)) {
        std::array<int, 3> sum{};
        for (int y = 0; y < high; ++y) {
          for (int x = 0; x < wide; ++x) {
            for (size_t c = 0; c < 3; ++c)
              sum[c] += from[static_cast<size_t>(y) * from_stride + static_cast<size_t>(x) * 4 + c];
          }
        }
        for (size_t c = 0; c < 3; ++c) fill[c] = static_cast<uint8_t>(sum[c] / (wide * high));
      }
      for (int y = 0; y < high; ++y) {
        for (int x = 0; x < wide; ++x) {
          std::memcpy(to + static_cast<size_t>(y) * to_stride + static_cast<size_t>(x) * 4, fill.data(), 4);
        }
      }
    }
  }
  return out;
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

// A part of a picture, or of a copy.
struct Pixels {
  const uint8_t* rgba;
  int stride;  // bytes
  int width;
  int height;
  bool opaque;
};

// Flat graphics: so few colours that a frame without loss may be the smaller one.
bool has_few_colors(const Pixels& pixels) {
  ExactPalette colors;
  for (int y = 0; y < pixels.height; ++y) {
    const uint8_t* row = pixels.rgba + int64_t{y} * pixels.stride;
    for (int x = 0; x < pixels.width; ++x) {
      if ((pixels.opaque || row[x * 4 + 3] != 0) && !colors.add(row + x * 4)) return false;
    }
  }
  return true;
}

// The frame's chunks.
std::vector<uint8_t> encode(const Pixels& pixels, const WebPConfig& config, CancelToken& cancel) {
  Picture picture;
  picture.raw.width = pixels.width;
  picture.raw.height = pixels.height;
  picture.raw.use_argb = config.lossless;
  picture.raw.writer = WebPMemoryWrite;
  picture.raw.custom_ptr = &picture.writer;
  picture.raw.progress_hook = go_on;
  picture.raw.user_data = &cancel;
  const auto import = pixels.opaque ? WebPPictureImportRGBX : WebPPictureImportRGBA;
  if (import(&picture.raw, pixels.rgba, pixels.stride) == 0) throw std::bad_alloc();
  if (WebPEncode(&config, &picture.raw) == 0) {
    cancel.check();
    if (picture.raw.error_code == VP8_ENC_ERROR_OUT_OF_MEMORY) throw std::bad_alloc();
    throw Failure(Code::ENCODE_FAILED, "webp",
                  "libwebp failed on a frame (error " + std::to_string(picture.raw.error_code) + ")");
  }
  return image_chunks(picture.writer.mem, picture.writer.size);
}

}  // namespace

Patch Encoder::push(const ImagePtr& image) {
  const bool key = dependent_ >= kMostDependent;
  Patch patch{image, 0, 0, image->width, image->height, {}};
  if (!key && image->opaque && !truth_.empty()) {
    patch = difference(image);
  } else if (!key && previous_) {
    patch = rectangle(image);
  } else if (image->opaque) {
    truth_ = image->rgba;
  }
  if (image->opaque) {
    previous_.reset();
  } else {
    truth_.clear();
    previous_ = image;
  }
  const bool independent = !patch.blends() && patch.width == image->width && patch.height == image->height;
  dependent_ = independent ? 0 : dependent_ + 1;
  return patch;
}

// Around all pixels that differ from the former image.
Patch Encoder::rectangle(const ImagePtr& image) {
  if (image->opaque) truth_ = image->rgba;
  Bounds bounds = bounds_of_change(*previous_, *image);
  if (bounds.left >= bounds.right || bounds.top >= bounds.bottom) bounds = {0, 0, 1, 1};
  const int x = bounds.left & ~1;
  const int y = bounds.top & ~1;
  return {image, x, y, bounds.right - x, bounds.bottom - y, {}};
}

// Block by block: what has not changed by more than noise since it was drawn stays.
Patch Encoder::difference(const ImagePtr& image) {
  const int width = image->width;
  const int height = image->height;
  const int columns = (width + kBlock - 1) / kBlock;
  const int rows = (height + kBlock - 1) / kBlock;
  const Tolerance tolerance = tolerance_of(options_.quality);
  std::vector<bool> still(static_cast<size_t>(columns) * static_cast<size_t>(rows));
  Bounds found{columns, rows, 0, 0};
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const Block block{column * kBlock, row * kBlock, std::min(kBlock, width - column * kBlock),
                        std::min(kBlock, height - row * kBlock)};
      uint8_t* then = truth_.data() +
                      (static_cast<size_t>(block.y) * static_cast<size_t>(width) + static_cast<size_t>(block.x)) * 4;
      const uint8_t* now = image->row(block.y) + static_cast<size_t>(block.x) * 4;
      const size_t stride = static_cast<size_t>(width) * 4;
      if (is_still(then, now, stride, block, tolerance)) {
        still[static_cast<size_t>(row) * static_cast<size_t>(columns) + static_cast<size_t>(column)] = true;
        continue;
      }
      for (int y = 0; y < block.height; ++y) {
        std::memcpy(then + static_cast<size_t>(y) * stride, now + static_cast<size_t>(y) * stride,
                    static_cast<size_t>(block.width) * 4);
      }
      found = {std::min(found.left, column), std::min(found.top, row), std::max(found.right, column + 1),
               std::max(found.bottom, row + 1)};
    }
  }
  if (found.right == 0) found = {0, 0, 1, 1};
  Patch patch{image, found.left * kBlock, found.top * kBlock, 0, 0, {}};
  patch.width = std::min(width, found.right * kBlock) - patch.x;
  patch.height = std::min(height, found.bottom * kBlock) - patch.y;
  std::vector<bool> kept;
  kept.reserve(static_cast<size_t>(found.right - found.left) * static_cast<size_t>(found.bottom - found.top));
  for (int row = found.top; row < found.bottom; ++row) {
    for (int column = found.left; column < found.right; ++column) {
      kept.push_back(still[static_cast<size_t>(row) * static_cast<size_t>(columns) + static_cast<size_t>(column)]);
    }
  }
  if (is_worth_keeping(patch, kept)) {
    patch.kept = std::move(kept);
  } else {
    // What was still is drawn all the same.
    for (int y = patch.y; y < patch.y + patch.height; ++y) {
      const size_t at = (static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(patch.x)) * 4;
      std::memcpy(truth_.data() + at, image->rgba.data() + at, static_cast<size_t>(patch.width) * 4);
    }
  }
  return patch;
}

std::vector<uint8_t> Encoder::compress(const Patch& patch, CancelToken& cancel) const {
  const FrameVector<uint8_t> masked = patch.blends() ? mask(patch) : FrameVector<uint8_t>{};
  Pixels pixels{patch.image->row(patch.y) + static_cast<size_t>(patch.x) * 4, patch.image->width * 4, patch.width,
                patch.height, patch.image->opaque};
  if (!masked.empty()) pixels = {masked.data(), patch.width * 4, patch.width, patch.height, false};
  WebPConfig config = frame_config(options_.quality, options_.effort);
  if (patch.blends()) config.exact = 1;  // mask() has chosen what lies under transparency
  if (!pixels.opaque) {
    config.method =
        std::min(config.method, 5);  // libwebp's method 6 takes seconds for an alpha plane, and gains nothing
  }
  std::vector<uint8_t> lossy = encode(pixels, config, cancel);
  if (!has_few_colors(pixels)) return lossy;
  std::vector<uint8_t> lossless = encode(pixels, lossless_config(options_.effort), cancel);
  return lossless.size() <= lossy.size() ? lossless : lossy;
}

}  // namespace cliploop::webp
