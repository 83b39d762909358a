#include "frame/tags.h"

#include <doctest/doctest.h>

#include <cstring>

#include "base/av_ptr.h"
#include "frame/color.h"
#include "frame/matrix.h"

using namespace cliploop;

namespace {

template <typename Tag>
void put(int number, Tag& tag) {
  std::memcpy(&tag, &number, sizeof(tag));
}

}  // namespace

TEST_CASE("tags with numbers that libav does not know become unspecified") {
  for (const int number : {-1, 34, 255, 1 << 20}) {
    AVCodecParameters* codec = avcodec_parameters_alloc();
    put(number, codec->color_space);
    put(number, codec->color_range);
    put(number, codec->color_trc);
    put(number, codec->color_primaries);
    put(number, codec->chroma_location);
    const FramePtr frame = new_frame();
    frame->width = 320;
    frame->height = 240;
    frame->format = AV_PIX_FMT_YUV420P;
    copy_tags(*codec, *frame);
    avcodec_parameters_free(&codec);
    CHECK(number_of(frame->colorspace) == number);
    forget_unknown_tags(*frame);
    CHECK(frame->colorspace == AVCOL_SPC_UNSPECIFIED);
    CHECK(frame->color_range == AVCOL_RANGE_UNSPECIFIED);
    CHECK(frame->color_trc == AVCOL_TRC_UNSPECIFIED);
    CHECK(frame->color_primaries == AVCOL_PRI_UNSPECIFIED);
    CHECK(frame->chroma_location == AVCHROMA_LOC_UNSPECIFIED);
    CHECK(describe_color(*frame).matrix == AVCOL_SPC_SMPTE170M);
  }
}

TEST_CASE("matrices of newer versions of libav are kept") {
  const FramePtr frame = new_frame();
  frame->width = 320;
  frame->height = 240;
  frame->format = AV_PIX_FMT_YUV444P10;
  put(matrix_ycgco_re, frame->colorspace);
  forget_unknown_tags(*frame);
  CHECK(describe_color(*frame).matrix == matrix_ycgco_re);
  CHECK(describe_color(*frame).matrix_name() == "ycgco-re");
}
