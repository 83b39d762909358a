#include "frame/dolby.h"

#include <algorithm>
#include <cmath>

extern "C" {
#include <libavutil/dovi_meta.h>
}

#include "frame/yuv.h"

namespace cliploop {

namespace {

constexpr int samples = 1 << yuv_bits;

double number(AVRational value) { return value.den == 0 ? 0 : av_q2d(value); }

Matrix3 matrix(const AVRational* values) {
  Matrix3 out{};
  for (size_t i = 0; i < 9; ++i) out[i / 3][i % 3] = number(values[i]);
  return out;
}

DolbyMapping::Piece piece(const AVDOVIReshapingCurve& curve, size_t index, double unit) {
  const auto factor = [unit](int64_t value) { return static_cast<float>(static_cast<double>(value) * unit); };
  DolbyMapping::Piece out;
  out.mixed = curve.mapping_idc[index] == AV_DOVI_MAPPING_MMR;
  if (out.mixed) {
    out.order = std::clamp<int>(curve.mmr_order[index], 1, 3);
    out.constant = factor(curve.mmr_constant[index]);
    for (size_t power = 0; power < static_cast<size_t>(out.order); ++power) {
      for (size_t i = 0; i < 7; ++i) out.mix[power][i] = factor(curve.mmr_coef[index][power][i]);
    }
  } else {
    const size_t order = std::min<size_t>(curve.poly_order[index], 2);
    for (size_t power = 0; power <= order; ++power) out.polynomial[power] = factor(curve.poly_coef[index][power]);
  }
  return out;
}

DolbyMapping::Curve curve_of(const AVDOVIReshapingCurve& curve, const AVDOVIRpuDataHeader& header) {
  const auto most = static_cast<float>((1 << header.bl_bit_depth) - 1);
  const double unit = std::ldexp(1, -header.coef_log2_denom);
  DolbyMapping::Curve out;
  const size_t pivots = std::min<size_t>(curve.num_pivots, AV_DOVI_MAX_PIECES + 1);
  if (pivots < 2) {
    DolbyMapping::Piece same;
    same.polynomial[1] = 1;
    out.pieces.push_back(same);
    return out;
  }
  for (size_t i = 0; i + 1 < pivots; ++i) {
    out.pieces.push_back(piece(curve, i, unit));
    out.pieces.back().begin = static_cast<float>(curve.pivots[i]) / most;
  }
  out.begin = out.pieces.front().begin;
  out.end = static_cast<float>(curve.pivots[pivots - 1]) / most;
  return out;
}

// Whether the base layer of profile 8 is HDR. One that is SDR is shown as SDR.
bool is_hdr_base(const AVFrame& frame) {
  return frame.color_trc == AVCOL_TRC_SMPTE2084 || frame.color_trc == AVCOL_TRC_ARIB_STD_B67;
}

// Whether the base layer is HDR10 whose planes are not reshaped, so that its colors are those of the metadata.
bool is_same_hdr10(const AVFrame& frame, const AVDOVIDataMapping& mapping, const AVDOVIRpuDataHeader& header) {
  if (frame.color_trc != AVCOL_TRC_SMPTE2084) return false;
  return std::all_of(std::begin(mapping.curves), std::end(mapping.curves), [&](const AVDOVIReshapingCurve& curve) {
    return curve.num_pivots == 2 && curve.mapping_idc[0] == AV_DOVI_MAPPING_POLYNOMIAL && curve.poly_order[0] == 1 &&
           curve.poly_coef[0][0] == 0 && curve.poly_coef[0][1] == int64_t{1} << header.coef_log2_denom;
  });
}

}  // namespace

std::shared_ptr<const DolbyMapping> dolby_mapping(const AVFrame& frame) {
  const AVFrameSideData* data = av_frame_get_side_data(&frame, AV_FRAME_DATA_DOVI_METADATA);
  if (data == nullptr) return nullptr;
  const auto* metadata = reinterpret_cast<const AVDOVIMetadata*>(data->data);
  const AVDOVIRpuDataHeader& header = *av_dovi_get_header(metadata);
  if (header.bl_bit_depth < 8 || header.bl_bit_depth > 16) return nullptr;
  const AVDOVIDataMapping& curves = *av_dovi_get_mapping(metadata);
  // Only base layers of full range in this form have no colors of their own (profile 5). Others are completed by the
  // metadata (profile 8), unless an enhancement layer is missing (profile 7).
  const bool has_colors = header.vdr_rpu_profile != 0 || header.bl_video_full_range_flag == 0;
  if (has_colors &&
      (!is_hdr_base(frame) || header.disable_residual_flag == 0 || is_same_hdr10(frame, curves, header))) {
    return nullptr;
  }
  const AVDOVIColorMetadata& color = *av_dovi_get_color(metadata);
  auto mapping = std::make_shared<DolbyMapping>();
  mapping->completes = has_colors;
  for (size_t i = 0; i < 3; ++i) {
    mapping->curves[i] = curve_of(curves.curves[i], header);
    mapping->offset[i] = number(color.ycc_to_rgb_offset[i]);
  }
  mapping->to_cones = matrix(color.ycc_to_rgb_matrix);
  mapping->crosstalk = matrix(color.rgb_to_lms_matrix);
  return mapping;
}

DolbyReshape::Mix DolbyReshape::mix_of(const DolbyMapping::Piece& piece) {
  Mix out;
  if (!piece.mixed) return out;
  out.order = static_cast<size_t>(piece.order);
  out.constant[0] = piece.constant;
  for (size_t power = 0; power < out.order; ++power) {
    const std::array<float, 7>& m = piece.mix[power];
    out.low[power] = Four{m[0], m[1], m[2], m[3]};
    out.high[power] = Four{m[4], m[5], m[6], 0};
  }
  return out;
}

DolbyReshape::DolbyReshape(const DolbyMapping& mapping) {
  for (size_t i = 0; i < planes_.size(); ++i) {
    Plane& plane = planes_[i];
    const DolbyMapping::Curve& curve = mapping.curves[i];
    for (const DolbyMapping::Piece& piece : curve.pieces) plane.mixes.push_back(mix_of(piece));
    mixes_ = mixes_ || std::any_of(plane.mixes.begin(), plane.mixes.end(), [](const Mix& m) { return m.order > 0; });
    plane.values.reserve(samples);
    plane.pieces.reserve(samples);
    for (int sample = 0; sample < samples; ++sample) {
      const float x = std::clamp(static_cast<float>(sample) / (samples - 1), curve.begin, curve.end);
      size_t piece = 0;
      while (piece + 1 < curve.pieces.size() && x >= curve.pieces[piece + 1].begin) ++piece;
      const auto& [one, linear, square] = curve.pieces[piece].polynomial;
      plane.pieces.push_back(static_cast<uint8_t>(piece));
      plane.values.push_back(std::clamp(one + (linear + square * x) * x, 0.0F, 1.0F));
    }
  }
}

// The terms of "MMR" in two vectors, the same way on every processor.
struct DolbyReshape::Terms {
  Four low;   // x, y, z, xy
  Four high;  // xz, yz, xyz, 0
  Terms operator*(const Terms& other) const { return {low * other.low, high * other.high}; }
};

float DolbyReshape::mix(const Mix& mix, const std::array<Terms, 3>& powers) {
  Four sum = mix.constant;
  for (size_t power = 0; power < mix.order; ++power) {
    sum += mix.low[power] * powers[power].low + mix.high[power] * powers[power].high;
  }
  return std::clamp((sum[0] + sum[1]) + (sum[2] + sum[3]), 0.0F, 1.0F);
}

std::array<float, 3> DolbyReshape::operator()(int luma, int blue, int red) const {
  const std::array<int, 3> at{std::min(luma, samples - 1), std::min(blue, samples - 1), std::min(red, samples - 1)};
  std::array<Terms, 3> powers{};
  if (mixes_) {
    constexpr float unit = 1.0F / (samples - 1);
    const float x = static_cast<float>(at[0]) * unit, y = static_cast<float>(at[1]) * unit,
                z = static_cast<float>(at[2]) * unit;
    powers[0] = Terms{Four{x, y, z, x * y}, Four{x * z, y * z, x * y * z, 0}};
    powers[1] = powers[0] * powers[0];
    powers[2] = powers[1] * powers[0];
  }
  std::array<float, 3> out{};
  for (size_t i = 0; i < planes_.size(); ++i) {
    const Plane& plane = planes_[i];
    const auto sample = static_cast<size_t>(at[i]);
    const Mix& piece = plane.mixes[plane.pieces[sample]];
    out[i] = piece.order == 0 ? plane.values[sample] : mix(piece, powers);
  }
  return out;
}

}  // namespace cliploop
