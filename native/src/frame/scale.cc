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

bool scales_whole(int source_width, int source_height, int width, int height) {
  const double across = static_cast<double>(source_width) / width;
  const double down = static_cast<double>(source_height) / height;
  return std::max(kernel_span(across), kernel_span(down)) > kMaxKernelSpan;
}

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
    step = {width, height, spec.format, spec.width, spec.height, {}, spec.format};
  }
  step.width = spec.width;
  step.height = spec.height;
  add_step(step, SWS_LANCZOS | exact_flags);
  if (spec.part != Rect{0, 0, spec.width, spec.height}) whole_ = ScaleBuffer(spec.format, spec.width, spec.height);
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
  if (scales_whole(spec_.source_width, spec_.source_height, spec_.width, spec_.height)) return false;
  const double across = static_cast<double>(spec_.source_width) / spec_.width;
  const double down = static_cast<double>(spec_.source_height) / spec_.height;
  const Rect& part = spec_.part;
  planes_.emplace_back(ResampleAxis{spec_.source_width, part.width, across, part.x * across},
                       ResampleAxis{spec_.source_height, part.height, down, part.y * down}, depth);
  const ChromaPosition chroma = chroma_position(spec_.source_format, spec_.chroma);
  // Chroma sample c belongs to the luma samples from c << log2 on. Its position is `at` 256ths of a luma step after the
  // first of them; a negative `at` means the middle.
  const auto axis = [](int from, int first, int to, double step, int log2, int at) {
    const double pitch = 1 << log2;
    const double middle = (pitch - 1) / 2;
    const double place = at >= 0 ? at / 256.0 : middle;
    return ResampleAxis{-((-from) >> log2), to, step / pitch, (first * step + middle - place) / pitch};
  };
  const Resampler difference(axis(spec_.source_width, part.x, part.width, across, format.log2_chroma_w, chroma.x),
                             axis(spec_.source_height, part.y, part.height, down, format.log2_chroma_h, chroma.y),
                             depth);
  planes_.push_back(difference);
  planes_.push_back(difference);
  return true;
}

// libswscale only converts the format, at the size of the source. The resamplers then make the part.
bool Scaler::prepare_part() {
  const Rect& part = spec_.part;
  if (part == Rect{0, 0, spec_.width, spec_.height}) return false;
  if (scales_whole(spec_.source_width, spec_.source_height, spec_.width, spec_.height)) return false;
  ScaleSpec converted = spec_;
  converted.width = spec_.source_width;
  converted.height = spec_.source_height;
  converted.format = PartOutput::input_for(spec_.source_format, spec_.format);
  if (converted.format != spec_.source_format) {
    add_step(converted, SWS_LANCZOS | exact_flags);
    steps_.back().result = ScaleBuffer(converted.format, converted.width, converted.height);
  }
  const AVPixFmtDescriptor& format = *av_pix_fmt_desc_get(converted.format);
  const double across = static_cast<double>(spec_.source_width) / spec_.width;
  const double down = static_cast<double>(spec_.source_height) / spec_.height;
  for (int i = 0; i < format.nb_components; ++i) {
    planes_.emplace_back(ResampleAxis{spec_.source_width, part.width, across, part.x * across},
                         ResampleAxis{spec_.source_height, part.height, down, part.y * down}, format.comp[0].depth);
  }
  if (spec_.format != AV_PIX_FMT_YUV444P10) part_.emplace(converted.format, spec_.format, part.width, part.height);
  return true;
}

void Scaler::run(const Planes& from, ScaleBuffer& to) {
  Planes source = from;
  for (Step& step : steps_) {
    ScaleBuffer& last = whole_.data[0] != nullptr ? whole_ : to;
    const bool is_last = &step == &steps_.back() && planes_.empty();
    ScaleBuffer& target = is_last ? last : step.result;
    const int lines = sws_scale(step.context.get(), source.data.data(), source.stride.data(), 0, step.source_height,
                                target.data.data(), target.stride.data());
    if (lines <= 0) throw Failure(Code::INTERNAL, Stage::SCALE, "libswscale failed", lines);
    source = target.planes();
  }
  ScaleBuffer& fine = part_ ? part_->input() : to;
  for (size_t i = 0; i < planes_.size(); ++i) {
    planes_[i].run(source.data[i], source.stride[i], fine.data[i], fine.stride[i]);
  }
  if (part_) part_->write(to);
  if (whole_.data[0] != nullptr) copy_part(to);
}

// The formats here have full resolution in all planes.
void Scaler::copy_part(ScaleBuffer& to) const {
  const AVPixFmtDescriptor& format = *av_pix_fmt_desc_get(spec_.format);
  bool copied[4] = {};
  for (int c = 0; c < format.nb_components; ++c) {
    const auto plane = static_cast<size_t>(format.comp[c].plane);
    if (copied[plane]) continue;
    copied[plane] = true;
    const int64_t bytes = format.comp[c].step;
    for (int y = 0; y < spec_.part.height; ++y) {
      const uint8_t* row = whole_.data[plane] + int64_t{spec_.part.y + y} * whole_.stride[plane];
      std::copy_n(row + spec_.part.x * bytes, spec_.part.width * bytes, to.data[plane] + int64_t{y} * to.stride[plane]);
    }
  }
}

}  // namespace cliploop
