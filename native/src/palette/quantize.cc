#include "palette/quantize.h"

#include <algorithm>
#include <array>

#include "palette/nearest.h"
#include "palette/ycc.h"

namespace cliploop {
namespace {

struct Point {
  std::array<float, 3> at;  // y, u, v
  float weight;
  uint32_t bin;
};

void add(ColorBin& sum, const ColorBin& bin) {
  sum.weight += bin.weight;
  sum.r += bin.r;
  sum.g += bin.g;
  sum.b += bin.b;
}

// A range of the points and the best split of it.
struct Box {
  size_t begin = 0;
  size_t end = 0;
  int axis = 0;
  float split = 0;  // points below it go to the left box
  double gain = 0;  // the squared error that the split removes; 0 when there is no split
};

constexpr int kSlices = 64;

// The axis along which the points vary most, and their range on it.
struct Extent {
  size_t axis = 0;
  float low = 0;
  float high = 0;
};

Extent widest(const FrameVector<Point>& points, const Box& box) {
  std::array<float, 3> low = points[box.begin].at;
  std::array<float, 3> high = low;
  const std::array<float, 3> origin = low;  // keeps the squares small
  std::array<double, 3> sum{};
  std::array<double, 3> square{};
  double weight = 0;
  for (size_t i = box.begin; i < box.end; ++i) {
    const Point& p = points[i];
    weight += p.weight;
    for (size_t a = 0; a < 3; ++a) {
      const double d = p.at[a] - origin[a];
      low[a] = std::min(low[a], p.at[a]);
      high[a] = std::max(high[a], p.at[a]);
      sum[a] += p.weight * d;
      square[a] += p.weight * d * d;
    }
  }
  const auto variance = [&](size_t a) { return square[a] - sum[a] * sum[a] / weight; };
  size_t axis = 0;
  for (size_t a = 1; a < 3; ++a) {
    if (variance(a) > variance(axis)) axis = a;
  }
  return {axis, low[axis], high[axis]};
}

// Tries the 63 splits between equal slices of the widest axis.
void find_split(const FrameVector<Point>& points, Box& box) {
  box.gain = 0;
  const auto [axis, low, high] = widest(points, box);
  const float step = (high - low) / kSlices;
  if (step <= 0) return;
  std::array<double, kSlices> weight{};
  std::array<double, kSlices> sum{};
  const float scale = 1 / step;
  for (size_t i = box.begin; i < box.end; ++i) {
    const float d = points[i].at[axis] - low;
    const auto slice = static_cast<size_t>(std::min(kSlices - 1, static_cast<int>(d * scale)));
    weight[slice] += points[i].weight;
    sum[slice] += static_cast<double>(points[i].weight) * d;
  }
  double all_weight = 0;
  double all_sum = 0;
  for (size_t s = 0; s < kSlices; ++s) {
    all_weight += weight[s];
    all_sum += sum[s];
  }
  double left_weight = 0;
  double left_sum = 0;
  for (size_t s = 0; s + 1 < kSlices; ++s) {
    left_weight += weight[s];
    left_sum += sum[s];
    const double right_weight = all_weight - left_weight;
    if (left_weight <= 0 || right_weight <= 0) continue;
    const double distance = left_sum / left_weight - (all_sum - left_sum) / right_weight;
    const double gain = left_weight * right_weight / all_weight * distance * distance;
    if (gain > box.gain) {
      box.gain = gain;
      box.axis = static_cast<int>(axis);
      box.split = low + static_cast<float>(s + 1) * step;
    }
  }
}

ColorBins split_boxes(const ColorBins& bins, int colors) {
  FrameVector<Point> points;
  points.reserve(bins.size());
  for (size_t i = 0; i < bins.size(); ++i) {
    const Ycc m = bins[i].mean;
    points.push_back({{static_cast<float>(m.y), static_cast<float>(m.u), static_cast<float>(m.v)},
                      static_cast<float>(bins[i].weight),
                      static_cast<uint32_t>(i)});
  }
  std::vector<Box> boxes;
  boxes.push_back({0, points.size()});
  find_split(points, boxes[0]);
  while (boxes.size() < static_cast<size_t>(colors)) {
    const auto worst =
        std::max_element(boxes.begin(), boxes.end(), [](const Box& x, const Box& y) { return x.gain < y.gain; });
    if (worst->gain <= 0) break;
    const auto axis = static_cast<size_t>(worst->axis);
    const auto middle = std::partition(points.begin() + static_cast<ptrdiff_t>(worst->begin),
                                       points.begin() + static_cast<ptrdiff_t>(worst->end),
                                       [&](const Point& p) { return p.at[axis] < worst->split; }) -
                        points.begin();
    const auto at = static_cast<size_t>(middle);
    if (at == worst->begin || at == worst->end) {
      worst->gain = 0;  // rounding moved all points to one side
      continue;
    }
    Box right{at, worst->end};
    worst->end = at;
    find_split(points, *worst);
    find_split(points, right);
    boxes.push_back(right);
  }
  ColorBins sums(boxes.size());
  for (size_t b = 0; b < boxes.size(); ++b) {
    for (size_t i = boxes[b].begin; i < boxes[b].end; ++i) add(sums[b], bins[points[i].bin]);
  }
  return sums;
}

Palette palette_of(const ColorBins& sums) {
  Palette palette;
  for (const ColorBin& sum : sums) {
    if (sum.weight == 0) continue;
    const Rgb color = mean_of(sum);
    if (std::find(palette.begin(), palette.end(), color) == palette.end()) palette.push_back(color);
  }
  return palette;
}

}  // namespace

Quantized quantize(const ColorBins& bins, int colors, int rounds) {
  if (bins.empty()) return {{Rgb{128, 128, 128}}, 0};
  Quantized out;
  out.palette = palette_of(split_boxes(bins, colors));
  for (int round = 0; round < rounds; ++round) {
    const NearestColor nearest(out.palette);
    ColorBins sums(out.palette.size());
    double error = 0;
    double weight = 0;
    for (const ColorBin& bin : bins) {
      const auto at = static_cast<size_t>(nearest.find(bin.mean));
      error += static_cast<double>(bin.weight) * distance(bin.mean, ycc(out.palette[at]));
      weight += static_cast<double>(bin.weight);
      add(sums[at], bin);
    }
    out.error = error / weight;
    out.palette = palette_of(sums);
  }
  return out;
}

double spread_of(const ColorBins& bins) {
  double weight = 0;
  std::array<double, 3> sum{};
  double square = 0;
  for (const ColorBin& bin : bins) {
    const auto w = static_cast<double>(bin.weight);
    const std::array<double, 3> at = {static_cast<double>(bin.mean.y), static_cast<double>(bin.mean.u),
                                      static_cast<double>(bin.mean.v)};
    weight += w;
    for (size_t a = 0; a < 3; ++a) {
      sum[a] += w * at[a];
      square += w * at[a] * at[a];
    }
  }
  if (weight <= 0) return 0;
  for (const double each : sum) square -= each * each / weight;
  return std::max(0.0, square / weight);
}

bool fits(const ColorBins& bins, const Palette& palette, double limit) {
  double budget = 0;
  for (const ColorBin& bin : bins) budget += static_cast<double>(bin.weight);
  budget *= limit;
  const NearestColor nearest(palette);
  for (const ColorBin& bin : bins) {
    const Rgb color = palette[static_cast<size_t>(nearest.find(bin.mean))];
    budget -= static_cast<double>(bin.weight) * distance(bin.mean, ycc(color));
    if (budget < 0) return false;
  }
  return true;
}

}  // namespace cliploop
