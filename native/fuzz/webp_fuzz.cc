// The WebP encoder and container: what the animation decoder of libwebp shows is what the encoder meant to draw.
#include <webp/decode.h>

#include <algorithm>
#include <cstring>

#include "job/format_encoder.h"
#include "outputs.h"
#include "pictures.h"
#include "webp/config.h"
#include "webp/encoder.h"
#include "webp/mux.h"

using namespace fuzz;
using namespace cliploop;

namespace {

using Screen = std::vector<uint8_t>;

// Decodes the chunks of one frame as a file of their own.
Screen decoded(const webp::Patch& patch, const std::vector<uint8_t>& chunks) {
  std::vector<uint8_t> file = webp::file_header(patch.width, patch.height, 0);
  file.resize(30);  // RIFF and VP8X, without ANIM
  file[webp::flags_offset] = webp::has_alpha(chunks) ? 0x10 : 0;
  file.insert(file.end(), chunks.begin(), chunks.end());
  const auto size = webp::riff_size(static_cast<int64_t>(file.size()));
  std::copy(size.begin(), size.end(), file.begin() + webp::riff_size_offset);
  int width = 0;
  int height = 0;
  uint8_t* rgba = WebPDecodeRGBA(file.data(), file.size(), &width, &height);
  must(rgba != nullptr && width == patch.width && height == patch.height, "libwebp decodes a frame");
  Screen pixels(rgba, rgba + static_cast<size_t>(width * height) * 4);
  WebPFree(rgba);
  return pixels;
}

bool is_kept(const webp::Patch& patch, int x, int y) {
  return patch.blends() && patch.kept[static_cast<size_t>(y / webp::kBlock * patch.columns() + x / webp::kBlock)];
}

// Draws a patch on the screen, pixel by pixel. source: the pixels of the images when they were last drawn.
void draw(const webp::Patch& patch, const std::vector<uint8_t>& chunks, int noise, Screen& screen, Screen& source) {
  const Screen pixels = decoded(patch, chunks);
  const bool lossless = std::memcmp(chunks.data(), "VP8L", 4) == 0;
  const Image& image = *patch.image;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const size_t at = static_cast<size_t>(y * image.width + x) * 4;
      const uint8_t* wanted = &image.rgba[at];
      const int px = x - patch.x;
      const int py = y - patch.y;
      const bool inside = px >= 0 && py >= 0 && px < patch.width && py < patch.height;
      if (inside && !is_kept(patch, px, py)) {
        const uint8_t* pixel = &pixels[static_cast<size_t>(py * patch.width + px) * 4];
        must(!lossless || wanted[3] == 0 || std::memcmp(pixel, wanted, 4) == 0, "a lossless frame is exact");
        std::memcpy(&screen[at], pixel, 4);
        std::memcpy(&source[at], wanted, 4);
      } else {
        for (size_t c = 0; c < 4; ++c) {
          const bool matters = wanted[3] != 0 || c == 3;
          must(!matters || std::abs(source[at + c] - wanted[c]) <= noise, "what stays on screen is close to the image");
        }
      }
      must(screen[at + 3] == wanted[3], "alpha is exact");
    }
  }
}

void target(Bytes bytes) {
  FuzzedDataProvider data(bytes.data(), bytes.size());
  EncoderOptions options;
  options.width = data.ConsumeIntegralInRange(1, 40);
  options.height = data.ConsumeIntegralInRange(1, 40);
  options.quality = data.ConsumeIntegralInRange(1, 100);
  options.loop = data.ConsumeIntegralInRange(0, 65535);
  options.effort = data.ConsumeIntegralInRange(0, 4);
  const int count = data.ConsumeIntegralInRange(1, 6);
  const int noise = webp::tolerance_of(options.quality).noise;
  CancelToken cancel;
  webp::Encoder patches({options.width, options.height, options.quality, options.effort});
  const auto format = make_webp_encoder(options);
  std::vector<uint8_t> file;
  const auto sink = sink_to_bytes(file, INT64_MAX, cancel);
  format->begin(*sink);
  std::shared_ptr<Image> image;
  std::vector<Screen> screens;
  std::vector<int64_t> delays;
  std::vector<int64_t> parts;
  Screen screen(static_cast<size_t>(options.width * options.height) * 4);
  Screen source(screen.size());
  for (int k = 0; k < count; ++k) {
    image = next_picture(data, image.get(), options.width, options.height);
    const webp::Patch patch = patches.push(image);
    must(patch.x % 2 == 0 && patch.y % 2 == 0, "even offsets");
    draw(patch, patches.compress(patch, cancel), noise, screen, source);
    screens.push_back(screen);
    delays.push_back(data.ConsumeBool() ? data.ConsumeIntegralInRange(11, 500)
                                        : data.ConsumeIntegralInRange((1 << 24) - 20, (1 << 25) + 20));
    std::vector<FormatEncoder::UnitPtr> ready;
    format->push(format->prepare(image), ready);
    must(ready.size() == 1, "a frame for each image");
    parts.push_back(format->write(*sink, *ready[0], format->compress(*ready[0], cancel), delays.back()));
    must(parts.back() == format->frames_for(delays.back()), "the number of frames is known before");
  }
  format->finish(*sink);
  sink->commit();

  const Output output = read_webp(file);
  must(output.width == options.width && output.height == options.height, "size");
  must(output.plays == options.loop, "plays");
  size_t at = 0;
  for (size_t k = 0; k < screens.size(); ++k) {
    int64_t delay = 0;
    for (int64_t part = 0; part < parts[k]; ++part, ++at) {
      must(output.screens.at(at) == screens[k], "the decoded screen");
      must(output.delays[at] >= 11, "a delay that players respect");
      delay += output.delays[at];
    }
    must(delay == delays[k], "delay");
  }
  must(at == output.screens.size(), "frames in the file");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) { return fuzz::run(data, size, target); }
