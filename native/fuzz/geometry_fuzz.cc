// Sizes, places, orientations, times and delays: arithmetic that must hold for every header that a file can have.
#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "frame/geometry.h"
#include "fuzz.h"
#include "input/timeline.h"
#include "orientation.h"
#include "sample/delay.h"
#include "sample/sample.h"

using namespace fuzz;
using namespace cliploop;

namespace {

int64_t some_number(FuzzedDataProvider& data) {
  switch (data.ConsumeIntegralInRange(0, 3)) {
    case 0:
      return data.ConsumeIntegralInRange(-3, 3);
    case 1:
      return data.ConsumeIntegralInRange(-100'000, 100'000);
    case 2:
      return data.PickValueInArray<int64_t>(
          {INT64_MAX, INT64_MIN, INT64_MIN + 1, INT64_MAX - 1, INT32_MAX, INT32_MIN, int64_t{1} << 53, 1'000'000'007});
    default:
      return data.ConsumeIntegral<int64_t>();
  }
}

Rational some_rational(FuzzedDataProvider& data) {
  const int64_t den = some_number(data);
  return {some_number(data), den == 0 ? 1 : den};
}

long double real(Rational r) { return static_cast<long double>(r.num) / static_cast<long double>(r.den); }

// The result of an operation. Beyond the range of media clocks, it may lose precision.
// scale: the largest magnitude in the calculation of `wanted`.
void check_value(Rational got, long double wanted, long double scale) {
  must(got.den > 0, "a positive denominator");
  must(got.num != INT64_MIN, "a numerator that can be negated");
  constexpr long double kLargest = 1e15L;
  if (std::abs(wanted) > kLargest) return;
  const long double slack = 1e-9L + 1e-3L * std::abs(wanted) + 1e-18L * scale;
  must(std::abs(real(got) - wanted) <= slack, "the value of an operation");
}

void check_rational(FuzzedDataProvider& data) {
  const Rational a = some_rational(data);
  const Rational b = some_rational(data);
  const long double scale = std::abs(real(a)) + std::abs(real(b));
  check_value(a + b, real(a) + real(b), scale);
  check_value(a - b, real(a) - real(b), scale);
  check_value(a * b, real(a) * real(b), 0);
  if (b.num != 0) check_value(a / b, real(a) / real(b), 0);
  must((a < b) == (b > a) && ((a <=> b) == 0) == (a == b), "an order");
  must((a - a).num == 0, "a - a is 0");
  const int64_t low = a.floored();
  const int64_t high = a.ceiled();
  must(Rational{low} <= a && a <= Rational{high} && high - low == (a.den == 1 ? 0 : 1), "floor and ceiling");
  const int64_t near = a.rounded();
  must(near == low || near == high, "the nearest integer");
}

SourceShape some_shape(FuzzedDataProvider& data) {
  SourceShape shape;
  const auto side = [&] {
    return data.ConsumeBool() ? data.ConsumeIntegralInRange(1, 100) : data.ConsumeIntegralInRange(1, 70'000);
  };
  shape.width = side();
  shape.height = side();
  shape.sar = data.ConsumeBool() ? some_rational(data)
                                 : Rational{data.ConsumeIntegralInRange(1, 300), data.ConsumeIntegralInRange(1, 300)};
  shape.orientation.mirrored = data.ConsumeBool();
  shape.orientation.quarter_turns = data.ConsumeIntegralInRange(0, 3);
  return shape;
}

SizeRequest some_request(FuzzedDataProvider& data) {
  SizeRequest request;
  const auto side = [&] {
    return data.ConsumeBool() ? data.ConsumeIntegralInRange(0, 100) : data.ConsumeIntegralInRange(0, 16'383);
  };
  request.width = side();
  request.height = side();
  request.adaptive = data.ConsumeBool();
  request.fit = static_cast<Fit>(data.ConsumeIntegralInRange(0, 3));
  const auto share = [&] {
    return Rational{std::max<int64_t>(1, some_number(data)), std::max<int64_t>(1, some_number(data))};
  };
  if (data.ConsumeIntegralInRange(0, 3) == 0) request.width_share = share();
  if (data.ConsumeIntegralInRange(0, 3) == 0) request.height_share = share();
  request.gravity = {data.ConsumeIntegralInRange(0, 2), data.ConsumeIntegralInRange(0, 2)};
  const auto length = [&] {
    if (data.ConsumeBool()) return Length{data.ConsumeIntegralInRange(0, 70'000), {}};
    return Length{0, {data.ConsumeIntegralInRange(0, 100), data.ConsumeIntegralInRange(1, 100)}};
  };
  if (data.ConsumeBool()) request.crop = {length(), length(), length(), length()};
  return request;
}

bool inside(const Rect& inner, int width, int height) {
  return inner.x >= 0 && inner.y >= 0 && inner.width >= 1 && inner.height >= 1 && inner.x <= width - inner.width &&
         inner.y <= height - inner.height;
}

void check_geometry(const Geometry& g, const SizeRequest& request) {
  const auto side_ok = [](int side) { return side >= 1 && side <= canvas_edge_limit; };
  must(side_ok(g.canvas_width) && side_ok(g.canvas_height), "the size of the canvas");
  must(inside(g.crop, g.source.width, g.source.height), "a crop inside the source");
  must(inside(g.bounds, g.crop.width, g.crop.height), "pixels to read inside the crop");
  must(inside(g.cropped, g.display_width, g.display_height), "a crop inside the displayed picture");
  constexpr double slack = 1e-3;  // of ratios that do not fit into 64 bits
  must(g.view.x.seconds() >= -slack && g.view.y.seconds() >= -slack, "a view inside the crop");
  must(g.view.width > Rational{} && g.view.height > Rational{}, "a view that shows something");
  must((g.view.x + g.view.width).seconds() <= g.crop.width + slack, "a view as wide as the crop at most");
  must((g.view.y + g.view.height).seconds() <= g.crop.height + slack, "a view as high as the crop at most");
  const bool swap = swaps_sides(g.source.orientation);
  must(g.placement.width == (swap ? g.drawn_height : g.drawn_width), "the width of the placed picture");
  must(g.placement.height == (swap ? g.drawn_width : g.drawn_height), "the height of the placed picture");
  must(inside(g.placement, g.canvas_width, g.canvas_height), "a picture on the canvas");
  if (request.both_sides() && request.fit == Fit::COVER) {
    must(g.placement == Rect{0, 0, g.canvas_width, g.canvas_height}, "a cover without gaps");
  }
}

void check_sizes(FuzzedDataProvider& data) {
  const SizeRequest request = some_request(data);
  Geometry first;
  try {
    first = compute_geometry(some_shape(data), request);
  } catch (const Failure& failure) {
    must(failure.status.code == Code::INVALID_OPTION, "a refusal names the option");
    return;
  }
  check_geometry(first, request);
  while (data.remaining_bytes() > 0) check_geometry(refit_geometry(first, some_shape(data), request), request);
}

// Frames of a file with any time stamps, through the timeline, the sampler and the rounding of delays.
void check_times(FuzzedDataProvider& data) {
  const Rational tick{data.ConsumeIntegralInRange(1, 2000), data.ConsumeIntegralInRange(1, 100'000)};
  const Rational interval{data.ConsumeIntegralInRange(1, 2000), data.ConsumeIntegralInRange(1, 60'000)};
  Timeline line(tick, interval);
  Sampler::Options options;
  options.start = Rational{data.ConsumeIntegralInRange(0, 3000), 1000};
  if (data.ConsumeBool()) options.end = options.start + Rational{data.ConsumeIntegralInRange(1, 5000), 1000};
  if (data.ConsumeBool())
    options.fps = Rational{data.ConsumeIntegralInRange(1, 200), data.ConsumeIntegralInRange(1, 7)};
  if (!options.fps && data.ConsumeBool()) options.limit = Rational{data.ConsumeIntegralInRange(1, 60)};
  options.tolerance = line.tolerance();
  const DelayRules& rules = data.ConsumeBool() ? gif_delays : webp_delays;
  Sampler sampler(options);
  DelayRounder rounder(rules);
  int64_t total = 0;
  int64_t shown = 0;
  Rational before{-1};
  const auto emit_delay = [&](const SampledFrame& frame, int64_t duration) {
    must(frame.frame != nullptr && duration >= rules.shortest, "a delay that players respect");
    total += duration;
    ++shown;
  };
  const auto emit = [&](SampledFrame frame) {
    must(frame.start >= before && frame.start >= Rational{}, "samples in order");
    before = frame.start;
    rounder.add(std::move(frame), emit_delay);
  };
  int64_t stamp = data.ConsumeBool() ? 0 : some_number(data) / 4;
  Rational time;
  for (int i = 0; i < 60 && data.remaining_bytes() > 0 && !sampler.done(); ++i) {
    const bool any = data.ConsumeIntegral<uint8_t>() < 3;
    stamp = any ? some_number(data) / 4 : stamp + data.ConsumeIntegralInRange(-50, 3000);
    const auto given = data.ConsumeIntegral<uint8_t>() < 8 ? std::nullopt : std::optional(stamp);
    const Rational placed = line.place(given, data.ConsumeBool() ? interval : Rational{});
    must(i == 0 || placed >= time, "times in order");
    time = placed;
    // Reader gives only frames that belong to the video: a file whose times are this far apart is refused before.
    if (time < Rational{} || time > Rational{20}) return;
    sampler.add({new_frame(), time, interval}, emit);
  }
  const Rational end = sampler.finish(std::max(time + interval, options.start), emit);
  must(sampler.samples() >= shown, "samples");
  rounder.finish(end - options.start, emit_delay);
  if (shown == 0) return;
  const int64_t wanted = ((end - options.start) * Rational{rules.units_per_second}).rounded();
  must(total >= wanted - 1 && total <= std::max(wanted, rules.shortest) + rules.shortest, "the whole duration");
}

void target(Bytes bytes) {
  if (bytes.empty()) return;
  FuzzedDataProvider data(bytes.data() + 1, bytes.size() - 1);
  constexpr std::array kChecks = {check_rational, check_sizes, check_times, check_times, check_orientation};
  kChecks[bytes[0] % kChecks.size()](data);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) { return fuzz::run(data, size, target); }
