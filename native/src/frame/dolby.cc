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

float mixed(const DolbyMapping::Piece& piece, float x, float y, float z) {
  const std::array<float, 7> terms{x, y, z, x * y, x * z, y * z, x * y * z};
  std::array<float, 7> powers = terms;
  float sum = piece.constant;
  for (size_t power = 0; power < static_cast<size_t>(piece.order); ++power) {
    for (size_t i = 0; i < terms.size(); ++i) {
      sum += piece.mix[power][i] * powers[i];
      powers[i] *= terms[i];
    }
  }
  return sum;
}

}  // namespace

std::shared_ptr<const DolbyMapping> dolby_mapping(const AVFrame& frame) {
  const AVFrameSideData* data = av_frame_get_side_data(&frame, AV_FRAME_DATA_DOVI_METADATA);
  if (data == nullptr) return nullptr;
  const auto* metadata = reinterpret_cast<const AVDOVIMetadata*>(data->data);
  const AVDOVIRpuDataHeader& header = *av_dovi_get_header(metadata);
  // Only base layers of full range in this form are not shown by their own color tags.
  if (header.vdr_rpu_profile != 0 || header.bl_video_full_range_flag == 0) return nullptr;
  if (header.bl_bit_depth < 8 || header.bl_bit_depth > 16) return nullptr;
  const AVDOVIColorMetadata& color = *av_dovi_get_color(metadata);
  auto mapping = std::make_shared<DolbyMapping>();
  for (size_t i = 0; i < 3; ++i) {
    mapping->curves[i] = curve_of(av_dovi_get_mapping(metadata)->curves[i], header);
    mapping->offset[i] = number(color.ycc_to_rgb_offset[i]);
  }
  mapping->to_cones = matrix(color.ycc_to_rgb_matrix);
  mapping->crosstalk = matrix(color.rgb_to_lms_matrix);
  return mapping;
}

DolbyReshape::DolbyReshape(const DolbyMapping& mapping) {
  for (size_t i = 0; i < planes_.size(); ++i) {
    Plane& plane = planes_[i];
    plane.curve = mapping.curves[i];
    plane.values.reserve(samples);
    plane.pieces.reserve(samples);
    for (int sample = 0; sample < samples; ++sample) {
      const float x = std::clamp(static_cast<float>(sample) / (samples - 1), plane.curve.begin, plane.curve.end);
      size_t piece = 0;
      while (piece + 1 < plane.curve.pieces.size() && x >= plane.curve.pieces[piece + 1].begin) ++piece;
      const auto& [one, linear, square] = plane.curve.pieces[piece].polynomial;
      plane.pieces.push_back(static_cast<uint8_t>(piece));
      plane.values.push_back(std::clamp(one + (linear + square * x) * x, 0.0F, 1.0F));
    }
  }
}

std::array<float, 3> DolbyReshape::operator()(int luma, int blue, int red) const {
  const std::array<int, 3> at{std::min(luma, samples - 1), std::min(blue, samples - 1), std::min(red, samples - 1)};
  std::array<float, 3> out{};
  for (size_t i = 0; i < planes_.size(); ++i) {
    const Plane& plane = planes_[i];
    const auto sample = static_cast<size_t>(at[i]);
    const DolbyMapping::Piece& piece = plane.curve.pieces[plane.pieces[sample]];
    if (!piece.mixed) {
      out[i] = plane.values[sample];
      continue;
    }
    constexpr float unit = 1.0F / (samples - 1);
    const float value = mixed(piece, static_cast<float>(at[0]) * unit, static_cast<float>(at[1]) * unit,
                              static_cast<float>(at[2]) * unit);
    out[i] = std::clamp(value, 0.0F, 1.0F);
  }
  return out;
}

}  // namespace cliploop
