#include "frame/scale.h"

#include <algorithm>
#include <new>
#include <string>

extern "C" {
#include <libavutil/imgutils.h>
#include <libavutil/mem.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
}

#include "base/status.h"
#include "frame/resample_passes.h"

namespace cliploop {

namespace {

constexpr int exact_flags = SWS_ACCURATE_RND | SWS_BITEXACT | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP;
// Kernels of libswscale have at most 256 taps: enough for Lanczos up to about 1:42, and for area averaging up to 1:255.
constexpr int longest_lanczos = 32;
constexpr int area_step = 16;

int shrink(int from, int to) {
  return from > int64_t{to} * longest_lanczos ? std::max(to, (from + area_step - 1) / area_step) : from;
}

// The position of chroma samples in 1/256 of the distance between luma samples. -513 is the default of libswscale,
// which is the middle.
struct ChromaPosition {
  int x = -513;
  int y = -513;
};

ChromaPosition chroma_position(AVPixelFormat format, AVChromaLocation location) {
  const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(format);
  if (description == nullptr || (description->flags & AV_PIX_FMT_FLAG_RGB) != 0) return {};
  // The middle of the luma samples that share a chroma sample, and the last of them.
  const auto middle = [](int log2) { return ((1 << log2) - 1) * 128; };
  const auto last = [](int log2) { return ((1 << log2) - 1) * 256; };
  const int log2_x = description->log2_chroma_w;
  const int log2_y = description->log2_chroma_h;
  ChromaPosition position;
  if (log2_x > 0) {
    const bool centered =
        location == AVCHROMA_LOC_CENTER || location == AVCHROMA_LOC_TOP || location == AVCHROMA_LOC_BOTTOM;
    position.x = centered ? middle(log2_x) : 0;
  }
  if (log2_y > 0) {
    const bool top = location == AVCHROMA_LOC_TOPLEFT || location == AVCHROMA_LOC_TOP;
    const bool bottom = location == AVCHROMA_LOC_BOTTOMLEFT || location == AVCHROMA_LOC_BOTTOM;
    position.y = top ? 0 : (bottom ? last(log2_y) : middle(log2_y));
  }
  return position;
}

bool is_gray(AVPixelFormat format) {
  const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(format);
  return description != nullptr && (description->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) == 0 &&
         description->nb_components <= 2;
}

std::string format_name(AVPixelFormat format) {
  const char* name = av_get_pix_fmt_name(format);
  return name == nullptr ? "unknown" : name;
}

}  // namespace

Scaler::Scaler(const ScaleSpec& spec) : spec_(spec) {
  if (sws_isSupportedInput(spec.source_format) == 0) {
    throw Failure(Code::DECODE_FAILED, Stage::SCALE, "unsupported pixel format " + format_name(spec.source_format));
  }
  if (prepare_resamplers() || prepare_part()) return;
  ScaleSpec step = spec;
  for (;;) {
    const int width = shrink(step.source_width, spec.width);
    const int height = shrink(step.source_height, spec.height);
    if (width == step.source_width && height == step.source_height) break;
    step.width = width;
    step.height = height;
    add_step(step, SWS_AREA | exact_flags);
    steps_.back().result = ScaleBuffer(step.format, width, height);
    step = ScaleSpec::whole(width, height, spec.format, spec.width, spec.height, spec.format);
  }
  step.width = spec.width;
  step.height = spec.height;
  add_step(step, SWS_LANCZOS | exact_flags);
}

void Scaler::add_step(const ScaleSpec& spec, int flags) {
  std::unique_ptr<SwsContext, Free> context(sws_alloc_context());
  if (!context) throw std::bad_alloc();
  const ChromaPosition chroma = chroma_position(spec.source_format, spec.chroma);
  // The same range for input and output, so that libswscale does not convert it. Limited, because then every code path
  // of libswscale changes the depth by shifting; but it requires full range for gray.
  const int full_range = is_gray(spec.source_format) ? 1 : 0;
  const std::pair<const char*, int64_t> options[] = {
      {"srcw", spec.source_width}, {"srch", spec.source_height}, {"src_format", spec.source_format},
      {"dstw", spec.width},        {"dsth", spec.height},        {"dst_format", spec.format},
      {"src_range", full_range},   {"dst_range", full_range},    {"sws_flags", flags},
      {"src_h_chr_pos", chroma.x}, {"src_v_chr_pos", chroma.y}};
  for (const auto& [name, value] : options) av_opt_set_int(context.get(), name, value, 0);
  const int error = sws_init_context(context.get(), nullptr, nullptr);
  if (error < 0) {
    throw Failure(Code::INTERNAL, Stage::SCALE,
                  "cannot scale " + format_name(spec.source_format) + " " + std::to_string(spec.source_width) + "x" +
                      std::to_string(spec.source_height) + " to " + std::to_string(spec.width) + "x" +
                      std::to_string(spec.height),
                  error);
  }
  steps_.push_back({std::move(context), spec.source_height, {}});
}

bool Scaler::prepare_resamplers() {
  const AVPixFmtDescriptor& format = *av_pix_fmt_desc_get(spec_.source_format);
  const uint64_t unsupported =
      AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM;
  const int depth = format.comp[0].depth;
  const bool planar = (format.flags & AV_PIX_FMT_FLAG_PLANAR) != 0 && format.nb_components == 3 &&
                      format.comp[1].plane == 1 && format.comp[2].plane == 2 && format.comp[0].shift == 0 &&
                      format.comp[1].step == (depth + 7) / 8;
  if ((format.flags & unsupported) != 0 || !planar || depth < 8 || depth > 14 || spec_.format != AV_PIX_FMT_YUV444P10) {
    return false;
  }
  if (!kernels_fit()) return false;
  planes_.push_back(plane(depth, {}));
  const ChromaPosition chroma = chroma_position(spec_.source_format, spec_.chroma);
  planes_.push_back(plane(depth, {format.log2_chroma_w, format.log2_chroma_h, chroma.x, chroma.y}));
  planes_.push_back(planes_.back());
  return true;
}

namespace {

// The samples of one axis that a plane has within the bounds, and how they are scaled. view and bounds: in luma
// samples.
struct PlaneAxis {
  ResampleAxis axis;
  int first = 0;  // sample to read
};

// Chroma sample c belongs to the luma samples from c << log2 on. Its position is `at` 256ths of a luma step after the
// first of them; a negative `at` means the middle.
PlaneAxis plane_axis(double start, double length, int to, int bounds_from, int bounds_length, int log2, int at) {
  const double pitch = 1 << log2;
  const double middle = (pitch - 1) / 2;
  const double place = at >= 0 ? at / 256.0 : middle;
  const int first = bounds_from >> log2;
  const int end = -((-(bounds_from + bounds_length)) >> log2);
  const double shift = log2 == 0 ? start - first : (start + middle - place) / pitch - first;
  return {{end - first, to, length / to / pitch, shift}, first};
}

// A side of a picture that is averaged before the resamplers, so that their kernels fit.
struct Averaged {
  int size = 0;
  double scale = 1;  // samples of it for each sample of the source
};

Averaged averaged(int source, double step) {
  if (kernel_fits(step)) return {source, 1};
  constexpr double kLeft = 8;  // the reduction that remains
  const int size = std::max(1, static_cast<int>(source / std::floor(step / kLeft)));
  return {size, static_cast<double>(size) / source};
}

// The whole samples inside a range, at least one.
std::pair<int, int> inside(int from, int length, const Averaged& side) {
  const int first = std::min(side.size - 1, static_cast<int>(std::ceil(from * side.scale)));
  return {first, std::max(1, static_cast<int>(std::floor((from + length) * side.scale)) - first)};
}

}  // namespace

Scaler::PlaneScaler Scaler::plane(int depth, const Subsampling& chroma) const {
  const ScaleView& view = spec_.view;
  const Rect& bounds = spec_.bounds;
  const PlaneAxis across =
      plane_axis(view.x, view.width, spec_.width, bounds.x, bounds.width, chroma.log2_x, chroma.at_x);
  const PlaneAxis down =
      plane_axis(view.y, view.height, spec_.height, bounds.y, bounds.height, chroma.log2_y, chroma.at_y);
  return {Resampler(across.axis, down.axis, depth), down.first, int64_t{across.first} * ((depth + 7) / 8)};
}

bool Scaler::kernels_fit() const {
  return kernel_fits(spec_.view.width / spec_.width) && kernel_fits(spec_.view.height / spec_.height);
}

// libswscale converts the format, at the size of the source or an average of it. The resamplers then make the part.
bool Scaler::prepare_part() {
  if (spec_.is_whole()) return false;
  const AVPixelFormat planar = PartOutput::input_for(spec_.source_format, spec_.format);
  const Averaged across = averaged(spec_.source_width, spec_.view.width / spec_.width);
  const Averaged down = averaged(spec_.source_height, spec_.view.height / spec_.height);
  const bool smaller = across.scale < 1 || down.scale < 1;
  if (planar != spec_.source_format || smaller) {
    add_step(ScaleSpec::whole(spec_.source_width, spec_.source_height, spec_.source_format, across.size, down.size,
                              planar, spec_.chroma),
             (smaller ? SWS_AREA : SWS_LANCZOS) | exact_flags);
    steps_.back().result = ScaleBuffer(planar, across.size, down.size);
  }
  const ScaleView& view = spec_.view;
  spec_.view = {view.x * across.scale, view.y * down.scale, view.width * across.scale, view.height * down.scale};
  const auto [x, width] = inside(spec_.bounds.x, spec_.bounds.width, across);
  const auto [y, height] = inside(spec_.bounds.y, spec_.bounds.height, down);
  spec_.bounds = {x, y, width, height};
  const AVPixFmtDescriptor& format = *av_pix_fmt_desc_get(planar);
  for (int i = 0; i < format.nb_components; ++i) planes_.push_back(plane(format.comp[0].depth, {}));
  if (spec_.format != AV_PIX_FMT_YUV444P10) part_.emplace(planar, spec_.format, spec_.width, spec_.height);
  return true;
}

void Scaler::run(const Planes& from, ScaleBuffer& to) {
  Planes source = from;
  for (Step& step : steps_) {
    const bool is_last = &step == &steps_.back() && planes_.empty();
    ScaleBuffer& target = is_last ? to : step.result;
    const int lines = sws_scale(step.context.get(), source.data.data(), source.stride.data(), 0, step.source_height,
                                target.data.data(), target.stride.data());
    if (lines <= 0) throw Failure(Code::INTERNAL, Stage::SCALE, "libswscale failed", lines);
    source = target.planes();
  }
  ScaleBuffer& fine = part_ ? part_->input() : to;
  for (size_t i = 0; i < planes_.size(); ++i) {
    PlaneScaler& plane = planes_[i];
    const uint8_t* first = source.data[i] + plane.rows * source.stride[i] + plane.bytes;
    plane.resampler.run(first, source.stride[i], fine.data[i], fine.stride[i]);
  }
  if (part_) part_->write(to);
}

}  // namespace cliploop
