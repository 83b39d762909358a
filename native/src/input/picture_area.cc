#include "input/picture_area.h"

#include <algorithm>

extern "C" {
#include <libavutil/pixdesc.h>
}

#include "base/av_compat.h"
#include "base/status.h"

namespace cliploop {
namespace {

// Codecs code whole blocks of at most this size, so a codec crops fewer rows and columns.
constexpr int kBlockSize = 64;

struct Span {
  int start = 0;
  int length = 0;
};

// shown: of a side of `coded` pixels, of which the frame has `actual`.
Span part_of(Span shown, int coded, int actual) {
  const auto scaled = [&](int length) {
    return static_cast<int>((Rational{length} * Rational{actual, coded}).rounded());
  };
  const int start = std::clamp(scaled(shown.start), 0, actual - 1);
  return {start, std::clamp(scaled(shown.length), 1, actual - start)};
}

bool cropped_by_codec(int coded, int actual) { return actual <= coded && coded - actual < kBlockSize; }

}  // namespace

std::optional<PictureArea> area_without(int width, int height, int64_t left, int64_t top, int64_t right,
                                        int64_t bottom) {
  if (left < 0 || top < 0 || right < 0 || bottom < 0) return std::nullopt;
  if (left == 0 && right == 0 && top == 0 && bottom == 0) return std::nullopt;
  if (left >= width || right >= width - left || top >= height || bottom >= height - top) return std::nullopt;
  PictureArea area;
  area.coded_width = width;
  area.coded_height = height;
  area.shown = {static_cast<int>(left), static_cast<int>(top), static_cast<int>(width - left - right),
                static_cast<int>(height - top - bottom)};
  return area;
}

Rect shown_part(const PictureArea& area, int width, int height) {
  // Both sides are scaled, or none.
  const bool same = cropped_by_codec(area.coded_width, width) && cropped_by_codec(area.coded_height, height);
  const Rect& shown = area.shown;
  const Span across = part_of({shown.x, shown.width}, same ? width : area.coded_width, width);
  const Span down = part_of({shown.y, shown.height}, same ? height : area.coded_height, height);
  return {across.start, down.start, across.length, down.length};
}

void crop_frame(AVFrame& frame, const PictureArea& area) {
  if (frame.width < 1 || frame.height < 1) return;
  Rect part = shown_part(area, frame.width, frame.height);
  const AVPixFmtDescriptor* format = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  if (format == nullptr) return;
  if (frame_is_interlaced(frame)) part.y -= part.y % (2 << format->log2_chroma_h);
  if ((format->flags & AV_PIX_FMT_FLAG_PLANAR) == 0 && format->log2_chroma_w > 0) {
    part.x -= part.x % (1 << format->log2_chroma_w);  // packed formats such as yuyv422
  }
  frame.crop_left = static_cast<size_t>(part.x);
  frame.crop_top = static_cast<size_t>(part.y);
  frame.crop_right = static_cast<size_t>(frame.width - part.x - part.width);
  frame.crop_bottom = static_cast<size_t>(frame.height - part.y - part.height);
  const int cropped = av_frame_apply_cropping(&frame, AV_FRAME_CROP_UNALIGNED);
  if (cropped < 0) throw Failure(Code::DECODE_FAILED, Stage::DECODE, av_error_text(cropped), cropped);
}

}  // namespace cliploop
