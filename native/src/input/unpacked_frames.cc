// cspell:words AVBSF
#include "input/unpacked_frames.h"

namespace cliploop {

std::unique_ptr<UnpackedFrames> UnpackedFrames::make(const AVStream& stream) {
  if (stream.codecpar->codec_id != AV_CODEC_ID_MPEG4) return nullptr;
  const AVBitStreamFilter* kind = av_bsf_get_by_name("mpeg4_unpack_bframes");
  AVBSFContext* filter = nullptr;
  if (kind == nullptr) return nullptr;
  if (av_bsf_alloc(kind, &filter) < 0) throw std::bad_alloc();
  auto made = std::make_unique<UnpackedFrames>();
  made->filter_.reset(filter);
  if (avcodec_parameters_copy(filter->par_in, stream.codecpar) < 0) throw std::bad_alloc();
  filter->time_base_in = stream.time_base;
  return av_bsf_init(filter) < 0 ? nullptr : std::move(made);
}

bool UnpackedFrames::replace(AVPacket& packet) {
  if (av_bsf_send_packet(filter_.get(), &packet) < 0) return false;
  return av_bsf_receive_packet(filter_.get(), &packet) >= 0;
}

}  // namespace cliploop
