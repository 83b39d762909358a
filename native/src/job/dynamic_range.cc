#include "job/dynamic_range.h"

#include <algorithm>
#include <cmath>

#include "base/av_compat.h"
#include "frame/hdr_metadata.h"
#include "frame/peak.h"
#include "frame/tone.h"
#include "input/stream_facts.h"
#include "job/span.h"

namespace cliploop {
namespace {

// Key frames to measure: one for each second, within these limits.
constexpr int64_t kLeast = 4;
constexpr int64_t kMost = 16;
// With fewer key frames, the segment may hold scenes that were not measured.
constexpr int kEnough = 3;
// Below this peak, the frames between key frames are measured as well when there are too few key frames: a curve for
// 1000 nits would make a video without highlights too dark.
constexpr int kDimNits = 500;
constexpr int kMostFrames = 120;
constexpr int kEachFrame = 12;  // of these, each one
constexpr int kStep = 4;        // of later ones, each fourth
// Frames that were not measured may be brighter, up to the peak that few videos exceed.
constexpr double kHeadroom = 1.35;
constexpr double kHeadroomNits = 2000;
constexpr int kPqNits = 10'000;

class Measure {
 public:
  // 0 for a frame that is not HDR.
  int measure(const AVFrame& frame) {
    const ColorInfo color = describe_color(frame);
    return color.hdr() ? meter_.measure(frame, color) : 0;
  }

  int nits = 0;
  bool whole = false;  // frames of the whole segment were measured

 private:
  PeakMeter meter_;
};

void measure_key_frames(KeyFrames& frames, const Span& span, double highest, Measure& measure) {
  const Rational length = span.end - span.start;
  const int64_t count = std::clamp(length.ceiled(), kLeast, kMost);
  int measured = 0;
  for (int64_t i = 0; i < count && measure.nits < highest; ++i) {
    const FramePtr frame = frames.at(span.start + length * Rational{i, count});
    if (!frame) continue;
    measure.nits = std::max(measure.nits, measure.measure(*frame));
    ++measured;
  }
  measure.whole = measured >= kEnough && !span.open;
}

// Takes the second highest peak: single frames have outliers from noise and coding.
void measure_between_key_frames(KeyFrames& frames, const Span& span, Measure& measure) {
  if (!frames.start_at(span.start)) return;
  int highest = 0, second = 0;
  for (int i = 0; i < kMostFrames && !measure.whole; ++i) {
    const FramePtr frame = frames.next();
    measure.whole = !frame || (!span.open && frames.time_of(*frame) >= span.end);
    if (measure.whole || (i >= kEachFrame && i % kStep != 0)) continue;
    const int nits = measure.measure(*frame);
    second = std::max(second, std::min(nits, highest));
    highest = std::max(highest, nits);
  }
  measure.nits = std::max(measure.nits, second);
}

// Stops at the first frame that is as bright as `highest`: brighter ones count as that.
Measure measure_segment(const Segment& segment, const AVFrame& first, double highest, Reader& reader) {
  Measure measure;
  measure.nits = measure.measure(first);
  const Span span = span_of(segment, reader, Rational{kMost});
  measure.whole = !span.open && span.end > span.start &&
                  (span.end - span.start) * nominal_frame_rate(reader.stream()) <= Rational{1};
  if (measure.whole || measure.nits >= highest) return measure;
  reader.use_key_frames([&](KeyFrames& frames) {
    measure_key_frames(frames, span, highest, measure);
    if (!measure.whole && measure.nits < kDimNits) measure_between_key_frames(frames, span, measure);
  });
  return measure;
}

HdrMetadata read_metadata(const Reader& reader) {
  HdrMetadata metadata = read_hdr_metadata(reader.first_frame());
  // Matroska and MP4 state these in their headers, and libav does not pass them on to frames.
  const AVStream& stream = reader.stream();
  const uint8_t* display =
      stream_side_data(stream, AV_PKT_DATA_MASTERING_DISPLAY_METADATA, sizeof(AVMasteringDisplayMetadata));
  const uint8_t* light = stream_side_data(stream, AV_PKT_DATA_CONTENT_LIGHT_LEVEL, sizeof(AVContentLightMetadata));
  if (display != nullptr && metadata.display_peak == 0) {
    metadata.add(*reinterpret_cast<const AVMasteringDisplayMetadata*>(display));
  }
  if (light != nullptr && metadata.content_peak == 0) {
    metadata.add(*reinterpret_cast<const AVContentLightMetadata*>(light));
  }
  return metadata;
}

// The lowest peak for a curve, because a curve for a peak close to diffuse white darkens highlights too much: its
// square root is 5 % of the way from that of white to that of the highest peak.
double lowest_peak(double highest) {
  const double root = 0.95 * std::sqrt(white_nits) + 0.05 * std::sqrt(highest);
  return root * root;
}

}  // namespace

int find_peak_nits(const Segment& segment, const ColorInfo& color, const AVFrame& first, Reader& reader) {
  const bool hlg = color.transfer == AVCOL_TRC_ARIB_STD_B67;
  const HdrMetadata metadata = hlg ? HdrMetadata{} : read_metadata(reader);
  const int likely = metadata.likely_peak();
  double highest = hlg ? usual_peak_nits : kPqNits;
  if (metadata.display_peak > 0) highest = std::max(metadata.display_peak, white_nits);
  if (color.base && metadata.dolby_peak > 0) highest = std::max(metadata.dolby_peak, white_nits);

  const Measure measure = measure_segment(segment, first, highest, reader);
  double peak = measure.nits;
  if (!measure.whole) peak = std::max<double>({peak, std::min(kHeadroom * peak, kHeadroomNits), likely * 1.0});
  return static_cast<int>(std::lround(std::clamp(peak, lowest_peak(highest), highest)));
}

}  // namespace cliploop
