#include "input/interlace_watch.h"

namespace cliploop {

InterlaceWatch::InterlaceWatch(const AVStream& stream) : context_(avcodec_alloc_context3(nullptr)) {
  if (!context_ || avcodec_parameters_to_context(context_.get(), stream.codecpar) < 0) throw std::bad_alloc();
  parser_.reset(av_parser_init(stream.codecpar->codec_id));
  if (!parser_) {
    seen_ = true;  // unknown, so every frame may be needed
    return;
  }
  parser_->flags |= PARSER_FLAG_COMPLETE_FRAMES;
}

void InterlaceWatch::look(const AVPacket& packet) {
  if (seen_ || packet.size < 1) return;
  uint8_t* data = nullptr;
  int size = 0;
  av_parser_parse2(parser_.get(), context_.get(), &data, &size, packet.data, packet.size, packet.pts, packet.dts,
                   packet.pos);
  seen_ = parser_->field_order != AV_FIELD_UNKNOWN && parser_->field_order != AV_FIELD_PROGRESSIVE;
}

}  // namespace cliploop
