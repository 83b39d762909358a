#include "job/bars.h"

#include <algorithm>
#include <string>

#include "frame/hdr_metadata.h"
#include "frame/render.h"
#include "job/frame_finder.h"
#include "job/plan.h"
#include "job/span.h"

namespace cliploop {
namespace {

// Parts of the segment in which a frame is looked at: one for each second, within these limits.
constexpr int64_t kLeastLooks = 6;
constexpr int64_t kMostLooks = 16;
// The length of the segment when that of the video is unknown.
constexpr Rational kBarLength{16};
// Bytes of each pixel of a picture that is rendered, with alpha.
constexpr int64_t kBarPicture = 4 + 6 + 4 + 12;

// Luma from 0 to 255 above which a pixel is not black, and above which it is bright. Compression blurs the picture a
// little into bars, but only darkly.
constexpr int kBarDim = 20;
constexpr int kBarBright = 60;
// Lines with a larger share of bright pixels, or of pixels that are not black, belong to the picture.
constexpr double kBrightShare = 0.005;
constexpr double kDimShare = 0.1;
// At least one of the first lines of the picture has this many, as far as the border is straight.
constexpr double kBorder = 0.25;
constexpr int kBorderLines = 4;
// Less than this share of a side is never all that is kept: narrower content is text, or a logo.
constexpr double kBarLeastSide = 0.2;

struct Lines {
  int from = 0;
  int to = 0;
};

// The lines that belong to the picture. length: pixels of a line.
Lines picture_lines(const std::vector<BarFinder::Line>& lines, int length) {
  const auto shows = [&](const BarFinder::Line& line) {
    return line.bright > kBrightShare * length || line.dim > kDimShare * length;
  };
  const auto first = std::find_if(lines.begin(), lines.end(), shows);
  if (first == lines.end()) return {};
  const auto last = std::find_if(lines.rbegin(), lines.rend(), shows);
  return {static_cast<int>(first - lines.begin()), static_cast<int>(lines.rend() - last)};
}

// Gives the lines back whose border is not straight.
Lines straight(Lines part, const std::vector<BarFinder::Line>& lines, int length) {
  const int whole = static_cast<int>(lines.size());
  const auto border = [&](int from, int to) {
    return std::any_of(lines.begin() + std::max(0, from), lines.begin() + std::min(whole, to),
                       [&](const BarFinder::Line& line) { return line.dim >= kBorder * length; });
  };
  if (!border(part.from, part.from + kBorderLines)) part.from = 0;
  if (!border(part.to - kBorderLines, part.to)) part.to = whole;
  return part;
}

}  // namespace

void BarFinder::look(const Image& picture) {
  if (rows_.empty()) {
    width_ = picture.width;
    height_ = picture.height;
    rows_.resize(static_cast<size_t>(height_));
    columns_.resize(static_cast<size_t>(width_));
  }
  std::vector<Line> columns(columns_.size());
  const uint8_t* pixel = picture.rgba.data();
  for (Line& most : rows_) {
    Line row;
    for (Line& column : columns) {
      // Transparent pixels are not black.
      const int luma = pixel[3] > 0 ? (77 * pixel[0] + 150 * pixel[1] + 29 * pixel[2]) >> 8 : 255;
      const Line shown{luma > kBarDim ? 1 : 0, luma > kBarBright ? 1 : 0};
      row.add(shown);
      column.add(shown);
      pixel += 4;
    }
    most.raise(row);
  }
  for (size_t x = 0; x < columns.size(); ++x) columns_[x].raise(columns[x]);
}

Rect BarFinder::content() const {
  const Rect whole{0, 0, width_, height_};
  const Lines columns = picture_lines(columns_, height_);
  const Lines rows = picture_lines(rows_, width_);
  if (columns.to == 0 || rows.to == 0) return whole;
  const Lines across = straight(columns, columns_, rows.to - rows.from);
  const Lines down = straight(rows, rows_, columns.to - columns.from);
  const Rect content{across.from, down.from, across.to - across.from, down.to - down.from};
  const bool enough = content.width >= kBarLeastSide * width_ && content.height >= kBarLeastSide * height_;
  return enough ? content : whole;
}

namespace {

// Calls look() with a frame of each part of the span, preferably a key frame.
template <typename Look>
void look_at_parts(const Span& span, FrameFinder& finder, const Look& look) {
  const int64_t count = std::clamp((span.end - span.start).ceiled(), kLeastLooks, kMostLooks);
  // Of a video of unknown length, all parts up to its end are looked at.
  for (int64_t i = 0; span.open || i < count; ++i) {
    const Cell part = cell_of(span.start, span.end, count, i);
    std::optional<FrameFinder::Found> frame;
    if (!span.open) frame = finder.key_frame(part);
    if (!frame) frame = finder.at(part.middle);
    if (!frame) return;
    look(*frame);
  }
}

// For pictures of the displayed size. Frames of another shape are stretched to it.
RenderPlan plan_pictures(const VideoOptions& options, Reader& reader, const AVFrame& first) {
  VideoOptions whole = options;
  whole.size = {};
  FramePlan plan = plan_frames(whole, reader, first, 0);
  const Geometry& geometry = plan.render.geometry;
  plan.render.size = {geometry.canvas_width, geometry.canvas_height};
  ColorInfo& color = plan.render.color;
  if (color.hdr() && color.peak_nits == 0) color.peak_nits = usual_peak_nits;
  return plan.render;
}

void check_memory(const VideoOptions& options, const Reader& reader, const Geometry& geometry) {
  const int64_t pixels = int64_t{geometry.canvas_width} * geometry.canvas_height;
  const int64_t needed = reader.decoding_bytes(1) + pixels * kBarPicture;
  const int64_t most = options.limits.max_memory;
  if (needed <= most) return;
  throw Failure(
      Code::LIMIT_MEMORY, Stage::SCALE,
      "about " + std::to_string(needed) + " bytes to find black bars, the limit is " + std::to_string(most) + " bytes");
}

}  // namespace

void cut_bars(VideoOptions& options, const Segment& segment, Reader& reader, Timings& timings, CancelToken& cancel) {
  if (!options.crop_bars) return;
  FrameFinder finder(reader, timings, cancel);
  finder.start_at(segment.start);
  std::optional<FrameFinder::Found> first = finder.at(segment.start);
  if (!first) return;  // the segment begins after the end of the video, which the job reports
  const RenderPlan plan = plan_pictures(options, reader, *first->frame);
  check_memory(options, reader, plan.geometry);
  Renderer renderer(plan);
  BarFinder bars;
  const auto look = [&](const FrameFinder::Found& found) {
    cancel.check();
    const Timings::Span span(timings, Stage::SCALE);
    bars.look(renderer.render(*found.frame, found.previous.get(), found.next.get()));
  };
  look(*first);
  look_at_parts(span_of(segment, reader, kBarLength), finder, look);
  const Rect content = bars.content();
  const auto length = [](int part, int of) { return Length{0, {part, of}}; };
  const Geometry& geometry = plan.geometry;
  options.size.crop = {length(content.x, geometry.canvas_width), length(content.y, geometry.canvas_height),
                       length(content.width, geometry.canvas_width), length(content.height, geometry.canvas_height)};
}

}  // namespace cliploop
