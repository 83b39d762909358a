#include "job/bars.h"

#include <algorithm>

#include "frame/hdr_metadata.h"
#include "frame/render.h"
#include "input/decoder_memory.h"
#include "job/plan.h"
#include "job/span.h"

namespace cliploop {
namespace {

// Key frames to look at: one for each second, within these limits.
constexpr int64_t kLeastLooks = 4;
constexpr int64_t kMostLooks = 16;
// With fewer key frames, other frames are decoded as well: at most so many, of which at most kMostLooks are looked at.
constexpr int kEnoughLooks = 4;
constexpr int64_t kMostBarFrames = 240;
constexpr Rational kBarLength{16};

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
      const int luma = pixel[3] > 0 ? (77 * pixel[0] + 150 * pixel[1] + 29 * pixel[2]) >> 8 : 0;
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

// Shows frames of the segment to a function.
template <typename Look>
void look_at_segment(const Span& span, Rational rate, Reader& reader, const Look& look) {
  const Rational length = span.end - span.start;
  reader.use_key_frames([&](KeyFrames& frames) {
    const int64_t count = std::clamp(length.ceiled(), kLeastLooks, kMostLooks);
    int seen = 0;
    for (int64_t i = 0; i < count; ++i) {
      const FramePtr frame = frames.at(span.start + length * Rational{i, count});
      // The key frame before the segment may be of another scene.
      if (!frame || frames.time_of(*frame) < span.start) continue;
      look(*frame);
      ++seen;
    }
    if (seen >= kEnoughLooks || !frames.start_at(span.start)) return;
    const Rational most = rate > Rational{} ? length * rate : Rational{kMostBarFrames};
    const int64_t step = std::max<int64_t>(1, std::min(most, Rational{kMostBarFrames}).ceiled() / kMostLooks);
    int64_t inside = 0;
    for (int64_t i = 0; inside < kMostBarFrames; ++i) {
      const FramePtr frame = frames.next();
      if (!frame || (!span.open && frames.time_of(*frame) >= span.end)) return;
      if (frames.time_of(*frame) < span.start) continue;
      if (inside++ % step == 0) look(*frame);
    }
  });
}

}  // namespace

void cut_bars(VideoOptions& options, const Segment& segment, const AVFrame& first, Reader& reader) {
  if (!options.crop_bars) return;
  VideoOptions whole = options;
  whole.size = {};
  RenderPlan plan = plan_frames(whole, reader, first, 0).render;
  if (plan.color.hdr() && plan.color.peak_nits == 0) plan.color.peak_nits = usual_peak_nits;
  Renderer renderer(plan);
  BarFinder finder;
  const auto look = [&](const AVFrame& frame) {
    // Frames of another shape are placed on the same canvas, with bars of ours.
    if (shape_of(plan, frame) == plan.geometry.source) finder.look(renderer.render(frame, nullptr, nullptr));
  };
  look(first);
  look_at_segment(span_of(segment, reader, kBarLength), nominal_frame_rate(reader.stream()), reader, look);
  const Rect content = finder.content();
  const auto length = [](int part, int of) { return Length{0, {part, of}}; };
  const Geometry& geometry = plan.geometry;
  options.size.crop = {length(content.x, geometry.canvas_width), length(content.y, geometry.canvas_height),
                       length(content.width, geometry.canvas_width), length(content.height, geometry.canvas_height)};
}

int64_t bars_bytes(const AVFrame& first, const Reader& reader) {
  constexpr int64_t kRendered = 16;  // bytes of a pixel
  return decoder_bytes(*reader.stream().codecpar, 1) + int64_t{first.width} * first.height * kRendered;
}

}  // namespace cliploop
