// The GIF encoder: what a strict decoder shows is what the encoder meant to draw, and images of few colors are exact.
#include <algorithm>
#include <numeric>
#include <set>

#include "gif/encoder.h"
#include "outputs.h"
#include "pictures.h"

using namespace fuzz;
using cliploop::gif::Disposal;
using cliploop::gif::Encoder;
using cliploop::gif::Indexed;

namespace {

using Screen = std::vector<uint8_t>;

// Draws a frame, from the fields of the encoder.
void draw(const Indexed& frame, int width, Screen& screen) {
  size_t from = 0;
  for (int y = frame.rect.y; y < frame.rect.y + frame.rect.height; ++y) {
    for (int x = frame.rect.x; x < frame.rect.x + frame.rect.width; ++x, ++from) {
      const int index = frame.indices[from];
      if (index == frame.transparent) continue;
      const auto& color = frame.palette.at(static_cast<size_t>(index));
      uint8_t* pixel = &screen[static_cast<size_t>(y * width + x) * 4];
      pixel[0] = color.r;
      pixel[1] = color.g;
      pixel[2] = color.b;
      pixel[3] = 255;
    }
  }
}

void clear(const Indexed& frame, int width, Screen& screen) {
  if (frame.disposal != Disposal::background) return;
  for (int y = frame.rect.y; y < frame.rect.y + frame.rect.height; ++y) {
    const auto row = screen.begin() + static_cast<ptrdiff_t>(y * width + frame.rect.x) * 4;
    std::fill(row, row + ptrdiff_t{frame.rect.width} * 4, uint8_t{0});
  }
}

void check_picture(const Image& image, const Screen& shown) {
  std::set<uint32_t> colors;
  bool exact = true;
  for (size_t i = 0; i < image.pixels(); ++i) {
    const uint8_t* pixel = &image.rgba[i * 4];
    const bool visible = pixel[3] >= 128;
    must(visible == (shown[i * 4 + 3] == 255), "which pixels are visible");
    if (!visible) continue;
    colors.insert(pixel[0] | pixel[1] << 8 | pixel[2] << 16);
    exact = exact && std::equal(pixel, pixel + 3, &shown[i * 4]);
  }
  must(exact || colors.size() > 255, "few colors are shown exactly");
}

void target(Bytes bytes) {
  FuzzedDataProvider data(bytes.data(), bytes.size());
  cliploop::gif::Options options;
  options.width = data.ConsumeIntegralInRange(1, 40);
  options.height = data.ConsumeIntegralInRange(1, 40);
  options.quality = data.ConsumeIntegralInRange(1, 100);
  options.loop = data.ConsumeIntegralInRange(0, 65536);
  options.effort = data.ConsumeIntegralInRange(0, 6);
  options.dither = data.PickValueInArray({cliploop::Dither::automatic, cliploop::Dither::none,
                                          cliploop::Dither::floyd_steinberg, cliploop::Dither::ordered});
  const int count = data.ConsumeIntegralInRange(1, 8);
  Encoder encoder(options);
  std::vector<std::shared_ptr<Image>> images;
  std::vector<Indexed> frames;
  for (int k = 0; k < count; ++k) {
    images.push_back(next_picture(data, images.empty() ? nullptr : images.back().get(), options.width, options.height));
    encoder.push(encoder.prepare(images.back()), frames);
    must(frames.size() == images.size() - 1, "one frame late");
  }
  encoder.flush(frames);
  must(frames.size() == images.size(), "a frame for each image");

  std::vector<uint8_t> file = encoder.header();
  const auto append = [&](const std::vector<uint8_t>& part) { file.insert(file.end(), part.begin(), part.end()); };
  std::vector<int64_t> delays;
  std::vector<int64_t> parts;
  for (const Indexed& frame : frames) {
    delays.push_back(data.ConsumeBool() ? data.ConsumeIntegralInRange(2, 200)
                                        : data.ConsumeIntegralInRange(65'000, 200'000));
    parts.push_back(encoder.assemble(frame, encoder.compress(frame), delays.back(), append));
  }
  append(encoder.trailer());

  const Output output = read_gif(file);
  must(output.width == options.width && output.height == options.height, "size");
  must(output.plays == (options.loop == 65536 ? 65536 : options.loop), "plays");
  Screen screen(images[0]->rgba.size());
  size_t at = 0;
  for (size_t k = 0; k < frames.size(); ++k) {
    draw(frames[k], options.width, screen);
    check_picture(*images[k], screen);
    int64_t delay = 0;
    for (int64_t part = 0; part < parts[k]; ++part, ++at) {
      must(output.screens.at(at) == screen, "the decoded screen");
      must(output.delays[at] >= 2, "a delay that players respect");
      delay += output.delays[at];
    }
    must(delay == delays[k], "delay");
    clear(frames[k], options.width, screen);
  }
  must(at == output.screens.size(), "frames in the file");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) { return fuzz::run(data, size, target); }
