#include "frame/tags.h"

#include "frame/matrix.h"

namespace cliploop {

namespace {

template <typename Tag>
void limit(Tag& tag, int last, Tag unspecified) {
  const int number = number_of(tag);
  if (number < 0 || number > last) tag = unspecified;
}

template <typename Tag>
void copy(const Tag& from, Tag& to) {
  std::memcpy(&to, &from, sizeof(to));
}

}  // namespace

void forget_unknown_tags(AVFrame& frame) {
  limit(frame.colorspace, matrix_ycgco_ro, AVCOL_SPC_UNSPECIFIED);
  limit(frame.color_range, AVCOL_RANGE_NB - 1, AVCOL_RANGE_UNSPECIFIED);
  limit(frame.color_trc, AVCOL_TRC_NB - 1, AVCOL_TRC_UNSPECIFIED);
  limit(frame.color_primaries, AVCOL_PRI_NB - 1, AVCOL_PRI_UNSPECIFIED);
  limit(frame.chroma_location, AVCHROMA_LOC_NB - 1, AVCHROMA_LOC_UNSPECIFIED);
}

void copy_tags(const AVCodecParameters& from, AVFrame& to) {
  copy(from.color_space, to.colorspace);
  copy(from.color_range, to.color_range);
  copy(from.color_trc, to.color_trc);
  copy(from.color_primaries, to.color_primaries);
  copy(from.chroma_location, to.chroma_location);
}

}  // namespace cliploop
