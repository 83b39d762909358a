// LZW, quantization, nearest colors and dithering against slow references. The first byte chooses which.
#include <algorithm>
#include <cmath>
#include <optional>

#include "dither_reference.h"
#include "gif/lzw.h"
#include "lzw_reference.h"
#include "palette/exact.h"
#include "palette/planes.h"
#include "palette/quantize.h"
#include "pictures.h"

using namespace fuzz;
using namespace cliploop;

namespace {

Palette some_palette(FuzzedDataProvider& data, size_t most) {
  const size_t count = data.ConsumeIntegralInRange<size_t>(1, most);
  const int kind = data.ConsumeIntegralInRange(0, 2);
  std::minstd_rand random(data.ConsumeIntegral<uint32_t>());
  Palette palette;
  for (size_t i = 0; i < count; ++i) {
    const auto next = [&] { return kind == 0 ? data.ConsumeIntegral<uint8_t>() : static_cast<uint8_t>(random() >> 8); };
    const uint8_t r = next();
    palette.push_back(kind == 2 ? Rgb{r, r, r} : Rgb{r, next(), next()});  // kind 2: many colors of the same luma
  }
  return palette;
}

int nearest_distance(const Palette& palette, Ycc color) {
  int best = INT32_MAX;
  for (const Rgb c : palette) best = std::min(best, distance(ycc(c), color));
  return best;
}

void check_lzw(FuzzedDataProvider& data) {
  const int bits = data.ConsumeIntegralInRange(1, 8);
  const bool long_runs = data.ConsumeBool();
  std::minstd_rand random(data.ConsumeIntegral<uint32_t>());
  const size_t tail = data.ConsumeIntegralInRange<size_t>(0, data.ConsumeProbability<float>() < 0.2F ? 6000 : 400);
  std::vector<uint8_t> indices = data.ConsumeRemainingBytes<uint8_t>();
  for (size_t i = 0; i < tail; ++i) {
    const bool repeats = long_runs && !indices.empty() && random() % 50 != 0;
    indices.push_back(repeats ? indices.back() : static_cast<uint8_t>(random() >> 8));
  }
  for (uint8_t& index : indices) index = static_cast<uint8_t>(index & ((1 << bits) - 1));
  std::vector<uint8_t> stream;
  gif::lzw(indices, bits, stream);
  must(oracle::unlzw_stream(stream) == indices, "LZW round trip");
  must(stream == oracle::slow_lzw(indices, bits), "LZW equals the slow encoder");
}

void check_nearest(FuzzedDataProvider& data) {
  const Palette palette = some_palette(data, 256);
  const NearestColor nearest(palette);
  std::optional<ColorTable> table;
  if (palette.size() <= ExactPalette::kColors) table.emplace(palette);
  std::minstd_rand random(data.ConsumeIntegral<uint32_t>());
  for (int i = 0; i < 64; ++i) {
    const uint32_t pixel = data.remaining_bytes() > 0 ? data.ConsumeIntegral<uint32_t>() & 0xffffff
                                                      : static_cast<uint32_t>(random()) & 0xffffff;
    const auto level = [&](int shift) { return static_cast<int>(pixel >> shift & 255); };
    const Ycc color = ycc(level(0), level(8), level(16));
    const auto found = static_cast<size_t>(nearest.find(color));
    must(found < palette.size(), "an index of the palette");
    must(distance(ycc(palette[found]), color) == nearest_distance(palette, color), "the nearest color");
    if (!table) continue;
    const Ycc middle = ycc((level(0) & ~3) + 2, (level(8) & ~3) + 2, (level(16) & ~7) + 4);
    must(distance(ycc(palette[table->find(pixel)]), middle) == nearest_distance(palette, middle),
         "the color of a cell");
  }
}

// One round of k-means by brute force: the palette of the means, and the error of the palette before.
Quantized slow_round(const ColorBins& bins, const Palette& before) {
  const NearestColor nearest(before);  // decides between equally near colors
  std::vector<ColorBin> sums(before.size());
  double error = 0;
  double weight = 0;
  for (const ColorBin& bin : bins) {
    error += static_cast<double>(bin.weight) * nearest_distance(before, bin.mean);
    weight += bin.weight;
    ColorBin& sum = sums[static_cast<size_t>(nearest.find(bin.mean))];
    sum.weight += bin.weight;
    sum.r += bin.r;
    sum.g += bin.g;
    sum.b += bin.b;
  }
  Quantized out{{}, error / weight};
  for (const ColorBin& sum : sums) {
    if (sum.weight == 0) continue;
    const auto mean = [&](uint32_t total) { return static_cast<uint8_t>((total + sum.weight / 2) / sum.weight); };
    const Rgb color{mean(sum.r), mean(sum.g), mean(sum.b)};
    if (std::find(out.palette.begin(), out.palette.end(), color) == out.palette.end()) out.palette.push_back(color);
  }
  return out;
}

void check_quantize(FuzzedDataProvider& data) {
  const int colors = data.ConsumeIntegralInRange(1, 256);
  const int rounds = data.ConsumeIntegralInRange(1, 5);
  const Palette some = some_palette(data, 256);
  std::minstd_rand random(data.ConsumeIntegral<uint32_t>());
  const size_t pixels = data.ConsumeIntegralInRange<size_t>(0, 1500);
  const auto noise = static_cast<uint32_t>(data.ConsumeIntegralInRange(1, 40));
  Histogram histogram;
  for (size_t i = 0; i < pixels; ++i) {
    const Rgb base = some[random() % some.size()];
    const auto near = [&](uint8_t level) { return static_cast<uint8_t>(level + random() % noise); };
    const uint8_t rgb[3] = {near(base.r), near(base.g), near(base.b)};
    histogram.add(rgb);
  }
  const ColorBins bins = histogram.take();
  const Quantized got = quantize(bins, colors, rounds);
  must(!got.palette.empty() && got.palette.size() <= static_cast<size_t>(colors), "the number of colors");
  for (size_t i = 0; i < got.palette.size(); ++i) {
    must(std::count(got.palette.begin(), got.palette.end(), got.palette[i]) == 1, "distinct colors");
  }
  if (bins.empty()) return;
  const Quantized next = quantize(bins, colors, rounds + 1);
  const Quantized slow = slow_round(bins, got.palette);
  must(next.palette == slow.palette, "a round of k-means");
  const auto close = [](double a, double b) { return std::abs(a - b) <= 1e-6 * (1 + std::abs(a)); };
  must(close(next.error, slow.error), "the error of a palette");
  must(fits(bins, got.palette, slow.error * 1.001 + 1e-6), "a palette fits its own error");
  must(slow.error < 1e-3 || !fits(bins, got.palette, slow.error * 0.999), "a palette does not fit a smaller error");
}

void check_dither(FuzzedDataProvider& data) {
  const int width = data.ConsumeIntegralInRange(1, 40);
  const int height = data.ConsumeIntegralInRange(1, 24);
  const Palette palette = some_palette(data, ExactPalette::kColors);
  DitherTuning tuning;
  tuning.kind = data.PickValueInArray({Dither::automatic, Dither::none, Dither::floyd_steinberg});
  tuning.strength = data.ConsumeIntegralInRange(0, 256);
  tuning.reuse = {data.ConsumeIntegralInRange(-1, 200), data.ConsumeIntegralInRange(0, 200), 48};
  tuning.run = {data.ConsumeIntegralInRange(-1, 200), data.ConsumeIntegralInRange(0, 200), 48};
  const auto first = next_picture(data, nullptr, width, height);
  const auto screen = next_picture(data, first.get(), width, height);
  const auto image = next_picture(data, screen.get(), width, height);
  const ImagePlanes planes = planes_of(*image);
  std::minstd_rand random(data.ConsumeIntegral<uint32_t>());
  std::vector<PixelAction> actions;
  for (size_t i = 0; i < image->pixels(); ++i) actions.push_back(static_cast<PixelAction>(random() % 3));
  DitherJob job{width, height, image->rgba.data(), screen->rgba.data(), actions.data(), planes.activity.data()};
  const oracle::Dithered slow = oracle::slow_dither(job, palette, tuning);
  ColorTable table(palette);
  const auto indices = dither(job, table, tuning);
  must(std::equal(indices.begin(), indices.end(), slow.indices.begin(), slow.indices.end()), "dithered indices");
  must(std::equal(screen->rgba.begin(), screen->rgba.end(), slow.screen.begin(), slow.screen.end()), "the screen");
}

void target(Bytes bytes) {
  if (bytes.empty()) return;
  FuzzedDataProvider data(bytes.data() + 1, bytes.size() - 1);
  constexpr std::array kChecks = {check_lzw, check_nearest, check_quantize, check_dither};
  kChecks[bytes[0] % kChecks.size()](data);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) { return fuzz::run(data, size, target); }
