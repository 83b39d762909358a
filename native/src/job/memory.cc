#include "job/memory.h"

#include <algorithm>
#include <string>

extern "C" {
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
}

#include "avif/av1.h"
#include "base/text.h"
#include "frame/color.h"
#include "input/decoder_memory.h"

namespace cliploop {
namespace {

// Bytes for each pixel of the canvas, measured.
constexpr int64_t kImage = 4;
constexpr int64_t kGifFrame = kImage + 4 + 2;  // with the planes, and the indices or the compressed frame
constexpr int64_t kWebpFrame = kImage + 2;     // with the compressed frame
constexpr int64_t kGifScreen = 4 + 4 + 3;      // what is on screen, its source, and the frame that is being made
constexpr int64_t kWebpScreen = 4 + 4;         // the last source pixels, and a frame with alpha
constexpr int64_t kGifWork = 2;                // of a thread that compresses
constexpr int64_t kWebpWork = 16;              // of a thread in libwebp
constexpr int64_t kAvifFrame = kImage + 2;     // with its planes
constexpr int64_t kAvifWork = 2;               // of a thread that converts
constexpr int64_t kRaster = 6 + 4;             // Y'CbCr of 10 bits, and RGBA
constexpr int64_t kAlphaRaster = 8 + 4;        // of each pixel of the source
constexpr int64_t kConverted = 6;              // of each pixel of the source, planes of the whole format
constexpr int64_t kPart = 8;                   // planes of 10 bits
constexpr int kMergedAndPending = 3;           // frames that wait for the next one
constexpr int kWindow = 3;                     // decoded frames that the sampler keeps

// A format that the resamplers read themselves.
bool is_planar_yuv(AVPixelFormat format) {
  const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(format);
  return description != nullptr && (description->flags & AV_PIX_FMT_FLAG_RGB) == 0 &&
         av_pix_fmt_count_planes(format) == 3;
}

MemoryNeeds memory_needs(Format out, const RenderPlan& plan, const AVFrame& first) {
  const Geometry& geometry = plan.geometry;
  const auto format = static_cast<AVPixelFormat>(first.format);
  const auto area = [](int width, int height) { return int64_t{width} * height; };
  MemoryNeeds needs;
  needs.format = out;
  needs.canvas_pixels = area(geometry.canvas_width, geometry.canvas_height);
  needs.source_pixels = area(geometry.crop.width, geometry.crop.height);
  needs.frame_bytes = std::max(0, av_image_get_buffer_size(format, first.width, first.height, 1));
  needs.alpha = plan.keep_alpha && has_alpha(format);
  const Rect whole{0, 0, geometry.crop.width, geometry.crop.height};
  const bool part = geometry.bounds != whole || geometry.view != View{0, 0, whole.width, whole.height};
  needs.converted = part && !is_planar_yuv(format);
  if (out == Format::AVIF) {
    const auto bytes = [&](bool alpha) {
      avif::Av1Settings settings{geometry.canvas_width, geometry.canvas_height};
      settings.alpha = alpha;
      return needs.canvas_pixels * avif::av1_bytes_for_pixel(settings);
    };
    const bool transparent = needs.alpha || (plan.keep_alpha && plan.background[3] < 255);
    needs.encoder = bytes(false) + (transparent ? bytes(true) : 0);
  }
  return needs;
}

int frames_for(int threads) { return threads <= 1 ? 1 : 3 * threads + kMergedAndPending; }

}  // namespace

int64_t affordable_pixels(const Limits& limits) {
  constexpr int64_t kTwoFrames = 2 * 4;  // bytes of a pixel
  return std::min(limits.max_pixels, limits.max_memory / kTwoFrames);
}

Reader::Options reader_options(const VideoOptions& options) {
  return {options.threads, affordable_pixels(options.limits), options.limits.max_memory, options.stream,
          options.input_fps};
}

Failure name_limit(const Failure& failure, const Limits& limits) {
  if (failure.status.code != Code::LIMIT_PIXELS || affordable_pixels(limits) == limits.max_pixels) return failure;
  Status status = failure.status;
  status.code = Code::LIMIT_MEMORY;
  status.detail += ", because two decoded frames must fit into " + count_text(limits.max_memory, "byte", "bytes");
  return Failure(status);
}

namespace {

// Bytes for each pixel of the canvas.
struct FormatBytes {
  int64_t frame, screen, work;
};

FormatBytes bytes_of(Format format) {
  switch (format) {
    case Format::GIF:
      return {kGifFrame, kGifScreen, kGifWork};
    case Format::AVIF:
      return {kAvifFrame, 0, kAvifWork};
    default:
      return {kWebpFrame, kWebpScreen, kWebpWork};
  }
}

}  // namespace

int64_t pipeline_bytes(const MemoryNeeds& needs, int threads, int frames) {
  const FormatBytes bytes = bytes_of(needs.format);
  const int64_t canvas = needs.canvas_pixels;
  const int64_t worker = canvas * (kRaster + bytes.work) + (needs.alpha ? needs.source_pixels * kAlphaRaster : 0) +
                         (needs.converted ? needs.source_pixels * kConverted + canvas * kPart : 0) + needs.frame_bytes;
  const int64_t frame = canvas * bytes.frame;
  const int64_t encoder = canvas * bytes.screen + needs.encoder;
  // One thread has no queues, and the decoder has the frames that the sampler keeps.
  if (threads <= 1) return worker + 2 * frame + 2 * needs.frame_bytes + encoder;
  // A decoded frame is freed when it is scaled. At most two for each thread wait for that.
  const int64_t decoded = needs.frame_bytes * (kWindow + std::min(frames, 2 * threads));
  return threads * worker + (frames + kMergedAndPending) * frame + decoded + encoder;
}

PipelineSize fit_pipeline(const MemoryNeeds& needs, int threads, int64_t bytes) {
  PipelineSize size{std::max(1, threads), frames_for(threads), 0};
  while (size.threads > 1 && pipeline_bytes(needs, size.threads, size.frames) > bytes) {
    if (size.frames > size.threads + kMergedAndPending) {
      --size.frames;
    } else {
      --size.threads;
      size.frames = size.threads == 1 ? 1 : size.threads + kMergedAndPending;
    }
  }
  size.bytes = pipeline_bytes(needs, size.threads, size.frames);
  return size;
}

PipelineSize plan_memory(const VideoOptions& options, Format format, Reader& reader, const RenderPlan& plan,
                         const AVFrame& first, int64_t more) {
  const MemoryNeeds needs = memory_needs(format, plan, first);
  const int64_t most = options.limits.max_memory;
  // The range of HDR is measured with a second decoder, before the pipeline exists.
  const int64_t measuring = plan.color.hdr() ? decoder_bytes(*reader.stream().codecpar, 1) : 0;
  const int64_t smallest = more + std::max(measuring, pipeline_bytes(needs, 1, 1));
  const int64_t least = reader.decoding_bytes(1) + smallest;
  if (least > most) {
    throw Failure(Code::LIMIT_MEMORY, Stage::SCALE,
                  "about " + std::to_string(least) + " bytes, the limit is " + std::to_string(most) + " bytes");
  }
  int threads = reader.threads();
  while (threads > 1 && reader.decoding_bytes(threads) + smallest > most) --threads;
  reader.limit_threads(threads);
  return fit_pipeline(needs, options.threads, most - more - reader.decoding_bytes(reader.threads()));
}

}  // namespace cliploop
